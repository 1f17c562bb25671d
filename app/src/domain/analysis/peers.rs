//! Like with like: tribunals are compared with those of the same kind, terrain or caseload. What a group is about follows
//! from its name; names that a deployment has made up say what kind of tribunal it is.

use crate::domain::units::{Level, Unit};
use serde::{Deserialize, Serialize};

/// What groups are about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Dimension {
    /// Urban, suburban, rural, functional, tourism, environmental.
    Kind,
    /// Plain, hill, mountain.
    Terrain,
    /// Large, medium, small.
    Caseload,
}

impl Dimension {
    /// All of them, the usual one first.
    pub const ALL: [Self; 3] = [Self::Kind, Self::Terrain, Self::Caseload];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Kind => "kind",
            Self::Terrain => "terrain",
            Self::Caseload => "caseload",
        }
    }

    /// From the word in addresses.
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|dimension| dimension.as_str() == text)
    }

    /// What a group is about.
    pub fn of(group: &str) -> Self {
        match group {
            "plain" | "hill" | "mountain" => Self::Terrain,
            "large" | "medium" | "small" => Self::Caseload,
            _ => Self::Kind,
        }
    }

    /// The group of a tribunal; its first one where it has several. None of other units: they are compared with all of
    /// their level.
    pub fn group_of(self, unit: &Unit) -> Option<&str> {
        if unit.level != Level::Tribunal {
            return None;
        }
        unit.groups.iter().map(String::as_str).find(|group| Self::of(group) == self)
    }
}

#[cfg(test)]
mod tests {
    use super::Dimension;
    use crate::domain::{tree::tests::unit, units::Level};

    #[test]
    fn a_tribunal_has_a_group_of_each_kind_and_a_court_has_none() {
        let mut tribunal = unit(1, "T", Level::Tribunal);
        tribunal.groups = ["rural", "hill", "tourism", "small"].map(str::to_owned).to_vec();
        let groups = Dimension::ALL.map(|dimension| dimension.group_of(&tribunal));
        assert_eq!(groups, [Some("rural"), Some("hill"), Some("small")]);
        let mut court = unit(2, "C", Level::Court);
        court.groups = vec!["rural".to_owned()];
        assert_eq!(Dimension::Kind.group_of(&court), None);
        assert_eq!(Dimension::of("harbour"), Dimension::Kind, "a group of the deployment's own");
    }
}
