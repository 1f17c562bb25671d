//! Points: the list, and taking them out of use and back.

use super::units;
use crate::store::{
    DeviceFilter,
    db::{Db, StoreError, Tx, by_engine, execute, read, write},
};
use app::domain::devices::PointKind;
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

/// A point as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredPoint {
    /// Number.
    pub id: i64,
    /// Tribunal.
    pub unit_id: i64,
    /// Code.
    pub code: String,
    kind: String,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// Since when it is out of use.
    pub retired_at: Option<DateTime<Utc>>,
    /// Devices in use that work.
    pub online: i64,
    /// Devices in use.
    pub devices: i64,
}

impl StoredPoint {
    /// What it is.
    pub fn kind(&self) -> Result<PointKind, StoreError> {
        PointKind::from_word(&self.kind).ok_or_else(|| super::corrupt("point kind", &self.kind))
    }
}

const COLUMNS: &str = "select p.id, p.unit_id, p.code, p.kind, p.name, p.name_en, p.retired_at,
    (select count(*) from devices d where d.point_id = p.id and d.retired_at is null and d.state = 'online') as online,
    (select count(*) from devices d where d.point_id = p.id and d.retired_at is null) as devices
    from device_points p ";

impl Db {
    /// A page of the points, and how many there are. Of the filter the words for devices mean nothing.
    pub async fn points(
        &self,
        filter: &DeviceFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<StoredPoint>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "where p.unit_id in (select value from json_each($1))
             and ($2 = '' or instr(lower(p.code || ' ' || p.name || ' ' || p.name_en), $2) > 0
                  or p.unit_id in (select value from json_each($3)))
             and ($4 = '' or p.kind = $4)",
            "where p.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
             and ($2 = '' or position($2 in lower(p.code || ' ' || p.name || ' ' || p.name_en)) > 0
                  or p.unit_id = any(array(select jsonb_array_elements_text($3::jsonb)::bigint)))
             and ($4 = '' or p.kind = $4)"
        );
        let used =
            if filter.state == "retired" { "p.retired_at is not null" } else { "p.retired_at is null" };
        let direction = if filter.down { "desc" } else { "asc" };
        let order = match filter.sort {
            "code" => format!("p.code {direction}, p.id"),
            "kind" => format!("p.kind {direction}, p.id"),
            _ => format!("(select code from units where units.id = p.unit_id) {direction}, p.code, p.id"),
        };
        let (tribunals, called) = (units(filter.units), units(filter.found.1));
        let sql = format!("{COLUMNS} {within} and {used} order by {order} limit $5 offset $6");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&tribunals).bind(filter.found.0)
            .bind(&called).bind(filter.point).bind(limit).bind(offset).fetch_all(pool))?;
        let sql = format!("select count(*) from device_points p {within} and {used}");
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql)).bind(&tribunals)
            .bind(filter.found.0).bind(&called).bind(filter.point).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// A point by number, retired ones too.
    pub async fn point_by_id(&self, id: i64) -> Result<Option<StoredPoint>, StoreError> {
        let sql = format!("{COLUMNS} where p.id = $1");
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(pool))?)
    }
}

impl Tx {
    /// How many devices in use watch a point.
    pub async fn watching(&mut self, point: i64) -> Result<i64, StoreError> {
        let sql = "select count(*) from devices where point_id = $1 and retired_at is null";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(point).fetch_one(conn))?)
    }

    /// Takes a point out of use, or back; false when it is so already.
    pub async fn use_point(&mut self, id: i64, retired: Option<DateTime<Utc>>) -> Result<bool, StoreError> {
        let sql = "update device_points set retired_at = $2 where id = $1
            and (retired_at is null) = $3";
        let used = retired.is_some();
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(retired).bind(used))? > 0)
    }

    /// Takes a device back into use, as it was but for its state, which nobody knows; false when it is in use.
    pub async fn restore_device(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update devices set retired_at = null, state = 'unknown', state_at = $2
            where id = $1 and retired_at is not null";
        let restored = execute!(self, sqlx::query(sql).bind(id).bind(at))? > 0;
        if restored {
            self.open_state(id, at).await?;
        }
        Ok(restored)
    }
}
