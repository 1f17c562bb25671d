//! What the public says of tribunals. Days are counted from the beginning of our era.

use super::{
    db::{Db, StoreError, Tx, among, by_engine, execute, list, read, write},
    facts::json_list,
};
use app::domain::{periods::Month, units::UnitId, voices::VoiceState};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

/// A voice as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredVoice {
    /// Number.
    pub id: i64,
    /// The tribunal.
    pub unit_id: i64,
    /// Day.
    pub day: i64,
    /// From 1 to 5.
    pub rating: i64,
    /// Words; personal.
    pub words: String,
    /// Contact; personal.
    pub contact: String,
    /// Day on which words and contact were deleted.
    pub forgotten_on: Option<i64>,
    state: String,
    /// Why it is hidden.
    pub reason: String,
    /// The answer.
    pub answer: String,
    /// By whom.
    pub answered_by: String,
    /// Day on which.
    pub answered_on: Option<i64>,
    /// When something was last done to it.
    pub moved_at: DateTime<Utc>,
}

impl StoredVoice {
    /// Where it stands.
    pub fn state(&self) -> Result<VoiceState, StoreError> {
        VoiceState::from_word(&self.state).ok_or_else(|| StoreError::Corrupt {
            table: "voices",
            column: "state",
            value: self.state.clone(),
        })
    }
}

/// A voice to be kept.
#[derive(Debug, Clone)]
pub struct NewVoice<'a> {
    /// The tribunal.
    pub unit: UnitId,
    /// The one-time number of its form.
    pub once: &'a str,
    /// Day.
    pub day: i64,
    /// The month of it.
    pub month: Month,
    /// When.
    pub at: DateTime<Utc>,
    /// From 1 to 5.
    pub rating: i64,
    /// Words.
    pub words: &'a str,
    /// Contact.
    pub contact: &'a str,
}

/// Which voices.
#[derive(Debug, Clone, Default)]
pub struct VoiceFilter<'a> {
    /// Of these tribunals.
    pub units: &'a [UnitId],
    /// Of these also those that are not shown.
    pub open: &'a [UnitId],
    /// In these states.
    pub states: &'a [VoiceState],
    /// Without an answer only.
    pub unanswered: bool,
    /// With one of these problems ticked; all where the list is empty.
    pub problems: &'a [&'a str],
    /// Marks up to this one.
    pub rating: i64,
    /// Looked for in answers, in small letters; empty for nothing.
    pub search: &'a str,
    /// Or of these tribunals, which are called so.
    pub named: &'a [UnitId],
    /// day, rating or unit.
    pub sort: &'a str,
    /// The other way round.
    pub down: bool,
}

/// How many gave a mark.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RatingCount {
    /// The tribunal.
    pub unit_id: i64,
    /// The mark.
    pub rating: i64,
    /// How many.
    pub n: i64,
}

const SELECT: &str = "select v.id, v.unit_id, v.day, v.rating, v.words, v.contact, v.forgotten_on, v.state, v.reason, v.answer,
    v.answered_by, v.answered_on, v.moved_at from voices v";

