//! A problem with all that belongs to it.

mod again;
mod evidence;
mod moves;

use super::{Framed, PROBLEMS, fact, problems, severity_badge, state_badge};
use crate::{
    address::Address,
    api::{
        problems::{KeptContext, MoveProblem, ProblemMoveView, ProblemView, ShowFile, open_problem},
        wire::ask,
    },
    components::{
        fields::{Done, Fault, done_of, fault_of},
        format::{pick, who},
        forms::{Typed, achieved_or_late},
        lists::Instant,
        states::{Empty, FailureView, Loading, TableScroll, answered},
    },
    domain::problems::ContextKind,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What can be done on the page, and what was typed.
#[derive(Clone, Copy)]
struct Acts {
    go: ServerAction<MoveProblem>,
    file: ServerAction<ShowFile>,
    typed: Typed,
}

/// `/problems/{id}`
#[component]
pub fn Problem() -> impl IntoView {
    let locale = use_locale();
    view! {
        <Framed title=t(locale, "problems.one") tab=Signal::stored("problems")><Body/></Framed>
    }
    .into_any()
}

#[component]
fn Body() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| {
        params.with(|params| params.get("id").and_then(|id| id.parse::<i64>().ok()).unwrap_or_default())
    });
    let acts = Acts { go: ServerAction::new(), file: ServerAction::new(), typed: Typed::default() };
    let moved = achieved_or_late(acts.go);
    let shown = achieved_or_late(acts.file);
    // What was sent and has done its work does not stand in the next form.
    Effect::new(move |_| {
        if acts.go.value().with(|answer| matches!(answer, Some(Ok(())))) {
            acts.typed.forget();
        }
    });
    let asked = move || (id.get(), moved.get() + shown.get());
    let found = ask(asked, |(id, _)| open_problem(id));
    view! {
        <div>
            <Done text=done_of(acts.go, move |()| t(locale, "problems.moved").to_owned())/>
            <Fault fault=fault_of(acts.go)/>
            <Fault fault=fault_of(acts.file)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(view) => shown_problem(locale, view, acts),
            })}
        </Transition>
    }
    .into_any()
}

fn shown_problem(locale: Locale, view: ProblemView, acts: Acts) -> AnyView {
    let row = &view.row;
    let head = view! {
        <section class="panel stack" aria-labelledby="problem-title">
            <header>
                <h2 id="problem-title">{format!("№ {}", row.id)} " · " {pick(locale, &row.category_name)}</h2>
                <div class="row">
                    {severity_badge(locale, row.severity)} {state_badge(locale, row.state)} {problems::signs(locale, row)}
                </div>
            </header>
            <p class="prose" data-testid="problem-text">{row.text.clone()}</p>
            <dl class="facts">
                {fact(t(locale, "problems.unit"), view! {
                    <a rel="external" href=Address::unit(&row.unit).to_string()>{pick(locale, &row.unit_name)}</a>
                }.into_any())}
                {fact(t(locale, "problems.raised"), format!("{} · {}", row.raised_on, who(&row.raised_by)).into_any())}
                {view.verified.as_ref().map(|(way, note, by)| {
                    let way = t_data(locale, "problems.way", way.as_str());
                    fact(t(locale, "problems.verified"), format!("{way} · {note} · {}", who(by)).into_any())
                })}
                {row.owner_role.map(|role| {
                    let role = t_data(locale, "role", role.as_str());
                    let words = [pick(locale, &row.owner_unit), role, row.owner_user.clone()];
                    let words: Vec<String> = words.into_iter().filter(|word| !word.is_empty()).collect();
                    fact(t(locale, "problems.owner"), words.join(" · ").into_any())
                })}
                {row.deadline.clone().map(|day| fact(t(locale, "problems.deadline"), day.into_any()))}
                {(!view.demand.is_empty()).then(|| fact(t(locale, "problems.demand"), view.demand.clone().into_any()))}
                {(!view.measures.is_empty()).then(|| {
                    let said = format!("{} · {}", view.measures, who(&view.answered_by));
                    fact(t(locale, "problems.measures"), said.into_any())
                })}
                {row.recheck_on.clone().map(|day| fact(t(locale, "problems.recheck_on"), day.into_any()))}
                {(!view.bulletins.is_empty()).then(|| {
                    let links = view
                        .bulletins
                        .iter()
                        .map(|(id, number)| {
                            view! { <a href=format!("/bulletins/{id}")>{number.clone()}</a> " " }.into_any()
                        })
                        .collect_view();
                    fact(t(locale, "bulletins.title"), links.into_any())
                })}
            </dl>
        </section>
    }
    .into_any();
    let like = like(locale, &view);
    let history = history(locale, &view.moves);
    view! {
        {head}
        {context(locale, &view.context)}
        {again::again(locale, &view)}
        {evidence::evidence(locale, &view, acts)}
        {moves::moves(locale, &view, acts)}
        {like}
        {history}
    }
    .into_any()
}

