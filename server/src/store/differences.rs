//! What was said and decided about differences between reports and other systems.

use super::db::{Db, StoreError, Tx, by_engine, execute, read};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// What was said and decided about a difference.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct DifferenceNote {
    /// Of which report.
    pub report_id: i64,
    /// Id of the field.
    pub field: String,
    /// The unit's explanation.
    pub explanation: String,
    /// Whose.
    pub explained_by: String,
    /// When.
    pub explained_at: Option<DateTime<Utc>>,
    /// `report` or `system`; none before it was decided.
    pub decision: Option<String>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
    /// What the report said then.
    pub said: Option<f64>,
    /// What the other system knew then.
    pub known: Option<f64>,
}

fn list<T: serde::Serialize>(values: &[T]) -> String {
    serde_json::to_string(values).unwrap_or_default()
}

impl Db {
    /// What was said and decided about differences of some reports.
    pub async fn difference_notes(&self, reports: &[i64]) -> Result<Vec<DifferenceNote>, StoreError> {
        let sqlite = "select * from report_differences where report_id in (select value from json_each($1))";
        let postgres = "select * from report_differences
            where report_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(reports)).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps the explanation of a difference.
    pub async fn explain_difference(
        &mut self,
        report: i64,
        field: &str,
        (text, actor, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "insert into report_differences (report_id, field, explanation, explained_by, explained_at)
            values ($1, $2, $3, $4, $5)
            on conflict (report_id, field) do update set explanation = excluded.explanation,
                explained_by = excluded.explained_by, explained_at = excluded.explained_at";
        execute!(self, sqlx::query(sql).bind(report).bind(field).bind(text).bind(actor).bind(at))?;
        Ok(())
    }

    /// Keeps the decision about a difference, with the numbers it was made on.
    pub async fn decide_difference(
        &mut self,
        report: i64,
        field: &str,
        (decision, reason): (&str, &str),
        (said, known): (f64, f64),
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "insert into report_differences
                (report_id, field, decision, reason, decided_by, decided_at, said, known)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (report_id, field) do update set decision = excluded.decision, reason = excluded.reason,
                decided_by = excluded.decided_by, decided_at = excluded.decided_at, said = excluded.said,
                known = excluded.known";
        execute!(
            self,
            sqlx::query(sql)
                .bind(report)
                .bind(field)
                .bind(decision)
                .bind(reason)
                .bind(actor)
                .bind(at)
                .bind(said)
                .bind(known)
        )?;
        Ok(())
    }
}
