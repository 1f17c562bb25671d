//! Standards applied to facts: everything of a standard that can be computed, for many units at once.

use crate::{
    platform::Platform,
    services::values::query::{Answer, Ask},
};
use app::{
    api::{
        Failure,
        standards::{Assessment, AssessmentQuery, Basis},
    },
    domain::{
        catalogue::{Direction, Indicator, Kind},
        expressions::Expression,
        forms::CHECKLIST,
        periods::{Month, Period},
        permissions::{Action, Actor},
        standards::{Condition, Inputs, Scoring, Standard, Subject, Value, Veto, score},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Fewer peers than this say nothing about who is among the worst.
const FEWEST_PEERS: usize = 10;

/// The day as of which a standard is computed.
#[derive(Debug, Clone, Copy)]
pub(in crate::services) struct AsOf {
    /// Formulas are computed over spans that end with this month.
    months: Month,
    /// Checklists whose span ends by this month are known.
    checklists: Month,
}

impl AsOf {
    /// As it stood at the end of a month: what was confirmed later is not known.
    pub(in crate::services) const fn end_of(month: Month) -> Self {
        Self { months: month, checklists: month }
    }

    /// As it stands in the present month: figures of the months that are over, and what was confirmed up to now.
    pub(in crate::services) const fn within(month: Month) -> Self {
        Self { months: month.plus(-1), checklists: month }
    }
}

impl Platform {
    /// Applies a standard to a unit, as of the last month that is over.
    pub(super) async fn apply_standard(
        &self,
        actor: &Actor,
        query: &AssessmentQuery,
    ) -> Result<Assessment, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &query.unit).await?;
        let standard = self.standard(&query.standard, &query.edition).await?;
        let level = level_of(&standard);
        if unit.level != level || !standard.measures(&unit.groups) {
            return Err(Failure::invalid("unit", "not_measured", &unit.code));
        }
        self.log_look(actor, &tree, &[unit.id]).await?;
        let mut bases = self.bases_among(&tree, &standard, &[&unit], AsOf::within(self.month())).await?;
        let bases = bases.remove(&unit.id).unwrap_or_default();
        let inputs = Inputs {
            groups: unit.groups.iter().cloned().collect(),
            values: values(&standard, &bases),
            ..Inputs::default()
        };
        let scored = score(&standard, &inputs);
        Ok(Assessment { unit: unit.code.clone(), standard: (*standard).clone(), scored, bases })
    }
}

/// The units that a standard measures.
const fn level_of(standard: &Standard) -> Level {
    match standard.subject {
        Subject::Tribunal => Level::Tribunal,
        Subject::Post => Level::Post,
    }
}

/// The vetoes that hold for the worst among peers.
fn ranked(standard: &Standard) -> impl Iterator<Item = &Veto> {
    standard.vetoes.iter().filter(|veto| matches!(veto.condition, Some(Condition::WorstPeers { .. })))
}

/// What the engine is told of what is known.
pub(in crate::services) fn values(
    standard: &Standard,
    bases: &BTreeMap<String, Basis>,
) -> BTreeMap<String, Value> {
    let of = |id: &String, basis: &Basis| {
        let checklist =
            standard.item(id).is_some_and(|item| matches!(item.scoring, Scoring::Checklist { .. }));
        match (basis.peers, basis.numerator, basis.denominator) {
            (Some((worse, _)), ..) => Value::AmongPeers(basis.value, worse),
            // These are whole numbers: points that were counted.
            (None, Some(there), Some(asked)) if checklist => Value::Checklist(there as u32, asked as u32),
            _ => Value::Number(basis.value),
        }
    };
    bases.iter().map(|(id, basis)| (id.clone(), of(id, basis))).collect()
}

/// What is known of each unit, by item or veto.
type Bases = HashMap<UnitId, BTreeMap<String, Basis>>;

impl Platform {
    /// Everything of a standard that can be computed for some units. Who is among the worst is known only beside the
    /// others, so that what vetoes among peers ask is computed for all units of the level.
    pub(in crate::services) async fn bases_among(
        &self,
        tree: &Arc<Tree>,
        standard: &Standard,
        units: &[&Unit],
        as_of: AsOf,
    ) -> Result<Bases, Failure> {
        let mut bases = self.bases(tree, standard, units, as_of).await?;
        let ranked = formulas(ranked(standard).map(|veto| (&veto.id, veto.formula.as_deref(), veto.months)));
        if let (false, Some(first)) = (ranked.is_empty(), units.first()) {
            let all = self.measured_beside(tree, standard, first);
            let known = self.computed(tree, &ranked, &all, as_of).await?;
            rank(standard, &all, &known, &mut bases);
        }
        Ok(bases)
    }

