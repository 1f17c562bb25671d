//! How failures are answered: a handler returns [`Refused`]; the outermost layer, which knows the request's number,
//! writes the body and the log line.

use app::{
    api::{Failure, FailureKind},
    i18n::{Locale, failure_text},
    prints::trouble_page,
};
use axum::{
    Json,
    body::Body,
    extract::Request,
    middleware::Next,
    response::{Html, IntoResponse, Response},
};
use http::{Method, StatusCode, header, request::Parts};
use serde::Serialize;
use std::any::Any;

/// A failure as answer.
#[derive(Debug)]
pub(super) struct Refused(pub(super) Failure);

/// What a handler gives.
pub(super) type Answer<T> = Result<T, Refused>;

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

impl IntoResponse for Refused {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.0.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = status.into_response();
        response.extensions_mut().insert(self.0);
        response
    }
}

/// The number of a request, in header, log and error body.
#[derive(Debug, Clone)]
pub(super) struct RequestId(pub(super) String);

/// The body of an error.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(super) struct ErrorBody {
    /// What went wrong.
    error: ErrorDetail,
}

/// What went wrong.
#[derive(Debug, Serialize, utoipa::ToSchema)]
struct ErrorDetail {
    /// Kind.
    kind: FailureKind,
    /// Stable code of the reason.
    reason: String,
    /// The parameter or field that is wrong; empty when none is.
    field: String,
    /// The offending value, or a particular of it.
    value: String,
    /// For people, in Chinese.
    message_zh: String,
    /// For people, in English.
    message_en: String,
    /// Number of the request, for asking the operator.
    request_id: String,
}

/// A page that was asked for by a browser: language, address of the style sheet, path with the query.
pub(super) struct Wanted {
    locale: Locale,
    style: String,
    path: String,
}

impl Wanted {
    /// None for requests that want no page.
    pub(super) fn of(parts: &Parts, style: &str) -> Option<Self> {
        let path = parts.uri.path();
        let html = parts.headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok());
        let is_page = parts.method == Method::GET && !path.starts_with("/api/") && !path.starts_with("/pkg/");
        (is_page && html.is_some_and(|accept| accept.contains("text/html"))).then(|| Self {
            locale: Locale::of_request(parts),
            style: style.to_owned(),
            path: parts.uri.path_and_query().map_or(path, |whole| whole.as_str()).to_owned(),
        })
    }
}

/// Writes the body of a failure into its response: for programs as JSON, and as a page where one was wanted.
pub(super) fn write_failure(response: Response, id: &RequestId, wanted: Option<Wanted>) -> Response {
    let (mut parts, body) = response.into_parts();
    let Some(failure) = parts.extensions.remove::<Failure>() else {
        return Response::from_parts(parts, body);
    };
    let page = wanted.map(|wanted| {
        let page = trouble_page(wanted.locale, &wanted.style, &wanted.path, &failure, &id.0);
        Html(page).into_response()
    });
    let as_json = |failure: Failure| {
        Json(ErrorBody {
            error: ErrorDetail {
                message_zh: failure_text(Locale::Zh, &failure),
                message_en: failure_text(Locale::En, &failure),
                kind: failure.kind,
                reason: failure.reason,
                field: failure.field,
                value: failure.value,
                request_id: id.0.clone(),
            },
        })
        .into_response()
    };
    let mut written = page.unwrap_or_else(|| as_json(failure.clone()));
    *written.status_mut() = parts.status;
    parts.headers.remove(header::CONTENT_TYPE);
    parts.headers.remove(header::CONTENT_LENGTH);
    written.headers_mut().extend(parts.headers);
    *written.extensions_mut() = parts.extensions;
    written
}

/// Gives the timeout layer's empty answer its words.
pub(super) async fn say_timeouts(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    if response.status() == StatusCode::REQUEST_TIMEOUT && response.extensions().get::<Failure>().is_none() {
        let mut response = StatusCode::SERVICE_UNAVAILABLE.into_response();
        response.extensions_mut().insert(Failure::new(FailureKind::Internal, "timeout"));
        return response;
    }
    response
}

/// What a panic in a handler becomes.
pub(super) fn panicked(panic: Box<dyn Any + Send + 'static>) -> Response<Body> {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("a panic without words");
    tracing::error!(panic = text, "a handler panicked");
    Refused(Failure::internal("panic")).into_response()
}
