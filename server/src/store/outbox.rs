//! What changed, in the order in which it was committed; every server reads it for its live subscribers.

use super::db::{Db, StoreError, Tx, execute, read, write};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// One change.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct OutboxRow {
    /// Number, growing.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// What, as JSON.
    pub change: String,
}

impl Tx {
    /// Appends a change. On PostgreSQL every listening server is told at commit; writers are serialised first, so
    /// that numbers become visible in order and no reader skips one.
    pub async fn append_outbox(&mut self, at: DateTime<Utc>, change: &str) -> Result<i64, StoreError> {
        self.lock_writers().await?;
        let sql = "insert into outbox (at, change) values ($1, $2) returning seq";
        let seq = write!(self, conn => sqlx::query_scalar(sql).bind(at).bind(change).fetch_one(conn))?;
        if let Self::Postgres(tx) = self {
            sqlx::query("select pg_notify('jiceng_outbox', '')").execute(&mut **tx).await?;
        }
        Ok(seq)
    }

    /// Forgets changes older than `before`: the replay is short on purpose.
    pub async fn trim_outbox(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "delete from outbox where at < $1";
        execute!(self, sqlx::query(sql).bind(before))?;
        Ok(())
    }
}

impl Db {
    /// Changes after `seq`, at most `limit`.
    pub async fn outbox_after(&self, seq: i64, limit: i64) -> Result<Vec<OutboxRow>, StoreError> {
        let sql = "select seq, at, change from outbox where seq > $1 order by seq limit $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(seq).bind(limit).fetch_all(pool))?)
    }

    /// Number of the newest change; 0 when there is none.
    pub async fn outbox_head(&self) -> Result<i64, StoreError> {
        let sql = "select coalesce(max(seq), 0) from outbox";
        Ok(read!(self, pool => sqlx::query_scalar(sql).fetch_one(pool))?)
    }
}
