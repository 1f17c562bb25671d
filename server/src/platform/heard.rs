//! When the sources of facts were last heard of.

use crate::store::{Db, HeardRow, StoreError};
use app::domain::{series::Source, units::UnitId};
use chrono::{DateTime, TimeDelta, Utc};
use std::{collections::HashMap, sync::Arc};

/// How far apart the clocks of servers may be that write into one database.
const APART: TimeDelta = TimeDelta::minutes(10);
/// How long only what is newer is read, before all is read again.
const LASTS: TimeDelta = TimeDelta::minutes(5);

/// When each source was last heard of, by unit.
#[derive(Debug, Default, PartialEq)]
pub struct Heard(HashMap<(UnitId, Source), DateTime<Utc>>);

/// What was read after a commit, and when all of it was.
#[derive(Debug, Clone)]
pub(super) struct KeptHeard {
    pub(super) commits: u64,
    pub(super) heard: Arc<Heard>,
    whole_at: DateTime<Utc>,
}

impl KeptHeard {
    /// Reads what is new since the last reading; everything where that is long ago, or where there was none. The same again
    /// where nothing is new.
    pub(super) async fn read(
        db: &Db,
        before: Option<Self>,
        commits: u64,
        now: DateTime<Utc>,
    ) -> Result<Self, StoreError> {
        let young = |kept: &Self| now >= kept.whole_at && now - kept.whole_at < LASTS;
        if let Some(kept) = before.filter(young)
            && let Some(newest) = kept.heard.0.values().max()
        {
            let rows = db.heard_since(*newest - APART).await?;
            let heard = kept.heard.with(rows).map_or(kept.heard, Arc::new);
            return Ok(Self { commits, heard, ..kept });
        }
        let heard = Heard::default();
        let rows = db.heard_since(DateTime::UNIX_EPOCH).await?;
        Ok(Self { commits, heard: Arc::new(heard.with(rows).unwrap_or(heard)), whole_at: now })
    }
}

impl Heard {
    /// With what these rows say; none where that is known.
    fn with(&self, rows: Vec<HeardRow>) -> Option<Self> {
        let known = |row: HeardRow| {
            Source::from_stored(row.source).map(|source| ((UnitId(row.unit_id), source), row.at))
        };
        let new = rows.into_iter().filter_map(known).filter(|(key, at)| self.0.get(key) != Some(at));
        let new: Vec<_> = new.collect();
        (!new.is_empty()).then(|| Self(self.0.clone().into_iter().chain(new).collect()))
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
