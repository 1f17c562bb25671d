//! Data drawn as SVG on the server, and the scales that server and browser share.
//!
//! The drawing parts exist only on the server (`ssr`); [`scale`] is always there, so that an overlay in the browser
//! finds the same pixel as the drawing. Colours are never written into a drawing: every shape carries a class that
//! `style/charts.css` paints from the custom properties of the theme. Texts come in translated.

pub mod scale;

#[cfg(feature = "ssr")]
pub mod bars;
#[cfg(feature = "ssr")]
pub mod boxes;
#[cfg(feature = "ssr")]
mod canvas;
#[cfg(feature = "ssr")]
mod legend;
#[cfg(feature = "ssr")]
pub mod lines;
#[cfg(feature = "ssr")]
mod marks;
#[cfg(feature = "ssr")]
pub mod multiples;
#[cfg(feature = "ssr")]
pub mod scatter;
#[cfg(feature = "ssr")]
pub mod spark;
#[cfg(feature = "ssr")]
mod standalone;
#[cfg(feature = "ssr")]
pub mod trend;

#[cfg(feature = "ssr")]
pub use standalone::{STYLESHEET, captioned, standalone};

/// The reference interval of a chart, with its translated label; a missing end is open.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Interval {
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// What it is called, such as `参考区间 90%–98%`.
    pub label: String,
}

#[cfg(feature = "ssr")]
impl Interval {
    /// The finite ends, for a scale that must show them.
    fn ends(&self) -> impl Iterator<Item = f64> {
        self.low.into_iter().chain(self.high).filter(|end| end.is_finite())
    }

    /// The part of the interval inside `low..=high`; `None` when there is none.
    fn within(&self, low: f64, high: f64) -> Option<(f64, f64)> {
        if self.low.is_none() && self.high.is_none() {
            return None;
        }
        let from = self.low.unwrap_or(low).max(low);
        let to = self.high.unwrap_or(high).min(high);
        (from < to).then_some((from, to))
    }
}

/// A rectangle of a drawing that can be pointed at, in the units of its `viewBox`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Spot {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

#[cfg(feature = "ssr")]
impl Spot {
    /// A square around a place.
    fn around((x, y): (f64, f64), reach: f64) -> Self {
        Self { x: x - reach, y: y - reach, width: 2.0 * reach, height: 2.0 * reach }
    }

    /// Whether two have something in common.
    fn meets(&self, other: &Self) -> bool {
        self.x < other.x + other.width
            && other.x < self.x + self.width
            && self.y < other.y + other.height
            && other.y < self.y + self.height
    }
}

/// A drawing, and where in it lies what it shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing {
    /// The drawing.
    pub svg: String,
    /// Width and height of the `viewBox`.
    pub size: (f64, f64),
    /// A place for each thing that was to be shown, in their order; none for what could not be.
    pub spots: Vec<Option<Spot>>,
}
