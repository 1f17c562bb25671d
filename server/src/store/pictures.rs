//! Pictures of cameras. Their bytes lie in the files folder; a row outlives its file and tells that it is gone.

use super::{
    db::{Db, StoreError, Tx, by_engine, execute, list, read, write},
    facts::json_list,
};
use app::domain::{
    devices::{DeviceState, PointKind},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::{AssertSqlSafe, FromRow};

/// A picture to be kept.
#[derive(Debug, Clone)]
pub struct NewPicture<'a> {
    /// Number of the camera.
    pub device: i64,
    /// Tribunal.
    pub unit: i64,
    /// Number of the event it belongs to; empty for none.
    pub event: &'a str,
    /// SHA-256 of the bytes as they are kept, in hexadecimal.
    pub sha256: &'a str,
    /// Bytes.
    pub size: i64,
    /// Pixels across and down.
    pub pixels: (u32, u32),
    /// When it was taken, and when it came.
    pub at: (DateTime<Utc>, DateTime<Utc>),
}

/// A picture as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredPicture {
    /// Number.
    pub id: i64,
    /// Number of the camera.
    pub device_id: i64,
    /// Tribunal whose it was when it was taken.
    pub unit_id: i64,
    /// Number of the event it belongs to; empty for none.
    pub event: String,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
    /// When it was taken.
    pub taken_at: DateTime<Utc>,
    /// When it came.
    pub received_at: DateTime<Utc>,
    /// When its file was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

/// A camera with its latest picture.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredCamera {
    /// Number.
    pub id: i64,
    /// Tribunal.
    pub unit_id: i64,
    /// Code.
    pub code: String,
    /// Name.
    pub name: String,
    state: String,
    /// Where it can be looked at live; empty for nowhere.
    pub stream: String,
    point_kind: Option<String>,
    /// Name of the point.
    pub point_name: Option<String>,
    /// Its English name.
    pub point_name_en: Option<String>,
    /// Number of the picture.
    pub picture_id: Option<i64>,
    /// Its event.
    pub event: Option<String>,
    /// Pixels across.
    pub width: Option<i64>,
    /// Pixels down.
    pub height: Option<i64>,
    /// When it was taken.
    pub taken_at: Option<DateTime<Utc>>,
    /// When its file was deleted.
    pub deleted_at: Option<DateTime<Utc>>,
}

impl StoredCamera {
    /// How it is.
    pub fn state(&self) -> Result<DeviceState, StoreError> {
        let corrupt = || StoreError::Corrupt { table: "devices", column: "state", value: self.state.clone() };
        DeviceState::from_word(&self.state).ok_or_else(corrupt)
    }

    /// What the point is.
    pub fn point_kind(&self) -> Option<PointKind> {
        self.point_kind.as_deref().and_then(PointKind::from_word)
    }
}

/// Which cameras.
#[derive(Debug, Clone)]
pub struct CameraFilter<'a> {
    /// Of these tribunals.
    pub units: &'a [UnitId],
    /// Looked for in codes and names; and these tribunals are called so.
    pub found: (&'a str, &'a [UnitId]),
    /// Word of the kind of the point; empty for all.
    pub point: &'a str,
    /// Word of the state; empty for all.
    pub state: &'a str,
    /// tribunal or taken.
    pub sort: &'a str,
    /// The other way round.
    pub down: bool,
}

const CAMERAS: &str = "select d.id, d.unit_id, d.code, d.name, d.state, d.stream, p.kind as point_kind,
    p.name as point_name, p.name_en as point_name_en, c.id as picture_id, c.event, c.width, c.height,
    c.taken_at, c.deleted_at
    from devices d left join device_points p on p.id = d.point_id
    left join device_pictures c on c.id = (select x.id from device_pictures x where x.device_id = d.id
        order by x.taken_at desc, x.id desc limit 1) ";

fn units(list: &[UnitId]) -> String {
    json_list(list.iter().map(|unit| unit.0))
}

