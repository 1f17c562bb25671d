//! Who asks: a bearer token on REST, a session everywhere, else a guest.

use super::{Web, errors::ApiError, session};
use app::{
    api::{Failure, FailureKind, session::Sessions as _},
    domain::permissions::Actor,
    i18n::{Locale, LocaleHints},
};
use axum::{
    extract::{Request, State},
    http::{HeaderMap, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use tower_sessions::Session;

/// How somebody has shown who they are; asked again while a stream lasts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Identity {
    /// A bearer token.
    Token(String),
    /// A session of a user.
    User(i64),
    /// Nothing.
    Nobody,
}

impl Identity {
    /// The bearer token, else the user of the session.
    pub(super) async fn of(headers: &HeaderMap, path: &str, session: &Session) -> Result<Self, Failure> {
        if path.starts_with("/api/v1/")
            && let Some(value) = headers.get(header::AUTHORIZATION)
        {
            let token = value.to_str().ok().and_then(|value| {
                let (scheme, token) = value.split_once(' ')?;
                scheme.eq_ignore_ascii_case("bearer").then(|| token.trim().to_owned())
            });
            let unusable = || Failure::new(FailureKind::Unauthenticated, "bad_token");
            return token.map(Self::Token).ok_or_else(unusable);
        }
        let user = session.get::<i64>(session::USER).await.map_err(|error| {
            tracing::error!(%error, "session");
            Failure::internal("session")
        })?;
        Ok(user.map_or(Self::Nobody, Self::User))
    }

    /// The actor as of now.
    pub(super) async fn actor(&self, web: &Web) -> Result<Actor, Failure> {
        match self {
            Self::Token(token) => web.platform.actor_of_token(token).await,
            Self::User(user) => web.platform.actor_of_user(*user).await,
            Self::Nobody => web.platform.guest().await,
        }
    }
}

/// Puts the [`Actor`] into the request, for handlers, server functions and pages alike.
pub(super) async fn resolve(
    State(web): State<Web>,
    session: Session,
    mut request: Request,
    next: Next,
) -> Response {
    // Copied, because a body cannot be shared while the database is asked.
    let (headers, path) = (request.headers().clone(), request.uri().path().to_owned());
    let actor = async {
        let identity = Identity::of(&headers, &path, &session).await?;
        identity.actor(&web).await
    };
    match actor.await {
        Ok(actor) => {
            let usual = web.platform.policy.language.parse::<Locale>().unwrap_or_default();
            request.extensions_mut().insert(LocaleHints { user: None, usual });
            request.extensions_mut().insert(actor);
            next.run(request).await
        }
        Err(failure) => ApiError(failure).into_response(),
    }
}
