//! API tokens.

use super::{Failure, ListQuery, Page};
use crate::domain::permissions::Role;
use serde::{Deserialize, Serialize};

/// A token in a list; the secret is never shown again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct TokenRow {
    /// Number.
    pub id: i64,
    /// What it is for.
    pub name: String,
    /// What it may do: the role it stands for.
    pub scope: Role,
    /// Code of the unit whose subtree it reaches.
    pub unit: String,
    /// By whom.
    pub created_by: String,
    /// When, RFC 3339 in UTC.
    pub created_at: String,
    /// Until when.
    pub expires_at: Option<String>,
    /// Since when it no longer works.
    pub revoked_at: Option<String>,
    /// Last use, to the hour.
    pub last_used_at: Option<String>,
}

/// A token to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TokenOrder {
    /// What it is for.
    pub name: String,
    /// `feeder` for case events, or a role for reading.
    pub scope: Role,
    /// Code of the unit.
    pub unit: String,
    /// Days until it expires, 1 to 3,660.
    pub days: u32,
}

/// A new token with its secret, shown once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NewToken {
    /// The token.
    pub row: TokenRow,
    /// What to send as bearer token.
    pub secret: String,
}

/// API tokens.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Tokens {
    /// All, newest first.
    async fn list_tokens(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<TokenRow>, Failure>;
    /// Creates one.
    async fn create_token(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &TokenOrder,
    ) -> Result<NewToken, Failure>;
    /// Ends one.
    async fn revoke_token(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<TokenRow, Failure>;
}

/// All tokens, for the browser.
#[leptos::server(ListTokens, "/api/fn", endpoint = "list_tokens")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_tokens(query: ListQuery) -> Result<Page<TokenRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_tokens(&actor, &query).await
}

/// Creates a token, for the browser.
#[leptos::server(CreateToken, "/api/fn", endpoint = "create_token")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn create_token(order: TokenOrder) -> Result<NewToken, Failure> {
    let actor = super::actor().await?;
    super::services()?.create_token(&actor, &order).await
}

/// Ends a token, for the browser.
#[leptos::server(RevokeToken, "/api/fn", endpoint = "revoke_token")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn revoke_token(id: i64) -> Result<TokenRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.revoke_token(&actor, id).await
}
