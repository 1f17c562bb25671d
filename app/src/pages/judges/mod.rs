//! Single judges: pending cases as a work list, objections to figures, what one is told. And the quality of data.

mod object;
mod objections;
mod quality;
mod worklist;

use crate::{
    address::Address,
    api::{Failure, FailureKind, session::SessionInfo},
    components::{
        frame::use_session,
        notices::Notices,
        states::{FailureView, Loading, answered},
    },
    i18n::{Locale, t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, hooks::use_query_map, path,
};

/// Their routes.
#[component(transparent)]
pub fn JudgesRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/judges") view=Index ssr=SsrMode::Async/>
        <Route path=path!("/judges/object") view=object::Object ssr=SsrMode::Async/>
        <Route path=path!("/quality") view=quality::QualityPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Where the page is.
const PATH: &str = "/judges";

/// Why the page is not for somebody.
fn refused(info: Result<&SessionInfo, &Failure>) -> Option<Failure> {
    match info {
        Err(failure) => Some(failure.clone()),
        Ok(info) if info.objections => None,
        Ok(info) if info.user.is_some() => Some(Failure::forbidden("")),
        Ok(_) => Some(Failure::new(FailureKind::Unauthenticated, "sign_in_first")),
    }
}

/// The page with its tabs. Whoever works on no cases sees what was objected to first.
#[component]
fn Index() -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let query = use_query_map();
    let tab = Memo::new(move |_| query.with(|query| query.get("tab").unwrap_or_default()));
    view! {
        <Title text=t(locale, "judges.title")/>
        <section class="page stack judges">
            <h1>{t(locale, "judges.title")}</h1>
            <Suspense fallback=Loading>
                {answered(session.info(), move |info| {
                    if let Some(failure) = refused(info.as_ref()) {
                        return view! { <FailureView failure/> }.into_any();
                    }
                    let cases = info.is_ok_and(|info| info.cases);
                    let content = move || match tab.get().as_str() {
                        "notices" => view! { <Notices/> }.into_any(),
                        "" if cases => view! { <worklist::Work/> }.into_any(),
                        _ => view! { <objections::Said/> }.into_any(),
                    };
                    view! {
                        {tabs(locale, cases, tab)}
                        {content}
                    }
                        .into_any()
                })}
            </Suspense>
        </section>
    }
    .into_any()
}

fn tabs(locale: Locale, cases: bool, tab: Memo<String>) -> AnyView {
    let mut found =
        vec![("objections", t(locale, "judges.objections")), ("notices", t(locale, "judges.notices"))];
    if cases {
        found.insert(0, ("", t(locale, "judges.work")));
    }
    let first = found[0].0;
    let links = found
        .into_iter()
        .map(|(word, label)| {
            let href = Address::new(PATH).with("tab", word).to_string();
            let here = move || if tab.get().is_empty() { first.to_owned() } else { tab.get() };
            view! { <a href=href aria-current=move || (here() == word).then_some("page")>{label}</a> }
                .into_any()
        })
        .collect_view()
        .into_any();
    view! { <nav class="tabs" aria-label=t(locale, "judges.title")>{links}</nav> }.into_any()
}
