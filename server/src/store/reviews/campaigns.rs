//! Campaigns, what was done with them, their reviewers and conflicts of interest.

use crate::store::db::{Db, StoreError, Tx, execute, read, write};
use app::domain::{
    reviews::{Phase, Settings},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::FromRow;

/// A campaign as stored.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct CampaignRow {
    /// Number.
    pub id: i64,
    /// Chinese title.
    pub title_zh: String,
    /// English title.
    pub title_en: String,
    /// Whose tribunals may apply.
    pub unit_id: i64,
    /// Id of the standard.
    pub standard: String,
    /// Its edition.
    pub edition: String,
    /// The standard itself as JSON, once the campaign was opened.
    pub frozen: Option<String>,
    settings: String,
    phase: String,
    /// Counts its changes.
    pub revision: i64,
    /// Who has signed first.
    pub signed_by: String,
    /// Who has signed second.
    pub countersigned_by: String,
    /// When anything was last changed.
    pub changed_at: DateTime<Utc>,
}

impl CampaignRow {
    /// A draft that is not stored yet.
    pub fn draft(unit: UnitId, at: DateTime<Utc>) -> Self {
        Self {
            id: 0,
            title_zh: String::new(),
            title_en: String::new(),
            unit_id: unit.0,
            standard: String::new(),
            edition: String::new(),
            frozen: None,
            settings: String::new(),
            phase: Phase::Draft.as_str().to_owned(),
            revision: 0,
            signed_by: String::new(),
            countersigned_by: String::new(),
            changed_at: at,
        }
    }

    /// Where it stands.
    pub fn phase(&self) -> Result<Phase, StoreError> {
        Phase::from_word(&self.phase).ok_or_else(|| StoreError::Corrupt {
            table: "campaigns",
            column: "phase",
            value: self.phase.clone(),
        })
    }

    /// Puts it elsewhere.
    pub fn set_phase(&mut self, phase: Phase) {
        phase.as_str().clone_into(&mut self.phase);
    }

    /// What it has decided beforehand.
    pub fn settings(&self) -> Result<Settings, StoreError> {
        serde_json::from_str(&self.settings).map_err(|_| StoreError::Corrupt {
            table: "campaigns",
            column: "settings",
            value: self.settings.clone(),
        })
    }

    /// Decides.
    pub fn set_settings(&mut self, settings: &Settings) {
        self.settings = serde_json::to_string(settings).unwrap_or_default();
    }
}

/// Something that was done with a campaign.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct EventRow {
    /// In order, from 1.
    pub seq: i64,
    /// What.
    pub kind: String,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: DateTime<Utc>,
}

/// A reviewer of a campaign.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ReviewerRow {
    /// Name of the user.
    pub user_name: String,
    /// Where the reviewer comes from.
    pub home_id: Option<i64>,
}

/// A declared conflict of interest.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct ConflictRow {
    /// Whose.
    pub user_name: String,
    /// With which unit and all below it.
    pub unit_id: i64,
    /// Why.
    pub reason: String,
    /// Who said so.
    pub actor: String,
    /// When.
    pub at: DateTime<Utc>,
}

impl Db {
    /// All campaigns, the newest first. There are a few in a year.
    pub async fn campaigns(&self) -> Result<Vec<CampaignRow>, StoreError> {
        let sql = "select * from campaigns order by id desc";
        Ok(read!(self, pool => sqlx::query_as(sql).fetch_all(pool))?)
    }

    /// One.
    pub async fn campaign(&self, id: i64) -> Result<Option<CampaignRow>, StoreError> {
        let sql = "select * from campaigns where id = $1";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?)
    }

    /// What was done with one, in order.
    pub async fn campaign_events(&self, id: i64) -> Result<Vec<EventRow>, StoreError> {
        let sql = "select seq, kind, actor, reason, at from campaign_events where campaign_id = $1 order by seq";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_all(pool))?)
    }

    /// Its reviewers, by name.
    pub async fn campaign_reviewers(&self, id: i64) -> Result<Vec<ReviewerRow>, StoreError> {
        let sql = "select user_name, home_id from campaign_reviewers where campaign_id = $1 order by user_name";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_all(pool))?)
    }

    /// Campaigns in which somebody is a reviewer.
    pub async fn campaigns_reviewed_by(&self, user: &str) -> Result<Vec<i64>, StoreError> {
        let sql = "select campaign_id from campaign_reviewers where user_name = $1";
        Ok(read!(self, pool => sqlx::query_scalar(sql).bind(user).fetch_all(pool))?)
    }

    /// Conflicts of interest that were declared.
    pub async fn campaign_conflicts(&self, id: i64) -> Result<Vec<ConflictRow>, StoreError> {
        let sql = "select user_name, unit_id, reason, actor, at from campaign_conflicts
            where campaign_id = $1 order by user_name, unit_id";
        Ok(read!(self, pool => sqlx::query_as(sql).bind(id).fetch_all(pool))?)
    }
}

