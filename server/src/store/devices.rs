//! Points and devices, and which point is watched.

mod heard;
mod points;

pub(super) use heard::stamp;
pub use heard::{EventRow, HeardOf, RunningEvent, StateChange, Stranger};
pub use points::StoredPoint;

use super::{
    db::{Db, StoreError, Tx, by_engine, execute, read, write},
    facts::json_list,
};
use app::domain::{
    devices::{DeviceKind, DeviceOrder, DeviceState, PointKind, PointOrder},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

/// A device as stored, with the point that it watches.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredDevice {
    /// Number.
    pub id: i64,
    /// Tribunal.
    pub unit_id: i64,
    /// Code.
    pub code: String,
    kind: String,
    /// Name.
    pub name: String,
    /// Maker.
    pub maker: String,
    /// Model.
    pub model: String,
    /// When it was set up.
    pub installed: Option<String>,
    /// When it was last serviced.
    pub serviced: Option<String>,
    /// When it is to be serviced next.
    pub service_due: Option<String>,
    /// Who speaks for it.
    pub source: String,
    /// What it is called there.
    pub address: String,
    state: String,
    /// Since when it is so.
    pub state_at: DateTime<Utc>,
    /// When it was last heard of.
    pub heard_at: Option<DateTime<Utc>>,
    /// When people were last seen.
    pub person_at: Option<DateTime<Utc>>,
    /// Since when it is out of use.
    pub retired_at: Option<DateTime<Utc>>,
    /// Number of the point.
    pub point_id: Option<i64>,
    /// Code of the point.
    pub point_code: Option<String>,
    point_kind: Option<String>,
    /// Name of the point.
    pub point_name: Option<String>,
    /// Its English name.
    pub point_name_en: Option<String>,
}

fn corrupt(column: &'static str, value: &str) -> StoreError {
    StoreError::Corrupt { table: "devices", column, value: value.to_owned() }
}

impl StoredDevice {
    /// What it is.
    pub fn kind(&self) -> Result<DeviceKind, StoreError> {
        DeviceKind::from_word(&self.kind).ok_or_else(|| corrupt("kind", &self.kind))
    }

    /// How it is.
    pub fn state(&self) -> Result<DeviceState, StoreError> {
        DeviceState::from_word(&self.state).ok_or_else(|| corrupt("state", &self.state))
    }

    /// What the point is.
    pub fn point_kind(&self) -> Option<PointKind> {
        self.point_kind.as_deref().and_then(PointKind::from_word)
    }
}

/// A point with the state of one of its devices; one row without a state where there is none.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct WatchedPoint {
    /// Number of the point.
    pub id: i64,
    /// Tribunal.
    pub unit_id: i64,
    kind: String,
    state: Option<String>,
}

impl WatchedPoint {
    /// What the point is.
    pub fn kind(&self) -> Result<PointKind, StoreError> {
        PointKind::from_word(&self.kind).ok_or_else(|| corrupt("point kind", &self.kind))
    }

    /// How the device is.
    pub fn state(&self) -> Option<DeviceState> {
        self.state.as_deref().and_then(DeviceState::from_word)
    }
}

/// Which devices.
#[derive(Debug, Clone)]
pub struct DeviceFilter<'a> {
    /// Of these tribunals.
    pub units: &'a [UnitId],
    /// Looked for in codes, names, makers; and these tribunals are called so.
    pub found: (&'a str, &'a [UnitId]),
    /// Word of the kind; empty for all.
    pub kind: &'a str,
    /// Word of the kind of the point; empty for all.
    pub point: &'a str,
    /// Word of the state; empty for all in use, `retired` for those out of use.
    pub state: &'a str,
    /// tribunal, code, kind, state, heard or due.
    pub sort: &'a str,
    /// The other way round.
    pub down: bool,
}

/// The columns of [`StoredDevice`].
const COLUMNS: &str =
    "select d.id, d.unit_id, d.code, d.kind, d.name, d.maker, d.model, d.installed, d.serviced,
    d.service_due, d.source, d.address, d.state, d.state_at, d.heard_at, d.person_at, d.retired_at, d.point_id,
    p.code as point_code, p.kind as point_kind, p.name as point_name, p.name_en as point_name_en
    from devices d left join device_points p on p.id = d.point_id ";

fn units(list: &[UnitId]) -> String {
    json_list(list.iter().map(|unit| unit.0))
}

