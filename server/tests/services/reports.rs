use crate::common::{Stage, at, case, stages};
use app::{
    api::{
        ListQuery,
        audit::Audit,
        reports::{
            AnswerOrder, ExceptionOrder, MoveOrder, ReportAddress, ReportView, Reports, ReportsQuery, Saved,
        },
        values::{Values, ValuesQuery},
    },
    domain::{
        catalogue::Kind,
        permissions::{Actor, Role},
        reports::{Move, Standing, State},
    },
};

pub(super) fn october() -> ReportAddress {
    of("AC1", "2026-10")
}

fn of(unit: &str, period: &str) -> ReportAddress {
    ReportAddress { form: "monthly".into(), unit: unit.into(), period: period.into() }
}

/// What a tribunal would answer: zeros, yes, the first choice.
fn answers(view: &ReportView) -> Vec<AnswerOrder> {
    let asked = view.form.fields().filter(|field| !field.given && field.required);
    asked
        .map(|field| {
            let answer = match field.kind {
                Kind::YesNo => "yes".to_owned(),
                Kind::Choice => field.choices[0].id.clone(),
                Kind::Date => "2026-10-01".to_owned(),
                Kind::Text => "说明".to_owned(),
                Kind::Photo => "[]".to_owned(),
                Kind::Count | Kind::Stock | Kind::Measure => field.low.to_string(),
            };
            order(&field.id, &answer, 0)
        })
        .collect()
}

pub(super) fn order(field: &str, answer: &str, base: i64) -> AnswerOrder {
    AnswerOrder { field: field.into(), answer: answer.into(), base, ..AnswerOrder::default() }
}

pub(super) struct People {
    pub(super) head: Actor,
    pub(super) court: Actor,
    pub(super) city: Actor,
    pub(super) province: Actor,
}

impl People {
    pub(super) async fn of(stage: &Stage) -> Self {
        // October is due on 5 November and locks after the 10th.
        stage.clock.set(at("2026-11-04T04:00:00Z"));
        Self {
            head: stage.actor(Role::TribunalHead, "AC1").await,
            court: stage.actor(Role::CourtManager, "AC").await,
            city: stage.actor(Role::CitySupervisor, "A").await,
            province: stage.actor(Role::ProvincialSupervisor, "P").await,
        }
    }
}

pub(super) async fn act(
    stage: &Stage,
    who: &Actor,
    what: Move,
    reason: &str,
) -> Result<ReportView, app::api::Failure> {
    let view = stage.platform.open_report(who, &october()).await?;
    let order = MoveOrder { what, revision: view.row.revision, reason: reason.into(), fields: vec![] };
    stage.platform.move_report(who, &october(), &order).await
}

pub(super) async fn filled(stage: &Stage, who: &Actor) -> ReportView {
    let view = stage.platform.open_report(who, &october()).await.unwrap();
    let saved = stage.platform.save_answers(who, &october(), &answers(&view)).await.unwrap();
    assert!(saved.saved.iter().all(|(_, saved)| matches!(saved, Saved::Kept { .. })), "{saved:?}");
    stage.platform.open_report(who, &october()).await.unwrap()
}

/// A number that is asked every month and may be as large as ten.
fn a_count(view: &ReportView) -> String {
    let fits = |f: &&app::domain::forms::Field| {
        !f.given && f.kind == Kind::Count && f.high.is_none_or(|high| high >= 40.0)
    };
    let ruled =
        |f: &&app::domain::forms::Field| view.form.rules.iter().any(|rule| rule.fields().contains(&f.id));
    view.form.fields().find(|field| fits(field) && !ruled(field)).unwrap().id.clone()
}

