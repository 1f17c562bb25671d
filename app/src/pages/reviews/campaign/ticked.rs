//! What is done with several tribunals at once: admitting and declining those that are ticked, drawing lots.

use super::{Shared, acts::Acts, parts::hidden};
use crate::{
    api::reviews::{BoardRow, DrawAnswer, EntryAddress, EntryOrder, move_entry},
    components::fields::{Fault, Field, fault_of},
    domain::reviews::{EntryMove, EntryState, Phase},
    i18n::{Locale, failure_text, t, t_with, use_locale},
    pages::reviews::campaign_href,
};
use leptos::{prelude::*, task::spawn_local};
use std::collections::BTreeMap;

/// Tribunals that are ticked: where each stands, and the revision that was seen.
pub type Ticks = RwSignal<BTreeMap<String, (EntryState, i64)>>;

/// The box of a row; none where nothing is to be decided.
pub fn tick_box(locale: Locale, ticks: Ticks, entry: &BoardRow, name: &str) -> Option<AnyView> {
    if !matches!(entry.state, EntryState::Applied | EntryState::Declined) {
        return None;
    }
    let label = t_with(locale, "reviews.tick_one", &[("name", name)]);
    let (unit, seen) = (entry.unit.clone(), (entry.state, entry.revision));
    let for_change = unit.clone();
    let change = move |event| {
        let on = event_target_checked(&event);
        ticks.update(|ticks| {
            if on {
                ticks.insert(for_change.clone(), seen);
            } else {
                ticks.remove(&for_change);
            }
        });
    };
    let checked = move || ticks.with(|ticks| ticks.contains_key(&unit));
    let view = view! {
        <label class="tick needs-js">
            <input type="checkbox" aria-label=label prop:checked=checked on:change=change/>
        </label>
    };
    Some(view.into_any())
}

/// Admits or declines those that are ticked, one after the other; can be stopped.
#[component]
pub fn Ticked(campaign: i64, ticks: Ticks, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let reason = RwSignal::new(String::new());
    let progress = RwSignal::new(None::<(usize, usize)>);
    let stop = RwSignal::new(false);
    let go = move |what: EntryMove| {
        // Only those that have applied can be declined.
        let wanted = |state: EntryState| what == EntryMove::Admit || state == EntryState::Applied;
        let all: Vec<(String, i64)> = ticks.with_untracked(|ticks| {
            let wanted = ticks.iter().filter(|(_, (state, _))| wanted(*state));
            wanted.map(|(unit, (_, revision))| (unit.clone(), *revision)).collect()
        });
        let words = if what == EntryMove::Decline { reason.get_untracked() } else { String::new() };
        if what == EntryMove::Decline && words.trim().is_empty() {
            return acts.told.set(Some(t(locale, "reviews.decline_needs_reason").to_owned()));
        }
        stop.set(false);
        acts.told.set(None);
        progress.set(Some((0, all.len())));
        spawn_local(async move {
            let (total, mut done, mut refused) = (all.len(), 0, None);
            for (unit, revision) in all {
                if stop.try_get_untracked().unwrap_or(true) {
                    break;
                }
                let order = EntryOrder { what, revision, reason: words.clone(), items: vec![] };
                match move_entry(EntryAddress { campaign, unit: unit.clone() }, order).await {
                    Ok(()) => done += 1,
                    Err(failure) => refused = Some((unit, failure)),
                }
                progress.try_set(Some((done, total)));
            }
            let n = done.to_string();
            let text = match what {
                EntryMove::Admit => t_with(locale, "reviews.admitted", &[("n", &n)]),
                _ => t_with(locale, "reviews.declined", &[("n", &n)]),
            };
            let text = match refused {
                Some((unit, failure)) => format!("{text} · {unit}: {}", failure_text(locale, &failure)),
                None => text,
            };
            acts.told.try_set(Some(text));
            progress.try_set(None);
            acts.moved.try_update(|moved| *moved += 1);
        });
    };
    let busy = move || progress.with(Option::is_some) || ticks.with(BTreeMap::is_empty);
    let count = move || {
        let n = ticks.with(BTreeMap::len).to_string();
        t_with(locale, "reviews.ticked", &[("n", &n)])
    };
    let running = move || {
        let (done, total) = progress.get()?;
        let view = view! {
            <progress max=total value=done aria-label=t(locale, "reviews.deciding")></progress>
            <button type="button" class="button" on:click=move |_| stop.set(true)>{t(locale, "reviews.stop")}</button>
        };
        Some(view.into_any())
    };
    let typed = move |event| reason.set(event_target_value(&event));
    let applied = campaign_href(campaign).with("tab", "board").with("state", EntryState::Applied.as_str());
    let applied = applied.to_string();
    view! {
        <details class="panel needs-js">
            <summary>{t(locale, "reviews.decide_applications")}</summary>
            <div class="stack">
                <p class="muted">{t(locale, "reviews.decide_hint")}</p>
                <p><a href=applied>{t(locale, "reviews.only_applied")}</a></p>
                <p role="status">{count}</p>
                <div class="field">
                    <label for="decline-reason">{t(locale, "reviews.decline_reason")}</label>
                    <input id="decline-reason" maxlength="2000" autocomplete="off" on:input=typed/>
                </div>
                <div class="row">
                    <button type="button" class="button primary" disabled=busy on:click=move |_| go(EntryMove::Admit)>
                        {t(locale, "reviews.admit_ticked")}
                    </button>
                    <button type="button" class="button danger" disabled=busy on:click=move |_| go(EntryMove::Decline)>
                        {t(locale, "reviews.decline_ticked")}
                    </button>
                    {running}
                </div>
            </div>
        </details>
    }
    .into_any()
}

