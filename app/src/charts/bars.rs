//! Units side by side: ranked or among peers, with the reference interval.

use super::{
    Interval,
    canvas::{Area, Drawn, FINE, FONT, Ink, draw, fine, write},
    legend::Legend,
    marks::mark,
    scale::{Quantity, Ticks, format_value, shorten, text_width, ticks},
};
use crate::{
    api::overview::PlotFrame,
    domain::values::{Judgement, Status},
};
use plotters::{
    prelude::{Circle, PathElement, Rectangle},
    style::text_anchor::{HPos, VPos},
};

/// A unit in the comparison.
#[derive(Debug, Clone, PartialEq)]
pub struct BarRow {
    /// Name, in the language of the reader.
    pub label: String,
    /// The value; a rate is a fraction.
    pub value: Option<f64>,
    /// Its state.
    pub status: Status,
    /// How it compares with the reference interval.
    pub judgement: Option<Judgement>,
    /// Whether this is the unit that the page is about.
    pub own: bool,
}

/// What a comparison shows. Every text is translated already.
#[derive(Debug, Clone, PartialEq)]
pub struct BarsSpec {
    /// What the chart is, for screen readers.
    pub title: String,
    /// What is seen in it, for screen readers; may be empty.
    pub description: String,
    /// From the top down; the order is the caller's, who knows whether units may be ranked.
    pub rows: Vec<BarRow>,
    /// How values are written and where the axis begins.
    pub quantity: Quantity,
    /// The reference interval.
    pub reference: Option<Interval>,
    /// A word for every status that may occur, written where a value is missing.
    pub status_words: Vec<(Status, String)>,
    /// Width of the `viewBox`; the height follows from the rows.
    pub width: u32,
}

impl BarsSpec {
    /// A width that suits half a page.
    pub const USUAL_WIDTH: u32 = 640;
}

const ROW: f64 = 22.0;
const BAR: f64 = 12.0;

/// Draws a comparison and says where in it the data lies: the values from `low` at the left to `high` at the right
/// edge, the rows evenly spaced from top to bottom.
///
/// Amounts are bars from zero. Rates are dots on a scale that need not start at zero: a bar that does not start at
/// zero would lie about its length (W. S. Cleveland, "The Elements of Graphing Data", 1985). What is outside the
/// interval is seen by its place, by its shape at the axis and by colour; what is not sure is hollow, with the sign
/// of its state.
pub fn bars(spec: &BarsSpec) -> (String, PlotFrame) {
    let layout = Layout::of(spec);
    let size = (layout.frame.width, layout.frame.height);
    let svg = draw(size, "chart-bars", &spec.title, &spec.description, |area| layout.paint(spec, area));
    (svg, layout.frame)
}

struct Layout {
    frame: PlotFrame,
    ticks: Ticks,
    legend: Legend,
    labels: Vec<String>,
}

