//! Evidence and requests for more.

use super::{among, list};
use crate::store::db::{Db, StoreError, Tx, execute, read, write};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// A piece of evidence, with what is known of its file.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct EvidenceRow {
    /// Number.
    pub id: i64,
    /// Of which entry.
    pub entry_id: i64,
    /// Id of the item.
    pub item: String,
    /// Number of the file.
    pub file_id: Option<i64>,
    /// Form of a report.
    pub form: String,
    /// Its span.
    pub period: String,
    /// What it shows.
    pub note: String,
    /// Last day on which it counts.
    pub expires: String,
    /// The request that it answers.
    pub demand_id: Option<i64>,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// Evidence to be kept.
#[derive(Debug, Clone)]
pub struct NewEvidence<'a> {
    /// Of which entry.
    pub entry: i64,
    /// Id of the item.
    pub item: &'a str,
    /// Number of the file.
    pub file: Option<i64>,
    /// Form and span of a report; empty for none.
    pub report: (&'a str, &'a str),
    /// What it shows.
    pub note: &'a str,
    /// Last day on which it counts.
    pub expires: &'a str,
    /// The request that it answers.
    pub demand: Option<i64>,
}

/// A request for evidence.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DemandRow {
    /// Number.
    pub id: i64,
    /// Of which entry.
    pub entry_id: i64,
    /// Id of the item.
    pub item: String,
    /// What is wanted.
    pub text: String,
    /// Last day.
    pub due: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// The answer.
    pub answer: String,
    /// When it was given.
    pub answered_at: Option<DateTime<Utc>>,
}

impl Db {
    /// Their evidence, in the order in which it came.
    pub async fn entry_evidence(&self, entries: &[i64]) -> Result<Vec<EvidenceRow>, StoreError> {
        let sql = among!(
            self.engine(),
            "select id, entry_id, item, file_id, form, period, note, expires, demand_id, actor, at
            from review_evidence where removed_at is null and entry_id",
            "$1",
            " order by id"
        );
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(entries)).fetch_all(pool))?)
    }

    /// Requests for evidence.
    pub async fn entry_demands(&self, entries: &[i64]) -> Result<Vec<DemandRow>, StoreError> {
        let sql = among!(self.engine(), "select * from review_demands where entry_id", "$1", " order by id");
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(entries)).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps evidence.
    pub async fn create_evidence(
        &mut self,
        new: &NewEvidence<'_>,
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<EvidenceRow, StoreError> {
        let sql = "insert into review_evidence
                (entry_id, item, file_id, form, period, note, expires, demand_id, actor, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
            returning id, entry_id, item, file_id, form, period, note, expires, demand_id, actor, at";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(new.entry).bind(new.item).bind(new.file)
            .bind(new.report.0).bind(new.report.1).bind(new.note).bind(new.expires).bind(new.demand)
            .bind(actor).bind(at).fetch_one(conn))?)
    }

    /// Removes evidence; its row stays.
    pub async fn remove_evidence(
        &mut self,
        id: i64,
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let sql = "update review_evidence set removed_by = $2, removed_at = $3 where id = $1 and removed_at is null";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(actor).bind(at))? > 0)
    }

    /// Keeps a request for evidence.
    pub async fn create_demand(
        &mut self,
        entry: i64,
        (item, text, due): (&str, &str, &str),
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "insert into review_demands (entry_id, item, text, due, actor, at) values ($1, $2, $3, $4, $5, $6)";
        execute!(self, sqlx::query(sql).bind(entry).bind(item).bind(text).bind(due).bind(actor).bind(at))?;
        Ok(())
    }

    /// Keeps the answer to a request for evidence.
    pub async fn answer_demand(
        &mut self,
        entry: i64,
        id: i64,
        (answer, at): (&str, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let sql = "update review_demands set answer = $3, answered_at = $4 where entry_id = $1 and id = $2 and answered_at is null";
        Ok(execute!(self, sqlx::query(sql).bind(entry).bind(id).bind(answer).bind(at))? > 0)
    }
}
