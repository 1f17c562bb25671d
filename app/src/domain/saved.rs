//! What people save for themselves and others: who sees it, and when what was subscribed to is due.

use super::{
    permissions::{Actor, Role},
    tree::Tree,
    units::UnitId,
};
use crate::domain::periods::Month;
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Characters of a title.
pub const LONGEST_TITLE: usize = 80;
/// Views on a board.
pub const MOST_TILES: usize = 12;
/// Views on somebody's overview.
pub const MOST_PINS: usize = 4;

/// With whom something is shared besides its owner: everybody with a role at a unit or below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sharing {
    /// The top of the subtree.
    pub unit: UnitId,
    /// The role; none for all.
    pub role: Option<Role>,
}

impl Sharing {
    /// Whether somebody is among them.
    pub fn reaches(&self, actor: &Actor, tree: &Tree, month: Month) -> bool {
        actor.grants.iter().any(|grant| {
            self.role.is_none_or(|role| role == grant.role) && tree.is_within(grant.unit, self.unit, month)
        })
    }
}

/// How often something comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Rhythm {
    /// On Mondays.
    Weekly,
    /// On the 5th, when the month before has been reported.
    Monthly,
    /// On the 10th after the end of a quarter.
    Quarterly,
}

impl Rhythm {
    /// Every rhythm.
    pub const ALL: [Self; 3] = [Self::Weekly, Self::Monthly, Self::Quarterly];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Weekly => "weekly",
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rhythm| rhythm.as_str() == word)
    }

    /// Whether something is due on a day.
    pub fn is_due(self, day: NaiveDate) -> bool {
        match self {
            Self::Weekly => day.weekday() == chrono::Weekday::Mon,
            Self::Monthly => day.day() == 5,
            Self::Quarterly => day.day() == 10 && day.month0().is_multiple_of(3),
        }
    }

    /// The first day after `day` on which something is due.
    pub fn next_after(self, day: NaiveDate) -> NaiveDate {
        // A quarter has at most 92 days.
        (1..=100)
            .filter_map(|days| day.checked_add_days(Days::new(days)))
            .find(|day| self.is_due(*day))
            .unwrap_or(day)
    }

    /// First and last month that a report which is due on a day is about: the week's month so far, the month before, the
    /// quarter before.
    pub fn months(self, due: NaiveDate) -> (Month, Month) {
        let month = Month::of(due);
        match self {
            Self::Weekly => (month, month),
            Self::Monthly => (month.plus(-1), month.plus(-1)),
            Self::Quarterly => {
                let into = i32::try_from(due.month0() % 3).unwrap_or_default();
                (month.plus(-into - 3), month.plus(-into - 1))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn what_is_due_comes_on_its_day_and_once() {
        // A Thursday.
        let thursday = day("2026-11-26");
        assert_eq!(Rhythm::Weekly.next_after(thursday), day("2026-11-30"));
        assert_eq!(Rhythm::Weekly.next_after(day("2026-11-30")), day("2026-12-07"), "not the same day again");
        assert_eq!(Rhythm::Monthly.next_after(thursday), day("2026-12-05"));
        assert_eq!(Rhythm::Monthly.next_after(day("2026-12-05")), day("2027-01-05"));
        assert_eq!(Rhythm::Quarterly.next_after(thursday), day("2027-01-10"));
        assert_eq!(Rhythm::Quarterly.next_after(day("2027-01-10")), day("2027-04-10"));
        for rhythm in Rhythm::ALL {
            assert_eq!(Rhythm::from_word(rhythm.as_str()), Some(rhythm));
            assert!(rhythm.is_due(rhythm.next_after(thursday)));
        }
    }

    #[test]
    fn a_report_is_about_what_is_over() {
        let month = |text: &str| text.parse::<Month>().unwrap();
        assert_eq!(Rhythm::Weekly.months(day("2026-11-30")), (month("2026-11"), month("2026-11")));
        assert_eq!(Rhythm::Monthly.months(day("2027-01-05")), (month("2026-12"), month("2026-12")));
        assert_eq!(Rhythm::Quarterly.months(day("2027-01-10")), (month("2026-10"), month("2026-12")));
        assert_eq!(Rhythm::Quarterly.months(day("2027-04-10")), (month("2027-01"), month("2027-03")));
    }
}
