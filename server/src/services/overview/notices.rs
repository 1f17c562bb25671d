//! "Worth a look": what is outside its interval, getting worse, overdue, silent, or too good to be true.

use super::{Page, peers::Question};
use crate::services::values::query::{Ask, mixes_stocks_and_flows};
use app::{
    api::{
        Failure,
        overview::{Notice, NoticeReason},
    },
    domain::{
        catalogue::{Direction, Indicator, Reference},
        periods::{Month, Period},
        quality::{Bunched, bunched, is_suspicious},
        units::{Level, Unit},
        values::{Judgement, Status},
    },
};
use std::collections::HashMap;
use std::sync::Arc;

/// Lines shown.
const SHOWN: usize = 20;
/// Lines about the same unit.
const PER_UNIT: usize = 2;

/// Notices of a unit, with the weight by which they are ordered.
#[derive(Debug, Default)]
pub(crate) struct Kept(Vec<Notice>, u32);

struct Weighed {
    notice: Notice,
    weight: f64,
}

impl Page<'_> {
    pub(super) async fn notices(&self, month: Month) -> Result<(Vec<Notice>, u32), Failure> {
        let question: Question =
            (self.unit.id, self.period, self.indicator.id.clone(), self.edition.id.clone());
        let (commits, now) = (self.platform.commits(), self.platform.now());
        if let Some(kept) = self.platform.notices.get(&question, commits, now) {
            return Ok((kept.0.clone(), kept.1));
        }
        let units: Vec<&Unit> = if self.unit.level < Level::Tribunal {
            self.tree.below(self.unit.id, Level::Tribunal, month)
        } else {
            vec![self.unit]
        };
        let mut found = self.judged(&units).await?;
        found.extend(self.moving(&units).await?);
        found.sort_by(|a, b| b.weight.total_cmp(&a.weight).then_with(|| a.notice.unit.cmp(&b.notice.unit)));
        let mut notices: Vec<Notice> = Vec::new();
        let mut per_unit: HashMap<String, usize> = HashMap::new();
        let mut total = 0;
        for Weighed { notice, .. } in found {
            let told = per_unit.entry(notice.unit.clone()).or_default();
            if *told == PER_UNIT {
                continue;
            }
            *told += 1;
            total += 1;
            if notices.len() < SHOWN {
                notices.push(notice);
            }
        }
        self.platform.notices.put(question, commits, now, Arc::new(Kept(notices.clone(), total)));
        Ok((notices, total))
    }

    fn notice(&self, unit: &Unit, reason: NoticeReason, indicator: Option<&Indicator>) -> Notice {
        Notice {
            unit: unit.code.clone(),
            name: unit.name.clone(),
            name_en: unit.name_en.clone(),
            reason,
            indicator: indicator.map(|i| i.id.clone()).unwrap_or_default(),
            indicator_name: indicator.map(|i| (i.zh.clone(), i.en.clone())).unwrap_or_default(),
            measure: indicator.map(|i| i.measure.clone()).unwrap_or_default(),
            value: None,
            against: None,
        }
    }

    /// Outside the interval, or perfect.
    async fn judged(&self, units: &[&Unit]) -> Result<Vec<Weighed>, Failure> {
        let judged: Vec<&Indicator> = self
            .edition
            .indicators()
            .iter()
            .filter(|i| (i.headline && i.reference.is_some()) || i.id == self.indicator.id)
            .collect();
        let ids: Vec<_> = units.iter().map(|unit| unit.id).collect();
        let ask = Ask { indicators: &judged, units: &ids, periods: &[self.period] };
        let answer = self.evaluate(&ask, false).await?;
        let mut found = Vec::new();
        for (u, unit) in units.iter().enumerate() {
            for (i, indicator) in judged.iter().enumerate() {
                let cell = answer.cell(u, 0, i);
                let Some(value) = cell.computed.value else { continue };
                if cell.judgement == Some(Judgement::Worse)
                    && let Some(reference) = indicator.reference
                {
                    let (against, distance) = distance(value, reference);
                    let notice = self.notice(unit, NoticeReason::OutsideInterval, Some(indicator));
                    let notice = Notice { value: Some(value), against, ..notice };
                    found.push(Weighed { notice, weight: 1.0 + distance.min(1.0) });
                }
                if is_suspicious(&indicator.measure, Some(value), cell.computed.denominator) {
                    let notice = self.notice(unit, NoticeReason::Suspicious, Some(indicator));
                    found.push(Weighed { notice: Notice { value: Some(value), ..notice }, weight: 1.2 });
                }
            }
        }
        Ok(found)
    }

    /// Late, silent, worse month by month, or bunched in December.
    async fn moving(&self, units: &[&Unit]) -> Result<Vec<Weighed>, Failure> {
        let running = self.platform.month();
        let last = self.period.last().min(running.plus(-1));
        let received = self.edition.indicator("received");
        let closed = self.edition.indicator("closed");
        let window = if mixes_stocks_and_flows(self.platform, self.indicator) { 12 } else { 1 };
        let mut periods: Vec<_> =
            (0..4).rev().map(|back| Period::new(last.plus(-back - window + 1), window as u16)).collect();
        periods.push(Period::month(last));
        periods.push(Period::month(running));
        let year: Vec<_> =
            december(last).map(|year| year.iter().map(Period::month).collect()).unwrap_or_default();
        periods.extend(&year);
        let indicators: Vec<&Indicator> =
            std::iter::once(self.indicator).chain(received).chain(closed).collect();
        let ids: Vec<_> = units.iter().map(|unit| unit.id).collect();
        let ask = Ask { indicators: &indicators, units: &ids, periods: &periods };
        let answer = self.evaluate(&ask, false).await?;
        let mut found = Vec::new();
        for (u, unit) in units.iter().enumerate() {
            if answer.cell(u, 4, 1).status == Status::Late {
                found.push(Weighed { notice: self.notice(unit, NoticeReason::NoReport, None), weight: 3.0 });
            }
            if answer.cell(u, 5, 1).status == Status::Stale {
                found.push(Weighed { notice: self.notice(unit, NoticeReason::Stale, None), weight: 2.5 });
            }
            let small = (0..4).any(|p| self.indicator.is_small(&answer.cell(u, p, 0).computed));
            let steps: Option<Vec<f64>> = (0..4).map(|p| answer.cell(u, p, 0).computed.value).collect();
            if let Some(steps) = steps
                && !small
                && worsening(&steps, self.indicator.direction)
            {
                let change = (steps[3] - steps[0]).abs() / steps[0].abs().max(1e-9);
                let notice = self.notice(unit, NoticeReason::Worsening, Some(self.indicator));
                let notice = Notice { value: Some(steps[3]), against: Some(steps[0]), ..notice };
                found.push(Weighed { notice, weight: 1.0 + change.min(0.9) });
            }
            let months: Option<Vec<f64>> =
                (0..year.len()).map(|m| answer.cell(u, 6 + m, 2).computed.value).collect();
            if let Some(Bunched { december, mean }) = months.as_deref().and_then(bunched) {
                let notice = self.notice(unit, NoticeReason::YearEndBunching, closed);
                let notice = Notice { value: Some(december), against: Some(mean), ..notice };
                found.push(Weighed { notice, weight: 1.1 });
            }
        }
        Ok(found)
    }
}

