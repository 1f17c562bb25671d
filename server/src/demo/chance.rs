//! Chance from a seed. Every purpose has a stream of its own, so that drawing more for one changes no other.

use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// What chance is drawn for.
#[derive(Debug, Clone, Copy)]
pub enum Purpose {
    /// What a tribunal is like.
    Character = 1,
    /// How many cases in which month.
    Plan = 2,
    /// The single cases.
    Docket = 3,
    /// Its own reports.
    Reports = 4,
    /// Live events.
    Feed = 5,
    /// Which tribunals are special.
    Roles = 6,
    /// Which reports were handed in.
    HandedIn = 7,
    /// When the checklist was confirmed.
    Checklist = 8,
    /// What there is to show.
    Shown = 9,
    /// What people say in reviews.
    Reviews = 10,
    /// Devices, and what they say.
    Safety = 11,
}

/// A source for `purpose` of the tribunal with this number.
pub fn chance(seed: u64, purpose: Purpose, number: usize) -> ChaCha8Rng {
    let mut source = ChaCha8Rng::seed_from_u64(seed);
    source.set_stream(number as u64 * 16 + purpose as u64);
    source
}

/// A draw from the normal distribution (Box–Muller).
pub fn normal(source: &mut impl Rng) -> f64 {
    let u: f64 = 1.0 - source.random::<f64>();
    let v: f64 = source.random();
    (-2.0 * u.ln()).sqrt() * (std::f64::consts::TAU * v).cos()
}

/// A draw from the lognormal distribution with this median.
pub fn lognormal(source: &mut impl Rng, median: f64, sigma: f64) -> f64 {
    median * (sigma * normal(source)).exp()
}

/// Whole numbers in proportion to weights that add up to exactly `total` (largest remainder). All zero where no
/// weight is positive.
pub fn apportion(weights: &[f64], total: u64) -> Vec<u32> {
    let sum: f64 = weights.iter().sum();
    if sum <= 0.0 {
        return vec![0; weights.len()];
    }
    let exact: Vec<f64> = weights.iter().map(|weight| weight / sum * total as f64).collect();
    let mut parts: Vec<u32> = exact.iter().map(|share| share.floor() as u32).collect();
    let given: u64 = parts.iter().map(|part| u64::from(*part)).sum();
    let mut order: Vec<usize> = (0..weights.len()).filter(|i| weights[*i] > 0.0).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()).then(a.cmp(b)));
    for i in order.iter().cycle().take(total.saturating_sub(given) as usize) {
        parts[*i] += 1;
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn parts_add_up_and_stay_near_their_share(weights in prop::collection::vec(0.0f64..9.0, 1..60), total in 0u64..100_000) {
            let parts = apportion(&weights, total);
            let sum: f64 = weights.iter().sum();
            prop_assume!(sum > 0.0);
            prop_assert_eq!(parts.iter().map(|p| u64::from(*p)).sum::<u64>(), total);
            for (part, weight) in parts.iter().zip(&weights) {
                prop_assert!((f64::from(*part) - weight / sum * total as f64).abs() <= 1.0 + 1e-6);
                prop_assert!(*weight > 0.0 || *part == 0);
            }
        }
    }
}
