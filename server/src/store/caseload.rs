//! What the cases of judges come to: by kind, by age, and the pending ones one by one.

use super::{
    db::{Db, Engine, StoreError, by_engine, read},
    facts::json_list,
};
use app::domain::{
    cases::{Cause, Procedure},
    periods::Period,
    units::UnitId,
};
use chrono::NaiveDate;
use sqlx::{AssertSqlSafe, FromRow};

/// Cases of one kind in a span.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindCount {
    /// Kind of dispute.
    pub cause: Cause,
    /// Procedure.
    pub procedure: Procedure,
    /// Filed in the span.
    pub received: i64,
    /// Closed in the span.
    pub closed: i64,
    /// Pending at its end.
    pub pending: i64,
}

#[derive(FromRow)]
struct KindRow {
    cause: String,
    procedure: String,
    received: i64,
    closed: i64,
    pending: i64,
}

#[derive(FromRow)]
struct ClosedRow {
    post_id: i64,
    cause: String,
    procedure: String,
    closed: i64,
}

/// Pending cases of one day of filing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, FromRow)]
pub struct AgeRow {
    /// Day of filing.
    pub filed: NaiveDate,
    /// How many.
    pub cases: i64,
    /// Of these suspended.
    pub suspended: i64,
}

/// Whose pending cases are meant, and by which limits they are due.
#[derive(Debug, Clone)]
pub struct PendingScope {
    /// All of these tribunals.
    pub tribunals: Vec<UnitId>,
    /// All of these posts.
    pub posts: Vec<UnitId>,
    /// Days that a case may take: ordinary, simple, small claims.
    pub limits: [i64; 3],
}

/// Which of them.
#[derive(Debug, Clone)]
pub struct PendingFilter<'a> {
    /// Part of the number; empty for all.
    pub search: &'a str,
    /// Filed before this day.
    pub filed_before: NaiveDate,
    /// First and last day on which they are due, counted from the beginning of our era.
    pub due: (i64, i64),
    /// Only those that are suspended, or that are not.
    pub suspended: Option<bool>,
}

/// The order of a list of pending cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PendingSort {
    /// By the day on which they are due.
    Due,
    /// By the day of filing.
    Filed,
    /// By number.
    Number,
    /// By judge's post.
    Post,
}

/// A pending case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PendingCase {
    /// 案号
    pub number: String,
    /// The tribunal.
    pub unit: UnitId,
    /// The judge's post.
    pub post: Option<UnitId>,
    /// Kind of dispute.
    pub cause: Cause,
    /// Procedure.
    pub procedure: Procedure,
    /// Day of filing.
    pub filed: NaiveDate,
    /// The last day in time, counted from the beginning of our era.
    pub due: i64,
    /// Whether the proceedings rest.
    pub suspended: bool,
}

#[derive(FromRow)]
struct PendingRow {
    number: String,
    unit_id: i64,
    post_id: Option<i64>,
    cause: String,
    procedure: String,
    filed: NaiveDate,
    due: i64,
    suspended: i32,
}

/// How many pending cases there are of each sort.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, FromRow)]
pub struct PendingCounts {
    /// In all.
    pub total: i64,
    /// Long pending.
    pub long: i64,
    /// Nearly overdue.
    pub soon: i64,
    /// Overdue.
    pub overdue: i64,
    /// Suspended.
    pub suspended: i64,
}

fn cause(word: &str) -> Result<Cause, StoreError> {
    let corrupt = || StoreError::Corrupt { table: "cases", column: "cause", value: word.to_owned() };
    Cause::from_word(word).ok_or_else(corrupt)
}

fn procedure(word: &str) -> Result<Procedure, StoreError> {
    let corrupt = || StoreError::Corrupt { table: "cases", column: "procedure", value: word.to_owned() };
    Procedure::from_word(word).ok_or_else(corrupt)
}

/// The day on which a case is due, by limits in `$3`, `$4`, `$5`.
const DUE: &str = "runs_from + cast(case procedure when 'simple' then $4 when 'small_claims' then $5 else $3 end as bigint)";

/// Pending cases of tribunals `$1` and posts `$2`, both JSON lists.
fn pending_of(engine: Engine) -> &'static str {
    by_engine!(
        engine,
        "closed is null and (unit_id in (select value from json_each($1))
            or post_id in (select value from json_each($2)))",
        "closed is null and (unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
            or post_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint)))"
    )
}

impl Db {
    /// The cases of a post that were filed or closed in a span, or are pending at its end, by kind.
    pub async fn case_kinds(&self, post: UnitId, span: Period) -> Result<Vec<KindCount>, StoreError> {
        let sql = "select cause, procedure,
                sum(case when filed >= $2 then 1 else 0 end) as received,
                sum(case when closed < $3 then 1 else 0 end) as closed,
                sum(case when closed is null or closed >= $3 then 1 else 0 end) as pending
            from cases where post_id = $1 and filed < $3 and (closed is null or closed >= $2)
            group by cause, procedure";
        let (first, end) = (span.start.first_day(), span.end().first_day());
        let rows: Vec<KindRow> = read!(self, pool => sqlx::query_as(sql)
            .bind(post.0).bind(first).bind(end).fetch_all(pool))?;
        let read = |row: KindRow| {
            Ok(KindCount {
                cause: cause(&row.cause)?,
                procedure: procedure(&row.procedure)?,
                received: row.received,
                closed: row.closed,
                pending: row.pending,
            })
        };
        rows.into_iter().map(read).collect()
    }

