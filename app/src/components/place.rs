//! The bar under the frame: where one is, and what is looked at: indicator, period, edition, group.

use super::{
    format::{Instant, span},
    frame::use_session,
    live::Live,
    states::answered,
    view::{LASTING, unit_here, use_view},
};
use crate::{
    address::Address,
    domain::periods::Month,
    i18n::{t, t_data, t_with, use_locale},
};
use leptos::{ev, prelude::*};
use leptos_router::components::Form;
use std::collections::BTreeSet;
use wasm_bindgen::JsCast;

/// The first month of the long view.
const LONG_VIEW: &str = "2017-01";

/// The path down the tree, and the name.
#[component]
pub fn PlaceBar() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let path = view.part(|shown| shown.answer.path.clone());
    let head = view.part(move |shown| {
        let unit = &shown.answer.unit;
        (unit.name_in(locale.is_english()).to_owned(), unit.level)
    });
    let counts = view.part(|shown| shown.answer.counts.clone());
    let data_time = view.part(|shown| shown.answer.data_time.clone());
    let crumbs = move || {
        let path = path.get();
        let last = path.len().saturating_sub(1);
        path.into_iter()
            .enumerate()
            .map(|(n, crumb)| {
                let name = locale.pick(&crumb.name, &crumb.name_en).to_owned();
                let current = (n == last).then_some("page");
                view! { <li><a href=unit_here(&crumb.code).to_string() aria-current=current>{name}</a></li> }
                    .into_any()
            })
            .collect_view()
            .into_any()
    };
    let below = move || {
        counts
            .get()
            .into_iter()
            .filter(|(_, n)| *n > 0)
            .map(|(level, n)| {
                let n = super::format::number(f64::from(n), 0);
                t_with(
                    locale,
                    "place.count",
                    &[("n", &n), ("level", &t_data(locale, "level", level.as_str()))],
                )
            })
            .collect::<Vec<_>>()
            .join(" · ")
    };
    view! {
        <div class="place">
            <nav aria-label=t(locale, "nav.place")>
                <ol class="plain crumbs">{crumbs}</ol>
            </nav>
            <div class="place-head">
                <h1>
                    {move || head.with(|(name, _)| name.clone())}
                    <small>{move || head.with(|(_, level)| t_data(locale, "level", level.as_str()))}</small>
                </h1>
                <p class="muted small-text">{below}</p>
            </div>
            <p class="place-time small-text muted">
                <Live/>
                {move || data_time.get().map(|at| view! { <span>{t(locale, "place.data_time")} " " <Instant at/></span> }.into_any())}
            </p>
        </div>
    }
    .into_any()
}

