//! What people have subscribed to, and what was delivered to them.

use super::db::{Db, StoreError, Tx, among, execute, list, read, write};
use app::domain::saved::Rhythm;
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;

/// A subscription as stored.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct SubscriptionRow {
    /// Number.
    pub id: i64,
    /// Name of the user.
    pub owner: String,
    /// `view`, `board` or `template`.
    pub kind: String,
    /// Number of the view or board.
    pub target: i64,
    /// Id of the template.
    pub template: String,
    rhythm: String,
    /// Whether a PDF is wanted.
    pub pdf: bool,
    /// Whether a workbook is wanted.
    pub xlsx: bool,
    next_due: String,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Since when it is ended.
    pub ended_at: Option<DateTime<Utc>>,
}

/// A delivery as stored, without its files.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DeliveryRow {
    /// Number.
    pub id: i64,
    /// Of which subscription.
    pub subscription_id: i64,
    /// The day it was due, or the instant it was wanted at once.
    pub due: String,
    /// What it is.
    pub title: String,
    /// `making`, `made` or `failed`.
    pub state: String,
    /// Why it failed: a key of the translations, and the value in it.
    pub reason: String,
    /// Who makes it, since when.
    pub claimed_at: DateTime<Utc>,
    /// Since when it is made.
    pub made_at: Option<DateTime<Utc>>,
    /// When it was looked at first.
    pub seen_at: Option<DateTime<Utc>>,
    /// When it went out by mail.
    pub mailed_at: Option<DateTime<Utc>>,
}

/// A delivery that is to go out by mail.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DueDelivery {
    /// Number.
    pub id: i64,
    /// What it is.
    pub title: String,
    /// Why it failed; empty where it was made.
    pub reason: String,
    /// Where to.
    pub email: String,
    /// The language that was chosen, if one was.
    pub language: Option<String>,
}

/// A file of a delivery.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct DeliveryFile {
    /// Name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// A subscription to be kept.
#[derive(Debug, Clone, Copy)]
pub struct NewSubscription<'a> {
    /// Name of the user.
    pub owner: &'a str,
    /// `view`, `board` or `template`, number of the view or board, id of the template.
    pub what: (&'a str, i64, &'a str),
    /// How often.
    pub rhythm: Rhythm,
    /// Whether a PDF and a workbook are wanted.
    pub formats: (bool, bool),
    /// When first.
    pub next_due: NaiveDate,
    /// When.
    pub at: DateTime<Utc>,
}

impl SubscriptionRow {
    /// How often.
    pub fn rhythm(&self) -> Result<Rhythm, StoreError> {
        Rhythm::from_word(&self.rhythm).ok_or_else(|| StoreError::Corrupt {
            table: "subscriptions",
            column: "rhythm",
            value: self.rhythm.clone(),
        })
    }

    /// When next.
    pub fn next_due(&self) -> Result<NaiveDate, StoreError> {
        self.next_due.parse().map_err(|_| StoreError::Corrupt {
            table: "subscriptions",
            column: "next_due",
            value: self.next_due.clone(),
        })
    }
}

impl Db {
    /// What somebody has subscribed to and not ended.
    pub async fn subscriptions(&self, owner: &str) -> Result<Vec<SubscriptionRow>, StoreError> {
        let sql = "select * from subscriptions where owner = $1 and ended_at is null order by id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(owner).fetch_all(pool))?)
    }

