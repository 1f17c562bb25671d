//! Points, devices, what devices say, and alarms.

use super::{reading::FormatParam, reports::read};
use crate::{
    http::{
        Web,
        answers::{Answer, ErrorBody},
        params::{Params, TableParams},
        tables::list,
    },
    ingest::devices::door::{MessagesOrder, SCHEME, Signature},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        alarms::{
            AlarmMoveOrder, AlarmView, Alarms as _, AlarmsPage, AlarmsQuery, SafetyFigures, StatisticsQuery,
            StatisticsRow, WindowOrder, WindowRow,
        },
        devices::{
            Coverage, DeviceRow, Devices as _, DevicesQuery, MessagesReceipt, PointRow, PointsQuery,
            StrangerRow,
        },
        hooks::{HookOrder, HookRow, Hooks as _, NewHook},
    },
    domain::{
        devices::{DeviceOrder, PointOrder},
        permissions::Actor,
    },
};
use axum::{
    Extension, Json,
    body::Bytes,
    extract::{Path, State},
    response::Response,
};
use http::{HeaderMap, StatusCode, header};
use serde::Deserialize;
use utoipa::IntoParams;

/// Which units.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct CoverageParams {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    unit: String,
    /// Looked for in names and codes of tribunals.
    search: String,
    /// tribunal or cover; `-` before it turns the order round.
    sort: String,
    /// Rows to skip.
    offset: u32,
    /// Rows wanted; 0 for the usual number.
    limit: u32,
}

/// Which units, and how far back.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(default)]
#[into_params(parameter_in = Query)]
pub(super) struct FiguresParams {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    unit: String,
    /// Days, 1 to 366; 0 for 30.
    days: u32,
}

/// Devices.
#[utoipa::path(get, path = "/api/v1/devices", tag = "safety", params(DevicesQuery, FormatParam),
    responses((status = 200, body = Page<DeviceRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_devices(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<DevicesQuery>,
) -> Answer<Response> {
    let page = web.platform.list_devices(&actor, &query).await?;
    list(format, "devices", &page, || page.rows.clone()).await
}

/// Keeps a device, and takes a retired one back into use; answers its number.
#[utoipa::path(post, path = "/api/v1/devices", tag = "safety", request_body = DeviceOrder,
    responses((status = 200, body = i64), (status = "default", body = ErrorBody)))]
pub(super) async fn save_device(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<i64>> {
    let order: DeviceOrder = read(&body)?;
    Ok(Json(web.platform.save_device(&actor, &order).await?))
}

/// Keeps a point; answers its number.
#[utoipa::path(post, path = "/api/v1/devices/points", tag = "safety", request_body = PointOrder,
    responses((status = 200, body = i64), (status = "default", body = ErrorBody)))]
pub(super) async fn save_point(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<i64>> {
    let order: PointOrder = read(&body)?;
    Ok(Json(web.platform.save_point(&actor, &order).await?))
}

/// Takes a device out of use.
#[utoipa::path(post, path = "/api/v1/devices/{id}/retirement", tag = "safety", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn retire_device(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    web.platform.retire_device(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a device back into use.
#[utoipa::path(post, path = "/api/v1/devices/{id}/return", tag = "safety", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn restore_device(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    web.platform.restore_device(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Points.
#[utoipa::path(get, path = "/api/v1/devices/points", tag = "safety", params(PointsQuery, FormatParam),
    responses((status = 200, body = Page<PointRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_points(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<PointsQuery>,
) -> Answer<Response> {
    let page = web.platform.list_points(&actor, &query).await?;
    list(format, "points", &page, || page.rows.clone()).await
}

/// Takes a point out of use that no device watches.
#[utoipa::path(post, path = "/api/v1/devices/points/{id}/retirement", tag = "safety", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn retire_point(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    web.platform.retire_point(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Takes a point back into use.
#[utoipa::path(post, path = "/api/v1/devices/points/{id}/return", tag = "safety", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn restore_point(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    web.platform.restore_point(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Which points are watched, by tribunal.
#[utoipa::path(get, path = "/api/v1/devices/coverage", tag = "safety", params(CoverageParams, FormatParam),
    responses((status = 200, body = Coverage), (status = "default", body = ErrorBody)))]
pub(super) async fn coverage(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(params, format): TableParams<CoverageParams>,
) -> Answer<Response> {
    let CoverageParams { unit, search, sort, offset, limit } = params;
    let query = ListQuery { search, sort, offset, limit };
    let found = web.platform.coverage(&actor, &unit, &query).await?;
    list(format, "coverage", &found, || found.rows.clone()).await
}

/// Devices that speak and that nobody has listed.
#[utoipa::path(get, path = "/api/v1/devices/unknown", tag = "safety", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<StrangerRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn unknown_devices(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.unknown_devices(&actor, &query).await?;
    list(format, "unknown-devices", &page, || page.rows.clone()).await
}

/// What devices say. By a token of the scope `gateway` as everywhere, or signed by one:
/// `Authorization: Jiceng-HMAC <number of the token>:<seconds since 1970>:<signature>`, the signature being HMAC-SHA256 in
/// hexadecimal over these seconds, a line feed and the body, with the SHA-256 of the token in hexadecimal as its key.
#[utoipa::path(post, path = "/api/v1/devices/messages", tag = "safety", request_body = MessagesOrder,
    responses((status = 200, body = MessagesReceipt), (status = "default", body = ErrorBody)))]
