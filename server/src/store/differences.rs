//! What was said and decided about differences between reports and other systems.

use super::db::{Db, StoreError, Tx, by_engine, execute, read};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// An answer that is compared.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ComparedRow {
    /// Of which report.
    pub report_id: i64,
    /// Id of the field.
    pub field: String,
    /// As it was typed.
    pub answer: String,
    /// The unit's comment.
    pub remark: String,
    /// Who typed it.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

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
    /// The answers of some reports to some fields; those left empty are absent.
    pub async fn compared(&self, reports: &[i64], fields: &[&str]) -> Result<Vec<ComparedRow>, StoreError> {
        let sqlite = "select report_id, field, answer, remark, actor, at from report_answers
            where report_id in (select value from json_each($1)) and field in (select value from json_each($2))
                and answer <> '' order by report_id, field";
        let postgres = "select report_id, field, answer, remark, actor, at from report_answers
            where report_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
                and field = any(array(select jsonb_array_elements_text($2::jsonb)))
                and answer <> '' order by report_id, field";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(reports)).bind(list(fields)).fetch_all(pool))?)
    }

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
