//! Medians among peers: units of the same level and, for tribunals, of the same kind, in the whole province.

use super::Page;
use crate::services::{
    peers::{PeerGroup, USUAL, peer_group, spreads},
    values::query::Ask,
};
use app::{
    api::Failure,
    domain::{
        periods::{Month, Period},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// How long medians and notices are kept while figures keep moving.
pub(super) const LASTS: TimeDelta = TimeDelta::seconds(30);
/// Answers kept at once.
const KEPT: usize = 256;

/// Medians by group of peers.
#[derive(Debug, Default)]
pub(crate) struct Medians(HashMap<PeerGroup, f64>);

impl Medians {
    /// The median of the unit's peers.
    pub(super) fn of(&self, tree: &Tree, unit: &Unit, month: Month) -> Option<f64> {
        self.0.get(&peer_group(tree, unit, &USUAL, month)).copied()
    }
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
        let answer = self.evaluate(&ask, false).await?;
        let values = units.iter().enumerate();
        let values = values
            .map(|(u, unit)| (peer_group(self.tree, unit, &USUAL, month), answer.cell(u, 0, 0)))
            .collect::<Vec<_>>();
        let medians = spreads(values).into_iter().map(|(group, spread)| (group, spread.median));
        let medians = Arc::new(Medians(medians.collect()));
        self.platform.medians.put(question, commits, now, medians.clone());
        Ok(medians)
    }
}
