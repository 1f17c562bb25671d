//! From a choice to its grid.

use super::{Asked, against::Peering};
use crate::platform::Heard;
use crate::services::{
    indicators::indicator_row,
    peers::peer_group,
    values::query::{Ask, Query, Sets},
};
use app::{
    api::{
        Failure,
        analysis::{Cell, Grid, GroupSpread, PeriodHead, Stands, UnitHead},
    },
    domain::{
        analysis::{Axis, Column, Compare, Pivot, View, ranks},
        catalogue::Indicator,
        periods::{Month, Period},
        units::{Unit, UnitId},
        values::Status,
    },
};
use std::{cmp::Ordering, collections::BTreeSet, sync::Arc};

/// How many values are read for each that an answer may have: its own, and those it is held against.
const READ: usize = 10;
/// Columns of a workbook; each may have a second one beside it, and a sheet has 16,384.
const MOST_BOOK_COLUMNS: usize = 8_000;
/// Columns of a table.
const MOST_COLUMNS: usize = 240;

/// How many units stand on a page.
const fn per_page(view: View, units_are_rows: bool) -> usize {
    match view {
        View::Table if units_are_rows => 50,
        View::Table | View::Bars => 40,
        View::List => 50,
        View::Line => 7,
        View::Multiples => 24,
        View::Scatter | View::Box | View::Map => usize::MAX,
    }
}

