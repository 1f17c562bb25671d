//! How many tribunals are expected to stand behind a unit, month by month. That is the same for every question until the
//! tree changes or somebody reports for the first time, so it is counted once.

use crate::platform::Heard;
use app::domain::{
    periods::{Month, Period},
    series::Source,
    tree::Tree,
    units::{Level, UnitId},
};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
};

/// Tribunals that have ever reported, by the units above them.
pub(super) type Counts = HashMap<UnitId, i64>;
type Months = HashMap<(Source, Month), Arc<Counts>>;

/// What has been counted so far.
#[derive(Debug, Default)]
pub(crate) struct Reporting(Mutex<Counted>);

#[derive(Debug, Default)]
struct Counted {
    /// What it was counted by.
    by: Option<(Arc<Tree>, Arc<Heard>)>,
    months: Months,
}

impl Counted {
    /// Whether what was counted holds; what no longer does is forgotten.
    fn holds(&mut self, tree: &Arc<Tree>, heard: &Arc<Heard>) {
        let same = self.by.as_ref().is_some_and(|(of, by)| {
            Arc::ptr_eq(of, tree) && (Arc::ptr_eq(by, heard) || heard.moved_since(by).is_some())
        });
        if !same {
            self.months.clear();
        }
        self.by = Some((tree.clone(), heard.clone()));
    }
}

impl Reporting {
    /// The counts of a source for each month of `span`.
    pub(super) fn counts(
        &self,
        (tree, heard): (&Arc<Tree>, &Arc<Heard>),
        source: Source,
        span: Period,
    ) -> Vec<(Month, Arc<Counts>)> {
        let mut counted = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        counted.holds(tree, heard);
        let missing = || span.iter().filter(|month| !counted.months.contains_key(&(source, *month)));
        if missing().next().is_some() {
            let new = count(tree, heard, source, &missing().collect::<Vec<_>>());
            counted.months.extend(new.into_iter().map(|(month, counts)| ((source, month), Arc::new(counts))));
        }
        let known =
            span.iter().filter_map(|month| Some((month, counted.months.get(&(source, month))?.clone())));
        known.collect()
    }
}

/// One pass over the tribunals for each month, not one for each unit above them.
fn count(tree: &Tree, heard: &Heard, source: Source, months: &[Month]) -> Vec<(Month, Counts)> {
    let reporting = heard.units(source).filter_map(|id| tree.get(id));
    let reporting: Vec<_> = reporting.filter(|unit| unit.level == Level::Tribunal).collect();
    let of = |month: &Month| {
        let mut counts = Counts::new();
        for tribunal in reporting.iter().filter(|tribunal| tribunal.exists_in(*month)) {
            for above in tree.ancestors(tribunal.id, *month) {
                *counts.entry(above).or_default() += 1;
            }
        }
        (*month, counts)
    };
    months.iter().map(of).collect()
}
