//! A nation of 10,000 tribunals on PostgreSQL, generated: what pages and tables of that size cost, beside a bare read of the
//! facts that they stand on, and how much memory they take.

use crate::{explorer::INDICATORS, queries::bare, report, stage::Stage};
use app::{
    api::{
        analysis::Analyses,
        overview::{Overview, OverviewQuery},
        values::{Values, ValuesQuery},
    },
    domain::{
        analysis::{Choice, Column, Sort, Units},
        periods::By,
        units::Level,
    },
};
use sqlx::{Connection, Executor};
use std::time::Instant;

const RUNS: usize = 15;

/// One root, 100 cities, 1,000 courts, 10,000 tribunals.
pub const UNITS: &str = "
    insert into units (id, code, level, opened)
    select id, 'N' || lpad(id::text, 5, '0'),
           case when id = 1 then 'province' when id <= 101 then 'city' when id <= 1101 then 'court' else 'tribunal' end,
           23000
    from generate_series(1, 11101) as id;
    insert into unit_names (unit_id, from_month, name, name_en, pinyin)
    select id, 23000, '单位' || id, 'Unit ' || id, 'danwei' || id from units;
    insert into unit_parents (unit_id, parent_id, from_month)
    select id, case when id <= 101 then 1 when id <= 1101 then 2 + (id - 102) / 10 else 102 + (id - 1102) / 10 end, 23000
    from units where id > 1;
    select setval(pg_get_serial_sequence('units', 'id'), 11101);";

/// Two years of five counts for every tribunal, and their sums for every unit above.
const FACTS: &str = "
    insert into origins (id, kind, name, actor, at) values (1000000, 'cases', 'generated', 'bench', now());
    insert into facts
    select u.id, i.id, m, 1, 1,
           case i.code when 'received' then 20 + (u.id * 7 + m * 13) % 60 when 'closed' then 18 + (u.id * 7 + m * 13) % 60
                       when 'pending_start' then 30 + u.id % 40 when 'pending' then 32 + u.id % 40
                       else 16 + (u.id * 7 + m * 13) % 60 end,
           1, 1, 1000000
    from units u cross join items i cross join generate_series($FIRST, $LAST) as m
    where u.level = 'tribunal' and i.code in ('received', 'closed', 'pending_start', 'pending', 'closed_in_time');
    insert into facts
    select p.parent_id, f.item_id, f.start_month, 1, 9, sum(f.value), sum(f.reporting), 1, 1000000
    from facts f join unit_parents p on p.unit_id = f.unit_id join units u on u.id = f.unit_id
    where u.level = 'tribunal' group by 1, 2, 3;
    insert into facts
    select p.parent_id, f.item_id, f.start_month, 1, 9, sum(f.value), sum(f.reporting), 1, 1000000
    from facts f join unit_parents p on p.unit_id = f.unit_id join units u on u.id = f.unit_id
    where u.level = 'court' group by 1, 2, 3;
    insert into facts
    select p.parent_id, f.item_id, f.start_month, 1, 9, sum(f.value), sum(f.reporting), 1, 1000000
    from facts f join unit_parents p on p.unit_id = f.unit_id join units u on u.id = f.unit_id
    where u.level = 'city' group by 1, 2, 3;
    insert into heard (unit_id, source, at) select id, 1, now() from units;
    analyze;";

pub async fn measure(server: &str) {
    let began = Instant::now();
    let stage = Stage::generated(server, "nation", UNITS).await;
    let last = stage.platform.month().plus(-1);
    let facts = FACTS
        .replace("$FIRST", &last.plus(-23).index().to_string())
        .replace("$LAST", &last.index().to_string());
    let mut connection = sqlx::PgConnection::connect(&stage.url).await.expect("a connection");
    connection.execute(sqlx::AssertSqlSafe(facts)).await.expect("facts");
    let (count,): (i64,) =
        sqlx::query_as("select count(*) from facts").fetch_one(&mut connection).await.expect("a count");
    println!("\n## A generated nation on PostgreSQL");
    println!("{:<44} {:.1} s: 11,101 units, {count} facts", "generate", began.elapsed().as_secs_f64());
    memory("before");
    let beside = bare(&stage, "closing_rate over 10,000 × 12", last.plus(-11).index(), last.index()).await;

    let values = |by: &str| ValuesQuery {
        indicator: "closing_rate".to_owned(),
        unit: "N00001".to_owned(),
        level: Some("tribunal".to_owned()),
        from: last.plus(-11).to_string(),
        to: last.to_string(),
        by: Some(by.to_owned()),
        edition: None,
        group: None,
        q: None,
    };
    for (name, query) in [
        ("values: 10,000 tribunals over 12 months", values("total")),
        ("values: table 10,000 × 12", values("month")),
    ] {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let began = Instant::now();
            let rows = stage.platform.query_values(&Stage::operator(), &query).await.expect("values");
            times.push(began.elapsed().as_secs_f64());
            assert!(rows.len() >= 10_000);
        }
        report(name, times, Some(("bare read", beside)));
    }
    let choice = Choice {
        indicators: INDICATORS.map(str::to_owned).to_vec(),
        unit: "N00001".to_owned(),
        units: Units::Level(Level::Tribunal),
        by: By::Month,
        from: Some(last.plus(-11)),
        to: Some(last),
        ..Choice::default()
    };
    let by_value = Choice { sort: Sort { column: Column::Value, down: true }, ..choice.clone() };
    for (name, choice) in [
        ("explorer: a page of 10,000 × 12 × 5, by code", choice),
        ("explorer: a page of 10,000 × 12 × 5, by value", by_value),
    ] {
        let mut times = Vec::new();
        for _ in 0..RUNS {
            let began = Instant::now();
            let found = stage.platform.analyse(&Stage::operator(), &choice, false).await.expect("values");
            times.push(began.elapsed().as_secs_f64());
            assert_eq!(found.grid.expect("a grid").chosen, 10_000);
        }
        report(name, times, None);
    }
    let mut times = Vec::new();
    for _ in 0..RUNS {
        let query = OverviewQuery { unit: "N00002".to_owned(), ..OverviewQuery::default() };
        let began = Instant::now();
        stage.platform.overview(&Stage::operator(), &query).await.expect("the overview");
        times.push(began.elapsed().as_secs_f64());
    }
    report("overview of a city of the nation", times, None);
    memory("after");
}

/// What this process holds, and has held at most.
fn memory(when: &str) {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name)).unwrap_or_default();
        let kilobytes = line.split_whitespace().nth(1).and_then(|word| word.parse::<u64>().ok());
        kilobytes.map_or("?".to_owned(), |kilobytes| format!("{} MB", kilobytes / 1024))
    };
    println!("{:<44} {}, at most {}", format!("memory, {when}"), of("VmRSS:"), of("VmHWM:"));
}
