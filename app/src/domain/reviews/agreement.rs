//! How far reviewers agree.

use crate::domain::standards::Points;
use serde::{Deserialize, Serialize};

/// Two marks of one item, without knowledge of each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pair {
    /// Points that could be had; more than none.
    pub full: Points,
    /// One mark.
    pub first: Points,
    /// The other.
    pub second: Points,
}

/// Levels into which a mark is put for kappa: tenths of what can be had.
const LEVELS: usize = 11;

/// How far two sets of marks agree.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Agreement {
    /// Items that both have marked.
    pub items: u32,
    /// Share of them on which the marks were the same; none without items.
    pub same: Option<f64>,
    /// Share of them on which they lay within the tolerance.
    pub within: Option<f64>,
    /// Weighted kappa with quadratic weights over tenths of the points (J. Cohen, Psychological Bulletin 70, 1968): 1 for
    /// full agreement, 0 for what chance alone would give. None where chance alone already explains everything, for
    /// instance where all marks are the same.
    pub kappa: Option<f64>,
}

impl Agreement {
    /// Of pairs of marks; `tolerance` is a share of the points.
    pub fn of(pairs: &[Pair], tolerance: f64) -> Self {
        let share = |count: usize| (!pairs.is_empty()).then(|| count as f64 / pairs.len() as f64);
        let apart = |pair: &Pair| (pair.first.max(pair.second) - pair.first.min(pair.second), pair.full);
        let same = pairs.iter().filter(|pair| pair.first == pair.second).count();
        let within = pairs.iter().map(apart).filter(|(apart, full)| *apart <= full.share(tolerance)).count();
        Self { items: pairs.len() as u32, same: share(same), within: share(within), kappa: kappa(pairs) }
    }
}

fn level(points: Points, full: Points) -> usize {
    let share = points.part_of(full).unwrap_or_default().clamp(0.0, 1.0);
    (share * (LEVELS - 1) as f64).round() as usize
}

/// κ = 1 − Σ w·observed ÷ Σ w·expected, w = (i − j)².
fn kappa(pairs: &[Pair]) -> Option<f64> {
    let (mut firsts, mut seconds) = ([0u64; LEVELS], [0u64; LEVELS]);
    let mut observed = 0u64;
    let weight = |i: usize, j: usize| (i.abs_diff(j) as u64).pow(2);
    for pair in pairs {
        let (i, j) = (level(pair.first, pair.full), level(pair.second, pair.full));
        firsts[i] += 1;
        seconds[j] += 1;
        observed += weight(i, j);
    }
    let mut expected = 0u64;
    for (i, first) in firsts.iter().enumerate() {
        for (j, second) in seconds.iter().enumerate() {
            expected += weight(i, j) * first * second;
        }
    }
    let count = pairs.len() as f64;
    (expected > 0).then(|| 1.0 - observed as f64 * count / expected as f64)
}

/// The mean of `one − other` as a share of the points that could be had: above 0 where `one` is the more generous. None
/// without pairs.
pub fn mean_gap(pairs: &[Pair]) -> Option<f64> {
    let full: Points = pairs.iter().map(|pair| pair.full).sum();
    let gap: i64 = pairs.iter().map(|pair| (pair.first - pair.second).as_hundredths()).sum();
    (full > Points::ZERO).then(|| gap as f64 / full.as_hundredths() as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(first: i64, second: i64) -> Pair {
        let p = |tenths: i64| Points::hundredths(tenths * 10);
        Pair { full: p(10), first: p(first), second: p(second) }
    }

    #[test]
    fn nothing_agrees_with_nothing() {
        assert_eq!(Agreement::of(&[], 0.2), Agreement::default());
        assert_eq!(mean_gap(&[]), None);
    }

    #[test]
    fn kappa_follows_the_worked_example() {
        // Two reviewers, marks (10,10) (10,5) (5,5) (0,0). Observed: 25. Firsts: 0 ×1, 5 ×1, 10 ×2; seconds: 0 ×1, 5 ×2,
        // 10 ×1. Expected: 0–5: 25·1·2 + 0–10: 100·1·1 + 5–0: 25·1·1 + 5–10: 25·1·1 + 10–0: 100·2·1 + 10–5: 25·2·2
        // = 50 + 100 + 25 + 25 + 200 + 100 = 500. κ = 1 − 25·4 ÷ 500 = 0.8.
        let pairs = [pair(10, 10), pair(10, 5), pair(5, 5), pair(0, 0)];
        let found = Agreement::of(&pairs, 0.2);
        assert_eq!((found.items, found.same, found.within), (4, Some(0.75), Some(0.75)));
        assert!((found.kappa.unwrap() - 0.8).abs() < 1e-12);
    }

    #[test]
    fn kappa_is_one_for_the_same_marks_and_unknown_where_there_is_no_variety() {
        assert_eq!(Agreement::of(&[pair(10, 10), pair(3, 3)], 0.0).kappa, Some(1.0));
        assert_eq!(Agreement::of(&[pair(10, 10), pair(10, 10)], 0.0).kappa, None);
        let opposite = Agreement::of(&[pair(10, 0), pair(0, 10)], 0.0).kappa.unwrap();
        assert!((opposite + 1.0).abs() < 1e-12);
    }

    #[test]
    fn the_generous_one_has_a_gap_above_zero() {
        let gap = mean_gap(&[pair(10, 8), pair(5, 5)]).unwrap();
        assert!((gap - 0.1).abs() < 1e-12, "2 of 20 tenths");
    }
}
