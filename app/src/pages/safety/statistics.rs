//! How alarms were answered and how long cameras were blind, tribunal by tribunal; every number leads to what it counts.

use super::{ALARMS, options};
use crate::{
    address::Address,
    api::{
        alarms::{StatisticsQuery, StatisticsRow, safety_statistics},
        wire::ask,
    },
    components::{
        format::NONE,
        lists::{Download, Finder, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Where the page is.
pub(super) const STATISTICS: &str = "/safety/statistics";
/// Days that can be chosen.
const DAYS: [&str; 4] = ["7", "30", "90", "366"];

/// The page.
#[component]
pub(super) fn Board() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let word = move |key: &str| query.with(|query| query.get(key).unwrap_or_default());
    let days = Memo::new(move |_| {
        let days = word("days");
        if DAYS.contains(&days.as_str()) { days } else { "30".to_owned() }
    });
    let asked = Memo::new(move |_| {
        let words = words.get();
        StatisticsQuery {
            unit: word("unit"),
            days: days.get().parse().unwrap_or_default(),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let found = ask(move || asked.get(), safety_statistics);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/alarms/statistics")
                .with("unit", &asked.unit)
                .with("days", &asked.days.to_string())
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let choices = move || {
        let words = DAYS.iter().map(|n| (*n, t_with(locale, "safety.figures", &[("n", n)])));
        options(words.collect(), days.get())
    };
    view! {
        <p class="muted">{t(locale, "safety.statistics_note")}</p>
        <div class="spread">
            <Finder label=t(locale, "safety.find_tribunal") action=STATISTICS>
                <div class="field">
                    <label for="statistics-days">{t(locale, "safety.days")}</label>
                    <select id="statistics-days" name="days">{choices}</select>
                </div>
            </Finder>
            <Download href=export label=t(locale, "safety.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "safety.no_tribunal")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let span = days.get_untracked();
                    let rows = page.rows.iter().map(|found| row(locale, found, &span)).collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "safety.statistics") rows total offset shown>
                            <SortHead label=t(locale, "safety.tribunal") column="tribunal" usual=true/>
                            <SortHead label=t(locale, "safety.fig_alarms") column="alarms"/>
                            <SortHead label=t(locale, "safety.in_time") column="in_time"/>
                            <SortHead label=t(locale, "safety.late") column="late"/>
                            <SortHead label=t(locale, "safety.fig_median") column="median"/>
                            <SortHead label=t(locale, "safety.fig_false") column="false"/>
                            <SortHead label=t(locale, "safety.fig_blind") column="blind"/>
                        </Listing>
                    }
                        .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

fn row(locale: Locale, row: &StatisticsRow, days: &str) -> AnyView {
    let count = |n: u32, all: u32, course: &str| {
        // Of nothing there is no share.
        if all == 0 {
            return view! { <td class="num muted">{NONE}</td> }.into_any();
        }
        let address =
            Address::new(ALARMS).with("unit", &row.tribunal).with("state", "all").with("days", days);
        let href = address.with("course", course).to_string();
        let text = if course.is_empty() {
            n.to_string()
        } else {
            t_with(locale, "safety.of", &[("n", &n.to_string()), ("all", &all.to_string())])
        };
        view! { <td class="num"><a href=href>{text}</a></td> }.into_any()
    };
    let due = row.answered + row.overdue;
    let median = row
        .median_seconds
        .map_or_else(|| NONE.to_owned(), |n| t_with(locale, "safety.seconds", &[("n", &n.to_string())]));
    let blind = if row.cameras == 0 {
        view! { <span class="muted">{NONE}</span> }.into_any()
    } else {
        let tenths = row.blind_seconds * 10 / 3600 / i64::from(row.cameras);
        let text = t_with(locale, "safety.hours", &[("n", &format!("{}.{}", tenths / 10, tenths % 10))]);
        // Down to the list of such times, below the alarms of the tribunal.
        let href = format!("{}#blind", Address::new(ALARMS).with("unit", &row.tribunal));
        view! { <a href=href>{text}</a> }.into_any()
    };
    view! {
        <tr data-testid="statistics">
            <th scope="row">{locale.pick(&row.tribunal_name.0, &row.tribunal_name.1).to_owned()}</th>
            {count(row.alarms, u32::MAX, "")}
            {count(row.in_time, due, "in_time")}
            {count(row.answered - row.in_time + row.overdue, due, "late")}
            <td class="num">{median}</td>
            {count(row.false_alarms, row.decided, "false")}
            <td class="num">{blind}</td>
        </tr>
    }
    .into_any()
}
