//! What operators ask.

use crate::{
    common::stages,
    site::{Answer, Site, Who, function_path, site, sites},
};
use axum::{body::Body, extract::ConnectInfo};
use http::{Method, StatusCode, header};
use std::net::SocketAddr;

#[tokio::test]
async fn healthy_and_ready_until_it_stops() {
    for site in sites().await {
        assert_eq!(site.get(&Who::Nobody, "/healthz").await.text(), "ok\n");
        assert_eq!(site.get(&Who::Nobody, "/readyz").await.text(), "ready\n");
        site.options.shutdown.cancel();
        let stopping = site.get(&Who::Nobody, "/readyz").await;
        assert_eq!(
            (stopping.status, stopping.text().as_str()),
            (StatusCode::SERVICE_UNAVAILABLE, "stopping\n")
        );
    }
}

#[tokio::test]
async fn not_ready_without_its_database() {
    for site in sites().await {
        site.platform.db.close().await;
        let answer = site.get(&Who::Nobody, "/readyz").await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.text(), "database: not there\n", "and no word of the database's own");
        let failed = site.get(&Who::Nobody, "/login").await;
        assert!(!failed.text().to_lowercase().contains("pool"), "{}", failed.text());
    }
}

#[tokio::test]
async fn a_browser_that_wants_a_page_is_told_of_trouble_in_a_page() {
    for site in sites().await {
        site.platform.db.close().await;
        let request = Who::Nobody.request(Method::GET, "/files/1").header(header::ACCEPT, "text/html,*/*");
        let answer = site.ask(request.body(Body::empty()).unwrap()).await;
        assert!(answer.status.is_server_error(), "{}", answer.status);
        assert!(answer.header("content-type").starts_with("text/html"), "{}", answer.text());
        assert!(answer.text().contains(answer.header("x-request-id")), "{}", answer.text());
    }
}

#[tokio::test]
async fn what_takes_too_long_is_ended_with_words() {
    for stage in stages().await {
        let site = site(stage, |options| options.timeout = std::time::Duration::from_millis(20));
        // A body that never comes to its end.
        let body = Body::from_stream(futures::stream::pending::<Result<&[u8], std::io::Error>>());
        let request = Who::Nobody.request(Method::POST, &function_path("list_audit"));
        let request = request.header(header::CONTENT_TYPE, "application/x-www-form-urlencoded").body(body);
        let answer = site.ask(request.unwrap()).await;
        assert_eq!(answer.status, StatusCode::SERVICE_UNAVAILABLE);
        assert_eq!(answer.reason(), "timeout");
        assert_eq!(answer.json()["error"]["request_id"], answer.header("x-request-id"));
    }
}

async fn metrics(site: &Site, from: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Who::Nobody.request(Method::GET, "/metrics");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    let peer: SocketAddr = from.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    site.ask(request).await
}

#[tokio::test]
async fn metrics_are_for_this_machine_or_by_token() {
    for stage in stages().await {
        let site = site(stage, |_| {});
        site.get(&Who::Nobody, "/api/v1/indicators").await;
        let answer = metrics(&site, "127.0.0.1:5000", &[]).await;
        assert_eq!(answer.status, StatusCode::OK);
        let line = answer
            .text()
            .lines()
            .find(|line| {
                line.starts_with("jiceng_http_requests_total")
                    && line.contains("route=\"/api/v1/indicators\"")
            })
            .map(str::to_owned);
        assert!(line.is_some_and(|line| line.contains("status=\"200\"")), "{}", answer.text());
        assert!(answer.text().contains("jiceng_http_request_seconds_bucket"));
        assert_eq!(metrics(&site, "[::1]:5000", &[]).await.status, StatusCode::OK);
        assert_eq!(metrics(&site, "10.1.2.3:5000", &[]).await.status, StatusCode::FORBIDDEN);
        let proxied = metrics(&site, "127.0.0.1:5000", &[("x-forwarded-for", "10.1.2.3")]).await;
        assert_eq!(proxied.status, StatusCode::FORBIDDEN, "a proxy on this machine is not this machine");
    }
    for stage in stages().await {
        let site = site(stage, |options| options.metrics_token = Some("secret".to_owned()));
        assert_eq!(metrics(&site, "127.0.0.1:5000", &[]).await.status, StatusCode::FORBIDDEN);
        let wrong = metrics(&site, "10.1.2.3:5000", &[("authorization", "Bearer secre")]).await;
        assert_eq!(wrong.status, StatusCode::FORBIDDEN);
        let right = metrics(&site, "10.1.2.3:5000", &[("authorization", "Bearer secret")]).await;
        assert_eq!(right.status, StatusCode::OK);
    }
}
