//! Contact persons: named from above, guidance days kept or missed, visits, difficulties, and that nothing due is forgotten.

use crate::common::{Stage, at, operator, stages};
use app::{
    api::{
        Failure,
        contacts::{
            CheckOrder, ContactRow, ContactView, Contacts, ContactsQuery, DifficultiesQuery,
            DifficultyMoveOrder, DifficultyOrder, PersonOrder, VisitOrder,
        },
        policy::Policies,
        reports::Reports,
        users::{GrantOrder, UserOrder, Users},
    },
    domain::{
        contacts::{CheckResult, DifficultyMove, DifficultyState, Guidance, GuidanceDay, VisitKind},
        permissions::{Actor, Grant, Role},
    },
};

async fn user(stage: &Stage, name: &str, role: Role, unit: &str) -> Actor {
    let order = UserOrder {
        name: name.to_owned(),
        display_name: name.to_uppercase(),
        password: "correct horse battery".to_owned(),
        grants: vec![GrantOrder { role, unit: unit.to_owned() }],
    };
    stage.platform.create_user(&operator(), &order).await.unwrap();
    let tree = stage.platform.tree().await.unwrap();
    let unit = tree.by_code(unit).unwrap().id;
    Actor { name: format!("user:{name}"), grants: vec![Grant { role, unit }], operator: false }
}

struct People {
    province: Actor,
    city: Actor,
    court: Actor,
    head: Actor,
    stranger: Actor,
}

async fn people(stage: &Stage) -> People {
    People {
        province: user(stage, "province", Role::ProvincialSupervisor, "P").await,
        city: user(stage, "city", Role::CitySupervisor, "A").await,
        court: user(stage, "court", Role::CourtManager, "AC").await,
        head: user(stage, "head", Role::TribunalHead, "AC1").await,
        stranger: user(stage, "stranger", Role::CourtManager, "BC").await,
    }
}

async fn assign(stage: &Stage, actor: &Actor, unit: &str, user: &str) -> Result<(), Failure> {
    let order = PersonOrder { user: user.to_owned(), telephone: " 0791-1 ".to_owned() };
    stage.platform.assign_contact(actor, unit, &order).await
}

async fn see(stage: &Stage, actor: &Actor) -> ContactView {
    stage.platform.open_contact(actor, "AC1").await.unwrap()
}

async fn rows(stage: &Stage, actor: &Actor, query: ContactsQuery) -> Vec<ContactRow> {
    stage.platform.list_contacts(actor, &query).await.unwrap().page.rows
}

async fn told(stage: &Stage, actor: &Actor) -> Vec<String> {
    let notices = stage.platform.list_notices(actor).await.unwrap();
    notices.into_iter().map(|notice| notice.kind).collect()
}

fn visit(day: &str) -> VisitOrder {
    VisitOrder {
        day: day.to_owned(),
        kind: VisitKind::Guidance,
        seen: " two hearings, all on time ".to_owned(),
        checks: vec![
            CheckOrder { item: "fire".to_owned(), result: CheckResult::Ok, remark: String::new() },
            CheckOrder {
                item: "exits".to_owned(),
                result: CheckResult::NotOk,
                remark: "boxes before the door".to_owned(),
            },
        ],
    }
}

fn difficulty(addressee: &str) -> DifficultyOrder {
    DifficultyOrder {
        text: "no clerk since May".to_owned(),
        addressee: addressee.to_owned(),
        ..DifficultyOrder::default()
    }
}

fn doing(what: DifficultyMove) -> DifficultyMoveOrder {
    DifficultyMoveOrder { what, note: format!("said of {}", what.as_str()), day: String::new() }
}

