use super::{formats::Format, params::Params};
use crate::{
    http::{
        Web,
        errors::{ApiError, ErrorBody},
    },
    tables::{AUDIT, TOKENS, USERS},
};
use app::{
    api::{
        ListQuery, Page,
        audit::{Audit, AuditRow},
        tokens::{TokenRow, Tokens},
        users::{UserRow, Users},
    },
    domain::permissions::Actor,
};
use axum::{Extension, extract::State, response::Response};

/// People and their roles.
#[utoipa::path(
    get, path = "/api/v1/users", tag = "administration", params(ListQuery, ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, body = Page<UserRow>), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn list_users(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    format: Format,
    Params(query): Params<ListQuery>,
) -> Result<Response, ApiError> {
    let page = web.platform.list_users(&actor, &query).await?;
    format.answer("users", &USERS, &page, &page.rows)
}

/// API tokens, without their secrets.
#[utoipa::path(
    get, path = "/api/v1/tokens", tag = "administration", params(ListQuery, ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, body = Page<TokenRow>), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn list_tokens(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    format: Format,
    Params(query): Params<ListQuery>,
) -> Result<Response, ApiError> {
    let page = web.platform.list_tokens(&actor, &query).await?;
    format.answer("tokens", &TOKENS, &page, &page.rows)
}

/// The audit log, newest first.
#[utoipa::path(
    get, path = "/api/v1/audit", tag = "administration", params(ListQuery, ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, body = Page<AuditRow>), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn list_audit(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    format: Format,
    Params(query): Params<ListQuery>,
) -> Result<Response, ApiError> {
    let page = web.platform.list_audit(&actor, &query).await?;
    format.answer("audit", &AUDIT, &page, &page.rows)
}
