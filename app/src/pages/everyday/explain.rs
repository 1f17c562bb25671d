//! One number, opened, as a page of its own.

use crate::{
    address::Address,
    api::prints::Part,
    components::{print::Print, view::unit_here},
    i18n::{t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;

/// The page.
#[component]
pub fn Explain() -> impl IntoView {
    let locale = use_locale();
    let here = Memo::new(|_| Address::words_here().at("/explain"));
    let words = Signal::derive(move || here.with(Address::to_string));
    let back = move || here.with(|here| unit_here(here.get("unit")).to_string());
    view! {
        <Title text=t(locale, "explain.title")/>
        <section class="page stack">
            <h1>{t(locale, "explain.title")}</h1>
            <div class="panel">
                <Print part=Part::Explanation here=words/>
            </div>
            <p><a class="button" href=back>{t(locale, "explain.back")}</a></p>
        </section>
    }
    .into_any()
}
