//! Headers that tell browsers what our pages never do.

use super::Web;
use axum::{
    extract::{Request, State},
    middleware::Next,
    response::Response,
};
use http::{HeaderName, HeaderValue, header};

/// Headers of every answer.
const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "same-origin"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), geolocation=(self), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// The content policy: with the nonce of a page, or without scripts of our own where there is none. `streams` are the origins
/// from which moving pictures may come, on pages that show them; a player puts them together in this page, hence `blob:`.
pub(super) fn content_policy(nonce: Option<&str>, streams: Option<&[String]>) -> String {
    let (script, style) = match nonce {
        Some(nonce) => (
            format!("'strict-dynamic' 'nonce-{nonce}' 'wasm-unsafe-eval'"),
            format!("'self' 'nonce-{nonce}'"),
        ),
        None => ("'none'".to_owned(), "'self'".to_owned()),
    };
    let (media, connect) = match streams {
        Some(origins) => {
            let origins: String = origins.iter().map(|origin| format!(" {origin}")).collect();
            (format!("media-src 'self' blob:{origins}; "), origins)
        }
        None => (String::new(), String::new()),
    };
    format!(
        "default-src 'self'; script-src {script}; style-src {style}; img-src 'self' data: blob:; \
         {media}connect-src 'self'{connect}; worker-src 'self'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'"
    )
}

/// The layer. What a handler has set stays.
pub(super) async fn secure(State(web): State<Web>, request: Request, next: Next) -> Response {
    let dynamic = !request.uri().path().starts_with("/pkg/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    if let Ok(policy) = HeaderValue::from_str(&content_policy(None, None)) {
        headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    if dynamic {
        // Figures are for whoever asked; no cache in between may hand them to somebody else.
        headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("private, no-store"));
    }
    if web.options.https {
        let years = HeaderValue::from_static("max-age=63072000; includeSubDomains");
        headers.entry(header::STRICT_TRANSPORT_SECURITY).or_insert(years);
    }
    response
}
