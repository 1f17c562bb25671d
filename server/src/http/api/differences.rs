//! Differences between reports and other systems.

use super::{
    reading::FormatParam,
    reports::{address, read},
};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::TableParams,
    tables::list,
};
use app::{
    api::{
        Page,
        differences::{DecideOrder, DifferenceRow, Differences as _, DifferencesQuery, ExplainOrder},
    },
    domain::permissions::Actor,
};
use axum::{
    Extension,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use http::StatusCode;

/// Numbers of reports and of other systems that do not agree.
#[utoipa::path(get, path = "/api/v1/differences", tag = "reports", params(DifferencesQuery, FormatParam),
    responses((status = 200, body = Page<DifferenceRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_differences(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<DifferencesQuery>,
) -> Answer<Response> {
    let page = web.platform.list_differences(&actor, &query).await?;
    list(format, "differences", &page, || page.rows.clone()).await
}

/// The unit says why two numbers do not agree.
#[utoipa::path(post, path = "/api/v1/reports/{form}/{unit}/{period}/explanation", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path)),
    request_body = ExplainOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn explain_difference(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
    body: Bytes,
) -> Answer<StatusCode> {
    let order: ExplainOrder = read(&body)?;
    web.platform.explain_difference(&actor, &address(path), &order).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Whoever approves the report first decides which of two numbers stands.
#[utoipa::path(post, path = "/api/v1/reports/{form}/{unit}/{period}/decision", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path)),
    request_body = DecideOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn decide_difference(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
    body: Bytes,
) -> Answer<StatusCode> {
    let order: DecideOrder = read(&body)?;
    web.platform.decide_difference(&actor, &address(path), &order).await?;
    Ok(StatusCode::NO_CONTENT)
}
