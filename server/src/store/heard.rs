//! Who has said anything, of what, and when.

use super::{
    BATCH,
    db::{Db, StoreError, Tx, by_engine, execute, read, write},
    facts::json_list,
};
use app::domain::{periods::Month, units::UnitId};
use chrono::{DateTime, Utc};
use sqlx::{FromRow, QueryBuilder};
use std::collections::{HashMap, HashSet};

/// When a source was last heard of.
#[derive(Debug, Clone, Copy, PartialEq, FromRow)]
pub struct HeardRow {
    /// Number of the unit.
    pub unit_id: i64,
    /// Source as stored.
    pub source: i32,
    /// When.
    pub at: DateTime<Utc>,
}

impl Db {
    /// When each source was last heard of, for every unit that was heard of at `since` or later.
    pub async fn heard_since(&self, since: DateTime<Utc>) -> Result<Vec<HeardRow>, StoreError> {
        let sql = "select unit_id, source, at from heard where at >= $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(since).fetch_all(pool))?)
    }

    /// Which of `units` have ever stated which of `items`.
    pub async fn stated(
        &self,
        units: &[UnitId],
        items: &[i64],
    ) -> Result<HashSet<(UnitId, i64)>, StoreError> {
        let sql = by_engine!(
            self.engine(),
            "select distinct unit_id, item_id from facts where unit_id in (select value from json_each($1))
                and item_id in (select value from json_each($2))",
            "select distinct unit_id, item_id from facts
                where unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
                and item_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))"
        );
        let units = json_list(units.iter().map(|unit| unit.0));
        let items = json_list(items.iter().copied());
        let rows: Vec<(i64, i64)> =
            read!(self, pool => sqlx::query_as(sql).bind(&units).bind(&items).fetch_all(pool))?;
        Ok(rows.into_iter().map(|(unit, item)| (UnitId(unit), item)).collect())
    }

    /// The first and last month with a fact for a unit and item.
    pub async fn fact_span(&self, unit: UnitId, item: i64) -> Result<Option<(Month, Month)>, StoreError> {
        let sql = "select min(start_month), max(start_month + months - 1) from facts where unit_id = $1 and item_id = $2";
        let row: (Option<i32>, Option<i32>) =
            read!(self, pool => sqlx::query_as(sql).bind(unit.0).bind(item).fetch_one(pool))?;
        Ok(row.0.zip(row.1).map(|(first, last)| (Month::from_index(first), Month::from_index(last))))
    }
}

impl Tx {
    /// Notes that a source was heard of. The time never goes back.
    pub async fn put_heard(&mut self, heard: &[HeardRow]) -> Result<(), StoreError> {
        for chunk in heard.chunks(BATCH) {
            execute!(self, heard_query(chunk).build())?;
        }
        Ok(())
    }

    /// The first month of which anything is told, for each of `units` of which anything is.
    pub async fn first_months(&mut self, units: &[UnitId]) -> Result<HashMap<UnitId, Month>, StoreError> {
        let sql = by_engine!(
            self.engine(),
            "select unit_id, min(start_month) from facts
                where unit_id in (select value from json_each($1)) group by unit_id",
            "select unit_id, min(start_month) from facts
                where unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint)) group by unit_id"
        );
        let units = json_list(units.iter().map(|unit| unit.0));
        let rows: Vec<(i64, i32)> = write!(self, conn => sqlx::query_as(sql).bind(&units).fetch_all(conn))?;
        Ok(rows.into_iter().map(|(unit, month)| (UnitId(unit), Month::from_index(month))).collect())
    }
}

fn heard_query<DB>(heard: &[HeardRow]) -> QueryBuilder<DB>
where
    DB: sqlx::Database,
    for<'q> i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> i32: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> DateTime<Utc>: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let mut query = QueryBuilder::new("insert into heard (unit_id, source, at) ");
    query.push_values(heard, |mut row, heard| {
        row.push_bind(heard.unit_id).push_bind(heard.source).push_bind(heard.at);
    });
    query.push(" on conflict (unit_id, source) do update set at = excluded.at where excluded.at > heard.at");
    query
}
