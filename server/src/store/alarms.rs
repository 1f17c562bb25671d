//! Alarms, and what was done to them.

mod counted;
mod courses;
mod windows;

pub use counted::Counted;
pub use windows::StoredWindow;

use super::{
    db::{Db, StoreError, Tx, by_engine, execute, list, read, write},
    devices::stamp,
    facts::json_list,
};
use app::domain::{
    alarms::{AlarmKind, AlarmMove, AlarmState},
    devices::{DeviceState, PointKind},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

/// An alarm as stored, with its device.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredAlarm {
    /// Number.
    pub id: i64,
    /// Tribunal.
    pub unit_id: i64,
    /// Number of the device.
    pub device_id: i64,
    kind: String,
    state: String,
    /// When it was raised.
    pub raised_at: DateTime<Utc>,
    /// When it happened last.
    pub last_at: DateTime<Utc>,
    /// How often.
    pub times: i64,
    /// When the device worked again.
    pub recovered_at: Option<DateTime<Utc>>,
    /// How far up it was told.
    pub level: i64,
    /// Whether nobody was called.
    pub quiet: bool,
    /// Who answered.
    pub acknowledged_by: String,
    /// When.
    pub acknowledged_at: Option<DateTime<Utc>>,
    /// Whether it was found to be none.
    pub was_false: bool,
    /// Name of the device.
    pub device_name: String,
    device_state: String,
    point_kind: Option<String>,
    /// Name of the point.
    pub point_name: Option<String>,
    /// Its English name.
    pub point_name_en: Option<String>,
}

fn corrupt(column: &'static str, value: &str) -> StoreError {
    StoreError::Corrupt { table: "alarms", column, value: value.to_owned() }
}

impl StoredAlarm {
    /// What it is about.
    pub fn kind(&self) -> Result<AlarmKind, StoreError> {
        AlarmKind::from_word(&self.kind).ok_or_else(|| corrupt("kind", &self.kind))
    }

    /// Where it stands.
    pub fn state(&self) -> Result<AlarmState, StoreError> {
        AlarmState::from_word(&self.state).ok_or_else(|| corrupt("state", &self.state))
    }

    /// How the device is.
    pub fn device_state(&self) -> DeviceState {
        DeviceState::from_word(&self.device_state).unwrap_or(DeviceState::Unknown)
    }

    /// What the point is.
    pub fn point_kind(&self) -> Option<PointKind> {
        self.point_kind.as_deref().and_then(PointKind::from_word)
    }
}

/// Which alarms.
#[derive(Debug, Clone)]
pub struct AlarmFilter<'a> {
    /// Of these tribunals.
    pub units: &'a [UnitId],
    /// In these states.
    pub states: &'a [AlarmState],
    /// Word of the kind of the point; empty for all.
    pub point: &'a str,
    /// Raised after this.
    pub after: DateTime<Utc>,
    /// Of which courses.
    pub course: Counted,
    /// Looked for in codes and names of devices; and these tribunals are called so.
    pub found: (&'a str, &'a [UnitId]),
    /// state, raised, tribunal or kind.
    pub sort: &'a str,
    /// The other way round.
    pub down: bool,
}

/// An alarm to be raised.
#[derive(Debug, Clone, Copy)]
pub struct NewAlarm {
    /// Tribunal.
    pub unit: i64,
    /// Number of the device.
    pub device: i64,
    /// What it is about.
    pub kind: AlarmKind,
    /// When it happened first and last.
    pub span: (DateTime<Utc>, DateTime<Utc>),
    /// How often.
    pub times: i64,
    /// Whether nobody is called.
    pub quiet: bool,
}

/// What was done to an alarm.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct AlarmStepRow {
    #[sqlx(rename = "move")]
    what: String,
    /// In which words.
    pub note: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl AlarmStepRow {
    /// What.
    pub fn what(&self) -> Result<AlarmMove, StoreError> {
        AlarmMove::from_word(&self.what).ok_or_else(|| corrupt("move", &self.what))
    }
}

/// The columns of [`StoredAlarm`].
const COLUMNS: &str = "select a.id, a.unit_id, a.device_id, a.kind, a.state, a.raised_at, a.last_at, a.times,
    a.recovered_at, a.level, a.quiet, a.acknowledged_by, a.acknowledged_at, a.was_false,
    d.name as device_name, d.state as device_state, p.kind as point_kind, p.name as point_name,
    p.name_en as point_name_en
    from alarms a join devices d on d.id = a.device_id left join device_points p on p.id = d.point_id ";

