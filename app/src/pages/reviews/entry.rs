//! The entry of a tribunal in a campaign: its self-assessment, what its court, its city and the province do with it, and
//! what came of it.

mod draft;
mod evidence;
mod item;
mod moves;
mod objections;
pub(super) mod parts;
mod result;
mod talk;

use super::{campaign_href, states::state_badge};
use crate::{
    api::{
        Failure,
        reviews::{DecideVeto, EntryAddress, EntryView, MoveEntry, ObjectToResult, open_entry},
        session::session_info,
        wire::ask,
    },
    components::{
        fields::{Done, done_of},
        forms::{Keeps, Typed, achieved, achieved_or_late},
        states::{FailureView, Loading, answered},
    },
    i18n::{t, t_with, use_locale},
};
use draft::Draft;
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use parts::Line;

/// What is done with an entry as a whole; the page is made anew afterwards.
#[derive(Clone, Copy)]
struct Acts {
    moves: ServerAction<MoveEntry>,
    veto: ServerAction<DecideVeto>,
    object: ServerAction<ObjectToResult>,
    /// What was typed for that: it is not lost when somebody was faster.
    typed: Typed,
    /// Files of an objection: number and name.
    files: RwSignal<Vec<(i64, String)>>,
}

impl Acts {
    fn new() -> Self {
        let (moves, veto, object) = (ServerAction::new(), ServerAction::new(), ServerAction::new());
        let (typed, files) = (Typed::default(), RwSignal::new(vec![]));
        let done = (achieved(moves), achieved(veto), achieved(object));
        Effect::new(move |before: Option<usize>| {
            let now = done.0.get() + done.1.get() + done.2.get();
            if before.is_some_and(|before| before != now) {
                typed.forget();
                files.set(vec![]);
            }
            now
        });
        Self { moves, veto, object, typed, files }
    }
}

/// The page.
#[component]
pub fn Entry() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let address = Memo::new(move |_| {
        let word = |key| params.with(|params| params.get(key).unwrap_or_default());
        (word("campaign"), word("unit"))
    });
    let acts = Acts::new();
    // A refusal leaves the page as it is, unless it is out of date.
    let asked = (achieved_or_late(acts.moves), achieved_or_late(acts.veto), achieved_or_late(acts.object));
    let version = move || asked.0.get() + asked.1.get() + asked.2.get();
    let entry = ask(
        move || (address.get(), version()),
        |((campaign, unit), _)| async move {
            let address = EntryAddress { campaign: Failure::numbered("campaign", &campaign)?, unit };
            Ok::<_, Failure>((open_entry(address).await?, session_info().await?))
        },
    );
    let done = move |key: &'static str| t(locale, key).to_owned();
    view! {
        <section class="page stack reviews entry">
            <Transition fallback=Loading>
                {answered(entry, move |answer| match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok((entry, info)) => {
                        let user = info.user.unwrap_or_default();
                        view! { <Whole entry user acts/> }.into_any()
                    }
                })}
            </Transition>
            <Done text=done_of(acts.moves, move |()| done("entry.moved"))/>
            <Done text=done_of(acts.veto, move |()| done("entry.veto.done"))/>
            <Done text=done_of(acts.object, move |()| done("entry.objection.done"))/>
        </section>
    }
    .into_any()
}

