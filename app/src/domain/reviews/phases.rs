//! Where a campaign stands: draft → open → objections → signed → countersigned → published.

use serde::{Deserialize, Serialize};

/// Where a campaign stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Phase {
    /// Being prepared; everything can be changed.
    Draft,
    /// Tribunals apply, assess themselves, are endorsed and marked. The standard is frozen.
    Open,
    /// Marks are frozen, draft results are with the tribunals.
    Objections,
    /// One person has signed.
    Signed,
    /// Another one has, too.
    Countersigned,
    /// Out, and frozen for good.
    Published,
    /// Given up, with a reason.
    Cancelled,
}

/// What is done to a campaign.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum PhaseMove {
    /// Lets tribunals apply.
    Open,
    /// Freezes the marks and sends the draft results.
    Announce,
    /// Goes back to marking: something was wrong.
    Resume,
    /// Signs, with the minutes of the discussion.
    Sign,
    /// Signs as the second person.
    Countersign,
    /// Takes signatures back.
    Unsign,
    /// Publishes.
    Publish,
    /// Gives up.
    Cancel,
}

/// Why a move cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a campaign that is {} cannot be moved like this", .0.as_str())]
pub struct PhaseFault(pub Phase);

impl Phase {
    /// Every phase.
    pub const ALL: [Self; 7] = [
        Self::Draft,
        Self::Open,
        Self::Objections,
        Self::Signed,
        Self::Countersigned,
        Self::Published,
        Self::Cancelled,
    ];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Open => "open",
            Self::Objections => "objections",
            Self::Signed => "signed",
            Self::Countersigned => "countersigned",
            Self::Published => "published",
            Self::Cancelled => "cancelled",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|phase| phase.as_str() == word)
    }

    /// What becomes of it.
    pub const fn after(self, what: PhaseMove) -> Result<Self, PhaseFault> {
        match (what, self) {
            (PhaseMove::Open, Self::Draft) | (PhaseMove::Resume, Self::Objections) => Ok(Self::Open),
            (PhaseMove::Announce, Self::Open) | (PhaseMove::Unsign, Self::Signed | Self::Countersigned) => {
                Ok(Self::Objections)
            }
            (PhaseMove::Sign, Self::Objections) => Ok(Self::Signed),
            (PhaseMove::Countersign, Self::Signed) => Ok(Self::Countersigned),
            (PhaseMove::Publish, Self::Countersigned) => Ok(Self::Published),
            (PhaseMove::Cancel, Self::Draft | Self::Open | Self::Objections) => Ok(Self::Cancelled),
            _ => Err(PhaseFault(self)),
        }
    }

    /// Whether results are shown to the tribunals they are about.
    pub const fn is_announced(self) -> bool {
        matches!(self, Self::Objections | Self::Signed | Self::Countersigned | Self::Published)
    }
}

impl PhaseMove {
    /// Every move.
    pub const ALL: [Self; 8] = [
        Self::Open,
        Self::Announce,
        Self::Resume,
        Self::Sign,
        Self::Countersign,
        Self::Unsign,
        Self::Publish,
        Self::Cancel,
    ];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Announce => "announce",
            Self::Resume => "resume",
            Self::Sign => "sign",
            Self::Countersign => "countersign",
            Self::Unsign => "unsign",
            Self::Publish => "publish",
            Self::Cancel => "cancel",
        }
    }

    /// Whether words must be given: why, or what was discussed.
    pub const fn needs_reason(self) -> bool {
        matches!(self, Self::Resume | Self::Sign | Self::Unsign | Self::Cancel)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_allowed_moves_are_these_and_no_others() {
        use {Phase as P, PhaseMove as M};
        let allowed = [
            (P::Draft, M::Open, P::Open),
            (P::Open, M::Announce, P::Objections),
            (P::Objections, M::Resume, P::Open),
            (P::Objections, M::Sign, P::Signed),
            (P::Signed, M::Countersign, P::Countersigned),
            (P::Signed, M::Unsign, P::Objections),
            (P::Countersigned, M::Unsign, P::Objections),
            (P::Countersigned, M::Publish, P::Published),
            (P::Draft, M::Cancel, P::Cancelled),
            (P::Open, M::Cancel, P::Cancelled),
            (P::Objections, M::Cancel, P::Cancelled),
        ];
        for phase in P::ALL {
            assert_eq!(P::from_word(phase.as_str()), Some(phase));
            for what in M::ALL {
                let wanted = allowed.iter().find(|(from, by, _)| (*from, *by) == (phase, what));
                assert_eq!(phase.after(what).ok(), wanted.map(|(.., to)| *to), "{phase:?} {what:?}");
            }
        }
    }
}
