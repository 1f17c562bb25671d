//! Facts, their history and where they come from.

use super::{
    BATCH,
    db::{Db, StoreError, Tx, by_engine, execute, read, write},
};
use app::domain::{
    periods::{Month, Period},
    series::Source,
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow, QueryBuilder};
use std::collections::HashMap;

/// What identifies a fact.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct FactKey {
    /// Of which unit.
    pub unit: UnitId,
    /// Number of the item.
    pub item: i64,
    /// Of which span.
    pub period: Period,
    /// Stated by whom.
    pub source: Source,
}

/// A fact as stored.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FactRow {
    /// Which.
    pub key: FactKey,
    /// The amount.
    pub value: f64,
    /// How many tribunals are in it.
    pub reporting: i64,
    /// 1 for the first statement.
    pub revision: i64,
    /// Where it comes from.
    pub origin: i64,
}

/// An earlier statement.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct HistoryRow {
    /// Number of the unit.
    pub unit_id: i64,
    /// Number of the item.
    pub item_id: i64,
    /// First month.
    pub start_month: i32,
    /// Months.
    pub months: i32,
    /// Source as stored.
    pub source: i32,
    /// Its number.
    pub revision: i64,
    /// What it said.
    pub value: f64,
    /// Where that came from.
    pub origin_id: i64,
    /// What replaced it.
    pub replaced_by: i64,
}

impl HistoryRow {
    /// Which fact it was; none when the stored source is unknown.
    pub fn key(&self) -> Option<FactKey> {
        Some(FactKey {
            unit: UnitId(self.unit_id),
            item: self.item_id,
            period: Period::new(Month::from_index(self.start_month), self.months as u16),
            source: Source::from_stored(self.source)?,
        })
    }
}

/// Where facts come from, to be kept.
#[derive(Debug, Clone)]
pub struct Origin<'a> {
    /// `cases`, `table`, `report` …
    pub kind: &'a str,
    /// File name, request …
    pub name: &'a str,
    /// Who.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where facts come from, as stored.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct OriginRow {
    /// Number.
    pub id: i64,
    /// `cases`, `table`, `report` …
    pub kind: String,
    /// File name, request …
    pub name: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

#[derive(FromRow)]
struct Row {
    unit_id: i64,
    item_id: i64,
    start_month: i32,
    months: i32,
    source: i32,
    value: f64,
    reporting: i64,
    revision: i64,
    origin_id: i64,
}

impl Row {
    fn into_fact(self) -> Result<FactRow, StoreError> {
        let source = Source::from_stored(self.source).ok_or_else(|| StoreError::Corrupt {
            table: "facts",
            column: "source",
            value: self.source.to_string(),
        })?;
        let period = Period::new(Month::from_index(self.start_month), self.months as u16);
        Ok(FactRow {
            key: FactKey { unit: UnitId(self.unit_id), item: self.item_id, period, source },
            value: self.value,
            reporting: self.reporting,
            revision: self.revision,
            origin: self.origin_id,
        })
    }
}

const COLUMNS: &str = "unit_id, item_id, start_month, months, source, value, reporting, revision, origin_id";

/// Facts of units × items that start in `$3 .. $4` and end after `$5`; lists as JSON arrays.
const SELECT_SQLITE: &str =
    "select unit_id, item_id, start_month, months, source, value, reporting, revision, origin_id
    from facts
    where unit_id in (select value from json_each($1)) and item_id in (select value from json_each($2))
      and start_month >= $3 and start_month < $4 and start_month + months > $5";
const SELECT_POSTGRES: &str =
    "select unit_id, item_id, start_month, months, source, value, reporting, revision, origin_id
    from facts
    where unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
      and item_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))
      and start_month >= $3 and start_month < $4 and start_month + months > $5";

pub(super) fn json_list(ids: impl Iterator<Item = i64>) -> String {
    serde_json::Value::from(ids.collect::<Vec<_>>()).to_string()
}

