//! Finding what is out of line in a province: two questions to the one query path, then pure rules.

use crate::{platform::Platform, services::values::query::Ask, store::FindingKey};
use app::{
    api::Failure,
    domain::{
        catalogue::Indicator,
        periods::{Month, Period},
        quality::{Sign, Watched, bunched, held_back, is_suspicious, jumps, outliers, seasons},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::{collections::HashMap, sync::Arc};

/// Months that are looked at: two years, and the one before, so that there is always a whole calendar year with the January
/// after it.
const MONTHS: i32 = 25;
/// Of these the last ones are told of: what was long ago was seen long ago.
const TOLD: usize = 12;
/// What is counted month by month.
const COUNTED: [&str; 2] = [RECEIVED, CLOSED];
const RECEIVED: &str = "received";
const CLOSED: &str = "closed";

/// A finding.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Found {
    pub key: FindingKey,
    /// The months of the figure.
    pub span: Period,
    pub value: f64,
    pub against: f64,
    pub score: Option<f64>,
    pub then: Option<(f64, f64)>,
    pub numbers: Vec<(Month, Option<f64>)>,
}

/// The findings of a province.
#[derive(Debug, Default)]
pub(crate) struct Findings(HashMap<UnitId, Vec<Found>>);

impl Findings {
    /// Those of some tribunals.
    pub(super) fn of<'a>(&'a self, units: &'a [UnitId]) -> impl Iterator<Item = &'a Found> {
        units.iter().filter_map(|unit| self.0.get(unit)).flatten()
    }
}

impl Platform {
    /// The findings of the province that a unit belongs to; kept for a while.
    pub(super) async fn province_findings(
        &self,
        tree: &Arc<Tree>,
        unit: &Unit,
    ) -> Result<Arc<Findings>, Failure> {
        let month = self.month();
        let root = tree.path(unit.id, month).last().unwrap_or(unit.id);
        let last = month.plus(-1);
        let span = Period::new(last.plus(1 - MONTHS), MONTHS as u16);
        let question = (root, span, String::new(), String::new());
        let (commits, now) = (self.commits(), self.now());
        if let Some(kept) = self.findings.get(&question, commits, now) {
            return Ok(kept);
        }
        let tribunals: Vec<UnitId> =
            tree.below(root, Level::Tribunal, last).iter().map(|tribunal| tribunal.id).collect();
        let mut found = HashMap::new();
        self.detect_counts(tree, &tribunals, span, &mut found).await?;
        self.detect_shares(tree, &tribunals, last, &mut found).await?;
        let found = Arc::new(Findings(found));
        self.findings.put(question, commits, now, found.clone());
        Ok(found)
    }

    /// What is counted month by month.
    async fn detect_counts(
        &self,
        tree: &Arc<Tree>,
        units: &[UnitId],
        span: Period,
        found: &mut HashMap<UnitId, Vec<Found>>,
    ) -> Result<(), Failure> {
        let edition = self.catalogue.edition_in(span.last());
        let indicators: Vec<&Indicator> =
            COUNTED.into_iter().filter_map(|id| edition.indicator(id)).collect();
        let months: Vec<Period> = span.iter().map(Period::month).collect();
        let ask = Ask { indicators: &indicators, units, periods: &months };
        let answer = self.evaluate(tree, &ask).await?;
        for (i, indicator) in indicators.iter().enumerate() {
            let series = |u: usize| -> Vec<Option<f64>> {
                (0..months.len()).map(|p| answer.cell(u, p, i).computed.value).collect()
            };
            let counts: Vec<Vec<Option<f64>>> = (0..units.len()).map(series).collect();
            let alike = seasons(&counts);
            for (unit, counts) in units.iter().zip(&counts) {
                let Some(watched) = Watched::of(counts, &alike) else { continue };
                let series = Series { unit: *unit, indicator: &indicator.id, span, counts };
                found.entry(*unit).or_default().extend(series.signs(&watched));
            }
        }
        Ok(())
    }

    /// Shares that are exactly all, over a year.
    async fn detect_shares(
        &self,
        tree: &Arc<Tree>,
        units: &[UnitId],
        last: Month,
        found: &mut HashMap<UnitId, Vec<Found>>,
    ) -> Result<(), Failure> {
        let year = Period::new(last.plus(-11), 12);
        let edition = self.catalogue.edition_in(last);
        let shares: Vec<&Indicator> = edition
            .indicators()
            .iter()
            .filter(|indicator| indicator.measure == "percent" && indicator.headline)
            .collect();
        let ask = Ask { indicators: &shares, units, periods: &[year] };
        let answer = self.evaluate(tree, &ask).await?;
        for (u, unit) in units.iter().enumerate() {
            for (i, indicator) in shares.iter().enumerate() {
                let computed = answer.cell(u, 0, i).computed;
                if !is_suspicious(&indicator.measure, computed.value, computed.denominator) {
                    continue;
                }
                found.entry(*unit).or_default().push(Found {
                    key: FindingKey {
                        unit: *unit,
                        sign: Sign::Perfect,
                        indicator: indicator.id.clone(),
                        month: last,
                    },
                    span: year,
                    value: computed.numerator.unwrap_or_default(),
                    against: computed.denominator.unwrap_or_default(),
                    score: None,
                    then: None,
                    numbers: vec![],
                });
            }
        }
        Ok(())
    }
}

/// The months of an indicator at a unit.
struct Series<'a> {
    unit: UnitId,
    indicator: &'a str,
    span: Period,
    counts: &'a [Option<f64>],
}

