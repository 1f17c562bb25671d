//! Recognitions, and what becomes of them.

use crate::{
    api::{Failure, ListQuery, Page, reviews::ResultRow},
    domain::{
        reviews::{EntryState, Phase, Standing, StandingMove},
        units::Level,
    },
};
use serde::{Deserialize, Serialize};

/// A recognition.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RecognitionRow {
    /// Number.
    pub id: i64,
    /// Number of the campaign it was given in.
    pub campaign: i64,
    /// Its titles, Chinese and English.
    pub campaign_name: (String, String),
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Names of its city, Chinese and English.
    pub city: (String, String),
    /// Id of the result.
    pub result: String,
    /// Its names, Chinese and English.
    pub result_name: (String, String),
    /// First day, YYYY-MM-DD.
    pub from: String,
    /// Last day, YYYY-MM-DD.
    pub until: String,
    /// Whether it holds.
    pub standing: Standing,
    /// What became of it, in order.
    pub events: Vec<RecognitionEvent>,
    /// What the reader may do with it.
    pub may: Vec<StandingMove>,
    /// Counts its changes.
    pub revision: i64,
}

/// Something that was done with a recognition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RecognitionEvent {
    /// What: `given`, `checked`, `superseded`, `expired`, or a word of [`StandingMove`].
    pub what: String,
    /// By whom.
    pub by: String,
    /// Why; the words of the tribunal; what was found.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// A move of a recognition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct StandingOrder {
    /// Number of the recognition.
    pub id: i64,
    /// What.
    pub what: StandingMove,
    /// Why; the words of the tribunal.
    pub reason: String,
    /// The revision that was seen.
    pub revision: i64,
}

/// What a yearly check has found.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Recheck {
    /// Recognitions looked at.
    pub checked: u32,
    /// Codes of tribunals that would no longer have their result, and were warned.
    pub warned: Vec<String>,
}

/// A campaign that a tribunal has taken part in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitCampaign {
    /// Number.
    pub campaign: i64,
    /// Titles, Chinese and English.
    pub campaign_name: (String, String),
    /// Where the campaign stands.
    pub phase: Phase,
    /// Where the tribunal stands in it; for those who may read its reviews.
    pub state: Option<EntryState>,
    /// What was published about the tribunal.
    pub result: Option<ResultRow>,
    /// Names of the vetoes that hold, Chinese and English.
    pub vetoes: Vec<(String, String)>,
}

/// What reviews have to say about a unit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct UnitReviews {
    /// What the unit is.
    pub level: Level,
    /// How many tribunals stand how by their last recognition; those that have none are not counted.
    pub standings: Vec<(Standing, u32)>,
    /// The tribunals themselves, with their names, Chinese and English.
    pub tribunals: Vec<(String, (String, String), Standing)>,
    /// Of a tribunal the campaigns it has taken part in, the latest first.
    pub campaigns: Vec<UnitCampaign>,
}

/// Recognitions.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Recognitions {
    /// Recognitions; open to all who see the units. `unit` limits them to a subtree; empty for all.
    async fn list_recognitions(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        query: &ListQuery,
    ) -> Result<Page<RecognitionRow>, Failure>;
    /// How the tribunals of a unit stand, and of a tribunal its campaigns; open to all who see the unit, what is not
    /// published to those only who may read its reviews.
    async fn unit_reviews(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
    ) -> Result<UnitReviews, Failure>;
    /// Warns, hears, withdraws, restores.
    async fn move_recognition(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &StandingOrder,
    ) -> Result<(), Failure>;
    /// Computes every recognition that holds with the values of today and the marks of then, and warns those that would
    /// no longer have it.
    async fn recheck_recognitions(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<Recheck, Failure>;
}

/// Recognitions, for the browser.
#[leptos::server(ListRecognitions, "/api/fn", endpoint = "list_recognitions")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_recognitions(unit: String, query: ListQuery) -> Result<Page<RecognitionRow>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.list_recognitions(&actor, &unit, &query).await
}

/// Moves a recognition, for the browser.
#[leptos::server(MoveRecognition, "/api/fn", endpoint = "move_recognition")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_recognition(order: StandingOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.move_recognition(&actor, &order).await
}

/// Checks recognitions again, for the browser.
#[leptos::server(RecheckRecognitions, "/api/fn", endpoint = "recheck_recognitions")]
pub async fn recheck_recognitions() -> Result<Recheck, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.recheck_recognitions(&actor).await
}
