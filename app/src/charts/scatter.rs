//! Two indicators against each other: a dot for each unit, named where there is room.

use super::{
    Drawing, Spot,
    canvas::{Area, Drawn, FONT, Ink, draw, fine, write},
    legend::Legend,
    marks::mark,
    scale::{Quantity, Ticks, shorten, text_width, ticks},
};
use crate::domain::values::Status;
use plotters::{
    prelude::{Circle, PathElement},
    style::text_anchor::{HPos, VPos},
};

/// A dot.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterPoint {
    /// Name of the unit.
    pub label: String,
    /// What is laid off to the right; none leaves the unit out.
    pub x: Option<f64>,
    /// What is laid off upwards.
    pub y: Option<f64>,
    /// The less sure of the two states.
    pub status: Status,
}

/// An axis.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterAxis {
    /// What is laid off along it.
    pub name: String,
    /// How values are written and where it begins.
    pub quantity: Quantity,
}

/// What is drawn. Every text is translated already.
#[derive(Debug, Clone, PartialEq)]
pub struct ScatterSpec {
    /// What the chart is, for screen readers.
    pub title: String,
    /// The dots.
    pub points: Vec<ScatterPoint>,
    /// To the right.
    pub x: ScatterAxis,
    /// Upwards.
    pub y: ScatterAxis,
    /// A word for every status that may occur.
    pub status_words: Vec<(Status, String)>,
    /// Width and height of the `viewBox`.
    pub size: (u32, u32),
}

const RADIUS: f64 = 4.0;
const NAME: f64 = FONT - 1.0;

/// Draws dots. The spots are in the order of the points.
pub fn scatter(spec: &ScatterSpec) -> Drawing {
    let layout = Layout::of(spec);
    let svg = draw(layout.size, "chart-scatter", &spec.title, "", |area| layout.paint(spec, area));
    let spots = layout.places.iter().map(|place| Some(Spot::around((*place)?, 7.0))).collect();
    Drawing { svg, size: layout.size, spots }
}

struct Layout {
    size: (f64, f64),
    left: f64,
    right: f64,
    top: f64,
    bottom: f64,
    ticks: (Ticks, Ticks),
    legend: Legend,
    /// Where each point lies.
    places: Vec<Option<(f64, f64)>>,
    /// Which points are named, with their names and where these begin.
    names: Vec<(String, (f64, f64))>,
}

fn both(point: &ScatterPoint) -> Option<(f64, f64)> {
    point.x.zip(point.y).filter(|(x, y)| x.is_finite() && y.is_finite())
}

impl Layout {
    fn of(spec: &ScatterSpec) -> Self {
        let size = (f64::from(spec.size.0.max(240)), f64::from(spec.size.1.max(160)));
        let known = || spec.points.iter().filter_map(both);
        let across = ticks(known().map(|(x, _)| x), spec.x.quantity, 6);
        let up = ticks(known().map(|(_, y)| y), spec.y.quantity, 6);
        let widest = up.values.iter().map(|value| text_width(&up.label(*value, spec.y.quantity), FONT));
        let left = (widest.fold(0.0, f64::max) + 14.0).round();
        let occurring =
            |status| spec.points.iter().find(|p| p.status == status && both(p).is_some()).map(|_| true);
        let legend = Legend::new(None, &spec.status_words, occurring, size.0 - left - 4.0);
        let (right, top) = (size.0 - 14.0, 24.0);
        let bottom = size.1 - 40.0 - legend.height();
        let place = |point: &ScatterPoint| {
            let (x, y) = both(point)?;
            let part = |value: f64, ticks: &Ticks| (value - ticks.low()) / (ticks.high() - ticks.low());
            Some((left + (right - left) * part(x, &across), bottom - (bottom - top) * part(y, &up)))
        };
        let places: Vec<_> = spec.points.iter().map(place).collect();
        let mut layout =
            Self { size, left, right, top, bottom, ticks: (across, up), legend, places, names: vec![] };
        layout.names = layout.name(spec);
        layout
    }

    /// Names to the right of their dots, else to the left, where they lie on nothing; those at the rim, which are what one
    /// looks for, come first.
    fn name(&self, spec: &ScatterSpec) -> Vec<(String, (f64, f64))> {
        let middle = ((self.left + self.right) / 2.0, (self.top + self.bottom) / 2.0);
        let far = |(x, y): (f64, f64)| {
            let (dx, dy) = ((x - middle.0) / self.size.0, (y - middle.1) / self.size.1);
            dx * dx + dy * dy
        };
        let dots = self.places.iter().flatten().map(|place| Spot::around(*place, RADIUS));
        let mut taken: Vec<Spot> = dots.collect();
        let mut order: Vec<(usize, (f64, f64))> =
            self.places.iter().enumerate().filter_map(|(n, place)| Some((n, (*place)?))).collect();
        order.sort_by(|a, b| far(b.1).total_cmp(&far(a.1)));
        let mut names = Vec::new();
        for (n, (x, y)) in order {
            let name = shorten(&spec.points[n].label, NAME, self.size.0 * 0.2);
            let width = text_width(&name, NAME);
            let begins = [x + RADIUS + 3.0, x - RADIUS - 3.0 - width];
            let place =
                begins.into_iter().map(|x| Spot { x, y: y - 6.0, width, height: 12.0 }).find(|spot| {
                    let inside = spot.x >= self.left && spot.x + spot.width <= self.right;
                    inside && !taken.iter().any(|other| other.meets(spot))
                });
            if let Some(spot) = place {
                taken.push(spot);
                names.push((name, (spot.x, y)));
            }
        }
        names
    }

