use super::*;
use crate::services::indicators::{edition_row, indicator_row};
use app::{
    api::{
        overview::{Crumb, Notice, NoticeReason, OverviewAnswer, Part, PlotFrame, Trend},
        units::UnitRow,
    },
    domain::{
        catalogue::{Catalogue, Edition},
        units::Level,
    },
};

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 400 210\" class=\"chart\">\
    <text class=\"c-tick\" x=\"1\" y=\"20\">走势</text></svg>";

fn row(unit: &str, name: &str, indicator: &str, value: Option<f64>, status: Status) -> ValueRow {
    let judgement = (status == Status::Ok && value.is_some()).then_some(Judgement::Worse);
    ValueRow {
        unit: unit.to_owned(),
        name: name.to_owned(),
        name_en: format!("{unit} Intermediate People's Court"),
        level: Level::City,
        period: "2025".to_owned(),
        indicator: indicator.to_owned(),
        value,
        numerator: value,
        denominator: None,
        status,
        judgement,
        edition: "2024".to_owned(),
    }
}

/// States that the first units of the table are in, each with what stands in its cells.
const STATES: [(Option<f64>, Status, &str); 7] = [
    (None, Status::NoData, "–"),
    (None, Status::Late, "!"),
    (None, Status::Stale, "◌"),
    (None, Status::NotApplicable, "∅"),
    (Some(0.5), Status::SmallNumber, "△"),
    (Some(0.5), Status::Partial, "◐"),
    (Some(0.0), Status::Ok, "0"),
];

fn unit_row() -> UnitRow {
    UnitRow {
        code: "36".to_owned(),
        level: Level::Province,
        name: "江西省高级人民法院".to_owned(),
        name_en: "Jiangxi High People's Court".to_owned(),
        parent: None,
        opened: "2015-01".to_owned(),
        closed: None,
        lat: None,
        lon: None,
        area_km2: None,
        population: None,
        groups: vec![],
        townships: vec![],
        facts: String::new(),
    }
}

fn trend() -> Trend {
    Trend {
        svg: DRAWING.to_owned(),
        frame: PlotFrame::default(),
        points: vec![],
        rolling: true,
        edition_break: Some("2024-01".to_owned()),
    }
}

fn study(edition: &Edition, parts: usize) -> Study {
    let headline: Vec<_> = edition.indicators().iter().filter(|i| i.headline).take(8).collect();
    let figures = headline.iter().map(|indicator| Figure {
        indicator: indicator_row(indicator, edition),
        row: row("36", "江西省", &indicator.id, Some(0.9123), Status::Ok),
        year_before: Some(0.8),
        spark: String::new(),
    });
    let figures: Vec<Figure> = figures.collect();
    let names: Vec<(String, String)> =
        (0..parts).map(|n| (format!("3601{n:02}"), format!("第{n}市中级人民法院"))).collect();
    let table = names.iter().enumerate().map(|(n, (code, name))| {
        let (value, status, _) = STATES.get(n).copied().unwrap_or((Some(0.875), Status::Ok, ""));
        figures.iter().map(|figure| row(code, name, &figure.indicator.id, value, status)).collect()
    });
    let table: Vec<Vec<ValueRow>> = table.collect();
    let trends = figures.iter().map(|_| trend()).collect();
    let notice = Notice {
        unit: "360101".to_owned(),
        name: "扬子洲人民法庭".to_owned(),
        name_en: "Yangzizhou Tribunal".to_owned(),
        reason: NoticeReason::OutsideInterval,
        indicator: "closing_rate".to_owned(),
        indicator_name: ("结案率".to_owned(), "Closing rate".to_owned()),
        measure: "percent".to_owned(),
        value: Some(0.61),
        against: Some(0.75),
    };
    let chosen = edition.indicator("closing_rate").unwrap();
    let answer = OverviewAnswer {
        unit: unit_row(),
        path: vec![Crumb {
            code: "36".to_owned(),
            level: Level::Province,
            name: "江西省高级人民法院".to_owned(),
            name_en: "Jiangxi High People's Court".to_owned(),
        }],
        from: "2025-01".to_owned(),
        to: "2025-12".to_owned(),
        edition: edition_row(edition),
        editions: vec![],
        indicator: indicator_row(chosen, edition),
        indicators: vec![],
        figures,
        trend: trend(),
        level_below: Some(Level::City),
        parts: names
            .iter()
            .map(|(code, name)| Part {
                parent: "36".to_owned(),
                row: row(code, name, "closing_rate", Some(0.8), Status::Ok),
                caseload: None,
                groups: vec![],
                peer_median: None,
            })
            .collect(),
        tribunals: vec![],
        notices: vec![notice; 20],
        notices_total: 33,
        counts: vec![(Level::City, 11), (Level::Tribunal, 325)],
        seq: 1,
        data_time: None,
        last_month: "2026-10".to_owned(),
        ranking: false,
        looks: false,
    };
    Study { answer, trends, table, compared: Some(DRAWING.to_owned()) }
}

