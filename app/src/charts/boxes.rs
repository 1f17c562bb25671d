//! Box plots: how groups spread, a row each, with a dot for each unit (J. W. Tukey, "Exploratory Data Analysis", 1977).
//! Whiskers reach to the furthest value within one and a half boxes; what lies beyond is named where there is room.

use super::{
    Drawing, Interval, Spot,
    canvas::{Area, Drawn, FONT, Ink, draw, fine, write},
    legend::Legend,
    marks::mark,
    scale::{Quantity, Ticks, shorten, text_width, ticks},
};
use crate::domain::{analysis::Spread, values::Status};
use plotters::{
    prelude::{Circle, PathElement, Rectangle},
    style::text_anchor::{HPos, VPos},
};

/// A unit.
#[derive(Debug, Clone, PartialEq)]
pub struct BoxPoint {
    /// Its name.
    pub label: String,
    /// Its value.
    pub value: Option<f64>,
    /// Its state.
    pub status: Status,
}

/// A group.
#[derive(Debug, Clone, PartialEq)]
pub struct BoxRow {
    /// Its name.
    pub label: String,
    /// How it spreads; none where there are too few to say.
    pub spread: Option<Spread>,
    /// Its units.
    pub points: Vec<BoxPoint>,
}

/// What is drawn. Every text is translated already.
#[derive(Debug, Clone, PartialEq)]
pub struct BoxesSpec {
    /// What the chart is, for screen readers.
    pub title: String,
    /// From the top down.
    pub rows: Vec<BoxRow>,
    /// How values are written and where the axis begins.
    pub quantity: Quantity,
    /// The reference interval.
    pub reference: Option<Interval>,
    /// A word for every status that may occur.
    pub status_words: Vec<(Status, String)>,
    /// Width of the `viewBox`; the height follows from the rows.
    pub width: u32,
}

const ROW: f64 = 56.0;
const BOX: f64 = 18.0;
/// Where in a row the box and the dots lie.
const MIDDLES: (f64, f64) = (20.0, 42.0);
const RADIUS: f64 = 3.0;

/// Draws boxes. The spots are those of all units, row by row.
pub fn boxes(spec: &BoxesSpec) -> Drawing {
    let layout = Layout::of(spec);
    let svg = draw(layout.size, "chart-boxes", &spec.title, "", |area| layout.paint(spec, area));
    let spots = spec.rows.iter().enumerate().flat_map(|(n, row)| {
        let layout = &layout;
        row.points.iter().map(move |point| {
            let x = layout.x(finite(point)?);
            Some(Spot::around((x, layout.top + ROW * n as f64 + MIDDLES.1), 6.0))
        })
    });
    Drawing { spots: spots.collect(), svg, size: layout.size }
}

fn finite(point: &BoxPoint) -> Option<f64> {
    point.value.filter(|value| value.is_finite())
}

struct Layout {
    size: (f64, f64),
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    ticks: Ticks,
    legend: Legend,
}

impl Layout {
    fn of(spec: &BoxesSpec) -> Self {
        let width = f64::from(spec.width.max(320));
        let known = spec.rows.iter().flat_map(|row| row.points.iter().filter_map(finite));
        let ends = spec.reference.iter().flat_map(Interval::ends);
        let ticks = ticks(known.chain(ends), spec.quantity, 6);
        let names = spec.rows.iter().map(|row| text_width(&row.label, FONT)).fold(0.0, f64::max);
        let left = (names.min(width * 0.3) + 20.0).round();
        let (right, top) = (width - 20.0, 6.0);
        let bottom = top + ROW * spec.rows.len() as f64;
        let occurring = |status| {
            let mut all = spec.rows.iter().flat_map(|row| &row.points);
            all.find(|point| point.status == status && finite(point).is_some()).map(|_| true)
        };
        let label = spec.reference.as_ref().map(|interval| interval.label.as_str());
        let legend = Legend::new(label, &spec.status_words, occurring, width - 16.0);
        let size = (width, bottom + 26.0 + legend.height());
        Self { size, left, right, top, bottom, ticks, legend }
    }

    fn x(&self, value: f64) -> f64 {
        let (low, high) = (self.ticks.low(), self.ticks.high());
        self.left + (self.right - self.left) * (value - low) / (high - low)
    }

    fn paint(&self, spec: &BoxesSpec, area: &Area<'_>) -> Drawn {
        let (low, high) = (self.ticks.low(), self.ticks.high());
        if let Some((from, to)) = spec.reference.as_ref().and_then(|interval| interval.within(low, high)) {
            let corners = [(fine(self.x(from)), fine(self.top)), (fine(self.x(to)), fine(self.bottom))];
            area.draw(&Rectangle::new(corners, Ink::Band.fill()))?;
        }
        let mut free = f64::NEG_INFINITY;
        for value in &self.ticks.values {
            let x = self.x(*value);
            self.line(
                area,
                (x, self.top),
                (x, self.bottom),
                if *value == 0.0 { Ink::Axis } else { Ink::Grid },
            )?;
            let label = self.ticks.label(*value, spec.quantity);
            let half = text_width(&label, FONT) / 2.0;
            if x - half > free {
                write(area, &label, (x, self.bottom + 5.0), FONT, Ink::Tick, (HPos::Center, VPos::Top))?;
                free = x + half + 6.0;
            }
        }
        for (n, row) in spec.rows.iter().enumerate() {
            self.row(area, row, self.top + ROW * n as f64)?;
        }
        self.legend.paint(area, (8.0, self.size.1 - self.legend.height() - 2.0))
    }

