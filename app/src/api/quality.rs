//! The quality of data: what is there and when it came, what is out of line, what looks like work for the figure.

use super::{Failure, Page};
use crate::domain::{quality::Sign, units::Level};
use serde::{Deserialize, Serialize};

/// Which finding is meant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FindingAddress {
    /// Code of the tribunal.
    pub unit: String,
    /// What it says.
    pub sign: Sign,
    /// Id of the indicator.
    pub indicator: String,
    /// The month it is about.
    pub month: String,
}

/// That a finding was put aside, and whether that was undone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DismissalRow {
    /// Why.
    pub reason: String,
    /// By whom.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Why it was undone.
    pub undone_reason: String,
    /// By whom.
    pub undone_by: String,
    /// When, RFC 3339 in UTC.
    pub undone_at: Option<String>,
}

/// A finding with the numbers behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FindingRow {
    /// Which.
    pub address: FindingAddress,
    /// Names of the tribunal, Chinese and English.
    pub unit_name: (String, String),
    /// Names of the indicator, Chinese and English.
    pub indicator_name: (String, String),
    /// The number that stands out. Of a perfect share what stands above the line.
    pub value: f64,
    /// What it is held against: what is usual, the month before, the mean of the other months. Of a perfect share what stands
    /// below the line.
    pub against: f64,
    /// The modified z-score, where there is one.
    pub score: Option<f64>,
    /// Of filings held back: those of January, and what is usual for it.
    pub then: Option<(f64, f64)>,
    /// The months and their numbers, as far as known; none of a perfect share.
    pub numbers: Vec<(String, Option<f64>)>,
    /// First and last month of the figure.
    pub months: (String, String),
    /// Whether it is put aside, for the number it is now.
    pub dismissed: bool,
    /// What was said about it, the newest first.
    pub said: Vec<DismissalRow>,
    /// Whether the reader may put it aside or bring it back.
    pub may_dismiss: bool,
}

/// Which findings are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct FindingsQuery {
    /// Code of the unit whose subtree is meant; empty for the reader's own.
    pub unit: String,
    /// held_back, year_end, perfect, outlier, jump; empty for all.
    pub sign: String,
    /// dismissed or all; empty for those that nobody has put aside.
    pub state: String,
    /// Looked for in names and codes of tribunals and indicators.
    pub search: String,
    /// sign, unit, month, score; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// Puts a finding aside.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DismissOrder {
    /// Which.
    pub finding: FindingAddress,
    /// The number that was looked at.
    pub value: f64,
    /// Why.
    pub reason: String,
}

/// Brings a finding back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RestoreOrder {
    /// Which.
    pub finding: FindingAddress,
    /// Why.
    pub reason: String,
}

/// What is known of a month.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MatrixCell {
    /// Tribunals about which the case system has spoken.
    pub told: u32,
    /// Tribunals about which it is expected to.
    pub expected: u32,
    /// Monthly reports handed in, of those due.
    pub handed_in: u32,
    /// Monthly reports whose day has passed.
    pub due: u32,
    /// Of these handed in by that day.
    pub in_time: u32,
}

/// A unit in the matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MatrixRow {
    /// Code.
    pub unit: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// Its level.
    pub level: Level,
    /// Tribunals in it.
    pub tribunals: u32,
    /// A cell for each month.
    pub cells: Vec<MatrixCell>,
}

/// Completeness and timeliness: units × months.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct QualityMatrix {
    /// The unit and those above it that the reader may ask for, from the top down: code, Chinese and English name.
    pub path: Vec<(String, String, String)>,
    /// The months, the oldest first.
    pub months: Vec<String>,
    /// The units right below it, then the unit itself.
    pub rows: Vec<MatrixRow>,
}

/// The quality of data.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Quality {
    /// What is out of line, and what looks like work for the figure.
    async fn findings(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &FindingsQuery,
    ) -> Result<Page<FindingRow>, Failure>;
    /// Puts a finding aside.
    async fn dismiss_finding(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &DismissOrder,
    ) -> Result<(), Failure>;
    /// Brings it back.
    async fn restore_finding(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &RestoreOrder,
    ) -> Result<(), Failure>;
    /// What is there and when it came, of the last `months` months; 0 for the usual number.
    async fn quality_matrix(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        months: u32,
    ) -> Result<QualityMatrix, Failure>;
}

/// Findings, for the browser.
#[leptos::server(ListFindings, "/api/fn", endpoint = "list_findings")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_findings(query: FindingsQuery) -> Result<Page<FindingRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.findings(&actor, &query).await
}

/// Puts a finding aside, for the browser.
#[leptos::server(DismissFinding, "/api/fn", endpoint = "dismiss_finding")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn dismiss_finding(order: DismissOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.dismiss_finding(&actor, &order).await
}

/// Brings a finding back, for the browser.
#[leptos::server(RestoreFinding, "/api/fn", endpoint = "restore_finding")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn restore_finding(order: RestoreOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.restore_finding(&actor, &order).await
}

/// The matrix, for the browser.
#[leptos::server(GetQualityMatrix, "/api/fn", endpoint = "quality_matrix")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn quality_matrix(unit: String, months: u32) -> Result<QualityMatrix, Failure> {
    let actor = super::actor().await?;
    super::services()?.quality_matrix(&actor, &unit, months).await
}
