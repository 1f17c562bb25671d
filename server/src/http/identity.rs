//! Who asks: a bearer token for REST, else the session's cookie, else a guest.

use super::{
    Web,
    answers::{Answer, Refused},
};
use crate::{ingest::devices::door::SCHEME, platform::Platform, store::Sessions};
use app::{
    api::{Failure, FailureKind, session::Sessions as _},
    domain::permissions::Actor,
    i18n::LocaleHints,
};
use axum::{
    extract::{ConnectInfo, Request, State},
    middleware::Next,
    response::{IntoResponse, Response},
};
use http::{Extensions, HeaderMap, HeaderValue, header};
use std::{net::SocketAddr, sync::Arc};
use tower_sessions::Session;

/// Key of a session's data: when it was last prolonged, in seconds.
const SEEN_KEY: &str = "seen";
/// Sessions are prolonged at most this often, so that reading costs no writing.
const PROLONGED_EVERY: i64 = 600;

/// By what somebody is known, for asking again later.
#[derive(Debug, Clone)]
pub(super) enum Credential {
    /// A session and its user.
    Session(Session, i64),
    /// A bearer token.
    Token(Arc<str>),
    /// Nothing.
    None,
}

impl Credential {
    /// Whoever this stands for now.
    pub(super) async fn actor(&self, platform: &Platform) -> Result<Actor, Failure> {
        match self {
            Self::Session(_, user) => platform.actor_of_user(*user).await,
            Self::Token(token) => platform.actor_of_token(token).await,
            Self::None => platform.guest().await,
        }
    }

    /// The same, after looking whether the session has ended meanwhile.
    pub(super) async fn actor_again(&self, platform: &Platform) -> Result<Actor, Failure> {
        if let Self::Session(session, user) = self {
            session.load().await.map_err(|error| broken(&error))?;
            if user_of(session).await? != Some(*user) {
                return platform.guest().await;
            }
        }
        self.actor(platform).await
    }
}

/// The layer: puts actor, credential and the usual language into the request.
pub(super) async fn identify(
    State(web): State<Web>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    let rest = request.uri().path().starts_with("/api/v1/");
    let authorization = request.headers().get(header::AUTHORIZATION).filter(|_| rest).cloned();
    let credential = match credential(&web, session, authorization).await {
        Ok(credential) => credential,
        Err(refused) => return refused.into_response(),
    };
    let actor = match credential.actor(&web.platform).await {
        Ok(actor) => actor,
        Err(failure) => return Refused(failure).into_response(),
    };
    let usual = web.platform.policy.language.parse().unwrap_or_default();
    let extensions = request.extensions_mut();
    extensions.insert(LocaleHints { user: None, usual });
    extensions.insert(actor);
    extensions.insert(credential);
    next.run(request).await
}

async fn credential(web: &Web, session: Session, authorization: Option<HeaderValue>) -> Answer<Credential> {
    if let Some(value) = authorization {
        let token = value.to_str().ok().and_then(|value| value.split_once(' '));
        return match token {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => {
                Ok(Credential::Token(token.trim().into()))
            }
            // Who has signed the body is found out where the body is read.
            Some((scheme, _)) if scheme.eq_ignore_ascii_case(SCHEME) => Ok(Credential::None),
            _ => Err(Failure::new(FailureKind::Unauthenticated, "bad_token").into()),
        };
    }
    let Some(user) = user_of(&session).await? else { return Ok(Credential::None) };
    let now = web.platform.now().timestamp();
    let seen: Option<i64> = session.get(SEEN_KEY).await.map_err(|error| broken(&error))?;
    if seen.is_none_or(|seen| now - seen >= PROLONGED_EVERY) {
        session.insert(SEEN_KEY, now).await.map_err(|error| broken(&error))?;
    }
    Ok(Credential::Session(session, user))
}

async fn user_of(session: &Session) -> Result<Option<i64>, Failure> {
    session.get(Sessions::USER).await.map_err(|error| broken(&error))
}

/// A fault of the session store, logged here.
pub(super) fn broken(error: &tower_sessions::session::Error) -> Failure {
    tracing::error!(%error, "session");
    Failure::internal("session")
}

/// Where the request comes from; `unknown` in tests that have no connection.
pub(super) fn address(web: &Web, extensions: &Extensions, headers: &HeaderMap) -> String {
    let forwarded = || {
        // The last entry is the one that our own proxy has added; those before it anybody can write.
        let value = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
        Some(value.rsplit(',').next()?.trim().to_owned())
    };
    web.options
        .behind_proxy
        .then(forwarded)
        .flatten()
        .or_else(|| peer(extensions).map(|peer| peer.ip().to_string()))
        .unwrap_or_else(|| "unknown".to_owned())
}

/// The other end of the connection.
pub(super) fn peer(extensions: &Extensions) -> Option<SocketAddr> {
    extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| *peer)
}
