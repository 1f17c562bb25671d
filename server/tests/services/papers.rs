use crate::common::{case, open, operator, stages};
use app::{
    api::{
        ListQuery,
        audit::Audit,
        papers::{Made, PaperQuery, Papers},
    },
    domain::permissions::{Actor, Role},
    i18n::Locale,
};
use server::{clock::FixedClock, platform::Policy};
use std::sync::Arc;

fn chart(format: &str, chart: &str, width: Option<u32>) -> PaperQuery {
    PaperQuery { format: format.into(), chart: chart.into(), width, ..PaperQuery::default() }
}

fn pages(made: &Made) -> usize {
    let name = b"/Type/Page/";
    let spaced = b"/Type /Page\n";
    made.bytes.windows(name.len()).filter(|bytes| *bytes == name).count()
        + made.bytes.windows(spaced.len()).filter(|bytes| *bytes == spaced).count()
}

#[tokio::test]
async fn a_report_is_made_of_every_level_and_in_both_languages() {
    for stage in stages().await {
        let lines: Vec<String> =
            (1..=60).map(|n| case(&format!("c{n}"), "AC1", "2026-03-02", Some("2026-05-07"))).collect();
        stage.send(&lines.iter().map(String::as_str).collect::<Vec<_>>()).await;
        let query = PaperQuery::default();
        for unit in ["P", "A", "AC", "AC1", "BC1", "AC1P1"] {
            for locale in Locale::ALL {
                let made = stage.platform.unit_paper(&operator(), unit, &query, locale).await.unwrap();
                assert_eq!(made.name, format!("report-{unit}-2025-11-2026-10.pdf"));
                assert_eq!(made.media, "application/pdf");
                assert!(made.bytes.starts_with(b"%PDF-") && made.bytes.ends_with(b"%%EOF"), "{unit}");
                assert!((2..=8).contains(&pages(&made)), "{unit}: {} pages", pages(&made));
                let again = stage.platform.unit_paper(&operator(), unit, &query, locale).await.unwrap();
                assert_eq!(made, again, "the same figures at the same time are the same paper");
            }
        }
        let span = PaperQuery { from: "2026-01".into(), to: "2026-06".into(), ..query };
        let made = stage.platform.unit_paper(&operator(), "A", &span, Locale::Zh).await.unwrap();
        assert_eq!(made.name, "report-A-2026-01-2026-06.pdf");
    }
}

#[tokio::test]
async fn papers_and_charts_are_for_those_who_may_see_the_page() {
    for stage in stages().await {
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let (platform, usual) = (&stage.platform, PaperQuery::default());
        for (actor, unit, status) in [
            (&head, "AC1", None),
            (&head, "AC2", Some(403)),
            (&head, "P", Some(403)),
            (&head, "none", Some(404)),
            (&Actor::nobody(), "P", Some(401)),
        ] {
            let paper = platform.unit_paper(actor, unit, &usual, Locale::Zh).await;
            assert_eq!(paper.err().map(|failure| failure.status()), status, "report of {unit}");
            let picture = platform.unit_chart(actor, unit, &usual, Locale::Zh).await;
            assert_eq!(picture.err().map(|failure| failure.status()), status, "chart of {unit}");
        }
        // Whoever takes a judge's figures home has looked at them.
        let judge = stage.actor(Role::PostJudge, "AC1P1").await;
        let looks = async || platform.list_looks(&judge, "AC1P1", &ListQuery::default()).await.unwrap().total;
        let before = looks().await;
        let court = stage.actor(Role::CourtManager, "AC").await;
        platform.unit_paper(&court, "AC1P1", &usual, Locale::Zh).await.unwrap();
        assert_eq!(looks().await, before + 1);
        let city = stage.actor(Role::CitySupervisor, "A").await;
        platform.unit_chart(&city, "AC1", &chart("svg", "parts", None), Locale::Zh).await.unwrap();
        assert_eq!(looks().await, before + 2);
    }
}

#[tokio::test]
async fn charts_leave_the_page_with_their_colours_and_their_characters() {
    for stage in stages().await {
        stage.send(&[&case("x", "AC1", "2026-08-05", None), &case("y", "BC1", "2026-08-05", None)]).await;
        let platform = &stage.platform;
        let made = async |query: &PaperQuery, locale| {
            platform.unit_chart(&operator(), "P", query, locale).await.unwrap()
        };
        let svg = made(&chart("", "parts", None), Locale::Zh).await;
        assert_eq!((svg.name.as_str(), svg.media), ("parts-P.svg", "image/svg+xml"));
        let text = String::from_utf8(svg.bytes).unwrap();
        assert!(
            text.contains("A单位")
                && text.contains("结案率")
                && text.contains("width=\"640\"")
                && !text.contains("var(")
        );
        let png = made(&chart("png", "trend", Some(640)), Locale::Zh).await;
        assert_eq!((png.name.as_str(), png.media), ("trend-P.png", "image/png"));
        let picture = image::load_from_memory(&png.bytes).unwrap();
        assert_eq!((picture.width(), picture.height()), (640, 330), "with a title above it");
        let query = chart("png", "parts", Some(640));
        let (zh, en) = (made(&query, Locale::Zh).await, made(&query, Locale::En).await);
        assert_ne!(zh.bytes, en.bytes, "names in their languages");

        let refused = async |unit: &str, query: PaperQuery| {
            platform.unit_chart(&operator(), unit, &query, Locale::Zh).await.unwrap_err().reason
        };
        assert_eq!(refused("P", chart("gif", "", None)).await, "unknown_chart_format");
        assert_eq!(refused("P", chart("svg", "pie", None)).await, "unknown_chart");
        assert_eq!(refused("AC1P1", chart("svg", "parts", None)).await, "no_parts");
        for width in [0, 63, 4_097] {
            assert_eq!(refused("P", chart("png", "", Some(width))).await, "picture_size", "{width}");
        }
        let wrong = chart("docx", "", None);
        let wrong = platform.unit_paper(&operator(), "P", &wrong, Locale::Zh).await.unwrap_err();
        assert_eq!(wrong.reason, "unknown_report_format");
    }
}

#[tokio::test]
async fn without_a_font_there_is_a_failure_and_no_document() {
    for stage in stages().await {
        let folder = tempfile::tempdir().unwrap();
        let font = folder.path().join("none.ttf");
        std::fs::write(&font, b"no font").unwrap();
        let policy = Policy { pdf_font: Some(font), ..Policy::default() };
        let clock = Arc::new(FixedClock::at(crate::common::at("2026-11-24T04:00:00Z")));
        let bare = open(&stage.url, folder.path(), clock, policy).await;
        let usual = PaperQuery::default();
        let failure = bare.unit_paper(&operator(), "P", &usual, Locale::Zh).await.unwrap_err();
        assert_eq!((failure.status(), failure.reason.as_str()), (500, "no_pdf"));
        let failure =
            bare.unit_chart(&operator(), "P", &chart("png", "", None), Locale::Zh).await.unwrap_err();
        assert_eq!((failure.status(), failure.reason.as_str()), (500, "no_pdf"));
        // A drawing as text needs none.
        assert!(bare.unit_chart(&operator(), "P", &usual, Locale::Zh).await.is_ok());
    }
}
