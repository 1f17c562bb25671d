//! Uploaded tables. The same addresses take a plain form of a browser without the client; it is then led on to a page.

use super::reading::FormatParam;
use crate::http::{
    Web,
    answers::{Answer, ErrorBody, Refused},
    forms::{query_string, see_other},
    params::{Params, TableParams},
    tables::{Format, list},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        imports::{ImportDetail, ImportRow, Imports as _, Problem, ProfileRow, Upload},
    },
    domain::permissions::Actor,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{FromRequest, Multipart, Path, Request, State, multipart::MultipartError},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, header};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

/// Where the pages about imports are.
const PAGE: &str = "/admin/imports";
/// Problems fetched at a time for a file.
const PIECE: u32 = 1_000;

/// Profiles that can be chosen.
#[derive(Debug, Serialize, ToSchema)]
pub(super) struct ProfilesAnswer {
    /// The profiles.
    rows: Vec<ProfileRow>,
}

/// Profiles that can be chosen.
#[utoipa::path(get, path = "/api/v1/profiles", tag = "imports",
    responses((status = 200, body = ProfilesAnswer), (status = "default", body = ErrorBody)))]
pub(super) async fn list_profiles(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
) -> Answer<Json<ProfilesAnswer>> {
    Ok(Json(ProfilesAnswer { rows: web.platform.list_profiles(&actor).await? }))
}

/// The history, newest first.
#[utoipa::path(get, path = "/api/v1/imports", tag = "imports", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<ImportRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_imports(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_imports(&actor, &query).await?;
    list(format, "imports", &page, || page.rows.clone()).await
}

/// What a raw body is.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct UploadParams {
    /// Id of a shipped profile, or a profile's own TOML text. In a form: the field of that name.
    profile: String,
    /// Name of the file.
    file_name: String,
    /// Whether only to check: nothing is kept.
    dry_run: bool,
}

/// Reads and checks a file and keeps it for committing; no fact changes yet. The body is the file, or a form with the
/// fields `file`, `profile` and `dry_run`.
#[utoipa::path(post, path = "/api/v1/imports", tag = "imports", params(UploadParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportDetail), (status = 303, description = "A form was sent by a browser"),
        (status = "default", body = ErrorBody)))]
pub(super) async fn upload(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(params): Params<UploadParams>,
    request: Request,
) -> Answer<Response> {
    let browser = wants_page(request.headers());
    let done = read_and_check(&web, &actor, params, request).await;
    answer(browser, done)
}

async fn read_and_check(
    web: &Web,
    actor: &Actor,
    params: UploadParams,
    request: Request,
) -> Result<ImportDetail, Failure> {
    // Whoever may not import is not made to send a file first.
    web.platform.authorise_somewhere(actor, app::domain::permissions::Action::ImportTables).await?;
    let content_type = request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
    let (upload, dry_run) = if content_type.is_some_and(|text| text.starts_with("multipart/form-data")) {
        from_form(params, request).await?
    } else {
        let bytes = Bytes::from_request(request, &()).await.map_err(|rejection| {
            if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { broken_off() }
        })?;
        let UploadParams { profile, file_name, dry_run } = params;
        (Upload { file_name, profile, bytes: bytes.into() }, dry_run)
    };
    for (field, text) in [("profile", &upload.profile), ("file_name", &upload.file_name)] {
        if text.trim().is_empty() {
            return Err(Failure::invalid(field, "missing", field));
        }
    }
    let detail = if dry_run {
        web.platform.dry_run_import(actor, upload).await?
    } else {
        web.platform.preview_import(actor, upload).await?
    };
    let counts = &detail.import.counts;
    for (outcome, rows) in [("accepted", counts.rows_accepted), ("quarantined", counts.rows_quarantined)] {
        metrics::counter!("jiceng_import_rows_total", "outcome" => outcome).increment(rows.max(0) as u64);
    }
    Ok(detail)
}

async fn from_form(params: UploadParams, request: Request) -> Result<(Upload, bool), Failure> {
    let UploadParams { mut profile, mut file_name, mut dry_run } = params;
    let mut bytes = Vec::new();
    let mut form = Multipart::from_request(request, &()).await.map_err(|_| broken_off())?;
    let broken = |error: MultipartError| {
        if error.status() == StatusCode::PAYLOAD_TOO_LARGE { too_large() } else { broken_off() }
    };
    while let Some(field) = form.next_field().await.map_err(broken)? {
        match field.name().unwrap_or_default() {
            "file" => {
                if let Some(name) = field.file_name().filter(|name| !name.is_empty()) {
                    file_name = name.to_owned();
                }
                bytes = field.bytes().await.map_err(broken)?.into();
            }
            "profile" => profile = field.text().await.map_err(broken)?,
            "dry_run" => {
                dry_run = matches!(field.text().await.map_err(broken)?.as_str(), "on" | "true" | "1")
            }
            other => {
                let other = other.to_owned();
                return Err(Failure::invalid(&other, "unknown_parameter", &other));
            }
        }
    }
    Ok((Upload { file_name, profile, bytes }, dry_run))
}

