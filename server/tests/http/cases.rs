//! Case events by REST.

use crate::{
    common::{case, stages},
    site::{Answer, Site, Who, site, sites},
};
use app::domain::permissions::Role;
use async_compression::tokio::write::GzipEncoder;
use axum::body::Body;
use http::{Method, StatusCode, header};
use tokio::io::AsyncWriteExt;

async fn post(site: &Site, who: &Who, body: impl Into<Body>) -> Answer {
    let request = who.request(Method::POST, "/api/v1/cases").body(body.into()).unwrap();
    site.ask(request).await
}

#[tokio::test]
async fn good_lines_are_taken_and_bad_ones_named() {
    for site in sites().await {
        let feeder = site.token(Role::Feeder, "A").await;
        let lines = [
            case("c1", "AC1", "2026-03-02", Some("2026-05-07")),
            String::new(),
            case("c2", "BC1", "2026-03-02", None),
            "{\"number\":\"c3\"".to_owned(),
            "x".repeat(70_000),
            case("c4", "AC2", "2026-04-01", None),
        ];
        let answer = post(&site, &feeder, lines.join("\n")).await;
        assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
        insta::with_settings!({ snapshot_suffix => "" }, {
            insta::assert_json_snapshot!("receipt", answer.json(), { ".refused[].detail" => "…" });
        });
        let again = post(&site, &feeder, lines.join("\n")).await.json();
        assert_eq!((&again["cases_new"], &again["cases_unchanged"]), (&0.into(), &2.into()));
        let value = site.stage.value("A", "received", "2026-01", "2026-10").await;
        assert_eq!(value.value, Some(2.0));
    }
}

#[tokio::test]
async fn gzip_is_understood_even_in_pieces_and_nothing_else() {
    for site in sites().await {
        let feeder = site.token(Role::Feeder, "P").await;
        let mut packed = Vec::new();
        for n in 0..2 {
            let mut encoder = GzipEncoder::new(Vec::new());
            encoder.write_all(case(&format!("c{n}"), "AC1", "2026-03-02", None).as_bytes()).await.unwrap();
            encoder.write_all(b"\n").await.unwrap();
            encoder.shutdown().await.unwrap();
            packed.extend(encoder.into_inner());
        }
        let send = async |encoding: &str, body: Vec<u8>| {
            let request = feeder.request(Method::POST, "/api/v1/cases");
            let request = request.header(header::CONTENT_ENCODING, encoding).body(Body::from(body));
            site.ask(request.unwrap()).await
        };
        let cut = packed[..packed.len() - 12].to_vec();
        assert_eq!(send("gzip", packed).await.json()["cases_new"], 2);
        assert_eq!(send("gzip", cut).await.reason(), "body_broken");
        assert_eq!(send("gzip", b"plain".to_vec()).await.reason(), "body_broken");
        assert_eq!(send("br", b"x".to_vec()).await.reason(), "bad_encoding");
    }
}

#[tokio::test]
async fn a_flood_is_ended() {
    for stage in stages().await {
        let site = site(stage, |options| options.cases_limit = 1_000);
        let feeder = site.token(Role::Feeder, "P").await;
        let answer = post(&site, &feeder, "\n".repeat(2_000)).await;
        assert_eq!((answer.status, answer.reason().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    }
}

#[tokio::test]
async fn only_those_who_may_send_are_read() {
    for site in sites().await {
        let line = case("c1", "AC1", "2026-03-02", None);
        let reader = site.token(Role::ProvincialSupervisor, "P").await;
        assert_eq!(post(&site, &reader, line.clone()).await.status, StatusCode::FORBIDDEN);
        let nobody = post(&site, &Who::Nobody, line).await;
        assert_eq!(nobody.status, StatusCode::UNAUTHORIZED);
        insta::assert_json_snapshot!("error", nobody.json(), { ".error.request_id" => "…" });
        assert_eq!(nobody.json()["error"]["request_id"], nobody.header("x-request-id"));
    }
}

#[tokio::test]
async fn a_sender_in_too_many_small_pieces_is_slowed_down() {
    for site in sites().await {
        let (feeder, other) = (site.token(Role::Feeder, "P").await, site.token(Role::Feeder, "A").await);
        for _ in 0..600 {
            assert_eq!(post(&site, &feeder, "").await.status, StatusCode::OK);
        }
        let answer = post(&site, &feeder, "").await;
        assert_eq!(
            (answer.status, answer.reason().as_str()),
            (StatusCode::TOO_MANY_REQUESTS, "too_many_requests")
        );
        assert_eq!(post(&site, &other, "").await.status, StatusCode::OK);
    }
}
