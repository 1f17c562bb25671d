//! The phases of a campaign, and what must be true for each.

use super::{Campaign, conflict, words};
use crate::{platform::Platform, store::Tx};
use app::{
    api::{Failure, reviews::PhaseOrder},
    domain::{
        permissions::{Actor, Role},
        reviews::{EntryState, PhaseMove, Stage},
        units::UnitId,
    },
};

impl Platform {
    /// Moves a campaign. The same again, because the answer was lost on the way, changes nothing.
    pub(super) async fn change_phase(
        &self,
        actor: &Actor,
        mut campaign: Campaign,
        order: &PhaseOrder,
    ) -> Result<(), Failure> {
        let reason = words("reason", &order.reason, order.what.needs_reason())?;
        let now = self.now();
        let id = campaign.row.id;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let row = tx.campaign(id).await?.ok_or_else(|| Failure::not_found("campaign", id.to_string()))?;
        (campaign.phase, campaign.settings) = (row.phase()?, row.settings()?);
        campaign.row = row;
        let Ok(after) = campaign.phase.after(order.what) else {
            let last = self.db.campaign_events(id).await?.pop();
            let again = last.is_some_and(|last| last.kind == order.what.as_str() && last.actor == actor.name);
            if again && order.revision < campaign.row.revision {
                return Ok(());
            }
            return Err(conflict("campaign_phase").with_value(campaign.phase.as_str()));
        };
        if campaign.row.revision != order.revision {
            return Err(conflict("campaign_changed"));
        }
        match order.what {
            PhaseMove::Open => self.freeze_standard(&mut campaign)?,
            PhaseMove::Announce => self.announce_results(&mut tx, &campaign, &actor.name).await?,
            PhaseMove::Sign => {
                self.may_be_signed(&mut tx, &campaign).await?;
                campaign.row.signed_by.clone_from(&actor.name);
            }
            PhaseMove::Countersign => {
                if campaign.row.signed_by == actor.name {
                    return Err(conflict("signed_by_the_same"));
                }
                campaign.row.countersigned_by.clone_from(&actor.name);
            }
            PhaseMove::Unsign => {
                campaign.row.signed_by.clear();
                campaign.row.countersigned_by.clear();
            }
            PhaseMove::Publish => self.publish(&mut tx, &campaign, actor).await?,
            PhaseMove::Resume | PhaseMove::Cancel => {}
        }
        campaign.row.set_phase(after);
        tx.put_campaign(&campaign.row, now).await?;
        tx.add_campaign_event(id, order.what.as_str(), (&actor.name, reason, now)).await?;
        let detail = serde_json::json!({
            "campaign": id, "from": campaign.phase, "to": after, "reason": reason,
        });
        let action = format!("reviews.{}", order.what.as_str());
        tx.append_audit(now, &actor.name, &action, &campaign.unit.code, &detail).await?;
        self.commit(tx).await
    }

    fn freeze_standard(&self, campaign: &mut Campaign) -> Result<(), Failure> {
        if campaign.settings.values_to >= self.month() {
            return Err(Failure::invalid(
                "values_to",
                "month_not_over",
                campaign.settings.values_to.to_string(),
            ));
        }
        let frozen = serde_json::to_string(&campaign.standard);
        campaign.row.frozen = Some(frozen.map_err(|_| Failure::internal("standard"))?);
        Ok(())
    }

    async fn announce_results(&self, tx: &mut Tx, campaign: &Campaign, by: &str) -> Result<(), Failure> {
        let last = campaign.settings.calendar.last(Stage::Objections);
        if self.today() > last {
            return Err(conflict("objections_over").with_value(last.to_string()));
        }
        let entries = tx.entries(campaign.row.id).await?;
        let mut unsettled = 0;
        let mut settled = Vec::new();
        for entry in entries {
            match entry.state()? {
                EntryState::Reviewed => settled.push(entry),
                state if state.takes_part() => unsettled += 1,
                _ => {}
            }
        }
        if unsettled > 0 {
            return Err(conflict("entries_unsettled").with_value(unsettled.to_string()));
        }
        if settled.is_empty() {
            return Err(conflict("no_entries"));
        }
        let numbers: Vec<i64> = settled.iter().map(|entry| entry.id).collect();
        let waiting = self.db.checks(&numbers).await?.iter().filter(|check| check.done_at.is_none()).count();
        if waiting > 0 {
            return Err(conflict("checks_open").with_value(waiting.to_string()));
        }
        for entry in settled {
            let unit = UnitId(entry.unit_id);
            if let Some(tribunal) = campaign.tree.get(unit) {
                let head = (unit, Role::TribunalHead);
                campaign.tell(tx, self, tribunal, head, "review_announced", (by, "")).await?;
            }
        }
        Ok(())
    }

    /// Nobody signs before every objection is decided and the time for objecting is over.
    async fn may_be_signed(&self, tx: &mut Tx, campaign: &Campaign) -> Result<(), Failure> {
        let undecided = tx.undecided(campaign.row.id).await?;
        if undecided > 0 {
            return Err(conflict("objections_undecided").with_value(undecided.to_string()));
        }
        let last = campaign.settings.calendar.last(Stage::Objections);
        if self.today() <= last {
            return Err(conflict("objections_open").with_value(last.to_string()));
        }
        Ok(())
    }
}
