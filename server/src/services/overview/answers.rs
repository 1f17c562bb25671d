//! Answers that are given again while nothing has changed: many look at the same page, and look again.

use super::Page;
use crate::{
    platform::Platform,
    services::values::query::{Answer, Ask, Cell},
};
use app::{
    api::Failure,
    domain::{
        periods::{Month, Period},
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
/// How long an answer holds where nothing is committed. What is silent too long goes stale by the clock alone, counted in
/// hours.
const LASTS: TimeDelta = TimeDelta::minutes(5);

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

/// The answers given since the last commit.
#[derive(Debug, Default)]
pub(crate) struct Answers(Mutex<Given>);

#[derive(Debug, Default)]
struct Given {
    /// After which commit, in which month, and when the first of them was given.
    made: Option<(u64, Month, DateTime<Utc>)>,
    cells: usize,
    answers: HashMap<Question, Arc<Told>>,
}

impl Given {
    /// Forgets what no longer holds.
    fn refresh(&mut self, commits: u64, month: Month, now: DateTime<Utc>) {
        let holds = self.made.is_some_and(|(made_after, in_month, at)| {
            let age = now - at;
            made_after == commits && in_month == month && age >= TimeDelta::zero() && age < LASTS
        });
        if !holds {
            *self = Self { made: Some((commits, month, now)), ..Self::default() };
        }
    }
}

impl Answers {
    fn get(&self, platform: &Platform, question: &Question) -> Option<Arc<Told>> {
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        given.refresh(platform.commits(), platform.month(), platform.now());
        given.answers.get(question).cloned()
    }

    /// Keeps an answer, unless something was committed while it was made.
    fn put(&self, platform: &Platform, commits: u64, question: Question, told: Arc<Told>) {
        let size = question.1.len() * question.2.len() * question.3.len();
        let mut given = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        given.refresh(platform.commits(), platform.month(), platform.now());
        let unmoved = given.made.is_some_and(|(made_after, ..)| made_after == commits);
        if unmoved && given.cells + size <= KEPT {
            given.cells += size;
            given.answers.insert(question, told);
        }
    }
}

impl Page<'_> {
    /// Evaluates; `covered` also asks how much stands behind each cell. All indicators are of the page's edition.
    pub(super) async fn evaluate(&self, ask: &Ask<'_>, covered: bool) -> Result<Arc<Told>, Failure> {
        let platform = self.platform;
        let indicators = ask.indicators.iter().map(|indicator| indicator.id.clone()).collect();
        let (units, periods) = (ask.units.to_vec(), ask.periods.to_vec());
        let question: Question = (self.edition.id.clone(), indicators, units, periods, covered);
        if let Some(told) = platform.answers.get(platform, &question) {
            return Ok(told);
        }
        let commits = platform.commits();
        let (answer, coverage) = match covered {
            true => platform.evaluate_with_coverage(self.tree, ask).await?,
            false => (platform.evaluate(self.tree, ask).await?, vec![]),
        };
        let told = Arc::new(Told { answer, coverage });
        platform.answers.put(platform, commits, question, told.clone());
        Ok(told)
    }
}
