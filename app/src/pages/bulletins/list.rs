//! The list of bulletins and reminder letters.

use super::{BULLETINS, options};
use crate::{
    address::Address,
    api::{
        bulletins::{BulletinRow, BulletinsQuery, list_bulletins},
        wire::ask,
    },
    components::{
        format::{badge, pick, who},
        frame::use_session,
        lists::{Download, Finder, Listing, SortHead, list_words},
        states::{Empty, FailureView, Loading, answered},
    },
    domain::{
        bulletins::{BulletinKind, BulletinState},
        permissions::Role,
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// The list.
#[component]
pub fn List() -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let words = list_words();
    let query = use_query_map();
    let word = move |key: &str| query.with(|query| query.get(key).unwrap_or_default());
    let asked = Memo::new(move |_| {
        let words = words.get();
        BulletinsQuery {
            kind: word("kind"),
            state: word("state"),
            year: word("year"),
            search: words.search,
            sort: words.sort,
            offset: words.offset,
            limit: 0,
        }
    });
    let found = ask(move || asked.get(), list_bulletins);
    let export = Signal::derive(move || {
        asked.with(|asked| {
            Address::new("/api/v1/bulletins")
                .with("kind", &asked.kind)
                .with("state", &asked.state)
                .with("year", &asked.year)
                .with("search", &asked.search)
                .with("sort", &asked.sort)
                .with("limit", "1000")
        })
    });
    let kinds = move || {
        let kinds = BulletinKind::ALL.iter().map(|kind| kind.as_str());
        let kinds = kinds.map(|word| (word.to_owned(), t_data(locale, "bulletins.kind", word)));
        let all = (String::new(), t(locale, "bulletins.both").to_owned());
        options(std::iter::once(all).chain(kinds).collect(), &word("kind"))
    };
    let states = move || {
        let states = BulletinState::ALL.iter().map(|state| state.as_str());
        let states = states.map(|word| (word.to_owned(), t_data(locale, "bulletins.state", word)));
        let all = (String::new(), t(locale, "bulletins.all_states").to_owned());
        options(std::iter::once(all).chain(states).collect(), &word("state"))
    };
    view! {
        <p class="muted">{t(locale, "bulletins.note")}</p>
        <div class="spread">
            <Finder label=t(locale, "bulletins.find") action=BULLETINS>
                <div class="field">
                    <label for="bulletin-kind">{t(locale, "bulletins.kind_label")}</label>
                    <select id="bulletin-kind" name="kind">{kinds}</select>
                </div>
                <div class="field">
                    <label for="bulletin-state">{t(locale, "bulletins.state_label")}</label>
                    <select id="bulletin-state" name="state">{states}</select>
                </div>
                <div class="field">
                    <label for="bulletin-year">{t(locale, "bulletins.of_year")}</label>
                    <input id="bulletin-year" name="year" inputmode="numeric" maxlength="4" pattern="[0-9]{4}" autocomplete="off"
                        value=move || word("year")/>
                </div>
            </Finder>
            <Download href=export label=t(locale, "problems.export")/>
        </div>
        <Suspense>
            {answered(session.info(), move |info| {
                let issues = [Role::ProvincialSupervisor, Role::CitySupervisor];
                let issues = info.is_ok_and(|info| info.grants.iter().any(|grant| issues.contains(&grant.role)));
                issues.then(|| {
                    view! {
                        <p><a class="button primary" href="/bulletins?tab=new">{t(locale, "bulletins.draft")}</a></p>
                    }
                    .into_any()
                })
            })}
        </Suspense>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(page) if page.rows.is_empty() => view! { <Empty text=t(locale, "bulletins.none")/> }.into_any(),
                Ok(page) => {
                    let (total, offset, shown) = (page.total, page.offset, page.rows.len() as u32);
                    let rows = page.rows.iter().map(|found| row(locale, found)).collect_view().into_any();
                    view! {
                        <Listing label=t(locale, "bulletins.title") rows total offset shown>
                            <SortHead label=t(locale, "bulletins.number") column="number"/>
                            <SortHead label=t(locale, "bulletins.title_label") column="title"/>
                            <th scope="col">{t(locale, "bulletins.issuer")}</th>
                            <SortHead label=t(locale, "bulletins.state_label") column="state"/>
                            <th scope="col" class="num">{t(locale, "problems.title")}</th>
                            <th scope="col" class="num">{t(locale, "bulletins.received")}</th>
                            <SortHead label=t(locale, "bulletins.published_on") column="date" usual=true/>
                        </Listing>
                    }
                    .into_any()
                }
            })}
        </Transition>
    }
    .into_any()
}

/// Where a bulletin stands, by sign and word.
pub fn state_badge(locale: Locale, state: BulletinState) -> AnyView {
    let (kind, sign) = match state {
        BulletinState::Draft => ("", "✎"),
        BulletinState::Proposed => ("warn", "?"),
        BulletinState::Published => ("good", "✓"),
        BulletinState::Discarded => ("", "○"),
    };
    badge(kind, sign, t_data(locale, "bulletins.state", state.as_str()))
}

fn row(locale: Locale, row: &BulletinRow) -> AnyView {
    let href = format!("{BULLETINS}/{}", row.id);
    let number = if row.number.is_empty() { "–".to_owned() } else { row.number.clone() };
    let receive = row.to_receive.then(|| badge("warn", "!", t(locale, "bulletins.to_receive").to_owned()));
    let received = t_with(
        locale,
        "bulletins.received_of",
        &[("n", &row.received.to_string()), ("all", &row.addressees.to_string())],
    );
    view! {
        <tr data-testid="bulletin">
            <th scope="row">{number}</th>
            <td class="wrap">
                <a href=href>{row.title.clone()}</a> " " {receive}
                <br/>
                <small class="muted">{t_data(locale, "bulletins.kind", row.kind.as_str())}</small>
            </td>
            <td>{pick(locale, &row.issuer_name)} <br/> <small class="muted">{who(&row.drafted_by)}</small></td>
            <td>{state_badge(locale, row.state)}</td>
            <td class="num">{row.problems}</td>
            <td class="num">{received}</td>
            <td>{row.published_on.clone().unwrap_or_default()}</td>
        </tr>
    }
    .into_any()
}
