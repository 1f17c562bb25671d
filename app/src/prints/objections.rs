//! What was said against a figure, below its explanation; and the figure of weighted closings opened, which is of no catalogue.

use super::Order;
use crate::{
    address::Address,
    api::{
        Failure,
        caseload::CaseloadQuery,
        objections::{FigureAddress, FigureObjectionRow, FigureObjections},
    },
    components::{
        format::{Instant, NONE, StatusBadge, number, value_or_none},
        table::{Table, numbers, words},
    },
    domain::{caseload::WEIGHTED_CLOSED, objections::ObjectionState},
    i18n::{Locale, t, t_data},
};
use leptos::prelude::*;

/// The figure that the words of the address name.
pub(super) fn figure(order: &Order) -> FigureAddress {
    let word = |key| order.here.get(key).to_owned();
    FigureAddress {
        unit: word("unit"),
        indicator: word("indicator"),
        from: word("from"),
        to: word("to"),
        edition: word("edition"),
    }
}

/// Whether it is the figure of weighted closings.
pub(super) fn is_weighted(order: &Order) -> bool {
    order.here.get("indicator") == WEIGHTED_CLOSED
}

/// What was said against it, and the way to say so.
pub(super) fn said(locale: Locale, figure: &FigureAddress, said: &FigureObjections) -> AnyView {
    let rows = said.rows.iter().map(|row| objection(locale, row)).collect_view().into_any();
    let object = said.may_object.then(|| {
        let href = Address::new("/judges/object")
            .with("unit", &figure.unit)
            .with("indicator", &figure.indicator)
            .with("from", &figure.from)
            .with("to", &figure.to)
            .with("edition", &figure.edition);
        view! { <p><a class="button" rel="external" href=href.to_string()>{t(locale, "objections.object")}</a></p> }
    });
    if said.rows.is_empty() && object.is_none() {
        return ().into_any();
    }
    view! {
        <section class="stack" aria-label=t(locale, "objections.title") data-testid="objections">
            {(!said.rows.is_empty()).then(|| view! { <h3>{t(locale, "objections.title")}</h3> })}
            {rows}
            {object}
        </section>
    }
    .into_any()
}

fn objection(locale: Locale, row: &FigureObjectionRow) -> AnyView {
    let class = match row.state {
        ObjectionState::Open | ObjectionState::Upheld => "badge warn",
        ObjectionState::Mended => "badge good",
        ObjectionState::Rejected | ObjectionState::Withdrawn => "badge",
    };
    let then = value_or_none(&row.measure, row.value);
    let answer =
        [&row.answer, &row.remedy].map(|text| (!text.is_empty()).then(|| view! { <p>{text.clone()}</p> }));
    view! {
        <div class="notice">
            <p>
                <span class=class>{t_data(locale, "objections.states", row.state.as_str())}</span>
                " " {t(locale, "objections.value_then")} " " <b>{then}</b>
            </p>
            <p>{row.reason.clone()}</p>
            <p class="muted small-text">{row.raised_by.clone()} " · " <Instant at=row.raised_at.clone()/></p>
            {answer}
            {row.answered_at.clone().map(|at| {
                view! { <p class="muted small-text">{row.answered_by.clone()} " · " <Instant at/></p> }
            })}
        </div>
    }
    .into_any()
}

/// The figure of weighted closings: every kind of case with its weight.
pub(super) async fn weighted(order: &Order) -> Result<String, Failure> {
    let figure = figure(order);
    let query = CaseloadQuery {
        from: figure.from.clone(),
        to: figure.to.clone(),
        weights: figure.edition.clone(),
        ..CaseloadQuery::default()
    };
    let view = order.services.caseload(&order.actor, &figure.unit, &query).await?;
    let found = order.services.figure_objections(&order.actor, &figure).await?;
    let locale = order.locale;
    let own = view.figures.iter().find(|own| own.indicator == WEIGHTED_CLOSED).cloned();
    Ok(order.written(|| {
        let rows = view
            .kinds
            .iter()
            .filter(|kind| kind.closed > 0)
            .map(|kind| {
                view! {
                    <tr>
                        <th scope="row">
                            {t_data(locale, "cause", kind.cause.as_str())} " · "
                            {t_data(locale, "procedure", kind.procedure.as_str())}
                        </th>
                        <td class="num">{number(kind.closed as f64, 0)}</td>
                        <td class="num">{number(kind.weight, 2)}</td>
                        <td class="num">{number(kind.weighted, 2)}</td>
                    </tr>
                }
            })
            .collect_view()
            .into_any();
        let heads = vec![
            words(t(locale, "caseload.cause")),
            numbers(t(locale, "caseload.closed")),
            numbers(t(locale, "caseload.weight")),
            numbers(t(locale, "caseload.weighted_closed")),
        ];
        let value = own.as_ref().and_then(|own| own.value);
        let value = value.map_or_else(|| NONE.to_owned(), |value| number(value, 2));
        let illustrative = view.rules.illustrative.then(|| {
            view! { <span class="badge warn">{t(locale, "caseload.illustrative")}</span> }
        });
        view! {
            <div class="stack">
                <div>
                    <p class="explanation-name"><b>{t(locale, "caseload.weighted_closed")}</b> " · " {view.unit.clone()}</p>
                    <p class="explanation-value">{value}</p>
                    <p class="row">{own.map(|own| view! { <StatusBadge status=own.status/> })} {illustrative}</p>
                </div>
                <dl class="facts">
                    <dt>{t(locale, "explain.formula")}</dt>
                    <dd>{t(locale, "caseload.formula")}</dd>
                    <dt>{t(locale, "explain.period")}</dt>
                    <dd>{view.period.clone()}</dd>
                    <dt>{t(locale, "explain.edition")}</dt>
                    <dd>{locale.pick(&view.rules.name.0, &view.rules.name.1).to_owned()}</dd>
                    <dt>{t(locale, "explain.formula_source")}</dt>
                    <dd>{locale.pick(&view.rules.source.0, &view.rules.source.1).to_owned()}</dd>
                </dl>
                <Table label=t(locale, "explain.components") caption=true heads rows/>
                {said(locale, &figure, &found)}
            </div>
        }
    }))
}
