//! The review desk: what was drawn for somebody, marks, handing in, requests for evidence.

use super::{
    Campaign, Dealt, conflict,
    judging::{Taken, wants_mark},
    names, user_of,
    viewing::item_view,
    words,
};
use crate::{
    platform::{Platform, refusal},
    services::values::instant,
    store::{
        Tx,
        reviews::{AssignmentRow, Dossiers, EntryRow, MarkRow},
    },
};
use app::{
    api::{
        Failure, FailureKind,
        reviews::{
            DemandOrder, Desk, DeskItem, DeskRow, DeskSheet, EntryAddress, MarkOrder, MarkView, Marks,
            SavedMark,
        },
    },
    domain::{
        permissions::{Action, Actor, Role},
        reviews::{EntryState, Phase, Stage, check_mark, needs_reason},
        standards::{How, Inputs, Points, Scored, score},
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::NaiveDate;
use std::collections::HashMap;

/// Marks sent at once.
const MOST: usize = 200;

/// A tribunal on somebody's desk.
struct OnDesk {
    dealt: Dealt,
    assignment: AssignmentRow,
}

#[async_trait]
impl Marks for Platform {
    async fn desk(&self, actor: &Actor, campaign: i64) -> Result<Desk, Failure> {
        self.authorise_somewhere(actor, Action::MarkReviews).await?;
        let campaign = self.campaign(campaign).await?;
        let reviewers = self.db.campaign_reviewers(campaign.row.id).await?;
        let user = user_of(actor).filter(|user| reviewers.iter().any(|known| known.user_name == *user));
        let user = user.ok_or_else(|| refusal(actor, &campaign.unit.code))?;
        let drawn = self.db.assignments_of(campaign.row.id, user).await?;
        let numbers: Vec<i64> = drawn.iter().map(|drawn| drawn.id).collect();
        let marks = self.db.marks(&numbers).await?;
        let entries = self.db.entries(campaign.row.id).await?;
        let entries: HashMap<i64, &EntryRow> = entries.iter().map(|entry| (entry.id, entry)).collect();
        let mine: Vec<i64> = drawn.iter().map(|drawn| drawn.entry_id).collect();
        let demands = self.db.entry_demands(&mine).await?;
        let mut rows = Vec::with_capacity(drawn.len());
        for assignment in &drawn {
            let Some(entry) = entries.get(&assignment.entry_id) else { continue };
            let Some(unit) = campaign.tree.get(UnitId(entry.unit_id)) else { continue };
            let plain = plain(&campaign, &Taken::of(entry));
            let own = |mark: &&MarkRow| mark.assignment_id == assignment.id;
            let marked: Vec<&str> = marks.iter().filter(own).map(|mark| mark.item.as_str()).collect();
            let waiting = demands.iter().filter(|demand| demand.entry_id == entry.id);
            let (answered, open): (Vec<_>, Vec<_>) = waiting.partition(|demand| demand.answered_at.is_some());
            let mut row = desk_row(&campaign, unit, entry, assignment, &plain, &marked)?;
            row.demands = (open.len() as u32, answered.len() as u32);
            rows.push(row);
        }
        rows.sort_by(|a, b| {
            let key = |row: &DeskRow| (row.handed_in.is_some(), !row.ready, row.unit.clone());
            key(a).cmp(&key(b))
        });
        Ok(Desk {
            campaign: (campaign.row.title_zh.clone(), campaign.row.title_en.clone()),
            phase: campaign.phase,
            due: campaign.settings.calendar.last(Stage::Review).to_string(),
            standard: campaign.standard,
            rows,
        })
    }

    async fn desk_sheet(&self, actor: &Actor, address: &EntryAddress) -> Result<DeskSheet, Failure> {
        let on_desk = self.on_desk(actor, address).await?;
        self.sheet(&on_desk).await
    }

    async fn save_marks(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        orders: &[MarkOrder],
    ) -> Result<Vec<(String, SavedMark)>, Failure> {
        if orders.len() > MOST {
            return Err(Failure::new(FailureKind::TooLarge, "too_many_rows").with_value(MOST.to_string()));
        }
        let mut on_desk = self.on_desk(actor, address).await?;
        let mut tx = self.begin_marking(actor, &mut on_desk).await?;
        let mut known: HashMap<String, MarkRow> = HashMap::new();
        for mark in self.db.marks(&[on_desk.assignment.id]).await? {
            known.insert(mark.item.clone(), mark);
        }
        let plain = plain(&on_desk.dealt.campaign, &Taken::of(&on_desk.dealt.entry));
        let (mut saved, mut changed) = (Vec::with_capacity(orders.len()), Vec::new());
        for order in orders {
            let (what, new) = self.keep_mark(&mut tx, &on_desk, &plain, &mut known, order).await?;
            if new {
                changed.push(order.item.as_str());
            }
            saved.push((order.item.clone(), what));
        }
        if !changed.is_empty() {
            // Which points were given stands in the marks; the log tells who worked on what.
            let detail = serde_json::json!({ "items": changed });
            on_desk.dealt.audit(&mut tx, self, actor, "mark", detail).await?;
            self.commit(tx).await?;
        }
        Ok(saved)
    }

    async fn hand_in_marks(&self, actor: &Actor, address: &EntryAddress) -> Result<(), Failure> {
        let mut on_desk = self.on_desk(actor, address).await?;
        if on_desk.assignment.handed_in_at.is_some() {
            return Ok(());
        }
        let mut tx = self.begin_marking(actor, &mut on_desk).await?;
        let OnDesk { dealt, assignment } = &on_desk;
        let mut dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
        self.is_complete(dealt, assignment, &dossiers)?;
        let now = self.now();
        tx.hand_in(assignment.id, now).await?;
        for drawn in dossiers.assignments.iter_mut().filter(|drawn| drawn.id == assignment.id) {
            drawn.handed_in_at = Some(now);
        }
        dealt.settle(&mut tx, self, &dossiers, &actor.name).await?;
        dealt
            .audit(&mut tx, self, actor, "hand_in", serde_json::json!({ "place": assignment.place }))
            .await?;
        self.commit(tx).await
    }

    async fn demand_evidence(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        order: &DemandOrder,
    ) -> Result<(), Failure> {
        let mut on_desk = self.on_desk(actor, address).await?;
        let text = words("text", &order.text, true)?;
        let due: NaiveDate =
            order.due.trim().parse().map_err(|_| Failure::invalid("due", "bad_day", &order.due))?;
        if due < self.today() || due > self.latest_demand() {
            return Err(Failure::invalid(
                "due",
                "not_within",
                format!("{}–{}", self.today(), self.latest_demand()),
            ));
        }
        if on_desk.dealt.campaign.standard.item(&order.item).is_none() {
            return Err(Failure::not_found("item", &order.item));
        }
        let mut tx = self.begin_marking(actor, &mut on_desk).await?;
        let dealt = &on_desk.dealt;
        let (now, due) = (self.now(), due.to_string());
        let known = self.db.entry_demands(&[dealt.entry.id]).await?;
        if known.iter().any(|row| row.item == order.item && row.text == text && row.answered_at.is_none()) {
            return Ok(());
        }
        tx.create_demand(dealt.entry.id, (&order.item, text, &due), (&actor.name, now)).await?;
        // The tribunal learns what is wanted and not by whom.
        let reason = format!("{due} · {text}");
        dealt
            .tell(&mut tx, self, (dealt.unit.id, Role::TribunalHead), "review_demand", ("", &reason))
            .await?;
        dealt
            .audit(&mut tx, self, actor, "demand", serde_json::json!({ "item": order.item, "due": due }))
            .await?;
        self.commit(tx).await
    }
}

/// What is computed without anybody's marks; says which items apply.
fn plain(campaign: &Campaign, taken: &Taken) -> Scored {
    let inputs = Inputs {
        groups: taken.groups.clone(),
        values: crate::services::standards::values(&campaign.standard, &taken.bases),
        ..Inputs::default()
    };
    score(&campaign.standard, &inputs)
}

/// Items that want a mark of an assignment.
fn wanted(campaign: &Campaign, assignment: &AssignmentRow, plain: &Scored) -> Vec<String> {
    let items = assignment.items();
    let wants = |(item, computed): (&app::domain::standards::Item, &app::domain::standards::ItemScore)| {
        let named = match &items {
            Some(items) => items.contains(&item.id),
            None => wants_mark(item, computed.computed),
        };
        (computed.how != How::NotApplicable && named).then(|| item.id.clone())
    };
    campaign.standard.items().zip(&plain.items).filter_map(wants).collect()
}

/// Whether marks can be given now.
fn is_ready(campaign: &Campaign, entry: &EntryRow) -> Result<bool, Failure> {
    Ok(campaign.phase == Phase::Open && matches!(entry.state()?, EntryState::Checked))
}

fn desk_row(
    campaign: &Campaign,
    unit: &Unit,
    entry: &EntryRow,
    assignment: &AssignmentRow,
    plain: &Scored,
    marked: &[&str],
) -> Result<DeskRow, Failure> {
    let wanted = wanted(campaign, assignment, plain);
    Ok(DeskRow {
        unit: unit.code.clone(),
        unit_name: names(unit),
        third: assignment.place == 3,
        marked: wanted.iter().filter(|item| marked.contains(&item.as_str())).count() as u32,
        wanted: wanted.len() as u32,
        handed_in: assignment.handed_in_at.map(instant),
        ready: is_ready(campaign, entry)?,
        demands: (0, 0),
    })
}

impl Platform {
    /// A tribunal that was drawn for somebody; others are refused.
    async fn on_desk(&self, actor: &Actor, address: &EntryAddress) -> Result<OnDesk, Failure> {
        self.authorise(actor, Action::MarkReviews, "unit", &address.unit).await?;
        let dealt = self.dealt(address).await?;
        let drawn = self.db.assignments(&[dealt.entry.id]).await?;
        let own = drawn.into_iter().find(|drawn| Some(drawn.user_name.as_str()) == user_of(actor));
        let assignment = own.ok_or_else(|| refusal(actor, &dealt.unit.code))?;
        Ok(OnDesk { dealt, assignment })
    }

    /// Begins to change marks, which can be changed as long as they are not handed in.
    async fn begin_marking(&self, actor: &Actor, on_desk: &mut OnDesk) -> Result<Tx, Failure> {
        let tx = self.begin_with(&mut on_desk.dealt).await?;
        let drawn = self.db.assignments(&[on_desk.dealt.entry.id]).await?;
        let own = drawn.into_iter().find(|drawn| drawn.id == on_desk.assignment.id);
        on_desk.assignment = own.ok_or_else(|| refusal(actor, &on_desk.dealt.unit.code))?;
        if on_desk.assignment.handed_in_at.is_some() {
            return Err(conflict("marks_handed_in"));
        }
        if !is_ready(&on_desk.dealt.campaign, &on_desk.dealt.entry)? {
            return Err(conflict("not_to_be_marked").with_value(on_desk.dealt.entry.state()?.as_str()));
        }
        Ok(tx)
    }

    async fn sheet(&self, OnDesk { dealt, assignment }: &OnDesk) -> Result<DeskSheet, Failure> {
        let campaign = &dealt.campaign;
        // What the tribunal is still writing is not for reviewers.
        let written = matches!(dealt.entry.state()?, EntryState::Checked | EntryState::Reviewed);
        let entry = if written { vec![dealt.entry.id] } else { vec![] };
        let dossiers = Dossiers {
            answers: self.db.entry_answers(&entry).await?,
            evidence: self.db.entry_evidence(&entry).await?,
            demands: self.db.entry_demands(&entry).await?,
            ..Dossiers::default()
        };
        let marks = self.db.marks(&[assignment.id]).await?;
        let taken = Taken::of(&dealt.entry);
        let plain = plain(campaign, &taken);
        let shown = self.shown(dealt, &dossiers).await?;
        let last = self.last_points(campaign, &dealt.unit).await?;
        let wanted = wanted(campaign, assignment, &plain);
        let marked: Vec<&str> = marks.iter().map(|mark| mark.item.as_str()).collect();
        let mut row = desk_row(campaign, &dealt.unit, &dealt.entry, assignment, &plain, &marked)?;
        let open = |demand: &&crate::store::reviews::DemandRow| demand.answered_at.is_none();
        let waiting = dossiers.demands.iter().filter(open).count() as u32;
        row.demands = (waiting, dossiers.demands.len() as u32 - waiting);
        let free = row.ready && row.handed_in.is_none();
        let items = campaign.standard.items().zip(&plain.items);
        let items =
            items.filter(|(_, computed)| computed.how != How::NotApplicable).map(|(item, computed)| {
                let mut view = item_view(&item.id, computed, &dossiers, &taken, &shown, self.today());
                view.last =
                    last.as_ref().and_then(|(points, title)| Some((*points.get(&item.id)?, title.clone())));
                let mark = marks.iter().find(|mark| mark.item == item.id).map(|mark| MarkView {
                    points: Points::hundredths(mark.points),
                    reason: mark.reason.clone(),
                    revision: mark.revision,
                });
                let wants = wanted.contains(&item.id);
                DeskItem { view, wanted: wants, open: free && (wants || assignment.place < 3), mark }
            });
        Ok(DeskSheet { items: items.collect(), row })
    }

    async fn keep_mark(
        &self,
        tx: &mut Tx,
        OnDesk { dealt, assignment }: &OnDesk,
        plain: &Scored,
        known: &mut HashMap<String, MarkRow>,
        order: &MarkOrder,
    ) -> Result<(SavedMark, bool), Failure> {
        let refused = |reason: &str| Ok((SavedMark::Refused { reason: reason.to_owned() }, false));
        let campaign = &dealt.campaign;
        let computed =
            plain.items.iter().find(|item| item.id == order.item && item.how != How::NotApplicable);
        let (Some(item), Some(_)) = (campaign.standard.item(&order.item), computed) else {
            return refused("not_asked");
        };
        if assignment.items().is_some_and(|items| !items.contains(&item.id)) {
            return refused("not_asked");
        }
        if order.reason.chars().count() > super::LONGEST {
            return refused("too_long");
        }
        let before = known.get(&item.id);
        let revision = before.map_or(0, |mark| mark.revision);
        let Some(points) = order.points else {
            let there = known.remove(&item.id).is_some();
            if there {
                tx.remove_mark(assignment.id, &item.id).await?;
            }
            return Ok((SavedMark::Kept { revision: revision + i64::from(there) }, there));
        };
        let points = match Points::from_f64(points) {
            Some(points) if check_mark(item, points).is_ok() => points,
            _ => return refused("bad_points"),
        };
        let reason = order.reason.trim();
        if before.is_some_and(|mark| mark.points == points.as_hundredths() && mark.reason == reason) {
            return Ok((SavedMark::Kept { revision }, false));
        }
        let row = MarkRow {
            assignment_id: assignment.id,
            item: item.id.clone(),
            points: points.as_hundredths(),
            reason: reason.to_owned(),
            revision: revision + 1,
            at: self.now(),
        };
        tx.put_mark(&row).await?;
        known.insert(item.id.clone(), row);
        Ok((SavedMark::Kept { revision: revision + 1 }, true))
    }

    /// Refuses to hand in while an item that wants a mark has none, or a mark that wants a reason has none.
    fn is_complete(
        &self,
        dealt: &Dealt,
        assignment: &AssignmentRow,
        dossiers: &Dossiers,
    ) -> Result<(), Failure> {
        let campaign = &dealt.campaign;
        let plain = plain(campaign, &Taken::of(&dealt.entry));
        let own = |item: &str| {
            dossiers.marks.iter().find(|mark| mark.assignment_id == assignment.id && mark.item == item)
        };
        let missing: Vec<String> =
            wanted(campaign, assignment, &plain).into_iter().filter(|item| own(item).is_none()).collect();
        if let Some(first) = missing.first() {
            return Err(Failure::invalid(first, "marks_missing", missing.len().to_string()));
        }
        for (item, computed) in campaign.standard.items().zip(&plain.items) {
            if let Some(mark) = own(&item.id)
                && mark.reason.is_empty()
                && needs_reason(item, computed.computed, Points::hundredths(mark.points))
            {
                return Err(Failure::invalid(&item.id, "reason_missing", &item.id));
            }
        }
        Ok(())
    }
}
