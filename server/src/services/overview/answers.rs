//! Answers that are given again: many look at the same page, and look again. What has changed is asked of the database at
//! every page (`Ground::figures`), because another server may have written. An answer in which few units have changed is
//! not computed anew: their cells alone are.

use super::{Page, changed::Changed};
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
    collections::{BTreeSet, HashMap},
    sync::{Arc, Mutex, PoisonError},
};

/// Cells that are kept at once: some forty megabytes.
const KEPT: usize = 400_000;
/// How long an answer holds where nothing changes. What is silent too long goes stale by the clock alone, counted in
/// hours.
const LASTS: TimeDelta = TimeDelta::minutes(5);

/// What was asked: edition, indicators, units, periods, and whether it was asked how much stands behind each cell.
type Question = (String, Vec<String>, Vec<UnitId>, Vec<Period>, bool);

/// An answer with how much stands behind each cell, where that was asked.
#[derive(Debug, Clone)]
pub(crate) struct Told {
    answer: Answer,
    pub(super) coverage: Vec<i64>,
}

impl Told {
    /// By position in what was asked.
    pub(super) fn cell(&self, unit: usize, period: usize, indicator: usize) -> &Cell {
        self.answer.cell(unit, period, indicator)
    }

    /// The same with the cells of some units taken from a newer answer about them alone.
    fn with(&self, asked: &[UnitId], newer: &Self, about: &[UnitId]) -> Self {
        let mut told = self.clone();
        for (of, unit) in about.iter().enumerate() {
            for (place, _) in asked.iter().enumerate().filter(|(_, id)| *id == unit) {
                told.answer.replace(place, &newer.answer, of);
                let row = told.coverage.len() / asked.len();
                let (to, from) = (place * row, of * row);
                told.coverage[to..to + row].copy_from_slice(&newer.coverage[from..from + row]);
            }
        }
        told
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

/// The answers given lately.
#[derive(Debug, Default)]
pub(crate) struct Answers {
    given: Mutex<Given>,
    changed: Mutex<Changed>,
}

#[derive(Debug, Default)]
struct Given {
    /// The tree and the month that all of them are of, and the newest change that any of them was given after.
    by: Option<(Arc<Tree>, Month, i64)>,
    cells: usize,
    answers: HashMap<Question, Known>,
    /// Of whom something was heard between two readings: the same for every answer that is looked at after a commit.
    moved: Option<Moved>,
}

/// Of whom something was heard between two readings; none where others report in the later one.
#[derive(Debug)]
struct Moved {
    before: Arc<Heard>,
    now: Arc<Heard>,
    units: Option<Vec<UnitId>>,
}

/// An answer, what it rests on, and when the oldest part of it was computed.
#[derive(Debug)]
struct Known {
    told: Arc<Told>,
    figures: i64,
    heard: Arc<Heard>,
    at: DateTime<Utc>,
}

/// What is known of a question.
enum Found {
    Nothing,
    /// The answer.
    Whole(Arc<Told>),
    /// The answer as it was computed at a time, and the units about which it says what is no longer so.
    Partly(Arc<Told>, DateTime<Utc>, Vec<UnitId>),
}

impl Given {
    /// Whether what is kept is of this tree and month; what no longer is is forgotten. Older ground than that of the last
    /// page gets nothing and takes nothing away.
    fn holds(&mut self, ground: &Ground) -> bool {
        if let Some((tree, month, newest)) = &mut self.by {
            if Arc::ptr_eq(tree, &ground.tree) && *month == ground.month {
                *newest = ground.figures.max(*newest);
                return true;
            }
            if *newest > ground.figures {
                return false;
            }
        }
        let by = (ground.tree.clone(), ground.month, ground.figures);
        *self = Self { by: Some(by), ..Self::default() };
        true
    }

    /// Of whom something was heard since; none where others report now.
    fn moved(&mut self, before: &Arc<Heard>, now: &Arc<Heard>) -> Option<&[UnitId]> {
        let same = |moved: &Moved| Arc::ptr_eq(&moved.before, before) && Arc::ptr_eq(&moved.now, now);
        if !self.moved.as_ref().is_some_and(same) {
            let units = now.moved_since(before);
            self.moved = Some(Moved { before: before.clone(), now: now.clone(), units });
        }
        self.moved.as_ref().and_then(|moved| moved.units.as_deref())
    }
}

impl Answers {
    /// The newest change that concerns figures, where `head` is the newest of all: cameras say something all the time.
    pub(super) async fn newest_of_figures(&self, db: &Db, head: i64) -> Result<i64, Failure> {
        let known = self.changed.lock().unwrap_or_else(PoisonError::into_inner).looked_to();
        let rows = match known {
            Some(to) if to < head => Changed::read(db, to).await?,
            _ => vec![],
        };
        let mut changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        changed.look(&rows, head);
        Ok(changed.newest())
    }

    fn find(&self, ground: &Ground, now: DateTime<Utc>, question: &Question) -> Found {
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if !given.holds(ground) {
            return Found::Nothing;
        }
        let Some(known) = given.answers.get(question) else { return Found::Nothing };
        let (told, figures, heard, at) = (known.told.clone(), known.figures, known.heard.clone(), known.at);
        let age = now - at;
        if age < TimeDelta::zero() || age >= LASTS {
            return Found::Nothing;
        }
        if figures > ground.figures {
            return Found::Whole(told);
        }
        let changed = self.changed.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(mut touched) = changed.between(figures, ground.figures, &ground.tree) else {
            return Found::Nothing;
        };
        drop(changed);
        if !Arc::ptr_eq(&heard, &ground.heard) {
            let Some(moved) = given.moved(&heard, &ground.heard) else { return Found::Nothing };
            touched.extend(moved);
        }
        let asked: BTreeSet<UnitId> =
            if touched.is_empty() { BTreeSet::new() } else { question.2.iter().copied().collect() };
        let touched: Vec<UnitId> = touched.intersection(&asked).copied().collect();
        if touched.is_empty() {
            if let Some(known) = given.answers.get_mut(question) {
                (known.figures, known.heard) = (ground.figures, ground.heard.clone());
            }
            return Found::Whole(told);
        }
        // Of most of them one may as well ask for all.
        if touched.len() * 2 > asked.len() { Found::Nothing } else { Found::Partly(told, at, touched) }
    }

    fn put(&self, ground: &Ground, at: DateTime<Utc>, question: Question, told: Arc<Told>) {
        let size = |question: &Question| question.1.len() * question.2.len() * question.3.len();
        let mut given = self.given.lock().unwrap_or_else(PoisonError::into_inner);
        if !given.holds(ground) {
            return;
        }
        let new = if given.answers.contains_key(&question) { 0 } else { size(&question) };
        if given.cells + new > KEPT {
            // The older half makes room.
            let mut ages: Vec<_> = given.answers.values().map(|known| known.at).collect();
            ages.sort_unstable();
            let middle = ages.get(ages.len() / 2).copied();
            given.answers.retain(|_, known| Some(known.at) > middle);
            given.cells = given.answers.keys().map(size).sum();
        }
        if given.cells + new <= KEPT {
            given.cells += new;
            let (figures, heard) = (ground.figures, ground.heard.clone());
            given.answers.insert(question, Known { told, figures, heard, at });
        }
    }
}

impl Page<'_> {
    /// Evaluates; `covered` also asks how much stands behind each cell. All indicators are of the page's edition.
    pub(super) async fn evaluate(&self, ask: &Ask<'_>, covered: bool) -> Result<Arc<Told>, Failure> {
        let (answers, ground, now) = (&self.platform.answers, self.ground, self.platform.now());
        let indicators = ask.indicators.iter().map(|indicator| indicator.id.clone()).collect();
        let (units, periods) = (ask.units.to_vec(), ask.periods.to_vec());
        let question: Question = (self.edition.id.clone(), indicators, units, periods, covered);
        let (told, at) = match answers.find(ground, now, &question) {
            Found::Whole(told) => return Ok(told),
            Found::Partly(told, at, units) => {
                let newer = self.compute(&Ask { units: &units, ..*ask }, covered).await?;
                (told.with(ask.units, &newer, &units), at)
            }
            Found::Nothing => (self.compute(ask, covered).await?, now),
        };
        let told = Arc::new(told);
        answers.put(ground, at, question, told.clone());
        Ok(told)
    }

    async fn compute(&self, ask: &Ask<'_>, covered: bool) -> Result<Told, Failure> {
        let (answer, coverage) = match covered {
            true => self.platform.evaluate_with_coverage(self.tree, ask).await?,
            false => (self.platform.evaluate(self.tree, ask).await?, vec![]),
        };
        Ok(Told { answer, coverage })
    }
}
