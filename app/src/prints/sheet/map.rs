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
    markup::escape,
};
pub(in crate::prints) use drawn::drawn;
use leptos::prelude::*;
use model::{Dot, Mark, Region};
pub(in crate::prints) use model::{Laid, Model};
use std::fmt::Write as _;

// Hundreds of marks are most of a page: they are written as text, which takes a tenth of the time of building them as views.
// Nothing acts on them but `components::hands`, by their attributes.

/// Adds what is pointed at, in words, as the value of an attribute: HTML, escaped once more.
fn tip(out: &mut String, locale: Locale, mark: &Mark) {
    let mut tip = String::with_capacity(256);
    tip.push_str("<b>");
    escape(&mark.name, &mut tip);
    tip.push_str("</b><span class=\"tip-value\">");
    escape(&value_or_none(&mark.measure, mark.value), &mut tip);
    tip.push_str(" <small>");
    escape(&measure_word(locale, &mark.measure), &mut tip);
    tip.push_str("</small></span>");
    let mut line = |text: &str| {
        tip.push_str("<span>");
        escape(text, &mut tip);
        tip.push_str("</span>");
    };
    if let Some(text) = fraction(mark.numerator, mark.denominator) {
        line(&text);
    }
    if let Some(median) = mark.peer_median {
        line(&t_with(locale, "map.peer_median", &[("value", &value(&mark.measure, median))]));
    }
    if mark.status != Status::Ok {
        line(&format!("{} {}", mark.sign(), t_data(locale, "status", mark.status.as_str())));
    }
    escape(&tip, out);
}

/// Begins a link: to where the mark leads, with its name, and what is told beside the pointer.
fn begin(out: &mut String, locale: Locale, mark: &Mark, about: &str) {
    out.push_str("<g><a href=\"");
    escape(&mark.href, out);
    out.push_str("\" ");
    out.push_str(about);
    out.push_str(" data-code=\"");
    escape(&mark.code, out);
    out.push_str("\" aria-label=\"");
    escape(&mark.spoken, out);
    out.push_str("\" data-tip=\"");
    tip(out, locale, mark);
    out.push_str("\">");
}

fn fill(mark: &Mark) -> String {
    mark.fill().map(|fill| format!(" fill=\"{fill}\"")).unwrap_or_default()
}

fn region(out: &mut String, locale: Locale, region: &Region, outlines: bool) {
    let mark = &region.mark;
    begin(out, locale, mark, "class=\"map-region\"");
    // Writing into a string cannot fail.
    let _ = write!(out, "<path class=\"{}\"{} data-d=\"", mark.class, fill(mark));
    escape(&mark.code, out);
    out.push('"');
    if outlines {
        let _ = write!(out, " d=\"{}\"", region.path);
    }
    out.push_str("/></a></g>");
}

fn dot(out: &mut String, locale: Locale, dot: &Dot, unit: f64, tab: &str) {
    let mark = &dot.mark;
    begin(out, locale, mark, &format!("tabindex=\"{tab}\""));
    let (class, here, fill) = (mark.class, if dot.here { " here" } else { "" }, fill(mark));
    let (x, y, radius) = (dot.x, dot.y, dot.radius);
    let _ = write!(
        out,
        "<circle class=\"map-dot {class}{here}\"{fill} cx=\"{x}\" cy=\"{y}\" r=\"{:.3}\" data-r=\"{radius:.2}\"/></a></g>",
        radius * unit
    );
}

/// The same as a list, for those who do not see maps.
fn list(model: &Model) -> String {
    let mut out = String::new();
    for mark in model.marks() {
        out.push_str("<li><a href=\"");
        escape(&mark.href, &mut out);
        out.push_str("\">");
        escape(&mark.spoken, &mut out);
        out.push_str("</a></li>");
    }
    out
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
    let mut regions = String::new();
    model.regions.iter().for_each(|one| region(&mut regions, locale, one, outlines));
    // With regions on the map the tribunals are reached through them; else they are what is tabbed through.
    let tab = if model.regions.is_empty() { "0" } else { "-1" };
    let mut dots = String::new();
    model.dots.iter().for_each(|one| dot(&mut dots, locale, one, unit, tab));
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
                    <g inner_html=regions></g>
                    <g aria-hidden="true">{outline("map-border")}</g>
                    <g inner_html=dots></g>
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
                <ul class="plain map-list" inner_html=list(model)></ul>
            </details>
        </section>
    }
    .into_any()
}
