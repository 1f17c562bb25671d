//! Months and spans of months. Real court statistics come by month, quarter, half-year, calendar year and court
//! year, so a period is a start month and a number of months; nothing is tied to the calendar year.

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use std::{fmt, str::FromStr};

/// A calendar month, counted from January of year 0: `year * 12 + (month - 1)`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(i32);

/// What is wrong with the text of a month or period.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a month; write it as YYYY-MM, such as 2021-06")]
pub struct MonthError(pub String);

impl Month {
    /// The month of a year; `month` is 1 to 12.
    pub fn new(year: i32, month: u32) -> Option<Self> {
        ((1..=12).contains(&month) && (1..=9999).contains(&year)).then(|| Self(year * 12 + month as i32 - 1))
    }
    /// From the number that is stored: months since January of year 0.
    pub const fn from_index(index: i32) -> Self {
        Self(index)
    }
    /// The number that is stored.
    pub const fn index(self) -> i32 {
        self.0
    }
    /// The month a day lies in.
    pub fn of(day: NaiveDate) -> Self {
        Self(day.year() * 12 + day.month0() as i32)
    }
    /// Calendar year.
    pub const fn year(self) -> i32 {
        self.0.div_euclid(12)
    }
    /// Month of the year, 1 to 12.
    pub const fn month(self) -> u32 {
        self.0.rem_euclid(12) as u32 + 1
    }
    /// `months` later (or earlier, when negative).
    pub const fn plus(self, months: i32) -> Self {
        Self(self.0 + months)
    }
    /// First day of the month.
    pub fn first_day(self) -> NaiveDate {
        NaiveDate::from_ymd_opt(self.year(), self.month(), 1).unwrap_or_default()
    }
    /// Last day of the month.
    pub fn last_day(self) -> NaiveDate {
        self.plus(1).first_day().pred_opt().unwrap_or_default()
    }
}

impl fmt::Display for Month {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}", self.year(), self.month())
    }
}

impl FromStr for Month {
    type Err = MonthError;
    fn from_str(text: &str) -> Result<Self, MonthError> {
        let wrong = || MonthError(text.to_owned());
        let (year, month) = text.trim().split_once('-').ok_or_else(wrong)?;
        if year.len() != 4 || month.len() != 2 {
            return Err(wrong());
        }
        Self::new(year.parse().map_err(|_| wrong())?, month.parse().map_err(|_| wrong())?).ok_or_else(wrong)
    }
}

impl Serialize for Month {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        s.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
    }
}

/// A span of whole months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Period {
    /// First month.
    pub start: Month,
    /// How many months, at least 1.
    pub months: u16,
}

impl Period {
    /// `months` months from `start`; `months` is raised to 1.
    pub fn new(start: Month, months: u16) -> Self {
        Self { start, months: months.max(1) }
    }
    /// From the first to the last month, both inside; `None` when they are the wrong way round.
    pub fn between(first: Month, last: Month) -> Option<Self> {
        let months = u16::try_from(last.index() - first.index() + 1).ok()?;
        (months >= 1).then_some(Self { start: first, months })
    }
    /// One month.
    pub fn month(start: Month) -> Self {
        Self { start, months: 1 }
    }
    /// Last month inside.
    pub fn last(self) -> Month {
        self.start.plus(i32::from(self.months) - 1)
    }
    /// First month after it.
    pub fn end(self) -> Month {
        self.start.plus(i32::from(self.months))
    }
    /// The same length, `months` later.
    pub fn shifted(self, months: i32) -> Self {
        Self { start: self.start.plus(months), months: self.months }
    }
    /// Whether `other` lies wholly inside.
    pub fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end() <= self.end()
    }
    /// Each month inside, in order.
    pub fn iter(self) -> impl Iterator<Item = Month> {
        (0..i32::from(self.months)).map(move |i| self.start.plus(i))
    }
    /// From January to `month`.
    fn to_date(month: Month) -> Self {
        Self::new(month.plus(1 - month.month() as i32), month.month() as u16)
    }
    /// Number of calendar days.
    pub fn days(self) -> i64 {
        (self.end().first_day() - self.start.first_day()).num_days()
    }
    /// Cuts the span into pieces. `By::Total` gives the span itself. Pieces that stick out at either end are
    /// cut off at the span, so nothing outside what was asked is ever counted. `By::Rolling` and `By::ToDate` are no
    /// pieces but windows that end with each month of the span, and reach back as far as their name says.
    pub fn pieces(self, by: By) -> Vec<Self> {
        let step = match by {
            By::Total => return vec![self],
            By::Rolling => return self.iter().map(|month| Self::new(month.plus(-11), 12)).collect(),
            By::ToDate => return self.iter().map(Self::to_date).collect(),
            _ => by.step(),
        };
        let mut pieces = Vec::new();
        let mut start = self.start;
        while start < self.end() {
            let next = by.begin(start).plus(step);
            let end = next.min(self.end());
            pieces.push(Self { start, months: (end.index() - start.index()) as u16 });
            start = end;
        }
        pieces
    }
}

