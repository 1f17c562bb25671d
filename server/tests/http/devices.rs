//! The door for device messages: by token and by signature.

use crate::{
    common::operator,
    site::{Answer, Site, Who, sites},
};
use app::{
    api::{
        devices::Devices,
        tokens::{TokenOrder, Tokens},
    },
    domain::{
        devices::{DeviceKind, DeviceOrder},
        permissions::Role,
    },
};
use axum::body::Body;
use http::{Method, StatusCode, header};
use server::ingest::devices::door::sign;
use sha2::{Digest, Sha256};

const PATH: &str = "/api/v1/devices/messages";
const BODY: &str = r#"{"messages":[{"source":"buttons","address":"b1","id":"1","alarm":"button"}]}"#;

/// A camera that `cams` speaks for.
pub async fn furnish_camera(site: &Site) {
    let order = DeviceOrder {
        code: "c1".into(),
        kind: DeviceKind::Camera,
        source: "cams".into(),
        address: "c1".into(),
        ..button()
    };
    site.platform.save_device(&operator(), &order).await.unwrap();
}

async fn furnish(site: &Site) {
    site.platform.save_device(&operator(), &button()).await.unwrap();
}

fn button() -> DeviceOrder {
    DeviceOrder {
        tribunal: "AC1".into(),
        code: "b1".into(),
        kind: DeviceKind::AlarmButton,
        name: "Button".into(),
        point: String::new(),
        maker: String::new(),
        model: String::new(),
        installed: None,
        serviced: None,
        service_due: None,
        source: "buttons".into(),
        address: "b1".into(),
        state: None,
        stream: None,
    }
}

/// The number of a token and its SHA-256.
pub async fn key(site: &Site, scope: Role, unit: &str) -> (i64, String) {
    let order = TokenOrder { name: "cams".to_owned(), scope, unit: unit.to_owned(), days: 30 };
    let token = site.platform.create_token(&operator(), &order).await.unwrap();
    let hash = Sha256::digest(&token.secret).iter().map(|byte| format!("{byte:02x}")).collect();
    (token.row.id, hash)
}

async fn post(site: &Site, authorization: &str, body: &str) -> Answer {
    let request = http::Request::builder()
        .method(Method::POST)
        .uri(PATH)
        .header(header::AUTHORIZATION, authorization)
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_owned()))
        .unwrap();
    site.ask(request).await
}

#[tokio::test]
async fn what_is_signed_is_taken_once_and_what_is_not_is_refused() {
    for site in sites().await {
        furnish(&site).await;
        let (id, key) = key(&site, Role::Gateway, "AC").await;
        let now = site.platform.now().timestamp();
        let taken = post(&site, &sign(id, &key, now, BODY.as_bytes()), BODY).await;
        assert_eq!(taken.status, StatusCode::OK, "{}", taken.text());
        assert_eq!((taken.json()["taken"].as_u64(), taken.json()["alarms"].as_u64()), (Some(1), Some(1)));
        let again = post(&site, &sign(id, &key, now, BODY.as_bytes()), BODY).await;
        assert_eq!((again.json()["repeated"].as_u64(), again.json()["alarms"].as_u64()), (Some(1), Some(0)));
        for (authorization, reason) in [
            (sign(id, &key, now - 301, BODY.as_bytes()), "signature_late"),
            (sign(id, &key, now + 301, BODY.as_bytes()), "signature_late"),
            (sign(id, "another", now, BODY.as_bytes()), "bad_signature"),
            (sign(id, &key, now, b"{}"), "bad_signature"),
            (sign(id + 1000, &key, now, BODY.as_bytes()), "bad_signature"),
            ("Jiceng-HMAC nonsense".to_owned(), "bad_signature"),
            ("Digest x".to_owned(), "bad_token"),
        ] {
            let answer = post(&site, &authorization, BODY).await;
            assert_eq!(
                (answer.status, answer.reason().as_str()),
                (StatusCode::UNAUTHORIZED, reason),
                "{authorization}"
            );
        }
        // A signature opens this door and no other.
        let other = sign(id, &key, now, b"");
        let request = http::Request::builder().uri("/api/v1/devices").header(header::AUTHORIZATION, other);
        let answer = site.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(answer.status, StatusCode::UNAUTHORIZED);
        site.platform.revoke_token(&operator(), id).await.unwrap();
        let answer = post(&site, &sign(id, &key, now, BODY.as_bytes()), BODY).await;
        assert_eq!(answer.reason(), "bad_signature");
    }
}

#[tokio::test]
async fn a_token_of_another_scope_or_another_court_moves_nothing() {
    for site in sites().await {
        furnish(&site).await;
        let now = site.platform.now().timestamp();
        let (id, feeder) = key(&site, Role::Feeder, "AC").await;
        let answer = post(&site, &sign(id, &feeder, now, BODY.as_bytes()), BODY).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let (id, foreign) = key(&site, Role::Gateway, "BC").await;
        let answer = post(&site, &sign(id, &foreign, now, BODY.as_bytes()), BODY).await;
        assert_eq!((answer.json()["refused"].as_u64(), answer.json()["taken"].as_u64()), (Some(1), Some(0)));
        let Who::Token(secret) = site.token(Role::Gateway, "AC1").await else { panic!("no token") };
        let answer = post(&site, &format!("Bearer {secret}"), r#"{"messages":[{"source":"buttons"}]}"#).await;
        assert_eq!((answer.status, answer.reason().as_str()), (StatusCode::BAD_REQUEST, "malformed_message"));
        let answer = post(&site, &format!("Bearer {secret}"), BODY).await;
        assert_eq!(answer.json()["alarms"].as_u64(), Some(1));
    }
}
