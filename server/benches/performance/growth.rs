//! How time grows: with the units that are shown, and not with the cases that are stored.

use crate::{report, stage::Stage};
use app::{
    api::{
        analysis::Analyses,
        overview::{Overview, OverviewQuery},
        values::{Values, ValuesQuery},
    },
    domain::{
        analysis::{Choice, Units, View},
        periods::By,
        units::Level,
    },
};
use std::time::Instant;

const RUNS: usize = 40;
/// A page takes a millisecond: of so few any pause of the machine would be seen.
const PAGE_RUNS: usize = 400;

/// A question, and its median with few cases.
pub type Medians = Vec<(String, f64)>;

/// Asks the same of a database with a tenth of the cases, and of the whole: `few` are the medians of the former.
pub async fn with_cases(stage: &Stage, few: Option<&Medians>) -> Medians {
    let platform = &stage.platform;
    let last = platform.month().plus(-1);
    let tree = platform.tree().await.expect("the tree");
    let province = tree.roots(last).next().expect("a province").code.clone();
    let values = ValuesQuery {
        indicator: "received,closed,closing_rate".to_owned(),
        unit: province.clone(),
        level: Some("tribunal".to_owned()),
        from: last.plus(-11).to_string(),
        to: last.to_string(),
        by: Some("month".to_owned()),
        edition: None,
        group: None,
        q: None,
    };
    let choice =
        Choice { units: Units::Level(Level::Tribunal), by: By::Month, last: Some(12), ..Choice::default() };
    let overview = OverviewQuery { unit: province, ..OverviewQuery::default() };
    let mut medians = Medians::new();
    for name in ["values 325 × 12 × 3", "explorer 325 × 12 × 3", "overview of the province"] {
        let mut times = Vec::new();
        let runs = if name.starts_with("overview") { PAGE_RUNS } else { RUNS };
        for _ in 0..runs {
            let began = Instant::now();
            match name {
                "values 325 × 12 × 3" => {
                    platform.query_values(&Stage::operator(), &values).await.expect("values");
                }
                "explorer 325 × 12 × 3" => {
                    platform.analyse(&Stage::operator(), &choice, true).await.expect("values");
                }
                _ => {
                    platform.overview(&Stage::operator(), &overview).await.expect("the overview");
                }
            }
            times.push(began.elapsed().as_secs_f64());
        }
        let before = few.and_then(|few| few.iter().find(|(known, _)| known == name));
        let beside = before.map(|(_, median)| ("with a tenth of the cases", *median));
        let median = report(&format!("growth: {name}"), times, beside);
        medians.push((name.to_owned(), median));
    }
    medians
}

/// The explorer with 1, 10, 100 and all tribunals.
pub async fn with_units(stage: &Stage) {
    let platform = &stage.platform;
    let last = platform.month().plus(-1);
    let tree = platform.tree().await.expect("the tree");
    let province = tree.roots(last).next().expect("a province");
    let codes: Vec<String> =
        tree.below(province.id, Level::Tribunal, last).iter().map(|unit| unit.code.clone()).collect();
    let mut one = None;
    for count in [1, 10, 100, codes.len()] {
        let whole = count == codes.len();
        let choice = Choice {
            units: Units::Level(Level::Tribunal),
            codes: if whole { vec![] } else { codes[..count].to_vec() },
            by: By::Month,
            last: Some(12),
            view: View::List,
            ..Choice::default()
        };
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let began = Instant::now();
            platform.analyse(&Stage::operator(), &choice, true).await.expect("values");
            times.push(began.elapsed().as_secs_f64());
        }
        let median = report(&format!("growth: {count} tribunals × 12 × 3"), times, one);
        one = one.or(Some(("one tribunal", median)));
    }
}
