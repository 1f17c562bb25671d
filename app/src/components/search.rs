//! The search for a unit in the top bar: suggestions while typing, a plain form without JavaScript.

use super::board::elements;
use crate::{
    address::Address,
    api::prints::{Part, get_print},
    i18n::{t, use_locale},
};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use std::time::Duration;
use wasm_bindgen::JsCast;
use web_sys::Element;

/// How long the fingers must rest before the server is asked.
const PAUSE: Duration = Duration::from_millis(150);

/// The search box.
#[component]
pub fn UnitSearch() -> impl IntoView {
    let locale = use_locale();
    // What the server has printed: the entries of the list.
    let found = RwSignal::new(String::new());
    let active = RwSignal::new(None::<usize>);
    // Counts keystrokes: an answer that is no longer awaited is dropped.
    let turn = StoredValue::new(0u32);
    let input = NodeRef::<leptos::html::Input>::new();
    let list = NodeRef::<leptos::html::Ul>::new();
    let open = move || found.with(|html| !html.is_empty());
    let entries =
        move || list.get_untracked().map_or_else(Vec::new, |list| elements(list.query_selector_all("li")));
    let close = move || {
        turn.update_value(|turn| *turn += 1);
        found.set(String::new());
        active.set(None);
    };
    Effect::new(move |_| {
        let at = active.get();
        for (n, entry) in entries().iter().enumerate() {
            let _ = entry.set_attribute("aria-selected", if at == Some(n) { "true" } else { "false" });
        }
    });

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
                    let here = Address::new("/search").with("q", text.trim()).to_string();
                    let html = get_print(Part::Suggested, String::new(), here).await.unwrap_or_default();
                    if turn.try_get_value() == Some(mine) {
                        active.set(None);
                        found.set(html);
                    }
                });
            },
            PAUSE,
        );
    };
    let navigate = use_navigate();
    let go = StoredValue::new(move |entry: &Element| {
        let code = entry.get_attribute("data-unit").unwrap_or_default();
        close();
        if let Some(input) = input.get_untracked() {
            input.set_value("");
            let _ = input.blur();
        }
        navigate(&Address::unit(&code).to_string(), NavigateOptions::default());
    });
    let on_key = move |event: ev::KeyboardEvent| {
        let entries = entries();
        let count = entries.len();
        if count == 0 {
            return;
        }
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowDown" => active.set(Some(at.map_or(0, |at| (at + 1) % count))),
            "ArrowUp" => active.set(Some(at.map_or(count - 1, |at| (at + count - 1) % count))),
            "Escape" => close(),
            "Enter" => match at.and_then(|at| entries.get(at)) {
                Some(entry) => go.with_value(|go| go(entry)),
                None => return close(),
            },
            _ => return,
        }
        event.prevent_default();
    };
    // Before the blur that would close the list.
    let choose = move |event: ev::MouseEvent| {
        event.prevent_default();
        let target = event.target().and_then(|target| target.dyn_into::<Element>().ok());
        if let Some(entry) = target.and_then(|target| target.closest("li").ok().flatten()) {
            go.with_value(|go| go(&entry));
        }
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
            <ul
                node_ref=list
                id="find-list"
                class="plain find-list"
                role="listbox"
                aria-label=t(locale, "search.title")
                class:hidden=move || !open()
                inner_html=move || found.get()
                on:mousedown=choose
            ></ul>
        </form>
    }
    .into_any()
}
