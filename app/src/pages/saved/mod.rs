//! What people save: views, boards of them, and reports that come by themselves.

mod board;
mod boards;
mod parts;
mod subscriptions;
mod views;
mod wall;

use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};

/// Their routes.
#[component(transparent)]
pub fn SavedRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/views") view=views::Views ssr=SsrMode::Async/>
        <Route path=path!("/boards") view=boards::Boards ssr=SsrMode::Async/>
        <Route path=path!("/boards/:id") view=board::Board ssr=SsrMode::Async/>
        <Route path=path!("/subscriptions") view=subscriptions::Subscriptions ssr=SsrMode::Async/>
        <Route path=path!("/wall") view=wall::Wall ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}
