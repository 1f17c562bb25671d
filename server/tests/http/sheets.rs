//! The page of a unit in pieces: for whom, what is sent, and what is not sent again.

use crate::{
    common::{case, operator},
    site::{Answer, Site, Who, sites, sites_with},
};
use app::{
    address::encode,
    api::{
        sheet::Sheet,
        units::{UnitOrder, Units},
    },
    domain::permissions::Role,
};
use http::StatusCode;
use server::platform::Policy;

async fn ask(site: &Site, who: &Who, unit: &str, here: &str, known: &str, drawn: &str) -> Answer {
    let form = format!("unit={unit}&here={}&known={}&drawn={drawn}", encode(here), encode(known));
    site.call(who, "sheet", &form).await
}

async fn sheet(site: &Site, who: &Who, here: &str, known: &str, drawn: &str) -> Sheet {
    let unit = here.trim_start_matches("/units/").split('?').next().unwrap().to_owned();
    let answer = ask(site, who, &unit, here, known, drawn).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text());
    serde_json::from_value(answer.json()).unwrap()
}

/// Somebody who sees the whole province.
async fn province(site: &Site) -> Who {
    site.user("province", Role::ProvincialSupervisor, "P").await;
    site.sign_in("province").await
}

/// A piece that was sent, without the comments between its nodes.
fn html(sheet: &Sheet, place: &str) -> String {
    let piece = sheet.piece(place).unwrap_or_else(|| panic!("no piece {place}"));
    piece.html.as_deref().unwrap_or_else(|| panic!("{place} was not sent")).replace("<!>", "")
}

/// What the page says that it has.
fn known(sheet: &Sheet) -> String {
    sheet.pieces.iter().map(|piece| format!("{}={}", piece.place, piece.mark)).collect::<Vec<_>>().join(",")
}

