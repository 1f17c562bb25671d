//! Reports, their answers and moves, and exceptions from the lock.

mod answers;

pub use answers::{AnswerRow, AnswerTo};

use super::db::{Db, StoreError, Tx, by_engine, execute, read, write};
use app::domain::{
    periods::{Month, Period},
    reports::{Move, State},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// Which report is meant.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct ReportKey {
    /// Id of the form.
    pub form: String,
    /// Of which unit.
    pub unit: UnitId,
    /// For which span.
    pub period: Period,
}

/// A report as stored, without its answers.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ReportRow {
    /// Number.
    pub id: i64,
    /// Id of the form.
    pub form: String,
    /// Of which unit.
    pub unit_id: i64,
    start_month: i64,
    months: i64,
    state: String,
    /// Counts moves and answers.
    pub revision: i64,
    /// Warnings that it was handed in with.
    pub warnings: i64,
    /// What its facts come from, once it was accepted.
    pub origin_id: Option<i64>,
    /// When it was first handed in.
    pub first_submitted_at: Option<DateTime<Utc>>,
    /// When it was last handed in.
    pub submitted_at: Option<DateTime<Utc>>,
    /// When it was accepted.
    pub accepted_at: Option<DateTime<Utc>>,
    /// When anything was last changed.
    pub changed_at: DateTime<Utc>,
}

impl ReportRow {
    /// For which span.
    pub fn period(&self) -> Period {
        Period::new(Month::from_index(self.start_month as i32), self.months as u16)
    }

    /// Where it stands; what the database cannot hold reads as a draft.
    pub fn state(&self) -> State {
        State::from_word(&self.state).unwrap_or(State::Draft)
    }
}

/// A move as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct MoveRow {
    /// In order, from 1.
    pub seq: i64,
    /// What was done.
    #[sqlx(rename = "move")]
    pub what: String,
    /// Where it stood.
    pub from_state: String,
    /// Where it stands since.
    pub to_state: String,
    /// By whom.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// An exception from the lock; who gave it, and why, stands in the audit log.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ExceptionRow {
    /// Last day, YYYY-MM-DD.
    pub until_day: String,
}

const ONE: &str =
    "select * from reports where form = $1 and unit_id = $2 and start_month = $3 and months = $4";

fn ids(units: &[UnitId]) -> String {
    serde_json::to_string(units).unwrap_or_default()
}

impl Db {
    /// A report.
    pub async fn report(&self, key: &ReportKey) -> Result<Option<ReportRow>, StoreError> {
        let (start, months) = (i64::from(key.period.start.index()), i64::from(key.period.months));
        Ok(read!(self, pool => sqlx::query_as(ONE)
            .bind(&key.form).bind(key.unit.0).bind(start).bind(months).fetch_optional(pool))?)
    }

