//! Checks on site and by telephone.

use super::EntryAddress;
use crate::{
    api::{Failure, files::FileRow},
    domain::standards::Points,
};
use serde::{Deserialize, Serialize};

/// A check in a list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckRow {
    /// Number.
    pub id: i64,
    /// Number of the campaign.
    pub campaign: i64,
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// `on_site` or `telephone`.
    pub kind: String,
    /// Why it was drawn; empty where it was drawn by lot.
    pub reason: String,
    /// Who checks; empty as long as nobody was named.
    pub checker: String,
    /// When it was handed in, RFC 3339 in UTC.
    pub done_at: Option<String>,
    /// Points of the items checked: those the tribunal gave itself, those given online, those given on site. For those who
    /// run the campaign, and for all once results are announced.
    pub sums: Option<(f64, f64, f64)>,
}

/// An item of a check sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckItem {
    /// Id of the item.
    pub id: String,
    /// Chinese and English.
    pub name: (String, String),
    /// What is looked at, Chinese and English.
    pub guidance: (String, String),
    /// Points that can be had.
    pub full: Points,
    /// The smallest difference between marks.
    pub step: Points,
    /// Points the tribunal gives itself.
    pub own: Option<Points>,
    /// Points on site.
    pub mark: Option<Points>,
    /// What was seen.
    pub note: String,
    /// Photos.
    pub photos: Vec<FileRow>,
}

/// A check sheet.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CheckSheet {
    /// The check.
    pub row: CheckRow,
    /// Titles of the campaign, Chinese and English.
    pub campaign: (String, String),
    /// Items to be looked at.
    pub items: Vec<CheckItem>,
    /// In general.
    pub note: String,
    /// Where it was done: latitude and longitude in degrees.
    pub place: Option<(f64, f64)>,
    /// Whether the reader may fill it in now.
    pub may_fill: bool,
}

/// A check to be planned beside those that are drawn.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PlanOrder {
    /// Number of a check that is planned; 0 for a new one.
    pub id: i64,
    /// `on_site` or `telephone`.
    pub kind: String,
    /// Why; needed for a new one.
    pub reason: String,
    /// Who checks: name of a user.
    pub checker: String,
}

/// What was seen about an item.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SeenOrder {
    /// Id of the item.
    pub item: String,
    /// Points; none where it was not looked at.
    pub points: Option<f64>,
    /// What was seen.
    pub note: String,
    /// Numbers of photos, which are files of the tribunal.
    pub photos: Vec<i64>,
}

/// What is said, if it is nothing but an empty text: a form writes that and none the same way.
fn said<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Option<String>, D::Error> {
    String::deserialize(deserializer).map(Some)
}

/// A check sheet to be kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckOrder {
    /// Items; others stay as they are.
    pub items: Vec<SeenOrder>,
    /// In general; stays as it is where nothing is said of it.
    #[serde(deserialize_with = "said", skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "ssr", schema(value_type = String))]
    pub note: Option<String>,
    /// Latitude and longitude in degrees; stays as it is where nothing is said of it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub place: Option<(f64, f64)>,
    /// Whether it is handed in: every item must have points or a note then.
    pub done: bool,
}

/// Checks.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Checks {
    /// The checks of a campaign: all for those who run it, their own for those who check.
    async fn list_checks(
        &self,
        actor: &crate::domain::permissions::Actor,
        campaign: i64,
    ) -> Result<Vec<CheckRow>, Failure>;
    /// Plans a check with a reason, or names who does one that was drawn. Gives its number.
    async fn plan_check(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        order: &PlanOrder,
    ) -> Result<i64, Failure>;
    /// The sheet of a check.
    async fn open_check(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<CheckSheet, Failure>;
    /// Keeps what was seen. The same again changes nothing.
    async fn save_check(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &CheckOrder,
    ) -> Result<(), Failure>;
}

/// Checks, for the browser.
#[leptos::server(ListChecks, "/api/fn", endpoint = "list_checks")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_checks(campaign: i64) -> Result<Vec<CheckRow>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.list_checks(&actor, campaign).await
}

/// Plans a check, for the browser.
#[leptos::server(PlanCheck, "/api/fn", endpoint = "plan_check")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn plan_check(address: EntryAddress, order: PlanOrder) -> Result<i64, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.plan_check(&actor, &address, &order).await
}

/// A check sheet, for the browser.
#[leptos::server(OpenCheck, "/api/fn", endpoint = "open_check")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_check(id: i64) -> Result<CheckSheet, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.open_check(&actor, id).await
}

/// Keeps a check sheet, for the browser.
#[leptos::server(SaveCheck, "/api/fn", endpoint = "save_check")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_check(id: i64, order: CheckOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.save_check(&actor, id, &order).await
}
