use super::*;
use app::i18n::Locale;

fn fonts() -> Fonts {
    Fonts::find(None).unwrap() // `make test` installs one
}

fn running() -> Running {
    let long = "江西省高级人民法院".repeat(12);
    Running { title: long.clone(), beside: "2026-01 – 2026-10".into(), foot: long, locale: Locale::Zh }
}

fn table(rows: usize) -> Table {
    let column = |head: &str, share, numbers| Column { head: head.to_owned(), share, numbers };
    let row = |n: usize| {
        let name = format!("南昌高新技术产业开发区人民法院第{n}人民法庭驻乡镇巡回审判点");
        vec![Cell::new(name), Cell::new("1,234,567.89% ◐"), Cell::in_ink("–", Some(Ink::Grey))]
    };
    Table {
        columns: vec![
            column("单位", 2.0, false),
            column("一审服判息诉率与案件比", 0.6, true),
            column("Closed within the time limit", 0.6, true),
        ],
        rows: (0..rows).map(row).collect(),
        size: 7.5,
    }
}

const DRAWING: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 200 100\" class=\"chart\">\
    <text class=\"c-tick\" x=\"1\" y=\"20\">法庭</text></svg>";

/// The texts of a page with their left and right ends and their baselines.
fn texts<'a>(paper: &'a Paper<'_>, page: usize) -> Vec<(&'a str, f32, f32, f32)> {
    let found = paper.pages[page].iter().filter_map(|mark| match mark {
        Mark::Text { x, y, style, text } => {
            Some((text.as_str(), *x, x + paper.setter.width(text, *style), *y))
        }
        _ => None,
    });
    found.collect()
}

#[test]
fn nothing_runs_over_and_heads_and_numbers_stand_on_every_page() {
    let fonts = fonts();
    let mut paper = Paper::new(&fonts).unwrap();
    paper.text(Style::bold(22.0), "江西省高级人民法院：运行情况报告").unwrap();
    let figure = Card {
        name: "法定审限内结案率与其他很长的名称".into(),
        value: "1,234,567,890.12%".into(),
        measure: "件".into(),
        notes: vec![("参考区间 90.00% – 98.00%，优于参考区间".into(), Some(Ink::Good))],
    };
    paper.cards(&vec![figure; 8], 4).unwrap();
    paper.section("各单位").unwrap();
    paper.table(&table(90)).unwrap();
    paper.drawings(&[("一", DRAWING), ("二", DRAWING)], 2).unwrap();
    paper.number(&running());
    let pages = paper.pages.len();
    assert!(pages >= 3, "{pages} pages");
    let mut rows = 0;
    for page in 0..pages {
        let texts = texts(&paper, page);
        for (text, left, right, y) in &texts {
            let inside = *left >= MARGIN - 0.1 && *right <= WIDTH - MARGIN + 0.1;
            assert!(inside && *y < HEIGHT - 20.0, "{text:?} from {left} to {right} at {y}");
        }
        let count = format!("第{}页，共{pages}页", page + 1);
        assert!(texts.iter().any(|(text, ..)| *text == count), "{count}");
        let first = texts.iter().find(|(text, ..)| text.starts_with("南昌高新"));
        let head = texts.iter().find(|(text, ..)| *text == "单位");
        assert_eq!(first.is_some(), head.is_some(), "page {page}");
        if let (Some(first), Some(head)) = (first, head) {
            assert!(head.3 < first.3);
        }
        rows += texts.iter().filter(|(text, ..)| text.starts_with("南昌高新")).count();
    }
    assert_eq!(rows, 90, "every row once");
    assert_eq!(paper.drawings.len(), 2);
    assert_eq!(paper.sections.len(), 1);
}

#[test]
fn a_heading_stands_on_the_page_of_what_it_heads() {
    let fonts = fonts();
    let mut paper = Paper::new(&fonts).unwrap();
    let mut sections = 0;
    for lines in 0..60 {
        for _ in 0..lines {
            paper.text(Style::plain(9.0), "行").unwrap();
        }
        paper.section("标题").unwrap();
        assert_eq!(paper.sections.len(), sections, "not before it heads something");
        paper.drawings(&[("", DRAWING)], 2).unwrap();
        sections += 1;
        assert_eq!(paper.sections.len(), sections);
        let page = paper.pages.len() - 1;
        assert_eq!(paper.sections[sections - 1].1, page);
        assert!(matches!(paper.pages[page].last(), Some(Mark::Drawing { .. })));
    }
}

#[test]
fn cells_of_a_row_do_not_run_into_each_other() {
    let fonts = fonts();
    let mut paper = Paper::new(&fonts).unwrap();
    paper.table(&table(3)).unwrap();
    let mut lines: Vec<_> = texts(&paper, 0);
    lines.sort_by(|a, b| (a.3, a.1).partial_cmp(&(b.3, b.1)).unwrap());
    for pair in lines.windows(2).filter(|pair| (pair[0].3 - pair[1].3).abs() < 4.0) {
        assert!(pair[0].2 <= pair[1].1 + 0.1, "{pair:?}");
    }
}

#[test]
fn the_same_paper_is_the_same_document_with_its_fonts_inside() {
    let fonts = fonts();
    let made = || {
        let mut paper = Paper::new(&fonts).unwrap();
        paper.section("结案率 Closing rate").unwrap();
        paper.table(&table(2)).unwrap();
        paper.drawings(&[("走势", DRAWING)], 2).unwrap();
        paper.finish(&running()).unwrap()
    };
    let one = made();
    assert!(one.starts_with(b"%PDF-") && one.len() > 5_000);
    assert!(one.len() < 200_000, "only the characters that are used: {} bytes", one.len());
    assert_eq!(one, made());
}

#[test]
fn what_cannot_be_whole_is_no_paper() {
    let fonts = fonts();
    let mut paper = Paper::new(&fonts).unwrap();
    paper.text(Style::plain(9.0), "甲\u{10ffff}乙").unwrap();
    assert!(matches!(paper.finish(&running()), Err(PaperError::NoGlyph('\u{10ffff}'))));

    let mut paper = Paper::new(&fonts).unwrap();
    let mut high = table(1);
    high.rows[0][0] = Cell::new("人民法庭".repeat(2_000));
    assert!(matches!(paper.table(&high), Err(PaperError::TooHigh)));

    let mut paper = Paper::new(&fonts).unwrap();
    let bad = DRAWING.replace("法庭", "\u{10ffff}");
    let error = paper.drawings(&[("", &bad)], 1).unwrap_err();
    assert!(matches!(error, PaperError::Drawing(DrawingError::NoGlyph(_))));
    let failure = Failure::from(error);
    assert_eq!((failure.status(), failure.reason.as_str()), (500, "no_paper"));
}
