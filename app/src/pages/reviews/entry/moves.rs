//! The statement of the whole, what stands in the way, what can be done with an entry, and what was done.

use super::{
    draft::Draft,
    item::SavingMark,
    parts::{FilesOnWay, hidden_address},
};
use crate::{
    api::reviews::{EntryMoveView, EntryView, Lack, MoveEntry},
    components::{
        confirm::Confirm,
        fields::{Fault, fault_of},
        format::{Instant, who},
        forms::afresh,
        states::TableScroll,
    },
    domain::reviews::EntryMove,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::reviews::states::state_word,
};
use leptos::prelude::*;
use std::sync::Arc;

/// The statement that what it says is true.
#[component]
pub fn Statement(entry: StoredValue<EntryView>, draft: Draft) -> impl IntoView {
    let locale = use_locale();
    let (may_fill, text, part) =
        entry.with_value(|entry| (entry.may_fill, entry.statement.clone(), entry.state.takes_part()));
    let content = match draft.cell("") {
        Some(cell) if may_fill => view! {
            <div class="field ask">
                <label for="statement">{t(locale, "entry.statement_label")}</label>
                <textarea id="statement" rows="3" maxlength="4000" prop:value=move || cell.statement.get()
                    on:input=move |event| {
                        cell.statement.set(event_target_value(&event));
                        draft.typed("");
                    }>
                    {crate::components::format::textarea_text(cell.statement.get_untracked())}
                </textarea>
                <SavingMark cell draft item=String::new()/>
            </div>
        }
        .into_any(),
        _ if !part && text.is_empty() => return ().into_any(),
        _ if text.is_empty() => view! { <p class="muted">{t(locale, "entry.no_statement")}</p> }.into_any(),
        _ => view! { <p class="said">{text}</p> }.into_any(),
    };
    view! {
        <section class="panel stack" id="i-" aria-labelledby="statement-title">
            <h2 id="statement-title">{t(locale, "entry.statement")}</h2>
            {content}
        </section>
    }
    .into_any()
}

/// What can be done.
#[component]
pub fn Moves(entry: StoredValue<EntryView>, draft: Draft, act: ServerAction<MoveEntry>) -> impl IntoView {
    let locale = use_locale();
    let may = entry.with_value(|entry| entry.may.clone());
    if may.is_empty() {
        return ().into_any();
    }
    // What is typed for one move never stands at another.
    let form = move |what: EntryMove| one(locale, what, entry, draft, act);
    let forms = may
        .into_iter()
        .map(|what| afresh(what.as_str().to_owned(), Arc::new(move || form(what))))
        .collect_view();
    view! {
        <section class="stack moves" aria-label=t(locale, "entry.moves")>
            <Fault fault=fault_of(act)/>
            {forms}
        </section>
    }
    .into_any()
}

fn one(
    locale: Locale,
    what: EntryMove,
    entry: StoredValue<EntryView>,
    draft: Draft,
    act: ServerAction<MoveEntry>,
) -> AnyView {
    let label = match what {
        EntryMove::Admit => t(locale, "entry.move.admit"),
        EntryMove::Decline => t(locale, "entry.move.decline"),
        EntryMove::Submit => t(locale, "entry.move.submit"),
        EntryMove::TakeBack => t(locale, "entry.move.take_back"),
        EntryMove::Approve => t(locale, "entry.move.approve"),
        EntryMove::Return => t(locale, "entry.move.return"),
        EntryMove::Withdraw => t(locale, "entry.move.withdraw"),
        EntryMove::Exclude => t(locale, "entry.move.exclude"),
        // Nobody does it by hand.
        EntryMove::Settle | EntryMove::Unsettle => return ().into_any(),
    };
    let hidden = entry.with_value(|entry| {
        view! {
            {hidden_address(&entry.address)}
            <input type="hidden" name="order[what]" value=what.as_str()/>
            <input type="hidden" name="order[revision]" value=entry.revision.to_string()/>
        }
        .into_any()
    });
    let text = t_with(locale, "entry.move_text", &[("what", label)]);
    match what {
        EntryMove::Submit => {
            let files = Memo::new(move |_| draft.on_way.with(|files| files.values().sum::<usize>()));
            let ready = Memo::new(move |_| {
                draft.lacks().is_empty()
                    && !draft.unsettled()
                    && draft.sender.trouble.with(Option::is_none)
                    && files.get() == 0
            });
            let shown = move || if ready.get() { "" } else { "hidden" };
            let value = act.value();
            Effect::new(move |_| {
                if value.with(|value| matches!(value, Some(Ok(())))) {
                    draft.forget();
                }
            });
            view! {
                <Lacks entry draft/>
                <FilesOnWay files/>
                <div class=shown>
                    <ActionForm action=act>
                        {hidden}
                        <Confirm label text=t(locale, "entry.submit_text").to_owned() busy=act.pending()/>
                    </ActionForm>
                </div>
            }
            .into_any()
        }
        EntryMove::Return | EntryMove::Decline | EntryMove::Withdraw | EntryMove::Exclude => {
            view! { <WithReason what label text hidden entry act/> }.into_any()
        }
        _ => view! {
            <ActionForm action=act>
                {hidden}
                <Confirm label text busy=act.pending()/>
            </ActionForm>
        }
        .into_any(),
    }
}

