//! The review desk: what was drawn for a reviewer, an item at a time, many an hour. Marks are kept in the background; moving
//! on never waits for the server.

mod keys;
mod list;
mod marking;
mod order;
mod pane;
mod viewer;
mod work;

use super::{campaign_href, entry::parts::sign_in};
use crate::{
    api::{
        Failure,
        reviews::{Desk, DeskSheet, EntryAddress, get_desk, get_desk_sheet},
        session::session_info,
        wire::ask,
    },
    components::states::{Empty, FailureView, Loading, answered},
    i18n::{failure_text, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};
use work::Work;

/// Where the desk is opened: words of the address.
#[derive(Debug, Clone, PartialEq, Default)]
struct Opened {
    unit: String,
    item: String,
    by_item: bool,
}

/// The page.
#[component]
pub fn DeskPage() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let query = use_query_map();
    let number = Memo::new(move |_| params.with(|params| params.get("campaign").unwrap_or_default()));
    let opened = query.with_untracked(|query| {
        let word = |key| query.get(key).unwrap_or_default();
        Opened { unit: word("unit"), item: word("item"), by_item: word("by") == "item" }
    });
    let unit = opened.unit.clone();
    let desk = ask(
        move || number.get(),
        move |number| {
            let unit = unit.clone();
            async move {
                let campaign = Failure::numbered("campaign", &number)?;
                let desk = get_desk(campaign).await?;
                let first = desk.rows.iter().find(|row| row.unit == unit).or_else(|| first_of(&desk));
                let sheet = match first {
                    Some(row) => {
                        let address = EntryAddress { campaign, unit: row.unit.clone() };
                        Some(get_desk_sheet(address).await?)
                    }
                    None => None,
                };
                Ok::<_, Failure>((campaign, desk, sheet, session_info().await?))
            }
        },
    );
    view! {
        <section class="page reviews desk-page">
            <Title text=t(locale, "desk.title")/>
            <Transition fallback=Loading>
                {answered(desk, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok((campaign, desk, sheet, info)) => {
                        let user = info.user.unwrap_or_default();
                        view! { <Table desk sheet user campaign opened=opened.clone()/> }.into_any()
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

/// The tribunal that is opened first: one that can be marked, else the first.
fn first_of(desk: &Desk) -> Option<&crate::api::reviews::DeskRow> {
    let open = |row: &&crate::api::reviews::DeskRow| row.ready && row.handed_in.is_none();
    desk.rows.iter().find(open).or_else(|| desk.rows.first())
}

#[component]
fn Table(desk: Desk, sheet: Option<DeskSheet>, user: String, campaign: i64, opened: Opened) -> impl IntoView {
    let locale = use_locale();
    let title = locale.pick(&desk.campaign.0, &desk.campaign.1).to_owned();
    let due = t_with(locale, "desk.due", &[("day", &desk.due)]);
    let illustrative = desk.standard.illustrative.then(|| {
        view! { <span class="badge">"◇ " {t(locale, "entry.illustrative_short")}</span> }
    });
    let head = view! {
        <header class="desk-head row spread">
            <div>
                <p><a href=campaign_href(campaign).to_string()>"← " {title}</a></p>
                <h1>{t(locale, "desk.title")}</h1>
            </div>
            <div class="row"><span class="muted">{due}</span> {illustrative} <keys::Help/></div>
        </header>
    };
    // A link of old must not lead to marking another tribunal unawares.
    let stranger =
        Some(&opened.unit).filter(|unit| !unit.is_empty() && !desk.rows.iter().any(|row| row.unit == **unit));
    let stranger = stranger.map(|unit| {
        let text = t_with(locale, "desk.not_yours", &[("unit", unit)]);
        view! { <p class="notice warn" role="status">{text}</p> }
    });
    let Some(sheet) = sheet else {
        return view! { {head} <Empty text=t(locale, "desk.nothing")/> }.into_any();
    };
    let last_day = StoredValue::new(desk.due.clone());
    let work = Work::new(campaign, &user, desk, sheet, &opened.item, opened.by_item);
    Effect::new(move |_| work.take_up());
    let look = viewer::Look::new();
    keys::listen(work, look);
    view! {
        {head}
        {stranger}
        <p class="no-js notice warn">{t(locale, "desk.needs_js")}</p>
        <State work/>
        <div class="desk">
            <list::Rows work/>
            <div class="desk-middle">
                <list::Items work/>
                <pane::Pane work look last_day/>
            </div>
        </div>
    }
    .into_any()
}

/// Whether the marks have reached the server.
#[component]
fn State(work: Work) -> impl IntoView {
    let locale = use_locale();
    let word = move || {
        let (waiting, wants, refused) = work.unsettled();
        let mut words = Vec::new();
        if let Some(failure) = work.sender.trouble.get() {
            words.push(failure_text(locale, &failure));
        }
        if waiting > 0 {
            let key = if words.is_empty() { "desk.sending" } else { "desk.waits" };
            words.push(t_with(locale, key, &[("n", &waiting.to_string())]));
        }
        if wants > 0 {
            words.push(t_with(locale, "desk.want_reason", &[("n", &wants.to_string())]));
        }
        if refused > 0 {
            words.push(t_with(locale, "desk.refused", &[("n", &refused.to_string())]));
        }
        if words.is_empty() { t(locale, "desk.all_kept").to_owned() } else { words.join(" · ") }
    };
    let class = move || {
        let (_, wants, refused) = work.unsettled();
        if refused > 0 || work.sender.trouble.with(Option::is_some) {
            "notice bad desk-state"
        } else if wants > 0 {
            "notice warn desk-state"
        } else {
            "notice desk-state"
        }
    };
    view! { <p class=class role="status" data-testid="desk-state">{word} {sign_in(work.sender.trouble)}</p> }
        .into_any()
}
