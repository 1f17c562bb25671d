//! How far two values are apart: rates in percentage points, amounts in per cent. Which of them is decided by the
//! indicator's unit of measure, never by whoever shows it.

use serde::{Deserialize, Serialize};

/// In which way values of an indicator are held against each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// A rate: percentage points.
    Points,
    /// Anything else: per cent of what it is held against.
    Percent,
}

impl Way {
    /// By the id of the unit of measure in the catalogue.
    pub fn of(measure: &str) -> Self {
        if measure == "percent" { Self::Points } else { Self::Percent }
    }
}

/// A difference, with what it is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Difference {
    /// Percentage points.
    Points(f64),
    /// Per cent of the other value.
    Percent(f64),
    /// No difference: the share of the whole, in per cent.
    Share(f64),
}

impl Difference {
    /// Of a value against another one; none where there is nothing to divide by.
    pub fn between(way: Way, now: f64, against: f64) -> Option<Self> {
        match way {
            Way::Points => Some(Self::Points((now - against) * 100.0)),
            Way::Percent if against == 0.0 => None,
            Way::Percent => Some(Self::Percent((now - against) / against.abs() * 100.0)),
        }
    }

    /// Of a part against its whole: of amounts that add up, the share.
    pub fn within(way: Way, adds_up: bool, part: f64, whole: f64) -> Option<Self> {
        match way {
            Way::Percent if adds_up => (whole != 0.0).then(|| Self::Share(part / whole * 100.0)),
            _ => Self::between(way, part, whole),
        }
    }

    /// The number.
    pub const fn amount(self) -> f64 {
        match self {
            Self::Points(amount) | Self::Percent(amount) | Self::Share(amount) => amount,
        }
    }

    /// The word on the wire for what it is counted in.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Points(_) => "points",
            Self::Percent(_) => "percent",
            Self::Share(_) => "share",
        }
    }

    /// Whether it would be written as zero.
    pub fn is_nothing(self) -> bool {
        match self {
            Self::Points(points) => points.abs() < 0.005,
            Self::Percent(percent) => percent.abs() < 0.05,
            Self::Share(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Difference, Way};

    #[test]
    fn rates_differ_by_points_and_amounts_by_per_cent() {
        let rate = Difference::between(Way::of("percent"), 0.81, 0.80);
        assert!(matches!(rate, Some(Difference::Points(points)) if (points - 1.0).abs() < 1e-9), "{rate:?}");
        assert_eq!(Difference::between(Way::of("cases"), 90.0, 100.0), Some(Difference::Percent(-10.0)));
        assert_eq!(Difference::between(Way::of("days"), 66.0, 60.0), Some(Difference::Percent(10.0)));
        assert_eq!(Difference::between(Way::Percent, 3.0, 0.0), None, "nothing to divide by");
        assert_eq!(Difference::between(Way::Points, 0.03, 0.0), Some(Difference::Points(3.0)));
    }

    #[test]
    fn a_part_of_an_amount_is_a_share_and_a_rate_never_is() {
        assert_eq!(Difference::within(Way::Percent, true, 20.0, 80.0), Some(Difference::Share(25.0)));
        assert_eq!(Difference::within(Way::Points, true, 0.5, 0.75), Some(Difference::Points(-25.0)));
        assert_eq!(Difference::within(Way::Percent, false, 60.0, 80.0), Some(Difference::Percent(-25.0)));
    }

    #[test]
    fn what_is_written_as_zero_is_nothing() {
        assert!(Difference::Points(0.004).is_nothing() && !Difference::Points(0.006).is_nothing());
        assert!(Difference::Percent(-0.04).is_nothing() && !Difference::Share(0.0).is_nothing());
    }
}
