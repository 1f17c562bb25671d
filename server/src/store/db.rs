//! Connecting, transactions, and the macro that runs one statement on either engine.

use sqlx::{
    PgPool, Postgres, Sqlite, SqlitePool, Transaction,
    migrate::Migrator,
    postgres::{PgConnectOptions, PgPoolOptions},
    sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous},
};
use std::{str::FromStr, time::Duration};

static SQLITE: Migrator = sqlx::migrate!("../migrations/sqlite");
static POSTGRES: Migrator = sqlx::migrate!("../migrations/postgres");

/// What can go wrong in the store. The text is for the log; it never leaves the server.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The engine refused.
    #[error("database: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought up to date.
    #[error("migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The URL is neither `sqlite:` nor `postgres:`.
    #[error("`{0}` is not a database URL; write sqlite://path?mode=rwc or postgres://user@host/database")]
    Url(String),
    /// A stored value cannot be read back.
    #[error("{table}.{column} holds `{value}`, which cannot be read")]
    Corrupt {
        /// Table.
        table: &'static str,
        /// Column.
        column: &'static str,
        /// The value.
        value: String,
    },
}

/// Which engine is behind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    /// One file, one writer, many readers.
    Sqlite,
    /// For more than one server.
    Postgres,
}

/// Connections to PostgreSQL for writing: one writes, the others stand ready behind it.
const WRITERS: u32 = 4;

#[derive(Debug, Clone)]
enum Pools {
    Sqlite {
        readers: SqlitePool,
        writer: SqlitePool,
    },
    /// Apart as on SQLite: whoever writes may read through the pool while holding the lock of writers, and those who wait
    /// for the lock must not hold the connections that this needs.
    Postgres {
        readers: PgPool,
        writers: PgPool,
    },
}

/// A database of either engine; cheap to clone.
#[derive(Debug, Clone)]
pub struct Db {
    pools: Pools,
}

