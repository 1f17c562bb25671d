//! Review campaigns: reading, self-assessment, results, what was published.

use super::{reading::FormatParam, reports::read};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::{Params, TableParams},
    tables::list,
};
use app::{
    api::{
        ListQuery, Page,
        reviews::{
            Board, BoardQuery, BoardRow, CampaignRow, CampaignView, Campaigns as _, CheckRow, Checks as _,
            Entries as _, EntryAddress, EntryOrder, EntryView, ItemOrder, Judgement, ObjectionRow,
            RecognitionRow, Recognitions as _, RescoreQuery, Rescored, Results, ReviewResults as _,
            SavedItem, Verification,
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
use http::{StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Review campaigns that concern the reader; published ones concern everybody.
#[utoipa::path(get, path = "/api/v1/reviews", tag = "reviews", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<CampaignRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_campaigns(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_campaigns(&actor, &query).await?;
    list(format, "reviews", &page, || page.rows.clone()).await
}

/// A campaign with its standard.
#[utoipa::path(get, path = "/api/v1/reviews/{id}", tag = "reviews", params(("id" = i64, Path)),
    responses((status = 200, body = serde_json::Value), (status = "default", body = ErrorBody)))]
pub(super) async fn open_campaign(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<Json<CampaignView>> {
    Ok(Json(web.platform.open_campaign(&actor, id).await?))
}

/// Where every tribunal stands, as far as the reader sees them.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/board", tag = "reviews",
    params(("id" = i64, Path), BoardQuery, FormatParam),
    responses((status = 200, body = Board), (status = "default", body = ErrorBody)))]
pub(super) async fn board(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(campaign): Path<i64>,
    TableParams(query, format): TableParams<BoardQuery>,
) -> Answer<Response> {
    let board = web.platform.board(&actor, &BoardQuery { campaign, ..query }).await?;
    let rows: Vec<BoardRow> = board.page.rows.clone();
    list(format, "board", &board, || rows).await
}

/// Results as far as the reader may see them.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/results", tag = "reviews",
    params(("id" = i64, Path), ListQuery, FormatParam),
    responses((status = 200, body = Results), (status = "default", body = ErrorBody)))]
pub(super) async fn results(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(campaign): Path<i64>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let results = web.platform.results(&actor, campaign, &query).await?;
    let rows = results.page.rows.clone();
    list(format, "results", &results, || rows).await
}

/// A list of checks.
#[derive(Serialize, ToSchema)]
pub(super) struct CheckList {
    /// In the order in which they were planned.
    rows: Vec<CheckRow>,
}

/// Checks on site and by telephone.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/checks", tag = "reviews", params(("id" = i64, Path)),
    responses((status = 200, body = CheckList), (status = "default", body = ErrorBody)))]
pub(super) async fn checks(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(campaign): Path<i64>,
) -> Answer<Json<CheckList>> {
    Ok(Json(CheckList { rows: web.platform.list_checks(&actor, campaign).await? }))
}

/// A list of objections.
#[derive(Serialize, ToSchema)]
pub(super) struct ObjectionList {
    /// Those to be decided first.
    rows: Vec<ObjectionRow>,
}

/// Objections, those to be decided first.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/objections", tag = "reviews", params(("id" = i64, Path)),
    responses((status = 200, body = ObjectionList), (status = "default", body = ErrorBody)))]
pub(super) async fn objections(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(campaign): Path<i64>,
) -> Answer<Json<ObjectionList>> {
    Ok(Json(ObjectionList { rows: web.platform.list_objections(&actor, campaign).await? }))
}

/// Agreement of the reviewers, their severity, and how honestly tribunals have assessed themselves.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/judgement", tag = "reviews", params(("id" = i64, Path)),
    responses((status = 200, body = Judgement), (status = "default", body = ErrorBody)))]
pub(super) async fn judgement(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(campaign): Path<i64>,
) -> Answer<Json<Judgement>> {
    Ok(Json(web.platform.judgement(&actor, campaign).await?))
}

/// Computes a published campaign again from what is stored.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/verification", tag = "reviews", params(("id" = i64, Path)),
    responses((status = 200, body = Verification), (status = "default", body = ErrorBody)))]
pub(super) async fn verify(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(campaign): Path<i64>,
) -> Answer<Json<Verification>> {
    Ok(Json(web.platform.verify_campaign(&actor, campaign).await?))
}