    /// What some posts have closed in a span, by post and kind.
    pub async fn closed_by_kind(
        &self,
        posts: &[UnitId],
        span: Period,
    ) -> Result<Vec<(UnitId, Cause, Procedure, i64)>, StoreError> {
        let sqlite = "select post_id, cause, procedure, count(*) as closed from cases
            where post_id in (select value from json_each($1)) and closed >= $2 and closed < $3
            group by post_id, cause, procedure";
        let postgres = "select post_id, cause, procedure, count(*) as closed from cases
            where post_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
              and closed >= $2 and closed < $3
            group by post_id, cause, procedure";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let posts = json_list(posts.iter().map(|post| post.0));
        let (first, end) = (span.start.first_day(), span.end().first_day());
        let rows: Vec<ClosedRow> = read!(self, pool => sqlx::query_as(sql)
            .bind(&posts).bind(first).bind(end).fetch_all(pool))?;
        let read = |row: ClosedRow| {
            Ok((UnitId(row.post_id), cause(&row.cause)?, procedure(&row.procedure)?, row.closed))
        };
        rows.into_iter().map(read).collect()
    }

    /// What was pending at a post before the day `end`, by day of filing.
    pub async fn pending_ages(&self, post: UnitId, end: NaiveDate) -> Result<Vec<AgeRow>, StoreError> {
        let sql =
            "select filed, count(*) as cases, sum(case when suspended = 1 then 1 else 0 end) as suspended
            from cases where post_id = $1 and filed < $2 and (closed is null or closed >= $2)
            group by filed order by filed";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(post.0).bind(end).fetch_all(pool))?)
    }

    /// Pending cases one by one, a page of them, and how many there are in all.
    pub async fn pending_cases(
        &self,
        scope: &PendingScope,
        filter: &PendingFilter<'_>,
        (sort, down): (PendingSort, bool),
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<PendingCase>, i64), StoreError> {
        let column = match sort {
            PendingSort::Due => "due",
            PendingSort::Filed => "filed",
            PendingSort::Number => "number",
            PendingSort::Post => "post_id",
        };
        let direction = if down { "desc" } else { "asc" };
        let holds = by_engine!(self.engine(), "instr(number, $6) > 0", "strpos(number, $6) > 0");
        let of = pending_of(self.engine());
        let from = format!(
            "from cases where {of} and ($6 = '' or {holds}) and filed < $7
             and {DUE} >= $8 and {DUE} <= $9 and suspended >= $10 and suspended <= $11"
        );
        let rows = format!(
            "select number, unit_id, post_id, cause, procedure, filed, {DUE} as due, suspended {from}
             order by {column} {direction}, number limit $12 offset $13"
        );
        let suspended = match filter.suspended {
            None => (0, 1),
            Some(is) => (i32::from(is), i32::from(is)),
        };
        let (tribunals, posts) = lists(scope);
        let [ordinary, simple, small] = scope.limits;
        macro_rules! bound {
            ($query:expr) => {
                $query
                    .bind(&tribunals)
                    .bind(&posts)
                    .bind(ordinary)
                    .bind(simple)
                    .bind(small)
                    .bind(filter.search)
                    .bind(filter.filed_before)
                    .bind(filter.due.0)
                    .bind(filter.due.1)
                    .bind(suspended.0)
                    .bind(suspended.1)
            };
        }
        let found: Vec<PendingRow> = read!(self, pool => bound!(sqlx::query_as(AssertSqlSafe(rows)))
            .bind(limit).bind(offset).fetch_all(pool))?;
        let count = format!("select count(*) {from}");
        let total: i64 = read!(self, pool => bound!(sqlx::query_scalar(AssertSqlSafe(count)))
            .fetch_one(pool))?;
        let read = |row: PendingRow| {
            Ok(PendingCase {
                cause: cause(&row.cause)?,
                procedure: procedure(&row.procedure)?,
                number: row.number,
                unit: UnitId(row.unit_id),
                post: row.post_id.map(UnitId),
                filed: row.filed,
                due: row.due,
                suspended: row.suspended != 0,
            })
        };
        Ok((found.into_iter().map(read).collect::<Result<_, StoreError>>()?, total))
    }

    /// How many there are of each sort: long pending before `long`, nearly overdue from `today` to `soon`.
    pub async fn pending_counts(
        &self,
        scope: &PendingScope,
        long: NaiveDate,
        (today, soon): (i64, i64),
    ) -> Result<PendingCounts, StoreError> {
        let of = pending_of(self.engine());
        let sql = format!(
            "select count(*) as total,
                coalesce(sum(case when filed < $6 then 1 else 0 end), 0) as long,
                coalesce(sum(case when suspended = 0 and {DUE} >= $7 and {DUE} <= $8 then 1 else 0 end), 0) as soon,
                coalesce(sum(case when suspended = 0 and {DUE} < $7 then 1 else 0 end), 0) as overdue,
                coalesce(sum(case when suspended = 1 then 1 else 0 end), 0) as suspended
             from cases where {of}"
        );
        let (tribunals, posts) = lists(scope);
        let [ordinary, simple, small] = scope.limits;
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&tribunals).bind(&posts).bind(ordinary).bind(simple).bind(small)
            .bind(long).bind(today).bind(soon).fetch_one(pool))?)
    }
}

fn lists(scope: &PendingScope) -> (String, String) {
    let list = |units: &[UnitId]| json_list(units.iter().map(|unit| unit.0));
    (list(&scope.tribunals), list(&scope.posts))
}
