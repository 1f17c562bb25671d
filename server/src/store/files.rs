//! Files that people hand in, and uploads under way. Their bytes lie in the files folder.

use super::db::{Db, StoreError, Tx, by_engine, execute, read, write};
use app::domain::units::UnitId;
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use std::collections::BTreeSet;

/// A file to be kept.
#[derive(Debug, Clone)]
pub struct NewFile<'a> {
    /// SHA-256 of the bytes as they are kept, in hexadecimal.
    pub sha256: &'a str,
    /// Bytes.
    pub size: i64,
    /// `jpeg`, `png` or `pdf`.
    pub kind: &'a str,
    /// Pixels across and down, of a picture.
    pub pixels: Option<(u32, u32)>,
    /// What it was called.
    pub name: &'a str,
    /// Whose it is.
    pub unit: UnitId,
    /// By whom.
    pub actor: &'a str,
    /// When.
    pub at: DateTime<Utc>,
}

/// A file as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredFile {
    /// Number.
    pub id: i64,
    /// SHA-256 of its bytes.
    pub sha256: String,
    /// Bytes.
    pub size: i64,
    /// `jpeg`, `png` or `pdf`.
    pub kind: String,
    /// Pixels across, of a picture.
    pub width: Option<i64>,
    /// Pixels down.
    pub height: Option<i64>,
    /// What it was called.
    pub name: String,
    /// Whose it is.
    pub unit_id: i64,
    /// By whom.
    pub actor: String,
    /// When; what nothing refers to counts from when it was last handed in.
    pub created_at: DateTime<Utc>,
    /// Whether something refers to it.
    pub used: bool,
}

/// An upload under way.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredUpload {
    /// Random.
    pub id: String,
    /// Whose the file will be.
    pub unit_id: i64,
    /// By whom.
    pub actor: String,
    /// What it is called.
    pub name: String,
    /// Bytes that will come.
    pub size: i64,
    /// What they will hash to; empty when that was not said.
    pub sha256: String,
    /// Bytes that have come.
    pub received: i64,
    /// When it was announced.
    pub created_at: DateTime<Utc>,
    /// What has become of it.
    pub file_id: Option<i64>,
}

impl Db {
    /// By number.
    pub async fn file(&self, id: i64) -> Result<Option<StoredFile>, StoreError> {
        let sql = "select * from files where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// By numbers, in no order; those that are not there are left out.
    pub async fn files_by_id(&self, ids: &[i64]) -> Result<Vec<StoredFile>, StoreError> {
        let sqlite = "select * from files where id in (select value from json_each($1))";
        let postgres = "select * from files where id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let ids = serde_json::to_string(ids).unwrap_or_default();
        Ok(read!(self, pool => sqlx::query_as(sql).bind(ids).fetch_all(pool))?)
    }

    /// Files of a unit that something refers to, the newest first, at most `most`.
    pub async fn files_of_unit(
        &self,
        unit: UnitId,
        since: DateTime<Utc>,
        most: i64,
    ) -> Result<Vec<StoredFile>, StoreError> {
        let sql = "select * from files where unit_id = $1 and used = $2 and created_at >= $3
            order by id desc limit $4";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(unit.0).bind(true).bind(since).bind(most).fetch_all(pool))?)
    }

    /// An upload of this actor; others' are not there.
    pub async fn upload(&self, id: &str, actor: &str) -> Result<Option<StoredUpload>, StoreError> {
        let sql = "select * from uploads where id = $1 and actor = $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).bind(actor).fetch_optional(pool))?)
    }
}

impl Tx {
    /// A unit's file by its content. One that nothing refers to is as good as new: it counts from `at` on.
    pub async fn file_again(
        &mut self,
        unit: UnitId,
        sha256: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<StoredFile>, StoreError> {
        let sql = "update files set created_at = case when used = $4 then created_at else $3 end
            where unit_id = $1 and sha256 = $2 returning *";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(unit.0).bind(sha256).bind(at).bind(true)
            .fetch_optional(conn))?)
    }

