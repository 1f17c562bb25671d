//! The caseload of a judge's post: by kind and procedure, weighted, pending by age, and among posts of the same kind.

use super::{Order, explain_address};
use crate::{
    address::Address,
    api::{
        Failure,
        caseload::{AgeBand, CaseloadQuery, CaseloadView, KindRow, PeerFigure},
        values::ValuesQuery,
    },
    components::{
        format::{NONE, StatusBadge, amount, measure_word, number, value, value_or_none},
        states::Empty,
        table::{Table, numbers, words},
    },
    domain::{
        caseload::{Band, WEIGHTED_CLOSED},
        cases::{Cause, Procedure},
    },
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// The caseload over the months of the address.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let word = |key| order.here.get(key).to_owned();
    let query = CaseloadQuery {
        from: word("from"),
        to: word("to"),
        edition: word("edition"),
        weights: word("weights"),
    };
    let view = order.services.caseload(&order.actor, &order.unit, &query).await?;
    let (locale, own) = (order.locale, order.values());
    Ok(order.written(|| panel(locale, &own, &view)))
}

fn panel(locale: Locale, query: &ValuesQuery, view: &CaseloadView) -> AnyView {
    let illustrative = view.rules.illustrative.then(|| {
        view! { <span class="badge warn">{t(locale, "caseload.illustrative")}</span> " " }
    });
    let rules = locale.pick(&view.rules.name.0, &view.rules.name.1).to_owned();
    let source = locale.pick(&view.rules.source.0, &view.rules.source.1).to_owned();
    let work = view.may_read_cases.then(|| {
        let href = Address::new("/judges").with("unit", &view.unit).to_string();
        view! { <p><a class="button" rel="external" href=href>{t(locale, "caseload.work")}</a></p> }
    });
    let known = view.kinds.iter().any(|kind| kind.received + kind.closed > 0);
    let kinds = if known {
        kinds(locale, view)
    } else {
        view! { <Empty text=t(locale, "caseload.none")/> }.into_any()
    };
    view! {
        <section class="panel stack" aria-labelledby="caseload-title">
            <header><h2 id="caseload-title">{t(locale, "caseload.title")}</h2></header>
            {work}
            {kinds}
            <details>
                <summary>{t(locale, "caseload.rules")} " · " {rules}</summary>
                <p>{illustrative} {source}</p>
                <p>{t(locale, "caseload.formula")}</p>
            </details>
            {ages(locale, view)}
            {peers(locale, query, view)}
        </section>
    }
    .into_any()
}

fn of(view: &CaseloadView, cause: Cause, procedure: Procedure) -> Option<&KindRow> {
    view.kinds.iter().find(|kind| (kind.cause, kind.procedure) == (cause, procedure))
}

/// A row per kind of dispute, two columns for each procedure, then all of it and what it weighs.
fn kinds(locale: Locale, view: &CaseloadView) -> AnyView {
    let cell = |n: i64| view! { <td class="num">{number(n as f64, 0)}</td> }.into_any();
    let line = |name: AnyView, rows: Vec<Vec<&KindRow>>, whole: bool| {
        let sums = rows.iter().map(|rows| {
            let sum = |of: fn(&KindRow) -> i64| rows.iter().map(|row| of(row)).sum::<i64>();
            (sum(|row| row.received), sum(|row| row.closed))
        });
        let sums: Vec<(i64, i64)> = sums.collect();
        let received = sums.iter().map(|(received, _)| received).sum();
        let closed = sums.iter().map(|(_, closed)| closed).sum();
        let weighted: f64 = rows.iter().flatten().map(|row| row.weighted).sum();
        let cells: Vec<AnyView> =
            sums.into_iter().flat_map(|(received, closed)| [cell(received), cell(closed)]).collect();
        view! {
            <tr class:whole=whole>
                <th scope="row">{name}</th>
                {cells}
                {cell(received)}
                {cell(closed)}
                <td class="num">{number(weighted, 2)}</td>
            </tr>
        }
        .into_any()
    };
    let rows = Cause::ALL.into_iter().filter_map(|cause| {
        let rows: Vec<Vec<&KindRow>> = Procedure::ALL
            .into_iter()
            .map(|procedure| of(view, cause, procedure).into_iter().collect())
            .collect();
        let any = rows.iter().flatten().any(|row| row.received + row.closed > 0);
        any.then(|| line(t_data(locale, "cause", cause.as_str()).into_any(), rows, false))
    });
    let rows = rows.collect_view().into_any();
    let all = Procedure::ALL
        .into_iter()
        .map(|procedure| view.kinds.iter().filter(|kind| kind.procedure == procedure).collect())
        .collect();
    let foot = line(view! { <b>{t(locale, "caseload.all")}</b> }.into_any(), all, true);
    let mut heads = vec![words(t(locale, "caseload.cause"))];
    for name in Procedure::ALL
        .into_iter()
        .map(|procedure| t_data(locale, "procedure", procedure.as_str()))
        .chain([t(locale, "caseload.all").to_owned()])
    {
        heads.push(numbers(t_with(locale, "caseload.received_of", &[("what", &name)])));
        heads.push(numbers(t_with(locale, "caseload.closed_of", &[("what", &name)])));
    }
    heads.push(numbers(t(locale, "caseload.weighted_closed")));
    view! {
        <Table label=t(locale, "caseload.by_kind") caption=true heads rows foot/>
    }
    .into_any()
}

