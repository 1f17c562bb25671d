//! Problems, what was done to them, and the files that show how it was and how it is.

mod listing;

pub use listing::{ProblemCount, ProblemFilter};

use super::db::{Db, StoreError, Tx, execute, read, write};
use app::domain::{
    problems::{ProblemState, Severity, Side},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// A problem as stored. Days are counted from the beginning of our era.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ProblemRow {
    /// Number.
    pub id: i64,
    /// Where it was found.
    pub unit_id: i64,
    /// Id of the category.
    pub category: String,
    severity: String,
    /// What is wrong.
    pub text: String,
    /// What it was found in.
    pub context_kind: String,
    /// As it was then, as JSON.
    pub context: String,
    state: String,
    /// From where it is followed.
    pub desk_id: i64,
    /// By whom.
    pub raised_by: String,
    /// When.
    pub raised_at: DateTime<Utc>,
    /// Day on which it was raised.
    pub raised_on: i64,
    /// How it was verified.
    pub verified_way: String,
    /// What was found then.
    pub verified_note: String,
    /// By whom.
    pub verified_by: String,
    /// Where whoever has to put it right has the role.
    pub owner_id: Option<i64>,
    /// The role.
    pub owner_role: String,
    /// One person of that role; empty for all.
    pub owner_user: String,
    /// What is asked.
    pub demand: String,
    /// Day until which.
    pub deadline: Option<i64>,
    /// What was done.
    pub measures: String,
    /// By whom it was answered.
    pub answered_by: String,
    /// Day on which it was closed.
    pub closed_on: Option<i64>,
    /// Day on which it is looked at again.
    pub recheck_on: Option<i64>,
    /// Levels that were told since it is overdue.
    pub escalated: i64,
    /// Day of looking again for which the desk was told.
    pub recheck_told: i64,
    /// When something was last done to it.
    pub moved_at: DateTime<Utc>,
    /// Earlier ones of the same category at the same unit within the span that was asked for.
    pub repeats: i64,
}

impl ProblemRow {
    /// Where it stands.
    pub fn state(&self) -> Result<ProblemState, StoreError> {
        ProblemState::from_word(&self.state).ok_or_else(|| self.corrupt("state", &self.state))
    }

    /// How bad it is.
    pub fn severity(&self) -> Result<Severity, StoreError> {
        Severity::from_word(&self.severity).ok_or_else(|| self.corrupt("severity", &self.severity))
    }

    fn corrupt(&self, column: &'static str, value: &str) -> StoreError {
        StoreError::Corrupt { table: "problems", column, value: value.to_owned() }
    }
}

/// A problem to be kept.
#[derive(Debug, Clone)]
pub struct NewProblem<'a> {
    /// Where it was found.
    pub unit: UnitId,
    /// Id of the category.
    pub category: &'a str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong.
    pub text: &'a str,
    /// What it was found in.
    pub context_kind: &'a str,
    /// As it is now, as JSON.
    pub context: &'a str,
    /// From where it is followed.
    pub desk: UnitId,
    /// By whom.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
    /// The day of it.
    pub day: i64,
}

/// What was done to a problem.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ProblemMoveRow {
    /// Whose.
    pub problem_id: i64,
    /// What.
    pub what: String,
    /// Where it stands since.
    pub to_state: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// What was said.
    pub note: String,
    /// Words that belong to it, as JSON: way, deadline …
    pub detail: String,
}

/// A file of a problem.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ProblemFileRow {
    /// Number of the file.
    pub file_id: i64,
    side: String,
    /// What it is called.
    pub name: String,
    /// `jpeg`, `png` or `pdf`.
    pub kind: String,
    /// By whom it was put here.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl ProblemFileRow {
    /// Which side it shows.
    pub fn side(&self) -> Option<Side> {
        Side::from_word(&self.side)
    }
}

