//! Bulletins: gathered from verified problems, published by a second person, received by those concerned.

use crate::common::{Stage, at, stages};
use app::{
    api::{
        Failure,
        bulletins::{BulletinMoveOrder, BulletinText, BulletinView, Bulletins, BulletinsQuery, DraftOrder},
        problems::{ProblemMoveOrder, ProblemOrder, Problems},
        reports::Reports,
    },
    domain::{
        bulletins::{BulletinKind, BulletinMove, BulletinState},
        permissions::{Actor, Role},
        problems::ProblemMove,
    },
    i18n::Locale,
};

/// A verified problem at a unit.
async fn verified(stage: &Stage, actor: &Actor, unit: &str, category: &str) -> i64 {
    let id = raised(stage, actor, unit, category).await;
    let order = ProblemMoveOrder {
        what: ProblemMove::Confirm,
        note: "it is so".into(),
        way: "video".into(),
        role: String::new(),
        user: String::new(),
        day: String::new(),
    };
    stage.platform.move_problem(actor, id, &order).await.unwrap();
    id
}

async fn raised(stage: &Stage, actor: &Actor, unit: &str, category: &str) -> i64 {
    let order = ProblemOrder {
        unit: unit.to_owned(),
        category: category.to_owned(),
        text: "Nobody at the gate.".to_owned(),
        ..ProblemOrder::default()
    };
    stage.platform.raise_problem(actor, &order).await.unwrap()
}

fn draft(kind: BulletinKind, issuer: &str, problems: &[i64]) -> DraftOrder {
    DraftOrder { kind, issuer: issuer.to_owned(), problems: problems.to_vec(), english: true }
}

async fn go(stage: &Stage, actor: &Actor, id: i64, what: BulletinMove) -> Result<(), Failure> {
    let order = BulletinMoveOrder { what, reason: "too short".into() };
    stage.platform.move_bulletin(actor, id, &order).await
}

async fn see(stage: &Stage, actor: &Actor, id: i64) -> BulletinView {
    stage.platform.open_bulletin(actor, id).await.unwrap()
}

async fn told(stage: &Stage, actor: &Actor) -> Vec<String> {
    let notices = stage.platform.list_notices(actor).await.unwrap();
    notices.into_iter().map(|notice| notice.kind).collect()
}

