//! The form for everybody behind the QR code, as browsers without a client and without a session reach it.

use crate::site::{Site, Who, sites};
use app::{
    api::voices::{Voices as _, VoicesQuery},
    domain::permissions::Role,
};
use axum::body::Body;
use http::{Method, StatusCode, header};

/// The one-time number of a form.
async fn once(site: &Site, unit: &str) -> String {
    let page = site.get(&Who::Nobody, &format!("/voice/{unit}")).await;
    assert_eq!(page.status, StatusCode::OK, "{}", page.text());
    let text = page.text();
    let number = text.split("name=\"once\" value=\"").nth(1).expect("a one-time number");
    number.chars().take(32).collect()
}

async fn voices(site: &Site) -> u32 {
    let province = site.stage.actor(Role::ProvincialSupervisor, "P").await;
    let query = VoicesQuery { state: "all".into(), ..VoicesQuery::default() };
    site.platform.list_voices(&province, &query).await.unwrap().page.total
}

#[tokio::test]
async fn everybody_can_say_something_without_a_client_and_it_counts_once() {
    for site in sites().await {
        let page = site.get(&Who::Nobody, "/voice/AC1").await;
        let text = page.text();
        assert_eq!(page.status, StatusCode::OK, "{text}");
        assert!(page.header("content-security-policy").contains("script-src 'none'"));
        assert!(!text.contains("<script") && !text.contains("style=") && page.cookie("jiceng").is_none());
        assert!(text.contains("lang=\"zh-CN\"") && text.contains("AC1单位：群众评价"), "{text}");
        assert_eq!(text.matches("type=\"radio\"").count(), 5);
        assert_eq!((text.matches("<details").count(), text.matches("type=\"checkbox\"").count()), (5, 41));
        assert!(
            text.contains("</textarea>") && text.contains("maxlength=\"1000\"></textarea>"),
            "an empty field"
        );

        let once = once(&site, "AC1").await;
        let form =
            format!("once={once}&rating=4&problem=queue&problem=far&text=%3Cb%3Elong%3C%2Fb%3E&contact=1");
        for _ in 0..3 {
            let sent = site.submit(&Who::Nobody, "/voice/AC1", &form).await;
            assert_eq!(sent.status, StatusCode::SEE_OTHER, "{}", sent.text());
            assert_eq!(sent.header("location"), format!("/voice/answer/{once}"));
        }
        assert_eq!(voices(&site).await, 1, "{}", site.stage.engine);
        let receipt = site.get(&Who::Nobody, &format!("/voice/answer/{once}")).await.text();
        assert!(receipt.contains("2026-11-24") && !receipt.contains("long"), "{receipt}");
        let english = Who::Cookie("lang=en".to_owned());
        let page = site.get(&english, "/voice/AC1").await.text();
        assert!(page.contains("lang=\"en\"") && page.contains("Long wait in the queue"), "{page}");
        for path in ["/voice/AC", "/voice/ZZ", "/voice/AC1P1", "/voice/answer/0123"] {
            let answer = site.get(&Who::Nobody, path).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{path}");
            assert!(answer.header("content-type").starts_with("text/html"), "{path}");
        }
    }
}

#[tokio::test]
async fn what_is_refused_stands_in_the_form_again() {
    for site in sites().await {
        let once = once(&site, "AC1").await;
        let form =
            format!("once={once}&problem=far&text=%3Cscript%3Elost+words%3C%2Fscript%3E&contact=call+me");
        let page = site.submit(&Who::Nobody, "/voice/AC1", &form).await;
        let text = page.text();
        assert_eq!(page.status, StatusCode::BAD_REQUEST, "no mark");
        assert!(text.contains("lost words") && text.contains("call me") && text.contains(&once), "{text}");
        assert!(!text.contains("<script"), "{text}");
        assert_eq!(text.matches(" checked").count(), 1, "what was ticked is ticked: {text}");
        assert_eq!(text.matches("<details open").count(), 1, "and can be seen: {text}");
        // Another site has made a browser send it.
        let request = http::Request::builder()
            .method(Method::POST)
            .uri("/voice/AC1")
            .header(header::HOST, "court.example")
            .header("sec-fetch-site", "cross-site")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded")
            .body(Body::from(format!("once={once}&rating=1")))
            .unwrap();
        assert_eq!(site.ask(request).await.status, StatusCode::FORBIDDEN);
        let long = format!("once={once}&rating=1&text={}", "x".repeat(30_000));
        let page = site.submit(&Who::Nobody, "/voice/AC1", &long).await;
        assert_eq!(page.status, StatusCode::PAYLOAD_TOO_LARGE);
        assert_eq!(voices(&site).await, 0, "{}", site.stage.engine);
    }
}

#[tokio::test]
async fn an_address_can_send_so_many_and_then_has_to_wait() {
    for site in sites().await {
        let mut sent = 0;
        loop {
            let once = once(&site, "AC1").await;
            let page = site.submit(&Who::Nobody, "/voice/AC1", &format!("once={once}&rating=5")).await;
            if page.status == StatusCode::TOO_MANY_REQUESTS {
                assert!(page.text().contains(&once), "the form is there to be sent later");
                break;
            }
            assert_eq!(page.status, StatusCode::SEE_OTHER);
            sent += 1;
            assert!(sent < 100, "nothing stops it");
        }
        assert_eq!((sent, voices(&site).await), (20, 20), "{}", site.stage.engine);
        site.stage.clock.set("2026-11-24T04:02:00Z".parse().unwrap());
        let once = once(&site, "AC1").await;
        let page = site.submit(&Who::Nobody, "/voice/AC1", &format!("once={once}&rating=5")).await;
        assert_eq!(page.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test]
async fn the_code_and_the_tables_come_by_rest_and_tell_nothing_personal() {
    for site in sites().await {
        let once = once(&site, "AC1").await;
        let form = format!("once={once}&rating=2&problem=queue&text=secret+words&contact=13800000000");
        site.submit(&Who::Nobody, "/voice/AC1", &form).await;
        let court = site.token(Role::CourtManager, "AC").await;
        let csv = site.get(&court, "/api/v1/voices?format=csv").await.text();
        assert!(
            csv.lines().nth(1).unwrap().contains(",AC1,AC1单位,A单位,2026-11-24,2,排队等候时间长,new"),
            "{csv}"
        );
        assert!(!csv.contains("secret") && !csv.contains("13800000000"), "{csv}");
        let figures = site.get(&court, "/api/v1/voices/figures?format=csv").await.text();
        assert_eq!(figures.lines().count(), 42, "{figures}");
        let id = site.get(&court, "/api/v1/voices").await.json()["page"]["rows"][0]["id"].as_i64().unwrap();
        assert_eq!(site.get(&court, &format!("/api/v1/voices/{id}")).await.json()["text"], "secret words");
        let head = site.token(Role::TribunalHead, "AC1").await;
        assert_eq!(site.get(&head, &format!("/api/v1/voices/{id}")).await.status, StatusCode::FORBIDDEN);
        let svg = site.get(&head, "/api/v1/units/AC1/voice-code").await;
        assert_eq!(svg.header("content-type"), "image/svg+xml");
        assert!(svg.text().contains("<svg"), "{}", svg.text());
        let csv = site.get(&head, "/api/v1/contacts?format=csv").await.text();
        assert!(csv.lines().nth(1).unwrap().starts_with("AC1,AC1单位,AC单位,A单位,,"), "{csv}");
    }
}
