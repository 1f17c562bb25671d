//! The engine's own bulk load of as many rows of the same shape: what cannot be beaten.

use crate::stage::Stage;
use sqlx::{Connection, Executor, QueryBuilder, Sqlite};
use std::time::Instant;

/// Rows of the bare load.
const ROWS: u32 = 300_000;
/// About as long as a stored case.
const STATE: &str = r#"{"number":"(2021)赣0102民初12345号","tribunal":"360102T01","post":"360102T01P03","cause":"contract","procedure":"simple","filed":"2021-03-04","closed":"2021-05-06","outcome":"judgment","within_limit":true,"hearings":1,"broadcast":true,"published":true}"#;

pub async fn load(stage: &Stage) {
    let seconds = match stage.engine {
        "SQLite" => sqlite(stage).await,
        _ => postgres(stage).await,
    };
    let name = if stage.engine == "SQLite" { "bare: prepared multi-row insert" } else { "bare: COPY" };
    println!("{name:<44} {seconds:.1} s: {ROWS} case rows, {:.0} rows/s", f64::from(ROWS) / seconds);
}

const TABLE: &str =
    "create table bare (number text primary key, unit_id bigint, post_id bigint, last_month integer,
    filed text, closed text, state text, revision bigint, origin_id bigint)";

async fn sqlite(stage: &Stage) -> f64 {
    let url = format!("sqlite://{}?mode=rwc", stage.folder.path().join("bare.db").display());
    let mut connection = sqlx::SqliteConnection::connect(&url).await.expect("a connection");
    connection.execute("pragma journal_mode = wal; pragma synchronous = normal").await.expect("pragmas");
    connection.execute(TABLE).await.expect("a table");
    let began = Instant::now();
    let mut tx = connection.begin().await.expect("a transaction");
    for first in (0..ROWS).step_by(1_000) {
        let mut query = QueryBuilder::<Sqlite>::new("insert into bare ");
        query.push_values(first..first + 1_000, |mut row, number| {
            row.push_bind(format!("{number:08}"))
                .push_bind(i64::from(number % 325))
                .push_bind(i64::from(number % 1_300))
                .push_bind(24_255)
                .push_bind("2021-03-04")
                .push_bind("2021-05-06")
                .push_bind(STATE)
                .push_bind(1_i64)
                .push_bind(1_i64);
        });
        query.build().execute(&mut *tx).await.expect("rows");
    }
    tx.commit().await.expect("a commit");
    began.elapsed().as_secs_f64()
}

async fn postgres(stage: &Stage) -> f64 {
    let mut connection = sqlx::PgConnection::connect(&stage.url).await.expect("a connection");
    connection.execute(TABLE).await.expect("a table");
    let began = Instant::now();
    let mut copy = connection.copy_in_raw("copy bare from stdin").await.expect("COPY");
    let mut text = String::new();
    for number in 0..ROWS {
        text += &format!(
            "{number:08}\t{}\t{}\t24255\t2021-03-04\t2021-05-06\t{}\t1\t1\n",
            number % 325,
            number % 1_300,
            STATE.replace('\\', "\\\\")
        );
        if text.len() > 1 << 20 {
            copy.send(text.as_bytes()).await.expect("rows");
            text.clear();
        }
    }
    copy.send(text.as_bytes()).await.expect("rows");
    copy.finish().await.expect("the end of COPY");
    began.elapsed().as_secs_f64()
}