impl Layout {
    fn of(spec: &BarsSpec) -> Self {
        let width = f64::from(spec.width.max(320));
        let known = spec.rows.iter().filter_map(finite);
        let ends = spec.reference.iter().flat_map(Interval::ends);
        let ticks = ticks(known.chain(ends), spec.quantity, 5);
        let labels: Vec<_> = spec.rows.iter().map(|row| shorten(&row.label, FONT, width * 0.36)).collect();
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| text_width(&text, FONT)).fold(0.0, f64::max)
        };
        let left = widest(&mut labels.iter().cloned()).max(40.0) + 26.0;
        let right = widest(&mut spec.rows.iter().map(|row| text_of(spec, row))).max(30.0) + 20.0;
        let occurring = |status| {
            let mut found = spec.rows.iter().filter(|row| row.status == status);
            found.find_map(|row| finite(row).map(|_| true)) // what has no value is told in words
        };
        let label = spec.reference.as_ref().map(|interval| interval.label.as_str());
        let legend = Legend::new(label, &spec.status_words, occurring, width - 16.0);
        let tenth = |units: f64| (units * FINE).round() / FINE;
        let top = 6.0;
        let bottom = top + ROW * spec.rows.len() as f64;
        let frame = PlotFrame {
            width,
            height: bottom + 26.0 + legend.height(),
            left: tenth(left),
            right: tenth((width - right).max(left + 40.0)),
            top,
            bottom,
            low: ticks.low(),
            high: ticks.high(),
        };
        Self { frame, ticks, legend, labels }
    }

    fn x(&self, value: f64) -> f64 {
        let PlotFrame { left, right, low, high, .. } = self.frame;
        left + (right - left) * (value - low) / (high - low)
    }

    fn paint(&self, spec: &BarsSpec, area: &Area<'_>) -> Drawn {
        let PlotFrame { top, low, high, width, .. } = self.frame;
        for (index, _) in spec.rows.iter().enumerate().filter(|(_, row)| row.own) {
            let upper = top + ROW * index as f64;
            let corners = [(0, fine(upper)), (fine(width), fine(upper + ROW))];
            area.draw(&Rectangle::new(corners, Ink::Own.fill()))?;
        }
        if let Some((interval, (from, to))) =
            spec.reference.as_ref().and_then(|interval| Some((interval, interval.within(low, high)?)))
        {
            let corners = [(fine(self.x(from)), fine(top)), (fine(self.x(to)), fine(self.frame.bottom))];
            area.draw(&Rectangle::new(corners, Ink::Band.fill()))?;
            for end in interval.ends().filter(|end| (low..=high).contains(end)) {
                self.down(area, self.x(end), Ink::BandEdge)?;
            }
        }
        self.axis(spec, area)?;
        for (index, (row, label)) in spec.rows.iter().zip(&self.labels).enumerate() {
            self.row(spec, area, row, label, top + ROW * (index as f64 + 0.5))?;
        }
        self.legend.paint(area, (8.0, self.frame.height - self.legend.height() - 2.0))
    }

    fn down(&self, area: &Area<'_>, x: f64, ink: Ink) -> Drawn {
        let ends = [(fine(x), fine(self.frame.top)), (fine(x), fine(self.frame.bottom))];
        area.draw(&PathElement::new(ends, ink.line()))
    }

    fn axis(&self, spec: &BarsSpec, area: &Area<'_>) -> Drawn {
        let mut free_from = f64::NEG_INFINITY;
        for value in &self.ticks.values {
            let x = self.x(*value);
            self.down(area, x, if *value == 0.0 { Ink::Axis } else { Ink::Grid })?;
            let label = self.ticks.label(*value, spec.quantity);
            let half = text_width(&label, FONT) / 2.0;
            if x - half > free_from {
                let place = (x, self.frame.bottom + 5.0);
                write(area, &label, place, FONT, Ink::Tick, (HPos::Center, VPos::Top))?;
                free_from = x + half + 6.0;
            }
        }
        Ok(())
    }

    fn row(&self, spec: &BarsSpec, area: &Area<'_>, row: &BarRow, label: &str, y: f64) -> Drawn {
        let ink = if row.own { Ink::Strong } else { Ink::Label };
        write(area, label, (self.frame.left - 12.0, y), FONT, ink, (HPos::Right, VPos::Center))?;
        let text = text_of(spec, row);
        let Some(value) = finite(row) else {
            let place = (self.frame.left + 6.0, y);
            return write(area, &text, place, FONT - 1.0, Ink::Faint, (HPos::Left, VPos::Center));
        };
        let sure = matches!(row.status, Status::Ok | Status::NoData | Status::NotApplicable);
        let judged = match row.judgement {
            _ if !sure => Ink::OpenBar,
            Some(Judgement::Better) => Ink::Good,
            Some(Judgement::Worse) => Ink::Bad,
            Some(Judgement::Within) | None => Ink::Bar,
        };
        let (zero, end) = (self.x(0f64.clamp(self.frame.low, self.frame.high)), self.x(value));
        if spec.quantity.from_zero() {
            let corners =
                [(fine(zero.min(end)), fine(y - BAR / 2.0)), (fine(zero.max(end)), fine(y + BAR / 2.0))];
            area.draw(&Rectangle::new(corners, judged.fill()))?;
        } else {
            let leader = [(fine(self.frame.left), fine(y)), (fine(end), fine(y))];
            area.draw(&PathElement::new(leader, Ink::Leader.line()))?;
            if sure {
                area.draw(&Circle::new((fine(end), fine(y)), fine(4.5), judged.fill()))?;
            }
        }
        if !sure {
            mark(area, (end, y), row.status, true)?;
        }
        let place = (self.frame.width - 10.0, y);
        write(area, &text, place, FONT, ink, (HPos::Right, VPos::Center))
    }
}

fn finite(row: &BarRow) -> Option<f64> {
    row.value.filter(|value| value.is_finite())
}

