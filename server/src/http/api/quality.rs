//! The quality of data.

use super::{reading::FormatParam, reports::read};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::{Params, TableParams},
    tables::list,
};
use app::{
    api::{
        Page,
        quality::{DismissOrder, FindingRow, FindingsQuery, Quality as _, QualityMatrix, RestoreOrder},
    },
    domain::permissions::Actor,
};
use axum::{Extension, Json, body::Bytes, extract::State, response::Response};
use http::StatusCode;
use serde::Deserialize;
use utoipa::IntoParams;

/// What is asked of the matrix.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct MatrixParams {
    /// Code of the unit; empty for the reader's own.
    unit: String,
    /// Months; 0 for twelve.
    months: u32,
}

/// What is out of line in the data, and what looks like work for the figure.
#[utoipa::path(get, path = "/api/v1/quality/findings", tag = "quality", params(FindingsQuery, FormatParam),
    responses((status = 200, body = Page<FindingRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_findings(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<FindingsQuery>,
) -> Answer<Response> {
    let page = web.platform.findings(&actor, &query).await?;
    list(format, "findings", &page, || page.rows.clone()).await
}

/// Puts a finding aside, with the reason.
#[utoipa::path(post, path = "/api/v1/quality/dismissals", tag = "quality", request_body = DismissOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn dismiss(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<StatusCode> {
    let order: DismissOrder = read(&body)?;
    web.platform.dismiss_finding(&actor, &order).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Brings a finding back that was put aside.
#[utoipa::path(post, path = "/api/v1/quality/restorations", tag = "quality", request_body = RestoreOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn restore(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<StatusCode> {
    let order: RestoreOrder = read(&body)?;
    web.platform.restore_finding(&actor, &order).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Completeness and timeliness by unit and month.
#[utoipa::path(get, path = "/api/v1/quality/matrix", tag = "quality", params(MatrixParams),
    responses((status = 200, body = QualityMatrix), (status = "default", body = ErrorBody)))]
pub(super) async fn matrix(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(params): Params<MatrixParams>,
) -> Answer<Json<QualityMatrix>> {
    Ok(Json(web.platform.quality_matrix(&actor, &params.unit, params.months).await?))
}
