//! The trend: the chart as the server drew it, and over it a layer that follows the pointer and the arrow keys.

use super::{
    browser::set_afterwards,
    downloads::ChartMenu,
    explain::{Explainer, explain_address, spoken},
    format::{fraction, months_of, value_or_none},
    states::TableScroll,
    view::use_view,
};
use crate::{
    api::{
        overview::{PlotFrame, TrendPoint},
        values::ValuesQuery,
    },
    domain::values::Status,
    i18n::{Locale, fill, t, t_data, t_with, use_locale},
};
use leptos::{ev, prelude::*};

/// Where the point with number `n` of `count` lies.
fn x_of(frame: &PlotFrame, n: usize, count: usize) -> f64 {
    if count < 2 {
        return (frame.left + frame.right) / 2.0;
    }
    frame.left + (frame.right - frame.left) * n as f64 / (count - 1) as f64
}

/// Where a value lies.
fn y_of(frame: &PlotFrame, value: f64) -> f64 {
    let height = frame.high - frame.low;
    if height == 0.0 {
        return frame.bottom;
    }
    frame.bottom - (frame.bottom - frame.top) * (value - frame.low) / height
}

/// What a point is called: its month, or the month up to which its span goes.
fn point_name(locale: Locale, period: &str) -> String {
    match months_of(period) {
        Some((from, to)) if from != to => t_with(locale, "trend.up_to", &[("at", &to)]),
        _ => period.to_owned(),
    }
}

/// The point nearest to `x`.
fn nearest(frame: &PlotFrame, count: usize, x: f64) -> Option<usize> {
    let width = frame.right - frame.left;
    if count == 0 {
        return None;
    }
    if count == 1 || width <= 0.0 {
        return Some(0);
    }
    let n = ((x - frame.left) / width * (count - 1) as f64).round();
    Some((n.max(0.0) as usize).min(count - 1))
}

