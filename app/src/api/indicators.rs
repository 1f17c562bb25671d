//! The catalogue as it is shown: indicators of an edition.

use super::Failure;
use serde::{Deserialize, Serialize};

/// An indicator.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct IndicatorRow {
    /// Stable id.
    pub id: String,
    /// Id of its module.
    pub module: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// The formula over items.
    pub formula: String,
    /// Unit of measure.
    pub measure: String,
    /// up, down or neutral: which way is better.
    pub direction: String,
    /// Lower end of the reference interval.
    pub reference_low: Option<f64>,
    /// Upper end.
    pub reference_high: Option<f64>,
    /// Denominators below this are small.
    pub small_number: Option<f64>,
    /// Where the formula comes from.
    pub source_zh: String,
    /// The same in English.
    pub source_en: String,
    /// Remark.
    pub note_zh: String,
    /// The same in English.
    pub note_en: String,
    /// Whether it is one of the figures of the overview.
    pub headline: bool,
    /// The edition this is from.
    pub edition: String,
}

/// An edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct EditionRow {
    /// Stable id.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// In force from, `YYYY-MM`.
    pub effective: String,
}

/// A module of the platform.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ModuleRow {
    /// Stable id.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Items recorded in it.
    pub items: u32,
}

/// The catalogue of one edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct IndicatorsAnswer {
    /// The edition shown.
    pub edition: EditionRow,
    /// All editions, by date of effect.
    pub editions: Vec<EditionRow>,
    /// The modules.
    pub modules: Vec<ModuleRow>,
    /// The indicators.
    pub rows: Vec<IndicatorRow>,
}

/// The catalogue.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Indicators {
    /// Indicators of an edition, or of the one in force today. Open to everyone: definitions are no secret.
    async fn list_indicators(&self, edition: Option<&str>) -> Result<IndicatorsAnswer, Failure>;
}

/// The catalogue, for the browser.
#[leptos::server(ListIndicators, "/api/fn", endpoint = "list_indicators")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_indicators(edition: Option<String>) -> Result<IndicatorsAnswer, Failure> {
    super::services()?.list_indicators(edition.as_deref()).await
}
