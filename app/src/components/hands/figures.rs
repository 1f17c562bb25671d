//! Figures that move when they are replaced: only a number that moved does so and glows, not another number in the same
//! place.

use super::super::{
    board::elements,
    browser::{animate, prefers_reduced_motion},
};
use leptos::prelude::set_timeout;
use std::time::Duration;
use web_sys::Element;

/// How long a changed figure glows.
const GLOW: Duration = Duration::from_millis(1000);
/// How long it takes to move to its new value, in milliseconds.
const MOVE_MS: f64 = 180.0;

/// Which figures there are, and their values.
pub(super) fn values(within: &Element) -> Vec<(String, f64)> {
    let cards = elements(within.query_selector_all(".figure"));
    cards.iter().filter_map(value).collect()
}

fn value(card: &Element) -> Option<(String, f64)> {
    let value = js_sys::parse_float(&card.get_attribute("data-value")?);
    Some((card.get_attribute("data-key")?, value))
}

/// A number on the way to another one, written like that.
fn written(like: &str, value: f64) -> String {
    let number = like.strip_suffix('%');
    let value = if number.is_some() { value * 100.0 } else { value };
    let decimals = number.unwrap_or(like).split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let plain =
        js_sys::Number::from(value).to_fixed(decimals as u8).map_or_else(|_| String::new(), String::from);
    let whole = plain.split('.').next().unwrap_or_default().len();
    let mut out = String::new();
    for (n, digit) in plain.chars().enumerate() {
        if n > 0 && n < whole && (whole - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if number.is_some() { out + "%" } else { out }
}

/// The figures were replaced.
pub(super) fn replaced(within: &Element, before: &[(String, f64)]) {
    for card in elements(within.query_selector_all(".figure")) {
        let Some((key, to)) = value(&card) else { continue };
        let Some((_, from)) = before.iter().find(|(same, from)| *same == key && *from != to) else {
            continue;
        };
        let from = *from;
        let _ = card.class_list().add_1("glow");
        let text = card.query_selector(".figure-value > span").ok().flatten();
        if let Some(text) = text.filter(|_| !prefers_reduced_motion()) {
            let last = text.text_content().unwrap_or_default();
            animate(MOVE_MS, move |part| {
                let now = if part < 1.0 { written(&last, from + (to - from) * part) } else { last.clone() };
                text.set_text_content(Some(&now));
                text.is_connected()
            });
        }
        set_timeout(
            move || {
                let _ = card.class_list().remove_1("glow");
            },
            GLOW,
        );
    }
}
