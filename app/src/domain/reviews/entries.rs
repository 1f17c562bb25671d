//! Where a tribunal stands in a campaign.

use super::Stage;
use crate::domain::{permissions::Action, units::Level};
use serde::{Deserialize, Serialize};

/// Where a tribunal stands in a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum EntryState {
    /// It has applied.
    Applied,
    /// It was not admitted, with a reason.
    Declined,
    /// It assesses itself.
    Assessing,
    /// Its self-assessment was sent back with reasons.
    Returned,
    /// Handed in, with its court.
    Submitted,
    /// Its court stands by it; with its city.
    Endorsed,
    /// Its city has looked at it; with the reviewers.
    Checked,
    /// Every item is settled.
    Reviewed,
    /// It has left the campaign.
    Withdrawn,
}

/// What is done to a tribunal's entry.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum EntryMove {
    /// The province lets it take part.
    Admit,
    /// The province does not.
    Decline,
    /// The tribunal hands its self-assessment in.
    Submit,
    /// The tribunal takes it back, as long as its court has not looked.
    TakeBack,
    /// Whoever it is with stands by it.
    Approve,
    /// Whoever it is with sends it back.
    Return,
    /// The last item was settled.
    Settle,
    /// An item came open again.
    Unsettle,
    /// The tribunal leaves.
    Withdraw,
    /// The province takes it out.
    Exclude,
}

/// Why a move cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("an entry that is {} cannot be moved like this", .0.as_str())]
pub struct EntryFault(pub EntryState);

impl EntryState {
    /// Every state, in the order in which they are counted.
    pub const ALL: [Self; 9] = [
        Self::Applied,
        Self::Declined,
        Self::Assessing,
        Self::Returned,
        Self::Submitted,
        Self::Endorsed,
        Self::Checked,
        Self::Reviewed,
        Self::Withdrawn,
    ];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Declined => "declined",
            Self::Assessing => "assessing",
            Self::Returned => "returned",
            Self::Submitted => "submitted",
            Self::Endorsed => "endorsed",
            Self::Checked => "checked",
            Self::Reviewed => "reviewed",
            Self::Withdrawn => "withdrawn",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the tribunal can change its self-assessment.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Assessing | Self::Returned)
    }

    /// Whether it takes part.
    pub const fn takes_part(self) -> bool {
        !matches!(self, Self::Applied | Self::Declined | Self::Withdrawn)
    }

    /// Who has to do something: the level whose turn it is. Reviewers belong to none.
    pub const fn waits_for(self) -> Option<Level> {
        match self {
            Self::Applied => Some(Level::Province),
            Self::Assessing | Self::Returned => Some(Level::Tribunal),
            Self::Submitted => Some(Level::Court),
            Self::Endorsed => Some(Level::City),
            Self::Declined | Self::Checked | Self::Reviewed | Self::Withdrawn => None,
        }
    }

    /// The stage of the calendar in which it should leave this state.
    pub const fn stage(self) -> Option<Stage> {
        match self {
            Self::Applied => Some(Stage::Application),
            Self::Assessing | Self::Returned => Some(Stage::SelfAssessment),
            Self::Submitted => Some(Stage::Endorsement),
            Self::Endorsed => Some(Stage::CityCheck),
            Self::Checked => Some(Stage::Review),
            Self::Declined | Self::Reviewed | Self::Withdrawn => None,
        }
    }

    /// What becomes of it.
    pub const fn after(self, what: EntryMove) -> Result<Self, EntryFault> {
        match (what, self) {
            (EntryMove::Admit, Self::Applied | Self::Declined) | (EntryMove::TakeBack, Self::Submitted) => {
                Ok(Self::Assessing)
            }
            (EntryMove::Decline, Self::Applied) => Ok(Self::Declined),
            (EntryMove::Submit, Self::Assessing | Self::Returned) => Ok(Self::Submitted),
            (EntryMove::Approve, Self::Submitted) => Ok(Self::Endorsed),
            (EntryMove::Approve, Self::Endorsed) | (EntryMove::Unsettle, Self::Reviewed) => Ok(Self::Checked),
            (EntryMove::Return, Self::Submitted | Self::Endorsed) => Ok(Self::Returned),
            (EntryMove::Settle, Self::Checked) => Ok(Self::Reviewed),
            (
                EntryMove::Withdraw,
                Self::Applied | Self::Assessing | Self::Returned | Self::Submitted | Self::Endorsed,
            ) => Ok(Self::Withdrawn),
            (EntryMove::Exclude, state) if state.takes_part() => Ok(Self::Withdrawn),
            _ => Err(EntryFault(self)),
        }
    }
}

