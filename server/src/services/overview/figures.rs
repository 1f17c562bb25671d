//! The figures with their sparklines, and the trend.

use super::Page;
use crate::services::{
    indicators::indicator_row,
    values::{
        query::{Ask, alike, mixes_stocks_and_flows},
        value_row,
    },
};
use app::{
    api::{
        Failure,
        overview::{Figure, Trend, TrendPoint},
    },
    domain::{
        catalogue::Indicator,
        periods::{Month, Period},
    },
};

/// Figures on the page.
const FIGURES: usize = 8;
/// Months of a sparkline.
const SPARK: i32 = 24;
/// Months of the trend.
const TREND: i32 = 60;

impl Page<'_> {
    /// The spans of a run of points that ends with the period. Rates that mix stocks and flows are read over the
    /// twelve months up to each point, because a single month of them compares with nothing.
    fn run(&self, indicator: &Indicator, months: i32) -> Vec<Period> {
        let window = if mixes_stocks_and_flows(self.platform, indicator) { 12 } else { 1 };
        let last = self.period.last();
        (0..months).rev().map(|back| Period::new(last.plus(-back - window + 1), window as u16)).collect()
    }

    /// The indicators of the figures.
    pub(super) fn headline(&self) -> Vec<&Indicator> {
        self.edition.indicators().iter().filter(|i| i.headline).take(FIGURES).collect()
    }

    pub(super) async fn figures(&self) -> Result<Vec<Figure>, Failure> {
        let headline = self.headline();
        let units = [self.unit.id];
        let now =
            Ask { indicators: &headline, units: &units, periods: &[self.period, self.period.shifted(-12)] };
        let now = self.evaluate(&now, true).await?;
        let coverage = &now.coverage;
        // A month that is not over has not had the time that the same month of last year had.
        let over = self.period.last() < self.platform.month();
        let year_before = |i: usize| {
            let alike = alike(coverage[i], coverage[headline.len() + i]);
            now.cell(0, 1, i).computed.value.filter(|_| over && alike)
        };
        let (rolling, monthly): (Vec<&Indicator>, Vec<&Indicator>) =
            headline.iter().copied().partition(|i| mixes_stocks_and_flows(self.platform, i));
        let mut sparks = std::collections::HashMap::new();
        for group in [rolling, monthly] {
            let Some(first) = group.first() else { continue };
            let periods = self.run(first, SPARK);
            let ask = Ask { indicators: &group, units: &units, periods: &periods };
            let answer = self.evaluate(&ask, false).await?;
            for (i, indicator) in group.iter().enumerate() {
                let values: Vec<_> =
                    (0..periods.len()).map(|p| answer.cell(0, p, i).computed.value).collect();
                sparks.insert(indicator.id.as_str(), values);
            }
        }
        let figures = headline.iter().enumerate().map(|(i, indicator)| Figure {
            indicator: indicator_row(indicator, self.edition),
            row: value_row(self.unit, self.period, indicator, self.edition, now.cell(0, 0, i)),
            year_before: year_before(i),
            spark: self.draw_spark(&sparks[indicator.id.as_str()]),
        });
        Ok(figures.collect())
    }

    pub(super) async fn trend(&self, english: bool, size: (u32, u32)) -> Result<Trend, Failure> {
        let periods = self.run(self.indicator, TREND);
        let ask = Ask { indicators: &[self.indicator], units: &[self.unit.id], periods: &periods };
        let answer = self.evaluate(&ask, false).await?;
        let points: Vec<_> = periods
            .iter()
            .enumerate()
            .map(|(p, period)| {
                let cell = answer.cell(0, p, 0);
                TrendPoint {
                    period: period.to_string(),
                    value: cell.computed.value,
                    numerator: cell.computed.numerator,
                    denominator: cell.computed.denominator,
                    status: cell.status,
                    judgement: cell.judgement,
                }
            })
            .collect();
        let broken_at = self.edition_break(&periods);
        let (svg, frame) = self.draw_trend(&periods, &points, broken_at, english, size);
        Ok(Trend {
            svg,
            frame,
            edition_break: broken_at.map(|p| points[p].period.clone()),
            rolling: periods.first().is_some_and(|period| period.months > 1),
            points,
        })
    }

    /// The first point in whose last month another edition is in force than in the month before.
    fn edition_break(&self, periods: &[Period]) -> Option<usize> {
        let edition = |month: Month| &self.platform.catalogue.edition_in(month).id;
        periods.iter().skip(1).position(|p| edition(p.last()) != edition(p.last().plus(-1))).map(|p| p + 1)
    }
}
