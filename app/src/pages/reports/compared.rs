//! A report beside the one before it, opened where it stands on the desk: what is unlikely first, then what has changed.

use crate::{
    api::reports::{ReportAddress, ReportView, open_report},
    components::{
        answers::shown,
        format::{amount, measure_word},
        table::{Table, numbers, words},
    },
    domain::{
        forms::{Field, Severity},
        reports::{Context, Value, check, read},
    },
    i18n::{Locale, failure_text, t, use_locale},
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeMap;

/// The report is asked for when it is opened first.
#[component]
pub fn Compared(
    /// Which.
    address: ReportAddress,
) -> impl IntoView {
    let locale = use_locale();
    let found = RwSignal::new(None);
    let address = StoredValue::new(address);
    let open = move |_| {
        if found.with_untracked(Option::is_some) {
            return;
        }
        spawn_local(async move {
            let answer = open_report(address.get_value()).await;
            found.try_set(Some(answer));
        });
    };
    let content = move || match found.get() {
        None => view! { <p role="status">{t(locale, "state.loading")}</p> }.into_any(),
        Some(Err(failure)) => view! { <p class="notice bad">{failure_text(locale, &failure)}</p> }.into_any(),
        Some(Ok(report)) => beside(locale, &report),
    };
    view! {
        <details class="compared needs-js" on:toggle=open>
            <summary>{t(locale, "reports.compare")}</summary>
            {content}
        </details>
    }
    .into_any()
}

/// A line of the comparison.
struct Line<'a> {
    field: &'a Field,
    answer: &'a str,
    last: Option<&'a str>,
    remark: &'a str,
    warned: bool,
}

fn beside(locale: Locale, report: &ReportView) -> AnyView {
    let answers: BTreeMap<String, String> =
        report.fields.iter().map(|state| (state.field.clone(), state.answer.clone())).collect();
    // With a comment it may be handed in; the approver is to see it all the same.
    let bare = Context { commented: vec![], ..report.context.clone() };
    let found = check(&report.form, &answers, &bare);
    let warned =
        |id: &str| found.iter().any(|finding| finding.field == id && finding.severity == Severity::Warning);
    let mut lines: Vec<Line<'_>> = report
        .form
        .fields()
        .filter_map(|field| {
            let state = report.fields.iter().find(|state| state.field == field.id)?;
            (!state.answer.is_empty()).then(|| Line {
                field,
                answer: &state.answer,
                last: report.context.last.get(&field.id).map(String::as_str),
                remark: &state.remark,
                warned: warned(&field.id),
            })
        })
        .collect();
    if lines.is_empty() {
        return view! { <p class="muted">{t(locale, "reports.nothing_answered")}</p> }.into_any();
    }
    lines.sort_by_key(|line| (!line.warned, line.last == Some(line.answer)));
    let rows = lines.iter().map(|line| row(locale, line)).collect_view().into_any();
    let before = report.last_period.clone().unwrap_or_else(|| t(locale, "reports.before_short").to_owned());
    let now = report.row.address.period.clone();
    let heads = vec![
        words(t(locale, "explain.item")),
        numbers(before),
        numbers(now),
        numbers(t(locale, "reports.change")),
        words(t(locale, "reports.remark_label")),
    ];
    view! {
        <Table label=t(locale, "reports.compare") class="compared-table" heads rows/>
    }
    .into_any()
}

fn row(locale: Locale, line: &Line<'_>) -> AnyView {
    let number = |text: &str| match read(line.field, text) {
        Ok(Value::Number(number)) if line.field.is_number() => Some(number),
        _ => None,
    };
    let change = line.last.and_then(number).zip(number(line.answer)).map(|(last, now)| {
        let by = now - last;
        if by == 0.0 {
            "=".to_owned()
        } else {
            format!("{}{}", if by < 0.0 { "−" } else { "+" }, amount(by.abs()))
        }
    });
    let last = line.last.map(|last| shown(locale, line.field, last));
    let measure = line.field.is_number().then(|| measure_word(locale, &line.field.measure));
    view! {
        <tr class:warned=line.warned>
            <th scope="row">
                {line.warned.then_some("⚠ ")}
                {locale.pick(&line.field.zh, &line.field.en).to_owned()} " " <small class="muted">{measure}</small>
            </th>
            <td class="num">{last}</td>
            <td class="num">{shown(locale, line.field, line.answer)}</td>
            <td class="num">{change}</td>
            <td class="wrap">{line.remark.to_owned()}</td>
        </tr>
    }
    .into_any()
}
