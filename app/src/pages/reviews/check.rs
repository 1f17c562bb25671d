//! A check on site or by telephone: the sheet on a phone, filled in with or without a line.

mod item;
mod sheet;

use super::campaign_href;
use crate::{
    api::{
        Failure,
        reviews::{CheckSheet, open_check},
        session::session_info,
        wire::ask,
    },
    components::{
        confirm::Confirm,
        format::{Instant, NONE, amount},
        sending::position,
        states::{FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::reviews::entry::parts::Line,
};
use leptos::{ev, prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use sheet::{Sheet, place_of};

/// The page.
#[component]
pub fn Check() -> impl IntoView {
    let params = use_params_map();
    let number = Memo::new(move |_| params.with(|params| params.get("check").unwrap_or_default()));
    // Counts what was handed in: the sheet is shown as it is then.
    let done = RwSignal::new(0usize);
    let check = ask(
        move || (number.get(), done.get()),
        |(number, _)| async move {
            let id = Failure::numbered("check", &number)?;
            Ok::<_, Failure>((open_check(id).await?, session_info().await?))
        },
    );
    view! {
        <section class="page stack reviews check-page">
            <Transition fallback=Loading>
                {answered(check, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok((check, info)) => {
                        let user = info.user.unwrap_or_default();
                        view! { <Whole check user done/> }.into_any()
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

#[component]
fn Whole(check: CheckSheet, user: String, done: RwSignal<usize>) -> impl IntoView {
    let locale = use_locale();
    let sheet = Sheet::new(&check, &user, done);
    let may_fill = check.may_fill;
    Effect::new(move |_| {
        if may_fill {
            sheet.take_up();
        }
    });
    let row = &check.row;
    let unit = locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned();
    let campaign = locale.pick(&check.campaign.0, &check.campaign.1).to_owned();
    let kind = t_data(locale, "check.kind", &row.kind);
    let title = format!("{unit} · {kind}");
    let why = if row.reason.is_empty() {
        t(locale, "check.by_lot").to_owned()
    } else {
        t_with(locale, "check.because", &[("reason", &row.reason)])
    };
    let state = match row.done_at.clone() {
        Some(at) => {
            view! { <span class="badge good">"✓ " {t(locale, "check.done")} " " <Instant at/></span> }
                .into_any()
        }
        None => view! { <span class="badge">"✎ " {t(locale, "check.open")}</span> }.into_any(),
    };
    let checker = if row.checker.is_empty() { NONE.to_owned() } else { row.checker.clone() };
    let sums = row.sums.map(|(own, online, on_site)| {
        let part = |label: &'static str, n: f64| view! { <div><dt>{label}</dt><dd class="num">{amount(n)}</dd></div> };
        view! {
            <dl class="counts">
                {part(t(locale, "entry.said.own"), own)}
                {part(t(locale, "check.online"), online)}
                {part(t(locale, "entry.said.on_site"), on_site)}
            </dl>
        }
    });
    let unit_code = row.unit.clone();
    let items = check
        .items
        .iter()
        .map(|seen| view! { <item::Seen item=seen.clone() unit=unit_code.clone() sheet may_fill/> })
        .collect_view();
    view! {
        <Title text=title/>
        <p><a href=campaign_href(row.campaign).to_string()>"← " {campaign}</a></p>
        <h1>{unit}</h1>
        <p class="row"><span class="badge">{kind}</span> {state} <span class="muted">{t(locale, "check.checker")} " " {checker}</span></p>
        <p class="muted">{why}</p>
        {sums}
        {may_fill.then(|| view! { <Line trouble=sheet.sender.trouble waiting=Signal::derive(move || sheet.waiting())/> })}
        {items}
        <General check=check.clone() sheet/>
        {may_fill.then(|| view! { <HandIn sheet/> })}
    }
    .into_any()
}

/// What was seen in general, and where.
#[component]
fn General(check: CheckSheet, sheet: Sheet) -> impl IntoView {
    let locale = use_locale();
    let asking = RwSignal::new(false);
    let nowhere = RwSignal::new(false);
    let here = move |_| {
        asking.set(true);
        nowhere.set(false);
        spawn_local(async move {
            let found = place_of(&position().await);
            // The page may be gone.
            if asking.try_set(false).is_some() {
                return;
            }
            match found {
                Some(place) => sheet.set_place(place),
                None => nowhere.set(true),
            }
        });
    };
    let place = move || match sheet.place.get() {
        Some((latitude, longitude)) => format!("{latitude:.5}, {longitude:.5}"),
        None => t(locale, "check.no_place").to_owned(),
    };
    let waits = move || asking.get().then(|| view! { <small>"… " {t(locale, "check.asking_place")}</small> });
    let refused = move || {
        nowhere.get().then(|| view! { <small class="fault">"✕ " {t(locale, "check.nowhere")}</small> })
    };
    let (note, button) = if check.may_fill {
        let note = view! {
            <div class="field ask">
                <label for="check-note">{t(locale, "check.general")}</label>
                <textarea id="check-note" rows="3" maxlength="4000" prop:value=move || sheet.note.get()
                    on:input=move |event| {
                        sheet.note.set(event_target_value(&event));
                        sheet.typed(None);
                    }>
                    {crate::components::format::textarea_text(sheet.note.get_untracked())}
                </textarea>
            </div>
        };
        let button = view! {
            <button type="button" class="button needs-js" disabled=move || asking.get() on:click=here>
                "⌖ " {t(locale, "check.here")}
            </button>
        };
        (note.into_any(), button.into_any())
    } else {
        let text = if check.note.is_empty() { NONE.to_owned() } else { check.note };
        (view! { <p class="said">{text}</p> }.into_any(), ().into_any())
    };
    view! {
        <section class="panel stack" aria-labelledby="check-general">
            <h2 id="check-general">{t(locale, "check.in_general")}</h2>
            {note}
            <p class="row"><span>{t(locale, "check.place")} " " <b data-testid="place">{place}</b></span> {button}</p>
            <div role="status">{waits} {refused}</div>
        </section>
    }
    .into_any()
}

/// Handing in: at once, or as soon as the line is back and everything has arrived.
#[component]
fn HandIn(sheet: Sheet) -> impl IntoView {
    let locale = use_locale();
    let open = Memo::new(move |_| sheet.open_items());
    let words = move || lacking(locale, open.get());
    let submit = move |event: ev::SubmitEvent| {
        event.prevent_default();
        sheet.want_done(true);
    };
    let shown = move || if open.get() == 0 && !sheet.done.get() { "" } else { "hidden" };
    let waits = move || {
        sheet.done.get().then(|| {
            view! {
                <p class="notice" data-testid="hand-in-waits">
                    {t(locale, "check.hand_in_waits")} " "
                    <button type="button" class="button small" on:click=move |_| sheet.want_done(false)>{t(locale, "check.stop")}</button>
                </p>
            }
        })
    };
    view! {
        <div role="status">{words} {waits}</div>
        <div class=shown>
            <form class="needs-js" on:submit=submit>
                <Confirm label=t(locale, "check.hand_in") text=t(locale, "check.hand_in_text").to_owned()
                    busy=Signal::derive(move || sheet.done.get())/>
            </form>
        </div>
    }
    .into_any()
}

fn lacking(locale: Locale, open: usize) -> Option<AnyView> {
    (open > 0).then(|| {
        let text = t_with(locale, "check.lacking", &[("n", &open.to_string())]);
        view! { <p class="notice warn" data-testid="lacks">"○ " {text}</p> }.into_any()
    })
}
