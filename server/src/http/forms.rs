//! Plain forms that work without the client: signing in and out, choosing the language.

use super::{
    Web,
    answers::Answer,
    identity::{Credential, address, broken},
};
use crate::store::Sessions;
use app::{
    api::{FailureKind, session::Sessions as _},
    domain::permissions::Actor,
    i18n::Locale,
};
use axum::{
    Extension, Form, Router,
    extract::State,
    response::{IntoResponse, Response},
    routing::post,
};
use http::{Extensions, HeaderMap, HeaderValue, StatusCode, header};
use serde::Deserialize;
use tower_sessions::Session;

/// The routes.
pub(super) fn routes(web: &Web) -> Router {
    Router::new()
        .route("/login", post(sign_in))
        .route("/logout", post(sign_out))
        .route("/language", post(choose_language))
        .layer(axum::extract::DefaultBodyLimit::max(16 << 10))
        .with_state(web.clone())
}

#[derive(Deserialize)]
struct SignIn {
    name: String,
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(
    State(web): State<Web>,
    session: Session,
    extensions: Extensions,
    headers: HeaderMap,
    Form(form): Form<SignIn>,
) -> Answer<Response> {
    let next = local(&form.next);
    let address = address(&web, &extensions, &headers);
    let signed_in = match web.platform.sign_in(&form.name, &form.password, &address).await {
        Ok(signed_in) => signed_in,
        Err(failure) if failure.kind == FailureKind::Internal => return Err(failure.into()),
        Err(failure) => {
            let back = query_string(&[("failed", &failure.reason), ("name", &form.name), ("next", next)]);
            return Ok(see_other(&format!("/login?{back}")));
        }
    };
    // A new id: one that was known before somebody signed in must be worth nothing afterwards.
    session.clear().await;
    session.cycle_id().await.map_err(|error| broken(&error))?;
    session.insert(Sessions::USER, signed_in.user).await.map_err(|error| broken(&error))?;
    let mut response = see_other(next);
    let chosen = signed_in.language.and_then(|language| language.parse::<Locale>().ok());
    if let Some(locale) = chosen {
        set_language(&mut response, locale, web.options.https);
    }
    Ok(response)
}

async fn sign_out(
    State(web): State<Web>,
    session: Session,
    Extension(actor): Extension<Actor>,
    Extension(credential): Extension<Credential>,
) -> Answer<Response> {
    if session.id().is_some() {
        session.flush().await.map_err(|error| broken(&error))?;
    }
    if matches!(credential, Credential::Session(..)) {
        web.platform.note_sign_out(&actor).await?;
    }
    Ok(see_other("/"))
}

#[derive(Deserialize)]
struct Language {
    lang: String,
    #[serde(default)]
    next: String,
}

async fn choose_language(State(web): State<Web>, Form(form): Form<Language>) -> Response {
    let mut response = see_other(local(&form.next));
    if let Ok(locale) = form.lang.parse::<Locale>() {
        set_language(&mut response, locale, web.options.https);
    }
    response
}

fn set_language(response: &mut Response, locale: Locale, https: bool) {
    let secure = if https { "; Secure" } else { "" };
    // The client reads and writes it as well.
    let cookie = format!("lang={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}", locale.as_str());
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// Goes on with GET.
pub(super) fn see_other(path: &str) -> Response {
    match HeaderValue::from_str(&ascii(path)) {
        Ok(location) => (StatusCode::SEE_OTHER, [(header::LOCATION, location)]).into_response(),
        Err(_) => (StatusCode::SEE_OTHER, [(header::LOCATION, "/")]).into_response(),
    }
}

/// A path of this site, or the first page: nobody is led away after the password was typed.
fn local(next: &str) -> &str {
    let local = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains('\\')
        && !next.chars().any(char::is_control);
    if local { next } else { "/" }
}

/// A path as it may stand in a header.
fn ascii(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for byte in path.bytes() {
        if byte.is_ascii_graphic() { out.push(byte.into()) } else { out += &format!("%{byte:02X}") }
    }
    out
}

/// A query string of these pairs, leaving out what is empty.
pub(super) fn query_string(pairs: &[(&str, &str)]) -> String {
    let encode = |text: &str| {
        let mut out = String::with_capacity(text.len());
        for byte in text.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.~/".contains(&byte) {
                out.push(byte.into());
            } else {
                out += &format!("%{byte:02X}");
            }
        }
        out
    };
    let pairs = pairs.iter().filter(|(_, value)| !value.is_empty());
    pairs.map(|(name, value)| format!("{name}={}", encode(value))).collect::<Vec<_>>().join("&")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nobody_is_led_away() {
        assert_eq!(local("/units/P?from=2021-01"), "/units/P?from=2021-01");
        for elsewhere in ["", "https://evil", "//evil", "/\\evil", "\\evil", "/a\nb", "units"] {
            assert_eq!(local(elsewhere), "/", "{elsewhere:?}");
        }
    }

    #[test]
    fn paths_are_fit_for_headers() {
        assert_eq!(ascii("/search?q=南昌&a=b%20c"), "/search?q=%E5%8D%97%E6%98%8C&a=b%20c");
        assert_eq!(query_string(&[("failed", "x"), ("name", "a&b"), ("next", "")]), "failed=x&name=a%26b");
    }
}
