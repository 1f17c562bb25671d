//! Answers of reports.

use crate::store::db::{Db, StoreError, Tx, by_engine, execute, read, write};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// An answer as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AnswerRow {
    /// Id of the field.
    pub field: String,
    /// As it was typed.
    pub answer: String,
    /// The unit's comment.
    pub remark: String,
    /// What the unit asks back.
    pub question: String,
    /// Why it was sent back.
    pub reason: String,
    /// Counts changes of this field.
    pub revision: i64,
    /// Who typed it.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An answer of one of several reports.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AnswerTo {
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

impl Db {
    /// The answers of some reports to some fields; those left empty are absent.
    pub async fn answers_to(&self, reports: &[i64], fields: &[&str]) -> Result<Vec<AnswerTo>, StoreError> {
        let sqlite = "select report_id, field, answer, remark, actor, at from report_answers
            where report_id in (select value from json_each($1)) and field in (select value from json_each($2))
                and answer <> '' order by report_id, field";
        let postgres = "select report_id, field, answer, remark, actor, at from report_answers
            where report_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
                and field = any(array(select jsonb_array_elements_text($2::jsonb)))
                and answer <> '' order by report_id, field";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let (reports, fields) = (serde_json::to_string(reports), serde_json::to_string(fields));
        let (reports, fields) = (reports.unwrap_or_default(), fields.unwrap_or_default());
        Ok(read!(self, pool => sqlx::query_as(sql).bind(reports).bind(fields).fetch_all(pool))?)
    }

    /// What each of some reports answers to some fields, as it was typed, and to how many of them.
    pub async fn answer_counts(
        &self,
        reports: &[i64],
        fields: &[&str],
    ) -> Result<Vec<(i64, String, i64)>, StoreError> {
        let sqlite = "select report_id, answer, count(*) from report_answers
            where report_id in (select value from json_each($1)) and field in (select value from json_each($2))
            group by report_id, answer";
        let postgres = "select report_id, answer, count(*) from report_answers
            where report_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
                and field = any(array(select jsonb_array_elements_text($2::jsonb)))
            group by report_id, answer";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let (reports, fields) = (serde_json::to_string(reports), serde_json::to_string(fields));
        let (reports, fields) = (reports.unwrap_or_default(), fields.unwrap_or_default());
        Ok(read!(self, pool => sqlx::query_as(sql).bind(reports).bind(fields).fetch_all(pool))?)
    }

    /// The answers of a report.
    pub async fn answers(&self, report: i64) -> Result<Vec<AnswerRow>, StoreError> {
        let sql = "select * from report_answers where report_id = $1 order by field";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(report).fetch_all(pool))?)
    }
}

impl Tx {
    /// The answers of a report.
    pub async fn answers(&mut self, report: i64) -> Result<Vec<AnswerRow>, StoreError> {
        let sql = "select * from report_answers where report_id = $1 order by field";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(report).fetch_all(conn))?)
    }

    /// Keeps an answer, whatever was there.
    pub async fn put_answer(&mut self, report: i64, answer: &AnswerRow) -> Result<(), StoreError> {
        let sql = "insert into report_answers
                (report_id, field, answer, remark, question, reason, revision, actor, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
            on conflict (report_id, field) do update set answer = excluded.answer, remark = excluded.remark,
                question = excluded.question, reason = excluded.reason, revision = excluded.revision,
                actor = excluded.actor, at = excluded.at";
        execute!(
            self,
            sqlx::query(sql)
                .bind(report)
                .bind(&answer.field)
                .bind(&answer.answer)
                .bind(&answer.remark)
                .bind(&answer.question)
                .bind(&answer.reason)
                .bind(answer.revision)
                .bind(&answer.actor)
                .bind(answer.at)
        )?;
        Ok(())
    }

    /// Counts a change of answers.
    pub async fn touch_report(&mut self, report: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "update reports set revision = revision + 1, changed_at = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(report).bind(at))?;
        Ok(())
    }
}
