//! What a person can do with the pieces of a unit's page. The server has printed them, so nothing listens in them: all
//! events are heard at the page, and what they mean stands in classes and `data-` attributes.

mod figures;
mod map;
mod trend;

use super::{board, downloads::save_clicked, explain::Explainer, saving::Saver};
use leptos::prelude::*;
use leptos_router::{NavigateOptions, hooks::use_navigate};
use send_wrapper::SendWrapper;
use std::rc::Rc;
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{
    Element, Event, EventTarget, FormData, HtmlFormElement, KeyboardEvent, MouseEvent, PointerEvent,
    UrlSearchParams, WheelEvent,
};

/// What is heard.
const HEARD: [&str; 10] = [
    "click",
    "change",
    "submit",
    "pointermove",
    "pointerdown",
    "pointerout",
    "focusin",
    "focusout",
    "keydown",
    "wheel",
];

/// Pieces that may have a map in them.
const MAPS: [&str; 2] = ["map", "analysis"];

/// Whether a click asks for a new tab or window, which is the browser's business.
pub fn is_plain_click(event: &MouseEvent) -> bool {
    event.button() == 0 && !event.ctrl_key() && !event.meta_key() && !event.shift_key() && !event.alt_key()
}

/// What of a piece must be known when it has been replaced.
pub struct Before {
    map: Option<map::Before>,
    figures: Vec<(String, f64)>,
    point: Option<usize>,
}

impl Before {
    /// Before it is replaced.
    pub fn of(place: &str, element: &Element) -> Self {
        Self {
            map: (place == "map").then(|| map::Before::of(element)).flatten(),
            point: trend::active(),
            figures: if place == "figures" { figures::values(element) } else { vec![] },
        }
    }

    /// Afterwards.
    pub fn then(self, place: &str, element: &Element) {
        match place {
            "map" => map::replaced(element, self.map),
            "analysis" => map::fit(element),
            "trend" => trend::replaced(element, self.point),
            "figures" => figures::replaced(element, &self.figures),
            _ => {}
        }
    }
}

/// A piece stands on a page.
pub fn arrived(place: &str, element: &Element) {
    if MAPS.contains(&place) {
        map::fit(element);
    }
}

/// Listens at the page that holds the pieces, as long as it is there.
pub fn listen(page: NodeRef<leptos::html::Div>, Explainer(opened): Explainer, saver: Saver) {
    let navigate = use_navigate();
    let go = Rc::new(move |to: &str| {
        navigate(to, NavigateOptions { scroll: false, ..NavigateOptions::default() });
    });
    let go = SendWrapper::new(go);
    Effect::new(move |_| {
        let Some(page) = page.get() else { return };
        let go = go.clone();
        // Not `FnMut`: a choice sends its form, which is heard while the choice still is.
        let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| {
            if let Some(target) = element_of(event.target()) {
                hear(&event, &target, opened, saver, go.as_ref());
            }
        });
        for kind in HEARD {
            let _ = page.add_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
        }
        let resized = window_event_listener_untyped("resize", |_| {
            for map in MAPS.into_iter().filter_map(board::element) {
                map::fit(&map);
            }
        });
        let page = SendWrapper::new((page, heard));
        on_cleanup(move || {
            let (page, heard) = page.take();
            for kind in HEARD {
                let _ = page.remove_event_listener_with_callback(kind, heard.as_ref().unchecked_ref());
            }
            resized.remove();
        });
    });
}

fn element_of(target: Option<EventTarget>) -> Option<Element> {
    target?.dyn_into().ok()
}

/// The element itself or one around it.
fn around(element: &Element, selector: &str) -> Option<Element> {
    element.closest(selector).ok().flatten()
}

/// What the pointer or the focus has left for something else.
fn left(target: &Element, selector: &str, to: Option<EventTarget>) -> Option<Element> {
    let left = around(target, selector)?;
    let within = element_of(to).is_some_and(|to| left.contains(Some(&to)));
    (!within).then_some(left)
}

fn hear(event: &Event, target: &Element, opened: RwSignal<String>, saver: Saver, go: &dyn Fn(&str)) {
    let explain = |href: String| {
        let _ = opened.try_set(href);
    };
    let layer = || around(target, ".trend-layer");
    match event.type_().as_str() {
        "click" => click(event.unchecked_ref(), target, &explain, saver, go),
        "change" => {
            let form = around(target, "select[data-send]").and_then(|select| around(&select, "form"));
            if let Some(form) = form.map(JsCast::unchecked_into::<HtmlFormElement>)
                && form.check_validity()
            {
                let _ = form.request_submit();
            }
        }
        "submit" => {
            if let Some(to) = around(target, "form[data-noscroll]").and_then(|form| address_of(&form)) {
                event.prevent_default();
                go(&to);
            }
        }
        "pointermove" => {
            let event: &PointerEvent = event.unchecked_ref();
            map::pointed(event, target);
            if let Some(layer) = layer() {
                trend::follow(&layer, event);
            }
        }
        "pointerdown" => {
            let event: &PointerEvent = event.unchecked_ref();
            map::press(event, target);
            if let Some(layer) = layer() {
                trend::follow(&layer, event);
            }
        }
        "pointerout" | "focusout" => {
            let to = event.unchecked_ref::<MouseEvent>().related_target();
            if let Some(frame) = left(target, map::FRAMES, to.clone()) {
                map::left(&frame);
            }
            if let Some(layer) = left(target, ".trend-layer", to) {
                trend::show(&layer, None);
            }
        }
        "focusin" => map::focused(target),
        "keydown" => {
            if let Some(layer) = layer() {
                trend::key(&layer, event.unchecked_ref::<KeyboardEvent>(), &explain);
            }
        }
        "wheel" => map::wheel(event.unchecked_ref::<WheelEvent>(), target),
        _ => {}
    }
}

fn click(event: &MouseEvent, target: &Element, explain: &dyn Fn(String), saver: Saver, go: &dyn Fn(&str)) {
    save_clicked(target);
    map::zoom_clicked(target);
    if let Some(layer) = around(target, ".trend-layer") {
        trend::open(&layer, explain);
    }
    if around(target, ".map-svg").is_some() && map::was_dragged() {
        event.prevent_default();
        return;
    }
    let Some(link) = around(target, "a") else { return };
    let Some(href) = link.get_attribute("href").filter(|_| is_plain_click(event)) else { return };
    if link.matches(".explain, .figure-link").unwrap_or(false) {
        event.prevent_default();
        explain(href);
    } else if link.matches("a[download]").unwrap_or(false) {
        event.prevent_default();
        saver.begin(href);
    } else if around(&link, map::DRAWN).is_some() {
        // The router only knows links of HTML.
        event.prevent_default();
        if let Some(frame) = around(&link, map::FRAMES) {
            map::left(&frame);
        }
        go(&href);
    }
}

/// Where a form of words leads.
fn address_of(form: &Element) -> Option<String> {
    let path = form.get_attribute("action")?;
    let data = FormData::new_with_form(form.unchecked_ref()).ok()?;
    let words = UrlSearchParams::new_with_str_sequence_sequence(&data).ok()?;
    Some(format!("{path}?{}", String::from(words.to_string())))
}
