//! The days and months of the demo, as small numbers: day 0 is the first day of the first month.

use app::domain::periods::Month;
use chrono::{Datelike, NaiveDate};
use std::ops::Range;

/// A day, counted from the first one.
pub type Day = u32;

/// Days and months from the first month to the last day.
#[derive(Debug, Clone)]
pub struct Calendar {
    first: Month,
    last_day: NaiveDate,
    /// First day of each month, and the day after the last.
    starts: Vec<Day>,
    months_of: Vec<u16>,
    texts: Vec<String>,
    workdays: Vec<bool>,
}

impl Calendar {
    /// From the first day of `first` to `last_day`, both inside.
    pub fn new(first: Month, last_day: NaiveDate) -> Self {
        let mut calendar =
            Self { first, last_day, starts: vec![], months_of: vec![], texts: vec![], workdays: vec![] };
        for day in first.first_day().iter_days().take_while(|day| *day <= last_day) {
            if day.day() == 1 {
                calendar.starts.push(calendar.texts.len() as Day);
            }
            calendar.months_of.push(calendar.starts.len() as u16 - 1);
            calendar.texts.push(day.to_string());
            calendar.workdays.push(day.weekday().number_from_monday() < 6);
        }
        calendar.starts.push(calendar.texts.len() as Day);
        calendar
    }

    /// How many months there are, the running one included.
    pub fn months(&self) -> usize {
        self.starts.len() - 1
    }

    /// How many of them are over.
    pub fn completed(&self) -> usize {
        let over = self.last_day == Month::of(self.last_day).last_day();
        if over { self.months() } else { self.months() - 1 }
    }

    /// The month of an index.
    pub fn month(&self, index: usize) -> Month {
        self.first.plus(index as i32)
    }

    /// The index of a month; months before the first one have index 0.
    pub fn index(&self, month: Month) -> usize {
        (month.index() - self.first.index()).max(0) as usize
    }

    /// The days of a month that have come.
    pub fn days(&self, month: usize) -> Range<Day> {
        self.starts[month]..self.starts[month + 1]
    }

    /// How much of a month has come, 0 to 1.
    pub fn elapsed(&self, month: usize) -> f64 {
        let whole = self.month(month).last_day().day();
        f64::from(self.days(month).len() as u32) / f64::from(whole)
    }

    /// The day after the last.
    pub fn end(&self) -> Day {
        self.texts.len() as Day
    }

    /// The last day.
    pub fn last_day(&self) -> NaiveDate {
        self.last_day
    }

    /// The index of the month a day lies in.
    pub fn month_of(&self, day: Day) -> usize {
        usize::from(self.months_of[day as usize])
    }

    /// `YYYY-MM-DD`.
    pub fn text(&self, day: Day) -> &str {
        &self.texts[day as usize]
    }

    /// Whether courts work: Monday to Friday.
    pub fn is_workday(&self, day: Day) -> bool {
        self.workdays[day as usize]
    }
}
