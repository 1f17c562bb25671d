//! What tribunals have reported, across units: checklists, needs, works.

use super::reports::{People, order};
use crate::common::{Stage, stages};
use app::{
    api::{
        lacks::{Checklists, LacksQuery},
        needs::{NeedsOf, NeedsQuery},
        reports::{AnswerOrder, MoveOrder, ReportAddress, Reports},
        wall::{WallQuery, Walls},
    },
    domain::{
        permissions::{Actor, Role},
        reports::{Move, State},
    },
};

/// Fills in a form, hands it in and has it accepted by all who are asked.
async fn accepted(stage: &Stage, people: &People, address: &ReportAddress, answers: &[AnswerOrder]) {
    let platform = &stage.platform;
    platform.save_answers(&people.head, address, answers).await.unwrap();
    let ways: [(&Actor, Move); 4] = [
        (&people.head, Move::Submit),
        (&people.court, Move::Approve),
        (&people.city, Move::Approve),
        (&people.province, Move::Approve),
    ];
    for (who, what) in ways {
        let view = platform.open_report(who, address).await.unwrap();
        if !view.may.contains(&what) {
            continue;
        }
        let revision = view.row.revision;
        let order = MoveOrder { what, revision, reason: String::new(), fields: vec![] };
        platform.move_report(who, address, &order).await.unwrap();
    }
    let view = platform.open_report(&people.province, address).await.unwrap();
    assert_eq!(view.row.state, Some(State::Accepted), "{address:?}: {:?}", view.findings);
}

fn of(form: &str) -> ReportAddress {
    ReportAddress { form: form.into(), unit: "AC1".into(), period: "2026-11".into() }
}

#[tokio::test]
async fn checklists_are_added_up_by_section_and_say_who_lacks_a_point() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        let view = stage.platform.open_report(&people.head, &of("infrastructure")).await.unwrap();
        let mut answers: Vec<AnswerOrder> = view
            .form
            .fields()
            .filter(|field| field.required || field.kind == app::domain::catalogue::Kind::YesNo)
            .map(|field| {
                let answer = match field.kind {
                    app::domain::catalogue::Kind::YesNo => "yes".to_owned(),
                    app::domain::catalogue::Kind::Choice => field.choices[0].id.clone(),
                    _ => field.low.max(1.0).to_string(),
                };
                order(&field.id, &answer, 0)
            })
            .collect();
        let point = {
            let first = answers.iter_mut().find(|order| order.answer == "yes").unwrap();
            first.answer = "no".into();
            first.field.clone()
        };
        let query = LacksQuery { unit: "P".into(), point: point.clone() };
        let before = stage.platform.lacks(&people.province, &query).await.unwrap();
        assert!(before.rows.iter().all(|row| row.reporting == 0), "a draft is not shown");
        accepted(&stage, &people, &of("infrastructure"), &answers).await;

        let found = stage.platform.lacks(&people.province, &query).await.unwrap();
        let whole = found.rows.last().unwrap();
        assert_eq!((whole.unit.as_str(), whole.tribunals, whole.reporting), ("P", 3, 1));
        let (there, asked): (u32, u32) =
            whole.cells.iter().fold((0, 0), |(a, b), (there, asked)| (a + there, b + asked));
        assert_eq!(asked as usize, found.sections.iter().map(|part| part.points.len()).sum::<usize>());
        assert_eq!(there, asked - 1);
        // City B has said nothing: that is neither yes nor no.
        let silent = found.rows.iter().find(|row| row.unit == "B").unwrap();
        assert_eq!((silent.reporting, silent.cells[0]), (0, (0, 0)));
        let has: Vec<_> = found.units.iter().map(|unit| (unit.unit.as_str(), unit.has)).collect();
        assert_eq!(has, [("AC1", Some(false)), ("AC2", None), ("BC1", None)]);

        let wrong = LacksQuery { unit: "P".into(), point: "received".into() };
        assert_eq!(stage.platform.lacks(&people.province, &wrong).await.unwrap_err().status(), 404);
        let other = stage.actor(Role::CitySupervisor, "B").await;
        assert_eq!(stage.platform.lacks(&other, &query).await.unwrap_err().status(), 403);
    }
}

