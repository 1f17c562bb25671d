//! Reports of units about themselves.

use super::reading::FormatParam;
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::TableParams,
    tables::{XLSX, list},
    workbooks,
};
use app::{
    api::{
        Failure, Page,
        reports::{
            AnswerOrder, Completeness, CompletenessRow, ExceptionOrder, MoveOrder, ReportAddress, ReportRow,
            Reports as _, ReportsQuery, SavedAnswers,
        },
    },
    domain::permissions::{Action, Actor},
    i18n::Locale,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{header, request::Parts};
use serde::{Deserialize, de::DeserializeOwned};

pub(super) fn address((form, unit, period): (String, String, String)) -> ReportAddress {
    ReportAddress { form, unit, period }
}

/// JSON whatever the request calls it; what is wrong is named by its place.
pub(super) fn read<T: DeserializeOwned>(body: &Bytes) -> Result<T, Failure> {
    let mut json = serde_json::Deserializer::from_slice(body);
    serde_path_to_error::deserialize(&mut json)
        .map_err(|error| Failure::invalid(&error.path().to_string(), "malformed", error.inner().to_string()))
}

/// Reports that are awaited, and those begun.
#[utoipa::path(get, path = "/api/v1/reports", tag = "reports", params(ReportsQuery, FormatParam),
    responses((status = 200, body = Page<ReportRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_reports(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ReportsQuery>,
) -> Answer<Response> {
    let page = web.platform.list_reports(&actor, &query).await?;
    list(format, "reports", &page, || page.rows.clone()).await
}

/// A report with its form, answers, findings and history.
#[utoipa::path(get, path = "/api/v1/reports/{form}/{unit}/{period}", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path, description = "2026-10, 2026-Q3, 2026")),
    responses((status = 200, body = serde_json::Value), (status = "default", body = ErrorBody)))]
pub(super) async fn open_report(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
) -> Answer<Json<app::api::reports::ReportView>> {
    Ok(Json(web.platform.open_report(&actor, &address(path)).await?))
}

/// Keeps answers, each by itself; the same again changes nothing.
#[utoipa::path(post, path = "/api/v1/reports/{form}/{unit}/{period}/answers", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path)),
    request_body = Vec<AnswerOrder>,
    responses((status = 200, body = SavedAnswers), (status = "default", body = ErrorBody)))]
pub(super) async fn save_answers(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
    body: Bytes,
) -> Answer<Json<SavedAnswers>> {
    let answers: Vec<AnswerOrder> = read(&body)?;
    Ok(Json(web.platform.save_answers(&actor, &address(path), &answers).await?))
}

/// Hands in, takes back, approves, sends back, reopens.
#[utoipa::path(post, path = "/api/v1/reports/{form}/{unit}/{period}/moves", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path)),
    request_body = MoveOrder,
    responses((status = 200, body = serde_json::Value), (status = "default", body = ErrorBody)))]
pub(super) async fn move_report(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
    body: Bytes,
) -> Answer<Json<app::api::reports::ReportView>> {
    let order: MoveOrder = read(&body)?;
    Ok(Json(web.platform.move_report(&actor, &address(path), &order).await?))
}

/// Opens a locked report until the end of a day.
#[utoipa::path(post, path = "/api/v1/reports/{form}/{unit}/{period}/exception", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path)),
    request_body = ExceptionOrder,
    responses((status = 200, body = serde_json::Value), (status = "default", body = ErrorBody)))]
pub(super) async fn unlock_report(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
    body: Bytes,
) -> Answer<Json<app::api::reports::ReportView>> {
    let order: ExceptionOrder = read(&body)?;
    Ok(Json(web.platform.unlock_report(&actor, &address(path), &order).await?))
}

/// Reminds the heads of all tribunals of the subtree whose report is missing; answers how many.
#[utoipa::path(post, path = "/api/v1/reports/{form}/{unit}/{period}/reminders", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path)),
    responses((status = 200, body = u32), (status = "default", body = ErrorBody)))]
pub(super) async fn remind(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
) -> Answer<Json<u32>> {
    Ok(Json(web.platform.remind(&actor, &address(path)).await?))
}

/// Which completeness is asked for.
#[derive(Debug, Default, Deserialize, utoipa::IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct CompletenessQuery {
    /// Id of the form.
    form: String,
    /// Code of the unit.
    unit: String,
    /// How many spans, up to 24; 12 without it.
    spans: Option<u32>,
}

/// Who has handed in what: units × spans.
#[utoipa::path(get, path = "/api/v1/completeness", tag = "reports", params(CompletenessQuery, FormatParam),
    responses((status = 200, body = Completeness), (status = "default", body = ErrorBody)))]
pub(super) async fn completeness(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<CompletenessQuery>,
) -> Answer<Response> {
    let found =
        web.platform.completeness(&actor, &query.form, &query.unit, query.spans.unwrap_or(12)).await?;
    list(format, "completeness", &found, || -> Vec<CompletenessRow> { found.rows.clone() }).await
}

/// The report as a workbook with the unit's values, to be filled in and sent back.
#[utoipa::path(get, path = "/api/v1/reports/{form}/{unit}/{period}/workbook", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path)),
    responses((status = 200, content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (status = "default", body = ErrorBody)))]
pub(super) async fn open_workbook(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
    parts: Parts,
) -> Answer<Response> {
    let report = web.platform.open_report(&actor, &address(path)).await?;
    let locale = Locale::of_request(&parts);
    let made = tokio::task::spawn_blocking(move || {
        (workbooks::file_name(&report, locale), workbooks::write(&report, locale))
    });
    let (name, bytes) = made.await.map_err(|_| Failure::internal("workbook"))?;
    let bytes = bytes.map_err(|error| {
        tracing::error!(%error, "workbook");
        Failure::internal("workbook")
    })?;
    let headers = [
        (header::CONTENT_TYPE, XLSX.to_owned()),
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{name}\"")),
    ];
    Ok((headers, bytes).into_response())
}

/// Takes a workbook that was filled in, through the same checks as the form.
#[utoipa::path(post, path = "/api/v1/reports/{form}/{unit}/{period}/workbook", tag = "reports",
    params(("form" = String, Path), ("unit" = String, Path), ("period" = String, Path)),
    request_body(content_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    responses((status = 200, body = SavedAnswers), (status = "default", body = ErrorBody)))]
pub(super) async fn fill_workbook(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(path): Path<(String, String, String)>,
    body: Bytes,
) -> Answer<Json<SavedAnswers>> {
    let address = address(path);
    web.platform.authorise(&actor, Action::FillReports, "unit", &address.unit).await?;
    let report = web.platform.open_report(&actor, &address).await?;
    let read = tokio::task::spawn_blocking(move || workbooks::read(&body, &report));
    let answers = read.await.map_err(|_| Failure::internal("workbook"))??;
    Ok(Json(web.platform.save_answers(&actor, &address, &answers).await?))
}
