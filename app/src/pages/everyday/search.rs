//! Results of the search for units, for whoever pressed Enter or has no JavaScript.

use crate::api::wire::ask;
use crate::{
    address::Address,
    api::units::{UnitsQuery, list_units},
    components::states::{FailureView, Loading, answered},
    i18n::{t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// Results shown at most; whoever has more types more.
const SHOWN: u32 = 100;

/// The page.
#[component]
pub fn Search() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let q = Memo::new(move |_| query.with(|query| query.get("q").unwrap_or_default().trim().to_owned()));
    let found = ask(
        move || q.get(),
        |q| async move {
            if q.is_empty() {
                return Ok(None);
            }
            list_units(UnitsQuery { q: Some(q), limit: Some(SHOWN), ..UnitsQuery::default() }).await.map(Some)
        },
    );
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
            <Transition fallback=Loading>
                {answered(found, move |answer| {
                    let q = q.get_untracked();
                    match answer {
                        Err(failure) => view! { <FailureView failure/> }.into_any(),
                        Ok(None) => view! { <p class="muted">{t(locale, "search.hint")}</p> }.into_any(),
                        Ok(Some(page)) if page.rows.is_empty() => {
                            view! { <p role="status">{t_with(locale, "search.none", &[("q", &q)])}</p> }.into_any()
                        }
                        Ok(Some(page)) => {
                            let rows = page
                                .rows
                                .iter()
                                .map(|row| {
                                    view! {
                                        <li>
                                            <a href=Address::unit(&row.code).to_string()>
                                                {row.name_in(locale.is_english()).to_owned()}
                                            </a>
                                            <small class="muted">
                                                {t_data(locale, "level", row.level.as_str())} " · " {row.code.clone()}
                                            </small>
                                        </li>
                                    }
                                })
                                .collect_view();
                            let count = t_with(locale, "search.found", &[("n", &page.total.to_string())]);
                            view! {
                                <p role="status">{count}</p>
                                <ul class="plain panel results">{rows}</ul>
                            }
                                .into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}
