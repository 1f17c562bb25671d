//! What people of a role at a unit are told, and who has read it.

use super::db::{Db, StoreError, Tx, by_engine, execute, read};
use app::domain::{permissions::Role, units::UnitId};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// A notice to be kept.
#[derive(Debug, Clone)]
pub struct NewNotice<'a> {
    /// Where those who are told have their role.
    pub unit: UnitId,
    /// Their role.
    pub role: Role,
    /// What it is: a key of the translations below `notice.`.
    pub kind: &'a str,
    /// Which unit it is about.
    pub about: UnitId,
    /// What the words are filled in with, and where they lead.
    pub detail: &'a serde_json::Value,
    /// When.
    pub at: DateTime<Utc>,
}

/// A notice as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct NoticeRow {
    /// Number.
    pub id: i64,
    /// What it is.
    pub kind: String,
    /// Which unit it is about.
    pub about_unit: i64,
    /// JSON.
    pub detail: String,
    /// When.
    pub at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

impl Db {
    /// The notices of somebody, by the roles held: unread first, then the newest; at most `most`.
    pub async fn notices(
        &self,
        user: &str,
        grants: &[(Role, UnitId)],
        most: i64,
    ) -> Result<Vec<NoticeRow>, StoreError> {
        let (held, units) = (words(grants), units(grants));
        let sqlite = "select n.id, n.kind, n.about_unit, n.detail, n.at, r.at as read_at from notices n
            left join notices_read r on r.notice_id = n.id and r.user_name = $1
            where n.unit_id in (select value from json_each($4))
                and n.role || ':' || n.unit_id in (select value from json_each($2))
            order by r.at is not null, n.id desc limit $3";
        let postgres = "select n.id, n.kind, n.about_unit, n.detail, n.at, r.at as read_at from notices n
            left join notices_read r on r.notice_id = n.id and r.user_name = $1
            where n.unit_id = any(array(select jsonb_array_elements_text($4::jsonb)::bigint))
                and n.role || ':' || n.unit_id = any(array(select jsonb_array_elements_text($2::jsonb)))
            order by r.at is not null, n.id desc limit $3";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(read!(self, pool => sqlx::query_as(sql).bind(user).bind(&held).bind(most).bind(&units)
            .fetch_all(pool))?)
    }

    /// How many notices somebody has not read.
    pub async fn unread_notices(&self, user: &str, grants: &[(Role, UnitId)]) -> Result<i64, StoreError> {
        let sqlite = "select count(*) from notices n where n.unit_id in (select value from json_each($3))
            and n.role || ':' || n.unit_id in (select value from json_each($2))
            and not exists (select 1 from notices_read r where r.notice_id = n.id and r.user_name = $1)";
        let postgres = "select count(*) from notices n
            where n.unit_id = any(array(select jsonb_array_elements_text($3::jsonb)::bigint))
            and n.role || ':' || n.unit_id = any(array(select jsonb_array_elements_text($2::jsonb)))
            and not exists (select 1 from notices_read r where r.notice_id = n.id and r.user_name = $1)";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(user).bind(words(grants)).bind(units(grants))
            .fetch_one(pool))?)
    }
}

/// The units of the grants: by them notices are found, however many there are of others.
fn units(grants: &[(Role, UnitId)]) -> String {
    let held: Vec<_> = grants.iter().map(|(_, unit)| unit.0).collect();
    serde_json::to_string(&held).unwrap_or_default()
}

/// One word per grant, so that one list of words says it all.
fn words(grants: &[(Role, UnitId)]) -> String {
    let held: Vec<_> = grants.iter().map(|(role, unit)| format!("{role}:{}", unit.0)).collect();
    serde_json::to_string(&held).unwrap_or_default()
}

impl Tx {
    /// Keeps a notice.
    pub async fn put_notice(&mut self, notice: &NewNotice<'_>) -> Result<(), StoreError> {
        let sql = "insert into notices (unit_id, role, kind, about_unit, detail, at) values ($1, $2, $3, $4, $5, $6)";
        execute!(
            self,
            sqlx::query(sql)
                .bind(notice.unit.0)
                .bind(notice.role.as_str())
                .bind(notice.kind)
                .bind(notice.about.0)
                .bind(notice.detail.to_string())
                .bind(notice.at)
        )?;
        Ok(())
    }

    /// Notes that somebody has read notices; those read before keep their time.
    pub async fn read_notices(
        &mut self,
        user: &str,
        ids: &[i64],
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sqlite = "insert into notices_read (user_name, notice_id, at)
            select $1, id, $3 from notices where id in (select value from json_each($2)) on conflict do nothing";
        let postgres = "insert into notices_read (user_name, notice_id, at)
            select $1, id, $3 from notices
            where id = any(array(select jsonb_array_elements_text($2::jsonb)::bigint)) on conflict do nothing";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let ids = serde_json::to_string(ids).unwrap_or_default();
        execute!(self, sqlx::query(sql).bind(user).bind(&ids).bind(at))?;
        Ok(())
    }
}
