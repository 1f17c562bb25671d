//! The map: gliding, zooming, dragging, and what is said of the place that is pointed at. Motion lasts under 200 ms.

use super::{
    super::{
        board::elements,
        browser::{animate, prefers_reduced_motion},
        camera::{Box4, LABEL, decimal, room_for, scale_bar},
    },
    around,
};
use std::cell::{Cell, RefCell};
use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement, PointerEvent, WheelEvent};

/// What holds a drawing of links and the words beside the pointer: the map, and charts.
pub(super) const FRAMES: &str = ".map-frame, .chart-frame";
/// The drawings of links themselves.
pub(super) const DRAWN: &str = ".map-svg, .chart-hits";

/// How long a glide lasts, in milliseconds.
const GLIDE_MS: f64 = 180.0;
/// How far the pointer must move until a press is a drag, in pixels.
const DRAG_FROM: f64 = 4.0;

#[derive(Clone, Copy)]
struct Press {
    x: f64,
    y: f64,
    from: Box4,
}

/// What is pointed at, and where the words stand, in per cent of the map's width and height.
#[derive(Clone)]
struct Pointed {
    code: String,
    left: f64,
    top: f64,
}

thread_local! {
    static PRESS: Cell<Option<Press>> = const { Cell::new(None) };
    static DRAGGED: Cell<bool> = const { Cell::new(false) };
    /// Counts motions: one ends when another begins.
    static FLIGHT: Cell<u32> = const { Cell::new(0) };
    /// Where the motion leads that is under way.
    static BOUND: Cell<Option<Box4>> = const { Cell::new(None) };
    static POINTED: RefCell<Option<Pointed>> = const { RefCell::new(None) };
}

/// A number of an attribute.
pub(super) fn number(element: &Element, name: &str) -> f64 {
    element.get_attribute(name).map_or(0.0, |text| js_sys::parse_float(&text))
}

/// The rectangle that an attribute names.
pub(super) fn rectangle(element: &Element, name: &str) -> Option<Box4> {
    let text = element.get_attribute(name)?;
    let mut numbers = text.split(' ').map(js_sys::parse_float);
    Some(Box4(numbers.next()?, numbers.next()?, numbers.next()?, numbers.next()?))
}

fn set(element: &Element, name: &str, value: f64) {
    let _ = element.set_attribute(name, &decimal(value));
}

fn find(within: &Element, selector: &str) -> Option<Element> {
    within.query_selector(selector).ok().flatten()
}

/// The drawing, what is seen of it, and all of it.
fn drawing(within: &Element) -> Option<(Element, Box4, Box4)> {
    let svg = find(within, ".map-svg")?;
    let (at, home) = (rectangle(&svg, "viewBox")?, rectangle(&svg, "data-view")?);
    Some((svg, at, home))
}

/// Map units in a pixel when `at` is seen; none while the map has no size.
fn unit(svg: &Element, at: Box4) -> Option<f64> {
    let frame = around(svg, ".map-frame")?;
    let (width, height) = (f64::from(frame.client_width()), f64::from(frame.client_height()));
    (width > 0.0 && height > 0.0).then(|| at.unit(width, height))
}

/// Shows that part of the map.
fn look(svg: &Element, at: Box4) {
    let _ = svg.set_attribute("viewBox", &at.to_string());
    let Some(group) = find(svg, ".map-scale") else { return };
    let bar = unit(svg, at).and_then(|unit| scale_bar(at, number(&group, "data-km"), unit));
    let (Some(bar), Some(line), Some(text)) = (bar, find(&group, "path"), find(&group, "text")) else {
        return;
    };
    let _ = line.set_attribute("d", &bar.path);
    for (name, value) in [("x", bar.x), ("y", bar.y), ("font-size", bar.size)] {
        let _ = text.set_attribute(name, &value);
    }
    text.set_text_content(Some(&bar.words));
}

