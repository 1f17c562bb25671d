//! A campaign scored again by another edition of its standard, for comparison. Nothing is stored: marks and what was
//! decided about vetoes go over by their ids, values stay the frozen ones wherever the edition asks the same, and what it
//! asks anew is taken from the facts as of the campaign's own last month.

use super::{
    Campaign, Platform,
    judging::{Judged, Taken},
    names,
};
use crate::services::standards::{AsOf, values};
use app::{
    api::{
        Failure, ListQuery,
        reviews::{Reached, RescoreQuery, Rescored, RescoredItem, RescoredRow},
        standards::Basis,
    },
    domain::{
        permissions::Actor,
        reviews::EntryState,
        standards::{Condition, How, Inputs, Item, ItemScore, Scored, Scoring, Standard, Veto, score},
        units::{Unit, UnitId},
    },
};
use std::collections::BTreeMap;

/// What is known of a unit, by item or veto.
type Known = BTreeMap<String, Basis>;

impl Platform {
    pub(super) async fn score_again(
        &self,
        actor: &Actor,
        campaign: i64,
        query: &RescoreQuery,
    ) -> Result<Rescored, Failure> {
        let campaign = self.run_campaign(actor, campaign).await?;
        let other = self.standard(&campaign.standard.id, query.edition.trim()).await?;
        let (entries, _, judged) =
            self.judged_entries(&campaign, &[EntryState::Checked, EntryState::Reviewed]).await?;
        let units: Vec<&Unit> =
            entries.iter().filter_map(|entry| campaign.tree.get(UnitId(entry.unit_id))).collect();
        let mut fresh = if asks_anew(&campaign.standard, &other) {
            let as_of = AsOf::end_of(campaign.settings.values_to);
            self.bases_among(&campaign.tree, &other, &units, as_of).await?
        } else {
            Default::default()
        };
        let mut rows = Vec::with_capacity(entries.len());
        for entry in &entries {
            let Some(unit) = campaign.tree.get(UnitId(entry.unit_id)) else { continue };
            let Some(then) = judged.get(&entry.id) else { continue };
            let fresh = fresh.remove(&unit.id).unwrap_or_default();
            let known = carried_over(&campaign.standard, &other, Taken::of(entry).bases, fresh);
            let now = again(&other, then, &known);
            rows.push(self.rescored_row(&campaign, &other, unit, &then.scored, &now));
        }
        let tribunals = rows.len() as u32;
        let changed = rows.iter().filter(|row| row.changed()).count() as u32;
        let needle = query.search.trim().to_lowercase();
        rows.retain(|row| {
            let (name, city) = (&row.unit_name, &row.city);
            let text = format!("{} {} {} {} {}", row.unit, name.0, name.1, city.0, city.1);
            text.to_lowercase().contains(&needle)
        });
        sort(&mut rows, &query.sort)?;
        let list = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        Ok(Rescored {
            then: campaign.standard.edition.clone(),
            now: other.edition.clone(),
            tribunals,
            changed,
            page: list.page(rows),
        })
    }

    fn rescored_row(
        &self,
        campaign: &Campaign,
        other: &Standard,
        unit: &Unit,
        then: &Scored,
        now: &Scored,
    ) -> RescoredRow {
        RescoredRow {
            unit: unit.code.clone(),
            unit_name: names(unit),
            city: campaign.city_names(self, unit.id),
            then: reached(&campaign.standard, then),
            now: reached(other, now),
            items: differing(&campaign.standard, other, then, now),
        }
    }
}

/// Scores with the marks of then: those of items that are gone are left out, those above what an item is worth by this
/// edition are cut by the engine.
fn again(other: &Standard, then: &Judged, known: &Known) -> Scored {
    let mut marks = then.inputs.marks.clone();
    marks.retain(|item, _| other.item(item).is_some());
    let inputs = Inputs {
        groups: then.inputs.groups.clone(),
        marks,
        values: values(other, known),
        raised: then.inputs.raised.clone(),
        lifted: then.inputs.lifted.clone(),
        ..Inputs::default()
    };
    score(other, &inputs)
}

fn veto<'a>(standard: &'a Standard, id: &str) -> Option<&'a Veto> {
    standard.vetoes.iter().find(|veto| veto.id == id)
}

