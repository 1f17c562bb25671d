//! Photos and documents: handed in at once or in pieces, handed out so that a browser only ever shows them.

use super::imports::{broken_off, number};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody, Refused},
    params::Params,
};
use app::{
    api::{
        Failure, FailureKind,
        files::{FileContent, FileRow, Files as _, UploadOrder, UploadRow, UploadStep},
    },
    domain::{
        files::{FileKind, MOST_BYTES},
        permissions::{Action, Actor},
    },
};
use axum::{
    Extension, Json,
    body::{Body, Bytes, to_bytes},
    extract::{FromRequest, Path, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;

/// Where a piece begins, as the client says and, where it was wrong, as the server answers.
const UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
/// Bytes of an announcement, with room for a long name.
const ORDER_BYTES: usize = 16 << 10;
/// A file never changes under its number, but is for whoever asked only.
const FOR_EVER: &str = "private, max-age=31536000, immutable";
/// Opened by itself, a file is a page without rights and without anything beside it.
const POLICY: &str = "sandbox; default-src 'none'";
/// A document looked at within a page of ours: the browser's own reader may draw it, and nothing else.
const READER_POLICY: &str =
    "default-src 'none'; object-src 'self'; style-src 'unsafe-inline'; frame-ancestors 'self'";

/// Where a file belongs.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct FileParams {
    /// Code of the unit whose it is.
    unit: String,
    /// What it is called.
    name: String,
}

/// Takes a photo (JPEG, PNG, WebP) or a PDF of at most 25 MB. Photos are made smaller and lose what their camera has
/// written into them. The same content for the same unit again is the same file.
#[utoipa::path(post, path = "/api/v1/files", tag = "files", params(FileParams),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 201, body = FileRow), (status = "default", body = ErrorBody)))]
pub(super) async fn add_file(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(params): Params<FileParams>,
    request: Request,
) -> Answer<Response> {
    // Whoever may not add is not made to send a file first.
    web.platform.authorise(&actor, Action::AddFiles, "unit", &params.unit).await?;
    let most = (MOST_BYTES >> 20).to_string();
    let too_large = || Failure::new(FailureKind::TooLarge, "file_too_large").with_value(most);
    let bytes = whole(request, too_large).await?;
    let file = web.platform.add_file(&actor, &params.unit, &params.name, bytes).await?;
    Ok((StatusCode::CREATED, Json(file)).into_response())
}

/// Announces an upload in pieces. Announced again with the same hash it is the same upload, so that a client that has
/// lost everything but the file goes on where it was.
#[utoipa::path(post, path = "/api/v1/uploads", tag = "files", request_body(content = UploadOrder),
    responses((status = 201, body = UploadRow), (status = "default", body = ErrorBody)))]
pub(super) async fn start_upload(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Body,
) -> Answer<Response> {
    web.platform.authorise_somewhere(&actor, Action::AddFiles).await?;
    let bytes = to_bytes(body, ORDER_BYTES).await.map_err(|_| broken_off())?;
    let order: UploadOrder = serde_json::from_slice(&bytes)
        .map_err(|error| Failure::invalid("", "malformed", error.to_string()))?;
    let upload = web.platform.start_upload(&actor, &order).await?;
    Ok((StatusCode::CREATED, Json(upload)).into_response())
}

/// How far an upload has come; others' uploads are not there.
#[utoipa::path(get, path = "/api/v1/uploads/{id}", tag = "files", params(("id" = String, Path)),
    responses((status = 200, body = UploadRow), (status = "default", body = ErrorBody)))]
pub(super) async fn see_upload(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Answer<Json<UploadRow>> {
    Ok(Json(web.platform.see_upload(&actor, &id).await?))
}

/// Takes a piece of at most 1 MB that begins at `Upload-Offset`. Where that is not where the upload has come to, 409 is
/// answered with the right `Upload-Offset`. The answer to the last piece is the file.
#[utoipa::path(patch, path = "/api/v1/uploads/{id}", tag = "files",
    params(("id" = String, Path), ("Upload-Offset" = i64, Header)),
    request_body(content = Vec<u8>, content_type = "application/octet-stream"),
    responses((status = 200, body = UploadStep),
        (status = 409, body = ErrorBody, headers(("Upload-Offset" = i64))),
        (status = "default", body = ErrorBody)))]
