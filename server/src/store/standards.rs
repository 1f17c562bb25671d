//! Standards that were loaded, and standards that were retired.

use super::db::{Db, StoreError, Tx, execute, read, write};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// What is known of a standard, but for its text.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct StandardRow {
    /// Id.
    pub id: String,
    /// Edition.
    pub edition: String,
    /// SHA-256 of the text in hexadecimal; none of a standard of the catalogue.
    pub sha256: Option<String>,
    /// Who has loaded it.
    pub loaded_by: Option<String>,
    /// When.
    pub loaded_at: Option<DateTime<Utc>>,
    /// Who has retired it.
    pub retired_by: Option<String>,
    /// When.
    pub retired_at: Option<DateTime<Utc>>,
    /// Why.
    pub retire_reason: String,
}

/// A standard to be kept.
#[derive(Debug, Clone)]
pub struct NewStandard<'a> {
    /// Id.
    pub id: &'a str,
    /// Edition.
    pub edition: &'a str,
    /// Text of the file.
    pub text: &'a str,
    /// Its SHA-256 in hexadecimal.
    pub sha256: &'a str,
    /// By whom.
    pub by: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

impl Db {
    /// All that were loaded or retired.
    pub async fn standards(&self) -> Result<Vec<StandardRow>, StoreError> {
        let sql = "select id, edition, sha256, loaded_by, loaded_at, retired_by, retired_at, retire_reason
            from standards order by id, edition";
        Ok(read!(self, pool => sqlx::query_as(sql).fetch_all(pool))?)
    }

    /// The text of one that was loaded.
    pub async fn standard_text(&self, id: &str, edition: &str) -> Result<Option<String>, StoreError> {
        let sql = "select text from standards where id = $1 and edition = $2 and text is not null";
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(id).bind(edition).fetch_optional(pool))?)
    }
}

impl Tx {
    /// Keeps a standard; whether nobody was faster.
    pub async fn load_standard(&mut self, new: &NewStandard<'_>) -> Result<bool, StoreError> {
        let sql = "insert into standards (id, edition, text, sha256, loaded_by, loaded_at)
            values ($1, $2, $3, $4, $5, $6) on conflict (id, edition) do nothing";
        let loaded = execute!(
            self,
            sqlx::query(sql)
                .bind(new.id)
                .bind(new.edition)
                .bind(new.text)
                .bind(new.sha256)
                .bind(new.by)
                .bind(new.at)
        )?;
        Ok(loaded > 0)
    }

    /// Retires a standard, of the catalogue too; whether it was in use.
    pub async fn retire_standard(
        &mut self,
        (id, edition): (&str, &str),
        reason: &str,
        (by, at): (&str, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let sql = "insert into standards (id, edition, retired_by, retired_at, retire_reason)
            values ($1, $2, $3, $4, $5)
            on conflict (id, edition) do update set retired_by = excluded.retired_by,
                retired_at = excluded.retired_at, retire_reason = excluded.retire_reason
            where standards.retired_at is null";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(edition).bind(by).bind(at).bind(reason))? > 0)
    }

    /// Takes a standard back into use; whether it was retired.
    pub async fn restore_standard(&mut self, id: &str, edition: &str) -> Result<bool, StoreError> {
        // What remains of one of the catalogue is nothing.
        let sql = "delete from standards where id = $1 and edition = $2 and text is null returning id";
        let gone: Option<String> =
            write!(self, conn => sqlx::query_scalar(sql).bind(id).bind(edition).fetch_optional(conn))?;
        if gone.is_some() {
            return Ok(true);
        }
        let sql = "update standards set retired_by = null, retired_at = null, retire_reason = ''
            where id = $1 and edition = $2 and retired_at is not null";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(edition))? > 0)
    }
}
