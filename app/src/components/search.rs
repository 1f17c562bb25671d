//! The search for a unit in the top bar: suggestions while typing, a plain form without JavaScript.

use crate::{
    address::Address,
    api::units::{UnitRow, UnitsQuery, list_units},
    i18n::{t, t_data, use_locale},
};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;

/// How long the fingers must rest before the server is asked.
const PAUSE: Duration = Duration::from_millis(150);
/// Suggestions shown.
const SUGGESTIONS: u32 = 8;

/// The search box.
#[component]
pub fn UnitSearch() -> impl IntoView {
    let locale = use_locale();
    let found = RwSignal::new(Vec::<UnitRow>::new());
    let active = RwSignal::new(None::<usize>);
    // Counts keystrokes: an answer that is no longer awaited is dropped.
    let turn = StoredValue::new(0u32);
    let input = NodeRef::<leptos::html::Input>::new();
    let open = move || found.with(|rows| !rows.is_empty());
    let close = move || {
        turn.update_value(|turn| *turn += 1);
        found.set(vec![]);
        active.set(None);
    };

    let ask = move |text: String| {
        turn.update_value(|turn| *turn += 1);
        let mine = turn.get_value();
        if text.trim().is_empty() {
            return close();
        }
        set_timeout(
            move || {
                if turn.try_get_value() != Some(mine) {
                    return;
                }
                spawn_local(async move {
                    let query =
                        UnitsQuery { q: Some(text), limit: Some(SUGGESTIONS), ..UnitsQuery::default() };
                    let rows = list_units(query).await.map(|page| page.rows).unwrap_or_default();
                    if turn.try_get_value() == Some(mine) {
                        active.set(None);
                        found.set(rows);
                    }
                });
            },
            PAUSE,
        );
    };
    let navigate = use_navigate();
    let go = StoredValue::new(move |code: &str| {
        close();
        if let Some(input) = input.get_untracked() {
            input.set_value("");
            let _ = input.blur();
        }
        navigate(&Address::unit(code).to_string(), NavigateOptions::default());
    });
    let on_key = move |event: ev::KeyboardEvent| {
        let count = found.with_untracked(Vec::len);
        if count == 0 {
            return;
        }
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => active.set(Some(at.map_or(0, |at| (at + 1) % count))),
            "ArrowUp" => active.set(Some(at.map_or(count - 1, |at| (at + count - 1) % count))),
            "Escape" => close(),
            "Enter" => match at
                .and_then(|at| found.with_untracked(|rows| rows.get(at).map(|row| row.code.clone())))
            {
                Some(code) => go.with_value(|go| go(&code)),
                None => return close(),
            },
            _ => return,
        }
        event.prevent_default();
    };

    view! {
        <form class="find" role="search" aria-label=t(locale, "search.label") method="get" action="/search">
            <label class="sr-only" for="find">{t(locale, "search.label")}</label>
            <input
                node_ref=input
                id="find"
                type="search"
                name="q"
                role="combobox"
                aria-autocomplete="list"
                aria-controls="find-list"
                aria-expanded=move || open().to_string()
                aria-activedescendant=move || active.get().map(|at| format!("find-{at}"))
                autocomplete="off"
                maxlength="80"
                placeholder=t(locale, "search.placeholder")
                on:input=move |event| ask(event_target_value(&event))
                on:keydown=on_key
                on:blur=move |_| close()
            />
            <button class="sr-only" type="submit" tabindex="-1">{t(locale, "search.go")}</button>
            <ul id="find-list" class="plain find-list" role="listbox" aria-label=t(locale, "search.title") class:hidden=move || !open()>
                {move || {
                    found
                        .get()
                        .into_iter()
                        .enumerate()
                        .map(|(n, row)| {
                            let code = row.code.clone();
                            view! {
                                <li
                                    id=format!("find-{n}")
                                    role="option"
                                    aria-selected=move || (active.get() == Some(n)).to_string()
                                    // Before the blur that would close the list.
                                    on:mousedown=move |event| {
                                        event.prevent_default();
                                        go.with_value(|go| go(&code));
                                    }
                                >
                                    <span>{row.name_in(locale.is_english()).to_owned()}</span>
                                    <small>{t_data(locale, "level", row.level.as_str())} " " {row.code.clone()}</small>
                                </li>
                            }.into_any()
                        })
                        .collect_view().into_any()
                }}
            </ul>
        </form>
    }
    .into_any()
}
