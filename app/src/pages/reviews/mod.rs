//! Reviews: campaigns, results and recognitions, in the area of the office; and, with a client of their own, the pages where one works in them: the
//! entries of tribunals, the desk of reviewers, check sheets.

mod campaign;
mod check;
mod desk;
mod entry;
mod list;
mod states;

use crate::address::Address;
use leptos::prelude::*;
use leptos_router::{SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, path};

/// The routes of campaigns.
#[component(transparent)]
pub fn ReviewsRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/reviews") view=list::Index ssr=SsrMode::Async/>
        <Route path=path!("/reviews/:campaign") view=campaign::Campaign ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The routes of working in them.
#[component(transparent)]
pub fn DeskRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/reviews/:campaign/desk") view=desk::DeskPage ssr=SsrMode::Async/>
        <Route path=path!("/reviews/:campaign/entries/:unit") view=entry::Entry ssr=SsrMode::Async/>
        <Route path=path!("/reviews/:campaign/checks/:check") view=check::Check ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Where the pages are.
const PATH: &str = "/reviews";

/// The address of a campaign.
fn campaign_href(campaign: i64) -> Address {
    Address::new(format!("{PATH}/{campaign}"))
}

/// The address of the desk in a campaign.
fn desk_href(campaign: i64) -> String {
    format!("{PATH}/{campaign}/desk")
}

/// The address of a tribunal's entry.
fn entry_href(campaign: i64, unit: &str) -> String {
    Address::new(format!("{PATH}/{campaign}/entries/{unit}")).to_string()
}

/// The address of a check sheet.
fn check_href(campaign: i64, check: i64) -> String {
    format!("{PATH}/{campaign}/checks/{check}")
}