/// Gives texts and dots their size on this screen, on a phone as on a wall.
pub(super) fn fit(within: &Element) {
    let Some((svg, at, home)) = drawing(within) else { return };
    let Some(unit) = unit(&svg, home) else { return };
    for dot in elements(svg.query_selector_all("circle[data-r]")) {
        set(&dot, "r", number(&dot, "data-r") * unit);
    }
    let labels = elements(svg.query_selector_all(".map-label"));
    let names: Vec<_> = labels
        .iter()
        .map(|label| (number(label, "x"), number(label, "y"), number(label, "data-width")))
        .collect();
    for (label, shown) in labels.iter().zip(room_for(&names, LABEL * unit)) {
        set(label, "font-size", LABEL * unit);
        let _ = label.set_attribute("visibility", if shown { "visible" } else { "hidden" });
    }
    for part in elements(svg.query_selector_all("#hatch, #hatch *")) {
        let width = if part.class_list().contains("hatch-line") { 1.5 } else { 5.0 };
        set(&part, "width", width * unit);
        set(&part, "height", 5.0 * unit);
    }
    look(&svg, at);
}

/// Ends every motion, and begins another one.
fn next_flight() -> u32 {
    BOUND.set(None);
    FLIGHT.set(FLIGHT.get().wrapping_add(1));
    FLIGHT.get()
}

/// Moves there, at once for whoever asked for no motion.
fn glide(svg: Element, from: Box4, to: Box4) {
    let mine = next_flight();
    if prefers_reduced_motion() {
        return look(&svg, to);
    }
    BOUND.set(Some(to));
    animate(GLIDE_MS, move |part| {
        let rest = 1.0 - part;
        let at = if part < 1.0 { from.towards(to, 1.0 - rest * rest * rest) } else { to };
        let goes_on = FLIGHT.get() == mine;
        if goes_on {
            look(&svg, at);
        }
        if goes_on && part >= 1.0 {
            BOUND.set(None);
        }
        goes_on
    });
}

/// Where the map was looking.
pub(super) struct Before {
    at: Box4,
    home: Box4,
    pointed: Option<Pointed>,
}

impl Before {
    pub(super) fn of(within: &Element) -> Option<Self> {
        let (_, at, home) = drawing(within)?;
        Some(Self { at, home, pointed: POINTED.with_borrow(Clone::clone) })
    }
}

/// Another map of the same place is looked at as before; to another place it glides.
pub(super) fn replaced(within: &Element, before: Option<Before>) {
    if let (Some(before), Some((svg, _, home))) = (before, drawing(within)) {
        let _ = svg.set_attribute("viewBox", &before.at.to_string());
        // One that was gliding goes on doing so, from where it is.
        if before.home != home {
            glide(svg.clone(), before.at, home);
        } else if let Some(to) = BOUND.get() {
            glide(svg.clone(), before.at, to);
        }
        let pointed = before.pointed.filter(|_| before.home == home);
        POINTED.set(None);
        if let Some((marked, pointed)) = pointed.and_then(|pointed| {
            let all = elements(svg.query_selector_all("[data-code]"));
            let marked =
                all.into_iter().find(|one| one.get_attribute("data-code").as_ref() == Some(&pointed.code))?;
            Some((marked, pointed))
        }) {
            say(&marked, pointed.left, pointed.top);
        }
    }
    fit(within);
}

/// Where on the map a point of the window is, in per cent.
fn place_of(frame: &Element, x: f64, y: f64) -> Option<(f64, f64)> {
    let rect = frame.get_bounding_client_rect();
    (rect.width() > 0.0 && rect.height() > 0.0)
        .then(|| ((x - rect.left()) / rect.width() * 100.0, (y - rect.top()) / rect.height() * 100.0))
}

/// Shows words beside a place, in per cent of what they stand in.
pub(super) fn show_tip(tip: &Element, words: &str, place: &[(&str, f64)]) {
    let style = tip.unchecked_ref::<HtmlElement>().style();
    for (side, at) in place {
        let _ = style.set_property(side, &format!("{}%", decimal(*at)));
    }
    tip.set_inner_html(words);
}

/// Says what is known of the place that is pointed at.
fn say(marked: &Element, left: f64, top: f64) {
    let (Some(code), Some(words)) = (marked.get_attribute("data-code"), marked.get_attribute("data-tip"))
    else {
        return;
    };
    let Some(tip) = around(marked, FRAMES).and_then(|frame| find(&frame, ".tip")) else { return };
    let class = match (left > 55.0, top > 60.0) {
        (true, true) => "tip tip-left tip-up",
        (true, false) => "tip tip-left",
        (false, true) => "tip tip-up",
        _ => "tip",
    };
    tip.set_class_name(class);
    show_tip(&tip, &words, &[("left", left), ("top", top)]);
    POINTED.set(Some(Pointed { code, left, top }));
}

