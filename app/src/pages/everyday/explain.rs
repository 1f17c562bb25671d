//! One number, opened, as a page of its own.

use crate::api::wire::ask;
use crate::{
    api::values::{ValuesQuery, explain_value},
    components::{
        explain::ExplanationOrFailure,
        states::{Loading, answered},
        view::unit_here,
    },
    i18n::{t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// The page.
#[component]
pub fn Explain() -> impl IntoView {
    let locale = use_locale();
    let words = use_query_map();
    let query = Memo::new(move |_| {
        words.with(|words| {
            let word = |key| words.get(key).unwrap_or_default();
            ValuesQuery {
                indicator: word("indicator"),
                unit: word("unit"),
                level: None,
                from: word("from"),
                to: word("to"),
                by: None,
                edition: words.get("edition").filter(|edition| !edition.is_empty()),
                group: None,
                q: None,
            }
        })
    });
    let answer = ask(move || query.get(), explain_value);
    let back = move || query.with(|query| unit_here(&query.unit).to_string());
    view! {
        <Title text=t(locale, "explain.title")/>
        <section class="page stack">
            <h1>{t(locale, "explain.title")}</h1>
            <Transition fallback=Loading>
                {answered(answer, move |answer| {
                    view! { <div class="panel"><ExplanationOrFailure answer/></div> }
                })}
            </Transition>
            <p><a class="button" href=back>{t(locale, "explain.back")}</a></p>
        </section>
    }
    .into_any()
}
