//! Several lines over the same periods: units or indicators beside each other. Each is named at its end, and told apart by
//! its dashes as well as by its colour.

use super::{
    Drawing, Interval, Spot,
    canvas::{Area, Drawn, FONT, Ink, draw, fine, write},
    legend::Legend,
    marks::{dot, mark},
    scale::{Quantity, Ticks, point_x, shorten, text_width, ticks, value_y},
    spark::runs,
    trend::TrendValue,
};
use crate::{api::overview::PlotFrame, domain::values::Status};
use plotters::{
    prelude::{PathElement, Rectangle},
    style::text_anchor::{HPos, VPos},
};

/// One line.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Its name.
    pub name: String,
    /// A value for each period.
    pub values: Vec<TrendValue>,
}

/// What is drawn. Every text is translated already.
#[derive(Debug, Clone, PartialEq)]
pub struct LinesSpec {
    /// What the chart is, for screen readers.
    pub title: String,
    /// What the periods are called, the oldest first.
    pub periods: Vec<String>,
    /// The lines; those beyond the seventh look like the first again.
    pub lines: Vec<Line>,
    /// How values are written and where the axis begins.
    pub quantity: Quantity,
    /// The reference interval.
    pub reference: Option<Interval>,
    /// Values that the axis has to hold besides, so that several charts have the same.
    pub also: Vec<f64>,
    /// A word for every status that may occur; none for a chart without a legend.
    pub status_words: Vec<(Status, String)>,
    /// Whether lines are named at their ends.
    pub named: bool,
    /// Width and height of the `viewBox`.
    pub size: (u32, u32),
}

/// Draws lines. The spots are those of the first line, then of the second, and so on.
pub fn lines(spec: &LinesSpec) -> Drawing {
    let layout = Layout::of(spec);
    let size = (layout.frame.width, layout.frame.height);
    let svg = draw(size, "chart-lines", &spec.title, "", |area| layout.paint(spec, area));
    let count = spec.periods.len();
    let apart = (layout.frame.right - layout.frame.left) / count.max(2) as f64;
    let spots = spec.lines.iter().flat_map(|line| {
        line.values.iter().enumerate().map(|(n, value)| {
            let y = value_y(&layout.frame, finite(value)?);
            Some(Spot::around((point_x(&layout.frame, n, count), y), (apart / 2.0).clamp(4.0, 9.0)))
        })
    });
    Drawing { spots: spots.collect(), svg, size }
}

struct Layout {
    frame: PlotFrame,
    ticks: Ticks,
    legend: Legend,
    /// Where the names of lines stand: the line's number, where it ends, where its name stands.
    names: Vec<(usize, f64, f64)>,
}

const NAME: f64 = 14.0;

impl Layout {
    fn of(spec: &LinesSpec) -> Self {
        let (width, height) = (f64::from(spec.size.0.max(120)), f64::from(spec.size.1.max(80)));
        let known = spec.lines.iter().flat_map(|line| line.values.iter().filter_map(finite));
        let ends = spec.reference.iter().flat_map(Interval::ends);
        let also = spec.also.iter().copied();
        let ticks = ticks(known.chain(ends).chain(also), spec.quantity, ((height / 56.0) as u32).max(2));
        let widest = ticks.values.iter().map(|value| text_width(&ticks.label(*value, spec.quantity), FONT));
        let left = widest.fold(0.0, f64::max) + 14.0;
        let names = spec.lines.iter().map(|line| text_width(&line.name, FONT)).fold(0.0, f64::max);
        let right = if spec.named { names.min(width * 0.24) + 14.0 } else { 10.0 };
        let occurring = |status| {
            let mut all = spec.lines.iter().flat_map(|line| &line.values);
            all.find(|value| value.status == status).map(|value| finite(value).is_some())
        };
        let label = spec.reference.as_ref().map(|interval| interval.label.as_str());
        let legend = Legend::new(label, &spec.status_words, occurring, width - left - 4.0);
        let bottom = (height - 26.0 - legend.height()).max(40.0);
        let frame = PlotFrame {
            width,
            height,
            left: left.round(),
            right: (width - right).round(),
            top: 10.0,
            bottom: bottom.round(),
            low: ticks.low(),
            high: ticks.high(),
        };
        let names = if spec.named { Self::names(spec, &frame) } else { vec![] };
        Self { frame, ticks, legend, names }
    }

