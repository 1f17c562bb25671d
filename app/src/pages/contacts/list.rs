//! The list of tribunals with their contact persons.

use super::{CONTACTS, guidance_badge};
use crate::{
    address::Address,
    api::{
        contacts::{ContactList, ContactRow, ContactsQuery, list_contacts},
        wire::ask,
    },
    components::{
        format::{badge, none, pick},
        lists::{Download, Finder, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::contacts::{Guidance, GuidanceDay},
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
        ContactsQuery {
            unit: word("unit"),
            standing: word("standing"),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let found = ask(move || asked.get(), list_contacts);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/contacts")
                .with("unit", &asked.unit)
                .with("standing", &asked.standing)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    view! {
        <p class="muted">{t(locale, "contacts.note")}</p>
        <div class="spread">
            <Finder label=t(locale, "contacts.find") action=CONTACTS>
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
                Ok(list) => shown(locale, list),
            })}
        </Transition>
    }
    .into_any()
}

/// Which day the guidance day is, in words.
pub fn day_words(locale: Locale, day: GuidanceDay) -> String {
    let week = t_data(locale, "contacts.week", &day.week.to_string());
    let weekday = t_data(locale, "contacts.weekday", &day.weekday.to_string());
    t_with(locale, "contacts.day", &[("week", &week), ("weekday", &weekday)])
}

/// What the list can be cut to.
fn fields(locale: Locale, asked: &ContactsQuery, list: &ContactList) -> AnyView {
    let standings = Guidance::ALL.iter().map(|guidance| guidance.as_str());
    let mut standings: Vec<_> =
        standings.map(|word| (word.to_owned(), t_data(locale, "contacts.guidance", word))).collect();
    for word in ["open", "overdue"] {
        standings.push((word.to_owned(), t_data(locale, "contacts.standing", word)));
    }
    standings.insert(0, (String::new(), t(locale, "contacts.any_standing").to_owned()));
    let mut cities: Vec<_> =
        list.cities.iter().map(|(code, zh, en)| (code.clone(), locale.pick(zh, en).to_owned())).collect();
    if !asked.unit.is_empty() && !cities.iter().any(|(code, _)| *code == asked.unit) {
        cities.push((asked.unit.clone(), asked.unit.clone()));
    }
    cities.insert(0, (String::new(), t(locale, "problems.everywhere").to_owned()));
    let standings = options(standings, &asked.standing);
    let cities = options(cities, &asked.unit);
    view! {
        <div class="field">
            <label for="contact-standing">{t(locale, "contacts.standing_label")}</label>
            <select id="contact-standing" name="standing">{standings}</select>
        </div>
        <div class="field">
            <label for="contact-city">{t(locale, "problems.city")}</label>
            <select id="contact-city" name="unit">{cities}</select>
        </div>
    }
    .into_any()
}

fn shown(locale: Locale, list: ContactList) -> AnyView {
    let page = list.page;
    let day = day_words(locale, list.day);
    let next = t_with(locale, "contacts.next_words", &[("day", &day), ("date", &list.next_day)]);
    let table = if page.rows.is_empty() {
        view! { <Empty text=t(locale, "contacts.none")/> }.into_any()
    } else {
        let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
        let rows = page.rows.iter().map(|found| row(locale, found)).collect_view().into_any();
        view! {
            <Listing label=t(locale, "contacts.title") rows total offset shown>
                <SortHead label=t(locale, "contacts.tribunal") column="unit" usual=true/>
                <SortHead label=t(locale, "contacts.person") column="person"/>
                <SortHead label=t(locale, "contacts.guidance_label") column="guidance"/>
                <SortHead label=t(locale, "contacts.last_visit") column="visit"/>
                <th scope="col">{t(locale, "contacts.next_day")}</th>
                <SortHead label=t(locale, "contacts.open") column="open"/>
            </Listing>
        }
        .into_any()
    };
    view! {
        <p class="notice" data-testid="next-day">{next}</p>
        {table}
    }
    .into_any()
}

/// A tribunal as a row.
fn row(locale: Locale, row: &ContactRow) -> AnyView {
    let href = format!("{CONTACTS}/{}", row.unit);
    let person = match &row.person {
        Some(person) => view! {
            {person.name.clone()} <br/> <small class="muted">{pick(locale, &person.office)}</small>
        }
        .into_any(),
        None => none(t(locale, "contacts.nobody")),
    };
    let visit = match &row.last_visit {
        Some(day) => day.clone().into_any(),
        None => none(t(locale, "contacts.never_visited")),
    };
    let over = (row.overdue > 0)
        .then(|| badge("bad", "!", t_with(locale, "contacts.overdue_n", &[("n", &row.overdue.to_string())])));
    let next = match row.person {
        Some(_) => row.next_day.clone().into_any(),
        None => none(t(locale, "contacts.nobody")),
    };
    view! {
        <tr data-testid="contact">
            <th scope="row">
                <a href=href>{pick(locale, &row.unit_name)}</a>
                <br/>
                <small class="muted">{pick(locale, &row.city_name)} " · " {pick(locale, &row.court_name)}</small>
            </th>
            <td>{person}</td>
            <td>{guidance_badge(locale, row.guidance)}</td>
            <td>{visit}</td>
            <td>{next}</td>
            <td>{row.open} " " {over}</td>
        </tr>
    }
    .into_any()
}
