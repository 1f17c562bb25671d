//! A database with the demo province.

use app::{
    api::cases::Cases,
    domain::{catalogue::Catalogue, permissions::Actor},
};
use server::{
    clock::SystemClock,
    demo::{self, Order, Report},
    platform::{Platform, Policy},
    store::Db,
};
use sqlx::{Connection, Executor};
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

pub struct Stage {
    pub engine: &'static str,
    pub platform: Arc<Platform>,
    pub url: String,
    pub folder: tempfile::TempDir,
}

/// Names the PostgreSQL server to measure on.
pub const SERVER: &str = "JICENG_TEST_POSTGRES_URL";

impl Stage {
    pub async fn all() -> Vec<Self> {
        let mut stages = vec![Self::sqlite().await];
        if let Ok(server) = std::env::var(SERVER) {
            let folder = tempfile::tempdir().expect("a folder");
            stages.push(Self::open("PostgreSQL", database(&server, "bench").await, folder).await);
        }
        stages
    }

    /// An empty SQLite file.
    pub async fn sqlite() -> Self {
        let folder = tempfile::tempdir().expect("a folder");
        let url = format!("sqlite://{}?mode=rwc", folder.path().join("bench.db").display());
        Self::open("SQLite", url, folder).await
    }

    /// A database of its own on PostgreSQL with what some statements put into its tables.
    pub async fn generated(server: &str, name: &str, statements: &'static str) -> Self {
        let url = database(server, name).await;
        Db::connect(&url, 1).await.expect("a database");
        let mut connection = sqlx::PgConnection::connect(&url).await.expect("a connection");
        connection.execute(statements).await.expect("rows");
        Self::open("PostgreSQL", url, tempfile::tempdir().expect("a folder")).await
    }

    /// One case more at a tribunal, filed in the running month.
    pub async fn change(&self, tribunal: &str, n: usize) {
        let today = self.platform.today();
        let line = format!(r#"{{"number":"bench change {n}","tribunal":"{tribunal}","filed":"{today}"}}"#);
        let lines = Box::pin(futures::stream::iter([Ok(line)]));
        let receipt = self.platform.send_cases(&Self::operator(), "bench", lines).await.expect("a case");
        assert_eq!(receipt.lines_refused, 0);
    }

    async fn open(engine: &'static str, url: String, folder: tempfile::TempDir) -> Self {
        let db = Db::connect(&url, 8).await.expect("a database");
        let catalogue = Arc::new(Catalogue::built_in().expect("the catalogue"));
        let policy = Policy { open_to_guests: true, ..Policy::default() };
        let files = folder.path().join("files");
        let platform = Platform::open(db, catalogue, policy, files, Arc::new(SystemClock)).await;
        Self { engine, platform: Arc::new(platform.expect("a platform")), url, folder }
    }

    /// Loads the demo province through the service that `POST /api/v1/cases` uses.
    pub async fn load(&self, scale: f64) {
        let order = Order { seed: demo::SEED, until: None, scale, if_empty: false };
        let stop = CancellationToken::new();
        let report = demo::load(&self.platform, &order, &stop, &mut |_| {}).await.expect("the demo");
        if let Report::Loaded { cases, facts, seconds } = report {
            println!(
                "{:<44} {seconds:.1} s: {cases} cases, {facts} facts, {:.0} cases/s, {:.0} facts/s",
                "load the demo province",
                cases as f64 / seconds,
                facts as f64 / seconds
            );
        }
    }

    pub fn operator() -> Actor {
        Actor::operator("bench")
    }
}

/// Makes a database; its address.
async fn database(server: &str, name: &str) -> String {
    let name = format!("jiceng_{name}_{}", std::process::id());
    let mut admin = sqlx::PgConnection::connect(server).await.expect("the server");
    admin.execute(sqlx::AssertSqlSafe(format!("create database {name}"))).await.expect("a database");
    let base = server.rsplit_once('/').map_or(server, |(base, _)| base);
    format!("{base}/{name}")
}
