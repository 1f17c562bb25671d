//! Alarms as they come, pictures of cameras, points and devices, hearings.

mod alarm;
mod alarms;
mod devices;
mod figures;
mod follow;
mod hearings;
mod map;
mod pictures;
mod snapshot;
mod sound;
mod statistics;
mod wall;

use crate::{
    api::{Failure, FailureKind, session::SessionInfo},
    components::{
        frame::use_session,
        states::{FailureView, Loading, answered},
    },
    domain::permissions::Role,
    i18n::{Locale, t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    SsrMode, any_nested_route::IntoAnyNestedRoute, components::Route, hooks::use_params_map, path,
};

/// Their routes.
#[component(transparent)]
pub fn SafetyRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! {
        <Route path=path!("/safety") view=AlarmsPage ssr=SsrMode::Async/>
        <Route path=path!("/safety/statistics") view=StatisticsPage ssr=SsrMode::Async/>
        <Route path=path!("/safety/devices") view=DevicesPage ssr=SsrMode::Async/>
        <Route path=path!("/safety/wall") view=WallPage ssr=SsrMode::Async/>
        <Route path=path!("/safety/map") view=MapPage ssr=SsrMode::Async/>
        <Route path=path!("/hearings") view=hearings::HearingsPage ssr=SsrMode::Async/>
        <Route path=path!("/safety/alarms/:id") view=AlarmPage ssr=SsrMode::Async/>
    }
    .into_inner()
    .into_any_nested_route()
}

/// Where the pages are.
const ALARMS: &str = "/safety";
const DEVICES: &str = "/safety/devices";
const WALL: &str = "/safety/wall";

/// What stands inside of a page for whoever may see it.
#[derive(Clone, Copy)]
enum Inside {
    Alarms,
    Devices,
    Wall,
    Map,
    Statistics,
    Alarm(Signal<i64>),
}

#[component]
fn AlarmsPage() -> impl IntoView {
    page(Inside::Alarms)
}

#[component]
fn StatisticsPage() -> impl IntoView {
    page(Inside::Statistics)
}

#[component]
fn DevicesPage() -> impl IntoView {
    page(Inside::Devices)
}

#[component]
fn WallPage() -> impl IntoView {
    page(Inside::Wall)
}

#[component]
fn MapPage() -> impl IntoView {
    page(Inside::Map)
}

#[component]
fn AlarmPage() -> impl IntoView {
    let params = use_params_map();
    let id = Signal::derive(move || {
        params.with(|params| params.get("id").and_then(|id| id.parse().ok()).unwrap_or_default())
    });
    page(Inside::Alarm(id))
}

fn page(inside: Inside) -> AnyView {
    let locale = use_locale();
    let session = use_session();
    let title = match inside {
        Inside::Devices => t(locale, "safety.devices"),
        Inside::Wall => t(locale, "safety.wall"),
        Inside::Map => t(locale, "safety.map"),
        Inside::Statistics => t(locale, "safety.statistics"),
        Inside::Alarms | Inside::Alarm(_) => t(locale, "safety.title"),
    };
    view! {
        <Title text=title/>
        <section class="page stack safety">
            <h1>{title}</h1>
            <Suspense fallback=Loading>
                {answered(session.info(), move |info| {
                    if let Some(failure) = refused(info.as_ref(), inside) {
                        return view! { <FailureView failure/> }.into_any();
                    }
                    let keeps = info.as_ref().is_ok_and(|info| {
                        let keepers = [Role::CourtManager, Role::Administrator];
                        info.grants.iter().any(|grant| keepers.contains(&grant.role))
                    });
                    let decides = info.as_ref().is_ok_and(|info| info.administrator);
                    let (alarms, home) =
                        info.map(|info| (info.alarms, info.home.unwrap_or_default())).unwrap_or_default();
                    let content = match inside {
                        Inside::Alarms => view! { <alarms::Board home/> }.into_any(),
                        Inside::Wall => view! { <wall::Wall home/> }.into_any(),
                        Inside::Map => view! { <map::Board home/> }.into_any(),
                        Inside::Devices => view! { <devices::Board keeps decides/> }.into_any(),
                        Inside::Statistics => view! { <statistics::Board/> }.into_any(),
                        Inside::Alarm(id) => view! { <alarm::One id/> }.into_any(),
                    };
                    view! {
                        {tabs(locale, alarms, inside)}
                        {content}
                    }
                        .into_any()
                })}
            </Suspense>
        </section>
    }
    .into_any()
}

/// Why the page is not for somebody.
fn refused(info: Result<&SessionInfo, &Failure>, inside: Inside) -> Option<Failure> {
    match info {
        Err(failure) => Some(failure.clone()),
        Ok(info) if info.alarms => None,
        Ok(info) if info.devices && matches!(inside, Inside::Devices) => None,
        Ok(info) if info.user.is_some() => Some(Failure::forbidden("")),
        Ok(_) => Some(Failure::new(FailureKind::Unauthenticated, "sign_in_first")),
    }
}

fn tabs(locale: Locale, alarms: bool, inside: Inside) -> AnyView {
    let at = |here: bool| here.then_some("page");
    let alarm = at(matches!(inside, Inside::Alarms | Inside::Alarm(_)));
    let wall = at(matches!(inside, Inside::Wall));
    let devices = at(matches!(inside, Inside::Devices));
    let map = at(matches!(inside, Inside::Map));
    let counted = at(matches!(inside, Inside::Statistics));
    let first = alarms.then(|| {
        view! {
            <a href=ALARMS aria-current=alarm>{t(locale, "safety.alarms")}</a>
            <a href=map::MAP aria-current=map>{t(locale, "safety.map")}</a>
            <a href=WALL aria-current=wall>{t(locale, "safety.wall")}</a>
            <a href=statistics::STATISTICS aria-current=counted>{t(locale, "safety.statistics")}</a>
        }
        .into_any()
    });
    view! {
        <nav class="tabs" aria-label=t(locale, "safety.title")>
            {first}
            <a href=DEVICES aria-current=devices>{t(locale, "safety.devices")}</a>
            <a href="/hearings">{t(locale, "hearings.title")}</a>
        </nav>
    }
    .into_any()
}

/// The options of a choice, by the words that the address uses.
fn options(words: Vec<(&'static str, String)>, chosen: String) -> AnyView {
    words
        .into_iter()
        .map(|(word, label)| {
            let chosen = word == chosen;
            view! { <option value=word selected=chosen>{label}</option> }.into_any()
        })
        .collect_view()
        .into_any()
}

fn hidden(name: &'static str, value: String) -> AnyView {
    view! { <input type="hidden" name=name value=value/> }.into_any()
}
