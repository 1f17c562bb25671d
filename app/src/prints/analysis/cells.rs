//! A value of the grid: the number as a link to where it comes from, its state, and how far it is from what it is held
//! against. What has no number says why in words.

use super::Seen;
use crate::{
    api::{
        analysis::{Cell, Grid, Stands},
        indicators::IndicatorRow,
    },
    components::format::{
        NONE, Side, difference_text, fraction, interval, status_sign, value, value_or_none,
    },
    domain::{
        analysis::{Band, Compare},
        values::{Judgement, Status},
    },
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// The class of a cell, by its judgement.
pub(super) fn class(cell: &Cell) -> &'static str {
    match cell.judgement {
        Some(Judgement::Worse) => "num worse",
        Some(Judgement::Better) => "num better",
        _ => "num",
    }
}

/// A state as a sign, with its word for those who do not see it.
fn sign(locale: Locale, status: Status) -> Option<AnyView> {
    (status != Status::Ok).then(|| {
        let word = t_data(locale, "status", status.as_str());
        let title = word.clone();
        view! {
            <span class="cell-state" title=title>
                <span aria-hidden="true">{status_sign(status)}</span>
                <span class="sr-only">{word}</span>
            </span>
        }
        .into_any()
    })
}

/// Why there is no number.
fn reason(locale: Locale, status: Status) -> AnyView {
    let class = if status == Status::Late { "cell-none warn" } else { "cell-none" };
    let word = t_data(locale, "status", status.as_str());
    view! { <span class=class><span aria-hidden="true">{status_sign(status)}</span> " " {word}</span> }
        .into_any()
}

/// The number with its state.
pub(super) fn number(seen: &Seen, grid: &Grid, (u, p, i): (usize, usize, usize)) -> AnyView {
    let (locale, unit, indicator) = (seen.locale, &grid.units[u], &grid.indicators[i]);
    let cell = grid.cell(u, p, i);
    let Some(amount) = cell.value else { return reason(locale, cell.status) };
    let text = value(&indicator.measure, amount);
    let number = if unit.stands == Stands::Total {
        // The units together are no unit whose number could be opened: what it was divided of stands beside it.
        let of = fraction(cell.numerator, cell.denominator);
        view! { <span title=of>{text}</span> }.into_any()
    } else {
        let href = seen.explain(&unit.code, &indicator.id, grid.periods[p].period);
        view! { <a class="explain" href=href rel="nofollow">{text}</a> }.into_any()
    };
    view! { {number} {sign(locale, cell.status)} }.into_any()
}

/// Which way a difference goes, in words.
fn side_word(locale: Locale, side: Side) -> &'static str {
    match side {
        Side::Same => t(locale, "analysis.side.same"),
        Side::Good => t(locale, "analysis.side.good"),
        Side::Bad => t(locale, "analysis.side.bad"),
        Side::More => t(locale, "analysis.side.more"),
        Side::Less => t(locale, "analysis.side.less"),
    }
}

/// How far a value is from what it is held against; nothing where that cannot be said.
pub(super) fn difference(seen: &Seen, indicator: &IndicatorRow, cell: &Cell) -> Option<AnyView> {
    let (locale, difference) = (seen.locale, cell.difference?);
    let share = matches!(difference, crate::domain::analysis::Difference::Share(_));
    let side = Side::of(if share { "" } else { &indicator.direction }, difference);
    let within = seen.choice.compare == Compare::Reference && difference.is_nothing();
    let (text, word) = match (share, within) {
        (true, _) => (difference_text(locale, difference), t(locale, "analysis.side.share")),
        (_, true) => (t(locale, "judgement.within").to_owned(), ""),
        _ => (difference_text(locale, difference), side_word(locale, side)),
    };
    let against = against(locale, indicator, cell);
    Some(
        view! {
            <span class=format!("change {}", side.class()) title=against>
                {text} <span class="sr-only">" " {word}</span>
            </span>
        }
        .into_any(),
    )
}

