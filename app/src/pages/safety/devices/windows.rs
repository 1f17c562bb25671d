//! Maintenance and quiet hours.

use crate::{
    api::{
        alarms::{AddWindow, EndWindow, WindowRow, list_windows},
        wire::ask,
    },
    components::{
        fields::{Done, Fault, Field, UnitField, done_of, fault_of},
        forms::achieved,
        lists::Instant,
        states::{Empty, FailureView, Loading, TableScroll, answered},
    },
    domain::alarms::WindowKind,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::safety::{hidden, options},
};
use leptos::prelude::*;

/// The list, and the form for one more.
#[component]
pub(super) fn Windows() -> impl IntoView {
    let locale = use_locale();
    let (add, end) = (ServerAction::<AddWindow>::new(), ServerAction::<EndWindow>::new());
    let (added, ended) = (achieved(add), achieved(end));
    let found = ask(move || added.get() + ended.get(), |_| list_windows());
    let fault = fault_of(add);
    let kinds = WindowKind::ALL.iter().map(|kind| kind.as_str());
    let kinds = kinds.map(|word| (word, t_data(locale, "alarms.windows", word))).collect();
    view! {
        <p class="muted">{t(locale, "safety.window_note")}</p>
        <details class="panel" id="new-window">
            <summary>{t(locale, "safety.window_new")}</summary>
            <ActionForm action=add>
                <div class="form">
                    <div class="field">
                        <label for="window-kind">{t(locale, "safety.window_kind")}</label>
                        <select id="window-kind" name="order[kind]">{options(kinds, String::new())}</select>
                    </div>
                    <UnitField id="window-unit" label=t(locale, "safety.window_unit") name="order[unit]" field="unit" fault required=true/>
                    <Field id="window-hours" label=t(locale, "safety.window_hours") name="order[hours]" field="hours" fault kind="number" value="2" required=true max=4 hint=t(locale, "safety.window_hours_hint")/>
                    <Field id="window-from" label=t(locale, "safety.window_from") name="order[from]" field="from" fault max=5/>
                    <Field id="window-to" label=t(locale, "safety.window_to") name="order[to]" field="to" fault max=5/>
                    <Field id="window-reason" label=t(locale, "safety.window_reason") name="order[reason]" field="reason" fault required=true/>
                    <Fault fault fields=&["unit", "hours", "from", "to", "reason"]/>
                    <div class="row">
                        <button class="button primary" type="submit" disabled=add.pending()>{t(locale, "safety.window_add")}</button>
                    </div>
                </div>
            </ActionForm>
        </details>
        <div>
            <Done text=done_of(add, move |_| t(locale, "safety.window_added").to_owned())/>
            <Done text=done_of(end, move |()| t(locale, "safety.window_ended").to_owned())/>
            <Fault fault=fault_of(end)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(rows) if rows.is_empty() => view! { <Empty text=t(locale, "safety.window_none")/> }.into_any(),
                Ok(rows) => shown(locale, rows, end),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, rows: Vec<WindowRow>, end: ServerAction<EndWindow>) -> AnyView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let unit = locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned();
            let place = if row.device.is_empty() { unit } else { format!("{unit} · {}", row.device) };
            let ends = if row.ends.is_empty() {
                t(locale, "safety.window_endless").into_any()
            } else {
                view! { <Instant at=row.ends/> }.into_any()
            };
            let (from, to) = row.daily;
            let daily = (!from.is_empty()).then(|| {
                let text = t_with(locale, "safety.window_daily", &[("from", &from), ("to", &to)]);
                view! { <small class="muted line">{text}</small> }.into_any()
            });
            view! {
                <tr data-testid="window">
                    <th scope="row">{t_data(locale, "alarms.windows", row.kind.as_str())}</th>
                    <td>{place}</td>
                    <td class="wrap">{row.reason}</td>
                    <td>{row.made_by}</td>
                    <td>{ends} {daily}</td>
                    <td>
                        <ActionForm action=end>
                            {hidden("id", row.id.to_string())}
                            <button class="button small" type="submit" disabled=end.pending()>
                                {t(locale, "safety.window_end")}
                            </button>
                        </ActionForm>
                    </td>
                </tr>
            }
            .into_any()
        })
        .collect_view()
        .into_any();
    view! {
        <div class="panel">
            <TableScroll label=t(locale, "safety.windows")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t(locale, "safety.window_kind")}</th>
                            <th scope="col">{t(locale, "safety.tribunal")}</th>
                            <th scope="col">{t(locale, "safety.window_reason")}</th>
                            <th scope="col">{t(locale, "safety.window_by")}</th>
                            <th scope="col">{t(locale, "safety.window_until")}</th>
                            <th scope="col">{t(locale, "safety.acts")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
        </div>
    }
    .into_any()
}
