//! What is there and when it came.

use super::PATH;
use crate::{
    address::Address,
    api::{
        quality::{MatrixCell, MatrixRow, QualityMatrix, quality_matrix},
        wire::ask,
    },
    components::{
        format::NONE,
        states::{FailureView, Loading, TableScroll, answered},
    },
    i18n::{Locale, t, use_locale},
};
use leptos::prelude::*;

/// Completeness and timeliness by unit and month.
#[component]
pub(super) fn Matrix(
    /// Code of the unit; empty for the reader's own.
    unit: Memo<String>,
) -> impl IntoView {
    let locale = use_locale();
    let found = ask(move || unit.get(), |unit| quality_matrix(unit, 0));
    view! {
        <p class="muted">{t(locale, "quality.matrix_note")}</p>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(matrix) => shown(locale, matrix),
            })}
        </Transition>
    }
    .into_any()
}

fn matrix_href(unit: &str) -> String {
    Address::new(PATH).with("tab", "matrix").with("unit", unit).to_string()
}

fn shown(locale: Locale, matrix: QualityMatrix) -> AnyView {
    let path = matrix
        .path
        .iter()
        .map(|(code, zh, en)| {
            view! { <li><a href=matrix_href(code)>{locale.pick(zh, en).to_owned()}</a></li> }.into_any()
        })
        .collect_view()
        .into_any();
    let heads = matrix
        .months
        .iter()
        .map(|month| view! { <th scope="col">{month.clone()}</th> }.into_any())
        .collect_view()
        .into_any();
    let last = matrix.rows.len().saturating_sub(1);
    let rows = matrix
        .rows
        .into_iter()
        .enumerate()
        .map(|(n, row)| line(locale, row, n == last && n > 0))
        .collect_view()
        .into_any();
    view! {
        <nav aria-label=t(locale, "nav.place")><ol class="plain row">{path}</ol></nav>
        <div class="panel">
            <TableScroll label=t(locale, "quality.matrix")>
                <table class="matrix">
                    <thead>
                        <tr>
                            <th scope="col">{t(locale, "quality.unit")}</th>
                            <th scope="col" class="num">{t(locale, "quality.tribunals")}</th>
                            {heads}
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
        </div>
    }
    .into_any()
}

fn line(locale: Locale, row: MatrixRow, whole: bool) -> AnyView {
    let name = locale.pick(&row.name.0, &row.name.1).to_owned();
    let single = row.tribunals == 1;
    let name = if whole || single {
        view! { <b>{name}</b> }.into_any()
    } else {
        view! { <a href=matrix_href(&row.unit)>{name}</a> }.into_any()
    };
    let cells = row.cells.into_iter().map(|cell| square(locale, cell)).collect_view().into_any();
    view! {
        <tr class:whole=whole>
            <th scope="row">{name}</th>
            <td class="num">{row.tribunals}</td>
            {cells}
        </tr>
    }
    .into_any()
}

/// Case system above, monthly reports below; what is not awaited is none, not zero.
fn square(locale: Locale, cell: MatrixCell) -> AnyView {
    let part = |label: &'static str, have: u32, of: u32| {
        let (class, text) = match (have, of) {
            (_, 0) => ("muted", NONE.to_owned()),
            (have, of) if have == of => ("", format!("✓ {have}/{of}")),
            (0, of) => ("missing", format!("✗ 0/{of}")),
            (have, of) => ("partly", format!("◐ {have}/{of}")),
        };
        view! { <div class=class><small class="muted">{label}</small> " " {text}</div> }.into_any()
    };
    view! {
        <td>
            {part(t(locale, "quality.cases_short"), cell.told, cell.expected)}
            {part(t(locale, "quality.reports_short"), cell.handed_in, cell.due)}
            {part(t(locale, "quality.in_time_short"), cell.in_time, cell.due)}
        </td>
    }
    .into_any()
}