#[tokio::test]
async fn contacts_are_named_from_above_and_who_it_was_stays() {
    for stage in stages().await {
        let people = people(&stage).await;
        let People { province, city, court, head, stranger } = &people;
        for (actor, unit, user, status, reason) in [
            (head, "AC1", "court", 403, "forbidden"),
            (stranger, "AC1", "stranger", 403, "forbidden"),
            (court, "BC1", "court", 403, "forbidden"),
            (court, "AC", "court", 400, "no_tribunal"),
            (court, "AC1", "nobody", 400, "not_of_upper_court"),
            (court, "AC1", "head", 400, "not_of_upper_court"),
            (province, "AC1", "stranger", 400, "not_of_upper_court"),
            // No court appoints somebody of a higher one.
            (court, "AC1", "city", 400, "not_of_upper_court"),
        ] {
            let failure = assign(&stage, actor, unit, user).await.unwrap_err();
            assert_eq!((failure.status(), failure.reason.as_str()), (status, reason), "{user} at {unit}");
        }
        assert_eq!(see(&stage, head).await.row.guidance, Guidance::Unassigned);
        let names = |view: &ContactView| -> Vec<String> {
            view.candidates.iter().map(|person| person.user.clone()).collect()
        };
        assert_eq!(names(&see(&stage, court).await), ["court"]);
        assert_eq!(names(&see(&stage, province).await), ["city", "court", "province"]);
        assert!(see(&stage, head).await.candidates.is_empty());

        assign(&stage, court, "AC1", "court").await.unwrap();
        assert_eq!(assign(&stage, city, "AC1", "court").await.unwrap_err().reason, "already_contact");
        stage.clock.set(at("2026-12-01T04:00:00Z"));
        assign(&stage, city, "AC1", "city").await.unwrap();
        let view = see(&stage, head).await;
        let person = view.row.person.as_ref().unwrap();
        assert_eq!(
            (person.user.as_str(), person.name.as_str(), person.telephone.as_str()),
            ("city", "CITY", "0791-1")
        );
        assert_eq!((person.office.0.as_str(), person.from.as_str()), ("A单位", "2026-12-01"));
        assert_eq!(view.before.len(), 1);
        let before = &view.before[0];
        assert_eq!((before.user.as_str(), before.from.as_str()), ("court", "2026-11-24"));
        assert_eq!(before.until.as_deref(), Some("2026-12-01"), "{}", stage.engine);
        assert_eq!(told(&stage, head).await, ["contact_assigned", "contact_assigned"]);

        stage.platform.end_contact(city, "AC1").await.unwrap();
        assert_eq!(stage.platform.end_contact(city, "AC1").await.unwrap_err().reason, "no_contact");
        assert_eq!(see(&stage, head).await.before.len(), 2);
        let entries = stage.platform.db.audit_page("contacts.", 0, 20).await.unwrap().0;
        assert_eq!(entries.len(), 3, "named twice and ended");
    }
}

#[tokio::test]
async fn the_list_is_cut_to_the_reader_and_counts_what_is_due() {
    for stage in stages().await {
        let People { province, city, court, head, .. } = people(&stage).await;
        let all = ContactsQuery::default;
        assign(&stage, &province, "AC2", "city").await.unwrap();
        stage.platform.raise_difficulty(&head, "AC1", &difficulty("court")).await.unwrap();
        let units = |rows: &[ContactRow]| rows.iter().map(|row| row.unit.clone()).collect::<Vec<_>>();
        assert_eq!(units(&rows(&stage, &head, all()).await), ["AC1"]);
        assert_eq!(units(&rows(&stage, &court, all()).await), ["AC1", "AC2"]);
        let whole = rows(&stage, &province, all()).await;
        assert_eq!(units(&whole), ["AC1", "AC2", "BC1"]);
        assert_eq!((whole[0].open, whole[0].overdue, whole[1].open), (1, 0, 0));
        assert_eq!(whole[1].next_day, "2026-12-05", "the first Saturday of December");
        let by = |standing: &str| ContactsQuery { standing: standing.to_owned(), ..ContactsQuery::default() };
        assert_eq!(units(&rows(&stage, &province, by("unassigned")).await), ["AC1", "BC1"]);
        assert_eq!(units(&rows(&stage, &province, by("upcoming")).await), ["AC2"]);
        assert_eq!(units(&rows(&stage, &province, by("open")).await), ["AC1"]);
        let search = ContactsQuery { search: "CIT".to_owned(), ..all() };
        assert_eq!(units(&rows(&stage, &province, search).await), ["AC2"], "by the name of the person");
        let sorted = ContactsQuery { sort: "-unit".to_owned(), limit: 1, ..all() };
        let list = stage.platform.list_contacts(&province, &sorted).await.unwrap();
        assert_eq!((units(&list.page.rows), list.page.total), (vec!["BC1".to_owned()], 3));
        let foreign = ContactsQuery { unit: "B".to_owned(), ..all() };
        assert_eq!(stage.platform.list_contacts(&city, &foreign).await.unwrap_err().status(), 403);
        for wrong in [by("nonsense"), ContactsQuery { sort: "nonsense".to_owned(), ..all() }] {
            assert_eq!(stage.platform.list_contacts(&city, &wrong).await.unwrap_err().status(), 400);
        }
        let reviewer = stage.actor(Role::Reviewer, "A").await;
        assert_eq!(stage.platform.list_contacts(&reviewer, &all()).await.unwrap_err().status(), 403);
    }
}

