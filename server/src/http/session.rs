//! Signing in and out and choosing a language, as plain forms that need no script.

use super::Web;
use crate::store::Sessions;
use app::{
    api::session::Sessions as _,
    i18n::{Locale, failure_text},
};
use axum::{
    Form, Router,
    extract::{ConnectInfo, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::post,
};
use serde::Deserialize;
use std::net::SocketAddr;
use tower_sessions::{Expiry, Session, SessionManagerLayer, cookie::SameSite, cookie::time::Duration};

/// Key of the user's number in the session.
pub(super) const USER: &str = "user";
/// A session ends after so many hours without a request.
const IDLE_HOURS: i64 = 12;

/// Cookies and the session behind them.
pub(super) fn layer(store: Sessions, https: bool) -> SessionManagerLayer<Sessions> {
    // The prefix makes browsers refuse the cookie from any other host, but wants HTTPS.
    let name = if https { "__Host-jiceng" } else { "jiceng" };
    SessionManagerLayer::new(store)
        .with_name(name)
        .with_secure(https)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_path("/")
        .with_expiry(Expiry::OnInactivity(Duration::hours(IDLE_HOURS)))
}

/// `POST /login`, `/logout`, `/language`.
pub(super) fn routes() -> Router<Web> {
    Router::new()
        .route("/login", post(sign_in))
        .route("/logout", post(sign_out))
        .route("/language", post(choose_language))
}

#[derive(Deserialize)]
struct SignIn {
    #[serde(default)]
    name: String,
    #[serde(default)]
    password: String,
    #[serde(default)]
    next: String,
}

async fn sign_in(
    State(web): State<Web>,
    session: Session,
    address: Option<axum::Extension<ConnectInfo<SocketAddr>>>,
    Form(form): Form<SignIn>,
) -> Response {
    let address = address.map(|axum::Extension(ConnectInfo(address))| address.ip().to_string());
    let signed = web.platform.sign_in(&form.name, &form.password, &address.unwrap_or_default()).await;
    let signed = match signed {
        Ok(signed) => signed,
        Err(failure) => {
            let query = serde_urlencoded::to_string([
                ("failed", failure.reason.as_str()),
                ("name", form.name.as_str()),
                ("next", local(&form.next)),
            ]);
            return Redirect::to(&format!("/login?{}", query.unwrap_or_default())).into_response();
        }
    };
    // A new id, so that nobody can have planted the old one.
    let renewed = async {
        session.cycle_id().await?;
        session.insert(USER, signed.user).await
    };
    if let Err(error) = renewed.await {
        tracing::error!(%error, "session");
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    }
    let mut response = Redirect::to(local(&form.next)).into_response();
    if let Some(language) = signed.language {
        set_language(response.headers_mut(), &language, web.options.https);
    }
    response
}

async fn sign_out(session: Session) -> Response {
    if let Err(error) = session.flush().await {
        tracing::error!(%error, "session");
    }
    Redirect::to("/").into_response()
}

#[derive(Deserialize)]
struct Language {
    lang: String,
    #[serde(default)]
    next: String,
}

async fn choose_language(State(web): State<Web>, Form(form): Form<Language>) -> Response {
    let mut response = Redirect::to(local(&form.next)).into_response();
    if Locale::ALL.iter().any(|locale| locale.as_str() == form.lang) {
        set_language(response.headers_mut(), &form.lang, web.options.https);
    } else {
        let failure = app::api::Failure::invalid("lang", "bad_language", &form.lang);
        return (StatusCode::BAD_REQUEST, failure_text(Locale::En, &failure)).into_response();
    }
    response
}

fn set_language(headers: &mut HeaderMap, language: &str, https: bool) {
    let secure = if https { "; Secure" } else { "" };
    let cookie = format!("lang={language}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        headers.append(header::SET_COOKIE, cookie);
    }
}

/// A path of this site, or the start page: nobody is sent elsewhere after signing in.
fn local(next: &str) -> &str {
    let inside = next.starts_with('/')
        && !next.starts_with("//")
        && !next.contains(['\\', '\r', '\n', '\t'])
        && !next.starts_with("/login");
    if inside { next } else { "/" }
}

#[cfg(test)]
mod tests {
    use super::local;

    #[test]
    fn nobody_is_sent_elsewhere() {
        assert_eq!(local("/units/36?tab=cases"), "/units/36?tab=cases");
        for elsewhere in
            ["https://evil.example", "//evil.example", "/\\evil.example", "", "/\t/evil", "/login"]
        {
            assert_eq!(local(elsewhere), "/", "{elsewhere}");
        }
    }
}
