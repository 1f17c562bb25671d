//! Contact persons of tribunals: a person of an upper court for each, the guidance day, visits with what was looked at, and
//! difficulties that somebody above has to answer by a day.

#[cfg(feature = "ssr")]
pub(super) mod reading;

use super::{periods::Month, problems::words};
use chrono::{Datelike, Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// On which day of a month contact persons go to their tribunals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct GuidanceDay {
    /// Which one of the month, from 1; [`GuidanceDay::LAST`] is the last, be it the fourth or the fifth.
    pub week: u32,
    /// Day of the week, from 1 for Monday.
    pub weekday: u32,
}

impl Default for GuidanceDay {
    /// The first Saturday.
    fn default() -> Self {
        Self { week: 1, weekday: 6 }
    }
}

impl GuidanceDay {
    /// The last one of a month.
    pub const LAST: u32 = 5;

    /// Such a day, where there is one in every month.
    pub const fn new(week: u32, weekday: u32) -> Option<Self> {
        if matches!(week, 1..=Self::LAST) && matches!(weekday, 1..=7) {
            Some(Self { week, weekday })
        } else {
            None
        }
    }

    /// As it is stored: `1-6`.
    pub fn stored(self) -> String {
        format!("{}-{}", self.week, self.weekday)
    }

    /// Reads what is stored.
    pub fn read(text: &str) -> Option<Self> {
        let (week, weekday) = text.split_once('-')?;
        Self::new(week.parse().ok()?, weekday.parse().ok()?)
    }

    /// The day in a month.
    pub fn in_month(self, month: Month) -> NaiveDate {
        let first = month.first_day();
        let until = (7 + self.weekday - first.weekday().number_from_monday()) % 7;
        let day = first + Days::new(u64::from(until + 7 * (self.week - 1)));
        // There are months without a fifth one.
        if Month::of(day) == month { day } else { day - Days::new(7) }
    }

    /// The next one, which may be today.
    pub fn next(self, today: NaiveDate) -> NaiveDate {
        let month = Month::of(today);
        let day = self.in_month(month);
        if day < today { self.in_month(month.plus(1)) } else { day }
    }

    /// The last one, which may be today.
    pub fn latest(self, today: NaiveDate) -> NaiveDate {
        let month = Month::of(today);
        let day = self.in_month(month);
        if day > today { self.in_month(month.plus(-1)) } else { day }
    }
}

/// How a tribunal stands with its guidance days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Guidance {
    /// Nobody is its contact person.
    Unassigned,
    /// The last guidance day is past, and nobody has written down a visit in time.
    Missed,
    /// The last guidance day is just past; the visit may still be written down.
    Waiting,
    /// There was no guidance day yet since somebody is its contact person.
    Upcoming,
    /// There was a visit of guidance in the month of the last guidance day.
    Kept,
}

words!(Guidance {
    Unassigned = "unassigned",
    Missed = "missed",
    Waiting = "waiting",
    Upcoming = "upcoming",
    Kept = "kept",
});

impl Guidance {
    /// Of a tribunal with a contact person since `from`, whose last guidance day was `latest`.
    pub fn of(
        (from, latest): (NaiveDate, NaiveDate),
        visited: Option<NaiveDate>,
        today: NaiveDate,
        missed_days: i64,
    ) -> Self {
        if from > latest {
            Self::Upcoming
        } else if visited.is_some_and(|day| Month::of(day) >= Month::of(latest)) {
            Self::Kept
        } else if (today - latest).num_days() <= missed_days {
            Self::Waiting
        } else {
            Self::Missed
        }
    }
}

/// What a visit was for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum VisitKind {
    /// 指导
    #[default]
    Guidance,
    /// 检查
    Inspection,
    /// 其他
    Other,
}

words!(VisitKind { Guidance = "guidance", Inspection = "inspection", Other = "other" });

/// What became of looking at an item of the safety inspection.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum CheckResult {
    /// Nobody looked: neither good nor bad.
    #[default]
    NotLooked,
    /// In order.
    Ok,
    /// Not in order.
    NotOk,
}

words!(CheckResult { NotLooked = "not_looked", Ok = "ok", NotOk = "not_ok" });

/// Where a difficulty stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum DifficultyState {
    /// The addressee has to answer.
    Open,
    /// Answered; the tribunal's side has to say whether that helps.
    Answered,
    /// No longer a difficulty.
    Settled,
}

words!(DifficultyState { Open = "open", Answered = "answered", Settled = "settled" });

/// What is done to a difficulty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum DifficultyMove {
    /// By the addressee.
    Answer,
    /// By the tribunal's side: it is one no longer.
    Settle,
    /// By the tribunal's side: the answer does not help, or it is there again.
    Reopen,
}

words!(DifficultyMove { Answer = "answer", Settle = "settle", Reopen = "reopen" });

impl DifficultyMove {
    /// Whether words are needed.
    pub const fn needs_note(self) -> bool {
        matches!(self, Self::Answer | Self::Reopen)
    }

    /// Whether it sets another deadline.
    pub const fn sets_deadline(self) -> bool {
        matches!(self, Self::Reopen)
    }
}

impl DifficultyState {
    /// What becomes of it; none where the move is not to be had.
    pub const fn after(self, what: DifficultyMove) -> Option<Self> {
        match (what, self) {
            (DifficultyMove::Answer, Self::Open) => Some(Self::Answered),
            (DifficultyMove::Settle, Self::Open | Self::Answered) => Some(Self::Settled),
            (DifficultyMove::Reopen, Self::Answered | Self::Settled) => Some(Self::Open),
            _ => None,
        }
    }
}

/// An item of the safety inspection.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckItem {
    /// Stable id.
    pub id: String,
    /// Chinese and English.
    pub name: (String, String),
}

/// What contact persons look at, and the days that are proposed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ContactRules {
    /// The safety inspection, in the order in which it is walked.
    pub checks: Vec<CheckItem>,
    /// Days until a difficulty has to be answered.
    pub answer_days: i64,
    /// So many days before a guidance day the contact person is reminded.
    pub remind_days: i64,
    /// So many days after a guidance day a visit that is not written down counts as missed.
    pub missed_days: i64,
}

impl ContactRules {
    /// An item of the inspection.
    pub fn check(&self, id: &str) -> Option<&CheckItem> {
        self.checks.iter().find(|check| check.id == id)
    }
}

#[cfg(test)]
mod tests;
