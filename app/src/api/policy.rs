//! What the province has decided for everybody: whether units may be ranked, and when contact persons go to their tribunals.

use super::Failure;
use crate::domain::contacts::GuidanceDay;
#[cfg(feature = "ssr")]
use crate::domain::permissions::Actor;
use serde::{Deserialize, Serialize};

/// What holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PolicyView {
    /// Whether units may be ranked.
    pub ranking: bool,
    /// What the configuration says, which holds until somebody decides.
    pub configured: bool,
    /// The guidance day of contact persons.
    pub guidance: GuidanceDay,
}

/// What is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RankingOrder {
    /// Whether units may be ranked.
    pub ranking: bool,
}

/// Decisions for the whole deployment.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Policies {
    /// What holds. Everybody sees what comes of it.
    async fn policy(&self) -> Result<PolicyView, Failure>;
    /// Lets units be ranked, or not; written into the audit log.
    async fn set_ranking(&self, actor: &Actor, ranking: bool) -> Result<PolicyView, Failure>;
    /// Sets the guidance day; written into the audit log.
    async fn set_guidance(&self, actor: &Actor, day: GuidanceDay) -> Result<PolicyView, Failure>;
}

/// What holds, for the browser.
#[leptos::server(ShowPolicy, "/api/fn", endpoint = "show_policy")]
pub async fn show_policy() -> Result<PolicyView, Failure> {
    super::services()?.policy().await
}

/// Decides, for the browser.
#[leptos::server(SetRanking, "/api/fn", endpoint = "set_ranking")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn set_ranking(ranking: bool) -> Result<PolicyView, Failure> {
    let actor = super::actor().await?;
    super::services()?.set_ranking(&actor, ranking).await
}

/// Sets the guidance day, for the browser.
#[leptos::server(SetGuidance, "/api/fn", endpoint = "set_guidance")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn set_guidance(week: u32, weekday: u32) -> Result<PolicyView, Failure> {
    let actor = super::actor().await?;
    super::services()?.set_guidance(&actor, GuidanceDay { week, weekday }).await
}