pub(super) async fn send_piece(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    request: Request,
) -> Answer<Response> {
    // Whoever has no such upload is not made to send a piece first.
    web.platform.see_upload(&actor, &id).await?;
    let offset =
        request.headers().get(UPLOAD_OFFSET).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let offset: i64 =
        offset.trim().parse().map_err(|_| Failure::invalid("Upload-Offset", "malformed", offset))?;
    let bytes = whole(request, || Failure::new(FailureKind::TooLarge, "too_large")).await?;
    match web.platform.send_piece(&actor, &id, offset, bytes).await {
        Ok(step) => Ok(Json(step).into_response()),
        Err(failure) => {
            let right =
                HeaderValue::from_str(&failure.value).ok().filter(|_| failure.reason == "upload_offset");
            let mut response = Refused(failure).into_response();
            if let Some(right) = right {
                response.headers_mut().insert(UPLOAD_OFFSET, right);
            }
            Ok(response)
        }
    }
}

/// How a file is handed out.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct LookParams {
    /// Whether a document is shown by the browser within a page of ours, instead of saved.
    look: bool,
}

/// A file as it is kept. Pictures are shown, documents saved unless they are to be looked at.
#[utoipa::path(get, path = "/api/v1/files/{id}", tag = "files", params(("id" = i64, Path), LookParams),
    responses((status = 200, body = Vec<u8>, content_type = "application/octet-stream"),
        (status = 304, description = "The one with this `If-None-Match`"),
        (status = "default", body = ErrorBody)))]
pub(super) async fn open_file(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    Params(params): Params<LookParams>,
    headers: HeaderMap,
) -> Answer<Response> {
    Ok(hand_out(web.platform.open_file(&actor, number(&id)?, false).await?, params.look, &headers))
}

/// A small JPEG of a picture; a document has none.
#[utoipa::path(get, path = "/api/v1/files/{id}/thumbnail", tag = "files", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"),
        (status = 304, description = "The one with this `If-None-Match`"),
        (status = "default", body = ErrorBody)))]
pub(super) async fn open_thumbnail(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Answer<Response> {
    Ok(hand_out(web.platform.open_file(&actor, number(&id)?, true).await?, false, &headers))
}

fn hand_out(content: FileContent, look: bool, asked: &HeaderMap) -> Response {
    let tag = format!("\"{}\"", content.tag);
    let known = asked.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let unchanged = known.flat_map(|value| value.split(',')).any(|known| {
        let known = known.trim();
        known == "*" || known.strip_prefix("W/").unwrap_or(known) == tag
    });
    // By itself a document is saved, so that no link opens one under our name; what it could act with was refused when
    // it was handed in (`services/files/pdf`).
    let document = content.kind == FileKind::Pdf;
    let way = if document && !look { "attachment" } else { "inline" };
    let (policy, frames) = if document && look { (READER_POLICY, "SAMEORIGIN") } else { (POLICY, "DENY") };
    let name = app::address::encode(&content.name).replace(',', "%2C");
    let headers = [
        (header::ETAG, tag),
        (header::CACHE_CONTROL, FOR_EVER.to_owned()),
        (header::CONTENT_SECURITY_POLICY, policy.to_owned()),
        (header::X_FRAME_OPTIONS, frames.to_owned()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    if unchanged {
        return (StatusCode::NOT_MODIFIED, headers).into_response();
    }
    let body =
        Body::from_stream(ReaderStream::with_capacity(tokio::fs::File::from_std(content.file), 64 << 10));
    let about = [
        (header::CONTENT_TYPE, content.kind.media_type().to_owned()),
        (header::CONTENT_LENGTH, content.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("{way}; filename*=UTF-8''{name}")),
    ];
    (headers, about, body).into_response()
}

/// A body as it is; the limit is its route's.
async fn whole(request: Request, too_large: impl FnOnce() -> Failure) -> Result<Vec<u8>, Failure> {
    match Bytes::from_request(request, &()).await {
        Ok(bytes) => Ok(bytes.into()),
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => Err(too_large()),
        Err(_) => Err(broken_off()),
    }
}