    /// The reports of some units by one form, whose span starts from `first` on and before `end`.
    pub async fn reports(
        &self,
        form: &str,
        units: &[UnitId],
        first: Month,
        end: Month,
    ) -> Result<Vec<ReportRow>, StoreError> {
        let sqlite = "select * from reports where form = $1 and unit_id in (select value from json_each($2))
            and start_month >= $3 and start_month < $4 order by unit_id, start_month";
        let postgres = "select * from reports where form = $1
            and unit_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))
            and start_month >= $3 and start_month < $4 order by unit_id, start_month";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let (first, end) = (i64::from(first.index()), i64::from(end.index()));
        Ok(read!(self, pool => sqlx::query_as(sql)
            .bind(form).bind(ids(units)).bind(first).bind(end).fetch_all(pool))?)
    }

    /// All reports of some units that wait for an approval, the oldest first.
    pub async fn waiting_reports(&self, units: &[UnitId]) -> Result<Vec<ReportRow>, StoreError> {
        let sqlite = "select * from reports where state in ('submitted', 'endorsed', 'checked')
            and unit_id in (select value from json_each($1)) order by submitted_at, id";
        let postgres = "select * from reports where state in ('submitted', 'endorsed', 'checked')
            and unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint)) order by submitted_at, id";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(read!(self, pool => sqlx::query_as(sql).bind(ids(units)).fetch_all(pool))?)
    }

    /// The latest report of a unit by a form before a month that got as far as being handed in.
    pub async fn last_report(
        &self,
        form: &str,
        unit: UnitId,
        before: Month,
    ) -> Result<Option<ReportRow>, StoreError> {
        let sql = "select * from reports where form = $1 and unit_id = $2 and start_month < $3
            and state in ('submitted', 'endorsed', 'checked', 'accepted') order by start_month desc limit 1";
        Ok(read!(self, pool => sqlx::query_as(sql)
            .bind(form).bind(unit.0).bind(i64::from(before.index())).fetch_optional(pool))?)
    }

    /// The latest accepted report of each of some units by a form, of those whose span ends by a month.
    pub async fn latest_accepted(
        &self,
        form: &str,
        units: &[UnitId],
        until: Option<Month>,
    ) -> Result<Vec<ReportRow>, StoreError> {
        let sqlite = "select * from reports r where form = $1 and state = 'accepted'
                and unit_id in (select value from json_each($2)) and start_month + months <= $3
                and not exists (select 1 from reports l where l.form = r.form and l.unit_id = r.unit_id
                    and l.state = 'accepted' and l.start_month > r.start_month and l.start_month + l.months <= $3)
            order by unit_id";
        let postgres = "select * from reports r where form = $1 and state = 'accepted'
                and unit_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))
                and start_month + months <= $3
                and not exists (select 1 from reports l where l.form = r.form and l.unit_id = r.unit_id
                    and l.state = 'accepted' and l.start_month > r.start_month and l.start_month + l.months <= $3)
            order by unit_id";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let end = until.map_or(i64::from(i32::MAX), |month| i64::from(month.plus(1).index()));
        Ok(read!(self, pool => sqlx::query_as(sql).bind(form).bind(ids(units)).bind(end).fetch_all(pool))?)
    }

    /// The newest accepted reports of some units by some forms, at most `most`.
    pub async fn newest_accepted(
        &self,
        forms: &[&str],
        units: &[UnitId],
        most: i64,
    ) -> Result<Vec<ReportRow>, StoreError> {
        let sqlite =
            "select * from reports where form in (select value from json_each($1)) and state = 'accepted'
                and unit_id in (select value from json_each($2))
            order by start_month desc, accepted_at desc, id desc limit $3";
        let postgres = "select * from reports
            where form = any(array(select jsonb_array_elements_text($1::jsonb))) and state = 'accepted'
                and unit_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))
            order by start_month desc, accepted_at desc, id desc limit $3";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let forms = serde_json::to_string(forms).unwrap_or_default();
        Ok(read!(self, pool => sqlx::query_as(sql).bind(forms).bind(ids(units)).bind(most).fetch_all(pool))?)
    }

    /// The accepted reports of some units by a form that begin within these months, both included.
    pub async fn accepted_within(
        &self,
        form: &str,
        units: &[UnitId],
        (first, last): (i32, i32),
    ) -> Result<Vec<ReportRow>, StoreError> {
        let sqlite = "select * from reports where form = $1 and state = 'accepted'
            and start_month between $3 and $4 and unit_id in (select value from json_each($2))";
        let postgres = "select * from reports where form = $1 and state = 'accepted'
            and start_month between $3 and $4
            and unit_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(
            read!(self, pool => sqlx::query_as(sql).bind(form).bind(ids(units)).bind(first).bind(last).fetch_all(pool))?,
        )
    }

    /// The two latest accepted reports of a unit by a form, the later one first.
    pub async fn accepted_reports(&self, form: &str, unit: UnitId) -> Result<Vec<ReportRow>, StoreError> {
        let sql = "select * from reports where form = $1 and unit_id = $2 and state = 'accepted'
            order by start_month desc limit 2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(form).bind(unit.0).fetch_all(pool))?)
    }

    /// The newest accepted reports of a unit by any form, at most `most`.
    pub async fn accepted_of_unit(&self, unit: UnitId, most: i64) -> Result<Vec<ReportRow>, StoreError> {
        let sql = "select * from reports where unit_id = $1 and state = 'accepted'
            order by start_month desc, form limit $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(unit.0).bind(most).fetch_all(pool))?)
    }

    /// The moves of a report, in order.
    pub async fn report_moves(&self, report: i64) -> Result<Vec<MoveRow>, StoreError> {
        let sql = "select * from report_moves where report_id = $1 order by seq";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(report).fetch_all(pool))?)
    }

    /// The exception from the lock of a report, if one was given.
    pub async fn report_exception(&self, key: &ReportKey) -> Result<Option<ExceptionRow>, StoreError> {
        let sql = "select until_day from report_exceptions
            where form = $1 and unit_id = $2 and start_month = $3 and months = $4";
        let (start, months) = (i64::from(key.period.start.index()), i64::from(key.period.months));
        Ok(read!(self, pool => sqlx::query_as(sql)
            .bind(&key.form).bind(key.unit.0).bind(start).bind(months).fetch_optional(pool))?)
    }
}

