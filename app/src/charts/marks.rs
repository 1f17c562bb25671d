//! The sign of a status: a shape of its own each, so that nothing hangs on colour alone.
//!
//! | status | sign |
//! | --- | --- |
//! | ok | filled dot |
//! | small number | hollow square |
//! | partial | hollow diamond |
//! | stale | hollow triangle |
//! | late | hollow triangle, tip down |
//! | not applicable | dash |
//! | no data | none: a gap |

use super::canvas::{Area, Drawn, Ink, fine};
use crate::domain::values::Status;
use plotters::prelude::{Circle, PathElement, Polygon};

/// Paints the sign of a status around a place in units.
pub(super) fn mark(area: &Area<'_>, (x, y): (f64, f64), status: Status, has_value: bool) -> Drawn {
    let ink = if has_value { Ink::Mark } else { Ink::Missing };
    let polygon = |corners: &[(f64, f64)]| {
        let corners: Vec<_> = corners.iter().map(|(dx, dy)| (fine(x + dx), fine(y + dy))).collect();
        area.draw(&Polygon::new(corners, ink.fill()))
    };
    match status {
        Status::Ok => dot(area, (x, y), 2.5),
        Status::SmallNumber => polygon(&[(-3.2, -3.2), (3.2, -3.2), (3.2, 3.2), (-3.2, 3.2)]),
        Status::Partial => polygon(&[(0.0, -4.6), (4.6, 0.0), (0.0, 4.6), (-4.6, 0.0)]),
        Status::Stale => polygon(&[(0.0, -4.4), (4.4, 3.4), (-4.4, 3.4)]),
        Status::Late => polygon(&[(0.0, 4.4), (4.4, -3.4), (-4.4, -3.4)]),
        Status::NotApplicable => {
            let ends = [(fine(x - 4.0), fine(y)), (fine(x + 4.0), fine(y))];
            area.draw(&PathElement::new(ends, Ink::Axis.line()))
        }
        Status::NoData => Ok(()),
    }
}

/// A filled dot.
pub(super) fn dot(area: &Area<'_>, (x, y): (f64, f64), radius: f64) -> Drawn {
    area.draw(&Circle::new((fine(x), fine(y)), fine(radius), Ink::Dot.fill()))
}