impl Series<'_> {
    fn signs(&self, watched: &Watched<'_>) -> Vec<Found> {
        let recent = self.counts.len().saturating_sub(TOLD);
        let mut signs = Vec::new();
        for outlier in outliers(watched).into_iter().filter(|outlier| outlier.month >= recent) {
            let sign = self.sign(Sign::Outlier, outlier.month, (outlier.count, outlier.usual));
            signs.push(Found { score: Some(outlier.score), ..sign });
        }
        for jump in jumps(watched).into_iter().filter(|jump| jump.month >= recent) {
            let sign = self.sign(Sign::Jump, jump.month, (jump.count, jump.before));
            signs.push(Found { score: Some(jump.score), ..sign });
        }
        match self.indicator {
            CLOSED => signs.extend(self.year_end()),
            RECEIVED => signs.extend(self.held_back(watched)),
            _ => {}
        }
        signs
    }

    fn sign(&self, sign: Sign, month: usize, (value, against): (f64, f64)) -> Found {
        let at = self.span.start.plus(month as i32);
        Found {
            key: FindingKey { unit: self.unit, sign, indicator: self.indicator.to_owned(), month: at },
            span: Period::month(at),
            value,
            against,
            score: None,
            then: None,
            numbers: self.span.iter().zip(self.counts.iter().copied()).collect(),
        }
    }

    /// Closings bunched at the end of the last calendar year that is whole.
    fn year_end(&self) -> Option<Found> {
        let december = (11..self.counts.len()).rev().find(|month| self.month(*month) == 12)?;
        let year: Option<Vec<f64>> = self.counts[december - 11..=december].iter().copied().collect();
        let found = bunched(&year?)?;
        Some(self.sign(Sign::YearEnd, december, (found.december, found.mean)))
    }

    /// Filings held back over the last turn of the year.
    fn held_back(&self, filings: &Watched<'_>) -> Option<Found> {
        let december = (0..self.counts.len() - 1).rev().find(|month| self.month(*month) == 12)?;
        let found = held_back(filings, december)?;
        let sign = self.sign(Sign::HeldBack, december, (found.december, found.usual_december));
        Some(Found {
            then: Some((found.january, found.usual_january)),
            score: filings.score(december),
            ..sign
        })
    }

    fn month(&self, place: usize) -> u32 {
        self.span.start.plus(place as i32).month()
    }
}
