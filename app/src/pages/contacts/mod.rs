//! Contact persons of tribunals: who looks after which, visits, difficulties.

mod difficulties;
mod list;
mod person;
mod tribunal;
mod visits;

use crate::{
    api::{Failure, FailureKind, session::SessionInfo},
    components::{
        format::badge,
        frame::use_session,
        states::{FailureView, Loading, answered},
    },
    domain::contacts::{DifficultyState, Guidance},
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, hooks::use_query_map, path,
};

/// Their routes.
#[component(transparent)]
pub fn ContactsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/contacts") view=Contacts ssr=SsrMode::Async/>
        <Route path=path!("/contacts/:unit") view=tribunal::Tribunal ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Where contact persons are.
const CONTACTS: &str = "/contacts";

/// Why the pages are not for somebody.
fn refused(info: Result<&SessionInfo, &Failure>) -> Option<Failure> {
    match info {
        Err(failure) => Some(failure.clone()),
        Ok(info) if info.contacts => None,
        Ok(info) if info.user.is_some() => Some(Failure::forbidden("")),
        Ok(_) => Some(Failure::new(FailureKind::Unauthenticated, "sign_in_first")),
    }
}

/// The frame of a page: title, way to the others, content for whoever may see it.
#[component]
pub(super) fn Framed(
    /// Title.
    title: &'static str,
    /// Which of the tabs it is: `contacts`, `difficulties`, `voices`, `figures`.
    #[prop(into)]
    tab: Signal<&'static str>,
    /// The content.
    children: ChildrenFn,
) -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let children = StoredValue::new(children);
    let link = |word: &'static str, path: &'static str, label: &'static str| {
        view! { <a href=path aria-current=move || (tab.get() == word).then_some("page")>{label}</a> }
            .into_any()
    };
    let tabs = view! {
        {link("contacts", CONTACTS, t(locale, "contacts.title"))}
        {link("difficulties", "/contacts?tab=difficulties", t(locale, "contacts.difficulties"))}
        {link("voices", "/voices", t(locale, "voices.title"))}
        {link("figures", "/voices?tab=figures", t(locale, "voices.figures"))}
    }
    .into_any();
    view! {
        <Title text=title/>
        <section class="page stack problems contacts">
            <h1>{title}</h1>
            <nav class="tabs" aria-label=t(locale, "contacts.pages")>{tabs}</nav>
            <Suspense fallback=Loading>
                {answered(session.info(), move |info| match refused(info.as_ref()) {
                    Some(failure) => view! { <FailureView failure/> }.into_any(),
                    None => children.with_value(|children| children()).into_any(),
                })}
            </Suspense>
        </section>
    }
    .into_any()
}

/// `/contacts`
#[component]
fn Contacts() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let of_difficulties =
        Memo::new(move |_| query.with(|query| query.get("tab")).is_some_and(|tab| tab == "difficulties"));
    let tab = Signal::derive(move || if of_difficulties.get() { "difficulties" } else { "contacts" });
    view! {
        <Framed title=t(locale, "contacts.title") tab>
            {move || match of_difficulties.get() {
                true => view! { <difficulties::List/> }.into_any(),
                false => view! { <list::List/> }.into_any(),
            }}
        </Framed>
    }
    .into_any()
}

/// How a tribunal stands with its guidance days, by sign and word.
fn guidance_badge(locale: Locale, guidance: Guidance) -> AnyView {
    let (kind, sign) = match guidance {
        Guidance::Unassigned => ("warn", "?"),
        Guidance::Missed => ("bad", "!"),
        Guidance::Waiting => ("warn", "◐"),
        Guidance::Upcoming => ("", "○"),
        Guidance::Kept => ("good", "✓"),
    };
    badge(kind, sign, t_data(locale, "contacts.guidance", guidance.as_str()))
}

/// Where a difficulty stands, by sign and word.
fn state_badge(locale: Locale, state: DifficultyState) -> AnyView {
    let (kind, sign) = match state {
        DifficultyState::Open => ("warn", "!"),
        DifficultyState::Answered => ("", "◐"),
        DifficultyState::Settled => ("good", "✓"),
    };
    badge(kind, sign, t_data(locale, "contacts.state", state.as_str()))
}
