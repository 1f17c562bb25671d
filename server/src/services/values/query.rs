//! The one query path: indicators × units × periods → value, components, status. Facts are read once for all of it;
//! adding up comes before dividing.

pub(crate) use super::asked::{Answer, Ask, Cell, Sets};

use super::expectations::{Expectations, source_of};
use crate::{
    platform::{Heard, Platform},
    store::FactRow,
};
use app::{
    api::Failure,
    domain::{
        catalogue::Indicator,
        expressions::ItemRef,
        periods::{Month, Period},
        series::{Aggregation, FactPoint, Series, Source},
        tree::Tree,
        units::{Level, UnitId},
        values::{ItemValue, Status},
    },
};
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// How far back the last statement of an item that is stated only on change may lie, in months.
const HOLDS: i32 = 60;

/// What is known of an item for a unit, with the facts behind it.
pub(super) struct Facts {
    series: HashMap<(UnitId, i64), Series>,
    rows: Vec<FactRow>,
    /// Tribunals below a unit, for items that are added up when asked for.
    leaves: HashMap<UnitId, Vec<UnitId>>,
}

/// An item as the query needs it.
#[derive(Clone)]
pub(super) struct Wanted {
    pub number: i64,
    pub aggregation: Aggregation,
    pub source: Option<Source>,
    /// Stated only on change: the last statement holds on.
    pub holds: bool,
}

/// A query with everything it stands on.
pub(crate) struct Query<'a> {
    platform: &'a Platform,
    pub(super) wanted: HashMap<ItemRef, Wanted>,
    pub(super) facts: Facts,
    pub(super) expectations: Expectations<'a>,
}

impl Platform {
    /// Evaluates. Permission is the caller's business.
    pub(crate) async fn evaluate(&self, tree: &Arc<Tree>, ask: &Ask<'_>) -> Result<Answer, Failure> {
        let heard = self.heard().await?;
        Query::read(self, tree, &heard, ask, Sets::none()).await?.answer(ask).await
    }

    /// Evaluates, and says with it how much stands behind each cell, in the order of the cells: reports of tribunals,
    /// counted by months. Two values of which one rests on far more than the other cannot be compared.
    pub(crate) async fn evaluate_with_coverage(
        &self,
        tree: &Arc<Tree>,
        ask: &Ask<'_>,
    ) -> Result<(Answer, Vec<i64>), Failure> {
        let heard = self.heard().await?;
        let query = Query::read(self, tree, &heard, ask, Sets::none()).await?;
        let coverage = query.coverages(ask);
        Ok((query.answer(ask).await?, coverage))
    }

    fn wanted(&self, indicators: &[&Indicator]) -> HashMap<ItemRef, Wanted> {
        let references: BTreeSet<_> = indicators.iter().flat_map(|i| i.formula.items()).collect();
        let wanted = references.into_iter().filter_map(|reference| {
            let item = self.catalogue.item(&reference.item)?;
            let aggregation = if reference.mean { Aggregation::Mean } else { item.over_time };
            let wanted = Wanted {
                number: self.item(&item.id)?,
                aggregation,
                source: source_of(item.supplier),
                holds: item.frequency == "on_change",
            };
            Some((reference, wanted))
        });
        wanted.collect()
    }
}

/// Of two values, how much more may stand behind one of them so that they can still be compared.
const LIKE: f64 = 1.05;

/// Whether two spans rest on about as many reports. Where one lacks months or units, a difference says more of what is
/// missing than of what has changed.
pub(crate) fn alike(now: i64, before: i64) -> bool {
    let (low, high) = (now.min(before) as f64, now.max(before) as f64);
    low > 0.0 && high <= low * LIKE || high == 0.0
}

/// A judgement by an interval that is meant for a year says nothing about another span, if stocks and flows are mixed:
/// of what lay there at the start, a month can only close a twelfth of what a year can, and ten years nearly all.
pub(crate) fn comparable(platform: &Platform, indicator: &Indicator, period: Period) -> bool {
    period.months == 12 || !mixes_stocks_and_flows(platform, indicator)
}

