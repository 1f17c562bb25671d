//! Standards, and what can be computed of one for a unit.

use super::reading::FormatParam;
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::{Params, TableParams},
    tables::list,
};
use app::{
    api::standards::{Assessment, AssessmentQuery, StandardRow, Standards as _},
    domain::permissions::Actor,
};
use axum::{Extension, Json, extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// The list takes no parameters but the format.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct NoParams {}

/// A list of standards.
#[derive(Serialize, ToSchema)]
pub(super) struct StandardList {
    /// By id, then by edition.
    rows: Vec<StandardRow>,
}

/// The standards, with how many of their items are computed. Open to everyone.
#[utoipa::path(get, path = "/api/v1/standards", tag = "standards", params(FormatParam),
    responses((status = 200, body = StandardList), (status = "default", body = ErrorBody)))]
pub(super) async fn list_standards(
    State(web): State<Web>,
    TableParams(NoParams {}, format): TableParams<NoParams>,
) -> Answer<Response> {
    let found = StandardList { rows: web.platform.list_standards().await? };
    list(format, "standards", &found, || found.rows.clone()).await
}

/// A standard applied to a unit as far as it can be computed, as of the last month that is over.
#[utoipa::path(get, path = "/api/v1/assessment", tag = "standards", params(AssessmentQuery),
    responses((status = 200, body = serde_json::Value), (status = "default", body = ErrorBody)))]
pub(super) async fn assess(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(query): Params<AssessmentQuery>,
) -> Answer<Json<Assessment>> {
    Ok(Json(web.platform.assess(&actor, &query).await?))
}
