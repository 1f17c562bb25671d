//! Units of the one tree: province → city → county court → tribunal → post. Levels may be skipped. Every unit,
//! every name and every link to a parent has a span of validity; codes are stable and history stays.

use super::periods::Month;
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// The number a unit has in the database; the code is what people and other systems use.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UnitId(pub i64);

/// Where in the tree a unit stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Level {
    /// 省: the high court and its province.
    Province,
    /// 市: an intermediate court and its city.
    City,
    /// 基层法院: a county (basic) court.
    Court,
    /// 人民法庭: a people's tribunal.
    Tribunal,
    /// 岗位: a judge's post at a tribunal for a span of time.
    Post,
}

impl Level {
    /// From the top down.
    pub const ALL: [Self; 5] = [Self::Province, Self::City, Self::Court, Self::Tribunal, Self::Post];

    /// The word used in URLs, files and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Province => "province",
            Self::City => "city",
            Self::Court => "court",
            Self::Tribunal => "tribunal",
            Self::Post => "post",
        }
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Level {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|level| level.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of province, city, court, tribunal, post"))
    }
}

/// A unit as it stands today, with the facts about it that do not change by month.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Unit {
    /// Number in the database.
    pub id: UnitId,
    /// Stable code, such as `360102T01`.
    pub code: String,
    /// Level in the tree.
    pub level: Level,
    /// Name in Chinese (or the language of the country it comes from).
    pub name: String,
    /// Name in English; empty when there is none.
    pub name_en: String,
    /// Latin spelling for the search, lower case without tones or spaces.
    pub pinyin: String,
    /// First month of existence.
    pub opened: Month,
    /// First month in which it no longer existed.
    pub closed: Option<Month>,
    /// Degrees north and east.
    pub position: Option<(f64, f64)>,
    /// Square kilometres.
    pub area_km2: Option<f64>,
    /// Inhabitants served.
    pub population: Option<i64>,
    /// Peer groups: urban, rural, mountain …
    pub groups: Vec<String>,
    /// Townships served.
    pub townships: Vec<String>,
    /// Facts in words, with their source.
    pub facts: String,
}

impl Unit {
    /// Whether the unit exists in that month.
    pub fn exists_in(&self, month: Month) -> bool {
        self.opened <= month && self.closed.is_none_or(|closed| month < closed)
    }

    /// Whether a peer group is meant with it: the unit's own, or no particular one. Only tribunals have peers; of other
    /// units a group says nothing.
    pub fn is_in_group(&self, group: &str) -> bool {
        group.is_empty() || self.level != Level::Tribunal || self.groups.iter().any(|own| own == group)
    }

    /// Whether text, in small letters, is part of its name, its English name or its code, or of how the name is spelled.
    pub fn is_called(&self, wanted: &str) -> bool {
        let spelling = wanted.replace(' ', "");
        [&self.name, &self.name_en, &self.code].into_iter().any(|text| text.to_lowercase().contains(wanted))
            || (!spelling.is_empty() && self.pinyin.contains(&spelling))
    }

    /// The name in the language, falling back to the other where one is missing.
    pub fn name_in(&self, english: bool) -> &str {
        if english && !self.name_en.is_empty() { &self.name_en } else { &self.name }
    }
}

/// A unit's parent for a span of months, `from` inside, `until` outside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParentLink {
    /// The child.
    pub unit: UnitId,
    /// The parent.
    pub parent: UnitId,
    /// First month in which the link holds.
    pub from: Month,
    /// First month in which it no longer holds.
    pub until: Option<Month>,
}

impl ParentLink {
    /// Whether the link holds in that month.
    pub fn holds_in(&self, month: Month) -> bool {
        self.from <= month && self.until.is_none_or(|until| month < until)
    }
}
