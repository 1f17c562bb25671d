//! Sparklines: the shape of the last months beside a figure, without axes.

use super::{
    canvas::{Ink, draw, fine},
    marks::dot,
};
use plotters::prelude::{Circle, PathElement};

const WIDTH: f64 = 96.0;
const HEIGHT: f64 = 28.0;
const EDGE: f64 = 3.0;

/// The line of `values`, oldest first and evenly spaced, broken where a value is missing; the last value is marked.
/// Its scale is its own. `title` is read by screen readers; without one the drawing is hidden from them, as is right
/// beside a figure that says the same.
pub fn spark(values: &[Option<f64>], title: &str) -> String {
    let values: Vec<_> = values.iter().map(|value| value.filter(|value| value.is_finite())).collect();
    let known = || values.iter().flatten().copied();
    let low = known().fold(f64::INFINITY, f64::min);
    let high = known().fold(f64::NEG_INFINITY, f64::max);
    let steps = values.len().saturating_sub(1).max(1) as f64;
    let place = |index: usize, value: f64| {
        let share = if high > low { (value - low) / (high - low) } else { 0.5 };
        (EDGE + (WIDTH - 2.0 * EDGE) * index as f64 / steps, HEIGHT - EDGE - (HEIGHT - 2.0 * EDGE) * share)
    };
    draw((WIDTH, HEIGHT), "chart-spark", title, "", |area| {
        let mut end = None;
        for run in runs(&values) {
            let points: Vec<_> = run.iter().map(|(index, value)| place(*index, *value)).collect();
            if let [(x, y)] = points[..] {
                area.draw(&Circle::new((fine(x), fine(y)), fine(1.0), Ink::Dot.fill()))?;
            } else {
                let line = points.iter().map(|(x, y)| (fine(*x), fine(*y)));
                area.draw(&PathElement::new(line.collect::<Vec<_>>(), Ink::Line.line()))?;
            }
            end = points.last().copied();
        }
        end.map_or(Ok(()), |end| dot(area, end, 2.5))
    })
}

/// The stretches without a gap, with the index of each value.
pub(super) fn runs(values: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let mut runs: Vec<Vec<_>> = vec![];
    for (index, value) in values.iter().enumerate() {
        let Some(value) = value else { continue };
        match runs.last_mut() {
            Some(run) if run.last().is_some_and(|(last, _)| last + 1 == index) => run.push((index, *value)),
            _ => runs.push(vec![(index, *value)]),
        }
    }
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::Document;

    #[test]
    fn gaps_break_the_line_and_the_last_value_is_marked() {
        let mut values: Vec<Option<f64>> = (0..24).map(|i| Some(f64::from(i * 37 % 11))).collect();
        values[5] = None;
        values[12] = None;
        values[14] = None;
        let svg = spark(&values, "");
        let xml = Document::parse(&svg).unwrap();
        let count = |tag| xml.descendants().filter(|node| node.has_tag_name(tag)).count();
        assert_eq!(count("polyline"), 3);
        assert_eq!(count("circle"), 2, "one for the value between two gaps, one for the last");
        assert!(svg.len() < 1500, "{} bytes", svg.len());
        assert_eq!(xml.root_element().attribute("aria-hidden"), Some("true"));
        assert_eq!(xml.root_element().attribute("width"), None);
    }

    #[test]
    fn a_flat_line_lies_in_the_middle_and_nothing_is_drawn_of_nothing() {
        assert!(spark(&[Some(3.0), Some(3.0)], "x").contains("points=\"3,14 93,14\""));
        let empty = spark(&[None, Some(f64::NAN), None], "<无>");
        let xml = Document::parse(&empty).unwrap();
        assert_eq!(xml.root_element().children().count(), 1, "only the title");
        assert_eq!(xml.root_element().first_element_child().unwrap().text(), Some("<无>"));
        Document::parse(&spark(&[], "")).unwrap();
    }
}
