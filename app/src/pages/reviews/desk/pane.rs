//! The item in the middle.

use super::{
    keys::{DEMAND, ITEM, focus, open},
    marking::{Demand, HandIn, Marking},
    viewer::{Look, Viewer},
    work::{Here, Work},
};
use crate::{
    address::Address,
    api::reviews::{DemandRow, DeskItem},
    components::{format::NONE, scoring::how_scored},
    i18n::{Locale, failure_text, t, t_with, use_locale},
    pages::reviews::entry::parts::{computed, full, last, wanted},
};
use leptos::prelude::*;

/// The middle of the desk.
#[component]
pub fn Pane(work: Work, look: Look, last_day: StoredValue<String>) -> impl IntoView {
    let locale = use_locale();
    let here = Memo::new(move |_| work.here());
    let at =
        move || here.with(|here| here.as_ref().map(|here| format!("{}/{}", here.row.unit, here.asked.id)));
    let waited = move || if work.waited.get() { "yes" } else { "no" };
    let loaded = move || {
        let there = here.with(|here| here.as_ref().is_some_and(|here| here.item.is_some()));
        if there { "yes" } else { "no" }
    };
    // What lies there is told to those who do not see it change.
    let told = move || {
        here.with(|here| {
            here.as_ref().map(|here| {
                let unit = locale.pick(&here.row.unit_name.0, &here.row.unit_name.1);
                format!("{unit} · {}", locale.pick(&here.asked.zh, &here.asked.en))
            })
        })
    };
    let content = move || {
        here.get().map(|here| match (&here.item, &here.failure) {
            (Some(item), _) => {
                let item = item.clone();
                view! { <Lying here item work look/> }.into_any()
            }
            (None, Some(failure)) => {
                view! { <p class="notice bad">{failure_text(locale, failure)}</p> }.into_any()
            }
            (None, None) => {
                view! { <p class="notice" role="status">"… " {t(locale, "desk.loading")}</p> }.into_any()
            }
        })
    };
    let go = move |forward: bool, open_only: bool| {
        work.go(forward, open_only);
        focus(ITEM);
    };
    view! {
        <section id=ITEM class="desk-item" tabindex="-1" aria-label=t(locale, "desk.item_label") data-testid="desk-item"
            data-at=at data-waited=waited data-loaded=loaded>
            <p class="sr-only" role="status">{told}</p>
            {content}
        </section>
        <div class="desk-bar row needs-js">
            <button type="button" class="button" on:click=move |_| go(false, false)>"← " {t(locale, "desk.previous")} " " <kbd>"p"</kbd></button>
            <button type="button" class="button primary" data-testid="desk-next" on:click=move |_| go(true, false)>
                {t(locale, "desk.next")} " → " <kbd>"n"</kbd>
            </button>
            <button type="button" class="button" on:click=move |_| go(true, true)>{t(locale, "desk.next_open")} " " <kbd>"u"</kbd></button>
            <button type="button" class="button" aria-haspopup="dialog" on:click=move |_| open(DEMAND)>
                {t(locale, "desk.demand")} " " <kbd>"e"</kbd>
            </button>
        </div>
        <Demand work here last_day/>
        <HandIn work here/>
    }
    .into_any()
}

/// An item, with its evidence and the points.
#[component]
fn Lying(here: Here, item: DeskItem, work: Work, look: Look) -> impl IntoView {
    let locale = use_locale();
    let asked = &here.asked;
    let unit = locale.pick(&here.row.unit_name.0, &here.row.unit_name.1).to_owned();
    let name = locale.pick(&asked.zh, &asked.en).to_owned();
    let guidance = locale.pick(&asked.guidance.0, &asked.guidance.1).to_owned();
    let wanted = wanted(locale, asked);
    let wanted = (!wanted.is_empty()).then(|| t_with(locale, "entry.wanted", &[("what", &wanted)]));
    let own = item.view.points.map_or_else(
        || NONE.to_owned(),
        |points| t_with(locale, "entry.points", &[("n", &points.to_string())]),
    );
    let statement = (!item.view.statement.is_empty())
        .then(|| view! { <p class="said">{item.view.statement.clone()}</p> });
    let demands = demands(locale, &item.view.demands);
    let evidence = item.view.evidence.clone();
    view! {
        <div class="desk-text">
            <p class="row">
                <a class="way" href=Address::unit(&here.row.unit).to_string() rel="external" target="_blank">{unit}</a>
                <span class="num muted">{full(locale, asked)}</span>
            </p>
            <h2>{name}</h2>
            <p>{guidance}</p>
            <p class="muted small-text">{how_scored(locale, asked)} " " {wanted}</p>
            <p>{t(locale, "desk.own")} " " <b class="num">{own}</b></p>
            {statement}
            {computed(locale, asked, &item.view)}
            {last(locale, &item.view)}
            {demands}
        </div>
        <Viewer evidence look/>
        <Marking here item work/>
    }
    .into_any()
}

/// What was asked for about an item, and the answers.
fn demands(locale: Locale, demands: &[DemandRow]) -> Option<AnyView> {
    let rows = demands
        .iter()
        .map(|demand| {
            let (class, sign, word) = match (demand.answered_at.is_some(), demand.late) {
                (true, _) => ("badge good", "✓ ", t(locale, "entry.answered").to_owned()),
                (false, true) => {
                    ("badge bad", "! ", t_with(locale, "entry.answer_late", &[("day", &demand.due)]))
                }
                _ => ("badge warn", "? ", t_with(locale, "entry.answer_due", &[("day", &demand.due)])),
            };
            let answer =
                (!demand.answer.is_empty()).then(|| view! { <p class="said">{demand.answer.clone()}</p> });
            view! { <li>{demand.text.clone()} " " <span class=class>{sign} {word}</span> {answer}</li> }
        })
        .collect_view();
    (!demands.is_empty()).then(|| view! { <ul class="plain demand-list">{rows}</ul> }.into_any())
}
