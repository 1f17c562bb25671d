//! Reports by REST: the same rules as in the browser, and the workbook for courts that work that way.

use crate::site::{Answer, Site, Who, sites};
use app::domain::permissions::Role;
use axum::body::Body;
use calamine::{Data, Reader, Xlsx};
use http::{Method, StatusCode};
use rust_xlsxwriter::Workbook;
use serde_json::{Value, json};
use std::io::Cursor;

const REPORT: &str = "/api/v1/reports/monthly/AC1/2026-10";

async fn post(site: &Site, who: &Who, path: &str, body: impl Into<Body>) -> Answer {
    site.ask(who.request(Method::POST, path).body(body.into()).unwrap()).await
}

/// The first sheet, by row and column.
fn cells(bytes: &[u8]) -> Vec<Vec<Data>> {
    let mut book = Xlsx::new(Cursor::new(bytes.to_vec())).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    sheet.rows().map(<[Data]>::to_vec).collect()
}

/// The same sheet again, with some answers filled in.
fn filled(cells: &[Vec<Data>], answer: impl Fn(&str) -> Option<String>) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (line, row) in (0u32..).zip(cells) {
        for (column, cell) in (0u16..).zip(row) {
            sheet.write_string(line, column, cell.to_string()).unwrap();
        }
        let field = row.first().map(ToString::to_string).unwrap_or_default();
        if let Some(text) = answer(&field).filter(|_| line >= 3) {
            sheet.write_string(line, 4, text).unwrap();
        }
    }
    book.save_to_buffer().unwrap()
}

async fn people(site: &Site) -> (Who, Who) {
    site.stage.clock.set("2026-11-04T04:00:00Z".parse().unwrap());
    site.user("head", Role::TribunalHead, "AC1").await;
    site.user("court", Role::CourtManager, "AC").await;
    (site.sign_in("head").await, site.sign_in("court").await)
}

#[tokio::test]
async fn a_workbook_comes_with_the_values_and_goes_back_through_the_same_checks() {
    for site in sites().await {
        let (head, court) = people(&site).await;
        let book = format!("{REPORT}/workbook");
        let given = site.get(&head, &book).await;
        assert_eq!(given.status, StatusCode::OK);
        assert!(given.header("content-disposition").contains("monthly-AC1-2026-10.xlsx"));
        let empty = cells(&given.body);
        let asked: Vec<Value> = site.get(&head, REPORT).await.json()["form"]["sections"]
            .as_array()
            .unwrap()
            .iter()
            .flat_map(|section| section["fields"].as_array().unwrap().clone())
            .filter(|field| field["given"] == false)
            .collect();
        let of_kind = |kind: &str| asked.iter().find(|field| field["kind"] == kind).unwrap()["id"].clone();
        let count = of_kind("count").as_str().unwrap().to_owned();
        assert!(empty.iter().any(|row| row[0].to_string() == count), "every field has a row");

        let answer = |field: &str| (field == count).then(|| "3".to_owned());
        let back = post(&site, &court, &book, filled(&empty, answer)).await;
        assert_eq!(back.status, StatusCode::OK, "{}", back.text());
        let kept = |answer: &Answer, field: &str| {
            let json = answer.json();
            let saved =
                json["saved"].as_array().unwrap().iter().find(|pair| pair[0] == field).unwrap()[1].clone();
            saved["is"].as_str().unwrap().to_owned()
        };
        assert_eq!(kept(&back, &count), "kept");
        let view = site.get(&head, REPORT).await.json();
        let state = |view: &Value| {
            view["fields"].as_array().unwrap().iter().find(|state| state["field"] == *count).unwrap().clone()
        };
        assert_eq!(
            (state(&view)["answer"].as_str(), state(&view)["revision"].as_i64()),
            (Some("3"), Some(1))
        );

        // The old workbook again, with another number: somebody has been there since, and that is said.
        let other = |field: &str| (field == count).then(|| "4".to_owned());
        let again = post(&site, &head, &book, filled(&empty, other)).await;
        assert_eq!(kept(&again, &count), "conflict");
        assert_eq!(state(&site.get(&head, REPORT).await.json())["answer"], "3");
        // The same again changes nothing.
        let same = post(&site, &court, &book, filled(&empty, answer)).await;
        assert_eq!(kept(&same, &count), "kept");
        assert_eq!(state(&site.get(&head, REPORT).await.json())["revision"], 1);
    }
}

#[tokio::test]
async fn bad_workbooks_are_refused_as_a_whole_and_name_the_place() {
    for site in sites().await {
        let (head, _) = people(&site).await;
        let book = format!("{REPORT}/workbook");
        let empty = cells(&site.get(&head, &book).await.body);
        let mut foreign = empty.clone();
        foreign[0][0] = Data::String("monthly BC1 2026-10".into());
        let mut odd = empty.clone();
        odd[3][0] = Data::String("no_such_field".into());
        for (bytes, field, reason) in [
            (filled(&foreign, |_| None), "A1", "workbook_of_another_report"),
            (filled(&odd, |_| None), "A4", "not_asked"),
            (b"PK\x03\x04 no workbook".to_vec(), "file", "table_unreadable"),
            (vec![], "file", "table_empty"),
        ] {
            let refused = post(&site, &head, &book, bytes).await;
            let error = refused.json()["error"].clone();
            assert_eq!((refused.status, refused.reason().as_str()), (StatusCode::BAD_REQUEST, reason));
            assert_eq!(error["field"], field);
        }
        assert_eq!(site.get(&head, REPORT).await.json()["row"]["revision"], 0);
    }
}

#[tokio::test]
async fn answers_and_moves_by_rest_say_where_they_are_wrong() {
    for site in sites().await {
        let (head, court) = people(&site).await;
        let broken =
            post(&site, &head, &format!("{REPORT}/answers"), r#"[{"field":"x","base":"one"}]"#).await;
        assert_eq!((broken.status, broken.reason().as_str()), (StatusCode::BAD_REQUEST, "malformed"));
        assert_eq!(broken.json()["error"]["field"], "[0].base");
        let moves = format!("{REPORT}/moves");
        let submit = json!({ "what": "submit", "revision": 0 }).to_string();
        let early = post(&site, &head, &moves, submit).await;
        assert_eq!((early.status, early.reason().as_str()), (StatusCode::BAD_REQUEST, "report_has_errors"));
        let other = json!({ "what": "accept", "revision": 0 }).to_string();
        assert_eq!(post(&site, &head, &moves, other).await.reason(), "malformed");
        let rows = site.get(&court, "/api/v1/reports?unit=AC&format=csv").await;
        assert!(rows.text().contains("monthly") && rows.text().contains("2026-10"), "{}", rows.text());
        let count = site.get(&court, "/api/v1/completeness?form=monthly&unit=AC&spans=2").await.json();
        assert_eq!(count["periods"], json!(["2026-10", "2026-11"]));
        assert_eq!(count["rows"].as_array().unwrap().len(), 2);
    }
}
