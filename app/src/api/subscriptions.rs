//! Reports that come by themselves: what was subscribed to, and what was delivered.

use super::{Failure, ListQuery, Page};
use crate::domain::saved::Rhythm;
use serde::{Deserialize, Serialize};

/// What is subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum SubscriptionKind {
    /// A saved view.
    View,
    /// A board.
    Board,
    /// A template that is shipped.
    #[default]
    Template,
}

impl SubscriptionKind {
    /// Every kind.
    pub const ALL: [Self; 3] = [Self::View, Self::Board, Self::Template];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::View => "view",
            Self::Board => "board",
            Self::Template => "template",
        }
    }

    /// Reads the word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.as_str() == word)
    }
}

/// A template that is shipped.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct TemplateRow {
    /// Id.
    pub id: String,
    /// Chinese and English.
    pub name: (String, String),
    /// What is in it, Chinese and English.
    pub note: (String, String),
    /// How often it comes.
    pub rhythm: Rhythm,
}

/// A subscription of the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SubscriptionRow {
    /// Number.
    pub id: i64,
    /// What it is.
    pub kind: SubscriptionKind,
    /// Number of the view or board.
    pub target: i64,
    /// Id of the template.
    pub template: String,
    /// Its titles, Chinese and English; empty where it is no more, or no longer shared with the reader.
    pub title: (String, String),
    /// How often.
    pub rhythm: Rhythm,
    /// Whether a PDF comes.
    pub pdf: bool,
    /// Whether a workbook comes.
    pub xlsx: bool,
    /// When next, YYYY-MM-DD.
    pub next_due: String,
}

/// Something to be subscribed to.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SubscriptionOrder {
    /// What it is.
    pub kind: SubscriptionKind,
    /// Number of the view or board.
    pub target: i64,
    /// Id of the template.
    pub template: String,
    /// `weekly`, `monthly` or `quarterly`; empty for that of the template.
    pub rhythm: String,
    /// Whether a PDF is wanted.
    pub pdf: bool,
    /// Whether a workbook is wanted.
    pub xlsx: bool,
}

/// Something that was delivered, or could not be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DeliveryRow {
    /// Number.
    pub id: i64,
    /// What it is.
    pub title: String,
    /// The day it was due, YYYY-MM-DD.
    pub due: String,
    /// `making`, `made` or `failed`.
    pub state: String,
    /// Why it failed.
    pub reason: Option<Failure>,
    /// When it was made, RFC 3339 in UTC.
    pub made_at: Option<String>,
    /// Whether the reader has looked at it.
    pub seen: bool,
    /// Whether it has gone out by mail.
    pub mailed: bool,
    /// Places and names of its files.
    pub files: Vec<(i64, String)>,
}

/// What somebody has subscribed to, and what there is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SubscriptionsView {
    /// What was subscribed to.
    pub rows: Vec<SubscriptionRow>,
    /// What is shipped.
    pub templates: Vec<TemplateRow>,
    /// Whether mail goes to the reader's address; else it comes to the inbox only.
    pub by_mail: bool,
}

/// A file of a delivery.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delivered {
    /// Name.
    pub name: String,
    /// Media type.
    pub media: String,
    /// Content.
    pub bytes: Vec<u8>,
}

/// Reports that come by themselves. Everything is the reader's own; they are made with the roles he has on that day.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Subscriptions {
    /// What was subscribed to, and what there is.
    async fn list_subscriptions(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<SubscriptionsView, Failure>;
    /// Subscribes; the same again changes nothing.
    async fn subscribe(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &SubscriptionOrder,
    ) -> Result<SubscriptionRow, Failure>;
    /// Ends a subscription; what was delivered stays.
    async fn unsubscribe(&self, actor: &crate::domain::permissions::Actor, id: i64) -> Result<(), Failure>;
    /// Makes one now, besides those that come by themselves.
    async fn deliver_now(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<DeliveryRow, Failure>;
    /// What was delivered, the newest first.
    async fn list_deliveries(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<DeliveryRow>, Failure>;
    /// A file of a delivery; it has been looked at then.
    async fn open_delivery(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        file: i64,
    ) -> Result<Delivered, Failure>;
}

/// Subscriptions, for the browser.
#[leptos::server(ListSubscriptions, "/api/fn", endpoint = "list_subscriptions")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_subscriptions() -> Result<SubscriptionsView, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_subscriptions(&actor).await
}

/// Subscribes, for the browser.
#[leptos::server(Subscribe, "/api/fn", endpoint = "subscribe")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn subscribe(order: SubscriptionOrder) -> Result<SubscriptionRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.subscribe(&actor, &order).await
}

/// Ends a subscription, for the browser.
#[leptos::server(Unsubscribe, "/api/fn", endpoint = "unsubscribe")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn unsubscribe(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.unsubscribe(&actor, id).await
}

/// Makes one now, for the browser.
#[leptos::server(DeliverNow, "/api/fn", endpoint = "deliver_now")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn deliver_now(id: i64) -> Result<DeliveryRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.deliver_now(&actor, id).await
}

/// What was delivered, for the browser.
#[leptos::server(ListDeliveries, "/api/fn", endpoint = "list_deliveries")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_deliveries(query: ListQuery) -> Result<Page<DeliveryRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_deliveries(&actor, &query).await
}
