//! Problems and how they are put right; bulletins and reminder letters about them.

mod board;
mod bulletin;
mod draft;
mod list;
mod problem;
mod problems;
mod raise;
mod year;

use crate::{
    api::{Failure, FailureKind, session::SessionInfo},
    components::{
        format::badge,
        frame::use_session,
        states::{FailureView, Loading, answered},
    },
    domain::problems::{ProblemState, Severity},
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, hooks::use_query_map, path,
};

/// Their routes.
#[component(transparent)]
pub fn BulletinsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/problems") view=Problems ssr=SsrMode::Async/>
        <Route path=path!("/problems/:id") view=problem::Problem ssr=SsrMode::Async/>
        <Route path=path!("/bulletins") view=Bulletins ssr=SsrMode::Async/>
        <Route path=path!("/bulletins/:id") view=bulletin::Bulletin ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Where problems are.
const PROBLEMS: &str = "/problems";
/// Where bulletins are.
const BULLETINS: &str = "/bulletins";

/// Why the pages are not for somebody.
fn refused(info: Result<&SessionInfo, &Failure>) -> Option<Failure> {
    match info {
        Err(failure) => Some(failure.clone()),
        Ok(info) if info.problems => None,
        Ok(info) if info.user.is_some() => Some(Failure::forbidden("")),
        Ok(_) => Some(Failure::new(FailureKind::Unauthenticated, "sign_in_first")),
    }
}

/// The frame of a page: title, way to the others, content for whoever may see it.
#[component]
fn Framed(
    /// Title.
    title: &'static str,
    /// Which of the tabs it is: `problems`, `board`, `bulletins`, `year`.
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
        {link("problems", PROBLEMS, t(locale, "problems.title"))}
        {link("board", "/problems?tab=board", t(locale, "problems.board"))}
        {link("bulletins", BULLETINS, t(locale, "bulletins.title"))}
        {link("year", "/bulletins?tab=year", t(locale, "bulletins.year"))}
    }
    .into_any();
    view! {
        <Title text=title/>
        <section class="page stack problems">
            <h1>{title}</h1>
            <nav class="tabs" aria-label=t(locale, "problems.pages")>{tabs}</nav>
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

/// The word `tab` of the address.
fn tab_word() -> Memo<String> {
    let query = use_query_map();
    Memo::new(move |_| query.with(|query| query.get("tab").unwrap_or_default()))
}

/// `/problems`
#[component]
fn Problems() -> impl IntoView {
    let locale = use_locale();
    let word = tab_word();
    let tab = Signal::derive(move || if word.get() == "board" { "board" } else { "problems" });
    view! {
        <Framed title=t(locale, "problems.title") tab>
            {move || match word.get().as_str() {
                "board" => view! { <board::Board/> }.into_any(),
                "raise" => view! { <raise::Raise/> }.into_any(),
                _ => view! { <problems::List/> }.into_any(),
            }}
        </Framed>
    }
    .into_any()
}

/// `/bulletins`
#[component]
fn Bulletins() -> impl IntoView {
    let locale = use_locale();
    let word = tab_word();
    let tab = Signal::derive(move || if word.get() == "year" { "year" } else { "bulletins" });
    view! {
        <Framed title=t(locale, "bulletins.title") tab>
            {move || match word.get().as_str() {
                "year" => view! { <year::Year/> }.into_any(),
                "new" => view! { <draft::Draft/> }.into_any(),
                _ => view! { <list::List/> }.into_any(),
            }}
        </Framed>
    }
    .into_any()
}

/// Where a problem stands, by sign and word.
fn state_badge(locale: Locale, state: ProblemState) -> AnyView {
    let (kind, sign) = match state {
        ProblemState::Open => ("warn", "?"),
        ProblemState::Confirmed | ProblemState::Assigned => ("warn", "!"),
        ProblemState::Answered | ProblemState::Checked => ("", "◐"),
        ProblemState::Closed | ProblemState::Held => ("good", "✓"),
        ProblemState::Dismissed | ProblemState::Withdrawn => ("", "○"),
    };
    badge(kind, sign, t_data(locale, "problems.state", state.as_str()))
}

/// How bad a problem is, by sign and word.
fn severity_badge(locale: Locale, severity: Severity) -> AnyView {
    let (kind, sign) = match severity {
        Severity::Minor => ("", "▁"),
        Severity::Serious => ("warn", "▄"),
        Severity::Grave => ("bad", "█"),
    };
    badge(kind, sign, t_data(locale, "problems.severity", severity.as_str()))
}

/// A field that is not seen.
pub(super) fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}

/// What can be chosen: word and label.
pub(super) fn options(words: Vec<(String, String)>, chosen: &str) -> AnyView {
    words
        .into_iter()
        .map(|(word, label)| {
            let chosen = word == chosen;
            view! { <option value=word selected=chosen>{label}</option> }.into_any()
        })
        .collect_view()
        .into_any()
}

/// A line of a list of facts.
pub(super) fn fact(label: &'static str, text: AnyView) -> AnyView {
    view! { <dt>{label}</dt><dd>{text}</dd> }.into_any()
}