#[tokio::test]
async fn a_visit_keeps_the_inspection_as_it_was_walked() {
    for stage in stages().await {
        let People { city, court, head, stranger, .. } = people(&stage).await;
        let record =
            async |actor: &Actor, order: VisitOrder| stage.platform.record_visit(actor, "AC1", &order).await;
        assert_eq!(record(&head, visit("2026-11-24")).await.unwrap_err().status(), 403);
        assert_eq!(record(&stranger, visit("2026-11-24")).await.unwrap_err().status(), 403);
        let mut silent = visit("2026-11-24");
        silent.checks[1].remark.clear();
        let mut unknown = visit("2026-11-24");
        unknown.checks[0].item = "dragon".to_owned();
        let mut twice = visit("2026-11-24");
        twice.checks[0].item = "exits".to_owned();
        for (order, field, reason) in [
            (visit("2026-11-25"), "day", "bad_visit_day"),
            (visit("2025-11-01"), "day", "bad_visit_day"),
            (visit("soon"), "day", "bad_day"),
            (VisitOrder { seen: " ".to_owned(), ..visit("2026-11-24") }, "seen", "missing"),
            (silent, "checks", "remark_missing"),
            (unknown, "checks", "unknown_check"),
            (twice, "checks", "twice"),
        ] {
            let failure = record(&court, order).await.unwrap_err();
            assert_eq!((failure.field.as_str(), failure.reason.as_str()), (field, reason));
        }
        let id = record(&court, visit("2026-11-20")).await.unwrap();
        let view = see(&stage, &head).await;
        assert_eq!((view.visits.len(), view.visits[0].seen.as_str()), (1, "two hearings, all on time"));
        let result = |item: &str| {
            view.visits[0].checks.iter().find(|check| check.item == item).map(|check| check.result)
        };
        assert_eq!(view.visits[0].checks.len(), view.checks.len(), "what nobody looked at is there, too");
        assert_eq!(result("fire"), Some(CheckResult::Ok));
        assert_eq!(result("exits"), Some(CheckResult::NotOk));
        assert_eq!(result("archive"), Some(CheckResult::NotLooked));
        assert_eq!(view.row.last_visit.as_deref(), Some("2026-11-20"));
        assert_eq!(told(&stage, &head).await, ["contact_visit"]);

        assert_eq!(stage.platform.withdraw_visit(&city, id).await.unwrap_err().status(), 403, "not his");
        stage.platform.withdraw_visit(&court, id).await.unwrap();
        assert_eq!(stage.platform.withdraw_visit(&court, id).await.unwrap_err().reason, "visit_withdrawn");
        let view = see(&stage, &head).await;
        assert_eq!((view.row.last_visit, view.visits[0].withdrawn_by.as_str()), (None, "user:court"));
    }
}