#[tokio::test]
async fn needs_are_listed_with_their_fulfilment_and_works_hang_on_the_wall() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        let rows = r#"[
            {"need_name":"安检门","need_kind":"gate","need_quantity":"2","need_price":"15000","need_reason":"旧门报废",
             "need_state":"delivered","need_granted":"15000","need_delivered":"1"},
            {"need_name":"光机","need_kind":"xray","need_quantity":"1","need_price":"60000","need_reason":"无","need_state":"requested"}]"#;
        let totals = [
            ("need_list", rows),
            ("equipment_requested", "3"),
            ("equipment_requested_cost", "90000"),
            ("equipment_delivered", "1"),
            ("equipment_delivered_cost", "15000"),
        ];
        let answers: Vec<_> = totals.iter().map(|(field, answer)| order(field, answer, 0)).collect();
        accepted(&stage, &people, &of("needs"), &answers).await;
        let query = NeedsQuery { unit: "A".into(), ..NeedsQuery::default() };
        let found = stage.platform.needs(&people.city, &query).await.unwrap();
        assert_eq!(found.page.total, 2);
        assert_eq!(found.page.rows[0].name, "光机", "the dearest that is not fulfilled comes first");
        let gate = found.totals.iter().find(|total| total.kind.0 == "gate").unwrap();
        assert_eq!(
            (gate.tribunals, gate.quantity, gate.asked, gate.granted, gate.delivered),
            (1, 2.0, 30_000.0, 15_000.0, 1.0)
        );
        let search = NeedsQuery { search: "光机".into(), ..query.clone() };
        assert_eq!(stage.platform.needs(&people.city, &search).await.unwrap().page.total, 1);
        let elsewhere = NeedsQuery { unit: "B".into(), ..NeedsQuery::default() };
        assert_eq!(stage.platform.needs(&people.city, &elsewhere).await.unwrap_err().status(), 403);

        let work = r#"[{"work_title":"<b>枫桥</b>工作室","work_kind":"mediation","work_started":"2026-10-05","work_summary":"每周二巡回调解"}]"#;
        let october = ReportAddress { period: "2026-10".into(), ..of("works") };
        accepted(&stage, &people, &october, &[order("work_records", work, 0)]).await;
        let query = WallQuery { unit: "P".into(), ..WallQuery::default() };
        let wall = stage.platform.wall(&people.province, &query).await.unwrap();
        let card = &wall.rows[0];
        assert_eq!((card.title.as_str(), card.day.as_str()), ("<b>枫桥</b>工作室", "2026-10-05"));
        assert_eq!((card.kind.1.as_str(), card.text.as_str()), ("Dispute resolution", "每周二巡回调解"));
        let other = stage.actor(Role::CourtManager, "BC").await;
        assert_eq!(stage.platform.wall(&other, &query).await.unwrap_err().status(), 403);

        // Emptied and accepted again: nothing is stated any more, and whoever follows the tribunal is told.
        let told = async || stage.platform.db.outbox_after(0, 1_000).await.unwrap().len();
        let view = stage.platform.open_report(&people.province, &october).await.unwrap();
        let reopen = MoveOrder {
            what: Move::Reopen,
            revision: view.row.revision,
            reason: "误报".into(),
            fields: vec![],
        };
        stage.platform.move_report(&people.province, &october, &reopen).await.unwrap();
        let before = told().await;
        let view = stage.platform.open_report(&people.head, &october).await.unwrap();
        let records = view.fields.iter().find(|state| state.field == "work_records").unwrap();
        let revision = records.revision;
        accepted(&stage, &people, &october, &[order("work_records", "", revision)]).await;
        assert_eq!(told().await, before + 1);
        assert!(stage.platform.wall(&people.province, &query).await.unwrap().rows.is_empty());
    }
}
