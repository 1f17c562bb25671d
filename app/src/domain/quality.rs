//! The quality of data beside the data: counts that are out of line, and signs that somebody works for the figure instead of
//! for the parties. A sign is a question, never a verdict: each comes with the numbers behind it, and people put it aside with
//! a reason.
//!
//! Counts are judged on a scale on which chance is the same for small and large ones: 2·√(x + 3/8) (Anscombe 1948), where a
//! count that only chance moves has a standard deviation of about 1. What is usual for a unit in a month is its own median by the
//! factor that moved all units alike (Spring Festival, year's end). What a month is away from it is measured by the modified z-score, 0.6745 · (x − median)
//! ÷ MAD (Iglewicz & Hoaglin 1993), and stands out from 3.5 on. The MAD is never taken to be less than chance alone makes it
//! (0.6745): a tribunal with two cases a month has many equal months, and would be out of line with the third case.

mod counts;
mod gaming;

pub use counts::{Jump, Outlier, Watched, jumps, outliers, seasons};
pub use gaming::{Bunched, Held, bunched, held_back, is_suspicious};

use serde::{Deserialize, Serialize};

/// What a finding says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Sign {
    /// Filings low in December and high in January.
    HeldBack,
    /// Closings bunched in December.
    YearEnd,
    /// Exactly 100 % of many.
    Perfect,
    /// A month out of line with the unit's other months.
    Outlier,
    /// A month far from the one before.
    Jump,
}

impl Sign {
    /// Every sign, the most telling first.
    pub const ALL: [Self; 5] = [Self::HeldBack, Self::YearEnd, Self::Perfect, Self::Outlier, Self::Jump];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::HeldBack => "held_back",
            Self::YearEnd => "year_end",
            Self::Perfect => "perfect",
            Self::Outlier => "outlier",
            Self::Jump => "jump",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.as_str() == word)
    }
}

#[cfg(test)]
mod tests;
