//! Against requests that another site has made a browser send: whatever is not a mere reading must come from our own
//! pages. A bearer token proves more than a cookie: no browser adds it by itself.

use super::answers::Refused;
use app::api::{Failure, FailureKind};
use axum::{
    extract::Request,
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{HeaderMap, Method, Uri, header};

/// The layer.
pub(super) async fn same_site_only(request: Request, next: Next) -> Response {
    let reading = matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS);
    let by_token =
        request.uri().path().starts_with("/api/v1/") && request.headers().contains_key(header::AUTHORIZATION);
    if reading || by_token || is_own(request.headers(), request.uri()) {
        next.run(request).await
    } else {
        Refused(Failure::new(FailureKind::Forbidden, "cross_site")).into_response()
    }
}

/// Whether a browser says that one of our own pages has sent the request. Browsers without `Sec-Fetch-Site`, and all
/// of them where the site is not reached by https, tell by `Origin`.
fn is_own(headers: &HeaderMap, uri: &Uri) -> bool {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    if headers.contains_key("sec-fetch-site") {
        let site = headers.get("sec-fetch-site").and_then(|value| value.to_str().ok());
        return matches!(site, Some("same-origin" | "none"));
    }
    let Some(origin) = text(header::ORIGIN).and_then(|origin| origin.parse::<Uri>().ok()) else {
        return false;
    };
    let host = text(header::HOST).or_else(|| uri.authority().map(|authority| authority.as_str()));
    origin.authority().map(|authority| authority.as_str()).is_some_and(|own| host == Some(own))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn own(pairs: &[(&'static str, &str)]) -> bool {
        let headers = pairs.iter().map(|(name, value)| {
            (http::HeaderName::from_static(name), http::HeaderValue::from_str(value).unwrap())
        });
        is_own(&headers.collect(), &Uri::from_static("/login"))
    }

    #[test]
    fn only_our_own_pages_pass() {
        assert!(own(&[("sec-fetch-site", "same-origin")]));
        assert!(own(&[("sec-fetch-site", "none")]));
        assert!(own(&[("origin", "https://court.example"), ("host", "court.example")]));
        assert!(own(&[("origin", "http://10.0.0.1:3000"), ("host", "10.0.0.1:3000")]));
        assert!(!own(&[("sec-fetch-site", "same-site")]));
        assert!(!own(&[("sec-fetch-site", "cross-site"), ("origin", "https://a"), ("host", "a")]));
        assert!(!own(&[("origin", "https://evil.example"), ("host", "court.example")]));
        assert!(!own(&[("origin", "https://court.example.evil"), ("host", "court.example")]));
        assert!(!own(&[("origin", "null"), ("host", "court.example")]));
        assert!(!own(&[("host", "court.example")]));
        assert!(!own(&[]));
    }
}
