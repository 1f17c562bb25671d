//! The trend: a line and words at the point that the pointer or the arrow keys are at. The points are the rows of the table
//! below, the newest first.

use super::{
    super::board::elements,
    around,
    map::{number, rectangle, show_tip},
};
use std::cell::Cell;
use web_sys::{Element, KeyboardEvent, PointerEvent};

thread_local! {
    /// Number of the point, the oldest is 0.
    static ACTIVE: Cell<Option<usize>> = const { Cell::new(None) };
}

/// The points, the oldest first.
fn points(layer: &Element) -> Vec<Element> {
    let panel = around(layer, ".trend");
    let mut rows = panel.map_or_else(Vec::new, |panel| elements(panel.query_selector_all("tr[data-x]")));
    rows.reverse();
    rows
}

/// Width of the chart in its own units.
fn width(layer: &Element) -> Option<f64> {
    let svg = layer.query_selector("svg").ok().flatten()?;
    rectangle(&svg, "viewBox").map(|view| view.2).filter(|width| *width > 0.0)
}

/// Shows the point with that number, or none.
pub(super) fn show(layer: &Element, active: Option<usize>) {
    let points = points(layer);
    let last = points.len().checked_sub(1);
    let point = active.and_then(|n| points.get(n));
    ACTIVE.set(active.filter(|_| point.is_some()));
    let told = point.or(points.last()).and_then(|point| point.get_attribute("data-told"));
    let _ = layer.set_attribute("aria-valuetext", told.as_deref().unwrap_or_default());
    let now = ACTIVE.get().or(last).unwrap_or_default();
    let _ = layer.set_attribute("aria-valuenow", &now.to_string());
    let find = |selector| layer.query_selector(selector).ok().flatten();
    let (Some(line), Some(dot), Some(tip)) = (find("line"), find("circle"), find(".tip")) else { return };
    let x = point.and_then(|point| point.get_attribute("data-x"));
    let y = point.and_then(|point| point.get_attribute("data-y"));
    let draw = |element: &Element, places: [(&str, &Option<String>); 2]| {
        let all = places.iter().all(|(_, place)| place.is_some());
        for (name, place) in places {
            let _ = element.set_attribute(name, place.as_deref().unwrap_or("0"));
        }
        let _ = element.set_attribute("visibility", if all { "visible" } else { "hidden" });
    };
    draw(&line, [("x1", &x), ("x2", &x)]);
    draw(&dot, [("cx", &x), ("cy", &y)]);
    match (point, width(layer)) {
        (Some(point), Some(width)) => {
            let left = number(point, "data-x") / width * 100.0;
            tip.set_class_name(if left > 60.0 { "tip tip-left" } else { "tip" });
            show_tip(&tip, &point.get_attribute("data-tip").unwrap_or_default(), &[("left", left)]);
        }
        _ => tip.set_class_name("tip hidden"),
    }
}

/// The pointer is over the chart.
pub(super) fn follow(layer: &Element, event: &PointerEvent) {
    let place = layer.get_bounding_client_rect();
    let Some(width) = width(layer).filter(|_| place.width() > 0.0) else { return };
    let x = (f64::from(event.client_x()) - place.left()) / place.width() * width;
    let far = |point: &Element| (number(point, "data-x") - x).abs();
    let points = points(layer);
    let nearest = points.iter().map(far).enumerate().min_by(|a, b| a.1.total_cmp(&b.1));
    show(layer, nearest.map(|(n, _)| n));
}

/// Opens the point that is shown.
pub(super) fn open(layer: &Element, explain: &dyn Fn(String)) {
    let points = points(layer);
    let point = ACTIVE.get().and_then(|n| points.get(n));
    let link = point.and_then(|point| point.query_selector("a").ok().flatten());
    if let Some(href) = link.and_then(|link| link.get_attribute("href")) {
        explain(href);
    }
}

/// A key was pressed at the chart.
pub(super) fn key(layer: &Element, event: &KeyboardEvent, explain: &dyn Fn(String)) {
    let last = points(layer).len().saturating_sub(1);
    let at = ACTIVE.get();
    match event.key().as_str() {
        "ArrowRight" | "ArrowUp" => show(layer, Some(at.map_or(last, |at| (at + 1).min(last)))),
        "ArrowLeft" | "ArrowDown" => show(layer, Some(at.map_or(last, |at| at.saturating_sub(1)))),
        "Home" => show(layer, Some(0)),
        "End" => show(layer, Some(last)),
        "Enter" | " " => open(layer, explain),
        "Escape" => show(layer, None),
        _ => return,
    }
    event.prevent_default();
}

/// The chart is another one: the same point of it is shown.
pub(super) fn replaced(within: &Element, active: Option<usize>) {
    if let (Some(active), Ok(Some(layer))) = (active, within.query_selector(".trend-layer")) {
        show(&layer, Some(active));
    }
}

/// Number of the point that is shown.
pub(super) fn active() -> Option<usize> {
    ACTIVE.get()
}
