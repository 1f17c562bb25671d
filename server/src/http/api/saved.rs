//! Saved views, boards, subscriptions, and what was delivered: everybody's own, and what is shared with him.

use super::{reading::FormatParam, reports::read};
use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    params::TableParams,
    tables::list,
};
use app::{
    api::{
        ListQuery, Page,
        saved::{BoardRow, BoardView, Saved as _, ViewOrder, ViewRow},
        subscriptions::{
            DeliveryRow, SubscriptionOrder, SubscriptionRow, Subscriptions as _, SubscriptionsView,
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

use http::header;

/// Your views and those shared with you, the latest change first.
#[utoipa::path(get, path = "/api/v1/views", tag = "saved", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<ViewRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_views(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_views(&actor, &query).await?;
    list(format, "views", &page, || page.rows.clone()).await
}

/// Keeps a view: `id` 0 for a new one.
#[utoipa::path(post, path = "/api/v1/views", tag = "saved", request_body = ViewOrder,
    responses((status = 200, body = ViewRow), (status = "default", body = ErrorBody)))]
pub(super) async fn save_view(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<ViewRow>> {
    Ok(Json(web.platform.save_view(&actor, &read::<ViewOrder>(&body)?).await?))
}

/// Your boards and those shared with you, the latest change first.
#[utoipa::path(get, path = "/api/v1/boards", tag = "saved", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<BoardRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_boards(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_boards(&actor, &query).await?;
    list(format, "boards", &page, || page.rows.clone()).await
}

/// A board with its views.
#[utoipa::path(get, path = "/api/v1/boards/{id}", tag = "saved", params(("id" = i64, Path)),
    responses((status = 200, body = BoardView), (status = "default", body = ErrorBody)))]
pub(super) async fn open_board(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path(id): Path<i64>,
) -> Answer<Json<BoardView>> {
    Ok(Json(web.platform.open_board(&actor, id).await?))
}

/// What you have subscribed to, and what there is.
#[utoipa::path(get, path = "/api/v1/subscriptions", tag = "saved",
    responses((status = 200, body = SubscriptionsView), (status = "default", body = ErrorBody)))]
pub(super) async fn list_subscriptions(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
) -> Answer<Json<SubscriptionsView>> {
    Ok(Json(web.platform.list_subscriptions(&actor).await?))
}

/// Subscribes; the same again changes nothing.
#[utoipa::path(post, path = "/api/v1/subscriptions", tag = "saved", request_body = SubscriptionOrder,
    responses((status = 200, body = SubscriptionRow), (status = "default", body = ErrorBody)))]
pub(super) async fn subscribe(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    body: Bytes,
) -> Answer<Json<SubscriptionRow>> {
    Ok(Json(web.platform.subscribe(&actor, &read::<SubscriptionOrder>(&body)?).await?))
}

/// What was delivered to you, the newest first.
#[utoipa::path(get, path = "/api/v1/deliveries", tag = "saved", params(ListQuery, FormatParam),
    responses((status = 200, body = Page<DeliveryRow>), (status = "default", body = ErrorBody)))]
pub(super) async fn list_deliveries(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    TableParams(query, format): TableParams<ListQuery>,
) -> Answer<Response> {
    let page = web.platform.list_deliveries(&actor, &query).await?;
    list(format, "deliveries", &page, || page.rows.clone()).await
}

/// A file of a delivery, counted from 1.
#[utoipa::path(get, path = "/api/v1/deliveries/{id}/files/{n}", tag = "saved",
    params(("id" = i64, Path), ("n" = i64, Path)),
    responses((status = 200, content_type = "application/octet-stream"), (status = "default", body = ErrorBody)))]
pub(super) async fn open_delivery(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Path((id, n)): Path<(i64, i64)>,
) -> Answer<Response> {
    let file = web.platform.open_delivery(&actor, id, n).await?;
    let headers = [
        (header::CONTENT_TYPE, file.media),
        // The name is made of ids and days.
        (header::CONTENT_DISPOSITION, format!("attachment; filename=\"{}\"", file.name.replace('"', ""))),
    ];
    Ok((headers, file.bytes).into_response())
}