/// The codes of the units in the rows of the table, from the top.
fn rows(sheet: &Sheet) -> Vec<String> {
    let html = html(sheet, "parts");
    let rows = html.split("<th scope=\"row\"><a href=\"/units/").skip(1);
    rows.map(|row| row.split(['?', '"']).next().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_sheet_is_for_those_who_may_see_the_unit() {
    for site in sites().await {
        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        let own = ask(&site, &head, "", "/", "", "").await;
        assert_eq!(own.status, StatusCode::OK);
        let own: Sheet = serde_json::from_value(own.json()).unwrap();
        assert_eq!(own.shown.unit, "AC1", "without a code the own unit");
        for (who, unit, status) in [
            (&head, "BC1", StatusCode::FORBIDDEN),
            (&head, "P", StatusCode::FORBIDDEN),
            (&head, "ZZ", StatusCode::NOT_FOUND),
            (&Who::Nobody, "AC1", StatusCode::UNAUTHORIZED),
        ] {
            assert_eq!(ask(&site, who, unit, "/", "", "").await.status, status, "{unit}");
        }
        for here in ["//evil.example/", "https://evil.example/", "javascript:alert(1)", ""] {
            let answer = ask(&site, &head, "AC1", here, "", "").await;
            assert_eq!(answer.status, StatusCode::BAD_REQUEST, "{here}");
        }
        let unknown = ask(&site, &head, "AC1", "/units/AC1?indicator=nothing", "", "").await;
        assert!(unknown.status.is_client_error());
    }
}

#[tokio::test]
async fn what_the_page_has_is_not_sent_again() {
    for site in sites().await {
        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        let here = "/units/AC1?from=2026-01&to=2026-06";
        let first = sheet(&site, &head, here, "", "").await;
        assert!(first.pieces.iter().all(|piece| piece.html.is_some()));
        let again = sheet(&site, &head, here, &known(&first), "AC1").await;
        assert!(again.pieces.iter().all(|piece| piece.html.is_none()), "{again:?}");
        assert_eq!(known(&again), known(&first));
        // A change moves what shows it, and nothing else.
        site.stage.send(&[&case("c1", "AC1", "2026-03-02", Some("2026-05-07"))]).await;
        let moved = sheet(&site, &head, here, &known(&first), "AC1").await;
        assert!(moved.shown.seq > first.shown.seq);
        assert!(html(&moved, "figures").contains("data-value=\"1\""));
        assert!(html(&moved, "time").contains("<time"));
        for still in ["place", "chooser", "parts-head"] {
            assert_eq!(moved.piece(still).unwrap().html, None, "{still}");
        }
        // On another tab stand other things.
        let tab = sheet(&site, &head, "/units/AC1?tab=cases", "", "").await;
        let places: Vec<_> = tab.pieces.iter().map(|piece| piece.place.as_str()).collect();
        assert_eq!(places, ["place", "time", "chooser"]);
        // A post has nothing below it.
        let post = sheet(&site, &head, "/units/AC1P1", "", "").await;
        assert!(post.piece("map").is_some() && post.piece("parts").is_none());
    }
}

#[tokio::test]
async fn what_was_printed_for_one_reader_is_given_to_those_alone_who_see_the_same() {
    for site in sites_with(Policy { open_to_guests: true, ..Policy::default() }).await {
        site.stage.send(&[&case("c1", "AC1", "2026-03-02", Some("2026-05-07"))]).await;
        let supervisor = province(&site).await;
        site.user("manager", Role::CourtManager, "AC").await;
        let manager = site.sign_in("manager").await;
        let here = "/units/AC1";
        // Whoever oversees problems finds the way to them; a guest does not, in whatever order they come.
        let may_raise = |sheet: &Sheet| html(sheet, "place").contains("/problems?unit=AC1");
        for _ in 0..2 {
            assert!(may_raise(&sheet(&site, &supervisor, here, "", "").await));
            assert!(!may_raise(&sheet(&site, &Who::Nobody, here, "", "").await));
            assert!(may_raise(&sheet(&site, &manager, here, "", "").await));
        }
        // A guest sees no posts, and gets none that were printed for somebody who does.
        assert_eq!(rows(&sheet(&site, &supervisor, here, "", "").await), ["AC1P1"]);
        assert!(!html(&sheet(&site, &Who::Nobody, here, "", "").await, "parts").contains("AC1P1"));
        // What is shown from another address leads on from there.
        let other = sheet(&site, &supervisor, "/units/A?indicator=closed", "", "").await;
        assert!(html(&other, "parts").contains("indicator=closed"));
        let plain = sheet(&site, &supervisor, "/units/A", "", "").await;
        assert!(!html(&plain, "parts").contains("indicator=closed"));
        // With outlines and without them it is the same map.
        let map = |sheet: &Sheet| sheet.piece("map").unwrap().clone();
        let (whole, bare) = (map(&plain), map(&sheet(&site, &supervisor, "/units/A", "", "A").await));
        assert_eq!(whole.mark, bare.mark);
        let again = map(&sheet(&site, &supervisor, "/units/A", &format!("map={}", whole.mark), "A").await);
        assert_eq!((again.mark, again.html), (whole.mark, None));
    }
}

#[tokio::test]
async fn a_page_holds_its_pieces_once() {
    for site in sites().await {
        site.user("head", Role::TribunalHead, "AC1").await;
        let head = site.sign_in("head").await;
        let page = site.get(&head, "/units/AC1").await.text();
        for once in ["trend-layer", "map-title\">", "data-send", "figure-value"] {
            let in_scripts: usize = page
                .split("<script")
                .skip(1)
                .map(|s| s.split("</script").next().unwrap().matches(once).count())
                .sum();
            assert!(page.contains(once), "{once}");
            assert_eq!(in_scripts, 0, "{once}");
        }
    }
}

/// A square for each unit, beside each other.
fn boundaries() -> String {
    let square = |code: &str, level: &str, west: f64, east: f64| {
        format!(
            r#"{{"type":"Feature","properties":{{"code":"{code}","level":"{level}","name":"{code}"}},"geometry":{{"type":"Polygon","coordinates":[[[{west},28],[{east},28],[{east},29],[{west},29],[{west},28]]]}}}}"#
        )
    };
    let squares = [
        square("P", "province", 115.0, 117.0),
        square("A", "city", 115.0, 116.0),
        square("B", "city", 116.0, 117.0),
    ];
    format!(r#"{{"type":"FeatureCollection","features":[{}]}}"#, squares.join(","))
}

#[tokio::test]
async fn outlines_are_sent_to_pages_that_do_not_have_them() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("boundaries.geojson");
    std::fs::write(&file, boundaries()).unwrap();
    let policy = Policy { boundaries: Some(file), ..Policy::default() };
    for site in sites_with(policy).await {
        let province = province(&site).await;
        let here = "/units/P?from=2026-01&to=2026-06";
        let first = sheet(&site, &province, here, "", "").await;
        let drawn = html(&first, "map");
        assert!(drawn.contains("data-unit=\"P\"") && drawn.contains("data-d=\"A\" d=\"M"), "{drawn}");
        site.stage.send(&[&case("c1", "AC1", "2026-03-02", Some("2026-05-07"))]).await;
        let bare = html(&sheet(&site, &province, here, &known(&first), "P").await, "map");
        assert!(bare.contains("data-d=\"A\"") && !bare.contains(" d=\"M115"), "{bare}");
        assert!(
            !bare.split("data-d=").skip(1).any(|path| path.split('>').next().unwrap().contains(" d=")),
            "{bare}"
        );
        // Another unit has other outlines; and without any map nothing is left out.
        let city = html(
            &sheet(&site, &province, "/units/A?from=2026-01&to=2026-06", &known(&first), "P").await,
            "map",
        );
        assert!(city.contains("data-unit=\"A\"") && city.contains(" d=\"M"), "{city}");
    }
}

#[tokio::test]
async fn the_table_is_sorted_and_searched_by_the_address() {
    for site in sites().await {
        let lines: Vec<String> = (0..3)
            .map(|n| case(&format!("c{n}"), if n == 0 { "AC1" } else { "BC1" }, "2026-03-02", None))
            .collect();
        site.stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let province = province(&site).await;
        let table = async |words: &str| {
            let here = format!("/units/P?from=2026-01&to=2026-06&indicator=received{words}");
            sheet(&site, &province, &here, "", "").await
        };
        assert_eq!(rows(&table("&sort=caseload").await), ["A", "B"]);
        let turned = table("&sort=-caseload").await;
        assert_eq!(rows(&turned), ["B", "A"]);
        let html_of = html(&turned, "parts");
        assert!(html_of.contains("aria-sort=\"descending\""), "{html_of}");
        assert!(
            html_of.contains("sort=caseload\" data-noscroll"),
            "the second click turns it round: {html_of}"
        );
        assert_eq!(rows(&table("&find=unit%20b").await), ["B"]);
        assert!(html(&table("&find=nothing").await, "parts").contains("class=\"muted\""));
        let tribunals = table("&rows=tribunals&find=AC").await;
        assert_eq!(rows(&tribunals), ["AC1", "AC2"]);
        let head = html(&tribunals, "parts-head");
        assert!(
            head.contains("level=tribunal") && head.contains("q=ac"),
            "the download is what is seen: {head}"
        );
        assert!(head.contains("name=\"rows\" value=\"tribunals\""), "{head}");
    }
}

#[tokio::test]
async fn names_are_never_taken_for_markup() {
    for site in sites().await {
        let order = UnitOrder {
            code: "AC3".into(),
            level: "tribunal".into(),
            name: "<script>alert(1)</script>".into(),
            name_en: "<img src=x onerror=alert(1)>".into(),
            parent: "AC".into(),
            opened: "2020-01".into(),
            ..UnitOrder::default()
        };
        site.platform.create_units(&operator(), &[order]).await.unwrap();
        let province = province(&site).await;
        let words = "from=%22%3E%3Cscript%3E";
        let refused = ask(&site, &province, "AC", &format!("/units/AC?{words}"), "", "").await;
        assert!(refused.status.is_client_error());
        let here = "/units/AC?tab=%22%3E%3Cscript%3E&from=2026-01&to=2026-06";
        let sheet = sheet(&site, &province, here, "", "").await;
        for piece in &sheet.pieces {
            let html = piece.html.as_deref().unwrap();
            assert!(!html.contains("<script") && !html.contains("<img"), "{}: {html}", piece.place);
        }
        let table = html(&sheet, "parts");
        assert!(table.contains("&lt;script&gt;alert(1)") || table.contains("&lt;img src=x"), "{table}");
    }
}
