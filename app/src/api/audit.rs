//! The audit log.

use super::{Failure, ListQuery, Page};
use serde::{Deserialize, Serialize};

/// One entry.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AuditRow {
    /// Number in the chain.
    pub seq: i64,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Who: `user:wang`, `token:3`, `cli:root`.
    pub actor: String,
    /// What: `users.create`, `posts.look` …
    pub action: String,
    /// Code of the unit, or empty.
    pub unit: String,
    /// The particulars, as JSON.
    pub detail: String,
    /// The entry's hash in hexadecimal.
    pub hash: String,
}

/// What verifying the chain found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ChainReport {
    /// Entries walked.
    pub entries: i64,
    /// Number of the first entry that does not fit to the one before; none when all do.
    pub broken_at: Option<i64>,
}

/// Reading the log.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Audit {
    /// Newest first.
    async fn list_audit(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<AuditRow>, Failure>;
    /// Who looked at a post's figures, newest first; for the judge of the post and for administrators.
    async fn list_looks(
        &self,
        actor: &crate::domain::permissions::Actor,
        post: &str,
        query: &ListQuery,
    ) -> Result<Page<AuditRow>, Failure>;
    /// Walks the chain.
    async fn verify_audit(&self, actor: &crate::domain::permissions::Actor) -> Result<ChainReport, Failure>;
}

/// The log, for the browser.
#[leptos::server(ListAudit, "/api/fn", endpoint = "list_audit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_audit(query: ListQuery) -> Result<Page<AuditRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_audit(&actor, &query).await
}

/// Verifies the chain, for the browser.
#[leptos::server(VerifyAudit, "/api/fn", endpoint = "verify_audit")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn verify_audit() -> Result<ChainReport, Failure> {
    let actor = super::actor().await?;
    super::services()?.verify_audit(&actor).await
}
