//! Vetoes, objections, what was published, and recognitions.

use super::{among, list};
use crate::store::db::{Db, StoreError, Tx, execute, read, write};
use app::domain::reviews::{Standing, StandingMove};
use chrono::{DateTime, NaiveDate, Utc};
use sqlx::FromRow;

/// What was decided about a veto by hand.
#[derive(Debug, Clone, Default, PartialEq, Eq, FromRow)]
pub struct VetoRow {
    /// Of which entry.
    pub entry_id: i64,
    /// Id of the veto.
    pub veto: String,
    /// Who raised it; empty where it was computed.
    pub raised_by: String,
    /// Why.
    pub raise_reason: String,
    /// When.
    pub raised_at: Option<DateTime<Utc>>,
    /// Who lifted it.
    pub lifted_by: String,
    /// Why.
    pub lift_reason: String,
    /// When.
    pub lifted_at: Option<DateTime<Utc>>,
}

/// An objection.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ObjectionRow {
    /// Number.
    pub id: i64,
    /// Of which entry.
    pub entry_id: i64,
    /// Id of the item or veto.
    pub about: String,
    /// What the tribunal says.
    pub text: String,
    /// JSON list of files.
    pub files: String,
    /// Who.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
    /// `upheld` or `rejected`.
    pub decision: Option<String>,
    /// Points in hundredths.
    pub points: Option<i64>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub decided_by: String,
    /// When.
    pub decided_at: Option<DateTime<Utc>>,
}

/// What was published.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct PublicationRow {
    /// Which campaign.
    pub campaign_id: i64,
    /// Word for word.
    pub text: String,
    /// Its SHA-256.
    pub sha256: String,
    /// By whom.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A recognition.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct RecognitionRow {
    /// Number.
    pub id: i64,
    /// In which campaign.
    pub campaign_id: i64,
    /// Of which tribunal.
    pub unit_id: i64,
    /// Id of the result.
    pub result: String,
    from_day: String,
    until_day: String,
    standing: String,
    /// Counts its changes.
    pub revision: i64,
}

impl RecognitionRow {
    /// First and last day.
    pub fn days(&self) -> Result<(NaiveDate, NaiveDate), StoreError> {
        let day = |text: &str| {
            text.parse().map_err(|_| StoreError::Corrupt {
                table: "recognitions",
                column: "from_day",
                value: text.to_owned(),
            })
        };
        Ok((day(&self.from_day)?, day(&self.until_day)?))
    }

    /// Whether it holds, as stored: without regard to the day.
    pub fn standing(&self) -> Result<Standing, StoreError> {
        Standing::from_word(&self.standing).ok_or_else(|| StoreError::Corrupt {
            table: "recognitions",
            column: "standing",
            value: self.standing.clone(),
        })
    }
}

impl Db {
    /// What was decided about vetoes of some entries.
    pub async fn vetoes(&self, entries: &[i64]) -> Result<Vec<VetoRow>, StoreError> {
        let sql = among!(self.engine(), "select * from review_vetoes where entry_id", "$1", "");
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(entries)).fetch_all(pool))?)
    }

    /// Objections of some entries: undecided first, then the newest.
    pub async fn objections(&self, entries: &[i64]) -> Result<Vec<ObjectionRow>, StoreError> {
        let sql = among!(
            self.engine(),
            "select * from review_objections where entry_id",
            "$1",
            " order by decision is not null, id desc"
        );
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(entries)).fetch_all(pool))?)
    }

    /// An objection.
    pub async fn objection(&self, id: i64) -> Result<Option<ObjectionRow>, StoreError> {
        let sql = "select * from review_objections where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// What was published of a campaign.
    pub async fn publication(&self, campaign: i64) -> Result<Option<PublicationRow>, StoreError> {
        let sql = "select * from review_publications where campaign_id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(campaign).fetch_optional(pool))?)
    }

    /// The hash and time of what was published, without its text.
    pub async fn published(&self, campaign: i64) -> Result<Option<(String, DateTime<Utc>)>, StoreError> {
        let sql = "select sha256, at from review_publications where campaign_id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(campaign).fetch_optional(pool))?)
    }

    /// All recognitions, the newest first.
    pub async fn recognitions(&self) -> Result<Vec<RecognitionRow>, StoreError> {
        let sql = "select * from recognitions order by id desc";
        Ok(read!(self, pool => sqlx::query_as(sql).fetch_all(pool))?)
    }

    /// The recognition that a campaign has given to a tribunal.
    pub async fn recognition_of(
        &self,
        campaign: i64,
        unit: i64,
    ) -> Result<Option<RecognitionRow>, StoreError> {
        let sql = "select * from recognitions where campaign_id = $1 and unit_id = $2";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(campaign).bind(unit).fetch_optional(pool))?)
    }

    /// Recognitions whose term is over, without those that were taken away or superseded, and those of which it is noted.
    pub async fn lapsed_recognitions(&self, today: NaiveDate) -> Result<Vec<RecognitionRow>, StoreError> {
        let sql = "select * from recognitions r where until_day < $1 and standing <> 'withdrawn' and not exists
                (select 1 from recognition_events e where e.recognition_id = r.id and e.what in ('expired', 'superseded'))
            order by id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(today.to_string()).fetch_all(pool))?)
    }

    /// What became of some recognitions, in order.
    pub async fn recognition_events(
        &self,
        ids: &[i64],
    ) -> Result<Vec<(i64, String, String, String, DateTime<Utc>)>, StoreError> {
        let sql = among!(
            self.engine(),
            "select recognition_id, what, actor, reason, at from recognition_events where recognition_id",
            "$1",
            " order by recognition_id, seq"
        );
        Ok(read!(self, pool => sqlx::query_as(sql).bind(list(ids)).fetch_all(pool))?)
    }
}