    /// All units that a standard measures, of the province that a unit lies in.
    pub(in crate::services) fn measured_beside<'a>(
        &self,
        tree: &'a Tree,
        standard: &Standard,
        unit: &Unit,
    ) -> Vec<&'a Unit> {
        let root = tree.path(unit.id, self.month()).last().unwrap_or(unit.id);
        tree.below(root, level_of(standard), self.month())
    }

    /// The same, without who is among the worst.
    pub(in crate::services) async fn bases(
        &self,
        tree: &Arc<Tree>,
        standard: &Standard,
        units: &[&Unit],
        as_of: AsOf,
    ) -> Result<Bases, Failure> {
        let items = standard.items().map(|item| (&item.id, item.scoring.formula(), item.months));
        let vetoes = standard.vetoes.iter().map(|veto| (&veto.id, veto.formula.as_deref(), veto.months));
        let mut bases = self.computed(tree, &formulas(items.chain(vetoes)), units, as_of).await?;
        self.checklists(standard, as_of.checklists, &mut bases).await?;
        Ok(bases)
    }

    /// Formulas, computed: facts are read once for each span that is asked.
    async fn computed(
        &self,
        tree: &Arc<Tree>,
        formulas: &BTreeMap<u16, Vec<Indicator>>,
        units: &[&Unit],
        as_of: AsOf,
    ) -> Result<Bases, Failure> {
        let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
        let mut bases: Bases = ids.iter().map(|id| (*id, BTreeMap::new())).collect();
        for (months, formulas) in formulas {
            let period = Period::new(as_of.months.plus(1 - i32::from(*months)), *months);
            let indicators: Vec<&Indicator> = formulas.iter().collect();
            let ask = Ask { indicators: &indicators, units: &ids, periods: &[period] };
            let answer = self.evaluate(tree, &ask).await?;
            take(&mut bases, &ids, formulas, period, &answer);
        }
        Ok(bases)
    }

    async fn checklists(&self, standard: &Standard, until: Month, bases: &mut Bases) -> Result<(), Failure> {
        let Some(form) = self.catalogue.form(CHECKLIST) else { return Ok(()) };
        let wanted: Vec<(&str, Vec<&str>)> = standard
            .items()
            .filter_map(|item| match &item.scoring {
                Scoring::Checklist { section } => {
                    let part = form.sections.iter().find(|part| part.id == *section)?;
                    let yes_no = part.fields.iter().filter(|f| f.kind == Kind::YesNo);
                    Some((item.id.as_str(), yes_no.map(|field| field.id.as_str()).collect()))
                }
                _ => None,
            })
            .collect();
        if wanted.is_empty() {
            return Ok(());
        }
        let points: Vec<&str> = wanted.iter().flat_map(|(_, points)| points.iter().copied()).collect();
        let ids: Vec<UnitId> = bases.keys().copied().collect();
        for (unit, ticked) in self.ticked(&ids, &points, Some(until)).await? {
            let (Some(known), period) = (bases.get_mut(&unit), ticked.period) else { continue };
            for (item, points) in &wanted {
                let said: Vec<bool> = points.iter().filter_map(|p| ticked.points.get(*p).copied()).collect();
                if said.is_empty() {
                    continue;
                }
                let (there, asked) = (said.iter().filter(|yes| **yes).count() as f64, said.len() as f64);
                let basis = Basis {
                    value: there / asked,
                    numerator: Some(there),
                    denominator: Some(asked),
                    from: period.start.to_string(),
                    to: period.last().to_string(),
                    peers: None,
                };
                known.insert((*item).to_owned(), basis);
            }
        }
        Ok(())
    }
}

/// Formulas as indicators without judgement, by the months they are computed over.
fn formulas<'a>(
    all: impl Iterator<Item = (&'a String, Option<&'a str>, u16)>,
) -> BTreeMap<u16, Vec<Indicator>> {
    let mut found: BTreeMap<u16, Vec<Indicator>> = BTreeMap::new();
    for (id, formula, months) in all {
        // The catalogue was refused if one could not be read.
        let Some(Ok(formula)) = formula.map(Expression::parse) else { continue };
        found.entry(months).or_default().push(Indicator {
            id: id.clone(),
            module: String::new(),
            zh: String::new(),
            en: String::new(),
            formula,
            measure: String::new(),
            direction: Direction::Neutral,
            reference: None,
            small_number: 0.0,
            source: (String::new(), String::new()),
            note: None,
            headline: false,
        });
    }
    found
}

fn take(bases: &mut Bases, units: &[UnitId], formulas: &[Indicator], period: Period, answer: &Answer) {
    for (u, unit) in units.iter().enumerate() {
        let Some(known) = bases.get_mut(unit) else { continue };
        for (i, formula) in formulas.iter().enumerate() {
            let computed = answer.cell(u, 0, i).computed;
            let Some(value) = computed.value else { continue };
            let basis = Basis {
                value,
                numerator: computed.numerator.filter(|_| computed.denominator.is_some()),
                denominator: computed.denominator,
                from: period.start.to_string(),
                to: period.last().to_string(),
                peers: None,
            };
            known.insert(formula.id.clone(), basis);
        }
    }
}

/// For vetoes among peers: which share of the peers is worse. Peers share the first group.
fn rank(standard: &Standard, units: &[&Unit], known: &Bases, bases: &mut Bases) {
    for veto in ranked(standard) {
        let Some(Condition::WorstPeers { up, .. }) = veto.condition else { continue };
        let mut by_group: HashMap<Option<&str>, Vec<(UnitId, f64)>> = HashMap::new();
        for unit in units {
            if let Some(basis) = known.get(&unit.id).and_then(|known| known.get(&veto.id)) {
                let group = unit.groups.first().map(String::as_str);
                by_group.entry(group).or_default().push((unit.id, basis.value));
            }
        }
        for peers in by_group.values() {
            for (unit, value) in peers {
                let worse = peers.iter().filter(|(_, other)| if up { other < value } else { other > value });
                let share = worse.count() as f64 / peers.len() as f64;
                let basis = bases.get_mut(unit).and_then(|known| known.get_mut(&veto.id));
                if let Some(basis) = basis.filter(|_| peers.len() >= FEWEST_PEERS) {
                    basis.peers = Some((share, peers.len() as u32));
                }
            }
        }
    }
}