    fn paint(&self, spec: &ScatterSpec, area: &Area<'_>) -> Drawn {
        let (across, up) = &self.ticks;
        let x = |value: f64| {
            self.left + (self.right - self.left) * (value - across.low()) / (across.high() - across.low())
        };
        let y =
            |value: f64| self.bottom - (self.bottom - self.top) * (value - up.low()) / (up.high() - up.low());
        let line = |from: (f64, f64), to: (f64, f64), ink: Ink| {
            area.draw(&PathElement::new([(fine(from.0), fine(from.1)), (fine(to.0), fine(to.1))], ink.line()))
        };
        let ink = |first: bool| if first { Ink::Axis } else { Ink::Grid };
        let mut free = f64::NEG_INFINITY;
        for (n, value) in across.values.iter().enumerate() {
            line((x(*value), self.top), (x(*value), self.bottom), ink(n == 0))?;
            let label = across.label(*value, spec.x.quantity);
            let half = text_width(&label, FONT) / 2.0;
            if x(*value) - half > free {
                let place = (x(*value), self.bottom + 5.0);
                write(area, &label, place, FONT, Ink::Tick, (HPos::Center, VPos::Top))?;
                free = x(*value) + half + 6.0;
            }
        }
        for (n, value) in up.values.iter().enumerate() {
            line((self.left, y(*value)), (self.right, y(*value)), ink(n == 0))?;
            let label = up.label(*value, spec.y.quantity);
            let place = (self.left - 8.0, y(*value));
            write(area, &label, place, FONT, Ink::Tick, (HPos::Right, VPos::Center))?;
        }
        let room = self.right - self.left;
        let name = shorten(&format!("{} →", spec.x.name), FONT, room);
        write(area, &name, (self.right, self.bottom + 21.0), FONT, Ink::Label, (HPos::Right, VPos::Top))?;
        let name = shorten(&format!("↑ {}", spec.y.name), FONT, room);
        write(area, &name, (self.left, 10.0), FONT, Ink::Label, (HPos::Left, VPos::Center))?;
        for (point, place) in spec.points.iter().zip(&self.places) {
            let Some(place) = *place else { continue };
            match point.status {
                Status::Ok => {
                    area.draw(&Circle::new((fine(place.0), fine(place.1)), fine(RADIUS), Ink::Dot.fill()))?;
                }
                status => mark(area, place, status, true)?,
            }
        }
        for (name, place) in &self.names {
            write(area, name, *place, NAME, Ink::Faint, (HPos::Left, VPos::Center))?;
        }
        self.legend.paint(area, (self.left, self.size.1 - self.legend.height() - 2.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::Document;

    fn spec(points: Vec<ScatterPoint>) -> ScatterSpec {
        let axis = |name: &str, quantity| ScatterAxis { name: name.to_owned(), quantity };
        ScatterSpec {
            title: "收案与结案率".to_owned(),
            points,
            x: axis("收案", Quantity::Amount),
            y: axis("结案率", Quantity::Percent),
            status_words: vec![(Status::SmallNumber, "样本过小".to_owned())],
            size: (720, 420),
        }
    }

    fn point(label: &str, x: f64, y: f64) -> ScatterPoint {
        ScatterPoint { label: label.to_owned(), x: Some(x), y: Some(y), status: Status::Ok }
    }

    #[test]
    fn a_dot_lies_where_its_two_values_are_and_what_lacks_one_is_left_out() {
        let lacking = ScatterPoint { y: None, status: Status::Late, ..point("丙", 5.0, 0.0) };
        let drawing = scatter(&spec(vec![point("甲", 100.0, 0.5), point("乙", 200.0, 0.9), lacking]));
        assert_eq!(drawing.spots.iter().map(Option::is_some).collect::<Vec<_>>(), [true, true, false]);
        let (one, other) = (drawing.spots[0].unwrap(), drawing.spots[1].unwrap());
        assert!(other.x > one.x && other.y < one.y, "more is further right and higher up");
        let xml = Document::parse(&drawing.svg).unwrap();
        let dots: Vec<_> = xml.descendants().filter(|node| node.has_tag_name("circle")).collect();
        let centre: f64 = dots[0].attribute("cx").unwrap().parse().unwrap();
        assert!((centre - (one.x + one.width / 2.0)).abs() < 0.06);
        for word in ["甲", "乙", "收案 →", "↑ 结案率"] {
            assert!(xml.descendants().any(|node| node.text() == Some(word)), "{word}");
        }
    }

    #[test]
    fn names_lie_on_nothing() {
        let points: Vec<_> = (0..300)
            .map(|n| point(&format!("第{n}人民法庭"), f64::from(n * 37 % 101), f64::from(n * 53 % 97) / 97.0))
            .collect();
        let spec = spec(points);
        let layout = Layout::of(&spec);
        assert!(layout.names.len() > 20 && layout.names.len() < 300, "{}", layout.names.len());
        let spots: Vec<Spot> = layout
            .names
            .iter()
            .map(|(name, (x, y))| Spot { x: *x, y: y - 6.0, width: text_width(name, NAME), height: 12.0 })
            .collect();
        for (n, spot) in spots.iter().enumerate() {
            assert!(spots[..n].iter().all(|other| !other.meets(spot)));
            assert!(layout.places.iter().flatten().all(|place| !Spot::around(*place, RADIUS).meets(spot)));
        }
        Document::parse(&scatter(&self::spec(vec![])).svg).unwrap();
    }
}
