//! What a case weighs, how long it may take, and from which age it counts as long pending: data in editions
//! (`app/catalogue/caseload`), and what follows from it. Also where a figure stands among those of posts of the same kind.

use super::{
    cases::{Cause, Procedure},
    periods::Month,
};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// The figure of weighted closings, named like an indicator: it can be objected to like one.
pub const WEIGHTED_CLOSED: &str = "weighted_closed";

/// Weights and limits from a month on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseRules {
    /// Stable id.
    pub edition: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// First month in force.
    pub effective: Month,
    /// Where they come from, Chinese and English.
    pub source: (String, String),
    /// Whether they are made up for illustration, which is said wherever they are shown.
    pub illustrative: bool,
    /// Months by which a pending case is long pending, the youngest first.
    pub long_pending: Vec<u32>,
    /// A case is nearly overdue when so many days or fewer are left.
    pub soon_days: i64,
    /// Days that a case may take, in the order of [`Procedure::ALL`].
    limits: [i64; 3],
    /// Hundredths, in the order of [`Cause::ALL`] and [`Procedure::ALL`]: sums of them are exact.
    weights: [[i64; 3]; 7],
}

fn place(cause: Cause, procedure: Procedure) -> (usize, usize) {
    let cause = Cause::ALL.iter().position(|known| *known == cause).unwrap_or(0);
    let procedure = Procedure::ALL.iter().position(|known| *known == procedure).unwrap_or(0);
    (cause, procedure)
}

impl CaseRules {
    /// How many usual cases one of this kind stands for.
    pub fn weight(&self, cause: Cause, procedure: Procedure) -> f64 {
        let (cause, procedure) = place(cause, procedure);
        self.weights[cause][procedure] as f64 / 100.0
    }

    /// Cases by kind, each counted by its weight. Exact, so that the order makes no difference.
    pub fn weighted(&self, cases: impl IntoIterator<Item = (Cause, Procedure, i64)>) -> f64 {
        let hundredths = cases.into_iter().map(|(cause, procedure, count)| {
            let (cause, procedure) = place(cause, procedure);
            self.weights[cause][procedure] * count
        });
        hundredths.sum::<i64>() as f64 / 100.0
    }

    /// Days that a case may take.
    pub fn limit(&self, procedure: Procedure) -> i64 {
        self.limits[place(Cause::default(), procedure).1]
    }

    /// The last day on which a case is in time.
    pub fn due(&self, procedure: Procedure, filed: NaiveDate, excluded_days: u32) -> NaiveDate {
        let days = self.limit(procedure).unsigned_abs() + u64::from(excluded_days);
        filed.checked_add_days(Days::new(days)).unwrap_or(NaiveDate::MAX)
    }

    /// The bands of age in months into which pending cases are sorted: half a year, then the thresholds.
    pub fn age_bands(&self) -> Vec<(u32, Option<u32>)> {
        let mut starts = vec![0];
        if self.long_pending.first().is_some_and(|first| *first > 6) {
            starts.push(6);
        }
        starts.extend(&self.long_pending);
        let ends = starts.iter().skip(1).copied().map(Some).chain([None]);
        starts.iter().copied().zip(ends).collect()
    }
}

/// Months between the month of filing and another: as the figures of long-pending cases count them.
pub fn age_in_months(filed: NaiveDate, at: Month) -> i32 {
    at.index() - Month::of(filed).index()
}

/// Days from `today` to a day that is counted from the beginning of our era; less than none when it is past.
pub fn days_left(due: i64, today: NaiveDate) -> i64 {
    due - i64::from(today.num_days_from_ce())
}

/// Where the figures of a group lie.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Quartiles {
    /// A quarter of the figures are lower.
    pub lower: f64,
    /// Half of them.
    pub median: f64,
    /// Three quarters.
    pub upper: f64,
    /// How many there are.
    pub count: u32,
}

/// Fewer figures than this are no group to be compared with, and might tell of a single judge.
pub const FEWEST_PEERS: usize = 5;

impl Quartiles {
    /// Of the figures of a group, by straight lines between neighbours; none of too few.
    pub fn of(mut figures: Vec<f64>) -> Option<Self> {
        if figures.len() < FEWEST_PEERS {
            return None;
        }
        figures.sort_by(f64::total_cmp);
        let at = |share: f64| {
            let place = share * (figures.len() - 1) as f64;
            let (low, high) = (figures[place.floor() as usize], figures[place.ceil() as usize]);
            low + (high - low) * place.fract()
        };
        Some(Self { lower: at(0.25), median: at(0.5), upper: at(0.75), count: figures.len() as u32 })
    }

    /// In which quarter a figure lies; what lies on a border is in the middle half.
    pub fn band(&self, figure: f64) -> Band {
        if figure < self.lower {
            Band::Low
        } else if figure > self.upper {
            Band::High
        } else {
            Band::Middle
        }
    }
}

/// Where a figure lies among its peers. It says nothing of good or bad.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Band {
    /// In the lowest quarter.
    Low,
    /// In the middle half.
    Middle,
    /// In the highest quarter.
    High,
}

impl Band {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Middle => "middle",
            Self::High => "high",
        }
    }
}

#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
pub(super) use reading::read_case_rules;

#[cfg(test)]
mod tests;
