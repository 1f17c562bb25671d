//! The map: regions of the next level and tribunals, coloured by the chosen indicator. It is an inline SVG of real
//! links, so it works by keyboard and without JavaScript; with it, it glides, zooms and tells what is pointed at.

mod camera;
mod legend;
mod model;

use super::{
    browser::{prefers_reduced_motion, set_afterwards},
    downloads::ChartMenu,
    explain::is_plain_click,
    format::{fraction, measure_word, span, value, value_or_none},
    view::use_view,
};
use crate::{
    domain::values::Status,
    i18n::{t, t_data, t_with, use_locale},
};
use camera::{Box4, Camera};
use legend::Legend;
use leptos::{ev, prelude::*};
use leptos_router::{NavigateOptions, hooks::use_navigate};
use model::{Mark, Model};
use wasm_bindgen::JsCast;

/// What is pointed at, and where on the map the tooltip goes, in per cent of its width and height.
#[derive(Debug, Clone, PartialEq)]
struct Pointed {
    code: String,
    left: f64,
    top: f64,
}

/// The element with a code that an event is about.
fn target_with_code(target: Option<web_sys::EventTarget>) -> Option<(web_sys::Element, String)> {
    let element = target?.dyn_into::<web_sys::Element>().ok()?.closest("[data-code]").ok()??;
    let code = element.get_attribute("data-code")?;
    Some((element, code))
}

