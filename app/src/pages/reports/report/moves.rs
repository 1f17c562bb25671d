//! What can be done with a report, and what was done.

use super::{Sheet, finding_text};
use crate::{
    api::reports::{MoveOrder, MoveReport, MoveView, ReportAddress, ReportView},
    components::{
        confirm::Confirm,
        fields::{Fault, fault_of},
        lists::Instant,
        states::TableScroll,
        waiting::AGAIN,
    },
    domain::reports::Move,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;

/// The buttons.
#[component]
pub fn Moves(report: ReportView, sheet: Sheet, act: ServerAction<MoveReport>) -> impl IntoView {
    let locale = use_locale();
    let at = StoredValue::new(report.row.address.clone());
    let hidden = move |what: Move| {
        let at: ReportAddress = at.get_value();
        view! {
            <input type="hidden" name="address[form]" value=at.form/>
            <input type="hidden" name="address[unit]" value=at.unit/>
            <input type="hidden" name="address[period]" value=at.period/>
            <input type="hidden" name="order[what]" value=what.as_str()/>
            <input type="hidden" name="order[revision]" prop:value=move || sheet.revision.get().to_string()
                value=sheet.revision.get_untracked().to_string()/>
        }
    };
    let forms = report
        .may
        .iter()
        .map(|&what| {
            let text = t_with(locale, "reports.move_text", &[("what", word(locale, what))]);
            let label = word(locale, what);
            match what {
                Move::Submit => view! {
                    <Problems report=report.clone() sheet/>
                    <HandIn sheet act label at=at.get_value() hidden=hidden(what).into_any()/>
                }
                .into_any(),
                Move::Approve => view! {
                    <ActionForm action=act>
                        {hidden(what)}
                        <button class="button primary big" type="submit" disabled=act.pending()>{label}</button>
                    </ActionForm>
                }
                .into_any(),
                Move::Withdraw => view! {
                    <ActionForm action=act>
                        {hidden(what)}
                        <Confirm label text busy=act.pending()/>
                    </ActionForm>
                }
                .into_any(),
                Move::Return | Move::Reopen => view! { <Back what label report=report.clone() hidden=hidden(what).into_any() act/> }.into_any(),
            }
        })
        .collect_view();
    view! {
        <div class="stack moves">
            <Fault fault=fault_of(act)/>
            {forms}
        </div>
    }
}

/// Handing in: at once, or as soon as the line is back and everything has arrived.
#[component]
fn HandIn(
    sheet: Sheet,
    act: ServerAction<MoveReport>,
    label: &'static str,
    at: ReportAddress,
    hidden: AnyView,
) -> impl IntoView {
    let locale = use_locale();
    let at = StoredValue::new(at);
    let send = move || {
        let order = MoveOrder {
            what: Move::Submit,
            revision: sheet.revision.get_untracked(),
            reason: String::new(),
            fields: vec![],
        };
        act.dispatch(MoveReport { address: at.get_value(), order });
    };
    let ready = Memo::new(move |_| {
        let clean = sheet.findings.with(Vec::is_empty) && !sheet.unsettled();
        sheet.hand_in.get() && clean && sheet.arrived()
    });
    let (pending, value) = (act.pending(), act.value());
    Effect::new(move |_| {
        if ready.get() && !pending.get_untracked() {
            send();
        }
    });
    Effect::new(move |_| match value.get() {
        Some(Ok(_)) => sheet.forget(),
        Some(Err(failure)) if !failure.is_final() => {
            sheet.want_hand_in(true);
            set_timeout(
                move || {
                    if ready.try_get_untracked() == Some(true) && pending.try_get_untracked() == Some(false) {
                        send();
                    }
                },
                AGAIN,
            );
        }
        // Refused: the person decides anew.
        Some(Err(_)) => sheet.want_hand_in(false),
        None => {}
    });
    let click = move |event: leptos::ev::MouseEvent| {
        event.prevent_default();
        sheet.want_hand_in(true);
    };
    let blocked =
        move || pending.get() || sheet.unsettled() || sheet.findings.with(|found| !found.is_empty());
    let waits = move || {
        (sheet.hand_in.get() && !sheet.arrived()).then(|| {
            view! {
                <p class="notice" data-testid="hand-in-waits">
                    {t(locale, "reports.hand_in_waits")} " "
                    <button type="button" class="button small" on:click=move |_| sheet.want_hand_in(false)>
                        {t(locale, "reports.stop")}
                    </button>
                </p>
            }
        })
    };
    view! {
        <ActionForm action=act>
            {hidden}
            <button class="button primary big" type="submit" disabled=blocked on:click=click>{label}</button>
        </ActionForm>
        <div role="status">{waits}</div>
    }
}

fn word(locale: Locale, what: Move) -> &'static str {
    match what {
        Move::Submit => t(locale, "reports.move.submit"),
        Move::Withdraw => t(locale, "reports.move.withdraw"),
        Move::Approve => t(locale, "reports.move.approve"),
        Move::Return => t(locale, "reports.move.return"),
        Move::Reopen => t(locale, "reports.move.reopen"),
    }
}

