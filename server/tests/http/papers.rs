//! Reports and charts by REST, in the language of the request.

use crate::site::sites;
use app::domain::permissions::Role;
use axum::body::Body;
use http::{Method, StatusCode, header};

#[tokio::test]
async fn a_report_and_charts_are_files_in_the_language_of_the_request() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let report = site.get(&who, "/api/v1/units/P/report?from=2026-01&to=2026-06&format=pdf").await;
        assert_eq!((report.status, report.header("content-type")), (StatusCode::OK, "application/pdf"));
        assert_eq!(
            report.header("content-disposition"),
            "attachment; filename=\"report-P-2026-01-2026-06.pdf\""
        );
        assert_eq!(report.header("cache-control"), "private, no-store");
        assert!(report.body.starts_with(b"%PDF-"));

        let path = "/api/v1/units/P/chart?chart=parts&format=svg";
        let in_language = async |language| {
            let request = who.request(Method::GET, path).header(header::ACCEPT_LANGUAGE, language);
            site.ask(request.body(Body::empty()).unwrap()).await.text()
        };
        assert!(in_language("zh").await.contains("A单位"));
        assert!(in_language("en").await.contains("Unit A"));
        let png = site.get(&who, "/api/v1/units/P/chart?format=png&width=320").await;
        assert_eq!(png.header("content-type"), "image/png");
        assert!(png.body.starts_with(b"\x89PNG"));

        for (query, reason) in [
            ("report?format=csv", "unknown_report_format"),
            ("report?from=never", "bad_month"),
            ("report?indicator=none", "unknown_indicator"),
            ("chart?format=png&width=9000", "picture_size"),
            ("chart?colour=red", "unknown_parameter"),
        ] {
            let answer = site.get(&who, &format!("/api/v1/units/P/{query}")).await;
            assert_eq!(
                (answer.status, answer.reason().as_str()),
                (StatusCode::BAD_REQUEST, reason),
                "{query}"
            );
        }
    }
}
