//! The live stream's address.

use crate::http::{
    Web,
    answers::{Answer, ErrorBody},
    identity::Credential,
    live,
    params::Params,
};
use app::{
    api::{Failure, live::LiveBatch},
    domain::permissions::Actor,
};
use axum::{Extension, extract::State, response::Response};
use http::HeaderMap;
use serde::Deserialize;
use utoipa::IntoParams;

/// What to follow.
#[derive(Debug, Deserialize, IntoParams)]
#[into_params(parameter_in = Query)]
pub(super) struct LiveParams {
    /// Code of the unit; changes below it are reported too.
    unit: String,
    /// Number of the last change that is known; the header `Last-Event-ID` goes before it.
    after: Option<i64>,
}

/// Changes as they happen, as Server-Sent Events named `change` whose data is a `LiveBatch`: at most one a second,
/// several changes of a unit merged into one. A batch with `reset` says that changes were lost: load everything again.
#[utoipa::path(get, path = "/api/v1/live", tag = "live", params(LiveParams,
        ("Last-Event-ID" = Option<i64>, Header, description = "Number of the last event, as browsers send it by themselves")),
    responses((status = 200, body = LiveBatch, content_type = "text/event-stream"), (status = "default", body = ErrorBody)))]
pub(super) async fn follow(
    State(web): State<Web>,
    Extension(actor): Extension<Actor>,
    Extension(credential): Extension<Credential>,
    headers: HeaderMap,
    Params(query): Params<LiveParams>,
) -> Answer<Response> {
    let after = match headers.get("last-event-id").and_then(|value| value.to_str().ok()) {
        None | Some("") => query.after,
        Some(text) => Some(text.parse().map_err(|_| Failure::invalid("Last-Event-ID", "malformed", text))?),
    };
    live::open(web, actor, credential, &query.unit, after).await
}