/// Reads problems with `$1`, the days within which an earlier one makes a repeat.
const SELECT: &str = "select p.*, (select count(*) from problems e where e.unit_id = p.unit_id and e.category = p.category
    and e.id < p.id and e.raised_on >= p.raised_on - $1 and e.state not in ('dismissed', 'withdrawn')) as repeats
    from problems p";

impl Db {
    /// A problem by number.
    pub async fn problem(&self, id: i64, repeat_days: i64) -> Result<Option<ProblemRow>, StoreError> {
        let sql = format!("{SELECT} where p.id = $2");
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(repeat_days).bind(id).fetch_optional(pool))?)
    }

    /// Earlier and later ones of the same category at the same unit within the span, the newest first, at most `most`.
    pub async fn problems_like(
        &self,
        row: &ProblemRow,
        repeat_days: i64,
        most: i64,
    ) -> Result<Vec<ProblemRow>, StoreError> {
        let sql = format!(
            "{SELECT} where p.unit_id = $2 and p.category = $3 and p.id <> $4 and p.raised_on between $5 and $6
             and p.state not in ('dismissed', 'withdrawn') order by p.id desc limit $7"
        );
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(repeat_days)
            .bind(row.unit_id)
            .bind(&row.category)
            .bind(row.id)
            .bind(row.raised_on - repeat_days)
            .bind(row.raised_on + repeat_days)
            .bind(most)
            .fetch_all(pool))?)
    }

    /// What was done to a problem, in order.
    pub async fn problem_moves(&self, id: i64) -> Result<Vec<ProblemMoveRow>, StoreError> {
        let sql = "select problem_id, what, to_state, actor, at, note, detail from problem_moves
            where problem_id = $1 order by id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_all(pool))?)
    }

    /// The files of a problem, in the order in which they came.
    pub async fn problem_files(&self, id: i64) -> Result<Vec<ProblemFileRow>, StoreError> {
        let sql = "select p.file_id, p.side, f.name, f.kind, p.actor, p.at from problem_files p
            join files f on f.id = p.file_id where p.problem_id = $1 order by p.at, p.file_id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_all(pool))?)
    }

    /// Problems that have to be put right, are over their deadline and of which fewer than `levels` levels were told, and those
    /// that are to be looked at again and of which nobody was told; at most `most`.
    pub async fn problems_due(
        &self,
        today: i64,
        levels: i64,
        most: i64,
    ) -> Result<Vec<ProblemRow>, StoreError> {
        let sql = format!(
            "{SELECT} where (p.state = 'assigned' and p.deadline < $2 and p.escalated < $4)
             or (p.state = 'closed' and p.recheck_on <= $2 and p.recheck_told < p.recheck_on)
             order by p.id limit $3"
        );
        Ok(read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql))
            .bind(0_i64).bind(today).bind(most).bind(levels).fetch_all(pool))?)
    }
}

/// A change of a problem: everything that a move may set, as it will be.
#[derive(Debug, Clone)]
pub struct ProblemChange<'a> {
    /// As it was read; nothing is changed when it has been moved meanwhile.
    pub before: &'a ProblemRow,
    /// As it will be.
    pub after: &'a ProblemRow,
    /// Where it will stand.
    pub state: ProblemState,
    /// What is done.
    pub what: &'a str,
    /// What is said.
    pub note: &'a str,
    /// Words that belong to it.
    pub detail: &'a serde_json::Value,
    /// By whom.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

