//! API tokens: only their hash is kept.

use super::db::{Db, StoreError, Tx, execute, read, write};
use app::domain::units::UnitId;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// A token to be kept.
#[derive(Debug, Clone)]
pub struct NewToken<'a> {
    /// What it is for.
    pub name: &'a str,
    /// SHA-256 of the token in hexadecimal; the token has 256 random bits, so nothing slower is needed.
    pub hash: &'a str,
    /// Role it stands for.
    pub scope: &'a str,
    /// Where.
    pub unit: UnitId,
    /// By whom.
    pub created_by: &'a str,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when; without it until revoked.
    pub expires_at: Option<DateTime<Utc>>,
}

/// A token as stored.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct TokenRow {
    /// Number.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// SHA-256 in hexadecimal.
    pub hash: String,
    /// Role it stands for.
    pub scope: String,
    /// Where.
    pub unit_id: i64,
    /// By whom.
    pub created_by: String,
    /// When.
    pub created_at: DateTime<Utc>,
    /// Until when.
    pub expires_at: Option<DateTime<Utc>>,
    /// Since when it no longer works.
    pub revoked_at: Option<DateTime<Utc>>,
    /// Hour of the last use.
    pub last_used_at: Option<DateTime<Utc>>,
}

impl Db {
    /// By hash.
    pub async fn token_by_hash(&self, hash: &str) -> Result<Option<TokenRow>, StoreError> {
        let sql = "select * from tokens where hash = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(hash).fetch_optional(pool))?)
    }

    /// By number.
    pub async fn token(&self, id: i64) -> Result<Option<TokenRow>, StoreError> {
        let sql = "select * from tokens where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// All, newest first.
    pub async fn tokens(&self) -> Result<Vec<TokenRow>, StoreError> {
        let sql = "select * from tokens order by id desc";
        Ok(read!(self, pool => sqlx::query_as(sql).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps a token.
    pub async fn create_token(&mut self, token: &NewToken<'_>) -> Result<i64, StoreError> {
        let sql = "insert into tokens (name, hash, scope, unit_id, created_by, created_at, expires_at)
            values ($1, $2, $3, $4, $5, $6, $7) returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(token.name).bind(token.hash).bind(token.scope).bind(token.unit.0)
            .bind(token.created_by).bind(token.created_at).bind(token.expires_at).fetch_one(conn))?)
    }

    /// Ends a token; whether there was one to end.
    pub async fn revoke_token(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update tokens set revoked_at = $2 where id = $1 and revoked_at is null returning id";
        let ended: Option<i64> =
            write!(self, conn => sqlx::query_scalar(sql).bind(id).bind(at).fetch_optional(conn))?;
        Ok(ended.is_some())
    }

    /// Notes the use of a token.
    pub async fn touch_token(&mut self, id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "update tokens set last_used_at = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(at))?;
        Ok(())
    }
}
