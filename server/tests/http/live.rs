//! The live stream: what is committed reaches those who may see it, across servers, across interruptions.

use crate::{
    common::{case, open, operator},
    site::{Site, Who, options, sites},
};
use app::{
    api::{
        live::LiveBatch,
        users::{UserEdit, Users},
    },
    domain::permissions::Role,
};
use axum::body::{Body, BodyDataStream};
use futures::StreamExt;
use http::{Method, StatusCode};
use server::{http::router, platform::Policy};
use std::{sync::Arc, time::Duration};

/// An open stream.
struct Stream {
    body: BodyDataStream,
    text: String,
}

/// One event.
#[derive(Debug, Default)]
struct Event {
    name: String,
    id: String,
    data: String,
    retry: String,
}

impl Stream {
    /// The next event; none when the stream has ended. Comments are passed over.
    async fn next(&mut self) -> Option<Event> {
        loop {
            while let Some((block, rest)) = self.text.split_once("\n\n") {
                let mut event = Event::default();
                for line in block.lines() {
                    match line.split_once(':').map(|(name, value)| (name, value.trim())) {
                        Some(("event", value)) => event.name = value.to_owned(),
                        Some(("id", value)) => event.id = value.to_owned(),
                        Some(("data", value)) => event.data = value.to_owned(),
                        Some(("retry", value)) => event.retry = value.to_owned(),
                        _ => {}
                    }
                }
                self.text = rest.to_owned();
                if !event.id.is_empty() {
                    return Some(event);
                }
            }
            let piece = tokio::time::timeout(Duration::from_secs(20), self.body.next());
            let piece = piece.await.expect("nothing came")?.unwrap();
            self.text += std::str::from_utf8(&piece).unwrap();
        }
    }

    /// The next batch.
    async fn batch(&mut self) -> LiveBatch {
        let event = self.next().await.expect("the stream goes on");
        assert_eq!(event.name, "change");
        let batch: LiveBatch = serde_json::from_str(&event.data).unwrap();
        assert_eq!(batch.seq.to_string(), event.id);
        batch
    }
}

async fn follow(site: &Site, who: &Who, path: &str, last: Option<&str>) -> (Stream, Event) {
    let mut request = who.request(Method::GET, path);
    if let Some(last) = last {
        request = request.header("last-event-id", last);
    }
    let response = site.send(request.body(Body::empty()).unwrap()).await;
    assert_eq!(response.status(), StatusCode::OK);
    assert_eq!(response.headers()["content-type"], "text/event-stream");
    assert!(!response.headers().contains_key("content-encoding"));
    let mut stream = Stream { body: response.into_body().into_data_stream(), text: String::new() };
    let hello = stream.next().await.unwrap();
    (stream, hello)
}

fn units(batch: &LiveBatch) -> Vec<&str> {
    batch.changes.iter().map(|change| change.unit.as_str()).collect()
}

#[tokio::test]
async fn a_change_reaches_those_above_and_nobody_else() {
    for site in sites().await {
        let (city, other) =
            (site.token(Role::CitySupervisor, "A").await, site.token(Role::CitySupervisor, "B").await);
        let (mut city, hello) = follow(&site, &city, "/api/v1/live?unit=A", None).await;
        assert_eq!(hello.retry, "2000");
        let (mut other, _) = follow(&site, &other, "/api/v1/live?unit=B", None).await;
        site.stage.send(&[&case("c1", "AC1", "2026-03-02", Some("2026-05-07"))]).await;
        let batch = city.batch().await;
        assert_eq!(units(&batch), ["AC1"]);
        let change = &batch.changes[0];
        assert_eq!((change.from.as_str(), change.kind.as_str()), ("2026-03", "cases"));
        site.stage.send(&[&case("c2", "BC1", "2026-04-02", None)]).await;
        assert_eq!(units(&other.batch().await), ["BC1"], "the first thing it hears of");
    }
}