/// Whether a formula has both stocks and flows in it.
pub(crate) fn mixes_stocks_and_flows(platform: &Platform, indicator: &Indicator) -> bool {
    let items = indicator.formula.items();
    let flows = items
        .iter()
        .filter_map(|item| platform.catalogue.item(&item.item))
        .filter(|item| item.over_time == Aggregation::Sum)
        .count();
    flows > 0 && flows < items.len()
}

impl<'a> Query<'a> {
    /// Reads what all of `ask` stands on, once. Parts of it can then be answered, and `sets` of its units like units.
    pub(crate) async fn read(
        platform: &'a Platform,
        tree: &'a Arc<Tree>,
        heard: &'a Arc<Heard>,
        ask: &Ask<'_>,
        sets: &'a Sets,
    ) -> Result<Query<'a>, Failure> {
        let wanted = platform.wanted(ask.indicators);
        let span = span(ask.periods, &wanted);
        let mut leaves = HashMap::new();
        let (plain, holding): (BTreeSet<_>, BTreeSet<_>) = (
            wanted.values().filter(|w| !w.holds).map(|w| w.number).collect(),
            wanted.values().filter(|w| w.holds).map(|w| w.number).collect(),
        );
        let mut rows = Vec::new();
        if !plain.is_empty() {
            let items: Vec<_> = plain.into_iter().collect();
            rows = platform.db.facts(ask.units, &items, span.start, span.end()).await?;
        }
        if !holding.is_empty() {
            let mut all: BTreeSet<_> = ask.units.iter().copied().collect();
            for unit in ask.units {
                let below = leaves_of(tree, *unit, span);
                all.extend(&below);
                leaves.insert(*unit, below);
            }
            for (set, members) in sets.members() {
                let below: BTreeSet<_> =
                    members.iter().filter_map(|unit| leaves.get(unit)).flatten().copied().collect();
                leaves.insert(*set, below.into_iter().collect());
            }
            let (units, items): (Vec<_>, Vec<_>) = (all.into_iter().collect(), holding.into_iter().collect());
            rows.extend(platform.db.facts(&units, &items, span.start.plus(-HOLDS), span.end()).await?);
        }
        let mut points: HashMap<(UnitId, i64), Vec<FactPoint>> = HashMap::new();
        for FactRow { key, value, reporting, .. } in &rows {
            points.entry((key.unit, key.item)).or_default().push(FactPoint {
                period: key.period,
                source: key.source,
                value: *value,
                reporting: *reporting,
            });
        }
        let mut series: HashMap<_, _> =
            points.into_iter().map(|(key, points)| (key, Series::new(points))).collect();
        for (set, members) in sets.members() {
            for item in wanted.values().filter(|wanted| !wanted.holds).map(|wanted| wanted.number) {
                let parts = members.iter().filter_map(|unit| series.get(&(*unit, item)));
                series.insert((*set, item), Series::summed(parts));
            }
        }
        let sources: BTreeSet<_> = wanted.values().filter_map(|w| w.source).collect();
        let sources: Vec<_> = sources.into_iter().collect();
        let expectations =
            Expectations::new(platform, (tree, heard), (ask.units, sets.members()), &sources, span);
        let facts = Facts { series, rows, leaves };
        Ok(Query { platform, wanted, facts, expectations })
    }

    /// How much stands behind each cell, in the order of the cells: reports of tribunals, counted by months.
    pub(crate) fn coverages(&self, ask: &Ask<'_>) -> Vec<i64> {
        ask.places().map(|(unit, period, i)| self.coverage(ask.indicators[i], unit, period)).collect()
    }

    /// Answers all or a part of what was read.
    pub(crate) async fn answer(&self, ask: &Ask<'_>) -> Result<Answer, Failure> {
        let catalogue = &self.platform.catalogue;
        let sources: Vec<_> = ask.indicators.iter().map(|i| Expectations::sources(catalogue, i)).collect();
        let cells = ask.places().map(|(u, p, i)| self.cell(ask.indicators[i], &sources[i], u, p)).collect();
        let mut answer = Answer::new(ask, cells);
        self.tell_late_from_never(ask, &mut answer).await?;
        Ok(answer)
    }

    /// Late is what was reported before and is missing now. What was never reported is no data, however punctual the
    /// unit is with other things. One question for all of it, and none where nothing is late.
    async fn tell_late_from_never(&self, ask: &Ask<'_>, answer: &mut Answer) -> Result<(), Failure> {
        let late = || answer.cells().iter().zip(ask.places()).filter(|(cell, _)| cell.status == Status::Late);
        let own = |unit: UnitId| {
            let below = self.facts.leaves.get(&unit).into_iter().flatten().copied();
            self.expectations.members(&unit).to_vec().into_iter().chain(below)
        };
        let items_of = |i: usize| {
            let items = ask.indicators[i].formula.items().into_iter();
            items.filter_map(|item| self.wanted.get(&item)).map(|wanted| wanted.number).collect::<Vec<_>>()
        };
        let units: BTreeSet<UnitId> = late().flat_map(|(_, (unit, ..))| own(unit)).collect();
        let items: BTreeSet<i64> = late().flat_map(|(_, (.., i))| items_of(i)).collect();
        if items.is_empty() {
            return Ok(());
        }
        let (units, items): (Vec<_>, Vec<_>) = (units.into_iter().collect(), items.into_iter().collect());
        let stated = self.platform.db.stated(&units, &items).await?;
        for (cell, (unit, _, i)) in answer.cells_mut().iter_mut().zip(ask.places()) {
            let ever = || {
                let items = items_of(i);
                own(unit).any(|unit| items.iter().any(|item| stated.contains(&(unit, *item))))
            };
            if cell.status == Status::Late && !ever() {
                cell.status = Status::NoData;
            }
        }
        Ok(())
    }

    fn cell(&self, indicator: &Indicator, sources: &[Source], unit: UnitId, period: Period) -> Cell {
        let computed =
            indicator.formula.evaluate(period.days() as f64, &|item| self.item(item, unit, period));
        let status = match indicator.status_of(&computed) {
            None => self.expectations.missing(unit, sources, period),
            Some(Status::Ok | Status::Partial | Status::SmallNumber)
                if self.expectations.is_stale(unit, sources, period) =>
            {
                Status::Stale
            }
            // What is still growing is not whole, however punctual everybody is.
            Some(Status::Ok) if self.expectations.is_running(period) => Status::Partial,
            Some(status) => status,
        };
        let comparable = comparable(self.platform, indicator, period);
        let judgement = comparable.then(|| indicator.judge(&computed)).flatten();
        Cell { computed, status, judgement }
    }

    fn coverage(&self, indicator: &Indicator, unit: UnitId, period: Period) -> i64 {
        let items = indicator.formula.items();
        let wanted = items.iter().filter_map(|item| Some((item.shift, self.wanted.get(item)?)));
        // What is stated on change holds on: that nothing was stated in a month says nothing.
        let flowing = wanted.filter(|(_, wanted)| !wanted.holds);
        let counts = flowing.map(|(shift, wanted)| {
            let period = period.shifted(shift);
            let points = self.facts.series.get(&(unit, wanted.number)).map_or(&[][..], Series::points);
            let within =
                points.iter().filter(|p| p.period.start >= period.start && p.period.end() <= period.end());
            within.map(|point| point.reporting * i64::from(point.period.months)).sum::<i64>()
        });
        counts.sum()
    }

    /// An item of a unit over a period, added up over units and time.
    pub(super) fn item(&self, reference: &ItemRef, unit: UnitId, period: Period) -> Option<ItemValue> {
        let wanted = self.wanted.get(reference)?;
        let period = period.shifted(reference.shift);
        let expected = |month: Month| self.expectations.expected(unit, wanted.source, month);
        if !wanted.holds {
            return self.facts.series.get(&(unit, wanted.number))?.over(
                period,
                wanted.aggregation,
                &expected,
            );
        }
        match wanted.aggregation {
            Aggregation::Sum => {
                let parts = self.parts(unit, wanted.number);
                let sums = parts.filter_map(|s| s.over(period, Aggregation::Sum, &|_| 0));
                let (value, found) = sums.fold((0.0, 0), |(v, n), part| (v + part.value, n + 1));
                (found > 0).then_some(ItemValue { value, complete: found >= expected(period.last()) })
            }
            Aggregation::First => self.held(unit, wanted.number, period.start.plus(-1), &expected),
            Aggregation::Last => self.held(unit, wanted.number, period.last(), &expected),
            Aggregation::Mean => {
                let months: Vec<_> =
                    period.iter().filter_map(|m| self.held(unit, wanted.number, m, &expected)).collect();
                let sum: f64 = months.iter().map(|month| month.value).sum();
                (!months.is_empty()).then(|| ItemValue {
                    value: sum / months.len() as f64,
                    complete: months.iter().all(|month| month.complete),
                })
            }
        }
    }

    fn parts(&self, unit: UnitId, item: i64) -> impl Iterator<Item = &Series> {
        let below = self.facts.leaves.get(&unit).into_iter().flatten();
        below.filter_map(move |leaf| self.facts.series.get(&(*leaf, item)))
    }

    /// What was last said by the end of a month, added up over the tribunals below.
    fn held(
        &self,
        unit: UnitId,
        item: i64,
        month: Month,
        expected: &impl Fn(Month) -> i64,
    ) -> Option<ItemValue> {
        let last = |series: &Series| {
            let said = series.points().iter().filter(|p| p.period.last() <= month);
            said.max_by_key(|p| (p.period.end(), p.period.start)).map(|p| (p.value, p.reporting))
        };
        let said = self.parts(unit, item).filter_map(last);
        let (value, reporting) = said.fold((0.0, 0), |(v, n), (value, reporting)| (v + value, n + reporting));
        (reporting > 0).then_some(ItemValue { value, complete: reporting >= expected(month) })
    }

    /// The facts of a unit that lie in the span an item was read over.
    pub(super) fn facts_of(&self, wanted: &Wanted, unit: UnitId, period: Period) -> Vec<&FactRow> {
        let leaves = self.facts.leaves.get(&unit);
        let of_unit = |id: UnitId| {
            if wanted.holds { leaves.is_some_and(|leaves| leaves.contains(&id)) } else { id == unit }
        };
        let first = if wanted.holds { period.start.plus(-HOLDS) } else { period.start };
        self.facts
            .rows
            .iter()
            .filter(|row| row.key.item == wanted.number && of_unit(row.key.unit))
            .filter(|row| row.key.period.start >= first && row.key.period.end() <= period.end())
            .collect()
    }
}

