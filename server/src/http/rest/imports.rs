use super::{
    formats::{Format, Rows},
    params::Params,
};
use crate::{
    http::{
        Web,
        errors::{ApiError, ErrorBody},
    },
    tables::{IMPORTS, PROBLEMS},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        imports::{ImportDetail, ImportRow, Imports, Problem, ProfileRow, Upload},
    },
    domain::permissions::Actor,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{FromRequest, Multipart, Path, Request, State},
    http::header,
    response::{IntoResponse, Redirect, Response},
};
use serde::Deserialize;
use utoipa::IntoParams;

#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
pub(super) struct UploadQuery {
    /// Id of a shipped profile.
    profile: String,
    /// Name of the file.
    file_name: String,
    /// Whether to read and check only, keeping nothing.
    dry_run: bool,
}

/// Uploads a table and previews it; nothing is taken over before it is committed. The file is the body, or the field
/// `file` of a form with the field `profile`, which is answered by leading to the page of the import.
#[utoipa::path(
    post, path = "/api/v1/imports", tag = "imports", params(UploadQuery),
    request_body(content = String, content_type = "application/octet-stream"),
    responses((status = 200, body = ImportDetail), (status = 303, description = "for forms"), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn upload_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(query): Params<UploadQuery>,
    request: Request,
) -> Result<Response, ApiError> {
    let kind = request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok());
    if kind.is_some_and(|kind| kind.starts_with("multipart/form-data")) {
        let upload = form(request).await?;
        let detail = web.platform.preview_import(&actor, upload).await?;
        return Ok(Redirect::to(&format!("/admin/imports/{}", detail.import.id)).into_response());
    }
    let bytes = Bytes::from_request(request, &()).await.map_err(too_large)?;
    let upload = Upload { file_name: query.file_name, profile: query.profile, bytes: bytes.to_vec() };
    let detail = if query.dry_run {
        web.platform.dry_run_import(&actor, upload).await?
    } else {
        web.platform.preview_import(&actor, upload).await?
    };
    Ok(Json(detail).into_response())
}

fn too_large(error: impl std::fmt::Display) -> Failure {
    let kind = app::api::FailureKind::TooLarge;
    Failure { kind, ..Failure::invalid("file", "unreadable_body", error.to_string()) }
}

async fn form(request: Request) -> Result<Upload, Failure> {
    let malformed = |error: &dyn std::fmt::Display| Failure::invalid("file", "malformed", error.to_string());
    let mut form = Multipart::from_request(request, &()).await.map_err(|error| malformed(&error))?;
    let mut upload = Upload { file_name: String::new(), profile: String::new(), bytes: Vec::new() };
    while let Some(field) = form.next_field().await.map_err(too_large)? {
        match field.name() {
            Some("profile") => upload.profile = field.text().await.map_err(too_large)?,
            Some("file") => {
                upload.file_name = field.file_name().unwrap_or_default().to_owned();
                upload.bytes = field.bytes().await.map_err(too_large)?.to_vec();
            }
            _ => {}
        }
    }
    if upload.file_name.is_empty() {
        return Err(Failure::invalid("file", "missing", ""));
    }
    Ok(upload)
}

/// Profiles of tables that can be imported.
#[utoipa::path(
    get, path = "/api/v1/profiles", tag = "imports",
    responses((status = 200, body = Rows<ProfileRow>), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn list_profiles(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
) -> Result<Json<Rows<ProfileRow>>, ApiError> {
    Ok(Json(Rows { rows: web.platform.list_profiles(&actor).await? }))
}

/// The history of imports, newest first.
#[utoipa::path(
    get, path = "/api/v1/imports", tag = "imports", params(ListQuery, ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, body = Page<ImportRow>), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn list_imports(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    format: Format,
    Params(query): Params<ListQuery>,
) -> Result<Response, ApiError> {
    let page = web.platform.list_imports(&actor, &query).await?;
    format.answer("imports", &IMPORTS, &page, &page.rows)
}

/// One import with its problems.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}", tag = "imports", params(("id" = i64, Path), ListQuery),
    responses((status = 200, body = ImportDetail), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn open_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    Params(query): Params<ListQuery>,
) -> Result<Json<ImportDetail>, ApiError> {
    Ok(Json(web.platform.open_import(&actor, id, &query).await?))
}

/// The rows in quarantine, each with its reason.
#[utoipa::path(
    get, path = "/api/v1/imports/{id}/problems", tag = "imports",
    params(("id" = i64, Path), ListQuery, ("format" = Option<String>, Query, description = "json, csv or xlsx")),
    responses((status = 200, body = Page<Problem>), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn list_problems(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    format: Format,
    Params(query): Params<ListQuery>,
) -> Result<Response, ApiError> {
    let problems = web.platform.open_import(&actor, id, &query).await?.problems;
    format.answer(&format!("import-{id}-problems"), &PROBLEMS, &problems, &problems.rows)
}

/// Takes over what was previewed; a second time changes nothing.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/commit", tag = "imports", params(("id" = i64, Path)),
    responses((status = 200, body = ImportDetail), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn commit_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Result<Json<ImportDetail>, ApiError> {
    Ok(Json(web.platform.commit_import(&actor, id).await?))
}

/// Takes an import back.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/undo", tag = "imports", params(("id" = i64, Path)),
    responses((status = 200, body = ImportDetail), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn undo_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Result<Json<ImportDetail>, ApiError> {
    Ok(Json(web.platform.undo_import(&actor, id).await?))
}

/// Reads the kept file again; what was in quarantine may pass now.
#[utoipa::path(
    post, path = "/api/v1/imports/{id}/retry", tag = "imports", params(("id" = i64, Path)),
    request_body(content = String, content_type = "text/plain", description = "another profile as TOML, or nothing"),
    responses((status = 200, body = ImportDetail), (status = "4XX", body = ErrorBody))
)]
pub(super) async fn retry_import(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    profile: String,
) -> Result<Json<ImportDetail>, ApiError> {
    let profile = Some(profile).filter(|profile| !profile.trim().is_empty());
    Ok(Json(web.platform.retry_import(&actor, id, profile).await?))
}
