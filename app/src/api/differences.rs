//! Where a report and another system know the same number and do not agree: listed, explained by the unit, decided by
//! whoever approves its reports first.

use super::{Failure, Page, reports::ReportAddress};
use serde::{Deserialize, Serialize};

/// How far a difference has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Stage {
    /// Nobody has said why.
    Open,
    /// The unit has said why.
    Explained,
    /// It was decided which number stands, and neither has moved since.
    Decided,
}

impl Stage {
    /// Every stage, what is to be done first.
    pub const ALL: [Self; 3] = [Self::Open, Self::Explained, Self::Decided];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Explained => "explained",
            Self::Decided => "decided",
        }
    }
}

/// Which number stands. The other one is to be put right where it came from: nothing is overwritten here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Decision {
    /// That of the report: the other system is to be corrected.
    Report,
    /// That of the other system.
    System,
}

impl Decision {
    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::System => "system",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Report, Self::System].into_iter().find(|decision| decision.as_str() == word)
    }
}

/// A difference.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DifferenceRow {
    /// Of which report.
    pub address: ReportAddress,
    /// Names of the form, Chinese and English.
    pub form_name: (String, String),
    /// Names of the unit, Chinese and English.
    pub unit_name: (String, String),
    /// Id of the field.
    pub field: String,
    /// Its names, Chinese and English.
    pub field_name: (String, String),
    /// Unit of measure.
    pub measure: String,
    /// What the report says.
    pub said: f64,
    /// What the other system knows.
    pub known: f64,
    /// Which system: case_system, device, table.
    pub source: String,
    /// The difference that nobody would ask about.
    pub allowed: f64,
    /// How far it has come.
    pub stage: Stage,
    /// What the unit says about it.
    pub explanation: String,
    /// Whose words.
    pub explained_by: String,
    /// Since when, RFC 3339 in UTC.
    pub explained_at: Option<String>,
    /// Which number stands, once decided.
    pub decision: Option<Decision>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub decided_by: String,
    /// When, RFC 3339 in UTC.
    pub decided_at: Option<String>,
    /// Whether the reader may explain it.
    pub may_explain: bool,
    /// Whether the reader may decide it.
    pub may_decide: bool,
}

/// Which differences are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DifferencesQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// open, explained, decided; empty for those that are not decided.
    pub stage: String,
    /// Looked for in names and codes.
    pub search: String,
    /// stage, unit, period, size; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// What a unit says about a difference.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ExplainOrder {
    /// Id of the field.
    pub field: String,
    /// Why the numbers are apart.
    pub explanation: String,
}

/// Which number stands.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DecideOrder {
    /// Id of the field.
    pub field: String,
    /// Which.
    pub decision: Decision,
    /// Why.
    #[serde(default)]
    pub reason: String,
    /// What the report said when it was looked at.
    pub said: f64,
    /// What the other system knew then.
    pub known: f64,
}

/// Differences between reports and other systems.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Differences {
    /// Those of the last twelve months in the units whose reports the reader may read.
    async fn list_differences(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &DifferencesQuery,
    ) -> Result<Page<DifferenceRow>, Failure>;
    /// The unit says why.
    async fn explain_difference(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &ReportAddress,
        order: &ExplainOrder,
    ) -> Result<(), Failure>;
    /// Whoever approves the report first decides which number stands.
    async fn decide_difference(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &ReportAddress,
        order: &DecideOrder,
    ) -> Result<(), Failure>;
}

/// Differences, for the browser.
#[leptos::server(ListDifferences, "/api/fn", endpoint = "list_differences")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_differences(query: DifferencesQuery) -> Result<Page<DifferenceRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_differences(&actor, &query).await
}

/// Explains a difference, for the browser.
#[leptos::server(ExplainDifference, "/api/fn", endpoint = "explain_difference")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn explain_difference(address: ReportAddress, order: ExplainOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.explain_difference(&actor, &address, &order).await
}

/// Decides a difference, for the browser.
#[leptos::server(DecideDifference, "/api/fn", endpoint = "decide_difference")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn decide_difference(address: ReportAddress, order: DecideOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.decide_difference(&actor, &address, &order).await
}
