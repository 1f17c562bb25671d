//! Of which kind a case is, by which procedure it is heard, and how it ended.

use serde::{Deserialize, Serialize};

/// What a case ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// 判决
    Judgment,
    /// 调解
    Mediated,
    /// 和解
    Settled,
    /// 撤诉
    Withdrawn,
    /// 驳回起诉
    Dismissed,
    /// 移送
    Transferred,
    /// Any other way.
    Other,
}

/// The kind of dispute, as coarse as the catalogue counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Cause {
    /// 婚姻家庭、继承
    Family,
    /// 合同
    Contract,
    /// 侵权
    Tort,
    /// 物权
    Property,
    /// 劳动争议
    Labour,
    /// 刑事
    Criminal,
    /// 其他
    #[default]
    Other,
}

impl Cause {
    /// Every kind, in the order in which they are shown.
    pub const ALL: [Self; 7] =
        [Self::Family, Self::Contract, Self::Tort, Self::Property, Self::Labour, Self::Criminal, Self::Other];

    /// The word in lines, files and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Family => "family",
            Self::Contract => "contract",
            Self::Tort => "tort",
            Self::Property => "property",
            Self::Labour => "labour",
            Self::Criminal => "criminal",
            Self::Other => "other",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.as_str() == word)
    }
}

/// The procedure the case is heard by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Procedure {
    /// 普通程序
    #[default]
    Ordinary,
    /// 简易程序
    Simple,
    /// 小额诉讼程序
    SmallClaims,
}

impl Procedure {
    /// Every procedure, in the order in which they are shown.
    pub const ALL: [Self; 3] = [Self::Ordinary, Self::Simple, Self::SmallClaims];

    /// The word in lines, files and the database.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Simple => "simple",
            Self::SmallClaims => "small_claims",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|procedure| procedure.as_str() == word)
    }
}

/// What the court above decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum AppealOutcome {
    /// 维持
    Upheld,
    /// 改判
    Reversed,
    /// 发回重审
    Remanded,
    /// 撤回上诉
    Withdrawn,
}