fn about(locale: Locale, catalogue: &Catalogue, edition: &Edition) -> About {
    let headline = edition.indicators().iter().filter(|i| i.headline).take(8);
    About {
        locale,
        house: "可视化管理".to_owned(),
        made: "2026-11-24 12:00".to_owned(),
        data_time: Some("2026-11-23 23:59".to_owned()),
        simulated: true,
        formulas: headline
            .map(|i| super::super::spelled(&i.formula.to_string(), catalogue, locale))
            .collect(),
    }
}

/// The pages as they are set, in a language.
fn pages(locale: Locale, parts: usize) -> Vec<Vec<String>> {
    let catalogue = Catalogue::built_in().unwrap();
    let edition = catalogue.edition("2024").unwrap();
    let fonts = Fonts::find(None).unwrap(); // `make test` installs one
    let (study, about) = (study(edition, parts), about(locale, &catalogue, edition));
    let (paper, running) = compose(&fonts, &study, &about).unwrap();
    paper.proof(&running)
}

#[test]
fn a_report_says_what_it_is_and_that_it_is_a_demonstration_on_every_page() {
    for locale in Locale::ALL {
        let pages = pages(locale, 11);
        assert!((3..=6).contains(&pages.len()), "{} pages", pages.len());
        let first = pages[0].join(" ");
        let name = locale.pick("江西省高级人民法院", "Jiangxi High People's Court");
        for text in [name, "2025-01 – 2025-12", "2026-11-24 12:00", "2026-11-23 23:59", "2024"] {
            assert!(first.contains(text), "{text} in {first}");
        }
        for (n, page) in pages.iter().enumerate() {
            assert!(page.iter().any(|text| text == t(locale, "app.simulated")), "page {n}");
            let count = [("n", (n + 1).to_string()), ("all", pages.len().to_string())];
            let count = count.each_ref().map(|(key, value)| (*key, value.as_str()));
            assert!(page.contains(&t_with(locale, "unit_paper.page", &count)), "page {n}");
        }
        let all = pages.concat().join(" ");
        for text in [t(locale, "notice.title"), t(locale, "unit_paper.formulas"), "61.00%"] {
            assert!(all.contains(text), "{text}");
        }
        assert!(all.contains('÷') && !all.contains("pending_start"), "formulas by name");
        assert!(!all.contains('?'), "every text is known: {all}");
    }
}

#[test]
fn states_have_signs_of_their_own_and_none_looks_like_zero() {
    let all = pages(Locale::Zh, STATES.len()).concat();
    let heads = 8;
    for (value, status, sign) in STATES {
        let measure = "percent";
        let cell = cell(measure, &row("x", "x", "closing_rate", value, status));
        match (value, status) {
            (None, _) => assert_eq!(cell.text, sign, "{status:?}"),
            (Some(_), Status::Ok) => assert_eq!(cell.text, "▼ 0.00%"),
            (Some(_), _) => assert_eq!(cell.text, format!("50.00% {sign}"), "{status:?}"),
        }
        if value.is_none() {
            let found = all.iter().filter(|text| **text == sign).count();
            assert_eq!(found, heads, "{status:?} in every column");
        }
        if status != Status::Ok {
            let meant = format!("{sign} {}", t_data(Locale::Zh, "status", status.as_str()));
            assert!(all.iter().any(|text| text.contains(&meant)), "{meant} in the legend");
        }
    }
}

#[test]
fn a_long_table_goes_on_with_its_head_and_loses_nobody() {
    for locale in Locale::ALL {
        let pages = pages(locale, 120);
        let all = pages.concat().join("");
        for n in 0..120 {
            let name = match locale {
                Locale::Zh => format!("第{n}市中级人民法院"),
                Locale::En => format!("3601{n:02}"),
            };
            assert!(all.contains(&name), "{name}");
        }
        let unit = t(locale, "unit_paper.unit");
        let headed = pages.iter().filter(|page| page.iter().any(|text| text == unit)).count();
        assert!(headed >= 4, "{headed} pages with the head of a table");
    }
}

#[test]
fn a_unit_with_nothing_below_and_nothing_wrong_is_reported_too() {
    let catalogue = Catalogue::built_in().unwrap();
    let edition = catalogue.edition("2024").unwrap();
    let fonts = Fonts::find(None).unwrap();
    let mut study = study(edition, 0);
    study.answer.notices.clear();
    study.answer.notices_total = 0;
    study.answer.level_below = None;
    study.compared = None;
    let about = About { simulated: false, ..about(Locale::Zh, &catalogue, edition) };
    let (paper, running) = compose(&fonts, &study, &about).unwrap();
    let all = paper.proof(&running).concat();
    assert!(all.iter().any(|text| text == t(Locale::Zh, "notice.none")));
    assert!(!all.iter().any(|text| text == t(Locale::Zh, "app.simulated")));
    let bytes = set(&fonts, &study, &about).unwrap();
    assert!(bytes.starts_with(b"%PDF-"));
}
