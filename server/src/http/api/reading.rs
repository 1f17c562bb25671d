//! Units, indicators, values.

use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::{Params, TableParams},
    tables::list,
};
use app::{
    api::{
        Page,
        indicators::{Indicators as _, IndicatorsAnswer},
        units::{UnitRow, Units as _, UnitsQuery},
        values::{Explanation, ValueRow, Values as _, ValuesQuery},
    },
    domain::permissions::Actor,
};
use axum::{Extension, Json, extract::State, response::Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Units that you may see.
#[utoipa::path(get, path = "/api/v1/units", tag = "units", params(UnitsQuery, FormatParam),
    responses((status = 200, body = Page<UnitRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_units(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<UnitsQuery>,
) -> Answer<Response> {
    let page = web.platform.list_units(&actor, &query).await?;
    list(format, "units", &page, || page.rows.clone()).await
}

/// The format of a list.
#[derive(Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[allow(dead_code)] // read by `TableParams`; this is its entry in the document
pub(super) struct FormatParam {
    /// json (the usual one), csv or xlsx.
    format: Option<String>,
}

/// Which edition of the catalogue.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct EditionParam {
    /// Id of an edition; the one in force today when not given.
    edition: Option<String>,
}

/// The indicators of an edition, with formulas and sources. Open to everyone.
#[utoipa::path(get, path = "/api/v1/indicators", tag = "indicators", params(EditionParam, FormatParam),
    responses((status = 200, body = IndicatorsAnswer), (status = "default", body = ErrorBody)))]
pub(super) async fn list_indicators(
    State(web): State<Web>,
    TableParams(query, format): TableParams<EditionParam>,
) -> Answer<Response> {
    let answer = web.platform.list_indicators(query.edition.as_deref()).await?;
    list(format, "indicators", &answer, || answer.rows.clone()).await
}

/// Values as rows.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ValuesAnswer {
    /// Units outermost, then periods, then indicators in the order in which they were named.
    rows: Vec<ValueRow>,
}

/// Values of indicators. Without a level the unit itself, with one a row for each unit of that level under it.
#[utoipa::path(get, path = "/api/v1/values", tag = "values", params(ValuesQuery, FormatParam),
    responses((status = 200, body = ValuesAnswer), (status = "default", body = ErrorBody)))]
pub(super) async fn query_values(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ValuesQuery>,
) -> Answer<Response> {
    let answer = ValuesAnswer { rows: web.platform.query_values(&actor, &query).await? };
    // Said what it is in the name, so that two downloads can be told apart. Checked by now, so without surprises.
    let words = [&query.unit, &query.indicator, &query.from, &query.to].map(String::as_str);
    let name = format!("values {}", words.join(" "));
    let name: String = name
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() || "-_.".contains(c) { c } else { '-' })
        .take(100)
        .collect();
    list(format, &name, &answer, || answer.rows.clone()).await
}

/// One number, opened: formula, components, sources, revisions.
#[utoipa::path(get, path = "/api/v1/explain", tag = "values", params(ValuesQuery),
    responses((status = 200, body = Explanation), (status = "default", body = ErrorBody)))]
pub(super) async fn explain_value(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(query): Params<ValuesQuery>,
) -> Answer<Json<Explanation>> {
    Ok(Json(web.platform.explain_value(&actor, &query).await?))
}