    /// Names beside the ends of their lines, pushed apart where they would lie on each other.
    fn names(spec: &LinesSpec, frame: &PlotFrame) -> Vec<(usize, f64, f64)> {
        let end = |line: &Line| line.values.iter().rev().find_map(finite).map(|value| value_y(frame, value));
        let mut names: Vec<(usize, f64, f64)> =
            spec.lines.iter().enumerate().filter_map(|(n, line)| end(line).map(|y| (n, y, y))).collect();
        names.sort_by(|a, b| a.1.total_cmp(&b.1));
        let mut free = frame.top;
        for name in &mut names {
            name.2 = name.2.max(free);
            free = name.2 + NAME;
        }
        let over = (free - NAME - frame.bottom).max(0.0);
        let mut limit = f64::INFINITY;
        for name in names.iter_mut().rev() {
            if over > 0.0 {
                name.2 = (name.2).min(limit).min(frame.bottom);
                limit = name.2 - NAME;
            }
        }
        names
    }

    fn paint(&self, spec: &LinesSpec, area: &Area<'_>) -> Drawn {
        self.background(spec, area)?;
        self.periods(spec, area)?;
        for (n, line) in spec.lines.iter().enumerate() {
            self.line(spec, area, line, Ink::SERIES[n % Ink::SERIES.len()])?;
        }
        let room = self.frame.width - self.frame.right - 12.0;
        for (n, from, to) in &self.names {
            let x = self.frame.right;
            let leader = [(fine(x + 2.0), fine(*from)), (fine(x + 8.0), fine(*to))];
            area.draw(&PathElement::new(leader, Ink::SERIES[n % Ink::SERIES.len()].line()))?;
            let name = shorten(&spec.lines[*n].name, FONT, room);
            write(area, &name, (x + 10.0, *to), FONT, Ink::Label, (HPos::Left, VPos::Center))?;
        }
        self.legend.paint(area, (self.frame.left, self.frame.height - self.legend.height() - 2.0))
    }

    fn across(&self, area: &Area<'_>, y: f64, ink: Ink) -> Drawn {
        let ends = [(fine(self.frame.left), fine(y)), (fine(self.frame.right), fine(y))];
        area.draw(&PathElement::new(ends, ink.line()))
    }

    fn background(&self, spec: &LinesSpec, area: &Area<'_>) -> Drawn {
        let PlotFrame { left, right, low, high, .. } = self.frame;
        if let Some((from, to)) = spec.reference.as_ref().and_then(|interval| interval.within(low, high)) {
            let (upper, lower) = (value_y(&self.frame, to), value_y(&self.frame, from));
            let corners = [(fine(left), fine(upper)), (fine(right), fine(lower))];
            area.draw(&Rectangle::new(corners, Ink::Band.fill()))?;
        }
        for value in &self.ticks.values {
            let y = value_y(&self.frame, *value);
            let base = *value == 0.0 || (*value == low && low > 0.0);
            self.across(area, y, if base { Ink::Axis } else { Ink::Grid })?;
            let label = self.ticks.label(*value, spec.quantity);
            write(area, &label, (left - 8.0, y), FONT, Ink::Tick, (HPos::Right, VPos::Center))?;
        }
        Ok(())
    }

    /// As many names of periods as have room; the last one always.
    fn periods(&self, spec: &LinesSpec, area: &Area<'_>) -> Drawn {
        let count = spec.periods.len();
        let place = (self.frame.bottom + 6.0, (HPos::Center, VPos::Top));
        let mut free = f64::INFINITY;
        for (n, name) in spec.periods.iter().enumerate().rev() {
            let x = point_x(&self.frame, n, count);
            let half = text_width(name, FONT) / 2.0;
            // The outermost names stay within the drawing.
            let x = x.min(self.frame.width - half - 2.0).max(half + 2.0);
            if x + half > free {
                continue;
            }
            write(area, name, (x, place.0), FONT, Ink::Tick, place.1)?;
            free = x - half - 8.0;
        }
        Ok(())
    }

    fn line(&self, spec: &LinesSpec, area: &Area<'_>, line: &Line, ink: Ink) -> Drawn {
        let count = spec.periods.len();
        let values: Vec<_> = line.values.iter().map(finite).collect();
        let place = |n: usize, value: f64| (point_x(&self.frame, n, count), value_y(&self.frame, value));
        for run in runs(&values) {
            if let [(n, value)] = run[..] {
                dot(area, place(n, value), 2.5)?;
                continue;
            }
            let points = run.iter().map(|(n, value)| place(*n, *value));
            let points: Vec<_> = points.map(|(x, y)| (fine(x), fine(y))).collect();
            area.draw(&PathElement::new(points, ink.line()))?;
        }
        for (n, value) in line.values.iter().enumerate() {
            match finite(value) {
                Some(known) if value.status != Status::Ok => mark(area, place(n, known), value.status, true)?,
                // What is missing stands at the foot; several lines would lie on each other there.
                None if spec.lines.len() == 1 => {
                    let foot = (point_x(&self.frame, n, count), self.frame.bottom - 7.0);
                    mark(area, foot, value.status, false)?;
                }
                _ => {}
            }
        }
        Ok(())
    }
}

