//! A year: verified problems by category and by city, those that were there before, those put right; and what was published.

use super::BULLETINS;
use crate::{
    address::Address,
    api::{
        bulletins::{Statistics, StatisticsRow, bulletin_statistics},
        wire::ask,
    },
    components::{
        format::pick,
        lists::Download,
        states::{Empty, FailureView, Loading, answered},
        table::{Table, numbers, words},
    },
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn Year() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let year = Memo::new(move |_| query.with(|query| query.get("year").unwrap_or_default()));
    let found = ask(move || year.get(), bulletin_statistics);
    let export =
        Signal::derive(move || Address::new("/api/v1/bulletins/statistics").with("year", &year.get()));
    view! {
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(found) => shown(locale, &found, export),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, found: &Statistics, export: Signal<Address>) -> AnyView {
    let to =
        |year: i32| Address::new(BULLETINS).with("tab", "year").with("year", &year.to_string()).to_string();
    let sum = |of: fn(&StatisticsRow) -> i64| found.rows.iter().map(of).sum::<i64>();
    let words_of = [
        ("verified", sum(|row| row.verified).to_string()),
        ("bulletins", found.bulletins.to_string()),
        ("reminders", found.reminders.to_string()),
    ];
    let said =
        t_with(locale, "bulletins.in_a_year", &words_of.each_ref().map(|(key, word)| (*key, word.as_str())));
    let tables = if found.rows.is_empty() {
        view! { <Empty text=t(locale, "problems.none")/> }.into_any()
    } else {
        view! {
            <div class="panel">{table(locale, found, t(locale, "bulletins.by_category"), t(locale, "problems.category"), |row| &row.category_name)}</div>
            <div class="panel">{table(locale, found, t(locale, "bulletins.by_city"), t(locale, "problems.city"), |row| &row.city_name)}</div>
        }
        .into_any()
    };
    view! {
        <div class="spread">
            <nav class="row" aria-label=t(locale, "bulletins.year")>
                <a class="button small" rel="prev" href=to(found.year - 1)>{found.year - 1}</a>
                <b>{found.year}</b>
                <a class="button small" rel="next" href=to(found.year + 1)>{found.year + 1}</a>
            </nav>
            <Download href=export label=t(locale, "problems.export")/>
        </div>
        <p data-testid="year-sum">{said}</p>
        {tables}
    }
    .into_any()
}

/// Sums by one side.
fn table(
    locale: Locale,
    found: &Statistics,
    label: &'static str,
    head: &'static str,
    side: fn(&StatisticsRow) -> &(String, String),
) -> AnyView {
    let mut sums: Vec<(String, [i64; 3])> = vec![];
    for row in &found.rows {
        let name = pick(locale, side(row));
        let at = sums.iter().position(|(known, _)| *known == name).unwrap_or_else(|| {
            sums.push((name, [0; 3]));
            sums.len() - 1
        });
        for (sum, n) in sums[at].1.iter_mut().zip([row.verified, row.repeated, row.put_right]) {
            *sum += n;
        }
    }
    let all = sums.iter().fold([0; 3], |all, (_, own)| [all[0] + own[0], all[1] + own[1], all[2] + own[2]]);
    let line = |name: String, numbers: [i64; 3]| {
        let cells = numbers.into_iter().map(|n| view! { <td class="num">{n}</td> }).collect_view();
        view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
    };
    let rows = sums.into_iter().map(|(name, own)| line(name, own)).collect_view().into_any();
    let foot = line(t(locale, "problems.sum").to_owned(), all);
    let heads = vec![
        words(head),
        numbers(t(locale, "bulletins.verified")),
        numbers(t(locale, "bulletins.repeated")),
        numbers(t(locale, "bulletins.put_right")),
    ];
    view! { <Table label caption=true heads rows foot/> }.into_any()
}