#[tokio::test]
async fn a_report_goes_from_the_tribunal_to_the_province_and_becomes_facts() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        let view = filled(&stage, &people.head).await;
        let count = a_count(&view);
        let revision = view.fields.iter().find(|field| field.field == count).unwrap().revision;
        stage.platform.save_answers(&people.head, &october(), &[order(&count, "7", revision)]).await.unwrap();

        let handed_in = act(&stage, &people.head, Move::Submit, "").await.unwrap();
        assert_eq!(handed_in.row.state, Some(State::Submitted));
        assert_eq!(handed_in.may, vec![Move::Withdraw]);
        let waiting = ReportsQuery { waiting: true, ..ReportsQuery::default() };
        assert_eq!(stage.platform.list_reports(&people.court, &waiting).await.unwrap().total, 1);
        assert_eq!(stage.platform.list_reports(&people.province, &waiting).await.unwrap().total, 0);

        // Not the province's turn yet; the court's.
        assert_eq!(act(&stage, &people.province, Move::Approve, "").await.unwrap_err().status(), 403);
        act(&stage, &people.court, Move::Approve, "").await.unwrap();
        let accepted = act(&stage, &people.province, Move::Approve, "").await.unwrap();
        assert_eq!(accepted.row.state, Some(State::Accepted));
        assert_eq!(accepted.row.standing, Standing::Accepted);
        let moves: Vec<_> =
            accepted.moves.iter().map(|made| (made.what.as_str(), made.to.as_str())).collect();
        assert_eq!(moves, [("submit", "submitted"), ("approve", "endorsed"), ("approve", "accepted")]);

        let item = stage.platform.item(&count).unwrap();
        let month = "2026-10".parse().unwrap();
        let unit = stage.platform.tree().await.unwrap().by_code("AC1").unwrap().id;
        let facts = stage.platform.db.facts(&[unit], &[item], month, month.plus(1)).await.unwrap();
        assert_eq!(facts.len(), 1);
        assert_eq!((facts[0].value, facts[0].key.source.as_str()), (7.0, "self_report"));
        // The province's sum has followed.
        let top = stage.platform.tree().await.unwrap().by_code("P").unwrap().id;
        let sums = stage.platform.db.facts(&[top], &[item], month, month.plus(1)).await.unwrap();
        assert_eq!(sums.iter().map(|fact| fact.value).collect::<Vec<_>>(), [7.0]);

        // Now it is for everybody who may see the tribunal's figures, and for nobody else.
        let reader = stage.actor(Role::Reviewer, "A").await;
        let shown = stage.platform.reported(&reader, "AC1", "cases").await.unwrap();
        assert_eq!((shown.len(), shown[0].answers[&count].as_str()), (1, "7"));
        assert!(stage.platform.reported(&reader, "AC2", "cases").await.unwrap().is_empty());
        assert_eq!(stage.platform.reported(&reader, "BC1", "cases").await.unwrap_err().status(), 403);

        let notices = stage.platform.list_notices(&people.head).await.unwrap();
        assert_eq!(notices.iter().map(|n| n.kind.as_str()).collect::<Vec<_>>(), ["report_accepted"]);
        stage.platform.read_notices(&people.head, &[notices[0].id]).await.unwrap();
        assert!(stage.platform.list_notices(&people.head).await.unwrap()[0].read);
        assert!(stage.platform.list_notices(&people.city).await.unwrap().is_empty());
        let log = stage.platform.list_audit(&crate::common::operator(), &ListQuery::default()).await.unwrap();
        assert!(log.rows.iter().any(|entry| entry.action == "reports.submit" && entry.unit == "AC1"));
    }
}

#[tokio::test]
async fn what_is_returned_says_why_and_what_is_corrected_replaces_the_facts() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        let view = filled(&stage, &people.head).await;
        let count = a_count(&view);
        act(&stage, &people.head, Move::Submit, "").await.unwrap();
        let seen = stage.platform.open_report(&people.court, &october()).await.unwrap();
        let without = MoveOrder {
            what: Move::Return,
            revision: seen.row.revision,
            reason: String::new(),
            fields: vec![],
        };
        let refused = stage.platform.move_report(&people.court, &october(), &without).await.unwrap_err();
        assert_eq!((refused.field.as_str(), refused.reason.as_str()), ("reason", "missing"));
        let field = answers(&view)[0].field.clone();
        let with = MoveOrder {
            reason: "请核对".into(),
            fields: vec![(field.clone(), "与台账不符".into())],
            ..without
        };
        stage.platform.move_report(&people.court, &october(), &with).await.unwrap();
        let back = stage.platform.open_report(&people.head, &october()).await.unwrap();
        assert_eq!(back.row.standing, Standing::Returned);
        let state =
            |view: &ReportView, id: &str| view.fields.iter().find(|f| f.field == id).cloned().unwrap();
        assert_eq!(state(&back, &field).reason, "与台账不符");
        // Open although the form has locked meanwhile.
        stage.clock.set(at("2026-11-20T04:00:00Z"));
        let revision = state(&back, &count).revision;
        stage.platform.save_answers(&people.head, &october(), &[order(&count, "3", revision)]).await.unwrap();
        act(&stage, &people.head, Move::Submit, "").await.unwrap();
        act(&stage, &people.court, Move::Approve, "").await.unwrap();
        act(&stage, &people.province, Move::Approve, "").await.unwrap();

        // Reopened, emptied and accepted again: the fact is gone.
        assert_eq!(act(&stage, &people.court, Move::Reopen, "x").await.unwrap_err().status(), 403);
        act(&stage, &people.province, Move::Reopen, "误报").await.unwrap();
        let open = stage.platform.open_report(&people.head, &october()).await.unwrap();
        let now = state(&open, &count);
        let required = open.form.field(&count).unwrap().required;
        let corrected = if required { "2" } else { "" };
        let again = order(&count, corrected, now.revision);
        stage.platform.save_answers(&people.head, &october(), &[again]).await.unwrap();
        act(&stage, &people.head, Move::Submit, "").await.unwrap();
        act(&stage, &people.court, Move::Approve, "").await.unwrap();
        act(&stage, &people.province, Move::Approve, "").await.unwrap();
        let item = stage.platform.item(&count).unwrap();
        let month = "2026-10".parse().unwrap();
        let units = ["AC1", "P"];
        for unit in units {
            let unit = stage.platform.tree().await.unwrap().by_code(unit).unwrap().id;
            let facts = stage.platform.db.facts(&[unit], &[item], month, month.plus(1)).await.unwrap();
            let expected: Vec<f64> = if required { vec![2.0] } else { vec![] };
            assert_eq!(facts.iter().map(|fact| fact.value).collect::<Vec<_>>(), expected);
        }
    }
}

