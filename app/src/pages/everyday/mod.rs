//! The pages that everybody uses.

mod analysis;
mod explain;
mod login;
mod search;
mod unit;

use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};

/// Their routes.
#[component(transparent)]
pub fn EverydayRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/") view=unit::Home ssr=SsrMode::Async/>
        <Route path=path!("/units/:code") view=unit::UnitPage ssr=SsrMode::Async/>
        <Route path=path!("/analysis") view=analysis::Analysis ssr=SsrMode::Async/>
        <Route path=path!("/explain") view=explain::Explain ssr=SsrMode::Async/>
        <Route path=path!("/login") view=login::Login ssr=SsrMode::Async/>
        <Route path=path!("/search") view=search::Search ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
