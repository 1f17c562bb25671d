//! What becomes of a recognition after it was given.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Whether a recognition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Standing {
    /// It holds.
    Valid,
    /// It holds; a check has found something, and the tribunal is asked to say what.
    Warned,
    /// It holds on condition that something is mended.
    Conditional,
    /// It was taken away.
    Withdrawn,
    /// Its time is over. Never stored: it follows from the day.
    Expired,
}

/// What is done to a recognition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum StandingMove {
    /// Warns, with a reason.
    Warn,
    /// The tribunal is heard: its words.
    Hear,
    /// Lets it hold on condition.
    Condition,
    /// Takes it away; the tribunal must have been heard, or have let the time pass.
    Withdraw,
    /// Lets it hold again.
    Restore,
}

/// Why a move cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StandingFault {
    /// Not from here.
    #[error("a recognition that is {} cannot be moved like this", .0.as_str())]
    State(Standing),
    /// The tribunal has not been heard.
    #[error("the tribunal has not been heard")]
    Unheard,
}

impl Standing {
    /// Every standing.
    pub const ALL: [Self; 5] = [Self::Valid, Self::Warned, Self::Conditional, Self::Withdrawn, Self::Expired];
    /// Days that a tribunal has to say something after a warning.
    pub const HEARING_DAYS: u64 = 15;

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Valid => "valid",
            Self::Warned => "warned",
            Self::Conditional => "conditional",
            Self::Withdrawn => "withdrawn",
            Self::Expired => "expired",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|standing| standing.as_str() == word)
    }

    /// As of a day, of a recognition that holds until `until`.
    pub fn on(self, day: NaiveDate, until: NaiveDate) -> Self {
        if day > until && self != Self::Withdrawn { Self::Expired } else { self }
    }

    /// Whether the tribunal can call itself recognised.
    pub const fn holds(self) -> bool {
        matches!(self, Self::Valid | Self::Warned | Self::Conditional)
    }

    /// What becomes of it; `heard` says whether the tribunal was heard or has let the time pass.
    pub const fn after(self, what: StandingMove, heard: bool) -> Result<Self, StandingFault> {
        match (what, self) {
            (StandingMove::Warn, Self::Valid | Self::Conditional) => Ok(Self::Warned),
            (StandingMove::Hear, Self::Warned | Self::Conditional) => Ok(self),
            (StandingMove::Condition, Self::Warned) => Ok(Self::Conditional),
            (StandingMove::Restore, Self::Warned | Self::Conditional) => Ok(Self::Valid),
            (StandingMove::Withdraw, Self::Warned | Self::Conditional) if heard => Ok(Self::Withdrawn),
            (StandingMove::Withdraw, Self::Warned | Self::Conditional) => Err(StandingFault::Unheard),
            _ => Err(StandingFault::State(self)),
        }
    }
}

impl StandingMove {
    /// Every move.
    pub const ALL: [Self; 5] = [Self::Warn, Self::Hear, Self::Condition, Self::Withdraw, Self::Restore];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Warn => "warn",
            Self::Hear => "hear",
            Self::Condition => "condition",
            Self::Withdraw => "withdraw",
            Self::Restore => "restore",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|what| what.as_str() == word)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowed_moves_are_these_and_no_others() {
        use {Standing as S, StandingMove as M};
        let allowed = [
            (S::Valid, M::Warn, S::Warned),
            (S::Conditional, M::Warn, S::Warned),
            (S::Warned, M::Hear, S::Warned),
            (S::Conditional, M::Hear, S::Conditional),
            (S::Warned, M::Condition, S::Conditional),
            (S::Warned, M::Restore, S::Valid),
            (S::Conditional, M::Restore, S::Valid),
            (S::Warned, M::Withdraw, S::Withdrawn),
            (S::Conditional, M::Withdraw, S::Withdrawn),
        ];
        for standing in S::ALL {
            for what in M::ALL {
                let wanted = allowed.iter().find(|(from, by, _)| (*from, *by) == (standing, what));
                assert_eq!(
                    standing.after(what, true).ok(),
                    wanted.map(|(.., to)| *to),
                    "{standing:?} {what:?}"
                );
            }
        }
        assert_eq!(S::Warned.after(M::Withdraw, false), Err(StandingFault::Unheard));
    }

    #[test]
    fn time_ends_a_recognition_but_does_not_give_back_what_was_taken() {
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        let (until, later) = (day("2028-06-30"), day("2028-07-01"));
        assert_eq!(Standing::Valid.on(until, until), Standing::Valid);
        assert_eq!(Standing::Valid.on(later, until), Standing::Expired);
        assert_eq!(Standing::Withdrawn.on(later, until), Standing::Withdrawn);
    }
}