#[tokio::test]
async fn two_people_at_the_same_field_are_asked_and_the_same_again_changes_nothing() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        let view = stage.platform.open_report(&people.head, &october()).await.unwrap();
        let count = a_count(&view);
        let save = async |who: &Actor, answer: &str, base: i64, force: bool| {
            let order = AnswerOrder { force, ..order(&count, answer, base) };
            stage.platform.save_answers(who, &october(), &[order]).await.unwrap().saved.remove(0).1
        };
        assert_eq!(save(&people.head, "5", 0, false).await, Saved::Kept { revision: 1 });
        assert_eq!(save(&people.head, "5", 0, false).await, Saved::Kept { revision: 1 }, "the same again");
        let Saved::Conflict { theirs } = save(&people.court, "6", 0, false).await else {
            panic!("no conflict")
        };
        assert_eq!((theirs.answer.as_str(), theirs.revision), ("5", 1));
        assert!(theirs.actor.contains("tribunal_head"), "{}", theirs.actor);
        assert_eq!(save(&people.court, "6", 0, true).await, Saved::Kept { revision: 2 });
        let refused =
            stage.platform.save_answers(&people.head, &october(), &[order("closed_in_time", "1", 0)]).await;
        let refused = refused.unwrap().saved.remove(0).1;
        assert_eq!(refused, Saved::Refused { reason: "not_asked".into() });
        let long = AnswerOrder { remark: "字".repeat(10_000), ..order(&count, "6", 2) };
        let refused = stage.platform.save_answers(&people.head, &october(), &[long]).await.unwrap();
        assert_eq!(refused.saved[0].1, Saved::Refused { reason: "too_long".into() });
    }
}

#[tokio::test]
async fn errors_block_and_warnings_want_a_comment() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        let empty = act(&stage, &people.head, Move::Submit, "").await.unwrap_err();
        assert_eq!(empty.reason, "report_has_errors");
        assert!(stage.platform.db.waiting_reports(&[]).await.unwrap().is_empty());
        filled(&stage, &people.head).await;
        let changed = MoveOrder { what: Move::Submit, revision: 0, reason: String::new(), fields: vec![] };
        let stale = stage.platform.move_report(&people.head, &october(), &changed).await.unwrap_err();
        assert_eq!((stale.status(), stale.reason.as_str()), (409, "report_changed"));
        let done = act(&stage, &people.head, Move::Submit, "").await.unwrap();
        // The answer was lost on the way: the same again is no second report.
        let again = MoveOrder { revision: done.row.revision - 1, ..changed };
        let twice = stage.platform.move_report(&people.head, &october(), &again).await.unwrap();
        assert_eq!((twice.moves.len(), twice.row.state), (1, Some(State::Submitted)));
    }
}

