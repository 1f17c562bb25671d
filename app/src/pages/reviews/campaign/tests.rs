use super::*;
use crate::{
    api::reviews::{CampaignEvent, CampaignMay, CampaignOrder, CampaignRow, ConflictRow, ReviewerRow},
    domain::{
        catalogue::Catalogue,
        reviews::{PhaseMove, Stage},
    },
    i18n::Locale,
};

fn both(text: &str) -> (String, String) {
    (format!("{text}甲"), text.to_owned())
}

fn campaign(phase: Phase) -> Shared {
    let standard = Catalogue::built_in().unwrap().standard("double", None).unwrap().clone();
    let moves = PhaseMove::ALL.into_iter().filter(|what| phase.after(*what).is_ok()).collect();
    let at = || "2026-03-05T08:00:00Z".to_owned();
    let conflict = ConflictRow {
        unit: "3602".to_owned(),
        unit_name: both("Jingdezhen"),
        reason: "A brother works there".to_owned(),
        by: "user:demo.reviewer".to_owned(),
        at: at(),
    };
    let reviewer = ReviewerRow {
        user: "demo.reviewer".to_owned(),
        home: String::new(),
        home_name: both(""),
        conflicts: vec![conflict],
        drawn: 0,
        handed_in: 0,
    };
    let event = CampaignEvent {
        kind: "draw_reviewers".to_owned(),
        actor: "user:demo.province".to_owned(),
        reason: "2026-0305".to_owned(),
        at: at(),
    };
    Arc::new(CampaignView {
        row: CampaignRow {
            id: 7,
            title: both("Review 2026"),
            standard: standard.id.clone(),
            edition: standard.edition.clone(),
            standard_name: (standard.zh.clone(), standard.en.clone()),
            illustrative: true,
            unit: "36".to_owned(),
            unit_name: both("Jiangxi"),
            phase,
            stage: Some(Stage::Endorsement),
            from: "2026-02-01".to_owned(),
            until: "2026-10-01".to_owned(),
            entries: 105,
            settled: 0,
            waits: 0,
            days_late: None,
        },
        order: CampaignOrder {
            id: 7,
            groups: "rural, urban".to_owned(),
            from: "2026-02-01".to_owned(),
            last: (3..=10).map(|month| format!("2026-{month:02}-01")).collect(),
            quota: "0".to_owned(),
            tolerance: "25".to_owned(),
            revision: 3,
            ..CampaignOrder::default()
        },
        standard,
        reviewers: vec![reviewer],
        events: vec![event],
        counts: vec![],
        objections: 2,
        published: None,
        may: CampaignMay {
            run: true,
            moves,
            board: true,
            apply: vec![("1".into(), "一".into(), "One".into()), ("2".into(), "二".into(), "Two".into())],
            review: true,
            results: true,
        },
    })
}

fn rendered(locale: Locale, show: impl FnOnce() -> AnyView) -> String {
    Owner::new().with(|| {
        provide_context(locale);
        show().to_html()
    })
}

#[test]
fn the_head_tells_the_days_and_offers_the_moves_of_the_phase() {
    let html = rendered(Locale::En, || header::header(Locale::En, &campaign(Phase::Objections), Acts::new()));
    assert_eq!(html.matches("<li").count(), 8, "a step for each stage");
    assert_eq!(html.matches("aria-current=\"step\"").count(), 1);
    for what in PhaseMove::ALL {
        let offered = html.contains(&format!("value=\"{}\"", what.as_str()));
        assert_eq!(offered, Phase::Objections.after(what).is_ok(), "{what:?}");
    }
    assert!(html.contains("<select") && html.contains("One"), "several tribunals are a choice");
}

#[test]
fn every_part_is_worded_in_both_languages() {
    // The form of a draft asks the server what there is to choose from: it is tried in the browser.
    for (locale, phase) in
        [(Locale::Zh, Phase::Open), (Locale::En, Phase::Open), (Locale::En, Phase::Objections)]
    {
        let html = rendered(locale, || {
            let (campaign, acts) = (campaign(phase), Acts::new());
            let head = header::header(locale, &campaign, acts);
            view! {
                {head}
                <about::About campaign=campaign.clone() acts/>
                <reviewers::Reviewers campaign acts/>
            }
            .into_any()
        });
        assert!(!html.contains(">?<"), "a text is missing");
        assert!(!html.contains("reviews."), "a key is shown");
        assert_eq!(html.matches("name=\"order[last][").count(), 8);
        assert!(html.contains("name=\"order[reason]\" rows"));
    }
}

#[test]
fn the_tabs_are_those_that_have_something_for_the_reader() {
    let mut campaign = campaign(Phase::Objections);
    let words = |campaign: &CampaignView| -> Vec<&str> {
        tabs(Locale::En, campaign).into_iter().map(|(word, _)| word).collect()
    };
    let all = ["board", "about", "reviewers", "checks", "results", "objections", "judgement"];
    assert_eq!(words(&campaign), all);
    let guest = Arc::make_mut(&mut campaign);
    guest.may = CampaignMay { results: true, ..CampaignMay::default() };
    guest.reviewers.clear();
    assert_eq!(words(&campaign), ["about", "results"]);
}
