//! All indicators of some modules for the unit shown: value, components, interval, judgement.

use super::{
    downloads::TableMenu,
    explain::explain_address,
    format::{JudgementBadge, NONE, StatusBadge, amount, interval, measure_word, value_or_none},
    states::{Empty, Loading, TableScroll, answered},
    view::use_view,
};
use crate::api::wire::ask;
use crate::{
    address::Address,
    api::{
        indicators::IndicatorRow,
        values::{ValueRow, ValuesQuery, query_values},
    },
    i18n::{failure_text, t, use_locale},
};
use leptos::prelude::*;

/// The table of the indicators of `modules`.
#[component]
pub fn IndicatorTable(
    /// Ids of modules.
    modules: &'static [&'static str],
    /// What the table is about.
    title: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let indicators = view.part(move |shown| {
        let rows = shown.answer.indicators.iter().filter(|row| modules.contains(&row.module.as_str()));
        rows.cloned().collect::<Vec<_>>()
    });
    let query = Memo::new(move |_| {
        let ids = indicators.with(|rows| rows.iter().map(|row| row.id.clone()).collect::<Vec<_>>().join(","));
        view.data.with(|shown| shown.explain(&shown.answer.unit.code, &ids))
    });
    // What is live is the page: when its data moves, these values are asked for again.
    let moved = view.part(|shown| shown.answer.seq);
    let values = ask(
        move || (query.get(), moved.get()),
        |(query, _)| async move {
            if query.indicator.is_empty() { Ok(vec![]) } else { query_values(query).await }
        },
    );
    let download = Signal::derive(move || {
        query.with(|query| {
            Address::new("/api/v1/values")
                .with("indicator", &query.indicator)
                .with("unit", &query.unit)
                .with("from", &query.from)
                .with("to", &query.to)
                .with("by", "total")
                .with("edition", query.edition.as_deref().unwrap_or_default())
        })
    });
    view! {
        <section class="panel" aria-label=title>
            <header>
                <h2>{title}</h2>
                <TableMenu values=download/>
            </header>
            <Transition fallback=Loading>
                {answered(values, move |answer| {
                    match answer {
                        Err(failure) => view! { <p class="notice bad">{failure_text(locale, &failure)}</p> }.into_any(),
                        Ok(rows) if rows.is_empty() => view! { <Empty/> }.into_any(),
                        Ok(rows) => {
                            let (indicators, query) = (indicators.get_untracked(), query.get_untracked());
                            view! { <Rows rows indicators query title/> }.into_any()
                        }
                    }
                })}
            </Transition>
        </section>
    }
    .into_any()
}

#[component]
fn Rows(
    rows: Vec<ValueRow>,
    indicators: Vec<IndicatorRow>,
    query: ValuesQuery,
    title: &'static str,
) -> impl IntoView {
    let locale = use_locale();
    let rows = rows
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
        .collect_view();
    view! {
        <TableScroll label=title>
            <table>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "column.indicator")}</th>
                        <th scope="col" class="num">{t(locale, "column.value")}</th>
                        <th scope="col" class="num">{t(locale, "column.numerator")}</th>
                        <th scope="col" class="num">{t(locale, "column.denominator")}</th>
                        <th scope="col" class="num">{t(locale, "column.reference")}</th>
                        <th scope="col">{t(locale, "column.status")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    }
    .into_any()
}
