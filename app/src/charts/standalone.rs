//! Drawings that leave the page: with size and colours inside.

use super::scale::shorten;
use crate::markup::escaped;
use std::sync::OnceLock;

/// The stylesheet of the charts, for drawings on a page.
pub const STYLESHEET: &str = include_str!("../../../style/charts.css");

/// A drawing that stands alone: with size and colours inside, for download, print, pixels and PDF. Not for a page,
/// whose content security policy forbids the `<style>` that is written here.
pub fn standalone(svg: &str) -> String {
    let Some(open) = svg.find('>') else { return svg.to_owned() };
    let size = svg
        .split_once("viewBox=\"0 0 ")
        .and_then(|(_, rest)| rest.split_once('"'))
        .and_then(|(size, _)| size.split_once(' '));
    let size =
        size.map(|(width, height)| format!(" width=\"{width}\" height=\"{height}\"")).unwrap_or_default();
    let (head, rest) = svg.split_at(open);
    let rest = &rest[1..];
    format!("{head}{size}><style>{}</style>{rest}", plain_stylesheet())
}

/// A drawing under what it shows, with the unit and the months below that and a note at its foot; for a picture that
/// nobody sees on its page. An empty note takes no room.
pub fn captioned(svg: &str, title: &str, beneath: &str, note: &str) -> String {
    const EDGE: f64 = 12.0;
    const TOP: f64 = 50.0;
    let number = |text: &str| text.parse::<f64>().ok();
    let size =
        svg.split_once("viewBox=\"0 0 ").and_then(|(_, rest)| rest.split_once('"')).and_then(|(size, _)| {
            let (width, height) = size.split_once(' ')?;
            Some((number(width)?, number(height)?))
        });
    let Some((width, height)) = size else { return svg.to_owned() };
    let line = |y: f64, size: f64, class: &str, text: &str| {
        let text = shorten(text, size, width - 2.0 * EDGE);
        let text = escaped(&text);
        format!("<text class=\"{class}\" x=\"{EDGE}\" y=\"{y}\" font-size=\"{size}\">{text}</text>")
    };
    let whole = TOP + height + if note.is_empty() { 0.0 } else { 24.0 };
    let note = if note.is_empty() { String::new() } else { line(TOP + height + 14.0, 11.0, "c-faint", note) };
    // A class that means the whole drawing stands on the outer one.
    let place = format!("<svg x=\"0\" y=\"{TOP}\" width=\"{width}\" height=\"{height}\"");
    let inner = svg.replacen("<svg", &place, 1).replacen("class=\"chart ", "class=\"", 1);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {whole}\" class=\"chart\">{}{}{inner}{note}</svg>",
        line(22.0, 15.0, "c-strong", title),
        line(40.0, 12.0, "c-faint", beneath),
    )
}

/// The stylesheet without what only a browser understands: custom properties are replaced by what they fall back to,
/// and what holds for some screens or papers only is left out.
fn plain_stylesheet() -> &'static str {
    static PLAIN: OnceLock<String> = OnceLock::new();
    PLAIN.get_or_init(|| resolved(&without_conditions(&without_comments(STYLESHEET))))
}

fn without_comments(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(open) = rest.find("/*") {
        out.push_str(&rest[..open]);
        rest = rest[open..].split_once("*/").map_or("", |(_, after)| after);
    }
    out + rest
}

/// Leaves out every at-rule with its block.
fn without_conditions(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(at) = rest.find('@') {
        out.push_str(&rest[..at]);
        let mut depth = 0i32;
        let end = rest[at..].char_indices().find(|(_, c)| match c {
            '{' => {
                depth += 1;
                false
            }
            '}' => {
                depth -= 1;
                depth <= 0
            }
            ';' => depth == 0,
            _ => false,
        });
        rest = end.map_or("", |(end, _)| &rest[at + end + 1..]);
    }
    out + rest
}

