//! Whether the server lives, whether it is ready, and what it has done.

use super::{Web, errors::ApiError};
use app::api::{Failure, FailureKind};
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    http::{HeaderMap, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use std::time::Instant;

/// `/healthz`, `/readyz`, `/metrics`.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(metrics))
}

/// Ready is who reaches the database and has read its tree.
async fn ready(State(web): State<Web>) -> Response {
    if web.platform.db.ping().await.is_err() {
        return (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer\n").into_response();
    }
    match web.platform.tree().await {
        Ok(_) => "ready\n".into_response(),
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "the tree cannot be read\n").into_response(),
    }
}

async fn metrics(State(web): State<Web>, headers: HeaderMap) -> Response {
    let wanted = web.options.metrics_token.as_deref().filter(|token| !token.is_empty());
    let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    if let Some(wanted) = wanted
        && given.is_none_or(|given| given != format!("Bearer {wanted}"))
    {
        return ApiError(Failure::new(FailureKind::Unauthenticated, "bad_token")).into_response();
    }
    let Some(handle) = &web.options.metrics else { return StatusCode::NOT_FOUND.into_response() };
    if let Ok(head) = web.platform.db.outbox_head().await {
        metrics::gauge!("jiceng_outbox_lag").set((head - web.hub.head()).max(0) as f64);
    }
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4")], handle.render()).into_response()
}

/// Counts requests and their time by route, not by path: paths are without number.
pub(super) async fn measure(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().as_str().to_owned();
    let route = request.extensions().get::<MatchedPath>().map_or("files", MatchedPath::as_str).to_owned();
    let response = next.run(request).await;
    let status = response.status().as_u16().to_string();
    let labels = [("method", method), ("route", route), ("status", status)];
    metrics::counter!("jiceng_requests_total", &labels).increment(1);
    metrics::histogram!("jiceng_request_seconds", &labels).record(began.elapsed().as_secs_f64());
    response
}
