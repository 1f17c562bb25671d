//! Campaigns, the list of recognitions, and the form for a new campaign. `?tab=` names the one that is open.

mod campaigns;
mod create;
mod recognitions;

use super::PATH;
use crate::{
    address::Address,
    api::session::SessionInfo,
    components::{
        frame::use_session,
        states::{Loading, answered},
    },
    domain::permissions::Role,
    i18n::{t, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// What the page shows to its reader beyond what everybody sees; the services decide what may be done.
#[derive(Debug, Clone, Default)]
struct Reader {
    /// Can prepare campaigns: supervises the province.
    runs: bool,
    /// Is a reviewer.
    reviews: bool,
    /// Code of the unit of a new campaign.
    unit: String,
    /// Last month that is over.
    last_month: String,
}

impl Reader {
    fn of(info: SessionInfo) -> Self {
        let has = |role: Role| info.grants.iter().find(|grant| grant.role == role);
        Self {
            runs: has(Role::ProvincialSupervisor).is_some(),
            reviews: has(Role::Reviewer).is_some(),
            unit: has(Role::ProvincialSupervisor).map(|grant| grant.unit.clone()).unwrap_or_default(),
            last_month: info.last_month,
        }
    }
}

/// The page with its tabs.
#[component]
pub fn Index() -> impl IntoView {
    let locale = use_locale();
    let session = use_session();
    let query = use_query_map();
    let tab = Memo::new(move |_| query.with(|query| query.get("tab").unwrap_or_default()));
    view! {
        <Title text=t(locale, "reviews.title")/>
        <section class="page stack reviews">
            <h1>{t(locale, "reviews.title")}</h1>
            <Suspense fallback=Loading>
                {answered(session.info(), move |info| {
                    let reader = info.map(Reader::of).unwrap_or_default();
                    shown(reader, tab)
                })}
            </Suspense>
        </section>
    }
    .into_any()
}

fn shown(reader: Reader, tab: Memo<String>) -> AnyView {
    let locale = use_locale();
    let mut tabs = vec![
        ("", t(locale, "reviews.tab.campaigns")),
        ("recognitions", t(locale, "reviews.tab.recognitions")),
    ];
    if reader.runs {
        tabs.push(("new", t(locale, "reviews.tab.new")));
    }
    let links = tabs
        .into_iter()
        .map(|(word, title)| {
            let href = Address::new(PATH).with("tab", word).to_string();
            let current = move || (tab.get() == word).then_some("page");
            view! { <a href=href aria-current=current>{title}</a> }.into_any()
        })
        .collect_view();
    let content = move || {
        let reader = reader.clone();
        match tab.get().as_str() {
            "recognitions" => view! { <recognitions::Recognitions runs=reader.runs/> }.into_any(),
            "new" => view! { <create::New unit=reader.unit last_month=reader.last_month/> }.into_any(),
            _ => view! { <campaigns::Campaigns reviews=reader.reviews/> }.into_any(),
        }
    };
    view! {
        <nav class="tabs" aria-label=t(locale, "reviews.title")>{links}</nav>
        {content}
    }
    .into_any()
}
