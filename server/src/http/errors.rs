//! Failures as answers: status, stable code, texts in both languages, the id of the request.

use app::{
    api::{Failure, FailureKind},
    i18n::{Locale, failure_text},
};
use axum::{
    Json,
    body::Body,
    http::{Request, Response, StatusCode, header},
    response::IntoResponse,
};
use serde::Serialize;
use std::any::Any;
use utoipa::ToSchema;

/// A failure that an endpoint answers with.
#[derive(Debug)]
pub struct ApiError(pub Failure);

impl From<Failure> for ApiError {
    fn from(failure: Failure) -> Self {
        Self(failure)
    }
}

/// The body of an answer that says what went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorBody {
    /// What went wrong.
    pub error: ErrorDetail,
}

/// What went wrong.
#[derive(Debug, Serialize, ToSchema)]
pub struct ErrorDetail {
    /// Kind, which goes with the status.
    pub kind: FailureKind,
    /// Stable code.
    pub reason: String,
    /// The parameter or field that is wrong; empty when none is.
    pub field: String,
    /// The offending value.
    pub value: String,
    /// For people, in Chinese.
    pub message_zh: String,
    /// For people, in English.
    pub message_en: String,
}

impl IntoResponse for ApiError {
    fn into_response(self) -> axum::response::Response {
        let Self(failure) = self;
        let status = StatusCode::from_u16(failure.status()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let detail = ErrorDetail {
            message_zh: failure_text(Locale::Zh, &failure),
            message_en: failure_text(Locale::En, &failure),
            kind: failure.kind,
            reason: failure.reason,
            field: failure.field,
            value: failure.value,
        };
        let mut response = (status, Json(ErrorBody { error: detail })).into_response();
        if status == StatusCode::UNAUTHORIZED {
            let bearer = header::HeaderValue::from_static("Bearer");
            response.headers_mut().insert(header::WWW_AUTHENTICATE, bearer);
        }
        response
    }
}

/// The span of a request; its id is in the header `x-request-id` of the answer and in every log line.
pub(super) fn span(request: &Request<Body>) -> tracing::Span {
    let id = request.headers().get("x-request-id").and_then(|id| id.to_str().ok()).unwrap_or_default();
    tracing::info_span!("request", id, method = %request.method(), path = request.uri().path())
}

/// What is answered when a handler panics: nothing of why.
pub(super) fn panicked(what: Box<dyn Any + Send>) -> Response<Body> {
    let text = what
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| what.downcast_ref::<&str>().copied())
        .unwrap_or("unknown");
    tracing::error!(text, "a handler panicked");
    ApiError(Failure::internal("panic")).into_response()
}
