//! One import: what would be taken over, what is kept back and why, and the buttons that decide.

use super::{
    imports::state_badge,
    parts::{AdminPage, Confirm, Done, Download, Fault, Instant, Pager, done_of, fault_of, list_words},
};
use crate::api::wire::ask;
use crate::{
    address::Address,
    api::{
        ListQuery, Page,
        imports::{
            CommitImport, ImportDetail, ImportRow, ImportState, Problem, RetryImport, UndoImport, open_import,
        },
    },
    components::{
        format::number,
        states::{FailureView, Loading, NotFound, answered},
    },
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_params_map;

/// What can be done to an import.
#[derive(Clone, Copy)]
struct Acts {
    commit: ServerAction<CommitImport>,
    undo: ServerAction<UndoImport>,
    retry: ServerAction<RetryImport>,
}

/// The page.
#[component]
pub fn Import() -> impl IntoView {
    let locale = use_locale();
    let params = use_params_map();
    let id = Memo::new(move |_| params.with(|params| params.get("id").and_then(|id| id.parse::<i64>().ok())));
    view! {
        <AdminPage title=t(locale, "admin.imports.one")>
            {move || match id.get() {
                Some(id) => view! { <Body id/> }.into_any(),
                None => view! { <NotFound/> }.into_any(),
            }}
        </AdminPage>
    }
}

#[component]
fn Body(id: i64) -> impl IntoView {
    let locale = use_locale();
    let acts = Acts { commit: ServerAction::new(), undo: ServerAction::new(), retry: ServerAction::new() };
    let words = list_words();
    let version =
        move || acts.commit.version().get() + acts.undo.version().get() + acts.retry.version().get();
    let import = ask(
        move || (words.get(), version()),
        move |(query, _)| open_import(id, ListQuery { search: String::new(), ..query }),
    );
    let done = move |key: &'static str| move |_: &ImportDetail| t(locale, key).to_owned();
    view! {
        <p><a href="/admin/imports">"← " {t(locale, "admin.imports.title")}</a></p>
        <Done text=done_of(acts.commit, done("admin.imports.commit_done"))/>
        <Done text=done_of(acts.undo, done("admin.imports.undo_done"))/>
        <Done text=done_of(acts.retry, done("admin.imports.retry_done"))/>
        <Fault fault=fault_of(acts.commit)/>
        <Fault fault=fault_of(acts.undo)/>
        <Fault fault=fault_of(acts.retry)/>
        <Transition fallback=Loading>
            {answered(import, move |answer| {
                match answer {
                    Err(failure) => view! { <FailureView failure/> }.into_any(),
                    Ok(detail) => view! { <Opened detail acts/> }.into_any(),
                }
            })}
        </Transition>
    }
}

#[component]
fn Opened(detail: ImportDetail, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let ImportDetail { import, head, sample, problems, units_new } = detail;
    view! {
        <Summary import=import.clone() acts/>
        {(!units_new.is_empty()).then(|| view! { <NewUnits units=units_new state=import.state/> })}
        <Problems problems id=import.id/>
        <section class="panel" aria-labelledby="sample">
            <header><h2 id="sample">{t(locale, "admin.imports.sample")}</h2></header>
            {sample_table(locale, head, sample)}
        </section>
    }
}

#[component]
fn Summary(import: ImportRow, acts: Acts) -> impl IntoView {
    let locale = use_locale();
    let counts = import.counts;
    let figures = [
        ("rows_read", t(locale, "admin.imports.rows_read"), counts.rows_read),
        ("rows_accepted", t(locale, "admin.imports.rows_accepted"), counts.rows_accepted),
        ("rows_quarantined", t(locale, "admin.imports.rows_quarantined"), counts.rows_quarantined),
        ("facts_new", t(locale, "admin.imports.facts_new"), counts.facts_new),
        ("facts_revised", t(locale, "admin.imports.facts_revised"), counts.facts_revised),
        ("facts_unchanged", t(locale, "admin.imports.facts_unchanged"), counts.facts_unchanged),
    ]
    .map(|(id, label, count)| {
        view! {
            <div>
                <dt>{label}</dt>
                <dd data-testid=id>{number(count as f64, 0)}</dd>
            </div>
        }
    })
    .collect_view();
    let moments = [
        (t(locale, "admin.imports.read_at"), Some(import.created_at.clone())),
        (t(locale, "admin.imports.committed"), import.committed_at.clone()),
        (t(locale, "admin.imports.undone"), import.undone_at.clone()),
    ]
    .map(|(label, at)| at.map(|at| view! { <dt>{label}</dt><dd><Instant at/></dd> }))
    .collect_view();
    view! {
        <section class="panel stack" aria-labelledby="import">
            <header>
                <h2 id="import">{import.file_name.clone()}</h2>
                {state_badge(locale, import.state)}
            </header>
            <dl class="counts">{figures}</dl>
            <dl class="facts">
                <dt>{t(locale, "admin.imports.profile")}</dt>
                <dd><code>{import.profile.clone()}</code></dd>
                <dt>{t(locale, "admin.imports.size")}</dt>
                <dd>{t_with(locale, "admin.imports.bytes", &[("n", &number(import.size as f64, 0))])}</dd>
                <dt>{t(locale, "admin.imports.actor")}</dt>
                <dd>{import.actor.clone()}</dd>
                {moments}
            </dl>
            <div class="row">{buttons(locale, &import, acts)}</div>
        </section>
    }
}

/// What can be done in the state the import is in.
fn buttons(locale: Locale, import: &ImportRow, acts: Acts) -> impl IntoView + use<> {
    let (id, counts) = (import.id, import.counts);
    let say = |key: &str| {
        t_with(
            locale,
            key,
            &[
                ("file", &import.file_name),
                ("new", &number(counts.facts_new as f64, 0)),
                ("revised", &number(counts.facts_revised as f64, 0)),
                ("quarantined", &number(counts.rows_quarantined as f64, 0)),
            ],
        )
    };
    let commit = (import.state == ImportState::Previewed).then(|| {
        let text = say("admin.imports.commit_text");
        view! {
            <ActionForm action=acts.commit>
                <input type="hidden" name="id" value=id/>
                <Confirm label=t(locale, "admin.imports.commit") text busy=acts.commit.pending()/>
            </ActionForm>
        }
    });
    let undo = (import.state == ImportState::Committed).then(|| {
        let text = say("admin.imports.undo_text");
        view! {
            <ActionForm action=acts.undo>
                <input type="hidden" name="id" value=id/>
                <Confirm label=t(locale, "admin.imports.undo") text danger=true busy=acts.undo.pending()/>
            </ActionForm>
        }
    });
    let text = say("admin.imports.retry_text");
    view! {
        {commit}
        {undo}
        <ActionForm action=acts.retry>
            <input type="hidden" name="id" value=id/>
            <Confirm label=t(locale, "admin.imports.retry") text busy=acts.retry.pending()/>
        </ActionForm>
    }
}

#[component]
fn NewUnits(units: Vec<(String, String)>, state: ImportState) -> impl IntoView {
    let locale = use_locale();
    let n = units.len().to_string();
    let title = match state {
        ImportState::Previewed => t_with(locale, "admin.imports.units_will", &[("n", &n)]),
        ImportState::Committed | ImportState::Undone => {
            t_with(locale, "admin.imports.units_were", &[("n", &n)])
        }
    };
    let rows = units
        .into_iter()
        .map(|(code, name)| view! { <li><code>{code}</code> " " {name}</li> })
        .collect_view();
    view! {
        <details class="panel">
            <summary>{title}</summary>
            <ul class="plain columns">{rows}</ul>
        </details>
    }
}

#[component]
fn Problems(problems: Page<Problem>, id: i64) -> impl IntoView {
    let locale = use_locale();
    let (total, offset, shown) = (problems.total, problems.offset, problems.rows.len() as u32);
    let export = Signal::derive(move || Address::new(format!("/api/v1/imports/{id}/problems")));
    let rows = problems
        .rows
        .into_iter()
        .map(|problem| {
            let reason = locale.pick(&problem.zh, &problem.en).to_owned();
            view! {
                <tr>
                    <td>{problem.file}</td>
                    <td class="num">{problem.row}</td>
                    <td>{problem.column}</td>
                    <td>{reason} " " <code class="muted">{problem.code}</code></td>
                    <td class="detail"><code>{problem.raw}</code></td>
                </tr>
            }
        })
        .collect_view();
    let table = if total == 0 {
        view! { <p>{t(locale, "admin.imports.no_problems")}</p> }.into_any()
    } else {
        view! {
            <div class="table-scroll" tabindex="0" role="group" aria-labelledby="problems">
                <table data-testid="problems">
                    <thead>
                        <tr>
                            <th scope="col">{t(locale, "admin.imports.file")}</th>
                            <th scope="col" class="num">{t(locale, "admin.imports.row")}</th>
                            <th scope="col">{t(locale, "admin.imports.column")}</th>
                            <th scope="col">{t(locale, "admin.imports.reason")}</th>
                            <th scope="col">{t(locale, "admin.imports.raw")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pager total offset shown/>
        }
        .into_any()
    };
    view! {
        <section class="panel" aria-labelledby="problems">
            <header>
                <h2 id="problems">{t_with(locale, "admin.imports.problems", &[("n", &number(f64::from(total), 0))])}</h2>
                {(total > 0).then(|| view! { <Download href=export label=t(locale, "admin.imports.problems_csv")/> })}
            </header>
            {table}
        </section>
    }
}

fn sample_table(locale: Locale, head: Vec<String>, sample: Vec<Vec<String>>) -> impl IntoView {
    if head.is_empty() && sample.is_empty() {
        return view! { <p>{t(locale, "state.empty_text")}</p> }.into_any();
    }
    let head = head.into_iter().map(|name| view! { <th scope="col">{name}</th> }).collect_view();
    let rows = sample
        .into_iter()
        .map(|row| {
            let cells = row.into_iter().map(|cell| view! { <td>{cell}</td> }).collect_view();
            view! { <tr>{cells}</tr> }
        })
        .collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="group" aria-labelledby="sample">
            <table>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}
