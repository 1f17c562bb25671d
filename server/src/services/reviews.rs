//! Reviews: campaigns, entries, marks, checks, results, recognitions.
//!
//! Whoever changes something holds the lock of writers and reads what is stored through the pool: nobody else can write
//! meanwhile, so what is read is how it stands.

mod board;
mod campaigns;
mod checks;
mod desk;
mod drawing;
mod entries;
mod evidence;
mod issuing;
mod judging;
mod moving;
mod objections;
mod of_unit;
mod phases;
mod pool;
mod publishing;
mod recognitions;
mod rescoring;
mod results;
mod settling;
mod showing;
mod standing;
mod viewing;

pub use judging::Gathered;

use crate::{
    platform::{Platform, refusal},
    store::{
        NewNotice, Tx,
        reviews::{CampaignRow, EntryRow},
    },
};
use app::{
    api::{Failure, FailureKind, reviews::EntryAddress},
    domain::{
        permissions::{Action, Actor, Role, may},
        reviews::{Phase, Settings},
        standards::Standard,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::sync::Arc;

/// Characters of a reason, a statement, an objection.
const LONGEST: usize = 4_000;

/// A campaign with all that is needed to deal with it.
struct Campaign {
    tree: Arc<Tree>,
    row: CampaignRow,
    phase: Phase,
    settings: Settings,
    standard: Standard,
    /// Whose tribunals may apply.
    unit: Unit,
}

/// An entry with its campaign.
struct Dealt {
    campaign: Campaign,
    unit: Unit,
    entry: EntryRow,
}

/// Chinese and English.
fn names(unit: &Unit) -> (String, String) {
    (unit.name.clone(), unit.name_en.clone())
}

/// The user behind an actor, as reviewers are named.
///
/// Tokens, the command line and those who are not signed in are nobody's user.
fn user_of(actor: &Actor) -> Option<&str> {
    actor.name.strip_prefix("user:")
}

/// Words as `field` of an order.
fn words<'a>(field: &str, text: &'a str, needed: bool) -> Result<&'a str, Failure> {
    let text = text.trim();
    if needed && text.is_empty() {
        return Err(Failure::invalid(field, "missing", field));
    }
    if text.chars().count() > LONGEST {
        return Err(Failure::invalid(field, "too_long", LONGEST.to_string()));
    }
    Ok(text)
}

fn conflict(reason: &str) -> Failure {
    Failure::new(FailureKind::Conflict, reason)
}

impl Platform {
    /// A campaign, whoever asks.
    async fn campaign(&self, id: i64) -> Result<Campaign, Failure> {
        let tree = self.tree().await?;
        let row =
            self.db.campaign(id).await?.ok_or_else(|| Failure::not_found("campaign", id.to_string()))?;
        self.campaign_of(tree, row).await
    }

    async fn campaign_of(&self, tree: Arc<Tree>, row: CampaignRow) -> Result<Campaign, Failure> {
        let unit = tree.get(UnitId(row.unit_id)).cloned();
        let unit = unit.ok_or_else(|| Failure::not_found("unit", row.unit_id.to_string()))?;
        let standard = match &row.frozen {
            Some(frozen) => serde_json::from_str(frozen).map_err(|error| {
                tracing::error!(%error, campaign = row.id, "a frozen standard cannot be read");
                Failure::internal("standard")
            })?,
            None => (*self.standard(&row.standard, &row.edition).await?).clone(),
        };
        let (phase, settings) = (row.phase()?, row.settings()?);
        Ok(Campaign { tree, row, phase, settings, standard, unit })
    }

    /// A campaign for somebody who runs it.
    async fn run_campaign(&self, actor: &Actor, id: i64) -> Result<Campaign, Failure> {
        let campaign = self.campaign(id).await?;
        if self.runs(actor, &campaign) { Ok(campaign) } else { Err(refusal(actor, &campaign.unit.code)) }
    }

    fn runs(&self, actor: &Actor, campaign: &Campaign) -> bool {
        may(actor, Action::RunCampaigns, &campaign.unit, &campaign.tree, self.month())
    }

    /// An entry, whoever asks.
    async fn dealt(&self, address: &EntryAddress) -> Result<Dealt, Failure> {
        let campaign = self.campaign(address.campaign).await?;
        let unit = campaign.tree.by_code(&address.unit).cloned();
        let unit = unit.ok_or_else(|| Failure::not_found("unit", &address.unit))?;
        let entry = self.db.entry(campaign.row.id, unit.id.0).await?;
        let entry = entry.ok_or_else(|| Failure::not_found("entry", &address.unit))?;
        Ok(Dealt { campaign, unit, entry })
    }

