//! Who is expected to have reported: tells complete from partial, late and stale from no data.

use super::reporting::Counts;
use crate::platform::{Heard, Platform, Policy};
use app::domain::{
    catalogue::{Catalogue, Indicator, Supplier},
    periods::{Month, Period},
    series::Source,
    tree::Tree,
    units::{Level, UnitId},
    values::Status,
};
use chrono::{DateTime, Datelike, NaiveDate, Utc};
use std::{collections::HashMap, sync::Arc};

/// The source that supplies an item, where there is one that reports by itself.
pub(super) const fn source_of(supplier: Supplier) -> Option<Source> {
    match supplier {
        Supplier::CaseSystem => Some(Source::CaseSystem),
        Supplier::SelfReport => Some(Source::SelfReport),
        Supplier::Device => Some(Source::Device),
        // Nobody is late who was not visited by anybody that says something.
        Supplier::Import | Supplier::Public => None,
    }
}

/// What is expected of units in a span of months.
pub(super) struct Expectations<'a> {
    tree: &'a Tree,
    heard: &'a Heard,
    policy: &'a Policy,
    today: NaiveDate,
    now: DateTime<Utc>,
    /// Tribunals expected, by source, month and unit above them.
    counts: HashMap<(Source, Month), Arc<Counts>>,
    /// What stands for several units together, and which they are.
    sets: &'a HashMap<UnitId, Vec<UnitId>>,
}

impl<'a> Expectations<'a> {
    /// Looks up, for each of `sources` and each month of `span` that is over, how many tribunals below each unit have ever
    /// reported.
    pub(super) fn new(
        platform: &'a Platform,
        (tree, heard): (&'a Arc<Tree>, &'a Arc<Heard>),
        (units, sets): (&[UnitId], &'a HashMap<UnitId, Vec<UnitId>>),
        sources: &[Source],
        span: Period,
    ) -> Self {
        let above = |id: &UnitId| tree.get(*id).is_some_and(|unit| unit.level < Level::Tribunal);
        let mut counts = HashMap::new();
        // Of months that are not over nothing is expected.
        let over = Period::between(span.start, span.last().min(platform.month().plus(-1)));
        if let Some(over) = over.filter(|_| units.iter().any(above)) {
            for source in sources {
                let of_source = platform.reporting.counts((tree, heard), *source, over);
                counts.extend(of_source.into_iter().map(|(month, of_month)| ((*source, month), of_month)));
            }
        }
        let (policy, today, now) = (&platform.policy, platform.today(), platform.now());
        Self { tree, heard, policy, today, now, counts, sets }
    }

    /// The units that a number stands for: usually the one.
    pub(super) fn members<'b>(&'b self, unit: &'b UnitId) -> &'b [UnitId] {
        self.sets.get(unit).map_or(std::slice::from_ref(unit), Vec::as_slice)
    }

    /// How many tribunals should be in the value of a month: 0 while the month is not over or the unit does not exist,
    /// so that nothing can be missing; at least 1 afterwards.
    pub(super) fn expected(&self, unit: UnitId, source: Option<Source>, month: Month) -> i64 {
        let exists = |unit: &&UnitId| self.tree.get(**unit).is_some_and(|unit| unit.exists_in(month));
        let mut members = self.members(&unit).iter().filter(exists).peekable();
        if month >= Month::of(self.today) || members.peek().is_none() {
            return 0;
        }
        let counted =
            |unit: UnitId| source.and_then(|source| self.counts.get(&(source, month))?.get(&unit)).copied();
        if !self.sets.contains_key(&unit) {
            return counted(unit).unwrap_or(1).max(1);
        }
        // As of a unit above them: those count that have ever reported.
        let of_member = |unit: &UnitId| match (counted(*unit), source) {
            (Some(count), _) => count,
            (None, None) => 1,
            (None, Some(source)) => {
                let leaf = self.tree.get(*unit).is_some_and(|unit| unit.level >= Level::Tribunal);
                i64::from(leaf && self.heard.at(*unit, source).is_some())
            }
        };
        members.map(of_member).sum::<i64>().max(1)
    }

    /// The sources behind an indicator's items.
    pub(super) fn sources(catalogue: &Catalogue, indicator: &Indicator) -> Vec<Source> {
        let items = indicator.formula.items();
        let mut sources: Vec<_> =
            items.iter().filter_map(|item| source_of(catalogue.item(&item.item)?.supplier)).collect();
        sources.sort_unstable();
        sources.dedup();
        sources
    }

    /// Why there is no value.
    pub(super) fn missing(&self, unit: UnitId, sources: &[Source], period: Period) -> Status {
        let running = Month::of(self.today);
        let last_over = period.last().min(running.plus(-1));
        let members = self.members(&unit);
        let exists = |unit: &UnitId| self.tree.get(*unit).is_some_and(|unit| unit.exists_in(last_over));
        let exists = members.iter().any(exists);
        let awaited = running.index() - last_over.index() <= self.policy.awaited_months as i32;
        // Due on a day of the month after it.
        let due = last_over.plus(1) < running || self.today.day() >= self.policy.due_day;
        let reports = self.last_heard(unit, sources).is_some();
        if last_over >= period.start && exists && awaited && due && reports {
            Status::Late
        } else {
            Status::NoData
        }
    }

    /// When any of the sources was last heard of.
    fn last_heard(&self, unit: UnitId, sources: &[Source]) -> Option<DateTime<Utc>> {
        let of_unit = |unit: &UnitId| sources.iter().filter_map(|source| self.heard.at(*unit, *source)).max();
        self.members(&unit).iter().filter_map(of_unit).max()
    }

    /// Whether the last month of a period is not over.
    pub(super) fn is_running(&self, period: Period) -> bool {
        period.last() >= Month::of(self.today)
    }

    /// Whether the period is still running and every source has been silent for too long.
    pub(super) fn is_stale(&self, unit: UnitId, sources: &[Source], period: Period) -> bool {
        let running = Month::of(self.today);
        if period.end() <= running || period.start > running {
            return false;
        }
        self.last_heard(unit, sources)
            .is_some_and(|at| (self.now - at).to_std().is_ok_and(|silent| silent > self.policy.stale_after))
    }
}