/// The trend of the chosen indicator.
#[component]
pub fn TrendChart() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let Explainer(opened) = expect_context();
    let svg = view.part(|shown| shown.answer.trend.svg.clone());
    let trend = view.part(|shown| (shown.answer.trend.frame, shown.answer.trend.points.clone()));
    let indicator = view.part(|shown| shown.answer.indicator.clone());
    let edition_break = view.part(|shown| shown.answer.trend.edition_break.clone());
    let active = RwSignal::new(None::<usize>);
    let count = move || trend.with(|(_, points)| points.len());
    let name = move || indicator.with(|indicator| locale.pick(&indicator.zh, &indicator.en).to_owned());
    let query_at = move |n: usize| -> Option<ValuesQuery> {
        let (from, to) =
            trend.with(|(_, points)| points.get(n).and_then(|point| months_of(&point.period)))?;
        Some(view.data.with(|shown| ValuesQuery {
            from,
            to,
            ..shown.explain(&shown.answer.unit.code, &shown.answer.indicator.id)
        }))
    };

    let title = move || {
        let rolling = view.data.with(|shown| shown.answer.trend.rolling);
        let key = if rolling { t(locale, "trend.title_rolling") } else { t(locale, "trend.title") };
        fill(key, &[("name", &name())])
    };

    let layer = NodeRef::<leptos::html::Div>::new();
    let follow = move |event: ev::PointerEvent| {
        let Some(layer) = layer.get_untracked() else { return };
        let place = layer.get_bounding_client_rect();
        if place.width() > 0.0 {
            trend.with_untracked(|(frame, points)| {
                let x = (f64::from(event.client_x()) - place.left()) / place.width() * frame.width;
                active.set(nearest(frame, points.len(), x));
            });
        }
    };
    let open = move || {
        if let Some(query) = active.get_untracked().and_then(|n| untrack(|| query_at(n))) {
            opened.set(explain_address(&query));
        }
    };
    let on_key = move |event: ev::KeyboardEvent| {
        let last = untrack(count).saturating_sub(1);
        let at = active.get_untracked();
        match event.key().as_str() {
            "ArrowRight" | "ArrowUp" => active.set(Some(at.map_or(last, |at| (at + 1).min(last)))),
            "ArrowLeft" | "ArrowDown" => active.set(Some(at.map_or(last, |at| at.saturating_sub(1)))),
            "Home" => active.set(Some(0)),
            "End" => active.set(Some(last)),
            "Enter" | " " => open(),
            "Escape" => active.set(None),
            _ => return,
        }
        event.prevent_default();
    };
    let point_at = move |n: usize| trend.with(|(_, points)| points.get(n).cloned());
    let told = move |point: &TrendPoint| {
        let measure = indicator.with(|indicator| indicator.measure.clone());
        let state = if point.status == Status::Ok {
            String::new()
        } else {
            t_data(locale, "status", point.status.as_str())
        };
        format!("{} {} {state}", point_name(locale, &point.period), spoken(locale, &measure, point.value))
    };
    let now_text = move || {
        let at = active.get().or_else(|| count().checked_sub(1))?;
        point_at(at).map(|point| told(&point))
    };
    let mark = move || {
        let n = active.get()?;
        trend.with(|(frame, points)| {
            let point = points.get(n)?;
            let x = x_of(frame, n, points.len());
            let dot = point.value.map(|value| {
                let y = y_of(frame, value);
                view! { <circle cx=x cy=y r="4.5"/> }.into_any()
            });
            Some(
                view! {
                    <line x1=x x2=x y1=frame.top y2=frame.bottom/>
                    {dot}
                }
                .into_any(),
            )
        })
    };
    let tip = move || {
        let n = active.get()?;
        let point = point_at(n)?;
        let left = trend.with(|(frame, points)| x_of(frame, n, points.len()) / frame.width * 100.0);
        let measure = indicator.with(|indicator| indicator.measure.clone());
        Some(view! {
            <div class="tip" class:tip-left={left > 60.0} style:left=format!("{left:.2}%")>
                <b>{point_name(locale, &point.period)}</b>
                <span class="tip-value">{value_or_none(&measure, point.value)}</span>
                {fraction(point.numerator, point.denominator).map(|text| view! { <span>{text}</span> }.into_any())}
                {(point.status != Status::Ok)
                    .then(|| view! { <span>{t_data(locale, "status", point.status.as_str())}</span> }.into_any())}
            </div>
        }.into_any())
    };
    let rows = move || {
        let measure = indicator.with(|indicator| indicator.measure.clone());
        trend.with(|(_, points)| {
            points
                .iter()
                .enumerate()
                .rev()
                .map(|(n, point)| {
                    let text = value_or_none(&measure, point.value);
                    view! {
                        <tr>
                            <th scope="row">{point_name(locale, &point.period)}</th>
                            <td class="num">
                                <a class="explain" href=query_at(n).as_ref().map(explain_address)>{text}</a>
                            </td>
                            <td class="num">{fraction(point.numerator, point.denominator)}</td>
                            <td>{(point.status != Status::Ok).then(|| t_data(locale, "status", point.status.as_str()))}</td>
                        </tr>
                    }.into_any()
                })
                .collect_view().into_any()
        })
    };

    view! {
        <section class="panel trend" aria-labelledby="trend-title">
            <header>
                <h2 id="trend-title">{title}</h2>
                <ChartMenu selector=".trend-chart > svg" name="trend"/>
            </header>
            <div class="trend-scroll">
                <div class="trend-box">
                    <div class="trend-chart" aria-hidden="true" inner_html=move || svg.get()></div>
                    <div
                        class="trend-layer needs-js"
                        node_ref=layer
                        tabindex="0"
                        role="slider"
                        aria-label=move || t_with(locale, "trend.slider", &[("name", &name())])
                        aria-valuemin="0"
                        aria-valuemax=move || count().saturating_sub(1).to_string()
                        aria-valuenow=move || active.get().unwrap_or_else(|| count().saturating_sub(1)).to_string()
                        aria-valuetext=now_text
                        on:pointermove=follow
                        on:pointerdown=follow
                        on:pointerleave=move |_| set_afterwards(active, None)
                        on:click=move |_| open()
                        on:keydown=on_key
                        on:blur=move |_| set_afterwards(active, None)
                    >
                        <svg
                            viewBox=move || trend.with(|(frame, _)| format!("0 0 {} {}", frame.width.max(1.0), frame.height.max(1.0)))
                            aria-hidden="true"
                        >
                            {mark}
                        </svg>
                        {tip}
                    </div>
                </div>
            </div>
            {move || {
                edition_break
                    .get()
                    .map(|at| {
                        let at = months_of(&at).map_or(at, |(_, to)| to);
                        view! { <p class="muted small-text">{t_with(locale, "trend.edition_break", &[("at", &at)])}</p> }.into_any()
                    })
            }}
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

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: PlotFrame = PlotFrame {
        width: 640.0,
        height: 200.0,
        left: 40.0,
        right: 630.0,
        top: 10.0,
        bottom: 180.0,
        low: 0.5,
        high: 1.0,
    };

    #[test]
    fn the_nearest_point_is_the_one_drawn_there() {
        for n in 0..60 {
            assert_eq!(nearest(&FRAME, 60, x_of(&FRAME, n, 60)), Some(n));
        }
        assert_eq!(nearest(&FRAME, 60, -5.0), Some(0));
        assert_eq!(nearest(&FRAME, 60, 1e6), Some(59));
        assert_eq!(nearest(&FRAME, 0, 100.0), None);
    }

    #[test]
    fn values_lie_between_the_edges() {
        assert_eq!(y_of(&FRAME, 0.5), FRAME.bottom);
        assert_eq!(y_of(&FRAME, 1.0), FRAME.top);
    }
}
