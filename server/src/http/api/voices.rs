//! Voice of the public, for those who read and answer; the form for everybody is `http::voice`.

use super::{reading::FormatParam, reports::read};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::TableParams,
    tables::list,
    voice::site_of,
};
use app::{
    api::voices::{
        VoiceFigures, VoiceFiguresQuery, VoiceList, VoiceMoveOrder, VoiceView, Voices as _, VoicesQuery,
    },
    domain::permissions::Actor,
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::{StatusCode, header, request::Parts};

/// Voices of tribunals that you may see, without words and contacts.
#[utoipa::path(get, path = "/api/v1/voices", tag = "voices", params(VoicesQuery, FormatParam),
    responses((status = 200, body = VoiceList), (status = "default", body = ErrorBody)))]
pub(super) async fn list_voices(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<VoicesQuery>,
) -> Answer<Response> {
    let found = web.platform.list_voices(&actor, &query).await?;
    list(format, "voices", &found, || found.page.rows.clone()).await
}

/// What was said in a span: marks, and what was ticked, by module.
#[utoipa::path(get, path = "/api/v1/voices/figures", tag = "voices", params(VoiceFiguresQuery, FormatParam),
    responses((status = 200, body = VoiceFigures), (status = "default", body = ErrorBody)))]
pub(super) async fn voice_figures(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<VoiceFiguresQuery>,
) -> Answer<Response> {
    let found = web.platform.voice_figures(&actor, &query).await?;
    list(format, "voice-figures", &found, || found.problems.clone()).await
}

/// A voice with words and contact, for those who answer; that you look is noted in the audit log.
#[utoipa::path(get, path = "/api/v1/voices/{id}", tag = "voices", params(("id" = i64, Path)),
    responses((status = 200, body = VoiceView), (status = "default", body = ErrorBody)))]
pub(super) async fn open_voice(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<Json<VoiceView>> {
    Ok(Json(web.platform.open_voice(&actor, id).await?))
}

/// Shows a voice, hides it with a reason, answers it.
#[utoipa::path(post, path = "/api/v1/voices/{id}/moves", tag = "voices", params(("id" = i64, Path)),
    request_body = VoiceMoveOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn move_voice(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    body: Bytes,
) -> Answer<StatusCode> {
    web.platform.move_voice(&actor, id, &read::<VoiceMoveOrder>(&body)?).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// The QR code that leads to the form of a tribunal, as SVG.
#[utoipa::path(get, path = "/api/v1/units/{code}/voice-code", tag = "voices", params(("code" = String, Path)),
    responses((status = 200, content_type = "image/svg+xml"), (status = "default", body = ErrorBody)))]
pub(super) async fn voice_code(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(code): Path<String>,
    parts: Parts,
) -> Answer<Response> {
    let svg = web.platform.voice_code(&actor, &code, &site_of(&web, &parts)).await?;
    let name: String = code.chars().filter(char::is_ascii_alphanumeric).collect();
    let headers = [
        (header::CONTENT_TYPE, "image/svg+xml".to_owned()),
        (header::CONTENT_DISPOSITION, format!("inline; filename=\"voice-{name}.svg\"")),
    ];
    Ok((headers, svg).into_response())
}
