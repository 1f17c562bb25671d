//! A change as it stands in the outbox.

use crate::store::OutboxRow;
use app::domain::{periods::Month, tree::Tree, units::UnitId};
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

/// The units whose figures a change has touched.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Touched {
    /// Of none.
    Nothing,
    /// Of these.
    Units(Vec<UnitId>),
    /// Perhaps of all.
    Everything,
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
    pub(super) fn touches(&self, tree: &Tree) -> Touched {
        let unit = UnitId(self.unit);
        if self.kind == ALARMS {
            Touched::Nothing
        } else if WHOLE.contains(&self.kind.as_str()) || tree.get(unit).is_none() {
            Touched::Everything
        } else {
            Touched::Units(tree.ever_above(unit))
        }
    }
}