/// What it was found in, as it was then.
fn context(locale: Locale, kept: &KeptContext) -> Option<AnyView> {
    if kept.kind == ContextKind::None {
        return None;
    }
    let title = pick(locale, &kept.title);
    let within = pick(locale, &kept.within);
    let place: Vec<String> =
        [within, kept.period.clone()].into_iter().filter(|word| !word.is_empty()).collect();
    let title = if kept.href.is_empty() {
        title.into_any()
    } else {
        view! { <a rel="external" href=kept.href.clone()>{title}</a> }.into_any()
    };
    let figure = kept.figure.as_ref().map(|shot| again::figure(locale, shot));
    let view = view! {
        <section class="panel stack" aria-labelledby="context-title" data-testid="context">
            <header><h2 id="context-title">{t_data(locale, "problems.context", kept.kind.as_str())}</h2></header>
            <p><b>{title}</b> " " <span class="muted">{place.join(" · ")}</span></p>
            {(!kept.text.is_empty()).then(|| view! { <p class="prose">{kept.text.clone()}</p> }.into_any())}
            {figure}
            {kept.safety.as_ref().map(|shot| again::safety(locale, &[(t(locale, "problems.then"), shot)]))}
            <p class="muted small-text">{t(locale, "problems.as_it_was")}</p>
        </section>
    };
    Some(view.into_any())
}

/// Others of the same category at the same unit.
fn like(locale: Locale, view: &ProblemView) -> Option<AnyView> {
    if view.like.is_empty() {
        return None;
    }
    let rows = view
        .like
        .iter()
        .map(|other| {
            let href = format!("{PROBLEMS}/{}", other.id);
            view! {
                <li>
                    <a href=href>{other.text.clone()}</a> " "
                    <small class="muted">{other.raised_on.clone()}</small> " " {state_badge(locale, other.state)}
                </li>
            }
            .into_any()
        })
        .collect_view();
    let view = view! {
        <section class="panel stack" aria-labelledby="like-title">
            <header><h2 id="like-title">{t(locale, "problems.like")}</h2></header>
            <ul class="plain stack">{rows}</ul>
        </section>
    };
    Some(view.into_any())
}

/// What was done to it, in order.
fn history(locale: Locale, moves: &[ProblemMoveView]) -> AnyView {
    let rows = moves
        .iter()
        .map(|done| {
            let way = done.way.map(|way| t_data(locale, "problems.way", way.as_str()));
            let day = (!done.day.is_empty()).then(|| t_with(locale, "problems.until", &[("day", &done.day)]));
            let note = [way, day, Some(done.note.clone())];
            let note: Vec<String> = note.into_iter().flatten().filter(|word| !word.is_empty()).collect();
            view! {
                <tr>
                    <th scope="row"><Instant at=done.at.clone()/></th>
                    <td>{t_data(locale, "problems.move", done.what.as_str())}</td>
                    <td>{state_badge(locale, done.to)}</td>
                    <td>{who(&done.actor)}</td>
                    <td class="wrap">{note.join(" · ")}</td>
                </tr>
            }
            .into_any()
        })
        .collect_view();
    let table = if moves.is_empty() {
        view! { <Empty text=t(locale, "problems.nothing_done")/> }.into_any()
    } else {
        view! {
            <TableScroll label=t(locale, "problems.history")>
                <table>
                    <thead><tr>
                        <th scope="col">{t(locale, "problems.when")}</th>
                        <th scope="col">{t(locale, "problems.what")}</th>
                        <th scope="col">{t(locale, "problems.state_label")}</th>
                        <th scope="col">{t(locale, "problems.by")}</th>
                        <th scope="col">{t(locale, "problems.note_label")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
        }
        .into_any()
    };
    view! {
        <section class="panel stack" aria-labelledby="history-title">
            <header><h2 id="history-title">{t(locale, "problems.history")}</h2></header>
            {table}
        </section>
    }
    .into_any()
}
