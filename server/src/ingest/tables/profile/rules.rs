//! What a profile says, compiled.

use crate::ingest::tables::{patterns::Pattern, templates::Template};
use app::domain::{expressions::Expression, periods::Period, series::Aggregation, units::Level};

/// A level of the chain from the province down to the unit of the row.
#[derive(Debug, Clone)]
pub(in crate::ingest::tables) struct UnitRule {
    pub level: Level,
    pub code: Template,
    pub name: Template,
    pub name_en: Option<Template>,
}

/// How the period of a row is told.
#[derive(Debug, Clone)]
pub(in crate::ingest::tables) struct PeriodRule {
    pub text: Template,
    pub pattern: Pattern,
    /// Where one month is told: the span's length and whether that month is its last.
    pub months: u16,
    pub ends: bool,
}

/// How the moment is told as of which a file speaks.
#[derive(Debug, Clone)]
pub(in crate::ingest::tables) enum AsOf {
    /// The end of the last period of the file.
    Period,
    /// A text, such as the name of the file.
    Text(Template, Pattern),
}

/// Where a value comes from.
#[derive(Debug, Clone)]
pub(in crate::ingest::tables) enum Derivation {
    Column(usize),
    /// A formula over named columns.
    Formula(Expression, Vec<(String, usize)>),
}

/// A value of the row.
#[derive(Debug, Clone)]
pub(in crate::ingest::tables) struct ValueRule {
    pub item: String,
    /// A stock stands at the end (or start) of the period, not over it.
    pub over_time: Aggregation,
    pub whole: bool,
    pub not_negative: bool,
    pub from: Derivation,
    /// Months by which the period is shifted.
    pub shift: i32,
}

/// Rows that are no data.
#[derive(Debug, Clone)]
pub(in crate::ingest::tables) struct SkipRule {
    pub column: usize,
    pub pattern: regex::Regex,
}

/// When so much of a file is in quarantine that the rest cannot be trusted either.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(in crate::ingest::tables) struct Distrust {
    pub share: f64,
    pub at_least: usize,
}

impl ValueRule {
    /// The period of the value in a row about `period`.
    pub fn period(&self, period: Period) -> Period {
        let period = period.shifted(self.shift);
        match self.over_time {
            Aggregation::Last => Period::month(period.last()),
            Aggregation::First => Period::month(period.start),
            Aggregation::Sum | Aggregation::Mean => period,
        }
    }
}
