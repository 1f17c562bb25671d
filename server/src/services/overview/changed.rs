//! Which figures have changed lately, as far back as anybody may still have to know.

use crate::{
    services::changes::{Change, Touched, around},
    store::{Db, OutboxRow},
};
use app::{
    api::Failure,
    domain::{tree::Tree, units::UnitId},
};
use std::collections::{BTreeSet, VecDeque};

/// Changes that are looked at one by one; of more it is not asked what they are.
const MANY: i64 = 500;
/// Changes that are remembered.
const KEPT: usize = 4_096;

/// The changes that concern figures, with whose figures they are.
#[derive(Debug, Default)]
pub(super) struct Changed {
    /// Up to which change all were looked at; none before the first look.
    to: Option<i64>,
    /// After which change all of them are here.
    after: i64,
    seen: VecDeque<(i64, Touched)>,
}

impl Changed {
    /// What came after a change, as much of it as is looked at.
    pub(super) async fn read(db: &Db, after: i64) -> Result<Vec<OutboxRow>, Failure> {
        Ok(db.outbox_after(after, MANY).await?)
    }

    pub(super) fn looked_to(&self) -> Option<i64> {
        self.to
    }

    /// Takes in what came since the last look; `head` is the newest change. Two looks may come one after the other with the
    /// same rows.
    pub(super) fn look(&mut self, rows: &[OutboxRow], head: i64) {
        let Some(to) = self.to else {
            (self.to, self.after) = (Some(head), head);
            return;
        };
        for row in rows.iter().filter(|row| row.seq > to) {
            match Change::of(row).map_or(Touched::Everything, |change| change.touches()) {
                Touched::Nothing => {}
                touched => self.seen.push_back((row.seq, touched)),
            }
        }
        let last = rows.last().map_or(to, |row| row.seq);
        if rows.len() as i64 == MANY && last > to {
            self.seen.push_back((last.max(head), Touched::Everything));
        }
        // Rows that are no more have been kept for longer than anything that rests on them.
        self.to = Some(if rows.is_empty() { to } else { last.max(head).max(to) });
        while self.seen.len() > KEPT {
            if let Some((gone, _)) = self.seen.pop_front() {
                self.after = gone;
            }
        }
    }

    /// The newest change that concerns figures.
    pub(super) fn newest(&self) -> i64 {
        self.seen.back().map_or(self.after, |(seq, _)| *seq)
    }

    /// Whose figures have changed after one change, up to another, as units stand in `tree`; none where it may be everybody's.
    pub(super) fn between(&self, after: i64, to: i64, tree: &Tree) -> Option<BTreeSet<UnitId>> {
        if after < self.after {
            return None;
        }
        let first = self.seen.partition_point(|(seq, _)| *seq <= after);
        // The same tribunal changes again and again: where it stands is looked up once.
        let mut changed = BTreeSet::new();
        for (_, each) in self.seen.range(first..).take_while(|(seq, _)| *seq <= to) {
            match each {
                Touched::Nothing => {}
                Touched::Unit(unit) => {
                    changed.insert(*unit);
                }
                Touched::Everything => return None,
            }
        }
        let mut touched = BTreeSet::new();
        for unit in changed {
            touched.extend(around(unit, tree)?);
        }
        Some(touched)
    }
}