/// The value, or the word for why there is none.
fn text_of(spec: &BarsSpec, row: &BarRow) -> String {
    match finite(row) {
        Some(value) => format_value(value, spec.quantity),
        None => spec
            .status_words
            .iter()
            .find(|(status, _)| *status == row.status)
            .map_or_else(|| "–".to_owned(), |(_, word)| word.clone()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::{Document, Node};

    fn row(label: &str, value: Option<f64>, status: Status, judgement: Option<Judgement>) -> BarRow {
        BarRow { label: label.to_owned(), value, status, judgement, own: false }
    }

    fn spec(quantity: Quantity) -> BarsSpec {
        let scale = if quantity == Quantity::Percent { 1.0 } else { 5000.0 };
        BarsSpec {
            title: "同类法庭比较".to_owned(),
            description: String::new(),
            rows: vec![
                row("扬子洲人民法庭 <甲>", Some(0.97 * scale), Status::Ok, Some(Judgement::Better)),
                row("桃花人民法庭", Some(0.91 * scale), Status::Ok, Some(Judgement::Within)),
                BarRow { own: true, ..row("蛟桥", Some(0.82 * scale), Status::Ok, Some(Judgement::Worse)) },
                row("茨坪人民法庭", Some(0.88 * scale), Status::SmallNumber, None),
                row("牯岭人民法庭", None, Status::Late, None),
                row("荷浦人民法庭", None, Status::NoData, None),
            ],
            quantity,
            reference: Some(Interval {
                low: Some(0.9 * scale),
                high: Some(0.95 * scale),
                label: "参考区间".to_owned(),
            }),
            status_words: vec![
                (Status::Late, "迟报".to_owned()),
                (Status::NoData, "无数据".to_owned()),
                (Status::SmallNumber, "基数过小".to_owned()),
            ],
            width: BarsSpec::USUAL_WIDTH,
        }
    }

    fn number(node: Node<'_, '_>, name: &str) -> f64 {
        node.attribute(name).unwrap().parse().unwrap()
    }

    fn of_class<'a>(xml: &'a Document<'_>, class: &str) -> Vec<Node<'a, 'a>> {
        xml.descendants().filter(|node| node.attribute("class") == Some(class)).collect()
    }

    #[test]
    fn amounts_are_bars_from_zero_whose_length_is_the_value() {
        let (svg, frame) = bars(&spec(Quantity::Amount));
        let xml = Document::parse(&svg).unwrap();
        assert_eq!(frame.low, 0.0);
        let (good, bad) = (of_class(&xml, "c-good")[0], of_class(&xml, "c-bad")[0]);
        assert!((number(good, "x") - frame.left).abs() < 0.11);
        let ratio = number(good, "width") / number(bad, "width");
        assert!((ratio - 0.97 / 0.82).abs() < 0.002, "{ratio}");
        // The frame leads to the third row and to its value.
        let y = frame.top + (frame.bottom - frame.top) * 2.5 / 6.0;
        assert!((number(bad, "y") + BAR / 2.0 - y).abs() < 0.11);
        let x = frame.left + (frame.right - frame.left) * 4100.0 / frame.high;
        assert!((number(bad, "x") + number(bad, "width") - x).abs() < 0.21);
    }

    #[test]
    fn rates_are_dots_and_states_have_signs_or_words() {
        let (svg, frame) = bars(&spec(Quantity::Percent));
        let xml = Document::parse(&svg).unwrap();
        assert!(frame.low > 0.5, "a scale of rates need not start at zero");
        for (class, count) in [("c-good", 1), ("c-bad", 1), ("c-bar", 1), ("c-own", 1), ("c-mark", 2)] {
            assert_eq!(of_class(&xml, class).len(), count, "{class}");
        }
        assert!(of_class(&xml, "c-good")[0].has_tag_name("circle"));
        for word in ["迟报", "无数据", "97.00%", "扬子洲人民法庭 <甲>", "参考区间"] {
            assert!(xml.descendants().any(|node| node.text() == Some(word)), "{word}");
        }
        assert_eq!(bars(&spec(Quantity::Percent)), (svg.clone(), frame));
    }

    #[test]
    fn forty_units_with_long_names_fit() {
        let mut spec = spec(Quantity::Amount);
        spec.rows = (0..40)
            .map(|i| {
                let name = format!("南昌高新技术产业开发区人民法院第{i}人民法庭驻乡镇巡回审判点");
                row(&name, Some(f64::from(i) * 31_000.0), Status::Ok, None)
            })
            .collect();
        let (svg, frame) = bars(&spec);
        let xml = Document::parse(&svg).unwrap();
        for node in xml.descendants().filter(|node| node.has_tag_name("text")) {
            let width = text_width(node.text().unwrap(), number(node, "font-size"));
            let left = match node.attribute("text-anchor") {
                Some("middle") => number(node, "x") - width / 2.0,
                Some(_) => number(node, "x") - width,
                None => number(node, "x"),
            };
            assert!(left >= 0.0 && left + width <= frame.width, "{:?}", node.text());
        }
        assert_eq!(frame.bottom - frame.top, 40.0 * ROW);
        for class in svg.split("class=\"").skip(1).filter_map(|rest| rest.split(['"', ' ']).next()) {
            assert!(crate::charts::STYLESHEET.contains(&format!(".{class}")), "{class}");
        }
    }
}