    /// Bytes of all files of a unit.
    pub async fn bytes_of_unit(&mut self, unit: UnitId) -> Result<i64, StoreError> {
        let sql = "select cast(coalesce(sum(size), 0) as bigint) from files where unit_id = $1";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(unit.0).fetch_one(conn))?)
    }

    /// Keeps a file.
    pub async fn create_file(&mut self, file: &NewFile<'_>) -> Result<StoredFile, StoreError> {
        let sql = "insert into files (sha256, size, kind, width, height, name, unit_id, actor, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning *";
        let (width, height) = (file.pixels.map(|p| i64::from(p.0)), file.pixels.map(|p| i64::from(p.1)));
        Ok(write!(self, conn => sqlx::query_as(sql).bind(file.sha256).bind(file.size).bind(file.kind)
            .bind(width).bind(height).bind(file.name).bind(file.unit.0).bind(file.actor).bind(file.at)
            .fetch_one(conn))?)
    }

    /// Notes that something of its unit refers to a file, so that it is never cleared away; whether the unit has it.
    pub async fn use_file(&mut self, id: i64, unit: UnitId) -> Result<bool, StoreError> {
        let sql = "update files set used = $2 where id = $1 and unit_id = $3";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(true).bind(unit.0))? == 1)
    }

    /// Forgets files that nothing has referred to since `before`; which they were.
    pub async fn forget_unused_files(
        &mut self,
        before: DateTime<Utc>,
    ) -> Result<Vec<StoredFile>, StoreError> {
        let sql = "delete from files where used = $2 and created_at < $1 returning *";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(before).bind(false).fetch_all(conn))?)
    }

    /// All files.
    pub async fn files(&mut self) -> Result<Vec<StoredFile>, StoreError> {
        let sql = "select * from files order by id";
        Ok(write!(self, conn => sqlx::query_as(sql).fetch_all(conn))?)
    }

    /// What imported tables hash to; they lie in the same folder.
    pub async fn import_contents(&mut self) -> Result<Vec<String>, StoreError> {
        let sql = "select distinct sha256 from imports";
        Ok(write!(self, conn => sqlx::query_scalar(sql).fetch_all(conn))?)
    }

    /// The numbers of all uploads under way.
    pub async fn open_uploads(&mut self) -> Result<BTreeSet<String>, StoreError> {
        let sql = "select id from uploads where file_id is null";
        let ids: Vec<String> = write!(self, conn => sqlx::query_scalar(sql).fetch_all(conn))?;
        Ok(ids.into_iter().collect())
    }

    /// Announces an upload.
    pub async fn create_upload(&mut self, upload: &StoredUpload) -> Result<(), StoreError> {
        let sql = "insert into uploads (id, unit_id, actor, name, size, sha256, received, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)";
        execute!(
            self,
            sqlx::query(sql)
                .bind(&upload.id)
                .bind(upload.unit_id)
                .bind(&upload.actor)
                .bind(&upload.name)
                .bind(upload.size)
                .bind(&upload.sha256)
                .bind(upload.received)
                .bind(upload.created_at)
        )?;
        Ok(())
    }

    /// The uploads of an actor, newest first.
    pub async fn uploads_of(&mut self, actor: &str) -> Result<Vec<StoredUpload>, StoreError> {
        let sql = "select * from uploads where actor = $1 order by created_at desc, id";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(actor).fetch_all(conn))?)
    }

    /// Notes how far an upload has come, if it has not come further meanwhile; whether it was so.
    pub async fn advance_upload(&mut self, id: &str, from: i64, to: i64) -> Result<bool, StoreError> {
        let sql = "update uploads set received = $3 where id = $1 and received = $2 and file_id is null";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(from).bind(to))? == 1)
    }

    /// Notes what has become of an upload.
    pub async fn finish_upload(&mut self, id: &str, file: i64) -> Result<(), StoreError> {
        let sql = "update uploads set file_id = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(file))?;
        Ok(())
    }

    /// Forgets an upload.
    pub async fn forget_upload(&mut self, id: &str) -> Result<(), StoreError> {
        execute!(self, sqlx::query("delete from uploads where id = $1").bind(id))?;
        Ok(())
    }

    /// Forgets uploads that were announced before; how many there were.
    pub async fn forget_old_uploads(&mut self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let sql = "delete from uploads where created_at < $1";
        Ok(execute!(self, sqlx::query(sql).bind(before))?)
    }
}
