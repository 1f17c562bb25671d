//! One alarm: what it is, what was done, what is to be done.

use super::{
    ALARMS,
    alarms::{place_of, remarks, state_badge},
    hidden,
    pictures::Pictures,
};
use crate::{
    address::Address,
    api::{
        alarms::{AlarmView, MoveAlarm, open_alarm},
        wire::ask,
    },
    components::{
        fields::{Done, Fault, done_of, fault_of},
        forms::{Keeps, Lines, Typed, achieved_or_late},
        lists::Instant,
        states::{FailureView, Loading, answered},
    },
    domain::alarms::AlarmMove,
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;

/// The page.
#[component]
pub(super) fn One(
    /// Number of the alarm.
    id: Signal<i64>,
) -> impl IntoView {
    let locale = use_locale();
    let act = ServerAction::<MoveAlarm>::new();
    let moved = achieved_or_late(act);
    let found = ask(move || (id.get(), moved.get()), |(id, _)| open_alarm(id));
    let typed = Typed::default();
    Effect::new(move |_| {
        if act.value().with(|answer| matches!(answer, Some(Ok(())))) {
            typed.forget();
        }
    });
    view! {
        <p><a href=ALARMS>{t(locale, "safety.back")}</a></p>
        <div>
            <Done text=done_of(act, move |()| t(locale, "safety.moved").to_owned())/>
            <Fault fault=fault_of(act)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(view) => shown(locale, view, act, typed),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, view: AlarmView, act: ServerAction<MoveAlarm>, typed: Typed) -> AnyView {
    let AlarmView { row, steps, may_raise } = view;
    let name = locale.pick(&row.tribunal_name.0, &row.tribunal_name.1).to_owned();
    let unit = Address::unit(&row.tribunal).to_string();
    let history = if steps.is_empty() {
        view! { <p class="muted">{t(locale, "safety.no_history")}</p> }.into_any()
    } else {
        let steps = steps
            .into_iter()
            .map(|step| {
                view! {
                    <li>
                        <b>{t_data(locale, "alarms.moves", step.what.as_str())}</b>
                        " · "
                        {step.by}
                        " · "
                        <Instant at=step.at/>
                        {(!step.note.is_empty()).then(|| view! { <p>{step.note}</p> }.into_any())}
                    </li>
                }
                .into_any()
            })
            .collect_view()
            .into_any();
        view! { <ol class="plain stack" data-testid="steps">{steps}</ol> }.into_any()
    };
    let raise = may_raise.then(|| {
        let kind = t_data(locale, "alarms.kinds", row.kind.as_str());
        let title = format!("{kind} · {}", place_of(locale, &row));
        let address = Address::new("/problems").with("tab", "raise").with("unit", &row.tribunal);
        let href = address.with("alarm", &row.id.to_string()).with("title", &title).to_string();
        // Problems are pages of the same client.
        view! { <p><a class="button small" href=href>{t(locale, "problems.raise_here")}</a></p> }.into_any()
    });
    let id = row.id;
    let moves = row.may.iter().map(|what| form(locale, id, *what, act)).collect_view().into_any();
    let acts = (!row.may.is_empty()).then(|| {
        view! {
            <section class="panel" aria-labelledby="alarm-acts">
                <h2 id="alarm-acts">{t(locale, "safety.acts")}</h2>
                <Keeps typed>{moves}</Keeps>
            </section>
        }
        .into_any()
    });
    view! {
        <section class="panel" aria-labelledby="alarm-head">
            <h2 id="alarm-head">
                {t_data(locale, "alarms.kinds", row.kind.as_str())}
                " "
                {state_badge(locale, row.state)}
            </h2>
            <dl class="safety-figures">
                <div><dt>{t(locale, "safety.tribunal")}</dt> <dd><a rel="external" href=unit>{name}</a></dd></div>
                <div><dt>{t(locale, "safety.where")}</dt> <dd>{place_of(locale, &row)}</dd></div>
                <div>
                    <dt>{t(locale, "safety.device_state")}</dt>
                    <dd>{t_data(locale, "devices.states", row.device_state.as_str())}</dd>
                </div>
                <div><dt>{t(locale, "safety.raised")}</dt> <dd><Instant at=row.raised_at.clone()/></dd></div>
                <div><dt>{t(locale, "safety.last")}</dt> <dd><Instant at=row.last_at.clone()/></dd></div>
            </dl>
            {remarks(locale, &row)}
            {raise}
        </section>
        <Pictures alarm=row.id of=place_of(locale, &row)/>
        {acts}
        <section class="panel" aria-labelledby="alarm-history">
            <h2 id="alarm-history">{t(locale, "safety.history")}</h2>
            {history}
        </section>
    }
    .into_any()
}

fn form(locale: Locale, id: i64, what: AlarmMove, act: ServerAction<MoveAlarm>) -> AnyView {
    let label = t_data(locale, "alarms.moves", what.as_str());
    let name = label.clone();
    let note = what.needs_note().then(|| {
        let field = format!("note-{}", what.as_str());
        view! {
            <Lines id=field label=t(locale, "safety.note") name="order[note]" field="note" required=true/>
        }
        .into_any()
    });
    let kind = if what == AlarmMove::Dismiss { "button" } else { "button primary" };
    view! {
        <ActionForm action=act>
            <div class="form" role="group" aria-label=name>
                {hidden("id", id.to_string())}
                {hidden("order[what]", what.as_str().to_owned())}
                {note}
                <div class="row">
                    <button class=kind type="submit" disabled=act.pending()>{label}</button>
                </div>
            </div>
        </ActionForm>
    }
    .into_any()
}
