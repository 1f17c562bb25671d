//! The line below a chart that names what is in it: the interval and the signs that occur. It wraps.

use super::{
    canvas::{Area, Drawn, FONT, Ink, fine, write},
    marks::mark,
    scale::{shorten, text_width},
};
use crate::domain::values::Status;
use plotters::{
    prelude::Rectangle,
    style::text_anchor::{HPos, VPos},
};

const ROW: f64 = 18.0;
const SWATCH: f64 = 20.0;
const BETWEEN: f64 = 16.0;
const SIZE: f64 = FONT - 1.0;

enum Sign {
    Band,
    Status(Status, bool),
}

/// Entries placed in rows.
pub(super) struct Legend {
    entries: Vec<(Sign, String, f64, usize)>,
    rows: usize,
}

impl Legend {
    /// Places the interval (when it has a label) and every sign that occurs and has a word. `occurring` says
    /// whether a status stands at a value or in place of one.
    pub(super) fn new(
        interval: Option<&str>,
        words: &[(Status, String)],
        occurring: impl Fn(Status) -> Option<bool>,
        width: f64,
    ) -> Self {
        let band = interval.filter(|label| !label.is_empty()).map(|label| (Sign::Band, label));
        let signs = words
            .iter()
            .filter(|(status, _)| !matches!(status, Status::Ok | Status::NoData))
            .filter_map(|(status, word)| Some((Sign::Status(*status, occurring(*status)?), word.as_str())));
        let (mut x, mut row, mut entries) = (0.0, 0, Vec::new());
        for (sign, word) in band.into_iter().chain(signs) {
            let word = shorten(word, SIZE, width - SWATCH);
            let wide = SWATCH + text_width(&word, SIZE);
            if x > 0.0 && x + wide > width {
                (x, row) = (0.0, row + 1);
            }
            entries.push((sign, word, x, row));
            x += wide + BETWEEN;
        }
        let rows = if entries.is_empty() { 0 } else { row + 1 };
        Self { entries, rows }
    }

    /// How much room it takes, in units.
    pub(super) fn height(&self) -> f64 {
        self.rows as f64 * ROW
    }

    /// Paints it with its upper left corner at a place.
    pub(super) fn paint(&self, area: &Area<'_>, (left, top): (f64, f64)) -> Drawn {
        for (sign, word, x, row) in &self.entries {
            let (x, y) = (left + x, top + (*row as f64 + 0.5) * ROW);
            match sign {
                Sign::Band => {
                    let corners = [(fine(x), fine(y - 5.0)), (fine(x + 14.0), fine(y + 5.0))];
                    area.draw(&Rectangle::new(corners, Ink::Band.fill()))?;
                }
                Sign::Status(status, has_value) => mark(area, (x + 7.0, y), *status, *has_value)?,
            }
            write(area, word, (x + SWATCH, y), SIZE, Ink::Faint, (HPos::Left, VPos::Center))?;
        }
        Ok(())
    }
}
