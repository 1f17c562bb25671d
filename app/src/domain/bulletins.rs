//! Bulletins and reminder letters: drafted by one person, published by another, with a number, a date and addressees.

#[cfg(feature = "ssr")]
pub(super) mod reading;

use super::problems::words;
use serde::{Deserialize, Serialize};

/// What is issued.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum BulletinKind {
    /// 通报: about several problems.
    #[default]
    Bulletin,
    /// 工作提示函: about one.
    Reminder,
}

words!(BulletinKind { Bulletin = "bulletin", Reminder = "reminder" });

/// Where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum BulletinState {
    /// Being written.
    Draft,
    /// Waits for a second person.
    Proposed,
    /// Approved and published.
    Published,
    /// Given up before it was published.
    Discarded,
}

words!(BulletinState {
    Draft = "draft",
    Proposed = "proposed",
    Published = "published",
    Discarded = "discarded",
});

/// What is done to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum BulletinMove {
    /// Whoever drafted it hands it to a second person.
    Propose,
    /// A second person publishes it.
    Publish,
    /// A second person sends it back, with reasons.
    Return,
    /// Whoever drafted it gives it up.
    Discard,
}

words!(BulletinMove {
    Propose = "propose",
    Publish = "publish",
    Return = "return",
    Discard = "discard",
});

impl BulletinMove {
    /// Whether it is for somebody else than who drafted it.
    pub const fn by_second_person(self) -> bool {
        matches!(self, Self::Publish | Self::Return)
    }
}

impl BulletinState {
    /// What becomes of it; none where the move is not to be had.
    pub const fn after(self, what: BulletinMove) -> Option<Self> {
        match (self, what) {
            (Self::Draft, BulletinMove::Propose) => Some(Self::Proposed),
            (Self::Draft, BulletinMove::Discard) => Some(Self::Discarded),
            (Self::Proposed, BulletinMove::Publish) => Some(Self::Published),
            (Self::Proposed, BulletinMove::Return) => Some(Self::Draft),
            _ => None,
        }
    }
}

impl BulletinKind {
    /// How many problems it may be about.
    pub const fn holds(self, problems: usize) -> bool {
        match self {
            Self::Bulletin => problems >= 1,
            Self::Reminder => problems == 1,
        }
    }
}

/// The number as it is written; empty before it is published.
pub fn number_of(year: i64, number: i64) -> String {
    if number == 0 { String::new() } else { format!("{year}-{number}") }
}

/// The proposed text of one kind, in Chinese and English.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Its title.
    pub title: (String, String),
    /// What stands around the problems.
    pub body: (String, String),
    /// What is written of each problem.
    pub line: (String, String),
}

/// The proposed texts of both kinds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letters {
    /// Of a bulletin.
    pub bulletin: Letter,
    /// Of a reminder letter.
    pub reminder: Letter,
}

impl Letters {
    /// Of a kind.
    pub const fn of(&self, kind: BulletinKind) -> &Letter {
        match kind {
            BulletinKind::Bulletin => &self.bulletin,
            BulletinKind::Reminder => &self.reminder,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_published_that_was_not_proposed_and_what_is_published_stays() {
        for state in BulletinState::ALL {
            assert_eq!(BulletinState::from_word(state.as_str()), Some(*state));
            let moves: Vec<_> =
                BulletinMove::ALL.iter().filter(|what| state.after(**what).is_some()).copied().collect();
            let wanted: &[BulletinMove] = match state {
                BulletinState::Draft => &[BulletinMove::Propose, BulletinMove::Discard],
                BulletinState::Proposed => &[BulletinMove::Publish, BulletinMove::Return],
                BulletinState::Published | BulletinState::Discarded => &[],
            };
            assert_eq!(moves, wanted, "{state:?}");
        }
        for what in BulletinMove::ALL {
            let publishes =
                BulletinState::ALL.iter().any(|s| s.after(*what) == Some(BulletinState::Published));
            assert!(!publishes || what.by_second_person(), "{what:?}");
        }
    }

    #[test]
    fn a_reminder_is_about_one_problem_and_numbers_are_written_with_their_year() {
        assert!(BulletinKind::Bulletin.holds(18) && !BulletinKind::Bulletin.holds(0));
        assert!(BulletinKind::Reminder.holds(1) && !BulletinKind::Reminder.holds(2));
        assert_eq!((number_of(2026, 3).as_str(), number_of(0, 0).as_str()), ("2026-3", ""));
    }
}
