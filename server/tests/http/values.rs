//! Units, indicators and values by REST, in every format.

use crate::{
    common::case,
    site::{Site, Who, sites},
};
use app::domain::permissions::Role;
use calamine::{Data, Reader, Xlsx};
use http::{Method, StatusCode, header};

async fn fill(site: &Site) {
    site.stage
        .send(&[
            &case("c1", "AC1", "2026-03-02", Some("2026-05-07")),
            &case("c2", "AC1", "2026-04-02", None),
            &case("c3", "BC1", "2026-04-02", None),
        ])
        .await;
}

const VALUES: &str =
    "/api/v1/values?indicator=received,closing_rate&unit=P&level=city&from=2026-01&to=2026-06";

#[tokio::test]
async fn values_as_json_csv_and_workbook() {
    for site in sites().await {
        fill(&site).await;
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let json = site.get(&who, VALUES).await;
        insta::assert_json_snapshot!("values", json.json());
        assert_eq!(json.header("cache-control"), "private, no-store");

        let csv = site.get(&who, &format!("{VALUES}&format=csv")).await;
        assert_eq!(csv.header("content-type"), "text/csv; charset=utf-8");
        assert_eq!(
            csv.header("content-disposition"),
            "attachment; filename=\"values-P-received-closing_rate-2026-01-2026-06.csv\""
        );
        insta::assert_snapshot!("values_csv", csv.text().replace('\r', ""));
        let request = who.request(Method::GET, VALUES).header(header::ACCEPT, "text/csv;q=1, */*;q=0.1");
        let by_accept = site.ask(request.body(axum::body::Body::empty()).unwrap()).await;
        assert_eq!(by_accept.body, csv.body);

        let book = site.get(&who, &format!("{VALUES}&format=xlsx")).await;
        let mut book = Xlsx::new(std::io::Cursor::new(book.body)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(sheet.get_value((0, 5)), Some(&Data::String("value".into())));
        assert_eq!(sheet.get_value((1, 5)), Some(&Data::Float(2.0)));
        assert_eq!(site.get(&who, &format!("{VALUES}&format=pdf")).await.reason(), "bad_format");
    }
}

#[tokio::test]
async fn units_are_listed_and_searched() {
    for site in sites().await {
        let who = site.token(Role::CitySupervisor, "A").await;
        let units = site.get(&who, "/api/v1/units?under=A&level=tribunal&sort=-code").await.json();
        let codes: Vec<_> = units["rows"].as_array().unwrap().iter().map(|row| row["code"].clone()).collect();
        assert_eq!(codes, ["AC2", "AC1"]);
        assert_eq!((&units["total"], &units["offset"]), (&2.into(), &0.into()));
        let csv = site.get(&who, "/api/v1/units?under=A&level=tribunal&format=csv").await;
        assert!(csv.text().starts_with("\u{feff}code,level,name,"));
    }
}

#[tokio::test]
async fn a_slip_of_the_pen_is_refused_by_its_name() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        for (path, field, reason) in [
            ("/api/v1/values?indicator=received&units=P", "units", "unknown_parameter"),
            ("/api/v1/explain?format=csv", "format", "unknown_parameter"),
            ("/api/v1/units?level=city&level=court", "level", "twice"),
            ("/api/v1/units?offset=minus", "offset", "malformed"),
            ("/api/v1/users?limit=-1", "limit", "malformed"),
            ("/api/v1/values?indicator=received&unit=P&from=2026-13&to=2026-12", "from", "bad_month"),
            ("/api/v1/live?unit=P&after=x", "after", "malformed"),
        ] {
            let answer = site.get(&who, path).await;
            let error = &answer.json()["error"];
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{path}");
            assert_eq!(
                (error["field"].as_str(), error["reason"].as_str()),
                (Some(field), Some(reason)),
                "{path}"
            );
            for message in ["message_zh", "message_en"] {
                assert!(!error[message].as_str().unwrap().is_empty() && error[message] != reason, "{path}");
            }
        }
    }
}

#[tokio::test]
async fn definitions_are_open_to_everyone_and_explanations_to_those_who_may() {
    for site in sites().await {
        fill(&site).await;
        let indicators = site.get(&Who::Nobody, "/api/v1/indicators").await;
        assert!(indicators.json()["rows"].as_array().unwrap().len() >= 30);
        let explain = "/api/v1/explain?indicator=closing_rate&unit=AC1&from=2026-01&to=2026-06";
        assert_eq!(site.get(&Who::Nobody, explain).await.status, StatusCode::UNAUTHORIZED);
        let who = site.token(Role::TribunalHead, "AC1").await;
        let explained = site.get(&who, explain).await.json();
        assert_eq!(explained["row"]["numerator"], 1.0);
    }
}

#[tokio::test]
async fn the_document_says_what_there_is() {
    for site in sites().await {
        let document = site.get(&Who::Nobody, "/api/v1/openapi.json").await.json();
        let mut lines = Vec::new();
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let names = operation["parameters"].as_array().into_iter().flatten();
                let names: Vec<_> = names
                    .map(|p| format!("{}:{}", p["in"].as_str().unwrap(), p["name"].as_str().unwrap()))
                    .collect();
                lines.push(format!("{method} {path} {}", names.join(" ")));
            }
        }
        insta::assert_snapshot!("operations", lines.join("\n"));
        assert_eq!(site.get(&Who::Nobody, "/api/v1/nothing").await.reason(), "not_found");
    }
}