/// The choice of indicator, period, edition and group: a plain GET form that sends itself when something is chosen.
#[component]
pub fn Chooser() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let session = use_session();
    let indicators = view.part(|shown| shown.answer.indicators.clone());
    let chosen = view.part(|shown| shown.answer.indicator.id.clone());
    let editions = view.part(|shown| shown.answer.editions.clone());
    let edition = Memo::new(move |_| view.query.with(|query| query.edition.clone()));
    let group = Memo::new(move |_| view.query.with(|query| query.group.clone()));
    let months = view.part(|shown| (shown.answer.from.clone(), shown.answer.to.clone()));
    let groups = view.part(|shown| {
        let parts = shown.answer.tribunals.iter().chain(&shown.answer.parts);
        parts.flat_map(|part| part.groups.iter().cloned()).collect::<BTreeSet<_>>()
    });
    let send = |event: ev::Event| {
        let form = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("form").ok().flatten())
            .and_then(|form| form.dyn_into::<web_sys::HtmlFormElement>().ok());
        if let Some(form) = form
            && form.check_validity()
        {
            let _ = form.request_submit();
        }
    };
    // What was typed and refused must not stand there when one has gone elsewhere.
    let (from, to) = (NodeRef::<leptos::html::Input>::new(), NodeRef::<leptos::html::Input>::new());
    Effect::new(move |_| {
        view.query.track();
        months.with(|(first, last)| {
            for (input, month) in [(from, first), (to, last)] {
                if let Some(input) = input.get_untracked() {
                    input.set_value(month);
                }
            }
        });
    });
    let hidden = move || {
        let here = Address::here();
        here.pairs()
            .iter()
            .filter(|(key, _)| !LASTING.contains(&key.as_str()) && key != "page")
            .map(|(key, value)| {
                view! { <input type="hidden" name=key.clone() value=value.clone()/> }.into_any()
            })
            .collect_view()
            .into_any()
    };
    let indicator_options = move || {
        let chosen = chosen.get();
        indicators.with(|rows| {
            rows.iter()
                .map(|row| {
                    let selected = row.id == chosen;
                    view! { <option value=row.id.clone() selected=selected>{locale.pick(&row.zh, &row.en).to_owned()}</option> }.into_any()
                })
                .collect_view().into_any()
        })
    };
    let edition_options = move || {
        let now = edition.get();
        editions.with(|rows| {
            rows.iter()
                .map(|row| {
                    let selected = row.id == now;
                    view! { <option value=row.id.clone() selected=selected>{locale.pick(&row.zh, &row.en).to_owned()}</option> }.into_any()
                })
                .collect_view().into_any()
        })
    };
    let group_options = move || {
        let now = group.get();
        let mut known = groups.get();
        if !now.is_empty() {
            known.insert(now.clone());
        }
        known
            .into_iter()
            .map(|id| {
                let selected = id == now;
                view! { <option value=id.clone() selected=selected>{t_data(locale, "group", &id)}</option> }
                    .into_any()
            })
            .collect_view()
            .into_any()
    };
    let presets = answered(session.info(), move |info| {
        let last = info.ok().and_then(|info| info.last_month.parse::<Month>().ok());
        last.map(|last| view! { <Presets last/> }.into_any())
    });
    view! {
        <div class="chooser no-print">
            <Form method="GET" action=move || Address::here().path().to_owned() attr:class="toolbar" attr:aria-label=t(locale, "chooser.label") noscroll=true>
                {hidden}
                <div class="field">
                    <label for="indicator">{t(locale, "chooser.indicator")}</label>
                    <select id="indicator" name="indicator" on:change=send>{indicator_options}</select>
                </div>
                <div class="field">
                    <label for="from">{t(locale, "chooser.from")}</label>
                    <input node_ref=from id="from" name="from" type="month" pattern="[0-9]{4}-[0-9]{2}" placeholder="YYYY-MM" min="1990-01"
                        value=move || months.with(|months| months.0.clone()) prop:value=move || months.with(|months| months.0.clone())/>
                </div>
                <div class="field">
                    <label for="to">{t(locale, "chooser.to")}</label>
                    <input node_ref=to id="to" name="to" type="month" pattern="[0-9]{4}-[0-9]{2}" placeholder="YYYY-MM" min="1990-01"
                        value=move || months.with(|months| months.1.clone()) prop:value=move || months.with(|months| months.1.clone())/>
                </div>
                <div class="field">
                    <label for="edition">{t(locale, "chooser.edition")}</label>
                    <select id="edition" name="edition" on:change=send>
                        <option value="">{t(locale, "chooser.edition_usual")}</option>
                        {edition_options}
                    </select>
                </div>
                <div class="field">
                    <label for="group">{t(locale, "chooser.group")}</label>
                    <select id="group" name="group" on:change=send>
                        <option value="">{t(locale, "chooser.group_all")}</option>
                        {group_options}
                    </select>
                </div>
                <button class="button primary" type="submit">{t(locale, "chooser.show")}</button>
            </Form>
            <Suspense>{presets}</Suspense>
        </div>
        <p class="print-only">{move || months.with(|(from, to)| span(from, to))}</p>
    }
    .into_any()
}

/// Spans that are often wanted.
#[component]
fn Presets(
    /// The last month that is over.
    last: Month,
) -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let year = |year: i32, month: u32| Month::new(year, month).unwrap_or(last);
    let spans = [
        (t(locale, "chooser.last_12"), last.plus(-11).to_string(), last.to_string()),
        (t(locale, "chooser.this_year"), year(last.year(), 1).to_string(), last.to_string()),
        (
            t(locale, "chooser.last_year"),
            year(last.year() - 1, 1).to_string(),
            year(last.year() - 1, 12).to_string(),
        ),
        (t(locale, "chooser.long"), LONG_VIEW.to_owned(), last.to_string()),
    ];
    let links = spans
        .into_iter()
        .map(|(name, from, to)| {
            let (from_now, to_now) = (from.clone(), to.clone());
            let current = view.part(move |shown| shown.answer.from == from_now && shown.answer.to == to_now);
            let href = move || Address::here().with("from", &from).with("to", &to).to_string();
            view! { <a class="button small" data-noscroll href=href aria-current=move || current.get().then_some("true")>{name}</a> }.into_any()
        })
        .collect_view().into_any();
    view! { <div class="row presets">{links}</div> }.into_any()
}
