//! From what is stored about an entry to points and a result: a pure function, so that a result can be computed again.

use super::{Campaign, Platform};
use crate::{
    services::standards::{AsOf, values},
    store::reviews::{CheckRow, Dossiers, EntryRow},
};
use app::{
    api::{Failure, standards::Basis},
    domain::{
        permissions::Actor,
        reviews::{By, EntryState, Said, Settings, Settled, settle},
        standards::{How, Inputs, Item, Points, Scored, Standard, score},
        units::Unit,
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What an entry takes from outside, as it was on the day its values were taken.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct Taken {
    /// Peer groups of the tribunal.
    pub groups: BTreeSet<String>,
    /// Values by item or veto.
    pub bases: BTreeMap<String, Basis>,
    /// The same over the spans a year and two years before, the oldest first: last month and value.
    #[serde(default)]
    pub trend: BTreeMap<String, Vec<(String, f64)>>,
    /// Low, median and high of nine of ten tribunals.
    #[serde(default)]
    pub peers: BTreeMap<String, (f64, f64, f64)>,
}

impl Taken {
    /// Reads what is stored; nothing before values were taken.
    pub fn of(entry: &EntryRow) -> Self {
        serde_json::from_str(&entry.bases).unwrap_or_default()
    }
}

/// An entry, judged.
#[derive(Debug, Clone)]
pub(super) struct Judged {
    /// What was said about each item that applies, and what counts.
    pub said: BTreeMap<String, (Said, Settled)>,
    /// What was computed, by item; also says which items apply.
    pub plain: Scored,
    /// Everything the result follows from.
    pub inputs: Inputs,
    /// What counts.
    pub scored: Scored,
    /// What would follow from the tribunal's own points.
    pub own: Scored,
}

impl Judged {
    /// Items that apply, settled, and disputed.
    pub fn progress(&self) -> (i64, i64, i64) {
        let count = |wanted: fn(&Settled) -> bool| {
            self.said.values().filter(|(_, settled)| wanted(settled)).count() as i64
        };
        (
            self.said.len() as i64,
            count(|settled| settled.points.is_some()),
            count(|settled| settled.by == By::Disputed),
        )
    }
}

/// Whether an item wants a mark of a reviewer: nothing was computed, and it is not a bonus that may stay away.
pub(super) fn wants_mark(item: &Item, computed: Option<Points>) -> bool {
    computed.is_none() && !item.scoring.is_extra()
}

/// The dossier of one entry among several, by what it is about. Made once, so that no entry walks through all rows.
#[derive(Debug, Default)]
pub(super) struct Voices {
    own: HashMap<i64, BTreeMap<String, Points>>,
    /// By entry and place.
    marks: HashMap<(i64, i64), BTreeMap<String, Points>>,
    on_site: HashMap<i64, BTreeMap<String, Points>>,
    decided: HashMap<i64, BTreeMap<String, Points>>,
    raised: HashMap<i64, BTreeSet<String>>,
    lifted: HashMap<i64, BTreeSet<String>>,
}

impl Voices {
    /// Of handed-in marks and finished checks only: what is still being written counts for nothing.
    pub fn of(dossiers: &Dossiers) -> Self {
        let mut voices = Self::default();
        for answer in &dossiers.answers {
            if let Some(points) = answer.points {
                let own = voices.own.entry(answer.entry_id).or_default();
                own.insert(answer.item.clone(), Points::hundredths(points));
            }
        }
        let handed_in: HashMap<i64, (i64, i64)> = dossiers
            .assignments
            .iter()
            .filter(|assignment| assignment.handed_in_at.is_some())
            .map(|assignment| (assignment.id, (assignment.entry_id, assignment.place)))
            .collect();
        for mark in &dossiers.marks {
            if let Some(key) = handed_in.get(&mark.assignment_id) {
                let marks = voices.marks.entry(*key).or_default();
                marks.insert(mark.item.clone(), Points::hundredths(mark.points));
            }
        }
        for key in handed_in.values() {
            voices.marks.entry(*key).or_default();
        }
        // Of several checks the last one counts.
        let mut done: Vec<&CheckRow> =
            dossiers.checks.iter().filter(|check| check.done_at.is_some()).collect();
        done.sort_by_key(|check| (check.done_at, check.id));
        for check in done {
            for seen in dossiers.check_items.iter().filter(|seen| seen.check_id == check.id) {
                if let Some(points) = seen.points {
                    let on_site = voices.on_site.entry(check.entry_id).or_default();
                    on_site.insert(seen.item.clone(), Points::hundredths(points));
                }
            }
        }
        for objection in &dossiers.objections {
            if let (Some("upheld"), Some(points)) = (objection.decision.as_deref(), objection.points) {
                let decided = voices.decided.entry(objection.entry_id).or_default();
                decided.insert(objection.about.clone(), Points::hundredths(points));
            }
        }
        for veto in &dossiers.vetoes {
            if veto.raised_at.is_some() {
                voices.raised.entry(veto.entry_id).or_default().insert(veto.veto.clone());
            }
            if veto.lifted_at.is_some() {
                voices.lifted.entry(veto.entry_id).or_default().insert(veto.veto.clone());
            }
        }
        voices
    }

    /// Judges an entry.
    pub fn judge(&self, standard: &Standard, settings: &Settings, entry: i64, taken: &Taken) -> Judged {
        let inputs = Inputs {
            groups: taken.groups.clone(),
            values: values(standard, &taken.bases),
            ..Inputs::default()
        };
        let plain = score(standard, &inputs);
        let point = |from: &HashMap<i64, BTreeMap<String, Points>>, item: &str| {
            from.get(&entry).and_then(|points| points.get(item)).copied()
        };
        let mut said = BTreeMap::new();
        for (item, computed) in standard.items().zip(&plain.items) {
            if computed.how == How::NotApplicable {
                continue;
            }
            // A reviewer who has handed in and said nothing stands by what was computed; of a bonus that there is none.
            let silent = computed.computed.or_else(|| item.scoring.is_extra().then_some(Points::ZERO));
            let mark =
                |place: i64| self.marks.get(&(entry, place)).and_then(|marks| marks.get(&item.id)).copied();
            let voice = Said {
                own: point(&self.own, &item.id),
                computed: silent,
                first: mark(1),
                second: mark(2),
                third: mark(3),
                on_site: point(&self.on_site, &item.id),
                decided: point(&self.decided, &item.id),
            };
            let waits = !(self.marks.contains_key(&(entry, 1)) && self.marks.contains_key(&(entry, 2)));
            let settled = settle(item.points, settings.tolerance, &voice);
            // Before both have handed in nothing is settled by marks: one may still depart from what was computed.
            let settled = match settled.by {
                By::Computed | By::Mean | By::Median | By::Disputed if waits => {
                    Settled { points: None, by: By::Open }
                }
                _ => settled,
            };
            said.insert(item.id.clone(), (voice, settled));
        }
        let marks = said
            .iter()
            .filter(|(_, (_, settled))| settled.by != By::Computed)
            .filter_map(|(item, (_, settled))| Some((item.clone(), settled.points?)));
        let counting = Inputs {
            marks: marks.collect(),
            raised: self.raised.get(&entry).cloned().unwrap_or_default(),
            lifted: self.lifted.get(&entry).cloned().unwrap_or_default(),
            ..inputs.clone()
        };
        let own = Inputs {
            marks: self.own.get(&entry).cloned().unwrap_or_default(),
            raised: counting.raised.clone(),
            lifted: counting.lifted.clone(),
            ..inputs
        };
        let (scored, own) = (score(standard, &counting), score(standard, &own));
        Judged { said, plain, inputs: counting, scored, own }
    }
}

impl Campaign {
    /// Judges the entries that are given.
    pub(super) fn judge(&self, dossiers: &Dossiers, entries: &[EntryRow]) -> HashMap<i64, Judged> {
        let voices = Voices::of(dossiers);
        let judge = |entry: &EntryRow| {
            (entry.id, voices.judge(&self.standard, &self.settings, entry.id, &Taken::of(entry)))
        };
        entries.iter().map(judge).collect()
    }
}

/// A campaign with everything that is stored about its tribunals, in memory.
pub struct Gathered {
    campaign: Campaign,
    entries: Vec<EntryRow>,
    dossiers: Dossiers,
}

impl Gathered {
    /// Judges every tribunal; how many they are.
    pub fn judge(&self) -> usize {
        self.campaign.judge(&self.dossiers, &self.entries).len()
    }
}

impl Platform {
    /// Reads everything that the results of a campaign follow from, for instance to measure how long judging takes.
    ///
    /// # Errors
    /// For whoever does not run the campaign.
    pub async fn gather(&self, actor: &Actor, campaign: i64) -> Result<Gathered, Failure> {
        let campaign = self.run_campaign(actor, campaign).await?;
        let mut entries = self.db.entries(campaign.row.id).await?;
        entries.retain(|entry| entry.state().is_ok_and(EntryState::takes_part));
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let dossiers = self.db.dossiers(&numbers).await?;
        Ok(Gathered { campaign, entries, dossiers })
    }

    /// Takes the values of some tribunals as they stand in the facts; by unit, ready to be stored.
    pub(super) async fn take(
        &self,
        campaign: &Campaign,
        units: &[&Unit],
    ) -> Result<HashMap<i64, Taken>, Failure> {
        let (last, Some(first)) = (campaign.settings.values_to, units.first()) else {
            return Ok(HashMap::new());
        };
        let (tree, standard) = (&campaign.tree, &campaign.standard);
        let all = self.measured_beside(tree, standard, first);
        let mut bases = self.bases_among(tree, standard, &all, AsOf::end_of(last)).await?;
        let peers = spread(bases.values());
        let mut trends: HashMap<i64, BTreeMap<String, Vec<(String, f64)>>> = HashMap::new();
        for years in [2, 1] {
            let then = last.plus(-12 * years);
            let as_of = AsOf::end_of(then);
            for (unit, known) in self.bases(tree, standard, units, as_of).await? {
                let trend = trends.entry(unit.0).or_default();
                for (id, basis) in known {
                    trend.entry(id).or_default().push((then.to_string(), basis.value));
                }
            }
        }
        let take = |unit: &&Unit| {
            let groups = unit.groups.iter().cloned().collect();
            let bases = bases.remove(&unit.id).unwrap_or_default();
            let trend = trends.remove(&unit.id.0).unwrap_or_default();
            (unit.id.0, Taken { groups, bases, trend, peers: peers.clone() })
        };
        Ok(units.iter().map(take).collect())
    }
}

/// Fewer tribunals than this are no peers.
const FEWEST: usize = 10;

/// Low, median and high of nine of ten, by item, where enough are known.
fn spread<'a>(all: impl Iterator<Item = &'a BTreeMap<String, Basis>>) -> BTreeMap<String, (f64, f64, f64)> {
    let mut values: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for known in all {
        for (id, basis) in known {
            values.entry(id).or_default().push(basis.value);
        }
    }
    let of = |(id, mut values): (&str, Vec<f64>)| {
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
        (values.len() >= FEWEST).then(|| (id.to_owned(), (at(0.05), at(0.5), at(0.95))))
    };
    values.into_iter().filter_map(of).collect()
}