/// What a read runs on.
pub(super) enum Reader<'a> {
    Sqlite(&'a SqlitePool),
    Postgres(&'a PgPool),
}

/// A transaction; dropped without [`Tx::commit`] it is rolled back.
pub enum Tx {
    /// SQLite's one writer.
    Sqlite(Transaction<'static, Sqlite>),
    /// PostgreSQL.
    Postgres(Transaction<'static, Postgres>),
}

/// Expands the same body for both arms of [`Reader`]: `read!(db, pool => query.fetch_all(pool))`.
macro_rules! read {
    ($db:expr, $pool:ident => $body:expr) => {
        match $db.reader() {
            $crate::store::db::Reader::Sqlite($pool) => $body.await,
            $crate::store::db::Reader::Postgres($pool) => $body.await,
        }
    };
}

/// Expands the same body for both arms of [`Tx`]: `write!(tx, conn => query.execute(conn))`.
macro_rules! write {
    ($tx:expr, $conn:ident => $body:expr) => {
        match $tx {
            $crate::store::db::Tx::Sqlite(inner) => {
                let $conn = &mut **inner;
                $body.await
            }
            $crate::store::db::Tx::Postgres(inner) => {
                let $conn = &mut **inner;
                $body.await
            }
        }
    };
}

/// Runs a query that returns nothing on either engine and gives the number of rows it affected.
macro_rules! execute {
    ($tx:expr, $query:expr) => {
        match $tx {
            $crate::store::db::Tx::Sqlite(inner) => {
                $query.execute(&mut **inner).await.map(|done| done.rows_affected())
            }
            $crate::store::db::Tx::Postgres(inner) => {
                $query.execute(&mut **inner).await.map(|done| done.rows_affected())
            }
        }
    };
}

/// The engine's words for "in this list", the list being a JSON array of integers in parameter `$n`.
macro_rules! by_engine {
    ($engine:expr, $sqlite:expr, $postgres:expr) => {
        match $engine {
            $crate::store::Engine::Sqlite => $sqlite,
            $crate::store::Engine::Postgres => $postgres,
        }
    };
}

/// `column in ($n)`, the list being JSON.
macro_rules! among {
    ($engine:expr, $before:literal, $number:literal, $after:literal) => {
        $crate::store::db::by_engine!(
            $engine,
            concat!($before, " in (select value from json_each(", $number, "))", $after),
            concat!(
                $before,
                " = any(array(select jsonb_array_elements_text(",
                $number,
                "::jsonb)::bigint))",
                $after
            )
        )
    };
}

pub(super) use {among, by_engine, execute, read, write};

/// Numbers as a JSON list, for the engines' words for "in this list".
pub(super) fn list<T: serde::Serialize>(values: &[T]) -> String {
    serde_json::to_string(values).unwrap_or_default()
}

impl Db {
    /// Connects and brings the schema up to date. SQLite: write-ahead log, foreign keys, one writer, `readers`
    /// readers. PostgreSQL: pools of `readers` connections for reading and of a few for writing.
    pub async fn connect(url: &str, readers: u32) -> Result<Self, StoreError> {
        let db = Self::open(url, readers).await?;
        db.migrate().await?;
        Ok(db)
    }

    async fn open(url: &str, readers: u32) -> Result<Self, StoreError> {
        if url.starts_with("sqlite:") {
            let options = SqliteConnectOptions::from_str(url)?
                .journal_mode(SqliteJournalMode::Wal)
                .synchronous(SqliteSynchronous::Normal)
                .foreign_keys(true)
                .busy_timeout(Duration::from_secs(30))
                .pragma("cache_size", "-65536")
                .pragma("mmap_size", "1073741824")
                .pragma("temp_store", "memory");
            let writer = SqlitePoolOptions::new().max_connections(1).connect_with(options.clone()).await?;
            // An in-memory database lives in its one connection.
            let readers = if url.contains(":memory:") {
                writer.clone()
            } else {
                let options = options.read_only(true).create_if_missing(false);
                SqlitePoolOptions::new().max_connections(readers.max(1)).connect_lazy_with(options)
            };
            Ok(Self { pools: Pools::Sqlite { readers, writer } })
        } else if url.starts_with("postgres:") || url.starts_with("postgresql:") {
            let options = PgConnectOptions::from_str(url)?.application_name("jiceng");
            let pool =
                |most| PgPoolOptions::new().max_connections(most).acquire_timeout(Duration::from_secs(10));
            let readers = pool(readers.max(2)).connect_with(options.clone()).await?;
            let writers = pool(WRITERS).connect_lazy_with(options);
            Ok(Self { pools: Pools::Postgres { readers, writers } })
        } else {
            Err(StoreError::Url(url.split('@').next_back().unwrap_or_default().to_owned()))
        }
    }

    async fn migrate(&self) -> Result<(), StoreError> {
        match &self.pools {
            Pools::Sqlite { writer, .. } => SQLITE.run(writer).await?,
            Pools::Postgres { writers, .. } => POSTGRES.run(writers).await?,
        }
        Ok(())
    }

    /// Whether the schema is the one this program was built for: neither behind, nor ahead because a newer program
    /// has been here.
    pub async fn is_migrated(&self) -> Result<bool, StoreError> {
        let known = by_engine!(self.engine(), &SQLITE, &POSTGRES).iter().map(|m| m.version).max();
        let sql = "select max(version) from _sqlx_migrations where success";
        let applied: Option<i64> = read!(self, pool => sqlx::query_scalar(sql).fetch_one(pool))?;
        Ok(applied == known)
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self.pools {
            Pools::Sqlite { .. } => Engine::Sqlite,
            Pools::Postgres { .. } => Engine::Postgres,
        }
    }

    /// Begins a transaction that may write. SQLite takes the write lock at once, so that it never fails later.
    pub async fn begin(&self) -> Result<Tx, StoreError> {
        Ok(match &self.pools {
            Pools::Sqlite { writer, .. } => Tx::Sqlite(writer.begin_with("begin immediate").await?),
            Pools::Postgres { writers, .. } => Tx::Postgres(writers.begin().await?),
        })
    }

    /// Number of the newest migration that has been run.
    pub async fn schema_version(&self) -> Result<i64, StoreError> {
        let sql = "select coalesce(max(version), 0) from _sqlx_migrations where success";
        Ok(read!(self, pool => sqlx::query_scalar(sql).fetch_one(pool))?)
    }

    /// Answers whether the database can be read.
    pub async fn ping(&self) -> Result<(), StoreError> {
        let _: i32 = read!(self, pool => sqlx::query_scalar("select 1").fetch_one(pool))?;
        Ok(())
    }

    /// The pool for LISTEN, where the engine has it.
    pub fn postgres(&self) -> Option<&PgPool> {
        match &self.pools {
            Pools::Postgres { readers, .. } => Some(readers),
            Pools::Sqlite { .. } => None,
        }
    }

    /// The pools as sqlx has them, for benchmarks that compare with the bare driver.
    pub fn sqlite(&self) -> Option<&SqlitePool> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => Some(readers),
            Pools::Postgres { .. } => None,
        }
    }

    /// Lets every connection end.
    pub async fn close(&self) {
        match &self.pools {
            Pools::Sqlite { readers, writer } => {
                readers.close().await;
                writer.close().await;
            }
            Pools::Postgres { readers, writers } => {
                readers.close().await;
                writers.close().await;
            }
        }
    }

    pub(super) fn reader(&self) -> Reader<'_> {
        match &self.pools {
            Pools::Sqlite { readers, .. } => Reader::Sqlite(readers),
            Pools::Postgres { readers, .. } => Reader::Postgres(readers),
        }
    }

    /// Reads a setting.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        let sql = "select value from settings where name = $1";
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(name).fetch_optional(pool))?)
    }
}

impl Tx {
    /// Makes everything durable and visible.
    pub async fn commit(self) -> Result<(), StoreError> {
        match self {
            Self::Sqlite(tx) => tx.commit().await?,
            Self::Postgres(tx) => tx.commit().await?,
        }
        Ok(())
    }

    /// Which engine this is.
    pub fn engine(&self) -> Engine {
        match self {
            Self::Sqlite(_) => Engine::Sqlite,
            Self::Postgres(_) => Engine::Postgres,
        }
    }

    /// Keeps a setting.
    pub async fn set_setting(&mut self, name: &str, value: &str) -> Result<(), StoreError> {
        let sql = "insert into settings (name, value) values ($1, $2)
                   on conflict (name) do update set value = excluded.value";
        execute!(self, sqlx::query(sql).bind(name).bind(value))?;
        Ok(())
    }

    /// Serialises writers of facts and of the audit chain, which on SQLite are one at a time anyway.
    pub async fn lock_writers(&mut self) -> Result<(), StoreError> {
        if let Self::Postgres(tx) = self {
            sqlx::query("select pg_advisory_xact_lock(740311)").execute(&mut **tx).await?;
        }
        Ok(())
    }
}
