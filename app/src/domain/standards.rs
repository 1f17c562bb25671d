//! Standards: what a tribunal or a judge is measured against. A standard is data (`app/catalogue/standards`): categories of
//! items, each with points and the way it is scored; vetoes; results by thresholds. One engine ([`score`]) runs them all.
//!
//! Points are whole hundredths, so that a result is the same to the last digit wherever and whenever it is computed.

mod compare;
mod points;
#[cfg(feature = "ssr")]
mod reading;
mod scoring;

pub use compare::{Difference, Fate, FieldChange, Piece, compare};
pub use points::Points;
#[cfg(feature = "ssr")]
pub(super) use reading::{read_one, read_standards};
pub use scoring::{CategoryScore, How, Inputs, ItemScore, Scored, Value, VetoFound, score};

use super::permissions::Role;
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whom a standard measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    /// A tribunal.
    Tribunal,
    /// A judge's post.
    Post,
}

/// A standard in one edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Standard {
    /// Stable id.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// What it is, and where it comes from, Chinese and English.
    pub note: (String, String),
    /// Edition.
    pub edition: String,
    /// First day it can be used.
    pub from: NaiveDate,
    /// Whether the wording is made up for illustration, which is said wherever it is shown.
    pub illustrative: bool,
    /// Whom it measures.
    pub subject: Subject,
    /// Peer groups it measures; empty for all.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Months over which formulas are computed, unless an item says otherwise.
    pub months: u16,
    /// Categories.
    pub categories: Vec<Category>,
    /// What takes a result away.
    pub vetoes: Vec<Veto>,
    /// Results, the best first; the last is for all others.
    pub results: Vec<Outcome>,
}

/// A category.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Category {
    /// Stable id.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Whether its points are a team's, of which each member has a share.
    #[serde(default)]
    pub shared: bool,
    /// Items.
    pub items: Vec<Item>,
}

impl Category {
    /// Points that can be had, without bonuses.
    pub fn full(&self) -> Points {
        self.items.iter().filter(|item| !item.scoring.is_extra()).map(|item| item.points).sum()
    }
}

/// A thing that is scored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Item {
    /// Stable id.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Points that can be had; of a bonus its cap, of a penalty the most it takes.
    pub points: Points,
    /// How it is scored.
    pub scoring: Scoring,
    /// Months over which its formula is computed.
    pub months: u16,
    /// Evidence that is wanted, each a key of the translations below `evidence.`.
    pub evidence: Vec<String>,
    /// What the reviewer looks at, Chinese and English.
    pub guidance: (String, String),
    /// Peer groups it applies to; empty for all.
    pub groups: Vec<String>,
}

/// How an item is scored. A share is a part of the item's points, from 0 to 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scoring {
    /// By hand, in steps.
    Scale {
        /// The smallest difference.
        step: Points,
    },
    /// By a formula: the share on the straight line between the two nearest of these; beyond the ends it stays.
    Line {
        /// Formula over items of the catalogue.
        formula: String,
        /// Value and share, values ascending.
        at: Vec<(f64, f64)>,
    },
    /// By a formula: the share of the highest step that is reached; none below the first.
    Steps {
        /// Formula over items of the catalogue.
        formula: String,
        /// Value and share, values ascending.
        at: Vec<(f64, f64)>,
    },
    /// By the checklist: the share of the points of a section that are there.
    Checklist {
        /// Id of the section of the form `infrastructure`.
        section: String,
    },
    /// All points, less so many for each event; never less than none.
    Deduct {
        /// Formula that counts events.
        formula: String,
        /// Points for each.
        each: Points,
        /// So many events cost nothing: whoever tries something new may err.
        #[serde(default)]
        tolerated: u32,
    },
    /// So many points for each, up to the item's points, on top of everything.
    Bonus {
        /// Formula that counts what is rewarded.
        formula: String,
        /// Points for each.
        each: Points,
    },
    /// So many points less for each, up to the item's points, from everything that was had.
    Penalty {
        /// Formula that counts grave events.
        formula: String,
        /// Points for each.
        each: Points,
        /// So many events cost nothing.
        #[serde(default)]
        tolerated: u32,
    },
}

