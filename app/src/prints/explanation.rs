//! Where a number comes from: formula, components, sources, what it was before.

use super::{Order, objections};
use crate::{
    address::Address,
    api::{
        Failure,
        analysis::PATH,
        values::{Component as Term, Explanation, RevisionRow, SourceRow, ValuesQuery},
    },
    components::{
        format::{
            Instant, JudgementBadge, NONE, StatusBadge, amount, interval, measure_word, months_of, span,
            value_or_none,
        },
        table::{Table, numbers, words},
    },
    domain::units::Level,
    i18n::{Locale, t, t_data, t_with, use_locale},
};
use leptos::prelude::*;

/// The number that the words of the address name, opened.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    if objections::is_weighted(order) {
        return objections::weighted(order).await;
    }
    let query = ValuesQuery { unit: order.here.get("unit").to_owned(), ..order.values() };
    let explanation = order.services.explain_value(&order.actor, &query).await?;
    let figure = objections::figure(order);
    let said = order.services.figure_objections(&order.actor, &figure).await?;
    let locale = order.locale;
    Ok(order.written(|| {
        let said = objections::said(locale, &figure, &said);
        let raise = order.oversees() && explanation.row.level != Level::Post;
        opened(locale, explanation, said, raise)
    }))
}

fn opened(locale: Locale, explanation: Explanation, said: AnyView, raise: bool) -> AnyView {
    let Explanation { row, measure, components, sources, revisions, .. } = &explanation;
    let months = months_of(&row.period);
    let explored = months.as_ref().map(|(from, to)| {
        let address = Address::new(PATH).with("indicator", &row.indicator).with("unit", &row.unit);
        address.with("from", from).with("to", to).with("edition", &row.edition).to_string()
    });
    let raise = months.as_ref().filter(|_| raise).map(|(from, to)| {
        let address = Address::new("/problems").with("tab", "raise").with("unit", &row.unit);
        let address = address.with("indicator", &row.indicator).with("from", from).with("to", to);
        let href = address.with("edition", &row.edition).to_string();
        view! { " " <a class="button small" rel="external" href=href>{t(locale, "explain.raise")}</a> }
    });
    let period = months.map_or_else(|| row.period.clone(), |(from, to)| span(&from, &to));
    let reference = interval(measure, explanation.reference.0, explanation.reference.1);
    let source = locale.pick(&explanation.source.0, &explanation.source.1).to_owned();
    let note = explanation.note.as_ref().map(|(zh, en)| locale.pick(zh, en).to_owned());
    let fact = |label: &'static str, text: AnyView| view! { <dt>{label}</dt><dd>{text}</dd> };
    let reporting = explanation.reporting.map(|(have, expected)| {
        let values = [("have", have.to_string()), ("expected", expected.to_string())];
        let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
        t_with(locale, "explain.reporting_of", &values)
    });
    view! {
        <div class="stack">
            <div>
                <p class="explanation-name">
                    <b>{locale.pick(&explanation.zh, &explanation.en).to_owned()}</b>
                    " · "
                    {locale.pick(&row.name, &row.name_en).to_owned()}
                </p>
                <p class="explanation-value">
                    {value_or_none(measure, row.value)} " " <small>{measure_word(locale, measure)}</small>
                </p>
                <p class="row">
                    <StatusBadge status=row.status/>
                    {row.judgement.map(|judgement| view! { <JudgementBadge judgement/> })}
                </p>
            </div>
            <dl class="facts">
                {fact(t(locale, "explain.formula"), view! { <code>{explanation.formula.clone()}</code> }.into_any())}
                {row.denominator
                    .is_some()
                    .then(|| {
                        let parts = format!(
                            "{} ÷ {} = {}",
                            row.numerator.map_or_else(|| NONE.to_owned(), amount),
                            row.denominator.map_or_else(|| NONE.to_owned(), amount),
                            value_or_none(measure, row.value),
                        );
                        fact(t(locale, "explain.calculation"), parts.into_any())
                    })}
                {fact(t(locale, "explain.period"), period.into_any())}
                {reference.map(|reference| fact(t(locale, "explain.reference"), reference.into_any()))}
                {explanation
                    .small_number
                    .filter(|threshold| *threshold > 0.0)
                    .map(|threshold| fact(t(locale, "explain.small_number"), amount(threshold).into_any()))}
                {reporting.map(|text| fact(t(locale, "explain.reporting"), text.into_any()))}
                {explanation
                    .data_time
                    .clone()
                    .map(|at| fact(t(locale, "explain.data_time"), view! { <Instant at/> }.into_any()))}
                {fact(t(locale, "explain.edition"), row.edition.clone().into_any())}
                {fact(t(locale, "explain.formula_source"), source.into_any())}
                {note.map(|note| fact(t(locale, "explain.note"), note.into_any()))}
            </dl>
            {said}
            <p class="no-print"><a class="button small" href=explored>{t(locale, "explain.analyse")}</a> {raise}</p>
            <Terms terms=components.clone()/>
            <Sources sources=sources.clone()/>
            <Revisions revisions=revisions.clone()/>
        </div>
    }
    .into_any()
}