    /// A subscription.
    pub async fn subscription(&self, id: i64) -> Result<Option<SubscriptionRow>, StoreError> {
        let sql = "select * from subscriptions where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// What is due on a day or was before, of people who may sign in.
    pub async fn due_subscriptions(&self, day: NaiveDate) -> Result<Vec<SubscriptionRow>, StoreError> {
        let sql = "select s.* from subscriptions s join users u on u.name = s.owner and u.active
            where s.ended_at is null and s.next_due <= $1 order by s.id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(day.to_string()).fetch_all(pool))?)
    }

    /// Deliveries that somebody began to make before a moment and has not ended: that server is no more.
    pub async fn stuck_deliveries(&self, before: DateTime<Utc>) -> Result<Vec<DeliveryRow>, StoreError> {
        let sql = "select d.id, d.subscription_id, d.due, d.title, d.state, d.reason, d.claimed_at, d.made_at, d.seen_at, d.mailed_at
            from deliveries d
            where d.state = 'making' and d.claimed_at < $1 order by d.id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(before).fetch_all(pool))?)
    }

    /// What was delivered to somebody, the newest first.
    pub async fn deliveries(&self, owner: &str) -> Result<Vec<DeliveryRow>, StoreError> {
        let sql = "select d.id, d.subscription_id, d.due, d.title, d.state, d.reason, d.claimed_at, d.made_at, d.seen_at, d.mailed_at
            from deliveries d
            join subscriptions s on s.id = d.subscription_id where s.owner = $1 order by d.id desc";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(owner).fetch_all(pool))?)
    }

    /// A delivery to somebody.
    pub async fn delivery(&self, owner: &str, id: i64) -> Result<Option<DeliveryRow>, StoreError> {
        let sql = "select d.id, d.subscription_id, d.due, d.title, d.state, d.reason, d.claimed_at, d.made_at, d.seen_at, d.mailed_at
            from deliveries d
            join subscriptions s on s.id = d.subscription_id where s.owner = $1 and d.id = $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(owner).bind(id).fetch_optional(pool))?)
    }

    /// The delivery of a subscription for a day.
    pub async fn delivery_for(&self, subscription: i64, due: &str) -> Result<Option<i64>, StoreError> {
        let sql = "select id from deliveries where subscription_id = $1 and due = $2";
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(subscription).bind(due).fetch_optional(pool))?)
    }

    /// A file of a delivery, by its place.
    pub async fn delivery_file(&self, delivery: i64, place: i64) -> Result<Option<DeliveryFile>, StoreError> {
        let sql = "select name, media, bytes from delivery_files where delivery_id = $1 and seq = $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(delivery).bind(place).fetch_optional(pool))?)
    }

    /// Names of the files of some deliveries to somebody: delivery, place, name.
    pub async fn delivery_names(
        &self,
        owner: &str,
        deliveries: &[i64],
    ) -> Result<Vec<(i64, i64, String)>, StoreError> {
        let sql = among!(
            self.engine(),
            "select f.delivery_id, f.seq, f.name from delivery_files f
            join deliveries d on d.id = f.delivery_id join subscriptions s on s.id = d.subscription_id
            where s.owner = $2 and f.delivery_id",
            "$1",
            " order by f.delivery_id, f.seq"
        );
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(deliveries)).bind(owner).fetch_all(pool))?)
    }

    /// Files of a delivery, in order.
    pub async fn delivery_files(&self, delivery: i64) -> Result<Vec<DeliveryFile>, StoreError> {
        let sql = "select name, media, bytes from delivery_files where delivery_id = $1 order by seq";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(delivery).fetch_all(pool))?)
    }

    /// Deliveries since `since` that are to go to people with an address and have not gone; not those that were tried after
    /// `tried_before` or `tries` times.
    pub async fn due_deliveries(
        &self,
        since: DateTime<Utc>,
        tried_before: DateTime<Utc>,
        tries: i64,
    ) -> Result<Vec<DueDelivery>, StoreError> {
        let sql = "select d.id, d.title, d.reason, u.email, u.language from deliveries d
            join subscriptions s on s.id = d.subscription_id
            join users u on u.name = s.owner and u.active and u.email <> ''
            where d.state in ('made', 'failed') and d.made_at >= $1 and d.mailed_at is null
                and (d.mail_tried_at is null or (d.mail_tries < $3 and d.mail_tried_at < $2))
            order by d.id";
        Ok(
            read!(self, pool => sqlx::query_as(sql).bind(since).bind(tried_before).bind(tries).fetch_all(pool))?,
        )
    }
}

