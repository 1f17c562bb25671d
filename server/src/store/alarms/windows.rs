//! When alarms are treated otherwise.

use super::corrupt;
use crate::store::db::{Db, StoreError, Tx, execute, read, write};
use app::domain::{
    alarms::{WindowKind, rules::within},
    units::UnitId,
};
use chrono::{DateTime, NaiveDateTime, Utc};
use sqlx::FromRow;

/// Maintenance or quiet hours.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredWindow {
    /// Number.
    pub id: i64,
    /// Unit.
    pub unit_id: i64,
    /// Number of the device; none for all below the unit.
    pub device_id: Option<i64>,
    kind: String,
    /// Since when.
    pub begins: DateTime<Utc>,
    /// Until when.
    pub ends: DateTime<Utc>,
    /// Every day from this time of day on, HH:MM; empty where it holds throughout.
    pub daily_from: String,
    /// Until this one.
    pub daily_to: String,
    /// Why.
    pub reason: String,
    /// By whom.
    pub made_by: String,
    /// Name of the device.
    pub device_name: Option<String>,
}

impl StoredWindow {
    /// Which of both.
    pub fn kind(&self) -> Result<WindowKind, StoreError> {
        WindowKind::from_word(&self.kind).ok_or_else(|| corrupt("window kind", &self.kind))
    }

    /// Whether it holds at this time of day, on the clocks of the deployment.
    pub fn is_hour(&self, local: NaiveDateTime) -> bool {
        self.daily_from.is_empty() || within(&self.daily_from, &self.daily_to, local)
    }
}

impl Db {
    /// Maintenance and quiet hours that are not over at `at`.
    pub async fn alarm_windows(&self, at: DateTime<Utc>) -> Result<Vec<StoredWindow>, StoreError> {
        let sql = "select w.id, w.unit_id, w.device_id, w.kind, w.begins, w.ends, w.daily_from, w.daily_to,
            w.reason, w.made_by, d.name as device_name
            from alarm_windows w left join devices d on d.id = w.device_id where w.ends > $1 order by w.ends, w.id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(at).fetch_all(pool))?)
    }
}

impl Tx {
    /// Announces maintenance or quiet hours; gives their number.
    pub async fn put_window(
        &mut self,
        (unit, device): (UnitId, Option<i64>),
        kind: WindowKind,
        (begins, ends): (DateTime<Utc>, DateTime<Utc>),
        (daily_from, daily_to): (&str, &str),
        (actor, reason): (&str, &str),
    ) -> Result<i64, StoreError> {
        let sql =
            "insert into alarm_windows (unit_id, device_id, kind, begins, ends, reason, made_by, made_at, daily_from,
                daily_to)
            values ($1, $2, $3, $4, $5, $6, $7, $4, $8, $9) returning id";
        Ok(
            write!(self, conn => sqlx::query_scalar(sql).bind(unit.0).bind(device).bind(kind.as_str()).bind(begins)
            .bind(ends).bind(reason).bind(actor).bind(daily_from).bind(daily_to).fetch_one(conn))?,
        )
    }

    /// Ends them; false when they are over.
    pub async fn end_window(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update alarm_windows set ends = $2 where id = $1 and ends > $2";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(at))? > 0)
    }
}
