//! What happened at a tribunal within a span of time: alarms and what was done to them, states of devices, pictures, visits;
//! and how many devices worked at a time.

use super::{
    db::{Db, StoreError, by_engine, read},
    devices::stamp,
    facts::json_list,
};
use app::domain::units::UnitId;
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Happened {
    /// When.
    pub at: DateTime<Utc>,
    /// alarm, move, state or picture.
    pub what: String,
    /// Kind, move or state.
    pub word: String,
    /// Name of the device.
    pub device: String,
    /// Number of the alarm.
    pub alarm: Option<i64>,
    /// How many pictures.
    pub times: i64,
}

/// More than these of a day nobody reads.
const MOST: i64 = 500;

impl Db {
    /// What happened at a tribunal, in order. Pictures are counted by camera, at the time of the last one.
    pub async fn happened(
        &self,
        unit: UnitId,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<Vec<Happened>, StoreError> {
        let alarms = "select a.raised_at as at, 'alarm' as what, a.kind as word, d.name as device, a.id as alarm, a.times
            from alarms a join devices d on d.id = a.device_id
            where a.unit_id = $1 and a.raised_at >= $2 and a.raised_at < $3 order by a.raised_at, a.id limit $4";
        let moves = "select m.at, 'move' as what, m.move as word, d.name as device, a.id as alarm, cast(1 as bigint) as times
            from alarm_moves m join alarms a on a.id = m.alarm_id join devices d on d.id = a.device_id
            where a.unit_id = $1 and m.at >= $2 and m.at < $3 order by m.at, a.id limit $4";
        let began = "select s.since as at, 'state' as what, s.state as word, d.name as device,
            cast(null as bigint) as alarm, cast(1 as bigint) as times
            from device_states s join devices d on d.id = s.device_id
            where d.unit_id = $1 and s.since >= $2 and s.since < $3 and s.since <> d.listed_at
            order by s.since, d.id limit $4";
        // That a device was listed, and first heard of, is nothing that happened to it.
        // What was not online until then is so afterwards, unless another state has begun at that very time.
        let ended = "select s.until as at, 'state' as what, 'online' as word, d.name as device,
            cast(null as bigint) as alarm, cast(1 as bigint) as times
            from device_states s join devices d on d.id = s.device_id
            where d.unit_id = $1 and s.until >= $2 and s.until < $3 and d.retired_at is null
              and s.since <> d.listed_at
              and not exists (select 1 from device_states n where n.device_id = s.device_id and n.since = s.until)
            order by s.until, d.id limit $4";
        let pictures = "select max(c.taken_at) as at, 'picture' as what, '' as word, d.name as device,
            cast(null as bigint) as alarm, count(*) as times
            from device_pictures c join devices d on d.id = c.device_id
            where c.unit_id = $1 and c.taken_at >= $2 and c.taken_at < $3 group by d.id, d.name order by d.id limit $4";
        let mut all: Vec<Happened> = Vec::new();
        for sql in [alarms, moves, began, ended, pictures] {
            let rows: Vec<Happened> = read!(self, pool => sqlx::query_as(sql).bind(unit.0).bind(from).bind(to)
                .bind(MOST).fetch_all(pool))?;
            all.extend(rows);
        }
        all.sort_by(|a, b| (a.at, &a.what, &a.device).cmp(&(b.at, &b.what, &b.device)));
        Ok(all)
    }

    /// When the cameras of a tribunal were blind, as far as it reaches behind `after`: names of the cameras, since when and until
    /// when, the latest first.
    pub async fn blind_times(
        &self,
        unit: UnitId,
        after: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<(String, DateTime<Utc>, Option<DateTime<Utc>>)>, StoreError> {
        let sql = "select d.name, s.since, s.until from device_states s join devices d on d.id = s.device_id
            where d.unit_id = $1 and d.kind = 'camera' and s.state = 'offline' and (s.until is null or s.until > $2)
            order by s.since desc, d.id limit $3";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(unit.0).bind(after).bind(most).fetch_all(pool))?)
    }

    /// How many devices were online, and how many there were, at each of these times.
    pub async fn devices_at(
        &self,
        tribunals: &[UnitId],
        times: &[DateTime<Utc>],
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        let sqlite = "select cast(t.key as integer), count(distinct d.id), count(distinct s.device_id)
            from json_each($2) t
            join devices d on d.listed_at <= t.value and (d.retired_at is null or d.retired_at > t.value)
            left join device_states s
                on s.device_id = d.id and s.since <= t.value and (s.until is null or s.until > t.value)
            where d.unit_id in (select value from json_each($1)) group by t.key";
        let postgres = "select t.n - 1, count(distinct d.id), count(distinct s.device_id)
            from jsonb_array_elements_text($2::jsonb) with ordinality t (value, n)
            join devices d on d.listed_at <= t.value::timestamptz
                and (d.retired_at is null or d.retired_at > t.value::timestamptz)
            left join device_states s on s.device_id = d.id and s.since <= t.value::timestamptz
                and (s.until is null or s.until > t.value::timestamptz)
            where d.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint)) group by t.n";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let units = json_list(tribunals.iter().map(|unit| unit.0));
        let stamps = serde_json::Value::from_iter(times.iter().map(|at| stamp(*at))).to_string();
        let rows: Vec<(i64, i64, i64)> =
            read!(self, pool => sqlx::query_as(sql).bind(&units).bind(&stamps).fetch_all(pool))?;
        let mut counts = vec![(0, 0); times.len()];
        for (n, all, down) in rows {
            if let Some(count) = usize::try_from(n).ok().and_then(|n| counts.get_mut(n)) {
                *count = (all - down, all);
            }
        }
        Ok(counts)
    }
}
