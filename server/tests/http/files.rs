//! Photos and documents by REST: how they come in pieces, and with which words they go out.

use crate::{
    common::photos::{document, photo},
    site::{Answer, Site, Who, sites},
};
use app::domain::{files::PIECE_BYTES, permissions::Role};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use serde_json::{Value, json};
use server::files::FileStore;

async fn post(site: &Site, who: &Who, path: &str, body: impl Into<Body>) -> Answer {
    site.ask(who.request(Method::POST, path).body(body.into()).unwrap()).await
}

async fn patch(site: &Site, who: &Who, id: &str, offset: usize, bytes: &[u8]) -> Answer {
    let request = who.request(Method::PATCH, &format!("/api/v1/uploads/{id}"));
    let request = request.header("upload-offset", offset.to_string());
    site.ask(request.body(Body::from(bytes.to_vec())).unwrap()).await
}

fn order(unit: &str, bytes: &[u8]) -> String {
    let sha256 = FileStore::name_of(bytes);
    json!({ "unit": unit, "name": "大门.jpg", "size": bytes.len(), "sha256": sha256 }).to_string()
}

async fn head(site: &Site) -> Who {
    site.user("head", Role::TribunalHead, "AC1").await;
    site.sign_in("head").await
}

#[tokio::test]
async fn a_photo_comes_in_pieces() {
    for site in sites().await {
        let who = head(&site).await;
        let mut bytes = photo(400, 300, 1);
        bytes.resize(PIECE_BYTES + 100, 0);
        let begun = post(&site, &who, "/api/v1/uploads", order("AC1", &bytes)).await;
        assert_eq!(begun.status, StatusCode::CREATED, "{}", begun.text());
        let id = begun.json()["id"].as_str().unwrap().to_owned();
        assert_eq!(begun.json(), json!({ "id": id, "received": 0, "size": bytes.len() }));

        let first = patch(&site, &who, &id, 0, &bytes[..PIECE_BYTES]).await;
        assert_eq!(first.json(), json!({ "id": id, "received": PIECE_BYTES, "size": bytes.len() }));
        let wrong = patch(&site, &who, &id, 7, &bytes[..10]).await;
        assert_eq!((wrong.status, wrong.reason().as_str()), (StatusCode::CONFLICT, "upload_offset"));
        assert_eq!(wrong.header("upload-offset"), PIECE_BYTES.to_string());
        assert_eq!(wrong.json()["error"]["value"], PIECE_BYTES.to_string());
        let seen = site.get(&who, &format!("/api/v1/uploads/{id}")).await.json();
        assert_eq!(seen["received"], PIECE_BYTES);

        let last = patch(&site, &who, &id, PIECE_BYTES, &bytes[PIECE_BYTES..]).await;
        let file = last.json();
        assert_eq!(
            (last.status, &file["kind"], &file["unit"]),
            (StatusCode::OK, &json!("jpeg"), &json!("AC1"))
        );
        assert_eq!(
            (&file["width"], &file["height"], &file["name"]),
            (&json!(400), &json!(300), &json!("大门.jpg"))
        );
        let seen = site.get(&who, &format!("/api/v1/uploads/{id}")).await.json();
        assert_eq!(seen["file"], file);
    }
}