pub(super) async fn send_messages(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    headers: HeaderMap,
    body: Bytes,
) -> Answer<Json<MessagesReceipt>> {
    let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let signed =
        said.and_then(|said| said.split_once(' ')).filter(|(scheme, _)| scheme.eq_ignore_ascii_case(SCHEME));
    let actor = match signed {
        Some((_, text)) => {
            let bad = || Failure::new(FailureKind::Unauthenticated, "bad_signature");
            let signature = Signature::read(text).ok_or_else(bad)?;
            web.platform.actor_of_signature(&signature, &body).await?
        }
        None => actor,
    };
    // Whoever may not send is told that, and not what is wrong with the body.
    web.platform.authorise_somewhere(&actor, app::domain::permissions::Action::SendDeviceMessages).await?;
    let order: MessagesOrder = read(&body)?;
    let messages = order.read()?;
    Ok(Json(web.platform.take_device_messages(&actor, &messages).await?))
}

/// Alarms.
#[utoipa::path(get, path = "/api/v1/alarms", tag = "safety", params(AlarmsQuery, FormatParam),
    responses((status = 200, body = AlarmsPage), (status = "default", body = ErrorBody)))]
pub(super) async fn list_alarms(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<AlarmsQuery>,
) -> Answer<Response> {
    let found = web.platform.list_alarms(&actor, &query).await?;
    list(format, "alarms", &found, || found.page.rows.clone()).await
}

/// An alarm with what was done.
#[utoipa::path(get, path = "/api/v1/alarms/{id}", tag = "safety", params(("id" = i64, Path)),
    responses((status = 200, body = AlarmView), (status = "default", body = ErrorBody)))]
pub(super) async fn open_alarm(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<Json<AlarmView>> {
    Ok(Json(web.platform.open_alarm(&actor, id).await?))
}

/// Acknowledges, verifies, dismisses, handles or closes an alarm.
#[utoipa::path(post, path = "/api/v1/alarms/{id}/moves", tag = "safety", params(("id" = i64, Path)),
    request_body = AlarmMoveOrder,
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn move_alarm(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
    body: Bytes,
) -> Answer<StatusCode> {
    let order: AlarmMoveOrder = read(&body)?;
    web.platform.move_alarm(&actor, id, &order).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// How alarms were answered, and how long cameras were blind.
#[utoipa::path(get, path = "/api/v1/alarms/figures", tag = "safety", params(FiguresParams),
    responses((status = 200, body = SafetyFigures), (status = "default", body = ErrorBody)))]
pub(super) async fn figures(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Params(params): Params<FiguresParams>,
) -> Answer<Json<SafetyFigures>> {
    Ok(Json(web.platform.safety_figures(&actor, &params.unit, params.days).await?))
}

/// How alarms were answered and how long cameras were blind, tribunal by tribunal.
#[utoipa::path(get, path = "/api/v1/alarms/statistics", tag = "safety", params(StatisticsQuery, FormatParam),
    responses((status = 200, body = Page<StatisticsRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn statistics(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<StatisticsQuery>,
) -> Answer<Response> {
    let page = web.platform.safety_statistics(&actor, &query).await?;
    list(format, "safety-statistics", &page, || page.rows.clone()).await
}

/// Maintenance and quiet hours that are not over.
#[utoipa::path(get, path = "/api/v1/alarms/windows", tag = "safety",
    responses((status = 200, body = Vec<WindowRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_windows(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
) -> Answer<Json<Vec<WindowRow>>> {
    Ok(Json(web.platform.list_windows(&actor).await?))
}

/// Announces maintenance or quiet hours; answers their number.
#[utoipa::path(post, path = "/api/v1/alarms/windows", tag = "safety", request_body = WindowOrder,
    responses((status = 200, body = i64), (status = "default", body = ErrorBody)))]
pub(super) async fn add_window(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<i64>> {
    let order: WindowOrder = read(&body)?;
    Ok(Json(web.platform.add_window(&actor, &order).await?))
}

/// Ends maintenance or quiet hours.
#[utoipa::path(post, path = "/api/v1/alarms/windows/{id}/end", tag = "safety", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn end_window(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    web.platform.end_window(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Where alarms are told to other systems.
#[utoipa::path(get, path = "/api/v1/alarms/hooks", tag = "safety",
    responses((status = 200, body = Vec<HookRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_hooks(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
) -> Answer<Json<Vec<HookRow>>> {
    Ok(Json(web.platform.list_hooks(&actor).await?))
}

/// Tells alarms of a unit to another system from now on; answers number and secret. What is sent is signed as what the door
/// for device messages takes: `Authorization: Jiceng-HMAC <number>:<seconds since 1970>:<signature>`, the signature being
/// HMAC-SHA256 in hexadecimal over these seconds, a line feed and the body, with the SHA-256 of the secret in hexadecimal as
/// its key. A status of success ends it, anything else is tried again.
#[utoipa::path(post, path = "/api/v1/alarms/hooks", tag = "safety", request_body = HookOrder,
    responses((status = 200, body = NewHook), (status = "default", body = ErrorBody)))]
pub(super) async fn add_hook(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<NewHook>> {
    let order: HookOrder = read(&body)?;
    Ok(Json(web.platform.add_hook(&actor, &order).await?))
}

/// Tells them no longer.
#[utoipa::path(post, path = "/api/v1/alarms/hooks/{id}/end", tag = "safety", params(("id" = i64, Path)),
    responses((status = 204), (status = "default", body = ErrorBody)))]
pub(super) async fn end_hook(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<StatusCode> {
    web.platform.end_hook(&actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
