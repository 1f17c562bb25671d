//! Plain forms: signing in and out, language; and that no other site can send them.

use crate::{
    common,
    site::{PASSWORD, Who, site, sites},
};
use app::domain::permissions::Role;
use axum::body::Body;
use chrono::TimeDelta;
use http::{Method, Request, StatusCode, header};
use server::clock::Clock;

#[tokio::test]
async fn signing_in_and_out_by_plain_forms() {
    for site in sites().await {
        site.user("wang", Role::CitySupervisor, "A").await;
        let session = site.sign_in("wang").await;
        let info = site.call(&session, "session_info", "").await.json();
        assert_eq!(info["user"], "wang");
        assert_eq!(info["display_name"], "WANG");
        assert_eq!(info["home"], "A");
        assert_eq!(info["last_month"], "2026-10");
        assert_eq!(info["grants"][0]["name_en"], "Unit A");
        assert_eq!(info["administrator"], false);

        let out = site.submit(&session, "/logout", "").await;
        assert_eq!((out.status, out.header("location")), (StatusCode::SEE_OTHER, "/"));
        let info = site.call(&session, "session_info", "").await.json();
        assert_eq!(info["user"], serde_json::Value::Null, "the old cookie is worth nothing");
    }
}

#[tokio::test]
async fn a_wrong_password_and_an_unknown_name_look_the_same() {
    for site in sites().await {
        site.user("wang", Role::CitySupervisor, "A").await;
        let mut answers = Vec::new();
        for name in ["wang", "nobody"] {
            let form = format!("name={name}&password=wrong&next=/units/A");
            let answer = site.submit(&Who::Nobody, "/login", &form).await;
            assert_eq!(answer.status, StatusCode::SEE_OTHER);
            assert!(answer.cookie("jiceng").is_none());
            answers.push(answer.header("location").replace(name, "NAME"));
        }
        assert_eq!(answers[0], "/login?failed=wrong_password&name=NAME&next=/units/A");
        assert_eq!(answers[0], answers[1]);
    }
}

