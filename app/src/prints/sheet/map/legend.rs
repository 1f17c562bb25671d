//! What stands below the map: classes, states, sizes, and where the map comes from.

use super::{super::scale::Bin, model::Model};
use crate::{
    components::format::{interval, status_sign, value},
    domain::values::Status,
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// What a class holds.
pub(super) fn values_of(locale: Locale, measure: &str, bin: &Bin) -> String {
    match (bin.low, bin.high) {
        (None, Some(high)) => format!("< {}", value(measure, high)),
        (Some(low), None) if !bin.reference => format!("> {}", value(measure, low)),
        (low, high) => interval(measure, low, high).unwrap_or_else(|| t(locale, "map.all").to_owned()),
    }
}

fn class_of_values(locale: Locale, measure: &str, bin: &Bin) -> AnyView {
    let text = values_of(locale, measure, bin);
    let reference = bin.reference.then(|| view! { <b>" " {t(locale, "map.reference")}</b> });
    view! {
        <li>
            <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true"><rect class=bin.class width="14" height="14"/></svg>
            {text}
            {reference}
        </li>
    }
    .into_any()
}

fn state(locale: Locale, status: Status, class: &'static str) -> AnyView {
    let fill = (class == "nodata").then_some("url(#hatch)");
    view! {
        <li>
            <svg viewBox="0 0 14 14" width="14" height="14" aria-hidden="true">
                <rect class=class fill=fill x="1" y="1" width="12" height="12"/>
            </svg>
            {status_sign(status)} " " {t_data(locale, "status", status.as_str())}
        </li>
    }
    .into_any()
}

/// Where the map comes from.
pub(super) fn origin(locale: Locale, model: &Model) -> String {
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
}

/// What the colours and signs mean, and where the map comes from.
pub(super) fn legend(locale: Locale, model: &Model) -> AnyView {
    let bins = model.scale.bins.iter().map(|bin| class_of_values(locale, &model.measure, bin)).collect_view();
    let states = model.states.iter().map(|(status, class)| state(locale, *status, class)).collect_view();
    let sizes = (!model.dots.is_empty()).then(|| {
        view! {
            <li>
                <svg viewBox="0 0 24 14" width="24" height="14" aria-hidden="true">
                    <circle class="map-dot within" cx="4" cy="7" r="2.5"/>
                    <circle class="map-dot within" cx="16" cy="7" r="6"/>
                </svg>
                {t(locale, "map.dots")}
            </li>
        }
    });
    view! {
        <ul class="plain legend" aria-label=t(locale, "map.legend")>{bins} {states} {sizes}</ul>
        <p class="map-origin muted small-text">{origin(locale, model)}</p>
    }
    .into_any()
}
