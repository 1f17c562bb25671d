//! The list of voices, without words and contacts.

use super::{VOICES, mark, state_badge, ticked};
use crate::{
    address::Address,
    api::{
        voices::{VoiceList, VoiceRow, VoicesQuery, list_voices},
        wire::ask,
    },
    components::{
        format::{badge, none, pick, who},
        lists::{Download, Finder, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::voices::{BEST, VoiceState},
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::bulletins::options,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list.
#[component]
pub fn List() -> impl IntoView {
    let locale = use_locale();
    let words = list_words();
    let query = use_query_map();
    let asked = Memo::new(move |_| {
        let words = words.get();
        let word = |key: &str| query.with(|query| query.get(key).unwrap_or_default());
        VoicesQuery {
            unit: word("unit"),
            state: word("state"),
            problem: word("problem"),
            rating: word("rating"),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let found = ask(move || asked.get(), list_voices);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/voices")
                .with("unit", &asked.unit)
                .with("state", &asked.state)
                .with("problem", &asked.problem)
                .with("rating", &asked.rating)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    view! {
        <p class="muted">{t(locale, "voices.note")}</p>
        <div class="spread">
            <Finder label=t(locale, "voices.find") action=VOICES>
                <Transition>
                    {answered(found, move |answer| match answer {
                        Ok(list) => fields(locale, &asked.get_untracked(), &list),
                        Err(_) => ().into_any(),
                    })}
                </Transition>
            </Finder>
            <Download href=export label=t(locale, "contacts.export")/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(list) => shown(locale, &list),
            })}
        </Transition>
    }
    .into_any()
}

/// What the list can be cut to.
fn fields(locale: Locale, asked: &VoicesQuery, list: &VoiceList) -> AnyView {
    let states = VoiceState::ALL.iter().map(|state| state.as_str()).chain(["unanswered", "all"]);
    let mut states: Vec<_> =
        states.map(|word| (word.to_owned(), t_data(locale, "voices.state", word))).collect();
    states.insert(0, (String::new(), t(locale, "voices.not_hidden").to_owned()));
    let mut modules: Vec<_> =
        list.modules.iter().map(|module| (module.id.clone(), pick(locale, &module.name))).collect();
    // A problem is chosen from the figures.
    let chosen =
        list.modules.iter().flat_map(|module| &module.problems).find(|known| known.id == asked.problem);
    modules.extend(chosen.map(|known| (known.id.clone(), pick(locale, &known.name))));
    modules.insert(0, (String::new(), t(locale, "voices.any_problem").to_owned()));
    let mut ratings: Vec<_> = (1..BEST)
        .map(|mark| (mark.to_string(), t_with(locale, "voices.up_to", &[("n", &mark.to_string())])))
        .collect();
    ratings.insert(0, (String::new(), t(locale, "voices.any_mark").to_owned()));
    let mut cities: Vec<_> =
        list.cities.iter().map(|(code, zh, en)| (code.clone(), locale.pick(zh, en).to_owned())).collect();
    if !asked.unit.is_empty() && !cities.iter().any(|(code, _)| *code == asked.unit) {
        cities.push((asked.unit.clone(), asked.unit.clone()));
    }
    cities.insert(0, (String::new(), t(locale, "problems.everywhere").to_owned()));
    let field = |id: &'static str, name: &'static str, label: &'static str, words, chosen: &str| {
        let options = options(words, chosen);
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <select id=id name=name>{options}</select>
            </div>
        }
        .into_any()
    };
    view! {
        {field("voice-state", "state", t(locale, "problems.state_label"), states, &asked.state)}
        {field("voice-problem", "problem", t(locale, "voices.problem"), modules, &asked.problem)}
        {field("voice-rating", "rating", t(locale, "voices.mark_label"), ratings, &asked.rating)}
        {field("voice-city", "unit", t(locale, "problems.city"), cities, &asked.unit)}
    }
    .into_any()
}

fn shown(locale: Locale, list: &VoiceList) -> AnyView {
    let page = &list.page;
    if page.rows.is_empty() {
        return view! { <Empty text=t(locale, "voices.none")/> }.into_any();
    }
    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
    let rows = page.rows.iter().map(|found| row(locale, found)).collect_view().into_any();
    view! {
        <Listing label=t(locale, "voices.title") rows total offset shown>
            <SortHead label=t(locale, "voices.day") column="day" usual=true/>
            <SortHead label=t(locale, "contacts.tribunal") column="unit"/>
            <SortHead label=t(locale, "voices.mark_label") column="rating"/>
            <th scope="col">{t(locale, "voices.problem")}</th>
            <th scope="col">{t(locale, "problems.state_label")}</th>
            <th scope="col">{t(locale, "contacts.answer")}</th>
        </Listing>
    }
    .into_any()
}

/// A voice as a row.
fn row(locale: Locale, row: &VoiceRow) -> AnyView {
    let day = match row.may_answer {
        true => view! { <a href=format!("{VOICES}/{}", row.id)>{row.day.clone()}</a> }.into_any(),
        false => row.day.clone().into_any(),
    };
    let code = format!("{VOICES}/code/{}", row.unit);
    let problems = match row.problems.is_empty() {
        true => none(t(locale, "voices.nothing_ticked")),
        false => ticked(locale, row).into_any(),
    };
    let text = row.has_text.then(|| badge("", "¶", t(locale, "voices.has_text").to_owned()));
    let contact = row.has_contact.then(|| badge("", "☎", t(locale, "voices.has_contact").to_owned()));
    let answer = match row.answered_on.clone() {
        Some(on) => view! {
            {row.answer.clone()} <br/> <small class="muted">{on} " · " {who(&row.answered_by)}</small>
        }
        .into_any(),
        None => none(t(locale, "voices.unanswered")),
    };
    view! {
        <tr data-testid="voice">
            <th scope="row">{day}</th>
            <td><a href=code>{pick(locale, &row.unit_name)}</a><br/><small class="muted">{pick(locale, &row.city_name)}</small></td>
            <td>{mark(locale, row.rating)}</td>
            <td class="wrap">{problems} " " {text} " " {contact}</td>
            <td>{state_badge(locale, row.state)} <br/> <small class="muted">{row.reason.clone()}</small></td>
            <td class="wrap">{answer}</td>
        </tr>
    }
    .into_any()
}
