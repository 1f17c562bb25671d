//! Vetoes raised and lifted by people, and objections.

use super::{
    Campaign, Dealt, Platform, conflict,
    judging::{Judged, Taken},
    names, words,
};
use crate::{
    platform::refusal,
    services::values::instant,
    store::reviews::{Dossiers, ObjectionRow as Stored, VetoRow},
};
use app::{
    api::{
        Failure,
        reviews::{DecisionOrder, EntryAddress, ObjectionOrder, ObjectionRow, VetoOrder, VetoView},
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        reviews::{EntryState, Phase, Stage, check_mark},
        standards::{Points, Veto},
        units::{Unit, UnitId},
    },
};
use std::collections::HashMap;

/// Files of one objection.
const MOST_FILES: usize = 20;

/// Whether a veto can still be lifted.
fn can_be_lifted(veto: &Veto, phase: Phase) -> bool {
    match veto.until.as_str() {
        "review" => phase == Phase::Open,
        // Nothing changes under a signature: whoever wants to lift a veto then takes the signatures back first.
        _ => matches!(phase, Phase::Open | Phase::Objections),
    }
}

impl Platform {
    /// Whether somebody holds the role that lifts a veto, over the tribunal.
    fn may_lift(&self, actor: &Actor, campaign: &Campaign, unit: &Unit, role: Role) -> bool {
        let (tree, month) = (&campaign.tree, self.month());
        let holds =
            actor.grants.iter().any(|grant| grant.role == role && tree.is_within(unit.id, grant.unit, month));
        actor.operator || holds
    }

    /// The vetoes of a tribunal that hold or were lifted.
    pub(super) fn veto_views(
        &self,
        actor: &Actor,
        dealt: &Dealt,
        dossiers: &Dossiers,
        judged: &Judged,
        taken: &Taken,
    ) -> Vec<VetoView> {
        let campaign = &dealt.campaign;
        let view = |found: &app::domain::standards::VetoFound| {
            let veto = campaign.standard.vetoes.iter().find(|veto| veto.id == found.id)?;
            let row =
                dossiers.vetoes.iter().find(|row| row.entry_id == dealt.entry.id && row.veto == veto.id);
            let said = |by: &str, reason: &str, at: Option<chrono::DateTime<chrono::Utc>>| {
                at.map(|at| (by.to_owned(), reason.to_owned(), instant(at)))
            };
            let lifts = !found.lifted
                && can_be_lifted(veto, campaign.phase)
                && self.may_lift(actor, campaign, &dealt.unit, veto.lifted_by);
            Some(VetoView {
                id: veto.id.clone(),
                name: (veto.zh.clone(), veto.en.clone()),
                basis: taken.bases.get(&veto.id).cloned().filter(|_| found.value.is_some()),
                raised: row.and_then(|row| said(&row.raised_by, &row.raise_reason, row.raised_at)),
                lifted: row.and_then(|row| said(&row.lifted_by, &row.lift_reason, row.lifted_at)),
                may_lift: lifts,
            })
        };
        judged.scored.vetoes.iter().filter_map(view).collect()
    }

    /// Whether somebody may raise a veto by hand: whoever runs the campaign, and the city that has checked.
    fn raises(&self, actor: &Actor, dealt: &Dealt) -> bool {
        let campaign = &dealt.campaign;
        matches!(campaign.phase, Phase::Open | Phase::Objections)
            && (self.runs(actor, campaign)
                || may(actor, Action::CheckAssessments, &dealt.unit, &campaign.tree, self.month()))
    }

    /// Vetoes that can be raised by hand by somebody now.
    pub(super) fn may_raise(&self, actor: &Actor, dealt: &Dealt, judged: &Judged) -> Vec<String> {
        if !self.raises(actor, dealt) {
            return vec![];
        }
        let by_hand = dealt.campaign.standard.vetoes.iter().filter(|veto| veto.formula.is_none());
        let free = by_hand.filter(|veto| !judged.scored.vetoes.iter().any(|found| found.id == veto.id));
        free.map(|veto| veto.id.clone()).collect()
    }

