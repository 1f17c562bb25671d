//! The report of a unit.

use super::{About, Study};
use crate::{
    fonts::Fonts,
    paper::{Card, Cell, Column, Ink, Paper, PaperError, Running, Style, Table},
};
use app::{
    api::{overview::Figure, values::ValueRow},
    components::format::{
        change, interval, judgement_sign, judgement_word, measure_word, months_of, notice_words, span,
        status_sign, value_or_none,
    },
    domain::values::{Judgement, Status},
    i18n::{Locale, t, t_data, t_with},
};

/// Figures in a row.
const CARDS: usize = 4;
/// States that have a sign in the table.
const SIGNS: [Status; 6] = [
    Status::NoData,
    Status::Late,
    Status::Stale,
    Status::Partial,
    Status::SmallNumber,
    Status::NotApplicable,
];

const fn ink_of(judgement: Option<Judgement>) -> Option<Ink> {
    match judgement {
        Some(Judgement::Better) => Some(Ink::Good),
        Some(Judgement::Worse) => Some(Ink::Bad),
        _ => None,
    }
}

/// The whole report as PDF.
pub(super) fn set(fonts: &Fonts, study: &Study, about: &About) -> Result<Vec<u8>, PaperError> {
    let (paper, running) = compose(fonts, study, about)?;
    paper.finish(&running)
}

fn compose<'a>(fonts: &'a Fonts, study: &Study, about: &About) -> Result<(Paper<'a>, Running), PaperError> {
    let mut paper = Paper::new(fonts)?;
    head(&mut paper, study, about)?;
    figures(&mut paper, study, about.locale)?;
    trends(&mut paper, study, about.locale)?;
    parts(&mut paper, study, about.locale)?;
    notices(&mut paper, study, about.locale)?;
    formulas(&mut paper, study, about)?;
    let answer = &study.answer;
    let name = answer.unit.name_in(about.locale.is_english());
    let foot = if about.simulated { t(about.locale, "app.simulated") } else { about.house.as_str() };
    let running = Running {
        title: t_with(about.locale, "unit_paper.of", &[("unit", name)]),
        beside: span(&answer.from, &answer.to),
        foot: foot.to_owned(),
        locale: about.locale,
    };
    Ok((paper, running))
}

fn head(paper: &mut Paper<'_>, study: &Study, about: &About) -> Result<(), PaperError> {
    let (answer, locale) = (&study.answer, about.locale);
    paper.text(Style::plain(9.0).in_ink(Ink::Grey), &about.house)?;
    paper.text(Style::bold(21.0), answer.unit.name_in(locale.is_english()))?;
    let subtitle = t_with(locale, "unit_paper.title", &[("span", &span(&answer.from, &answer.to))]);
    paper.text(Style::plain(13.0), &subtitle)?;
    paper.space(4.0);
    paper.rule(1.2, Ink::Grey);
    let path: Vec<&str> = answer.path.iter().map(|crumb| locale.pick(&crumb.name, &crumb.name_en)).collect();
    let below = answer.counts.iter().map(|(level, n)| {
        let level = t_data(locale, "level", level.as_str());
        t_with(locale, "place.count", &[("n", &n.to_string()), ("level", &level)])
    });
    let below: Vec<String> = below.collect();
    let edition = locale.pick(&answer.edition.zh, &answer.edition.en);
    let data_time = about.data_time.as_deref().unwrap_or_else(|| t(locale, "status.no_data"));
    let place = t_with(locale, "unit_paper.place", &[("path", &path.join(" › "))]);
    let lines = [
        if path.len() > 1 { place } else { String::new() },
        below.join(" · "),
        t_with(locale, "unit_paper.edition", &[("name", edition), ("from", &answer.edition.effective)]),
        t_with(locale, "unit_paper.times", &[("data", data_time), ("made", &about.made)]),
    ];
    for line in lines.iter().filter(|line| !line.is_empty()) {
        paper.text(Style::plain(8.5), line)?;
    }
    if about.simulated {
        paper.text(Style::bold(9.0).in_ink(Ink::Warn), t(locale, "app.simulated"))?;
    }
    Ok(())
}

