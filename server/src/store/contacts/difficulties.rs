//! Difficulties of tribunals, and what was done to them.

use crate::store::{
    db::{Db, StoreError, Tx, among, by_engine, execute, list, read, write},
    facts::json_list,
};
use app::domain::{contacts::DifficultyState, units::UnitId};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

/// A difficulty as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredDifficulty {
    /// Number.
    pub id: i64,
    /// The tribunal.
    pub unit_id: i64,
    /// The visit at which it was raised.
    pub visit_id: Option<i64>,
    /// What is difficult.
    pub text: String,
    /// The court that has to answer.
    pub addressee_id: i64,
    /// Last day for the answer.
    pub deadline: i64,
    state: String,
    /// By whom it was raised.
    pub raised_by: String,
    /// Day on which.
    pub raised_on: i64,
    /// The answer.
    pub answer: String,
    /// By whom.
    pub answered_by: String,
    /// Day on which.
    pub answered_on: Option<i64>,
    /// When something was last done to it.
    pub moved_at: DateTime<Utc>,
}

impl StoredDifficulty {
    /// Where it stands.
    pub fn state(&self) -> Result<DifficultyState, StoreError> {
        DifficultyState::from_word(&self.state).ok_or_else(|| StoreError::Corrupt {
            table: "difficulties",
            column: "state",
            value: self.state.clone(),
        })
    }
}

/// A difficulty to be kept.
#[derive(Debug, Clone)]
pub struct NewDifficulty<'a> {
    /// The tribunal.
    pub unit: UnitId,
    /// The visit at which it was raised.
    pub visit: Option<i64>,
    /// What is difficult.
    pub text: &'a str,
    /// The court that has to answer.
    pub addressee: UnitId,
    /// Last day for the answer.
    pub deadline: i64,
    /// By whom.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// The day of it.
    pub day: i64,
}

/// What was done to a difficulty.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DifficultyStepRow {
    /// Whose.
    pub difficulty_id: i64,
    /// What.
    pub what: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What was said.
    pub note: String,
}

/// Which difficulties.
#[derive(Debug, Clone, Default)]
pub struct DifficultyFilter<'a> {
    /// At these tribunals.
    pub units: &'a [UnitId],
    /// Looked for in the text, in small letters; empty for nothing.
    pub search: &'a str,
    /// In these states.
    pub states: &'a [DifficultyState],
    /// Over the deadline on this day.
    pub overdue: Option<i64>,
    /// By deadline, else by when they were raised.
    pub by_deadline: bool,
    /// The other way round.
    pub down: bool,
}

const SELECT: &str = "select d.id, d.unit_id, d.visit_id, d.text, d.addressee_id, d.deadline, d.state, d.raised_by, d.raised_on,
    d.answer, d.answered_by, d.answered_on, d.moved_at from difficulties d";

