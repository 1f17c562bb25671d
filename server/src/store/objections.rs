//! Objections to figures.

use super::{
    db::{Db, StoreError, Tx, by_engine, execute, read, write},
    facts::json_list,
};
use app::domain::{
    objections::{ObjectionMove, ObjectionState},
    periods::{Month, Period},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

/// An objection as stored.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct FigureObjection {
    /// Number.
    pub id: i64,
    /// Whose figure.
    pub unit_id: i64,
    /// Id of the indicator.
    pub indicator: String,
    /// Edition of the catalogue.
    pub edition: String,
    start_month: i64,
    months: i64,
    /// The figure as it was then.
    pub value: Option<f64>,
    /// Above the line.
    pub numerator: Option<f64>,
    /// Below the line.
    pub denominator: Option<f64>,
    /// State of the value then.
    pub status: String,
    /// What it was made of then, as JSON.
    pub components: String,
    state: String,
    /// Why it is said to be wrong.
    pub reason: String,
    /// By whom.
    pub raised_by: String,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// What the court manager says.
    pub answer: String,
    /// What will be put right.
    pub remedy: String,
    /// By whom it was answered, or taken back.
    pub answered_by: String,
    /// When.
    pub answered_at: Option<DateTime<Utc>>,
    /// Who said that it is put right.
    pub mended_by: String,
    /// When.
    pub mended_at: Option<DateTime<Utc>>,
}

impl FigureObjection {
    /// The span of the figure.
    pub fn period(&self) -> Period {
        Period::new(Month::from_index(self.start_month as i32), self.months as u16)
    }

    /// Where it stands.
    pub fn state(&self) -> Result<ObjectionState, StoreError> {
        ObjectionState::from_word(&self.state).ok_or_else(|| StoreError::Corrupt {
            table: "objections",
            column: "state",
            value: self.state.clone(),
        })
    }
}

/// An objection to be kept.
#[derive(Debug, Clone)]
pub struct NewObjection<'a> {
    /// Whose figure.
    pub unit: UnitId,
    /// Id of the indicator.
    pub indicator: &'a str,
    /// Edition.
    pub edition: &'a str,
    /// The span.
    pub period: Period,
    /// The figure, above and below the line.
    pub numbers: (Option<f64>, Option<f64>, Option<f64>),
    /// State of the value.
    pub status: &'a str,
    /// What it is made of, as JSON.
    pub components: &'a str,
    /// Why it is said to be wrong.
    pub reason: &'a str,
    /// By whom.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Which objections.