fn card(locale: Locale, figure: &Figure) -> Card {
    let (indicator, row) = (&figure.indicator, &figure.row);
    let mut notes = vec![];
    match change(locale, indicator, row.value, figure.year_before) {
        Some(moved) => {
            let ink = match moved.class {
                "good" => Some(Ink::Good),
                "bad" => Some(Ink::Bad),
                _ => None,
            };
            notes.push((format!("{} {}", moved.text, moved.word), ink));
        }
        None => notes.push((t(locale, "figure.no_year_before").to_owned(), None)),
    }
    if let Some(text) = interval(&indicator.measure, indicator.reference_low, indicator.reference_high) {
        notes.push((t_with(locale, "unit_paper.reference", &[("interval", &text)]), None));
    }
    if let Some(judgement) = row.judgement {
        let text = format!("{} {}", judgement_sign(judgement), judgement_word(locale, judgement));
        notes.push((text, ink_of(row.judgement)));
    }
    if row.status != Status::Ok {
        let word = t_data(locale, "status", row.status.as_str());
        notes.push((format!("{} {word}", status_sign(row.status)), Some(Ink::Warn)));
    }
    Card {
        name: locale.pick(&indicator.zh, &indicator.en).to_owned(),
        value: value_or_none(&indicator.measure, row.value),
        measure: row.value.map(|_| measure_word(locale, &indicator.measure)).unwrap_or_default(),
        notes,
    }
}

fn figures(paper: &mut Paper<'_>, study: &Study, locale: Locale) -> Result<(), PaperError> {
    paper.section(t(locale, "figure.title"))?;
    let cards: Vec<Card> = study.answer.figures.iter().map(|figure| card(locale, figure)).collect();
    paper.cards(&cards, CARDS)
}

fn trends(paper: &mut Paper<'_>, study: &Study, locale: Locale) -> Result<(), PaperError> {
    let answer = &study.answer;
    let caption = |zh: &str, en: &str, rolling: bool| {
        let key = if rolling { t(locale, "trend.title_rolling") } else { t(locale, "trend.title") };
        key.replace("{name}", locale.pick(zh, en))
    };
    let chosen = &answer.indicator;
    paper.section(&caption(&chosen.zh, &chosen.en, answer.trend.rolling))?;
    paper.drawings(&[("", &answer.trend.svg)], 1)?;
    if let Some(at) = &answer.trend.edition_break {
        // A point that is read over twelve months belongs to the last of them.
        let at = months_of(at).map_or_else(|| at.clone(), |(_, last)| last);
        let note = t_with(locale, "trend.edition_break", &[("at", &at)]);
        paper.text(Style::plain(8.0).in_ink(Ink::Grey), &note)?;
    }
    if let Some(svg) = &study.compared {
        let name = locale.pick(&chosen.zh, &chosen.en);
        paper.section(&t_with(locale, "unit_paper.compared", &[("name", name)]))?;
        paper.drawings(&[("", svg)], 1)?;
    }
    paper.section(t(locale, "unit_paper.trends"))?;
    let drawn: Vec<(String, &str)> = answer
        .figures
        .iter()
        .zip(&study.trends)
        .map(|(figure, trend)| {
            (caption(&figure.indicator.zh, &figure.indicator.en, trend.rolling), trend.svg.as_str())
        })
        .collect();
    for row in drawn.chunks(2) {
        let row: Vec<(&str, &str)> = row.iter().map(|(caption, svg)| (caption.as_str(), *svg)).collect();
        paper.drawings(&row, 2)?;
    }
    Ok(())
}

/// A value with the signs of its judgement and its state; where there is none, the sign of why.
fn cell(measure: &str, row: &ValueRow) -> Cell {
    let sign = status_sign(row.status);
    let Some(_) = row.value else {
        let ink = match row.status {
            Status::Late | Status::Stale => Ink::Warn,
            _ => Ink::Grey,
        };
        return Cell::in_ink(if sign.is_empty() { status_sign(Status::NoData) } else { sign }, Some(ink));
    };
    let judged = row.judgement.filter(|judgement| *judgement != Judgement::Within);
    let before = judged.map(|judgement| format!("{} ", judgement_sign(judgement))).unwrap_or_default();
    let after = if sign.is_empty() { String::new() } else { format!(" {sign}") };
    Cell::in_ink(format!("{before}{}{after}", value_or_none(measure, row.value)), ink_of(row.judgement))
}

