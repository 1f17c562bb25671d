//! How many cases each tribunal receives and closes in each month, as whole numbers. The totals are exact because
//! the cells are apportioned from them: 485,000 received and 483,000 closed by all tribunals together from 2017-01
//! to 2021-11, as published. The simulation begins half a year earlier, so that 2017 begins with a real backlog.

mod known;
mod posts;

pub use posts::Post;

use super::{
    calendar::{Calendar, Day},
    chance::{Purpose, apportion, chance, normal},
    character::{Character, Part, parts},
    province::Place,
};
use app::domain::periods::Month;
use known::Known;
use rand::Rng;
use std::ops::Range;

/// First month of the simulation.
pub const FIRST: Month = Month::from_index(2016 * 12 + 6);
/// First and last month of the published totals.
pub const PUBLISHED: (Month, Month) = (Month::from_index(2017 * 12), Month::from_index(2021 * 12 + 10));
/// Received in that span.
pub const RECEIVED: u64 = 485_000;
/// Closed in that span.
pub const CLOSED: u64 = 483_000;
/// The last month must not lie before this one: the odd tribunals are odd after the published span.
pub const EARLIEST_END: Month = Month::from_index(2022 * 12 + 11);

/// Days without a word from a tribunal that is stale.
pub const STALE_DAYS: u32 = 5;

/// Filings by the middle of the year, compared with 2018.
const TREND: [(f64, f64); 11] = [
    (2016.5, 0.80),
    (2017.5, 0.90),
    (2018.5, 1.00),
    (2019.5, 1.14),
    (2020.5, 1.04),
    (2021.5, 1.16),
    (2022.5, 1.06),
    (2023.5, 1.04),
    (2024.5, 0.98),
    (2025.5, 0.93),
    (2026.5, 0.90),
];
/// Filings by month of the year: the spring festival, and filings held back in December.
const FILING_SEASON: [f64; 12] = [0.95, 0.58, 1.15, 1.06, 1.05, 1.10, 1.10, 1.05, 1.02, 0.92, 1.07, 0.84];
/// Pending cases at the end of the month: closings bunch in June and, above all, in December.
const STOCK_SEASON: [f64; 12] = [1.04, 1.10, 1.12, 1.10, 1.08, 0.98, 1.02, 1.04, 1.01, 1.02, 0.95, 0.76];

/// One tribunal with its numbers by month, in the order of the calendar.
#[derive(Debug, Clone)]
pub struct Tribunal {
    /// Its number among all tribunals.
    pub number: usize,
    /// The place.
    pub place: Place,
    /// Its part.
    pub part: Part,
    /// What it is like.
    pub character: Character,
    /// Month of opening; 0 when it lies before the simulation.
    pub opened: usize,
    /// First month with cases: a tribunal that opens within the simulation begins with the month after.
    pub start: usize,
    /// The first day of which nothing is known.
    pub cutoff: Day,
    /// Months that were never sent.
    pub gap: Range<usize>,
    /// Received by month.
    pub filed: Vec<u32>,
    /// Closed by month.
    pub closed: Vec<u32>,
    /// Its posts.
    pub posts: Vec<Post>,
}

impl Tribunal {
    /// Whether what happens on that day is sent.
    pub fn tells(&self, calendar: &Calendar, day: Day) -> bool {
        day < self.cutoff && !self.gap.contains(&calendar.month_of(day))
    }

    /// Days of a month on which something can happen that is sent.
    pub fn days(&self, calendar: &Calendar, month: usize) -> Range<Day> {
        let days = calendar.days(month);
        if month < self.start || self.gap.contains(&month) || self.part == Part::Silent {
            return days.start..days.start;
        }
        days.start..days.end.min(self.cutoff).max(days.start)
    }

    /// How much of a month is sent, 0 to 1.
    fn share(&self, calendar: &Calendar, month: usize) -> f64 {
        let whole = calendar.days(month).len().max(1) as f64;
        calendar.elapsed(month) * self.days(calendar, month).len() as f64 / whole
    }
}

/// The whole province.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The seed.
    pub seed: u64,
    /// Its time.
    pub calendar: Calendar,
    /// Its tribunals.
    pub tribunals: Vec<Tribunal>,
}

impl Plan {
    /// Plans the caseload up to `last_day`, of which `scale` says how much of the published totals there is.
    pub fn new(seed: u64, places: &[Place], last_day: chrono::NaiveDate, scale: f64) -> Self {
        let calendar = Calendar::new(FIRST, last_day);
        let places: Vec<_> = places.iter().filter(|place| place.level == "tribunal").collect();
        let parts = parts(seed, &places);
        let mut tribunals: Vec<_> = (places.iter().zip(&parts).enumerate())
            .map(|(number, (place, part))| draw(seed, number, place, *part, &calendar))
            .collect();
        receive(seed, &calendar, &mut tribunals, scale);
        close(seed, &calendar, &mut tribunals, scale);
        for tribunal in &mut tribunals {
            tribunal.posts = posts::draw(seed, &calendar, tribunal);
        }
        Self { seed, calendar, tribunals }
    }

