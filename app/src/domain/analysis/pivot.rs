//! A grid of units × periods × indicators as rows and columns: which cell stands where, and how far a head reaches.

use super::choice::{Axis, Layout};

/// A place on some of the three axes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct At {
    /// Number of the unit.
    pub unit: Option<usize>,
    /// Number of the period.
    pub period: Option<usize>,
    /// Number of the indicator.
    pub indicator: Option<usize>,
}

impl At {
    /// The place on one axis.
    pub const fn on(self, axis: Axis) -> Option<usize> {
        match axis {
            Axis::Unit => self.unit,
            Axis::Period => self.period,
            Axis::Indicator => self.indicator,
        }
    }

    fn with(mut self, axis: Axis, at: usize) -> Self {
        match axis {
            Axis::Unit => self.unit = Some(at),
            Axis::Period => self.period = Some(at),
            Axis::Indicator => self.indicator = Some(at),
        }
        self
    }

    /// The cell where a row and a column meet: unit, period, indicator. Between them they name all three.
    pub fn meets(self, column: Self) -> (usize, usize, usize) {
        let place = |row: Option<usize>, column: Option<usize>| row.or(column).unwrap_or(0);
        (
            place(self.unit, column.unit),
            place(self.period, column.period),
            place(self.indicator, column.indicator),
        )
    }
}

/// The rows and the columns, in order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pivot {
    /// From the top down.
    pub rows: Vec<At>,
    /// From left to right.
    pub columns: Vec<At>,
}

impl Pivot {
    /// Lays out `units` × `periods` × `indicators`.
    pub fn new(layout: &Layout, units: usize, periods: usize, indicators: usize) -> Self {
        let count = |axis: Axis| match axis {
            Axis::Unit => units,
            Axis::Period => periods,
            Axis::Indicator => indicators,
        };
        let product = |axes: &[Axis]| {
            axes.iter().fold(vec![At::default()], |places, axis| {
                places.iter().flat_map(|at| (0..count(*axis)).map(|n| at.with(*axis, n))).collect()
            })
        };
        Self { rows: product(layout.rows()), columns: product(layout.columns()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::HashSet;

    #[test]
    fn the_outer_axis_moves_last() {
        let layout = Layout::of(&[Axis::Unit], &[Axis::Indicator, Axis::Period]);
        let pivot = Pivot::new(&layout, 2, 2, 2);
        assert_eq!(pivot.rows.iter().map(|at| at.unit).collect::<Vec<_>>(), [Some(0), Some(1)]);
        let columns: Vec<_> = pivot.columns.iter().map(|at| (at.indicator, at.period)).collect();
        let place = |indicator, period| (Some(indicator), Some(period));
        assert_eq!(columns, [place(0, 0), place(0, 1), place(1, 0), place(1, 1)]);
    }

    proptest! {
        #[test]
        fn every_cell_stands_in_one_place(
            layout in 0usize..12, units in 1usize..4, periods in 1usize..4, indicators in 1usize..4,
        ) {
            let layout = &Layout::all()[layout % Layout::all().len()];
            let pivot = Pivot::new(layout, units, periods, indicators);
            let mut met = HashSet::new();
            for row in &pivot.rows {
                for column in &pivot.columns {
                    prop_assert!(met.insert(row.meets(*column)));
                }
            }
            prop_assert_eq!(met.len(), units * periods * indicators);
        }
    }
}
