//! The audit log: append-only, each entry bound to the one before by a hash.

use super::db::{Db, StoreError, Tx, execute, read, write};
use chrono::{DateTime, Utc};
use sha2::{Digest, Sha256};
use sqlx::FromRow;

/// One entry.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct AuditEntry {
    /// Number in the chain, from 1 without gaps.
    pub seq: i64,
    /// When.
    pub at: DateTime<Utc>,
    /// Who.
    pub actor: String,
    /// What: `users.create`, `posts.look` …
    pub action: String,
    /// Where: the unit's code.
    pub unit_code: String,
    /// The particulars, as JSON.
    pub detail: String,
    /// SHA-256 over the hash before and this entry, in hexadecimal.
    pub hash: String,
}

impl AuditEntry {
    /// What the hash of an entry has to be after `previous`. Times count in milliseconds, the finest that both
    /// engines keep; lengths stand before texts, so that no two entries can be written the same way.
    pub fn hash_after(&self, previous: &str) -> String {
        let mut hash = Sha256::new();
        let (seq, at) = (self.seq.to_string(), self.at.timestamp_millis().to_string());
        for part in [previous, &seq, &at, &self.actor, &self.action, &self.unit_code, &self.detail] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part.as_bytes());
        }
        hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
    }
}

impl Tx {
    /// Appends an entry. Writers of the chain are serialised by [`Tx::lock_writers`].
    pub async fn append_audit(
        &mut self,
        at: DateTime<Utc>,
        actor: &str,
        action: &str,
        unit_code: &str,
        detail: &serde_json::Value,
    ) -> Result<(), StoreError> {
        self.lock_writers().await?;
        let sql = "select seq, hash from audit order by seq desc limit 1";
        let last: Option<(i64, String)> = write!(self, conn => sqlx::query_as(sql).fetch_optional(conn))?;
        let (seq, previous) = last.map_or((1, String::new()), |(seq, hash)| (seq + 1, hash));
        let mut entry = AuditEntry {
            seq,
            at: DateTime::from_timestamp_millis(at.timestamp_millis()).unwrap_or(at),
            actor: actor.to_owned(),
            action: action.to_owned(),
            unit_code: unit_code.to_owned(),
            detail: detail.to_string(),
            hash: String::new(),
        };
        entry.hash = entry.hash_after(&previous);
        let sql = "insert into audit (seq, at, actor, action, unit_code, detail, hash) values ($1, $2, $3, $4, $5, $6, $7)";
        execute!(
            self,
            sqlx::query(sql)
                .bind(entry.seq)
                .bind(entry.at)
                .bind(&entry.actor)
                .bind(&entry.action)
                .bind(&entry.unit_code)
                .bind(&entry.detail)
                .bind(&entry.hash)
        )?;
        Ok(())
    }
}

impl Db {
    /// Entries after `seq` in the order of the chain, at most `limit`; for verifying and exporting.
    pub async fn audit_after(&self, seq: i64, limit: i64) -> Result<Vec<AuditEntry>, StoreError> {
        let sql = "select * from audit where seq > $1 order by seq limit $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(seq).bind(limit).fetch_all(pool))?)
    }

    /// Newest first, and how many there are in all; `search` is looked for in actor, action, unit and detail.
    pub async fn audit_page(
        &self,
        search: &str,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<AuditEntry>, i64), StoreError> {
        let pattern = containing(search);
        let sql = "select * from audit where $1 = '%%'
                or lower(actor || ' ' || action || ' ' || unit_code || ' ' || detail) like $1 escape '!'
            order by seq desc limit $2 offset $3";
        let rows =
            read!(self, pool => sqlx::query_as(sql).bind(&pattern).bind(limit).bind(offset).fetch_all(pool))?;
        let sql = "select count(*) from audit where $1 = '%%'
                or lower(actor || ' ' || action || ' ' || unit_code || ' ' || detail) like $1 escape '!'";
        let count = read!(self, pool => sqlx::query_scalar(sql).bind(&pattern).fetch_one(pool))?;
        Ok((rows, count))
    }

    /// Whether the log says of `action` at a unit something that holds `text`.
    pub async fn audit_holds(&self, action: &str, unit_code: &str, text: &str) -> Result<bool, StoreError> {
        let sql = "select count(*) from audit
            where unit_code = $1 and action = $2 and lower(detail) like $3 escape '!'";
        let found: i64 = read!(self, pool => sqlx::query_scalar(sql)
            .bind(unit_code).bind(action).bind(containing(text)).fetch_one(pool))?;
        Ok(found > 0)
    }

    /// Who did `action` at one unit, newest first, and how often in all; `search` is looked for in the actor.
    pub async fn audit_at(
        &self,
        action: &str,
        unit_code: &str,
        search: &str,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<AuditEntry>, i64), StoreError> {
        let pattern = containing(search);
        let sql = "select * from audit
            where unit_code = $1 and action = $2 and lower(actor) like $3 escape '!'
            order by seq desc limit $4 offset $5";
        let rows = read!(self, pool => sqlx::query_as(sql)
            .bind(unit_code).bind(action).bind(&pattern).bind(limit).bind(offset).fetch_all(pool))?;
        let sql = "select count(*) from audit
            where unit_code = $1 and action = $2 and lower(actor) like $3 escape '!'";
        let count = read!(self, pool => sqlx::query_scalar(sql)
            .bind(unit_code).bind(action).bind(&pattern).fetch_one(pool))?;
        Ok((rows, count))
    }
}

/// The pattern that finds `search` anywhere, taken literally.
fn containing(search: &str) -> String {
    let literal = search.trim().to_lowercase().replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{literal}%")
}