    /// Cases in all.
    pub fn cases(&self) -> u64 {
        self.tribunals.iter().flat_map(|t| &t.filed).map(|n| u64::from(*n)).sum()
    }
}

fn draw(seed: u64, number: usize, place: &Place, part: Part, calendar: &Calendar) -> Tribunal {
    let completed = calendar.completed();
    let opens_within = place.opened().filter(|opened| *opened >= FIRST);
    let opened = opens_within.map_or(0, |month| calendar.index(month));
    let start = opens_within.map_or(0, |_| opened + 1);
    let cutoff = match part {
        Part::Late => calendar.days(completed - 2).start,
        Part::Stale => calendar.end().saturating_sub(STALE_DAYS),
        _ => calendar.end(),
    };
    let gap = if part == Part::Gap { completed - 9..completed - 6 } else { 0..0 };
    let mut character = Character::draw(seed, number, place, part);
    if let Some(growth) = known::growth(&place.code) {
        character.growth = growth;
    }
    Tribunal {
        number,
        place: place.clone(),
        part,
        character,
        opened,
        start,
        cutoff,
        gap,
        filed: vec![],
        closed: vec![],
        posts: vec![],
    }
}

/// The two ends of the published span as indexes, the second one outside.
fn published(calendar: &Calendar) -> Range<usize> {
    calendar.index(PUBLISHED.0)..calendar.index(PUBLISHED.1) + 1
}

fn trend(month: Month) -> f64 {
    let at = f64::from(month.year()) + (f64::from(month.month()) - 0.5) / 12.0;
    let after = TREND.iter().position(|(year, _)| *year > at);
    let level = match after {
        Some(0) => TREND[0].1,
        None => TREND[TREND.len() - 1].1,
        Some(i) => {
            let ((x0, y0), (x1, y1)) = (TREND[i - 1], TREND[i]);
            y0 + (y1 - y0) * (at - x0) / (x1 - x0)
        }
    };
    level
        * match (month.year(), month.month()) {
            // Courts stood still in the epidemic.
            (2020, 2) => 0.4,
            (2020, 3) => 0.75,
            (2022, 12) => 0.8,
            _ => 1.0,
        }
}

fn season(of: &[f64; 12], month: Month) -> f64 {
    of[month.month() as usize - 1]
}

/// Fills in what is received.
fn receive(seed: u64, calendar: &Calendar, tribunals: &mut [Tribunal], scale: f64) {
    let months = calendar.months();
    let span = published(calendar);
    let weights: Vec<Vec<f64>> = tribunals
        .iter()
        .map(|tribunal| {
            let mut source = chance(seed, Purpose::Plan, tribunal.number);
            let weight = |index| {
                let month = calendar.month(index);
                let years = f64::from(month.index() - PUBLISHED.0.index()) / 12.0;
                tribunal.character.size
                    * (1.0 + tribunal.character.growth).powf(years)
                    * trend(month)
                    * season(&FILING_SEASON, month)
                    * (0.1 * normal(&mut source)).exp()
                    * tribunal.share(calendar, index)
            };
            (0..months).map(weight).collect()
        })
        .collect();
    let total = (RECEIVED as f64 * scale).round() as u64;
    let known: Vec<Option<Known>> = tribunals.iter().map(|t| Known::of(&t.place.code, scale)).collect();
    let pinned: u64 = known.iter().flatten().map(Known::received).sum();
    let free: Vec<usize> = (0..tribunals.len()).filter(|i| known[*i].is_none()).collect();
    let cells: Vec<f64> = free.iter().flat_map(|i| weights[*i][span.clone()].iter().copied()).collect();
    let per_weight = total.saturating_sub(pinned) as f64 / cells.iter().sum::<f64>();
    let parts = apportion(&cells, total.saturating_sub(pinned));
    for (i, tribunal) in tribunals.iter_mut().enumerate() {
        let mut source = chance(seed, Purpose::Plan, tribunal.number + 1_000);
        let expected = |index: usize| match &known[i] {
            None => weights[i][index] * per_weight,
            Some(known) => {
                let month = calendar.month(index);
                known.per_month(month) * season(&FILING_SEASON, month) * tribunal.share(calendar, index)
            }
        };
        // Outside of the published span chance decides about fractions.
        tribunal.filed =
            (0..months).map(|index| (expected(index) + source.random::<f64>()).floor() as u32).collect();
        if let Some(known) = &known[i] {
            known.pin(calendar, &weights[i], &mut tribunal.filed);
        }
    }
    for (row, i) in parts.chunks(span.len()).zip(free) {
        tribunals[i].filed[span.clone()].copy_from_slice(row);
    }
}

/// How many cases a tribunal means to have pending at the end of each month.
struct Stock {
    wanted: Vec<f64>,
    share: Vec<f64>,
    known: Option<known::Excess>,
}

