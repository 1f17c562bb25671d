//! A change as it stands in the outbox.

use crate::store::OutboxRow;
use app::domain::{
    periods::Month,
    tree::Tree,
    units::{Level, UnitId},
};
use serde::Deserialize;

/// The kind of changes that no figure rests on.
pub(super) const ALARMS: &str = "alarms";
/// The kinds of changes that are not of a unit's figures, but of what all of them are read by.
const WHOLE: [&str; 3] = [UNITS, "policy", "standards"];
/// The kind of changes of the tree.
pub(super) const UNITS: &str = "units";

/// A change.
#[derive(Debug, Deserialize)]
pub(super) struct Change {
    /// Number of the lowest unit concerned; 0 for a change of the whole.
    unit: i64,
    from: i32,
    to: i32,
    /// What it was: `alarms`, `units`, or what stated the figures.
    pub(super) kind: String,
}

/// Whose figures a change has touched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Touched {
    /// Nobody's.
    Nothing,
    /// Those of a unit, and of whatever [`around`] it is.
    Unit(UnitId),
    /// Perhaps everybody's.
    Everything,
}

/// The units whose figures move with those of one: itself, all that were ever above it, and its posts, of which no change
/// of their own is told. None of a unit that the tree does not know.
pub(super) fn around(unit: UnitId, tree: &Tree) -> Option<Vec<UnitId>> {
    tree.get(unit)?;
    let (first, last) = (Month::from_index(i32::MIN), Month::from_index(i32::MAX));
    let below = tree.children_between(unit, first, last).into_iter();
    let posts = below.filter(|id| tree.get(*id).is_some_and(|unit| unit.level == Level::Post));
    Some(tree.ever_above(unit).into_iter().chain(posts).collect())
}

impl Change {
    /// None for what cannot be read, which is told in the log.
    pub(super) fn of(row: &OutboxRow) -> Option<Self> {
        let change = serde_json::from_str(&row.change);
        if change.is_err() {
            tracing::error!(seq = row.seq, "a change in the outbox cannot be read");
        }
        change.ok()
    }

    /// The first and the last month concerned.
    pub(super) fn span(&self) -> (Month, Month) {
        (Month::from_index(self.from), Month::from_index(self.to))
    }

    /// The unit and everything above it, lowest first, `today` and in the months concerned; empty for a change of the
    /// whole.
    pub(super) fn path(&self, tree: &Tree, today: Month) -> Vec<UnitId> {
        let (from, to) = self.span();
        let mut path = Vec::new();
        if self.unit > 0 {
            // A unit may have moved: those above it then show its figures as well as those above it now.
            for month in [today, to, from] {
                for unit in tree.path(UnitId(self.unit), month) {
                    if !path.contains(&unit) {
                        path.push(unit);
                    }
                }
            }
        }
        path
    }

    /// Whose figures may be others now.
    pub(super) fn touches(&self) -> Touched {
        if self.kind == ALARMS {
            Touched::Nothing
        } else if WHOLE.contains(&self.kind.as_str()) {
            Touched::Everything
        } else {
            Touched::Unit(UnitId(self.unit))
        }
    }
}