fn units(list: &[UnitId]) -> String {
    json_list(list.iter().map(|unit| unit.0))
}

impl Db {
    /// A page of alarms, and how many there are.
    pub async fn alarms(
        &self,
        filter: &AlarmFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<StoredAlarm>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "where a.unit_id in (select value from json_each($1))
             and a.state in (select value from json_each($2)) and ($3 = '' or p.kind = $3)
             and ($4 = '' or instr(lower(d.code || ' ' || d.name), $4) > 0
                  or a.unit_id in (select value from json_each($5)))",
            "where a.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
             and a.state = any(array(select jsonb_array_elements_text($2::jsonb))) and ($3 = '' or p.kind = $3)
             and ($4 = '' or position($4 in lower(d.code || ' ' || d.name)) > 0
                  or a.unit_id = any(array(select jsonb_array_elements_text($5::jsonb)::bigint)))"
        );
        let within = format!(
            "{within} and a.raised_at > '{}' and {}",
            stamp(filter.after),
            filter.course.sql(self.engine())
        );
        let direction = if filter.down { "desc" } else { "asc" };
        let order = match filter.sort {
            "raised" => format!("a.raised_at {direction}, a.id {direction}"),
            "tribunal" => {
                format!("(select code from units where units.id = a.unit_id) {direction}, a.id desc")
            }
            "kind" => format!("a.kind {direction}, a.id desc"),
            // What nobody has answered comes first, the newest of each state first.
            _ => format!(
                "case a.state when 'open' then 0 when 'acknowledged' then 1 when 'verified' then 2
                   when 'handled' then 3 when 'false' then 4 else 5 end {direction}, a.id desc"
            ),
        };
        let states: Vec<_> = filter.states.iter().map(|state| state.as_str()).collect();
        let (tribunals, states, called) = (units(filter.units), list(&states), units(filter.found.1));
        let sql = format!("{COLUMNS} {within} order by {order} limit $6 offset $7");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&tribunals).bind(&states)
            .bind(filter.point).bind(filter.found.0).bind(&called).bind(limit).bind(offset).fetch_all(pool))?;
        let sql = format!(
            "select count(*) from alarms a join devices d on d.id = a.device_id
             left join device_points p on p.id = d.point_id {within}"
        );
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql)).bind(&tribunals).bind(&states)
            .bind(filter.point).bind(filter.found.0).bind(&called).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// How many alarms of tribunals nobody has answered, and the number of the newest of them for which somebody is called.
    pub async fn open_alarms(&self, tribunals: &[UnitId]) -> Result<(i64, i64), StoreError> {
        let sqlite = "select count(*), coalesce(max(case when not quiet then id end), 0) from alarms
            where state = 'open' and unit_id in (select value from json_each($1))";
        let postgres = "select count(*), coalesce(max(case when not quiet then id end), 0) from alarms
            where state = 'open' and unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(read!(self, pool => sqlx::query_as(sql).bind(units(tribunals)).fetch_one(pool))?)
    }

    /// Of each tribunal with alarms that somebody has to do something about: how many nobody has answered, and how many are
    /// looked into. `point` is the kind of the point, empty for all.
    pub async fn waiting_alarms(
        &self,
        tribunals: &[UnitId],
        point: &str,
    ) -> Result<Vec<(i64, i64, i64)>, StoreError> {
        let among = by_engine!(
            self.engine(),
            "a.unit_id in (select value from json_each($1))",
            "a.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))"
        );
        let sql = format!(
            "select a.unit_id, count(case when a.state = 'open' then 1 end), count(case when a.state <> 'open' then 1 end)
             from alarms a join devices d on d.id = a.device_id left join device_points p on p.id = d.point_id
             where a.state in ('open', 'acknowledged', 'verified') and ($2 = '' or p.kind = $2) and {among}
             group by a.unit_id"
        );
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(units(tribunals)).bind(point)
            .fetch_all(pool))?)
    }

    /// An alarm by number.
    pub async fn alarm(&self, id: i64) -> Result<Option<StoredAlarm>, StoreError> {
        let sql = format!("{COLUMNS} where a.id = $1");
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(pool))?)
    }

    /// What was done to an alarm, in order.
    pub async fn alarm_steps(&self, id: i64) -> Result<Vec<AlarmStepRow>, StoreError> {
        let sql = "select move, note, actor, at from alarm_moves where alarm_id = $1 order by seq";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_all(pool))?)
    }

    /// Alarms of a device that were raised after `after`, of a kind where one is given.
    pub async fn alarms_since(
        &self,
        device: i64,
        kind: Option<AlarmKind>,
        after: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let sql =
            "select count(*) from alarms where device_id = $1 and ($2 = '' or kind = $2) and raised_at > $3";
        let kind = kind.map(AlarmKind::as_str).unwrap_or_default();
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(device).bind(kind).bind(after).fetch_one(pool))?)
    }

    /// Alarms of devices that something new may belong to: those that run, and those that happened after `after`.
    pub async fn alarms_at(
        &self,
        devices: &[i64],
        after: DateTime<Utc>,
    ) -> Result<Vec<StoredAlarm>, StoreError> {
        let among = by_engine!(
            self.engine(),
            "a.device_id in (select value from json_each($1))",
            "a.device_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))"
        );
        let sql = format!(
            "{COLUMNS} where {among} and (a.state in ('open', 'acknowledged', 'verified') or a.last_at >= $2)
             order by a.id"
        );
        Ok(
            read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(list(devices)).bind(after).fetch_all(pool))?,
        )
    }

    /// Alarms that nobody has answered since `before`, of which the level given was told last; at most `most`.
    pub async fn unanswered_alarms(
        &self,
        level: i64,
        before: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<StoredAlarm>, StoreError> {
        let sql = format!(
            "{COLUMNS} where a.state = 'open' and not a.quiet and a.level = $1 and a.raised_at <= $2
             order by a.raised_at limit $3"
        );
        Ok(
            read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(level).bind(before).bind(most).fetch_all(pool))?,
        )
    }
}