/// The campaign scored again by another edition of its standard, for comparison; nothing is stored.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/rescored", tag = "reviews",
    params(("id" = i64, Path), RescoreQuery, FormatParam),
    responses((status = 200, body = Rescored), (status = "default", body = ErrorBody)))]
pub(super) async fn rescored(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(campaign): Path<i64>,
    TableParams(query, format): TableParams<RescoreQuery>,
) -> Answer<Response> {
    let rescored = web.platform.rescore(&actor, campaign, &query).await?;
    let rows = rescored.page.rows.clone();
    list(format, "rescored", &rescored, || rows).await
}

/// Which file of a publication is wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct PublicationParams {
    /// `pdf`, `xlsx` or `json`.
    format: String,
    /// Code of a tribunal: its certificate, as `pdf`; empty for the whole.
    unit: String,
}

/// A published campaign as a file, or the certificate of a tribunal.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/publication", tag = "reviews",
    params(("id" = i64, Path), PublicationParams),
    responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = ErrorBody)))]
pub(super) async fn publication(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(campaign): Path<i64>,
    Params(wanted): Params<PublicationParams>,
) -> Answer<Response> {
    let issued = web.platform.issue(&actor, campaign, &wanted.format, &wanted.unit).await?;
    let headers = [
        (header::CONTENT_TYPE, issued.media.to_owned()),
        // The name is made of numbers and the code of a unit.
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", issued.name.replace('"', ""))),
    ];
    Ok((headers, issued.bytes).into_response())
}

/// The entry of a tribunal, with everything that is known of it.
#[utoipa::path(get, path = "/api/v1/reviews/{id}/entries/{unit}", tag = "reviews",
    params(("id" = i64, Path), ("unit" = String, Path)),
    responses((status = 200, body = serde_json::Value), (status = "default", body = ErrorBody)))]
pub(super) async fn open_entry(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path((campaign, unit)): Path<(i64, String)>,
) -> Answer<Json<EntryView>> {
    Ok(Json(web.platform.open_entry(&actor, &EntryAddress { campaign, unit }).await?))
}

/// Keeps what a tribunal says about items, each by itself; the same again changes nothing.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/entries/{unit}/items", tag = "reviews",
    params(("id" = i64, Path), ("unit" = String, Path)), request_body = Vec<ItemOrder>,
    responses((status = 200, body = Vec<(String, SavedItem)>), (status = "default", body = ErrorBody)))]
pub(super) async fn save_items(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path((campaign, unit)): Path<(i64, String)>,
    body: Bytes,
) -> Answer<Json<Vec<(String, SavedItem)>>> {
    let items: Vec<ItemOrder> = read(&body)?;
    Ok(Json(web.platform.save_items(&actor, &EntryAddress { campaign, unit }, &items).await?))
}

/// Admits, hands in, approves, sends back.
#[utoipa::path(post, path = "/api/v1/reviews/{id}/entries/{unit}/moves", tag = "reviews",
    params(("id" = i64, Path), ("unit" = String, Path)), request_body = EntryOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn move_entry(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path((campaign, unit)): Path<(i64, String)>,
    body: Bytes,
) -> Answer<StatusCode> {
    let order: EntryOrder = read(&body)?;
    web.platform.move_entry(&actor, &EntryAddress { campaign, unit }, &order).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which recognitions are wanted.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct RecognitionParams {
    /// Code of the unit whose subtree is meant; empty for all.
    unit: String,
    /// Looked for in names and codes.
    search: String,
    /// unit, standing, result, until; `-` before it turns the order round.
    sort: String,
    /// Rows to skip.
    offset: u32,
    /// Rows wanted.
    limit: u32,
}

/// Recognitions and what became of them.
#[utoipa::path(get, path = "/api/v1/recognitions", tag = "reviews", params(RecognitionParams, FormatParam),
    responses((status = 200, body = Page<RecognitionRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_recognitions(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(wanted, format): TableParams<RecognitionParams>,
) -> Answer<Response> {
    let RecognitionParams { unit, search, sort, offset, limit } = wanted;
    let query = ListQuery { search, sort, offset, limit };
    let page = web.platform.list_recognitions(&actor, &unit, &query).await?;
    list(format, "recognitions", &page, || page.rows.clone()).await
}
