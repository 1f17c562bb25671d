//! An old campaign scored again by another edition of its standard, for comparison.

use crate::api::{Failure, Page};
use serde::{Deserialize, Serialize};

/// By which edition a campaign is scored again, and which rows are wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct RescoreQuery {
    /// Edition of the campaign's standard; empty for the latest that can be used.
    pub edition: String,
    /// Looked for in names and codes.
    pub search: String,
    /// unit, then, now, difference; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// Points and result by an edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Reached {
    /// Points.
    pub total: f64,
    /// Points that could be had.
    pub full: f64,
    /// Id of the result.
    pub result: String,
    /// Its names, Chinese and English.
    pub result_name: (String, String),
    /// Ids of the vetoes that hold.
    pub vetoes: Vec<String>,
    /// Items without points.
    pub missing: u32,
}

/// An item that is another one by the other edition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RescoredItem {
    /// Id.
    pub item: String,
    /// Its names, Chinese and English, by the other edition if it has the item.
    pub item_name: (String, String),
    /// Points that could be had in the campaign; none where the item was not asked.
    pub full_then: Option<f64>,
    /// Points in the campaign; none where there were none.
    pub then: Option<f64>,
    /// Points that can be had by the other edition; none where it does not ask the item.
    pub full_now: Option<f64>,
    /// Points by the other edition; none where nothing is known.
    pub now: Option<f64>,
}

/// A tribunal, scored again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RescoredRow {
    /// Code.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Names of its city, Chinese and English.
    pub city: (String, String),
    /// As the campaign has it.
    pub then: Reached,
    /// By the other edition.
    pub now: Reached,
    /// Items that differ, in the order of the other edition; those it no longer asks come last.
    pub items: Vec<RescoredItem>,
}

impl RescoredRow {
    /// Whether the result is another one.
    pub fn changed(&self) -> bool {
        self.then.result != self.now.result
    }
}

/// A campaign, scored again. Nothing of it is stored.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Rescored {
    /// Edition of the campaign.
    pub then: String,
    /// The other edition.
    pub now: String,
    /// Tribunals that were scored again.
    pub tribunals: u32,
    /// Of them, those that would have another result.
    pub changed: u32,
    /// Rows.
    pub page: Page<RescoredRow>,
}

/// Scores a campaign again, for the browser.
#[leptos::server(RescoreCampaign, "/api/fn", endpoint = "rescore_campaign")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn rescore_campaign(campaign: i64, query: RescoreQuery) -> Result<Rescored, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.rescore(&actor, campaign, &query).await
}
