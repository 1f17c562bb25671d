//! The entry of a tribunal: applying, what it says about itself, handing in, standing by it, sending it back.

use super::{Dealt, conflict, words};
use crate::{
    platform::Platform,
    services::values::instant,
    store::{
        Tx,
        reviews::{AnswerRow, Dossiers},
    },
};
use app::{
    api::{
        Failure, FailureKind,
        reviews::{
            Entries, EntryAddress, EntryOrder, EntryView, EvidenceOrder, EvidenceRow, ItemOrder, RevisionRow,
            SavedItem, Sources,
        },
    },
    domain::{
        permissions::{Action, Actor, Role},
        reviews::{Phase, Stage, check_mark},
        standards::Points,
        units::{Level, Unit},
    },
};
use async_trait::async_trait;

/// Items sent at once.
const MOST: usize = 200;

#[async_trait]
impl Entries for Platform {
    async fn apply_for_review(&self, actor: &Actor, address: &EntryAddress) -> Result<(), Failure> {
        let (_, unit) = self.authorise(actor, Action::AssessSelf, "unit", &address.unit).await?;
        let mut campaign = self.campaign(address.campaign).await?;
        if !self.may_take_part(&campaign, &unit) {
            return Err(Failure::invalid("unit", "not_in_scope", &unit.code));
        }
        let now = self.now();
        let mut tx = self.begin_on(&mut campaign, &[Phase::Open]).await?;
        if tx.entry(campaign.row.id, unit.id.0).await?.is_some() {
            return Ok(());
        }
        let last = campaign.settings.calendar.last(Stage::Application);
        if self.today() > last {
            return Err(conflict("application_over").with_value(last.to_string()));
        }
        let id = tx.create_entry(campaign.row.id, unit.id.0, (&actor.name, now)).await?;
        let entry = tx.entry(campaign.row.id, unit.id.0).await?;
        let entry = entry.ok_or_else(|| Failure::not_found("entry", id.to_string()))?;
        let dealt = Dealt { campaign, unit, entry };
        let province = (dealt.campaign.unit.id, Role::ProvincialSupervisor);
        dealt.tell(&mut tx, self, province, "review_applied", (&actor.name, "")).await?;
        dealt.audit(&mut tx, self, actor, "apply", serde_json::json!({})).await?;
        self.commit(tx).await
    }

    async fn open_entry(&self, actor: &Actor, address: &EntryAddress) -> Result<EntryView, Failure> {
        let dealt = self.deal_with_entry(actor, Action::ReadReviews, address).await?;
        self.entry_view(actor, dealt).await
    }

    async fn entry_history(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        item: &str,
    ) -> Result<Vec<RevisionRow>, Failure> {
        let dealt = self.deal_with_entry(actor, Action::ReadReviews, address).await?;
        let rows = self.db.entry_history(dealt.entry.id, item).await?;
        let rows = rows.into_iter().map(|row| RevisionRow {
            item: item.to_owned(),
            seq: row.seq,
            what: row.what,
            text: row.text,
            sha256: row.sha256,
            by: row.actor,
            at: instant(row.at),
        });
        Ok(rows.collect())
    }

    async fn save_items(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        orders: &[ItemOrder],
    ) -> Result<Vec<(String, SavedItem)>, Failure> {
        if orders.len() > MOST {
            return Err(Failure::new(FailureKind::TooLarge, "too_many_rows").with_value(MOST.to_string()));
        }
        let mut dealt = self.deal_with_entry(actor, Action::AssessSelf, address).await?;
        let mut tx = self.begin_with(&mut dealt).await?;
        dealt.must_be_open()?;
        let mut dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
        let (mut saved, mut changed) = (Vec::with_capacity(orders.len()), Vec::new());
        for order in orders {
            let (what, new) = self.keep_item(&mut tx, &mut dealt, &mut dossiers, order, actor).await?;
            if new {
                changed.push(order.item.as_str());
            }
            saved.push((order.item.clone(), what));
        }
        if !changed.is_empty() {
            dealt.settle(&mut tx, self, &dossiers, &actor.name).await?;
            dealt.audit(&mut tx, self, actor, "assess", serde_json::json!({ "items": changed })).await?;
            self.commit(tx).await?;
        }
        Ok(saved)
    }

    async fn evidence_sources(&self, actor: &Actor, address: &EntryAddress) -> Result<Sources, Failure> {
        let dealt = self.deal_with_entry(actor, Action::AssessSelf, address).await?;
        self.offered(&dealt).await
    }

    async fn add_evidence(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        order: &EvidenceOrder,
    ) -> Result<EvidenceRow, Failure> {
        let dealt = self.deal_with_entry(actor, Action::AssessSelf, address).await?;
        self.take_evidence(actor, dealt, order).await
    }

    async fn remove_evidence(&self, actor: &Actor, address: &EntryAddress, id: i64) -> Result<(), Failure> {
        let dealt = self.deal_with_entry(actor, Action::AssessSelf, address).await?;
        self.drop_evidence(actor, dealt, id).await
    }