#[tokio::test]
async fn the_session_gets_a_new_id_at_sign_in() {
    for site in sites().await {
        site.user("wang", Role::CitySupervisor, "A").await;
        site.user("li", Role::CitySupervisor, "B").await;
        let first = site.sign_in("wang").await;
        let form = format!("name=li&password={}", PASSWORD.replace(' ', "+"));
        let answer = site.submit(&first, "/login", &form).await;
        let second = Who::Cookie(answer.cookie("jiceng").unwrap());
        let (Who::Cookie(a), Who::Cookie(b)) = (&first, &second) else { unreachable!() };
        assert_ne!(a, b);
        assert_eq!(site.call(&second, "session_info", "").await.json()["user"], "li");
        let old = site.call(&first, "session_info", "").await.json();
        assert_eq!(old["user"], serde_json::Value::Null, "the id from before is worth nothing");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_by_name_and_time_heals() {
    for site in sites().await {
        site.user("wang", Role::CitySupervisor, "A").await;
        let wrong = "name=wang&password=wrong";
        let right = format!("name=wang&password={}", PASSWORD.replace(' ', "+"));
        for _ in 0..20 {
            assert_eq!(site.submit(&Who::Nobody, "/login", &right).await.header("location"), "/");
        }
        for _ in 0..5 {
            let answer = site.submit(&Who::Nobody, "/login", wrong).await;
            assert!(answer.header("location").contains("wrong_password"));
        }
        let answer = site.submit(&Who::Nobody, "/login", &right).await;
        assert!(answer.header("location").contains("too_many_attempts"), "even the right one");
        site.stage.clock.set(site.stage.clock.now() + TimeDelta::minutes(16));
        assert_eq!(site.submit(&Who::Nobody, "/login", &right).await.header("location"), "/");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_by_address() {
    for site in sites().await {
        let mut refused = 0;
        for n in 0..40 {
            let form = format!("name=user{n}&password=wrong");
            let answer = site.submit(&Who::Nobody, "/login", &form).await;
            refused += usize::from(answer.header("location").contains("too_many_attempts"));
        }
        assert_eq!(refused, 10);
    }
}

#[tokio::test]
async fn nobody_is_led_to_another_site() {
    for site in sites().await {
        site.user("wang", Role::CitySupervisor, "A").await;
        let password = PASSWORD.replace(' ', "+");
        for (next, expected) in [
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/%5Cevil.example", "/"),
            ("/search?q=%E5%8D%97", "/search?q=%E5%8D%97"),
        ] {
            let form = format!("name=wang&password={password}&next={next}");
            let answer = site.submit(&Who::Nobody, "/login", &form).await;
            assert_eq!(answer.header("location"), expected, "{next}");
        }
    }
}

#[tokio::test]
async fn cookies_are_locked_up_and_by_https_bound_to_the_host() {
    for stage in common::stages().await {
        let site = site(stage, |options| options.https = true);
        site.user("wang", Role::CitySupervisor, "A").await;
        let form = format!("name=wang&password={}", PASSWORD.replace(' ', "+"));
        let answer = site.submit(&Who::Nobody, "/login", &form).await;
        let cookie = answer.header("set-cookie");
        assert!(cookie.starts_with("__Host-jiceng="), "{cookie}");
        for part in ["HttpOnly", "SameSite=Lax", "Secure", "Path=/", "Max-Age=43200"] {
            assert!(cookie.contains(part), "{part} in {cookie}");
        }
        assert!(answer.header("strict-transport-security").starts_with("max-age="));
    }
}

#[tokio::test]
async fn other_sites_cannot_make_a_browser_write() {
    for site in sites().await {
        site.user("wang", Role::Administrator, "P").await;
        let Who::Cookie(cookie) = site.sign_in("wang").await else { unreachable!() };
        let function =
            crate::site::functions().into_iter().find(|(name, _)| name == "revoke_token").unwrap().1;
        let token = site.token(Role::Feeder, "P").await;
        for path in ["/login", "/logout", "/language", "/api/v1/cases", &function] {
            for headers in [
                vec![("sec-fetch-site", "cross-site")],
                vec![("sec-fetch-site", "same-site")],
                vec![("origin", "https://evil.example")],
                vec![("origin", "null")],
                vec![],
            ] {
                let mut request = Request::builder()
                    .method(Method::POST)
                    .uri(path)
                    .header(header::HOST, "court.example")
                    .header(header::COOKIE, &cookie)
                    .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
                for (name, value) in &headers {
                    request = request.header(*name, *value);
                }
                let answer = site.ask(request.body(Body::from("id=1")).unwrap()).await;
                assert_eq!(answer.status, StatusCode::FORBIDDEN, "{path} {headers:?}");
                assert_eq!(answer.reason(), "cross_site", "{path} {headers:?}");
            }
        }
        let request = Request::builder()
            .method(Method::POST)
            .uri("/language")
            .header(header::HOST, "court.example")
            .header(header::ORIGIN, "https://court.example")
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        let answer = site.ask(request.body(Body::from("lang=en")).unwrap()).await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER, "our own page in an older browser");
        let request = token.request(Method::POST, "/api/v1/cases").body(Body::empty()).unwrap();
        assert_eq!(site.ask(request).await.status, StatusCode::OK, "a program with a token");
    }
}

#[tokio::test]
async fn the_language_is_kept_in_a_cookie() {
    for site in sites().await {
        let answer = site.submit(&Who::Nobody, "/language", "lang=en&next=/search").await;
        assert_eq!((answer.status, answer.header("location")), (StatusCode::SEE_OTHER, "/search"));
        assert_eq!(answer.cookie("lang").as_deref(), Some("lang=en"));
        let page = site.get(&Who::Cookie("lang=en".into()), "/login").await;
        assert!(page.text().contains("<html lang=\"en\""));
        let page = site.get(&Who::Nobody, "/login").await;
        assert!(page.text().contains("<html lang=\"zh-CN\""));
        let other = site.submit(&Who::Nobody, "/language", "lang=xx").await;
        assert!(other.cookie("lang").is_none());
    }
}