impl Asked<'_> {
    pub(super) async fn grid(&self, periods: &[Period]) -> Result<Grid, Failure> {
        let indicators = self.indicators()?;
        let shown = self.heads(periods);
        let span = shown.last().map_or(periods[0], |head| head.period);
        let units = self.units(Period::between(periods[0].start, span.last()).unwrap_or(span)).await?;
        let month = span.last().min(self.platform.month());
        let rows = indicators.iter().map(|indicator| indicator_row(indicator, self.edition)).collect();
        let mut grid = Grid::empty(rows, shown);
        grid.chosen = units.len() as u32;
        grid.focus = self.choice.indicators.iter().position(|id| *id == self.choice.focus).unwrap_or(0);
        let at = |head: &PeriodHead| !head.total && Some(head.period) == self.choice.at;
        grid.at = grid.periods.iter().position(at).unwrap_or(periods.len() - 1);
        if units.is_empty() {
            return Ok(grid);
        }
        let most = self.platform.policy.most_values;
        let everything = units.len() * periods.len() * indicators.len() <= most;
        let too_many = || Failure::invalid("units", "too_many_values", most.to_string());
        if self.whole && !everything {
            return Err(too_many());
        }
        grid.overlapping = self.overlap(&units, month);
        let hidden =
            |unit: &&Unit| self.parent_of(unit, month).is_some_and(|above| !self.may_read(above, month));
        grid.parent_hidden = self.choice.compare == Compare::Parent && units.iter().any(hidden);

        let mut sets = Sets::default();
        let all: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
        let totals = matches!(self.choice.view, View::Table | View::List);
        let totalled = totals && all.len() > 1 && !grid.overlapping;
        grid.untotalled = totalled && !everything;
        let total = (totalled && everything).then(|| sets.add(all.clone()));
        let whole = (totals && !all.contains(&self.unit.id)).then_some(self.unit.id);
        let heard = self.platform.heard().await?;
        // On the map the size of a dot is the caseload.
        let caseload = self.edition.indicator("received").filter(|_| self.choice.view == View::Map);
        let read_indicators: Vec<&Indicator> = indicators.iter().copied().chain(caseload).collect();
        let first = if everything {
            self.read(&heard, &sets, (&units, &grid.periods, &read_indicators), month).await?
        } else {
            let focused = [indicators[grid.focus]];
            self.read(&heard, &sets, (&units, &[grid.periods[grid.at]], &focused), month).await?
        };
        // Quarters of a list are told of what is in focus alone: of the peers no more is read.
        let focused = [indicators[grid.focus]];
        let narrow = if self.choice.view == View::List && self.choice.compare != Compare::Peers {
            let peers: Vec<UnitId> = self.peers_of(&units, month).iter().map(|peer| peer.id).collect();
            let at = [grid.period()];
            let ask = Ask { indicators: &focused, units: &peers, periods: &at };
            Some(Query::read(self.platform, self.tree, &heard, &ask, Sets::none()).await?)
        } else {
            None
        };
        let peers = narrow.as_ref().unwrap_or(&first);
        let order = self.order((&first, peers), &units, &mut grid, &indicators, month).await?;
        let per_page = per_page(self.choice.view, self.choice.layout.rows().contains(&Axis::Unit));
        let per_page = if self.whole { usize::MAX } else { per_page };
        let pages = order.len().div_ceil(per_page).max(1);
        let page = (self.choice.page as usize).min(pages);
        (grid.page, grid.per_page) = (page as u32, per_page.min(order.len()) as u32);
        let on_page = order.iter().skip((page - 1).saturating_mul(per_page)).take(per_page);
        let on_page: Vec<(usize, Option<u32>)> = on_page.copied().collect();
        let mut ids: Vec<UnitId> = on_page.iter().map(|(n, _)| units[*n].id).collect();
        self.platform.log_look(self.actor, self.tree, &ids).await?;
        let rest;
        let query = if everything {
            &first
        } else {
            // Some views have no pages: then too much for one answer stays too much.
            if per_page == usize::MAX {
                return Err(too_many());
            }
            let page: Vec<&Unit> = on_page.iter().map(|(n, _)| units[*n]).collect();
            rest = self.read(&heard, &sets, (&page, &grid.periods, &read_indicators), month).await?;
            &rest
        };
        grid.units = on_page.iter().map(|(n, _)| self.head(units[*n], Stands::Unit, month)).collect();
        if let Some(total) = total {
            ids.push(total);
            grid.units.push(UnitHead {
                stands: Stands::Total,
                code: String::new(),
                name: String::new(),
                name_en: String::new(),
                level: units[0].level,
                leads_down: false,
                groups: vec![],
            });
        }
        if let Some(whole) = whole {
            ids.push(whole);
            grid.units.push(self.head(self.unit, Stands::Whole, month));
        }
        if self.choice.view == View::Table {
            let (layout, indicators) = (&self.choice.layout, grid.indicators.len());
            let pivot = Pivot::new(layout, grid.units.len(), grid.periods.len(), indicators);
            // A workbook holds more than a page, and not any number.
            let most = if self.whole { MOST_BOOK_COLUMNS } else { MOST_COLUMNS };
            if pivot.columns.len() > most {
                return Err(Failure::invalid("columns", "too_many_columns", most.to_string()));
            }
        }
        let heads = grid.periods.clone();
        let peering = Peering { month, always: None };
        let mut cells = self.cells(query, &ids, &heads, &indicators, peering).await?;
        let (columns, focus) = (heads.len() * indicators.len(), grid.at * indicators.len() + grid.focus);
        for (u, (_, rank)) in on_page.iter().enumerate() {
            cells[u * columns + focus].rank = *rank;
        }
        if self.choice.view == View::List {
            let at = [heads[grid.at]];
            let peering = Peering { month, always: Some(peers) };
            let judged = self.cells(query, &ids, &at, &focused, peering).await?;
            for (u, cell) in judged.iter().enumerate() {
                cells[u * columns + focus].band = cell.band;
            }
        }
        if let Some(caseload) = caseload {
            let ask = Ask { indicators: &[caseload], units: &ids, periods: &[grid.period()] };
            let answer = query.answer(&ask).await?;
            grid.caseload = (0..ids.len()).map(|u| answer.cell(u, 0, 0).computed.value).collect();
        }
        Ok(grid.with_cells(cells))
    }

    /// The periods, and all of them together where that is a period, too.
    fn heads(&self, periods: &[Period]) -> Vec<PeriodHead> {
        let mut heads: Vec<_> =
            periods.iter().map(|period| PeriodHead { period: *period, total: false }).collect();
        let table = matches!(self.choice.view, View::Table);
        if let (Some(first), Some(last)) = (periods.first(), periods.last())
            && table
            && periods.len() > 1
            && !self.choice.by.overlaps()
            && let Some(period) = Period::between(first.start, last.last())
        {
            heads.push(PeriodHead { period, total: true });
        }
        heads
    }

    fn head(&self, unit: &Unit, stands: Stands, month: Month) -> UnitHead {
        let (_, groups) = peer_group(self.tree, unit, &self.choice.peers, month);
        let shown = crate::services::units::last(unit, month);
        UnitHead {
            stands,
            code: unit.code.clone(),
            name: unit.name.clone(),
            name_en: unit.name_en.clone(),
            level: unit.level,
            leads_down: self.tree.children_in(unit.id, shown).next().is_some(),
            groups,
        }
    }

    /// Whether peers have to be looked at, and for what is in focus only.
    pub(super) fn peers_wanted(&self) -> bool {
        self.choice.compare == Compare::Peers || self.choice.view == View::List
    }

    /// Reads everything that values stand on: those of the units in the periods, and all they are held against.
    async fn read<'a>(
        &'a self,
        heard: &'a Arc<Heard>,
        sets: &'a Sets,
        (units, heads, indicators): (&[&Unit], &[PeriodHead], &[&Indicator]),
        month: Month,
    ) -> Result<Query<'a>, Failure> {
        let (units, periods) = self.to_be_read(units, heads, month);
        let most = self.platform.policy.most_values;
        if units.len() * periods.len() * indicators.len() > READ * most {
            return Err(Failure::invalid("units", "too_many_values", most.to_string()));
        }
        let ask = Ask { indicators, units: &units, periods: &periods };
        Query::read(self.platform, self.tree, heard, &ask, sets).await
    }

    fn to_be_read(&self, units: &[&Unit], heads: &[PeriodHead], month: Month) -> (Vec<UnitId>, Vec<Period>) {
        let mut units = units.to_vec();
        units.push(self.unit);
        let mut ids: BTreeSet<UnitId> = units.iter().map(|unit| unit.id).collect();
        if self.choice.compare == Compare::Parent {
            ids.extend(units.iter().filter_map(|unit| self.parent_of(unit, month)).map(|parent| parent.id));
        }
        if self.choice.compare == Compare::Peers {
            ids.extend(self.peers_of(&units, month).iter().map(|peer| peer.id));
        }
        let mut periods: BTreeSet<Period> = heads.iter().map(|head| head.period).collect();
        periods.extend(heads.iter().filter_map(|head| self.before(*head)));
        (ids.into_iter().collect(), periods.into_iter().collect())
    }

    /// The numbers of the units in the order that is asked for, with their ranks where they may be ranked.
    async fn order(
        &self,
        (query, beside): (&Query<'_>, &Query<'_>),
        units: &[&Unit],
        grid: &mut Grid,
        indicators: &[&Indicator],
        month: Month,
    ) -> Result<Vec<(usize, Option<u32>)>, Failure> {
        let sort = self.choice.sort;
        let by_value = !matches!(sort.column, Column::Code | Column::Name);
        let (focused, at) = ([indicators[grid.focus]], [grid.periods[grid.at]]);
        let ranking = self.platform.ranking().await?;
        let mut ranked = vec![None; units.len()];
        let mut keys: Vec<Cell> = vec![];
        if by_value || ranking {
            let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
            keys = self.cells(query, &ids, &at, &focused, Peering { month, always: None }).await?;
        }
        if ranking {
            // Small numbers and what is not whole are not ranked.
            let sure: Vec<_> =
                keys.iter().map(|cell| cell.value.filter(|_| cell.status == Status::Ok)).collect();
            ranked = ranks(&sure, focused[0].direction);
        }
        if self.peers_wanted() {
            let peers = self.peer_spreads(beside, units, &at, &focused, month).await?;
            let mut spreads: Vec<GroupSpread> = peers
                .into_iter()
                .filter_map(|((level, groups), mut spreads)| {
                    Some(GroupSpread { level, groups, spread: spreads.remove(&(0, 0))? })
                })
                .collect();
            spreads.sort_by(|a, b| a.level.cmp(&b.level).then_with(|| a.groups.cmp(&b.groups)));
            grid.spreads = spreads;
        }
        let number = |n: usize| {
            let cell: &Cell = &keys[n];
            match sort.column {
                Column::Numerator => cell.numerator,
                Column::Denominator => cell.denominator,
                Column::Difference => cell.difference.map(|difference| difference.amount()),
                _ => cell.value,
            }
        };
        let turn = |order: Ordering| if sort.down { order.reverse() } else { order };
        let mut order: Vec<usize> = (0..units.len()).collect();
        order.sort_by(|a, b| match sort.column {
            Column::Code => turn(units[*a].code.cmp(&units[*b].code)),
            Column::Name => turn(units[*a].name.cmp(&units[*b].name)),
            Column::Status => turn(keys[*a].status.cmp(&keys[*b].status)),
            // What has no number comes last either way.
            _ => match (number(*a), number(*b)) {
                (Some(a), Some(b)) => turn(a.total_cmp(&b)),
                (a, b) => b.is_some().cmp(&a.is_some()),
            },
        });
        Ok(order.into_iter().map(|n| (n, ranked[n])).collect())
    }
}