fn finite(value: &TrendValue) -> Option<f64> {
    value.value.filter(|value| value.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;
    use roxmltree::Document;

    fn line(name: &str, values: &[Option<f64>]) -> Line {
        let values = values.iter().map(|value| TrendValue {
            value: *value,
            status: if value.is_some() { Status::Ok } else { Status::Late },
        });
        Line { name: name.to_owned(), values: values.collect() }
    }

    fn spec(lines: Vec<Line>) -> LinesSpec {
        LinesSpec {
            title: "结案率 <甲>".to_owned(),
            periods: ["2021-Q1", "2021-Q2", "2021-Q3", "2021-Q4"].map(str::to_owned).to_vec(),
            lines,
            quantity: Quantity::Percent,
            reference: None,
            also: vec![],
            status_words: vec![(Status::Late, "迟报".to_owned())],
            named: true,
            size: (720, 320),
        }
    }

    #[test]
    fn every_value_has_a_spot_where_it_is_drawn_and_a_gap_has_none() {
        let drawing = lines(&spec(vec![
            line("东湖", &[Some(0.8), Some(0.9), None, Some(0.7)]),
            line("西湖", &[Some(0.6), Some(0.6), Some(0.6), Some(0.6)]),
        ]));
        let known: Vec<_> = drawing.spots.iter().map(Option::is_some).collect();
        assert_eq!(known, [true, true, false, true, true, true, true, true]);
        let xml = Document::parse(&drawing.svg).unwrap();
        let paths: Vec<_> = xml.descendants().filter(|node| node.has_tag_name("polyline")).collect();
        let second = paths.iter().find(|node| {
            node.attribute("class") == Some("c-series c-series-1")
                && node.attribute("points").unwrap().split(' ').count() == 4
        });
        let first = second.unwrap().attribute("points").unwrap().split(' ').next().unwrap();
        let (x, y) = first.split_once(',').unwrap();
        let spot = drawing.spots[4].unwrap();
        let centre = (spot.x + spot.width / 2.0, spot.y + spot.height / 2.0);
        assert!((centre.0 - x.parse::<f64>().unwrap()).abs() < 0.06, "{first} {centre:?}");
        assert!((centre.1 - y.parse::<f64>().unwrap()).abs() < 0.06, "{first} {centre:?}");
        for word in ["东湖", "西湖", "2021-Q4", "迟报"] {
            assert!(xml.descendants().any(|node| node.text() == Some(word)), "{word}");
        }
    }

    #[test]
    fn names_of_lines_that_end_together_do_not_lie_on_each_other() {
        let same = |name: &str| line(name, &[Some(0.5), Some(0.5), Some(0.5), Some(0.5)]);
        let names: Vec<String> = (0..7).map(|n| format!("第{n}法庭")).collect();
        let drawing = lines(&spec(names.iter().map(|name| same(name)).collect()));
        let xml = Document::parse(&drawing.svg).unwrap();
        let mut places: Vec<f64> = xml
            .descendants()
            .filter(|node| node.has_tag_name("text"))
            .filter(|node| node.text().is_some_and(|text| text.ends_with("法庭")))
            .map(|node| node.attribute("y").unwrap().parse().unwrap())
            .collect();
        places.sort_by(f64::total_cmp);
        assert_eq!(places.len(), 7);
        assert!(places.windows(2).all(|pair| pair[1] - pair[0] >= NAME - 0.11), "{places:?}");
    }

    #[test]
    fn charts_that_are_to_be_compared_have_the_same_axis() {
        let one = LinesSpec { also: vec![0.1, 0.95], ..spec(vec![line("甲", &[Some(0.5); 4])]) };
        let other = LinesSpec { also: vec![0.1, 0.95], ..spec(vec![line("乙", &[Some(0.5); 4])]) };
        assert_eq!(lines(&one).spots, lines(&other).spots);
        assert_ne!(lines(&one).spots, lines(&LinesSpec { also: vec![], ..one.clone() }).spots);
        Document::parse(&lines(&spec(vec![])).svg).unwrap();
    }
}
