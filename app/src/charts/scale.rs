//! Scales and number formats that the drawing on the server and the overlay in the browser must share.

#[cfg(feature = "ssr")]
use crate::api::overview::PlotFrame;
use crate::domain::analysis::quantile;
use std::ops::Range;

/// What kind of number an indicator has: decides how it is written and where its axis begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Quantity {
    /// A fraction written as percentage with two decimals.
    Percent,
    /// A plain ratio with two decimals.
    Ratio,
    /// Days, months, minutes: one decimal.
    Time,
    /// Counts and measured amounts: whole where they are whole, else one decimal.
    Amount,
}

impl Quantity {
    /// By the id of the unit of measure in the catalogue.
    pub fn of(measure: &str) -> Self {
        match measure {
            "percent" => Self::Percent,
            "ratio" => Self::Ratio,
            "days" | "months" | "minutes" => Self::Time,
            _ => Self::Amount,
        }
    }

    /// Whether an axis starts at zero: so for amounts, whose length is read; not for rates, whose place is read.
    pub const fn from_zero(self) -> bool {
        matches!(self, Self::Time | Self::Amount)
    }
}

/// A value for people: `80.04%`, `1.25`, `96.3`, `485,000`.
pub fn format_value(value: f64, quantity: Quantity) -> String {
    match quantity {
        Quantity::Percent => format!("{}%", format_decimals(value * 100.0, 2)),
        Quantity::Ratio => format_decimals(value, 2),
        Quantity::Time => format_decimals(value, 1),
        Quantity::Amount => {
            format_decimals(value, usize::from((value - value.round()).abs() >= 0.05 && value.abs() < 1e5))
        }
    }
}

/// A number with thousands separators and exactly `decimals` decimals; never `-0`.
pub fn format_decimals(value: f64, decimals: usize) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let plain = format!("{:.decimals$}", value.abs());
    let (whole, fraction) = plain.split_at(plain.find('.').unwrap_or(plain.len()));
    let mut text = String::with_capacity(plain.len() + 4);
    if value < 0.0 && plain.bytes().any(|byte| matches!(byte, b'1'..=b'9')) {
        text.push('-');
    }
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text.push_str(fraction);
    text
}

/// Ticks of an axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Ticks {
    /// Distance between two.
    pub step: f64,
    /// The ticks, ascending; the first and the last are the ends of the axis.
    pub values: Vec<f64>,
}

impl Ticks {
    /// Lower end of the axis.
    pub fn low(&self) -> f64 {
        self.values.first().copied().unwrap_or(0.0)
    }

    /// Upper end of the axis.
    pub fn high(&self) -> f64 {
        self.values.last().copied().unwrap_or(1.0)
    }

    /// What stands at a tick: as few decimals as the step needs.
    pub fn label(&self, value: f64, quantity: Quantity) -> String {
        let percent = quantity == Quantity::Percent;
        let factor = if percent { 100.0 } else { 1.0 };
        let decimals = (-(self.step * factor).log10() - 1e-9).ceil().clamp(0.0, 6.0) as usize;
        format_decimals(value * factor, decimals) + if percent { "%" } else { "" }
    }
}

/// About `wanted` ticks at 1, 2 or 5 times a power of ten that enclose all values, after P. S. Heckbert, "Nice
/// numbers for graph labels", Graphics Gems (1990). Without a finite value the axis goes from 0 to 1.
pub fn ticks(values: impl IntoIterator<Item = f64>, quantity: Quantity, wanted: u32) -> Ticks {
    let (mut low, mut high) = values
        .into_iter()
        .filter(|value| value.is_finite())
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| (low.min(value), high.max(value)));
    if low > high {
        (low, high) = (0.0, 1.0);
    }
    if quantity.from_zero() {
        (low, high) = (low.min(0.0), high.max(0.0));
    }
    // A flat line still needs a height, and differences that nobody would call one must not fill the chart.
    let least: f64 = match quantity {
        Quantity::Amount => 1.0,
        Quantity::Percent => 0.002,
        Quantity::Ratio => 0.02,
        Quantity::Time => 0.2,
    };
    let least = least.max(high.abs().max(low.abs()) * 1e-6);
    if high - low < least {
        let add = least;
        high += add;
        if !(quantity.from_zero() || (low >= 0.0 && low < add)) {
            low -= add;
        }
    }
    let mut step = nice((high - low) / f64::from(wanted.max(1)));
    if quantity == Quantity::Amount && high - low >= 2.0 {
        step = step.max(1.0);
    }
    let mut first = (low / step + 1e-9).floor();
    // Only amounts may touch the foot of the chart, which is their zero; a rate there would look like none.
    if !quantity.from_zero() && low - first * step < step * 0.1 && (first >= 1.0 || low < 0.0) {
        first -= 1.0;
    }
    let last = (high / step - 1e-9).ceil().max(first + 1.0);
    let values = (0..=(last - first) as u32).map(|i| tidy((first + f64::from(i)) * step, step)).collect();
    Ticks { step, values }
}