    /// An entry for somebody who may do `action` at its tribunal.
    async fn deal_with_entry(
        &self,
        actor: &Actor,
        action: Action,
        address: &EntryAddress,
    ) -> Result<Dealt, Failure> {
        self.authorise(actor, action, "unit", &address.unit).await?;
        self.dealt(address).await
    }

    /// Begins to change something about a campaign: nobody else writes until the transaction ends. The campaign is as it
    /// stands, and in one of these phases.
    async fn begin_on(&self, campaign: &mut Campaign, phases: &[Phase]) -> Result<Tx, Failure> {
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let id = campaign.row.id;
        let row = tx.campaign(id).await?.ok_or_else(|| Failure::not_found("campaign", id.to_string()))?;
        (campaign.phase, campaign.settings) = (row.phase()?, row.settings()?);
        campaign.row = row;
        campaign.in_phase(phases)?;
        Ok(tx)
    }

    /// Begins to change something about an entry: nobody else writes until the transaction ends. Gives the entry as it
    /// stands.
    async fn begin_with(&self, dealt: &mut Dealt) -> Result<Tx, Failure> {
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let (campaign, unit) = (dealt.entry.campaign_id, dealt.entry.unit_id);
        let entry = tx.entry(campaign, unit).await?;
        dealt.entry = entry.ok_or_else(|| Failure::not_found("entry", &dealt.unit.code))?;
        let row = tx.campaign(campaign).await?;
        let row = row.ok_or_else(|| Failure::not_found("campaign", campaign.to_string()))?;
        (dealt.campaign.phase, dealt.campaign.settings) = (row.phase()?, row.settings()?);
        dealt.campaign.row = row;
        Ok(tx)
    }
}

impl Dealt {
    fn address(&self) -> EntryAddress {
        EntryAddress { campaign: self.campaign.row.id, unit: self.unit.code.clone() }
    }

    /// The unit of a level above the tribunal.
    fn above(&self, platform: &Platform, level: Level) -> Option<UnitId> {
        let tree = &self.campaign.tree;
        tree.path(self.unit.id, platform.month())
            .find(|id| tree.get(*id).is_some_and(|unit| unit.level == level))
    }

    /// Tells those who hold a role at a unit something about this entry.
    async fn tell(
        &self,
        tx: &mut Tx,
        platform: &Platform,
        whom: (UnitId, Role),
        kind: &str,
        words: (&str, &str),
    ) -> Result<(), Failure> {
        self.campaign.tell(tx, platform, &self.unit, whom, kind, words).await
    }

    /// Writes what was done into the audit log.
    async fn audit(
        &self,
        tx: &mut Tx,
        platform: &Platform,
        actor: &Actor,
        what: &str,
        mut detail: serde_json::Value,
    ) -> Result<(), Failure> {
        if let Some(detail) = detail.as_object_mut() {
            detail.insert("campaign".to_owned(), self.campaign.row.id.into());
        }
        let action = format!("reviews.{what}");
        Ok(tx.append_audit(platform.now(), &actor.name, &action, &self.unit.code, &detail).await?)
    }
}

impl Campaign {
    /// Tells those who hold a role at a unit something about the entry of a tribunal.
    async fn tell(
        &self,
        tx: &mut Tx,
        platform: &Platform,
        tribunal: &Unit,
        (unit, role): (UnitId, Role),
        kind: &str,
        (by, reason): (&str, &str),
    ) -> Result<(), Failure> {
        let entry = EntryAddress { campaign: self.row.id, unit: tribunal.code.clone() };
        let title = [&self.row.title_zh, &self.row.title_en];
        let detail = serde_json::json!({ "entry": entry, "campaign": title, "by": by, "reason": reason });
        let (about, at) = (tribunal.id, platform.now());
        Ok(tx.put_notice(&NewNotice { unit, role, kind, about, detail: &detail, at }).await?)
    }

    /// The city that a tribunal belongs to.
    fn city(&self, platform: &Platform, tribunal: UnitId) -> Option<&Unit> {
        let path = self.tree.path(tribunal, platform.month());
        path.filter_map(|id| self.tree.get(id)).find(|unit| unit.level == Level::City)
    }

    /// Names of that city.
    fn city_names(&self, platform: &Platform, tribunal: UnitId) -> (String, String) {
        self.city(platform, tribunal).map(names).unwrap_or_default()
    }

    /// Refuses what can be done in some phases only.
    fn in_phase(&self, phases: &[Phase]) -> Result<(), Failure> {
        if phases.contains(&self.phase) {
            Ok(())
        } else {
            Err(conflict("campaign_phase").with_value(self.phase.as_str()))
        }
    }
}
