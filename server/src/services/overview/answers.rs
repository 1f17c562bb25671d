//! Answers that are given again while nothing has changed: many look at the same page, and look again. What has changed is
//! asked of the database at every page (`Ground::figures`), because another server may have written.

use super::Page;
use crate::{
    platform::Heard,
    services::values::query::{Answer, Ask, Cell},
    store::Db,
};
use app::{
    api::Failure,
    domain::{
        periods::{Month, Period},
        tree::Tree,
        units::UnitId,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Cells that are kept at once: some forty megabytes.
const KEPT: usize = 400_000;
/// How long an answer holds where nothing changes. What is silent too long goes stale by the clock alone, counted in
/// hours.
const LASTS: TimeDelta = TimeDelta::minutes(5);

/// Changes that are looked at one by one; of more it is not asked what they are.
const MANY: i64 = 500;
/// The kind of changes that no figure rests on.
const ALARMS: &str = "alarms";

fn concerns_figures(change: &str) -> bool {
    let kind = serde_json::from_str::<serde_json::Value>(change).ok().map(|change| change["kind"] == ALARMS);
    kind != Some(true)
}

/// What was asked: edition, indicators, units, periods, and whether it was asked how much stands behind each cell.
type Question = (String, Vec<String>, Vec<UnitId>, Vec<Period>, bool);

/// An answer with how much stands behind each cell, where that was asked.
#[derive(Debug)]
pub(crate) struct Told {
    answer: Answer,
    pub(super) coverage: Vec<i64>,
}

impl Told {
    /// By position in what was asked.
    pub(super) fn cell(&self, unit: usize, period: usize, indicator: usize) -> &Cell {
        self.answer.cell(unit, period, indicator)
    }
}

/// What answers rest on: they hold while all of it is the same.
#[derive(Debug, Clone)]
pub(super) struct Ground {
    /// The newest change of all: where the live stream goes on.
    pub(super) head: i64,
    /// The newest that concerns figures. It was read before them, so that what is kept under it is that new or newer.
    pub(super) figures: i64,
    pub(super) tree: Arc<Tree>,
    pub(super) heard: Arc<Heard>,
    pub(super) month: Month,
}

impl Ground {
    fn is_same(&self, other: &Self) -> bool {
        // Every commit has what was heard read again; mostly nobody was.
        let heard = || Arc::ptr_eq(&self.heard, &other.heard) || self.heard == other.heard;
        (self.figures, self.month) == (other.figures, other.month)
            && Arc::ptr_eq(&self.tree, &other.tree)
            && heard()
    }
}

/// The answers given since the last change.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    given: Mutex<Given>,
    /// Up to which change all were looked at, and the newest of them that concerns figures.
    looked: Mutex<Option<(i64, i64)>>,
}

#[derive(Debug, Default)]
struct Given {
    /// On which ground, and when the first of them was given.
    made: Option<(Ground, DateTime<Utc>)>,
    cells: usize,
    answers: HashMap<Question, Arc<Told>>,
}

impl Given {
    /// Whether what is kept holds; what no longer does is forgotten. Older ground than that of the last page gets nothing
    /// and takes nothing away.
    fn holds(&mut self, ground: &Ground, now: DateTime<Utc>) -> bool {
        if let Some((made, at)) = &mut self.made {
            let age = now - *at;
            if made.is_same(ground) && age >= TimeDelta::zero() && age < LASTS {
                made.heard = ground.heard.clone();
                return true;
            }
            if made.figures > ground.figures {
                return false;
            }
        }
        *self = Self { made: Some((ground.clone(), now)), ..Self::default() };
        true
    }
}

impl Answers {
    /// The newest change that concerns figures, where `head` is the newest of all: cameras say something all the time.
    pub(super) async fn newest_of_figures(&self, db: &Db, head: i64) -> Result<i64, Failure> {
        let known = *self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let looked = match known {
            Some((to, figures)) if to >= head => return Ok(figures),
            Some((to, figures)) => {
                // Changes are kept for longer than answers: none that matters here has been forgotten yet.
                let since = db.outbox_after(to, MANY).await?;
                let newest = since.iter().rev().find(|row| concerns_figures(&row.change)).map(|row| row.seq);
                let to = since.last().map_or(head, |row| row.seq.max(head));
                (to, if since.len() as i64 == MANY { to } else { newest.unwrap_or(figures) })
            }
            None => (head, head),
        };
        let mut kept = self.looked.lock().unwrap_or_else(PoisonError::into_inner);
        let newest = (*kept).map_or(looked, |kept| kept.max(looked));
        *kept = Some(newest);
        Ok(newest.1)
    }

    fn get(&self, ground: &Ground, now: DateTime<Utc>, question: &Question) -> Option<Arc<Told>> {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        given.holds(ground, now).then(|| given.answers.get(question).cloned()).flatten()
    }

    fn put(&self, ground: &Ground, now: DateTime<Utc>, question: Question, told: Arc<Told>) {
        let size = question.1.len() * question.2.len() * question.3.len();
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if given.holds(ground, now) && given.cells + size <= KEPT {
            given.cells += size;
            given.answers.insert(question, told);
        }
    }
}

impl Page<'_> {
    /// Evaluates; `covered` also asks how much stands behind each cell. All indicators are of the page's edition.
    pub(super) async fn evaluate(&self, ask: &Ask<'_>, covered: bool) -> Result<Arc<Told>, Failure> {
        let (platform, ground) = (self.platform, self.ground);
        let indicators = ask.indicators.iter().map(|indicator| indicator.id.clone()).collect();
        let (units, periods) = (ask.units.to_vec(), ask.periods.to_vec());
        let question: Question = (self.edition.id.clone(), indicators, units, periods, covered);
        if let Some(told) = platform.answers.get(ground, platform.now(), &question) {
            return Ok(told);
        }
        let (answer, coverage) = match covered {
            true => platform.evaluate_with_coverage(self.tree, ask).await?,
            false => (platform.evaluate(self.tree, ask).await?, vec![]),
        };
        let told = Arc::new(Told { answer, coverage });
        platform.answers.put(ground, platform.now(), question, told.clone());
        Ok(told)
    }
}
