//! Server-side sessions for tower-sessions.

use super::db::{Db, StoreError, execute, read};
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
        let sql = if replace {
            "insert into sessions (id, data, expires_at) values ($1, $2, $3)
             on conflict (id) do update set data = excluded.data, expires_at = excluded.expires_at"
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
