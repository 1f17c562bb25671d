//! A page per route. Every page is rendered completely by the server (`SsrMode::Async`), so that it can be read and
//! its plain forms used without the client.

mod login;
mod search;

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
            <Route path=path!("/login") view=login::Login ssr=SsrMode::Async/>
            <Route path=path!("/search") view=search::Search ssr=SsrMode::Async/>
        </FlatRoutes>
    }
}