#[tokio::test]
async fn a_bulletin_is_published_by_somebody_else_with_number_and_date_and_received() {
    for stage in stages().await {
        let city = stage.actor(Role::CitySupervisor, "A").await;
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let other = stage.actor(Role::TribunalHead, "AC2").await;
        let court = stage.actor(Role::CourtManager, "AC").await;
        let one = verified(&stage, &city, "AC1", "security").await;
        let two = verified(&stage, &city, "AC1", "dress").await;
        let desk = stage.platform.bulletin_desk(&city).await.unwrap();
        assert_eq!(desk.issuers.iter().map(|(code, ..)| code.as_str()).collect::<Vec<_>>(), ["A"]);
        assert_eq!((desk.problems.len(), desk.total), (2, 2));
        let order = draft(BulletinKind::Bulletin, "A", &[two, one, one]);
        let id = stage.platform.draft_bulletin(&city, &order).await.unwrap();
        assert!(stage.platform.bulletin_desk(&city).await.unwrap().problems.is_empty(), "they are gathered");
        let view = see(&stage, &city, id).await;
        let wanted = "1. Unit AC1: Security check (minor). Nobody at the gate (Found on 2026-11-24, verified by video)";
        assert!(view.body.contains(wanted) && view.body.contains("2 problems at 1 units"), "{}", view.body);
        let to: Vec<_> = view.addressees.iter().map(|known| known.unit.as_str()).collect();
        assert_eq!(to, ["AC", "AC1"], "the tribunal and its court");
        assert!(view.may_edit && view.row.number.is_empty());

        // Nobody but its issuers sees it before it is published.
        for actor in [&head, &court] {
            assert_eq!(stage.platform.open_bulletin(actor, id).await.unwrap_err().status(), 403);
            assert_eq!(stage.platform.bulletin_paper(actor, id, Locale::Zh).await.unwrap_err().status(), 403);
        }
        let text = BulletinText {
            title: " On security ".into(),
            body: "First.\r\n\r\nSecond.".into(),
            addressees: vec!["AC".into()],
            more: "AC1，A".into(),
        };
        assert_eq!(stage.platform.write_bulletin(&province, id, &text).await.unwrap_err().status(), 403);
        let elsewhere = BulletinText { more: "BC1".into(), ..text.clone() };
        let failure = stage.platform.write_bulletin(&city, id, &elsewhere).await.unwrap_err();
        assert_eq!((failure.reason.as_str(), failure.value.as_str()), ("addressee_elsewhere", "BC1"));
        let nobody = BulletinText { addressees: vec![], more: String::new(), ..text.clone() };
        assert_eq!(stage.platform.write_bulletin(&city, id, &nobody).await.unwrap_err().field, "addressees");
        stage.platform.write_bulletin(&city, id, &text).await.unwrap();

        assert_eq!(
            go(&stage, &province, id, BulletinMove::Publish).await.unwrap_err().status(),
            409,
            "a draft"
        );
        assert_eq!(
            go(&stage, &province, id, BulletinMove::Propose).await.unwrap_err().status(),
            403,
            "not his"
        );
        go(&stage, &city, id, BulletinMove::Propose).await.unwrap();
        assert_eq!(told(&stage, &province).await[0], "bulletin_proposed");
        assert_eq!(stage.platform.write_bulletin(&city, id, &text).await.unwrap_err().status(), 403);
        assert_eq!(go(&stage, &city, id, BulletinMove::Publish).await.unwrap_err().status(), 403, "his own");
        assert_eq!(go(&stage, &court, id, BulletinMove::Publish).await.unwrap_err().status(), 403);
        go(&stage, &province, id, BulletinMove::Return).await.unwrap();
        assert_eq!(see(&stage, &city, id).await.reason, "too short");
        go(&stage, &city, id, BulletinMove::Propose).await.unwrap();
        go(&stage, &province, id, BulletinMove::Publish).await.unwrap();
        let row = see(&stage, &head, id).await.row;
        assert_eq!((row.number.as_str(), row.published_on.as_deref()), ("2026-1", Some("2026-11-24")));
        assert_eq!(
            (row.title.as_str(), row.state, row.to_receive),
            ("On security", BulletinState::Published, true)
        );
        assert!(told(&stage, &head).await.contains(&"bulletin_published".to_owned()));
        assert!(!told(&stage, &other).await.contains(&"bulletin_published".to_owned()));
        assert_eq!(
            stage.platform.open_bulletin(&other, id).await.unwrap_err().status(),
            403,
            "not addressed"
        );
        assert_eq!(
            go(&stage, &province, id, BulletinMove::Return).await.unwrap_err().status(),
            409,
            "it stays"
        );

        // Read receipts: for the own addressee, once, and shown to who issues it.
        stage.platform.receive_bulletin(&head, id).await.unwrap();
        stage.platform.receive_bulletin(&head, id).await.unwrap();
        assert!(!see(&stage, &head, id).await.row.to_receive);
        assert_eq!(stage.platform.receive_bulletin(&province, id).await.unwrap_err().status(), 403);
        let seen = see(&stage, &city, id).await;
        let receipts: Vec<_> =
            seen.addressees.iter().map(|to| (to.unit.as_str(), to.receipts.len())).collect();
        assert_eq!((receipts, seen.row.received), (vec![("A", 0), ("AC", 0), ("AC1", 1)], 1));
        let of_court = see(&stage, &court, id).await;
        assert!(of_court.addressees.iter().all(|to| to.receipts.is_empty()), "those of others are not shown");
        assert!(of_court.row.to_receive);
        let entries = stage.platform.db.audit_page("bulletins.", 0, 20).await.unwrap().0;
        assert_eq!(entries.len(), 7, "drafted, written, four moves, received, on {}", stage.engine);
        let view = stage.platform.open_problem(&head, one).await.unwrap();
        assert_eq!(view.bulletins, [(id, "2026-1".to_owned())]);

        let made = stage.platform.bulletin_paper(&head, id, Locale::Zh).await.unwrap();
        assert_eq!(made.name, "bulletin-A-2026-1.pdf");
        assert!(made.bytes.starts_with(b"%PDF-") && made.bytes.ends_with(b"%%EOF"));
    }
}

