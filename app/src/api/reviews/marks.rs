//! The review desk: what was drawn for a reviewer, marks, requests for evidence, handing in.

use super::{EntryAddress, ItemView};
use crate::{
    api::Failure,
    domain::{
        reviews::Phase,
        standards::{Points, Standard},
    },
};
use serde::{Deserialize, Serialize};

/// A tribunal on the desk.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DeskRow {
    /// Code.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Whether the reader is asked as the third, for items on which two differ.
    pub third: bool,
    /// Items that want a mark of the reader.
    pub wanted: u32,
    /// Of them, those that have one.
    pub marked: u32,
    /// When it was handed in, RFC 3339 in UTC.
    pub handed_in: Option<String>,
    /// Whether it can be marked now: its city has looked at it, and marks are not frozen.
    pub ready: bool,
    /// Requests for evidence that wait for an answer, and those that were answered since.
    pub demands: (u32, u32),
}

/// The desk of a reviewer.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Desk {
    /// Titles of the campaign, Chinese and English.
    pub campaign: (String, String),
    /// Where it stands.
    pub phase: Phase,
    /// Last day of the review, YYYY-MM-DD.
    pub due: String,
    /// The standard.
    pub standard: Standard,
    /// What was drawn, those to be marked first.
    pub rows: Vec<DeskRow>,
}

/// A mark of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MarkView {
    /// Points.
    pub points: Points,
    /// Why.
    pub reason: String,
    /// Counts its changes.
    pub revision: i64,
}

/// An item on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskItem {
    /// The item, with what the tribunal says, its evidence, and what was computed.
    pub view: ItemView,
    /// Whether it wants a mark of the reader; the others can have one.
    pub wanted: bool,
    /// Whether the reader may mark it.
    pub open: bool,
    /// The reader's mark.
    pub mark: Option<MarkView>,
}

/// A tribunal as it lies on the desk.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DeskSheet {
    /// The tribunal.
    pub row: DeskRow,
    /// Items that apply, in the order of the standard.
    pub items: Vec<DeskItem>,
}

/// A mark to be kept.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MarkOrder {
    /// Id of the item.
    pub item: String,
    /// Points; none takes the mark back.
    pub points: Option<f64>,
    /// Why.
    #[serde(default)]
    pub reason: String,
}

/// What became of a mark.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "is", rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum SavedMark {
    /// Kept, or known just so.
    Kept {
        /// Its revision now.
        revision: i64,
    },
    /// It cannot be kept.
    Refused {
        /// Key of the reason.
        reason: String,
    },
}

/// More evidence is wanted.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DemandOrder {
    /// Id of the item.
    pub item: String,
    /// What is wanted.
    pub text: String,
    /// Last day for the answer, YYYY-MM-DD.
    pub due: String,
}

/// Marks.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Marks {
    /// What was drawn for the reader.
    async fn desk(&self, actor: &crate::domain::permissions::Actor, campaign: i64) -> Result<Desk, Failure>;
    /// A tribunal of it.
    async fn desk_sheet(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
    ) -> Result<DeskSheet, Failure>;
    /// Keeps marks, each by itself; the same again changes nothing.
    async fn save_marks(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        marks: &[MarkOrder],
    ) -> Result<Vec<(String, SavedMark)>, Failure>;
    /// Hands a tribunal in; its marks are final then. Where two differ too far, a third reviewer is drawn.
    async fn hand_in_marks(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
    ) -> Result<(), Failure>;
    /// Asks the tribunal for more evidence.
    async fn demand_evidence(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &EntryAddress,
        order: &DemandOrder,
    ) -> Result<(), Failure>;
}

/// The desk, for the browser.
#[leptos::server(GetDesk, "/api/fn", endpoint = "get_desk")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_desk(campaign: i64) -> Result<Desk, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.desk(&actor, campaign).await
}

/// A tribunal on the desk, for the browser.
#[leptos::server(GetDeskSheet, "/api/fn", endpoint = "get_desk_sheet")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_desk_sheet(address: EntryAddress) -> Result<DeskSheet, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.desk_sheet(&actor, &address).await
}

/// Keeps marks, for the browser.
#[leptos::server(SaveMarks, "/api/fn", endpoint = "save_marks")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_marks(
    address: EntryAddress,
    marks: Vec<MarkOrder>,
) -> Result<Vec<(String, SavedMark)>, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.save_marks(&actor, &address, &marks).await
}

/// Hands in, for the browser.
#[leptos::server(HandInMarks, "/api/fn", endpoint = "hand_in_marks")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn hand_in_marks(address: EntryAddress) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.hand_in_marks(&actor, &address).await
}

/// Asks for evidence, for the browser.
#[leptos::server(DemandEvidence, "/api/fn", endpoint = "demand_evidence")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn demand_evidence(address: EntryAddress, order: DemandOrder) -> Result<(), Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.demand_evidence(&actor, &address, &order).await
}
