//! The trend: the chart as it is drawn, and over it a layer that `components::hands` makes follow the pointer and the
//! arrow keys. Where a point lies and what is said of it stands in its row of the table.

use super::Seen;
use crate::{
    api::overview::TrendPoint,
    charts::scale::{point_x, value_y},
    components::{
        downloads::ChartMenu,
        explain::spoken,
        format::{fraction, months_of, value_or_none},
        states::TableScroll,
    },
    domain::values::Status,
    i18n::{Locale, fill, t, t_data, t_with},
};
use leptos::prelude::*;

/// What a point is called: its month, or the month up to which its span goes.
fn point_name(locale: Locale, period: &str) -> String {
    match months_of(period) {
        Some((from, to)) if from != to => t_with(locale, "trend.up_to", &[("at", &to)]),
        _ => period.to_owned(),
    }
}

/// A place in the chart as it is written.
fn place(at: f64) -> String {
    format!("{at:.2}")
}

/// The state of a point in words; nothing for an ordinary one.
fn state(locale: Locale, point: &TrendPoint) -> Option<String> {
    (point.status != Status::Ok).then(|| t_data(locale, "status", point.status.as_str()))
}

/// What stands beside the pointer.
fn tip(locale: Locale, measure: &str, point: &TrendPoint) -> AnyView {
    view! {
        <b>{point_name(locale, &point.period)}</b>
        <span class="tip-value">{value_or_none(measure, point.value)}</span>
        {fraction(point.numerator, point.denominator).map(|text| view! { <span>{text}</span> }.into_any())}
        {state(locale, point).map(|text| view! { <span>{text}</span> }.into_any())}
    }
    .into_any()
}

/// What is read aloud at a point.
fn told(locale: Locale, measure: &str, point: &TrendPoint) -> String {
    let state = state(locale, point).unwrap_or_default();
    format!("{} {} {state}", point_name(locale, &point.period), spoken(locale, measure, point.value))
}

/// The trend of the chosen indicator.
pub(super) fn panel(seen: &Seen) -> AnyView {
    let (locale, trend) = (seen.locale(), &seen.answer.trend);
    let (frame, measure) = (&trend.frame, &seen.answer.indicator.measure);
    let count = trend.points.len();
    let last = count.saturating_sub(1).to_string();
    let title = if trend.rolling { t(locale, "trend.title_rolling") } else { t(locale, "trend.title") };
    let name = [("name", seen.indicator())];
    let rows = (0..count).rev().map(|n| row(seen, n)).collect_view();
    let edition_break = trend.edition_break.as_ref().map(|at| {
        let at = months_of(at).map_or_else(|| at.clone(), |(_, to)| to);
        view! { <p class="muted small-text">{t_with(locale, "trend.edition_break", &[("at", &at)])}</p> }
    });
    view! {
        <section class="panel trend" aria-labelledby="trend-title">
            <header>
                <h2 id="trend-title">{fill(title, &name)}</h2>
                <ChartMenu drawing=".trend-chart > svg" name="trend"/>
            </header>
            <div class="trend-scroll">
                <div class="trend-box">
                    <div class="trend-chart" aria-hidden="true" inner_html=trend.svg.clone()></div>
                    <div
                        id="trend-layer"
                        class="trend-layer needs-js"
                        tabindex="0"
                        role="slider"
                        aria-label=t_with(locale, "trend.slider", &name)
                        aria-valuemin="0"
                        aria-valuemax=last.clone()
                        aria-valuenow=last
                        aria-valuetext=trend.points.last().map(|point| told(locale, measure, point))
                    >
                        <svg viewBox=format!("0 0 {} {}", frame.width.max(1.0), frame.height.max(1.0)) aria-hidden="true">
                            <line visibility="hidden" y1=place(frame.top) y2=place(frame.bottom)/>
                            <circle visibility="hidden" r="4.5"/>
                        </svg>
                        <div class="tip hidden"></div>
                    </div>
                </div>
            </div>
            {edition_break}
            <details class="as-table">
                <summary>{t(locale, "chart.as_table")}</summary>
                <TableScroll label=t(locale, "chart.as_table") tall=true>
                    <table>
                        <thead>
                            <tr>
                                <th scope="col">{t(locale, "explain.period")}</th>
                                <th scope="col" class="num">{t(locale, "column.value")}</th>
                                <th scope="col" class="num">{t(locale, "column.fraction")}</th>
                                <th scope="col">{t(locale, "column.status")}</th>
                            </tr>
                        </thead>
                        <tbody>{rows}</tbody>
                    </table>
                </TableScroll>
            </details>
        </section>
    }
    .into_any()
}

/// The row of the point with number `n`.
fn row(seen: &Seen, n: usize) -> AnyView {
    let (locale, trend, indicator) = (seen.locale(), &seen.answer.trend, &seen.answer.indicator);
    let (frame, point, measure) = (&trend.frame, &trend.points[n], &indicator.measure);
    let href = months_of(&point.period).map(|(from, to)| {
        let explain = seen.explain(&seen.answer.unit.code, &indicator.id);
        explain.with("from", &from).with("to", &to).to_string()
    });
    view! {
        <tr
            data-x=place(point_x(frame, n, trend.points.len()))
            data-y=point.value.map(|value| place(value_y(frame, value)))
            data-told=told(locale, measure, point)
            data-tip=tip(locale, measure, point).to_html()
        >
            <th scope="row">{point_name(locale, &point.period)}</th>
            <td class="num"><a class="explain" href=href>{value_or_none(measure, point.value)}</a></td>
            <td class="num">{fraction(point.numerator, point.denominator)}</td>
            <td>{state(locale, point)}</td>
        </tr>
    }
    .into_any()
}