#[tokio::test]
async fn a_reminder_is_about_one_problem_and_numbers_are_counted_apart() {
    for stage in stages().await {
        let city = stage.actor(Role::CitySupervisor, "A").await;
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let far = verified(&stage, &province, "BC1", "files").await;
        let open = raised(&stage, &city, "AC1", "files").await;
        let ids =
            [verified(&stage, &city, "AC1", "order").await, verified(&stage, &city, "AC2", "order").await];
        for (order, field, reason) in [
            (draft(BulletinKind::Bulletin, "A", &[]), "problems", "how_many_problems"),
            (draft(BulletinKind::Reminder, "A", &ids), "problems", "how_many_problems"),
            (draft(BulletinKind::Reminder, "A", &[open]), "problems", "problem_not_verified"),
            (draft(BulletinKind::Reminder, "A", &[far]), "problems", "problem_elsewhere"),
            (draft(BulletinKind::Reminder, "AC", &[ids[0]]), "issuer", "no_issuer"),
        ] {
            let failure = stage.platform.draft_bulletin(&city, &order).await.unwrap_err();
            assert_eq!(
                (failure.status(), failure.field.as_str(), failure.reason.as_str()),
                (400, field, reason)
            );
        }
        for (actor, issuer) in
            [(&city, "P"), (&city, "B"), (&stage.actor(Role::CourtManager, "AC").await, "A")]
        {
            let order = draft(BulletinKind::Reminder, issuer, &[ids[0]]);
            assert_eq!(
                stage.platform.draft_bulletin(actor, &order).await.unwrap_err().status(),
                403,
                "{issuer}"
            );
        }
        let mut numbers = vec![];
        for (kind, problems) in [
            (BulletinKind::Reminder, &ids[..1]),
            (BulletinKind::Bulletin, &ids[..]),
            (BulletinKind::Reminder, &ids[1..]),
        ] {
            let id = stage.platform.draft_bulletin(&city, &draft(kind, "A", problems)).await.unwrap();
            go(&stage, &city, id, BulletinMove::Propose).await.unwrap();
            go(&stage, &province, id, BulletinMove::Publish).await.unwrap();
            numbers.push(see(&stage, &city, id).await.row.number);
        }
        assert_eq!(numbers, ["2026-1", "2026-1", "2026-2"]);
        stage.clock.set(at("2026-12-31T18:00:00Z"));
        let id =
            stage.platform.draft_bulletin(&city, &draft(BulletinKind::Bulletin, "A", &ids)).await.unwrap();
        go(&stage, &city, id, BulletinMove::Propose).await.unwrap();
        go(&stage, &province, id, BulletinMove::Publish).await.unwrap();
        assert_eq!(see(&stage, &city, id).await.row.number, "2027-1", "it is the new year in Jiangxi");
        let query = |kind: &str, year: &str| BulletinsQuery {
            kind: kind.into(),
            year: year.into(),
            sort: "number".into(),
            ..BulletinsQuery::default()
        };
        let list = async |query| stage.platform.list_bulletins(&city, &query).await.unwrap();
        assert_eq!(list(query("reminder", "2026")).await.total, 2);
        assert_eq!(list(query("", "2027")).await.rows[0].id, id);
        assert_eq!(list(BulletinsQuery { search: "found on".into(), ..query("", "") }).await.total, 4);
        assert_eq!(list(BulletinsQuery { search: "nothing".into(), ..query("", "") }).await.total, 0);
        let head = stage.actor(Role::TribunalHead, "AC2").await;
        let seen = stage.platform.list_bulletins(&head, &query("", "")).await.unwrap();
        assert_eq!(seen.total, 3, "the letter to the other tribunal is not for this one");
        // A draft that was given up leaves its problems to others.
        let again = verified(&stage, &city, "AC1", "files").await;
        let id = stage
            .platform
            .draft_bulletin(&city, &draft(BulletinKind::Reminder, "A", &[again]))
            .await
            .unwrap();
        go(&stage, &city, id, BulletinMove::Discard).await.unwrap();
        assert_eq!(stage.platform.bulletin_desk(&city).await.unwrap().problems[0].id, again);
    }
}

#[tokio::test]
async fn a_year_is_counted_by_category_city_and_repeat() {
    for stage in stages().await {
        let province = stage.actor(Role::ProvincialSupervisor, "P").await;
        let city = stage.actor(Role::CitySupervisor, "A").await;
        verified(&stage, &province, "AC1", "dress").await;
        verified(&stage, &province, "AC1", "dress").await;
        verified(&stage, &province, "BC1", "dress").await;
        verified(&stage, &province, "AC2", "order").await;
        raised(&stage, &province, "AC2", "files").await;
        let found = stage.platform.bulletin_statistics(&province, "").await.unwrap();
        let rows: Vec<_> = found
            .rows
            .iter()
            .map(|row| (row.category.as_str(), row.city.as_str(), row.verified, row.repeated, row.put_right))
            .collect();
        assert_eq!(rows, [("order", "A", 1, 0, 0), ("dress", "A", 2, 1, 0), ("dress", "B", 1, 0, 0)]);
        assert_eq!((found.year, found.bulletins, found.reminders), (2026, 0, 0));
        assert_eq!(stage.platform.bulletin_statistics(&city, "2026").await.unwrap().rows.len(), 2);
        assert!(stage.platform.bulletin_statistics(&city, "2025").await.unwrap().rows.is_empty());
        assert_eq!(stage.platform.bulletin_statistics(&city, "soon").await.unwrap_err().field, "year");
        let reviewer = stage.actor(Role::Reviewer, "P").await;
        assert_eq!(stage.platform.bulletin_statistics(&reviewer, "").await.unwrap_err().status(), 403);
        let query = BulletinsQuery::default();
        assert_eq!(stage.platform.list_bulletins(&reviewer, &query).await.unwrap_err().status(), 403);
    }
}
