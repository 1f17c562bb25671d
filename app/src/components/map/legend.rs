//! What stands below the map: classes, states, sizes, and where the map comes from.

use super::{
    super::format::{interval, status_sign, value},
    model::Model,
};
use crate::i18n::{t, t_data, t_with, use_locale};
use leptos::prelude::*;

/// What the colours and signs mean, and where the map comes from.
#[component]
pub fn Legend(model: Memo<Model>) -> impl IntoView {
    let locale = use_locale();
    let bins = move || {
        model.with(|model| {
            model
                .scale
                .bins
                .iter()
                .map(|bin| {
                    let text = match (bin.low, bin.high) {
                        (None, Some(high)) => format!("< {}", value(&model.measure, high)),
                        (Some(low), None) if !bin.reference => format!("> {}", value(&model.measure, low)),
                        (low, high) => interval(&model.measure, low, high).unwrap_or_else(|| t(locale, "map.all").to_owned()),
                    };
                    let reference = bin.reference.then(|| view! { <b>" " {t(locale, "map.reference")}</b> }.into_any());
                    view! {
                        <li>
                            <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect class=bin.class width="14" height="14"/></svg>
                            {text}
                            {reference}
                        </li>
                    }.into_any()
                })
                .collect_view().into_any()
        })
    };
    let states = move || {
        model.with(|model| {
            model
                .states
                .iter()
                .map(|(status, class)| {
                    let fill = (*class == "nodata").then_some("url(#hatch)");
                    view! {
                        <li>
                            <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
                                <rect class=*class fill=fill x="1" y="1" width="12" height="12"/>
                            </svg>
                            {status_sign(*status)} " " {t_data(locale, "status", status.as_str())}
                        </li>
                    }
                    .into_any()
                })
                .collect_view()
                .into_any()
        })
    };
    let origin = move || {
        model.with(|model| {
            let mut parts = vec![];
            if !model.source.is_empty() {
                parts.push(t_with(locale, "map.source", &[("source", &model.source)]));
            }
            if !model.approval.is_empty() {
                parts.push(t_with(locale, "map.approval", &[("number", &model.approval)]));
            }
            if model.unplaced > 0 {
                parts.push(t_with(locale, "map.unplaced", &[("n", &model.unplaced.to_string())]));
            }
            parts.join(" · ")
        })
    };
    let sizes = move || model.with(|model| !model.dots.is_empty());
    view! {
        <ul class="plain legend" aria-label=t(locale, "map.legend")>
            {bins} {states}
            {move || {
                sizes()
                    .then(|| {
                        view! {
                            <li>
                                <svg viewBox="0 0 24 14" width="24" height="14" aria-hidden="true">
                                    <circle class="map-dot within" cx="4" cy="7" r="2.5"/>
                                    <circle class="map-dot within" cx="16" cy="7" r="6"/>
                                </svg>
                                {t(locale, "map.dots")}
                            </li>
                        }.into_any()
                    })
            }}
        </ul>
        <p class="map-origin muted small-text">{origin}</p>
    }
    .into_any()
}