/// The map with its legend.
#[component]
pub fn MapPanel() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let model: Memo<Model> = view.part(move |shown| Model::of(shown, locale));
    let home: Memo<Box4> = Memo::new(move |_| model.with(|model| model.view));
    let camera = Camera::new(home.get_untracked());
    let pointed = RwSignal::new(None::<Pointed>);
    let frame = NodeRef::<leptos::html::Div>::new();
    // Map units in one pixel, so that texts and dots keep their size on a phone and on a wall.
    let per_pixel = RwSignal::new(None::<f64>);
    let unit = Memo::new(move |_| per_pixel.get().unwrap_or_else(|| home.with(|home| home.usual_unit())));

    let measure_frame = move || {
        if let Some(frame) = frame.get_untracked() {
            let (width, height) = (f64::from(frame.client_width()), f64::from(frame.client_height()));
            if width > 0.0 && height > 0.0 {
                per_pixel.set(Some(home.with_untracked(|home| (home.2 / width).max(home.3 / height))));
            }
        }
    };
    Effect::new(move |before: Option<Box4>| {
        let now = home.get();
        measure_frame();
        match before {
            Some(before) if before != now => camera.glide(now, prefers_reduced_motion()),
            None if camera.at.get_untracked() != now => camera.glide(now, prefers_reduced_motion()),
            _ => {}
        }
        now
    });
    let resized = window_event_listener_untyped("resize", move |_| measure_frame());
    on_cleanup(move || resized.remove());

    let place_of = move |x: f64, y: f64| {
        let frame = frame.get_untracked()?;
        let rect = frame.get_bounding_client_rect();
        (rect.width() > 0.0 && rect.height() > 0.0)
            .then(|| ((x - rect.left()) / rect.width() * 100.0, (y - rect.top()) / rect.height() * 100.0))
    };
    let point_by_pointer = move |event: &ev::PointerEvent| {
        let (x, y) = (f64::from(event.client_x()), f64::from(event.client_y()));
        let now = target_with_code(event.target())
            .and_then(|(_, code)| place_of(x, y).map(|(left, top)| Pointed { code, left, top }));
        if pointed.with_untracked(|before| *before != now) {
            pointed.set(now);
        }
    };
    let point_by_focus = move |event: ev::FocusEvent| {
        pointed.set(target_with_code(event.target()).and_then(|(element, code)| {
            let rect = element.get_bounding_client_rect();
            let (x, y) = (rect.left() + rect.width() / 2.0, rect.top() + rect.height() / 2.0);
            place_of(x, y).map(|(left, top)| Pointed { code, left, top })
        }));
    };
    let navigate = use_navigate();
    let click = move |event: ev::MouseEvent| {
        if camera.was_dragged() {
            event.prevent_default();
            return;
        }
        // The router only knows links of HTML.
        let link = event
            .target()
            .and_then(|target| target.dyn_into::<web_sys::Element>().ok())
            .and_then(|target| target.closest("a").ok().flatten())
            .and_then(|link| link.get_attribute("href"));
        if let Some(href) = link
            && is_plain_click(&event)
        {
            event.prevent_default();
            pointed.set(None);
            navigate(&href, NavigateOptions { scroll: false, ..NavigateOptions::default() });
        }
    };
    let pixel = move || {
        let width = frame.get_untracked().map_or(0.0, |frame| f64::from(frame.client_width()));
        let height = frame.get_untracked().map_or(0.0, |frame| f64::from(frame.client_height()));
        let at = camera.at.get_untracked();
        if width > 0.0 && height > 0.0 { (at.2 / width).max(at.3 / height) } else { 0.0 }
    };
    let wheel = move |event: ev::WheelEvent| {
        // The wheel alone scrolls the page, as everywhere.
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            if let Some((left, top)) = place_of(f64::from(event.client_x()), f64::from(event.client_y())) {
                let factor = if event.delta_y() < 0.0 { 0.8 } else { 1.25 };
                camera.zoom(factor, left / 100.0, top / 100.0, home.get_untracked());
            }
        }
    };
    let tip = move || {
        let pointed = pointed.get()?;
        let mark = model.with(|model| model.find(&pointed.code).cloned())?;
        Some(view! { <Tip mark left=pointed.left top=pointed.top/> }.into_any())
    };
    let regions = move || {
        model.with(|model| {
            model
                .regions
                .iter()
                .map(|region| {
                    view! {
                        // Within a group: alone, the macro takes a link for one of HTML, which would not be drawn.
                        <g><a href=region.mark.href.clone() class="map-region" data-code=region.mark.code.clone() aria-label=region.mark.spoken.clone()>
                            <path class=region.mark.class fill=region.mark.fill() d=region.path.clone()/>
                        </a></g>
                    }.into_any()
                })
                .collect_view().into_any()
        })
    };
    // Above the dots, which would hide them.
    let labels = move || {
        model.with(|model| {
            let size = 11.5 * unit.get();
            model
                .labelled(size)
                .into_iter()
                .map(|region| {
                    view! {
                        <text class="map-label" x=region.x y=region.y font-size=size>
                            {region.short.clone()}
                            {region.mark.sign()}
                        </text>
                    }
                    .into_any()
                })
                .collect_view()
                .into_any()
        })
    };
    let dots = move || {
        model.with(|model| {
            let unit = unit.get();
            // With regions on the map the tribunals are reached through them; else they are what is tabbed through.
            let tab = if model.regions.is_empty() { "0" } else { "-1" };
            model
                .dots
                .iter()
                .map(|dot| {
                    let class = format!("map-dot {}{}", dot.mark.class, if dot.here { " here" } else { "" });
                    view! {
                        <g><a href=dot.mark.href.clone() tabindex=tab data-code=dot.mark.code.clone() aria-label=dot.mark.spoken.clone()>
                            <circle class=class fill=dot.mark.fill() cx=dot.x cy=dot.y r=dot.radius * unit/>
                        </a></g>
                    }.into_any()
                })
                .collect_view().into_any()
        })
    };
    let around = move || {
        model.with(|model| {
            let outline = (!model.outline.is_empty())
                .then(|| view! { <path class="map-outline" d=model.outline.clone()/> }.into_any());
            let around = model
                .around
                .iter()
                .map(|path| view! { <path class="map-around" d=path.clone()/> }.into_any())
                .collect_view()
                .into_any();
            view! { {around} {outline} }.into_any()
        })
    };
    let border = move || {
        model.with(|model| {
            (!model.outline.is_empty())
                .then(|| view! { <path class="map-border" d=model.outline.clone()/> }.into_any())
        })
    };
    let scale_bar = move || {
        let at = camera.at.get();
        model.with(|model| camera::scale_bar(at, model.per_km)).map(|(length, km)| {
            let unit = unit.get() * at.2 / home.with(|home| home.2).max(f64::EPSILON);
            let (x, y) = (at.0 + 12.0 * unit, at.1 + at.3 - 12.0 * unit);
            view! {
                <g class="map-scale" aria-hidden="true">
                    <path d=format!("M{x:.2} {:.2}v{:.2}h{length:.2}v{:.2}", y - 5.0 * unit, 5.0 * unit, -5.0 * unit)/>
                    <text x=x + length / 2.0 y=y - 7.0 * unit font-size=11.0 * unit text-anchor="middle">{format!("{km} km")}</text>
                </g>
            }.into_any()
        })
    };
    let empty = move || {
        model.with(|model| model.regions.is_empty() && model.dots.is_empty() && model.outline.is_empty())
    };
    let hatch = move || (unit.get() * 5.0).to_string();
    let title = move || {
        view.data.with(|shown| {
            let indicator = &shown.answer.indicator;
            t_with(locale, "map.title", &[("name", locale.pick(&indicator.zh, &indicator.en))])
        })
    };

    view! {
        <section class="panel map" aria-labelledby="map-title">
            <header>
                <div>
                    <h2 id="map-title">{title}</h2>
                    <p class="muted small-text">
                        {move || view.data.with(|shown| span(&shown.answer.from, &shown.answer.to))}
                    </p>
                </div>
                <ChartMenu selector=".map-frame > svg" name="map"/>
            </header>
            <div class="map-frame" node_ref=frame on:pointerleave=move |_| set_afterwards(pointed, None)>
                <svg
                    class="map-svg"
                    viewBox=move || camera.at.get().to_string()
                    role="group"
                    aria-labelledby="map-title"
                    on:pointermove=move |event| {
                        if camera.drag(&event, pixel()) { pointed.set(None) } else { point_by_pointer(&event) }
                    }
                    on:pointerdown=move |event| camera.press(&event)
                    on:focusin=point_by_focus
                    on:focusout=move |_| set_afterwards(pointed, None)
                    on:click=click
                    on:wheel=wheel
                >
                    <defs>
                        <pattern id="hatch" width=hatch height=hatch patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                            <rect class="hatch-ground" width=hatch height=hatch/>
                            <rect class="hatch-line" width=move || (unit.get() * 1.5).to_string() height=hatch/>
                        </pattern>
                    </defs>
                    <g aria-hidden="true">{around}</g>
                    <g>{regions}</g>
                    <g aria-hidden="true">{border}</g>
                    <g>{dots}</g>
                    <g aria-hidden="true">{labels}</g>
                    {scale_bar}
                </svg>
                {move || empty().then(|| view! { <p class="map-empty">{t(locale, "map.none")}</p> }.into_any())}
                <div class="map-zoom needs-js no-print">
                    <button type="button" class="button small" aria-label=t(locale, "map.zoom_in")
                        on:click=move |_| camera.zoom(0.7, 0.5, 0.5, home.get_untracked())>"+"</button>
                    <button type="button" class="button small" aria-label=t(locale, "map.zoom_out")
                        on:click=move |_| camera.zoom(1.0 / 0.7, 0.5, 0.5, home.get_untracked())>"−"</button>
                    <button type="button" class="button small" aria-label=t(locale, "map.zoom_reset")
                        on:click=move |_| camera.glide(home.get_untracked(), prefers_reduced_motion())>"⤢"</button>
                </div>
                {tip}
            </div>
            <Legend model/>
            <details class="as-table">
                <summary>{t(locale, "map.as_list")}</summary>
                <ul class="plain map-list">
                    {move || {
                        model
                            .with(|model| {
                                model
                                    .marks()
                                    .map(|mark| view! { <li><a href=mark.href.clone()>{mark.spoken.clone()}</a></li> }.into_any())
                                    .collect_view().into_any()
                            })
                    }}
                </ul>
            </details>
        </section>
    }
    .into_any()
}

/// What is pointed at, in words.
#[component]
fn Tip(mark: Mark, left: f64, top: f64) -> impl IntoView {
    let locale = use_locale();
    let class = format!(
        "tip{}{}",
        if left > 55.0 { " tip-left" } else { "" },
        if top > 60.0 { " tip-up" } else { "" }
    );
    view! {
        <div class=class style:left=format!("{left:.2}%") style:top=format!("{top:.2}%")>
            <b>{mark.name.clone()}</b>
            <span class="tip-value">{value_or_none(&mark.measure, mark.value)} " " <small>{measure_word(locale, &mark.measure)}</small></span>
            {fraction(mark.numerator, mark.denominator).map(|text| view! { <span>{text}</span> }.into_any())}
            {mark.peer_median.map(|median| {
                let median = value(&mark.measure, median);
                view! { <span>{t_with(locale, "map.peer_median", &[("value", &median)])}</span> }.into_any()
            })}
            {(mark.status != Status::Ok).then(|| view! { <span>{mark.sign()} {t_data(locale, "status", mark.status.as_str())}</span> }.into_any())}
        </div>
    }
    .into_any()
}