/// `var(--name, fallback)` becomes `fallback`; without one it becomes nothing, which leaves the property unset.
fn resolved(css: &str) -> String {
    let mut out = String::with_capacity(css.len());
    let mut rest = css;
    while let Some(open) = rest.find("var(") {
        out.push_str(&rest[..open]);
        let inside = &rest[open + 4..];
        let mut depth = 1i32;
        let end = inside.find(|c| {
            depth += match c {
                '(' => 1,
                ')' => -1,
                _ => 0,
            };
            depth == 0
        });
        let (reference, after) = match end {
            Some(end) => (&inside[..end], &inside[end + 1..]),
            None => (inside, ""),
        };
        // A fallback may refer to another property.
        let fallback = reference.split_once(',').map_or("", |(_, fallback)| fallback.trim());
        out.push_str(&resolved(fallback));
        rest = after;
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_properties_become_what_they_fall_back_to() {
        assert_eq!(resolved("a{fill:var(--ink, #1b2430)}"), "a{fill:#1b2430}");
        assert_eq!(resolved("a{f:var(--a, \"X Y\", b), c;g:var(--b)}d"), "a{f:\"X Y\", b, c;g:}d");
        assert_eq!(resolved("var(--a, var(--b, rgb(1, 2, 3))) 1"), "rgb(1, 2, 3) 1");
    }

    #[test]
    fn rules_for_some_screens_are_left_out_with_their_blocks() {
        assert_eq!(without_conditions("a{b:c}@media print{d{e:f}g{h:i}}j{k:l}"), "a{b:c}j{k:l}");
        assert_eq!(without_conditions("@import 'x';a{b:c}"), "a{b:c}");
        assert_eq!(without_comments("a/* @b */c/**/d"), "acd");
    }

    #[test]
    fn the_stylesheet_of_a_drawing_that_leaves_the_page_is_plain() {
        let css = plain_stylesheet();
        for left in ["var(", "--", "@", "/*", "CanvasText"] {
            assert!(!css.contains(left), "{left} in {css}");
        }
        assert!(css.contains(".c-good { fill: #17744a; }"), "{css}");
        // No class is lost on the way.
        let classes = |css: &str| css.matches(".c-").count();
        let whole = without_conditions(&without_comments(STYLESHEET));
        assert_eq!(classes(css), classes(&whole));
        assert_eq!(css.matches('{').count(), css.matches('}').count());
    }

    #[test]
    fn a_picture_says_what_it_shows_and_keeps_its_drawing_whole() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 640 280.5\" class=\"chart chart-trend\"><g/></svg>";
        for (note, height) in [("演示", "354.5"), ("", "330.5")] {
            let text = captioned(svg, "结案率 <甲>", "江西省 · 2026", note);
            let xml = roxmltree::Document::parse(&text).unwrap();
            let root = xml.root_element();
            assert_eq!(root.attribute("viewBox"), Some(format!("0 0 640 {height}").as_str()));
            let texts: Vec<_> = xml.descendants().filter(|node| node.has_tag_name("text")).collect();
            assert_eq!(texts[0].text(), Some("结案率 <甲>"));
            assert_eq!(texts.len(), if note.is_empty() { 2 } else { 3 });
            let inner = root.children().find(|node| node.has_tag_name("svg")).unwrap();
            let words =
                ["y", "width", "height", "class", "viewBox"].map(|name| inner.attribute(name).unwrap());
            assert_eq!(words, ["50", "640", "280.5", "chart-trend", "0 0 640 280.5"]);
        }
    }

    #[test]
    fn a_drawing_is_given_its_size() {
        let alone = standalone("<svg viewBox=\"0 0 640 280.5\" class=\"chart\"><text>甲</text></svg>");
        assert!(alone.starts_with(
            "<svg viewBox=\"0 0 640 280.5\" class=\"chart\" width=\"640\" height=\"280.5\"><style>"
        ));
        assert!(alone.ends_with("</style><text>甲</text></svg>"));
    }
}