impl EntryMove {
    /// Every move.
    pub const ALL: [Self; 10] = [
        Self::Admit,
        Self::Decline,
        Self::Submit,
        Self::TakeBack,
        Self::Approve,
        Self::Return,
        Self::Settle,
        Self::Unsettle,
        Self::Withdraw,
        Self::Exclude,
    ];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Admit => "admit",
            Self::Decline => "decline",
            Self::Submit => "submit",
            Self::TakeBack => "take_back",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Settle => "settle",
            Self::Unsettle => "unsettle",
            Self::Withdraw => "withdraw",
            Self::Exclude => "exclude",
        }
    }

    /// Whether a reason must be given.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Decline | Self::Return | Self::Withdraw | Self::Exclude)
    }

    /// What one must be allowed to, for an entry in `state`; none for what follows by itself.
    pub const fn action(self, state: EntryState) -> Option<Action> {
        match self {
            Self::Admit | Self::Decline | Self::Exclude => Some(Action::RunCampaigns),
            Self::Submit | Self::TakeBack | Self::Withdraw => Some(Action::AssessSelf),
            Self::Approve | Self::Return => match state {
                EntryState::Submitted => Some(Action::EndorseAssessments),
                EntryState::Endorsed => Some(Action::CheckAssessments),
                _ => None,
            },
            Self::Settle | Self::Unsettle => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowed_moves_are_these_and_no_others() {
        use {EntryMove as M, EntryState as S};
        let allowed = [
            (S::Applied, M::Admit, S::Assessing),
            (S::Declined, M::Admit, S::Assessing),
            (S::Applied, M::Decline, S::Declined),
            (S::Assessing, M::Submit, S::Submitted),
            (S::Returned, M::Submit, S::Submitted),
            (S::Submitted, M::TakeBack, S::Assessing),
            (S::Submitted, M::Approve, S::Endorsed),
            (S::Endorsed, M::Approve, S::Checked),
            (S::Submitted, M::Return, S::Returned),
            (S::Endorsed, M::Return, S::Returned),
            (S::Checked, M::Settle, S::Reviewed),
            (S::Reviewed, M::Unsettle, S::Checked),
            (S::Applied, M::Withdraw, S::Withdrawn),
            (S::Assessing, M::Withdraw, S::Withdrawn),
            (S::Returned, M::Withdraw, S::Withdrawn),
            (S::Submitted, M::Withdraw, S::Withdrawn),
            (S::Endorsed, M::Withdraw, S::Withdrawn),
            (S::Assessing, M::Exclude, S::Withdrawn),
            (S::Returned, M::Exclude, S::Withdrawn),
            (S::Submitted, M::Exclude, S::Withdrawn),
            (S::Endorsed, M::Exclude, S::Withdrawn),
            (S::Checked, M::Exclude, S::Withdrawn),
            (S::Reviewed, M::Exclude, S::Withdrawn),
        ];
        for state in S::ALL {
            assert_eq!(S::from_word(state.as_str()), Some(state));
            for what in M::ALL {
                let wanted = allowed.iter().find(|(from, by, _)| (*from, *by) == (state, what));
                assert_eq!(state.after(what).ok(), wanted.map(|(.., to)| *to), "{state:?} {what:?}");
            }
        }
    }

    #[test]
    fn whoever_it_is_with_needs_the_action_of_that_level() {
        use {Action as A, EntryMove as M, EntryState as S};
        assert_eq!(M::Approve.action(S::Submitted), Some(A::EndorseAssessments));
        assert_eq!(M::Return.action(S::Endorsed), Some(A::CheckAssessments));
        assert_eq!(M::Approve.action(S::Checked), None);
        assert_eq!(M::Settle.action(S::Checked), None, "nobody settles by hand");
    }
}