    pub(super) async fn change_veto(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        order: &VetoOrder,
    ) -> Result<(), Failure> {
        let mut dealt = self.deal_with_entry(actor, Action::ReadReviews, address).await?;
        let reason = words("reason", &order.reason, true)?;
        let mut tx = self.begin_with(&mut dealt).await?;
        let veto = dealt.campaign.standard.vetoes.iter().find(|veto| veto.id == order.veto).cloned();
        let veto = veto.ok_or_else(|| Failure::not_found("veto", &order.veto))?;
        let known = self.db.vetoes(&[dealt.entry.id]).await?.into_iter().find(|row| row.veto == veto.id);
        let mut row = known.unwrap_or(VetoRow {
            entry_id: dealt.entry.id,
            veto: veto.id.clone(),
            ..VetoRow::default()
        });
        let now = Some(self.now());
        if order.lift {
            if !self.may_lift(actor, &dealt.campaign, &dealt.unit, veto.lifted_by) {
                return Err(refusal(actor, &dealt.unit.code));
            }
            if !can_be_lifted(&veto, dealt.campaign.phase) {
                return Err(conflict("veto_stands").with_value(dealt.campaign.phase.as_str()));
            }
            let dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
            if !dealt.judge(&dossiers).scored.vetoes.iter().any(|found| found.id == veto.id) {
                return Err(conflict("no_veto"));
            }
            if row.lifted_at.is_some() {
                return Ok(());
            }
            (row.lifted_by, row.lift_reason, row.lifted_at) = (actor.name.clone(), reason.to_owned(), now);
        } else {
            if !self.raises(actor, &dealt) {
                return Err(refusal(actor, &dealt.unit.code));
            }
            if veto.formula.is_some() {
                return Err(Failure::invalid("veto", "computed_veto", &veto.id));
            }
            // Nobody is vetoed who can no longer object.
            let last = dealt.campaign.settings.calendar.last(Stage::Objections);
            if dealt.campaign.phase == Phase::Objections && self.today() > last {
                return Err(conflict("objections_over").with_value(last.to_string()));
            }
            if row.raised_at.is_some() && row.lifted_at.is_none() {
                return Ok(());
            }
            (row.raised_by, row.raise_reason, row.raised_at) = (actor.name.clone(), reason.to_owned(), now);
            (row.lifted_by, row.lift_reason, row.lifted_at) = (String::new(), String::new(), None);
        }
        tx.put_veto(&row).await?;
        let what = if order.lift { "lift_veto" } else { "raise_veto" };
        // In public view of the campaign: among what was done with it.
        let text = format!("{} · {} · {reason}", dealt.unit.name, veto.zh);
        let event = (actor.name.as_str(), text.as_str(), self.now());
        tx.add_campaign_event(dealt.campaign.row.id, what, event).await?;
        let head = (dealt.unit.id, Role::TribunalHead);
        dealt.tell(&mut tx, self, head, &format!("review_{what}"), (&actor.name, reason)).await?;
        dealt
            .audit(&mut tx, self, actor, what, serde_json::json!({ "veto": veto.id, "reason": reason }))
            .await?;
        self.commit(tx).await
    }

    pub(super) async fn keep_objection(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        order: &ObjectionOrder,
    ) -> Result<(), Failure> {
        let mut dealt = self.deal_with_entry(actor, Action::AssessSelf, address).await?;
        let text = words("text", &order.text, true)?;
        if order.files.len() > MOST_FILES {
            return Err(Failure::invalid("files", "too_many_pieces", MOST_FILES.to_string()));
        }
        let mut tx = self.begin_with(&mut dealt).await?;
        dealt.campaign.in_phase(&[Phase::Objections])?;
        let last = dealt.campaign.settings.calendar.last(Stage::Objections);
        if self.today() > last {
            return Err(conflict("objections_over").with_value(last.to_string()));
        }
        if dealt.entry.state()? != EntryState::Reviewed {
            return Err(conflict("entry_state").with_value(dealt.entry.state()?.as_str()));
        }
        let dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
        let judged = dealt.judge(&dossiers);
        let is_veto = judged.scored.vetoes.iter().any(|found| found.id == order.about);
        if !is_veto && !judged.said.contains_key(&order.about) {
            return Err(Failure::not_found("about", &order.about));
        }
        for file in &order.files {
            if !tx.use_file(*file, dealt.unit.id).await? {
                return Err(Failure::not_found("file", file.to_string()));
            }
        }
        let words = (order.about.as_str(), text, order.files.as_slice());
        if !tx.put_objection(dealt.entry.id, words, (&actor.name, self.now())).await? {
            return Err(conflict("objection_decided"));
        }
        let province = (dealt.campaign.unit.id, Role::ProvincialSupervisor);
        dealt.tell(&mut tx, self, province, "review_objection", (&actor.name, text)).await?;
        dealt.audit(&mut tx, self, actor, "object", serde_json::json!({ "about": order.about })).await?;
        self.commit(tx).await
    }

    pub(super) async fn objections_of(
        &self,
        actor: &Actor,
        campaign: i64,
    ) -> Result<Vec<ObjectionRow>, Failure> {
        let campaign = self.seen_campaign(actor, campaign).await?;
        let entries = self.db.entries(campaign.row.id).await?;
        let month = self.month();
        let seen = entries.iter().filter_map(|entry| {
            let unit = campaign.tree.get(UnitId(entry.unit_id))?;
            may(actor, Action::ReadReviews, unit, &campaign.tree, month).then_some((entry.id, unit))
        });
        let seen: Vec<(i64, &Unit)> = seen.collect();
        let numbers: Vec<i64> = seen.iter().map(|(entry, _)| *entry).collect();
        let stored = self.db.objections(&numbers).await?;
        self.objection_rows(&campaign, &seen, stored).await
    }