#[tokio::test]
async fn a_picture_is_shown_and_a_document_saved() {
    for site in sites().await {
        let who = head(&site).await;
        let added = post(&site, &who, "/api/v1/files?unit=AC1&name=%E9%97%A8.png", photo(400, 300, 2)).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
        let path = format!("/api/v1/files/{}", added.json()["id"]);
        let shown = site.get(&who, &path).await;
        assert_eq!(shown.status, StatusCode::OK);
        assert_eq!(shown.body.len() as i64, added.json()["size"].as_i64().unwrap());
        for (name, value) in [
            ("content-type", "image/jpeg"),
            ("content-disposition", "inline; filename*=UTF-8''%E9%97%A8.jpg"),
            ("x-content-type-options", "nosniff"),
            ("content-security-policy", "sandbox; default-src 'none'"),
            ("cache-control", "private, max-age=31536000, immutable"),
            ("cross-origin-resource-policy", "same-origin"),
        ] {
            assert_eq!(shown.header(name), value, "{name}");
        }
        assert_eq!(shown.header("content-length"), shown.body.len().to_string());
        let small = site.get(&who, &format!("{path}/thumbnail")).await;
        assert_eq!(small.header("content-type"), "image/jpeg");
        let looked = site.get(&who, &format!("{path}?look=true")).await;
        assert_eq!(
            looked.header("content-security-policy"),
            "sandbox; default-src 'none'",
            "a picture needs no more"
        );
        assert!(small.body.starts_with(b"\xFF\xD8\xFF") && small.header("etag") != shown.header("etag"));

        let asked = |tag: &str| who.request(Method::GET, &path).header(header::IF_NONE_MATCH, tag.to_owned());
        let known = site.ask(asked(shown.header("etag")).body(Body::empty()).unwrap()).await;
        assert_eq!((known.status, known.body.len()), (StatusCode::NOT_MODIFIED, 0));
        let other = site.ask(asked("\"other\"").body(Body::empty()).unwrap()).await;
        assert_eq!(other.status, StatusCode::OK);

        let added = post(&site, &who, "/api/v1/files?unit=AC1&name=plan.html", document("plan")).await;
        let path = format!("/api/v1/files/{}", added.json()["id"]);
        let saved = site.get(&who, &path).await;
        assert_eq!(saved.header("content-type"), "application/pdf");
        assert_eq!(saved.header("content-disposition"), "attachment; filename*=UTF-8''plan.pdf");
        assert_eq!(saved.body, document("plan"));
        assert_eq!(saved.header("x-frame-options"), "DENY");
        // Looked at within a page of ours, the browser's reader draws it, and nobody else's page may hold it.
        let looked = site.get(&who, &format!("{path}?look=true")).await;
        assert_eq!(looked.header("content-disposition"), "inline; filename*=UTF-8''plan.pdf");
        assert_eq!(looked.header("x-frame-options"), "SAMEORIGIN");
        let policy = looked.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'self'") && !policy.contains("script-src"), "{policy}");
        assert!(policy.contains("default-src 'none'"), "{policy}");
        assert_eq!(site.get(&who, &format!("{path}/thumbnail")).await.status, StatusCode::NOT_FOUND);
        // Whoever may no longer read is not answered from anybody's cache of names either.
        let nobody = Who::Nobody.request(Method::GET, &path).header(header::IF_NONE_MATCH, "*");
        let refused = site.ask(nobody.body(Body::empty()).unwrap()).await;
        assert_eq!(refused.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused_before_it_is_looked_at() {
    for site in sites().await {
        let who = head(&site).await;
        let mut large = photo(40, 30, 3);
        large.resize(30 << 20, 0);
        let answer = post(&site, &who, "/api/v1/files?unit=AC1&name=a.jpg", large).await;
        assert_eq!(
            (answer.status, answer.reason().as_str()),
            (StatusCode::PAYLOAD_TOO_LARGE, "file_too_large")
        );
        assert_eq!(answer.json()["error"]["value"], "25");
        let begun = post(&site, &who, "/api/v1/uploads", order("AC1", &vec![0; PIECE_BYTES + 1])).await;
        let id = begun.json()["id"].as_str().unwrap().to_owned();
        let answer = patch(&site, &who, &id, 0, &vec![0; PIECE_BYTES + 1]).await;
        assert_eq!((answer.status, answer.reason().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
        let zip = post(&site, &who, "/api/v1/files?unit=AC1&name=a.jpg", "PK\u{3}\u{4}").await;
        assert_eq!((zip.status, zip.reason().as_str()), (StatusCode::BAD_REQUEST, "not_an_image"));
        let message = |answer: &Value| answer["error"]["message_zh"].as_str().unwrap().to_owned();
        assert!(message(&zip.json()).contains("JPEG"), "{}", zip.text());
        for (path, body) in [("/api/v1/uploads", "{"), ("/api/v1/uploads", "[]")] {
            assert_eq!(post(&site, &who, path, body).await.reason(), "malformed");
        }
        let request = who.request(Method::PATCH, &format!("/api/v1/uploads/{id}"));
        let answer = site.ask(request.body(Body::from("x")).unwrap()).await;
        assert_eq!(
            (answer.status, answer.json()["error"]["field"].as_str()),
            (StatusCode::BAD_REQUEST, Some("Upload-Offset"))
        );
    }
}

#[tokio::test]
async fn other_sites_cannot_send_files_and_programs_can() {
    for site in sites().await {
        let Who::Cookie(cookie) = head(&site).await else { unreachable!() };
        for (method, path) in [
            (Method::POST, "/api/v1/files?unit=AC1&name=a.jpg"),
            (Method::POST, "/api/v1/uploads"),
            (Method::PATCH, "/api/v1/uploads/0123"),
        ] {
            let request = Request::builder()
                .method(method)
                .uri(path)
                .header(header::HOST, "court.example")
                .header(header::ORIGIN, "https://evil.example")
                .header("sec-fetch-site", "cross-site")
                .header(header::COOKIE, &cookie);
            let answer = site.ask(request.body(Body::from(photo(40, 30, 4))).unwrap()).await;
            assert_eq!((answer.status, answer.reason().as_str()), (StatusCode::FORBIDDEN, "cross_site"));
        }
        let token = site.token(Role::TribunalHead, "AC1").await;
        let added = post(&site, &token, "/api/v1/files?unit=AC1&name=a.jpg", photo(40, 30, 4)).await;
        assert_eq!(added.status, StatusCode::CREATED, "{}", added.text());
    }
}
