//! What one answer to "indicator × unit × period" consists of: value, components, and a status that never lets
//! no data, late, stale, partial and zero look alike.

use serde::{Deserialize, Serialize};

/// The state of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Status {
    /// All that was expected is there.
    Ok,
    /// Nothing was reported, and nothing is awaited.
    NoData,
    /// Some of the expected units or months are missing; the value covers the others.
    Partial,
    /// Nothing was reported although the due day has passed and the report is still awaited.
    Late,
    /// The period is still running and the source has not been heard of for too long.
    Stale,
    /// The denominator is below the indicator's threshold: shown, marked, never ranked.
    SmallNumber,
    /// The denominator is zero: there is nothing to have a rate of.
    NotApplicable,
}

impl Status {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ok => "ok",
            Self::NoData => "no_data",
            Self::Partial => "partial",
            Self::Late => "late",
            Self::Stale => "stale",
            Self::SmallNumber => "small_number",
            Self::NotApplicable => "not_applicable",
        }
    }
}

/// What is known of one item for one unit and period, after adding up over units and time.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ItemValue {
    /// The amount.
    pub value: f64,
    /// Whether every unit and month that was expected is in it.
    pub complete: bool,
}

/// A computed value before it is judged.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Computed {
    /// The value; a rate is a fraction (0.8004, not 80.04). `None` without data or with a zero denominator.
    pub value: Option<f64>,
    /// What stands above the line, for ratios the numerator, else the value itself.
    pub numerator: Option<f64>,
    /// What stands below the line; `None` for plain amounts.
    pub denominator: Option<f64>,
    /// Whether every component was complete.
    pub complete: bool,
}

/// How a value compares with the reference interval of its indicator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Judgement {
    /// On the good side of the interval.
    Better,
    /// Inside it.
    Within,
    /// On the bad side of it.
    Worse,
}
