//! What goes back and forth about an item: requests for more evidence, and the history of what was said.

use super::parts::hidden_address;
use crate::{
    api::{
        Failure,
        reviews::{AnswerDemand, DemandRow, EntryView, RevisionRow, get_entry_history},
    },
    components::{
        browser::set_afterwards,
        fields::{Fault, fault_of},
        format::{Instant, who},
        states::TableScroll,
    },
    i18n::{failure_text, t, t_data, t_with, use_locale},
};
use leptos::{prelude::*, task::spawn_local};

/// The requests about an item.
#[component]
pub fn Demands(demands: Vec<DemandRow>, entry: StoredValue<EntryView>) -> impl IntoView {
    let locale = use_locale();
    if demands.is_empty() {
        return ().into_any();
    }
    let rows = demands.into_iter().map(|demand| view! { <Demand demand entry/> }).collect_view();
    view! {
        <div class="stack">
            <h4>{t(locale, "entry.demands")}</h4>
            {rows}
        </div>
    }
    .into_any()
}

#[component]
fn Demand(demand: DemandRow, entry: StoredValue<EntryView>) -> impl IntoView {
    let locale = use_locale();
    let act = ServerAction::<AnswerDemand>::new();
    let value = act.value();
    let answered = demand.answered_at.is_some();
    let due = match (answered, demand.late) {
        (true, _) => ("badge good", "✓ ", t(locale, "entry.answered").to_owned()),
        (false, true) => ("badge bad", "! ", t_with(locale, "entry.answer_late", &[("day", &demand.due)])),
        (false, false) => ("badge warn", "? ", t_with(locale, "entry.answer_due", &[("day", &demand.due)])),
    };
    let said = (!demand.answer.is_empty()).then(|| {
        let at = demand.answered_at.clone().map(|at| view! { <Instant at/> });
        view! { <p class="said">{demand.answer.clone()} " " <small class="muted">{at}</small></p> }
    });
    let may = !answered && entry.with_value(|entry| entry.may_answer);
    let id = format!("answer-{}", demand.id);
    let form = may.then(|| {
        let gone = move || value.with(|value| matches!(value, Some(Ok(()))));
        let at = entry.with_value(|entry| hidden_address(&entry.address));
        view! {
            <div role="status">{move || gone().then(|| view! { <p class="saving good">"✓ " {t(locale, "entry.answered")}</p> })}</div>
            <ActionForm action=act>
                <div class="form wide" class:hidden=gone>
                    {at}
                    <input type="hidden" name="id" value=demand.id.to_string()/>
                    <Fault fault=fault_of(act)/>
                    <div class="field">
                        <label for=id.clone()>{t(locale, "entry.answer")}</label>
                        <textarea id=id.clone() name="answer" rows="2" maxlength="2000" required></textarea>
                    </div>
                    <button class="button" type="submit" disabled=act.pending()>{t(locale, "entry.send_answer")}</button>
                </div>
            </ActionForm>
        }
    });
    view! {
        <div class="notice warn demand" data-testid="demand">
            <p>{demand.text.clone()} " " <span class=due.0>{due.1} {due.2}</span></p>
            {said}
            {form}
        </div>
    }
    .into_any()
}

/// What was said about an item, version by version; loaded when somebody looks.
#[component]
pub fn History(item: String, entry: StoredValue<EntryView>) -> impl IntoView {
    let locale = use_locale();
    let open = RwSignal::new(false);
    let rows = RwSignal::new(None::<Result<Vec<RevisionRow>, Failure>>);
    let item = StoredValue::new(item);
    Effect::new(move |_| {
        if open.get() {
            let (address, item) = (entry.with_value(|entry| entry.address.clone()), item.get_value());
            spawn_local(async move {
                let answer = get_entry_history(address, item).await;
                let _ = rows.try_set(Some(answer));
            });
        }
    });
    let content = move || match rows.get() {
        None => open.get().then(|| view! { <p role="status">{t(locale, "state.loading")}</p> }).into_any(),
        Some(Err(failure)) => view! { <p class="notice bad">{failure_text(locale, &failure)}</p> }.into_any(),
        Some(Ok(rows)) if rows.is_empty() => {
            view! { <p class="muted">{t(locale, "entry.no_history")}</p> }.into_any()
        }
        Some(Ok(rows)) => {
            let rows = rows
                .into_iter()
                .map(|row| {
                    let short: String = row.sha256.chars().take(12).collect();
                    view! {
                        <tr>
                            <td class="num">{row.seq}</td>
                            <td><Instant at=row.at/></td>
                            <td>{who(&row.by)}</td>
                            <td>{t_data(locale, "entry.history_what", &row.what)}</td>
                            <td class="wrap">{row.text}</td>
                            <td><code title=row.sha256>{short}</code></td>
                        </tr>
                    }
                })
                .collect_view();
            view! {
                <TableScroll label=t(locale, "entry.history")>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col" class="num">"#"</th>
                                <th scope="col">{t(locale, "entry.when")}</th>
                                <th scope="col">{t(locale, "entry.who")}</th>
                                <th scope="col">{t(locale, "entry.what")}</th>
                                <th scope="col">{t(locale, "entry.text")}</th>
                                <th scope="col">"SHA-256"</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </TableScroll>
            }
            .into_any()
        }
    };
    view! {
        <details class="needs-js" on:toggle=move |_| set_afterwards(open, true)>
            <summary>{t(locale, "entry.history")}</summary>
            {content}
        </details>
    }
    .into_any()
}