/// A fact never spans more than this many months, which bounds how far back a span that ends in the window starts.
pub(super) const LONGEST: i32 = 12;

impl Db {
    /// Facts of `units` × `items` that touch the months `first .. end`.
    pub async fn facts(
        &self,
        units: &[UnitId],
        items: &[i64],
        first: Month,
        end: Month,
    ) -> Result<Vec<FactRow>, StoreError> {
        let sql = by_engine!(self.engine(), SELECT_SQLITE, SELECT_POSTGRES);
        let units = json_list(units.iter().map(|unit| unit.0));
        let items = json_list(items.iter().copied());
        let rows: Vec<Row> = read!(self, pool => sqlx::query_as(sql)
            .bind(&units).bind(&items).bind(first.index() - (LONGEST - 1)).bind(end.index()).bind(first.index())
            .fetch_all(pool))?;
        rows.into_iter().map(Row::into_fact).collect()
    }

    /// What was said before about the facts of one unit and some items in the months `first .. end`.
    pub async fn fact_history(
        &self,
        unit: UnitId,
        items: &[i64],
        first: Month,
        end: Month,
    ) -> Result<Vec<HistoryRow>, StoreError> {
        let sqlite =
            "select * from fact_history where unit_id = $1 and item_id in (select value from json_each($2))
            and start_month >= $3 and start_month < $4 order by start_month, item_id, revision";
        let postgres = "select * from fact_history where unit_id = $1
            and item_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))
            and start_month >= $3 and start_month < $4 order by start_month, item_id, revision";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let items = json_list(items.iter().copied());
        Ok(read!(self, pool => sqlx::query_as(sql).bind(unit.0).bind(&items)
            .bind(first.index() - (LONGEST - 1)).bind(end.index()).fetch_all(pool))?)
    }

    /// Origins by number.
    pub async fn origins(&self, ids: &[i64]) -> Result<Vec<OriginRow>, StoreError> {
        let sqlite =
            "select id, kind, name, actor, at from origins where id in (select value from json_each($1))";
        let postgres = "select id, kind, name, actor, at from origins
            where id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let ids = json_list(ids.iter().copied());
        Ok(read!(self, pool => sqlx::query_as(sql).bind(&ids).fetch_all(pool))?)
    }

    /// The numbers of all items that have ever been written.
    pub async fn items(&self) -> Result<HashMap<String, i64>, StoreError> {
        let rows: Vec<(String, i64)> =
            read!(self, pool => sqlx::query_as("select code, id from items").fetch_all(pool))?;
        Ok(rows.into_iter().collect())
    }
}

impl Tx {
    /// Gives every item of the catalogue a number; those known keep theirs.
    pub async fn register_items(&mut self, codes: &[&str]) -> Result<(), StoreError> {
        for code in codes {
            let sql = "insert into items (code) values ($1) on conflict (code) do nothing";
            execute!(self, sqlx::query(sql).bind(code))?;
        }
        Ok(())
    }

    /// Keeps where facts come from.
    pub async fn create_origin(&mut self, origin: &Origin<'_>) -> Result<i64, StoreError> {
        let sql = "insert into origins (kind, name, actor, at) values ($1, $2, $3, $4) returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(origin.kind).bind(origin.name).bind(origin.actor).bind(origin.at).fetch_one(conn))?)
    }

    /// Facts of units × items that start in `first .. end`.
    pub async fn facts_starting(
        &mut self,
        units: &[UnitId],
        items: &[i64],
        first: Month,
        end: Month,
    ) -> Result<Vec<FactRow>, StoreError> {
        let sql = by_engine!(self.engine(), SELECT_SQLITE, SELECT_POSTGRES);
        let units = json_list(units.iter().map(|unit| unit.0));
        let items = json_list(items.iter().copied());
        let rows: Vec<Row> = write!(self, conn => sqlx::query_as(sql)
            .bind(&units).bind(&items).bind(first.index()).bind(end.index()).bind(first.index()).fetch_all(conn))?;
        rows.into_iter().map(Row::into_fact).collect()
    }