/// The smallest of 1, 2, 5, 10 × a power of ten that is not below `rough`, within a tolerance.
fn nice(rough: f64) -> f64 {
    let power = 10f64.powf(rough.log10().floor());
    let factor = [1.0, 2.0, 5.0, 10.0].into_iter().find(|f| f * power >= rough * (1.0 - 1e-9));
    factor.unwrap_or(10.0) * power
}

/// Takes the binary dust off a multiple of `step`: 0.9 instead of 0.9000000000000001.
fn tidy(value: f64, step: f64) -> f64 {
    let decimals = (2.0 - step.log10()).ceil().clamp(0.0, 12.0) as i32;
    let factor = 10f64.powi(decimals);
    (value * factor).round() / factor
}

#[cfg(feature = "ssr")]
/// Where point `index` of `count` evenly spaced points lies: from the left to the right edge; a single one in the
/// middle.
pub fn point_x(frame: &PlotFrame, index: usize, count: usize) -> f64 {
    match count {
        0 | 1 => (frame.left + frame.right) / 2.0,
        _ => frame.left + (frame.right - frame.left) * index as f64 / (count - 1) as f64,
    }
}

#[cfg(feature = "ssr")]
/// Where a value lies on the vertical axis of a trend.
pub fn value_y(frame: &PlotFrame, value: f64) -> f64 {
    frame.bottom - (frame.bottom - frame.top) * (value - frame.low) / (frame.high - frame.low)
}

/// Classes of values for a legend: `edges.len() + 1` of them, each from its edge (inside) up to the next (outside).
#[derive(Debug, Clone, PartialEq)]
pub struct Bins {
    /// Inner edges, strictly ascending, at most four.
    pub edges: Vec<f64>,
    /// The classes that lie inside the reference interval.
    pub inside: Range<usize>,
}

impl Bins {
    /// The class of a value, from 0.
    pub fn index(&self, value: f64) -> usize {
        self.edges.partition_point(|edge| *edge <= value)
    }

    /// How many classes there are.
    pub fn count(&self) -> usize {
        self.edges.len() + 1
    }
}

