//! How values spread: quartiles, the quarter a value lies in, ranks.

use crate::domain::catalogue::Direction;
use serde::{Deserialize, Serialize};

/// Linear interpolation between order statistics: type 7 of Hyndman and Fan, "Sample quantiles in statistical
/// packages", The American Statistician 50 (1996). None of nothing.
pub fn quantile(sorted: &[f64], share: f64) -> Option<f64> {
    let place = sorted.len().checked_sub(1)? as f64 * share;
    let (low, high) = (sorted[place.floor() as usize], sorted[place.ceil() as usize]);
    Some(low + (high - low) * place.fract())
}

/// The five numbers of a box plot (J. W. Tukey, "Exploratory Data Analysis", 1977).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spread {
    /// How many values.
    pub count: u32,
    /// The least value.
    pub least: f64,
    /// Lower quartile.
    pub low: f64,
    /// Median.
    pub median: f64,
    /// Upper quartile.
    pub high: f64,
    /// The greatest value.
    pub most: f64,
}

impl Spread {
    /// Fewer than these are no group to be compared with.
    pub const FEWEST: u32 = 5;

    /// Of values in any order; none of nothing. Values that are no numbers are left out.
    pub fn of(mut values: Vec<f64>) -> Option<Self> {
        values.retain(|value| value.is_finite());
        values.sort_unstable_by(f64::total_cmp);
        let at = |share| quantile(&values, share);
        Some(Self {
            count: values.len() as u32,
            least: at(0.0)?,
            low: at(0.25)?,
            median: at(0.5)?,
            high: at(0.75)?,
            most: at(1.0)?,
        })
    }

    /// The quarter a value lies in.
    pub fn band(&self, value: f64) -> Band {
        if value <= self.low {
            Band::Lowest
        } else if value <= self.median {
            Band::Low
        } else if value <= self.high {
            Band::High
        } else {
            Band::Highest
        }
    }

    /// How far the whiskers of a box plot may reach: one and a half times the box beyond its ends.
    pub fn fences(&self) -> (f64, f64) {
        let reach = 1.5 * (self.high - self.low);
        (self.low - reach, self.high + reach)
    }
}

/// A quarter of the values of peers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Band {
    /// Up to the lower quartile.
    Lowest,
    /// Above it, up to the median.
    Low,
    /// Above the median, up to the upper quartile.
    High,
    /// Above the upper quartile.
    Highest,
}

impl Band {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lowest => "lowest",
            Self::Low => "low",
            Self::High => "high",
            Self::Highest => "highest",
        }
    }

    /// Whether it is the good or the bad end; none in the middle, and where neither way is better.
    pub const fn is_good(self, direction: Direction) -> Option<bool> {
        match (self, direction) {
            (Self::Highest, Direction::Up) | (Self::Lowest, Direction::Down) => Some(true),
            (Self::Lowest, Direction::Up) | (Self::Highest, Direction::Down) => Some(false),
            _ => None,
        }
    }
}

/// Ranks, best first: equal values share the best rank of theirs, and the next follows after all of them (1, 2, 2, 4).
/// What is none has no rank; nothing has one where neither way is better.
pub fn ranks(values: &[Option<f64>], direction: Direction) -> Vec<Option<u32>> {
    let mut ranks = vec![None; values.len()];
    if direction == Direction::Neutral {
        return ranks;
    }
    let mut order: Vec<(usize, f64)> =
        values.iter().enumerate().filter_map(|(n, value)| Some((n, (*value)?))).collect();
    order.sort_by(|a, b| match direction {
        Direction::Up => b.1.total_cmp(&a.1),
        _ => a.1.total_cmp(&b.1),
    });
    let mut last = (f64::NAN, 0);
    for (place, (n, value)) in order.into_iter().enumerate() {
        if value != last.0 {
            last = (value, place as u32 + 1);
        }
        ranks[n] = Some(last.1);
    }
    ranks
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn quartiles_are_those_of_the_textbook() {
        let spread = Spread::of(vec![7.0, 1.0, 3.0, f64::NAN, 5.0]).unwrap();
        assert_eq!((spread.count, spread.low, spread.median, spread.high), (4, 2.5, 4.0, 5.5));
        assert_eq!((spread.least, spread.most, spread.fences()), (1.0, 7.0, (-2.0, 10.0)));
        assert_eq!(Spread::of(vec![]), None);
        assert_eq!(Spread::of(vec![2.0]).map(|one| (one.low, one.high)), Some((2.0, 2.0)));
    }

    #[test]
    fn which_end_is_good_depends_on_the_indicator() {
        let spread = Spread::of((0..=100).map(f64::from).collect()).unwrap();
        let bands = [25.0, 26.0, 51.0, 76.0].map(|value| spread.band(value));
        assert_eq!(bands, [Band::Lowest, Band::Low, Band::High, Band::Highest]);
        assert_eq!(bands.map(|band| band.is_good(Direction::Up)), [Some(false), None, None, Some(true)]);
        assert_eq!(bands.map(|band| band.is_good(Direction::Down)), [Some(true), None, None, Some(false)]);
        assert_eq!(bands.map(|band| band.is_good(Direction::Neutral)), [None; 4]);
    }

    #[test]
    fn equals_share_a_rank_and_the_next_follows_after_them() {
        let values = [Some(0.9), None, Some(0.95), Some(0.9), Some(0.1)];
        assert_eq!(ranks(&values, Direction::Up), [Some(2), None, Some(1), Some(2), Some(4)]);
        assert_eq!(ranks(&values, Direction::Down), [Some(2), None, Some(4), Some(2), Some(1)]);
        assert_eq!(ranks(&values, Direction::Neutral), [None; 5]);
    }

    proptest! {
        #[test]
        fn a_rank_is_one_more_than_there_are_better_ones(values in prop::collection::vec(0i32..20, 0..40)) {
            let known: Vec<_> = values.iter().map(|value| Some(f64::from(*value))).collect();
            let ranks = ranks(&known, Direction::Up);
            for (value, rank) in values.iter().zip(ranks) {
                let better = values.iter().filter(|other| *other > value).count() as u32;
                prop_assert_eq!(rank, Some(better + 1));
            }
        }
    }
}