impl Stock {
    fn of(seed: u64, calendar: &Calendar, tribunal: &Tribunal, scale: f64) -> Self {
        let months = calendar.months();
        let mut source = chance(seed, Purpose::Plan, tribunal.number + 2_000);
        let share: Vec<f64> = (0..months).map(|month| tribunal.share(calendar, month)).collect();
        let wanted = (0..months).map(|index| {
            // The usual inflow, over a year around the month.
            let around = index.saturating_sub(6)..(index + 6).min(months);
            let (cases, whole) =
                around.fold((0.0, 0.0), |(n, w), m| (n + f64::from(tribunal.filed[m]), w + share[m]));
            let inflow = if whole > 0.0 { cases / whole } else { 0.0 };
            let calendar_month = calendar.month(index).month();
            let recent = (index + 9).saturating_sub(months) as f64;
            let part = match tribunal.part {
                Part::December if calendar_month == 12 => 0.3,
                Part::December => 1.9,
                Part::Worsening => 1.0 + 0.16 * recent,
                _ => 1.0,
            };
            let chance = (0.05 * normal(&mut source)).exp();
            tribunal.character.stock * inflow * season(&STOCK_SEASON, calendar.month(index)) * part * chance
        });
        let wanted = wanted.collect();
        Self { wanted, share, known: known::Excess::of(&tribunal.place.code, calendar, scale) }
    }

    /// Closes month by month, so that as many are left as are wanted; never more than there are, never fewer than
    /// none. Gives what is pending afterwards.
    fn close(
        &self,
        months: Range<usize>,
        pending: u32,
        filed: &[u32],
        closed: &mut [u32],
        drift: impl Fn(usize) -> f64,
    ) -> u32 {
        let mut pending = f64::from(pending);
        let mut before = pending;
        for month in months {
            let there = pending + f64::from(filed[month]);
            let mut wanted = self.wanted[month] * drift(month);
            if let Some(known) = &self.known {
                if month == known.start() {
                    before = pending;
                }
                wanted = known.wanted(month, before, wanted, filed);
            }
            // A month of which only a part has come has closed only a part.
            let share = self.share[month];
            let left = if share < 1.0 { pending + (wanted - pending) * share } else { wanted };
            let left = if share == 0.0 { there } else { left.round().clamp(0.0, there) };
            closed[month] = (there - left) as u32;
            pending = left;
        }
        pending as u32
    }
}

/// Fills in what is closed.
fn close(seed: u64, calendar: &Calendar, tribunals: &mut [Tribunal], scale: f64) {
    let span = published(calendar);
    let months = calendar.months();
    let stocks: Vec<_> = tribunals.iter().map(|t| Stock::of(seed, calendar, t, scale)).collect();
    for tribunal in tribunals.iter_mut() {
        tribunal.closed = vec![0; months];
    }
    let begin: Vec<u32> = (tribunals.iter_mut().zip(&stocks))
        .map(|(t, stock)| stock.close(0..span.start, 0, &t.filed, &mut t.closed, |_| 1.0))
        .collect();
    let count = |pending: &[u32]| pending.iter().map(|n| i64::from(*n)).sum::<i64>();
    let gained = (RECEIVED as f64 * scale).round() as i64 - (CLOSED as f64 * scale).round() as i64;
    let wanted = count(&begin) + gained;
    // Over the published years courts get faster (or slower) at an even pace, which is found by halving.
    let drift = |end: f64| {
        let span = span.clone();
        move |month: usize| {
            let done = (month.saturating_sub(span.start) + 1) as f64 / span.len() as f64;
            1.0 + (end - 1.0) * done.min(1.0)
        }
    };
    let finish = |end: f64, tribunals: &mut [Tribunal]| -> Vec<u32> {
        (tribunals.iter_mut().zip(&stocks).zip(&begin))
            .map(|((t, stock), begin)| stock.close(span.clone(), *begin, &t.filed, &mut t.closed, drift(end)))
            .collect()
    };
    let (mut low, mut high) = (0.05, 4.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        if count(&finish(middle, tribunals)) < wanted {
            low = middle;
        } else {
            high = middle;
        }
    }
    let mut pending = finish(high, tribunals);
    settle(&mut pending, wanted, span.end - 1, tribunals);
    for ((tribunal, stock), pending) in tribunals.iter_mut().zip(&stocks).zip(pending) {
        stock.close(span.end..months, pending, &tribunal.filed, &mut tribunal.closed, drift(high));
    }
}

/// Moves single closings of the last month until exactly `wanted` cases are pending.
fn settle(pending: &mut [u32], wanted: i64, month: usize, tribunals: &mut [Tribunal]) {
    let mut missing = wanted - pending.iter().map(|n| i64::from(*n)).sum::<i64>();
    while missing != 0 {
        let before = missing;
        for (tribunal, pending) in tribunals.iter_mut().zip(pending.iter_mut()) {
            let closed = &mut tribunal.closed[month];
            if missing > 0 && *closed > 0 {
                (*closed, *pending, missing) = (*closed - 1, *pending + 1, missing - 1);
            } else if missing < 0 && *pending > 0 {
                (*closed, *pending, missing) = (*closed + 1, *pending - 1, missing + 1);
            }
        }
        if missing == before {
            // Nobody has anything left to give; the test of the totals would say so.
            return;
        }
    }
}

#[cfg(test)]
mod tests;