/// At most five classes. With a reference interval its ends are edges, so that no class mixes what is inside with
/// what is outside, and what lies beyond is halved at the median; without one the classes are fifths of the values
/// (quantiles). Edges are rounded to numbers that can be read, except those of the interval.
pub fn bins(values: impl IntoIterator<Item = f64>, low: Option<f64>, high: Option<f64>) -> Bins {
    let mut sorted: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let spread = match (sorted.first(), sorted.last()) {
        (Some(first), Some(last)) if last > first => last - first,
        _ => 0.0,
    };
    let round = |edge: f64| if spread > 0.0 { round_to(edge, nice(spread / 100.0)) } else { edge };
    let below: Vec<f64> = sorted.iter().copied().filter(|v| low.is_some_and(|low| *v < low)).collect();
    let above: Vec<f64> = sorted.iter().copied().filter(|v| high.is_some_and(|high| *v > high)).collect();
    // Values at the upper end itself are inside: the edge is the next number above it.
    let upper = high.map(f64::next_up);
    let mut edges: Vec<f64> = match (low, upper) {
        (None, None) => (1..5)
            .filter_map(|i| quantile(&sorted, f64::from(i) / 5.0))
            .map(round)
            .filter(|edge| sorted.first().is_some_and(|least| edge > least)) // no class below everything
            .collect(),
        (Some(low), Some(upper)) => {
            let outer = [&below, &above].map(|part| quantile(part, 0.5).map(round));
            outer[0].into_iter().chain([low, upper]).chain(outer[1]).collect()
        }
        (Some(low), None) => {
            let inside: Vec<f64> = sorted.iter().copied().filter(|v| *v >= low).collect();
            let outer = quantile(&below, 0.5).map(round);
            let thirds = [1.0, 2.0].into_iter().filter_map(|i| quantile(&inside, i / 3.0)).map(round);
            outer.into_iter().chain([low]).chain(thirds.filter(|edge| *edge > low)).collect()
        }
        (None, Some(upper)) => {
            let inside: Vec<f64> = sorted.iter().copied().filter(|v| *v < upper).collect();
            let outer = quantile(&above, 0.5).map(round);
            let thirds = [1.0, 2.0].into_iter().filter_map(|i| quantile(&inside, i / 3.0)).map(round);
            thirds.filter(|edge| *edge < upper).chain([upper]).chain(outer).collect()
        }
    };
    edges.sort_unstable_by(f64::total_cmp);
    edges.dedup_by(|b, a| *b <= *a);
    // Rounding may have carried an outer edge over an end of the interval, which must stay an edge.
    if let (Some(low), Some(upper)) = (low, upper) {
        edges.retain(|edge| *edge <= low || *edge >= upper);
    }
    let place = |end: f64| edges.iter().position(|edge| *edge == end).map_or(0, |i| i + 1);
    let inside = match (low, upper) {
        (None, None) => 0..0,
        (low, upper) => low.map_or(0, place)..upper.map_or(edges.len() + 1, place),
    };
    Bins { edges, inside }
}

fn round_to(value: f64, step: f64) -> f64 {
    tidy((value / step).round() * step, step)
}

/// Radius of a dot whose area is proportional to the caseload: the largest has `largest_radius`; below a fifth of
/// it a dot would not be seen, so it goes no lower. The same for no or unknown caseload.
pub fn dot_radius(cases: Option<f64>, most_cases: f64, largest_radius: f64) -> f64 {
    let least = largest_radius / 5.0;
    match cases {
        Some(cases) if cases > 0.0 && most_cases > 0.0 => {
            ((cases / most_cases).sqrt() * largest_radius).clamp(least, largest_radius)
        }
        _ => least,
    }
}

/// About how wide a text is at a font size, in the unit of the size: a Han character is as wide as high, others are
/// taken a little wider than in common fonts, so that room reserved by this is enough.
pub fn text_width(text: &str, size: f64) -> f64 {
    let ems: f64 = text
        .chars()
        .map(|c| match c {
            '\u{1100}'..='\u{11ff}' | '\u{2e80}'..='\u{9fff}' | '\u{ac00}'..='\u{d7ff}' => 1.0,
            '\u{f900}'..='\u{faff}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ff60}' => 1.0,
            '\u{20000}'.. => 1.0,
            'm' | 'w' | 'M' | 'W' | '%' | '@' => 0.9,
            'A'..='Z' | '≥' | '≤' | '±' => 0.7,
            'i' | 'j' | 'l' | '.' | ',' | '\'' | ':' | ';' | '|' | ' ' => 0.33,
            _ => 0.58,
        })
        .sum();
    ems * size
}

/// The text, or as much of its beginning as fits `width` with an ellipsis.
pub fn shorten(text: &str, size: f64, width: f64) -> String {
    if text_width(text, size) <= width {
        return text.to_owned();
    }
    let room = width - text_width("…", size);
    let mut kept = String::new();
    let mut used = 0.0;
    for c in text.chars() {
        used += text_width(c.encode_utf8(&mut [0; 4]), size);
        if used > room {
            break;
        }
        kept.push(c);
    }
    kept.trim_end().to_owned() + "…"
}

#[cfg(test)]
mod tests;
