//! Imported tables: what was read, what was kept back, what became of it.

use super::{
    BATCH,
    db::{Db, StoreError, Tx, by_engine, execute, read, write},
};
use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use std::collections::HashMap;

/// An import to be kept.
#[derive(Debug, Clone)]
pub struct NewImport<'a> {
    /// Name of the profile.
    pub profile: &'a str,
    /// The profile as it was then.
    pub profile_text: &'a str,
    /// Name of the file.
    pub file_name: &'a str,
    /// Hash of its content; the content lies under it in the file store.
    pub sha256: &'a str,
    /// Bytes.
    pub size: i64,
    /// Who.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// An import as stored.
#[derive(Debug, Clone, Default, PartialEq, FromRow)]
pub struct ImportRow {
    /// Number.
    pub id: i64,
    /// Name of the profile.
    pub profile: String,
    /// The profile as it was then.
    pub profile_text: String,
    /// Name of the file.
    pub file_name: String,
    /// Hash of its content.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// `previewed`, `committed` or `undone`.
    pub state: String,
    /// Data rows in the file.
    pub rows_read: i64,
    /// Rows that gave facts.
    pub rows_accepted: i64,
    /// Rows kept back.
    pub rows_quarantined: i64,
    /// Facts not known before.
    pub facts_new: i64,
    /// Facts that changed one.
    pub facts_revised: i64,
    /// Facts already known.
    pub facts_unchanged: i64,
    /// Who.
    pub actor: String,
    /// When it was read.
    pub created_at: DateTime<Utc>,
    /// When it was taken over.
    pub committed_at: Option<DateTime<Utc>>,
    /// When it was undone.
    pub undone_at: Option<DateTime<Utc>>,
    /// The origin of its facts.
    pub origin_id: Option<i64>,
}

/// A problem of a row.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct ProblemRow {
    /// Row of the file, from 1.
    pub row_number: i64,
    /// Column.
    pub column_name: String,
    /// Stable code.
    pub code: String,
    /// In Chinese.
    pub zh: String,
    /// In English.
    pub en: String,
    /// The row as it was.
    pub raw: String,
}

impl Db {
    /// One import.
    pub async fn import(&self, id: i64) -> Result<Option<ImportRow>, StoreError> {
        Ok(
            read!(self, pool => sqlx::query_as("select * from imports where id = $1").bind(id).fetch_optional(pool))?,
        )
    }

    /// Every import, newest first. Whose they are stands in their profiles, so pages are cut by the service.
    pub async fn imports(&self) -> Result<Vec<ImportRow>, StoreError> {
        let sql = "select * from imports order by id desc";
        Ok(read!(self, pool => sqlx::query_as(sql).fetch_all(pool))?)
    }

    /// Problems of an import in the order of the file.
    pub async fn import_problems(
        &self,
        import: i64,
        offset: i64,
        limit: i64,
    ) -> Result<(Vec<ProblemRow>, i64), StoreError> {
        let sql = "select row_number, column_name, code, zh, en, raw from import_problems
            where import_id = $1 order by seq limit $2 offset $3";
        let rows =
            read!(self, pool => sqlx::query_as(sql).bind(import).bind(limit).bind(offset).fetch_all(pool))?;
        let sql = "select count(*) from import_problems where import_id = $1";
        let count = read!(self, pool => sqlx::query_scalar(sql).bind(import).fetch_one(pool))?;
        Ok((rows, count))
    }
}

impl Tx {
    /// Keeps a new import.
    pub async fn create_import(&mut self, import: &NewImport<'_>) -> Result<i64, StoreError> {
        let sql = "insert into imports (profile, profile_text, file_name, sha256, size, state, rows_read,
                rows_accepted, rows_quarantined, facts_new, facts_revised, facts_unchanged, actor, created_at)
            values ($1, $2, $3, $4, $5, 'previewed', 0, 0, 0, 0, 0, 0, $6, $7) returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(import.profile).bind(import.profile_text)
            .bind(import.file_name).bind(import.sha256).bind(import.size).bind(import.actor).bind(import.at)
            .fetch_one(conn))?)
    }

    /// One import, as this transaction sees it.
    pub async fn import(&mut self, id: i64) -> Result<Option<ImportRow>, StoreError> {
        let sql = "select * from imports where id = $1";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(id).fetch_optional(conn))?)
    }

    /// When the tables among some origins say that they were exported.
    pub async fn table_origins(&mut self, ids: &[i64]) -> Result<HashMap<i64, DateTime<Utc>>, StoreError> {
        let sqlite = "select id, at from origins
            where kind = 'table' and id in (select value from json_each($1))";
        let postgres = "select id, at from origins
            where kind = 'table' and id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let ids = serde_json::Value::from(ids.to_vec()).to_string();
        let rows: Vec<(i64, DateTime<Utc>)> =
            write!(self, conn => sqlx::query_as(sql).bind(&ids).fetch_all(conn))?;
        Ok(rows.into_iter().collect())
    }

    /// Writes an import's profile, state and counts back.
    pub async fn update_import(&mut self, import: &ImportRow) -> Result<(), StoreError> {
        let sql = "update imports set state = $2, rows_read = $3, rows_accepted = $4, rows_quarantined = $5,
                facts_new = $6, facts_revised = $7, facts_unchanged = $8, committed_at = $9, undone_at = $10,
                origin_id = $11, profile = $12, profile_text = $13 where id = $1";
        execute!(
            self,
            sqlx::query(sql)
                .bind(import.id)
                .bind(&import.state)
                .bind(import.rows_read)
                .bind(import.rows_accepted)
                .bind(import.rows_quarantined)
                .bind(import.facts_new)
                .bind(import.facts_revised)
                .bind(import.facts_unchanged)
                .bind(import.committed_at)
                .bind(import.undone_at)
                .bind(import.origin_id)
                .bind(&import.profile)
                .bind(&import.profile_text)
        )?;
        Ok(())
    }

    /// Replaces the problems of an import.
    pub async fn set_problems(&mut self, import: i64, problems: &[ProblemRow]) -> Result<(), StoreError> {
        let sql = "delete from import_problems where import_id = $1";
        execute!(self, sqlx::query(sql).bind(import))?;
        for (chunk_index, chunk) in problems.chunks(BATCH).enumerate() {
            let first = (chunk_index * BATCH) as i64;
            execute!(self, problems_query(import, first, chunk).build())?;
        }
        Ok(())
    }
}

fn problems_query<DB>(import: i64, first: i64, problems: &[ProblemRow]) -> QueryBuilder<DB>
where
    DB: sqlx::Database,
    for<'q> i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let mut query = QueryBuilder::new(
        "insert into import_problems (import_id, seq, row_number, column_name, code, zh, en, raw) ",
    );
    query.push_values(problems.iter().zip(first..), |mut row, (problem, seq)| {
        row.push_bind(import)
            .push_bind(seq)
            .push_bind(problem.row_number)
            .push_bind(problem.column_name.clone())
            .push_bind(problem.code.clone())
            .push_bind(problem.zh.clone())
            .push_bind(problem.en.clone())
            .push_bind(problem.raw.clone());
    });
    query
}
