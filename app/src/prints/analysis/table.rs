//! The pivot table: rows and columns by unit, period and indicator, in any order. Totals are computed from the components
//! of what they are totals of.

use super::{Seen, cells, heads, legend, menu, pages, panel_of};
use crate::{
    api::analysis::{Grid, Stands},
    components::states::TableScroll,
    domain::analysis::{At, Axis, Column, Compare, Pivot},
    i18n::{t, t_with},
};
use leptos::prelude::*;

/// The table with its legend.
pub(super) fn panel(seen: &Seen, grid: &Grid) -> AnyView {
    let locale = seen.locale;
    let pivot = Pivot::new(&seen.choice.layout, grid.units.len(), grid.periods.len(), grid.indicators.len());
    let rows = pivot.rows.iter().map(|row| line(seen, grid, *row, &pivot.columns)).collect_view();
    let title = t(locale, "analysis.table");
    let table = view! {
        <table class="pivot">
            <thead>{head_rows(seen, grid, &pivot)}</thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any();
    let content = view! {
        <TableScroll label=title>{table}</TableScroll>
        {pages(seen, grid)}
        {legend::legend(seen, grid)}
    }
    .into_any();
    let controls = || view! { {pick_button(seen)} {menu(seen)} }.into_any();
    panel_of(seen, title.to_owned(), controls, content)
}

/// The heads: of two axes in the columns the outer one reaches over the inner one.
fn head_rows(seen: &Seen, grid: &Grid, pivot: &Pivot) -> AnyView {
    let (rows, columns) = (seen.choice.layout.rows(), seen.choice.layout.columns());
    let corner = |axis: &Axis| {
        let word = match axis {
            Axis::Unit => t(seen.locale, "analysis.unit"),
            Axis::Period => t(seen.locale, "explain.period"),
            Axis::Indicator => t(seen.locale, "column.indicator"),
        };
        // The names of units are an order, too.
        let (state, label) = if rows == [Axis::Unit] {
            let (state, sort) = heads::sorted(seen.choice.sort, Column::Code, true);
            (state, heads::sort_link(seen, state, word.into_any(), |choice| choice.sort = sort))
        } else {
            (None, word.into_any())
        };
        view! { <th scope="col" rowspan=columns.len().to_string() aria-sort=state>{label}</th> }
    };
    let corners = rows.iter().map(corner).collect_view();
    let inner = pivot
        .columns
        .iter()
        .map(|at| {
            let (state, label) = heads::column(seen, grid, *at);
            let class = if is_total(grid, *at) { "num total" } else { "num" };
            view! { <th scope="col" class=class aria-sort=state>{label}</th> }
        })
        .collect_view();
    let [outer, within] = columns else {
        return view! { <tr>{corners} {inner}</tr> }.into_any();
    };
    let reach = pivot.columns.iter().take_while(|at| at.on(*outer) == Some(0)).count().max(1);
    debug_assert!(reach > 0 && outer != within);
    let outer = pivot
        .columns
        .iter()
        .step_by(reach)
        .map(|at| {
            let label = heads::label(seen, grid, *outer, at.on(*outer).unwrap_or(0));
            view! { <th scope="colgroup" colspan=reach.to_string() class="outer">{label}</th> }
        })
        .collect_view();
    view! { <tr>{corners} {outer}</tr> <tr>{inner}</tr> }.into_any()
}

/// The table that says the same as a chart: one axis down, one across, the third in focus.
pub(super) fn plain(
    seen: &Seen,
    grid: &Grid,
    (down, rows): (Axis, &[At]),
    (across, columns): (Axis, &[At]),
) -> AnyView {
    let heads = columns
        .iter()
        .map(|at| {
            view! { <th scope="col" class="num">{heads::label(seen, grid, across, at.on(across).unwrap_or(0))}</th> }
        })
        .collect_view();
    let lines = rows
        .iter()
        .map(|row| {
            let values = columns
                .iter()
                .map(|column| {
                    let place = row.meets(*column);
                    let class = cells::class(grid.cell(place.0, place.1, place.2));
                    view! { <td class=class>{cells::number(seen, grid, place)}</td> }
                })
                .collect_view();
            let head = heads::label(seen, grid, down, row.on(down).unwrap_or(0));
            view! { <tr><th scope="row">{head}</th> {values}</tr> }
        })
        .collect_view();
    let label = t(seen.locale, "chart.as_table");
    let table =
        view! { <table class="pivot"><thead><tr><td></td>{heads}</tr></thead><tbody>{lines}</tbody></table> };
    let table = table.into_any();
    view! {
        <details class="as-table">
            <summary>{label}</summary>
            <TableScroll label tall=true>{table}</TableScroll>
        </details>
    }
    .into_any()
}

/// Whether a row or a column is a total.
fn is_total(grid: &Grid, at: At) -> bool {
    let unit = at.unit.is_some_and(|n| grid.units[n].stands != Stands::Unit);
    unit || at.period.is_some_and(|n| grid.periods[n].total)
}

fn line(seen: &Seen, grid: &Grid, row: At, columns: &[At]) -> AnyView {
    let heads = seen
        .choice
        .layout
        .rows()
        .iter()
        .map(|axis| {
            let n = row.on(*axis).unwrap_or(0);
            let pick = (*axis == Axis::Unit).then(|| pick(seen, grid, n));
            view! { <th scope="row">{pick} {heads::label(seen, grid, *axis, n)}</th> }
        })
        .collect_view();
    let compared = seen.choice.compare != Compare::None;
    let values = columns
        .iter()
        .map(|column| {
            let place = row.meets(*column);
            let (cell, indicator) = (grid.cell(place.0, place.1, place.2), &grid.indicators[place.2]);
            let held = compared.then(|| cells::difference(seen, indicator, cell));
            let held = held.map(|held| view! { <span class="held">{held}</span> });
            let total = if is_total(grid, *column) { " total" } else { "" };
            let class = format!("{}{total}", cells::class(cell));
            view! { <td class=class>{cells::number(seen, grid, place)} {held}</td> }
        })
        .collect_view();
    let class = if is_total(grid, row) { "total" } else { "" };
    view! { <tr class=class>{heads} {values}</tr> }.into_any()
}

/// The id of the form that a row's box belongs to.
const PICK: &str = "analysis-pick";

/// A box by which a unit is picked out.
pub(super) fn pick(seen: &Seen, grid: &Grid, unit: usize) -> Option<AnyView> {
    let head = &grid.units[unit];
    (head.stands == Stands::Unit && grid.chosen > 1 && !seen.bare).then(|| {
        let label = t_with(seen.locale, "analysis.pick", &[("name", &seen.unit_name(head, grid))]);
        view! {
            <input type="checkbox" class="pick no-print" form=PICK name=format!("c.{}", head.code) value="1" aria-label=label/>
        }
        .into_any()
    })
}

/// The form of the boxes: the same choice, of the units that are picked out.
pub(super) fn pick_button(seen: &Seen) -> AnyView {
    let words = seen.choice.words();
    let kept = words.into_iter().filter(|(key, _)| !matches!(*key, "codes" | "page" | "find"));
    let kept = kept.map(|(key, value)| view! { <input type="hidden" name=key value=value/> }).collect_view();
    view! {
        <form id=PICK method="get" action=super::PATH data-noscroll class="no-print">
            {kept}
            <button type="submit" class="button small">{t(seen.locale, "analysis.only_picked")}</button>
        </form>
    }
    .into_any()
}
