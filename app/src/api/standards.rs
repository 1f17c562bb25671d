//! Standards, and what can be computed of one for a unit today.

use super::{Failure, ListQuery, Page};
use crate::domain::standards::{Scored, Standard};
#[cfg(feature = "ssr")]
use crate::domain::{permissions::Actor, standards::Difference};
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
    /// First day it can be used.
    pub effective: String,
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
    /// Whether something new can be begun with it today.
    pub usable: bool,
    /// Who has loaded it; none of one that is shipped.
    pub loaded_by: Option<String>,
    /// When, RFC 3339 in UTC.
    pub loaded_at: Option<String>,
    /// Who has retired it.
    pub retired_by: Option<String>,
    /// When.
    pub retired_at: Option<String>,
    /// Why; empty where it was not.
    pub retire_reason: String,
}

/// A standard, opened.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct StandardView {
    /// As in the list.
    pub row: StandardRow,
    /// The standard.
    pub standard: Standard,
    /// The text of its file.
    pub text: String,
}

/// What differs between two editions.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Comparison {
    /// The one.
    pub before: StandardRow,
    /// The other.
    pub after: StandardRow,
    /// What differs, piece by piece.
    pub differences: Vec<Difference>,
}

/// Why a standard is retired or taken back into use.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ReasonOrder {
    /// In words.
    pub reason: String,
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
    /// Edition; empty for the latest that may be used.
    pub edition: String,
}

/// Standards.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Standards {
    /// Those there are, by id and the oldest edition first, retired ones too. They are no secret.
    async fn list_standards(&self, query: &ListQuery) -> Result<Page<StandardRow>, Failure>;
    /// One of them; without an edition the latest that may be used.
    async fn open_standard(&self, id: &str, edition: &str) -> Result<StandardView, Failure>;
    /// What the edition `after` has changed against the edition `before`.
    async fn compare_standards(&self, id: &str, before: &str, after: &str) -> Result<Comparison, Failure>;
    /// Loads a standard from the text of its file. What does not fit the catalogue is refused as a whole, with its place;
    /// the same text once more changes nothing, and another text for an edition there is already is refused.
    async fn load_standard(&self, actor: &Actor, text: &str) -> Result<StandardRow, Failure>;
    /// Takes a standard out of use: nothing new is begun with it, and what was begun goes on.
    async fn retire_standard(
        &self,
        actor: &Actor,
        id: &str,
        edition: &str,
        reason: &str,
    ) -> Result<StandardRow, Failure>;
    /// Takes it back into use.
    async fn restore_standard(
        &self,
        actor: &Actor,
        id: &str,
        edition: &str,
        reason: &str,
    ) -> Result<StandardRow, Failure>;
    /// Applies one to a unit, as of the last month that is over. Looking at a judge's post is logged.
    async fn assess(&self, actor: &Actor, query: &AssessmentQuery) -> Result<Assessment, Failure>;
}

/// Standards, for the browser.
#[leptos::server(ListStandards, "/api/fn", endpoint = "list_standards")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_standards(query: ListQuery) -> Result<Page<StandardRow>, Failure> {
    super::services()?.list_standards(&query).await
}

/// Loads a standard, for the browser.
#[leptos::server(LoadStandard, "/api/fn", endpoint = "load_standard")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn load_standard(text: String) -> Result<StandardRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.load_standard(&actor, &text).await
}

/// Retires a standard, for the browser.
#[leptos::server(RetireStandard, "/api/fn", endpoint = "retire_standard")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn retire_standard(id: String, edition: String, reason: String) -> Result<StandardRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.retire_standard(&actor, &id, &edition, &reason).await
}

/// Takes a standard back into use, for the browser.
#[leptos::server(RestoreStandard, "/api/fn", endpoint = "restore_standard")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn restore_standard(id: String, edition: String, reason: String) -> Result<StandardRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.restore_standard(&actor, &id, &edition, &reason).await
}