/// `2021-06`, `2021-Q2`, `2021-H1`, `2021` for calendar spans, `2018-07..2019-06` for all others.
impl fmt::Display for Period {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month0) = (self.start.year(), self.start.month() - 1);
        match self.months {
            1 => write!(f, "{}", self.start),
            3 if month0 % 3 == 0 => write!(f, "{year:04}-Q{}", month0 / 3 + 1),
            6 if month0 % 6 == 0 => write!(f, "{year:04}-H{}", month0 / 6 + 1),
            12 if month0 == 0 => write!(f, "{year:04}"),
            _ => write!(f, "{}..{}", self.start, self.last()),
        }
    }
}

/// Reads every form that `Display` writes.
impl FromStr for Period {
    type Err = MonthError;
    fn from_str(text: &str) -> Result<Self, MonthError> {
        let wrong = || MonthError(text.to_owned());
        let text = text.trim();
        if let Some((first, last)) = text.split_once("..") {
            return Self::between(first.parse()?, last.parse()?).ok_or_else(wrong);
        }
        let calendar = |year: &str, month0: u32, months| {
            let year: i32 =
                if year.len() == 4 { year.parse().map_err(|_| wrong())? } else { return Err(wrong()) };
            Ok(Self { start: Month::new(year, month0 + 1).ok_or_else(wrong)?, months })
        };
        match text.split_once('-') {
            None => calendar(text, 0, 12),
            Some((year, part)) => match part.strip_prefix('Q') {
                Some(q @ ("1" | "2" | "3" | "4")) => calendar(year, (q.as_bytes()[0] - b'1') as u32 * 3, 3),
                Some(_) => Err(wrong()),
                None => match part {
                    "H1" => calendar(year, 0, 6),
                    "H2" => calendar(year, 6, 6),
                    _ => Ok(Self::month(text.parse()?)),
                },
            },
        }
    }
}

/// How a span is cut.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum By {
    /// Calendar months.
    Month,
    /// Calendar quarters.
    Quarter,
    /// Calendar half-years.
    Half,
    /// Calendar years.
    Year,
    /// Court years, July to June.
    CourtYear,
    /// The twelve months up to each month.
    Rolling,
    /// The calendar year up to each month.
    ToDate,
    /// The whole span as one.
    #[default]
    Total,
}

impl By {
    /// Every way, in the order in which they are offered.
    pub const ALL: [Self; 8] = [
        Self::Total,
        Self::Month,
        Self::Quarter,
        Self::Half,
        Self::Year,
        Self::CourtYear,
        Self::Rolling,
        Self::ToDate,
    ];

    /// The word in addresses.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Half => "half",
            Self::Year => "year",
            Self::CourtYear => "court_year",
            Self::Rolling => "rolling",
            Self::ToDate => "to_date",
            Self::Total => "total",
        }
    }

    /// Whether two of its pieces may have months in common, so that there is no sum of them.
    pub const fn overlaps(self) -> bool {
        matches!(self, Self::Rolling | Self::ToDate)
    }

    /// From one piece to the next, in months; 1 for the whole span as one, which has no next.
    pub const fn step(self) -> i32 {
        match self {
            Self::Quarter => 3,
            Self::Half => 6,
            Self::Year | Self::CourtYear => 12,
            Self::Month | Self::Rolling | Self::ToDate | Self::Total => 1,
        }
    }

    /// First month of the piece that a month lies in.
    fn begin(self, month: Month) -> Month {
        // Court years begin in July.
        let offset = if self == Self::CourtYear { 6 } else { 0 };
        month.plus(-(month.index() - offset).rem_euclid(self.step()))
    }

    /// The span of the last `count` pieces, of which the last holds `last` and ends with it; of months for the whole span
    /// as one.
    pub fn back(self, last: Month, count: u16) -> Period {
        let first = self.begin(last).plus(-(i32::from(count.max(1)) - 1) * self.step());
        Period::between(first, last).unwrap_or(Period::month(last))
    }
}