/// Draws reviewers and checks; the seed is told, so that everybody can draw the same again.
#[component]
pub fn Draw(campaign: Shared, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let id = campaign.row.id;
    let value = acts.draw.value();
    let answer = move || value.get().and_then(Result::ok).map(|answer| drawn(locale, answer));
    let open = campaign.row.phase == Phase::Open;
    let fault = fault_of(acts.draw);
    let form = move |what: &'static str, field: &'static str, label: &'static str, hint: &'static str| {
        view! {
            <ActionForm action=acts.draw>
                <div class="form">
                    <p>{hint}</p>
                    {hidden("order[campaign]", id)}
                    {hidden("order[what]", what)}
                    <Field id=field label=t(locale, "reviews.seed") name="order[seed]" field="seed" fault
                        hint=t(locale, "reviews.seed_hint")/>
                    <button class="button" type="submit" disabled=acts.draw.pending()>{label}</button>
                </div>
            </ActionForm>
        }
        .into_any()
    };
    let forms = open.then(|| {
        view! {
            <details class="panel">
                <summary>{t(locale, "reviews.draw")}</summary>
                <div class="cards">
                    {form("reviewers", "seed-reviewers", t(locale, "reviews.draw_reviewers"), t(locale, "reviews.draw_reviewers_hint"))}
                    {form("checks", "seed-checks", t(locale, "reviews.draw_checks"), t(locale, "reviews.draw_checks_hint"))}
                </div>
            </details>
        }
        .into_any()
    });
    view! {
        <div role="status" aria-live="polite">{answer}</div>
        <Fault fault fields=&["seed"]/>
        {forms}
    }
    .into_any()
}

fn drawn(locale: Locale, answer: DrawAnswer) -> AnyView {
    let lacking = (!answer.lacking.is_empty()).then(|| {
        let (n, codes) = (answer.lacking.len().to_string(), answer.lacking.join(", "));
        let text = t_with(locale, "reviews.lacking", &[("n", &n), ("codes", &codes)]);
        view! { <p class="notice warn">{text}</p> }.into_any()
    });
    view! {
        <p class="notice">
            {t_with(locale, "reviews.drawn", &[("n", &answer.drawn.to_string())])}
            " " {t(locale, "reviews.seed")} ": " <code class="seed">{answer.seed}</code>
        </p>
        {lacking}
    }
    .into_any()
}
