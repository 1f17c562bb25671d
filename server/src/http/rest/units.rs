use super::{formats::Format, params::Params};
use crate::{
    http::{
        Web,
        errors::{ApiError, ErrorBody},
    },
    tables::UNITS,
};
use app::{
    api::{
        Page,
        units::{UnitRow, Units, UnitsQuery},
    },
    domain::permissions::Actor,
};
use axum::{Extension, extract::State, response::Response};

/// Units that you may see.
#[utoipa::path(
    get, path = "/api/v1/units", tag = "units", params(UnitsQuery, ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, body = Page<UnitRow>), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn list_units(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    format: Format,
    Params(query): Params<UnitsQuery>,
) -> Result<Response, ApiError> {
    let page = web.platform.list_units(&actor, &query).await?;
    format.answer("units", &UNITS, &page, &page.rows)
}