#[tokio::test]
async fn a_difficulty_is_answered_above_and_settled_by_the_side_of_the_tribunal() {
    for stage in stages().await {
        let People { province, city, court, head, stranger } = people(&stage).await;
        assign(&stage, &court, "AC1", "court").await.unwrap();
        let raise =
            async |order: DifficultyOrder| stage.platform.raise_difficulty(&head, "AC1", &order).await;
        let elsewhere = stage.platform.record_visit(&operator(), "AC2", &visit("2026-11-20")).await.unwrap();
        for (order, reason) in [
            (difficulty("tribunal"), "bad_addressee"),
            (difficulty("nobody"), "bad_addressee"),
            (DifficultyOrder { text: String::new(), ..difficulty("city") }, "missing"),
            (DifficultyOrder { day: "2026-11-23".to_owned(), ..difficulty("city") }, "bad_day"),
            (DifficultyOrder { visit: elsewhere.to_string(), ..difficulty("city") }, "visit_elsewhere"),
            (DifficultyOrder { visit: "x".to_owned(), ..difficulty("city") }, "visit_elsewhere"),
        ] {
            assert_eq!(raise(order).await.unwrap_err().reason, reason);
        }
        let visited = stage.platform.record_visit(&court, "AC1", &visit("2026-11-20")).await.unwrap();
        let id = raise(DifficultyOrder { visit: visited.to_string(), ..difficulty("city") }).await.unwrap();
        assert_eq!(told(&stage, &city).await, ["difficulty_raised"]);
        let go = async |actor: &Actor, what| stage.platform.move_difficulty(actor, id, &doing(what)).await;
        let row = &see(&stage, &head).await.difficulties[0];
        assert_eq!(
            (row.deadline.as_str(), row.visit, row.state),
            ("2026-12-09", Some(visited), DifficultyState::Open)
        );
        assert_eq!(row.may, [DifficultyMove::Settle]);

        // The city has to answer: its court is too low, another's has nothing to do with it.
        for actor in [&head, &court, &stranger] {
            assert_eq!(go(actor, DifficultyMove::Answer).await.unwrap_err().status(), 403, "{}", actor.name);
        }
        let silent = DifficultyMoveOrder { note: " ".to_owned(), ..doing(DifficultyMove::Answer) };
        let failure = stage.platform.move_difficulty(&city, id, &silent).await.unwrap_err();
        assert_eq!((failure.field.as_str(), failure.reason.as_str()), ("note", "missing"));
        go(&city, DifficultyMove::Answer).await.unwrap();
        assert_eq!(go(&province, DifficultyMove::Answer).await.unwrap_err().reason, "difficulty_state");
        assert_eq!(told(&stage, &head).await[0], "difficulty_answered");
        assert_eq!(told(&stage, &court).await[0], "difficulty_answered", "its contact person, too");
        assert_eq!(go(&city, DifficultyMove::Settle).await.unwrap_err().status(), 403, "who has answered");
        let reopen = DifficultyMoveOrder { day: "2026-12-20".to_owned(), ..doing(DifficultyMove::Reopen) };
        stage.platform.move_difficulty(&head, id, &reopen).await.unwrap();
        go(&city, DifficultyMove::Answer).await.unwrap();
        go(&court, DifficultyMove::Settle).await.unwrap();
        let view = see(&stage, &head).await;
        let done: Vec<_> = view.steps.iter().map(|step| step.what.as_str()).collect();
        assert_eq!(done, ["answer", "reopen", "answer", "settle"], "{}", stage.engine);
        let row = &view.difficulties[0];
        assert_eq!((row.state, row.deadline.as_str()), (DifficultyState::Settled, "2026-12-20"));
        assert_eq!(view.row.open, 0);

        let list = async |actor: &Actor, state: &str| {
            let query = DifficultiesQuery { state: state.to_owned(), ..DifficultiesQuery::default() };
            stage.platform.list_difficulties(actor, &query).await.unwrap().total
        };
        assert_eq!((list(&city, "").await, list(&city, "settled").await), (0, 1));
        assert_eq!(list(&stranger, "all").await, 0, "another court's");
        let failure = stage.platform.move_difficulty(&stranger, id, &doing(DifficultyMove::Settle)).await;
        assert_eq!(failure.unwrap_err().status(), 403);
        let entries = stage.platform.db.audit_page("contacts.move", 0, 20).await.unwrap().0;
        assert_eq!(entries.len(), 4);
    }
}

