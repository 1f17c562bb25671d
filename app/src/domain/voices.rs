//! What the public says: how satisfied somebody was, which common problems there were, words, and how the court answers.

#[cfg(feature = "ssr")]
pub(super) mod reading;

use super::problems::words;
use serde::{Deserialize, Serialize};

/// The best mark.
pub const BEST: u32 = 5;
/// Longest words, in characters.
pub const LONGEST: usize = 1_000;
/// Longest contact, in characters.
pub const LONGEST_CONTACT: usize = 100;

/// Where a voice stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum VoiceState {
    /// Nobody has looked yet.
    New,
    /// Seen by everybody who may see voices of the tribunal, but for words and contact.
    Shown,
    /// Abuse, or about somebody else: seen only by those who answer. The mark counts all the same, so that nobody makes the own
    /// figure better by hiding.
    Hidden,
}

words!(VoiceState { New = "new", Shown = "shown", Hidden = "hidden" });

/// What is done to a voice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum VoiceMove {
    /// Shown, without an answer yet.
    Show,
    /// Hidden, with a reason.
    Hide,
    /// Answered; again where the answer was not right. What is answered is shown.
    Answer,
}

words!(VoiceMove { Show = "show", Hide = "hide", Answer = "answer" });

impl VoiceState {
    /// What becomes of it; none where the move is not to be had.
    pub const fn after(self, what: VoiceMove) -> Option<Self> {
        match (what, self) {
            (VoiceMove::Show, Self::New | Self::Hidden) => Some(Self::Shown),
            (VoiceMove::Hide, Self::New | Self::Shown) => Some(Self::Hidden),
            (VoiceMove::Answer, Self::New | Self::Shown) => Some(Self::Shown),
            _ => None,
        }
    }
}

/// A common problem that can be ticked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CommonProblem {
    /// Stable id, unique over all modules.
    pub id: String,
    /// Chinese and English.
    pub name: (String, String),
}

/// Common problems of a kind.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VoiceModule {
    /// Stable id.
    pub id: String,
    /// Chinese and English.
    pub name: (String, String),
    /// The problems.
    pub problems: Vec<CommonProblem>,
}

/// What is asked, and how long words are kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VoiceRules {
    /// The modules, in the order in which they are asked.
    pub modules: Vec<VoiceModule>,
    /// From which mark on somebody counts as satisfied.
    pub satisfied_from: u32,
    /// Words and contacts are deleted after so many days.
    pub keep_days: i64,
}

impl VoiceRules {
    /// A problem with its module, by id.
    pub fn problem(&self, id: &str) -> Option<(&VoiceModule, &CommonProblem)> {
        self.modules.iter().find_map(|module| {
            module.problems.iter().find(|problem| problem.id == id).map(|problem| (module, problem))
        })
    }
}

#[cfg(test)]
mod tests;
