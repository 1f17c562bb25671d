//! The six to eight figures: value, change on the year before, sparkline, state. Each opens its explanation, and can
//! be laid on the map. `data-key` says which number it is, `data-value` its amount: one that moves glows.

use super::Seen;
use crate::{
    api::overview::Figure,
    components::format::{JudgementBadge, StatusBadge, change, measure_word, value_or_none},
    i18n::{t, t_with},
};
use leptos::prelude::*;

/// All figures.
pub(super) fn figures(seen: &Seen) -> AnyView {
    let cards = seen.answer.figures.iter().map(|figure| card(seen, figure)).collect_view();
    view! { <section class="figures" aria-label=t(seen.locale(), "figure.title")>{cards}</section> }
        .into_any()
}

fn card(seen: &Seen, figure: &Figure) -> AnyView {
    let (locale, answer, row) = (seen.locale(), seen.answer, &figure.row);
    let indicator = &figure.indicator;
    let measure = &indicator.measure;
    let name = locale.pick(&indicator.zh, &indicator.en).to_owned();
    let chosen = indicator.id == answer.indicator.id;
    let class = if chosen { "figure chosen" } else { "figure" };
    let moved = match change(locale, indicator, row.value, figure.year_before) {
        Some(moved) => view! {
            <span class=format!("change {}", moved.class)>
                <span class="sr-only">{t(locale, "figure.year_before")} " "</span>
                {moved.text}
                " "
                <small>{moved.word}</small>
            </span>
        }
        .into_any(),
        None => view! { <small class="muted">{t(locale, "figure.no_year_before")}</small> }.into_any(),
    };
    let pick = seen.order.here.clone().with("indicator", &indicator.id).to_string();
    let pick_label = t_with(locale, "figure.on_map", &[("name", &name)]);
    view! {
        <article
            class=class
            data-key=format!("{} {} {}", row.indicator, row.unit, row.period)
            data-value=row.value.map(|value| value.to_string())
        >
            <a class="figure-link" href=seen.explain(&answer.unit.code, &indicator.id).to_string()>
                <span class="figure-name">{name}</span>
                <span class="figure-value">
                    <span>{value_or_none(measure, row.value)}</span> " " <small>{measure_word(locale, measure)}</small>
                </span>
                <span class="figure-spark" aria-hidden="true" inner_html=figure.spark.clone()></span>
                <span class="figure-foot">
                    {moved}
                    <StatusBadge status=row.status/>
                    {row.judgement.map(|judgement| view! { <JudgementBadge judgement/> }.into_any())}
                </span>
            </a>
            <a class="figure-pick" href=pick data-noscroll aria-label=pick_label.clone() title=pick_label aria-current=chosen.then_some("true")>
                <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                    <path d="M1 3.5 5.5 2l5 1.5L15 2v10.5L10.5 14l-5-1.5L1 14zM5.5 2v10.5M10.5 3.5V14" fill="none" stroke="currentColor" stroke-width="1.4"/>
                </svg>
            </a>
        </article>
    }
    .into_any()
}