impl Tx {
    /// Keeps a subscription; its number.
    pub async fn create_subscription(&mut self, new: &NewSubscription<'_>) -> Result<i64, StoreError> {
        let sql =
            "insert into subscriptions (owner, kind, target, template, rhythm, pdf, xlsx, next_due, created_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9) returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(new.owner).bind(new.what.0).bind(new.what.1)
            .bind(new.what.2).bind(new.rhythm.as_str()).bind(new.formats.0).bind(new.formats.1)
            .bind(new.next_due.to_string()).bind(new.at).fetch_one(conn))?)
    }

    /// Ends a subscription; whether there was one to end.
    pub async fn end_subscription(&mut self, id: i64, at: DateTime<Utc>) -> Result<bool, StoreError> {
        let sql = "update subscriptions set ended_at = $2 where id = $1 and ended_at is null";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(at))? > 0)
    }

    /// Says when a subscription is due next.
    pub async fn put_next_due(&mut self, id: i64, day: NaiveDate) -> Result<(), StoreError> {
        let sql = "update subscriptions set next_due = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(day.to_string()))?;
        Ok(())
    }

    /// Begins a delivery; none where somebody has begun it.
    pub async fn claim_delivery(
        &mut self,
        subscription: i64,
        due: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        let sql =
            "insert into deliveries (subscription_id, due, state, claimed_at) values ($1, $2, 'making', $3)
            on conflict (subscription_id, due) do nothing returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(subscription).bind(due).bind(at)
            .fetch_optional(conn))?)
    }

    /// Takes over a delivery that was begun before a moment; whether nobody else has.
    pub async fn reclaim_delivery(
        &mut self,
        id: i64,
        (before, at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let sql =
            "update deliveries set claimed_at = $3 where id = $1 and state = 'making' and claimed_at < $2";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(before).bind(at))? > 0)
    }

    /// Ends a delivery that was claimed at a moment: with its files, or with the reason why there are none. Not where
    /// somebody else has claimed it meanwhile.
    pub async fn end_delivery(
        &mut self,
        (id, claimed): (i64, DateTime<Utc>),
        (title, reason): (&str, &str),
        files: &[DeliveryFile],
        at: DateTime<Utc>,
    ) -> Result<bool, StoreError> {
        let state = if reason.is_empty() { "made" } else { "failed" };
        let sql = "update deliveries set state = $2, title = $3, reason = $4, made_at = $5
            where id = $1 and state = 'making' and claimed_at = $6";
        let ended = execute!(
            self,
            sqlx::query(sql).bind(id).bind(state).bind(title).bind(reason).bind(at).bind(claimed)
        )?;
        if ended == 0 {
            return Ok(false);
        }
        for (seq, file) in (1i64..).zip(files) {
            let sql = "insert into delivery_files (delivery_id, seq, name, media, bytes) values ($1, $2, $3, $4, $5)";
            execute!(
                self,
                sqlx::query(sql).bind(id).bind(seq).bind(&file.name).bind(&file.media).bind(&file.bytes)
            )?;
        }
        Ok(true)
    }

    /// Notes that a delivery was looked at, the first time.
    pub async fn see_delivery(&mut self, id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
        let sql = "update deliveries set seen_at = $2 where id = $1 and seen_at is null";
        execute!(self, sqlx::query(sql).bind(id).bind(at))?;
        Ok(())
    }

    /// Notes that a delivery is being sent, unless somebody has tried since a moment; whether nobody has.
    pub async fn try_delivery(
        &mut self,
        id: i64,
        (before, at): (DateTime<Utc>, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let sql = "update deliveries set mail_tries = mail_tries + 1, mail_tried_at = $3
            where id = $1 and mailed_at is null and (mail_tried_at is null or mail_tried_at < $2)";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(before).bind(at))? > 0)
    }

    /// Notes that a delivery was sent.
    pub async fn end_delivery_mail(&mut self, id: i64, at: DateTime<Utc>) -> Result<(), StoreError> {
        execute!(self, sqlx::query("update deliveries set mailed_at = $2 where id = $1").bind(id).bind(at))?;
        Ok(())
    }

    /// Forgets deliveries that were made before a moment.
    pub async fn trim_deliveries(&mut self, before: DateTime<Utc>) -> Result<(), StoreError> {
        execute!(self, sqlx::query("delete from deliveries where made_at < $1").bind(before))?;
        Ok(())
    }
}