/// Whether two items are computed from the same value.
fn same_item(before: &Item, after: &Item) -> bool {
    let section = |item: &Item| match &item.scoring {
        Scoring::Checklist { section } => Some(section.clone()),
        _ => None,
    };
    before.scoring.formula() == after.scoring.formula()
        && section(before) == section(after)
        && (before.scoring.formula().is_none() || before.months == after.months)
}

/// Whether two vetoes are found by the same value, among the same peers.
fn same_veto(before: &Veto, after: &Veto) -> bool {
    let peers = |veto: &Veto| match veto.condition {
        Some(Condition::WorstPeers { up, .. }) => Some(up),
        _ => None,
    };
    before.formula == after.formula && before.months == after.months && peers(before) == peers(after)
}

/// Whether the value of an item or a veto was asked by the earlier edition already.
fn was_asked(before: &Standard, after: &Standard, id: &str) -> bool {
    let item = before.item(id).zip(after.item(id)).is_some_and(|(old, new)| same_item(old, new));
    item || veto(before, id).zip(veto(after, id)).is_some_and(|(old, new)| same_veto(old, new))
}

/// Everything of a standard that is computed.
fn computed(standard: &Standard) -> impl Iterator<Item = &str> {
    let items = standard.items().filter(|item| !item.scoring.by_hand()).map(|item| item.id.as_str());
    let vetoes = standard.vetoes.iter().filter(|veto| veto.formula.is_some());
    items.chain(vetoes.map(|veto| veto.id.as_str()))
}

fn asks_anew(before: &Standard, after: &Standard) -> bool {
    computed(after).any(|id| !was_asked(before, after, id))
}

/// What was frozen where the edition asks the same, what is known afresh elsewhere.
fn carried_over(before: &Standard, after: &Standard, mut frozen: Known, mut fresh: Known) -> Known {
    let carry = |id: &str| {
        let known = if was_asked(before, after, id) { frozen.remove(id) } else { fresh.remove(id) };
        Some((id.to_owned(), known?))
    };
    computed(after).filter_map(carry).collect()
}

fn reached(standard: &Standard, scored: &Scored) -> Reached {
    let outcome = standard.outcome(&scored.result);
    Reached {
        total: scored.total.as_f64(),
        full: scored.full.as_f64(),
        result: scored.result.clone(),
        result_name: outcome.map(|outcome| (outcome.zh.clone(), outcome.en.clone())).unwrap_or_default(),
        vetoes: scored.vetoes.iter().filter(|veto| !veto.lifted).map(|veto| veto.id.clone()).collect(),
        missing: scored.missing,
    }
}

/// Items of which points, or points that can be had, are others.
fn differing(before: &Standard, after: &Standard, then: &Scored, now: &Scored) -> Vec<RescoredItem> {
    let asked = |scored: &Scored, id: &str| {
        let asked = |item: &&ItemScore| item.id == id && item.how != How::NotApplicable;
        scored.items.iter().find(asked).map(|item| (item.full, item.points))
    };
    let gone = before.items().filter(|item| after.item(&item.id).is_none());
    let differs = |item: &Item| {
        let (then, now) = (asked(then, &item.id), asked(now, &item.id));
        (then != now).then(|| RescoredItem {
            item: item.id.clone(),
            item_name: (item.zh.clone(), item.en.clone()),
            full_then: then.map(|(full, _)| full.as_f64()),
            then: then.and_then(|(_, points)| points).map(|points| points.as_f64()),
            full_now: now.map(|(full, _)| full.as_f64()),
            now: now.and_then(|(_, points)| points).map(|points| points.as_f64()),
        })
    };
    after.items().chain(gone).filter_map(differs).collect()
}

fn sort(rows: &mut [RescoredRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let order: fn(&RescoredRow) -> f64 = match column {
        "" | "unit" => |_| 0.0,
        "then" => |row| row.then.total,
        "now" => |row| row.now.total,
        "difference" => |row| row.now.total - row.then.total,
        other => return Err(Failure::invalid("sort", "bad_sort", other)),
    };
    rows.sort_by(|a, b| order(a).total_cmp(&order(b)).then_with(|| a.unit.cmp(&b.unit)));
    if down {
        rows.reverse();
    }
    Ok(())
}
