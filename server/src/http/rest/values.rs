use super::{
    formats::{Format, Rows},
    params::Params,
};
use crate::{
    http::{
        Web,
        errors::{ApiError, ErrorBody},
    },
    tables::{INDICATORS, VALUES},
};
use app::{
    api::{
        indicators::{Indicators, IndicatorsAnswer},
        values::{Explanation, ValueRow, Values, ValuesQuery},
    },
    domain::permissions::Actor,
};
use axum::{Extension, Json, extract::State, response::Response};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Deserialize, IntoParams)]
pub(super) struct EditionQuery {
    /// Edition of the catalogue; without it the one in force.
    edition: Option<String>,
}

/// Indicators of an edition, with formulas and sources.
#[utoipa::path(
    get, path = "/api/v1/indicators", tag = "values", params(EditionQuery, ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, body = IndicatorsAnswer), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn list_indicators(
    State(web): State<Web>,
    format: Format,
    Params(query): Params<EditionQuery>,
) -> Result<Response, ApiError> {
    let answer = web.platform.list_indicators(query.edition.as_deref()).await?;
    format.answer("indicators", &INDICATORS, &answer, &answer.rows)
}

/// Values: indicators × units × periods, with components and status.
#[utoipa::path(
    get, path = "/api/v1/values", tag = "values", params(ValuesQuery, ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, body = Rows<ValueRow>), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn query_values(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    format: Format,
    Params(query): Params<ValuesQuery>,
) -> Result<Response, ApiError> {
    let rows = Rows { rows: web.platform.query_values(&actor, &query).await? };
    format.answer("values", &VALUES, &rows, &rows.rows)
}

/// One number, opened: formula, components, sources, revisions.
#[utoipa::path(
    get, path = "/api/v1/explain", tag = "values", params(ValuesQuery),
    responses((status = 200, body = Explanation), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn explain_value(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(query): Params<ValuesQuery>,
) -> Result<Json<Explanation>, ApiError> {
    Ok(Json(web.platform.explain_value(&actor, &query).await?))
}