impl Tx {
    /// A report, created as a draft where there is none.
    pub async fn report_or_new(
        &mut self,
        key: &ReportKey,
        at: DateTime<Utc>,
    ) -> Result<ReportRow, StoreError> {
        let (start, months) = (i64::from(key.period.start.index()), i64::from(key.period.months));
        let new = "insert into reports (form, unit_id, start_month, months, state, revision, changed_at)
            values ($1, $2, $3, $4, 'draft', 0, $5) on conflict do nothing";
        execute!(self, sqlx::query(new).bind(&key.form).bind(key.unit.0).bind(start).bind(months).bind(at))?;
        Ok(write!(self, conn => sqlx::query_as(ONE)
            .bind(&key.form).bind(key.unit.0).bind(start).bind(months).fetch_one(conn))?)
    }

    /// Moves a report and writes the move down.
    pub async fn move_report(
        &mut self,
        report: &ReportRow,
        what: Move,
        to: State,
        warnings: Option<i64>,
        (actor, reason, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let update = "update reports set state = $2, revision = revision + 1, changed_at = $3,
                warnings = coalesce($4, warnings),
                submitted_at = case when $2 = 'submitted' then $3 else submitted_at end,
                first_submitted_at = case when $2 = 'submitted' then coalesce(first_submitted_at, $3)
                    else first_submitted_at end,
                accepted_at = case when $2 = 'accepted' then $3 else null end
            where id = $1";
        execute!(self, sqlx::query(update).bind(report.id).bind(to.as_str()).bind(at).bind(warnings))?;
        let note = "insert into report_moves (report_id, seq, move, from_state, to_state, actor, reason, at)
            select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5, $6, $7 from report_moves where report_id = $1";
        execute!(
            self,
            sqlx::query(note)
                .bind(report.id)
                .bind(what.as_str())
                .bind(&report.state)
                .bind(to.as_str())
                .bind(actor)
                .bind(reason)
                .bind(at)
        )?;
        Ok(())
    }

    /// Notes what the facts of a report come from.
    pub async fn set_report_origin(&mut self, report: i64, origin: i64) -> Result<(), StoreError> {
        let sql = "update reports set origin_id = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(report).bind(origin))?;
        Ok(())
    }

    /// Opens a report until the end of a day although it has locked.
    pub async fn put_exception(
        &mut self,
        key: &ReportKey,
        until_day: &str,
        (actor, reason, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql =
            "insert into report_exceptions (form, unit_id, start_month, months, until_day, reason, actor, at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (form, unit_id, start_month, months) do update set until_day = excluded.until_day,
                reason = excluded.reason, actor = excluded.actor, at = excluded.at";
        execute!(
            self,
            sqlx::query(sql)
                .bind(&key.form)
                .bind(key.unit.0)
                .bind(i64::from(key.period.start.index()))
                .bind(i64::from(key.period.months))
                .bind(until_day)
                .bind(reason)
                .bind(actor)
                .bind(at)
        )?;
        Ok(())
    }
}
