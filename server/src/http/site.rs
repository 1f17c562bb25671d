//! The client as `.ci/client` leaves it: files named by content and compressed beforehand.

use super::Web;
use axum::http::{HeaderValue, header};
use leptos::config::{Env, LeptosOptions};
use serde::Deserialize;
use std::path::{Path, PathBuf};
use tower::{Layer, ServiceBuilder};
use tower_http::{
    services::ServeDir,
    set_header::{SetResponseHeader, SetResponseHeaderLayer},
};

/// Why the client cannot be served.
#[derive(Debug, thiserror::Error)]
#[error("{}: {reason}; run `make client`, or name the folder by --site-root", .file.display())]
pub struct SiteError {
    /// The file.
    pub file: PathBuf,
    /// What is wrong with it.
    pub reason: String,
}

#[derive(Deserialize)]
struct Site {
    pkg: String,
}

/// What leptos must know to name the files of the client.
pub(super) fn leptos_options(root: &Path) -> Result<LeptosOptions, SiteError> {
    let file = root.join("site.json");
    let wrong = |reason: String| SiteError { file: file.clone(), reason };
    let text = std::fs::read_to_string(&file).map_err(|error| wrong(error.to_string()))?;
    let site: Site = serde_json::from_str(&text).map_err(|error| wrong(error.to_string()))?;
    Ok(LeptosOptions::builder()
        .output_name("jiceng")
        .site_root(root.display().to_string())
        .site_pkg_dir(site.pkg)
        .env(Env::PROD)
        .build())
}

type Files = SetResponseHeader<ServeDir, HeaderValue>;

/// The files. What lies under `pkg/` is named by its content and never changes.
pub(super) fn files(web: &Web) -> axum::Router {
    let root = PathBuf::from(&*web.leptos.site_root);
    let serve = |folder: PathBuf| ServeDir::new(folder).precompressed_br().precompressed_gzip();
    let cached = |value: &'static str| {
        SetResponseHeaderLayer::overriding(header::CACHE_CONTROL, HeaderValue::from_static(value))
    };
    let unchanging: Files = cached("public, max-age=31536000, immutable").layer(serve(root.join("pkg")));
    let others = ServiceBuilder::new().layer(cached("public, max-age=3600")).service(serve(root));
    axum::Router::new().nest_service("/pkg", unchanging).fallback_service(others)
}
