//! Standards, and what can be computed of one for a unit today.

#[cfg(feature = "ssr")]
use super::Failure;
use crate::domain::standards::{Scored, Standard};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A standard in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct StandardRow {
    /// Id.
    pub id: String,
    /// Edition.
    pub edition: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// What it is, and where it comes from, Chinese and English.
    pub note: (String, String),
    /// Whether the wording is made up for illustration.
    pub illustrative: bool,
    /// Whom it measures: tribunal or post.
    pub subject: String,
    /// Items.
    pub items: u32,
    /// Of them, those that are computed.
    pub computed: u32,
    /// Points that can be had.
    pub points: f64,
}

/// What an item or a veto was computed from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Basis {
    /// The value of the formula; of a checklist the share that is there.
    pub value: f64,
    /// Above the line; of a checklist the points that are there.
    pub numerator: Option<f64>,
    /// Below the line; of a checklist the points answered.
    pub denominator: Option<f64>,
    /// First month.
    pub from: String,
    /// Last month.
    pub to: String,
    /// Which share of the peers is worse, and how many peers there are; for vetoes among peers.
    pub peers: Option<(f64, u32)>,
}

/// A standard, applied to a unit as far as it can be computed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Assessment {
    /// Code of the unit.
    pub unit: String,
    /// The standard.
    pub standard: Standard,
    /// Points, vetoes and the result that would follow if nothing were given by hand.
    pub scored: Scored,
    /// What was computed, by item or veto.
    pub bases: BTreeMap<String, Basis>,
}

/// Which standard is to be applied to which unit.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(default)]
pub struct AssessmentQuery {
    /// Code of the unit.
    pub unit: String,
    /// Id of the standard.
    pub standard: String,
    /// Edition; empty for the latest.
    pub edition: String,
}

/// Standards.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Standards {
    /// All of them. They are no secret.
    async fn list_standards(&self) -> Result<Vec<StandardRow>, Failure>;
    /// Applies one to a unit, as of the last month that is over. Looking at a judge's post is logged.
    async fn assess(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &AssessmentQuery,
    ) -> Result<Assessment, Failure>;
}
