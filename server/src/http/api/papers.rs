//! Reports on paper and charts as files.

use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::Params,
};
use app::{
    api::papers::{Made, PaperQuery, Papers as _},
    domain::permissions::Actor,
    i18n::Locale,
};
use axum::{
    Extension,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{header, request::Parts};

pub(super) fn file(made: Made) -> Response {
    let headers = [
        (header::CONTENT_TYPE, made.media.to_owned()),
        // The name is made of months and the code of a unit.
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", made.name.replace('"', ""))),
    ];
    (headers, made.bytes).into_response()
}

/// The report of a unit as PDF, in the language of the request: figures, trends, the units one step below, what is worth
/// a look, formulas and sources. It is whole, or it is an error.
#[utoipa::path(get, path = "/api/v1/units/{code}/report", tag = "units",
    params(("code" = String, Path), PaperQuery),
    responses((status = 200, content_type = "application/pdf"), (status = "default", body = ErrorBody)))]
pub(super) async fn unit_report(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(code): Path<String>,
    Params(query): Params<PaperQuery>,
    parts: Parts,
) -> Answer<Response> {
    Ok(file(web.platform.unit_paper(&actor, &code, &query, Locale::of_request(&parts)).await?))
}

/// A chart of the page of a unit as SVG or PNG, with its texts in the language of the request.
#[utoipa::path(get, path = "/api/v1/units/{code}/chart", tag = "units",
    params(("code" = String, Path), PaperQuery),
    responses((status = 200, content_type = "image/svg+xml"), (status = "default", body = ErrorBody)))]
pub(super) async fn unit_chart(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(code): Path<String>,
    Params(query): Params<PaperQuery>,
    parts: Parts,
) -> Answer<Response> {
    Ok(file(web.platform.unit_chart(&actor, &code, &query, Locale::of_request(&parts)).await?))
}
