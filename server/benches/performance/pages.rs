//! The overview as HTML, through the whole web server.

use crate::{report, stage::Stage};
use axum::body::Body;
use http_body_util::BodyExt;
use server::http::{HttpOptions, router};
use std::time::Instant;
use tower::ServiceExt;

const RUNS: usize = 40;

pub async fn measure(stage: &Stage) {
    let options = HttpOptions { site_root: stage.folder.path().to_owned(), ..HttpOptions::default() };
    let router = router(stage.platform.clone(), options);
    let mut times = Vec::new();
    let mut size = 0;
    for _ in 0..RUNS {
        let request =
            http::Request::get("/").header("accept-language", "zh").body(Body::empty()).expect("a request");
        let began = Instant::now();
        let response = router.clone().oneshot(request).await.expect("an answer");
        let status = response.status();
        let body = response.into_body().collect().await.expect("a body").to_bytes();
        times.push(began.elapsed().as_secs_f64());
        assert!(status.is_success(), "{status}");
        size = body.len();
    }
    report(&format!("page: overview, {} KB of HTML", size / 1024), times, None);
}
