//! Where a number comes from: the link every number is, the panel it opens, and what stands in it.

use super::{
    browser::set_afterwards,
    format::{
        Instant, JudgementBadge, NONE, StatusBadge, amount, interval, measure_word, span, value,
        value_or_none,
    },
    states::{FailureView, TableScroll},
};
use crate::{
    address::Address,
    api::{
        Failure,
        values::{Component as Term, Explanation, RevisionRow, SourceRow, ValuesQuery, explain_value},
    },
    i18n::{failure_text, t, t_data, t_with, use_locale},
};
use leptos::{ev, prelude::*, task::spawn_local};
use wasm_bindgen::JsCast;

/// Which number is open.
#[derive(Clone, Copy)]
pub struct Explainer(pub RwSignal<Option<ValuesQuery>>);

/// The page that explains a number, for those without JavaScript and for sending by mail.
pub fn explain_address(query: &ValuesQuery) -> Address {
    Address::new("/explain")
        .with("indicator", &query.indicator)
        .with("unit", &query.unit)
        .with("from", &query.from)
        .with("to", &query.to)
        .with("edition", query.edition.as_deref().unwrap_or_default())
}

/// Whether a click asks for a new tab or window, which is the browser's business.
pub fn is_plain_click(event: &ev::MouseEvent) -> bool {
    event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key()
}

/// A number that can be opened.
#[component]
pub fn ExplainLink(
    /// Which number.
    #[prop(into)]
    query: Signal<ValuesQuery>,
    /// Style class.
    #[prop(optional)]
    class: &'static str,
    /// The number.
    children: Children,
) -> impl IntoView {
    let explainer = use_context::<Explainer>();
    let open = move |event: ev::MouseEvent| {
        if let Some(Explainer(opened)) = explainer
            && is_plain_click(&event)
        {
            event.prevent_default();
            opened.set(Some(query.get_untracked()));
        }
    };
    let class = if class.is_empty() { "explain" } else { class };
    view! {
        <a class=class href=move || query.with(explain_address).to_string() on:click=open>
            {children()}
        </a>
    }
    .into_any()
}

/// The panel over the page.
#[component]
pub fn ExplainDialog() -> impl IntoView {
    let locale = use_locale();
    let Explainer(opened) = expect_context();
    let dialog = NodeRef::<leptos::html::Dialog>::new();
    let content = RwSignal::new(None::<Result<Explanation, Failure>>);
    Effect::new(move |_| {
        let Some(query) = opened.get() else { return };
        content.set(None);
        if let Some(dialog) = dialog.get_untracked()
            && !dialog.open()
        {
            let _ = dialog.show_modal();
        }
        spawn_local(async move {
            let answer = explain_value(query.clone()).await;
            if opened.try_get_untracked().flatten() == Some(query) {
                content.set(Some(answer));
            }
        });
    });
    let close = move || {
        if let Some(dialog) = dialog.get_untracked() {
            dialog.close();
        }
    };
    // A click beside the panel hits the dialog element itself.
    let beside = move |event: ev::MouseEvent| {
        let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
        if target.is_some_and(|target| target.tag_name() == "DIALOG") {
            close();
        }
    };
    view! {
        <dialog
            node_ref=dialog
            class="explanation"
            aria-labelledby="explanation-title"
            on:close=move |_| set_afterwards(opened, None)
            on:click=beside
        >
            <div class="explanation-body">
                <header class="row spread">
                    <h2 id="explanation-title">{t(locale, "explain.title")}</h2>
                    <div class="row">
                        <a
                            class="button small"
                            href=move || opened.with(|query| query.as_ref().map(|query| explain_address(query).to_string()))
                        >
                            {t(locale, "explain.as_page")}
                        </a>
                        <button class="button small" type="button" on:click=move |_| close()>
                            {t(locale, "explain.close")}
                        </button>
                    </div>
                </header>
                {move || match content.get() {
                    None => view! { <p class="explanation-wait" role="status">{t(locale, "state.loading")}</p> }.into_any(),
                    Some(Ok(explanation)) => view! { <ExplanationView explanation/> }.into_any(),
                    Some(Err(failure)) => {
                        view! { <p class="notice bad" role="alert">{failure_text(locale, &failure)}</p> }.into_any()
                    }
                }}
            </div>
        </dialog>
    }
    .into_any()
}

/// One number, opened.
#[component]
pub fn ExplanationView(
    /// It.
    explanation: Explanation,
) -> impl IntoView {
    let locale = use_locale();
    let Explanation { row, measure, components, sources, revisions, .. } = &explanation;
    let months = super::format::months_of(&row.period);
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
                    {locale.pick(&row.name, &explanation.unit_en).to_owned()}
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
        .collect_view();
    view! {
        <TableScroll label=t(locale, "explain.components")>
            <table>
                <caption>{t(locale, "explain.components")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "explain.item")}</th>
                        <th scope="col" class="num">{t(locale, "column.value")}</th>
                        <th scope="col">{t(locale, "explain.period")}</th>
                        <th scope="col">{t(locale, "explain.remark")}</th>
                        <th scope="col" class="num">{t(locale, "explain.facts")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
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
        .collect_view();
    view! {
        <TableScroll label=t(locale, "explain.sources")>
            <table>
                <caption>{t(locale, "explain.sources")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "explain.source")}</th>
                        <th scope="col">{t(locale, "explain.origin")}</th>
                        <th scope="col">{t(locale, "explain.sender")}</th>
                        <th scope="col">{t(locale, "explain.time")}</th>
                        <th scope="col" class="num">{t(locale, "explain.facts")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
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
        .collect_view();
    view! {
        <TableScroll label=t(locale, "explain.revisions")>
            <table>
                <caption>{t(locale, "explain.revisions")}</caption>
                <thead>
                    <tr>
                        <th scope="col">{t(locale, "explain.item")}</th>
                        <th scope="col">{t(locale, "explain.period")}</th>
                        <th scope="col" class="num">{t(locale, "explain.before")}</th>
                        <th scope="col" class="num">{t(locale, "explain.now")}</th>
                        <th scope="col">{t(locale, "explain.origin")}</th>
                        <th scope="col">{t(locale, "explain.time")}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    }
    .into_any()
}

/// The explanation in place of a page, when it could be had.
#[component]
pub fn ExplanationOrFailure(
    /// What the server said.
    answer: Result<Explanation, Failure>,
) -> impl IntoView {
    match answer {
        Ok(explanation) => view! { <ExplanationView explanation/> }.into_any(),
        Err(failure) => view! { <FailureView failure/> }.into_any(),
    }
}

/// The value of an indicator as text with its unit of measure, for labels that are read aloud.
pub fn spoken(locale: crate::i18n::Locale, measure: &str, number: Option<f64>) -> String {
    let Some(number) = number else { return t_data(locale, "status", "no_data") };
    format!("{} {}", value(measure, number), measure_word(locale, measure)).trim_end().to_owned()
}
