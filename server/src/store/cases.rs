//! Cases by number, and the months for which the case system has said all.

use super::{
    BATCH,
    db::{StoreError, Tx, by_engine, execute, write},
};
use app::domain::{cases::CaseState, periods::Month, units::UnitId};
use chrono::NaiveDate;
use sqlx::{FromRow, QueryBuilder};
use std::collections::{BTreeSet, HashSet};

/// A case with its place in the tree.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredCase {
    /// What the case system said last.
    pub state: CaseState,
    /// The tribunal.
    pub unit: UnitId,
    /// The judge's post.
    pub post: Option<UnitId>,
    /// 1 for the first statement.
    pub revision: i64,
    /// Where the last statement came from.
    pub origin: i64,
}

#[derive(FromRow)]
struct Row {
    unit_id: i64,
    post_id: Option<i64>,
    state: String,
    revision: i64,
    origin_id: i64,
}

impl Row {
    fn into_case(self) -> Result<StoredCase, StoreError> {
        Ok(StoredCase {
            state: serde_json::from_str(&self.state).map_err(|_| StoreError::Corrupt {
                table: "cases",
                column: "state",
                value: self.state.clone(),
            })?,
            unit: UnitId(self.unit_id),
            post: self.post_id.map(UnitId),
            revision: self.revision,
            origin: self.origin_id,
        })
    }
}

impl Tx {
    /// Cases by number; unknown numbers are left out.
    pub async fn cases(&mut self, numbers: &[&str]) -> Result<Vec<StoredCase>, StoreError> {
        let sqlite = "select unit_id, post_id, state, revision, origin_id from cases
            where number in (select value from json_each($1))";
        let postgres = "select unit_id, post_id, state, revision, origin_id from cases
            where number = any(array(select jsonb_array_elements_text($1::jsonb)))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let numbers = serde_json::Value::from(numbers.to_vec()).to_string();
        let rows: Vec<Row> = write!(self, conn => sqlx::query_as(sql).bind(&numbers).fetch_all(conn))?;
        rows.into_iter().map(Row::into_case).collect()
    }

    /// Cases of a tribunal that have any effect on `from` or a later month.
    pub async fn cases_touching(&mut self, unit: UnitId, from: Month) -> Result<Vec<StoredCase>, StoreError> {
        let sql = "select unit_id, post_id, state, revision, origin_id from cases
            where unit_id = $1 and last_month >= $2";
        let rows: Vec<Row> =
            write!(self, conn => sqlx::query_as(sql).bind(unit.0).bind(from.index()).fetch_all(conn))?;
        rows.into_iter().map(Row::into_case).collect()
    }

    /// Whether any case of the tribunal is kept.
    pub async fn has_cases(&mut self, unit: UnitId) -> Result<bool, StoreError> {
        let sql = "select 1 from cases where unit_id = $1 limit 1";
        let found: Option<i32> =
            write!(self, conn => sqlx::query_scalar(sql).bind(unit.0).fetch_optional(conn))?;
        Ok(found.is_some())
    }

    /// Writes cases over what is there.
    pub async fn put_cases(&mut self, cases: &[StoredCase]) -> Result<(), StoreError> {
        for chunk in cases.chunks(BATCH) {
            execute!(self, put_query(chunk).build())?;
        }
        Ok(())
    }

    /// Those of `months` that are not noted yet.
    pub async fn new_case_months(
        &mut self,
        months: &[(UnitId, Month)],
    ) -> Result<Vec<(UnitId, Month)>, StoreError> {
        let sqlite =
            "select unit_id, month from case_months where unit_id in (select value from json_each($1))";
        let postgres = "select unit_id, month from case_months
            where unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let units: BTreeSet<i64> = months.iter().map(|(unit, _)| unit.0).collect();
        let units = serde_json::Value::from(units.into_iter().collect::<Vec<_>>()).to_string();
        let rows: Vec<(i64, i32)> = write!(self, conn => sqlx::query_as(sql).bind(&units).fetch_all(conn))?;
        let known: HashSet<_> =
            rows.into_iter().map(|(unit, month)| (UnitId(unit), Month::from_index(month))).collect();
        Ok(months.iter().filter(|month| !known.contains(month)).copied().collect())
    }

    /// Notes that the case system has spoken about these months.
    pub async fn put_case_months(&mut self, months: &[(UnitId, Month)]) -> Result<(), StoreError> {
        for chunk in months.chunks(BATCH) {
            execute!(self, months_query(chunk).build())?;
        }
        Ok(())
    }

    /// Months from `from` on about which the case system has spoken for a tribunal, in order.
    pub async fn case_months(&mut self, unit: UnitId, from: Month) -> Result<Vec<Month>, StoreError> {
        let sql = "select month from case_months where unit_id = $1 and month >= $2 order by month";
        let rows: Vec<i32> =
            write!(self, conn => sqlx::query_scalar(sql).bind(unit.0).bind(from.index()).fetch_all(conn))?;
        Ok(rows.into_iter().map(Month::from_index).collect())
    }
}

fn put_query<DB>(cases: &[StoredCase]) -> QueryBuilder<DB>
where
    DB: sqlx::Database,
    for<'q> i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> Option<i64>: sqlx::Encode<'q, DB>,
    for<'q> i32: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> String: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> &'q str: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> NaiveDate: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> Option<NaiveDate>: sqlx::Encode<'q, DB>,
{
    let mut query = QueryBuilder::new(
        "insert into cases (number, unit_id, post_id, last_month, filed, closed, state, revision, origin_id, cause,
          procedure, runs_from, suspended) ",
    );
    query.push_values(cases, |mut row, case| {
        row.push_bind(case.state.number.clone())
            .push_bind(case.unit.0)
            .push_bind(case.post.map(|post| post.0))
            .push_bind(case.state.last_month())
            .push_bind(case.state.filed)
            .push_bind(case.state.closed)
            .push_bind(serde_json::to_string(&case.state).unwrap_or_default())
            .push_bind(case.revision)
            .push_bind(case.origin)
            .push_bind(case.state.cause.as_str())
            .push_bind(case.state.procedure.as_str())
            .push_bind(case.state.runs_from())
            .push_bind(i32::from(case.state.suspended));
    });
    query.push(
        " on conflict (number) do update set unit_id = excluded.unit_id, post_id = excluded.post_id,
          last_month = excluded.last_month, filed = excluded.filed, closed = excluded.closed,
          state = excluded.state, revision = excluded.revision, origin_id = excluded.origin_id,
          cause = excluded.cause, procedure = excluded.procedure, runs_from = excluded.runs_from,
          suspended = excluded.suspended",
    );
    query
}

fn months_query<DB>(months: &[(UnitId, Month)]) -> QueryBuilder<DB>
where
    DB: sqlx::Database,
    for<'q> i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> i32: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let mut query = QueryBuilder::new("insert into case_months (unit_id, month) ");
    query.push_values(months, |mut row, (unit, month)| {
        row.push_bind(unit.0).push_bind(month.index());
    });
    query.push(" on conflict do nothing");
    query
}
