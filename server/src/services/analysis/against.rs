//! What values are held against: the year before, the period before, the unit above, peers, the reference interval.

use super::Asked;
use crate::services::{
    peers::{PeerGroup, peer_group, spreads},
    units::last,
    values::query::{Answer, Ask, Query, alike, comparable},
};
use app::{
    api::{
        Failure,
        analysis::{Against, Cell, PeriodHead},
    },
    domain::{
        analysis::{Compare, Difference, Spread, Way},
        catalogue::Indicator,
        periods::{Month, Period},
        units::{Level, Unit, UnitId},
        values::Status,
    },
};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Spreads of a group, by the numbers of period and indicator.
pub(super) type Spreads = HashMap<(usize, usize), Spread>;

/// How quarters of peers are told.
#[derive(Clone, Copy)]
pub(super) struct Peering<'a> {
    /// The month in which groups are looked up.
    pub month: Month,
    /// What the peers are read from, where quarters are told even of values that are held against something else.
    pub always: Option<&'a Query<'a>>,
}

impl Asked<'_> {
    /// The values of units (or sets of them), held against what was chosen.
    pub(super) async fn cells(
        &self,
        query: &Query<'_>,
        ids: &[UnitId],
        heads: &[PeriodHead],
        indicators: &[&Indicator],
        peering: Peering<'_>,
    ) -> Result<Vec<Cell>, Failure> {
        let periods: Vec<Period> = heads.iter().map(|head| head.period).collect();
        let ask = Ask { indicators, units: ids, periods: &periods };
        let answer = query.answer(&ask).await?;
        let mut cells = Vec::with_capacity(ids.len() * periods.len() * indicators.len());
        for u in 0..ids.len() {
            for p in 0..periods.len() {
                cells.extend((0..indicators.len()).map(|i| plain(&answer, u, p, i)));
            }
        }
        let mut grid = Held { cells, ids, heads, indicators };
        match self.choice.compare {
            Compare::None => {}
            Compare::YearBefore | Compare::PeriodBefore => self.before_all(query, &ask, &mut grid).await?,
            Compare::Parent => self.parents(query, &ask, &mut grid, peering.month).await?,
            Compare::Peers => {}
            Compare::Reference => self.references(&mut grid),
        }
        if self.choice.compare == Compare::Peers || peering.always.is_some() {
            self.peers(peering.always.unwrap_or(query), &mut grid, peering.month).await?;
        }
        Ok(grid.cells)
    }

    /// The period that one is held against.
    pub(super) fn before(&self, head: PeriodHead) -> Option<Period> {
        match self.choice.compare {
            Compare::YearBefore => Some(head.period.shifted(-12)),
            Compare::PeriodBefore if head.total => Some(head.period.shifted(-i32::from(head.period.months))),
            Compare::PeriodBefore => self.choice.before(head.period),
            _ => None,
        }
    }

    async fn before_all(&self, query: &Query<'_>, ask: &Ask<'_>, grid: &mut Held<'_>) -> Result<(), Failure> {
        let before: Vec<Option<Period>> = grid.heads.iter().map(|head| self.before(*head)).collect();
        // A place for each period, so that numbers stay the same; where there is none nothing is taken from it.
        let periods: Vec<Period> =
            before.iter().zip(ask.periods).map(|(before, period)| before.unwrap_or(*period)).collect();
        let past = Ask { periods: &periods, ..*ask };
        let answer = query.answer(&past).await?;
        let (now, then) = (query.coverages(ask), query.coverages(&past));
        let running = self.platform.month();
        grid.each(|place, indicator, cell| {
            let (u, p, i) = place;
            let n = (u * ask.periods.len() + p) * ask.indicators.len() + i;
            // A month that is not over has not had the time that the other one had.
            let fair = ask.periods[p].last() < running && before[p].is_some() && alike(now[n], then[n]);
            let Some(other) = answer.cell(u, p, i).computed.value.filter(|_| fair) else { return };
            cell.against = Some(Against { value: Some(other), ..Against::default() });
            cell.difference =
                cell.value.and_then(|value| Difference::between(Way::of(&indicator.measure), value, other));
        });
        Ok(())
    }

    /// The unit above.
    pub(super) fn parent_of(&self, unit: &Unit, month: Month) -> Option<&Unit> {
        self.tree.parent_in(unit.id, last(unit, month)).and_then(|id| self.tree.get(id))
    }

    async fn parents(
        &self,
        query: &Query<'_>,
        ask: &Ask<'_>,
        grid: &mut Held<'_>,
        month: Month,
    ) -> Result<(), Failure> {
        // Several units together are held against the unit whose subtree is looked at.
        let above = |id: &UnitId| match self.tree.get(*id) {
            None => Some(self.unit),
            Some(unit) => self.parent_of(unit, month),
        };
        let readable = |unit: &&Unit| self.may_read(unit, month);
        let parents: Vec<Option<UnitId>> =
            grid.ids.iter().map(|id| above(id).filter(readable).map(|unit| unit.id)).collect();
        let known: BTreeSet<UnitId> = parents.iter().flatten().copied().collect();
        let known: Vec<UnitId> = known.into_iter().collect();
        let answer = query.answer(&Ask { units: &known, ..*ask }).await?;
        grid.each(|(u, p, i), indicator, cell| {
            let Some(place) = parents[u].and_then(|id| known.binary_search(&id).ok()) else { return };
            let Some(whole) = answer.cell(place, p, i).computed.value else { return };
            cell.against = Some(Against { value: Some(whole), ..Against::default() });
            let (way, adds_up) = (Way::of(&indicator.measure), !indicator.formula.is_ratio());
            cell.difference = cell.value.and_then(|part| Difference::within(way, adds_up, part, whole));
        });
        Ok(())
    }

    fn references(&self, grid: &mut Held<'_>) {
        let heads = grid.heads;
        grid.each(|(_, p, _), indicator, cell| {
            let judged =
                indicator.reference.filter(|_| comparable(self.platform, indicator, heads[p].period));
            let Some(reference) = judged else { return };
            cell.against = Some(Against { value: None, low: reference.low, high: reference.high });
            // Within it nothing is amiss; else the nearest end is what counts.
            cell.difference = cell.value.and_then(|value| {
                let low = reference.low.filter(|low| value < *low);
                let end = low.or(reference.high.filter(|high| value > *high)).unwrap_or(value);
                Difference::between(Way::of(&indicator.measure), value, end)
            });
        });
    }

    async fn peers(&self, query: &Query<'_>, grid: &mut Held<'_>, month: Month) -> Result<(), Failure> {
        let units: Vec<&Unit> = grid.ids.iter().filter_map(|id| self.tree.get(*id)).collect();
        let spreads = self.peer_spreads(query, &units, grid.heads, grid.indicators, month).await?;
        let held = self.choice.compare == Compare::Peers;
        let groups: Vec<Option<&Spreads>> = grid
            .ids
            .iter()
            .map(|id| {
                let unit = self.tree.get(*id)?;
                spreads.get(&peer_group(self.tree, unit, &self.choice.peers, month))
            })
            .collect();
        grid.each(|(u, p, i), indicator, cell| {
            let Some(spread) = groups[u].and_then(|spreads| spreads.get(&(p, i))) else { return };
            // A small number says nothing about where a unit stands.
            let sure = cell.value.filter(|_| cell.status != Status::SmallNumber);
            cell.band = sure.map(|value| spread.band(value));
            if held {
                let Spread { low, median, high, .. } = *spread;
                cell.against = Some(Against { value: Some(median), low: Some(low), high: Some(high) });
                let way = Way::of(&indicator.measure);
                cell.difference = cell.value.and_then(|value| Difference::between(way, value, median));
            }
        });
        Ok(())
    }

    /// All units of the levels of some, in the whole province.
    pub(super) fn peers_of(&self, units: &[&Unit], month: Month) -> Vec<&Unit> {
        let root = self.tree.path(self.unit.id, last(self.unit, month)).last().unwrap_or(self.unit.id);
        let levels: BTreeSet<Level> = units.iter().map(|unit| unit.level).collect();
        levels.into_iter().flat_map(|level| self.tree.below(root, level, month)).collect()
    }

    /// How the peers of some units spread, by group.
    pub(super) async fn peer_spreads(
        &self,
        query: &Query<'_>,
        units: &[&Unit],
        heads: &[PeriodHead],
        indicators: &[&Indicator],
        month: Month,
    ) -> Result<BTreeMap<PeerGroup, Spreads>, Failure> {
        let group = |unit: &Unit| peer_group(self.tree, unit, &self.choice.peers, month);
        let wanted: BTreeSet<PeerGroup> = units.iter().map(|unit| group(unit)).collect();
        let peers: Vec<(&Unit, PeerGroup)> = self
            .peers_of(units, month)
            .into_iter()
            .map(|unit| (unit, group(unit)))
            .filter(|(_, group)| wanted.contains(group))
            .collect();
        let ids: Vec<UnitId> = peers.iter().map(|(unit, _)| unit.id).collect();
        let periods: Vec<Period> = heads.iter().map(|head| head.period).collect();
        let answer = query.answer(&Ask { indicators, units: &ids, periods: &periods }).await?;
        let mut found: BTreeMap<PeerGroup, Spreads> = BTreeMap::new();
        for p in 0..periods.len() {
            for i in 0..indicators.len() {
                let values = peers.iter().enumerate();
                let values = values.map(|(u, (_, group))| (group.clone(), answer.cell(u, p, i)));
                for (group, spread) in spreads(values) {
                    found.entry(group).or_default().insert((p, i), spread);
                }
            }
        }
        Ok(found)
    }
}

/// Values while they are held against something.
struct Held<'a> {
    cells: Vec<Cell>,
    ids: &'a [UnitId],
    heads: &'a [PeriodHead],
    indicators: &'a [&'a Indicator],
}

impl Held<'_> {
    /// Does something with each value: numbers of unit, period and indicator, the indicator, the value.
    fn each(&mut self, mut with: impl FnMut((usize, usize, usize), &Indicator, &mut Cell)) {
        let (periods, indicators) = (self.heads.len(), self.indicators.len());
        for (n, cell) in self.cells.iter_mut().enumerate() {
            let (u, p, i) = (n / indicators / periods, n / indicators % periods, n % indicators);
            with((u, p, i), self.indicators[i], cell);
        }
    }
}

/// A value that is held against nothing yet.
fn plain(answer: &Answer, unit: usize, period: usize, indicator: usize) -> Cell {
    let cell = answer.cell(unit, period, indicator);
    Cell {
        value: cell.computed.value,
        numerator: cell.computed.numerator,
        denominator: cell.computed.denominator,
        status: cell.status,
        judgement: cell.judgement,
        against: None,
        difference: None,
        band: None,
        rank: None,
    }
}