fn parts(paper: &mut Paper<'_>, study: &Study, locale: Locale) -> Result<(), PaperError> {
    let answer = &study.answer;
    let Some(level) = answer.level_below.filter(|_| !study.table.is_empty()) else { return Ok(()) };
    let level = t_data(locale, "level", level.as_str());
    paper.section(&t_with(locale, "unit_paper.parts", &[("level", &level)]))?;
    let heads = answer.figures.iter().map(|figure| {
        let name = locale.pick(&figure.indicator.zh, &figure.indicator.en);
        let measure = measure_word(locale, &figure.indicator.measure);
        let head = if measure.is_empty() { name.to_owned() } else { format!("{name} ({measure})") };
        Column { head, share: 1.0, numbers: true }
    });
    let first = Column { head: t(locale, "unit_paper.unit").to_owned(), share: 2.2, numbers: false };
    let rows = study.table.iter().map(|values| {
        let name = values.first().map(|row| locale.pick(&row.name, &row.name_en)).unwrap_or_default();
        let cells = values.iter().zip(&answer.figures).map(|(row, f)| cell(&f.indicator.measure, row));
        std::iter::once(Cell::new(name)).chain(cells).collect()
    });
    let table =
        Table { columns: std::iter::once(first).chain(heads).collect(), rows: rows.collect(), size: 7.0 };
    paper.table(&table)?;
    paper.text(Style::plain(7.5).in_ink(Ink::Grey), &legend(locale))
}

/// What the signs of the table mean.
pub(super) fn legend(locale: Locale) -> String {
    let judged = [Judgement::Better, Judgement::Worse]
        .map(|judgement| format!("{} {}", judgement_sign(judgement), judgement_word(locale, judgement)));
    let states =
        SIGNS.map(|status| format!("{} {}", status_sign(status), t_data(locale, "status", status.as_str())));
    let signs: Vec<String> = judged.into_iter().chain(states).collect();
    t_with(locale, "unit_paper.signs", &[("signs", &signs.join(" · "))])
}

fn notices(paper: &mut Paper<'_>, study: &Study, locale: Locale) -> Result<(), PaperError> {
    let answer = &study.answer;
    paper.section(t(locale, "notice.title"))?;
    if answer.notices.is_empty() {
        return paper.text(Style::plain(8.5), t(locale, "notice.none"));
    }
    let column = |head: &str, share| Column { head: head.to_owned(), share, numbers: false };
    let rows = answer.notices.iter().map(|notice| {
        let name = locale.pick(&notice.name, &notice.name_en);
        vec![Cell::new(name), Cell::new(notice_words(locale, notice))]
    });
    let table = Table {
        columns: vec![column(t(locale, "unit_paper.unit"), 1.0), column(t(locale, "unit_paper.reason"), 2.0)],
        rows: rows.collect(),
        size: 8.0,
    };
    paper.table(&table)?;
    let (shown, all) = (answer.notices.len().to_string(), answer.notices_total.to_string());
    if shown == all {
        return Ok(());
    }
    let count = t_with(locale, "notice.count_of", &[("n", &shown), ("all", &all)]);
    paper.text(Style::plain(7.5).in_ink(Ink::Grey), &count)
}

fn formulas(paper: &mut Paper<'_>, study: &Study, about: &About) -> Result<(), PaperError> {
    let locale = about.locale;
    paper.new_page();
    paper.section(t(locale, "unit_paper.formulas"))?;
    let column = |head: &str, share| Column { head: head.to_owned(), share, numbers: false };
    let rows = study.answer.figures.iter().zip(&about.formulas).map(|(figure, formula)| {
        let indicator = &figure.indicator;
        let reference = interval(&indicator.measure, indicator.reference_low, indicator.reference_high);
        let small = indicator
            .small_number
            .map(|least| t_with(locale, "unit_paper.small", &[("n", &value_or_none("", Some(least)))]));
        let direction = (indicator.direction != "neutral")
            .then(|| t_data(locale, "admin.catalogue.way", &indicator.direction));
        let judged: Vec<String> = [direction, reference, small].into_iter().flatten().collect();
        let source = [
            locale.pick(&indicator.source_zh, &indicator.source_en),
            locale.pick(&indicator.note_zh, &indicator.note_en),
        ];
        let source: Vec<&str> = source.into_iter().filter(|text| !text.is_empty()).collect();
        vec![
            Cell::new(locale.pick(&indicator.zh, &indicator.en)),
            Cell::new(formula),
            Cell::new(judged.join("\n")),
            Cell::new(source.join("\n")),
        ]
    });
    let table = Table {
        columns: vec![
            column(t(locale, "unit_paper.indicator"), 1.0),
            column(t(locale, "explain.formula"), 1.7),
            column(t(locale, "explain.reference"), 1.1),
            column(t(locale, "explain.formula_source"), 2.6),
        ],
        rows: rows.collect(),
        size: 7.5,
    };
    paper.table(&table)?;
    for key in [t(locale, "unit_paper.how_summed"), t(locale, "unit_paper.how_judged")] {
        paper.text(Style::plain(8.0).in_ink(Ink::Grey), key)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests;