    async fn answer_demand(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        id: i64,
        answer: &str,
    ) -> Result<(), Failure> {
        let mut dealt = self.deal_with_entry(actor, Action::AssessSelf, address).await?;
        let answer = words("answer", answer, true)?;
        let mut tx = self.begin_with(&mut dealt).await?;
        dealt.campaign.in_phase(&[Phase::Open])?;
        let known =
            self.db.entry_demands(&[dealt.entry.id]).await?.into_iter().find(|demand| demand.id == id);
        let known = known.ok_or_else(|| Failure::not_found("demand", id.to_string()))?;
        if known.answered_at.is_some() {
            // What reviewers have read stays.
            return if known.answer == answer { Ok(()) } else { Err(conflict("demand_answered")) };
        }
        let now = self.now();
        tx.answer_demand(dealt.entry.id, id, (answer, now)).await?;
        let text = serde_json::json!({ "demand": id, "answer": answer }).to_string();
        tx.add_revision(dealt.entry.id, (&known.item, "answered", &text), None, (&actor.name, now)).await?;
        dealt.audit(&mut tx, self, actor, "answer_demand", serde_json::json!({ "demand": id })).await?;
        self.commit(tx).await
    }

    async fn move_entry(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        order: &EntryOrder,
    ) -> Result<(), Failure> {
        // Whoever has nothing to do with the tribunal learns nothing of where it stands.
        let dealt = self.deal_with_entry(actor, Action::ReadReviews, address).await?;
        self.carry_out_move(actor, dealt, order).await
    }
}

impl Platform {
    /// Whether a tribunal is one that a campaign is for.
    pub(super) fn may_take_part(&self, campaign: &super::Campaign, unit: &Unit) -> bool {
        let groups = &campaign.settings.groups;
        unit.level == Level::Tribunal
            && campaign.tree.is_within(unit.id, campaign.unit.id, self.month())
            && (groups.is_empty() || unit.groups.iter().any(|group| groups.contains(group)))
    }

    /// Keeps what a tribunal says about an item, or the statement of the whole; whether it changed anything.
    async fn keep_item(
        &self,
        tx: &mut Tx,
        dealt: &mut Dealt,
        dossiers: &mut Dossiers,
        order: &ItemOrder,
        actor: &Actor,
    ) -> Result<(SavedItem, bool), Failure> {
        let refused = |reason: &str| Ok((SavedItem::Refused { reason: reason.to_owned() }, false));
        let kept = |revision: i64, new: bool| Ok((SavedItem::Kept { revision }, new));
        if order.statement.chars().count() > super::LONGEST {
            return refused("too_long");
        }
        let now = self.now();
        if order.item.is_empty() {
            if dealt.entry.statement == order.statement {
                return kept(dealt.entry.statement_revision, false);
            }
            if dealt.entry.statement_revision != order.base {
                let (statement, revision) = (dealt.entry.statement.clone(), dealt.entry.statement_revision);
                return Ok((SavedItem::Conflict { points: String::new(), statement, revision }, false));
            }
            tx.put_statement(dealt.entry.id, &order.statement).await?;
            tx.add_revision(dealt.entry.id, ("", "said", &order.statement), None, (&actor.name, now)).await?;
            dealt.entry.statement.clone_from(&order.statement);
            dealt.entry.statement_revision += 1;
            return kept(dealt.entry.statement_revision, true);
        }
        let Some(item) = dealt.campaign.standard.item(&order.item).cloned() else {
            return refused("not_asked");
        };
        let points = match order.points.trim() {
            "" => None,
            text => match Points::typed(text) {
                Some(points) if check_mark(&item, points).is_ok() => Some(points),
                _ => return refused("bad_points"),
            },
        };
        let place = dossiers.answers.iter().position(|answer| answer.item == item.id);
        let before = place.map(|place| dossiers.answers[place].clone()).unwrap_or_default();
        let hundredths = points.map(Points::as_hundredths);
        if before.points == hundredths && before.statement == order.statement {
            return kept(before.revision, false);
        }
        if before.revision != order.base {
            let shown = before.points.map(|points| Points::hundredths(points).as_f64().to_string());
            let (points, statement) = (shown.unwrap_or_default(), before.statement);
            return Ok((SavedItem::Conflict { points, statement, revision: before.revision }, false));
        }
        let row = AnswerRow {
            entry_id: dealt.entry.id,
            item: item.id.clone(),
            points: hundredths,
            statement: order.statement.clone(),
            reason: before.reason,
            revision: before.revision + 1,
            actor: actor.name.clone(),
            at: now,
        };
        tx.put_entry_answer(&row).await?;
        let text = serde_json::json!({ "points": points, "statement": order.statement }).to_string();
        tx.add_revision(dealt.entry.id, (&item.id, "said", &text), None, (&actor.name, now)).await?;
        let revision = row.revision;
        match place {
            Some(place) => dossiers.answers[place] = row,
            None => dossiers.answers.push(row),
        }
        kept(revision, true)
    }
}

impl Dealt {
    /// Refuses to change a self-assessment that is not open.
    pub(super) fn must_be_open(&self) -> Result<(), Failure> {
        self.campaign.in_phase(&[Phase::Open])?;
        let state = self.entry.state()?;
        if state.is_open() { Ok(()) } else { Err(conflict("assessment_closed").with_value(state.as_str())) }
    }
}
