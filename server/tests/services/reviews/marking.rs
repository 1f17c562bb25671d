//! Double marking without knowledge of each other, disputes, conflicts of interest, checks on site.

use super::Small;
use crate::common::photos::photo;
use app::{
    api::{
        files::Files,
        reviews::{
            BoardQuery, Campaigns, CheckOrder, Checks, ConflictOrder, DemandOrder, Entries, EvidenceOrder,
            MarkOrder, Marks, PhaseOrder, PlanOrder, ReviewResults, SavedMark, SeenOrder,
        },
    },
    domain::{
        permissions::Actor,
        reviews::{By, EntryState, PhaseMove},
    },
};

#[tokio::test]
async fn two_mark_without_seeing_each_other_and_a_third_decides_where_they_differ() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        let [one, two] = small.reviewed_by_two().await;
        // Nobody opens a desk that is not his.
        let stranger = small.not_drawn([&one, &two]).await.remove(0);
        assert_eq!(platform.desk_sheet(&stranger, &small.entry()).await.unwrap_err().status(), 403);
        assert_eq!(platform.desk_sheet(&small.head, &small.entry()).await.unwrap_err().status(), 403);

        small.mark_all(&one, 1.0).await;
        let sheet = platform.desk_sheet(&two, &small.entry()).await.unwrap();
        assert!(sheet.items.iter().all(|item| item.mark.is_none() && item.view.settled.is_none()));
        // A mark between two steps, one too many, and one for nothing.
        let hand = sheet.items.iter().find(|item| item.wanted).unwrap().view.id.clone();
        let odd = [
            MarkOrder { item: hand.clone(), points: Some(0.13), ..MarkOrder::default() },
            MarkOrder { item: hand.clone(), points: Some(99.0), ..MarkOrder::default() },
            MarkOrder { item: "nothing".into(), points: Some(1.0), ..MarkOrder::default() },
        ];
        let saved = platform.save_marks(&two, &small.entry(), &odd).await.unwrap();
        let refused = |saved: &SavedMark| matches!(saved, SavedMark::Refused { .. });
        assert!(saved.iter().skip(1).all(|(_, saved)| refused(saved)), "{saved:?}");
        assert_eq!(small.hand_in(&two).await.unwrap_err().reason, "marks_missing");
        small.mark_all(&two, 0.0).await;
        small.hand_in(&one).await.unwrap();
        small.hand_in(&one).await.unwrap();
        assert_eq!(
            platform.save_marks(&one, &small.entry(), &[]).await.unwrap_err().reason,
            "marks_handed_in"
        );
        small.hand_in(&two).await.unwrap();

        // All or nothing: every item that was marked is disputed, and somebody else is asked.
        let query = BoardQuery { campaign: small.id, ..BoardQuery::default() };
        let row = platform.board(&small.province, &query).await.unwrap().page.rows.remove(0);
        assert!(row.disputed > 0);
        assert_eq!((row.reviewers, row.state), ((3, 2), EntryState::Checked));
        let names = small.drawn().await;
        let third =
            names.iter().find(|name| ![&one, &two].iter().any(|who| who.name.ends_with(*name))).unwrap();
        let third = small.reviewer(third).await;
        let sheet = platform.desk_sheet(&third, &small.entry()).await.unwrap();
        assert!(sheet.row.third);
        assert_eq!(sheet.items.iter().filter(|item| item.wanted).count() as u32, row.disputed);
        small.mark_all(&third, 0.5).await;
        small.hand_in(&third).await.unwrap();
        let view = small.open(&small.province).await;
        assert_eq!(view.state, EntryState::Reviewed);
        let median =
            view.items.iter().filter_map(|item| item.settled).filter(|(_, s)| s.by == By::Median).count();
        assert_eq!(median as u32, row.disputed);
        // The tribunal does not learn who has reviewed it.
        let moves = small.open(&small.head).await.moves;
        assert!(moves.iter().all(|made| !made.actor.contains("rev")), "{moves:?}");
        let judgement = platform.judgement(&small.province, small.id).await.unwrap();
        assert_eq!(judgement.agreement.same, Some(0.0));
        assert!(judgement.reviewers.iter().any(|row| row.against_other.unwrap() > 0.9));
        assert!(judgement.tribunals[0].gap > 0.0, "it gave itself everything");
    }
}