impl Tx {
    /// Raises an alarm; gives its number.
    pub async fn raise_alarm(&mut self, new: &NewAlarm) -> Result<i64, StoreError> {
        let sql = "insert into alarms (unit_id, device_id, kind, state, raised_at, last_at, times, quiet)
            values ($1, $2, $3, 'open', $4, $5, $6, $7) returning id";
        Ok(
            write!(self, conn => sqlx::query_scalar(sql).bind(new.unit).bind(new.device).bind(new.kind.as_str())
            .bind(new.span.0).bind(new.span.1).bind(new.times).bind(new.quiet).fetch_one(conn))?,
        )
    }

    /// The same has happened again.
    pub async fn repeat_alarm(&mut self, id: i64, times: i64, last: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "update alarms set times = times + $2, recovered_at = null,
            last_at = case when last_at < $3 then $3 else last_at end where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(times).bind(last))?;
        Ok(())
    }

    /// Devices work again.
    pub async fn recover_alarms(&mut self, devices: &[i64], at: DateTime<Utc>) -> Result<(), StoreError> {
        if devices.is_empty() {
            return Ok(());
        }
        let sqlite = "update alarms set recovered_at = $2 where recovered_at is null and state <> 'closed'
            and kind in ('dark', 'offline') and device_id in (select value from json_each($1))";
        let postgres = "update alarms set recovered_at = $2 where recovered_at is null and state <> 'closed'
            and kind in ('dark', 'offline')
            and device_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        execute!(self, sqlx::query(sql).bind(list(devices)).bind(at))?;
        Ok(())
    }

    /// Moves an alarm and writes down who did; false when somebody else has moved it meanwhile.
    pub async fn move_alarm(
        &mut self,
        id: i64,
        (before, after): (AlarmState, AlarmState),
        what: AlarmMove,
        (actor, note): (&str, &str),
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let sql = "update alarms set state = $3, was_false = was_false or $6,
            acknowledged_by = case when $3 = 'acknowledged' then $4 else acknowledged_by end,
            acknowledged_at = case when $3 = 'acknowledged' then $5 else acknowledged_at end
            where id = $1 and state = $2";
        let moved = execute!(
            self,
            sqlx::query(sql)
                .bind(id)
                .bind(before.as_str())
                .bind(after.as_str())
                .bind(actor)
                .bind(at)
                .bind(what == AlarmMove::Dismiss)
        )?;
        if moved == 0 {
            return Ok(false);
        }
        let sql = "insert into alarm_moves (alarm_id, seq, move, note, actor, at)
            select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5 from alarm_moves where alarm_id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(what.as_str()).bind(note).bind(actor).bind(at))?;
        Ok(true)
    }

    /// Notes that the next level is told; false when another server has, or somebody has answered.
    pub async fn lift_alarm(&mut self, id: i64, from: i64, to: i64) -> Result<bool, StoreError> {
        let sql = "update alarms set level = $3 where id = $1 and level = $2 and state = 'open'";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(from).bind(to))? > 0)
    }
}
