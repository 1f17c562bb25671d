//! The live stream as Server-Sent Events.

use super::{Web, answers::Answer, identity::Credential};
use crate::{platform::Platform, services::live::Hub};
use app::{
    api::{Failure, FailureKind},
    domain::{
        permissions::{Action, Actor},
        units::UnitId,
    },
};
use axum::{
    body::Body,
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
};
use futures::{Stream, stream};
use std::{convert::Infallible, sync::Arc, time::Duration};
use tokio::{
    sync::{OwnedSemaphorePermit, watch},
    time::{Instant, sleep_until},
};

/// How long a browser waits before it connects again.
const RETRY: Duration = Duration::from_secs(2);

/// Opens a stream of what changes at `unit` and below, from the change after number `after` on.
pub(super) async fn open(
    web: Web,
    actor: Actor,
    credential: Credential,
    unit: &str,
    after: Option<i64>,
) -> Answer<Response<Body>> {
    let (_, unit) = web.platform.authorise(&actor, Action::Follow, "unit", unit).await?;
    let permit = web
        .subscribers
        .clone()
        .try_acquire_owned()
        .map_err(|_| Failure::new(FailureKind::TooMany, "too_many_subscribers"))?;
    let mut head = web.hub.head();
    let end = web.hub.end().clone();
    // Just started: the window is being read.
    let now = tokio::select! {
        found = head.wait_for(|head| *head >= 0) => found.map_or(0, |head| *head),
        () = end.cancelled() => return Err(Failure::new(FailureKind::Unreachable, "stopping").into()),
    };
    let options = &web.options.live;
    let subscriber = Subscriber {
        cursor: after.unwrap_or(now),
        code: unit.code,
        unit: unit.id,
        actor,
        credential,
        head,
        hub: web.hub.clone(),
        platform: web.platform.clone(),
        batch_every: options.batch_every,
        recheck: options.recheck,
        may_send: Instant::now(),
        check_at: Instant::now() + options.recheck,
        _counted: Counted::new(permit),
    };
    let heartbeat = KeepAlive::new().interval(options.heartbeat).text("");
    let mut response = Sse::new(subscriber.events()).keep_alive(heartbeat).into_response();
    // Proxies that collect answers before passing them on would make a stream a standstill.
    response.headers_mut().insert("x-accel-buffering", http::HeaderValue::from_static("no"));
    Ok(response)
}

/// One stream. It holds no events: what a slow reader has not fetched stays in the hub's window.
struct Subscriber {
    hub: Arc<Hub>,
    platform: Arc<Platform>,
    credential: Credential,
    actor: Actor,
    code: String,
    unit: UnitId,
    cursor: i64,
    head: watch::Receiver<i64>,
    batch_every: Duration,
    recheck: Duration,
    may_send: Instant,
    check_at: Instant,
    _counted: Counted,
}

impl Subscriber {
    fn events(self) -> impl Stream<Item = Result<Event, Infallible>> {
        // At once: how long to wait before coming back, and the number to come back with.
        let hello = Event::default().retry(RETRY).id(self.cursor.to_string()).comment("open");
        stream::unfold((self, Some(hello)), |(mut subscriber, hello)| async move {
            let event = match hello {
                Some(hello) => hello,
                None => subscriber.next().await?,
            };
            Some((Ok(event), (subscriber, None)))
        })
    }

    /// Waits for the next batch; none when the stream is to end.
    async fn next(&mut self) -> Option<Event> {
        loop {
            if Instant::now() >= self.check_at {
                self.check().await?;
            }
            let news = *self.head.borrow_and_update() != self.cursor;
            if news && Instant::now() >= self.may_send {
                let piece = match self.hub.after(self.cursor, self.unit, &self.actor).await {
                    Ok(piece) => piece,
                    Err(_) => return None,
                };
                self.cursor = piece.seq;
                if let Some(json) = piece.json {
                    self.may_send = Instant::now() + self.batch_every;
                    return Some(Event::default().event("change").id(piece.seq.to_string()).data(json));
                }
                continue;
            }
            let end = self.hub.end().clone();
            tokio::select! {
                () = end.cancelled() => return None,
                // Whoever drops the sender ends the hub.
                changed = self.head.changed(), if !news => changed.ok()?,
                () = sleep_until(self.may_send), if news => {}
                () = sleep_until(self.check_at) => {}
            }
        }
    }

    /// Whether the stream may go on: the session, the token or the role may be gone.
    async fn check(&mut self) -> Option<()> {
        self.check_at = Instant::now() + self.recheck;
        self.actor = self.credential.actor_again(&self.platform).await.ok()?;
        self.platform.authorise(&self.actor, Action::Follow, "unit", &self.code).await.ok()?;
        Some(())
    }
}

/// Counts as a subscriber as long as it lives.
struct Counted {
    _permit: OwnedSemaphorePermit,
}

impl Counted {
    fn new(permit: OwnedSemaphorePermit) -> Self {
        metrics::gauge!("jiceng_live_subscribers").increment(1.0);
        Self { _permit: permit }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        metrics::gauge!("jiceng_live_subscribers").decrement(1.0);
    }
}