#[derive(Debug, Clone)]
pub struct ObjectionFilter<'a> {
    /// Of these units; of all where there is no list.
    pub units: Option<&'a [UnitId]>,
    /// What was searched for: units and indicators of that name; nothing where nothing was.
    pub found: Option<(&'a [UnitId], &'a [&'a str])>,
    /// In these states.
    pub states: &'a [ObjectionState],
    /// state, unit, indicator, period or raised.
    pub sort: &'a str,
    /// The other way round.
    pub down: bool,
}

/// What is done to an objection.
#[derive(Debug, Clone)]
pub struct ObjectionChange<'a> {
    /// What.
    pub what: ObjectionMove,
    /// From which state, and to which.
    pub states: (ObjectionState, ObjectionState),
    /// What is said.
    pub answer: &'a str,
    /// What will be put right.
    pub remedy: &'a str,
    /// By whom.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// Where nothing is asked for, rather than none.
const NO_LIST: &str = "null";

fn words<T: serde::Serialize>(words: &[T]) -> String {
    serde_json::to_string(words).unwrap_or_default()
}

impl Db {
    /// A page of objections, and how many there are in all.
    pub async fn figure_objections(
        &self,
        filter: &ObjectionFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<FigureObjection>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "($1 = 'null' or unit_id in (select value from json_each($1)))
             and ($2 = 'null' or unit_id in (select value from json_each($2))
                  or indicator in (select value from json_each($3)))
             and state in (select value from json_each($4))",
            "($1 = 'null' or unit_id = any(array(select jsonb_array_elements_text(nullif($1, 'null')::jsonb)::bigint)))
             and ($2 = 'null' or unit_id = any(array(select jsonb_array_elements_text(nullif($2, 'null')::jsonb)::bigint))
                  or indicator = any(array(select jsonb_array_elements_text($3::jsonb))))
             and state = any(array(select jsonb_array_elements_text($4::jsonb)))"
        );
        let direction = if filter.down { "desc" } else { "asc" };
        let order = match filter.sort {
            "unit" => format!("(select code from units where units.id = unit_id) {direction}, id"),
            "indicator" => format!("indicator {direction}, id"),
            "period" => format!("start_month {direction}, months {direction}, id"),
            "raised" => format!("id {direction}"),
            // What waits comes first, the newest of each state first.
            _ => format!(
                "case state when 'open' then 0 when 'upheld' then 1 when 'rejected' then 2
                   when 'withdrawn' then 3 else 4 end {direction}, id desc"
            ),
        };
        let list = |units: &[UnitId]| json_list(units.iter().map(|unit| unit.0));
        let units = filter.units.map_or_else(|| NO_LIST.to_owned(), list);
        let (named, indicators) = match filter.found {
            Some((units, indicators)) => (list(units), words(indicators)),
            None => (NO_LIST.to_owned(), "[]".to_owned()),
        };
        let states: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
        let states = words(&states);
        let sql = format!("select * from objections where {within} order by {order} limit $5 offset $6");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&units).bind(&named).bind(&indicators).bind(&states).bind(limit).bind(offset)
            .fetch_all(pool))?;
        let sql = format!("select count(*) from objections where {within}");
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(&units).bind(&named).bind(&indicators).bind(&states).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// Objections to one figure, the newest first.
    pub async fn figure_objections_to(
        &self,
        unit: UnitId,
        indicator: &str,
        period: Period,
    ) -> Result<Vec<FigureObjection>, StoreError> {
        let sql = "select * from objections
            where unit_id = $1 and indicator = $2 and start_month = $3 and months = $4 order by id desc";
        Ok(read!(self, pool => sqlx::query_as(sql)
            .bind(unit.0).bind(indicator).bind(i64::from(period.start.index())).bind(i64::from(period.months))
            .fetch_all(pool))?)
    }

    /// An objection by number.
    pub async fn figure_objection(&self, id: i64) -> Result<Option<FigureObjection>, StoreError> {
        let sql = "select * from objections where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }
}

impl Tx {
    /// Keeps an objection and gives its number; none when another one about the same figure still waits.
    pub async fn put_figure_objection(&mut self, new: &NewObjection<'_>) -> Result<Option<i64>, StoreError> {
        let sql =
            "insert into objections (unit_id, indicator, edition, start_month, months, value, numerator,
                denominator, status, components, state, reason, raised_by, raised_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'open', $11, $12, $13)
            on conflict (unit_id, indicator, start_month, months) where state in ('open', 'upheld') do nothing
            returning id";
        let (value, numerator, denominator) = new.numbers;
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(new.unit.0)
            .bind(new.indicator)
            .bind(new.edition)
            .bind(i64::from(new.period.start.index()))
            .bind(i64::from(new.period.months))
            .bind(value)
            .bind(numerator)
            .bind(denominator)
            .bind(new.status)
            .bind(new.components)
            .bind(new.reason)
            .bind(new.actor)
            .bind(new.at)
            .fetch_optional(conn))?)
    }

    /// Moves an objection; false when somebody else has moved it meanwhile.
    pub async fn move_figure_objection(
        &mut self,
        id: i64,
        change: &ObjectionChange<'_>,
    ) -> Result<bool, StoreError> {
        let (before, after) = change.states;
        let moved = if change.what == ObjectionMove::Mend {
            let sql = "update objections set state = $1, mended_by = $2, mended_at = $3 where id = $4 and state = $5";
            execute!(
                self,
                sqlx::query(sql)
                    .bind(after.as_str())
                    .bind(change.actor)
                    .bind(change.at)
                    .bind(id)
                    .bind(before.as_str())
            )?
        } else {
            let sql = "update objections set state = $1, answered_by = $2, answered_at = $3, answer = $4,
                remedy = $5 where id = $6 and state = $7";
            execute!(
                self,
                sqlx::query(sql)
                    .bind(after.as_str())
                    .bind(change.actor)
                    .bind(change.at)
                    .bind(change.answer)
                    .bind(change.remedy)
                    .bind(id)
                    .bind(before.as_str())
            )?
        };
        Ok(moved > 0)
    }
}
