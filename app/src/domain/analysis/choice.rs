//! What somebody looks at in the explorer: everything that decides it, so that it can stand in an address.

use super::{peers::Dimension, words::Slip};
use crate::domain::{
    periods::{By, Month, Period},
    units::Level,
};

/// Indicators in one choice.
pub const MOST_INDICATORS: usize = 20;
/// Units named one by one in one choice.
pub const MOST_CODES: usize = 200;
/// Periods in one choice: twenty years by month.
pub const MOST_PERIODS: usize = 240;
/// Months in one choice: a hundred years.
const LONGEST: i32 = 1_200;

/// Which units below the one that is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Units {
    /// Those one step below; the unit itself where there are none.
    #[default]
    Next,
    /// The unit itself.
    Own,
    /// All of a level.
    Level(Level),
}

/// How it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum View {
    /// Rows and columns.
    #[default]
    Table,
    /// One indicator in one period, sorted, with what stands behind it.
    List,
    /// Over time.
    Line,
    /// Side by side.
    Bars,
    /// A small chart each.
    Multiples,
    /// Two indicators against each other.
    Scatter,
    /// How groups of peers spread.
    Box,
    /// On the map.
    Map,
}

/// What values are held against.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compare {
    /// Nothing.
    #[default]
    None,
    /// The same span a year before.
    YearBefore,
    /// The span before.
    PeriodBefore,
    /// The unit above.
    Parent,
    /// Median and quartiles of the peers.
    Peers,
    /// The reference interval.
    Reference,
}

/// What a grid has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Axis {
    /// Units.
    Unit,
    /// Periods.
    Period,
    /// Indicators.
    Indicator,
}

/// What units are sorted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Column {
    /// Their codes.
    #[default]
    Code,
    /// Their names.
    Name,
    /// The value of the indicator in focus.
    Value,
    /// What stands above its line.
    Numerator,
    /// What stands below it.
    Denominator,
    /// How far it is from what it is held against.
    Difference,
    /// Its state.
    Status,
}

/// An order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Sort {
    /// By what.
    pub column: Column,
    /// Whether from the greatest down.
    pub down: bool,
}

/// Which axes are rows and which are columns; each is one of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Layout {
    rows: Vec<Axis>,
    columns: Vec<Axis>,
}

impl Default for Layout {
    fn default() -> Self {
        Self::of(&[Axis::Unit], &[])
    }
}

impl Layout {
    /// One or two axes as rows, the others as columns: those named first, in the order in which they are named.
    pub fn of(rows: &[Axis], columns: &[Axis]) -> Self {
        let once = |axes: &mut Vec<Axis>, axis: &Axis| {
            if !axes.contains(axis) {
                axes.push(*axis);
            }
        };
        let mut chosen = Vec::new();
        rows.iter().for_each(|axis| once(&mut chosen, axis));
        chosen.truncate(2);
        if chosen.is_empty() {
            chosen.push(Axis::Unit);
        }
        let mut others = Vec::new();
        let usual = [Axis::Indicator, Axis::Period, Axis::Unit];
        let rest = columns.iter().chain(&usual).filter(|axis| !chosen.contains(axis));
        rest.for_each(|axis| once(&mut others, axis));
        Self { rows: chosen, columns: others }
    }

    /// Every layout there is.
    pub fn all() -> Vec<Self> {
        let axes = [Axis::Unit, Axis::Period, Axis::Indicator];
        let mut all = Vec::new();
        for first in axes {
            for second in axes.into_iter().filter(|axis| *axis != first) {
                all.push(Self::of(&[first, second], &[]));
                all.push(Self::of(&[first], &[second]));
            }
        }
        all
    }

    /// From the outer to the inner one.
    pub fn rows(&self) -> &[Axis] {
        &self.rows
    }

    /// From the outer to the inner one.
    pub fn columns(&self) -> &[Axis] {
        &self.columns
    }
}

/// What is looked at. Reading one from an address never fails ([`Choice::read`]), and writing it out again gives the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Ids of indicators; empty for the usual ones.
    pub indicators: Vec<String>,
    /// Code of the unit whose subtree is looked at; empty for the actor's own.
    pub unit: String,
    /// Which units of it.
    pub units: Units,
    /// Units named one by one, instead.
    pub codes: Vec<String>,
    /// Of tribunals only those of this group.
    pub group: String,
    /// Only units that are called so.
    pub find: String,
    /// Kind of period.
    pub by: By,
    /// First month.
    pub from: Option<Month>,
    /// Last month; the last that is over when not given.
    pub to: Option<Month>,
    /// How many periods, where the first month is not given.
    pub last: Option<u16>,
    /// Edition of the catalogue; the one in force in the last month when empty.
    pub edition: String,
    /// How it is shown.
    pub view: View,
    /// Rows and columns of the table.
    pub layout: Layout,
    /// The indicator that is shown where there is room for one, and sorted by; the first when empty.
    pub focus: String,
    /// The period that is shown where there is room for one, and sorted by; the last when not given.
    pub at: Option<Period>,
    /// What values are held against.
    pub compare: Compare,
    /// What makes units peers; without any, all of a level are.
    pub peers: Vec<Dimension>,
    /// Order of the units.
    pub sort: Sort,
    /// Page of the list, from 1.
    pub page: u32,
}

