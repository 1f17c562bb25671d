//! API tokens.

use crate::{
    common::operator,
    site::{Who, sites},
};
use app::{
    api::{
        ListQuery,
        tokens::{TokenOrder, Tokens},
    },
    domain::permissions::Role,
};
use chrono::TimeDelta;
use http::StatusCode;
use server::{chance::SeededChance, clock::Clock};
use std::sync::Arc;

const UNITS: &str = "/api/v1/units?under=A";

#[tokio::test]
async fn a_token_works_until_it_expires_or_is_revoked_and_is_never_shown_again() {
    for site in sites().await {
        site.user("root", Role::Administrator, "P").await;
        let root = site.sign_in("root").await;
        let form = "order[name]=BI&order[scope]=city_supervisor&order[unit]=A&order[days]=30";
        let made = site.call(&root, "create_token", form).await.json();
        let secret = made["secret"].as_str().unwrap();
        assert!(secret.starts_with("jc_") && secret.len() == 46, "{secret}");
        let token = Who::Token(secret.to_owned());
        assert_eq!(site.get(&token, UNITS).await.status, StatusCode::OK);
        let list = site.get(&root, "/api/v1/tokens").await;
        assert!(!list.text().contains(secret) && list.json()["rows"][0]["scope"] == "city_supervisor");

        let info = site.call(&token, "session_info", "").await;
        assert_eq!(info.status, StatusCode::FORBIDDEN, "tokens are for REST: {}", info.text());

        site.stage.clock.set(site.stage.clock.now() + TimeDelta::days(30));
        let expired = site.get(&token, UNITS).await;
        assert_eq!((expired.status, expired.reason().as_str()), (StatusCode::UNAUTHORIZED, "bad_token"));

        let form = form.replace("days]=30", "days]=100");
        let made = site.call(&root, "create_token", &form).await.json();
        let token = Who::Token(made["secret"].as_str().unwrap().to_owned());
        assert_eq!(site.get(&token, UNITS).await.status, StatusCode::OK);
        let id = made["row"]["id"].as_i64().unwrap();
        let revoked = site.call(&root, "revoke_token", &format!("id={id}")).await.json();
        assert!(revoked["revoked_at"].is_string());
        assert_eq!(site.get(&token, UNITS).await.reason(), "bad_token");
        let again = site.call(&root, "revoke_token", &format!("id={id}")).await;
        assert_eq!(again.json()["revoked_at"], revoked["revoked_at"], "a second time changes nothing");
    }
}

#[tokio::test]
async fn what_is_no_token_is_refused_alike() {
    for site in sites().await {
        let unknown = format!("jc_{}", "a".repeat(43));
        for text in ["", "x", "jc_", &unknown] {
            let answer = site.get(&Who::Token(text.to_owned()), UNITS).await;
            assert_eq!((answer.status, answer.reason().as_str()), (StatusCode::UNAUTHORIZED, "bad_token"));
        }
        let request = http::Request::builder()
            .uri(UNITS)
            .header("authorization", "Basic d2FuZzpwYXNz")
            .body(axum::body::Body::empty());
        assert_eq!(site.ask(request.unwrap()).await.reason(), "bad_token");
    }
}

#[tokio::test]
async fn the_last_use_is_noted_by_the_hour() {
    for site in sites().await {
        let token = site.token(Role::CitySupervisor, "A").await;
        let used = async || {
            site.get(&token, UNITS).await;
            let page = site.platform.list_tokens(&operator(), &ListQuery::default()).await.unwrap();
            page.rows[0].last_used_at.clone().unwrap()
        };
        assert_eq!(used().await, "2026-11-24T04:00:00Z");
        site.stage.clock.set(site.stage.clock.now() + TimeDelta::minutes(59));
        assert_eq!(used().await, "2026-11-24T04:00:00Z");
        site.stage.clock.set(site.stage.clock.now() + TimeDelta::minutes(1));
        assert_eq!(used().await, "2026-11-24T05:00:00Z");
    }
}

#[tokio::test]
async fn wrong_orders_are_refused_by_field() {
    for site in sites().await {
        let good = TokenOrder { name: "x".into(), scope: Role::Feeder, unit: "A".into(), days: 1 };
        for (order, field) in [
            (TokenOrder { name: " ".into(), ..good.clone() }, "name"),
            (TokenOrder { scope: Role::Guest, ..good.clone() }, "scope"),
            (TokenOrder { unit: "XX".into(), ..good.clone() }, "unit"),
            (TokenOrder { days: 0, ..good.clone() }, "days"),
            (TokenOrder { days: 3661, ..good.clone() }, "days"),
        ] {
            let failure = site.platform.create_token(&operator(), &order).await.unwrap_err();
            assert_eq!(failure.field, field);
        }
    }
}

#[tokio::test]
async fn chance_is_a_parameter() {
    for stage in crate::common::stages().await {
        let catalogue = stage.platform.catalogue.clone();
        let (db, files) = (stage.platform.db.clone(), stage.folder().join("files"));
        let policy = stage.platform.policy.clone();
        let platform = server::platform::Platform::open(db, catalogue, policy, files, stage.clock.clone())
            .await
            .unwrap();
        let platform = platform.with_chance(Arc::new(SeededChance::new(7)));
        let order = TokenOrder { name: "x".into(), scope: Role::Feeder, unit: "A".into(), days: 1 };
        let first = platform.create_token(&operator(), &order).await.unwrap().secret;
        let second = platform.create_token(&operator(), &order).await.unwrap().secret;
        assert_ne!(first, second);
        assert!(first.starts_with("jc_") && first.len() == 46, "{first}");
    }
}
