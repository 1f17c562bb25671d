//! Uploading: what is refused before the service sees a file, for programs and for plain forms.

use crate::{
    common::stages,
    site::{Answer, Site, Who, site, sites},
};
use app::domain::permissions::Role;
use axum::body::Body;
use http::{Method, StatusCode, header};

const BOUNDARY: &str = "----------border";

async fn upload(site: &Site, who: &Who, parts: &[(&str, &str)], accept: &str) -> Answer {
    let mut body = String::new();
    for (disposition, content) in parts {
        body +=
            &format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n{content}\r\n");
    }
    body += &format!("--{BOUNDARY}--\r\n");
    let request = who
        .request(Method::POST, "/api/v1/imports")
        .header(header::CONTENT_TYPE, format!("multipart/form-data; boundary={BOUNDARY}"))
        .header(header::ACCEPT, accept)
        .body(Body::from(body));
    site.ask(request.unwrap()).await
}

async fn post(site: &Site, who: &Who, query: &str, body: Vec<u8>) -> Answer {
    let request = who.request(Method::POST, &format!("/api/v1/imports?{query}")).body(Body::from(body));
    site.ask(request.unwrap()).await
}

#[tokio::test]
async fn what_is_missing_is_named_to_programs_and_on_the_page() {
    for site in sites().await {
        let who = site.token(Role::Administrator, "P").await;
        for (query, field) in [("file_name=a.csv", "profile"), ("profile=nj-municipal", "file_name")] {
            let answer = post(&site, &who, query, b"a,b".to_vec()).await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST);
            assert_eq!(
                (&answer.json()["error"]["field"], answer.reason().as_str()),
                (&field.into(), "missing")
            );
        }
        let unknown = post(&site, &who, "profil=x", vec![]).await;
        assert_eq!(unknown.reason(), "unknown_parameter");

        site.user("root", Role::Administrator, "P").await;
        let browser = site.sign_in("root").await;
        let file = ("name=\"file\"; filename=\"a.csv\"", "a,b\n");
        let answer = upload(&site, &browser, &[file], "text/html,*/*;q=0.8").await;
        assert_eq!(answer.status, StatusCode::SEE_OTHER);
        assert_eq!(answer.header("location"), "/admin/imports?failed=missing&field=profile&value=profile");
        let answer = upload(&site, &browser, &[file, ("name=\"surprise\"", "x")], "application/json").await;
        assert_eq!((answer.status, answer.reason().as_str()), (StatusCode::BAD_REQUEST, "unknown_parameter"));
    }
}

#[tokio::test]
async fn too_large_a_file_is_refused_either_way() {
    for stage in stages().await {
        let site = site(stage, |options| options.upload_limit = 1_000);
        let who = site.token(Role::Administrator, "P").await;
        let large = "x".repeat(2_000);
        let raw = post(&site, &who, "profile=x&file_name=a.csv", large.clone().into()).await;
        assert_eq!((raw.status, raw.reason().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
        let file = ("name=\"file\"; filename=\"a.csv\"", large.as_str());
        let form = upload(&site, &who, &[file], "application/json").await;
        assert_eq!((form.status, form.reason().as_str()), (StatusCode::PAYLOAD_TOO_LARGE, "too_large"));
    }
}

#[tokio::test]
async fn whoever_may_not_import_is_told_before_sending() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let never = futures::stream::pending::<Result<Vec<u8>, std::io::Error>>();
        let request = who.request(Method::POST, "/api/v1/imports?profile=x&file_name=a.csv");
        let answer = site.ask(request.body(Body::from_stream(never)).unwrap()).await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
    }
}