impl Tx {
    /// Keeps what was decided about a veto.
    pub async fn put_veto(&mut self, row: &VetoRow) -> Result<(), StoreError> {
        let sql = "insert into review_vetoes
                (entry_id, veto, raised_by, raise_reason, raised_at, lifted_by, lift_reason, lifted_at)
            values ($1, $2, $3, $4, $5, $6, $7, $8)
            on conflict (entry_id, veto) do update set raised_by = excluded.raised_by,
                raise_reason = excluded.raise_reason, raised_at = excluded.raised_at,
                lifted_by = excluded.lifted_by, lift_reason = excluded.lift_reason, lifted_at = excluded.lifted_at";
        execute!(
            self,
            sqlx::query(sql)
                .bind(row.entry_id)
                .bind(&row.veto)
                .bind(&row.raised_by)
                .bind(&row.raise_reason)
                .bind(row.raised_at)
                .bind(&row.lifted_by)
                .bind(&row.lift_reason)
                .bind(row.lifted_at)
        )?;
        Ok(())
    }

    /// Keeps an objection; an undecided one about the same is replaced. Whether there was room for it.
    pub async fn put_objection(
        &mut self,
        entry: i64,
        (about, text, files): (&str, &str, &[i64]),
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<bool, StoreError> {
        let sql = "insert into review_objections (entry_id, about, text, files, actor, at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (entry_id, about) do update set text = excluded.text, files = excluded.files,
                actor = excluded.actor, at = excluded.at
            where review_objections.decision is null";
        let files = list(files);
        Ok(execute!(
            self,
            sqlx::query(sql).bind(entry).bind(about).bind(text).bind(&files).bind(actor).bind(at)
        )? > 0)
    }

    /// Keeps a decision.
    pub async fn decide_objection(
        &mut self,
        id: i64,
        (decision, points, reason): (&str, Option<i64>, &str),
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "update review_objections set decision = $2, points = $3, reason = $4, decided_by = $5,
            decided_at = $6 where id = $1";
        execute!(
            self,
            sqlx::query(sql).bind(id).bind(decision).bind(points).bind(reason).bind(actor).bind(at)
        )?;
        Ok(())
    }

    /// How many objections of a campaign are not decided.
    pub async fn undecided(&mut self, campaign: i64) -> Result<i64, StoreError> {
        let sql = "select count(*) from review_objections o join review_entries e on e.id = o.entry_id
            where e.campaign_id = $1 and o.decision is null";
        Ok(write!(self, conn => sqlx::query_scalar(sql).bind(campaign).fetch_one(conn))?)
    }

    /// Publishes.
    pub async fn publish(
        &mut self,
        campaign: i64,
        (text, sha256): (&str, &str),
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "insert into review_publications (campaign_id, text, sha256, actor, at) values ($1, $2, $3, $4, $5)";
        execute!(self, sqlx::query(sql).bind(campaign).bind(text).bind(sha256).bind(actor).bind(at))?;
        Ok(())
    }

    /// Gives a recognition.
    pub async fn create_recognition(
        &mut self,
        (campaign, unit, result): (i64, i64, &str),
        (from, until): (NaiveDate, NaiveDate),
        (actor, at): (&str, DateTime<Utc>),
    ) -> Result<i64, StoreError> {
        let sql =
            "insert into recognitions (campaign_id, unit_id, result, from_day, until_day, standing, revision)
            values ($1, $2, $3, $4, $5, 'valid', 1) returning id";
        let id = write!(self, conn => sqlx::query_scalar(sql).bind(campaign).bind(unit).bind(result)
            .bind(from.to_string()).bind(until.to_string()).fetch_one(conn))?;
        self.add_recognition_event(id, "given", (actor, "", at)).await?;
        Ok(id)
    }

    /// A recognition.
    pub async fn recognition(&mut self, id: i64) -> Result<Option<RecognitionRow>, StoreError> {
        let sql = "select * from recognitions where id = $1";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(id).fetch_optional(conn))?)
    }

    /// What became of a recognition: what was done and when, in order.
    pub async fn recognition_moves(&mut self, id: i64) -> Result<Vec<(String, DateTime<Utc>)>, StoreError> {
        let sql = "select what, at from recognition_events where recognition_id = $1 order by seq";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(id).fetch_all(conn))?)
    }

    /// Notes what became of it.
    pub async fn add_recognition_event(
        &mut self,
        id: i64,
        what: &str,
        (actor, reason, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "insert into recognition_events (recognition_id, seq, what, actor, reason, at)
            select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5 from recognition_events where recognition_id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(what).bind(actor).bind(reason).bind(at))?;
        Ok(())
    }

    /// Ends a recognition before its term: `what` became of it, by whom, when.
    pub async fn end_recognition(
        &mut self,
        id: i64,
        last: NaiveDate,
        (what, by, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "update recognitions set until_day = $2, revision = revision + 1 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(last.to_string()))?;
        self.add_recognition_event(id, what, (by, "", at)).await
    }

    /// Moves a recognition.
    pub async fn move_recognition(
        &mut self,
        id: i64,
        what: StandingMove,
        to: Standing,
        words: (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "update recognitions set standing = $2, revision = revision + 1 where id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(to.as_str()))?;
        self.add_recognition_event(id, what.as_str(), words).await
    }
}