impl Db {
    /// A page of the cameras in use, and how many there are.
    pub async fn cameras(
        &self,
        filter: &CameraFilter<'_>,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<StoredCamera>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "where d.retired_at is null and d.kind = 'camera'
             and d.unit_id in (select value from json_each($1))
             and ($2 = '' or instr(lower(d.code || ' ' || d.name), $2) > 0
                  or d.unit_id in (select value from json_each($3)))
             and ($4 = '' or p.kind = $4) and ($5 = '' or d.state = $5)",
            "where d.retired_at is null and d.kind = 'camera'
             and d.unit_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))
             and ($2 = '' or position($2 in lower(d.code || ' ' || d.name)) > 0
                  or d.unit_id = any(array(select jsonb_array_elements_text($3::jsonb)::bigint)))
             and ($4 = '' or p.kind = $4) and ($5 = '' or d.state = $5)"
        );
        let direction = if filter.down { "desc" } else { "asc" };
        // The newest picture first; cameras without one come last either way.
        let order = match filter.sort {
            "taken" => {
                format!("c.taken_at is null, c.taken_at {}, d.id", if filter.down { "asc" } else { "desc" })
            }
            _ => format!("(select code from units where units.id = d.unit_id) {direction}, d.code, d.id"),
        };
        let (tribunals, called) = (units(filter.units), units(filter.found.1));
        let sql = format!("{CAMERAS} {within} order by {order} limit $6 offset $7");
        let rows = read!(self, pool => sqlx::query_as(AssertSqlSafe(sql)).bind(&tribunals)
            .bind(filter.found.0).bind(&called).bind(filter.point).bind(filter.state).bind(limit)
            .bind(offset).fetch_all(pool))?;
        let sql =
            format!("select count(*) from devices d left join device_points p on p.id = d.point_id {within}");
        let total = read!(self, pool => sqlx::query_scalar(AssertSqlSafe(sql)).bind(&tribunals)
            .bind(filter.found.0).bind(&called).bind(filter.point).bind(filter.state).fetch_one(pool))?;
        Ok((rows, total))
    }

    /// A picture by number, deleted ones too.
    pub async fn picture(&self, id: i64) -> Result<Option<StoredPicture>, StoreError> {
        let sql = "select * from device_pictures where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// Pictures of a camera taken in a span, in order, deleted ones too.
    pub async fn pictures_within(
        &self,
        device: i64,
        (from, to): (DateTime<Utc>, DateTime<Utc>),
        most: i64,
    ) -> Result<Vec<StoredPicture>, StoreError> {
        let sql = "select * from device_pictures where device_id = $1 and taken_at >= $2 and taken_at <= $3
            order by taken_at, id limit $4";
        Ok(
            read!(self, pool => sqlx::query_as(sql).bind(device).bind(from).bind(to).bind(most).fetch_all(pool))?,
        )
    }

    /// Where a device can be looked at live; empty for nowhere.
    pub async fn device_stream(&self, device: i64) -> Result<String, StoreError> {
        let sql = "select stream from devices where id = $1";
        let found: Option<String> =
            read!(self, pool => sqlx::query_scalar(sql).bind(device).fetch_optional(pool))?;
        Ok(found.unwrap_or_default())
    }

    /// How many pictures of a camera have come since `after`.
    pub async fn pictures_since(&self, device: i64, after: DateTime<Utc>) -> Result<i64, StoreError> {
        let sql = "select count(*) from device_pictures where device_id = $1 and received_at > $2";
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(device).bind(after).fetch_one(pool))?)
    }
}

impl Tx {
    /// The same picture where it has come before: of the same time, or of the same event.
    pub async fn picture_again(&mut self, new: &NewPicture<'_>) -> Result<Option<StoredPicture>, StoreError> {
        let sql = "select * from device_pictures where device_id = $1 and sha256 = $2 and deleted_at is null
            and (taken_at = $3 or (event <> '' and event = $4)) order by id limit 1";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(new.device).bind(new.sha256).bind(new.at.0)
            .bind(new.event).fetch_optional(conn))?)
    }

    /// Keeps a picture.
    pub async fn put_picture(&mut self, new: &NewPicture<'_>) -> Result<StoredPicture, StoreError> {
        let sql = "insert into device_pictures
            (device_id, unit_id, event, sha256, size, width, height, taken_at, received_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning *";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(new.device).bind(new.unit).bind(new.event)
            .bind(new.sha256).bind(new.size).bind(i64::from(new.pixels.0)).bind(i64::from(new.pixels.1))
            .bind(new.at.0).bind(new.at.1).fetch_one(conn))?)
    }

    /// What the files of pictures hash to that are still kept.
    pub async fn picture_contents(&mut self) -> Result<Vec<(String, i64)>, StoreError> {
        let sql = "select distinct sha256, unit_id from device_pictures where deleted_at is null";
        Ok(write!(self, conn => sqlx::query_as(sql).fetch_all(conn))?)
    }

    /// Pictures that were taken before `before` and whose files are still kept, the oldest first.
    pub async fn old_pictures(
        &mut self,
        before: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<StoredPicture>, StoreError> {
        let sql = "select * from device_pictures where deleted_at is null and taken_at < $1
            order by taken_at, id limit $2";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(before).bind(most).fetch_all(conn))?)
    }

    /// Of these contents, those that another picture than the ones named still needs.
    pub async fn contents_needed(
        &mut self,
        contents: &[&str],
        but: &[i64],
    ) -> Result<Vec<String>, StoreError> {
        let sqlite = "select distinct p.sha256 from device_pictures p where p.deleted_at is null
            and p.sha256 in (select value from json_each($1))
            and p.id not in (select value from json_each($2))";
        let postgres = "select distinct p.sha256 from device_pictures p where p.deleted_at is null
            and p.sha256 = any(array(select jsonb_array_elements_text($1::jsonb)))
            and not p.id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(
            write!(self, conn => sqlx::query_scalar(sql).bind(list(contents)).bind(list(but)).fetch_all(conn))?,
        )
    }

    /// Notes that the files of these pictures are gone.
    pub async fn pictures_gone(&mut self, ids: &[i64], at: DateTime<Utc>) -> Result<(), StoreError> {
        let sqlite = "update device_pictures set deleted_at = $2
            where deleted_at is null and device_pictures.id in (select value from json_each($1))";
        let postgres = "update device_pictures set deleted_at = $2 where deleted_at is null
            and id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        execute!(self, sqlx::query(sql).bind(list(ids)).bind(at))?;
        Ok(())
    }

    /// Keeps where a device can be looked at live.
    pub async fn put_stream(&mut self, device: i64, stream: &str) -> Result<(), StoreError> {
        execute!(
            self,
            sqlx::query("update devices set stream = $2 where id = $1").bind(device).bind(stream)
        )?;
        Ok(())
    }
}
