//! Where alarms are told to other systems, and what is to be told.

use super::db::{Db, StoreError, Tx, execute, read, write};
use app::domain::{alarms::AlarmKind, units::UnitId};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// Where alarms of a unit and all below it are told.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct StoredHook {
    /// Number.
    pub id: i64,
    /// Unit.
    pub unit_id: i64,
    /// Where to.
    pub url: String,
    /// What signs: SHA-256 of the secret in hexadecimal.
    pub key: String,
    kinds: String,
    /// By whom it was made.
    pub made_by: String,
    /// When.
    pub made_at: DateTime<Utc>,
    /// Calls that still wait.
    pub waiting: i64,
    /// When the last one was taken.
    pub sent_at: Option<DateTime<Utc>>,
    /// When the last one was given up.
    pub given_up_at: Option<DateTime<Utc>>,
    /// Why the last attempt was in vain; empty where it was not.
    pub error: String,
}

impl StoredHook {
    /// Which kinds of alarms; empty for all.
    pub fn kinds(&self) -> Vec<AlarmKind> {
        serde_json::from_str(&self.kinds).unwrap_or_default()
    }

    /// Whether it is told of this kind.
    pub fn wants(&self, kind: AlarmKind) -> bool {
        let kinds = self.kinds();
        kinds.is_empty() || kinds.contains(&kind)
    }
}

/// Something to be told.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DueCall {
    /// Number.
    pub id: i64,
    /// To whom.
    pub hook_id: i64,
    /// JSON.
    pub body: String,
    /// Attempts before.
    pub tries: i64,
    /// Where to.
    pub url: String,
    /// What signs.
    pub key: String,
    /// Unit of the hook.
    pub unit_id: i64,
}

const HOOKS: &str = "select h.id, h.unit_id, h.url, h.key, h.kinds, h.made_by, h.made_at,
    (select count(*) from alarm_calls c where c.hook_id = h.id and c.sent_at is null and c.given_up_at is null) as waiting,
    (select max(c.sent_at) from alarm_calls c where c.hook_id = h.id) as sent_at,
    (select max(c.given_up_at) from alarm_calls c where c.hook_id = h.id) as given_up_at,
    coalesce((select c.error from alarm_calls c where c.hook_id = h.id and c.tries > 0 order by c.id desc limit 1), '')
        as error
    from alarm_hooks h where h.retired_at is null order by h.id";

impl Db {
    /// Those in use.
    pub async fn alarm_hooks(&self) -> Result<Vec<StoredHook>, StoreError> {
        Ok(read!(self, pool => sqlx::query_as(HOOKS).fetch_all(pool))?)
    }

    /// What is to be told by now, what was never tried first; at most `most`.
    pub async fn due_calls(&self, now: DateTime<Utc>, most: i64) -> Result<Vec<DueCall>, StoreError> {
        let sql = "select c.id, c.hook_id, c.body, c.tries, h.url, h.key, h.unit_id
            from alarm_calls c join alarm_hooks h on h.id = c.hook_id
            where c.sent_at is null and c.given_up_at is null and c.due_at <= $1
            order by c.tries, c.due_at, c.id limit $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(now).bind(most).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps a hook; gives its number.
    pub async fn put_hook(
        &mut self,
        unit: UnitId,
        (url, key): (&str, &str),
        kinds: &[AlarmKind],
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<i64, StoreError> {
        let sql = "insert into alarm_hooks (unit_id, url, key, kinds, made_by, made_at)
            values ($1, $2, $3, $4, $5, $6) returning id";
        let kinds = super::db::list(kinds);
        Ok(
            write!(self, conn => sqlx::query_scalar(sql).bind(unit.0).bind(url).bind(key).bind(&kinds).bind(actor)
            .bind(at).fetch_one(conn))?,
        )
    }

    /// Takes a hook out of use, with what it was still to be told; false when it is already.
    pub async fn retire_hook(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update alarm_hooks set retired_at = $2 where id = $1 and retired_at is null";
        let retired = execute!(self, sqlx::query(sql).bind(id).bind(at))? > 0;
        let sql = "update alarm_calls set given_up_at = $2 where hook_id = $1 and sent_at is null
            and given_up_at is null";
        execute!(self, sqlx::query(sql).bind(id).bind(at))?;
        Ok(retired)
    }

    /// Notes that a hook is to be told of an alarm.
    pub async fn put_call(
        &mut self,
        (hook, alarm): (i64, i64),
        body: &str,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sql =
            "insert into alarm_calls (hook_id, alarm_id, body, made_at, due_at) values ($1, $2, $3, $4, $4)";
        execute!(self, sqlx::query(sql).bind(hook).bind(alarm).bind(body).bind(at))?;
        Ok(())
    }

    /// Takes a call to try it, until `due` for this server alone; false when another one has it.
    pub async fn try_call(&mut self, id: i64, tries: i64, due: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update alarm_calls set tries = tries + 1, due_at = $3
            where id = $1 and tries = $2 and sent_at is null and given_up_at is null";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(tries).bind(due))? > 0)
    }

    /// Notes that it was taken.
    pub async fn end_call(&mut self, id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "update alarm_calls set sent_at = $2, error = '' where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(at))?;
        Ok(())
    }

    /// Notes that it was not taken, and when it is tried again.
    pub async fn put_off_call(&mut self, id: i64, due: DateTime<Utc>, error: &str) -> Result<(), StoreError> {
        let sql = "update alarm_calls set due_at = $2, error = $3 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(due).bind(error))?;
        Ok(())
    }

    /// Gives a call up; says whether none of the hook was given up since `since`.
    pub async fn give_call_up(
        &mut self,
        (id, hook): (i64, i64),
        (at, since): (DateTime<Utc>, DateTime<Utc>),
        error: &str,
    ) -> Result<bool, StoreError> {
        let sql = "select count(*) from alarm_calls where hook_id = $1 and given_up_at > $2";
        let lately: i64 =
            write!(self, conn => sqlx::query_scalar(sql).bind(hook).bind(since).fetch_one(conn))?;
        let sql = "update alarm_calls set given_up_at = $2, error = $3 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(at).bind(error))?;
        Ok(lately == 0)
    }
}