fn band_name(locale: Locale, band: &AgeBand) -> String {
    let from = band.from.to_string();
    match band.until {
        Some(until) => t_with(locale, "caseload.months", &[("from", &from), ("until", &until.to_string())]),
        None => t_with(locale, "caseload.months_on", &[("from", &from)]),
    }
}

/// What is pending by age: a bar beside each number, so that the shape is seen.
fn ages(locale: Locale, view: &CaseloadView) -> AnyView {
    let all: i64 = view.ages.iter().map(|band| band.cases).sum();
    let rows = view
        .ages
        .iter()
        .map(|band| {
            let share = if all == 0 { 0.0 } else { band.cases as f64 / all as f64 };
            let share_text = if all == 0 { NONE.to_owned() } else { value("percent", share) };
            view! {
                <tr>
                    <th scope="row">{band_name(locale, band)}</th>
                    <td class="num">{number(band.cases as f64, 0)}</td>
                    <td class="num">
                        {share_text} " "
                        <meter min="0" max="1" value=share.to_string() aria-label=band_name(locale, band)></meter>
                    </td>
                    <td class="num">{number(band.suspended as f64, 0)}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let heads = vec![
        words(t(locale, "caseload.age")),
        numbers(t(locale, "caseload.pending")),
        numbers(t(locale, "caseload.share")),
        numbers(t(locale, "caseload.suspended")),
    ];
    let note = t_with(locale, "caseload.ages_note", &[("month", &view.as_of), ("n", &all.to_string())]);
    view! {
        <div>
            <Table label=t(locale, "caseload.by_age") caption=true heads rows/>
            <p class="muted small-text">{note}</p>
        </div>
    }
    .into_any()
}

/// Its figures among those of its like: in which quarter, never which rank.
fn peers(locale: Locale, query: &ValuesQuery, view: &CaseloadView) -> AnyView {
    let rows = view.figures.iter().map(|figure| peer(locale, query, view, figure)).collect_view().into_any();
    let heads = vec![
        words(t(locale, "column.indicator")),
        numbers(t(locale, "column.value")),
        words(t(locale, "caseload.state")),
        numbers(t(locale, "caseload.lower")),
        numbers(t(locale, "caseload.median")),
        numbers(t(locale, "caseload.upper")),
        numbers(t(locale, "caseload.count")),
        words(t(locale, "caseload.band")),
    ];
    let group = if view.group.is_empty() {
        t(locale, "caseload.no_group").to_owned()
    } else {
        t_data(locale, "group", &view.group)
    };
    let note = t_with(locale, "caseload.peers_note", &[("group", &group), ("n", &view.peers.to_string())]);
    let part = (!view.whole).then(|| view! { <p class="notice">{t(locale, "caseload.part")}</p> });
    view! {
        <div>
            <Table label=t(locale, "caseload.peers") caption=true heads rows/>
            {part}
            <p class="muted small-text">{note}</p>
        </div>
    }
    .into_any()
}

fn peer(locale: Locale, query: &ValuesQuery, view: &CaseloadView, figure: &PeerFigure) -> AnyView {
    let measure = figure.measure.as_str();
    let weighted = figure.indicator == WEIGHTED_CLOSED;
    let address = ValuesQuery {
        indicator: figure.indicator.clone(),
        unit: view.unit.clone(),
        edition: Some(if weighted { view.rules.edition.clone() } else { view.edition.clone() }),
        ..query.clone()
    };
    let own = if weighted {
        figure.value.map_or_else(|| NONE.to_owned(), |value| number(value, 2))
    } else {
        value_or_none(measure, figure.value)
    };
    let parts = figure.denominator.zip(figure.numerator);
    let parts = parts.map(|(below, above)| format!("{} ÷ {}", amount(above), amount(below)));
    let quartile = |of: fn(&crate::domain::caseload::Quartiles) -> f64| {
        figure.peers.as_ref().map_or_else(|| NONE.to_owned(), |peers| value(measure, of(peers)))
    };
    let left_out = (figure.left_out > 0)
        .then(|| t_with(locale, "caseload.left_out", &[("n", &figure.left_out.to_string())]));
    let (sign, band) = match figure.band {
        Some(Band::Low) => ("▽", t(locale, "caseload.band_low")),
        Some(Band::Middle) => ("◇", t(locale, "caseload.band_middle")),
        Some(Band::High) => ("△", t(locale, "caseload.band_high")),
        None => ("", NONE),
    };
    view! {
        <tr>
            <th scope="row">
                {locale.pick(&figure.name.0, &figure.name.1).to_owned()}
                " " <small class="muted">{measure_word(locale, measure)}</small>
            </th>
            <td class="num">
                <a class="explain" href=explain_address(&address)>{own}</a>
                {parts.map(|parts| view! { <br/><small class="muted">{parts}</small> })}
            </td>
            <td><StatusBadge status=figure.status/></td>
            <td class="num">{quartile(|peers| peers.lower)}</td>
            <td class="num">{quartile(|peers| peers.median)}</td>
            <td class="num">{quartile(|peers| peers.upper)}</td>
            <td class="num">
                {figure.peers.map_or_else(|| NONE.to_owned(), |peers| peers.count.to_string())}
                {left_out.map(|text| view! { <br/><small class="muted">{text}</small> })}
            </td>
            <td><span aria-hidden="true">{sign}</span> " " {band}</td>
        </tr>
    }
    .into_any()
}