impl Scoring {
    /// The word for it, as in the file.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Scale { .. } => "scale",
            Self::Line { .. } => "line",
            Self::Steps { .. } => "steps",
            Self::Checklist { .. } => "checklist",
            Self::Deduct { .. } => "deduct",
            Self::Bonus { .. } => "bonus",
            Self::Penalty { .. } => "penalty",
        }
    }

    /// Whether it comes on top of what can be had.
    pub const fn is_bonus(&self) -> bool {
        matches!(self, Self::Bonus { .. })
    }

    /// Whether it takes from what was had.
    pub const fn is_penalty(&self) -> bool {
        matches!(self, Self::Penalty { .. })
    }

    /// Whether it stands beside what can be had: a bonus or a penalty.
    pub const fn is_extra(&self) -> bool {
        self.is_bonus() || self.is_penalty()
    }

    /// Whether a person gives the points.
    pub const fn by_hand(&self) -> bool {
        matches!(self, Self::Scale { .. })
    }

    /// The formula it is computed by.
    pub fn formula(&self) -> Option<&str> {
        match self {
            Self::Line { formula, .. }
            | Self::Steps { formula, .. }
            | Self::Deduct { formula, .. }
            | Self::Penalty { formula, .. }
            | Self::Bonus { formula, .. } => Some(formula),
            Self::Scale { .. } | Self::Checklist { .. } => None,
        }
    }
}

/// When a veto holds.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Condition {
    /// The value is lower than this.
    Below(f64),
    /// The value is higher than this.
    Above(f64),
    /// The value is among the worst share of its peers; `up` says whether a high value is good.
    WorstPeers {
        /// From 0 to 1.
        share: f64,
        /// Whether a high value is good.
        up: bool,
    },
}

/// What takes a result away, whatever the points.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Veto {
    /// Stable id.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Formula; a veto without one is raised by hand, with a reason.
    pub formula: Option<String>,
    /// Months over which it is computed.
    pub months: u16,
    /// When it holds; with a formula only.
    pub condition: Option<Condition>,
    /// The best result that is left.
    pub result: String,
    /// Who may lift it.
    pub lifted_by: Role,
    /// Up to which stage of a campaign: a key of the translations below `stage.`.
    pub until: String,
}

/// A result and what it takes.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Stable id.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Least share of all points, from 0 to 1.
    pub total: f64,
    /// Least share of the points of a category.
    pub categories: BTreeMap<String, f64>,
    /// What follows from it, Chinese and English, such as how often is inspected.
    #[serde(default)]
    pub follows: Option<(String, String)>,
    /// Whether a tribunal is recognised for it: a certificate, a plaque, a term.
    #[serde(default)]
    pub recognised: bool,
    /// Id of the item of the catalogue that is stated as 1 for whoever has it, and as 0 for whoever was reviewed and has
    /// not.
    #[serde(default)]
    pub states: Option<String>,
}

impl Subject {
    /// The word for it, as in the file.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Tribunal => "tribunal",
            Self::Post => "post",
        }
    }
}

impl Standard {
    /// Whether it measures somebody of these peer groups.
    pub fn measures(&self, groups: &[String]) -> bool {
        self.groups.is_empty() || self.groups.iter().any(|group| groups.contains(group))
    }

    /// All items, in order.
    pub fn items(&self) -> impl Iterator<Item = &Item> {
        self.categories.iter().flat_map(|category| &category.items)
    }

    /// An item by its id.
    pub fn item(&self, id: &str) -> Option<&Item> {
        self.items().find(|item| item.id == id)
    }

    /// Whether a tribunal is recognised for a result.
    pub fn recognises(&self, result: &str) -> bool {
        self.outcome(result).is_some_and(|outcome| outcome.recognised)
    }

    /// The items that results state, each with whether `result` is one that does.
    pub fn stated_of(&self, result: &str) -> BTreeMap<&str, bool> {
        let mut stated = BTreeMap::new();
        for outcome in &self.results {
            if let Some(item) = &outcome.states {
                *stated.entry(item.as_str()).or_default() |= outcome.id == result;
            }
        }
        stated
    }

    /// A result by its id.
    pub fn outcome(&self, id: &str) -> Option<&Outcome> {
        self.results.iter().find(|outcome| outcome.id == id)
    }

    /// Points that can be had, without bonuses.
    pub fn full(&self) -> Points {
        self.categories.iter().map(Category::full).sum()
    }
}

#[cfg(test)]
mod tests;
