//! Report forms: what a unit hands in, how often, until when, and who approves it. Forms are data
//! (`app/catalogue/forms`); a form that has been sent to a browser is enough to fill it in and check it without a line.

#[cfg(feature = "ssr")]
mod reading;
#[cfg(feature = "ssr")]
pub(super) use reading::read_forms;

use super::{
    catalogue::{Kind, Named},
    expressions::Expression,
    periods::{Month, Period},
    units::Level,
};
use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// Id of the form that is the checklist of premises and equipment: what can be there or not, point by point.
pub const CHECKLIST: &str = "infrastructure";

/// How often a form is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Frequency {
    /// For every month.
    Monthly,
    /// For every quarter of the calendar year.
    Quarterly,
    /// For every calendar year.
    Yearly,
    /// Whenever something has changed; never due.
    OnChange,
}

impl Frequency {
    /// The word used in files and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Monthly => "monthly",
            Self::Quarterly => "quarterly",
            Self::Yearly => "yearly",
            Self::OnChange => "on_change",
        }
    }

    /// The span of a report in which a month lies. What is handed in on change is kept by month.
    pub fn period(self, month: Month) -> Period {
        let months = match self {
            Self::Monthly | Self::OnChange => 1,
            Self::Quarterly => 3,
            Self::Yearly => 12,
        };
        let into = (month.month() as i32 - 1) % i32::from(months);
        Period::new(month.plus(-into), months)
    }
}

/// A form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Form {
    /// Stable id.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// What it is for, Chinese and English.
    pub note: Option<(String, String)>,
    /// Edition.
    pub edition: String,
    /// First month that is reported with it.
    pub from: Month,
    /// How often.
    pub frequency: Frequency,
    /// Day of the month after the period on which it is due.
    pub due_day: u32,
    /// Days after that before it locks.
    pub grace_days: u32,
    /// Who reports.
    pub level: Level,
    /// Who approves, one after the other: of court, city, province.
    pub approvals: Vec<Level>,
    /// Minutes that filling in should take.
    pub minutes: u32,
    /// The tab of the unit's page on which it is shown once it is accepted: cases, posts, infrastructure, works.
    pub shown: String,
    /// Parts of the form.
    pub sections: Vec<Section>,
    /// What must hold between fields.
    pub rules: Vec<Rule>,
}

/// A part of a form: fields, or a list of records whose columns they are.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Section {
    /// Stable id, unlike every item.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// With a number, a list of at most so many records; it is one field then, named by the id of the section.
    pub repeats: Option<u32>,
    /// The item that the number of records is.
    pub counts: Option<String>,
    /// Fields, or the columns of the list.
    pub fields: Vec<Field>,
}

/// A thing asked, with all that the browser needs to know of the item.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Id of the item.
    pub id: String,
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
    /// Remark, Chinese and English.
    pub note: Option<(String, String)>,
    /// What is recorded.
    pub kind: Kind,
    /// Unit of measure.
    pub measure: String,
    /// What can be chosen.
    pub choices: Vec<Named>,
    /// Whether it must be filled in.
    pub required: bool,
    /// Whether another system knows it: it is shown and not asked.
    pub given: bool,
    /// Whether the last statement is filled in, to be confirmed.
    pub confirm: bool,
    /// Lowest number.
    pub low: f64,
    /// Highest number.
    pub high: Option<f64>,
    /// Characters of a text.
    pub longest: u32,
    /// Set where another system may know the same number: how far the two may be apart.
    pub compare: Option<Compare>,
}

/// How far what a unit says and what another system knows may be apart without anybody asking why.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Compare {
    /// As a share of what the other system knows.
    pub tolerance: f64,
    /// At least by so much, whatever the share.
    pub least: f64,
}

impl Compare {
    /// The difference that nobody asks about, in the unit of the item.
    pub fn allowed(self, known: f64) -> f64 {
        (self.tolerance * known.abs()).max(self.least)
    }

    /// Whether the two are too far apart.
    pub fn differ(self, said: f64, known: f64) -> bool {
        (said - known).abs() > self.allowed(known)
    }
}

impl Field {
    /// Whether it takes an answer: it is asked, or shown and can be answered by the unit's own count.
    pub const fn takes_answer(&self) -> bool {
        !self.given || self.compare.is_some()
    }

    /// Whether a number is asked.
    pub const fn is_number(&self) -> bool {
        matches!(self.kind, Kind::Count | Kind::Stock | Kind::Measure)
    }
}

/// How two sides of a rule must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Left ≤ right.
    AtMost,
    /// Left ≥ right.
    AtLeast,
    /// Left = right.
    Equals,
}

/// What a finding means.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// The report cannot be handed in.
    Error,
    /// It can, with a comment.
    Warning,
}

/// What must hold between fields.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Formula over the fields.
    pub left: String,
    /// How it must stand to the other.
    pub is: Relation,
    /// Formula over the fields.
    pub right: String,
    /// What it means when it does not.
    pub severity: Severity,
    /// What is said then, Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

impl Rule {
    /// The fields it is about, in the order in which they stand.
    pub fn fields(&self) -> Vec<String> {
        let sides = [&self.left, &self.right].map(|side| Expression::parse(side));
        let mut found = Vec::new();
        for item in sides.iter().flatten().flat_map(Expression::items) {
            if !found.contains(&item.item) {
                found.push(item.item);
            }
        }
        found
    }
}

impl Form {
    /// Fields that are no columns of a list.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.sections.iter().filter(|section| section.repeats.is_none()).flat_map(|section| &section.fields)
    }

    /// Lists of records.
    pub fn lists(&self) -> impl Iterator<Item = &Section> {
        self.sections.iter().filter(|section| section.repeats.is_some())
    }

    /// Fields whose answers are compared with what other systems know.
    pub fn compared(&self) -> impl Iterator<Item = (&Field, Compare)> {
        self.fields().filter_map(|field| Some((field, field.compare?)))
    }

    /// A field that is asked, by its id.
    pub fn field(&self, id: &str) -> Option<&Field> {
        self.fields().find(|field| field.id == id)
    }

    /// How many fields are asked: those that nobody else knows, a list as one.
    pub fn asked(&self) -> usize {
        self.fields().filter(|field| !field.given).count() + self.lists().count()
    }

    /// The last day on which a report of the span is in time; none where it is never due.
    pub fn due(&self, period: Period) -> Option<NaiveDate> {
        (self.frequency != Frequency::OnChange)
            .then(|| period.end().first_day().checked_add_days(Days::new(u64::from(self.due_day) - 1)))
            .flatten()
    }

    /// The last day before it locks.
    pub fn open_until(&self, period: Period) -> Option<NaiveDate> {
        self.due(period)?.checked_add_days(Days::new(self.grace_days.into()))
    }

    /// The span that is reported at present: the last that has ended, for what is never due the running month.
    pub fn current(&self, running: Month) -> Period {
        let running_period = self.frequency.period(running);
        match self.frequency {
            Frequency::OnChange => running_period,
            _ => self.frequency.period(running_period.start.plus(-1)),
        }
    }

    /// Whether this is a span that the form is for.
    pub fn is_for(&self, period: Period) -> bool {
        period == self.frequency.period(period.start) && period.start >= self.from
    }
}