#[tokio::test]
async fn an_interrupted_stream_goes_on_where_it_was() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let (stream, hello) = follow(&site, &who, "/api/v1/live?unit=P", None).await;
        drop(stream);
        site.stage.send(&[&case("c1", "AC1", "2026-03-02", None)]).await;
        site.stage.send(&[&case("c2", "BC1", "2026-03-02", None)]).await;
        let (mut stream, _) = follow(&site, &who, "/api/v1/live?unit=P", Some(&hello.id)).await;
        let mut seen: Vec<_> = units(&stream.batch().await).into_iter().map(str::to_owned).collect();
        while seen.len() < 2 {
            seen.extend(units(&stream.batch().await).into_iter().map(str::to_owned));
        }
        assert_eq!(seen, ["AC1", "BC1"]);
        // The header of the browser goes before the address, which it cannot change.
        let path = format!("/api/v1/live?unit=P&after={}", hello.id);
        let (mut again, _) = follow(&site, &who, &path, None).await;
        assert!(!again.batch().await.changes.is_empty());
    }
}

#[tokio::test]
async fn a_restarted_server_remembers_and_a_foreign_number_starts_afresh() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let (_, hello) = follow(&site, &who, "/api/v1/live?unit=P", None).await;
        site.stage.send(&[&case("c1", "AC1", "2026-03-02", None)]).await;
        site.options.shutdown.cancel();

        let url = &site.stage.url;
        let platform = open(url, site.stage.folder(), site.stage.clock.clone(), Policy::default()).await;
        let router = router(Arc::new(platform), options(&site.stage));
        let restarted = Site { router, ..site };
        let (mut stream, _) = follow(&restarted, &who, "/api/v1/live?unit=P", Some(&hello.id)).await;
        assert_eq!(units(&stream.batch().await), ["AC1"]);
        let (mut stream, _) = follow(&restarted, &who, "/api/v1/live?unit=P&after=123456", None).await;
        let batch = stream.batch().await;
        assert!(batch.reset && batch.changes.is_empty());
    }
}

#[tokio::test]
async fn what_another_server_commits_arrives_here() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let (mut stream, _) = follow(&site, &who, "/api/v1/live?unit=P", None).await;
        let other =
            open(&site.stage.url, site.stage.folder(), site.stage.clock.clone(), Policy::default()).await;
        let lines = vec![Ok(case("c1", "AC2", "2026-03-02", None))];
        use app::api::cases::Cases;
        other.send_cases(&operator(), "elsewhere", Box::pin(futures::stream::iter(lines))).await.unwrap();
        assert_eq!(units(&stream.batch().await), ["AC2"]);
    }
}

#[tokio::test]
async fn a_stream_ends_with_the_right_to_it() {
    for site in sites().await {
        site.user("wang", Role::CitySupervisor, "A").await;
        let session = site.sign_in("wang").await;
        let (mut stream, _) = follow(&site, &session, "/api/v1/live?unit=A", None).await;
        site.submit(&session, "/logout", "").await;
        assert!(stream.next().await.is_none(), "signed out");

        let session = site.sign_in("wang").await;
        let (mut stream, _) = follow(&site, &session, "/api/v1/live?unit=A", None).await;
        let edit = UserEdit::Active { active: false };
        site.platform.edit_user(&operator(), "wang", &edit).await.unwrap();
        assert!(stream.next().await.is_none(), "no longer active");

        let token = site.token(Role::CitySupervisor, "A").await;
        let (mut stream, _) = follow(&site, &token, "/api/v1/live?unit=A", None).await;
        use app::api::tokens::Tokens;
        let id = site.platform.list_tokens(&operator(), &Default::default()).await.unwrap().rows[0].id;
        site.platform.revoke_token(&operator(), id).await.unwrap();
        assert!(stream.next().await.is_none(), "revoked");
    }
}

#[tokio::test]
async fn stopping_ends_every_stream() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let (mut stream, _) = follow(&site, &who, "/api/v1/live?unit=P", None).await;
        site.options.shutdown.cancel();
        assert!(stream.next().await.is_none());
    }
}

#[tokio::test]
async fn a_thousand_follow_at_once() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let mut streams = Vec::new();
        for _ in 0..1_000 {
            streams.push(follow(&site, &who, "/api/v1/live?unit=P", None).await.0);
        }
        site.stage.send(&[&case("c1", "AC1", "2026-03-02", None)]).await;
        for stream in &mut streams {
            assert_eq!(units(&stream.batch().await), ["AC1"]);
        }
    }
}