impl Db {
    /// A voice.
    pub async fn voice(&self, id: i64) -> Result<Option<StoredVoice>, StoreError> {
        let sql = format!("{SELECT} where v.id = $1");
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(pool))?)
    }

    /// A voice by the one-time number of its form.
    pub async fn voice_by_number(&self, once: &str) -> Result<Option<StoredVoice>, StoreError> {
        let sql = format!("{SELECT} where v.once = $1");
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(once).fetch_optional(pool))?)
    }

    /// A page of voices, and how many there are in all.
    pub async fn voices(
        &self,
        filter: &VoiceFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<StoredVoice>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "v.unit_id in (select value from json_each($1))
             and (v.state = 'shown' or v.unit_id in (select value from json_each($2)))
             and v.state in (select value from json_each($3))
             and ($4 = '[]' or exists (select 1 from voice_problems t where t.voice_id = v.id
                  and t.problem in (select value from json_each($4))))
             and v.rating <= $5
             and ($6 = '' or lower(v.answer) like $6 escape '\\' or v.unit_id in (select value from json_each($7)))
             and ($8 = 0 or v.answered_on is null)",
            "v.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
             and (v.state = 'shown' or v.unit_id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint)))
             and v.state = any(array(select jsonb_array_elements_text($3::jsonb)))
             and ($4 = '[]' or exists (select 1 from voice_problems t where t.voice_id = v.id
                  and t.problem = any(array(select jsonb_array_elements_text($4::jsonb)))))
             and v.rating <= $5
             and ($6 = '' or lower(v.answer) like $6 escape '\\'
                  or v.unit_id = any(array(select jsonb_array_elements_text($7::jsonb)::bigint)))
             and ($8 = 0 or v.answered_on is null)"
        );
        let direction = if filter.down { "desc" } else { "asc" };
        let order = match filter.sort {
            "rating" => format!("v.rating {direction}, v.id desc"),
            "unit" => {
                format!("(select units.code from units where units.id = v.unit_id) {direction}, v.id desc")
            }
            _ => format!("v.id {}", if filter.down { "asc" } else { "desc" }),
        };
        let ids = |units: &[UnitId]| json_list(units.iter().map(|unit| unit.0));
        let (units, open, named) = (ids(filter.units), ids(filter.open), ids(filter.named));
        let states: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
        let (states, problems) = (list(&states), list(filter.problems));
        let search = match filter.search {
            "" => String::new(),
            text => format!("%{}%", text.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")),
        };
        let unanswered = i64::from(filter.unanswered);
        let sql = format!("{SELECT} where {within} order by {order} limit $9 offset $10");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&units).bind(&open).bind(&states).bind(&problems).bind(filter.rating).bind(&search).bind(&named)
            .bind(unanswered).bind(limit).bind(offset).fetch_all(pool))?;
        let sql = format!("select count(*) from voices v where {within}");
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql))
            .bind(&units).bind(&open).bind(&states).bind(&problems).bind(filter.rating).bind(&search).bind(&named)
            .bind(unanswered).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// What was ticked in these voices: number of the voice, id of the problem.
    pub async fn voice_problems(&self, voices: &[i64]) -> Result<Vec<(i64, String)>, StoreError> {
        let within = among!(self.engine(), "voice_id", "$1", " order by voice_id, problem");
        let sql = format!("select voice_id, problem from voice_problems where {within}");
        let voices = json_list(voices.iter().copied());
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&voices).fetch_all(pool))?)
    }

    /// How many gave which mark, by tribunal, in months from `first` to `last`.
    pub async fn voice_ratings(
        &self,
        units: &[UnitId],
        (first, last): (Month, Month),
    ) -> Result<Vec<RatingCount>, StoreError> {
        let within = among!(self.engine(), "unit_id", "$1", "");
        let sql = format!(
            "select unit_id, rating, count(*) as n from voices where {within} and month between $2 and $3
             group by unit_id, rating"
        );
        let units = json_list(units.iter().map(|unit| unit.0));
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&units).bind(i64::from(first.index())).bind(i64::from(last.index())).fetch_all(pool))?)
    }

    /// How often what was ticked, in months from `first` to `last`.
    pub async fn voice_ticks(
        &self,
        units: &[UnitId],
        (first, last): (Month, Month),
    ) -> Result<Vec<(String, i64)>, StoreError> {
        let within = among!(self.engine(), "v.unit_id", "$1", "");
        let sql = format!(
            "select t.problem, count(*) from voices v join voice_problems t on t.voice_id = v.id
             where {within} and v.month between $2 and $3 group by t.problem"
        );
        let units = json_list(units.iter().map(|unit| unit.0));
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql))
            .bind(&units).bind(i64::from(first.index())).bind(i64::from(last.index())).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps a voice and gives its number; none when its form has come before.
    pub async fn put_voice(&mut self, new: &NewVoice<'_>) -> Result<Option<i64>, StoreError> {
        let sql = "insert into voices (unit_id, once, day, month, at, rating, words, contact, moved_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $5) on conflict (once) do nothing returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(new.unit.0)
            .bind(new.once)
            .bind(new.day)
            .bind(i64::from(new.month.index()))
            .bind(new.at)
            .bind(new.rating)
            .bind(new.words)
            .bind(new.contact)
            .fetch_optional(conn))?)
    }

    /// Keeps what was ticked.
    pub async fn put_voice_problems(&mut self, voice: i64, problems: &[&str]) -> Result<(), StoreError> {
        let sql = by_engine!(
            self.engine(),
            "insert into voice_problems (voice_id, problem) select $1, value from json_each($2)",
            "insert into voice_problems (voice_id, problem) select $1, jsonb_array_elements_text($2::jsonb)"
        );
        execute!(self, sqlx::query(sql).bind(voice).bind(list(problems)))?;
        Ok(())
    }

    /// How many have said something of a tribunal in a month, and how many of them gave at least a mark.
    pub async fn count_voices(
        &mut self,
        unit: UnitId,
        month: Month,
        satisfied_from: i64,
    ) -> Result<(i64, i64), StoreError> {
        let sql = "select count(*), count(case when rating >= $3 then 1 end) from voices
            where unit_id = $1 and month = $2";
        Ok(write!(self, conn => sqlx::query_as(sql)
            .bind(unit.0).bind(i64::from(month.index())).bind(satisfied_from).fetch_one(conn))?)
    }

    /// How many voices of a tribunal nobody has looked at yet.
    pub async fn new_voices(&mut self, unit: UnitId) -> Result<i64, StoreError> {
        let sql = "select count(*) from voices where unit_id = $1 and state = 'new'";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(unit.0).fetch_one(conn))?)
    }

    /// Moves a voice to how `after` has it; false when somebody else has done something to it meanwhile.
    pub async fn move_voice(
        &mut self,
        (before, after): (&StoredVoice, &StoredVoice),
        state: VoiceState,
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "update voices set state = $1, reason = $2, answer = $3, answered_by = $4, answered_on = $5, moved_at = $6
            where id = $7 and state = $8 and moved_at = $9";
        let moved = execute!(
            self,
            sqlx::query(sql)
                .bind(state.as_str())
                .bind(&after.reason)
                .bind(&after.answer)
                .bind(&after.answered_by)
                .bind(after.answered_on)
                .bind(at)
                .bind(before.id)
                .bind(&before.state)
                .bind(before.moved_at)
        )?;
        Ok(moved == 1)
    }

    /// Deletes words and contacts of voices before a day; how many.
    pub async fn forget_voices(&mut self, before: i64, today: i64) -> Result<u64, StoreError> {
        let sql = "update voices set words = '', contact = '', forgotten_on = $2
            where day < $1 and forgotten_on is null and (words <> '' or contact <> '')";
        Ok(execute!(self, sqlx::query(sql).bind(before).bind(today))?)
    }
}