/// Nothing is pointed at any more.
pub(super) fn left(frame: &Element) {
    POINTED.set(None);
    if let Some(tip) = find(frame, ".tip") {
        tip.set_class_name("tip hidden");
    }
}

/// The pointer moved.
pub(super) fn pointed(event: &PointerEvent, target: &Element) {
    let (Some(svg), Some(frame)) = (around(target, DRAWN), around(target, FRAMES)) else { return };
    if svg.class_list().contains("map-svg") && drag(event, &svg) {
        return left(&frame);
    }
    let place = place_of(&frame, f64::from(event.client_x()), f64::from(event.client_y()));
    match (around(target, "[data-code]"), place) {
        (Some(marked), Some((left, top))) => say(&marked, left, top),
        _ => left(&frame),
    }
}

/// The focus came.
pub(super) fn focused(target: &Element) {
    let Some(marked) = around(target, "[data-code]").filter(|marked| around(marked, DRAWN).is_some()) else {
        return;
    };
    let rect = marked.get_bounding_client_rect();
    let (x, y) = (rect.left() + rect.width() / 2.0, rect.top() + rect.height() / 2.0);
    let frame = around(&marked, FRAMES);
    if let Some((left, top)) = frame.and_then(|frame| place_of(&frame, x, y)) {
        say(&marked, left, top);
    }
}

/// The pointer went down.
pub(super) fn press(event: &PointerEvent, target: &Element) {
    let Some(svg) = around(target, ".map-svg") else { return };
    DRAGGED.set(false);
    // A finger scrolls the page.
    let mouse = event.pointer_type() == "mouse" && event.button() == 0;
    let from = rectangle(&svg, "viewBox").filter(|_| mouse);
    PRESS.set(from.map(|from| Press {
        x: f64::from(event.client_x()),
        y: f64::from(event.client_y()),
        from,
    }));
}

/// The pointer moved over the map; says whether the map is being dragged.
fn drag(event: &PointerEvent, svg: &Element) -> bool {
    let Some(press) = PRESS.get().filter(|_| event.buttons() & 1 == 1) else {
        PRESS.set(None);
        return false;
    };
    let (dx, dy) = (f64::from(event.client_x()) - press.x, f64::from(event.client_y()) - press.y);
    if dx * dx + dy * dy >= DRAG_FROM * DRAG_FROM {
        DRAGGED.set(true);
    }
    if DRAGGED.get()
        && let Some(unit) = unit(svg, press.from)
    {
        next_flight();
        look(svg, Box4(press.from.0 - dx * unit, press.from.1 - dy * unit, press.from.2, press.from.3));
    }
    DRAGGED.get()
}

/// Whether the click that follows ends a drag.
pub(super) fn was_dragged() -> bool {
    DRAGGED.get()
}

/// A button of the map was clicked.
pub(super) fn zoom_clicked(target: &Element) {
    let Some(button) = around(target, "[data-zoom]") else { return };
    let Some((svg, at, home)) = around(&button, ".map-frame").and_then(|frame| drawing(&frame)) else {
        return;
    };
    let factor = match button.get_attribute("data-zoom").as_deref() {
        Some("in") => 0.7,
        Some("out") => 1.0 / 0.7,
        _ => return glide(svg, at, home),
    };
    next_flight();
    look(&svg, at.zoomed(factor, 0.5, 0.5, home));
}

/// The wheel alone scrolls the page, as everywhere; with Control it zooms.
pub(super) fn wheel(event: &WheelEvent, target: &Element) {
    if !(event.ctrl_key() || event.meta_key()) || around(target, ".map-svg").is_none() {
        return;
    }
    let Some(frame) = around(target, ".map-frame") else { return };
    event.prevent_default();
    let place = place_of(&frame, f64::from(event.client_x()), f64::from(event.client_y()));
    if let (Some((left, top)), Some((svg, at, home))) = (place, drawing(&frame)) {
        let factor = if event.delta_y() < 0.0 { 0.8 } else { 1.25 };
        next_flight();
        look(&svg, at.zoomed(factor, left / 100.0, top / 100.0, home));
    }
}
