//! What operators see: request numbers, logs, metrics, health.

use super::{
    Web,
    answers::{Refused, RequestId, Wanted, write_failure},
    identity::peer,
};
use app::api::{Failure, FailureKind};
use axum::{
    Router,
    extract::{MatchedPath, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
    routing::get,
};
use http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use metrics_exporter_prometheus::{Matcher, PrometheusBuilder, PrometheusHandle};
use sha2::{Digest, Sha256};
use std::{sync::OnceLock, time::Instant};
use tracing::Instrument;

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The outermost layer: gives the request its number, and logs and counts what became of it.
pub(super) async fn observe(State(web): State<Web>, mut request: Request, next: Next) -> Response {
    let started = Instant::now();
    let id = RequestId(request_id(&web, request.headers()));
    request.extensions_mut().insert(id.clone());
    let method = request.method().clone();
    let route = request
        .extensions()
        .get::<MatchedPath>()
        .map_or_else(|| "other".to_owned(), |path| path.as_str().to_owned());
    // Without the query string: it may hold names.
    let span = tracing::info_span!("request", id = %id.0, %method, path = request.uri().path());
    let (parts, body) = request.into_parts();
    let wanted = Wanted::of(&parts, &web.style);
    let response = next.run(Request::from_parts(parts, body)).instrument(span.clone()).await;
    let mut response = write_failure(response, &id, wanted);
    if let Ok(value) = HeaderValue::from_str(&id.0) {
        response.headers_mut().insert(REQUEST_ID, value);
    }
    let (status, took) = (response.status().as_u16(), started.elapsed());
    span.in_scope(|| {
        let ms = took.as_millis() as u64;
        if status >= 500 {
            tracing::error!(status, ms, "answered")
        } else {
            tracing::debug!(status, ms, "answered")
        }
    });
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::counter!("jiceng_http_requests_total", &labels).increment(1);
    metrics::histogram!("jiceng_http_request_seconds", &labels[..2]).record(took.as_secs_f64());
    response
}

/// The number that a proxy has given, if it looks like one, else a new one.
fn request_id(web: &Web, headers: &HeaderMap) -> String {
    let given = headers.get(REQUEST_ID).and_then(|value| value.to_str().ok());
    let fit = |id: &&str| {
        (8..=64).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
    };
    match given.filter(|_| web.options.behind_proxy).filter(fit) {
        Some(id) => id.to_owned(),
        None => {
            let bytes: [u8; 8] = web.platform.random();
            bytes.iter().map(|byte| format!("{byte:02x}")).collect()
        }
    }
}

/// The routes.
pub(super) fn routes(web: &Web) -> Router {
    recorder();
    Router::new()
        .route("/healthz", get(async || "ok\n"))
        .route("/readyz", get(ready))
        .route("/metrics", get(show_metrics))
        .with_state(web.clone())
}

/// Whether requests can be answered: the database is there and has the schema of this program.
async fn ready(State(web): State<Web>) -> Response {
    let migrated = match web.platform.db.ping().await {
        Ok(()) => web.platform.db.is_migrated().await,
        Err(error) => Err(error),
    };
    match migrated {
        Ok(true) if !web.options.shutdown.is_cancelled() => "ready\n".into_response(),
        Ok(true) => (StatusCode::SERVICE_UNAVAILABLE, "stopping\n").into_response(),
        Ok(false) => (StatusCode::SERVICE_UNAVAILABLE, "database: another schema\n").into_response(),
        Err(error) => {
            tracing::error!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "database: not there\n").into_response()
        }
    }
}

async fn show_metrics(State(web): State<Web>, extensions: Extensions, headers: HeaderMap) -> Response {
    if !may_see_metrics(&web, &extensions, &headers) {
        return Refused(Failure::new(FailureKind::Forbidden, "forbidden")).into_response();
    }
    let Some(handle) = recorder() else {
        return (StatusCode::NOT_FOUND, "another recorder is installed\n").into_response();
    };
    handle.run_upkeep();
    ([(header::CONTENT_TYPE, "text/plain; version=0.0.4; charset=utf-8")], handle.render()).into_response()
}

/// By the configured token, else from this machine only, and then not through a proxy on it.
fn may_see_metrics(web: &Web, extensions: &Extensions, headers: &HeaderMap) -> bool {
    if let Some(token) = &web.options.metrics_token {
        let given = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let given = given.and_then(|value| value.strip_prefix("Bearer "));
        // Compared by hash: how long it takes says nothing about the token.
        return given.is_some_and(|given| Sha256::digest(given) == Sha256::digest(token));
    }
    let forwarded = headers.contains_key("x-forwarded-for") || headers.contains_key("forwarded");
    !forwarded && peer(extensions).is_some_and(|peer| peer.ip().to_canonical().is_loopback())
}

/// The recorder of this process; none when somebody else has installed another one.
fn recorder() -> Option<&'static PrometheusHandle> {
    static HANDLE: OnceLock<Option<PrometheusHandle>> = OnceLock::new();
    HANDLE
        .get_or_init(|| {
            let buckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
            let builder = PrometheusBuilder::new()
                .set_buckets_for_metric(Matcher::Suffix("_seconds".to_owned()), &buckets)
                .ok()?;
            let handle = builder.install_recorder().ok()?;
            metrics::describe_counter!("jiceng_http_requests_total", "Requests by route and status");
            metrics::describe_histogram!("jiceng_http_request_seconds", "Time until the answer begins");
            metrics::describe_gauge!("jiceng_live_subscribers", "Open live streams");
            metrics::describe_counter!("jiceng_cases_taken_total", "Cases created or changed by REST");
            metrics::describe_counter!("jiceng_cases_refused_total", "Case lines that were not taken");
            metrics::describe_counter!("jiceng_import_rows_total", "Rows of uploaded tables by outcome");
            metrics::describe_gauge!("jiceng_outbox_lag_seconds", "From commit to live stream, last change");
            Some(handle)
        })
        .as_ref()
}