impl Tx {
    /// Keeps a problem and gives its number.
    pub async fn put_problem(&mut self, new: &NewProblem<'_>) -> Result<i64, StoreError> {
        let sql =
            "insert into problems (unit_id, category, severity, text, context_kind, context, state, desk_id,
                raised_by, raised_at, raised_on, moved_at)
            values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9, $10, $9) returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(new.unit.0)
            .bind(new.category)
            .bind(new.severity.as_str())
            .bind(new.text)
            .bind(new.context_kind)
            .bind(new.context)
            .bind(new.desk.0)
            .bind(new.actor)
            .bind(new.at)
            .bind(new.day)
            .fetch_one(conn))?)
    }

    /// Moves a problem and notes it; false when somebody else has done something to it meanwhile.
    pub async fn move_problem(&mut self, change: &ProblemChange<'_>) -> Result<bool, StoreError> {
        let (before, after) = (change.before, change.after);
        let sql = "update problems set state = $1, verified_way = $2, verified_note = $3, verified_by = $4, owner_id = $5,
                owner_role = $6, owner_user = $7, demand = $8, deadline = $9, measures = $10, answered_by = $11,
                closed_on = $12, recheck_on = $13, escalated = $14, recheck_told = $15, moved_at = $16
            where id = $17 and state = $18 and moved_at = $19";
        let moved = execute!(
            self,
            sqlx::query(sql)
                .bind(change.state.as_str())
                .bind(&after.verified_way)
                .bind(&after.verified_note)
                .bind(&after.verified_by)
                .bind(after.owner_id)
                .bind(&after.owner_role)
                .bind(&after.owner_user)
                .bind(&after.demand)
                .bind(after.deadline)
                .bind(&after.measures)
                .bind(&after.answered_by)
                .bind(after.closed_on)
                .bind(after.recheck_on)
                .bind(after.escalated)
                .bind(after.recheck_told)
                .bind(change.at)
                .bind(before.id)
                .bind(&before.state)
                .bind(before.moved_at)
        )?;
        if moved == 0 {
            return Ok(false);
        }
        let sql = "insert into problem_moves (problem_id, what, to_state, actor, at, note, detail)
            values ($1, $2, $3, $4, $5, $6, $7)";
        execute!(
            self,
            sqlx::query(sql)
                .bind(before.id)
                .bind(change.what)
                .bind(change.state.as_str())
                .bind(change.actor)
                .bind(change.at)
                .bind(change.note)
                .bind(change.detail.to_string())
        )?;
        Ok(true)
    }

    /// Notes how many levels were told of an overdue problem; false when another server was faster.
    pub async fn escalate_problem(&mut self, id: i64, from: i64, to: i64) -> Result<bool, StoreError> {
        let sql =
            "update problems set escalated = $3 where id = $1 and escalated = $2 and state = 'assigned'";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(from).bind(to))? == 1)
    }

    /// Notes that the desk was told to look again; false when another server was faster.
    pub async fn tell_recheck(&mut self, id: i64, day: i64) -> Result<bool, StoreError> {
        let sql =
            "update problems set recheck_told = $2 where id = $1 and recheck_told < $2 and state = 'closed'";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(day))? == 1)
    }

    /// Puts a file to a problem; the same again changes nothing.
    pub async fn put_problem_file(
        &mut self,
        (problem, file): (i64, i64),
        side: Side,
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql =
            "insert into problem_files (problem_id, file_id, side, actor, at) values ($1, $2, $3, $4, $5)
            on conflict do nothing";
        execute!(self, sqlx::query(sql).bind(problem).bind(file).bind(side.as_str()).bind(actor).bind(at))?;
        Ok(())
    }

    /// Takes a file away from a problem; whether it was there.
    pub async fn drop_problem_file(
        &mut self,
        (problem, file): (i64, i64),
        side: Side,
    ) -> Result<bool, StoreError> {
        let sql = "delete from problem_files where problem_id = $1 and file_id = $2 and side = $3";
        Ok(execute!(self, sqlx::query(sql).bind(problem).bind(file).bind(side.as_str()))? > 0)
    }

    /// Waits until nobody else changes a problem, and reads where it stands.
    pub async fn problem_state(&mut self, id: i64) -> Result<Option<String>, StoreError> {
        let sql = "update problems set state = state where id = $1 returning state";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(id).fetch_optional(conn))?)
    }
}
