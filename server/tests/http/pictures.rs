//! The door for pictures of cameras, and how they are handed out.

use crate::{
    common::photos::photo,
    devices::{furnish_camera, key},
    site::{Answer, Site, sites, sites_with},
};
use app::domain::permissions::Role;
use axum::body::Body;
use http::{Method, StatusCode, header};
use server::{ingest::devices::door::sign, platform::Policy};

const PATH: &str = "/api/v1/devices/pictures?source=cams&address=c1&event=e1";

async fn send(site: &Site, path: &str, authorization: &str, bytes: &[u8]) -> Answer {
    let request = http::Request::builder()
        .method(Method::POST)
        .uri(path)
        .header(header::AUTHORIZATION, authorization)
        .header(header::CONTENT_TYPE, "image/jpeg")
        .body(Body::from(bytes.to_vec()));
    site.ask(request.unwrap()).await
}

#[tokio::test]
async fn the_signature_is_over_what_the_picture_is_of_and_nothing_keeps_what_is_handed_out() {
    for site in sites().await {
        furnish_camera(&site).await;
        let (id, key) = key(&site, Role::Gateway, "AC").await;
        let (now, picture) = (site.platform.now().timestamp(), photo(320, 240, 7));
        let signed = |path: &str| sign(id, &key, now, &[path.as_bytes(), b"\n", &picture].concat());
        let taken = send(&site, PATH, &signed(PATH), &picture).await;
        assert_eq!(taken.status, StatusCode::CREATED, "{}", taken.text());
        assert_eq!((taken.json()["event"].as_str(), taken.json()["width"].as_i64()), (Some("e1"), Some(320)));
        let other = PATH.replace("c1", "c2");
        for (path, authorization) in [
            (other.as_str(), signed(PATH)),
            (PATH, signed(&other)),
            (PATH, sign(id, &key, now, &picture)),
            (PATH, sign(id, &key, now - 301, &[PATH.as_bytes(), b"\n", &picture].concat())),
        ] {
            let refused = send(&site, path, &authorization, &picture).await;
            assert_eq!(refused.status, StatusCode::UNAUTHORIZED, "{}", refused.text());
        }
        let large = vec![0; (4 << 20) + 1];
        let refused = send(&site, PATH, &signed(PATH), &large).await;
        assert_eq!(refused.status, StatusCode::PAYLOAD_TOO_LARGE, "{}", refused.text());

        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        let address = format!("/api/v1/pictures/{}", taken.json()["id"]);
        for path in [address.clone(), format!("{address}/thumbnail")] {
            let shown = site.get(&head, &path).await;
            assert_eq!((shown.status, shown.header("content-type")), (StatusCode::OK, "image/jpeg"));
            assert_eq!((shown.header("cache-control"), shown.header("etag")), ("no-store", ""));
            assert!(shown.body.starts_with(&[0xFF, 0xD8]));
        }
        let table = site.get(&head, "/api/v1/devices/cameras?format=csv").await;
        assert_eq!(table.text().lines().count(), 2, "{}", table.text());
    }
}

#[tokio::test]
async fn only_pages_about_safety_load_moving_pictures_and_only_from_named_origins() {
    let policy = Policy { stream_origins: vec!["https://live.example".into()], ..Policy::default() };
    for site in sites_with(policy).await {
        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        let policy =
            async |path: &str| site.get(&head, path).await.header("content-security-policy").to_owned();
        let safety = policy("/safety/wall").await;
        assert!(safety.contains("media-src 'self' blob: https://live.example;"), "{safety}");
        assert!(safety.contains("connect-src 'self' https://live.example;"), "{safety}");
        let other = policy("/units/AC1").await;
        assert!(other.contains("connect-src 'self';") && !other.contains("live.example"), "{other}");
    }
}