/// What a value is held against: a value, quartiles, an interval.
pub(super) fn against(locale: Locale, indicator: &IndicatorRow, cell: &Cell) -> Option<String> {
    let (against, measure) = (cell.against?, &indicator.measure);
    match (against.value, against.low, against.high) {
        (Some(median), Some(low), Some(high)) => Some(t_with(
            locale,
            "analysis.median_of",
            &[
                ("median", &value(measure, median)),
                ("low", &value(measure, low)),
                ("high", &value(measure, high)),
            ],
        )),
        (Some(other), ..) => Some(value(measure, other)),
        (None, low, high) => interval(measure, low, high),
    }
}

/// The quarter of its peers, in words that say which end is the good one.
pub(super) fn band_word(locale: Locale, band: Band, direction: &str) -> &'static str {
    let place = match (band, direction) {
        (Band::Lowest, "up") | (Band::Highest, "down") => 0,
        (Band::Low, "up") | (Band::High, "down") => 1,
        (Band::High, "up") | (Band::Low, "down") => 2,
        (Band::Highest, "up") | (Band::Lowest, "down") => 3,
        (Band::Lowest, _) => 4,
        (Band::Low, _) => 5,
        (Band::High, _) => 6,
        (Band::Highest, _) => 7,
    };
    [
        t(locale, "analysis.band.worst"),
        t(locale, "analysis.band.lesser"),
        t(locale, "analysis.band.better"),
        t(locale, "analysis.band.best"),
        t(locale, "analysis.band.lowest"),
        t(locale, "analysis.band.low"),
        t(locale, "analysis.band.high"),
        t(locale, "analysis.band.highest"),
    ][place]
}

/// The quarter as a badge: four strokes of which one is full, and the word.
pub(super) fn band(locale: Locale, band: Option<Band>, direction: &str) -> Option<AnyView> {
    let band = band?;
    let place = band as usize;
    let strokes = (0..4)
        .map(|n| {
            let class = if n == place { "peer-stroke full" } else { "peer-stroke" };
            view! { <i class=class></i> }
        })
        .collect_view();
    Some(
        view! {
            <span class="peer-band">
                <span class="peer-strokes" aria-hidden="true">{strokes}</span>
                {band_word(locale, band, direction)}
            </span>
        }
        .into_any(),
    )
}

/// A value in words for tooltips and labels that are read aloud: number, fraction, state, what it is held against.
pub(super) fn told(seen: &Seen, grid: &Grid, (u, p, i): (usize, usize, usize)) -> Vec<String> {
    let (locale, indicator, cell) = (seen.locale, &grid.indicators[i], grid.cell(u, p, i));
    let mut told = vec![value_or_none(&indicator.measure, cell.value)];
    told.extend(fraction(cell.numerator, cell.denominator));
    if cell.status != Status::Ok {
        told.push(format!("{} {}", status_sign(cell.status), t_data(locale, "status", cell.status.as_str())));
    }
    if let Some(against) = against(locale, indicator, cell) {
        let difference = cell.difference.map(|difference| difference_text(locale, difference));
        let difference = difference.unwrap_or_else(|| NONE.to_owned());
        told.push(format!("{}: {against} ({difference})", compared_word(locale, seen.choice.compare)));
    }
    told.extend(cell.band.map(|band| band_word(locale, band, &indicator.direction).to_owned()));
    told
}

/// What values are held against, in words.
pub(super) fn compared_word(locale: Locale, compare: Compare) -> &'static str {
    match compare {
        Compare::None => t(locale, "analysis.compared.none"),
        Compare::YearBefore => t(locale, "analysis.compared.year_before"),
        Compare::PeriodBefore => t(locale, "analysis.compared.period_before"),
        Compare::Parent => t(locale, "analysis.compared.parent"),
        Compare::Peers => t(locale, "analysis.compared.peers"),
        Compare::Reference => t(locale, "analysis.compared.reference"),
    }
}
