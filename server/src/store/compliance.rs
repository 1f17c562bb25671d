//! What happened at a tribunal within a span of time: alarms and what was done to them, states of devices, pictures.

use super::db::{Db, StoreError, read};
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
            where d.unit_id = $1 and s.since >= $2 and s.since < $3 order by s.since, d.id limit $4";
        // What was not online until then is so afterwards, unless another state has begun at that very time.
        let ended = "select s.until as at, 'state' as what, 'online' as word, d.name as device,
            cast(null as bigint) as alarm, cast(1 as bigint) as times
            from device_states s join devices d on d.id = s.device_id
            where d.unit_id = $1 and s.until >= $2 and s.until < $3 and d.retired_at is null
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
}
