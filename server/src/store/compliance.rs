//! What happened at a tribunal within a span of time: alarms and what was done to them, states of devices, pictures, visits;
//! and how many devices worked at a time.

use super::{
    db::{Db, StoreError, among, by_engine, read},
    facts::json_list,
};
use app::domain::units::UnitId;
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

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

    /// How many devices were online, and how many there were, at each of these times, the oldest first.
    pub async fn devices_at(
        &self,
        tribunals: &[UnitId],
        times: &[DateTime<Utc>],
    ) -> Result<Vec<(i64, i64)>, StoreError> {
        if times.is_empty() {
            return Ok(vec![]);
        }
        let array = by_engine!(self.engine(), "json_array", "jsonb_build_array");
        let among = among!(self.engine(), "d.unit_id", "$1", "");
        // One pass over the devices for all times, and one over what was not online at the first of them or later.
        let listed =
            |n: usize| format!("d.listed_at <= ${n} and (d.retired_at is null or d.retired_at > ${n})");
        let down = |n: usize| format!("s.since <= ${n} and (s.until is null or s.until > ${n})");
        let places = 2..times.len() + 2;
        let all: Vec<_> = places.clone().map(|n| format!("count(*) filter (where {})", listed(n))).collect();
        let off: Vec<_> = places
            .map(|n| format!("count(distinct d.id) filter (where {} and {})", listed(n), down(n)))
            .collect();
        let (all, off) = (all.join(", "), off.join(", "));
        let sqls = [
            format!("select cast({array}({all}) as text) from devices d where {among}"),
            format!(
                "select cast({array}({off}) as text) from device_states s join devices d on d.id = s.device_id
                 where {among} and (s.until is null or s.until > $2)"
            ),
        ];
        let units = json_list(tribunals.iter().map(|unit| unit.0));
        let mut found = Vec::new();
        for sql in sqls {
            let counts: String = read!(self, pool => times
                .iter()
                .fold(sqlx::query_scalar(AssertSqlSafe(sql)).bind(&units), |query, at| query.bind(*at))
                .fetch_one(pool))?;
            let corrupt =
                |_| StoreError::Corrupt { table: "devices", column: "count", value: counts.clone() };
            found.push(serde_json::from_str::<Vec<i64>>(&counts).map_err(corrupt)?);
        }
        let counts = found[0].iter().zip(&found[1]).map(|(all, down)| (all - down, *all)).collect();
        Ok(counts)
    }
}
