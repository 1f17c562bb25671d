//! Parts of pages that the server prints: for whom, and that nothing in them is taken for markup.

use crate::{
    common::{case, operator},
    site::{Answer, Site, Who, sites},
};
use app::{
    address::encode,
    api::{
        standards::Standards,
        units::{UnitOrder, Units},
    },
    domain::permissions::Role,
};
use http::StatusCode;

async fn print(site: &Site, who: &Who, part: &str, unit: &str, here: &str) -> Answer {
    let form = format!("part={part}&unit={}&here={}", encode(unit), encode(here));
    site.call(who, "get_print", &form).await
}

/// What is printed, without the comments between its nodes.
fn text(answer: &Answer) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    answer.json().as_str().unwrap().replace("<!>", "")
}

#[tokio::test]
async fn prints_are_for_those_who_may_see_the_unit() {
    for site in sites().await {
        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        for (part, own, foreign) in [
            ("reported", "AC1", "BC1"),
            ("reviews", "AC1", "BC1"),
            ("facts", "AC1", "BC1"),
            ("indicators", "AC1", "BC1"),
            ("posts", "AC1", "BC1"),
            ("lacks", "AC1", "BC1"),
            ("needs", "AC1", "BC1"),
            ("wall", "AC1", "BC1"),
            ("staffing", "AC1", "BC1"),
            ("looks", "AC1P1", "BC1"),
            ("caseload", "AC1P1", "BC1"),
            ("quality", "AC1", "BC1"),
            ("safety", "AC1", "BC1"),
            ("compliance", "AC1", "BC1"),
        ] {
            let here = "/units/AC1?tab=cases&from=2026-01&to=2026-06";
            assert_eq!(print(&site, &head, part, own, here).await.status, StatusCode::OK, "{part}");
            for (who, unit, status) in [
                (&head, foreign, StatusCode::FORBIDDEN),
                (&head, "ZZ", StatusCode::NOT_FOUND),
                (&Who::Nobody, own, StatusCode::UNAUTHORIZED),
                (&Who::Nobody, "ZZ", StatusCode::UNAUTHORIZED),
            ] {
                assert_eq!(print(&site, who, part, unit, here).await.status, status, "{part} {unit}");
            }
            for here in ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""] {
                let answer = print(&site, &head, part, own, here).await;
                assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{part} {here}");
            }
        }
        // What is searched for is cut to what may be seen.
        let found = async |who| print(&site, who, "found", "", "/search?q=danwei").await;
        let html = text(&found(&head).await);
        assert!(html.contains("/units/AC1") && !html.contains("/units/BC1"), "{html}");
        assert_eq!(found(&Who::Nobody).await.status, StatusCode::UNAUTHORIZED);
        let html = text(&print(&site, &head, "found", "", "/search?q=%3Cscript%3E").await);
        assert!(html.contains("&lt;script&gt;") && !html.contains("<script"), "{html}");
        // A reviewer has nothing to do with single judges.
        let reviewer = site.token(Role::Reviewer, "A").await;
        let answer = print(&site, &reviewer, "looks", "AC1P1", "/units/AC1P1").await;
        assert_eq!(answer.status, StatusCode::FORBIDDEN);
        let answer = print(&site, &head, "looks", "AC1", "/units/AC1").await;
        assert_eq!(answer.status, StatusCode::NOT_FOUND, "no post");
    }
}

#[tokio::test]
async fn names_and_addresses_are_never_taken_for_markup() {
    for site in sites().await {
        let order = UnitOrder {
            code: "AC1P2".into(),
            level: "post".into(),
            name: "<script>alert(1)</script>".into(),
            name_en: "<img src=x onerror=alert(1)>".into(),
            parent: "AC1".into(),
            opened: "2020-01".into(),
            facts: "<b>see</b> https://a.example/\">x <i>".into(),
            ..UnitOrder::default()
        };
        site.platform.create_units(&operator(), &[order]).await.unwrap();
        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        let here = "/units/AC1?tab=posts&from=%22%3E%3Cscript%3E";
        for (part, unit) in [("posts", "AC1"), ("facts", "AC1P2")] {
            let html = text(&print(&site, &head, part, unit, here).await);
            for raw in ["<script", "<img", "<b>see", "<i>"] {
                assert!(!html.contains(raw), "{part} {raw}: {html}");
            }
        }
        let html = text(&print(&site, &head, "posts", "AC1", here).await);
        assert!(html.contains("&lt;script&gt;alert(1)"), "{html}");
        assert!(html.contains("href=\"/units/AC1P2?from=%22%3E%3Cscript%3E\""), "seen the same way: {html}");
    }
}

