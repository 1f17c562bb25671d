//! Lists of problems, and how many there are of each sort.

use super::{ProblemRow, SELECT};
use crate::store::{
    db::{Db, StoreError, by_engine, list, read},
    facts::json_list,
};
use app::domain::{problems::ProblemState, units::UnitId};
use sqlx::{AssertSqlSafe, FromRow};

/// Which problems.
#[derive(Debug, Clone, Default)]
pub struct ProblemFilter<'a> {
    /// At these units; at all where there is no list.
    pub units: Option<&'a [UnitId]>,
    /// Looked for in the text, in small letters; empty for nothing.
    pub search: &'a str,
    /// Or at these units, which are called so.
    pub named: &'a [UnitId],
    /// In these states; in all where the list is empty.
    pub states: &'a [ProblemState],
    /// Of this category; of all where it is empty.
    pub category: &'a str,
    /// Raised by this person, or given to him or to one of the roles, as `role:unit`; by and to anybody where there is none.
    pub mine: Option<(&'a str, &'a [String])>,
    /// Over the deadline on this day.
    pub overdue: Option<i64>,
    /// state, unit, category, severity, deadline or raised.
    pub sort: &'a str,
    /// The other way round.
    pub down: bool,
    /// Days within which an earlier one makes a repeat.
    pub repeat_days: i64,
}

/// How many problems there are of a sort.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ProblemCount {
    /// Where.
    pub unit_id: i64,
    /// Of which category.
    pub category: String,
    /// In which state.
    pub state: String,
    /// Raised on which day.
    pub raised_on: i64,
    /// Whether there was one before within the span: 0 or 1.
    pub repeated: i64,
    /// How many.
    pub n: i64,
}

impl Db {
    /// A page of problems, and how many there are in all.
    pub async fn problems(
        &self,
        filter: &ProblemFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<ProblemRow>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "($2 = 'null' or p.unit_id in (select value from json_each($2)))
             and ($3 = '' or lower(p.text) like $3 escape '\\' or p.unit_id in (select value from json_each($4)))
             and ($5 = '[]' or p.state in (select value from json_each($5)))
             and ($6 = '' or p.category = $6)
             and ($7 = '' or p.raised_by = $7 or 'user:' || p.owner_user = $7
                  or (p.owner_user = '' and p.owner_role || ':' || p.owner_id in (select value from json_each($8))))
             and ($9 = 0 or (p.state = 'assigned' and p.deadline < $9))",
            "($2 = 'null' or p.unit_id = any(array(select jsonb_array_elements_text(nullif($2, 'null')::jsonb)::bigint)))
             and ($3 = '' or lower(p.text) like $3 escape '\\'
                  or p.unit_id = any(array(select jsonb_array_elements_text($4::jsonb)::bigint)))
             and ($5 = '[]' or p.state = any(array(select jsonb_array_elements_text($5::jsonb))))
             and ($6 = '' or p.category = $6)
             and ($7 = '' or p.raised_by = $7 or 'user:' || p.owner_user = $7
                  or (p.owner_user = '' and p.owner_role || ':' || p.owner_id = any(array(select jsonb_array_elements_text($8::jsonb)))))
             and ($9 = 0 or (p.state = 'assigned' and p.deadline < $9))"
        );
        let direction = if filter.down { "desc" } else { "asc" };
        let order = match filter.sort {
            "unit" => format!("(select code from units where units.id = p.unit_id) {direction}, p.id desc"),
            "category" => format!("p.category {direction}, p.id desc"),
            "severity" => format!(
                "case p.severity when 'grave' then 0 when 'serious' then 1 else 2 end {direction}, p.id desc"
            ),
            // What has no deadline comes last, whichever way.
            "deadline" => format!("p.deadline is null, p.deadline {direction}, p.id desc"),
            "state" => format!(
                "case p.state when 'open' then 0 when 'confirmed' then 1 when 'assigned' then 2 when 'answered' then 3
                   when 'checked' then 4 when 'closed' then 5 when 'held' then 6 when 'dismissed' then 7 else 8 end
                 {direction}, p.id desc"
            ),
            _ => format!("p.id {}", if filter.down { "asc" } else { "desc" }),
        };
        let units = filter
            .units
            .map_or_else(|| "null".to_owned(), |units| json_list(units.iter().map(|unit| unit.0)));
        let named = json_list(filter.named.iter().map(|unit| unit.0));
        let states: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
        let states = list(&states);
        let search = match filter.search {
            "" => String::new(),
            text => format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")),
        };
        let (mine, roles) = filter.mine.unwrap_or(("", &[]));
        let (roles, overdue) = (list(roles), filter.overdue.unwrap_or(0));
        let sql = format!("{SELECT} where {within} order by {order} limit $10 offset $11");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(filter.repeat_days).bind(&units).bind(&search).bind(&named).bind(&states).bind(filter.category)
            .bind(mine).bind(&roles).bind(overdue).bind(limit).bind(offset).fetch_all(pool))?;
        let sql = format!("select count(*) from problems p where {within} and $1 >= 0");
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(filter.repeat_days).bind(&units).bind(&search).bind(&named).bind(&states).bind(filter.category)
            .bind(mine).bind(&roles).bind(overdue).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// How many problems in these states there are, by unit, category, state and day, raised from `first` to `last`.
    pub async fn problem_counts(
        &self,
        units: Option<&[UnitId]>,
        states: &[ProblemState],
        (first, last): (i64, i64),
        repeat_days: i64,
    ) -> Result<Vec<ProblemCount>, StoreError> {
        let within = by_engine!(
            self.engine(),
            "($1 = 'null' or p.unit_id in (select value from json_each($1)))
             and p.state in (select value from json_each($5))",
            "($1 = 'null' or p.unit_id = any(array(select jsonb_array_elements_text(nullif($1, 'null')::jsonb)::bigint)))
             and p.state = any(array(select jsonb_array_elements_text($5::jsonb)))"
        );
        let words: Vec<_> = states.iter().map(|state| state.as_str()).collect();
        let words = list(&words);
        let sql = format!(
            "select unit_id, category, state, raised_on, repeated, count(*) as n from (
                select p.unit_id, p.category, p.state, p.raised_on, cast(case when exists (
                    select 1 from problems e where e.unit_id = p.unit_id and e.category = p.category and e.id < p.id
                    and e.raised_on >= p.raised_on - $4 and e.state not in ('dismissed', 'withdrawn')
                ) then 1 else 0 end as bigint) as repeated
                from problems p where {within} and p.raised_on between $2 and $3
             ) counted group by unit_id, category, state, raised_on, repeated"
        );
        let units =
            units.map_or_else(|| "null".to_owned(), |units| json_list(units.iter().map(|unit| unit.0)));
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&units).bind(first).bind(last).bind(repeat_days).bind(&words).fetch_all(pool))?)
    }
}