impl Db {
    /// A difficulty.
    pub async fn difficulty(&self, id: i64) -> Result<Option<StoredDifficulty>, StoreError> {
        let sql = format!("{SELECT} where d.id = $1");
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(pool))?)
    }

    /// A page of difficulties, and how many there are in all.
    pub async fn difficulties(
        &self,
        filter: &DifficultyFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<StoredDifficulty>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "d.unit_id in (select value from json_each($1)) and ($2 = '' or lower(d.text) like $2 escape '\\')
             and d.state in (select value from json_each($3)) and ($4 = 0 or (d.state = 'open' and d.deadline < $4))",
            "d.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
             and ($2 = '' or lower(d.text) like $2 escape '\\')
             and d.state = any(array(select jsonb_array_elements_text($3::jsonb)))
             and ($4 = 0 or (d.state = 'open' and d.deadline < $4))"
        );
        let direction = if filter.down { "desc" } else { "asc" };
        let order = match filter.by_deadline {
            // What is open comes first: the others no longer have a deadline.
            true => format!("d.state <> 'open', d.deadline {direction}, d.id desc"),
            false => format!("d.id {}", if filter.down { "asc" } else { "desc" }),
        };
        let units = json_list(filter.units.iter().map(|unit| unit.0));
        let states: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
        let states = list(&states);
        let search = match filter.search {
            "" => String::new(),
            text => format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")),
        };
        let overdue = filter.overdue.unwrap_or(0);
        let sql = format!("{SELECT} where {within} order by {order} limit $5 offset $6");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&units).bind(&search).bind(&states).bind(overdue).bind(limit).bind(offset).fetch_all(pool))?;
        let sql = format!("select count(*) from difficulties d where {within}");
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(&units).bind(&search).bind(&states).bind(overdue).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// What was done to these difficulties, in order.
    pub async fn difficulty_steps(&self, ids: &[i64]) -> Result<Vec<DifficultyStepRow>, StoreError> {
        let within = among!(self.engine(), "difficulty_id", "$1", " order by difficulty_moves.id");
        let sql = format!("select difficulty_id, what, actor, at, note from difficulty_moves where {within}");
        let ids = json_list(ids.iter().copied());
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&ids).fetch_all(pool))?)
    }

    /// Open difficulties that are over their deadline, and of which nobody was told; at most `most`.
    pub async fn difficulties_overdue(
        &self,
        today: i64,
        most: i64,
    ) -> Result<Vec<StoredDifficulty>, StoreError> {
        let sql = format!(
            "{SELECT} where d.state = 'open' and d.deadline < $1 and d.told < d.deadline order by d.id limit $2"
        );
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(today).bind(most).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps a difficulty and gives its number.
    pub async fn put_difficulty(&mut self, new: &NewDifficulty<'_>) -> Result<i64, StoreError> {
        let sql = "insert into difficulties (unit_id, visit_id, text, addressee_id, deadline, state, raised_by, raised_at,
                raised_on, moved_at)
            values ($1, $2, $3, $4, $5, 'open', $6, $7, $8, $7) returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(new.unit.0)
            .bind(new.visit)
            .bind(new.text)
            .bind(new.addressee.0)
            .bind(new.deadline)
            .bind(new.actor)
            .bind(new.at)
            .bind(new.day)
            .fetch_one(conn))?)
    }

    /// Moves a difficulty to how `after` has it, and notes it; false when somebody else has done something to it meanwhile.
    pub async fn move_difficulty(
        &mut self,
        (before, after): (&StoredDifficulty, &StoredDifficulty),
        (state, what): (DifficultyState, &str),
        (actor, at): (&str, DateTime<Utc>),
        note: &str,
    ) -> Result<bool, StoreError> {
        // Another deadline is told of again.
        let sql = "update difficulties set state = $1, deadline = $2, answer = $3, answered_by = $4, answered_on = $5,
                told = case when deadline = $2 then told else 0 end, moved_at = $6
            where id = $7 and state = $8 and moved_at = $9";
        let moved = execute!(
            self,
            sqlx::query(sql)
                .bind(state.as_str())
                .bind(after.deadline)
                .bind(&after.answer)
                .bind(&after.answered_by)
                .bind(after.answered_on)
                .bind(at)
                .bind(before.id)
                .bind(&before.state)
                .bind(before.moved_at)
        )?;
        if moved == 0 {
            return Ok(false);
        }
        let sql = "insert into difficulty_moves (difficulty_id, what, to_state, actor, at, note)
            values ($1, $2, $3, $4, $5, $6)";
        execute!(
            self,
            sqlx::query(sql).bind(before.id).bind(what).bind(state.as_str()).bind(actor).bind(at).bind(note)
        )?;
        Ok(true)
    }

    /// Notes that these difficulties are told to be overdue; those of which another server has noted it are left out of the
    /// answer.
    pub async fn claim_overdue(&mut self, ids: &[i64], today: i64) -> Result<Vec<i64>, StoreError> {
        let sql = by_engine!(
            self.engine(),
            "update difficulties set told = deadline where difficulties.id in (select value from json_each($1))
                and state = 'open' and deadline < $2 and told < deadline returning difficulties.id",
            "update difficulties set told = deadline
                where id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
                and state = 'open' and deadline < $2 and told < deadline returning id"
        );
        let ids = json_list(ids.iter().copied());
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(&ids).bind(today).fetch_all(conn))?)
    }
}
