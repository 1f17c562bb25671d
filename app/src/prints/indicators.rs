//! All indicators of some modules for a unit: value, components, interval, judgement.

use super::{Order, explain_address};
use crate::{
    address::Address,
    api::{
        Failure,
        indicators::IndicatorRow,
        values::{ValueRow, ValuesQuery},
    },
    components::{
        downloads::TableMenu,
        format::{JudgementBadge, NONE, StatusBadge, amount, interval, measure_word, value_or_none},
        states::Empty,
        table::{Table, numbers, words},
    },
    i18n::{Locale, t},
};
use leptos::prelude::*;

/// The tables of a tab: what each is about, and the modules in it.
fn tables(locale: Locale, tab: &str) -> Vec<(&'static str, &'static [&'static str])> {
    match tab {
        "cases" => vec![
            (t(locale, "tab.case_handling"), &["case_handling"]),
            (t(locale, "tab.case_quality"), &["case_quality", "live_broadcast"]),
        ],
        "posts" => vec![(t(locale, "tab.staffing"), &["staffing"])],
        "infrastructure" => vec![(
            t(locale, "tab.infrastructure"),
            &["overview", "tribunal_status", "distribution", "infrastructure"],
        )],
        "works" => vec![(t(locale, "tab.works"), &["characteristic_work", "honours"])],
        _ => vec![],
    }
}

/// The tables of the tab that the address names, over its months and by its edition.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let query = order.values();
    let indicators = order.services.list_indicators(query.edition.as_deref()).await?.rows;
    let tables = tables(order.locale, order.here.get("tab"))
        .into_iter()
        .map(|(title, modules)| {
            let rows = indicators.iter().filter(|row| modules.contains(&row.module.as_str()));
            (title, rows.cloned().collect::<Vec<_>>())
        })
        .collect::<Vec<_>>();
    let ids = |rows: &[IndicatorRow]| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>().join(",");
    let mut filled = Vec::new();
    for (title, indicators) in tables {
        let query = ValuesQuery { indicator: ids(&indicators), ..query.clone() };
        let values = if indicators.is_empty() {
            vec![]
        } else {
            order.services.query_values(&order.actor, &query).await?
        };
        filled.push((title, indicators, query, values));
    }
    let locale = order.locale;
    Ok(order.written(|| {
        let tables = filled.into_iter();
        tables
            .map(|(title, indicators, query, values)| table(locale, title, &indicators, &query, values))
            .collect_view()
    }))
}

fn table(
    locale: Locale,
    title: &'static str,
    indicators: &[IndicatorRow],
    query: &ValuesQuery,
    values: Vec<ValueRow>,
) -> AnyView {
    let download = Address::new("/api/v1/values")
        .with("indicator", &query.indicator)
        .with("unit", &query.unit)
        .with("from", &query.from)
        .with("to", &query.to)
        .with("by", "total")
        .with("edition", query.edition.as_deref().unwrap_or_default());
    let content = if values.is_empty() {
        view! { <Empty/> }.into_any()
    } else {
        rows(locale, title, indicators, query, values)
    };
    view! {
        <section class="panel" aria-label=title>
            <header>
                <h2>{title}</h2>
                <TableMenu values=download/>
            </header>
            {content}
        </section>
    }
    .into_any()
}

fn rows(
    locale: Locale,
    title: &'static str,
    indicators: &[IndicatorRow],
    query: &ValuesQuery,
    values: Vec<ValueRow>,
) -> AnyView {
    let rows = values
        .into_iter()
        .filter_map(|row| {
            let indicator = indicators.iter().find(|indicator| indicator.id == row.indicator)?;
            let measure = indicator.measure.clone();
            let one = ValuesQuery { indicator: row.indicator.clone(), ..query.clone() };
            let reference = interval(&measure, indicator.reference_low, indicator.reference_high);
            let text = value_or_none(&measure, row.value);
            Some(view! {
                <tr>
                    <th scope="row">{locale.pick(&indicator.zh, &indicator.en).to_owned()}</th>
                    <td class="num">
                        <a class="explain" href=explain_address(&one)>{text}</a>
                        " "
                        <small class="muted">{measure_word(locale, &measure)}</small>
                    </td>
                    <td class="num">{row.numerator.map_or_else(|| NONE.to_owned(), amount)}</td>
                    <td class="num">{row.denominator.map_or_else(|| NONE.to_owned(), amount)}</td>
                    <td class="num">{reference.unwrap_or_else(|| NONE.to_owned())}</td>
                    <td>
                        <span class="row">
                            {row.judgement.map(|judgement| view! { <JudgementBadge judgement/> })}
                            <StatusBadge status=row.status/>
                        </span>
                    </td>
                </tr>
            })
        })
        .collect_view()
        .into_any();
    let heads = vec![
        words(t(locale, "column.indicator")),
        numbers(t(locale, "column.value")),
        numbers(t(locale, "column.numerator")),
        numbers(t(locale, "column.denominator")),
        numbers(t(locale, "column.reference")),
        words(t(locale, "column.status")),
    ];
    view! {
        <Table label=title heads rows/>
    }
    .into_any()
}
