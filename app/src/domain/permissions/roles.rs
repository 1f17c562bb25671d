//! What people and programs are.

use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// What a person is, always at a unit and for everything below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Role {
    /// 高级人民法院: sees the whole province, issues bulletins, runs campaigns.
    ProvincialSupervisor,
    /// 中级人民法院: the same for one city.
    CitySupervisor,
    /// 基层人民法院: endorses what its tribunals report.
    CourtManager,
    /// 庭长
    TribunalHead,
    /// 评查员: scores what is assigned; sees figures, not single judges.
    Reviewer,
    /// 员额法官: the own figures.
    PostJudge,
    /// 管理员: users, units, catalogue, imports, audit.
    Administrator,
    /// Anybody, where a deployment opens its figures: no post, no export of problems, nothing to change.
    Guest,
    /// A case system: sends case events for a unit and its subtree.
    Feeder,
    /// Whoever speaks for cameras and other devices: sends their messages for a unit and its subtree.
    Gateway,
}

impl Role {
    /// The roles a person can be given, in the order in which they are listed.
    pub const PEOPLE: [Self; 7] = [
        Self::ProvincialSupervisor,
        Self::CitySupervisor,
        Self::CourtManager,
        Self::TribunalHead,
        Self::Reviewer,
        Self::PostJudge,
        Self::Administrator,
    ];

    /// Every role.
    pub const ALL: [Self; 10] = [
        Self::ProvincialSupervisor,
        Self::CitySupervisor,
        Self::CourtManager,
        Self::TribunalHead,
        Self::Reviewer,
        Self::PostJudge,
        Self::Administrator,
        Self::Guest,
        Self::Feeder,
        Self::Gateway,
    ];

    /// The word used in files, URLs and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::ProvincialSupervisor => "provincial_supervisor",
            Self::CitySupervisor => "city_supervisor",
            Self::CourtManager => "court_manager",
            Self::TribunalHead => "tribunal_head",
            Self::Reviewer => "reviewer",
            Self::PostJudge => "post_judge",
            Self::Administrator => "administrator",
            Self::Guest => "guest",
            Self::Feeder => "feeder",
            Self::Gateway => "gateway",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for Role {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        Self::ALL
            .into_iter()
            .find(|role| role.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of {}", Self::ALL.map(Self::as_str).join(", ")))
    }
}
