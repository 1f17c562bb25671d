//! Medians among peers: units of the same level and, for tribunals, of the same first group, in the whole province.

use super::Page;
use crate::services::values::query::Ask;
use app::{
    api::Failure,
    domain::{
        periods::Period,
        units::{Level, Unit, UnitId},
        values::Status,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Fewer peers than this are no group to be compared with.
const FEWEST: usize = 5;
/// How long medians and notices are kept while figures keep moving.
pub(super) const LASTS: TimeDelta = TimeDelta::seconds(30);
/// Answers kept at once.
const KEPT: usize = 256;

/// Medians by level and first group.
#[derive(Debug, Default)]
pub(crate) struct Medians(HashMap<(Level, String), f64>);

impl Medians {
    /// The median of the unit's peers.
    pub(super) fn of(&self, unit: &Unit) -> Option<f64> {
        self.0.get(&group_of(unit)).copied()
    }
}

fn group_of(unit: &Unit) -> (Level, String) {
    let first = || unit.groups.first().cloned().unwrap_or_default();
    (unit.level, if unit.level == Level::Tribunal { first() } else { String::new() })
}

/// Something that is worth keeping for a while: by question, with the commit it was made after and its time.
#[derive(Debug)]
pub(crate) struct Shelf<T>(Mutex<HashMap<Question, Shelved<T>>>);

/// The number of the commit it was made after, its time, and the answer.
type Shelved<T> = (u64, DateTime<Utc>, Arc<T>);

/// Unit, period, indicator, edition.
pub(crate) type Question = (UnitId, Period, String, String);

impl<T> Default for Shelf<T> {
    fn default() -> Self {
        Self(Mutex::new(HashMap::new()))
    }
}

impl<T> Shelf<T> {
    /// What is kept, when nothing has been committed since or it is young enough.
    pub(in crate::services) fn get(
        &self,
        question: &Question,
        commits: u64,
        now: DateTime<Utc>,
    ) -> Option<Arc<T>> {
        let shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (made_after, at, kept) = shelf.get(question)?;
        let age = now - *at;
        let young = age >= TimeDelta::zero() && age < LASTS;
        (*made_after == commits || young).then(|| kept.clone())
    }

    /// Keeps an answer.
    pub(in crate::services) fn put(
        &self,
        question: Question,
        commits: u64,
        now: DateTime<Utc>,
        answer: Arc<T>,
    ) {
        let mut shelf = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if shelf.len() >= KEPT {
            shelf.clear();
        }
        shelf.insert(question, (commits, now, answer));
    }
}

impl Page<'_> {
    pub(super) async fn peer_medians(&self) -> Result<Arc<Medians>, Failure> {
        let month = self.period.last().min(self.platform.month());
        let root = self.tree.path(self.unit.id, month).last().unwrap_or(self.unit.id);
        let question = (root, self.period, self.indicator.id.clone(), self.edition.id.clone());
        let (commits, now) = (self.platform.commits(), self.platform.now());
        if let Some(kept) = self.platform.medians.get(&question, commits, now) {
            return Ok(kept);
        }
        let levels = [Level::City, Level::Court, Level::Tribunal];
        let units: Vec<&Unit> =
            levels.into_iter().flat_map(|level| self.tree.below(root, level, month)).collect();
        let ids: Vec<_> = units.iter().map(|unit| unit.id).collect();
        let ask = Ask { indicators: &[self.indicator], units: &ids, periods: &[self.period] };
        let answer = self.platform.evaluate(self.tree, &ask).await?;
        let mut groups: HashMap<(Level, String), Vec<f64>> = HashMap::new();
        for (u, unit) in units.iter().enumerate() {
            let cell = answer.cell(u, 0, 0);
            if matches!(cell.status, Status::Ok | Status::Partial)
                && let Some(value) = cell.computed.value
            {
                groups.entry(group_of(unit)).or_default().push(value);
            }
        }
        let medians = groups.into_iter().filter(|(_, values)| values.len() >= FEWEST);
        let medians = Arc::new(Medians(medians.map(|(group, values)| (group, median(values))).collect()));
        self.platform.medians.put(question, commits, now, medians.clone());
        Ok(medians)
    }
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    if values.len() % 2 == 1 { values[middle] } else { (values[middle - 1] + values[middle]) / 2.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_of_even_and_odd_many() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }
}
