//! The six to eight figures: value, change on the year before, sparkline, state. Each opens its explanation, and can
//! be laid on the map.

use super::{
    browser::{animate, prefers_reduced_motion},
    explain::explain_address,
    format::{JudgementBadge, StatusBadge, change, measure_word, value_or_none},
    view::use_view,
};
use crate::{
    address::Address,
    api::overview::Figure,
    i18n::{t, t_with, use_locale},
};
use leptos::prelude::*;
use std::time::Duration;

/// How long a changed figure glows.
const GLOW: Duration = Duration::from_millis(1000);
/// How long it takes to move to its new value, in milliseconds.
const MOVE_MS: f64 = 180.0;

/// All figures.
#[component]
pub fn Figures() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let count = view.part(|shown| shown.answer.figures.len());
    view! {
        <section class="figures" aria-label=t(locale, "figure.title")>
            {move || (0..count.get()).map(|n| view! { <FigureCard n/> }.into_any()).collect_view().into_any()}
        </section>
    }
    .into_any()
}

#[component]
fn FigureCard(n: usize) -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let figure: Memo<Option<Figure>> = view.part(move |shown| shown.answer.figures.get(n).cloned());
    let href = move || {
        view.data.with(|shown| {
            let figure = shown.answer.figures.get(n)?;
            Some(explain_address(&shown.explain(&shown.answer.unit.code, &figure.indicator.id)))
        })
    };
    let chosen = view.part(move |shown| {
        shown.answer.figures.get(n).is_some_and(|figure| figure.indicator.id == shown.answer.indicator.id)
    });
    let glow = RwSignal::new(false);
    let (on_the_way, turn) = (RwSignal::new(None::<f64>), StoredValue::new(0u32));
    // Only a number that moved does so and glows, not another number in the same place.
    Effect::new(move |before: Option<Option<Figure>>| {
        let now = figure.get();
        if let (Some(Some(before)), Some(now)) = (&before, &now)
            && (&before.row.indicator, &before.row.unit, &before.row.period)
                == (&now.row.indicator, &now.row.unit, &now.row.period)
            && before.row.value != now.row.value
        {
            if let (Some(from), Some(to), false) = (before.row.value, now.row.value, prefers_reduced_motion())
            {
                on_the_way.set(Some(from));
                animate(turn, MOVE_MS, move |part| {
                    on_the_way.try_set((part < 1.0).then_some(from + (to - from) * part));
                });
            }
            glow.set(true);
            set_timeout(
                move || {
                    let _ = glow.try_set(false);
                },
                GLOW,
            );
        }
        now
    });
    let content = move || {
        let figure = figure.get()?;
        let measure = figure.indicator.measure.clone();
        let (value, of_value) = (figure.row.value, measure.clone());
        let moved = change(locale, &figure.indicator, figure.row.value, figure.year_before);
        Some(view! {
            <span class="figure-name">{locale.pick(&figure.indicator.zh, &figure.indicator.en).to_owned()}</span>
            <span class="figure-value">
                {move || value_or_none(&of_value, on_the_way.get().or(value))} <small>{measure_word(locale, &measure)}</small>
            </span>
            <span class="figure-spark" aria-hidden="true" inner_html=figure.spark></span>
            <span class="figure-foot">
                {match moved {
                    Some(moved) => {
                        let class = format!("change {}", moved.class);
                        view! {
                            <span class=class>
                                <span class="sr-only">{t(locale, "figure.year_before")} " "</span>
                                {moved.text}
                                " "
                                <small>{moved.word}</small>
                            </span>
                        }
                            .into_any()
                    }
                    None => view! { <small class="muted">{t(locale, "figure.no_year_before")}</small> }.into_any(),
                }}
                <StatusBadge status=figure.row.status/>
                {figure.row.judgement.map(|judgement| view! { <JudgementBadge judgement/> }.into_any())}
            </span>
        }.into_any())
    };
    let pick = move || {
        figure.get().map(|figure| Address::here().with("indicator", &figure.indicator.id).to_string())
    };
    let pick_label = move || {
        figure.get().map(|figure| {
            t_with(
                locale,
                "figure.on_map",
                &[("name", locale.pick(&figure.indicator.zh, &figure.indicator.en))],
            )
        })
    };
    view! {
        <article class="figure" class:glow=glow class:chosen=move || chosen.get()>
            <a class="figure-link" href=href>{content}</a>
            <a class="figure-pick" href=pick data-noscroll aria-label=pick_label title=pick_label aria-current=move || chosen.get().then_some("true")>
                <svg viewBox="0 0 16 16" width="14" height="14" aria-hidden="true">
                    <path d="M1 3.5 5.5 2l5 1.5L15 2v10.5L10.5 14l-5-1.5L1 14zM5.5 2v10.5M10.5 3.5V14" fill="none" stroke="currentColor" stroke-width="1.4"/>
                </svg>
            </a>
        </article>
    }
    .into_any()
}
