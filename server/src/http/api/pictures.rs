//! Pictures of cameras: handed in signed, looked at by whoever may see alarms, never kept on the way. And how a unit complies.

use super::imports::number;
use crate::{
    http::{
        Web,
        answers::{Answer, ErrorBody},
        params::{Params, TableParams},
        tables::list,
    },
    ingest::devices::door::{SCHEME, Signature},
};
use app::{
    api::{
        Failure, FailureKind,
        compliance::{Compliance, Compliances as _},
        files::FileContent,
        pictures::{AlarmPictures, CamerasPage, CamerasQuery, PictureOrder, PictureRow, Pictures as _},
        safety::{Safety as _, SafetyMap, SafetyMapQuery},
    },
    domain::permissions::{Action, Actor},
};
use axum::{
    Extension, Json,
    body::{Body, Bytes},
    extract::{FromRequest, Path, Request, State},
    response::{IntoResponse, Response},
};
use http::{HeaderMap, StatusCode, Uri, header};
use serde::Deserialize;
use tokio_util::io::ReaderStream;
use utoipa::IntoParams;

use super::reading::FormatParam;

/// Opened by itself, a picture is a page without rights and without anything beside it.
const POLICY: &str = "sandbox; default-src 'none'";
/// No browser and no proxy keeps what a camera has seen.
const NEVER: &str = "no-store";

/// What a picture is of.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct PictureParams {
    /// Who sends it, as the list of devices has it.
    source: String,
    /// Which camera.
    address: String,
    /// Number of the event it belongs to, as in the messages; empty for none.
    event: String,
    /// When it was taken, RFC 3339; without it now.
    at: String,
}

/// Takes a JPEG of a camera, at most 4 MB, with or after a message or without one. It is made anew: nothing but its pixels is
/// kept. By a token of the scope `gateway`, or signed by one as messages are, the signature being over the seconds, a line
/// feed, path and query as they are sent, a line feed and the body. The same picture again is the same picture.
#[utoipa::path(post, path = "/api/v1/devices/pictures", tag = "safety", params(PictureParams),
    request_body(content = Vec<u8>, content_type = "image/jpeg"),
    responses((status = 201, body = PictureRow), (status = "default", body = ErrorBody)))]
pub(super) async fn send_picture(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    uri: Uri,
    Params(params): Params<PictureParams>,
    request: Request,
) -> Answer<Response> {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let signed =
        said.and_then(|said| said.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case(SCHEME));
    if signed.is_none() {
        // Whoever may not send is not made to send a picture first.
        web.platform.authorise_somewhere(&actor, Action::SendDeviceMessages).await?;
    }
    let bytes = match Bytes::from_request(request, &()).await {
        Ok(bytes) => bytes,
        Err(rejection) if rejection.status() == StatusCode::PAYLOAD_TOO_LARGE => {
            return Err(Failure::new(FailureKind::TooLarge, "too_large").into());
        }
        Err(_) => return Err(super::imports::broken_off().into()),
    };
    let actor = match signed {
        Some((_, text)) => {
            let bad = || Failure::new(FailureKind::Unauthenticated, "bad_signature");
            let signature = Signature::read(text).ok_or_else(bad)?;
            // What the picture is of is signed too: nobody makes another camera's of it.
            let place = uri.path_and_query().map(|place| place.as_str()).unwrap_or_default();
            let body = [place.as_bytes(), b"\n", &bytes].concat();
            web.platform.actor_of_signature(&signature, &body).await?
        }
        None => actor,
    };
    web.platform.authorise_somewhere(&actor, Action::SendDeviceMessages).await?;
    let at = match params.at.as_str() {
        "" => None,
        text => Some(text.parse().map_err(|_| Failure::invalid("at", "bad_instant", text))?),
    };
    let PictureParams { source, address, event, .. } = params;
    let order = PictureOrder { source, address, event, at };
    let row = web.platform.take_picture(&actor, &order, bytes.into()).await?;
    Ok((StatusCode::CREATED, Json(row)).into_response())
}

