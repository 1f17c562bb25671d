//! Server-side sessions for tower-sessions.

use super::db::{Db, StoreError, Tx, by_engine, execute, read};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// The session store. What a session knows is [`USER_KEY`]; the id of a session is random and finds its record.
#[derive(Debug, Clone)]
pub struct Sessions(Db);

/// The key of a session's data under which the number of its user is kept.
pub const USER_KEY: &str = "user";

impl Sessions {
    /// Sessions of this database.
    pub fn new(db: Db) -> Self {
        Self(db)
    }

    /// Forgets what has expired before `now`.
    pub async fn sweep(&self, now: DateTime<Utc>) -> std::result::Result<(), StoreError> {
        let mut tx = self.0.begin().await?;
        let sql = "delete from sessions where expires_at < $1";
        execute!(&mut tx, sqlx::query(sql).bind(now))?;
        tx.commit().await
    }

    async fn put(&self, record: &Record, replace: bool) -> std::result::Result<bool, StoreError> {
        let data = serde_json::to_string(&record.data).unwrap_or_default();
        let expires =
            DateTime::<Utc>::from_timestamp(record.expiry_date.unix_timestamp(), 0).unwrap_or_default();
        // Only replaced, never brought back: a request under way must not revive a session that has been ended.
        let sql = if replace {
            "update sessions set data = $2, expires_at = $3 where id = $1"
        } else {
            "insert into sessions (id, data, expires_at) values ($1, $2, $3) on conflict do nothing"
        };
        let mut tx = self.0.begin().await?;
        let written =
            execute!(&mut tx, sqlx::query(sql).bind(record.id.to_string()).bind(&data).bind(expires))?;
        tx.commit().await?;
        Ok(written == 1)
    }
}

impl Tx {
    /// Ends every session of a user; how many there were.
    pub async fn end_sessions_of(&mut self, user: i64) -> std::result::Result<u64, StoreError> {
        let sql = by_engine!(
            self.engine(),
            "delete from sessions where json_extract(data, '$.user') = $1",
            "delete from sessions where (data::jsonb ->> 'user')::bigint = $1"
        );
        Ok(execute!(self, sqlx::query(sql).bind(user))?)
    }
}

fn backend(error: StoreError) -> Error {
    Error::Backend(error.to_string())
}

#[async_trait]
impl SessionStore for Sessions {
    async fn create(&self, record: &mut Record) -> Result<()> {
        while !self.put(record, false).await.map_err(backend)? {
            record.id = Id::default();
        }
        Ok(())
    }

    async fn save(&self, record: &Record) -> Result<()> {
        self.put(record, true).await.map(|_| ()).map_err(backend)
    }

    async fn load(&self, id: &Id) -> Result<Option<Record>> {
        let sql = "select data, expires_at from sessions where id = $1";
        let row: Option<(String, DateTime<Utc>)> =
            read!(self.0, pool => sqlx::query_as(sql).bind(id.to_string()).fetch_optional(pool))
                .map_err(|error| backend(error.into()))?;
        let Some((data, expires)) = row else { return Ok(None) };
        let expiry_date =
            tower_sessions::cookie::time::OffsetDateTime::from_unix_timestamp(expires.timestamp())
                .map_err(|error| Error::Decode(error.to_string()))?;
        if expiry_date <= tower_sessions::cookie::time::OffsetDateTime::now_utc() {
            return Ok(None);
        }
        let data = serde_json::from_str(&data).map_err(|error| Error::Decode(error.to_string()))?;
        Ok(Some(Record { id: *id, data, expiry_date }))
    }

    async fn delete(&self, id: &Id) -> Result<()> {
        let delete = async || -> std::result::Result<(), StoreError> {
            let mut tx = self.0.begin().await?;
            let sql = "delete from sessions where id = $1";
            execute!(&mut tx, sqlx::query(sql).bind(id.to_string()))?;
            tx.commit().await
        };
        delete().await.map_err(backend)
    }
}
