//! What is asked of values, and the answer.

use app::domain::{
    catalogue::Indicator,
    periods::Period,
    units::UnitId,
    values::{Computed, Judgement, Status},
};
use std::{collections::HashMap, sync::LazyLock};

/// What is asked.
pub(crate) struct Ask<'a> {
    pub indicators: &'a [&'a Indicator],
    pub units: &'a [UnitId],
    pub periods: &'a [Period],
}

impl Ask<'_> {
    /// Everything that is asked, in the order of the answer: unit, period, position of the indicator.
    pub(super) fn places(&self) -> impl Iterator<Item = (UnitId, Period, usize)> {
        let indicators = 0..self.indicators.len();
        self.units.iter().flat_map(move |unit| {
            let indicators = indicators.clone();
            let periods = self.periods.iter();
            periods.flat_map(move |period| indicators.clone().map(move |i| (*unit, *period, i)))
        })
    }
}

/// Several units together, by a number of their own: it is asked for like a unit, and computed as a unit above them
/// would be, from the sums of what they have stated.
#[derive(Debug, Default)]
pub(crate) struct Sets(HashMap<UnitId, Vec<UnitId>>);

impl Sets {
    /// None.
    pub(crate) fn none() -> &'static Self {
        static NONE: LazyLock<Sets> = LazyLock::new(Sets::default);
        &NONE
    }

    /// Adds one; units stored have numbers from 1.
    pub(crate) fn add(&mut self, members: Vec<UnitId>) -> UnitId {
        let id = UnitId(-1 - self.0.len() as i64);
        self.0.insert(id, members);
        id
    }

    /// The members of each.
    pub(super) const fn members(&self) -> &HashMap<UnitId, Vec<UnitId>> {
        &self.0
    }
}

/// One answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Cell {
    pub computed: Computed,
    pub status: Status,
    pub judgement: Option<Judgement>,
}

/// All answers: units outermost, then periods, then indicators.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    cells: Vec<Cell>,
    periods: usize,
    indicators: usize,
}

impl Answer {
    /// Of cells in the order of [`Ask::places`].
    pub(super) fn new(ask: &Ask<'_>, cells: Vec<Cell>) -> Self {
        Self { cells, periods: ask.periods.len(), indicators: ask.indicators.len() }
    }

    /// All of them, in the order of [`Ask::places`].
    pub(super) fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The same, to be changed.
    pub(super) fn cells_mut(&mut self) -> &mut [Cell] {
        &mut self.cells
    }

    /// By position in what was asked.
    pub(crate) fn cell(&self, unit: usize, period: usize, indicator: usize) -> &Cell {
        &self.cells[(unit * self.periods + period) * self.indicators + indicator]
    }

    /// Puts the cells of unit `of` of another answer about the same periods and indicators where those of `unit` are.
    pub(crate) fn replace(&mut self, unit: usize, other: &Self, of: usize) {
        let row = self.periods * self.indicators;
        let (to, from) = (unit * row, of * row);
        self.cells[to..to + row].copy_from_slice(&other.cells[from..from + row]);
    }
}
