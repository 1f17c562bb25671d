//! What devices have said: states, sights, strangers. Written many at a time.

use crate::store::db::{Db, StoreError, Tx, by_engine, execute, list, read};
use app::domain::devices::DeviceState;
use chrono::{DateTime, SecondsFormat, Utc};
use serde_json::json;
use sqlx::FromRow;

/// A device is otherwise from now on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StateChange {
    /// Number of the device.
    pub device: i64,
    /// How it is.
    pub state: DeviceState,
    /// Since when.
    pub at: DateTime<Utc>,
}

/// Something seen, as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct EventRow {
    /// Who says it.
    pub source: String,
    /// Its number there.
    pub event: String,
    /// Number of the device.
    pub device_id: i64,
    /// What is seen, as JSON.
    pub objects: String,
    /// Where, as JSON.
    pub zones: String,
    /// Since when.
    pub began_at: DateTime<Utc>,
    /// Time of the newest message.
    pub heard_at: DateTime<Utc>,
    /// Whether it is over.
    pub ended: bool,
    /// Kinds of alarms it has raised, as JSON.
    pub raised: String,
}

/// Something that is still seen.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RunningEvent {
    /// Who says it.
    pub source: String,
    /// Its number there.
    pub event: String,
    /// Number of the device.
    pub device_id: i64,
    /// What is seen, as JSON.
    pub objects: String,
    /// Where, as JSON.
    pub zones: String,
}

/// A device was heard of, and perhaps people were seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeardOf {
    /// Number of the device.
    pub device: i64,
    /// When it was heard of.
    pub at: DateTime<Utc>,
    /// When people were seen.
    pub person_at: Option<DateTime<Utc>>,
}

/// A device that speaks and that nobody has listed.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct Stranger {
    /// Who says it.
    pub source: String,
    /// Which device.
    pub address: String,
    /// Messages.
    pub messages: i64,
    /// First one.
    pub first_at: DateTime<Utc>,
    /// Last one.
    pub last_at: DateTime<Utc>,
}

/// An instant as sqlx writes it into SQLite, so that it compares with those; PostgreSQL reads it.
pub(in crate::store) fn stamp(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, false)
}

impl Db {
    /// Of these pairs of source and number, those that are known.
    pub async fn device_events(&self, keys: &[(&str, &str)]) -> Result<Vec<EventRow>, StoreError> {
        let sqlite = "select e.* from json_each($1) k join device_events e
            on e.source = json_extract(k.value, '$[0]') and e.event = json_extract(k.value, '$[1]')";
        let postgres = "select e.* from jsonb_array_elements($1::jsonb) k join device_events e
            on e.source = k.value ->> 0 and e.event = k.value ->> 1";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(keys)).fetch_all(pool))?)
    }

    /// What these devices have been seeing since `after` and still see.
    pub async fn running_events(
        &self,
        devices: &[i64],
        after: DateTime<Utc>,
    ) -> Result<Vec<RunningEvent>, StoreError> {
        let sqlite = "select source, event, device_id, objects, zones from device_events
            where not ended and heard_at > $2 and device_id in (select value from json_each($1))";
        let postgres = "select source, event, device_id, objects, zones from device_events
            where not ended and heard_at > $2
            and device_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(devices)).bind(after).fetch_all(pool))?)
    }

    /// A page of the strangers, the loudest first, and how many there are.
    pub async fn strangers(
        &self,
        search: &str,
        (offset, limit): (i64, i64),
    ) -> Result<(Vec<Stranger>, i64), StoreError> {
        let within = by_engine!(
            self.engine(),
            "where $1 = '' or instr(lower(source || '/' || address), $1) > 0",
            "where $1 = '' or position($1 in lower(source || '/' || address)) > 0"
        );
        let sql = format!(
            "select * from device_strangers {within} order by messages desc, source, address limit $2 offset $3"
        );
        let rows = read!(self, pool => sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(search).bind(limit)
            .bind(offset).fetch_all(pool))?;
        let sql = format!("select count(*) from device_strangers {within}");
        let total = read!(self, pool => sqlx::query_scalar(sqlx::AssertSqlSafe(sql)).bind(search)
            .fetch_one(pool))?;
        Ok((rows, total))
    }
}