#[component]
fn Terms(terms: Vec<Term>) -> impl IntoView {
    let locale = use_locale();
    if terms.is_empty() {
        return ().into_any();
    }
    let rows = terms
        .into_iter()
        .map(|term| {
            let measure = locale.pick(&term.measure.0, &term.measure.1).to_owned();
            let remark = [
                (term.shift != 0).then(|| t_with(locale, "explain.shifted", &[("n", &term.shift.abs().to_string())])),
                term.mean.then(|| t(locale, "explain.mean").to_owned()),
                (!term.complete).then(|| t_data(locale, "status", "partial")),
            ];
            view! {
                <tr>
                    <th scope="row">
                        {locale.pick(&term.zh, &term.en).to_owned()} " " <code class="muted">{term.item}</code>
                    </th>
                    <td class="num">{term.value.map_or_else(|| NONE.to_owned(), amount)} " " <small class="muted">{measure}</small></td>
                    <td>{term.period}</td>
                    <td>{remark.into_iter().flatten().collect::<Vec<_>>().join(" · ")}</td>
                    <td class="num">{term.facts}</td>
                </tr>
            }
        })
        .collect_view().into_any();
    let heads = vec![
        words(t(locale, "explain.item")),
        numbers(t(locale, "column.value")),
        words(t(locale, "explain.period")),
        words(t(locale, "explain.remark")),
        numbers(t(locale, "explain.facts")),
    ];
    view! {
        <Table label=t(locale, "explain.components") caption=true heads rows/>
    }
    .into_any()
}

#[component]
fn Sources(sources: Vec<SourceRow>) -> impl IntoView {
    let locale = use_locale();
    if sources.is_empty() {
        return ().into_any();
    }
    let rows = sources
        .into_iter()
        .map(|source| {
            view! {
                <tr>
                    <th scope="row">{t_data(locale, "source", &source.source)}</th>
                    <td class="wrap">{source.name}</td>
                    <td>{source.actor}</td>
                    <td><Instant at=source.at/></td>
                    <td class="num">{source.facts}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let heads = vec![
        words(t(locale, "explain.source")),
        words(t(locale, "explain.origin")),
        words(t(locale, "explain.sender")),
        words(t(locale, "explain.time")),
        numbers(t(locale, "explain.facts")),
    ];
    view! {
        <Table label=t(locale, "explain.sources") caption=true heads rows/>
    }
    .into_any()
}

#[component]
fn Revisions(revisions: Vec<RevisionRow>) -> impl IntoView {
    let locale = use_locale();
    if revisions.is_empty() {
        return view! { <p class="muted">{t(locale, "explain.no_revisions")}</p> }.into_any();
    }
    let rows = revisions
        .into_iter()
        .map(|revision| {
            view! {
                <tr>
                    <th scope="row"><code>{revision.item}</code></th>
                    <td>{revision.period}</td>
                    <td class="num">{amount(revision.value)}</td>
                    <td class="num">{revision.now.map_or_else(|| NONE.to_owned(), amount)}</td>
                    <td class="wrap">{revision.from} " → " {revision.replaced_by}</td>
                    <td><Instant at=revision.replaced_at/></td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let heads = vec![
        words(t(locale, "explain.item")),
        words(t(locale, "explain.period")),
        numbers(t(locale, "explain.before")),
        numbers(t(locale, "explain.now")),
        words(t(locale, "explain.origin")),
        words(t(locale, "explain.time")),
    ];
    view! {
        <Table label=t(locale, "explain.revisions") caption=true heads rows/>
    }
    .into_any()
}
