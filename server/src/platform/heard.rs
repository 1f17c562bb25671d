//! When the sources of facts were last heard of.

use crate::store::HeardRow;
use app::domain::{series::Source, units::UnitId};
use chrono::{DateTime, Utc};
use std::collections::HashMap;

/// When each source was last heard of, by unit.
#[derive(Debug, Default, PartialEq)]
pub struct Heard(HashMap<(UnitId, Source), DateTime<Utc>>);

impl Heard {
    pub(super) fn new(rows: Vec<HeardRow>) -> Self {
        let known = |row: HeardRow| {
            Source::from_stored(row.source).map(|source| ((UnitId(row.unit_id), source), row.at))
        };
        Self(rows.into_iter().filter_map(known).collect())
    }

    /// When `source` was last heard of for the unit or anything below it.
    pub fn at(&self, unit: UnitId, source: Source) -> Option<DateTime<Utc>> {
        self.0.get(&(unit, source)).copied()
    }

    /// When anything was last heard of for the unit or anything below it.
    pub fn latest(&self, unit: UnitId) -> Option<DateTime<Utc>> {
        use Source::{CaseSystem, Device, Public, SelfReport, Table};
        [CaseSystem, Device, Table, SelfReport, Public]
            .into_iter()
            .filter_map(|source| self.at(unit, source))
            .max()
    }

    /// The units of which something was heard since `before`; none where others report now than did then.
    pub(crate) fn moved_since(&self, before: &Self) -> Option<Vec<UnitId>> {
        let mut moved = Vec::new();
        for (key, at) in &self.0 {
            if before.0.get(key)? != at {
                moved.push(key.0);
            }
        }
        (self.0.len() == before.0.len()).then_some(moved)
    }

    /// Every unit that `source` was ever heard of for.
    pub fn units(&self, source: Source) -> impl Iterator<Item = UnitId> {
        self.0.keys().filter(move |(_, s)| *s == source).map(|(unit, _)| *unit)
    }
}