impl fmt::Display for By {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl FromStr for By {
    type Err = String;
    fn from_str(text: &str) -> Result<Self, String> {
        let words = || Self::ALL.map(Self::as_str).join(", ");
        Self::ALL
            .into_iter()
            .find(|by| by.as_str() == text)
            .ok_or_else(|| format!("`{text}` is none of {}", words()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn month(text: &str) -> Month {
        text.parse().unwrap()
    }

    #[test]
    fn a_month_is_read_strictly() {
        assert_eq!(month("2021-06").to_string(), "2021-06");
        for wrong in ["2021", "2021-13", "2021-6", "21-06", "2021-00", "jan/20", ""] {
            assert!(wrong.parse::<Month>().is_err(), "{wrong}");
        }
    }

    #[test]
    fn a_court_year_by_calendar_year_is_cut_at_its_ends() {
        let court_year = Period::between(month("2018-07"), month("2019-06")).unwrap();
        let pieces: Vec<_> = court_year.pieces(By::Year).iter().map(ToString::to_string).collect();
        assert_eq!(pieces, ["2018-H2", "2019-H1"]);
        assert_eq!(court_year.to_string(), "2018-07..2019-06");
        assert_eq!(court_year.days(), 365);
    }

    #[test]
    fn windows_end_with_each_month_and_court_years_begin_in_july() {
        let written = |span: &str, by| {
            let span: Period = span.parse().unwrap();
            span.pieces(by).iter().map(ToString::to_string).collect::<Vec<_>>()
        };
        assert_eq!(written("2021-02..2021-03", By::Rolling), ["2020-03..2021-02", "2020-04..2021-03"]);
        assert_eq!(written("2020-12..2021-02", By::ToDate), ["2020", "2021-01", "2021-01..2021-02"]);
        assert_eq!(
            written("2019-05..2020-08", By::CourtYear),
            ["2019-05..2019-06", "2019-07..2020-06", "2020-07..2020-08"]
        );
    }

    #[test]
    fn the_last_pieces_end_with_the_last_month() {
        let back = |by: By, last: &str, count| by.back(month(last), count).to_string();
        assert_eq!(back(By::Month, "2021-03", 12), "2020-04..2021-03");
        assert_eq!(back(By::Quarter, "2021-05", 2), "2021-01..2021-05");
        assert_eq!(back(By::Year, "2021-12", 3), "2019-01..2021-12");
        assert_eq!(back(By::CourtYear, "2021-05", 1), "2020-07..2021-05");
        assert_eq!(back(By::Total, "2021-04", 3), "2021-02..2021-04");
        assert_eq!(back(By::Rolling, "2021-03", 0), "2021-03");
    }

    proptest! {
        #[test]
        fn pieces_tile_the_span(start in 24000i32..24500, months in 1u16..130, by in 0usize..6) {
            let by = [By::Month, By::Quarter, By::Half, By::Year, By::CourtYear, By::Total][by];
            let span = Period::new(Month::from_index(start), months);
            let pieces = span.pieces(by);
            prop_assert_eq!(pieces.iter().map(|p| u32::from(p.months)).sum::<u32>(), u32::from(months));
            prop_assert!(pieces.windows(2).all(|w| w[0].end() == w[1].start));
        }

        #[test]
        fn display_and_parse_are_inverse(start in 12i32..24500, months in 1u16..130) {
            let span = Period::new(Month::from_index(start), months);
            prop_assert_eq!(span.to_string().parse::<Period>().unwrap(), span);
        }
    }
}
