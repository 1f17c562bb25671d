//! Voice of the public: the list, one of them, what was said in a span, and the QR code of a tribunal.

mod figures;
mod list;
mod one;
mod qr;

use super::contacts::Framed;
use crate::{
    api::voices::VoiceRow,
    components::format::badge,
    domain::voices::VoiceState,
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;
use leptos_router::{
    SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, hooks::use_query_map, path,
};

/// Their routes.
#[component(transparent)]
pub fn VoicesRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/voices") view=Voices ssr=SsrMode::Async/>
        <Route path=path!("/voices/:id") view=one::Voice ssr=SsrMode::Async/>
        <Route path=path!("/voices/code/:unit") view=qr::Code ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Where voices are.
const VOICES: &str = "/voices";

/// `/voices`
#[component]
fn Voices() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let of_figures =
        Memo::new(move |_| query.with(|query| query.get("tab")).is_some_and(|tab| tab == "figures"));
    let tab = Signal::derive(move || if of_figures.get() { "figures" } else { "voices" });
    view! {
        <Framed title=t(locale, "voices.title") tab>
            {move || match of_figures.get() {
                true => view! { <figures::Figures/> }.into_any(),
                false => view! { <list::List/> }.into_any(),
            }}
        </Framed>
    }
    .into_any()
}

/// Where a voice stands, by sign and word.
fn state_badge(locale: Locale, state: VoiceState) -> AnyView {
    let (kind, sign) = match state {
        VoiceState::New => ("warn", "?"),
        VoiceState::Shown => ("good", "✓"),
        VoiceState::Hidden => ("", "○"),
    };
    badge(kind, sign, t_data(locale, "voices.state", state.as_str()))
}

/// The mark: a number and a word, never stars alone.
fn mark(locale: Locale, rating: i64) -> String {
    format!("{rating} · {}", t_data(locale, "voices.mark", &rating.to_string()))
}

/// What was ticked, in words.
fn ticked(locale: Locale, row: &VoiceRow) -> String {
    let names: Vec<&str> = row.problems.iter().map(|(_, zh, en)| locale.pick(zh, en)).collect();
    names.join(if locale.is_english() { "; " } else { "；" })
}
