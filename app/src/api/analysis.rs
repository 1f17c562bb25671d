//! The explorer: a choice of indicators, units and periods, and the grid of values that answers it. Only the server has
//! it: pages are printed from it, and the REST interface writes it as rows.

mod rows;

pub use rows::{AnalysisAnswer, AnalysisQuery, AnalysisRow, GroupRow};

use super::{
    Failure,
    indicators::{EditionRow, IndicatorRow, ModuleRow},
    overview::Crumb,
    units::UnitRow,
};
use crate::{
    address::Address,
    domain::{
        analysis::{Band, Choice, Difference, Slip, Spread},
        periods::Period,
        units::Level,
        values::{Judgement, Status},
    },
};

/// The page of the explorer.
pub const PATH: &str = "/analysis";
/// The same by REST.
pub const REST: &str = "/api/v1/analysis";

impl From<Slip> for Failure {
    fn from(slip: Slip) -> Self {
        Self::invalid(slip.field, slip.reason, slip.value)
    }
}

/// The address of a choice, on the page or by REST.
pub fn address(path: &str, choice: &Choice) -> Address {
    choice.words().into_iter().fold(Address::new(path), |address, (key, value)| address.with(key, &value))
}

/// What there is to choose from, and where one is.
#[derive(Debug, Clone, PartialEq)]
pub struct Frame {
    /// The unit whose subtree is looked at.
    pub unit: UnitRow,
    /// From the province down to it.
    pub path: Vec<Crumb>,
    /// Whether the actor may read the figures of each unit of the path.
    pub readable: Vec<bool>,
    /// Units below, by level.
    pub levels: Vec<(Level, u32)>,
    /// First and last month that are looked at.
    pub span: Period,
    /// Last month that is over.
    pub last_month: String,
    /// The edition used.
    pub edition: EditionRow,
    /// All editions.
    pub editions: Vec<EditionRow>,
    /// The modules, by which indicators are ordered.
    pub modules: Vec<ModuleRow>,
    /// All indicators of the edition.
    pub indicators: Vec<IndicatorRow>,
    /// The groups that tribunals are in.
    pub groups: Vec<String>,
    /// Whether units may be ranked.
    pub ranking: bool,
    /// Number of the newest change that is in it.
    pub seq: i64,
    /// Time of the newest data about the unit, RFC 3339 in UTC.
    pub data_time: Option<String>,
}

/// What stands at a place of the unit axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stands {
    /// A unit that was chosen.
    Unit,
    /// All chosen units together.
    Total,
    /// The unit whose subtree is looked at, as a whole.
    Whole,
}

/// A place of the unit axis.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitHead {
    /// What it is.
    pub stands: Stands,
    /// Code; empty for a total.
    pub code: String,
    /// Name; empty for a total.
    pub name: String,
    /// English name, or empty.
    pub name_en: String,
    /// Level.
    pub level: Level,
    /// Whether there is something below it.
    pub leads_down: bool,
    /// The groups that make its peers; without any, all of its level are.
    pub groups: Vec<String>,
}

/// A place of the period axis.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PeriodHead {
    /// The period.
    pub period: Period,
    /// Whether it is all the others together.
    pub total: bool,
}

/// What a value is held against.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Against {
    /// The value, or the median of the peers.
    pub value: Option<f64>,
    /// Lower quartile, or lower end of the reference interval.
    pub low: Option<f64>,
    /// Upper quartile, or upper end.
    pub high: Option<f64>,
}

/// A value of the grid.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Cell {
    /// The value; a rate is a fraction.
    pub value: Option<f64>,
    /// Above the line.
    pub numerator: Option<f64>,
    /// Below the line.
    pub denominator: Option<f64>,
    /// State.
    pub status: Status,
    /// Against the reference interval.
    pub judgement: Option<Judgement>,
    /// What it is held against, where that can be said.
    pub against: Option<Against>,
    /// How far it is from that.
    pub difference: Option<Difference>,
    /// The quarter of its peers that it lies in.
    pub band: Option<Band>,
    /// Its rank among the units chosen; only where units may be ranked.
    pub rank: Option<u32>,
}

