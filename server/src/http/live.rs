//! `GET /api/v1/live`: changes as server-sent events.

use super::{Web, actor::Identity, errors::ApiError};
use crate::services::live::Subscription;
use app::{
    api::{Failure, live::LiveBatch},
    domain::permissions::{Action, Actor},
};
use axum::{
    Router,
    extract::{Query, State},
    http::HeaderMap,
    response::sse::{Event, KeepAlive, Sse},
    routing::get,
};
use futures::Stream;
use serde::Deserialize;
use std::{convert::Infallible, time::Duration};
use tokio::time::Instant;
use tower_sessions::Session;

/// A line that says nothing is sent this often, so that nobody between takes the stream for dead.
const HEARTBEAT: Duration = Duration::from_secs(15);
/// How long a browser waits before it comes back.
const RETRY: Duration = Duration::from_secs(2);
/// Whether somebody may still follow is asked again this often.
const ASK_AGAIN: Duration = Duration::from_secs(30);

pub(super) fn routes() -> Router<Web> {
    Router::new().route("/api/v1/live", get(follow))
}

/// Which unit to follow, and from where on.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct LiveQuery {
    unit: String,
    /// Number of the last change that is known; the header `Last-Event-ID` comes before it.
    after: Option<i64>,
}

async fn follow(
    State(web): State<Web>,
    session: Session,
    headers: HeaderMap,
    query: Result<Query<LiveQuery>, axum::extract::rejection::QueryRejection>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, ApiError> {
    let Query(query) = query.map_err(|error| Failure::invalid("", "malformed", error.body_text()))?;
    let identity = Identity::of(&headers, "/api/v1/live", &session).await?;
    let actor = identity.actor(&web).await?;
    let (_, unit) = web.platform.authorise(&actor, Action::Follow, "unit", &query.unit).await?;
    let last = headers.get("last-event-id").and_then(|id| id.to_str().ok()?.parse().ok());
    let subscription = web.hub.subscribe(unit.id, last.or(query.after));
    let follower = Follower {
        unit: query.unit,
        greeted: false,
        asked: Instant::now(),
        _counted: Counted::new(),
        web,
        identity,
        actor,
        subscription,
    };
    let events = futures::stream::unfold(follower, |mut follower| async {
        let event = follower.next().await?;
        Some((Ok(event), follower))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(HEARTBEAT).text("still here")))
}

struct Follower {
    web: Web,
    identity: Identity,
    actor: Actor,
    unit: String,
    subscription: Subscription,
    greeted: bool,
    asked: Instant,
    _counted: Counted,
}

impl Follower {
    /// The next event; `None` when the server stops or the follower may no longer see the unit.
    async fn next(&mut self) -> Option<Event> {
        if !std::mem::replace(&mut self.greeted, true) {
            let head = self.web.hub.head();
            return Some(
                Event::default().event("hello").id(head.to_string()).retry(RETRY).data(head.to_string()),
            );
        }
        let stop = self.web.hub.stop().clone();
        let batch = tokio::select! {
            () = stop.cancelled() => return None,
            batch = self.subscription.next(&self.web.platform, &self.actor) => batch?,
        };
        // Nothing is told to somebody who has signed out or lost the role meanwhile.
        if self.asked.elapsed() >= ASK_AGAIN {
            self.asked = Instant::now();
            self.actor = self.identity.actor(&self.web).await.ok()?;
            let platform = &self.web.platform;
            platform.authorise(&self.actor, Action::Follow, "unit", &self.unit).await.ok()?;
        }
        event(&batch)
    }
}

fn event(batch: &LiveBatch) -> Option<Event> {
    let data = serde_json::to_string(batch).ok()?;
    Some(Event::default().event("change").id(batch.seq.to_string()).data(data))
}

/// Keeps the number of followers.
struct Counted;

impl Counted {
    fn new() -> Self {
        metrics::gauge!("jiceng_live_subscribers").increment(1.0);
        Self
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("jiceng_live_subscribers").decrement(1.0);
    }
}
