//! A platform with a small tree on every engine that is at hand: SQLite always, PostgreSQL where
//! `JICENG_TEST_POSTGRES_URL` names a server; each test in a database of its own.
#![allow(dead_code)] // each integration target uses its own part

pub mod photos;

use app::{
    api::{
        Failure,
        cases::{Cases, CasesReceipt},
        imports::Upload,
        units::{UnitOrder, Units},
        values::{ValueRow, Values, ValuesQuery},
    },
    domain::{
        catalogue::Catalogue,
        permissions::{Actor, Grant, Role},
    },
};
use chrono::{DateTime, Utc};
use server::{
    clock::FixedClock,
    platform::{Platform, Policy},
    store::Db,
};
use sqlx::{Connection, Executor};
use std::sync::{
    Arc,
    atomic::{AtomicU32, Ordering},
};

/// A platform, its clock, and what keeps its database alive.
pub struct Stage {
    /// `sqlite` or `postgres`.
    pub engine: &'static str,
    /// The platform.
    pub platform: Arc<Platform>,
    /// Its clock.
    pub clock: Arc<FixedClock>,
    /// URL of the database, for a second platform on it.
    pub url: String,
    folder: tempfile::TempDir,
}

/// The operator at the command line.
pub fn operator() -> Actor {
    Actor::operator("test")
}

/// An instant.
pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

static COUNT: AtomicU32 = AtomicU32::new(0);

/// Empty platforms on every engine; it is 2026-11-24, noon in Jiangxi.
pub async fn empty_stages() -> Vec<Stage> {
    let mut stages = vec![sqlite().await];
    match std::env::var("JICENG_TEST_POSTGRES_URL") {
        Ok(url) => stages.push(postgres(&url).await),
        Err(_) => eprintln!("PostgreSQL is not tested: JICENG_TEST_POSTGRES_URL is not set"),
    }
    stages
}

/// Platforms with the small province on every engine.
pub async fn stages() -> Vec<Stage> {
    let stages = empty_stages().await;
    for stage in &stages {
        stage.platform.create_units(&operator(), &small_province()).await.unwrap();
    }
    stages
}

async fn sqlite() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("test.db").display());
    stage("sqlite", url, folder).await
}

/// A platform with the small province on a PostgreSQL of its own.
pub async fn stage_on(server: &str) -> Stage {
    let stage = postgres(server).await;
    stage.platform.create_units(&operator(), &small_province()).await.unwrap();
    stage
}

async fn postgres(server: &str) -> Stage {
    let name = format!("jiceng_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
    let mut admin = sqlx::PgConnection::connect(server).await.unwrap();
    admin.execute(sqlx::AssertSqlSafe(format!("create database {name}"))).await.unwrap();
    let base = server.rsplit_once('/').unwrap().0;
    stage("postgres", format!("{base}/{name}"), tempfile::tempdir().unwrap()).await
}

async fn stage(engine: &'static str, url: String, folder: tempfile::TempDir) -> Stage {
    let clock = Arc::new(FixedClock::at(at("2026-11-24T04:00:00Z")));
    let platform = open(&url, folder.path(), clock.clone(), Policy::default()).await;
    Stage { engine, platform: Arc::new(platform), clock, url, folder }
}

/// A platform on a database that may exist already.
pub async fn open(url: &str, folder: &std::path::Path, clock: Arc<FixedClock>, policy: Policy) -> Platform {
    let db = Db::connect(url, 4).await.unwrap();
    let catalogue = Arc::new(Catalogue::built_in().unwrap());
    Platform::open(db, catalogue, policy, folder.join("files"), clock).await.unwrap()
}

/// Province P; cities A and B; courts AC and BC; tribunals AC1, AC2 and BC1; post AC1P1.
pub fn small_province() -> Vec<UnitOrder> {
    let unit = |code: &str, level: &str, parent: &str| UnitOrder {
        code: code.to_owned(),
        level: level.to_owned(),
        name: format!("{code}单位"),
        name_en: format!("Unit {code}"),
        pinyin: format!("{}danwei", code.to_lowercase()),
        parent: parent.to_owned(),
        opened: "2015-01".to_owned(),
        ..UnitOrder::default()
    };
    vec![
        unit("P", "province", ""),
        unit("A", "city", "P"),
        unit("B", "city", "P"),
        unit("AC", "court", "A"),
        unit("BC", "court", "B"),
        unit("AC1", "tribunal", "AC"),
        unit("AC2", "tribunal", "AC"),
        unit("BC1", "tribunal", "BC"),
        unit("AC1P1", "post", "AC1"),
    ]
}

/// A table of province P.
pub fn small_table() -> Upload {
    let profile = r#"
id = "small"
zh = "小表"
en = "Small table"
[province]
code = "P"
zh = "P单位"
en = "Unit P"
[[unit]]
level = "tribunal"
code = "P-{unit}"
name = "{unit}"
[period]
text = "{month}"
format = "{year}-{mm}"
[[value]]
item = "received"
column = "received"
"#;
    Upload {
        file_name: "small.csv".to_owned(),
        profile: profile.to_owned(),
        bytes: b"unit,month,received\nT,2026-01,5\n".to_vec(),
    }
}

impl Stage {
    /// Sends lines as the operator.
    pub async fn send(&self, lines: &[&str]) -> CasesReceipt {
        self.send_as(&operator(), lines).await.unwrap()
    }

    /// Sends lines.
    pub async fn send_as(&self, actor: &Actor, lines: &[&str]) -> Result<CasesReceipt, Failure> {
        let lines: Vec<_> = lines.iter().map(|line| Ok((*line).to_owned())).collect();
        self.platform.send_cases(actor, "test", Box::pin(futures::stream::iter(lines))).await
    }

    /// Values as the operator sees them.
    pub async fn values(&self, unit: &str, indicator: &str, from: &str, to: &str, by: &str) -> Vec<ValueRow> {
        let query = ValuesQuery {
            indicator: indicator.to_owned(),
            unit: unit.to_owned(),
            from: from.to_owned(),
            to: to.to_owned(),
            by: Some(by.to_owned()),
            ..ValuesQuery::default()
        };
        self.platform.query_values(&operator(), &query).await.unwrap()
    }

    /// One value over a span.
    pub async fn value(&self, unit: &str, indicator: &str, from: &str, to: &str) -> ValueRow {
        self.values(unit, indicator, from, to, "total").await.remove(0)
    }

    /// Somebody with one role at one unit.
    pub async fn actor(&self, role: Role, unit: &str) -> Actor {
        let tree = self.platform.tree().await.unwrap();
        let unit = tree.by_code(unit).unwrap().id;
        Actor { name: format!("user:{role}"), grants: vec![Grant { role, unit }], operator: false }
    }

    /// The folder of the stage.
    pub fn folder(&self) -> &std::path::Path {
        self.folder.path()
    }
}

/// A case line: number, tribunal, filed, and closed by judgment in time or not at all.
pub fn case(number: &str, tribunal: &str, filed: &str, closed: Option<&str>) -> String {
    let mut line = format!(r#"{{"number":"{number}","tribunal":"{tribunal}","filed":"{filed}""#);
    if let Some(closed) = closed {
        line += &format!(r#","closed":"{closed}","outcome":"judgment","within_limit":true"#);
    }
    line + "}"
}
