//! What units report about themselves: filling in, approving, what is missing, what one is told.

mod compared;
mod completeness;
mod desk;
mod differences;
mod list;
mod report;
mod sheet;

use crate::{
    address::Address,
    api::{Failure, FailureKind},
    components::states::{FailureView, Loading, answered},
    components::{frame::use_session, notices::Notices},
    i18n::{t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, hooks::use_query_map, path,
};

/// Their routes.
#[component(transparent)]
pub fn ReportsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/reports") view=Index ssr=SsrMode::Async/>
        <Route path=path!("/reports/:form/:unit/:period") view=report::Report ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Where the page is.
const PATH: &str = "/reports";
/// The tabs: word in the address, key of the title.
const TABS: [(&str, &str); 5] = [
    ("", "reports.tab.list"),
    ("waiting", "reports.tab.waiting"),
    ("completeness", "reports.tab.completeness"),
    ("differences", "reports.tab.differences"),
    ("notices", "reports.tab.notices"),
];

/// The page with its tabs.
#[component]
fn Index() -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let query = use_query_map();
    let tab = Memo::new(move |_| query.with(|query| query.get("tab").unwrap_or_default()));
    let tabs = TABS
        .iter()
        .map(|&(word, key)| {
            let href = Address::new(PATH).with("tab", word).to_string();
            let current = move || (tab.get() == word).then_some("page");
            view! { <a href=href aria-current=current>{title_of(locale, key)}</a> }
        })
        .collect_view();
    let content = move || match tab.get().as_str() {
        "waiting" => view! { <desk::Desk/> }.into_any(),
        "completeness" => view! { <completeness::Matrix/> }.into_any(),
        "differences" => view! { <differences::Differences/> }.into_any(),
        "notices" => view! { <Notices/> }.into_any(),
        _ => view! { <list::Mine/> }.into_any(),
    };
    view! {
        <Title text=t(locale, "reports.title")/>
        <section class="page stack reports">
            <h1>{t(locale, "reports.title")}</h1>
            <nav class="tabs" aria-label=t(locale, "reports.title")>{tabs}</nav>
            <Suspense fallback=Loading>
                {answered(session.info(), move |info| {
                    let refused = match info {
                        Err(failure) => Some(failure),
                        Ok(info) if info.reports => None,
                        Ok(info) if info.user.is_some() => Some(Failure::forbidden("")),
                        Ok(_) => Some(Failure::new(FailureKind::Unauthenticated, "sign_in_first")),
                    };
                    match refused {
                        Some(failure) => view! { <FailureView failure/> }.into_any(),
                        None => content.into_any(),
                    }
                })}
            </Suspense>
        </section>
    }
}

/// The title of a tab, by its key in [`TABS`].
fn title_of(locale: crate::i18n::Locale, key: &'static str) -> &'static str {
    t(locale, key)
}
