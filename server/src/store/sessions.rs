//! Server-side sessions for tower-sessions.

use super::db::{Db, StoreError, Tx, execute, read};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use tower_sessions::{
    SessionStore,
    session::{Id, Record},
    session_store::{Error, Result},
};

/// The session store; only a hash of nothing but the random id is needed to find a record, and it never leaves.
#[derive(Debug, Clone)]
pub struct Sessions(Db);

impl Sessions {
    /// The key of a session's data below which the number of the signed-in user is kept.
    pub const USER: &str = "user";

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

    /// Writes a new record, or one that is there; whether it was written. What is gone stays gone: a request that
    /// was under way when a session was ended must not bring it back.
    async fn put(&self, record: &Record, known: bool) -> std::result::Result<bool, StoreError> {
        let data = serde_json::to_string(&record.data).unwrap_or_default();
        let expires =
            DateTime::<Utc>::from_timestamp(record.expiry_date.unix_timestamp(), 0).unwrap_or_default();
        let user = record.data.get(Self::USER).and_then(serde_json::Value::as_i64);
        let sql = if known {
            "update sessions set data = $2, user_id = $3, expires_at = $4 where id = $1"
        } else {
            "insert into sessions (id, data, user_id, expires_at) values ($1, $2, $3, $4)
             on conflict do nothing"
        };
        let mut tx = self.0.begin().await?;
        let id = record.id.to_string();
        let written = execute!(&mut tx, sqlx::query(sql).bind(&id).bind(&data).bind(user).bind(expires))?;
        tx.commit().await?;
        Ok(written == 1)
    }
}

impl Tx {
    /// Ends every session of a user; how many there were.
    pub async fn end_sessions_of(&mut self, user: i64) -> std::result::Result<u64, StoreError> {
        let sql = "delete from sessions where user_id = $1";
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
