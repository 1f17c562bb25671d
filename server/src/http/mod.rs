//! The web server: pages, server functions, REST v1, the live stream, uploads. Nothing here decides anything; it finds
//! out who asks, hands on to the services, and words the answer.

mod actor;
mod errors;
mod health;
mod live;
mod pages;
pub mod rest;
mod security;
mod session;
mod site;

use crate::{platform::Platform, services::live::Hub, store::Sessions};
use axum::{Router, extract::FromRef, middleware};
use leptos::config::LeptosOptions;
use metrics_exporter_prometheus::PrometheusHandle;
pub use site::SiteError;
use std::{path::PathBuf, sync::Arc, time::Duration};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{
        CompressionLayer, Predicate,
        predicate::{DefaultPredicate, NotForContentType},
    },
    request_id::{MakeRequestUuid, PropagateRequestIdLayer, SetRequestIdLayer},
    trace::TraceLayer,
};

/// What the web server needs to know beside the platform.
#[derive(Debug, Clone)]
pub struct HttpOptions {
    /// Folder with the client, as `make client` leaves it.
    pub site_root: PathBuf,
    /// Whether people reach the server by HTTPS.
    pub https: bool,
    /// Largest body in bytes; streams of case events are worked off as they come and have no such bound.
    pub body_limit: usize,
    /// How long a request may take; streams and uploads of case events excepted.
    pub request_timeout: Duration,
    /// Bearer token wanted for `/metrics`.
    pub metrics_token: Option<String>,
    /// Where `/metrics` reads.
    pub metrics: Option<PrometheusHandle>,
}

/// What every handler can reach.
#[derive(Clone)]
pub(crate) struct Web {
    pub platform: Arc<Platform>,
    pub hub: Arc<Hub>,
    pub options: Arc<HttpOptions>,
    pub leptos: LeptosOptions,
}

impl FromRef<Web> for LeptosOptions {
    fn from_ref(web: &Web) -> Self {
        web.leptos.clone()
    }
}

/// Everything that is served.
pub fn router(platform: Arc<Platform>, hub: Arc<Hub>, options: HttpOptions) -> Result<Router, SiteError> {
    let leptos = site::leptos_options(&options.site_root)?;
    let https = options.https;
    let web = Web { platform: platform.clone(), hub, options: Arc::new(options), leptos };
    let whole =
        Router::new()
            .merge(rest::router(&web))
            .merge(live::routes())
            .merge(session::routes())
            .merge(pages::routes(&web))
            .layer(middleware::from_fn_with_state(web.clone(), actor::resolve))
            .layer(middleware::from_fn(security::refuse_foreign_posts))
            .layer(session::layer(Sessions::new(platform.db.clone()), https))
            .merge(health::routes())
            .fallback_service(site::files(&web))
            // Streams are flushed piece by piece and files are compressed beforehand.
            .layer(CompressionLayer::new().compress_when(
                DefaultPredicate::new().and(NotForContentType::const_new("text/event-stream")),
            ))
            .layer(middleware::from_fn_with_state(web.clone(), security::headers))
            .layer(middleware::from_fn(health::measure))
            .layer(
                ServiceBuilder::new()
                    .layer(SetRequestIdLayer::x_request_id(MakeRequestUuid))
                    .layer(TraceLayer::new_for_http().make_span_with(errors::span))
                    .layer(PropagateRequestIdLayer::x_request_id())
                    .layer(CatchPanicLayer::custom(errors::panicked)),
            );
    Ok(whole.with_state(web))
}
