//! Pages and server functions by leptos, and the files of the client.

use super::{HttpOptions, Web, headers::content_policy};
use app::{
    App,
    api::{Failure, Services},
    areas::Area,
    shell,
};
use axum::{
    Router,
    body::{Body, to_bytes},
    extract::Request,
    middleware::{self, Next},
    response::Response,
    routing::get_service,
};
use http::{HeaderValue, Method, StatusCode, header};
use leptos::{
    config::{Env, LeptosOptions},
    nonce::use_nonce,
    prelude::{provide_context, use_context},
    server_fn::error::SERVER_FN_ERROR_HEADER,
};
use leptos_axum::{LeptosRoutes, ResponseOptions, generate_route_list, render_app_async_with_context};
use serde::Deserialize;
use std::{path::Path, sync::Arc};
use tower::ServiceExt;
use tower_http::services::ServeDir;

/// The routes of the pages, the server functions, and what is answered where no route is.
pub(super) fn routes(web: &Web) -> Router {
    let (options, areas) = leptos_options(&web.options.site_root);
    let context = {
        let (services, platform, prints) = (web.services(), web.platform.clone(), web.prints.clone());
        move || {
            give_context(&services, &platform.policy.stream_origins);
            provide_context(prints.clone());
            provide_context(platform.zone());
        }
    };
    let document = {
        let options = options.clone();
        move || shell(options.clone(), areas)
    };
    let listings = generate_route_list(App);
    let files = ServeDir::new(&web.options.site_root)
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    let page = render_app_async_with_context(context.clone(), document.clone());
    let otherwise = move |request: Request| {
        let (files, page) = (files.clone(), page.clone());
        async move { file_or_page(files, page, request).await }
    };
    Router::new()
        .leptos_routes_with_context(&options, listings, context, document)
        .fallback(otherwise)
        .with_state(options)
        .layer(axum::extract::DefaultBodyLimit::max(1 << 20))
        .layer(middleware::from_fn(status_of_failures))
}

/// The client's files, whose folder is named by their content and so never changes.
pub(super) fn client_files(options: &HttpOptions) -> Router {
    let files = ServeDir::new(options.site_root.join("pkg"))
        .append_index_html_on_directories(false)
        .precompressed_br()
        .precompressed_gzip();
    Router::new().nest_service("/pkg", get_service(files)).layer(middleware::map_response(for_ever))
}

/// Says that an answer never changes under its address.
pub(super) async fn for_ever(mut response: Response) -> Response {
    let value = if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        "public, max-age=31536000, immutable"
    } else {
        "no-store"
    };
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static(value));
    response
}

/// What pages and server functions find in their context.
fn give_context(services: &Arc<dyn Services>, origins: &[String]) {
    provide_context(services.clone());
    // Moving pictures are in one area alone: whoever comes from another loads a page, with its own policy.
    let path = use_context::<http::request::Parts>().map(|parts| parts.uri.path().to_owned());
    let streams = path.is_some_and(|path| Area::of(&path) == Area::Safety).then_some(origins);
    let policy = use_nonce().map(|nonce| content_policy(Some(&nonce), streams));
    if let Some(policy) = policy.and_then(|policy| HeaderValue::from_str(&policy).ok())
        && let Some(response) = use_context::<ResponseOptions>()
    {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
    }
}

/// A file of the site; else the page that says that there is no such page.
async fn file_or_page<F>(files: ServeDir, page: impl FnOnce(Request) -> F, request: Request) -> Response
where
    F: Future<Output = Response>,
{
    let path = request.uri().path();
    // Below `/api` nobody wants a page.
    if path.starts_with("/api/") {
        let failure = Failure::not_found("path", path);
        return axum::response::IntoResponse::into_response(super::answers::Refused(failure));
    }
    let reading = matches!(*request.method(), Method::GET | Method::HEAD);
    // Dot files and `site.json` are for the server.
    let public = path != "/" && !path.contains("/.") && path != "/site.json";
    if reading && public {
        let mut asked = Request::new(Body::empty());
        *asked.uri_mut() = request.uri().clone();
        *asked.headers_mut() = request.headers().clone();
        *asked.method_mut() = request.method().clone();
        if let Ok(found) = files.oneshot(asked).await
            && found.status() != StatusCode::NOT_FOUND
        {
            return found.map(Body::new);
        }
    }
    let mut response = page(request).await;
    if response.status() == StatusCode::OK {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

/// Server functions answer every failure with 500: give it the status that it has everywhere else.
async fn status_of_failures(request: Request, next: Next) -> Response {
    let response = next.run(request).await;
    let failed = response.status() == StatusCode::INTERNAL_SERVER_ERROR
        && response.headers().contains_key(SERVER_FN_ERROR_HEADER);
    if !failed {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    let bytes = to_bytes(body, 1 << 20).await.unwrap_or_default();
    if let Ok(failure) = serde_json::from_slice::<Failure>(&bytes)
        && let Ok(status) = StatusCode::from_u16(failure.status())
    {
        parts.status = status;
    }
    Response::from_parts(parts, Body::from(bytes))
}

/// What the build has left beside the client.
#[derive(Deserialize)]
struct Site {
    pkg: String,
    areas: bool,
}

fn site(site_root: &Path) -> Option<Site> {
    let text = std::fs::read_to_string(site_root.join("site.json")).ok()?;
    serde_json::from_str(&text).ok()
}

/// The address of the style sheet.
pub(super) fn style(site_root: &Path) -> String {
    let folder = site(site_root).map_or_else(|| "pkg".to_owned(), |site| site.pkg);
    format!("/{folder}/{}.css", Area::Everyday.client())
}

/// Where the client is, as the build has left it, and whether there is one for each area; without a build the pages are
/// served without one.
fn leptos_options(site_root: &Path) -> (LeptosOptions, bool) {
    let site = site(site_root);
    if site.is_none() {
        tracing::warn!(folder = %site_root.display(), "no client was built here: pages work as plain HTML");
    }
    let areas = site.as_ref().is_some_and(|site| site.areas);
    let options = LeptosOptions::builder()
        .output_name(Area::Everyday.client())
        .site_root(site_root.to_string_lossy().as_ref())
        .site_pkg_dir(site.map_or_else(|| "pkg".to_owned(), |site| site.pkg))
        .env(Env::PROD)
        .build();
    (options, areas)
}
