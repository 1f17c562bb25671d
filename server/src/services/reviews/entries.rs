//! The entry of a tribunal: applying, what it says about itself, handing in, standing by it, sending it back.

use super::{Dealt, conflict, evidence::Shown, judging::Taken, names, settling::has_passed, words};
use crate::{
    platform::{Platform, refusal},
    services::values::instant,
    store::{
        Tx,
        reviews::{AnswerRow, Dossiers, EntryRow},
    },
};
use app::{
    api::{
        Failure, FailureKind,
        reviews::{
            DemandRow, Entries, EntryAddress, EntryMoveView, EntryOrder, EntryView, EvidenceOrder,
            EvidenceRow, ItemOrder, ItemView, RevisionRow, SavedItem, Sources,
        },
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        reviews::{EntryMove, EntryState, Phase, Stage, check_mark},
        standards::{How, Points},
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{DateTime, Utc};
use std::collections::BTreeMap;

/// Items sent at once.
const MOST: usize = 200;

#[async_trait]
impl Entries for Platform {
    async fn apply_for_review(&self, actor: &Actor, address: &EntryAddress) -> Result<(), Failure> {
        let (_, unit) = self.authorise(actor, Action::AssessSelf, "unit", &address.unit).await?;
        let campaign = self.campaign(address.campaign).await?;
        campaign.in_phase(&[Phase::Open])?;
        if !self.may_take_part(&campaign, &unit) {
            return Err(Failure::invalid("unit", "not_in_scope", &unit.code));
        }
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
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
        if !tx.answer_demand(dealt.entry.id, id, (answer, self.now())).await? {
            return Err(Failure::not_found("demand", id.to_string()));
        }
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

    /// Takes values for some entries and keeps them.
    pub(super) async fn take_for(
        &self,
        tx: &mut Tx,
        campaign: &super::Campaign,
        entries: &[EntryRow],
    ) -> Result<(), Failure> {
        let units: Vec<&Unit> =
            entries.iter().filter_map(|entry| campaign.tree.get(UnitId(entry.unit_id))).collect();
        let taken = self.take(campaign, &units).await?;
        let nothing = Dossiers::default();
        for entry in entries {
            let taken = taken.get(&entry.unit_id).cloned().unwrap_or_default();
            let bases = serde_json::to_string(&taken).unwrap_or_default();
            let items = super::judging::Voices::of(&nothing)
                .judge(&campaign.standard, &campaign.settings, entry.id, &taken)
                .said
                .len();
            tx.put_bases(entry.id, &bases, items as i64, self.now()).await?;
        }
        Ok(())
    }

    async fn carry_out_move(
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
        if after == EntryState::Checked {
            dealt.entry = tx
                .entry(dealt.entry.campaign_id, dealt.entry.unit_id)
                .await?
                .ok_or_else(|| Failure::not_found("entry", &dealt.unit.code))?;
        }
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
            if dealt.entry.statement_revision != order.base && !order.force {
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
            text => match text.parse::<f64>().ok().and_then(Points::from_f64) {
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
        if before.revision != order.base && !order.force {
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

    async fn entry_view(&self, actor: &Actor, dealt: Dealt) -> Result<EntryView, Failure> {
        let dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
        let judged = dealt.judge(&dossiers);
        let (campaign, state) = (&dealt.campaign, dealt.entry.state()?);
        let (today, month) = (self.today(), self.month());
        let run = self.runs(actor, campaign);
        let announced = campaign.phase.is_announced() && state == EntryState::Reviewed;
        let taken = Taken::of(&dealt.entry);
        let shown = self.shown(&dealt, &dossiers).await?;
        let last = self.last_points(campaign, &dealt.unit).await?;
        let items = campaign.standard.items().zip(&judged.plain.items).map(|(item, computed)| {
            let mut view = item_view(item.id.as_str(), computed, &dossiers, &taken, &shown, today);
            view.last =
                last.as_ref().and_then(|(points, title)| Some((*points.get(&item.id)?, title.clone())));
            let settled = judged.said.get(&item.id).copied();
            view.settled = settled.filter(|_| announced || (run && state >= EntryState::Checked));
            view
        });
        let items: Vec<ItemView> = items.collect();
        let fills = may(actor, Action::AssessSelf, &dealt.unit, &campaign.tree, month);
        let open = campaign.phase == Phase::Open;
        let moves_now = |what: &EntryMove| {
            let action = what.action(state);
            open && state.after(*what).is_ok()
                && action.is_some_and(|action| may(actor, action, &dealt.unit, &campaign.tree, month))
        };
        let due = self.due(campaign, state);
        let late = state.stage().and_then(|stage| campaign.settings.calendar.days_late(stage, today));
        let changed = if campaign.phase == Phase::Published {
            self.changed_since(campaign, &dealt.unit, &taken).await?
        } else {
            BTreeMap::new()
        };
        let moves = self.db.entry_moves(dealt.entry.id).await?.into_iter().map(|row| {
            // Who reviews a tribunal it does not learn.
            let hidden = !run && (row.what == "settle" || row.what == "unsettle");
            EntryMoveView {
                to: EntryState::from_word(&row.to_state).unwrap_or(state),
                what: row.what,
                actor: if hidden { String::new() } else { row.actor },
                reason: row.reason,
                at: instant(row.at),
            }
        });
        let object_until = campaign.settings.calendar.last(Stage::Objections);
        Ok(EntryView {
            address: dealt.address(),
            campaign: (campaign.row.title_zh.clone(), campaign.row.title_en.clone()),
            phase: campaign.phase,
            unit_name: names(&dealt.unit),
            state,
            revision: dealt.entry.revision,
            due: due.map(|day| day.to_string()).unwrap_or_default(),
            days_late: late.filter(|_| due.is_some()),
            items,
            statement: dealt.entry.statement.clone(),
            statement_revision: dealt.entry.statement_revision,
            values_at: dealt.entry.values_at.map(instant),
            lacks: if state.is_open() { dealt.lacks(&dossiers, &judged, today) } else { vec![] },
            moves: moves.collect(),
            may: EntryMove::ALL.into_iter().filter(moves_now).collect(),
            may_fill: fills && open && state.is_open(),
            may_answer: fills && open && state == EntryState::Checked,
            may_object: fills && announced && campaign.phase == Phase::Objections && today <= object_until,
            may_run: run,
            vetoes: self.veto_views(actor, &dealt, &dossiers, &judged, &taken),
            may_raise: self.may_raise(actor, &dealt, &judged),
            objections: self
                .objection_rows(campaign, &[(dealt.entry.id, &dealt.unit)], dossiers.objections.clone())
                .await?,
            scored: if announced || (run && state >= EntryState::Checked) {
                judged.scored
            } else {
                judged.own
            },
            changed,
            standard: dealt.campaign.standard,
        })
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

/// An item with what is known of it; what everybody said is added by whoever may show it.
pub(super) fn item_view(
    item: &str,
    computed: &app::domain::standards::ItemScore,
    dossiers: &Dossiers,
    taken: &Taken,
    shown: &Shown,
    today: chrono::NaiveDate,
) -> ItemView {
    let answer = dossiers.answers.iter().find(|answer| answer.item == item);
    let demand = |row: &crate::store::reviews::DemandRow| DemandRow {
        id: row.id,
        item: row.item.clone(),
        text: row.text.clone(),
        due: row.due.clone(),
        late: row.answered_at.is_none() && has_passed(&row.due, today),
        answer: row.answer.clone(),
        answered_at: row.answered_at.map(|at: DateTime<Utc>| instant(at)),
    };
    ItemView {
        id: item.to_owned(),
        applies: computed.how != How::NotApplicable,
        points: answer.and_then(|answer| answer.points).map(Points::hundredths),
        statement: answer.map(|answer| answer.statement.clone()).unwrap_or_default(),
        reason: answer.map(|answer| answer.reason.clone()).unwrap_or_default(),
        revision: answer.map_or(0, |answer| answer.revision),
        computed: computed.computed,
        basis: taken.bases.get(item).cloned(),
        trend: taken.trend.get(item).cloned().unwrap_or_default(),
        peers: taken.peers.get(item).copied(),
        evidence: shown.evidence.iter().filter(|piece| piece.item == item).cloned().collect(),
        demands: dossiers.demands.iter().filter(|row| row.item == item).map(demand).collect(),
        last: None,
        settled: None,
    }
}
