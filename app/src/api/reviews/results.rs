//! Vetoes, results, objections, agreement of the reviewers, and what was published.

use super::EntryAddress;
use crate::{
    api::{Failure, ListQuery, Page, standards::Basis},
    domain::reviews::{Agreement, Phase},
};
use serde::{Deserialize, Serialize};

/// A veto of a tribunal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VetoView {
    /// Id.
    pub id: String,
    /// Chinese and English.
    pub name: (String, String),
    /// What it was found by; none where it was raised by hand.
    pub basis: Option<Basis>,
    /// Who raised it by hand, why, and when.
    pub raised: Option<(String, String, String)>,
    /// Who lifted it, why, and when.
    pub lifted: Option<(String, String, String)>,
    /// Whether the reader may lift it now.
    pub may_lift: bool,
}

/// A veto to be raised by hand, or lifted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VetoOrder {
    /// Id.
    pub veto: String,
    /// Whether it is lifted; raised otherwise.
    #[serde(default)]
    pub lift: bool,
    /// Why.
    pub reason: String,
}

/// An objection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ObjectionRow {
    /// Number.
    pub id: i64,
    /// Number of the campaign.
    pub campaign: i64,
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Id of the item or of the veto.
    pub about: String,
    /// Its names, Chinese and English.
    pub about_name: (String, String),
    /// What the tribunal says.
    pub text: String,
    /// Numbers and names of files that it adds.
    pub files: Vec<(i64, String)>,
    /// Who.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// `upheld` or `rejected`; none before it is decided.
    pub decision: Option<String>,
    /// The points that were decided, as text.
    pub points: Option<String>,
    /// Why.
    pub reason: String,
    /// By whom.
    pub decided_by: String,
    /// When, RFC 3339 in UTC.
    pub decided_at: Option<String>,
}

/// An objection to be made.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ObjectionOrder {
    /// Id of the item or of the veto.
    pub about: String,
    /// Why.
    pub text: String,
    /// Numbers of files of the tribunal.
    pub files: Vec<i64>,
}

/// A decision about an objection.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DecisionOrder {
    /// Number of the objection.
    pub id: i64,
    /// `upheld` or `rejected`.
    pub decision: String,
    /// Points of the item from now on, as typed; with an item that is upheld.
    pub points: String,
    /// Why.
    pub reason: String,
}

/// A tribunal in a list of results.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ResultRow {
    /// Code.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Names of its city, Chinese and English.
    pub city: (String, String),
    /// Points.
    pub total: f64,
    /// Points that could be had.
    pub full: f64,
    /// Points and those that could be had, by category.
    pub categories: Vec<(f64, f64)>,
    /// Id of the result.
    pub result: String,
    /// Its names, Chinese and English.
    pub result_name: (String, String),
    /// Names of the result without vetoes, Chinese and English, where it is another.
    pub without_vetoes: Option<(String, String)>,
    /// Ids of the vetoes that hold.
    pub vetoes: Vec<String>,
    /// Points the tribunal gave itself.
    pub own: f64,
    /// Items without points.
    pub missing: u32,
}

/// Results of a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Results {
    /// Rows.
    pub page: Page<ResultRow>,
    /// How many have which result: id, names, count; in the order of the standard. Before publication without those of which items
    /// still want points.
    pub counts: Vec<(String, (String, String), u32)>,
    /// Those, before publication.
    pub unsettled: u32,
    /// Names of the categories, Chinese and English.
    pub categories: Vec<(String, String)>,
    /// Where the campaign stands.
    pub phase: Phase,
    /// SHA-256 of what was published, and when, RFC 3339 in UTC.
    pub published: Option<(String, String)>,
}

/// How a reviewer marks.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SeverityRow {
    /// The reviewer.
    pub reviewer: String,
    /// Items marked and handed in.
    pub items: u32,
    /// Mean of own mark less the other reviewer's, as a share of the points: below 0 is stricter.
    pub against_other: Option<f64>,
    /// Mean of own mark less what was seen on site, likewise; and of how many items.
    pub against_site: Option<(f64, u32)>,
    /// Agreement with the other reviewers.
    pub agreement: Agreement,
}

/// How honestly a tribunal has assessed itself.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct HonestyRow {
    /// Code.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Items with own points and settled ones.
    pub items: u32,
    /// Mean of own points less those that count, as a share of the points: above 0 is too generous.
    pub gap: f64,
    /// The same against what was seen on site.
    pub on_site: Option<f64>,
}