    /// Writes facts over what is there. `facts` carry their revision already; see `services::facts`.
    pub async fn put_facts(&mut self, facts: &[FactRow]) -> Result<(), StoreError> {
        for chunk in facts.chunks(BATCH) {
            execute!(self, put_query(chunk).build())?;
        }
        Ok(())
    }

    /// Keeps what facts said before.
    pub async fn put_history(&mut self, facts: &[FactRow], replaced_by: i64) -> Result<(), StoreError> {
        for chunk in facts.chunks(BATCH) {
            execute!(self, history_query(chunk, replaced_by).build())?;
        }
        Ok(())
    }

    /// Removes facts, such as a sum whose last part is gone or what an undone import had brought.
    pub async fn delete_facts(&mut self, keys: &[FactKey]) -> Result<(), StoreError> {
        let sql = "delete from facts where unit_id = $1 and item_id = $2 and start_month = $3 and months = $4 and source = $5";
        for key in keys {
            execute!(
                self,
                sqlx::query(sql)
                    .bind(key.unit.0)
                    .bind(key.item)
                    .bind(key.period.start.index())
                    .bind(i32::from(key.period.months))
                    .bind(key.source as i32)
            )?;
        }
        Ok(())
    }

    /// The facts that stand as `origin` wrote them.
    pub async fn facts_of_origin(&mut self, origin: i64) -> Result<Vec<FactRow>, StoreError> {
        let sql = AssertSqlSafe(format!("select {COLUMNS} from facts where origin_id = $1 and source <> 9"));
        let rows: Vec<Row> = write!(self, conn => sqlx::query_as(sql).bind(origin).fetch_all(conn))?;
        rows.into_iter().map(Row::into_fact).collect()
    }

    /// What `origin` replaced.
    pub async fn replaced_by(&mut self, origin: i64) -> Result<Vec<HistoryRow>, StoreError> {
        let sql = "select * from fact_history where replaced_by = $1";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(origin).fetch_all(conn))?)
    }
}

fn put_query<DB>(facts: &[FactRow]) -> QueryBuilder<DB>
where
    DB: sqlx::Database,
    for<'q> i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> i32: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> f64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let mut query = QueryBuilder::new(
        "insert into facts (unit_id, item_id, start_month, months, source, value, reporting, revision, origin_id) ",
    );
    query.push_values(facts, |mut row, fact| {
        row.push_bind(fact.key.unit.0)
            .push_bind(fact.key.item)
            .push_bind(fact.key.period.start.index())
            .push_bind(i32::from(fact.key.period.months))
            .push_bind(fact.key.source as i32)
            .push_bind(fact.value)
            .push_bind(fact.reporting)
            .push_bind(fact.revision)
            .push_bind(fact.origin);
    });
    query.push(
        " on conflict (unit_id, item_id, start_month, months, source) do update set value = excluded.value,
          reporting = excluded.reporting, revision = excluded.revision, origin_id = excluded.origin_id",
    );
    query
}

fn history_query<DB>(facts: &[FactRow], replaced_by: i64) -> QueryBuilder<DB>
where
    DB: sqlx::Database,
    for<'q> i64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> i32: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
    for<'q> f64: sqlx::Encode<'q, DB> + sqlx::Type<DB>,
{
    let mut query = QueryBuilder::new(
        "insert into fact_history (unit_id, item_id, start_month, months, source, revision, value, origin_id, replaced_by) ",
    );
    query.push_values(facts, |mut row, fact| {
        row.push_bind(fact.key.unit.0)
            .push_bind(fact.key.item)
            .push_bind(fact.key.period.start.index())
            .push_bind(i32::from(fact.key.period.months))
            .push_bind(fact.key.source as i32)
            .push_bind(fact.revision)
            .push_bind(fact.value)
            .push_bind(fact.origin)
            .push_bind(replaced_by);
    });
    query.push(" on conflict do nothing");
    query
}
