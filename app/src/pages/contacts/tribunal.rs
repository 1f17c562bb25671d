//! A tribunal with its contact person, visits and difficulties.

use super::{Framed, difficulties, guidance_badge, person, visits};
use crate::{
    address::Address,
    api::{
        Failure,
        contacts::{
            AssignContact, ContactView, EndContact, MoveDifficulty, RaiseDifficulty, RecordVisit,
            WithdrawVisit, open_contact,
        },
        wire::ask,
    },
    components::{
        fields::{Done, Fault, done_of, fault_of},
        format::pick,
        forms::{Keeps, Typed, achieved_or_late, afresh},
        states::{FailureView, Loading, answered},
    },
    i18n::{Locale, t, use_locale},
};
use leptos::{
    prelude::*,
    server_fn::{ServerFn, client::Client},
};
use leptos_router::hooks::use_params_map;
use std::sync::Arc;

/// What was sent and has done its work does not stand in the next form.
fn forgets<S>(go: ServerAction<S>) -> Typed
where
    S: ServerFn<Error = Failure> + Clone + Send + Sync + 'static,
    S::Output: Send + Sync + 'static,
    S::Client: Client<Failure>,
{
    let typed = Typed::default();
    Effect::new(move |_| {
        if go.value().with(|answer| matches!(answer, Some(Ok(_)))) {
            typed.forget();
        }
    });
    typed
}

/// What can be done on the page, and what was typed into the form for it.
#[derive(Clone, Copy)]
struct Acts {
    assign: (ServerAction<AssignContact>, Typed),
    end: ServerAction<EndContact>,
    visit: (ServerAction<RecordVisit>, Typed),
    withdraw: ServerAction<WithdrawVisit>,
    raise: (ServerAction<RaiseDifficulty>, Typed),
    go: (ServerAction<MoveDifficulty>, Typed),
}

/// `/contacts/{unit}`
#[component]
pub fn Tribunal() -> impl IntoView {
    let locale = use_locale();
    view! { <Framed title=t(locale, "contacts.one") tab=Signal::stored("contacts")><Body/></Framed> }
        .into_any()
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let unit = Memo::new(move |_| params.with(|params| params.get("unit").unwrap_or_default()));
    let (assign, visit) = (ServerAction::new(), ServerAction::new());
    let (raise, go) = (ServerAction::new(), ServerAction::new());
    let acts = Acts {
        assign: (assign, forgets(assign)),
        end: ServerAction::new(),
        visit: (visit, forgets(visit)),
        withdraw: ServerAction::new(),
        raise: (raise, forgets(raise)),
        go: (go, forgets(go)),
    };
    let changes = [
        achieved_or_late(acts.assign.0),
        achieved_or_late(acts.end),
        achieved_or_late(acts.visit.0),
        achieved_or_late(acts.withdraw),
        achieved_or_late(acts.raise.0),
        achieved_or_late(acts.go.0),
    ];
    let asked = move || (unit.get(), changes.iter().map(|change| change.get()).sum::<usize>());
    let found = ask(asked, |(unit, _)| open_contact(unit));
    view! {
        <div>
            <Done text=done_of(acts.assign.0, move |()| t(locale, "contacts.assigned").to_owned())/>
            <Done text=done_of(acts.end, move |()| t(locale, "contacts.ended").to_owned())/>
            <Done text=done_of(acts.visit.0, move |_| t(locale, "contacts.visit_kept").to_owned())/>
            <Done text=done_of(acts.raise.0, move |_| t(locale, "contacts.raised_done").to_owned())/>
            <Done text=done_of(acts.go.0, move |()| t(locale, "problems.moved").to_owned())/>
            <Fault fault=fault_of(acts.end)/>
            <Fault fault=fault_of(acts.withdraw)/>
            <Fault fault=fault_of(acts.go.0)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(view) => shown(locale, view, acts),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, view: ContactView, acts: Acts) -> AnyView {
    let row = &view.row;
    let place = [pick(locale, &row.city_name), pick(locale, &row.court_name)];
    let place: Vec<String> = place.into_iter().filter(|name| !name.is_empty()).collect();
    let head = view! {
        <section class="panel stack" aria-labelledby="contact-title">
            <header>
                <h2 id="contact-title">
                    <a rel="external" href=Address::unit(&row.unit).to_string()>{pick(locale, &row.unit_name)}</a>
                </h2>
                <div class="row">{guidance_badge(locale, row.guidance)}</div>
            </header>
            <p class="muted">{place.join(" · ")}</p>
            {person::facts(locale, &view)}
        </section>
    }
    .into_any();
    let typed = acts.assign.1;
    let naming = view.may_oversee.then(|| {
        let form = person::naming(locale, &view, acts.assign.0, acts.end);
        view! { <Keeps typed>{form}</Keeps> }.into_any()
    });
    let typed = acts.go.1;
    let difficulties = difficulties::of_tribunal(locale, &view, acts.go.0);
    let difficulties = view! { <Keeps typed>{difficulties}</Keeps> }.into_any();
    let typed = acts.raise.1;
    let raise = difficulties::raise(locale, &view, acts.raise.0)
        .map(|form| view! { <Keeps typed>{form}</Keeps> }.into_any());
    let typed = acts.visit.1;
    let visit = view.may_oversee.then(|| {
        // What was recorded does not stand in the form for the next visit.
        let known = view.visits.iter().map(|visit| visit.id).max().unwrap_or_default();
        let for_form = view.clone();
        let form = afresh(
            format!("{}-{known}", view.row.unit),
            Arc::new(move || visits::form(locale, &for_form, acts.visit.0)),
        );
        view! { <Keeps typed>{form}</Keeps> }.into_any()
    });
    view! {
        {head}
        {naming}
        {difficulties}
        {raise}
        {visits::list(locale, &view, acts.withdraw)}
        {visit}
        {person::before(locale, &view)}
    }
    .into_any()
}