impl Db {
    /// A page of the devices in use, or of those out of use, and how many there are.
    pub async fn devices(
        &self,
        filter: &DeviceFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<StoredDevice>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "where d.unit_id in (select value from json_each($1))
             and ($2 = '' or instr(lower(d.code || ' ' || d.name || ' ' || d.maker || ' ' || d.model), $2) > 0
                  or d.unit_id in (select value from json_each($3)))
             and ($4 = '' or d.kind = $4) and ($5 = '' or p.kind = $5)
             and ($6 = '' or $6 = 'retired' or d.state = $6)",
            "where d.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
             and ($2 = '' or position($2 in lower(d.code || ' ' || d.name || ' ' || d.maker || ' ' || d.model)) > 0
                  or d.unit_id = any(array(select jsonb_array_elements_text($3::jsonb)::bigint)))
             and ($4 = '' or d.kind = $4) and ($5 = '' or p.kind = $5)
             and ($6 = '' or $6 = 'retired' or d.state = $6)"
        );
        let used =
            if filter.state == "retired" { "d.retired_at is not null" } else { "d.retired_at is null" };
        let direction = if filter.down { "desc" } else { "asc" };
        let unit = "(select code from units where units.id = d.unit_id)";
        let order = match filter.sort {
            "code" => format!("d.code {direction}, d.id"),
            "kind" => format!("d.kind {direction}, d.id"),
            // What is broken comes first.
            "state" => format!(
                "case d.state when 'offline' then 0 when 'unknown' then 1 when 'disabled' then 2 else 3 end {direction}, d.id"
            ),
            "heard" => format!("d.heard_at is null {direction}, d.heard_at {direction}, d.id"),
            "due" => format!("d.service_due is null, d.service_due {direction}, d.id"),
            _ => format!("{unit} {direction}, d.code, d.id"),
        };
        let (search, called) = (filter.found.0, units(filter.found.1));
        let tribunals = units(filter.units);
        let sql = format!("{COLUMNS} {within} and {used} order by {order} limit $7 offset $8");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&tribunals).bind(search)
            .bind(&called).bind(filter.kind).bind(filter.point).bind(filter.state).bind(limit).bind(offset)
            .fetch_all(pool))?;
        let sql = format!(
            "select count(*) from devices d left join device_points p on p.id = d.point_id {within} and {used}"
        );
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql)).bind(&tribunals).bind(search)
            .bind(&called).bind(filter.kind).bind(filter.point).bind(filter.state).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// A device by number, retired ones too.
    pub async fn device(&self, id: i64) -> Result<Option<StoredDevice>, StoreError> {
        let sql = format!("{COLUMNS} where d.id = $1");
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(id).fetch_optional(pool))?)
    }

    /// Devices by their numbers, retired ones too.
    pub async fn devices_by_id(&self, ids: &[i64]) -> Result<Vec<StoredDevice>, StoreError> {
        let among = by_engine!(
            self.engine(),
            "d.id in (select value from json_each($1))",
            "d.id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))"
        );
        let sql = format!("{COLUMNS} where {among} order by d.id");
        let ids = super::db::list(ids);
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&ids).fetch_all(pool))?)
    }

    /// Everything that these sources speak for.
    pub async fn devices_of_sources(&self, sources: &[&str]) -> Result<Vec<StoredDevice>, StoreError> {
        let among = by_engine!(
            self.engine(),
            "d.source in (select value from json_each($1))",
            "d.source = any(array(select jsonb_array_elements_text($1::jsonb)))"
        );
        let sql =
            format!("{COLUMNS} where d.retired_at is null and d.source <> '' and {among} order by d.id");
        let sources = super::db::list(sources);
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&sources).fetch_all(pool))?)
    }

    /// Connected cameras that work, at points of these kinds: those that can tell whether nobody is there.
    pub async fn cameras_at(&self, kinds: &[&str]) -> Result<Vec<StoredDevice>, StoreError> {
        let among = by_engine!(
            self.engine(),
            "p.kind in (select value from json_each($1))",
            "p.kind = any(array(select jsonb_array_elements_text($1::jsonb)))"
        );
        let sql = format!(
            "{COLUMNS} where d.retired_at is null and d.kind = 'camera' and d.source <> ''
             and d.state = 'online' and {among} order by d.id"
        );
        let kinds = super::db::list(kinds);
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&kinds).fetch_all(pool))?)
    }

    /// The points in use of tribunals, each with the states of its devices.
    pub async fn watched_points(&self, tribunals: &[UnitId]) -> Result<Vec<WatchedPoint>, StoreError> {
        let among = by_engine!(
            self.engine(),
            "p.unit_id in (select value from json_each($1))",
            "p.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))"
        );
        let sql = format!(
            "select p.id, p.unit_id, p.kind, d.state from device_points p
             left join devices d on d.point_id = p.id and d.retired_at is null
             where p.retired_at is null and {among} order by p.id, d.id"
        );
        let tribunals = units(tribunals);
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&tribunals).fetch_all(pool))?)
    }

    /// Of tribunals: devices that work, devices, cameras.
    pub async fn device_counts(&self, tribunals: &[UnitId]) -> Result<Vec<(i64, i64, i64, i64)>, StoreError> {
        let among = by_engine!(
            self.engine(),
            "unit_id in (select value from json_each($1))",
            "unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))"
        );
        let sql = format!(
            "select unit_id, count(case when state = 'online' then 1 end), count(*),
             count(case when kind = 'camera' then 1 end)
             from devices where retired_at is null and {among} group by unit_id"
        );
        let tribunals = units(tribunals);
        Ok(read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&tribunals).fetch_all(pool))?)
    }

    /// Tribunals, and since when their cameras were not online, and until when, as far as it reaches behind `after`.
    pub async fn blind_spans(
        &self,
        tribunals: &[UnitId],
        after: DateTime<Utc>,
    ) -> Result<Vec<(i64, DateTime<Utc>, Option<DateTime<Utc>>)>, StoreError> {
        let among = by_engine!(
            self.engine(),
            "d.unit_id in (select value from json_each($1))",
            "d.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))"
        );
        let sql = format!(
            "select d.unit_id, s.since, s.until from device_states s join devices d on d.id = s.device_id
             where d.kind = 'camera' and s.state = 'offline' and (s.until is null or s.until > $2) and {among}"
        );
        let tribunals = units(tribunals);
        Ok(
            read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&tribunals).bind(after).fetch_all(pool))?,
        )
    }
}

