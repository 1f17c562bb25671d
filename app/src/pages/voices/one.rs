//! A voice with words and contact, for those who answer.

use super::{VOICES, mark, state_badge, ticked};
use crate::{
    address::Address,
    api::{
        voices::{MoveVoice, VoiceView, open_voice},
        wire::ask,
    },
    components::{
        confirm::Confirm,
        fields::{Done, Fault, done_of, fault_of},
        format::{none, pick, who},
        forms::{Keeps, Typed, achieved_or_late},
        states::{FailureView, Loading, answered},
    },
    domain::voices::VoiceMove,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::{
        bulletins::{fact, hidden},
        contacts::Framed,
    },
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// `/voices/{id}`
#[component]
pub fn Voice() -> impl IntoView {
    let locale = use_locale();
    view! { <Framed title=t(locale, "voices.one") tab=Signal::stored("voices")><Body/></Framed> }.into_any()
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or_default())
    });
    let (go, typed) = (ServerAction::<MoveVoice>::new(), Typed::default());
    let moved = achieved_or_late(go);
    Effect::new(move |_| {
        if go.value().with(|answer| matches!(answer, Some(Ok(())))) {
            typed.forget();
        }
    });
    let found = ask(move || (id.get(), moved.get()), |(id, _)| open_voice(id));
    view! {
        <div>
            <Done text=done_of(go, move |()| t(locale, "problems.moved").to_owned())/>
            <Fault fault=fault_of(go)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(view) => shown(locale, &view, go, typed),
            })}
        </Transition>
        <p><a href=VOICES>{t(locale, "voices.all")}</a></p>
    }
    .into_any()
}

fn shown(locale: Locale, view: &VoiceView, go: ServerAction<MoveVoice>, typed: Typed) -> AnyView {
    let row = &view.row;
    let said = |text: &str, nothing: &'static str| match (text.is_empty(), &view.forgotten_on) {
        (false, _) => view! { <span class="prose">{text.to_owned()}</span> }.into_any(),
        (true, Some(day)) => t_with(locale, "voices.forgotten", &[("day", day)]).into_any(),
        (true, None) => none(nothing),
    };
    let problems = match row.problems.is_empty() {
        true => none(t(locale, "voices.nothing_ticked")),
        false => ticked(locale, row).into_any(),
    };
    let answer = row.answered_on.as_ref().map(|day| {
        let text = format!("{} · {day} · {}", row.answer, who(&row.answered_by));
        fact(t(locale, "contacts.answer"), text.into_any())
    });
    let reason =
        (!row.reason.is_empty()).then(|| fact(t(locale, "problems.why"), row.reason.clone().into_any()));
    let forms: Vec<AnyView> = view.may.iter().map(|what| form(locale, row.id, *what, go)).collect();
    view! {
        <section class="panel stack" aria-labelledby="voice-title">
            <header>
                <h2 id="voice-title">
                    <a rel="external" href=Address::unit(&row.unit).to_string()>{pick(locale, &row.unit_name)}</a>
                </h2>
                <div class="row">{state_badge(locale, row.state)}</div>
            </header>
            <dl class="facts">
                {fact(t(locale, "voices.day"), row.day.clone().into_any())}
                {fact(t(locale, "voices.mark_label"), mark(locale, row.rating).into_any())}
                {fact(t(locale, "voices.problem"), problems)}
                {fact(t(locale, "voices.words"), said(&view.text, t(locale, "voices.no_words")))}
                {fact(t(locale, "voices.contact"), said(&view.contact, t(locale, "voices.no_contact")))}
                {answer}
                {reason}
            </dl>
            <p class="muted small-text">{t_with(locale, "voices.logged", &[("day", &view.kept_until)])}</p>
        </section>
        <section class="panel stack" aria-labelledby="voice-todo" data-testid="moves">
            <header><h2 id="voice-todo">{t(locale, "problems.todo")}</h2></header>
            <Keeps typed>{forms}</Keeps>
        </section>
    }
    .into_any()
}

fn form(locale: Locale, id: i64, what: VoiceMove, go: ServerAction<MoveVoice>) -> AnyView {
    let label = match what {
        VoiceMove::Show => t(locale, "voices.do.show"),
        VoiceMove::Hide => t(locale, "voices.do.hide"),
        VoiceMove::Answer => t(locale, "voices.do.answer"),
    };
    let note = (what != VoiceMove::Show).then(|| {
        let (id, label) = match what {
            VoiceMove::Answer => ("voice-answer", t(locale, "contacts.answer")),
            _ => ("voice-reason", t(locale, "problems.why")),
        };
        view! {
            <div class="field">
                <label for=id>{label}</label>
                <textarea id=id name="order[note]" rows="3" maxlength="2000" required></textarea>
            </div>
        }
        .into_any()
    });
    let text = t_data(locale, "voices.sure", what.as_str());
    let danger = what == VoiceMove::Hide;
    view! {
        <details>
            <summary>{label}</summary>
            <ActionForm action=go>
                <div class="form">
                    {hidden("id", id.to_string())}
                    {hidden("order[what]", what.as_str().to_owned())}
                    {note}
                    <div class="row"><Confirm label text danger=danger busy=go.pending()/></div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}
