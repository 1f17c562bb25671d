//! REST v1. One definition of each operation gives its route and its part of the OpenAPI document.
#![allow(unused_qualifications)] // utoipa names the types of parameters by their path

mod cases;
mod formats;
mod imports;
mod params;
mod people;
mod units;
mod values;

use super::{Web, errors};
use axum::{Json, Router, extract::DefaultBodyLimit, http::StatusCode, routing::get};
use tower_http::timeout::TimeoutLayer;
use utoipa::{
    Modify, OpenApi,
    openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme},
};
use utoipa_axum::{router::OpenApiRouter, routes};

#[derive(OpenApi)]
#[openapi(
    info(
        title = "Jiceng",
        description = "Visual management of people's tribunals: units, indicators, values, case events, imports. \
                       Figures are public to whoever may see the unit; say who you are with a bearer token or a session.",
        license(name = "Apache-2.0")
    ),
    modifiers(&Bearer),
    security((), ("bearer" = [])),
    components(schemas(errors::ErrorBody, app::api::live::LiveBatch))
)]
struct Document;

struct Bearer;

impl Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some("An API token, made by an administrator or by `jiceng token add`"));
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme.build()));
    }
}

fn operations() -> OpenApiRouter<Web> {
    OpenApiRouter::with_openapi(Document::openapi())
        .routes(routes!(units::list_units))
        .routes(routes!(values::list_indicators))
        .routes(routes!(values::query_values))
        .routes(routes!(values::explain_value))
        .routes(routes!(imports::list_imports))
        .routes(routes!(imports::list_profiles))
        .routes(routes!(imports::open_import))
        .routes(routes!(imports::list_problems))
        .routes(routes!(imports::commit_import))
        .routes(routes!(imports::undo_import))
        .routes(routes!(imports::retry_import))
        .routes(routes!(people::list_users))
        .routes(routes!(people::list_tokens))
        .routes(routes!(people::list_audit))
}

/// Operations whose bodies are large or come slowly.
fn uploads() -> OpenApiRouter<Web> {
    OpenApiRouter::new().routes(routes!(cases::send_cases)).routes(routes!(imports::upload_import))
}

/// The OpenAPI document.
pub fn document() -> utoipa::openapi::OpenApi {
    operations().merge(uploads()).into_openapi()
}

pub(super) fn router(web: &Web) -> Router<Web> {
    let (quick, _) = operations().split_for_parts();
    let (slow, _) = uploads().split_for_parts();
    let quick =
        quick.layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, web.options.request_timeout));
    let document = document();
    quick
        .merge(slow.layer(DefaultBodyLimit::max(web.options.body_limit)))
        .route("/api/v1/openapi.json", get(async move || Json(document)))
}