/// What stands in the way of handing in, each with the way to it.
#[component]
fn Lacks(entry: StoredValue<EntryView>, draft: Draft) -> impl IntoView {
    let locale = use_locale();
    let line = move |lack: Lack| {
        let name = entry.with_value(|entry| {
            let item = entry.standard.item(&lack.item);
            item.map_or_else(
                || t(locale, "entry.statement").to_owned(),
                |item| locale.pick(&item.zh, &item.en).to_owned(),
            )
        });
        let what = t_data(locale, "entry.lack", &lack.what);
        view! { <li><a class="way" href=format!("#i-{}", lack.item) rel="external">{name}</a> " " {what}</li> }
    };
    let list = move || {
        let lacks = draft.lacks();
        let any = !lacks.is_empty();
        any.then(|| {
            let count = t_with(locale, "entry.lacks", &[("n", &lacks.len().to_string())]);
            let lines = lacks.into_iter().map(line).collect_view();
            view! {
                <details class="notice warn" data-testid="lacks">
                    <summary>{count}</summary>
                    <ul>{lines}</ul>
                </details>
            }
        })
    };
    view! { <div>{list}</div> }.into_any()
}

/// A move that wants a reason; sending back can say one for every item.
#[component]
fn WithReason(
    what: EntryMove,
    label: &'static str,
    text: String,
    hidden: AnyView,
    entry: StoredValue<EntryView>,
    act: ServerAction<MoveEntry>,
) -> impl IntoView {
    let locale = use_locale();
    let word = what.as_str();
    let items = (what == EntryMove::Return).then(|| {
        let fields = entry.with_value(|entry| {
            let items = entry.standard.items().filter_map(|item| {
                let known = entry.items.iter().find(|known| known.id == item.id && known.applies)?;
                let points = known.points.or(known.computed);
                Some((item, points.map_or_else(|| "–".to_owned(), |points| points.to_string())))
            });
            items
                .enumerate()
                .map(|(n, (item, points))| {
                    let id = format!("{word}-{n}");
                    let name = locale.pick(&item.zh, &item.en).to_owned();
                    view! {
                        <div class="field">
                            <label for=id.clone()>{name} " " <span class="muted">{points}</span></label>
                            <input type="hidden" name=format!("order[items][{n}][0]") value=item.id.clone()/>
                            <input id=id name=format!("order[items][{n}][1]") maxlength="500" autocomplete="off"/>
                        </div>
                    }
                })
                .collect_view()
        });
        view! {
            <details>
                <summary>{t(locale, "entry.reason_by_item")}</summary>
                <div class="fields">{fields}</div>
            </details>
        }
    });
    view! {
        <details class="panel">
            <summary>{label}</summary>
            <ActionForm action=act>
                {hidden}
                <div class="form wide">
                    <div class="field">
                        <label for=format!("{word}-reason")>{t(locale, "entry.reason")}</label>
                        <textarea id=format!("{word}-reason") name="order[reason]" required rows="2" maxlength="2000"></textarea>
                    </div>
                    {items}
                    <div class="row"><Confirm label text danger=true busy=act.pending()/></div>
                </div>
            </ActionForm>
        </details>
    }
    .into_any()
}

/// What was done with it.
#[component]
pub fn Past(moves: Vec<EntryMoveView>) -> impl IntoView {
    let locale = use_locale();
    if moves.is_empty() {
        return ().into_any();
    }
    let rows = moves
        .into_iter()
        .map(|made| {
            let called = if made.actor.is_empty() {
                t(locale, "entry.a_reviewer").to_owned()
            } else {
                who(&made.actor)
            };
            view! {
                <tr>
                    <td><Instant at=made.at/></td>
                    <td>{t_data(locale, "entry.move", &made.what)}</td>
                    <td>{state_word(locale, made.to)}</td>
                    <td>{called}</td>
                    <td class="wrap">{made.reason}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="past-title">
            <h2 id="past-title">{t(locale, "entry.past")}</h2>
            <TableScroll label=t(locale, "entry.past")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t(locale, "entry.when")}</th>
                            <th scope="col">{t(locale, "entry.what")}</th>
                            <th scope="col">{t(locale, "entry.stands")}</th>
                            <th scope="col">{t(locale, "entry.who")}</th>
                            <th scope="col">{t(locale, "entry.reason")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
        </section>
    }
    .into_any()
}
