//! The values query, beside a bare query that only reads the facts it stands on.

use crate::{report, stage::Stage};
use app::{
    api::{
        overview::{Overview, OverviewQuery},
        values::{Values, ValuesQuery},
    },
    domain::units::Level,
};
use std::time::Instant;

const RUNS: usize = 60;

pub async fn measure(stage: &Stage) {
    let platform = &stage.platform;
    let last = platform.month().plus(-1);
    let tree = platform.tree().await.expect("the tree");
    let province = tree.roots(last).next().expect("a province").clone();
    let tribunal = tree.below(province.id, Level::Tribunal, last)[100].code.clone();
    let query = |indicator: &str, unit: &str, level: &str, months: i32, by: &str| ValuesQuery {
        indicator: indicator.to_owned(),
        unit: unit.to_owned(),
        level: Some(level.to_owned()).filter(|level| !level.is_empty()),
        from: last.plus(1 - months).to_string(),
        to: last.to_string(),
        by: Some(by.to_owned()),
        edition: None,
        group: None,
        q: None,
    };
    let figures = "received,closed,pending,closing_rate,closed_in_time_rate,acceptance_rate,mediation_rate,mean_days_to_close";
    let bare_facts = bare(stage, "closing_rate over 325 × 12", last.plus(-11).index(), last.index()).await;
    for (name, query, beside) in [
        (
            "values: 8 figures of the province, 12 months",
            query(figures, &province.code, "", 12, "total"),
            None,
        ),
        ("values: 60-month trend of one tribunal", query("closing_rate", &tribunal, "", 60, "month"), None),
        (
            "values: ranking of the tribunals, 12 months",
            query("closing_rate", &province.code, "tribunal", 12, "total"),
            Some(("bare read", bare_facts)),
        ),
        (
            "values: table tribunals × 12 months",
            query("closing_rate", &province.code, "tribunal", 12, "month"),
            Some(("bare read", bare_facts)),
        ),
    ] {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let began = Instant::now();
            let rows = platform.query_values(&Stage::operator(), &query).await.expect("values");
            times.push(began.elapsed().as_secs_f64());
            assert!(!rows.is_empty());
        }
        report(name, times, beside);
    }
    for (name, changes) in
        [("overview of the province, all of it", false), ("the same, each time after a change", true)]
    {
        let mut times = Vec::new();
        for n in 0..RUNS {
            if changes {
                stage.change(&tribunal, n).await;
            }
            let began = Instant::now();
            let query = OverviewQuery { unit: province.code.clone(), ..OverviewQuery::default() };
            platform.overview(&Stage::operator(), &query).await.expect("the overview");
            times.push(began.elapsed().as_secs_f64());
        }
        report(name, times, None);
    }
}

/// The bare engine reading the three items of the closing rate for all tribunals and twelve months.
pub async fn bare(stage: &Stage, name: &str, first: i32, last: i32) -> f64 {
    let sql = "select f.unit_id, f.item_id, f.start_month, f.value from facts f join units u on u.id = f.unit_id
        join items i on i.id = f.item_id where u.level = 'tribunal' and i.code in ('closed', 'received', 'pending_start')
        and f.start_month between $1 and $2";
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        let rows: Vec<(i64, i64, i32, f64)> =
            match (stage.platform.db.sqlite(), stage.platform.db.postgres()) {
                (Some(pool), _) => sqlx::query_as(sql).bind(first).bind(last).fetch_all(pool).await,
                (_, Some(pool)) => sqlx::query_as(sql).bind(first).bind(last).fetch_all(pool).await,
                (None, None) => unreachable!("one of the two"),
            }
            .expect("facts");
        times.push(began.elapsed().as_secs_f64());
        assert!(!rows.is_empty());
    }
    report(&format!("bare read: {name}"), times, None)
}