    fn line(&self, area: &Area<'_>, from: (f64, f64), to: (f64, f64), ink: Ink) -> Drawn {
        area.draw(&PathElement::new([(fine(from.0), fine(from.1)), (fine(to.0), fine(to.1))], ink.line()))
    }

    fn row(&self, area: &Area<'_>, row: &BoxRow, top: f64) -> Drawn {
        let label = shorten(&row.label, FONT, self.left - 20.0);
        let place = (self.left - 12.0, top + MIDDLES.0);
        write(area, &label, place, FONT, Ink::Label, (HPos::Right, VPos::Center))?;
        let mut fences = (f64::NEG_INFINITY, f64::INFINITY);
        if let Some(spread) = row.spread {
            fences = spread.fences();
            self.spread(area, row, &spread, top + MIDDLES.0)?;
        }
        let mut free = f64::NEG_INFINITY;
        let mut points: Vec<(f64, &BoxPoint)> =
            row.points.iter().filter_map(|point| Some((finite(point)?, point))).collect();
        points.sort_by(|a, b| a.0.total_cmp(&b.0));
        for (value, point) in points {
            let (x, y) = (self.x(value), top + MIDDLES.1);
            match point.status {
                Status::Ok => area.draw(&Circle::new((fine(x), fine(y)), fine(RADIUS), Ink::Dot.fill()))?,
                status => mark(area, (x, y), status, true)?,
            }
            // Only what lies beyond the whiskers is named.
            let half = text_width(&point.label, FONT - 1.0) / 2.0;
            // At the rim the name moves inside.
            let middle = x.min(self.size.0 - half - 2.0).max(self.left + half);
            if (value < fences.0 || value > fences.1) && middle - half > free {
                let name = (middle, y - 8.0);
                write(area, &point.label, name, FONT - 1.0, Ink::Faint, (HPos::Center, VPos::Bottom))?;
                free = middle + half + 4.0;
            }
        }
        Ok(())
    }

    fn spread(&self, area: &Area<'_>, row: &BoxRow, spread: &Spread, y: f64) -> Drawn {
        let (low, high) = spread.fences();
        let within = row.points.iter().filter_map(finite).filter(|value| (low..=high).contains(value));
        let (least, most) = within
            .fold((spread.low, spread.high), |(least, most), value| (least.min(value), most.max(value)));
        for (from, to) in [(least, spread.low), (spread.high, most)] {
            self.line(area, (self.x(from), y), (self.x(to), y), Ink::Axis)?;
        }
        for end in [least, most] {
            self.line(area, (self.x(end), y - BOX / 4.0), (self.x(end), y + BOX / 4.0), Ink::Axis)?;
        }
        let corners = [
            (fine(self.x(spread.low)), fine(y - BOX / 2.0)),
            (fine(self.x(spread.high)), fine(y + BOX / 2.0)),
        ];
        area.draw(&Rectangle::new(corners, Ink::Box.fill()))?;
        let median = self.x(spread.median);
        self.line(area, (median, y - BOX / 2.0), (median, y + BOX / 2.0), Ink::Median)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::Document;

    fn point(label: &str, value: f64) -> BoxPoint {
        BoxPoint { label: label.to_owned(), value: Some(value), status: Status::Ok }
    }

    #[test]
    fn a_box_goes_from_quartile_to_quartile_and_only_outliers_are_named() {
        let mut values: Vec<f64> = (1..=9).map(f64::from).collect();
        values.push(40.0);
        let points: Vec<_> =
            values.iter().map(|value| point(if *value > 9.0 { "远方" } else { "近处" }, *value)).collect();
        let spread = Spread::of(values).unwrap();
        let few = BoxRow { label: "城区".to_owned(), spread: None, points: vec![point("甲", 3.0)] };
        let drawing = boxes(&BoxesSpec {
            title: "收案".to_owned(),
            rows: vec![BoxRow { label: "乡村".to_owned(), spread: Some(spread), points }, few],
            quantity: Quantity::Amount,
            reference: None,
            status_words: vec![],
            width: 640,
        });
        let xml = Document::parse(&drawing.svg).unwrap();
        let number =
            |node: roxmltree::Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
        let found: Vec<_> =
            xml.descendants().filter(|node| node.attribute("class") == Some("c-box")).collect();
        assert_eq!(found.len(), 1, "too few units are no box");
        let of = |n: usize| drawing.spots[n].map(|spot| spot.x + spot.width / 2.0).unwrap();
        let unit = of(1) - of(0);
        assert!((number(found[0], "width") - unit * (spread.high - spread.low)).abs() < 0.3);
        let texts = |word: &str| {
            xml.descendants().filter(|node| node.has_tag_name("text") && node.text() == Some(word)).count()
        };
        assert_eq!((texts("远方"), texts("近处"), texts("乡村"), texts("城区")), (1, 0, 1, 1));
        assert_eq!(drawing.spots.len(), 11);
    }
}
