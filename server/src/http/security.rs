//! Headers that every answer carries, and the refusal of posts that come from other sites.

use super::{Web, errors::ApiError};
use app::api::{Failure, FailureKind};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, HeaderValue, Method, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use leptos::{nonce::use_nonce, prelude::use_context};
use leptos_axum::ResponseOptions;

/// Whoever may only read is asked nothing; everything else must come from this site. Browsers say where a request
/// comes from in `Sec-Fetch-Site` or `Origin`; what says neither is no browser and carries no cookie by itself.
pub(super) async fn refuse_foreign_posts(request: Request, next: Next) -> Response {
    let safe = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let bearer = request.headers().contains_key(header::AUTHORIZATION);
    if safe || bearer || comes_from_here(request.headers()) {
        return next.run(request).await;
    }
    ApiError(Failure::new(FailureKind::Forbidden, "foreign_site")).into_response()
}

fn comes_from_here(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if let Some(site) = text("sec-fetch-site") {
        return matches!(site, "same-origin" | "none");
    }
    match text("origin") {
        None => true,
        Some(origin) => {
            let host = origin.split_once("://").map_or("", |(_, host)| host);
            text("host").is_some_and(|here| here.eq_ignore_ascii_case(host))
        }
    }
}

const ALWAYS: [(&str, &str); 6] = [
    ("x-content-type-options", "nosniff"),
    ("referrer-policy", "same-origin"),
    ("x-frame-options", "DENY"),
    ("cross-origin-opener-policy", "same-origin"),
    ("cross-origin-resource-policy", "same-origin"),
    ("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
];

/// A policy for answers that are no pages: nothing in them is ever run.
const NOTHING: &str = "default-src 'none'; frame-ancestors 'none'";

/// Adds the headers that are missing.
pub(super) async fn headers(State(web): State<Web>, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    headers.entry("content-security-policy").or_insert(HeaderValue::from_static(NOTHING));
    if web.options.https {
        let year = HeaderValue::from_static("max-age=31536000; includeSubDomains");
        headers.entry("strict-transport-security").or_insert(year);
    }
    response
}

/// The policy of a page: scripts only with the nonce that leptos makes for this answer.
pub(super) fn protect_page() {
    let (Some(nonce), Some(response)) = (use_nonce(), use_context::<ResponseOptions>()) else { return };
    let policy = format!(
        "default-src 'self'; script-src 'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'; \
         style-src 'self' 'nonce-{nonce}'; img-src 'self' data: blob:; connect-src 'self'; font-src 'self'; \
         object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    );
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        response.insert_header(header::CONTENT_SECURITY_POLICY, policy);
        response.insert_header(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(pairs: &[(&'static str, &'static str)]) -> bool {
        let mut headers = HeaderMap::new();
        for (name, value) in pairs {
            headers.insert(*name, HeaderValue::from_static(value));
        }
        comes_from_here(&headers)
    }

    #[test]
    fn only_this_site_may_post() {
        assert!(asks(&[("sec-fetch-site", "same-origin")]));
        assert!(!asks(&[("sec-fetch-site", "cross-site"), ("origin", "http://a"), ("host", "a")]));
        assert!(!asks(&[("sec-fetch-site", "same-site")]));
        assert!(asks(&[("origin", "https://court.example"), ("host", "court.example")]));
        assert!(!asks(&[("origin", "https://evil.example"), ("host", "court.example")]));
        assert!(!asks(&[("origin", "null"), ("host", "court.example")]));
        assert!(asks(&[("host", "court.example")]), "no browser");
    }
}
