//! Pages, the client's files, and the headers of both.

use crate::{
    common::stages,
    site::{Who, options, site, sites, sites_with},
};
use axum::body::Body;
use http::{Method, Request, StatusCode, header};
use http_body_util::BodyExt;
use server::platform::Policy;
use tower::ServiceExt;

#[tokio::test]
async fn a_page_is_whole_without_the_client_and_its_policy_names_its_nonce() {
    for site in sites().await {
        let page = site.get(&Who::Nobody, "/login").await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(page.header("content-type"), "text/html; charset=utf-8");
        let text = page.text();
        assert!(text.contains("<form") && text.contains("action=\"/login\""), "{text}");
        let policy = page.header("content-security-policy").to_owned();
        let nonce =
            policy.split("'nonce-").nth(1).and_then(|rest| rest.split('\'').next()).unwrap().to_owned();
        assert!(policy.contains("'strict-dynamic'") && policy.contains("frame-ancestors 'none'"), "{policy}");
        assert!(!policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"), "{policy}");
        for script in text.split("<script").skip(1) {
            let tag = script.split('>').next().unwrap();
            assert!(tag.contains(&format!("nonce=\"{nonce}\"")), "<script{tag}>");
        }
        let other = site.get(&Who::Nobody, "/login").await;
        assert_ne!(other.header("content-security-policy"), policy, "a nonce is used once");
    }
}

#[tokio::test]
async fn every_answer_has_the_headers() {
    for site in sites().await {
        for path in
            ["/login", "/api/v1/indicators", "/api/v1/values", "/nothing", "/healthz", "/pkg/nothing.js"]
        {
            let answer = site.get(&Who::Nobody, path).await;
            for (name, value) in [
                ("x-content-type-options", "nosniff"),
                ("x-frame-options", "DENY"),
                ("referrer-policy", "same-origin"),
                ("cross-origin-opener-policy", "same-origin"),
            ] {
                assert_eq!(answer.header(name), value, "{name} of {path}");
            }
            assert!(answer.header("content-security-policy").contains("default-src 'self'"), "{path}");
            assert!(answer.header("permissions-policy").contains("camera=()"), "{path}");
            assert_eq!(answer.header("x-request-id").len(), 16, "{path}");
            assert_eq!(answer.header("strict-transport-security"), "", "{path}: not by http");
        }
    }
}

#[tokio::test]
async fn there_is_no_such_page() {
    for site in sites().await {
        let answer = site.get(&Who::Nobody, "/nothing/here").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND);
        assert!(answer.text().contains("<html"));
    }
}

