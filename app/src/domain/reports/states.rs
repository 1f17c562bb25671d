//! draft → submitted → endorsed by the court → checked by the city → accepted by the last that a form names.

use crate::domain::{permissions::Action, units::Level};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// Where a report stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum State {
    /// Being filled in.
    Draft,
    /// Sent back with reasons, or reopened; being filled in again.
    Returned,
    /// Handed in, with the first of the approvers.
    Submitted,
    /// The county court stands by it.
    Endorsed,
    /// The city has looked at it.
    Checked,
    /// Its values are facts.
    Accepted,
}

/// What is done to a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Move {
    /// The unit hands it in.
    Submit,
    /// The unit takes it back, as long as nobody has approved it.
    Withdraw,
    /// Whoever it is with approves it.
    Approve,
    /// Whoever it is with sends it back.
    Return,
    /// The last approver opens what was accepted.
    Reopen,
}

/// Why a move cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a report that is {} cannot be moved like this", .0.as_str())]
pub struct MoveFault(pub State);

impl State {
    /// Every state.
    pub const ALL: [Self; 6] =
        [Self::Draft, Self::Returned, Self::Submitted, Self::Endorsed, Self::Checked, Self::Accepted];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Returned => "returned",
            Self::Submitted => "submitted",
            Self::Endorsed => "endorsed",
            Self::Checked => "checked",
            Self::Accepted => "accepted",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|state| state.as_str() == word)
    }

    /// Whether the unit can change it.
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Draft | Self::Returned)
    }

    /// Who has to approve it next.
    pub fn waits_for(self, approvals: &[Level]) -> Option<Level> {
        // Levels are ordered from the top down: whoever has approved stands below those that still have to.
        let after = match self {
            Self::Submitted => Level::Tribunal,
            Self::Endorsed => Level::Court,
            Self::Checked => Level::City,
            Self::Draft | Self::Returned | Self::Accepted => return None,
        };
        approvals.iter().copied().filter(|level| *level < after).max()
    }

    /// What becomes of a report with these approvals.
    pub fn after(self, what: Move, approvals: &[Level]) -> Result<Self, MoveFault> {
        let waits_for = self.waits_for(approvals);
        match (what, self) {
            (Move::Submit, Self::Draft | Self::Returned) => Ok(Self::Submitted),
            (Move::Withdraw, Self::Submitted) => Ok(Self::Draft),
            (Move::Return, _) if waits_for.is_some() => Ok(Self::Returned),
            (Move::Reopen, Self::Accepted) => Ok(Self::Returned),
            (Move::Approve, _) => match waits_for {
                Some(level) if Some(level) == approvals.iter().copied().min() => Ok(Self::Accepted),
                Some(Level::Court) => Ok(Self::Endorsed),
                Some(Level::City) => Ok(Self::Checked),
                _ => Err(MoveFault(self)),
            },
            _ => Err(MoveFault(self)),
        }
    }
}

impl Move {
    /// Every move.
    pub const ALL: [Self; 5] = [Self::Submit, Self::Withdraw, Self::Approve, Self::Return, Self::Reopen];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Submit => "submit",
            Self::Withdraw => "withdraw",
            Self::Approve => "approve",
            Self::Return => "return",
            Self::Reopen => "reopen",
        }
    }

    /// Whether a reason must be given.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Return | Self::Reopen)
    }

    /// What one must be allowed to, for a report in `state` with these approvals.
    pub fn action(self, state: State, approvals: &[Level]) -> Option<Action> {
        let of = |level: Level| match level {
            Level::Court => Some(Action::EndorseReports),
            Level::City => Some(Action::CheckReports),
            Level::Province => Some(Action::AcceptReports),
            Level::Tribunal | Level::Post => None,
        };
        match self {
            Self::Submit | Self::Withdraw => Some(Action::FillReports),
            Self::Approve | Self::Return => state.waits_for(approvals).and_then(of),
            Self::Reopen => approvals.iter().copied().min().and_then(of),
        }
    }
}

/// Whether a report is awaited, and where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Standing {
    /// The span has not ended yet, or the form has no due day and nothing was begun.
    NotDue,
    /// Awaited, the due day has not passed; nothing handed in.
    Due,
    /// The due day has passed without.
    Late,
    /// Sent back and not handed in again.
    Returned,
    /// Handed in and on its way.
    Submitted,
    /// Accepted.
    Accepted,
}

impl Standing {
    /// Every standing, in the order in which they are counted.
    pub const ALL: [Self; 6] =
        [Self::NotDue, Self::Due, Self::Late, Self::Returned, Self::Submitted, Self::Accepted];

    /// Of a report in `state`, if it was begun, whose span ends before `ended` and which is due on `due`.
    pub fn of(state: Option<State>, today: NaiveDate, ended: NaiveDate, due: Option<NaiveDate>) -> Self {
        match state {
            Some(State::Returned) => Self::Returned,
            Some(State::Submitted | State::Endorsed | State::Checked) => Self::Submitted,
            Some(State::Accepted) => Self::Accepted,
            None | Some(State::Draft) => match due {
                Some(due) if today > due => Self::Late,
                Some(_) if today >= ended => Self::Due,
                _ => Self::NotDue,
            },
        }
    }

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::NotDue => "not_due",
            Self::Due => "due",
            Self::Late => "late",
            Self::Returned => "returned",
            Self::Submitted => "submitted",
            Self::Accepted => "accepted",
        }
    }
}
