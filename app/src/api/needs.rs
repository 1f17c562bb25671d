//! What tribunals need, what it costs, and what became of it: the list of allocation by tribunal and item.

use super::{Failure, Page};
use serde::{Deserialize, Serialize};

/// A need, as it was last reported and accepted.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NeedRow {
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// What is needed.
    pub name: String,
    /// Kind: id, Chinese and English.
    pub kind: (String, String, String),
    /// Pieces.
    pub quantity: f64,
    /// Yuan each.
    pub price: f64,
    /// Why.
    pub reason: String,
    /// State of fulfilment: id, Chinese and English.
    pub state: (String, String, String),
    /// Yuan granted.
    pub granted: Option<f64>,
    /// Pieces delivered.
    pub delivered: Option<f64>,
    /// When the state was reached, YYYY-MM-DD.
    pub day: String,
    /// Month of the report.
    pub period: String,
}

/// All needs of a kind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct NeedTotal {
    /// Kind: id, Chinese and English.
    pub kind: (String, String, String),
    /// Tribunals that need it.
    pub tribunals: u32,
    /// Pieces needed.
    pub quantity: f64,
    /// Yuan asked for.
    pub asked: f64,
    /// Yuan granted.
    pub granted: f64,
    /// Pieces delivered.
    pub delivered: f64,
}

/// The list, with the totals of all of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Needs {
    /// The needs of this page.
    pub page: Page<NeedRow>,
    /// By kind, the dearest first.
    pub totals: Vec<NeedTotal>,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct NeedsQuery {
    /// Code of the unit whose subtree is meant.
    pub unit: String,
    /// Looked for in names, codes and kinds.
    pub search: String,
    /// unit, kind, cost, state, delivered; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// Needs.
#[async_trait::async_trait]
pub trait NeedsOf {
    /// What the tribunals below a unit need, and what became of it.
    async fn needs(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &NeedsQuery,
    ) -> Result<Needs, Failure>;
}
