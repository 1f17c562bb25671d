//! Saved views, boards of them, and what is pinned to the overview.

use super::{Failure, ListQuery, Page};
use crate::domain::permissions::Role;
use serde::{Deserialize, Serialize};

/// With whom something is shared.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SharedWith {
    /// Code of the unit at which, and below which, they are.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Their role; none for all.
    pub role: Option<Role>,
}

/// A view in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ViewRow {
    /// Number.
    pub id: i64,
    /// Title.
    pub title: String,
    /// Words of the choice, as in the address of the explorer.
    pub query: String,
    /// Whose it is.
    pub owner: String,
    /// Whether it is the reader's own.
    pub mine: bool,
    /// With whom it is shared.
    pub shared: Option<SharedWith>,
    /// Whether the reader has pinned it.
    pub pinned: bool,
    /// Whether it is deleted; only the owner sees those.
    pub deleted: bool,
    /// Last change, RFC 3339 in UTC.
    pub changed_at: String,
    /// Counts its changes.
    pub revision: i64,
}

/// A view to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ViewOrder {
    /// Number; 0 for a new one.
    pub id: i64,
    /// Title.
    pub title: String,
    /// Words of the choice.
    pub query: String,
    /// Code of the unit it is shared with; empty for nobody.
    pub unit: String,
    /// Role it is shared with; empty for all.
    pub role: String,
    /// The revision that was seen.
    pub revision: i64,
}

/// A board in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BoardRow {
    /// Number.
    pub id: i64,
    /// Title.
    pub title: String,
    /// Whose it is.
    pub owner: String,
    /// Whether it is the reader's own.
    pub mine: bool,
    /// With whom it is shared.
    pub shared: Option<SharedWith>,
    /// Views on it.
    pub size: u32,
    /// Whether it is deleted; only the owner sees those.
    pub deleted: bool,
    /// Last change, RFC 3339 in UTC.
    pub changed_at: String,
    /// Counts its changes.
    pub revision: i64,
}

/// A board with its views.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BoardView {
    /// The board.
    pub row: BoardRow,
    /// Number, title and choice of every view, in order.
    pub tiles: Vec<Tile>,
}

/// A view on a board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Tile {
    /// Number of the view.
    pub view: i64,
    /// Title.
    pub title: String,
    /// Words of the choice.
    pub query: String,
}

/// A board to be kept.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BoardOrder {
    /// Number; 0 for a new one.
    pub id: i64,
    /// Title.
    pub title: String,
    /// Numbers of views, in order.
    pub views: Vec<i64>,
    /// Code of the unit it is shared with; empty for nobody.
    pub unit: String,
    /// Role it is shared with; empty for all.
    pub role: String,
    /// The revision that was seen.
    pub revision: i64,
}

/// What people save.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Saved {
    /// The reader's views and those shared with him, the latest change first.
    async fn list_views(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<ViewRow>, Failure>;
    /// Keeps a view; only its owner changes it. Sharing is possible within the units of the owner's roles.
    async fn save_view(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &ViewOrder,
    ) -> Result<ViewRow, Failure>;
    /// Deletes a view, or takes that back.
    async fn delete_view(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        back: bool,
    ) -> Result<(), Failure>;
    /// Pins a view to the reader's overview, or takes it away.
    async fn pin_view(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        on: bool,
    ) -> Result<(), Failure>;
    /// What the reader has pinned, in order, as far as he may still see it.
    async fn pinned_views(&self, actor: &crate::domain::permissions::Actor) -> Result<Vec<Tile>, Failure>;
    /// The reader's boards and those shared with him, the latest change first.
    async fn list_boards(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<BoardRow>, Failure>;
    /// A board with its views. Whoever may see it sees which views are on it; figures are those he may read.
    async fn open_board(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<BoardView, Failure>;
    /// Keeps a board; only its owner changes it, and only with views that he may see.
    async fn save_board(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &BoardOrder,
    ) -> Result<BoardRow, Failure>;
    /// Deletes a board, or takes that back.
    async fn delete_board(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        back: bool,
    ) -> Result<(), Failure>;
}

/// Views, for the browser.
#[leptos::server(ListViews, "/api/fn", endpoint = "list_views")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_views(query: ListQuery) -> Result<Page<ViewRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_views(&actor, &query).await
}

/// Keeps a view, for the browser.
#[leptos::server(SaveView, "/api/fn", endpoint = "save_view")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_view(order: ViewOrder) -> Result<ViewRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.save_view(&actor, &order).await
}

/// Deletes a view or takes that back, for the browser.
#[leptos::server(DeleteView, "/api/fn", endpoint = "delete_view")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn delete_view(id: i64, #[server(default)] back: bool) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.delete_view(&actor, id, back).await
}

/// Pins a view or takes it away, for the browser.
#[leptos::server(PinView, "/api/fn", endpoint = "pin_view")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn pin_view(id: i64, #[server(default)] on: bool) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.pin_view(&actor, id, on).await
}

/// Boards, for the browser.
#[leptos::server(ListBoards, "/api/fn", endpoint = "list_boards")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_boards(query: ListQuery) -> Result<Page<BoardRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_boards(&actor, &query).await
}

/// A board, for the browser.
#[leptos::server(OpenBoard, "/api/fn", endpoint = "open_board")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_board(id: i64) -> Result<BoardView, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_board(&actor, id).await
}

/// Keeps a board, for the browser.
#[leptos::server(SaveBoard, "/api/fn", endpoint = "save_board")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_board(order: BoardOrder) -> Result<BoardRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.save_board(&actor, &order).await
}

/// Deletes a board or takes that back, for the browser.
#[leptos::server(DeleteBoard, "/api/fn", endpoint = "delete_board")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn delete_board(id: i64, #[server(default)] back: bool) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.delete_board(&actor, id, back).await
}