/// The units whose own statements are added up: tribunals, or the unit itself where it has none below.
fn leaves_of(tree: &Tree, unit: UnitId, span: Period) -> Vec<UnitId> {
    if tree.get(unit).is_none_or(|unit| unit.level >= Level::Tribunal) {
        return vec![unit];
    }
    let mut below: Vec<_> =
        tree.below(unit, Level::Tribunal, span.last()).iter().map(|tribunal| tribunal.id).collect();
    if below.is_empty() {
        below.push(unit);
    }
    below
}

/// The months that have to be read.
fn span(periods: &[Period], wanted: &HashMap<ItemRef, Wanted>) -> Period {
    let shifts = || wanted.keys().map(|item| item.shift).chain(std::iter::once(0));
    let earliest = shifts().min().unwrap_or(0);
    let latest = shifts().max().unwrap_or(0);
    let first = periods.iter().map(|p| p.start).min().unwrap_or(Month::from_index(0));
    let last = periods.iter().map(|p| p.last()).max().unwrap_or(first);
    Period::between(first.plus(earliest), last.plus(latest)).unwrap_or(Period::month(first))
}

#[cfg(test)]
mod tests {
    use super::alike;

    #[test]
    fn spans_are_compared_where_about_as_much_stands_behind_them() {
        assert!(alike(3_900, 3_890) && alike(0, 0));
        assert!(!alike(3_900, 650) && !alike(650, 3_900) && !alike(12, 0));
    }
}
