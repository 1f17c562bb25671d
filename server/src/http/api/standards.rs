//! Standards, and what can be computed of one for a unit.

use super::{reading::FormatParam, reports::read};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::{Params, TableParams},
    tables::list,
};
use app::{
    api::{
        Failure, ListQuery, Page,
        standards::{
            Assessment, AssessmentQuery, Comparison, ReasonOrder, StandardRow, StandardView, Standards as _,
        },
    },
    domain::permissions::Actor,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, header};
use serde::Deserialize;
use utoipa::{IntoParams, ToSchema};

/// The standards, with how many of their items are computed, who has loaded and who has retired them. Open to everyone.
#[utoipa::path(get, path = "/api/v1/standards", tag = "standards", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<StandardRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_standards(
    State(web): State<Web>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let found = web.platform.list_standards(&query).await?;
    list(format, "standards", &found, || found.rows.clone()).await
}

/// The text of a standard in JSON.
#[derive(Deserialize, ToSchema)]
pub(super) struct StandardText {
    /// Text of the file.
    text: String,
}

/// Loads a standard: the text of its file, or JSON with the field `text`. What does not fit the catalogue is refused as a
/// whole, with its line; the same text once more changes nothing; an edition never changes.
#[utoipa::path(post, path = "/api/v1/standards", tag = "standards",
    request_body(content((String = "text/plain"), (StandardText = "application/json"))),
    responses((status = 200, body = StandardRow), (status = "default", body = ErrorBody)))]
pub(super) async fn load_standard(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Json<StandardRow>> {
    let kind = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let text = if kind.starts_with("application/json") {
        read::<StandardText>(&body)?.text
    } else {
        let text = String::from_utf8(body.into());
        text.map_err(|_| Failure::invalid("text", "table_encoding", "UTF-8"))?
    };
    Ok(Json(web.platform.load_standard(&actor, &text).await?))
}

/// A standard with its categories, items, vetoes and results. Open to everyone.
#[utoipa::path(get, path = "/api/v1/standards/{id}/{edition}", tag = "standards",
    params(("id" = String, Path), ("edition" = String, Path)),
    responses((status = 200, body = serde_json::Value), (status = "default", body = ErrorBody)))]
pub(super) async fn open_standard(
    State(web): State<Web>,
    Path((id, edition)): Path<(String, String)>,
) -> Answer<Json<StandardView>> {
    Ok(Json(web.platform.open_standard(&id, &edition).await?))
}

/// The file of a standard. Open to everyone.
#[utoipa::path(get, path = "/api/v1/standards/{id}/{edition}/file", tag = "standards",
    params(("id" = String, Path), ("edition" = String, Path)),
    responses((status = 200, body = String, content_type = "application/toml"), (status = "default", body = ErrorBody)))]
pub(super) async fn standard_file(
    State(web): State<Web>,
    Path((id, edition)): Path<(String, String)>,
) -> Answer<Response> {
    let found = web.platform.open_standard(&id, &edition).await?;
    // Both are made of plain letters: the reader saw to it.
    let name = format!("attachment; filename=\"{}-{}.toml\"", found.row.id, found.row.edition);
    let headers = [
        (header::CONTENT_TYPE, "application/toml; charset=utf-8".to_owned()),
        (header::CONTENT_DISPOSITION, name),
    ];
    Ok((headers, found.text).into_response())
}

/// What another edition is compared with.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct ComparedWith {
    /// The edition that came before.
    with: String,
}

/// What an edition has changed against another, field by field. Open to everyone.
#[utoipa::path(get, path = "/api/v1/standards/{id}/{edition}/differences", tag = "standards",
    params(("id" = String, Path), ("edition" = String, Path), ComparedWith),
    responses((status = 200, body = Comparison), (status = "default", body = ErrorBody)))]
pub(super) async fn compare_standards(
    State(web): State<Web>,
    Path((id, edition)): Path<(String, String)>,
    Params(ComparedWith { with }): Params<ComparedWith>,
) -> Answer<Json<Comparison>> {
    Ok(Json(web.platform.compare_standards(&id, &with, &edition).await?))
}

/// Takes a standard out of use, with a reason: nothing new is begun with it, and what was begun goes on.
#[utoipa::path(post, path = "/api/v1/standards/{id}/{edition}/retirement", tag = "standards",
    params(("id" = String, Path), ("edition" = String, Path)), request_body = ReasonOrder,
    responses((status = 200, body = StandardRow), (status = "default", body = ErrorBody)))]
pub(super) async fn retire_standard(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path((id, edition)): Path<(String, String)>,
    body: Bytes,
) -> Answer<Json<StandardRow>> {
    let order: ReasonOrder = read(&body)?;
    Ok(Json(web.platform.retire_standard(&actor, &id, &edition, &order.reason).await?))
}

/// Takes a standard back into use, with a reason.
#[utoipa::path(post, path = "/api/v1/standards/{id}/{edition}/restoration", tag = "standards",
    params(("id" = String, Path), ("edition" = String, Path)), request_body = ReasonOrder,
    responses((status = 200, body = StandardRow), (status = "default", body = ErrorBody)))]
pub(super) async fn restore_standard(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path((id, edition)): Path<(String, String)>,
    body: Bytes,
) -> Answer<Json<StandardRow>> {
    let order: ReasonOrder = read(&body)?;
    Ok(Json(web.platform.restore_standard(&actor, &id, &edition, &order.reason).await?))
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