fn too_large() -> Failure {
    Failure::new(FailureKind::TooLarge, "too_large")
}

/// The body ended before its end.
pub(super) fn broken_off() -> Failure {
    Failure::invalid("", "body_broken", "")
}

/// One import with a page of its problems.
#[utoipa::path(get, path = "/api/v1/imports/{id}", tag = "imports", params(("id" = i64, Path), ListQuery),
    responses((status = 200, body = ImportDetail), (status = "default", body = ErrorBody)))]
pub(super) async fn open_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    Params(query): Params<ListQuery>,
) -> Answer<Json<ImportDetail>> {
    Ok(Json(web.platform.open_import(&actor, number(&id)?, &query).await?))
}

/// The rows in quarantine, each with its reason; as a file completely, as JSON page by page.
#[utoipa::path(get, path = "/api/v1/imports/{id}/problems", tag = "imports",
    params(("id" = i64, Path), ListQuery, FormatParam),
    responses((status = 200, body = Page<Problem>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_problems(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    TableParams(mut query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let id = number(&id)?;
    if format != Format::Json && query.limit == 0 {
        query.limit = PIECE;
    }
    let complete = format != Format::Json;
    let mut page = web.platform.open_import(&actor, id, &query).await?.problems;
    while complete && (query.offset as usize + page.rows.len()) < page.total as usize {
        let offset = query.offset + page.rows.len() as u32;
        let next = ListQuery { offset, ..query.clone() };
        let more = web.platform.open_import(&actor, id, &next).await?.problems.rows;
        if more.is_empty() {
            break;
        }
        page.rows.extend(more);
    }
    list(format, &format!("import-{id}-problems"), &page, || page.rows.clone()).await
}

/// Takes over what was previewed. A second time changes nothing.
#[utoipa::path(post, path = "/api/v1/imports/{id}/commit", tag = "imports", params(("id" = i64, Path)),
    responses((status = 200, body = ImportDetail), (status = 303, description = "A form was sent by a browser"),
        (status = "default", body = ErrorBody)))]
pub(super) async fn commit_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    answer(wants_page(&headers), web.platform.commit_import(&actor, number(&id)?).await)
}

/// Takes an import back.
#[utoipa::path(post, path = "/api/v1/imports/{id}/undo", tag = "imports", params(("id" = i64, Path)),
    responses((status = 200, body = ImportDetail), (status = 303, description = "A form was sent by a browser"),
        (status = "default", body = ErrorBody)))]
pub(super) async fn undo_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    answer(wants_page(&headers), web.platform.undo_import(&actor, number(&id)?).await)
}

/// Another try.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct RetryParams {
    /// Another profile, by id or as TOML text; the same one when not given.
    profile: Option<String>,
}

/// Reads the kept file again; what was in quarantine may pass.
#[utoipa::path(post, path = "/api/v1/imports/{id}/retry", tag = "imports", params(("id" = i64, Path), RetryParams),
    responses((status = 200, body = ImportDetail), (status = 303, description = "A form was sent by a browser"),
        (status = "default", body = ErrorBody)))]
pub(super) async fn retry_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    Params(params): Params<RetryParams>,
    headers: HeaderMap,
) -> Answer<Response> {
    answer(wants_page(&headers), web.platform.retry_import(&actor, number(&id)?, params.profile).await)
}

/// The number in an address; what is none is not found.
pub(super) fn number(id: &str) -> Result<i64, Failure> {
    id.parse().map_err(|_| Failure::not_found("id", id))
}

/// Whether a browser has sent a form and wants to see a page.
fn wants_page(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|value| value.to_str().ok());
    accept.is_some_and(|accept| accept.contains("text/html"))
}

fn answer(browser: bool, done: Result<ImportDetail, Failure>) -> Answer<Response> {
    match done {
        Ok(detail) if browser => Ok(see_other(&format!("{PAGE}/{}", detail.import.id))),
        Ok(detail) => Ok(Json(detail).into_response()),
        Err(failure) if browser && failure.kind != FailureKind::Internal => {
            let said = [
                ("failed", failure.reason.as_str()),
                ("field", failure.field.as_str()),
                ("value", failure.value.as_str()),
            ];
            Ok(see_other(&format!("{PAGE}?{}", query_string(&said))))
        }
        Err(failure) => Err(Refused(failure)),
    }
}
