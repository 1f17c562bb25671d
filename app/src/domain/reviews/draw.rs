//! Drawing lots. A lot is the SHA-256 of the seed and a name: whoever knows the seed can draw again, with any tool, and
//! nobody can choose the outcome without choosing the seed, which is recorded before.

use sha2::{Digest, Sha256};
use std::collections::HashMap;

/// A reviewer who can be drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// Name of the user.
    pub name: String,
    /// Tribunals that are drawn already.
    pub load: u32,
}

/// Who reviews whom: the place of the tribunal and the names of its reviewers; fewer than wanted where there are no more
/// without a conflict.
pub type Drawn = Vec<(usize, Vec<String>)>;

/// The lot of `words` under `seed`: SHA-256 of all of them with a line feed after each.
pub fn lot(seed: &str, words: &[&str]) -> [u8; 32] {
    let mut hash = Sha256::new();
    for word in std::iter::once(&seed).chain(words) {
        hash.update(word.as_bytes());
        hash.update(b"\n");
    }
    hash.finalize().into()
}

/// Tribunals in the order of their lots.
fn in_order(seed: &str, codes: &[&str]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by_cached_key(|place| (lot(seed, &[codes[*place]]), codes[*place].to_owned()));
    order
}

/// Draws `wanted` reviewers for each tribunal. Tribunals come in the order of their lots; each gets, of those who may,
/// the ones with the fewest tribunals so far, and of these the ones with the lowest lot. `may(reviewer, tribunal)` says
/// whether there is no conflict of interest.
pub fn assign(
    seed: &str,
    codes: &[&str],
    candidates: &[Candidate],
    wanted: usize,
    may: impl Fn(&str, usize) -> bool,
) -> Drawn {
    let mut loads: HashMap<&str, u32> = candidates.iter().map(|c| (c.name.as_str(), c.load)).collect();
    let mut drawn = Drawn::with_capacity(codes.len());
    for place in in_order(seed, codes) {
        let mut free: Vec<&str> =
            candidates.iter().map(|c| c.name.as_str()).filter(|name| may(name, place)).collect();
        free.sort_by_cached_key(|name| {
            (loads.get(name).copied().unwrap_or_default(), lot(seed, &[codes[place], name]))
        });
        free.truncate(wanted);
        for name in &free {
            *loads.entry(name).or_default() += 1;
        }
        drawn.push((place, free.into_iter().map(str::to_owned).collect()));
    }
    drawn
}

/// Draws a share of the tribunals, rounded up: those with the lowest lots, by their places.
pub fn sample(seed: &str, codes: &[&str], share: f64) -> Vec<usize> {
    // 25 × 0.28 is a little more than 7 in binary fractions, and is 7.
    let count = (codes.len() as f64 * share.clamp(0.0, 1.0) - 1e-9).ceil() as usize;
    let mut order = in_order(seed, codes);
    order.truncate(count);
    order
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn candidates(count: usize) -> Vec<Candidate> {
        (0..count).map(|n| Candidate { name: format!("r{n}"), load: 0 }).collect()
    }

    #[test]
    fn a_lot_can_be_drawn_again_with_any_tool() {
        // printf 'spring\n360102T01\n' | sha256sum
        let lot = lot("spring", &["360102T01"]);
        let hex: String = lot.iter().take(4).map(|byte| format!("{byte:02x}")).collect();
        assert_eq!(hex, "a7ac58f2");
    }

    #[test]
    fn nobody_reviews_with_a_conflict_and_a_lack_shows() {
        let codes = ["a", "b", "c"];
        // r0 has a conflict with "a", r1 with everything.
        let drawn = assign("s", &codes, &candidates(3), 2, |name, place| match name {
            "r0" => place != 0,
            "r1" => false,
            _ => true,
        });
        for (place, names) in drawn {
            assert!(!names.contains(&"r1".to_owned()));
            assert_eq!(names.len(), if place == 0 { 1 } else { 2 }, "{place} {names:?}");
        }
    }

    proptest! {
        /// The order in which tribunals and reviewers are named makes no difference, loads differ by one at most, and
        /// nobody is drawn twice for one tribunal.
        #[test]
        fn a_draw_is_fair_and_repeatable(seed in "[a-z]{1,12}", tribunals in 1usize..40, reviewers in 2usize..12) {
            let names: Vec<String> = (0..tribunals).map(|n| format!("t{n}")).collect();
            let codes: Vec<&str> = names.iter().map(String::as_str).collect();
            let mut back = codes.clone();
            back.reverse();
            let one = assign(&seed, &codes, &candidates(reviewers), 2, |_, _| true);
            let mut turned = candidates(reviewers);
            turned.reverse();
            let other = assign(&seed, &back, &turned, 2, |_, _| true);
            let by_code = |drawn: &Drawn, codes: &[&str]| -> HashMap<String, Vec<String>> {
                drawn.iter().map(|(place, names)| (codes[*place].to_owned(), names.clone())).collect()
            };
            prop_assert_eq!(by_code(&one, &codes), by_code(&other, &back));
            let mut loads: HashMap<&str, u32> = HashMap::new();
            for (_, names) in &one {
                prop_assert!(names.len() == 2 && names[0] != names[1]);
                for name in names {
                    *loads.entry(name).or_default() += 1;
                }
            }
            let least = if loads.len() < reviewers { 0 } else { *loads.values().min().unwrap() };
            prop_assert!(loads.values().max().unwrap() - least <= 1);
        }

        #[test]
        fn a_sample_has_the_share_asked_for(seed in "[a-z]{1,12}", count in 0usize..60, percent in 0u32..=100) {
            let names: Vec<String> = (0..count).map(|n| format!("t{n}")).collect();
            let codes: Vec<&str> = names.iter().map(String::as_str).collect();
            let drawn = sample(&seed, &codes, f64::from(percent) / 100.0);
            let wanted = (count * percent as usize).div_ceil(100);
            prop_assert_eq!(drawn.len(), wanted);
            let mut sorted = drawn.clone();
            sorted.sort_unstable();
            sorted.dedup();
            prop_assert_eq!(sorted.len(), wanted);
        }
    }
}
