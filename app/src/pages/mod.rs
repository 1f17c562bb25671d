//! A page per route. Every page is rendered completely by the server (`SsrMode::Async`), so that it can be read and
//! its plain forms used without the client.

mod explain;
mod login;
mod search;
mod unit;

use crate::components::states::NotFound;
use leptos::prelude::*;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route},
    path,
};

/// All routes.
#[component]
pub fn Pages() -> impl IntoView {
    view! {
        <FlatRoutes fallback=NotFound>
            <Route path=path!("/") view=unit::Home ssr=SsrMode::Async/>
            <Route path=path!("/units/:code") view=unit::UnitPage ssr=SsrMode::Async/>
            <Route path=path!("/explain") view=explain::Explain ssr=SsrMode::Async/>
            <Route path=path!("/login") view=login::Login ssr=SsrMode::Async/>
            <Route path=path!("/search") view=search::Search ssr=SsrMode::Async/>
        </FlatRoutes>
    }
    .into_any()
}
