//! Where alarms are told to other systems.

use super::Failure;
use crate::domain::alarms::AlarmKind;
use serde::{Deserialize, Serialize};

/// Where alarms of a unit and all below it are told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct HookRow {
    /// Number; it stands in the signature.
    pub id: i64,
    /// Code of the unit.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Where to.
    pub url: String,
    /// Which kinds of alarms; empty for all.
    pub kinds: Vec<AlarmKind>,
    /// By whom it was made.
    pub made_by: String,
    /// When, RFC 3339 in UTC.
    pub made_at: String,
    /// Calls that still wait.
    pub waiting: i64,
    /// When the last one was taken.
    pub sent_at: Option<String>,
    /// When the last one was given up.
    pub given_up_at: Option<String>,
    /// Why the last attempt was in vain; empty where it was not.
    pub error: String,
}

/// Where alarms are to be told.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct HookOrder {
    /// Code of the unit.
    pub unit: String,
    /// Where to: https, or http on the same machine.
    pub url: String,
    /// Word of the only kind of alarms that is told; empty for all, several with commas between them.
    #[serde(default)]
    pub kinds: String,
}

/// A hook that was just made: the secret is told once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct NewHook {
    /// Number; it stands in the signature.
    pub id: i64,
    /// The secret; its SHA-256 in hexadecimal is the key of the signatures.
    pub secret: String,
}

/// Telling other systems.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Hooks {
    /// Those of units for which the reader decides.
    async fn list_hooks(&self, actor: &crate::domain::permissions::Actor) -> Result<Vec<HookRow>, Failure>;
    /// Makes one; gives its number and secret.
    async fn add_hook(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &HookOrder,
    ) -> Result<NewHook, Failure>;
    /// Ends one, with what it was still to be told.
    async fn end_hook(&self, actor: &crate::domain::permissions::Actor, id: i64) -> Result<(), Failure>;
}

/// Those there are, for the browser.
#[leptos::server(ListHooks, "/api/fn", endpoint = "list_alarm_hooks")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_hooks() -> Result<Vec<HookRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_hooks(&actor).await
}

/// Makes one, for the browser.
#[leptos::server(AddHook, "/api/fn", endpoint = "add_alarm_hook")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn add_hook(order: HookOrder) -> Result<NewHook, Failure> {
    let actor = super::actor().await?;
    super::services()?.add_hook(&actor, &order).await
}

/// Ends one, for the browser.
#[leptos::server(EndHook, "/api/fn", endpoint = "end_alarm_hook")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn end_hook(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.end_hook(&actor, id).await
}
