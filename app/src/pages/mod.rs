//! A page per route. Every page is rendered completely by the server (`SsrMode::Async`), so that it can be read and
//! its plain forms used without the client.

mod admin;
mod bulletins;
mod contacts;
mod everyday;
mod judges;
mod reports;
mod reviews;
mod safety;
mod saved;
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
use leptos_router::{
    any_nested_route::{AnyNestedRoute, IntoAnyNestedRoute},
    components::FlatRoutes,
};

use admin::OfficeRoutes;
use bulletins::BulletinsRoutes;
use contacts::ContactsRoutes;
use everyday::EverydayRoutes;
use judges::JudgesRoutes;
use reports::ReportsRoutes;
use reviews::{DeskRoutes, ReviewsRoutes};
use safety::SafetyRoutes;
use saved::SavedRoutes;
use voices::VoicesRoutes;

/// The pages that a program has. A client that names one of the constants has the code of those pages alone.
#[derive(Debug, Clone, Copy)]
pub struct Pages {
    /// Their area; none where all areas are here.
    area: Option<Area>,
    routes: fn() -> AnyNestedRoute,
}

impl Pages {
    /// All pages: the server, and a client for all areas.
    pub const ALL: Self = Self { area: None, routes: all };
    /// Those of [`Area::Everyday`].
    pub const EVERYDAY: Self = Self { area: Some(Area::Everyday), routes: everyday };
    /// Those of [`Area::Reports`].
    pub const REPORTS: Self = Self { area: Some(Area::Reports), routes: reports };
    /// Those of [`Area::Desk`].
    pub const DESK: Self = Self { area: Some(Area::Desk), routes: desk };
    /// Those of [`Area::Safety`].
    pub const SAFETY: Self = Self { area: Some(Area::Safety), routes: safety };
    /// Those of [`Area::Office`].
    pub const OFFICE: Self = Self { area: Some(Area::Office), routes: office };
}

fn all() -> AnyNestedRoute {
    view! {
        <Chosen routes=everyday/>
        <Chosen routes=reports/>
        <Chosen routes=desk/>
        <Chosen routes=safety/>
        <Chosen routes=office/>
    }
    .into_inner()
    .into_any_nested_route()
}

fn everyday() -> AnyNestedRoute {
    view! { <EverydayRoutes/> }.into_inner().into_any_nested_route()
}

fn reports() -> AnyNestedRoute {
    view! { <ReportsRoutes/> }.into_inner().into_any_nested_route()
}

fn desk() -> AnyNestedRoute {
    view! { <DeskRoutes/> }.into_inner().into_any_nested_route()
}

fn safety() -> AnyNestedRoute {
    view! {
        <BulletinsRoutes/>
        <ContactsRoutes/>
        <VoicesRoutes/>
        <SafetyRoutes/>
    }
    .into_inner()
    .into_any_nested_route()
}

fn office() -> AnyNestedRoute {
    view! {
        <ReviewsRoutes/>
        <SavedRoutes/>
        <JudgesRoutes/>
        <OfficeRoutes/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// The routes of this program.
#[component]
pub fn Routed(
    /// Its pages.
    pages: Pages,
) -> impl IntoView {
    view! {
        <FlatRoutes fallback=move || view! { <Elsewhere area=pages.area/> }>
            <Chosen routes=pages.routes/>
        </FlatRoutes>
    }
    .into_any()
}

#[component(transparent)]
fn Chosen(routes: fn() -> AnyNestedRoute) -> AnyNestedRoute {
    routes()
}

/// No page of this program: one of another area is loaded with its client, else there is none.
#[component]
fn Elsewhere(area: Option<Area>) -> impl IntoView {
    let here = untrack(Address::here);
    if area.is_none_or(|area| area == Area::of(here.path())) {
        return view! { <NotFound/> }.into_any();
    }
    load_page(&here.to_string());
    view! { <Loading/> }.into_any()
}
