//! The entry of a tribunal: applying, assessing oneself with evidence, standing by it, sending it back.

use super::{EntryAddress, ObjectionRow, VetoView};
use crate::{
    api::{Failure, files::FileRow, reports::ReportAddress, standards::Basis},
    domain::{
        reviews::{EntryMove, EntryState, Phase, Said, Settled},
        standards::{Points, Scored, Standard},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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

/// An item of a standard at a tribunal.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ItemView {
    /// Id.
    pub id: String,
    /// Whether it applies to this tribunal.
    pub applies: bool,
    /// Points the tribunal gives itself.
    pub points: Option<Points>,
    /// Why.
    pub statement: String,
    /// Why it was sent back.
    pub reason: String,
    /// Counts its changes; 0 before the first.
    pub revision: i64,
    /// What was computed from facts.
    pub computed: Option<Points>,
    /// And from what.
    pub basis: Option<Basis>,
    /// Its value over the spans a year and two years before, the oldest first: last month and value.
    pub trend: Vec<(String, f64)>,
    /// Low, median and high of nine of ten tribunals.
    pub peers: Option<(f64, f64, f64)>,
    /// Evidence.
    pub evidence: Vec<EvidenceRow>,
    /// Requests for more.
    pub demands: Vec<DemandRow>,
    /// Points in the last campaign that was published, and its titles, Chinese and English.
    pub last: Option<(Points, (String, String))>,
    /// What everybody said, and what counts; once results are announced, and for those who run the campaign.
    pub settled: Option<(Said, Settled)>,
}

/// What stands in the way of handing in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Lack {
    /// Id of the item; empty for the statement.
    pub item: String,
    /// Key of the translations below `reviews.lack`: `points`, `evidence`, `expired`, `statement`.
    pub what: String,
}

/// A move that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct EntryMoveView {
    /// What: a word of [`EntryMove`], or `apply`.
    pub what: String,
    /// Where it stands since.
    pub to: EntryState,
    /// By whom; empty for a reviewer, whose name the tribunal does not learn.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// An entry, with all that is needed to work on it without a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EntryView {
    /// Which.
    pub address: EntryAddress,
    /// Titles of the campaign, Chinese and English.
    pub campaign: (String, String),
    /// Where the campaign stands.
    pub phase: Phase,
    /// Names of the tribunal, Chinese and English.
    pub unit_name: (String, String),
    /// Where it stands.
    pub state: EntryState,
    /// Counts its changes.
    pub revision: i64,
    /// Last day for what has to be done next, YYYY-MM-DD; empty where nothing has.
    pub due: String,
    /// By how many days that has passed.
    pub days_late: Option<u32>,
    /// The standard.
    pub standard: Standard,
    /// Its items, in order.
    pub items: Vec<ItemView>,
    /// The tribunal's statement that what it says is true.
    pub statement: String,
    /// Counts the changes of the statement.
    pub statement_revision: i64,
    /// When its values were taken, RFC 3339 in UTC.
    pub values_at: Option<String>,
    /// What would follow from its own points; once results are announced, from those that count.
    pub scored: Scored,
    /// What stands in the way of handing in.
    pub lacks: Vec<Lack>,
    /// What was done, in order.
    pub moves: Vec<EntryMoveView>,
    /// What may be done now.
    pub may: Vec<EntryMove>,
    /// Whether the self-assessment may be changed now.
    pub may_fill: bool,
    /// Whether requests for evidence may be answered.
    pub may_answer: bool,
    /// Whether the reader may object now.
    pub may_object: bool,
    /// Whether the reader runs the campaign.
    pub may_run: bool,
    /// Vetoes that hold or were lifted.
    pub vetoes: Vec<VetoView>,
    /// Vetoes that can be raised by hand by the reader: ids.
    pub may_raise: Vec<String>,
    /// Objections.
    pub objections: Vec<ObjectionRow>,
    /// Of a published result, items whose value has since changed: id, and the value now.
    pub changed: BTreeMap<String, f64>,
}