impl Tx {
    /// Keeps a point; gives its number.
    pub async fn put_point(&mut self, unit: UnitId, order: &PointOrder) -> Result<i64, StoreError> {
        let sql = "insert into device_points (unit_id, code, kind, name, name_en) values ($1, $2, $3, $4, $5)
            on conflict (unit_id, code) do update set kind = excluded.kind, name = excluded.name,
                name_en = excluded.name_en, retired_at = null
            returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(unit.0).bind(&order.code)
            .bind(order.kind.as_str()).bind(order.name.trim()).bind(order.name_en.trim()).fetch_one(conn))?)
    }

    /// The number of a point by its code.
    pub async fn point(&mut self, unit: UnitId, code: &str) -> Result<Option<i64>, StoreError> {
        let sql = "select id from device_points where unit_id = $1 and code = $2 and retired_at is null";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(unit.0).bind(code).fetch_optional(conn))?)
    }

    /// The tribunal and code of the device in use that a source calls so.
    pub async fn device_called(
        &mut self,
        source: &str,
        address: &str,
    ) -> Result<Option<(i64, String)>, StoreError> {
        let sql =
            "select unit_id, code from devices where source = $1 and address = $2 and retired_at is null";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(source).bind(address).fetch_optional(conn))?)
    }

    /// The device of a code, retired or not: number, source, address, word of its state.
    pub async fn device_of_code(
        &mut self,
        unit: UnitId,
        code: &str,
    ) -> Result<Option<(i64, String, String, String)>, StoreError> {
        let sql = "select id, source, address, state from devices where unit_id = $1 and code = $2";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(unit.0).bind(code).fetch_optional(conn))?)
    }

    /// Keeps a device, in use; gives its number. A new one is in a state that nobody knows, another keeps its own.
    pub async fn put_device(
        &mut self,
        unit: UnitId,
        point: Option<i64>,
        order: &DeviceOrder,
        at: DateTime<Utc>,
    ) -> Result<i64, StoreError> {
        let sql =
            "insert into devices (unit_id, point_id, code, kind, name, maker, model, installed, serviced,
                service_due, source, address, state, state_at, listed_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'unknown', $13, $13)
            on conflict (unit_id, code) do update set point_id = excluded.point_id, kind = excluded.kind,
                name = excluded.name, maker = excluded.maker, model = excluded.model,
                installed = excluded.installed, serviced = excluded.serviced,
                service_due = excluded.service_due, source = excluded.source, address = excluded.address,
                retired_at = null
            returning id";
        let date = |day: Option<chrono::NaiveDate>| day.map(|day| day.to_string());
        let id: i64 = write!(self, conn => sqlx::query_scalar(sql)
            .bind(unit.0)
            .bind(point)
            .bind(&order.code)
            .bind(order.kind.as_str())
            .bind(order.name.trim())
            .bind(order.maker.trim())
            .bind(order.model.trim())
            .bind(date(order.installed))
            .bind(date(order.serviced))
            .bind(date(order.service_due))
            .bind(order.source.trim())
            .bind(order.address.trim())
            .bind(at)
            .fetch_one(conn))?;
        self.open_state(id, at).await?;
        Ok(id)
    }

    /// Begins the span of a state that is not online where none runs.
    pub(super) async fn open_state(&mut self, id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "insert into device_states (device_id, since, state)
            select id, $2, state from devices where id = $1 and state <> 'online'
                and not exists (select 1 from device_states where device_id = $1 and until is null)
            on conflict (device_id, since) do update set state = excluded.state, until = null";
        execute!(self, sqlx::query(sql).bind(id).bind(at))?;
        Ok(())
    }

    /// Takes a device out of use; false when it is already.
    pub async fn retire_device(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update devices set retired_at = $2 where id = $1 and retired_at is null";
        let retired = execute!(self, sqlx::query(sql).bind(id).bind(at))? > 0;
        // What is no more is not blind any longer.
        let sql = "update device_states set until = $2 where device_id = $1 and until is null";
        execute!(self, sqlx::query(sql).bind(id).bind(at))?;
        Ok(retired)
    }
}
