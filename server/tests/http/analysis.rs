//! The explorer by REST and as a page: the same values, for those who may see them.

use crate::{
    common::case,
    site::{Answer, Site, Who, sites},
};
use app::{address::encode, api::sheet::Sheet, domain::permissions::Role};
use calamine::{Data, Reader, Xlsx};
use http::StatusCode;

async fn fill(site: &Site) {
    let lines: Vec<String> = (0..6)
        .map(|n| {
            let tribunal = ["AC1", "AC1", "AC2", "BC1", "BC1", "BC1"][n];
            case(&format!("c{n}"), tribunal, "2026-03-02", (n % 2 == 0).then_some("2026-05-07"))
        })
        .collect();
    site.stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
}

const WORDS: &str = "unit=P&units=tribunal&indicator=received,closed&by=quarter&from=2026-01&to=2026-06";

#[tokio::test]
async fn the_grid_as_json_csv_and_workbook_is_the_same() {
    for site in sites().await {
        fill(&site).await;
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        let path = format!("/api/v1/analysis?{WORDS}&sort=-value&at=2026-Q1&compare=parent");
        let json = site.get(&who, &path).await.json();
        assert_eq!(
            (&json["chosen"], &json["from"], &json["ranking"]),
            (&3.into(), &"2026-01".into(), &false.into())
        );
        let rows = json["rows"].as_array().unwrap();
        // Three tribunals, their total and the province × two quarters and both together × two indicators.
        assert_eq!(rows.len(), 5 * 3 * 2);
        let total = |stands: &str| {
            let row = rows.iter().find(|row| {
                row["stands"] == stands && row["period_total"] == true && row["indicator"] == "received"
            });
            row.unwrap()["value"].clone()
        };
        assert_eq!((total("total"), total("whole")), (6.0.into(), 6.0.into()));

        let csv = site.get(&who, &format!("{path}&format=csv")).await;
        assert_eq!(
            csv.header("content-disposition"),
            "attachment; filename=\"analysis-P-2026-01-2026-06.csv\""
        );
        let text = csv.text();
        assert_eq!(text.trim().lines().count(), rows.len() + 1);
        assert!(text.starts_with("\u{feff}unit,name,level,stands,period,"), "{text}");

        let book = site.get(&who, &format!("{path}&format=xlsx")).await;
        let mut book = Xlsx::new(std::io::Cursor::new(book.body)).unwrap();
        assert_eq!(book.sheet_names(), ["数值", "说明"]);
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        // Two rows of heads; of each column the value and the difference.
        let number = |row, column| sheet.get_value((row, column)).cloned();
        assert_eq!(number(0, 1), Some(Data::String("新收".into())));
        assert_eq!(number(1, 1), Some(Data::String("2026-Q1".into())));
        assert_eq!(number(2, 0), Some(Data::String("BC1单位".into())), "sorted as asked");
        assert_eq!(number(2, 1), Some(Data::Float(3.0)));
        assert_eq!(number(2, 2), Some(Data::Float(100.0)), "its court has no other");
        let about = book.worksheet_range_at(1).unwrap().unwrap();
        let all: Vec<String> = about.used_cells().map(|(.., cell)| cell.to_string()).collect();
        for word in ["received", "P单位 (P)", "2026-H1", "/analysis?indicator=received,closed"] {
            assert!(all.iter().any(|text| text.contains(word)), "{word}: {all:?}");
        }
    }
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_its_name() {
    for site in sites().await {
        let who = site.token(Role::ProvincialSupervisor, "P").await;
        for (words, field, reason) in [
            ("unit=P&by=week", "by", "bad_by"),
            ("unit=P&indicators=received", "indicators", "unknown_parameter"),
            ("unit=P&indicator=recieved", "indicator", "unknown_indicator"),
            ("unit=P&view=pie", "view", "bad_view"),
            ("unit=P&from=2026-05&to=2026-04", "to", "before_from"),
            ("unit=P&compare=period_before&by=to_date", "compare", "before_is_year"),
            ("unit=P&page=2", "page", "unknown_parameter"),
            ("unit=P&by=month&from=1990-01&to=2026-04", "by", "too_many_periods"),
        ] {
            let answer = site.get(&who, &format!("/api/v1/analysis?{words}")).await;
            let error = &answer.json()["error"];
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{words}");
            assert_eq!(
                (error["field"].as_str(), error["reason"].as_str()),
                (Some(field), Some(reason)),
                "{words}"
            );
        }
    }
}

async fn ask(site: &Site, who: &Who, here: &str) -> Answer {
    site.call(who, "sheet", &format!("unit=&here={}&known=&drawn=", encode(here))).await
}

async fn piece(site: &Site, who: &Who, here: &str, place: &str) -> String {
    let answer = ask(site, who, here).await;
    assert_eq!(answer.status, StatusCode::OK, "{here}: {}", answer.text());
    let sheet: Sheet = serde_json::from_value(answer.json()).unwrap();
    sheet.piece(place).unwrap().html.clone().unwrap()
}

#[tokio::test]
async fn every_view_is_printed_and_every_link_is_the_same_choice() {
    for site in sites().await {
        fill(&site).await;
        site.user("province", Role::ProvincialSupervisor, "P").await;
        let who = site.sign_in("province").await;
        for view in ["table", "list", "line", "bars", "multiples", "scatter", "box", "map"] {
            let html = piece(&site, &who, &format!("/analysis?{WORDS}&view={view}"), "analysis").await;
            assert!(html.contains("AC1") && html.contains("analysis-title"), "{view}: {html}");
            assert!(!html.contains("/units/P?"), "{view}");
        }
        let html =
            piece(&site, &who, "/analysis?unit=P&indicator=received&compare=year_before", "analysis").await;
        assert!(html.contains("/analysis?indicator=received&amp;unit=A&amp;compare=year_before"), "{html}");
        assert!(html.contains("href=\"/explain?indicator=received&amp;unit=A&amp;from=2025-11"), "{html}");
        let html = piece(&site, &who, "/analysis?unit=P&indicator=received&view=scatter", "analysis").await;
        assert!(html.contains("class=\"state\""), "one indicator is not enough: {html}");
    }
}

#[tokio::test]
async fn what_is_wrong_is_said_and_the_choice_stays() {
    for site in sites().await {
        fill(&site).await;
        site.user("city", Role::CitySupervisor, "A").await;
        let who = site.sign_in("city").await;
        let slip =
            piece(&site, &who, "/analysis?by=week&indicator=received&q=%3Cscript%3E", "analysis").await;
        assert!(slip.contains("data-testid=\"slips\"") && slip.contains("week"), "{slip}");
        let wrong = "/analysis?indicator=%3Cscript%3E&compare=peers";
        let html = piece(&site, &who, wrong, "analysis").await;
        assert!(
            html.contains("role=\"alert\"") && html.contains("&lt;script&gt;") && !html.contains("<script"),
            "{html}"
        );
        let chooser = piece(&site, &who, wrong, "analysis-chooser").await;
        assert!(chooser.contains("value=\"peers\" selected"), "{chooser}");
        for (who, here, status) in [
            (&who, "/analysis?unit=B", StatusCode::FORBIDDEN),
            (&who, "/analysis?codes=BC1", StatusCode::FORBIDDEN),
            (&who, "/analysis?unit=ZZ", StatusCode::NOT_FOUND),
            (&Who::Nobody, "/analysis", StatusCode::UNAUTHORIZED),
        ] {
            assert_eq!(ask(&site, who, here).await.status, status, "{here}");
        }
        let city = site.get(&who, "/api/v1/analysis?unit=B").await;
        assert_eq!(city.status, StatusCode::FORBIDDEN);
    }
}

#[tokio::test]
async fn the_page_works_as_plain_html() {
    for site in sites().await {
        fill(&site).await;
        site.user("city", Role::CitySupervisor, "A").await;
        let city = site.sign_in("city").await;
        let page = site.get(&city, "/analysis?units=tribunal&indicator=received&i.closed=1").await;
        assert_eq!(page.status, StatusCode::OK);
        let text = page.text();
        for word in ["name=\"i.closed\"", "action=\"/analysis\"", "AC2", "name=\"by\""] {
            assert!(text.contains(word), "{word}");
        }
        assert_eq!(site.get(&city, "/analysis?unit=B").await.status, StatusCode::FORBIDDEN);
    }
}