/// The whole entry.
#[component]
fn Whole(entry: EntryView, user: String, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let draft = Draft::new(&entry, &user);
    let works = entry.may_fill || entry.may_answer;
    Effect::new(move |_| {
        if works {
            draft.take_up();
        }
    });
    let unit = locale.pick(&entry.unit_name.0, &entry.unit_name.1).to_owned();
    let campaign = locale.pick(&entry.campaign.0, &entry.campaign.1).to_owned();
    let title = format!("{unit} · {campaign}");
    let state = entry.state;
    let due = (!entry.due.is_empty()).then(|| {
        let class = if entry.days_late.is_some() { "badge bad" } else { "muted" };
        let text = match entry.days_late {
            Some(days) => t_with(locale, "entry.late", &[("day", &entry.due), ("n", &days.to_string())]),
            None => t_with(locale, "entry.due", &[("day", &entry.due)]),
        };
        view! { <span class=class>{text}</span> }
    });
    let standard = &entry.standard;
    let name = locale.pick(&standard.zh, &standard.en).to_owned();
    let illustrative = standard.illustrative.then(|| {
        let note = locale.pick(&standard.note.0, &standard.note.1).to_owned();
        view! { <p class="notice warn">"◇ " {t(locale, "entry.illustrative")} " " {note}</p> }
    });
    let taken = entry.values_at.clone().map(|at| {
        view! { <p class="muted">{t(locale, "entry.values_at")} " " <crate::components::format::Instant at/></p> }
    });
    let announced = entry.phase.is_announced() && state.takes_part();
    let stored = StoredValue::new(entry.clone());
    let sections = standard
        .categories
        .iter()
        .map(|category| {
            let id = format!("c-{}", category.id);
            let titled = id.clone();
            let items = category
                .items
                .iter()
                .filter_map(|asked| {
                    let known = entry.items.iter().find(|known| known.id == asked.id)?.clone();
                    Some(view! { <item::ItemPart asked=asked.clone() known entry=stored draft/> }.into_any())
                })
                .collect_view();
            let name = locale.pick(&category.zh, &category.en).to_owned();
            let full = t_with(locale, "entry.full", &[("n", &category.full().to_string())]);
            view! {
                <section class="stack" aria-labelledby=titled>
                    <h2 id=id>{name} " " <small class="muted">{full}</small></h2>
                    {items}
                </section>
            }
        })
        .collect_view();
    view! {
        <Title text=title.clone()/>
        <p><a href=campaign_href(entry.address.campaign).to_string()>"← " {campaign}</a></p>
        <h1>{unit}</h1>
        <p class="row">
            <span data-testid="entry-state">{state_badge(locale, state)}</span>
            {due}
            <span class="muted">{name} " " {standard.edition.clone()}</span>
        </p>
        {illustrative}
        {works.then(|| view! { <Line trouble=draft.sender.trouble waiting=Signal::derive(move || draft.waiting())/> })}
        {state.takes_part().then(|| view! { <Progress entry=stored draft/> })}
        {taken}
        {announced.then(|| view! { <result::ResultPart entry=stored/> })}
        <Keeps typed=acts.typed><result::Vetoes entry=stored act=acts.veto/></Keeps>
        {sections}
        <moves::Statement entry=stored draft/>
        <Keeps typed=acts.typed>
            <moves::Moves entry=stored draft act=acts.moves/>
            <objections::Objections entry=stored act=acts.object user files=acts.files/>
        </Keeps>
        <moves::Past moves=entry.moves/>
    }
    .into_any()
}

/// How many items are complete, and what its own points would give.
#[component]
fn Progress(entry: StoredValue<EntryView>, draft: Draft) -> impl IntoView {
    let locale = use_locale();
    let (all, total, announced) = entry.with_value(|entry| {
        let all = entry.items.iter().filter(|item| item.applies).count();
        let total = t_with(
            locale,
            "entry.own_total",
            &[("n", &entry.scored.total.to_string()), ("full", &entry.scored.full.to_string())],
        );
        (all, total, entry.phase.is_announced())
    });
    let complete = Memo::new(move |_| {
        let lacks = draft.lacks();
        let mut open: Vec<_> = lacks.iter().map(|lack| &lack.item).filter(|item| !item.is_empty()).collect();
        open.dedup();
        all.saturating_sub(open.len())
    });
    let words = move || {
        t_with(locale, "entry.progress", &[("n", &complete.get().to_string()), ("all", &all.to_string())])
    };
    view! {
        <p class="row">
            <progress max=all prop:value=move || complete.get() as f64 value=complete.get_untracked()
                aria-label=t(locale, "entry.progress_label")></progress>
            <span data-testid="progress">{words}</span>
            {(!announced).then(|| view! { <span class="muted">{total}</span> })}
        </p>
    }
    .into_any()
}