impl Tx {
    /// Notes that devices are otherwise; one change for each device.
    pub async fn change_states(&mut self, changes: &[StateChange]) -> Result<(), StoreError> {
        if changes.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> = changes.iter().map(|c| json!([c.device, c.state.as_str(), stamp(c.at)])).collect();
        let rows = list(&rows);
        let sqlite = [
            "update device_states set until = (select json_extract(value, '$[2]') from json_each($1)
                where json_extract(value, '$[0]') = device_id)
             where until is null and device_id in (select json_extract(value, '$[0]') from json_each($1))",
            "insert into device_states (device_id, since, state)
             select json_extract(value, '$[0]'), json_extract(value, '$[2]'), json_extract(value, '$[1]')
             from json_each($1) where json_extract(value, '$[1]') <> 'online'
             on conflict (device_id, since) do update set state = excluded.state, until = null",
            "update devices set state = (select json_extract(value, '$[1]') from json_each($1)
                where json_extract(value, '$[0]') = devices.id),
             state_at = (select json_extract(value, '$[2]') from json_each($1)
                where json_extract(value, '$[0]') = devices.id)
             where id in (select json_extract(value, '$[0]') from json_each($1))",
        ];
        let postgres = [
            "update device_states s set until = (k.value ->> 2)::timestamptz from jsonb_array_elements($1::jsonb) k
             where s.until is null and s.device_id = (k.value ->> 0)::bigint",
            "insert into device_states (device_id, since, state)
             select (value ->> 0)::bigint, (value ->> 2)::timestamptz, value ->> 1
             from jsonb_array_elements($1::jsonb) where value ->> 1 <> 'online'
             on conflict (device_id, since) do update set state = excluded.state, until = null",
            "update devices d set state = k.value ->> 1, state_at = (k.value ->> 2)::timestamptz
             from jsonb_array_elements($1::jsonb) k where d.id = (k.value ->> 0)::bigint",
        ];
        for sql in by_engine!(self.engine(), sqlite, postgres) {
            execute!(self, sqlx::query(sql).bind(&rows))?;
        }
        Ok(())
    }

    /// Keeps what is seen; each pair of source and number once.
    pub async fn put_events(&mut self, events: &[EventRow]) -> Result<(), StoreError> {
        if events.is_empty() {
            return Ok(());
        }
        let row = |e: &EventRow| {
            json!([
                e.source,
                e.event,
                e.device_id,
                e.objects,
                e.zones,
                stamp(e.began_at),
                stamp(e.heard_at),
                e.ended,
                e.raised
            ])
        };
        let rows: Vec<_> = events.iter().map(row).collect();
        let sqlite = "insert into device_events (source, event, device_id, objects, zones, began_at, heard_at, ended, raised)
            select json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
                json_extract(value, '$[3]'), json_extract(value, '$[4]'), json_extract(value, '$[5]'),
                json_extract(value, '$[6]'), json_extract(value, '$[7]'), json_extract(value, '$[8]')
            from json_each($1) where true
            on conflict (source, event) do update set objects = excluded.objects, zones = excluded.zones,
                heard_at = excluded.heard_at, ended = excluded.ended, raised = excluded.raised";
        let postgres = "insert into device_events (source, event, device_id, objects, zones, began_at, heard_at, ended, raised)
            select value ->> 0, value ->> 1, (value ->> 2)::bigint, value ->> 3, value ->> 4,
                (value ->> 5)::timestamptz, (value ->> 6)::timestamptz, (value ->> 7)::boolean, value ->> 8
            from jsonb_array_elements($1::jsonb)
            on conflict (source, event) do update set objects = excluded.objects, zones = excluded.zones,
                heard_at = excluded.heard_at, ended = excluded.ended, raised = excluded.raised";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        execute!(self, sqlx::query(sql).bind(list(&rows)))?;
        Ok(())
    }

    /// Notes that devices were heard of, each once.
    pub async fn heard_of(&mut self, heard: &[HeardOf]) -> Result<(), StoreError> {
        if heard.is_empty() {
            return Ok(());
        }
        let rows: Vec<_> =
            heard.iter().map(|h| json!([h.device, stamp(h.at), h.person_at.map(stamp)])).collect();
        let sqlite = "update devices set
                heard_at = max(coalesce(heard_at, ''), (select json_extract(value, '$[1]') from json_each($1)
                    where json_extract(value, '$[0]') = devices.id)),
                person_at = nullif(max(coalesce(person_at, ''), coalesce((select json_extract(value, '$[2]')
                    from json_each($1) where json_extract(value, '$[0]') = devices.id), '')), '')
            where id in (select json_extract(value, '$[0]') from json_each($1))";
        let postgres = "update devices d set heard_at = greatest(d.heard_at, (k.value ->> 1)::timestamptz),
                person_at = greatest(d.person_at, (k.value ->> 2)::timestamptz)
            from jsonb_array_elements($1::jsonb) k where d.id = (k.value ->> 0)::bigint";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        execute!(self, sqlx::query(sql).bind(list(&rows)))?;
        Ok(())
    }

    /// Counts messages of strangers, each pair of source and address once.
    pub async fn count_strangers(&mut self, strangers: &[Stranger]) -> Result<(), StoreError> {
        if strangers.is_empty() {
            return Ok(());
        }
        let row =
            |s: &Stranger| json!([s.source, s.address, s.messages, stamp(s.first_at), stamp(s.last_at)]);
        let rows: Vec<_> = strangers.iter().map(row).collect();
        let sqlite = "insert into device_strangers (source, address, messages, first_at, last_at)
            select json_extract(value, '$[0]'), json_extract(value, '$[1]'), json_extract(value, '$[2]'),
                json_extract(value, '$[3]'), json_extract(value, '$[4]')
            from json_each($1) where true
            on conflict (source, address) do update set messages = device_strangers.messages + excluded.messages,
                last_at = max(device_strangers.last_at, excluded.last_at)";
        let postgres = "insert into device_strangers (source, address, messages, first_at, last_at)
            select value ->> 0, value ->> 1, (value ->> 2)::bigint, (value ->> 3)::timestamptz, (value ->> 4)::timestamptz
            from jsonb_array_elements($1::jsonb)
            on conflict (source, address) do update set messages = device_strangers.messages + excluded.messages,
                last_at = greatest(device_strangers.last_at, excluded.last_at)";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        execute!(self, sqlx::query(sql).bind(list(&rows)))?;
        Ok(())
    }

    /// Who is listed now is a stranger no more.
    pub async fn forget_stranger(&mut self, source: &str, address: &str) -> Result<(), StoreError> {
        let sql = "delete from device_strangers where source = $1 and address = $2";
        execute!(self, sqlx::query(sql).bind(source).bind(address))?;
        Ok(())
    }

    /// Forgets what was seen before `before`.
    pub async fn trim_events(&mut self, before: DateTime<Utc>) -> Result<u64, StoreError> {
        let sql = "delete from device_events where heard_at < $1";
        Ok(execute!(self, sqlx::query(sql).bind(before))?)
    }
}
