//! Facts of one unit and item over time, and the one way of adding them up.
//!
//! Periods of different length lie side by side (months from a case system, court years from a table). An amount
//! over a span is put together from facts that tile it; a stock is read at the span's end or start.

use super::{
    periods::{Month, Period},
    values::ItemValue,
};
use std::collections::BTreeMap;

/// Who stated a fact. The lowest present counts: a statement of its own is never added to the sum of its parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(i32)]
pub enum Source {
    /// 案件系统: derived from case events.
    CaseSystem = 1,
    /// Devices.
    Device = 2,
    /// An imported table.
    Table = 3,
    /// A tribunal's own report.
    SelfReport = 4,
    /// What the public says.
    Public = 5,
    /// The sum over the children; derived, never stated.
    Sum = 9,
}

impl Source {
    /// From the number that is stored.
    pub const fn from_stored(number: i32) -> Option<Self> {
        Some(match number {
            1 => Self::CaseSystem,
            2 => Self::Device,
            3 => Self::Table,
            4 => Self::SelfReport,
            5 => Self::Public,
            9 => Self::Sum,
            _ => return None,
        })
    }

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::CaseSystem => "case_system",
            Self::Device => "device",
            Self::Table => "table",
            Self::SelfReport => "self_report",
            Self::Public => "public",
            Self::Sum => "sum",
        }
    }
}

/// One fact as far as adding up is concerned.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FactPoint {
    /// The span it speaks of.
    pub period: Period,
    /// Who stated it.
    pub source: Source,
    /// The amount.
    pub value: f64,
    /// How many tribunals are in it.
    pub reporting: i64,
}

/// How an item adds up over time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Aggregation {
    /// A flow: the sum over the span.
    Sum,
    /// A stock at the start of the span.
    First,
    /// A stock at the end of the span.
    Last,
    /// The mean of a stock over the months of the span.
    Mean,
}

/// The facts of one unit and item, at most one per period: the best source's.
#[derive(Debug, Clone, Default)]
pub struct Series {
    /// By start month, then by length.
    points: Vec<FactPoint>,
}

impl Series {
    /// Keeps the best source of each period; the order of the input does not matter.
    pub fn new(mut points: Vec<FactPoint>) -> Self {
        points.sort_by_key(|p| (p.period, p.source));
        points.dedup_by_key(|p| p.period);
        Self { points }
    }

