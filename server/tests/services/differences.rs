//! Numbers of reports and of other systems that do not agree.

use super::reports::{People, act, filled, october, order};
use crate::common::{Stage, at, case, stages};
use app::{
    api::{
        differences::{
            DecideOrder, Decision, DifferenceRow, Differences, DifferencesQuery, ExplainOrder, Stage as How,
        },
        reports::{AnswerOrder, Reports, Saved},
    },
    domain::{
        permissions::{Actor, Role},
        reports::Move,
    },
};

async fn list(stage: &Stage, who: &Actor, how: &str) -> Vec<DifferenceRow> {
    let query = DifferencesQuery { stage: how.into(), ..DifferencesQuery::default() };
    stage.platform.list_differences(who, &query).await.unwrap().rows
}

/// Cases that AC1 received in October.
async fn receive(stage: &Stage, numbers: std::ops::Range<u32>) {
    let lines: Vec<String> = numbers.map(|n| case(&format!("2026-{n}"), "AC1", "2026-10-12", None)).collect();
    stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

async fn say(stage: &Stage, who: &Actor, answer: &str, remark: &str) {
    let view = stage.platform.open_report(who, &october()).await.unwrap();
    let base = view.fields.iter().find(|state| state.field == "received").unwrap().revision;
    let order = AnswerOrder { remark: remark.into(), ..order("received", answer, base) };
    let saved = stage.platform.save_answers(who, &october(), &[order]).await.unwrap();
    assert!(matches!(saved.saved[0].1, Saved::Kept { .. }), "{saved:?}");
}

fn decide(row: &DifferenceRow, decision: Decision, reason: &str) -> DecideOrder {
    let (said, known) = (row.said, row.known);
    DecideOrder { field: row.field.clone(), decision, reason: reason.into(), said, known }
}

#[tokio::test]
async fn a_difference_is_explained_by_the_tribunal_and_decided_by_the_court() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        stage.clock.set(at("2026-11-04T04:00:00Z"));
        receive(&stage, 0..10).await;
        filled(&stage, &people.head).await;

        // One case is within what nobody asks about; three are not, and want a word.
        say(&stage, &people.head, "11", "").await;
        let view = stage.platform.open_report(&people.head, &october()).await.unwrap();
        assert_eq!((view.context.given["received"], view.findings), (10.0, vec![]));
        say(&stage, &people.head, "13", "").await;
        let refused = act(&stage, &people.head, Move::Submit, "").await.unwrap_err();
        assert_eq!((refused.field.as_str(), refused.reason.as_str()), ("received", "report_unexplained"));
        assert!(list(&stage, &people.court, "").await.is_empty(), "nothing has been handed in");
        say(&stage, &people.head, "13", "三件已移送，系统未登记").await;
        act(&stage, &people.head, Move::Submit, "").await.unwrap();

        let rows = list(&stage, &people.court, "").await;
        assert_eq!(rows.len(), 1);
        let row = &rows[0];
        assert_eq!((row.said, row.known, row.source.as_str()), (13.0, 10.0, "case_system"));
        assert_eq!((row.stage, row.explanation.as_str()), (How::Explained, "三件已移送，系统未登记"));
        assert!(row.may_decide);
        // The head explains, and does not decide; the province sees.
        let own = list(&stage, &people.head, "").await;
        assert!(own[0].may_explain && !own[0].may_decide);
        let order = decide(row, Decision::Report, "");
        let refused = stage.platform.decide_difference(&people.head, &october(), &order).await.unwrap_err();
        assert_eq!(refused.status(), 403);
        let refused = stage.platform.decide_difference(&people.province, &october(), &order).await;
        assert_eq!(refused.unwrap_err().status(), 403, "it is the court's to decide");
        assert_eq!(list(&stage, &people.province, "").await.len(), 1);

        let words = ExplainOrder { field: "received".into(), explanation: "附移送清单".into() };
        stage.platform.explain_difference(&people.head, &october(), &words).await.unwrap();
        let told = stage.platform.list_notices(&people.court).await.unwrap();
        assert_eq!(told.iter().filter(|notice| notice.kind == "difference_explained").count(), 1);
        stage.platform.decide_difference(&people.court, &october(), &order).await.unwrap();
        // The same again is done already.
        stage.platform.decide_difference(&people.court, &october(), &order).await.unwrap();
        assert!(list(&stage, &people.court, "").await.is_empty());
        let decided = list(&stage, &people.head, "decided").await;
        assert_eq!(
            (decided[0].decision, decided[0].explanation.as_str()),
            (Some(Decision::Report), "附移送清单")
        );
        let told = stage.platform.list_notices(&people.head).await.unwrap();
        assert_eq!(told.iter().filter(|notice| notice.kind == "difference_decided").count(), 1);

        // The case system moves: what was decided was about other numbers.
        receive(&stage, 10..11).await;
        let again = list(&stage, &people.court, "").await;
        assert_eq!((again[0].known, again[0].stage), (11.0, How::Explained));
        let stale = stage.platform.decide_difference(&people.court, &october(), &order).await.unwrap_err();
        assert_eq!(stale.reason, "difference_moved");
        // It is put right: there is no difference any more.
        receive(&stage, 11..13).await;
        assert!(list(&stage, &people.court, "").await.is_empty());
        let gone = stage.platform.explain_difference(&people.head, &october(), &words).await.unwrap_err();
        assert_eq!(gone.reason, "no_difference");
    }
}

#[tokio::test]
async fn differences_of_others_are_not_shown_and_not_touched() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        receive(&stage, 0..10).await;
        filled(&stage, &people.head).await;
        say(&stage, &people.head, "20", "说明").await;
        act(&stage, &people.head, Move::Submit, "").await.unwrap();
        let words = ExplainOrder { field: "received".into(), explanation: "x".into() };
        for (role, unit) in
            [(Role::TribunalHead, "AC2"), (Role::CourtManager, "BC"), (Role::CitySupervisor, "B")]
        {
            let other = stage.actor(role, unit).await;
            assert!(list(&stage, &other, "").await.is_empty(), "{role} {unit}");
            let refused = stage.platform.explain_difference(&other, &october(), &words).await.unwrap_err();
            assert_eq!(refused.status(), 403, "{role} {unit}");
            let order = DecideOrder {
                field: "received".into(),
                decision: Decision::System,
                reason: "x".into(),
                said: 20.0,
                known: 10.0,
            };
            let refused = stage.platform.decide_difference(&other, &october(), &order).await.unwrap_err();
            assert_eq!(refused.status(), 403, "{role} {unit}");
        }
        let foreign = DifferencesQuery { unit: "BC1".into(), ..DifferencesQuery::default() };
        let refused = stage.platform.list_differences(&people.head, &foreign).await.unwrap_err();
        assert_eq!(refused.status(), 403);
        let wrong = DifferencesQuery { stage: "late".into(), ..DifferencesQuery::default() };
        assert_eq!(
            stage.platform.list_differences(&people.head, &wrong).await.unwrap_err().reason,
            "bad_stage"
        );
    }
}
