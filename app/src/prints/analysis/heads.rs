//! The heads of rows and columns: units lead down the tree, periods to finer ones, values to their order.

use super::{Seen, period_name};
use crate::{
    api::analysis::{Grid, Stands},
    components::format::measure_word,
    domain::{
        analysis::{At, Axis, Choice, Column, Sort},
        periods::Period,
    },
    i18n::t,
};
use leptos::prelude::*;

/// What stands at a place of an axis, as a link to where it leads.
pub(super) fn label(seen: &Seen, grid: &Grid, axis: Axis, n: usize) -> AnyView {
    match axis {
        Axis::Unit => {
            let unit = &grid.units[n];
            let name = seen.unit_name(unit, grid);
            match unit.stands {
                Stands::Unit => view! { <a href=seen.down(unit) data-noscroll>{name}</a> }.into_any(),
                Stands::Total | Stands::Whole => view! { <b>{name}</b> }.into_any(),
            }
        }
        Axis::Period => {
            let head = grid.periods[n];
            let name = if head.total {
                t(seen.locale, "analysis.all_periods").to_owned()
            } else {
                period_name(head.period)
            };
            match finer(seen, head.period).filter(|_| !head.total) {
                Some(href) => view! { <a href=href data-noscroll>{name}</a> }.into_any(),
                None => name.into_any(),
            }
        }
        Axis::Indicator => {
            let indicator = &grid.indicators[n];
            let word = measure_word(seen.locale, &indicator.measure);
            let name = seen.indicator_name(indicator).to_owned();
            let word = (!word.is_empty()).then(|| view! { " " <small>{word}</small> });
            view! { {name} {word} }.into_any()
        }
    }
}

/// The same choice with a period in finer ones.
fn finer(seen: &Seen, period: Period) -> Option<String> {
    let by = seen.choice.finer(period)?;
    Some(seen.to(|choice| {
        choice.by = by;
        (choice.from, choice.to, choice.last) = (Some(period.start), Some(period.last()), None);
        choice.at = None;
    }))
}

/// The state of an order for a column that is sorted by, and the choice that sorts by it: first from the greatest down.
pub(super) fn sorted(now: Sort, column: Column, here: bool) -> (Option<&'static str>, Sort) {
    let numeric = !matches!(column, Column::Code | Column::Name | Column::Status);
    let state = match now {
        Sort { column: by, down } if here && by == column => Some(down),
        _ => None,
    };
    let down = state.map_or(numeric, |down| !down);
    let state = state.map(|down| if down { "descending" } else { "ascending" });
    (state, Sort { column, down })
}

/// A link that sorts, with the sign of the order.
pub(super) fn sort_link(
    seen: &Seen,
    state: Option<&'static str>,
    label: AnyView,
    change: impl FnOnce(&mut Choice),
) -> AnyView {
    let sign = match state {
        Some("ascending") => " ↑",
        Some(_) => " ↓",
        None => "",
    };
    view! {
        <a href=seen.to(change) data-noscroll rel="nofollow">{label} <span aria-hidden="true">{sign}</span></a>
    }
    .into_any()
}

/// The head of a column that is the innermost one: sorts the units by it where they are the rows.
pub(super) fn column(seen: &Seen, grid: &Grid, at: At) -> (Option<&'static str>, AnyView) {
    let inner = seen.choice.layout.columns().last().copied().unwrap_or(Axis::Indicator);
    let n = at.on(inner).unwrap_or(0);
    let (_, p, i) = at.meets(At::default());
    let sortable = seen.choice.layout.rows() == [Axis::Unit] && !grid.periods[p].total;
    if !sortable {
        return (None, label(seen, grid, inner, n));
    }
    let here = (p, i) == (grid.at, grid.focus);
    let (state, sort) = sorted(seen.choice.sort, Column::Value, here);
    let text = match inner {
        Axis::Indicator => label(seen, grid, inner, n),
        _ => period_name(grid.periods[p].period).into_any(),
    };
    let link = sort_link(seen, state, text, |choice| {
        choice.sort = sort;
        choice.focus.clone_from(&grid.indicators[i].id);
        choice.at = Some(grid.periods[p].period);
    });
    (state, link)
}
