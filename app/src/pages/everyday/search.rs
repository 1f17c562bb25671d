//! Results of the search for units, for whoever pressed Enter or has no JavaScript.

use crate::{
    address::Address,
    api::prints::Part,
    components::print::Print,
    i18n::{t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn Search() -> impl IntoView {
    let locale = use_locale();
    let q = Memo::new(|_| Address::words_here().get("q").trim().to_owned());
    let here = Signal::derive(move || Address::new("/search").with("q", &q.get()).to_string());
    view! {
        <Title text=t(locale, "search.title")/>
        <section class="page stack">
            <h1>{t(locale, "search.title")}</h1>
            <form class="toolbar" method="get" action="/search">
                <div class="field">
                    <label for="q">{t(locale, "search.label")}</label>
                    <input id="q" name="q" type="search" maxlength="80" value=move || q.get() placeholder=t(locale, "search.placeholder")/>
                </div>
                <button class="button primary" type="submit">{t(locale, "search.go")}</button>
            </form>
            <Print part=Part::Found here/>
        </section>
    }
    .into_any()
}
