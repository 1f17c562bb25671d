//! Which notices have gone out by mail.

use super::db::{Db, StoreError, Tx, by_engine, execute, read};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// A notice that somebody is to be told of by mail.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DueMail {
    /// Number of the notice.
    pub notice_id: i64,
    /// What it is.
    pub kind: String,
    /// Which unit it is about.
    pub about_unit: i64,
    /// JSON.
    pub detail: String,
    /// Number of the person.
    pub user_id: i64,
    /// Where to.
    pub email: String,
    /// The language that was chosen, if one was.
    pub language: Option<String>,
}

impl Db {
    /// Notices since `since` that people with an address have not read and have not been told of; not those that were
    /// tried after `tried_before` or more than `tries` times.
    pub async fn due_mails(
        &self,
        since: DateTime<Utc>,
        tried_before: DateTime<Utc>,
        tries: i64,
    ) -> Result<Vec<DueMail>, StoreError> {
        let sql = "select distinct n.id as notice_id, n.kind, n.about_unit, n.detail, u.id as user_id, u.email, u.language
            from notices n
            join user_roles g on g.role = n.role and g.unit_id = n.unit_id
            join users u on u.id = g.user_id and u.active and u.email <> ''
            left join notices_read r on r.notice_id = n.id and r.user_name = u.name
            left join mails m on m.notice_id = n.id and m.user_id = u.id
            where n.at >= $1 and r.at is null and m.sent_at is null
                and (m.tries is null or (m.tries < $3 and m.tried_at < $2))
            order by u.id, n.id";
        Ok(read!(self, pool => sqlx::query_as(sql)
            .bind(since).bind(tried_before).bind(tries).fetch_all(pool))?)
    }
}

impl Tx {
    /// Notes that one letter with these notices is being tried: whoever else sends leaves them alone for a while.
    pub async fn try_mails(
        &mut self,
        notices: &[i64],
        user: i64,
        at: DateTime<Utc>,
    ) -> Result<(), StoreError> {
        let sqlite = "insert into mails (notice_id, user_id, tries, tried_at)
            select value, $2, 1, $3 from json_each($1) where true
            on conflict (notice_id, user_id) do update set tries = mails.tries + 1, tried_at = excluded.tried_at";
        let postgres = "insert into mails (notice_id, user_id, tries, tried_at)
            select value::bigint, $2, 1, $3 from jsonb_array_elements_text($1::jsonb)
            on conflict (notice_id, user_id) do update set tries = mails.tries + 1, tried_at = excluded.tried_at";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        execute!(self, sqlx::query(sql).bind(list(notices)).bind(user).bind(at))?;
        Ok(())
    }

    /// Notes what became of it.
    pub async fn end_mails(
        &mut self,
        notices: &[i64],
        user: i64,
        sent: Option<DateTime<Utc>>,
        error: &str,
    ) -> Result<(), StoreError> {
        let sqlite = "update mails set sent_at = $3, error = $4
            where user_id = $2 and notice_id in (select value from json_each($1))";
        let postgres = "update mails set sent_at = $3, error = $4 where user_id = $2
            and notice_id = any(array(select jsonb_array_elements_text($1::jsonb)::bigint))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        execute!(self, sqlx::query(sql).bind(list(notices)).bind(user).bind(sent).bind(error))?;
        Ok(())
    }
}

fn list(notices: &[i64]) -> String {
    serde_json::to_string(notices).unwrap_or_default()
}