/// Agreement and severity in a campaign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Judgement {
    /// All double marks.
    pub agreement: Agreement,
    /// How far two marks may differ, as a share of the points.
    pub tolerance: f64,
    /// By reviewer.
    pub reviewers: Vec<SeverityRow>,
    /// By tribunal, the most generous first.
    pub tribunals: Vec<HonestyRow>,
}

/// Whether a campaign can be computed again to the last digit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Verification {
    /// Tribunals computed again.
    pub tribunals: u32,
    /// What differs: codes of tribunals.
    pub different: Vec<String>,
    /// SHA-256 of what was published.
    pub sha256: String,
    /// Whether the stored text still has this hash.
    pub intact: bool,
    /// Whether the audit log holds the same hash.
    pub audited: bool,
}

impl Verification {
    /// Whether everything is as it was published.
    pub fn holds(&self) -> bool {
        self.different.is_empty() && self.intact && self.audited
    }
}

/// A file made of what was published.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone)]
pub struct Issued {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// Results.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait ReviewResults {
    /// Results as far as the reader may see them: all for those who run the campaign, their own once they are
    /// announced, all for everybody once they are published.
    async fn results(
        &self,
        actor: &crate::domain::permissions::Actor,
        campaign: i64,
        query: &ListQuery,
    ) -> Result<Results, Failure>;
    /// Raises or lifts a veto.
    async fn decide_veto(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        order: &VetoOrder,
    ) -> Result<(), Failure>;
    /// Objects to an item or a veto.
    async fn object(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        order: &ObjectionOrder,
    ) -> Result<(), Failure>;
    /// Objections of a campaign, those to be decided first.
    async fn list_objections(
        &self,
        actor: &crate::domain::permissions::Actor,
        campaign: i64,
    ) -> Result<Vec<ObjectionRow>, Failure>;
    /// Decides one.
    async fn decide_objection(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &DecisionOrder,
    ) -> Result<(), Failure>;
    /// Agreement of the reviewers, severity and honesty.
    async fn judgement(
        &self,
        actor: &crate::domain::permissions::Actor,
        campaign: i64,
    ) -> Result<Judgement, Failure>;
    /// Computes a published campaign again from what is stored.
    async fn verify_campaign(
        &self,
        actor: &crate::domain::permissions::Actor,
        campaign: i64,
    ) -> Result<Verification, Failure>;
    /// Scores a campaign again by another edition of its standard, for comparison; nothing is stored.
    async fn rescore(
        &self,
        actor: &crate::domain::permissions::Actor,
        campaign: i64,
        query: &super::RescoreQuery,
    ) -> Result<super::Rescored, Failure>;
    /// A published campaign as `pdf`, `xlsx` or `json`; with a tribunal its certificate.
    async fn issue(
        &self,
        actor: &crate::domain::permissions::Actor,
        campaign: i64,
        format: &str,
        unit: &str,
    ) -> Result<Issued, Failure>;
}

/// Results, for the browser.
#[leptos::server(GetResults, "/api/fn", endpoint = "get_results")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_results(campaign: i64, query: ListQuery) -> Result<Results, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.results(&actor, campaign, &query).await
}

/// Raises or lifts a veto, for the browser.
#[leptos::server(DecideVeto, "/api/fn", endpoint = "decide_veto")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn decide_veto(address: EntryAddress, order: VetoOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.decide_veto(&actor, &address, &order).await
}

/// Objects, for the browser.
#[leptos::server(ObjectToResult, "/api/fn", endpoint = "object_to_result")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn object_to_result(address: EntryAddress, order: ObjectionOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.object(&actor, &address, &order).await
}

/// Objections, for the browser.
#[leptos::server(ListObjections, "/api/fn", endpoint = "list_objections")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_objections(campaign: i64) -> Result<Vec<ObjectionRow>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.list_objections(&actor, campaign).await
}

/// Decides an objection, for the browser.
#[leptos::server(DecideObjection, "/api/fn", endpoint = "decide_objection")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn decide_objection(order: DecisionOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.decide_objection(&actor, &order).await
}

/// Agreement and severity, for the browser.
#[leptos::server(GetJudgement, "/api/fn", endpoint = "get_judgement")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_judgement(campaign: i64) -> Result<Judgement, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.judgement(&actor, campaign).await
}