#[tokio::test]
async fn after_the_lock_nothing_goes_in_without_an_exception() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        filled(&stage, &people.head).await;
        stage.clock.set(at("2026-11-11T04:00:00Z"));
        let late = act(&stage, &people.head, Move::Submit, "").await.unwrap_err();
        assert_eq!(
            (late.status(), late.reason.as_str(), late.value.as_str()),
            (409, "report_locked", "2026-11-10")
        );
        let count = a_count(&stage.platform.open_report(&people.head, &october()).await.unwrap());
        let refused = stage.platform.save_answers(&people.head, &october(), &[order(&count, "1", 1)]).await;
        assert_eq!(refused.unwrap_err().reason, "report_locked");
        let exception = ExceptionOrder { until: "2026-11-12".into(), reason: "停电".into() };
        let refused = stage.platform.unlock_report(&people.head, &october(), &exception).await.unwrap_err();
        assert_eq!(refused.status(), 403);
        let view = stage.platform.unlock_report(&people.city, &october(), &exception).await.unwrap();
        assert_eq!((view.locked, view.open_until.as_deref()), (false, Some("2026-11-12")));
        act(&stage, &people.head, Move::Submit, "").await.unwrap();
        // It was late all the same.
        let count = stage.platform.completeness(&people.province, "monthly", "P", 2).await.unwrap();
        assert_eq!(count.periods, ["2026-10", "2026-11"]);
        assert_eq!(count.in_time[0].0, 0);
        let row = &count.rows.iter().find(|row| row.unit == "A").unwrap();
        assert_eq!(
            (row.cells[0][Standing::Submitted as usize], row.cells[0][Standing::Late as usize]),
            (1, 1)
        );
    }
}

#[tokio::test]
async fn foreign_reports_are_refused_and_unaccepted_ones_are_for_those_on_the_way() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        filled(&stage, &people.head).await;
        let elsewhere = stage.actor(Role::TribunalHead, "BC1").await;
        let judge = stage.actor(Role::PostJudge, "AC1").await;
        for who in [&elsewhere, &judge, &Actor::nobody()] {
            let refused = stage.platform.open_report(who, &october()).await.unwrap_err();
            assert!([401, 403].contains(&refused.status()), "{}", who.name);
            let refused =
                stage.platform.save_answers(who, &october(), &[order("x", "1", 0)]).await.unwrap_err();
            assert!([401, 403].contains(&refused.status()), "{}", who.name);
        }
        // A head who has moved to another tribunal in between hands in nothing here.
        let moved = stage.actor(Role::TribunalHead, "AC2").await;
        assert_eq!(act(&stage, &moved, Move::Submit, "").await.unwrap_err().status(), 403);
        for (unit, period, reason) in [
            ("AC", "2026-10", "not_reporting"),
            ("AC1", "2026-Q3", "not_reported_for"),
            ("AC1", "2027-01", "not_reported_for"),
            ("AC1", "soon", "bad_period"),
        ] {
            let refused = stage.platform.open_report(&people.court, &of(unit, period)).await.unwrap_err();
            assert_eq!(refused.reason, reason, "{unit} {period}");
        }
    }
}

#[tokio::test]
async fn reminders_go_to_those_whose_report_is_missing() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        filled(&stage, &people.head).await;
        act(&stage, &people.head, Move::Submit, "").await.unwrap();
        let other = stage.actor(Role::TribunalHead, "AC2").await;
        assert_eq!(stage.platform.remind(&people.city, &of("A", "2026-10")).await.unwrap(), 1);
        let told = stage.platform.list_notices(&other).await.unwrap();
        assert_eq!((told[0].kind.as_str(), told[0].unit.as_str()), ("report_reminder", "AC2"));
        assert!(stage.platform.list_notices(&people.head).await.unwrap().is_empty());
        let mine = stage.platform.list_reports(&other, &ReportsQuery::default()).await.unwrap();
        assert!(mine.rows.iter().all(|row| row.address.unit == "AC2"));
        let first = &mine.rows[0];
        assert_eq!(first.standing, Standing::Late, "{first:?}");
    }
}

#[tokio::test]
async fn last_time_and_other_systems_are_beside_the_fields() {
    for stage in stages().await {
        let people = People::of(&stage).await;
        stage.send(&[&case("(2026)1", "AC1", "2026-10-03", None)]).await;
        let view = filled(&stage, &people.head).await;
        assert_eq!(view.context.given.get("received"), Some(&1.0));
        let query = ValuesQuery {
            indicator: "received".into(),
            unit: "AC1".into(),
            from: "2026-10".into(),
            to: "2026-10".into(),
            ..ValuesQuery::default()
        };
        let values = stage.platform.query_values(&people.head, &query).await.unwrap();
        assert_eq!(values[0].value, Some(1.0), "the same number as everywhere");
        act(&stage, &people.head, Move::Submit, "").await.unwrap();
        stage.clock.set(at("2026-12-02T04:00:00Z"));
        let next = stage.platform.open_report(&people.head, &of("AC1", "2026-11")).await.unwrap();
        assert_eq!(next.last_period.as_deref(), Some("2026-10"));
        let field = &answers(&next)[0].field;
        assert!(next.context.last.contains_key(field));
    }
}
