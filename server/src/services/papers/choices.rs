//! Choices of the explorer on paper: of each its values with their states, then the formulas and sources of all.

use crate::{
    fonts::Fonts,
    paper::{Cell, Column, Ink, Paper, PaperError, Running, Style, Table},
};
use app::{
    api::{
        analysis::{Analysis, Cell as Value, Grid, Stands},
        indicators::IndicatorRow,
    },
    components::format::{judgement_sign, measure_word, span, status_sign, value_or_none},
    domain::values::{Judgement, Status},
    i18n::{Locale, t, t_data, t_with},
};

/// A choice with its values.
pub(in crate::services) struct Chosen {
    /// What it is called.
    pub title: String,
    /// The values of all its units.
    pub analysis: Analysis,
    /// Where it is seen as a chart: the title of that, and its first page as SVG.
    pub chart: Option<(String, String)>,
}

/// What is said beside the values.
pub(super) struct About {
    pub locale: Locale,
    /// Of the report.
    pub title: String,
    /// Of the deployment.
    pub house: String,
    /// When it was made, on the deployment's clocks.
    pub made: String,
    pub simulated: bool,
    /// The formulas of all indicators in the choices, with the items by their names.
    pub formulas: Vec<(IndicatorRow, String)>,
}

/// The whole report as PDF.
pub(super) fn set(fonts: &Fonts, shown: &[Chosen], about: &About) -> Result<Vec<u8>, PaperError> {
    let locale = about.locale;
    let mut paper = Paper::new(fonts)?;
    paper.text(Style::plain(9.0).in_ink(Ink::Grey), &about.house)?;
    paper.text(Style::bold(21.0), &about.title)?;
    paper.rule(1.2, Ink::Grey);
    paper.text(Style::plain(8.5), &t_with(locale, "choice_paper.made", &[("made", &about.made)]))?;
    if about.simulated {
        paper.text(Style::bold(9.0).in_ink(Ink::Warn), t(locale, "app.simulated"))?;
    }
    for chosen in shown {
        if let Ok(grid) = &chosen.analysis.grid {
            values(&mut paper, chosen, grid, locale)?;
        }
    }
    formulas(&mut paper, about)?;
    let foot = if about.simulated { t(locale, "app.simulated") } else { about.house.as_str() };
    let running =
        Running { title: about.title.clone(), beside: about.made.clone(), foot: foot.to_owned(), locale };
    paper.finish(&running)
}

fn values(paper: &mut Paper<'_>, chosen: &Chosen, grid: &Grid, locale: Locale) -> Result<(), PaperError> {
    let Chosen { title, analysis, chart } = chosen;
    paper.section(title)?;
    let unit = analysis.frame.unit.name_in(locale.is_english());
    let edition = locale.pick(&analysis.frame.edition.zh, &analysis.frame.edition.en);
    let (from, to) = (analysis.frame.span.start.to_string(), analysis.frame.span.last().to_string());
    paper.text(Style::plain(8.5), &format!("{unit} · {} · {edition}", span(&from, &to)))?;
    if let Some((title, svg)) = chart {
        paper.drawings(&[(title.as_str(), svg.as_str())], 1)?;
    }
    let column = |head: &str, share, numbers| Column { head: head.to_owned(), share, numbers };
    let mut columns = vec![
        column(t(locale, "unit_paper.unit"), 2.2, false),
        column(t(locale, "choice_paper.period"), 1.1, false),
    ];
    for indicator in &grid.indicators {
        let name = locale.pick(&indicator.zh, &indicator.en);
        let measure = measure_word(locale, &indicator.measure);
        let head = if measure.is_empty() { name.to_owned() } else { format!("{name} ({measure})") };
        columns.push(column(&head, 1.0, true));
    }
    let mut rows = Vec::new();
    for (u, head) in grid.units.iter().enumerate() {
        let name = match head.stands {
            Stands::Total => t_with(locale, "analysis.total", &[("n", &grid.chosen.to_string())]),
            Stands::Unit | Stands::Whole => locale.pick(&head.name, &head.name_en).to_owned(),
        };
        for (p, period) in grid.periods.iter().enumerate() {
            let when = match period.total {
                true => t(locale, "analysis.all_periods").to_owned(),
                false => period.period.to_string(),
            };
            let cells =
                (0..grid.indicators.len()).map(|i| written(&grid.indicators[i].measure, grid.cell(u, p, i)));
            rows.push([Cell::new(name.clone()), Cell::new(when)].into_iter().chain(cells).collect());
        }
    }
    paper.table(&Table { columns, rows, size: 7.5 })?;
    paper.text(Style::plain(7.5).in_ink(Ink::Grey), &super::unit::legend(locale))
}

/// A value with the signs of its judgement and its state.
fn written(measure: &str, value: &Value) -> Cell {
    let mut text = value_or_none(measure, value.value);
    let ink = match value.judgement {
        Some(Judgement::Better) => Some(Ink::Good),
        Some(Judgement::Worse) => Some(Ink::Bad),
        _ => None,
    };
    if let Some(judgement) = value.judgement.filter(|_| ink.is_some()) {
        text = format!("{} {text}", judgement_sign(judgement));
    }
    if value.status != Status::Ok {
        text = format!("{text} {}", status_sign(value.status));
    }
    Cell::in_ink(text, ink)
}

fn formulas(paper: &mut Paper<'_>, about: &About) -> Result<(), PaperError> {
    let locale = about.locale;
    paper.section(t(locale, "unit_paper.formulas"))?;
    let column = |head: &str, share| Column { head: head.to_owned(), share, numbers: false };
    let rows = about.formulas.iter().map(|(indicator, formula)| {
        vec![
            Cell::new(locale.pick(&indicator.zh, &indicator.en)),
            Cell::new(formula.clone()),
            Cell::new(locale.pick(&indicator.source_zh, &indicator.source_en)),
            Cell::new(t_data(locale, "admin.catalogue.way", &indicator.direction)),
        ]
    });
    let table = Table {
        columns: vec![
            column(t(locale, "unit_paper.indicator"), 1.0),
            column(t(locale, "explain.formula"), 1.7),
            column(t(locale, "choice_paper.source"), 1.3),
            column(t(locale, "choice_paper.direction"), 0.8),
        ],
        rows: rows.collect(),
        size: 7.5,
    };
    paper.table(&table)
}
