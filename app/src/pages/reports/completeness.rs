//! Who has handed in what: units × spans, with the way down, a reminder, and what the form costs.

use super::PATH;
use crate::{
    address::Address,
    api::{
        reports::{Completeness, CompletenessRow, RemindOfReports, get_completeness},
        wire::ask,
    },
    components::{
        fields::{Done, Fault, done_of, fault_of},
        lists::Download,
        states::{Empty, FailureView, Loading, TableScroll, answered},
    },
    domain::{reports::Standing, units::Level},
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

/// Spans shown.
const SPANS: u32 = 6;

/// The matrix.
#[component]
pub fn Matrix() -> impl IntoView {
    let locale = use_locale();
    let query = use_query_map();
    let word = move |key| query.with(|query| query.get(key).unwrap_or_default());
    let asked = Memo::new(move |_| (word("form"), word("unit")));
    let remind = ServerAction::<RemindOfReports>::new();
    let reminded =
        done_of(remind, move |n: &u32| t_with(locale, "reports.reminded", &[("n", &n.to_string())]));
    let found = ask(move || asked.get(), |(form, unit)| get_completeness(form, unit, SPANS));
    view! {
        <Done text=reminded/>
        <Fault fault=fault_of(remind)/>
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(found) => shown(locale, found, remind).into_any(),
            })}
        </Transition>
    }
}

fn shown(locale: Locale, found: Completeness, remind: ServerAction<RemindOfReports>) -> impl IntoView {
    let here = Address::new(PATH).with("tab", "completeness").with("form", &found.form);
    let unit = found.path.last().map(|(code, ..)| code.clone()).unwrap_or_default();
    let options = found
        .forms
        .iter()
        .map(|(id, zh, en)| {
            let chosen = *id == found.form;
            view! { <option value=id.clone() selected=chosen>{locale.pick(zh, en).to_owned()}</option> }
        })
        .collect_view();
    let path = found
        .path
        .iter()
        .map(|(code, zh, en)| {
            let name = locale.pick(zh, en).to_owned();
            view! { <li><a href=here.clone().with("unit", code).to_string()>{name}</a></li> }
        })
        .collect_view();
    let tribunals: u32 = found.rows.iter().map(|row| row.tribunals).sum();
    let burden = t_with(
        locale,
        "reports.burden",
        &[
            ("fields", &found.asked.to_string()),
            ("minutes", &found.minutes.to_string()),
            ("tribunals", &tribunals.to_string()),
            ("hours", &(f64::from(tribunals * found.minutes) / 60.0).round().to_string()),
        ],
    );
    // The last span that has ended is the one to remind of.
    let ended = |n: usize| found.in_time.get(n).is_some_and(|(_, due)| *due > 0);
    let last = (0..found.periods.len()).rev().find(|n| ended(*n)).or(found.periods.len().checked_sub(2));
    let period = last.and_then(|n| found.periods.get(n)).cloned().unwrap_or_default();
    let export = Address::new("/api/v1/completeness").with("form", &found.form).with("unit", &unit);
    let heads =
        found.periods.iter().map(|period| view! { <th scope="col">{period.clone()}</th> }).collect_view();
    let rates = found
        .in_time
        .iter()
        .map(|(in_time, due)| {
            let text = if *due == 0 {
                "–".to_owned()
            } else {
                format!("{:.1} % ({in_time}/{due})", f64::from(*in_time) * 100.0 / f64::from(*due))
            };
            view! { <td class="num">{text}</td> }
        })
        .collect_view();
    let empty = found.rows.is_empty() || found.periods.is_empty();
    let form = found.form.clone();
    let rows =
        found.rows.into_iter().map(|unit| row(locale, &here, &form, &found.periods, unit)).collect_view();
    let remind_label = t_with(locale, "reports.remind", &[("period", &period)]);
    let table = if empty {
        view! { <Empty text=t(locale, "reports.none")/> }.into_any()
    } else {
        view! {
            <div class="panel">
                <TableScroll label=t(locale, "reports.tab.completeness")>
                    <table class="matrix">
                        <thead>
                            <tr><th scope="col">{t(locale, "reports.unit")}</th>{heads}</tr>
                        </thead>
                        <tbody>{rows}</tbody>
                        <tfoot>
                            <tr><th scope="row">{t(locale, "reports.in_time")}</th>{rates}</tr>
                        </tfoot>
                    </table>
                </TableScroll>
            </div>
        }
        .into_any()
    };
    view! {
        <form class="toolbar" method="get" action=PATH>
            <input type="hidden" name="tab" value="completeness"/>
            <input type="hidden" name="unit" value=unit.clone()/>
            <div class="field">
                <label for="matrix-form">{t(locale, "reports.form")}</label>
                <select id="matrix-form" name="form">{options}</select>
            </div>
            <button class="button" type="submit">{t(locale, "reports.show")}</button>
        </form>
        <nav aria-label=t(locale, "nav.place")><ol class="row plain crumbs-plain">{path}</ol></nav>
        <p class="muted">{burden}</p>
        <div class="row">
            <ActionForm action=remind>
                <input type="hidden" name="address[form]" value=form.clone()/>
                <input type="hidden" name="address[unit]" value=unit/>
                <input type="hidden" name="address[period]" value=period/>
                <button class="button primary" type="submit" disabled=remind.pending()>{remind_label}</button>
            </ActionForm>
            <Download href=Signal::stored(export) label=t(locale, "reports.export")/>
        </div>
        {table}
    }
}

fn row(locale: Locale, here: &Address, form: &str, periods: &[String], unit: CompletenessRow) -> AnyView {
    let tribunal = unit.level == Level::Tribunal;
    let name = locale.pick(&unit.name.0, &unit.name.1).to_owned();
    let name = if tribunal {
        name.into_any()
    } else {
        let href = here.clone().with("unit", &unit.unit).to_string();
        view! { <a href=href>{name}</a> }.into_any()
    };
    let cells = unit
        .cells
        .iter()
        .zip(periods)
        .map(|(counts, period)| {
            let stands = Standing::ALL.into_iter().zip(counts).filter(|(_, n)| **n > 0);
            let words = stands
                .map(|(standing, n)| {
                    let word = t_data(locale, "reports.standings", standing.as_str());
                    let text = if tribunal { word } else { format!("{word} {n}") };
                    view! { <span class=format!("stand {}", standing.as_str())>{text}</span> }
                })
                .collect_view();
            let parts = [form, &unit.unit, period].map(crate::address::encode).join("/");
            if tribunal {
                view! { <td><a href=format!("{PATH}/{parts}")>{words}</a></td> }.into_any()
            } else {
                view! { <td>{words}</td> }.into_any()
            }
        })
        .collect_view();
    view! { <tr><th scope="row">{name}</th>{cells}</tr> }.into_any()
}