    /// Several units added up, span by span, as a unit above them has it.
    pub fn summed<'a>(parts: impl Iterator<Item = &'a Self>) -> Self {
        let mut sums: BTreeMap<Period, FactPoint> = BTreeMap::new();
        for point in parts.flat_map(Self::points) {
            let empty = FactPoint { value: 0.0, reporting: 0, source: Source::Sum, ..*point };
            let sum = sums.entry(point.period).or_insert(empty);
            sum.value += point.value;
            sum.reporting += point.reporting;
        }
        Self { points: sums.into_values().collect() }
    }

    /// Whether there is no fact at all.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }

    /// The facts, by period.
    pub fn points(&self) -> &[FactPoint] {
        &self.points
    }

    /// The item's value over `period`; `None` when nothing is known. `expected` says how many tribunals should be
    /// in a month's value, 0 for months that are not over and so cannot be incomplete.
    pub fn over(
        &self,
        period: Period,
        aggregation: Aggregation,
        expected: &impl Fn(Month) -> i64,
    ) -> Option<ItemValue> {
        match aggregation {
            Aggregation::Sum => self.sum(period, expected),
            Aggregation::Last => self.stock(period, expected, |p| p.end() == period.end(), true),
            Aggregation::First => self.stock(period, expected, |p| p.start == period.start, false),
            Aggregation::Mean => self.mean(period, expected),
        }
    }

    fn is_complete(point: &FactPoint, expected: &impl Fn(Month) -> i64) -> bool {
        point.source != Source::Sum || point.reporting >= expected(point.period.last())
    }

    /// Facts that start in `month` and end before `end`, in the order in which they are preferred: complete ones,
    /// then those with more tribunals in them, then longer ones.
    fn best_at(&self, month: Month, end: Month, expected: &impl Fn(Month) -> i64) -> Option<&FactPoint> {
        let from = self.points.partition_point(|p| p.period.start < month);
        self.points[from..]
            .iter()
            .take_while(|p| p.period.start == month)
            .filter(|p| p.period.end() <= end)
            .max_by_key(|p| (Self::is_complete(p, expected), p.reporting, p.period.months))
    }

    fn sum(&self, period: Period, expected: &impl Fn(Month) -> i64) -> Option<ItemValue> {
        let (mut value, mut complete, mut found) = (0.0, true, false);
        let mut month = period.start;
        while month < period.end() {
            match self.best_at(month, period.end(), expected) {
                Some(point) => {
                    found = true;
                    value += point.value;
                    complete &= Self::is_complete(point, expected);
                    month = point.period.end();
                }
                None => {
                    complete &= expected(month) == 0;
                    month = month.plus(1);
                }
            }
        }
        found.then_some(ItemValue { value, complete })
    }

    /// The fact that stands exactly at the wanted edge, whatever its length; else the nearest one inside the span,
    /// which is then not complete, unless the months between are not over yet.
    fn stock(
        &self,
        period: Period,
        expected: &impl Fn(Month) -> i64,
        at_edge: impl Fn(Period) -> bool,
        at_end: bool,
    ) -> Option<ItemValue> {
        let rank = |p: &&FactPoint| (Self::is_complete(p, expected), p.reporting);
        if let Some(point) = self.points.iter().filter(|p| at_edge(p.period)).max_by_key(rank) {
            return Some(ItemValue { value: point.value, complete: Self::is_complete(point, expected) });
        }
        let inside = self.points.iter().filter(|p| period.contains(p.period));
        let nearest = if at_end {
            inside.max_by_key(|p| (p.period.end(), p.reporting))
        } else {
            inside.min_by_key(|p| (p.period.start, -p.reporting))
        }?;
        let mut between = if at_end {
            nearest.period.end().index()..period.end().index()
        } else {
            period.start.index()..nearest.period.start.index()
        };
        let all_open = between.all(|month| expected(Month::from_index(month)) == 0);
        let complete = all_open && Self::is_complete(nearest, expected);
        Some(ItemValue { value: nearest.value, complete })
    }

    fn mean(&self, period: Period, expected: &impl Fn(Month) -> i64) -> Option<ItemValue> {
        let (mut sum, mut count, mut complete) = (0.0, 0u32, true);
        for month in period.iter() {
            match self.stock(Period::month(month), expected, |p| p.end() == month.plus(1), true) {
                Some(stock) => {
                    sum += stock.value;
                    count += 1;
                    complete &= stock.complete;
                }
                None => complete &= expected(month) == 0,
            }
        }
        (count > 0).then(|| ItemValue { value: sum / f64::from(count), complete })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn span(text: &str) -> Period {
        text.parse().unwrap()
    }

    fn point(period: &str, source: Source, value: f64) -> FactPoint {
        FactPoint { period: span(period), source, value, reporting: 1 }
    }

    #[test]
    fn months_and_court_years_are_not_counted_twice() {
        let mut points = vec![point("2018-07..2019-06", Source::Table, 120.0)];
        points.extend(span("2018-07..2019-06").iter().map(|m| FactPoint {
            period: Period::month(m),
            source: Source::Table,
            value: 10.0,
            reporting: 1,
        }));
        let series = Series::new(points);
        let year = series.over(span("2018-07..2019-06"), Aggregation::Sum, &|_| 1);
        assert_eq!(year, Some(ItemValue { value: 120.0, complete: true }));
        let quarter = series.over(span("2018-Q4"), Aggregation::Sum, &|_| 1);
        assert_eq!(quarter, Some(ItemValue { value: 30.0, complete: true }));
    }

    #[test]
    fn a_statement_counts_before_the_sum_of_its_parts() {
        let series =
            Series::new(vec![point("2021-01", Source::Sum, 9.0), point("2021-01", Source::CaseSystem, 10.0)]);
        assert_eq!(series.over(span("2021-01"), Aggregation::Sum, &|_| 5).unwrap().value, 10.0);
    }

    #[test]
    fn units_are_added_up_span_by_span_and_the_best_source_of_each_counts() {
        let one =
            Series::new(vec![point("2021-01", Source::Sum, 9.0), point("2021-01", Source::CaseSystem, 10.0)]);
        let other =
            Series::new(vec![point("2021-01", Source::Table, 5.0), point("2021-02", Source::Table, 1.0)]);
        let both = Series::summed([&one, &other].into_iter());
        let january = both.over(span("2021-01"), Aggregation::Sum, &|_| 2).unwrap();
        assert_eq!((january.value, january.complete), (15.0, true));
        let february = both.over(span("2021-02"), Aggregation::Sum, &|_| 2).unwrap();
        assert_eq!((february.value, february.complete), (1.0, false), "one of the two is missing");
        assert!(Series::summed(std::iter::empty()).is_empty());
    }

    #[test]
    fn a_gap_makes_the_sum_partial_and_nothing_makes_it_unknown() {
        let series = Series::new(vec![point("2021-01", Source::CaseSystem, 1.0)]);
        let quarter = series.over(span("2021-Q1"), Aggregation::Sum, &|_| 1).unwrap();
        assert_eq!((quarter.value, quarter.complete), (1.0, false));
        assert_eq!(series.over(span("2021-02"), Aggregation::Sum, &|_| 1), None);
        let running = |m: Month| i64::from(m < "2021-02".parse().unwrap());
        assert!(series.over(span("2021-Q1"), Aggregation::Sum, &running).unwrap().complete);
    }

    #[test]
    fn a_stock_is_read_at_the_edge_and_never_added() {
        let series = Series::new(vec![
            point("2021-01", Source::CaseSystem, 5.0),
            point("2021-02", Source::CaseSystem, 7.0),
            point("2021-03", Source::CaseSystem, 6.0),
        ]);
        let at = |aggregation| series.over(span("2021-Q1"), aggregation, &|_| 1).unwrap().value;
        assert_eq!((at(Aggregation::First), at(Aggregation::Last), at(Aggregation::Mean)), (5.0, 6.0, 6.0));
    }

    proptest! {
        #[test]
        fn order_of_input_does_not_matter(mut values in prop::collection::vec(0i32..100, 1..24), seed in any::<u64>()) {
            let build = |order: &[(usize, i32)]| Series::new(order.iter().map(|&(i, v)| FactPoint {
                period: Period::month(Month::from_index(24000 + i as i32)),
                source: Source::CaseSystem, value: f64::from(v), reporting: 1,
            }).collect());
            values.truncate(24);
            let ordered: Vec<_> = values.iter().copied().enumerate().collect();
            let mut shuffled = ordered.clone();
            let n = shuffled.len();
            for i in 0..n { shuffled.swap(i, (seed as usize).wrapping_mul(i + 7) % n); }
            let whole = Period::new(Month::from_index(24000), n as u16);
            for aggregation in [Aggregation::Sum, Aggregation::First, Aggregation::Last, Aggregation::Mean] {
                prop_assert_eq!(
                    build(&ordered).over(whole, aggregation, &|_| 1),
                    build(&shuffled).over(whole, aggregation, &|_| 1)
                );
            }
        }
    }
}
