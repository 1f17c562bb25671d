//! Pages and server functions, with the services in their context.

use super::{Web, security::protect_page};
use app::api::Services;
use axum::{Router, extract::DefaultBodyLimit};
use leptos::prelude::provide_context;
use leptos_axum::{LeptosRoutes, generate_route_list};
use std::sync::Arc;
use tower_http::timeout::TimeoutLayer;

/// Everything that leptos answers.
pub(super) fn routes(web: &Web) -> Router<Web> {
    let services: Arc<dyn Services> = web.platform.clone();
    let context = move || provide_context(services.clone());
    let options = web.leptos.clone();
    let shell = move || {
        protect_page();
        app::shell(options.clone())
    };
    Router::new()
        .leptos_routes_with_context(web, generate_route_list(app::App), context, shell)
        .layer(DefaultBodyLimit::max(web.options.body_limit))
        .layer(TimeoutLayer::with_status_code(
            axum::http::StatusCode::REQUEST_TIMEOUT,
            web.options.request_timeout,
        ))
}
