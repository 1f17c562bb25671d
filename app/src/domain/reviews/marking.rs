//! From what several people said about an item to the points that count.

use crate::domain::standards::{Item, Points, Scoring};
use serde::{Deserialize, Serialize};

/// What was said about an item. Reviewers who say nothing about a computed item stand by what was computed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Said {
    /// The tribunal about itself.
    pub own: Option<Points>,
    /// What was computed.
    pub computed: Option<Points>,
    /// The first reviewer.
    pub first: Option<Points>,
    /// The second.
    pub second: Option<Points>,
    /// The third, asked where the two were far apart.
    pub third: Option<Points>,
    /// Whoever was there.
    pub on_site: Option<Points>,
    /// What was decided about an objection.
    pub decided: Option<Points>,
}

/// By what the points of an item are settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum By {
    /// Computed, and nobody departed from it.
    Computed,
    /// The mean of two marks within the tolerance.
    Mean,
    /// The middle one of three.
    Median,
    /// Seen on site.
    OnSite,
    /// Decided after an objection.
    Decision,
    /// Two marks are too far apart; a third is wanted.
    Disputed,
    /// Marks are missing.
    Open,
}

/// The points of an item, and by what.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settled {
    /// Points; none where it is not settled.
    pub points: Option<Points>,
    /// By what.
    pub by: By,
}

/// What is wrong with a mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MarkFault {
    /// Less than none, or more than can be had.
    #[error("out of range")]
    Range,
    /// Between two steps.
    #[error("between two steps of {0}")]
    Step(Points),
}

/// Settles an item. What was decided stands above what was seen on site, that above the reviewers. Two marks within
/// `tolerance` (a share of `full`) count by their mean, rounded half up to the hundredth; of three the middle one.
pub fn settle(full: Points, tolerance: f64, said: &Said) -> Settled {
    let settled = |points, by| Settled { points: Some(points), by };
    if let Some(points) = said.decided {
        return settled(points, By::Decision);
    }
    if let Some(points) = said.on_site {
        return settled(points, By::OnSite);
    }
    if said.first.is_none() && said.second.is_none() && said.third.is_none() {
        return match said.computed {
            Some(points) => settled(points, By::Computed),
            None => Settled { points: None, by: By::Open },
        };
    }
    let (Some(first), Some(second)) = (said.first.or(said.computed), said.second.or(said.computed)) else {
        return Settled { points: None, by: By::Open };
    };
    let (low, high) = (first.min(second), first.max(second));
    if (high - low) <= full.share(tolerance) {
        let sum = (low + high).as_hundredths();
        return settled(Points::hundredths((sum + 1).div_euclid(2)), By::Mean);
    }
    match said.third {
        Some(third) => settled(third.clamp(low, high), By::Median),
        None => Settled { points: None, by: By::Disputed },
    }
}

/// Whether a mark wants a reason: it departs from what was computed, or is below what can be had.
pub fn needs_reason(item: &Item, computed: Option<Points>, mark: Points) -> bool {
    match computed {
        Some(computed) => mark != computed,
        None => !item.scoring.is_extra() && mark < item.points,
    }
}

/// Whether a mark is one that the item knows.
pub fn check_mark(item: &Item, mark: Points) -> Result<(), MarkFault> {
    let step = match &item.scoring {
        Scoring::Scale { step } => *step,
        _ => Points::ZERO,
    };
    check_step(item.points, step, mark)
}

/// Whether a mark lies between none and `full`, and on one of the steps, where there are any. The full points always do.
pub fn check_step(full: Points, step: Points, mark: Points) -> Result<(), MarkFault> {
    if mark < Points::ZERO || mark > full {
        return Err(MarkFault::Range);
    }
    let between = step.as_hundredths() > 0 && mark.as_hundredths() % step.as_hundredths() != 0;
    if between && mark != full { Err(MarkFault::Step(step)) } else { Ok(()) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn p(hundredths: i64) -> Points {
        Points::hundredths(hundredths)
    }

    fn said(first: Option<i64>, second: Option<i64>, third: Option<i64>) -> Said {
        Said { first: first.map(p), second: second.map(p), third: third.map(p), ..Said::default() }
    }

    #[test]
    fn marks_within_the_tolerance_count_by_their_mean() {
        let settled = settle(p(400), 0.25, &said(Some(300), Some(350), None));
        assert_eq!(settled, Settled { points: Some(p(325)), by: By::Mean });
        let half = settle(p(400), 0.25, &said(Some(300), Some(325), None));
        assert_eq!(half.points, Some(p(313)), "312.5 hundredths, rounded up");
    }

    #[test]
    fn marks_beyond_it_wait_for_a_third_and_the_middle_one_counts() {
        let far = said(Some(100), Some(350), None);
        assert_eq!(settle(p(400), 0.25, &far), Settled { points: None, by: By::Disputed });
        for (third, wanted) in [(50, 100), (200, 200), (400, 350)] {
            let settled = settle(p(400), 0.25, &Said { third: Some(p(third)), ..far });
            assert_eq!(settled, Settled { points: Some(p(wanted)), by: By::Median });
        }
    }

    #[test]
    fn saying_nothing_about_a_computed_item_stands_by_it() {
        let computed = Said { computed: Some(p(250)), ..Said::default() };
        assert_eq!(settle(p(400), 0.25, &computed), Settled { points: Some(p(250)), by: By::Computed });
        let one = Said { first: Some(p(300)), ..computed };
        assert_eq!(settle(p(400), 0.25, &one), Settled { points: Some(p(275)), by: By::Mean });
        let far = Said { first: Some(p(400)), ..computed };
        assert_eq!(settle(p(400), 0.25, &far).by, By::Disputed);
    }

    #[test]
    fn what_was_seen_and_what_was_decided_stand_above() {
        let seen = Said { on_site: Some(p(50)), ..said(Some(400), Some(400), None) };
        assert_eq!(settle(p(400), 0.25, &seen), Settled { points: Some(p(50)), by: By::OnSite });
        let decided = Said { decided: Some(p(300)), ..seen };
        assert_eq!(settle(p(400), 0.25, &decided).by, By::Decision);
        assert_eq!(settle(p(400), 0.25, &said(Some(1), None, None)).by, By::Open);
    }

    proptest! {
        /// It does not matter who was first, and the outcome lies between what was said.
        #[test]
        fn reviewers_can_be_exchanged(a in 0i64..=400, b in 0i64..=400, c in 0i64..=400, t in 0.0..1.0f64) {
            let one = settle(p(400), t, &said(Some(a), Some(b), Some(c)));
            let other = settle(p(400), t, &said(Some(b), Some(a), Some(c)));
            prop_assert_eq!(one, other);
            let points = one.points.unwrap().as_hundredths();
            prop_assert!(a.min(b) <= points && points <= a.max(b));
        }
    }
}