/// What keeps it from being handed in, each with the way to its field.
#[component]
fn Problems(report: ReportView, sheet: Sheet) -> impl IntoView {
    let locale = use_locale();
    let names = StoredValue::new(report);
    let list = move || {
        let found = sheet.findings.get();
        (!found.is_empty()).then(|| {
            let count = t_with(locale, "reports.problems", &[("n", &found.len().to_string())]);
            let lines = found
                .into_iter()
                .map(|finding| {
                    let (name, text) = names.with_value(|report| {
                        (name_of(locale, report, &finding.field), finding_text(locale, report, &finding))
                    });
                    view! {
                        <li><a href=format!("#f-{}", finding.field) rel="external">{name}</a> ": " {text}</li>
                    }
                })
                .collect_view();
            view! {
                <details class="notice warn" data-testid="problems">
                    <summary>{count}</summary>
                    <ul>{lines}</ul>
                </details>
            }
        })
    };
    view! { <div>{list}</div> }
}

/// The name of a field or list.
fn name_of(locale: Locale, report: &ReportView, id: &str) -> String {
    let field = report.form.fields().find(|field| field.id == id).map(|field| (&field.zh, &field.en));
    let list = || report.form.lists().find(|list| list.id == id).map(|list| (&list.zh, &list.en));
    field.or_else(list).map_or_else(|| id.to_owned(), |(zh, en)| locale.pick(zh, en).to_owned())
}

/// Sending back, with a reason for the whole and for single fields.
#[component]
fn Back(
    what: Move,
    label: &'static str,
    report: ReportView,
    hidden: AnyView,
    act: ServerAction<MoveReport>,
) -> impl IntoView {
    let locale = use_locale();
    let id = what.as_str();
    let fields = report
        .fields
        .iter()
        .filter(|state| state.revision > 0)
        .enumerate()
        .map(|(n, state)| {
            let name = name_of(locale, &report, &state.field);
            view! {
                <div class="field">
                    <label for=format!("{id}-{n}")>{name} ": " <span class="muted">{state.answer.clone()}</span></label>
                    <input type="hidden" name=format!("order[fields][{n}][0]") value=state.field.clone()/>
                    <input id=format!("{id}-{n}") name=format!("order[fields][{n}][1]") maxlength="500" autocomplete="off"/>
                </div>
            }
        })
        .collect_view();
    view! {
        <details class="panel">
            <summary>{label}</summary>
            <ActionForm action=act>
                {hidden}
                <div class="form wide">
                    <div class="field">
                        <label for=format!("{id}-reason")>{t(locale, "reports.reason")}</label>
                        <textarea id=format!("{id}-reason") name="order[reason]" required rows="2" maxlength="2000"></textarea>
                    </div>
                    <details>
                        <summary>{t(locale, "reports.reason_by_field")}</summary>
                        <div class="fields">{fields}</div>
                    </details>
                    <button class="button danger" type="submit" disabled=act.pending()>{label}</button>
                </div>
            </ActionForm>
        </details>
    }
}

/// What was done with it.
#[component]
pub fn Past(moves: Vec<MoveView>) -> impl IntoView {
    let locale = use_locale();
    let any = !moves.is_empty();
    let rows = moves
        .into_iter()
        .map(|made| {
            view! {
                <tr>
                    <td><Instant at=made.at/></td>
                    <td>{t_data(locale, "reports.move", &made.what)}</td>
                    <td>{made.actor}</td>
                    <td>{made.reason}</td>
                </tr>
            }
        })
        .collect_view();
    any.then(|| {
        view! {
            <section class="panel">
                <h2>{t(locale, "reports.history")}</h2>
                <TableScroll label=t(locale, "reports.history")>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{t(locale, "reports.when")}</th>
                                <th scope="col">{t(locale, "reports.what")}</th>
                                <th scope="col">{t(locale, "reports.who")}</th>
                                <th scope="col">{t(locale, "reports.reason")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </TableScroll>
            </section>
        }
    })
}
