//! Moves of an entry: admitting, handing in, standing by it, sending it back.

use super::{
    Campaign, Dealt, conflict,
    judging::{Voices, wants_mark},
    words,
};
use crate::{
    platform::{Platform, refusal},
    store::{
        Tx,
        reviews::{AnswerRow, Dossiers, EntryRow},
    },
};
use app::{
    api::{Failure, reviews::EntryOrder},
    domain::{
        permissions::{Actor, Role, may},
        reviews::{EntryMove, EntryState, Phase},
        units::{Level, Unit, UnitId},
    },
};

impl Platform {
    /// Takes values for some entries and keeps them.
    pub(super) async fn take_for(
        &self,
        tx: &mut Tx,
        campaign: &Campaign,
        entries: &[EntryRow],
    ) -> Result<(), Failure> {
        let units: Vec<&Unit> =
            entries.iter().filter_map(|entry| campaign.tree.get(UnitId(entry.unit_id))).collect();
        let taken = self.take(campaign, &units).await?;
        let nothing = Dossiers::default();
        for entry in entries {
            let taken = taken.get(&entry.unit_id).cloned().unwrap_or_default();
            let bases = serde_json::to_string(&taken).unwrap_or_default();
            let judged = Voices::of(&nothing).judge(&campaign.standard, &campaign.settings, entry.id, &taken);
            let wanted = campaign.standard.items().zip(&judged.plain.items).filter(|(item, plain)| {
                judged.said.contains_key(&item.id) && wants_mark(item, plain.computed)
            });
            let counts = (judged.said.len() as i64, wanted.count() as i64);
            tx.put_bases(entry.id, &bases, counts, self.now()).await?;
        }
        Ok(())
    }

    pub(super) async fn carry_out_move(
        &self,
        actor: &Actor,
        mut dealt: Dealt,
        order: &EntryOrder,
    ) -> Result<(), Failure> {
        let reason = words("reason", &order.reason, order.what.needs_reason())?;
        let mut tx = self.begin_with(&mut dealt).await?;
        let state = dealt.entry.state()?;
        let action = order.what.action(state);
        let Ok(after) = state.after(order.what) else {
            let last = self.db.entry_moves(dealt.entry.id).await?.pop();
            let again = last.is_some_and(|last| last.what == order.what.as_str() && last.actor == actor.name);
            if again && order.revision < dealt.entry.revision {
                return Ok(());
            }
            return Err(conflict("entry_state").with_value(state.as_str()));
        };
        let month = self.month();
        if !action.is_some_and(|action| may(actor, action, &dealt.unit, &dealt.campaign.tree, month)) {
            return Err(refusal(actor, &dealt.unit.code));
        }
        dealt.campaign.in_phase(&[Phase::Open])?;
        if dealt.entry.revision != order.revision {
            return Err(conflict("entry_changed"));
        }
        match order.what {
            EntryMove::Admit => self.admit(&mut tx, &dealt).await?,
            EntryMove::Submit => {
                let dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
                let lacks = dealt.lacks(&dossiers, &dealt.judge(&dossiers), self.today());
                if let Some(first) = lacks.first() {
                    let field = if first.item.is_empty() { "statement" } else { &first.item };
                    return Err(Failure::invalid(field, "assessment_lacks", lacks.len().to_string()));
                }
                self.note_reasons(&mut tx, &dealt, &dossiers, &[], actor).await?;
            }
            EntryMove::Return => {
                let dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
                self.note_reasons(&mut tx, &dealt, &dossiers, &order.items, actor).await?;
            }
            _ => {}
        }
        let now = self.now();
        tx.move_entry(dealt.entry.id, order.what, after, (&actor.name, reason, now)).await?;
        self.tell_of_move(&mut tx, &dealt, order.what, after, (&actor.name, reason)).await?;
        let detail = serde_json::json!({ "from": state, "to": after, "reason": reason });
        dealt.audit(&mut tx, self, actor, order.what.as_str(), detail).await?;
        self.commit(tx).await
    }

    /// Lets a tribunal take part; its values are taken, and those of all others that wait with it.
    async fn admit(&self, tx: &mut Tx, dealt: &Dealt) -> Result<(), Failure> {
        let entries = tx.entries(dealt.campaign.row.id).await?;
        let quota = dealt.campaign.settings.quota;
        let taking = entries.iter().filter(|entry| entry.state().is_ok_and(EntryState::takes_part)).count();
        if quota > 0 && taking as u32 >= quota {
            return Err(conflict("quota_reached").with_value(quota.to_string()));
        }
        if dealt.entry.values_at.is_none() {
            let waiting: Vec<EntryRow> =
                entries.into_iter().filter(|entry| entry.values_at.is_none()).collect();
            self.take_for(tx, &dealt.campaign, &waiting).await?;
        }
        Ok(())
    }

    /// What is sent back carries a reason at each item; what is handed in again carries none.
    async fn note_reasons(
        &self,
        tx: &mut Tx,
        dealt: &Dealt,
        dossiers: &Dossiers,
        reasons: &[(String, String)],
        actor: &Actor,
    ) -> Result<(), Failure> {
        for (item, why) in reasons {
            if dealt.campaign.standard.item(item).is_none() {
                return Err(Failure::not_found("item", item));
            }
            words(item, why, false)?;
        }
        for item in dealt.campaign.standard.items() {
            let known = dossiers.answers.iter().find(|answer| answer.item == item.id);
            let why =
                reasons.iter().find(|(id, _)| *id == item.id).map(|(_, why)| why.trim()).unwrap_or_default();
            let before = known.map(|answer| answer.reason.as_str()).unwrap_or_default();
            if why != before {
                let new = AnswerRow {
                    entry_id: dealt.entry.id,
                    item: item.id.clone(),
                    actor: actor.name.clone(),
                    at: self.now(),
                    ..AnswerRow::default()
                };
                let row = known.cloned().unwrap_or(new);
                tx.put_entry_answer(&AnswerRow { reason: why.to_owned(), ..row }).await?;
                if !why.is_empty() {
                    let version = (item.id.as_str(), "returned", why);
                    tx.add_revision(dealt.entry.id, version, None, (&actor.name, self.now())).await?;
                }
            }
        }
        Ok(())
    }

    async fn tell_of_move(
        &self,
        tx: &mut Tx,
        dealt: &Dealt,
        what: EntryMove,
        after: EntryState,
        by: (&str, &str),
    ) -> Result<(), Failure> {
        let head = Some((dealt.unit.id, Role::TribunalHead));
        let told = match (what, after) {
            (EntryMove::Admit, _) => head.map(|head| (head, "review_admitted")),
            (EntryMove::Decline, _) => head.map(|head| (head, "review_declined")),
            (EntryMove::Exclude, _) => head.map(|head| (head, "review_excluded")),
            (EntryMove::Return, _) => head.map(|head| (head, "review_returned")),
            (_, EntryState::Submitted) => {
                dealt.above(self, Level::Court).map(|court| ((court, Role::CourtManager), "review_waits"))
            }
            (_, EntryState::Endorsed) => {
                dealt.above(self, Level::City).map(|city| ((city, Role::CitySupervisor), "review_waits"))
            }
            _ => None,
        };
        match told {
            Some((whom, kind)) => dealt.tell(tx, self, whom, kind, by).await,
            None => Ok(()),
        }
    }
}
