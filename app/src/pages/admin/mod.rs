//! Administration: one file per noun.

pub mod audit;
pub mod catalogue;
pub mod import;
pub mod imports;
mod parts;
pub mod policy;
pub mod standards;
pub mod tokens;
pub mod units;
pub mod users;

use crate::i18n::{t, use_locale};
use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};
use parts::{AdminPage, PAGES, title_of};

/// What each page is for, in the order of [`PAGES`].
const PURPOSES: [&str; 8] = [
    "admin.users.purpose",
    "admin.units.purpose",
    "admin.imports.purpose",
    "admin.catalogue.purpose",
    "standards.purpose",
    "admin.policy.purpose",
    "admin.tokens.purpose",
    "admin.audit.purpose",
];

/// The routes of the administration.
#[component(transparent)]
pub fn OfficeRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/admin") view=Index ssr=SsrMode::Async/>
        <Route path=path!("/admin/users") view=users::Users ssr=SsrMode::Async/>
        <Route path=path!("/admin/units") view=units::UnitsAdmin ssr=SsrMode::Async/>
        <Route path=path!("/admin/imports") view=imports::Imports ssr=SsrMode::Async/>
        <Route path=path!("/admin/imports/:id") view=import::Import ssr=SsrMode::Async/>
        <Route path=path!("/admin/catalogue") view=catalogue::Catalogue ssr=SsrMode::Async/>
        <Route path=path!("/admin/standards") view=standards::Standards ssr=SsrMode::Async/>
        <Route path=path!("/admin/policy") view=policy::Policy ssr=SsrMode::Async/>
        <Route path=path!("/admin/tokens") view=tokens::Tokens ssr=SsrMode::Async/>
        <Route path=path!("/admin/audit") view=audit::Audit ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The way to all of them.
#[component]
pub fn Index() -> impl IntoView {
    let locale = use_locale();
    let cards = move || {
        PAGES
            .iter()
            .zip(PURPOSES)
            .map(|(&(path, key), purpose)| {
                view! {
                    <li class="panel">
                        <h2><a href=path>{title_of(locale, key)}</a></h2>
                        <p class="muted">{title_of(locale, purpose)}</p>
                    </li>
                }
            })
            .collect_view()
    };
    view! {
        <AdminPage title=t(locale, "nav.admin")>
            <ul class="plain cards">{cards()}</ul>
        </AdminPage>
    }
}