/// How the values of a group of peers spread.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupSpread {
    /// Level of the units.
    pub level: Level,
    /// The groups; without any, all of the level.
    pub groups: Vec<String>,
    /// The five numbers, in the whole province.
    pub spread: Spread,
}

/// The values of a choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Grid {
    /// The indicators.
    pub indicators: Vec<IndicatorRow>,
    /// The periods, the oldest first, and at the end all of them together where that is one.
    pub periods: Vec<PeriodHead>,
    /// The units of the page in their order, then their total and the whole where these are asked for.
    pub units: Vec<UnitHead>,
    /// Units outermost, then periods, then indicators.
    cells: Vec<Cell>,
    /// Cases received in the period in focus, by unit; only for the map.
    pub caseload: Vec<Option<f64>>,
    /// How many units were chosen in all.
    pub chosen: u32,
    /// How many of them stand on a page.
    pub per_page: u32,
    /// Which page this is, from 1.
    pub page: u32,
    /// Number of the indicator in focus.
    pub focus: usize,
    /// Number of the period in focus.
    pub at: usize,
    /// How groups of peers spread, for the indicator and the period in focus; where peers are asked for.
    pub spreads: Vec<GroupSpread>,
    /// Whether some of the units lie within others, so that there is no total.
    pub overlapping: bool,
    /// Whether there are too many units for their total to be made with a page of them.
    pub untotalled: bool,
    /// Whether the unit above may not be read, so that nothing can be held against it.
    pub parent_hidden: bool,
}

impl Grid {
    /// Puts one together; `cells` are units outermost, then periods, then indicators.
    pub fn with_cells(self, cells: Vec<Cell>) -> Self {
        debug_assert_eq!(cells.len(), self.units.len() * self.periods.len() * self.indicators.len());
        Self { cells, ..self }
    }

    /// One without anything in it.
    pub fn empty(indicators: Vec<IndicatorRow>, periods: Vec<PeriodHead>) -> Self {
        Self {
            indicators,
            periods,
            units: vec![],
            cells: vec![],
            caseload: vec![],
            chosen: 0,
            per_page: 0,
            page: 1,
            focus: 0,
            at: 0,
            spreads: vec![],
            overlapping: false,
            untotalled: false,
            parent_hidden: false,
        }
    }

    /// The value at a place.
    pub fn cell(&self, unit: usize, period: usize, indicator: usize) -> &Cell {
        &self.cells[(unit * self.periods.len() + period) * self.indicators.len() + indicator]
    }

    /// The value of a unit in focus.
    pub fn focused(&self, unit: usize) -> &Cell {
        self.cell(unit, self.at, self.focus)
    }

    /// The units that were chosen, with their numbers.
    pub fn chosen_units(&self) -> impl Iterator<Item = (usize, &UnitHead)> {
        self.units.iter().enumerate().filter(|(_, unit)| unit.stands == Stands::Unit)
    }

    /// All values, for legends.
    pub fn cells(&self) -> &[Cell] {
        &self.cells
    }

    /// The indicator in focus.
    pub fn indicator(&self) -> &IndicatorRow {
        &self.indicators[self.focus]
    }

    /// The period in focus.
    pub fn period(&self) -> Period {
        self.periods[self.at].period
    }
}

/// An answer.
#[derive(Debug, Clone, PartialEq)]
pub struct Analysis {
    /// What was chosen, with the unit and the indicators that were meant by leaving them out.
    pub choice: Choice,
    /// What there is to choose from.
    pub frame: Frame,
    /// The values, or why this choice has none.
    pub grid: Result<Grid, Failure>,
}

/// The explorer.
#[async_trait::async_trait]
pub trait Analyses {
    /// The values of a choice, as far as the actor may read them: one page of the units, or for an export all of them.
    /// A unit that may not be read fails it as a whole; what cannot be shown of the choice is said in the answer.
    async fn analyse(
        &self,
        actor: &crate::domain::permissions::Actor,
        choice: &Choice,
        whole: bool,
    ) -> Result<Analysis, Failure>;
}