/// Points of an item to be kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ItemOrder {
    /// Id of the item; empty for the statement of the whole.
    pub item: String,
    /// Points as typed; empty for none.
    #[serde(default)]
    pub points: String,
    /// Why.
    #[serde(default)]
    pub statement: String,
    /// The revision that was seen.
    #[serde(default)]
    pub base: i64,
    /// Whether to write over another version: the person has seen and decided it.
    #[serde(default)]
    pub force: bool,
}

/// What became of the points of an item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum SavedItem {
    /// Kept, or known just so.
    Kept {
        /// Its revision now.
        revision: i64,
    },
    /// Somebody else has changed it meanwhile; nothing was written.
    Conflict {
        /// Points that stand there, as text.
        points: String,
        /// The statement that stands there.
        statement: String,
        /// Its revision.
        revision: i64,
    },
    /// It cannot be kept.
    Refused {
        /// Key of the reason.
        reason: String,
    },
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
    /// Photos and documents of the last two years, the newest first: the file, and the names of the form and the span it
    /// was handed in with, where it was.
    pub files: Vec<(FileRow, String)>,
    /// Reports that were accepted: address, names of the form, Chinese and English.
    pub reports: Vec<(ReportAddress, (String, String))>,
}

/// A move of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct EntryOrder {
    /// What.
    pub what: EntryMove,
    /// Revision of the entry that was seen.
    pub revision: i64,
    /// Why; needed to decline, to return and to withdraw.
    #[serde(default)]
    pub reason: String,
    /// Why, by item.
    #[serde(default)]
    pub items: Vec<(String, String)>,
}

/// Entries.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Entries {
    /// Applies for a tribunal. The same again changes nothing.
    async fn apply_for_review(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
    ) -> Result<(), Failure>;
    /// An entry.
    async fn open_entry(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
    ) -> Result<EntryView, Failure>;
    /// What was said about an item and which evidence was added and removed, in order.
    async fn entry_history(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        item: &str,
    ) -> Result<Vec<RevisionRow>, Failure>;
    /// Keeps points and statements, each by itself; the same again changes nothing.
    async fn save_items(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        items: &[ItemOrder],
    ) -> Result<Vec<(String, SavedItem)>, Failure>;
    /// What evidence can be drawn from.
    async fn evidence_sources(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
    ) -> Result<Sources, Failure>;
    /// Adds evidence; the same again is the same.
    async fn add_evidence(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        order: &EvidenceOrder,
    ) -> Result<EvidenceRow, Failure>;
    /// Removes evidence; it stays in the history.
    async fn remove_evidence(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        id: i64,
    ) -> Result<(), Failure>;
    /// Answers a request for evidence.
    async fn answer_demand(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        id: i64,
        answer: &str,
    ) -> Result<(), Failure>;
    /// Admits, hands in, approves, sends back …
    async fn move_entry(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        order: &EntryOrder,
    ) -> Result<(), Failure>;
}

/// Applies, for the browser.
#[leptos::server(ApplyForReview, "/api/fn", endpoint = "apply_for_review")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn apply_for_review(address: EntryAddress) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.apply_for_review(&actor, &address).await
}

/// An entry, for the browser.
#[leptos::server(OpenEntry, "/api/fn", endpoint = "open_entry")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_entry(address: EntryAddress) -> Result<EntryView, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.open_entry(&actor, &address).await
}

/// The history of an item, for the browser.
#[leptos::server(GetEntryHistory, "/api/fn", endpoint = "get_entry_history")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_entry_history(address: EntryAddress, item: String) -> Result<Vec<RevisionRow>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.entry_history(&actor, &address, &item).await
}

/// Keeps points, for the browser.
#[leptos::server(SaveItems, "/api/fn", endpoint = "save_items")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_items(
    address: EntryAddress,
    items: Vec<ItemOrder>,
) -> Result<Vec<(String, SavedItem)>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.save_items(&actor, &address, &items).await
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

/// Moves an entry, for the browser.
#[leptos::server(MoveEntry, "/api/fn", endpoint = "move_entry")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_entry(address: EntryAddress, order: EntryOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.move_entry(&actor, &address, &order).await
}
