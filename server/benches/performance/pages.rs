//! The overview as HTML, through the whole web server.

use crate::{report, stage::Stage};
use app::domain::units::Level;
use axum::{Router, body::Body};
use http_body_util::BodyExt;
use server::http::{HttpOptions, router};
use std::time::Instant;
use tower::ServiceExt;

const RUNS: usize = 200;

/// Signs the demo's province in; gives the cookie.
pub async fn signed_in(router: &Router) -> String {
    let form = "name=demo.province&password=jiceng-demo-province&next=/";
    let request = http::Request::post("/login")
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .body(Body::from(form));
    let answer = router.clone().oneshot(request.expect("a request")).await.expect("an answer");
    let cookie =
        answer.headers().get("set-cookie").and_then(|cookie| cookie.to_str().ok()).expect("a session");
    cookie.split(';').next().unwrap_or_default().to_owned()
}

pub async fn measure(stage: &Stage) {
    let options = HttpOptions { site_root: stage.folder.path().to_owned(), ..HttpOptions::default() };
    let router = router(stage.platform.clone(), options);
    let cookie = signed_in(&router).await;
    let last = stage.platform.month().plus(-1);
    let tree = stage.platform.tree().await.expect("the tree");
    let tribunals = tree.units().iter().filter(|unit| unit.level == Level::Tribunal && unit.exists_in(last));
    let tribunal = tribunals.map(|unit| unit.code.clone()).next().expect("a tribunal");
    for changes in [false, true] {
        let mut times = Vec::new();
        let mut size = 0;
        for n in 0..=RUNS {
            if changes {
                stage.change(&tribunal, RUNS + n).await;
            }
            let request = http::Request::get("/").header("accept-language", "zh").header("cookie", &cookie);
            let request = request.body(Body::empty()).expect("a request");
            let began = Instant::now();
            let response = router.clone().oneshot(request).await.expect("an answer");
            let status = response.status();
            let body = response.into_body().collect().await.expect("a body").to_bytes();
            let took = began.elapsed().as_secs_f64();
            // Whoever comes first after the start pays for what is then kept.
            if n == 0 && !changes {
                println!("{:<44} {:.0} ms", "page: overview, the first after the start", took * 1e3);
            } else {
                times.push(took);
            }
            assert!(status.is_success(), "{status}");
            size = body.len();
        }
        let when = if changes { ", each time after a change" } else { "" };
        report(&format!("page: overview, {} KB of HTML{when}", size / 1024), times, None);
    }
}
