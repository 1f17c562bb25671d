//! Staffing against caseload: judges, assistants and clerks as 1 : x : y, ages, vacancies, and what each judge carries.

use super::Order;
use crate::{
    address::Address,
    api::{
        Failure,
        units::UnitsQuery,
        values::{ValueRow, ValuesQuery},
    },
    components::{
        format::{NONE, amount, number, value_or_none},
        states::{Empty, TableScroll},
    },
    domain::units::Level,
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
    let word = |key: &str| order.here.get(key).to_owned();
    let own = ValuesQuery {
        indicator: ALL.join(","),
        unit: order.unit.clone(),
        from: word("from"),
        to: word("to"),
        edition: Some(word("edition")).filter(|edition| !edition.is_empty()),
        ..ValuesQuery::default()
    };
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
    let mut units: Vec<(String, Values)> = Vec::new();
    for row in rows {
        if !units.iter().any(|(unit, _)| *unit == row.unit) {
            units.push((row.unit.clone(), Values::new()));
        }
        if let Some((_, values)) = units.iter_mut().find(|(unit, _)| *unit == row.unit) {
            values.insert(row.indicator.clone(), row);
        }
    }
    let names = if order.locale.is_english() { english(order).await? } else { BTreeMap::new() };
    let (locale, here) = (order.locale, order.here.clone());
    Ok(order.written(|| panel(locale, &here, &own, &units, &names)))
}

/// English names by code: values carry the Chinese ones only.
async fn english(order: &Order) -> Result<BTreeMap<String, String>, Failure> {
    let mut names = BTreeMap::new();
    for level in [Level::Province, Level::City, Level::Court, Level::Tribunal] {
        let query = UnitsQuery {
            level: Some(level.as_str().to_owned()),
            under: Some(order.unit.clone()),
            limit: Some(1000),
            ..UnitsQuery::default()
        };
        let found = order.services.list_units(&order.actor, &query).await?;
        names.extend(found.rows.into_iter().map(|row| (row.code.clone(), row.name_in(true).to_owned())));
    }
    Ok(names)
}

fn panel(
    locale: Locale,
    here: &Address,
    query: &ValuesQuery,
    units: &[(String, Values)],
    names: &BTreeMap<String, String>,
) -> AnyView {
    let known = units.iter().any(|(_, values)| values.values().any(|row| row.value.is_some()));
    let loads: Vec<f64> = units.iter().filter_map(|(_, values)| values.get(LOAD)?.value).collect();
    let median = median(loads);
    let content = if known {
        let last = units.len() - 1;
        let rows = units
            .iter()
            .enumerate()
            .map(|(n, (unit, values))| {
                let whole = n == last && units.len() > 1;
                let name = names.get(unit).cloned();
                line(locale, here, query, (unit, name), values, median, whole)
            })
            .collect_view();
        view! {
            <TableScroll label=t(locale, "staff.title")>
                <table>
                    <thead>
                        <tr>
                            <th scope="col">{t(locale, "column.name")}</th>
                            <th scope="col" class="num">{t(locale, "staff.judges")}</th>
                            <th scope="col" class="num">{t(locale, "staff.ratio")}</th>
                            <th scope="col" class="num">{t(locale, "staff.vacant")}</th>
                            <th scope="col" class="num">{t(locale, "staff.young")}</th>
                            <th scope="col" class="num">{t(locale, "staff.old")}</th>
                            <th scope="col" class="num">{t(locale, "staff.load")}</th>
                            <th scope="col" class="num">{t(locale, "staff.pending")}</th>
                        </tr>
                    </thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
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

fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[middle]),
        _ => Some(f64::midpoint(values[middle - 1], values[middle])),
    }
}

#[allow(clippy::too_many_arguments)] // a line of a table stands in all of its table
fn line(
    locale: Locale,
    here: &Address,
    query: &ValuesQuery,
    (unit, name): (&str, Option<String>),
    values: &Values,
    median: Option<f64>,
    whole: bool,
) -> AnyView {
    let name = name.or_else(|| values.values().next().map(|row| row.name.clone())).unwrap_or_default();
    let name = if whole {
        view! { <b>{name}</b> }.into_any()
    } else {
        view! { <a href=here.clone().at(Address::unit(unit).to_string()).to_string()>{name}</a> }.into_any()
    };
    let opened = |indicator: &str, text: String| {
        let href = Address::new("/explain")
            .with("indicator", indicator)
            .with("unit", unit)
            .with("from", &query.from)
            .with("to", &query.to)
            .with("edition", query.edition.as_deref().unwrap_or_default());
        view! { <a class="explain" href=href.to_string()>{text}</a> }
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
    .into_any()
}
