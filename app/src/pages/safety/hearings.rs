//! Hearings: the schedule of a subtree, and a player for those that are public.

use super::{hidden, options};
use crate::{
    address::Address,
    api::{
        hearings::{BroadcastRow, HearingRow, HearingsPage, HearingsQuery, list_hearings},
        wire::ask,
    },
    components::{
        format::NONE,
        lists::{Download, Finder, Listing, SortHead, list_words},
        player::Player,
        states::{Empty, FailureView, Loading, answered},
    },
    domain::{hearings::HearingState, values::Status},
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Where the page is.
const HEARINGS: &str = "/hearings";
/// Who may see a hearing, in the words of the report.
const ACCESS: [&str; 3] = ["broadcast", "open", "closed"];

/// What is being watched: address and what it is.
type Watched = RwSignal<Option<(String, String)>>;

/// The page.
#[component]
pub(super) fn HearingsPage() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let word = move |key: &str| query.with(|query| query.get(key).unwrap_or_default());
    let asked = Memo::new(move |_| {
        let words = words.get();
        HearingsQuery {
            unit: word("unit"),
            state: word("state"),
            access: word("access"),
            from: word("from"),
            to: word("to"),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let found = ask(move || asked.get(), list_hearings);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/hearings")
                .with("unit", &asked.unit)
                .with("state", &asked.state)
                .with("access", &asked.access)
                .with("from", &asked.from)
                .with("to", &asked.to)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let states = move || {
        let words = HearingState::ALL.iter().map(|state| state.as_str());
        options(words.map(|word| (word, t_data(locale, "hearings.states", word))).collect(), word("state"))
    };
    let accesses = move || {
        let words = ACCESS.into_iter();
        options(words.map(|word| (word, t_data(locale, "hearings.access", word))).collect(), word("access"))
    };
    let watched: Watched = RwSignal::new(None);
    let player = move || {
        watched.get().map(|(address, label)| {
            let name = label.clone();
            view! {
                <section class="panel stack" aria-label=name>
                    <h2>{label.clone()}</h2>
                    <Player address label/>
                    <p>
                        <button type="button" class="button small" on:click=move |_| watched.set(None)>
                            {t(locale, "safety.play_stop")}
                        </button>
                    </p>
                </section>
            }
            .into_any()
        })
    };
    view! {
        <Title text=t(locale, "hearings.title")/>
        <section class="page stack safety">
            <h1>{t(locale, "hearings.title")}</h1>
            <p class="muted">{t(locale, "hearings.note")}</p>
            <div class="spread">
                <Finder label=t(locale, "hearings.find") action=HEARINGS>
                    {move || (!word("unit").is_empty()).then(|| hidden("unit", word("unit")))}
                    <div class="field">
                        <label for="hearing-state">{t(locale, "safety.state")}</label>
                        <select id="hearing-state" name="state">
                            <option value="">{t(locale, "safety.all_states")}</option>
                            {states}
                        </select>
                    </div>
                    <div class="field">
                        <label for="hearing-access">{t(locale, "hearings.open")}</label>
                        <select id="hearing-access" name="access">
                            <option value="">{t(locale, "hearings.all")}</option>
                            {accesses}
                        </select>
                    </div>
                    <div class="field">
                        <label for="hearing-from">{t(locale, "hearings.from")}</label>
                        <input id="hearing-from" name="from" type="date" value=move || word("from")/>
                    </div>
                    <div class="field">
                        <label for="hearing-to">{t(locale, "hearings.to")}</label>
                        <input id="hearing-to" name="to" type="date" value=move || word("to")/>
                    </div>
                </Finder>
                <Download href=export label=t(locale, "safety.export")/>
            </div>
            {player}
            <Transition fallback=Loading>
                {answered(found, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(page) => shown(locale, page, watched),
                })}
            </Transition>
        </section>
    }
    .into_any()
}

fn shown(locale: Locale, found: HearingsPage, watched: Watched) -> AnyView {
    let HearingsPage { page, rates, months, unit, unit_name, days, tribunals } = found;
    let name = locale.pick(&unit_name.0, &unit_name.1).to_owned();
    // Who has reported nothing has perhaps no hearing, and perhaps no report: that is told apart by the numbers.
    let values = [
        ("unit", name.as_str()),
        ("from", days.0.as_str()),
        ("to", days.1.as_str()),
        ("n", &tribunals.1.to_string()),
        ("all", &tribunals.0.to_string()),
    ];
    let about = t_with(locale, "hearings.about", &values);
    let rate = Address::new("/analysis")
        .with("indicator", "broadcast_rate")
        .with("unit", &unit)
        .with("units", "tribunal")
        .with("from", &months.0)
        .with("to", &months.1)
        .to_string();
    let list = if page.rows.is_empty() {
        view! { <Empty text=t(locale, "hearings.none")/> }.into_any()
    } else {
        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
        let rows = page
            .rows
            .into_iter()
            .map(|found| {
                let rate = rates.iter().find(|rate| rate.tribunal == found.tribunal);
                row(locale, found, rate, &months, watched)
            })
            .collect_view()
            .into_any();
        view! {
            <Listing label=t(locale, "hearings.title") rows total offset shown>
                <SortHead label=t(locale, "hearings.begin") column="day" usual=true/>
                <SortHead label=t(locale, "safety.tribunal") column="tribunal"/>
                <th scope="col">{t(locale, "hearings.case")}</th>
                <th scope="col">{t(locale, "hearings.courtroom")}</th>
                <th scope="col">{t(locale, "safety.state")}</th>
                <th scope="col">{t(locale, "hearings.open")}</th>
                <th scope="col">{t(locale, "hearings.rate")}</th>
            </Listing>
        }
        .into_any()
    };
    view! {
        <p data-testid="hearings-about">{about}</p>
        <p><a rel="external" href=rate>{t(locale, "hearings.rates")}</a></p>
        {list}
    }
    .into_any()
}

fn row(
    locale: Locale,
    row: HearingRow,
    rate: Option<&BroadcastRow>,
    months: &(String, String),
    watched: Watched,
) -> AnyView {
    let tribunal = locale.pick(&row.tribunal_name.0, &row.tribunal_name.1).to_owned();
    let unit = Address::unit(&row.tribunal).to_string();
    let class = match row.state {
        HearingState::Live => "badge bad",
        HearingState::Planned => "badge good",
        HearingState::Unsaid | HearingState::Postponed => "badge warn",
        HearingState::Ended | HearingState::Cancelled => "badge",
    };
    let access = locale.pick(&row.access_name.0, &row.access_name.1).to_owned();
    let mode = locale.pick(&row.mode.0, &row.mode.1).to_owned();
    let label = format!("{} · {tribunal}", row.number);
    let watch = match (row.plays, row.stream.is_empty()) {
        (true, _) => {
            let (address, name) = (row.stream.clone(), format!("{}: {label}", t(locale, "safety.play")));
            view! {
                <button
                    type="button"
                    class="button small needs-js"
                    aria-label=name
                    on:click=move |_| watched.set(Some((address.clone(), label.clone())))
                >
                    {t(locale, "safety.play")}
                </button>
            }
            .into_any()
        }
        // It is public, but of a place that our pages may not load from: it is opened there.
        (false, false) => {
            let name = format!("{}: {label}", t(locale, "hearings.elsewhere"));
            let href = row.stream.clone();
            view! {
                <a class="button small" rel="external noopener noreferrer" target="_blank" href=href aria-label=name>
                    {t(locale, "hearings.elsewhere")}
                </a>
            }
            .into_any()
        }
        (false, true) => ().into_any(),
    };
    let rate = match rate {
        Some(BroadcastRow { broadcast: Some(part), open: Some(all), status, .. })
            if !matches!(status, Status::NoData | Status::NotApplicable) =>
        {
            let href = Address::new("/explain")
                .with("indicator", "broadcast_rate")
                .with("unit", &row.tribunal)
                .with("from", &months.0)
                .with("to", &months.1)
                .to_string();
            let (part, all) = ((*part as i64).to_string(), (*all as i64).to_string());
            let text = t_with(locale, "safety.of", &[("n", &part), ("all", &all)]);
            view! { <a rel="external" href=href>{text}</a> }.into_any()
        }
        _ => NONE.into_any(),
    };
    view! {
        <tr data-testid="hearing">
            <th scope="row">{row.day} " " {row.time}</th>
            <td><a rel="external" href=unit>{tribunal}</a></td>
            <td>{row.number} <small class="muted line">{row.cause}</small></td>
            <td>{row.courtroom} <small class="muted line">{row.judge}</small></td>
            <td><span class=class>{t_data(locale, "hearings.states", row.state.as_str())}</span></td>
            <td>{access} <small class="muted line">{mode}</small> {watch}</td>
            <td class="num">{rate}</td>
        </tr>
    }
    .into_any()
}