/// The end of the interval that is passed, and by how much of the interval's own size.
fn distance(value: f64, reference: Reference) -> (Option<f64>, f64) {
    let end = match (reference.low, reference.high) {
        (Some(low), _) if value < low => Some(low),
        (_, high) => high,
    };
    let size = end.map_or(1.0, f64::abs).max(1e-9);
    (end, end.map_or(0.0, |end| (value - end).abs() / size))
}

/// Three steps in a row to the worse.
fn worsening(values: &[f64], direction: Direction) -> bool {
    values.windows(2).all(|step| match direction {
        Direction::Up => step[1] < step[0],
        Direction::Down => step[1] > step[0],
        Direction::Neutral => false,
    })
}

/// The last calendar year that ended by `last`.
fn december(last: Month) -> Option<Period> {
    let year = if last.month() == 12 { last.year() } else { last.year() - 1 };
    Period::between(Month::new(year, 1)?, Month::new(year, 12)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_three_steps_to_the_worse_are_worsening() {
        assert!(worsening(&[0.9, 0.8, 0.7, 0.6], Direction::Up));
        assert!(!worsening(&[0.9, 0.8, 0.8, 0.6], Direction::Up));
        assert!(worsening(&[1.0, 2.0, 3.0, 4.0], Direction::Down));
        assert!(!worsening(&[4.0, 3.0, 2.0, 1.0], Direction::Neutral));
    }
}
