//! Published figures about single tribunals, which the simulation respects; their sources are in the column `facts`
//! of `units.csv`.

use crate::demo::{calendar::Calendar, chance::apportion};
use app::domain::periods::Month;

/// 桃花人民法庭.
const TAOHUA: &str = "360103T01";
/// 荷浦人民法庭.
const HEPU: &str = "360824T01";
/// 城郊人民法庭 of 铜鼓县.
const CHENGJIAO: &str = "360926T01";

const fn month(year: i32, month: i32) -> Month {
    Month::from_index(year * 12 + month - 1)
}

/// Received by Taohua: 2018 and the first ten months of 2019 are published, the years around them are fitted.
const TAOHUA_RECEIVED: [(Month, Month, u32); 6] = [
    (month(2017, 1), month(2017, 12), 4_000),
    (month(2018, 1), month(2018, 12), 6_290),
    (month(2019, 1), month(2019, 10), 10_076),
    (month(2019, 11), month(2019, 12), 1_900),
    (month(2020, 1), month(2020, 12), 9_600),
    (month(2021, 1), month(2021, 11), 9_300),
];
/// Closed by Taohua in the first ten months of 2019, as published.
const TAOHUA_CLOSED: (Month, Month, u32, u32) = (month(2019, 1), month(2019, 10), 10_076, 7_833);

/// Post judges where a source counts them.
pub(super) fn judges(code: &str) -> Option<usize> {
    match code {
        TAOHUA => Some(7),
        HEPU => Some(2),
        _ => None,
    }
}

/// Growth beyond the province's where a source says how filings went: Chengjiao fell by 15 % in three years, while
/// the province fell by about 8 %.
pub(super) fn growth(code: &str) -> Option<f64> {
    (code == CHENGJIAO).then_some(-0.026)
}

/// What is known of the filings of a tribunal.
pub(super) struct Known {
    scale: f64,
}

impl Known {
    pub(super) fn of(code: &str, scale: f64) -> Option<Self> {
        (code == TAOHUA).then_some(Self { scale })
    }

    fn scaled(&self, count: u32) -> u64 {
        (f64::from(count) * self.scale).round() as u64
    }

    /// Received in the published span of the province.
    pub(super) fn received(&self) -> u64 {
        TAOHUA_RECEIVED.iter().map(|(_, _, count)| self.scaled(*count)).sum()
    }

    /// Received in a usual month outside of the spans.
    pub(super) fn per_month(&self, month: Month) -> f64 {
        let yearly = if month < TAOHUA_RECEIVED[0].0 { 3_200.0 } else { 9_400.0 };
        yearly / 12.0 * self.scale
    }

    /// Writes the figures of the spans over `filed`.
    pub(super) fn pin(&self, calendar: &Calendar, weights: &[f64], filed: &mut [u32]) {
        for (from, to, count) in TAOHUA_RECEIVED {
            let span = calendar.index(from)..calendar.index(to) + 1;
            let parts = apportion(&weights[span.clone()], self.scaled(count));
            filed[span].copy_from_slice(&parts);
        }
    }
}

/// Cases that piled up in a span about which filings and closings are published, and were worked off over the two
/// years after it.
pub(super) struct Excess {
    start: usize,
    end: usize,
    cases: f64,
}

impl Excess {
    pub(super) fn of(code: &str, calendar: &Calendar, scale: f64) -> Option<Self> {
        let (from, to, received, closed) = TAOHUA_CLOSED;
        let scaled = |count: u32| (f64::from(count) * scale).round();
        (code == TAOHUA).then(|| Self {
            start: calendar.index(from),
            end: calendar.index(to) + 1,
            cases: scaled(received) - scaled(closed),
        })
    }

    pub(super) fn start(&self) -> usize {
        self.start
    }

    /// What is pending at the end of a month instead of the usual `wanted`; `before` was pending when the span began.
    pub(super) fn wanted(&self, month: usize, before: f64, wanted: f64, filed: &[u32]) -> f64 {
        if month < self.start {
            return wanted;
        }
        if month < self.end {
            let sum = |months: &[u32]| months.iter().map(|n| f64::from(*n)).sum::<f64>();
            let done = sum(&filed[self.start..=month]) / sum(&filed[self.start..self.end]).max(1.0);
            return before + self.cases * done;
        }
        wanted + self.cases * (1.0 - (month + 1 - self.end) as f64 / 24.0).max(0.0)
    }
}
