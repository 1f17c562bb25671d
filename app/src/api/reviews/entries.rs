//! The entry of a tribunal: applying, assessing oneself with evidence, standing by it, sending it back.

use super::{DemandRow, EntryAddress, EvidenceRow, ObjectionRow, VetoView};
#[cfg(feature = "ssr")]
use super::{EvidenceOrder, RevisionRow, Sources};
use crate::{
    api::{Failure, standards::Basis},
    domain::{
        reviews::{EntryMove, EntryState, Phase, Said, Settled},
        standards::{Points, Scored, Standard},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

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
    /// Vetoes that hold or were lifted.
    pub vetoes: Vec<VetoView>,
    /// Vetoes that can be raised by hand by the reader: ids.
    pub may_raise: Vec<String>,
    /// Whether the reader may raise problems of its items.
    pub oversees: bool,
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

/// Moves an entry, for the browser.
#[leptos::server(MoveEntry, "/api/fn", endpoint = "move_entry")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_entry(address: EntryAddress, order: EntryOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.move_entry(&actor, &address, &order).await
}
