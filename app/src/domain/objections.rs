//! An objection to a figure: raised by whom it is about, answered by the court manager, and done with when what was wrong has
//! been put right.

use super::permissions::Action;
use serde::{Deserialize, Serialize};

/// Where an objection stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ObjectionState {
    /// Waits for an answer.
    Open,
    /// The figure is wrong; what will be put right was said.
    Upheld,
    /// The figure stands.
    Rejected,
    /// Taken back before it was answered.
    Withdrawn,
    /// What was wrong has been put right.
    Mended,
}

/// What is done to an objection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ObjectionMove {
    /// Whoever raised it takes it back.
    Withdraw,
    /// The court manager says that the figure is wrong, and what will be put right.
    Uphold,
    /// The court manager says why the figure stands.
    Reject,
    /// The court manager says that it has been put right.
    Mend,
}

impl ObjectionState {
    /// Every state, what waits first.
    pub const ALL: [Self; 5] = [Self::Open, Self::Upheld, Self::Rejected, Self::Withdrawn, Self::Mended];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Upheld => "upheld",
            Self::Rejected => "rejected",
            Self::Withdrawn => "withdrawn",
            Self::Mended => "mended",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether somebody still has to do something.
    pub const fn waits(self) -> bool {
        matches!(self, Self::Open | Self::Upheld)
    }

    /// What becomes of it; none where the move is not to be had.
    pub const fn after(self, what: ObjectionMove) -> Option<Self> {
        match (self, what) {
            (Self::Open, ObjectionMove::Withdraw) => Some(Self::Withdrawn),
            (Self::Open, ObjectionMove::Uphold) => Some(Self::Upheld),
            (Self::Open, ObjectionMove::Reject) => Some(Self::Rejected),
            (Self::Upheld, ObjectionMove::Mend) => Some(Self::Mended),
            _ => None,
        }
    }
}

impl ObjectionMove {
    /// Every move.
    pub const ALL: [Self; 4] = [Self::Withdraw, Self::Uphold, Self::Reject, Self::Mend];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Withdraw => "withdraw",
            Self::Uphold => "uphold",
            Self::Reject => "reject",
            Self::Mend => "mend",
        }
    }

    /// What it needs.
    pub const fn action(self) -> Action {
        match self {
            Self::Withdraw => Action::ObjectFigures,
            Self::Uphold | Self::Reject | Self::Mend => Action::AnswerObjections,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_waits_can_be_moved_and_no_answer_is_given_twice() {
        for state in ObjectionState::ALL {
            let moves: Vec<_> =
                ObjectionMove::ALL.into_iter().filter(|what| state.after(*what).is_some()).collect();
            let wanted: &[ObjectionMove] = match state {
                ObjectionState::Open => {
                    &[ObjectionMove::Withdraw, ObjectionMove::Uphold, ObjectionMove::Reject]
                }
                ObjectionState::Upheld => &[ObjectionMove::Mend],
                _ => &[],
            };
            assert_eq!(moves, wanted, "{state:?}");
            assert_eq!(state.waits(), !moves.is_empty());
            assert_eq!(ObjectionState::from_word(state.as_str()), Some(state));
        }
        assert_eq!(ObjectionState::from_word("else"), None);
    }
}
