//! What was said last beside a field: the answer, the values before it, what is usual among peers, and saying the same again.

use super::Sheet;
use crate::{
    api::reports::{FieldState, ReportView},
    components::{
        answers::shown,
        format::{NONE, amount},
    },
    domain::forms::Field,
    i18n::{Locale, t_with, use_locale},
    pages::reports::sheet::Cell,
};
use leptos::prelude::*;

/// Last statement, the values before, and what is usual among peers.
pub(super) fn beside(
    locale: Locale,
    asked: &Field,
    report: &ReportView,
    state: &FieldState,
) -> impl IntoView {
    let before =
        report.last_period.as_ref().zip(report.context.last.get(&asked.id)).map(|(period, answer)| {
            let answer = shown(locale, asked, answer);
            t_with(locale, "reports.last", &[("period", period), ("answer", &answer)])
        });
    let peers = state.peers.map(|(low, median, high)| {
        t_with(
            locale,
            "reports.peers",
            &[("low", &amount(low)), ("median", &amount(median)), ("high", &amount(high))],
        )
    });
    let spark = spark(locale, &state.history);
    (before.is_some() || peers.is_some() || spark.is_some()).then(|| {
        view! {
            <small class="beside muted">
                {before.map(|text| view! { <span>{text}</span> })}
                {spark}
                {peers.map(|text| view! { <span>{text}</span> })}
            </small>
        }
    })
}

/// The values before as a line; spans without a value are gaps.
fn spark(locale: Locale, history: &[Option<f64>]) -> Option<AnyView> {
    let known: Vec<f64> = history.iter().flatten().copied().collect();
    if known.len() < 2 {
        return None;
    }
    let top = known.iter().copied().fold(1.0, f64::max);
    let mut path = String::new();
    let mut pen_up = true;
    for (n, value) in history.iter().enumerate() {
        match value {
            Some(value) => {
                let (x, y) = (n as f64 * 6.0 + 2.0, 18.0 - value / top * 16.0);
                path += &format!("{}{x:.1} {y:.1}", if pen_up { "M" } else { "L" });
                pen_up = false;
            }
            None => pen_up = true,
        }
    }
    let values: Vec<String> = history.iter().map(|v| v.map_or_else(|| NONE.to_owned(), amount)).collect();
    let label = t_with(locale, "reports.before", &[("values", &values.join(" "))]);
    Some(
        view! {
            <svg class="spark" viewBox="0 0 72 20" width="72" height="20" role="img" aria-label=label>
                <path d=path fill="none" stroke="currentColor" stroke-width="1.5"/>
            </svg>
        }
        .into_any(),
    )
}

/// The button that says the same as last time.
pub(super) fn as_last(
    locale: Locale,
    asked: &Field,
    report: &ReportView,
    sheet: Sheet,
    cell: Cell,
) -> Option<AnyView> {
    let last = report.context.last.get(&asked.id).filter(|_| asked.confirm)?.clone();
    let field = asked.id.clone();
    let words = t_with(locale, "reports.as_last", &[("answer", &shown(locale, asked, &last))]);
    let take = StoredValue::new((field, last));
    let click = move |_| {
        let (field, last) = take.get_value();
        cell.answer.set(last);
        sheet.typed(&field);
    };
    let open = move || cell.answer.with(String::is_empty);
    Some(
        view! {
            <button type="button" class="button small needs-js" class:hidden=move || !open() on:click=click>{words}</button>
        }
        .into_any(),
    )
}

/// One click that confirms all that has not been touched.
pub fn confirm_all(report: &ReportView, sheet: Sheet) -> impl IntoView {
    let locale = use_locale();
    let open: Vec<(String, String)> = report
        .form
        .fields()
        .filter(|field| field.confirm)
        .filter_map(|field| Some((field.id.clone(), report.context.last.get(&field.id)?.clone())))
        .collect();
    let any = !open.is_empty();
    let open = StoredValue::new(open);
    let left = move || {
        let empty = |id: &String| sheet.cell(id).is_some_and(|cell| cell.answer.with(String::is_empty));
        open.with_value(|open| open.iter().filter(|(id, _)| empty(id)).count())
    };
    let click = move |_| {
        for (id, last) in open.get_value() {
            if let Some(cell) = sheet.cell(&id).filter(|cell| cell.answer.with_untracked(String::is_empty)) {
                cell.answer.set(last);
                sheet.typed(&id);
            }
        }
    };
    any.then(|| {
        view! {
            <button type="button" class="button needs-js" class:hidden=move || left() == 0 on:click=click>
                {move || t_with(locale, "reports.all_as_last", &[("n", &left().to_string())])}
            </button>
        }
    })
}
