//! Pending cases as a list of work: what is overdue, nearly overdue, long pending.

use super::PATH;
use crate::{
    address::Address,
    api::{
        wire::ask,
        worklist::{Due, Worklist, WorklistQuery, WorklistRow, list_work},
    },
    components::{
        lists::{Download, Finder, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list.
#[component]
pub fn Work() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let words = words.get();
        let word = |key: &str| query.with(|query| query.get(key).unwrap_or_default());
        WorklistQuery {
            unit: word("unit"),
            what: word("what"),
            months: word("months").parse().unwrap_or(0),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let found = ask(move || asked.get(), list_work);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            let months = if asked.months == 0 { String::new() } else { asked.months.to_string() };
            Address::new("/api/v1/worklist")
                .with("unit", &asked.unit)
                .with("what", &asked.what)
                .with("months", &months)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    view! {
        <p class="muted">{t(locale, "worklist.note")}</p>
        <div class="spread">
            <Finder label=t(locale, "worklist.find") action=PATH>
                {move || hidden("unit", asked.with(|asked| asked.unit.clone()))}
                {move || hidden("what", asked.with(|asked| asked.what.clone()))}
                {move || hidden("months", asked.with(|asked| if asked.months == 0 { String::new() } else { asked.months.to_string() }))}
            </Finder>
            <Download href=export label=t(locale, "worklist.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(list) => {
                    let query = asked.get_untracked();
                    view! {
                        {sorts(locale, &query, &list)}
                        {shown(locale, list)}
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

fn hidden(name: &'static str, value: String) -> Option<AnyView> {
    (!value.is_empty()).then(|| view! { <input type="hidden" name=name value=value/> }.into_any())
}

/// The address of the same list of another sort.
fn href(query: &WorklistQuery, what: Due, months: u32) -> String {
    let what = if what == Due::All { "" } else { what.as_str() };
    let months = if months == 0 { String::new() } else { months.to_string() };
    Address::new(PATH)
        .with("unit", &query.unit)
        .with("what", what)
        .with("months", &months)
        .with("q", &query.search)
        .with("sort", &query.sort)
        .to_string()
}

/// What there is of each sort, and of long-pending cases from which age on.
fn sorts(locale: Locale, query: &WorklistQuery, list: &Worklist) -> AnyView {
    let now = Due::ALL.into_iter().find(|what| what.as_str() == query.what).unwrap_or_default();
    let links = Due::ALL
        .into_iter()
        .map(|what| {
            let label = t_data(locale, "worklist.sorts", what.as_str());
            let current = (what == now).then_some("true");
            view! {
                <a class="button small" href=href(query, what, 0) aria-current=current>
                    {label} " " <span class="count">{list.counts.of(what)}</span>
                </a>
            }
            .into_any()
        })
        .collect_view()
        .into_any();
    let ages = (now == Due::Long).then(|| {
        let chosen = if query.months == 0 { list.thresholds.first().copied().unwrap_or(0) } else { query.months };
        let ages = list
            .thresholds
            .iter()
            .map(|&months| {
                let label = t_with(locale, "worklist.months_on", &[("n", &months.to_string())]);
                let current = (months == chosen).then_some("true");
                view! {
                    <a class="button small" href=href(query, Due::Long, months) aria-current=current>{label}</a>
                }
                .into_any()
            })
            .collect_view();
        view! { <nav class="row" aria-label=t(locale, "worklist.ages")>{ages}</nav> }.into_any()
    });
    let edition = locale.pick(&list.edition.1, &list.edition.2).to_owned();
    let rules = t_with(
        locale,
        "worklist.rules",
        &[("edition", &edition), ("days", &list.soon_days.to_string()), ("today", &list.today)],
    );
    view! {
        <nav class="row" aria-label=t(locale, "worklist.kinds")>{links}</nav>
        {ages}
        <p class="muted small-text">{rules}</p>
    }
    .into_any()
}

fn shown(locale: Locale, list: Worklist) -> AnyView {
    if list.rows.is_empty() {
        return view! { <Empty text=t(locale, "worklist.none")/> }.into_any();
    }
    let (total, offset, shown) = (list.total, list.offset, list.rows.len() as u32);
    let soon = list.soon_days;
    let rows = list.rows.into_iter().map(|found| row(locale, found, soon)).collect_view().into_any();
    view! {
        <Listing label=t(locale, "judges.work") class="worklist" rows total offset shown>
            <SortHead label=t(locale, "worklist.number") column="number"/>
            <SortHead label=t(locale, "worklist.post") column="post"/>
            <th scope="col">{t(locale, "worklist.kind")}</th>
            <SortHead label=t(locale, "worklist.filed") column="filed"/>
            <SortHead label=t(locale, "worklist.due") column="due" usual=true/>
            <th scope="col">{t(locale, "worklist.left")}</th>
        </Listing>
    }
    .into_any()
}

fn row(locale: Locale, row: WorklistRow, soon: i64) -> AnyView {
    let (class, text) = match row.days_left {
        None => ("badge", t(locale, "worklist.rests").to_owned()),
        Some(days) if days < 0 => {
            ("badge bad", t_with(locale, "worklist.days_over", &[("n", &(-days).to_string())]))
        }
        Some(days) => {
            let class = if days > soon { "badge" } else { "badge warn" };
            (class, t_with(locale, "worklist.days_left", &[("n", &days.to_string())]))
        }
    };
    let sign = match row.days_left {
        None => "‖",
        Some(days) if days < 0 => "!",
        Some(_) => "○",
    };
    let name = |names: &(String, String)| locale.pick(&names.0, &names.1).to_owned();
    let post = if row.post.is_empty() {
        view! { <span class="muted">{t(locale, "worklist.nobody")}</span> }.into_any()
    } else {
        view! { <a href=Address::unit(&row.post).to_string()>{name(&row.post_name)}</a> }.into_any()
    };
    let age = t_with(locale, "worklist.months", &[("n", &row.months.to_string())]);
    view! {
        <tr data-testid="case">
            <th scope="row">{row.number.clone()}</th>
            <td>{post} <br/> <small class="muted">{name(&row.unit_name)}</small></td>
            <td>
                {t_data(locale, "cause", row.cause.as_str())}
                <br/>
                <small class="muted">{t_data(locale, "procedure", row.procedure.as_str())}</small>
            </td>
            <td>{row.filed.clone()} <br/> <small class="muted">{age}</small></td>
            <td>{row.due.clone()}</td>
            <td><span class=class><span aria-hidden="true">{sign}</span> {text}</span></td>
        </tr>
    }
    .into_any()
}