impl Tx {
    /// A campaign, held until the end of the transaction by [`Tx::lock_writers`].
    pub async fn campaign(&mut self, id: i64) -> Result<Option<CampaignRow>, StoreError> {
        let sql = "select * from campaigns where id = $1";
        Ok(write!(self, conn => sqlx::query_as(sql).bind(id).fetch_optional(conn))?)
    }

    /// Keeps a campaign: a new one where its number is 0. Gives its number; its revision is counted up.
    pub async fn put_campaign(&mut self, row: &CampaignRow, at: DateTime<Utc>) -> Result<i64, StoreError> {
        if row.id == 0 {
            let sql = "insert into campaigns (title_zh, title_en, unit_id, standard, edition, frozen, settings, phase,
                    revision, signed_by, countersigned_by, changed_at)
                values ($1, $2, $3, $4, $5, $6, $7, $8, 1, $9, $10, $11) returning id";
            return Ok(write!(self, conn => sqlx::query_scalar(sql).bind(&row.title_zh).bind(&row.title_en)
                .bind(row.unit_id).bind(&row.standard).bind(&row.edition).bind(&row.frozen).bind(&row.settings)
                .bind(&row.phase).bind(&row.signed_by).bind(&row.countersigned_by).bind(at).fetch_one(conn))?);
        }
        let sql = "update campaigns set title_zh = $2, title_en = $3, unit_id = $4, standard = $5, edition = $6,
                frozen = $7, settings = $8, phase = $9, signed_by = $10, countersigned_by = $11, changed_at = $12,
                revision = revision + 1
            where id = $1";
        execute!(
            self,
            sqlx::query(sql)
                .bind(row.id)
                .bind(&row.title_zh)
                .bind(&row.title_en)
                .bind(row.unit_id)
                .bind(&row.standard)
                .bind(&row.edition)
                .bind(&row.frozen)
                .bind(&row.settings)
                .bind(&row.phase)
                .bind(&row.signed_by)
                .bind(&row.countersigned_by)
                .bind(at)
        )?;
        Ok(row.id)
    }

    /// Notes what was done.
    pub async fn add_campaign_event(
        &mut self,
        id: i64,
        kind: &str,
        (actor, reason, at): (&str, &str, DateTime<Utc>),
    ) -> Result<(), StoreError> {
        let sql = "insert into campaign_events (campaign_id, seq, kind, actor, reason, at)
            select $1, coalesce(max(seq), 0) + 1, $2, $3, $4, $5 from campaign_events where campaign_id = $1";
        execute!(self, sqlx::query(sql).bind(id).bind(kind).bind(actor).bind(reason).bind(at))?;
        Ok(())
    }

    /// Names a reviewer, or says where a named one comes from.
    pub async fn put_reviewer(&mut self, id: i64, row: &ReviewerRow) -> Result<(), StoreError> {
        let sql = "insert into campaign_reviewers (campaign_id, user_name, home_id) values ($1, $2, $3)
            on conflict (campaign_id, user_name) do update set home_id = excluded.home_id";
        execute!(self, sqlx::query(sql).bind(id).bind(&row.user_name).bind(row.home_id))?;
        Ok(())
    }

    /// Leaves a reviewer out.
    pub async fn remove_reviewer(&mut self, id: i64, user: &str) -> Result<bool, StoreError> {
        let sql = "delete from campaign_reviewers where campaign_id = $1 and user_name = $2";
        Ok(execute!(self, sqlx::query(sql).bind(id).bind(user))? > 0)
    }

    /// Keeps a conflict of interest.
    pub async fn put_conflict(&mut self, id: i64, row: &ConflictRow) -> Result<(), StoreError> {
        let sql = "insert into campaign_conflicts (campaign_id, user_name, unit_id, reason, actor, at)
            values ($1, $2, $3, $4, $5, $6)
            on conflict (campaign_id, user_name, unit_id) do update set reason = excluded.reason,
                actor = excluded.actor, at = excluded.at";
        execute!(
            self,
            sqlx::query(sql)
                .bind(id)
                .bind(&row.user_name)
                .bind(row.unit_id)
                .bind(&row.reason)
                .bind(&row.actor)
                .bind(row.at)
        )?;
        Ok(())
    }
}
