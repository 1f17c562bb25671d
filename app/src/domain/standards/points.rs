//! Points as whole hundredths.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::{
    fmt,
    iter::Sum,
    ops::{Add, Sub},
};

/// Points, exact to the hundredth.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Points(i64);

impl Points {
    /// None.
    pub const ZERO: Self = Self(0);

    /// So many hundredths.
    pub const fn hundredths(hundredths: i64) -> Self {
        Self(hundredths)
    }

    /// In hundredths.
    pub const fn as_hundredths(self) -> i64 {
        self.0
    }

    /// From points as they are written; none where they are no whole hundredths.
    pub fn from_f64(points: f64) -> Option<Self> {
        let hundredths = (points * 100.0).round();
        let exact = (hundredths / 100.0 - points).abs() < 1e-9 && hundredths.abs() < 1e12;
        exact.then_some(Self(hundredths as i64))
    }

    /// From what somebody has typed, with a point or a comma; none where that is no points.
    pub fn typed(text: &str) -> Option<Self> {
        // Full-width digits and points come from Chinese keyboards.
        let narrow = |c: char| match c {
            '０'..='９' => char::from(b'0' + (c as u32 - '０' as u32) as u8),
            '，' | ',' | '．' | '。' => '.',
            '－' => '-',
            c => c,
        };
        let text: String = text.trim().chars().map(narrow).collect();
        text.parse::<f64>().ok().filter(|points| points.is_finite()).and_then(Self::from_f64)
    }

    /// As a number, for charts and tables.
    pub fn as_f64(self) -> f64 {
        self.0 as f64 / 100.0
    }

    /// A share of these points, rounded half away from zero. `share` is a finite number.
    pub fn share(self, share: f64) -> Self {
        Self((self.0 as f64 * share).round() as i64)
    }

    /// `self × above ÷ below`, rounded half up, without the errors of binary fractions; nothing where `below` is none.
    /// All three are not negative.
    pub fn scaled(self, above: Self, below: Self) -> Self {
        if below.0 <= 0 {
            return Self::ZERO;
        }
        let (a, b, c) = (i128::from(self.0), i128::from(above.0), i128::from(below.0));
        Self(((2 * a * b + c) / (2 * c)) as i64)
    }

    /// The part of `full` that these are, from 0 on; none where there is nothing to be had.
    pub fn part_of(self, full: Self) -> Option<f64> {
        (full.0 > 0).then(|| self.0 as f64 / full.0 as f64)
    }

    /// Whether these are at least `share` of `full`. Exact for shares of up to four decimals.
    pub fn reach(self, share: f64, full: Self) -> bool {
        let wanted = (share * 10_000.0).round() as i128;
        i128::from(self.0) * 10_000 >= wanted * i128::from(full.0)
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, size) = (if self.0 < 0 { "−" } else { "" }, self.0.unsigned_abs());
        match size % 100 {
            0 => write!(f, "{sign}{}", size / 100),
            part if part % 10 == 0 => write!(f, "{sign}{}.{}", size / 100, part / 10),
            part => write!(f, "{sign}{}.{part:02}", size / 100),
        }
    }
}

impl Add for Points {
    type Output = Self;
    fn add(self, other: Self) -> Self {
        Self(self.0 + other.0)
    }
}

impl Sub for Points {
    type Output = Self;
    fn sub(self, other: Self) -> Self {
        Self(self.0 - other.0)
    }
}

impl Sum for Points {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        Self(all.map(|points| points.0).sum())
    }
}

impl Serialize for Points {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_f64())
    }
}

impl<'de> Deserialize<'de> for Points {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let points = f64::deserialize(deserializer)?;
        Self::from_f64(points).ok_or_else(|| serde::de::Error::custom("points are whole hundredths"))
    }
}

#[cfg(test)]
mod tests {
    use super::Points;

    #[test]
    fn points_are_read_as_they_are_typed() {
        for (text, hundredths) in [("1.5", 150), (" 1,5 ", 150), ("1，25", 125), ("0", 0)] {
            assert_eq!(Points::typed(text), Some(Points::hundredths(hundredths)), "{text}");
        }
        for text in ["", "x", "1.234", "inf", "NaN", "1,2,3"] {
            assert_eq!(Points::typed(text), None, "{text}");
        }
    }
}