#[tokio::test]
async fn a_print_is_in_the_language_of_the_request() {
    for site in sites().await {
        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        let request = |language| {
            head.request(http::Method::POST, &crate::site::function_path("get_print"))
                .header("content-type", "application/x-www-form-urlencoded")
                .header("accept-language", language)
                .body("part=facts&unit=AC1&here=/units/AC1".into())
                .unwrap()
        };
        assert!(site.ask(request("en")).await.text().contains("Unit AC<"));
        assert!(site.ask(request("zh-CN")).await.text().contains("AC单位"));
    }
}

#[tokio::test]
async fn times_in_a_print_are_told_on_the_clocks_of_the_deployment() {
    for site in sites().await {
        site.stage.send(&[&case("c1", "AC1", "2026-03-02", Some("2026-05-07"))]).await;
        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        let words = "indicator=received&unit=AC1&from=2026-01&to=2026-06";
        let here = format!("/explain?{words}");
        let html = text(&print(&site, &head, "explanation", "", &here).await);
        // The clock of the stage stands at 04:00 UTC.
        assert!(html.contains("2026-11-24 12:00") && !html.contains(" 04:00"), "{html}");
        assert_eq!(html, text(&print(&site, &head, "explanation", "", &here).await));
        let page = site.get(&head, &here).await.text();
        assert!(page.contains("2026-11-24 12:00"), "{page}");

        // The unit is the one that the address names, and is asked for as everywhere.
        let foreign = here.replace("AC1", "BC1");
        assert_eq!(print(&site, &head, "explanation", "", &foreign).await.status, StatusCode::FORBIDDEN);
        assert_eq!(print(&site, &head, "explanation", "AC1", &foreign).await.status, StatusCode::FORBIDDEN);
        assert_eq!(
            print(&site, &Who::Nobody, "explanation", "", &here).await.status,
            StatusCode::UNAUTHORIZED
        );
        assert_eq!(print(&site, &head, "explanation", "", "/explain").await.status, StatusCode::NOT_FOUND);
    }
}

#[tokio::test]
async fn standards_are_printed_for_everybody_and_nothing_in_them_is_markup() {
    for site in sites().await {
        let double = include_str!("../../../app/catalogue/standards/double.toml");
        let other = double.replacen("edition = \"2026\"", "edition = \"2027\"", 1).replacen(
            "zh = \"选址与布局\"",
            "zh = \"<script>alert(1)</script>\"",
            1,
        );
        site.platform.load_standard(&operator(), &other).await.unwrap();
        let asked = async |part, words: &str| {
            print(&site, &Who::Nobody, part, "", &format!("/admin/standards?{words}")).await
        };
        let html = text(&asked("standard", "standard=double&edition=2027").await);
        assert!(html.contains("&lt;script&gt;alert(1)") && !html.contains("<script"), "{html}");
        for word in
            ["closing_rate", "safety_accidents", "/api/v1/standards/double/2027/file", "value=\"2026\""]
        {
            assert!(html.contains(word), "{word}");
        }
        let html = text(&asked("standard_differences", "standard=double&edition=2027&with=2026").await);
        assert!(html.contains("&lt;script&gt;alert(1)") && !html.contains("<script"), "{html}");
        assert!(html.contains("选址与布局"), "{html}");
        assert_eq!(text(&asked("standard_differences", "standard=double&edition=2027").await), "");
        for part in ["standard", "standard_differences"] {
            let unknown = asked(part, "standard=none&edition=1&with=2").await;
            assert_eq!(unknown.status, StatusCode::NOT_FOUND, "{part}");
        }
    }
}