#[tokio::test]
async fn who_has_a_conflict_of_interest_is_not_drawn_and_is_replaced() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        // Two come from the own city: the other two are drawn whatever the seed.
        small.name_reviewer("rev1", "AC").await.unwrap();
        small.name_reviewer("rev2", "A").await.unwrap();
        let [one, two] = small.reviewed_by_two().await;
        assert_eq!(small.drawn().await, ["rev3", "rev4"]);
        small.mark_all(&one, 1.0).await;
        small.hand_in(&one).await.unwrap();
        // Nobody is left to take over: the place stays free, and the board shows it.
        let order = ConflictOrder { user: String::new(), unit: "AC1".into(), reason: "亲属".into() };
        assert_eq!(platform.declare_conflict(&small.head, small.id, &order).await.unwrap_err().status(), 403);
        platform.declare_conflict(&one, small.id, &order).await.unwrap();
        assert_eq!(platform.desk_sheet(&one, &small.entry()).await.unwrap_err().status(), 403);
        assert_eq!(small.drawn().await, [two.name.trim_start_matches("user:")]);
        // Somebody comes from elsewhere after all.
        small.name_reviewer("rev2", "B").await.unwrap();
        small.draw("reviewers", "again").await.unwrap();
        assert_eq!(small.drawn().await.len(), 2);
        let events = small.view().await.events;
        assert!(
            events.iter().any(|event| event.kind == "draw_reviewers" && event.reason.starts_with("again "))
        );
        assert!(events.iter().any(|event| event.kind == "draw_replacement"));
    }
}

#[tokio::test]
async fn evidence_is_asked_for_and_given_while_it_is_reviewed() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        let [one, two] = small.reviewed_by_two().await;
        let item = platform.desk_sheet(&one, &small.entry()).await.unwrap().items[0].view.id.clone();
        let order =
            DemandOrder { item: item.clone(), text: "请补正面照片".into(), due: "2026-03-20".into() };
        platform.demand_evidence(&one, &small.entry(), &order).await.unwrap();
        platform.demand_evidence(&one, &small.entry(), &order).await.unwrap();
        let past = DemandOrder { due: "2026-03-01".into(), ..order.clone() };
        assert_eq!(platform.demand_evidence(&one, &small.entry(), &past).await.unwrap_err().field, "due");
        let view = small.open(&small.head).await;
        let demands: Vec<_> = view.items.iter().flat_map(|item| &item.demands).collect();
        assert_eq!(demands.len(), 1);
        assert!(view.may_answer && !view.may_fill);
        let file = platform.add_file(&small.head, "AC1", "正面.jpg", photo(30, 20, 77)).await.unwrap().id;
        let loose = EvidenceOrder { item: item.clone(), file, ..EvidenceOrder::default() };
        let refused = platform.add_evidence(&small.head, &small.entry(), &loose).await.unwrap_err();
        assert_eq!(refused.reason, "assessment_closed");
        let asked = EvidenceOrder { demand: demands[0].id, ..loose };
        platform.add_evidence(&small.head, &small.entry(), &asked).await.unwrap();
        platform.answer_demand(&small.head, &small.entry(), demands[0].id, "已补").await.unwrap();
        let sheet = platform.desk_sheet(&two, &small.entry()).await.unwrap();
        assert_eq!(sheet.row.demands, (0, 1), "the other reviewer sees it too");
        let item = sheet.items.iter().find(|state| state.view.id == item).unwrap();
        assert!(item.view.evidence.iter().any(|piece| piece.demand == Some(demands[0].id)));
    }
}

