//! What is to be handed in, and where it stands.

use super::PATH;
use crate::{
    address::Address,
    api::{
        reports::{ReportAddress, ReportRow, ReportsQuery, list_reports},
        wire::ask,
    },
    components::{
        lists::{Download, Finder, Instant, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::reports::Standing,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// What the address asks: search, order, page, form, unit.
pub(super) fn words(waiting: bool) -> Memo<ReportsQuery> {
    let words = list_words();
    let query = use_query_map();
    Memo::new(move |_| {
        let list = words.get();
        let word = |key| query.with(|query| query.get(key).unwrap_or_default());
        ReportsQuery {
            form: word("form"),
            unit: word("unit"),
            waiting,
            search: list.search,
            sort: list.sort,
            offset: list.offset,
            limit: 0,
        }
    })
}

/// The page of a report.
pub(super) fn href(row: &ReportRow) -> String {
    report_href(&row.address)
}

/// See [`href`].
pub(super) fn report_href(at: &ReportAddress) -> String {
    let parts = [&at.form, &at.unit, &at.period].map(|part| crate::address::encode(part));
    format!("{PATH}/{}", parts.join("/"))
}

/// The reports of the reader's units.
#[component]
pub fn Mine() -> impl IntoView {
    let locale = use_locale();
    let words = words(false);
    let reports = ask(move || words.get(), list_reports);
    let export = Signal::derive(move || {
        let words = words.get();
        Address::new("/api/v1/reports")
            .with("search", &words.search)
            .with("sort", &words.sort)
            .with("form", &words.form)
            .with("unit", &words.unit)
            .with("limit", "1000")
    });
    view! {
        <div class="spread">
            <Finder label=t(locale, "reports.find") action=PATH/>
            <Download href=export label=t(locale, "reports.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(reports, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "reports.none")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let rows = page.rows.into_iter().map(|report| row(locale, report)).collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "reports.tab.list") class="reports-table" rows total offset shown>
                            <SortHead label=t(locale, "reports.form") column="form"/>
                            <th scope="col">{t(locale, "reports.period")}</th>
                            <SortHead label=t(locale, "reports.standing") column="standing" usual=true/>
                            <SortHead label=t(locale, "reports.due") column="due"/>
                            <SortHead label=t(locale, "reports.unit") column="unit"/>
                            <SortHead label=t(locale, "reports.submitted_at") column="submitted"/>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
}

fn row(locale: Locale, report: ReportRow) -> impl IntoView {
    let minutes = t_with(
        locale,
        "reports.effort",
        &[("fields", &report.asked.to_string()), ("minutes", &report.minutes.to_string())],
    );
    view! {
        <tr>
            <th scope="row">
                <a href=href(&report)>{locale.pick(&report.form_name.0, &report.form_name.1).to_owned()}</a>
                <small class="muted">" " {minutes}</small>
            </th>
            <td>{report.address.period.clone()}</td>
            <td><StandingBadge report=report.clone()/></td>
            <td>{report.due.clone().unwrap_or_else(|| t(locale, "reports.never_due").to_owned())}</td>
            <td>{locale.pick(&report.unit_name.0, &report.unit_name.1).to_owned()}</td>
            <td>{report.submitted_at.map(|at| view! { <Instant at/> })}</td>
        </tr>
    }
}

/// Where a report stands: a sign and a word, never colour alone.
#[component]
pub(super) fn StandingBadge(report: ReportRow) -> impl IntoView {
    let locale = use_locale();
    let (kind, sign) = match report.standing {
        Standing::NotDue => ("", "·"),
        Standing::Due => ("warn", "○"),
        Standing::Late => ("bad", "!"),
        Standing::Returned => ("bad", "↩"),
        Standing::Submitted => ("", "→"),
        Standing::Accepted => ("good", "✓"),
    };
    let word = t_data(locale, "reports.standings", report.standing.as_str());
    let with = report.waits_for.map(|level| {
        let level = t_data(locale, "level", level.as_str());
        t_with(locale, "reports.waits_for", &[("level", &level)])
    });
    let warned = (report.warnings > 0)
        .then(|| t_with(locale, "reports.warned", &[("n", &report.warnings.to_string())]));
    view! {
        <span class=format!("badge {kind}")><span aria-hidden="true">{sign}</span>{word}</span>
        {with.map(|with| view! { " " <small class="muted">{with}</small> })}
        {warned.map(|warned| view! { " " <small class="muted">"⚠ " {warned}</small> })}
    }
}
