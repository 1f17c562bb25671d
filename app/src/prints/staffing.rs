//! Staffing against caseload: judges, assistants and clerks as 1 : x : y, ages, vacancies, and what each judge carries.

use super::{Order, beside, explain_address};
use crate::{
    address::Address,
    api::{
        Failure,
        values::{ValueRow, ValuesQuery},
    },
    components::{
        format::{NONE, amount, number, value_or_none},
        states::Empty,
        table::{Table, numbers, words},
    },
    domain::{analysis::Spread, units::Level},
    i18n::{Locale, t, t_with},
};
use leptos::prelude::*;
use std::collections::BTreeMap;

const ASSISTANTS: &str = "assistants_per_judge";
const CLERKS: &str = "clerks_per_judge";
const VACANT: &str = "vacancy_rate";
const YOUNG: &str = "young_judges_share";
const OLD: &str = "over_50_judges_share";
const LOAD: &str = "received_per_judge";
const PENDING: &str = "pending_per_judge";
/// All of them, by their ids in the catalogue.
const ALL: [&str; 7] = [ASSISTANTS, CLERKS, VACANT, YOUNG, OLD, LOAD, PENDING];

/// The values of a unit by indicator.
type Values = BTreeMap<String, ValueRow>;

/// The table of a unit: the units below it, and itself at the end.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let own = ValuesQuery { indicator: ALL.join(","), ..order.values() };
    let mut rows = order.services.query_values(&order.actor, &own).await?;
    let level = rows.first().map(|row| row.level);
    let below: &[Level] = match level {
        Some(Level::Province) => &[Level::City, Level::Court, Level::Tribunal],
        Some(Level::City) => &[Level::Court, Level::Tribunal],
        Some(Level::Court) => &[Level::Tribunal],
        _ => &[],
    };
    for level in below {
        let query = ValuesQuery { level: Some(level.as_str().to_owned()), ..own.clone() };
        let found = order.services.query_values(&order.actor, &query).await?;
        if !found.is_empty() {
            rows = found.into_iter().chain(rows).collect();
            break;
        }
    }
    // A unit's values come one after the other.
    let of = |rows: &[ValueRow]| rows.iter().map(|row| (row.indicator.clone(), row.clone())).collect();
    let units: Vec<Values> = rows.chunk_by(|a, b| a.unit == b.unit).map(of).collect();
    let (locale, here) = (order.locale, order.here.clone());
    Ok(order.written(|| panel(locale, &here, &own, &units)))
}

fn panel(locale: Locale, here: &Address, query: &ValuesQuery, units: &[Values]) -> AnyView {
    let known = units.iter().any(|values| values.values().any(|row| row.value.is_some()));
    let loads: Vec<f64> = units.iter().filter_map(|values| values.get(LOAD)?.value).collect();
    let median = Spread::of(loads).map(|spread| spread.median);
    let content = if known {
        let last = units.len() - 1;
        let rows = units
            .iter()
            .enumerate()
            .filter_map(|(n, values)| {
                let whole = n == last && units.len() > 1;
                line(locale, here, query, values, median, whole)
            })
            .collect_view()
            .into_any();
        let heads = vec![
            words(t(locale, "column.name")),
            numbers(t(locale, "staff.judges")),
            numbers(t(locale, "staff.ratio")),
            numbers(t(locale, "staff.vacant")),
            numbers(t(locale, "staff.young")),
            numbers(t(locale, "staff.old")),
            numbers(t(locale, "staff.load")),
            numbers(t(locale, "staff.pending")),
        ];
        view! {
            <Table label=t(locale, "staff.title") heads rows/>
        }
        .into_any()
    } else {
        view! { <Empty text=t(locale, "staff.none")/> }.into_any()
    };
    let note = median.map(|median| t_with(locale, "staff.note", &[("median", &number(median, 1))]));
    view! {
        <section class="panel" aria-labelledby="staff-title">
            <header><h2 id="staff-title">{t(locale, "staff.title")}</h2></header>
            <p class="muted">{note}</p>
            {content}
        </section>
    }
    .into_any()
}

fn line(
    locale: Locale,
    here: &Address,
    query: &ValuesQuery,
    values: &Values,
    median: Option<f64>,
    whole: bool,
) -> Option<AnyView> {
    let first = values.values().next()?;
    let name = locale.pick(&first.name, &first.name_en).to_owned();
    let name = if whole {
        view! { <b>{name}</b> }.into_any()
    } else {
        view! { <a href=beside(here, &first.unit)>{name}</a> }.into_any()
    };
    let opened = |indicator: &str, text: String| {
        let (indicator, unit) = (indicator.to_owned(), first.unit.clone());
        let href = explain_address(&ValuesQuery { indicator, unit, ..query.clone() });
        view! { <a class="explain" href=href>{text}</a> }
    };
    let value = |indicator: &str| values.get(indicator).and_then(|row| row.value);
    let judges = values.get(ASSISTANTS).and_then(|row| row.denominator);
    let part = |indicator: &str| value(indicator).map_or_else(|| NONE.to_owned(), |ratio| number(ratio, 2));
    let ratio = view! { "1 : " {opened(ASSISTANTS, part(ASSISTANTS))} " : " {opened(CLERKS, part(CLERKS))} };
    let vacant = values.get(VACANT).map_or_else(
        || NONE.to_owned(),
        |row| {
            let share = value_or_none("percent", row.value);
            row.numerator.map_or(share.clone(), |posts| format!("{} ({share})", amount(posts)))
        },
    );
    let percent = |indicator: &str| opened(indicator, value_or_none("percent", value(indicator)));
    let load = |indicator: &str| {
        opened(indicator, value(indicator).map_or_else(|| NONE.to_owned(), |cases| number(cases, 1)))
    };
    // Posts are empty where more than usual comes in: that is where people are short.
    let short = value(VACANT).is_some_and(|share| share > 0.0)
        && value(LOAD).zip(median).is_some_and(|(load, median)| load > median);
    Some(
    view! {
        <tr class:whole=whole>
            <th scope="row">
                {name}
                {(short && !whole).then(|| view! { " " <span class="badge warn">"⚠ " {t(locale, "staff.short")}</span> })}
            </th>
            <td class="num">{judges.map_or_else(|| NONE.to_owned(), amount)}</td>
            <td class="num">{ratio}</td>
            <td class="num">{opened(VACANT, vacant)}</td>
            <td class="num">{percent(YOUNG)}</td>
            <td class="num">{percent(OLD)}</td>
            <td class="num">{load(LOAD)}</td>
            <td class="num">{load(PENDING)}</td>
        </tr>
    }
    .into_any(),
    )
}
