//! The map: regions of the next level and tribunals, coloured by the chosen indicator. It is an inline SVG of real
//! links, so it works by keyboard and without JavaScript; `components::hands` lets it glide and zoom, and shows beside the
//! pointer what stands in `data-tip`. Sizes on the screen are attributes too (`data-r`): only the browser knows them.

mod drawn;
mod legend;
mod model;

use crate::{
    components::{
        camera::{LABEL, room_for, scale_bar},
        downloads::ChartMenu,
        format::{fraction, measure_word, span, value, value_or_none},
    },
    domain::values::Status,
    i18n::{Locale, t, t_data, t_with},
};
pub(in crate::prints) use drawn::drawn;
use leptos::prelude::*;
use model::{Dot, Mark, Region};
pub(in crate::prints) use model::{Laid, Model};

/// What is pointed at, in words.
fn tip(locale: Locale, mark: &Mark) -> String {
    let median = mark.peer_median.map(|median| {
        let median = value(&mark.measure, median);
        view! { <span>{t_with(locale, "map.peer_median", &[("value", &median)])}</span> }
    });
    let state = (mark.status != Status::Ok)
        .then(|| view! { <span>{mark.sign()} " " {t_data(locale, "status", mark.status.as_str())}</span> });
    let tip = view! {
        <b>{mark.name.clone()}</b>
        <span class="tip-value">
            {value_or_none(&mark.measure, mark.value)} " " <small>{measure_word(locale, &mark.measure)}</small>
        </span>
        {fraction(mark.numerator, mark.denominator).map(|text| view! { <span>{text}</span> })}
        {median}
        {state}
    };
    tip.into_any().to_html()
}

// Links stand within groups: alone, the macro takes a link for one of HTML, which would not be drawn.
fn region(locale: Locale, region: &Region, outlines: bool) -> AnyView {
    let mark = &region.mark;
    let path = outlines.then(|| region.path.clone());
    view! {
        <g><a href=mark.href.clone() class="map-region" data-code=mark.code.clone() aria-label=mark.spoken.clone() data-tip=tip(locale, mark)>
            <path class=mark.class fill=mark.fill() data-d=mark.code.clone() d=path/>
        </a></g>
    }
    .into_any()
}

fn dot(locale: Locale, dot: &Dot, unit: f64, tab: &'static str) -> AnyView {
    let mark = &dot.mark;
    let class = format!("map-dot {}{}", mark.class, if dot.here { " here" } else { "" });
    view! {
        <g><a href=mark.href.clone() tabindex=tab data-code=mark.code.clone() aria-label=mark.spoken.clone() data-tip=tip(locale, mark)>
            <circle class=class fill=mark.fill() cx=dot.x cy=dot.y r=format!("{:.3}", dot.radius * unit) data-r=format!("{:.2}", dot.radius)/>
        </a></g>
    }
    .into_any()
}

/// Names of regions, those with room beside each other shown.
fn labels(model: &Model, unit: f64) -> AnyView {
    let named = model.named();
    let places: Vec<_> = named.iter().map(|region| (region.x, region.y, region.text_width())).collect();
    let shown = room_for(&places, LABEL * unit);
    let labels = named.into_iter().zip(shown);
    labels
        .map(|(region, shown)| {
            let hidden = (!shown).then_some("hidden");
            view! {
                <text
                    class="map-label"
                    visibility=hidden
                    x=region.x
                    y=region.y
                    font-size=format!("{:.3}", LABEL * unit)
                    data-width=format!("{:.2}", region.text_width())
                >
                    {region.short.clone()}
                    {region.mark.sign()}
                </text>
            }
            .into_any()
        })
        .collect_view()
        .into_any()
}

/// The map with its legend; without `outlines` only what may change about it.
pub(in crate::prints) fn panel(laid: &Laid, model: &Model, outlines: bool) -> AnyView {
    let locale = laid.locale;
    let unit = model.view.usual_unit();
    let drawn = laid.map.map_or("", |map| map.unit.as_str()).to_owned();
    let around = model.around.iter().enumerate();
    let around = around
        .map(|(n, path)| {
            let path = outlines.then(|| path.clone());
            view! { <path class="map-around" data-d=format!("around-{n}") d=path/> }.into_any()
        })
        .collect_view();
    let outline = |class: &'static str| {
        let path = outlines.then(|| model.outline.clone());
        (!model.outline.is_empty()).then(|| view! { <path class=class data-d=class d=path/> }.into_any())
    };
    let regions = model.regions.iter().map(|one| region(locale, one, outlines)).collect_view();
    // With regions on the map the tribunals are reached through them; else they are what is tabbed through.
    let tab = if model.regions.is_empty() { "0" } else { "-1" };
    let dots = model.dots.iter().map(|one| dot(locale, one, unit, tab)).collect_view();
    let scale = scale_bar(model.view, model.per_km, unit).map(|bar| {
        view! {
            <g class="map-scale" aria-hidden="true" data-km=model.per_km.to_string()>
                <path d=bar.path/>
                <text x=bar.x y=bar.y font-size=bar.size text-anchor="middle">{bar.words}</text>
            </g>
        }
    });
    let empty = model.regions.is_empty() && model.dots.is_empty() && model.outline.is_empty();
    let empty = empty.then(|| view! { <p class="map-empty">{t(locale, "map.none")}</p> });
    let hatch = format!("{:.3}", unit * 5.0);
    let list = model.marks();
    let list = list
        .map(|mark| view! { <li><a href=mark.href.clone()>{mark.spoken.clone()}</a></li> }.into_any())
        .collect_view();
    view! {
        <section class="panel map" aria-labelledby="map-title">
            <header>
                <div>
                    <h2 id="map-title">{t_with(locale, "map.title", &[("name", laid.name())])}</h2>
                    <p class="muted small-text">{span(laid.from, laid.to)}</p>
                </div>
                <ChartMenu drawing=".map-frame > svg" name="map"/>
            </header>
            <div class="map-frame">
                <svg
                    class="map-svg"
                    viewBox=model.view.to_string()
                    role="group"
                    aria-labelledby="map-title"
                    data-view=model.view.to_string()
                    data-unit=drawn
                >
                    <defs>
                        <pattern id="hatch" width=hatch.clone() height=hatch.clone() patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                            <rect class="hatch-ground" width=hatch.clone() height=hatch.clone()/>
                            <rect class="hatch-line" width=format!("{:.3}", unit * 1.5) height=hatch.clone()/>
                        </pattern>
                    </defs>
                    <g aria-hidden="true">{around} {outline("map-outline")}</g>
                    <g>{regions}</g>
                    <g aria-hidden="true">{outline("map-border")}</g>
                    <g>{dots}</g>
                    <g aria-hidden="true">{labels(model, unit)}</g>
                    {scale}
                </svg>
                {empty}
                <div class="map-zoom needs-js no-print">
                    <button type="button" class="button small" aria-label=t(locale, "map.zoom_in") data-zoom="in">"+"</button>
                    <button type="button" class="button small" aria-label=t(locale, "map.zoom_out") data-zoom="out">"−"</button>
                    <button type="button" class="button small" aria-label=t(locale, "map.zoom_reset") data-zoom="home">"⤢"</button>
                </div>
                <div class="tip hidden"></div>
            </div>
            {legend::legend(locale, model)}
            <details class="as-table">
                <summary>{t(locale, "map.as_list")}</summary>
                <ul class="plain map-list">{list}</ul>
            </details>
        </section>
    }
    .into_any()
}