#[tokio::test]
async fn files_of_the_client_are_kept_for_ever_and_sent_packed() {
    for stage in stages().await {
        let root = options(&stage).site_root;
        let pkg = root.join("pkg/0123abc");
        std::fs::create_dir_all(&pkg).unwrap();
        std::fs::write(root.join("site.json"), "{\"pkg\":\"pkg/0123abc\",\"areas\":true}").unwrap();
        std::fs::write(root.join("favicon.svg"), "<svg/>").unwrap();
        std::fs::write(root.join(".inputs"), "secret").unwrap();
        std::fs::write(pkg.join("jiceng.js"), "plain").unwrap();
        std::fs::write(pkg.join("jiceng.js.br"), "packed").unwrap();
        let site = site(stage, |_| {});
        let page = site.get(&Who::Nobody, "/login").await.text();
        assert!(
            page.contains("/pkg/0123abc/jiceng.css") && page.contains("/pkg/0123abc/jiceng.js"),
            "{page}"
        );
        // Each area has a client of its own; of the other, nothing is asked for.
        let page = site.get(&Who::Nobody, "/admin/users").await.text();
        assert!(page.contains("/jiceng.css") && page.contains("/office.js"), "{page}");
        assert!(!page.contains("/jiceng.js"), "{page}");

        let plain = site.get(&Who::Nobody, "/pkg/0123abc/jiceng.js").await;
        assert_eq!(plain.text(), "plain");
        assert_eq!(plain.header("cache-control"), "public, max-age=31536000, immutable");
        let request = Who::Nobody.request(Method::GET, "/pkg/0123abc/jiceng.js");
        let packed =
            site.ask(request.header(header::ACCEPT_ENCODING, "br").body(Body::empty()).unwrap()).await;
        assert_eq!((packed.text().as_str(), packed.header("content-encoding")), ("packed", "br"));
        let gone = site.get(&Who::Nobody, "/pkg/0123abc/nothing.js").await;
        assert_eq!((gone.status, gone.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"));

        // The texts, of one language, before the client that reads them.
        let texts = page.split('"').find(|part| part.starts_with("/pkg/texts/")).expect("texts").to_owned();
        assert!(texts.ends_with("/zh.js") && page.find(&texts) < page.find("/office.js"), "{page}");
        let script = site.get(&Who::Nobody, &texts).await;
        assert!(script.text().starts_with("globalThis.jicengTexts="), "{}", script.text());
        assert_eq!(script.header("content-type"), "text/javascript; charset=utf-8");
        assert_eq!(script.header("cache-control"), "public, max-age=31536000, immutable");
        let request = Who::Nobody.request(Method::GET, &texts).header(header::ACCEPT_ENCODING, "gzip, br");
        let packed = site.ask(request.body(Body::empty()).unwrap()).await;
        assert_eq!(packed.header("content-encoding"), "br");
        let of_old = site.get(&Who::Nobody, "/pkg/texts/000000000000/zh.js").await;
        assert_eq!((of_old.status, of_old.header("cache-control")), (StatusCode::NOT_FOUND, "no-store"));

        let icon = site.get(&Who::Nobody, "/favicon.svg").await;
        assert_eq!((icon.text().as_str(), icon.header("content-type")), ("<svg/>", "image/svg+xml"));
        for hidden in ["/site.json", "/.inputs", "/pkg/../site.json", "/%2e%2e/test.db", "/../test.db"] {
            let answer = site.get(&Who::Nobody, hidden).await;
            assert_eq!(answer.status, StatusCode::NOT_FOUND, "{hidden}");
        }
    }
}

#[tokio::test]
async fn an_open_deployment_shows_guests_everything_but_posts() {
    for site in sites_with(Policy { open_to_guests: true, ..Policy::default() }).await {
        let info = site.call(&Who::Nobody, "session_info", "").await.json();
        assert_eq!((info["user"].as_str(), info["home"].as_str()), (None, Some("P")));
        let values = |unit| format!("/api/v1/values?indicator=received&unit={unit}&from=2026-01&to=2026-10");
        assert_eq!(site.get(&Who::Nobody, &values("AC1")).await.status, StatusCode::OK);
        assert_eq!(site.get(&Who::Nobody, &values("AC1P1")).await.status, StatusCode::UNAUTHORIZED);
        assert_eq!(site.get(&Who::Nobody, "/api/v1/users").await.status, StatusCode::UNAUTHORIZED);
    }
}

#[tokio::test]
async fn the_demo_says_who_there_is_and_that_it_is_simulated() {
    for site in sites().await {
        let users = r#"[{"name":"demo-city","password":"demo","role":"city_supervisor","unit":"A"}]"#;
        let mut tx = site.platform.db.begin().await.unwrap();
        tx.set_setting("demo_users", users).await.unwrap();
        tx.set_setting("simulated", "true").await.unwrap();
        tx.commit().await.unwrap();
        let info = site.call(&Who::Nobody, "session_info", "").await.json();
        assert_eq!(info["simulated"], true);
        assert_eq!(info["demo_users"][0]["grant"]["name"], "A单位");
        let page = site.get(&Who::Nobody, "/login").await.text();
        assert!(page.contains("demo-city"));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_readers_at_once_all_get_their_page() {
    for site in sites_with(Policy { open_to_guests: true, ..Policy::default() }).await {
        let ask = |n: usize| {
            let (router, path) = (site.router.clone(), if n.is_multiple_of(2) { "/" } else { "/units/A" });
            tokio::spawn(async move {
                let request = Request::get(path).header("accept-language", "en").body(Body::empty()).unwrap();
                let answer = router.oneshot(request).await.unwrap();
                let status = answer.status();
                let body = answer.into_body().collect().await.unwrap().to_bytes();
                (status, String::from_utf8_lossy(&body).contains("<title>Unit "))
            })
        };
        let answers = futures::future::join_all((0..80).map(ask)).await;
        for answer in answers {
            assert_eq!(answer.unwrap(), (StatusCode::OK, true));
        }
    }
}