impl Default for Choice {
    fn default() -> Self {
        Self {
            indicators: vec![],
            unit: String::new(),
            units: Units::default(),
            codes: vec![],
            group: String::new(),
            find: String::new(),
            by: By::Total,
            from: None,
            to: None,
            last: None,
            edition: String::new(),
            view: View::default(),
            layout: Layout::default(),
            focus: String::new(),
            at: None,
            compare: Compare::default(),
            peers: vec![Dimension::Kind],
            sort: Sort::default(),
            page: 1,
        }
    }
}

/// How many periods are shown when nothing else is said.
const fn usual(by: By) -> u16 {
    match by {
        By::Total | By::Month | By::ToDate => 12,
        By::Rolling => 13,
        By::Quarter => 8,
        By::Half => 6,
        By::Year | By::CourtYear => 5,
    }
}

impl Choice {
    /// The months that are looked at, when `over` is the last one that is over.
    ///
    /// # Errors
    /// A span that ends before it begins, or a very long one.
    pub fn span(&self, over: Month) -> Result<Period, Slip> {
        let last = self.to.unwrap_or(over);
        let span = match self.from {
            None => Some(self.by.back(last, self.last.unwrap_or(usual(self.by)))),
            Some(first) if last.index() - first.index() >= LONGEST => None,
            Some(first) => Some(
                Period::between(first, last)
                    .ok_or_else(|| Slip::new("to", "before_from", last.to_string()))?,
            ),
        };
        let span = span.filter(|span| i32::from(span.months) <= LONGEST);
        span.ok_or_else(|| Slip::new("from", "span_too_long", last.to_string()))
    }

    /// The periods, the oldest first.
    ///
    /// # Errors
    /// Those of the span; more periods than can be shown.
    pub fn periods(&self, over: Month) -> Result<Vec<Period>, Slip> {
        let periods = self.span(over)?.pieces(self.by);
        if periods.len() > MOST_PERIODS {
            return Err(Slip::new("by", "too_many_periods", MOST_PERIODS.to_string()));
        }
        Ok(periods)
    }

    /// The period before, of the same length; none where every period begins anew in January.
    pub fn before(&self, period: Period) -> Option<Period> {
        match self.by {
            By::ToDate => None,
            By::Total => Some(period.shifted(-i32::from(period.months))),
            by => Some(period.shifted(-by.step())),
        }
    }

    /// The finer periods of which one consists; none for a month.
    pub fn finer(&self, period: Period) -> Option<By> {
        match self.by {
            _ if period.months == 1 => None,
            By::Year | By::CourtYear | By::Half => Some(By::Quarter),
            _ => Some(By::Month),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    fn choice(by: By, from: &str, to: &str, last: Option<u16>) -> Choice {
        Choice { by, from: from.parse().ok(), to: to.parse().ok(), last, ..Choice::default() }
    }

    #[test]
    fn without_months_the_last_that_are_over_are_shown() {
        let over = month("2026-10");
        let written = |choice: Choice| {
            choice.periods(over).unwrap().iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(written(Choice::default()), ["2025-11..2026-10"]);
        assert_eq!(written(choice(By::Quarter, "", "", Some(2))), ["2026-Q3", "2026-10"]);
        assert_eq!(written(choice(By::Half, "2025-01", "2025-12", Some(9))), ["2025-H1", "2025-H2"]);
        assert_eq!(written(choice(By::ToDate, "", "2026-02", Some(2))), ["2026-01", "2026-01..2026-02"]);
    }

    #[test]
    fn what_cannot_be_is_named_with_its_field() {
        let over = month("2026-10");
        let wrong = |choice: Choice| {
            let slip = choice.periods(over).unwrap_err();
            (slip.field, slip.reason)
        };
        assert_eq!(wrong(choice(By::Month, "2026-05", "2026-04", None)), ("to", "before_from"));
        assert_eq!(wrong(choice(By::Total, "1900-01", "2026-04", None)), ("from", "span_too_long"));
        assert_eq!(wrong(choice(By::Month, "1990-01", "2026-04", None)), ("by", "too_many_periods"));
    }

    #[test]
    fn the_period_before_is_of_the_same_length() {
        let before = |by, period: &str| {
            choice(by, "", "", None).before(period.parse().unwrap()).map(|period| period.to_string())
        };
        assert_eq!(before(By::Month, "2026-01").as_deref(), Some("2025-12"));
        assert_eq!(before(By::Quarter, "2026-Q1").as_deref(), Some("2025-Q4"));
        assert_eq!(before(By::Quarter, "2026-04..2026-05").as_deref(), Some("2026-01..2026-02"));
        assert_eq!(before(By::Total, "2026-01..2026-04").as_deref(), Some("2025-09..2025-12"));
        assert_eq!(before(By::CourtYear, "2025-07..2026-06").as_deref(), Some("2024-07..2025-06"));
        assert_eq!(before(By::Rolling, "2025-07..2026-06").as_deref(), Some("2025-06..2026-05"));
        assert_eq!(before(By::ToDate, "2026-01..2026-04"), None);
    }

    #[test]
    fn every_axis_is_a_row_or_a_column() {
        assert_eq!(Layout::all().len(), 12);
        for layout in Layout::all() {
            assert!((1..=2).contains(&layout.rows().len()));
            assert_eq!(layout.rows().len() + layout.columns().len(), 3);
            assert!(layout.columns().iter().all(|axis| !layout.rows().contains(axis)));
        }
    }
}
