//! The trend of an indicator by month.

use super::{
    Interval,
    canvas::{Area, Drawn, FINE, FONT, Ink, draw, fine, write},
    legend::Legend,
    marks::mark,
    scale::{Quantity, Ticks, format_value, point_x, text_width, ticks, value_y},
    spark::runs,
};
use crate::{
    api::overview::PlotFrame,
    domain::{periods::Month, values::Status},
};
use plotters::{
    prelude::{ChartBuilder, LineSeries, PathElement, Rectangle},
    style::text_anchor::{HPos, VPos},
};

/// A month of a trend.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TrendValue {
    /// The value; a rate is a fraction.
    pub value: Option<f64>,
    /// Its state.
    pub status: Status,
}

/// What a trend shows. Every text is translated already.
#[derive(Debug, Clone, PartialEq)]
pub struct TrendSpec {
    /// What the chart is, for screen readers: `结案率，2020-06 至 2021-05，江西省`.
    pub title: String,
    /// What is seen in it, for screen readers; may be empty.
    pub description: String,
    /// Month of the first value.
    pub first: Month,
    /// A value for each month, oldest first.
    pub values: Vec<TrendValue>,
    /// How values are written and where the axis begins.
    pub quantity: Quantity,
    /// The reference interval, for single months; `None` when there is none.
    pub reference: Option<Interval>,
    /// Index of the first month in which another edition of the catalogue is in force, and what it is called.
    pub edition_break: Option<(usize, String)>,
    /// What the signs mean: a word for every status that may occur.
    pub status_words: Vec<(Status, String)>,
    /// Width and height of the `viewBox`; texts are 12 units high.
    pub size: (u32, u32),
}

impl TrendSpec {
    /// A size that suits half a page: on 640 pixels the texts are 12 pixels high.
    pub const USUAL_SIZE: (u32, u32) = (640, 280);
}

/// Draws a trend and says where in it the data lies.
///
/// A line with gaps where there is no value, dashed towards what is partial or stale; a sign of its own shape for
/// every status that is not `ok`, explained below the chart; late and inapplicable months at the foot of the chart;
/// the reference interval as a band; a vertical line before the month in which another edition comes into force; the
/// last value written out.
pub fn trend(spec: &TrendSpec) -> (String, PlotFrame) {
    let layout = Layout::of(spec);
    let size = (layout.frame.width, layout.frame.height);
    let svg = draw(size, "chart-trend", &spec.title, &spec.description, |area| layout.paint(spec, area));
    (svg, layout.frame)
}

struct Layout {
    frame: PlotFrame,
    ticks: Ticks,
    legend: Legend,
    /// The last value with its index, when it can be written at the right edge.
    last: Option<(usize, f64)>,
}

impl Layout {
    fn of(spec: &TrendSpec) -> Self {
        let (width, height) = (f64::from(spec.size.0.max(240)), f64::from(spec.size.1.max(160)));
        let known = || spec.values.iter().filter_map(finite);
        let ends = spec.reference.iter().flat_map(Interval::ends);
        let ticks = ticks(known().chain(ends), spec.quantity, (height / 56.0) as u32);
        let widest = |texts: &mut dyn Iterator<Item = String>| {
            texts.map(|text| text_width(&text, FONT)).fold(0.0, f64::max)
        };
        let left = widest(&mut ticks.values.iter().map(|v| ticks.label(*v, spec.quantity))) + 14.0;
        let last = spec.values.iter().enumerate().rev().find_map(|(i, value)| Some((i, finite(value)?)));
        // It is written bold, and no two systems have the same bold.
        let bold = |(_, value)| text_width(&format_value(value, spec.quantity), FONT) * 1.25;
        let right = last.map_or(0.0, bold) + 14.0;
        let occurring = |status| {
            let mut found = spec.values.iter().filter(|value| value.status == status);
            found.next().map(|value| finite(value).is_some())
        };
        let label = spec.reference.as_ref().map(|interval| interval.label.as_str());
        let legend = Legend::new(label, &spec.status_words, occurring, width - left - 4.0);
        let top = if spec.edition_break.is_some() { 24.0 } else { 12.0 };
        let bottom = height - 40.0 - legend.height();
        // To tenths, as it is drawn.
        let tenth = |units: f64| (units * FINE).round() / FINE;
        let frame = PlotFrame {
            width,
            height,
            left: tenth(left),
            right: tenth(width - right.max(24.0)),
            top,
            bottom: tenth(bottom.max(top + 40.0)),
            low: ticks.low(),
            high: ticks.high(),
        };
        Self { frame, ticks, legend, last }
    }