#[tokio::test]
async fn a_check_on_site_stands_above_the_marks_and_shows_the_gaps() {
    for small in Small::all().await {
        let platform = &small.stage.platform;
        let [one, two] = small.reviewed_by_two().await;
        let [checker, stranger]: [_; 2] = small.not_drawn([&one, &two]).await.try_into().unwrap();
        let name = |who: &Actor| who.name.trim_start_matches("user:").to_owned();
        let plan = PlanOrder {
            kind: "on_site".into(),
            reason: "有反映".into(),
            checker: name(&checker),
            ..PlanOrder::default()
        };
        // What is seen on site stands above the marks: whoever marks does not look, nor whoever comes from there.
        let marks = PlanOrder { checker: name(&one), ..plan.clone() };
        let refused = platform.plan_check(&small.province, &small.entry(), &marks).await.unwrap_err();
        assert_eq!(refused.reason, "checker_conflict");
        small.name_reviewer(&name(&stranger), "AC").await.unwrap();
        let from_there = PlanOrder { checker: name(&stranger), ..plan.clone() };
        let refused = platform.plan_check(&small.province, &small.entry(), &from_there).await.unwrap_err();
        assert_eq!(refused.reason, "checker_conflict");
        let id = platform.plan_check(&small.province, &small.entry(), &plan).await.unwrap();
        assert_eq!(platform.plan_check(&small.city, &small.entry(), &plan).await.unwrap_err().status(), 403);
        assert_eq!(
            platform.plan_check(&small.province, &small.entry(), &plan).await.unwrap(),
            id,
            "the same again"
        );
        assert_eq!(platform.open_check(&stranger, id).await.unwrap_err().status(), 403);
        assert_eq!(platform.open_check(&small.head, id).await.unwrap_err().status(), 403, "not announced");
        let sheet = platform.open_check(&checker, id).await.unwrap();
        // Whoever checks adds photos there, as long as the check is not done.
        let refused = platform.add_file(&stranger, "AC1", "x.jpg", photo(30, 20, 3)).await.unwrap_err();
        assert_eq!(refused.status(), 403);
        let file = platform.add_file(&checker, "AC1", "现场.jpg", photo(30, 20, 3)).await.unwrap().id;
        let seen = |item: &app::api::reviews::CheckItem| SeenOrder {
            item: item.id.clone(),
            points: Some(0.5),
            note: "现场".into(),
            photos: vec![file],
        };
        let first = CheckOrder { items: vec![seen(&sheet.items[0])], done: true, ..CheckOrder::default() };
        assert_eq!(platform.save_check(&checker, id, &first).await.unwrap_err().reason, "check_incomplete");
        // What is said in general and the place stay when items are kept, until something else is said of them.
        let general =
            CheckOrder { note: Some("先记".into()), place: Some((28.5, 115.5)), ..CheckOrder::default() };
        let item = CheckOrder { items: vec![seen(&sheet.items[0])], ..CheckOrder::default() };
        for order in [&general, &item] {
            platform.save_check(&checker, id, order).await.unwrap();
        }
        let kept = platform.open_check(&checker, id).await.unwrap();
        assert_eq!((kept.note.as_str(), kept.place), ("先记", Some((28.5, 115.5))));
        let nothing = CheckOrder { note: Some(String::new()), ..CheckOrder::default() };
        platform.save_check(&checker, id, &nothing).await.unwrap();
        assert_eq!(platform.open_check(&checker, id).await.unwrap().note, "");
        let all = CheckOrder {
            items: sheet.items.iter().map(seen).collect(),
            note: Some("总体".into()),
            place: Some((28.68, 115.89)),
            done: true,
        };
        assert_eq!(platform.save_check(&stranger, id, &all).await.unwrap_err().status(), 403);
        platform.save_check(&checker, id, &all).await.unwrap();
        platform.save_check(&checker, id, &all).await.unwrap();
        let refused = platform.add_file(&checker, "AC1", "x.jpg", photo(30, 20, 4)).await.unwrap_err();
        assert_eq!(refused.status(), 403, "the check is done");
        for who in [&one, &two] {
            small.mark_all(who, 1.0).await;
            small.hand_in(who).await.unwrap();
        }
        let view = small.open(&small.province).await;
        let on_site =
            view.items.iter().filter_map(|item| item.settled).filter(|(_, s)| s.by == By::OnSite).count();
        assert_eq!(on_site, sheet.items.len());
        let row = platform.list_checks(&small.province, small.id).await.unwrap().remove(0);
        let (own, online, there) = row.sums.unwrap();
        assert!(own >= online && online > there, "{own} {online} {there}");
        let judgement = platform.judgement(&small.province, small.id).await.unwrap();
        assert!(
            judgement.reviewers.iter().all(|row| row.against_site.unwrap().0 > 0.0),
            "more generous than on site"
        );
        assert!(judgement.tribunals[0].on_site.unwrap() > 0.0);
    }
}

#[tokio::test]
async fn twelve_mark_at_once_and_no_mark_is_lost() {
    for small in Small::all().await {
        let [one, two] = small.reviewed_by_two().await;
        let platform = &small.stage.platform;
        let sheet = platform.desk_sheet(&one, &small.entry()).await.unwrap();
        let wanted: Vec<String> =
            sheet.items.iter().filter(|item| item.wanted).map(|item| item.view.id.clone()).collect();
        // Twelve at a time, each mark by itself, both reviewers in between each other.
        let mut running = tokio::task::JoinSet::new();
        for (n, item) in wanted.iter().enumerate() {
            for who in [&one, &two] {
                if running.len() >= 12 {
                    running.join_next().await.unwrap().unwrap();
                }
                let (platform, who, entry) = (platform.clone(), who.clone(), small.entry());
                let mark = MarkOrder {
                    item: item.clone(),
                    points: Some(if n % 2 == 0 { 0.5 } else { 0.0 }),
                    reason: format!("{n}"),
                };
                running.spawn(async move {
                    let saved = platform.save_marks(&who, &entry, &[mark]).await.unwrap();
                    assert!(matches!(saved[0].1, SavedMark::Kept { revision: 1 }), "{saved:?}");
                });
            }
        }
        while let Some(done) = running.join_next().await {
            done.unwrap();
        }
        for who in [&one, &two] {
            let sheet = platform.desk_sheet(who, &small.entry()).await.unwrap();
            assert_eq!(sheet.row.marked as usize, wanted.len());
            for (n, item) in wanted.iter().enumerate() {
                let mark =
                    sheet.items.iter().find(|state| state.view.id == *item).unwrap().mark.clone().unwrap();
                assert_eq!(
                    (mark.points.as_f64(), mark.reason),
                    (if n % 2 == 0 { 0.5 } else { 0.0 }, format!("{n}"))
                );
            }
        }
        // Two sign at the same moment: one of them.
        for who in [&one, &two] {
            small.hand_in(who).await.unwrap();
        }
        let revision = small.view().await.order.revision;
        let order = PhaseOrder { what: PhaseMove::Announce, revision, reason: String::new() };
        let (first, second) = tokio::join!(
            platform.move_campaign(&small.province, small.id, &order),
            platform.move_campaign(&small.other_province, small.id, &order)
        );
        assert!(first.is_ok() != second.is_ok(), "{first:?} {second:?}");
    }
}
