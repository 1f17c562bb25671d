//! Users, tokens, audit log: for administrators.

use super::reading::FormatParam;
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::TableParams,
    tables::list,
};
use app::{
    api::{
        ListQuery, Page,
        audit::{Audit as _, AuditRow, ChainReport},
        tokens::{TokenRow, Tokens as _},
        users::{UserRow, Users as _},
    },
    domain::permissions::Actor,
};
use axum::{
    Extension, Json,
    extract::{Path, State},
    response::Response,
};

/// People within your reach.
#[utoipa::path(get, path = "/api/v1/users", tag = "administration", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<UserRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_users(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_users(&actor, &query).await?;
    list(format, "users", &page, || page.rows.clone()).await
}

/// API tokens within your reach; never the secrets.
#[utoipa::path(get, path = "/api/v1/tokens", tag = "administration", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<TokenRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_tokens(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_tokens(&actor, &query).await?;
    list(format, "tokens", &page, || page.rows.clone()).await
}

/// The audit log, newest first.
#[utoipa::path(get, path = "/api/v1/audit", tag = "administration", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<AuditRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_audit(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_audit(&actor, &query).await?;
    list(format, "audit", &page, || page.rows.clone()).await
}

/// Whether the chain of the audit log is whole.
#[utoipa::path(get, path = "/api/v1/audit/chain", tag = "administration",
    responses((status = 200, body = ChainReport), (status = "default", body = ErrorBody)))]
pub(super) async fn verify_audit(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
) -> Answer<Json<ChainReport>> {
    Ok(Json(web.platform.verify_audit(&actor).await?))
}

/// Who has looked at the figures of a judge's post: for that judge and for administrators.
#[utoipa::path(get, path = "/api/v1/units/{code}/looks", tag = "units",
    params(("code" = String, Path, description = "Code of the post"), ListQuery, FormatParam),
    responses((status = 200, body = Page<AuditRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_looks(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(code): Path<String>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_looks(&actor, &code, &query).await?;
    list(format, "looks", &page, || page.rows.clone()).await
}