    fn x(&self, spec: &TrendSpec, index: usize) -> f64 {
        point_x(&self.frame, index, spec.values.len())
    }

    fn paint(&self, spec: &TrendSpec, area: &Area<'_>) -> Drawn {
        self.background(spec, area)?;
        self.months(spec, area)?;
        self.edition(spec, area)?;
        self.line(spec, area)?;
        self.signs(spec, area)?;
        self.legend.paint(area, (self.frame.left, self.frame.height - self.legend.height() - 2.0))
    }

    /// Band, grid and the labels of the vertical axis.
    fn background(&self, spec: &TrendSpec, area: &Area<'_>) -> Drawn {
        let PlotFrame { left, right, low, high, .. } = self.frame;
        if let Some((interval, (from, to))) =
            spec.reference.as_ref().and_then(|interval| Some((interval, interval.within(low, high)?)))
        {
            let (upper, lower) = (value_y(&self.frame, to), value_y(&self.frame, from));
            let corners = [(fine(left), fine(upper)), (fine(right), fine(lower))];
            area.draw(&Rectangle::new(corners, Ink::Band.fill()))?;
            for end in interval.ends().filter(|end| (low..=high).contains(end)) {
                self.across(area, value_y(&self.frame, end), Ink::BandEdge)?;
            }
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

    fn across(&self, area: &Area<'_>, y: f64, ink: Ink) -> Drawn {
        let ends = [(fine(self.frame.left), fine(y)), (fine(self.frame.right), fine(y))];
        area.draw(&PathElement::new(ends, ink.line()))
    }

    /// Months below the axis, at most as many as have room, and their years below them.
    fn months(&self, spec: &TrendSpec, area: &Area<'_>) -> Drawn {
        let count = spec.values.len();
        let apart = (self.frame.right - self.frame.left) / count.saturating_sub(1).max(1) as f64;
        let step = [1, 2, 3, 6, 12, 24, 60, 120]
            .into_iter()
            .find(|step| apart * f64::from(*step) >= if *step < 12 { 22.0 } else { 40.0 })
            .unwrap_or(240);
        let mut year_end = f64::NEG_INFINITY;
        for index in 0..count {
            let month = spec.first.plus(index as i32);
            let x = self.x(spec, index);
            let foot = self.frame.bottom;
            let on_step = month.index().rem_euclid(step) == 0;
            if on_step {
                let tick = [(fine(x), fine(foot)), (fine(x), fine(foot + 4.0))];
                area.draw(&PathElement::new(tick, Ink::Axis.line()))?;
                if step < 12 {
                    let label = month.month().to_string();
                    write(area, &label, (x, foot + 6.0), FONT, Ink::Tick, (HPos::Center, VPos::Top))?;
                }
            }
            // The year stands at its January, and at the start unless a January follows too close.
            let year = month.year().to_string();
            let half = text_width(&year, FONT) / 2.0;
            let to_january = (12 - (month.month() as i32 - 1)) as f64 * apart;
            let january = month.month() == 1 && (step < 12 || on_step);
            let start = index == 0 && (month.month() == 1 || to_january >= 2.0 * half + 6.0) && step < 12;
            if (january || start) && x - half > year_end {
                let y = if step < 12 { foot + 22.0 } else { foot + 6.0 };
                write(area, &year, (x, y), FONT, Ink::Tick, (HPos::Center, VPos::Top))?;
                year_end = x + half + 4.0;
            }
        }
        Ok(())
    }

    /// The line before the month in which another edition comes into force.
    fn edition(&self, spec: &TrendSpec, area: &Area<'_>) -> Drawn {
        let Some((index, label)) = spec.edition_break.as_ref() else { return Ok(()) };
        if *index == 0 || *index >= spec.values.len() {
            return Ok(());
        }
        let x = (self.x(spec, index - 1) + self.x(spec, *index)) / 2.0;
        let ends = [(fine(x), fine(self.frame.top - 12.0)), (fine(x), fine(self.frame.bottom))];
        area.draw(&PathElement::new(ends, Ink::Break.line()))?;
        let y = self.frame.top - 14.0;
        let after = x + 6.0 + text_width(label, FONT - 1.0) <= self.frame.width - 2.0;
        let (x, side) = if after { (x + 5.0, HPos::Left) } else { (x - 5.0, HPos::Right) };
        write(area, label, (x, y + 2.0), FONT - 1.0, Ink::Faint, (side, VPos::Center))
    }

    /// The line, whole where both ends are sure and dashed where one is not.
    fn line(&self, spec: &TrendSpec, area: &Area<'_>) -> Drawn {
        let PlotFrame { left, right, top, bottom, width, height, low, high } = self.frame;
        // plotters leaves out the last pixel on the right and at the bottom; the frame's edges are inside.
        let (below, beside) = (fine(height) - fine(bottom) - 1, fine(width) - fine(right) - 1);
        let inner = area.margin(fine(top), below, fine(left), beside);
        let last = spec.values.len().saturating_sub(1).max(1) as f64;
        let mut chart = ChartBuilder::on(&inner).build_cartesian_2d(0.0..last, low..high)?;
        let unsure = |index: usize| matches!(spec.values[index].status, Status::Partial | Status::Stale);
        let values: Vec<_> = spec.values.iter().map(finite).collect();
        for run in runs(&values) {
            for (dashed, points) in stretches(&run, |from, to| unsure(from) || unsure(to)) {
                let ink = if dashed { Ink::OpenLine } else { Ink::Line };
                let points = points.iter().map(|(index, value)| (*index as f64, *value));
                chart.draw_series(LineSeries::new(points, ink.line()))?;
            }
        }
        Ok(())
    }

    /// The sign of every month that is not plainly sure, of the last value and of what stands alone.
    fn signs(&self, spec: &TrendSpec, area: &Area<'_>) -> Drawn {
        let many = spec.values.len() > 36;
        let known = |index: usize| spec.values.get(index).and_then(finite).is_some();
        for (index, point) in spec.values.iter().enumerate() {
            let x = self.x(spec, index);
            match finite(point) {
                Some(value) => {
                    let alone = !(index.checked_sub(1).is_some_and(known) || known(index + 1));
                    let last = self.last.is_some_and(|(last, _)| last == index);
                    if point.status != Status::Ok || alone || last || !many {
                        // A value whose status says that there is none is still a value: show it plainly.
                        let status = match point.status {
                            Status::NoData | Status::NotApplicable => Status::Ok,
                            status => status,
                        };
                        mark(area, (x, value_y(&self.frame, value)), status, true)?;
                    }
                }
                None => mark(area, (x, self.frame.bottom - 7.0), missing(point.status), false)?,
            }
        }
        if let Some((index, value)) = self.last {
            let y = value_y(&self.frame, value).clamp(self.frame.top + 4.0, self.frame.bottom - 4.0);
            let text = format_value(value, spec.quantity);
            let x = self.x(spec, index) + 8.0;
            write(area, &text, (x, y), FONT, Ink::Strong, (HPos::Left, VPos::Center))?;
        }
        Ok(())
    }
}

fn finite(point: &TrendValue) -> Option<f64> {
    point.value.filter(|value| value.is_finite())
}

/// Without a value only "late", "stale" and "not applicable" have something to say at the foot of the chart.
const fn missing(status: Status) -> Status {
    match status {
        Status::Late | Status::Stale | Status::NotApplicable | Status::Partial => status,
        Status::Ok | Status::NoData | Status::SmallNumber => Status::NoData,
    }
}

/// Splits a run of points into stretches of alike segments, dashed or not; neighbouring stretches share a point.
fn stretches(run: &[(usize, f64)], dashed: impl Fn(usize, usize) -> bool) -> Vec<(bool, &[(usize, f64)])> {
    let mut stretches = vec![];
    let mut start = 0;
    while start + 1 < run.len() {
        let kind = dashed(run[start].0, run[start + 1].0);
        let mut end = start + 1;
        while end + 1 < run.len() && dashed(run[end].0, run[end + 1].0) == kind {
            end += 1;
        }
        stretches.push((kind, &run[start..=end]));
        start = end;
    }
    stretches
}

#[cfg(test)]
mod tests;
