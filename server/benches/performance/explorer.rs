//! The explorer beside the same figures by hand-written SQL through the bare driver: five indicators over twelve months of
//! every tribunal, and of every post.

use crate::{report, stage::Stage};
use app::{
    api::analysis::Analyses,
    domain::{
        analysis::{Choice, Compare, Units, View},
        periods::By,
        units::Level,
    },
};
use std::time::Instant;

const RUNS: usize = 40;
pub const INDICATORS: [&str; 5] = ["received", "closed", "pending", "closing_rate", "closed_in_time_rate"];

/// The five figures of every unit and month; facts of one month, of the best source.
const BY_HAND: &str = "with best as (
        select f.unit_id, f.start_month, i.code, f.value,
               row_number() over (partition by f.unit_id, f.start_month, f.item_id order by f.source) as nth
        from facts f join units u on u.id = f.unit_id join items i on i.id = f.item_id
        where u.level = $1 and f.start_month between $2 and $3 and f.months = 1
          and i.code in ('received', 'closed', 'pending_start', 'pending', 'closed_in_time')
    ), wide as (
        select unit_id, start_month,
               sum(case code when 'received' then value end) as received,
               sum(case code when 'closed' then value end) as closed,
               sum(case code when 'pending_start' then value end) as pending_start,
               sum(case code when 'pending' then value end) as pending,
               sum(case code when 'closed_in_time' then value end) as closed_in_time
        from best where nth = 1 group by unit_id, start_month
    )
    select unit_id, start_month, received, closed, pending,
           closed / nullif(pending_start + received, 0), closed_in_time / nullif(closed, 0)
    from wide";

type Row = (i64, i32, Option<f64>, Option<f64>, Option<f64>, Option<f64>, Option<f64>);

pub async fn measure(stage: &Stage) {
    let last = stage.platform.month().plus(-1);
    for (name, level) in [("tribunals", Level::Tribunal), ("posts", Level::Post)] {
        let year = by_hand(stage, (name, "12"), level, last.plus(-11).index(), last.index()).await;
        // What is held against the year before needs the facts of both.
        let years = by_hand(stage, (name, "24"), level, last.plus(-23).index(), last.index()).await;
        for (how, compare) in
            [("", Compare::None), (", year before", Compare::YearBefore), (", peers", Compare::Peers)]
        {
            let beside = if compare == Compare::YearBefore { years } else { year };
            let choice = Choice {
                indicators: INDICATORS.map(str::to_owned).to_vec(),
                units: Units::Level(level),
                by: By::Month,
                from: Some(last.plus(-11)),
                to: Some(last),
                compare,
                ..Choice::default()
            };
            let all = (format!("explorer: all {name} × 12 × 5{how}"), choice.clone(), true);
            let page = (format!("explorer: a page of {name} × 12 × 5{how}"), choice, false);
            for (name, choice, whole) in [all, page] {
                let mut times = Vec::new();
                for _ in 0..RUNS {
                    let began = Instant::now();
                    let found =
                        stage.platform.analyse(&Stage::operator(), &choice, whole).await.expect("values");
                    times.push(began.elapsed().as_secs_f64());
                    assert!(found.grid.expect("a grid").chosen > 0);
                }
                report(&name, times, Some(("SQL by hand", beside)));
            }
        }
    }
    let choice = Choice { units: Units::Level(Level::Tribunal), view: View::Box, ..Choice::default() };
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        stage.platform.analyse(&Stage::operator(), &choice, false).await.expect("values");
        times.push(began.elapsed().as_secs_f64());
    }
    report("explorer: box plot of the tribunals", times, None);
}

async fn by_hand(stage: &Stage, (name, months): (&str, &str), level: Level, first: i32, last: i32) -> f64 {
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let began = Instant::now();
        let rows: Vec<Row> = match (stage.platform.db.sqlite(), stage.platform.db.postgres()) {
            (Some(pool), _) => {
                sqlx::query_as(BY_HAND).bind(level.as_str()).bind(first).bind(last).fetch_all(pool).await
            }
            (_, Some(pool)) => {
                sqlx::query_as(BY_HAND).bind(level.as_str()).bind(first).bind(last).fetch_all(pool).await
            }
            (None, None) => unreachable!("one of the two"),
        }
        .expect("facts");
        times.push(began.elapsed().as_secs_f64());
        assert!(!rows.is_empty());
    }
    report(&format!("SQL by hand: {name} × {months} × 5"), times, None)
}
