//! Judges' posts. A tribunal has a number of places for judges; a judge holds a place for some years, then another
//! one comes. Each such span is a post with a code of its own.

use super::{Tribunal, known};
use crate::demo::{
    calendar::Calendar,
    chance::{Purpose, chance},
    character::Part,
};
use app::api::units::UnitOrder;
use rand::Rng;

/// Months a judge who leaves has for the cases at hand, while nothing new is assigned.
const HANDOVER: usize = 3;
/// Cases a year for which a tribunal has one judge.
const PER_JUDGE: f64 = 190.0;

/// A judge's post at a tribunal for a span of time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Code.
    pub code: String,
    /// Its number at the tribunal, from 1.
    pub number: usize,
    /// First month.
    pub opened: usize,
    /// First month in which nothing is assigned any more.
    pub assigned_until: usize,
    /// First month without the post; none when it goes on.
    pub closed: Option<usize>,
    /// Whether it is so new that nothing is closed yet.
    pub newcomer: bool,
}

impl Post {
    /// Whether new cases are assigned to it.
    pub fn takes(&self, month: usize) -> bool {
        (self.opened..self.assigned_until).contains(&month)
    }

    /// Whether it exists.
    pub fn exists(&self, month: usize) -> bool {
        self.opened <= month && self.closed.is_none_or(|closed| month < closed)
    }

    /// As it is created: a number, never a person's name.
    pub fn order(&self, calendar: &Calendar, tribunal: &str) -> UnitOrder {
        UnitOrder {
            code: self.code.clone(),
            level: "post".to_owned(),
            name: format!("{}号岗位", self.number),
            name_en: format!("Post {}", self.number),
            pinyin: format!("{}haogangwei", self.number),
            parent: tribunal.to_owned(),
            opened: calendar.month(self.opened).to_string(),
            closed: self.closed.map(|closed| calendar.month(closed).to_string()),
            facts: "模拟岗位 · Simulated post".to_owned(),
            ..UnitOrder::default()
        }
    }
}

pub(super) fn draw(seed: u64, calendar: &Calendar, tribunal: &Tribunal) -> Vec<Post> {
    let months = calendar.months();
    let mut source = chance(seed, Purpose::Plan, tribunal.number + 3_000);
    let cases: u32 = tribunal.filed.iter().sum();
    let years = (months - tribunal.start.min(months - 1)) as f64 / 12.0;
    let judges = known::judges(&tribunal.place.code)
        .unwrap_or_else(|| (f64::from(cases) / years / PER_JUDGE).round().clamp(2.0, 9.0) as usize);
    let mut spans = Vec::new();
    for _ in 0..judges {
        let mut opened = tribunal.start;
        // The first judge has been there for a while.
        let mut lasts = source.random_range(6..54);
        // Whoever would come in the last half-year comes later.
        while opened + lasts + 6 < months {
            spans.push((opened, Some(opened + lasts)));
            opened += lasts;
            lasts = source.random_range(26..66);
        }
        spans.push((opened, None));
    }
    if tribunal.part == Part::Newcomer {
        spans.push((calendar.completed() - 1, None));
    }
    spans.sort_unstable();
    let newcomer = |opened| tribunal.part == Part::Newcomer && opened == calendar.completed() - 1;
    spans
        .into_iter()
        .enumerate()
        .map(|(i, (opened, until))| Post {
            code: format!("{}P{:02}", tribunal.place.code, i + 1),
            number: i + 1,
            opened,
            assigned_until: until.unwrap_or(usize::MAX),
            closed: until.map(|until| (until + HANDOVER).min(months)).filter(|closed| *closed < months),
            newcomer: newcomer(opened),
        })
        .collect()
}
