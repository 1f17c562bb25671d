//! A page per route. Every page is rendered completely by the server (`SsrMode::Async`), so that it can be read and
//! its plain forms used without the client.

mod admin;
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
            <Route path=path!("/admin") view=admin::Index ssr=SsrMode::Async/>
            <Route path=path!("/admin/users") view=admin::users::Users ssr=SsrMode::Async/>
            <Route path=path!("/admin/units") view=admin::units::UnitsAdmin ssr=SsrMode::Async/>
            <Route path=path!("/admin/imports") view=admin::imports::Imports ssr=SsrMode::Async/>
            <Route path=path!("/admin/imports/:id") view=admin::import::Import ssr=SsrMode::Async/>
            <Route path=path!("/admin/catalogue") view=admin::catalogue::Catalogue ssr=SsrMode::Async/>
            <Route path=path!("/admin/tokens") view=admin::tokens::Tokens ssr=SsrMode::Async/>
            <Route path=path!("/admin/audit") view=admin::audit::Audit ssr=SsrMode::Async/>
        </FlatRoutes>
    }
    .into_any()
}