    pub(super) async fn objection_rows(
        &self,
        campaign: &Campaign,
        units: &[(i64, &Unit)],
        stored: Vec<Stored>,
    ) -> Result<Vec<ObjectionRow>, Failure> {
        let numbers = |text: &str| serde_json::from_str::<Vec<i64>>(text).unwrap_or_default();
        let all: Vec<i64> = stored.iter().flat_map(|row| numbers(&row.files)).collect();
        let files: HashMap<i64, String> =
            self.db.files_by_id(&all).await?.into_iter().map(|file| (file.id, file.name)).collect();
        let rows = stored.into_iter().filter_map(|row| {
            let (_, unit) = units.iter().find(|(entry, _)| *entry == row.entry_id)?;
            let named = |id: &i64| Some((*id, files.get(id)?.clone()));
            Some(ObjectionRow {
                id: row.id,
                campaign: campaign.row.id,
                unit: unit.code.clone(),
                unit_name: names(unit),
                about_name: name_of(campaign, &row.about),
                about: row.about,
                text: row.text,
                files: numbers(&row.files).iter().filter_map(named).collect(),
                by: row.actor,
                at: instant(row.at),
                decision: row.decision,
                points: row.points.map(|points| Points::hundredths(points).to_string()),
                reason: row.reason,
                decided_by: row.decided_by,
                decided_at: row.decided_at.map(instant),
            })
        });
        Ok(rows.collect())
    }

    pub(super) async fn decide(&self, actor: &Actor, order: &DecisionOrder) -> Result<(), Failure> {
        self.authorise_somewhere(actor, Action::RunCampaigns).await?;
        let unknown = || Failure::not_found("objection", order.id.to_string());
        let stored = self.db.objection(order.id).await?.ok_or_else(unknown)?;
        let entry = self.db.entry_by_id(stored.entry_id).await?.ok_or_else(unknown)?;
        let campaign = self.run_campaign(actor, entry.campaign_id).await?;
        let unit = campaign.tree.get(UnitId(entry.unit_id)).cloned().ok_or_else(unknown)?;
        let reason = words("reason", &order.reason, true)?;
        if !matches!(order.decision.as_str(), "upheld" | "rejected") {
            return Err(Failure::invalid("decision", "unknown_decision", &order.decision));
        }
        let mut dealt = Dealt { campaign, unit, entry };
        let mut tx = self.begin_with(&mut dealt).await?;
        dealt.campaign.in_phase(&[Phase::Objections])?;
        let stored = self.db.objection(order.id).await?.ok_or_else(unknown)?;
        if stored.decision.is_some() {
            return Err(conflict("objection_decided"));
        }
        let mut points = None;
        let upheld = order.decision == "upheld";
        match dealt.campaign.standard.item(&stored.about) {
            Some(item) if upheld => {
                let typed = Points::typed(&order.points).filter(|points| check_mark(item, *points).is_ok());
                let typed =
                    typed.ok_or_else(|| Failure::invalid("points", "bad_points", item.points.to_string()))?;
                points = Some(typed.as_hundredths());
            }
            None if upheld => {
                let veto = dealt.campaign.standard.vetoes.iter().find(|veto| veto.id == stored.about);
                let veto = veto.ok_or_else(unknown)?;
                if !self.may_lift(actor, &dealt.campaign, &dealt.unit, veto.lifted_by) {
                    return Err(refusal(actor, &dealt.unit.code));
                }
                if !can_be_lifted(veto, dealt.campaign.phase) {
                    return Err(conflict("veto_stands").with_value(dealt.campaign.phase.as_str()));
                }
                let known =
                    self.db.vetoes(&[dealt.entry.id]).await?.into_iter().find(|row| row.veto == veto.id);
                let row = known.unwrap_or(VetoRow {
                    entry_id: dealt.entry.id,
                    veto: veto.id.clone(),
                    ..VetoRow::default()
                });
                let lifted = VetoRow {
                    lifted_by: actor.name.clone(),
                    lift_reason: reason.to_owned(),
                    lifted_at: Some(self.now()),
                    ..row
                };
                tx.put_veto(&lifted).await?;
            }
            _ => {}
        }
        tx.decide_objection(order.id, (&order.decision, points, reason), (&actor.name, self.now())).await?;
        let head = (dealt.unit.id, Role::TribunalHead);
        dealt.tell(&mut tx, self, head, "review_decided", (&actor.name, reason)).await?;
        let detail = serde_json::json!({
            "objection": order.id, "about": stored.about, "decision": order.decision, "points": points,
        });
        dealt.audit(&mut tx, self, actor, "decide_objection", detail).await?;
        self.commit(tx).await
    }
}

/// Names of an item or a veto.
fn name_of(campaign: &Campaign, about: &str) -> (String, String) {
    let item = campaign.standard.item(about).map(|item| (item.zh.clone(), item.en.clone()));
    let veto = || {
        let veto = campaign.standard.vetoes.iter().find(|veto| veto.id == about)?;
        Some((veto.zh.clone(), veto.en.clone()))
    };
    item.or_else(veto).unwrap_or_default()
}
