//! An entry as somebody may see it.

use super::{Dealt, evidence::Shown, judging::Taken, names, settling::has_passed};
use crate::{
    platform::Platform,
    services::values::instant,
    store::reviews::{DemandRow as StoredDemand, Dossiers},
};
use app::{
    api::{
        Failure,
        reviews::{DemandRow, EntryMoveView, EntryView, ItemView},
    },
    domain::{
        permissions::{Action, Actor, may},
        reviews::{EntryMove, EntryState, Phase, Stage},
        standards::{How, ItemScore, Points},
    },
};
use chrono::NaiveDate;
use std::collections::BTreeMap;

impl Platform {
    pub(super) async fn entry_view(&self, actor: &Actor, dealt: Dealt) -> Result<EntryView, Failure> {
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
            vetoes: self.veto_views(actor, &dealt, &dossiers, &judged, &taken),
            may_raise: self.may_raise(actor, &dealt, &judged),
            oversees: may(actor, Action::OverseeProblems, &dealt.unit, &campaign.tree, month),
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

/// An item with what is known of it; what everybody said is added by whoever may show it.
pub(super) fn item_view(
    item: &str,
    computed: &ItemScore,
    dossiers: &Dossiers,
    taken: &Taken,
    shown: &Shown,
    today: NaiveDate,
) -> ItemView {
    let answer = dossiers.answers.iter().find(|answer| answer.item == item);
    let demand = |row: &StoredDemand| DemandRow {
        id: row.id,
        item: row.item.clone(),
        text: row.text.clone(),
        due: row.due.clone(),
        late: row.answered_at.is_none() && has_passed(&row.due, today),
        answer: row.answer.clone(),
        answered_at: row.answered_at.map(instant),
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
