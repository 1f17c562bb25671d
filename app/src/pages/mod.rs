//! A page per route. Every page is rendered completely by the server (`SsrMode::Async`), so that it can be read and
//! its plain forms used without the client.

#[cfg(any(feature = "ssr", feature = "office"))]
mod admin;
#[cfg(any(feature = "ssr", feature = "safety"))]
mod bulletins;
#[cfg(any(feature = "ssr", feature = "safety"))]
mod contacts;
#[cfg(any(feature = "ssr", feature = "everyday"))]
mod everyday;
#[cfg(any(feature = "ssr", feature = "office"))]
mod judges;
#[cfg(any(feature = "ssr", feature = "reports"))]
mod reports;
#[cfg(any(feature = "ssr", feature = "office", feature = "desk"))]
mod reviews;
#[cfg(any(feature = "ssr", feature = "safety"))]
mod safety;
#[cfg(any(feature = "ssr", feature = "office"))]
mod saved;
#[cfg(any(feature = "ssr", feature = "safety"))]
mod voices;

use crate::{
    address::Address,
    areas::Area,
    components::{
        browser::load_page,
        states::{Loading, NotFound},
    },
};
use leptos::prelude::*;
use leptos_router::components::FlatRoutes;

#[cfg(not(any(feature = "ssr", feature = "safety")))]
use NoRoutes as BulletinsRoutes;
#[cfg(not(any(feature = "ssr", feature = "safety")))]
use NoRoutes as ContactsRoutes;
#[cfg(not(any(feature = "ssr", feature = "safety")))]
use NoRoutes as VoicesRoutes;
#[cfg(not(any(feature = "ssr", feature = "everyday")))]
use NoRoutes as EverydayRoutes;
#[cfg(not(any(feature = "ssr", feature = "office")))]
use NoRoutes as JudgesRoutes;
#[cfg(not(any(feature = "ssr", feature = "office")))]
use NoRoutes as OfficeRoutes;
#[cfg(not(any(feature = "ssr", feature = "reports")))]
use NoRoutes as ReportsRoutes;
#[cfg(not(any(feature = "ssr", feature = "desk")))]
use NoRoutes as DeskRoutes;
#[cfg(not(any(feature = "ssr", feature = "office")))]
use NoRoutes as ReviewsRoutes;
#[cfg(not(any(feature = "ssr", feature = "safety")))]
use NoRoutes as SafetyRoutes;
#[cfg(not(any(feature = "ssr", feature = "office")))]
use NoRoutes as SavedRoutes;
#[cfg(any(feature = "ssr", feature = "office"))]
use admin::OfficeRoutes;
#[cfg(any(feature = "ssr", feature = "safety"))]
use bulletins::BulletinsRoutes;
#[cfg(any(feature = "ssr", feature = "safety"))]
use contacts::ContactsRoutes;
#[cfg(any(feature = "ssr", feature = "everyday"))]
use everyday::EverydayRoutes;
#[cfg(any(feature = "ssr", feature = "office"))]
use judges::JudgesRoutes;
#[cfg(any(feature = "ssr", feature = "reports"))]
use reports::ReportsRoutes;
#[cfg(any(feature = "ssr", feature = "desk"))]
use reviews::DeskRoutes;
#[cfg(any(feature = "ssr", feature = "office"))]
use reviews::ReviewsRoutes;
#[cfg(any(feature = "ssr", feature = "safety"))]
use safety::SafetyRoutes;
#[cfg(any(feature = "ssr", feature = "office"))]
use saved::SavedRoutes;
#[cfg(any(feature = "ssr", feature = "safety"))]
use voices::VoicesRoutes;

/// All routes of this program.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=Elsewhere>
            <EverydayRoutes/>
            <ReportsRoutes/>
            <ReviewsRoutes/>
            <DeskRoutes/>
            <SavedRoutes/>
            <JudgesRoutes/>
            <BulletinsRoutes/>
            <ContactsRoutes/>
            <VoicesRoutes/>
            <SafetyRoutes/>
            <OfficeRoutes/>
        </FlatRoutes>
    }
    .into_any()
}

/// In place of an area that has a client of its own: a segment that no path contains. Not `()`, which matches every path.
#[cfg(not(any(
    feature = "ssr",
    all(feature = "everyday", feature = "reports", feature = "desk", feature = "safety", feature = "office")
)))]
#[component(transparent)]
fn NoRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    use leptos_router::{StaticSegment, any_nested_route::IntoAnyNestedRoute, components::Route};
    view! { <Route path=StaticSegment(" ") view=|| ()/> }.into_inner().into_any_nested_route()
}

/// No page of this program: one of another area is loaded with its client, else there is none.
#[component]
fn Elsewhere() -> impl IntoView {
    let here = untrack(Address::here);
    if Area::of(here.path()).is_here() {
        return view! { <NotFound/> }.into_any();
    }
    load_page(&here.to_string());
    view! { <Loading/> }.into_any()
}