#[tokio::test]
async fn nothing_due_is_forgotten_and_nothing_is_told_twice() {
    for stage in stages().await {
        let People { province, city, court, head, .. } = people(&stage).await;
        assign(&stage, &court, "AC1", "court").await.unwrap();
        assign(&stage, &city, "AC2", "city").await.unwrap();
        let order = DifficultyOrder { day: "2026-12-03".to_owned(), ..difficulty("court") };
        let id = stage.platform.raise_difficulty(&head, "AC1", &order).await.unwrap();
        let chase = async || stage.platform.chase_contacts(&operator()).await.unwrap();
        let count = async |actor: &Actor, kind: &str| {
            told(&stage, actor).await.iter().filter(|told| *told == kind).count()
        };
        assert_eq!(chase().await, 0, "it is too early");
        stage.clock.set(at("2026-12-02T04:00:00Z"));
        assert_eq!((chase().await, chase().await), (4, 0), "two tribunals, each with its contact person");
        assert_eq!(count(&court, "guidance_coming").await, 1);
        assert_eq!(count(&head, "guidance_coming").await, 1);
        assert_eq!(count(&city, "guidance_coming").await, 1);

        // The deadline passes: its addressee is told, and the court above it.
        stage.clock.set(at("2026-12-04T04:00:00Z"));
        assert_eq!((chase().await, chase().await), (2, 0));
        assert_eq!(
            (count(&court, "difficulty_overdue").await, count(&city, "difficulty_overdue").await),
            (1, 1)
        );
        let row = &see(&stage, &head).await.difficulties[0];
        assert_eq!(row.days_over, Some(1));
        let query = DifficultiesQuery { state: "overdue".to_owned(), ..DifficultiesQuery::default() };
        assert_eq!(stage.platform.list_difficulties(&province, &query).await.unwrap().total, 1);
        // Answered, opened again with another day: told once more when that is over, too.
        stage.platform.move_difficulty(&court, id, &doing(DifficultyMove::Answer)).await.unwrap();
        let reopen = DifficultyMoveOrder { day: "2026-12-08".to_owned(), ..doing(DifficultyMove::Reopen) };
        stage.platform.move_difficulty(&head, id, &reopen).await.unwrap();
        assert_eq!(chase().await, 0);

        // The guidance day was 5 December. One is visited, on another day of the month; the other is not.
        stage.clock.set(at("2026-12-09T04:00:00Z"));
        stage.platform.record_visit(&court, "AC1", &visit("2026-12-08")).await.unwrap();
        assert_eq!(chase().await, 2, "the second deadline; a visit may still be written down");
        assert_eq!(see(&stage, &head).await.row.guidance, Guidance::Kept);
        stage.clock.set(at("2026-12-11T04:00:00Z"));
        assert_eq!(
            (chase().await, chase().await),
            (2, 0),
            "missed: the court of the person, and the one above"
        );
        assert_eq!(
            (count(&city, "guidance_missed").await, count(&province, "guidance_missed").await),
            (1, 1)
        );
        assert_eq!(count(&court, "guidance_missed").await, 0);
        let missed = ContactsQuery { standing: "missed".to_owned(), ..ContactsQuery::default() };
        let missed = rows(&stage, &province, missed).await;
        assert_eq!((missed.len(), missed[0].unit.as_str()), (1, "AC2"), "{}", stage.engine);
        // The next month is told anew.
        stage.clock.set(at("2027-01-01T04:00:00Z"));
        assert_eq!(chase().await, 4);
    }
}

#[tokio::test]
async fn the_guidance_day_is_decided_for_all() {
    for stage in stages().await {
        let People { province, court, head, .. } = people(&stage).await;
        assign(&stage, &court, "AC1", "court").await.unwrap();
        let administrator = stage.actor(Role::Administrator, "P").await;
        let day = GuidanceDay::new(GuidanceDay::LAST, 5).unwrap();
        for actor in [&province, &head] {
            assert_eq!(stage.platform.set_guidance(actor, day).await.unwrap_err().status(), 403);
        }
        let wrong = GuidanceDay { week: 6, weekday: 1 };
        let failure = stage.platform.set_guidance(&administrator, wrong).await.unwrap_err();
        assert_eq!(failure.reason, "bad_guidance_day");
        assert_eq!(stage.platform.policy().await.unwrap().guidance, GuidanceDay::default());
        assert_eq!(stage.platform.set_guidance(&administrator, day).await.unwrap().guidance, day);
        assert_eq!(see(&stage, &head).await.row.next_day, "2026-11-27", "the last Friday of November");
        let entries = stage.platform.db.audit_page("policy.guidance", 0, 20).await.unwrap().0;
        assert_eq!(entries.len(), 1);
    }
}
