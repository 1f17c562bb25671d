//! Evidence of a self-assessment, requests for more, and the versions of what was said.

use super::EntryAddress;
use crate::api::{Failure, files::FileRow, reports::ReportAddress};
use serde::{Deserialize, Serialize};

/// A piece of evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EvidenceRow {
    /// Number.
    pub id: i64,
    /// Id of the item.
    pub item: String,
    /// A photo or document of the tribunal.
    pub file: Option<FileRow>,
    /// Or a report that was accepted, with the names of its form, Chinese and English.
    pub report: Option<(ReportAddress, (String, String))>,
    /// What it shows.
    pub note: String,
    /// Last day on which it counts, YYYY-MM-DD; empty for always.
    pub expires: String,
    /// Whether that day has passed.
    pub expired: bool,
    /// Who added it.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// The request that it answers.
    pub demand: Option<i64>,
}

/// A request for more evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemandRow {
    /// Number.
    pub id: i64,
    /// Id of the item.
    pub item: String,
    /// What is wanted.
    pub text: String,
    /// Last day for the answer, YYYY-MM-DD.
    pub due: String,
    /// Whether that day has passed without an answer.
    pub late: bool,
    /// The answer; empty before it was given.
    pub answer: String,
    /// When it was given, RFC 3339 in UTC.
    pub answered_at: Option<String>,
}

/// A version of what a tribunal said about an item.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RevisionRow {
    /// Id of the item.
    pub item: String,
    /// Counts from 1.
    pub seq: i64,
    /// What was done: `said`, `added`, `removed`.
    pub what: String,
    /// What was said, or the evidence, as text.
    pub text: String,
    /// SHA-256 of the text; of a file of its bytes.
    pub sha256: String,
    /// By whom.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// Evidence to be added: a file of the tribunal, or an accepted report.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct EvidenceOrder {
    /// Id of the item.
    pub item: String,
    /// Number of a file of the tribunal; 0 for none.
    pub file: i64,
    /// Form of an accepted report; empty for none.
    pub form: String,
    /// Its span.
    pub period: String,
    /// What it shows.
    pub note: String,
    /// Last day on which it counts, YYYY-MM-DD; empty for always.
    pub expires: String,
    /// Number of the request that it answers; 0 for none.
    pub demand: i64,
}

/// What a tribunal has already reported and can draw evidence from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sources {
    /// Photos and documents of the last two years, the newest first.
    pub files: Vec<FileRow>,
    /// Reports that were accepted: address, names of the form, Chinese and English.
    pub reports: Vec<(ReportAddress, (String, String))>,
}

/// The history of an item, for the browser.
#[leptos::server(GetEntryHistory, "/api/fn", endpoint = "get_entry_history")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_entry_history(address: EntryAddress, item: String) -> Result<Vec<RevisionRow>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.entry_history(&actor, &address, &item).await
}

/// What evidence can be drawn from, for the browser.
#[leptos::server(GetEvidenceSources, "/api/fn", endpoint = "get_evidence_sources")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_evidence_sources(address: EntryAddress) -> Result<Sources, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.evidence_sources(&actor, &address).await
}

/// Adds evidence, for the browser.
#[leptos::server(AddEvidence, "/api/fn", endpoint = "add_evidence")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn add_evidence(address: EntryAddress, order: EvidenceOrder) -> Result<EvidenceRow, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.add_evidence(&actor, &address, &order).await
}

/// Removes evidence, for the browser.
#[leptos::server(RemoveEvidence, "/api/fn", endpoint = "remove_evidence")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn remove_evidence(address: EntryAddress, id: i64) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.remove_evidence(&actor, &address, id).await
}

/// Answers a request for evidence, for the browser.
#[leptos::server(AnswerDemand, "/api/fn", endpoint = "answer_demand")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn answer_demand(address: EntryAddress, id: i64, answer: String) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.answer_demand(&actor, &address, id, &answer).await
}