/// Cameras, each with its latest picture.
#[utoipa::path(get, path = "/api/v1/devices/cameras", tag = "safety", params(CamerasQuery, FormatParam),
    responses((status = 200, body = CamerasPage), (status = "default", body = ErrorBody)))]
pub(super) async fn list_cameras(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<CamerasQuery>,
) -> Answer<Response> {
    let found = web.platform.list_cameras(&actor, &query).await?;
    list(format, "cameras", &found, || found.page.rows.clone()).await
}

/// What was seen around an alarm.
#[utoipa::path(get, path = "/api/v1/alarms/{id}/pictures", tag = "safety", params(("id" = i64, Path)),
    responses((status = 200, body = AlarmPictures), (status = "default", body = ErrorBody)))]
pub(super) async fn alarm_pictures(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<Json<AlarmPictures>> {
    Ok(Json(web.platform.alarm_pictures(&actor, id).await?))
}

/// Where a camera can be looked at live; whoever asks is written down.
#[utoipa::path(get, path = "/api/v1/devices/{id}/stream", tag = "safety", params(("id" = i64, Path)),
    responses((status = 200, body = String), (status = "default", body = ErrorBody)))]
pub(super) async fn open_stream(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<Json<String>> {
    Ok(Json(web.platform.open_stream(&actor, id).await?))
}

/// A picture as it is kept; whoever looks is written down.
#[utoipa::path(get, path = "/api/v1/pictures/{id}", tag = "safety", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = "default", body = ErrorBody)))]
pub(super) async fn open_picture(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Answer<Response> {
    Ok(hand_out(web.platform.open_picture(&actor, number(&id)?, false).await?))
}

/// A small one of it.
#[utoipa::path(get, path = "/api/v1/pictures/{id}/thumbnail", tag = "safety", params(("id" = i64, Path)),
    responses((status = 200, body = Vec<u8>, content_type = "image/jpeg"), (status = "default", body = ErrorBody)))]
pub(super) async fn open_small_picture(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<String>,
) -> Answer<Response> {
    Ok(hand_out(web.platform.open_picture(&actor, number(&id)?, true).await?))
}

/// How a unit is looked at.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub(super) struct ComplianceParams {
    /// Code of the unit.
    unit: String,
    /// Day of which it is told what happened, `YYYY-MM-DD`; empty for today. For tribunals.
    day: String,
}

/// How a unit complies with what safety asks: parts added up before they are divided, the last months, the risk level and the day
/// of a tribunal.
#[utoipa::path(get, path = "/api/v1/safety/compliance", tag = "safety", params(ComplianceParams),
    responses((status = 200, body = Compliance), (status = "default", body = ErrorBody)))]
pub(super) async fn compliance(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(params): Params<ComplianceParams>,
) -> Answer<Json<Compliance>> {
    Ok(Json(web.platform.compliance(&actor, &params.unit, &params.day).await?))
}

/// How the tribunals of a unit stand, by their alarms and by what watches their points.
#[utoipa::path(get, path = "/api/v1/safety/map", tag = "safety", params(SafetyMapQuery, FormatParam),
    responses((status = 200, body = SafetyMap), (status = "default", body = ErrorBody)))]
pub(super) async fn safety_map(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<SafetyMapQuery>,
) -> Answer<Response> {
    let found = web.platform.safety_map(&actor, &query).await?;
    list(format, "safety", &found, || found.rows.clone()).await
}

fn hand_out(content: FileContent) -> Response {
    let headers = [
        (header::CACHE_CONTROL, NEVER.to_owned()),
        (header::CONTENT_SECURITY_POLICY, POLICY.to_owned()),
        (header::CONTENT_TYPE, content.kind.media_type().to_owned()),
        (header::CONTENT_LENGTH, content.size.to_string()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"{}\"", content.name)),
    ];
    let file = tokio::fs::File::from_std(content.file);
    (headers, Body::from_stream(ReaderStream::with_capacity(file, 64 << 10))).into_response()
}
