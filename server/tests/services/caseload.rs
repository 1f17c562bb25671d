//! The caseload of a judge's post.

use crate::common::{Stage, case, operator, stages};
use app::{
    api::{
        caseload::{CaseloadQuery, CaseloadView, Caseloads},
        units::{UnitOrder, Units},
    },
    domain::{
        caseload::{Band, WEIGHTED_CLOSED},
        cases::{Cause, Procedure},
        permissions::Role,
        values::Status,
    },
};
use sqlx::{AssertSqlSafe, Connection, PgConnection, SqliteConnection};

/// A line of a case of a post, with further fields.
fn of(post: &str, number: &str, filed: &str, closed: Option<&str>, more: &str) -> String {
    let tribunal = &post[..3];
    let line = case(number, tribunal, filed, closed);
    line.replace('}', &format!(r#","post":"{post}"{more}}}"#))
}

async fn open_posts(stage: &Stage, posts: &[(&str, &str)]) {
    let order = |(code, opened): &(&str, &str)| UnitOrder {
        code: (*code).to_owned(),
        level: "post".to_owned(),
        name: format!("{code}岗位"),
        parent: code[..3].to_owned(),
        opened: (*opened).to_owned(),
        ..UnitOrder::default()
    };
    let orders: Vec<_> = posts.iter().map(order).collect();
    stage.platform.create_units(&operator(), &orders).await.unwrap();
}

async fn view(stage: &Stage, post: &str, from: &str, to: &str) -> CaseloadView {
    let query = CaseloadQuery { from: from.to_owned(), to: to.to_owned(), ..CaseloadQuery::default() };
    stage.platform.caseload(&operator(), post, &query).await.unwrap()
}

/// Cases of every kind and age, some of them moved from one judge to another.
async fn send_some(stage: &Stage) {
    let small = r#","procedure":"small_claims","cause":"family""#;
    let simple = r#","procedure":"simple","cause":"contract""#;
    let lines = [
        of("AC1P1", "1", "2026-01-10", Some("2026-02-20"), small),
        of("AC1P1", "2", "2026-01-15", Some("2026-10-31"), simple),
        of("AC1P1", "3", "2026-03-15", Some("2026-11-01"), simple),
        of("AC1P1", "4", "2025-12-31", Some("2026-01-01"), r#","cause":"property""#),
        of("AC1P1", "5", "2025-10-31", None, r#","suspended":true"#),
        of("AC1P1", "6", "2025-11-01", None, ""),
        of("AC1P1", "7", "2023-05-01", None, simple),
        of("AC1P1", "8", "2026-11-02", None, simple),
        of("AC1P1", "9", "2024-01-02", Some("2025-12-31"), ""),
        case("10", "AC1", "2026-02-01", Some("2026-03-01")),
    ];
    stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

#[tokio::test]
async fn kinds_and_ages_add_up_to_what_the_figures_say() {
    for stage in stages().await {
        send_some(&stage).await;
        for (from, to) in [("2026-01", "2026-10"), ("2025-01", "2025-12"), ("2026-11", "2026-11")] {
            let view = view(&stage, "AC1P1", from, to).await;
            let value = async |indicator: &str, from: &str| {
                stage.value("AC1P1", indicator, from, to).await.value.unwrap_or_default()
            };
            let sum =
                |of: fn(&app::api::caseload::KindRow) -> i64| view.kinds.iter().map(of).sum::<i64>() as f64;
            assert_eq!(
                sum(|kind| kind.received),
                value("received", from).await,
                "{from} on {}",
                stage.engine
            );
            assert_eq!(sum(|kind| kind.closed), value("closed", from).await, "{from}");
            assert_eq!(sum(|kind| kind.pending), value("pending", to).await, "{from}");
            let older = |months: u32| {
                let bands = view.ages.iter().filter(|band| band.from >= months);
                bands.map(|band| band.cases).sum::<i64>() as f64
            };
            assert_eq!(older(0), value("pending", to).await, "{from}");
            assert_eq!(older(12), value("long_pending", to).await, "{from}");
        }
        let view = view(&stage, "AC1P1", "2026-01", "2026-10").await;
        let kind = |cause, procedure| {
            let row = view.kinds.iter().find(|row| (row.cause, row.procedure) == (cause, procedure));
            row.map(|row| (row.received, row.closed, row.weighted)).unwrap()
        };
        assert_eq!(kind(Cause::Family, Procedure::SmallClaims), (1, 1, 0.6));
        assert_eq!(kind(Cause::Contract, Procedure::Simple), (2, 1, 1.0));
        assert_eq!(kind(Cause::Property, Procedure::Ordinary), (0, 1, 2.2));
        assert_eq!(view.weighted, 3.8, "0.6 + 1.0 + 2.2, to the last digit");
        let ages: Vec<_> = view.ages.iter().map(|band| (band.from, band.cases, band.suspended)).collect();
        assert_eq!(ages, [(0, 0, 0), (6, 2, 0), (12, 1, 1), (18, 0, 0), (36, 1, 0)]);
        assert_eq!(view.as_of, "2026-10");
        assert!(view.rules.illustrative);
    }
}

#[tokio::test]
async fn a_post_is_compared_with_posts_that_were_there_all_the_time() {
    for stage in stages().await {
        let posts = [
            ("AC1P2", "2015-01"),
            ("AC2P1", "2015-01"),
            ("AC2P2", "2015-01"),
            ("BC1P1", "2015-01"),
            ("BC1P2", "2015-01"),
            ("BC1P3", "2026-05"),
        ];
        open_posts(&stage, &posts).await;
        let mut lines = Vec::new();
        // 40, 41, … closed cases, each in time but for one in ten; the last two are too few for a rate.
        for (p, (post, cases)) in [
            ("AC1P1", 40),
            ("AC1P2", 41),
            ("AC2P1", 42),
            ("AC2P2", 43),
            ("BC1P1", 44),
            ("BC1P2", 3),
            ("BC1P3", 50),
        ]
        .into_iter()
        .enumerate()
        {
            for n in 0..cases {
                let line = of(post, &format!("{p}-{n}"), "2026-05-10", Some("2026-06-20"), "");
                let in_time = n % 10 != 0;
                lines.push(line.replace(r#""within_limit":true"#, &format!(r#""within_limit":{in_time}"#)));
            }
        }
        // Every tribunal has spoken about every month.
        for tribunal in ["AC1", "AC2", "BC1"] {
            for month in 1..=10 {
                lines.push(format!(r#"{{"tribunal":"{tribunal}","complete":"2026-{month:02}"}}"#));
            }
        }
        stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;

        let own = view(&stage, "AC1P1", "2026-01", "2026-10").await;
        assert!(own.whole);
        assert_eq!(own.peers, 6, "not the one that came in May");
        let figure = |view: &CaseloadView, id: &str| {
            view.figures.iter().find(|figure| figure.indicator == id).cloned().unwrap()
        };
        let closed = figure(&own, "closed");
        let peers = closed.peers.unwrap();
        assert_eq!((closed.value, peers.lower, peers.median, peers.upper), (Some(40.0), 40.25, 41.5, 42.75));
        assert_eq!((peers.count, closed.left_out, closed.band), (6, 0, Some(Band::Low)));
        let weighted = figure(&own, WEIGHTED_CLOSED);
        assert_eq!(weighted.value, Some(60.0), "40 × 1.5");
        assert_eq!(weighted.peers.unwrap().median, 62.25);
        let rate = figure(&own, "closed_in_time_rate");
        assert_eq!((rate.value, rate.peers.unwrap().count, rate.left_out), (Some(0.9), 5, 1));
        let small = figure(&view(&stage, "BC1P2", "2026-01", "2026-10").await, "closed_in_time_rate");
        assert_eq!((small.status, small.band), (Status::SmallNumber, None));

        let newcomer = view(&stage, "BC1P3", "2026-01", "2026-10").await;
        assert!(!newcomer.whole);
        assert_eq!(figure(&newcomer, "closed").band, None, "amounts of a part of the year");
        assert_eq!(figure(&newcomer, WEIGHTED_CLOSED).band, None);
        assert!(figure(&newcomer, "closed_in_time_rate").band.is_some());

        // A quarter of it: there are enough posts, but too few figures.
        let quarter = view(&stage, "AC1P1", "2026-07", "2026-09").await;
        assert_eq!(figure(&quarter, "closed_in_time_rate").peers, None);
    }
}

#[tokio::test]
async fn a_caseload_is_for_those_who_may_read_the_judges_figures_and_a_look_is_noted() {
    for stage in stages().await {
        send_some(&stage).await;
        let query =
            CaseloadQuery { from: "2026-01".into(), to: "2026-10".into(), ..CaseloadQuery::default() };
        let ask = async |role, unit: &str, post: &str| {
            let actor = stage.actor(role, unit).await;
            stage.platform.caseload(&actor, post, &query).await.map(|view| view.may_read_cases)
        };
        assert!(ask(Role::PostJudge, "AC1P1", "AC1P1").await.unwrap());
        assert!(ask(Role::TribunalHead, "AC1", "AC1P1").await.unwrap());
        assert!(ask(Role::TribunalHead, "AC1", "AC1P1").await.unwrap());
        assert!(!ask(Role::CitySupervisor, "A", "AC1P1").await.unwrap(), "figures, not single cases");
        for (role, unit) in [(Role::TribunalHead, "AC2"), (Role::Reviewer, "P"), (Role::Administrator, "P")] {
            assert_eq!(ask(role, unit, "AC1P1").await.unwrap_err().status(), 403, "{role}");
        }
        let failure = ask(Role::TribunalHead, "AC1", "AC1").await.unwrap_err();
        assert_eq!((failure.status(), failure.reason.as_str()), (400, "no_post"));
        let looks = stage.platform.db.audit_page("posts.look", 0, 10).await.unwrap().0;
        let mut who: Vec<_> = looks.iter().map(|look| look.actor.as_str()).collect();
        who.sort_unstable();
        assert_eq!(who, ["user:city_supervisor", "user:tribunal_head"]);
        let unknown = CaseloadQuery { weights: "1999".into(), ..query.clone() };
        let failure = stage.platform.caseload(&operator(), "AC1P1", &unknown).await.unwrap_err();
        assert_eq!(failure.field, "weights");
    }
}

/// The statement of the migration that reads the columns out of the states of cases that were there before.
fn backfill(text: &str) -> String {
    let begun = &text[text.find("update cases").unwrap()..];
    begun[..begun.find(';').unwrap()].to_owned()
}

/// Number, cause, procedure, day from which the limit runs, whether suspended.
type Columns = (String, String, String, i64, i64);

const READ: &str = "select number, cause, procedure, cast(runs_from as bigint), cast(suspended as bigint)
    from cases order by number";
const BLANK: &str = "update cases set cause = 'other', procedure = 'ordinary', runs_from = 0, suspended = 0";

/// The columns before, blanked, and after the statement of the migration.
macro_rules! filled_again {
    ($connection:ty, $url:expr, $text:expr) => {{
        let mut conn = <$connection>::connect($url).await.unwrap();
        let before: Vec<Columns> = sqlx::query_as(READ).fetch_all(&mut conn).await.unwrap();
        sqlx::query(BLANK).execute(&mut conn).await.unwrap();
        let blank: Vec<Columns> = sqlx::query_as(READ).fetch_all(&mut conn).await.unwrap();
        sqlx::query(AssertSqlSafe(backfill($text))).execute(&mut conn).await.unwrap();
        let after: Vec<Columns> = sqlx::query_as(READ).fetch_all(&mut conn).await.unwrap();
        (before, blank, after)
    }};
}

#[tokio::test]
async fn cases_that_were_there_before_get_the_same_columns() {
    for stage in stages().await {
        send_some(&stage).await;
        let excluded = case("11", "AC1", "2024-02-29", None).replace('}', r#","excluded_days":17}"#);
        stage.send(&[&excluded]).await;
        let (before, blank, after) = match stage.engine {
            "sqlite" => {
                let text = include_str!("../../../migrations/sqlite/20261128000021_judges.sql");
                filled_again!(SqliteConnection, &stage.url, text)
            }
            _ => {
                let text = include_str!("../../../migrations/postgres/20261128000021_judges.sql");
                filled_again!(PgConnection, &stage.url, text)
            }
        };
        assert!(before.iter().any(|row| row.4 == 1) && before.len() == 11);
        assert_ne!(blank, before);
        assert_eq!(after, before, "{}", stage.engine);
    }
}
