//! Where alarms are told to other systems.

use crate::{
    api::{
        hooks::{AddHook, EndHook, HookRow, NewHook, list_hooks},
        wire::ask,
    },
    components::{
        confirm::Confirm,
        fields::{Done, Fault, Field, UnitField, done_of, fault_of},
        forms::achieved,
        lists::Instant,
        states::{Empty, FailureView, Loading, TableScroll, answered},
    },
    domain::alarms::AlarmKind,
    i18n::{Locale, t, t_data, t_with, use_locale},
    pages::safety::{hidden, options},
};
use leptos::prelude::*;

/// The list, and the form for one more.
#[component]
pub(super) fn HookList() -> impl IntoView {
    let locale = use_locale();
    let (add, end) = (ServerAction::<AddHook>::new(), ServerAction::<EndHook>::new());
    let (added, ended) = (achieved(add), achieved(end));
    let found = ask(move || added.get() + ended.get(), |_| list_hooks());
    let fault = fault_of(add);
    let kinds = AlarmKind::ALL.iter().map(|kind| kind.as_str());
    let kinds = kinds.map(|word| (word, t_data(locale, "alarms.kinds", word))).collect();
    let made = move || add.value().get().and_then(Result::ok).map(|made| secret(locale, &made));
    view! {
        <p class="muted">{t(locale, "safety.hook_note")}</p>
        <div aria-live="polite">{made}</div>
        <details class="panel needs-js" id="new-hook">
            <summary>{t(locale, "safety.hook_new")}</summary>
            <ActionForm action=add>
                <div class="form">
                    <UnitField id="hook-unit" label=t(locale, "safety.hook_unit") name="order[unit]" field="unit" fault required=true/>
                    <Field id="hook-url" label=t(locale, "safety.hook_url") name="order[url]" field="url" fault kind="url" required=true max=500/>
                    <div class="field">
                        <label for="hook-kinds">{t(locale, "safety.hook_kinds")}</label>
                        <select id="hook-kinds" name="order[kinds]">
                            <option value="">{t(locale, "safety.hook_all_kinds")}</option>
                            {options(kinds, String::new())}
                        </select>
                    </div>
                    <Fault fault fields=&["unit", "url"]/>
                    <div class="row">
                        <button class="button primary" type="submit" disabled=add.pending()>{t(locale, "safety.hook_add")}</button>
                    </div>
                </div>
            </ActionForm>
        </details>
        <div>
            <Done text=done_of(end, move |()| t(locale, "safety.hook_ended").to_owned())/>
            <Fault fault=fault_of(end)/>
        </div>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(rows) if rows.is_empty() => view! { <Empty text=t(locale, "safety.hook_none")/> }.into_any(),
                Ok(rows) => shown(locale, rows, end),
            })}
        </Transition>
    }
    .into_any()
}

/// The secret, this once.
fn secret(locale: Locale, made: &NewHook) -> AnyView {
    let text = t_with(locale, "safety.hook_made", &[("n", &made.id.to_string())]);
    view! {
        <section class="panel">
            <p class="notice">{text}</p>
            <p><code class="wrap" data-testid="hook-secret">{made.secret.clone()}</code></p>
        </section>
    }
    .into_any()
}

fn shown(locale: Locale, rows: Vec<HookRow>, end: ServerAction<EndHook>) -> AnyView {
    let rows = rows.into_iter().map(|found| row(locale, found, end)).collect_view().into_any();
    view! {
        <div class="panel">
            <TableScroll label=t(locale, "safety.hooks")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t(locale, "safety.hook_url")}</th>
                            <th scope="col">{t(locale, "safety.hook_unit")}</th>
                            <th scope="col">{t(locale, "safety.hook_kinds")}</th>
                            <th scope="col" class="num">{t(locale, "safety.hook_waiting")}</th>
                            <th scope="col">{t(locale, "safety.hook_sent")}</th>
                            <th scope="col">{t(locale, "safety.hook_state")}</th>
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

fn row(locale: Locale, row: HookRow, end: ServerAction<EndHook>) -> AnyView {
    let kinds: Vec<String> =
        row.kinds.iter().map(|kind| t_data(locale, "alarms.kinds", kind.as_str())).collect();
    let kinds =
        if kinds.is_empty() { t(locale, "safety.hook_all_kinds").to_owned() } else { kinds.join(" · ") };
    let sent = match row.sent_at {
        Some(at) => view! { <Instant at/> }.into_any(),
        None => view! { <span class="muted">{t(locale, "safety.hook_never")}</span> }.into_any(),
    };
    let given_up = row.given_up_at.map(|at| {
        view! { <small class="muted line">{t(locale, "safety.hook_given_up")} " " <Instant at/></small> }
            .into_any()
    });
    let state = if row.error.is_empty() {
        view! { <span class="badge good">{t(locale, "safety.hook_fine")}</span> }.into_any()
    } else {
        view! { <span class="badge bad">{row.error}</span> }.into_any()
    };
    let text = t(locale, "safety.hook_sure").to_owned();
    view! {
        <tr data-testid="hook">
            <th scope="row" class="wrap">{row.id} ". " {row.url}</th>
            <td>{locale.pick(&row.unit_name.0, &row.unit_name.1).to_owned()}</td>
            <td>{kinds}</td>
            <td class="num">{row.waiting}</td>
            <td>{sent}</td>
            <td class="wrap">{state} {given_up}</td>
            <td>
                <ActionForm action=end>
                    {hidden("id", row.id.to_string())}
                    <Confirm label=t(locale, "safety.hook_end") text danger=true small=true busy=end.pending()/>
                </ActionForm>
            </td>
        </tr>
    }
    .into_any()
}
