//! Months, spans and moments in running text: `JULY 2018 -  JUNE 2019`, `jan/20`, `… Atualizado em 2021-10-05 …`.
//!
//! A pattern is literal text with `{year}` `{yy}` `{month}` (a name) `{mm}` `{day}` `{hour}` `{minute}` `{second}`
//! and `{any}`. White space matches any or none, letters match in either case. A second `{year}` or `{month}` is the
//! end of the span.

use super::collapse;
use app::domain::periods::{Month, Period};
use chrono::{NaiveDate, NaiveDateTime};
use regex::{Regex, RegexBuilder};
use serde::Deserialize;

/// Names of months, in their order.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum MonthNames {
    /// `en`, `pt` or `zh`.
    Language(String),
    /// Twelve names.
    Names(Vec<String>),
}

const ENGLISH: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];
const PORTUGUESE: [&str; 12] = [
    "janeiro",
    "fevereiro",
    "março",
    "abril",
    "maio",
    "junho",
    "julho",
    "agosto",
    "setembro",
    "outubro",
    "novembro",
    "dezembro",
];
const CHINESE: [&str; 12] =
    ["一月", "二月", "三月", "四月", "五月", "六月", "七月", "八月", "九月", "十月", "十一月", "十二月"];

impl MonthNames {
    fn names(&self) -> Result<Vec<String>, String> {
        match self {
            Self::Language(language) => match language.as_str() {
                "en" => Ok(ENGLISH.map(str::to_owned).to_vec()),
                "pt" => Ok(PORTUGUESE.map(str::to_owned).to_vec()),
                "zh" => Ok(CHINESE.map(str::to_owned).to_vec()),
                other => Err(format!("`{other}` is none of en, pt, zh; or give a list of twelve names")),
            },
            Self::Names(names) if names.len() == 12 => {
                Ok(names.iter().map(|name| collapse(name).to_lowercase()).collect())
            }
            Self::Names(names) => Err(format!("{} names; twelve are needed", names.len())),
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token {
    Year,
    ShortYear,
    MonthName,
    MonthNumber,
    Day,
    Hour,
    Minute,
    Second,
}

/// A pattern, ready.
#[derive(Debug, Clone)]
pub struct Pattern {
    regex: Regex,
    tokens: Vec<Token>,
    names: Vec<String>,
}

/// What a pattern has found.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Found {
    years: Vec<i32>,
    months: Vec<u32>,
    day: Option<u32>,
    time: (u32, u32, u32),
}

impl Pattern {
    /// Reads a pattern; the error says what would be right.
    pub fn parse(text: &str, names: Option<&MonthNames>) -> Result<Self, String> {
        let names = names.map_or_else(|| Ok(ENGLISH.map(str::to_owned).to_vec()), MonthNames::names)?;
        let (mut source, mut tokens, mut rest) = (String::from(r"^\s*"), Vec::new(), text.trim());
        while !rest.is_empty() {
            if let Some(inside) = rest.strip_prefix('{') {
                let (name, after) = inside.split_once('}').ok_or("a `}` is missing")?;
                let (token, expression) = match name {
                    "year" => (Some(Token::Year), r"(\d{4})"),
                    "yy" => (Some(Token::ShortYear), r"(\d{2})"),
                    "month" => (Some(Token::MonthName), r"(\p{L}+)\.?"),
                    "mm" => (Some(Token::MonthNumber), r"(\d{1,2})"),
                    "day" => (Some(Token::Day), r"(\d{1,2})"),
                    "hour" => (Some(Token::Hour), r"(\d{1,2})"),
                    "minute" => (Some(Token::Minute), r"(\d{1,2})"),
                    "second" => (Some(Token::Second), r"(\d{1,2})"),
                    "any" => (None, ".*?"),
                    other => {
                        return Err(format!(
                            "`{{{other}}}` is none of year, yy, month, mm, day, hour, minute, second, any"
                        ));
                    }
                };
                tokens.extend(token);
                source.push_str(expression);
                rest = after;
            } else {
                let end = rest.find('{').unwrap_or(rest.len());
                for character in rest[..end].chars() {
                    if !character.is_whitespace() {
                        source.push_str(&regex::escape(character.encode_utf8(&mut [0; 4])));
                    } else if !source.ends_with(r"\s*") {
                        source.push_str(r"\s*");
                    }
                }
                rest = &rest[end..];
            }
        }
        source.push_str(r"\s*$");
        if !tokens.iter().any(|token| matches!(token, Token::Year | Token::ShortYear)) {
            return Err("it names no {year} or {yy}".to_owned());
        }
        let regex = RegexBuilder::new(&source).case_insensitive(true).build().map_err(|e| e.to_string())?;
        Ok(Self { regex, tokens, names })
    }

    fn find(&self, text: &str) -> Option<Found> {
        let captures = self.regex.captures(text)?;
        let mut found = Found::default();
        for (i, token) in self.tokens.iter().enumerate() {
            let text = captures.get(i + 1)?.as_str();
            let number = || text.parse::<u32>().ok();
            match token {
                Token::Year => found.years.push(text.parse().ok()?),
                Token::ShortYear => {
                    let year: i32 = text.parse().ok()?;
                    found.years.push(if year < 70 { 2000 + year } else { 1900 + year });
                }
                Token::MonthName => found.months.push(self.month(text)?),
                Token::MonthNumber => found.months.push(number().filter(|m| (1..=12).contains(m))?),
                Token::Day => found.day = Some(number()?),
                Token::Hour => found.time.0 = number()?,
                Token::Minute => found.time.1 = number()?,
                Token::Second => found.time.2 = number()?,
            }
        }
        Some(found)
    }

    /// A name, or at least three letters of its beginning, as `jan` or `sept`; Chinese names in full.
    fn month(&self, text: &str) -> Option<u32> {
        let text = text.to_lowercase();
        let exact = self.names.iter().position(|name| *name == text);
        let begun = || {
            let long_enough = text.chars().count() >= 3;
            let mut fits = (0..12).filter(|&i| long_enough && self.names[i].starts_with(&text));
            fits.next().filter(|_| fits.next().is_none())
        };
        exact.or_else(begun).map(|i| i as u32 + 1)
    }

    /// The span a text tells: two months are its first and last; one month is a month; a year alone is the year.
    /// At most twelve months.
    pub fn period(&self, text: &str) -> Option<Period> {
        let found = self.find(text)?;
        let month = |i: usize| Month::new(*found.years.get(i).or(found.years.last())?, *found.months.get(i)?);
        let period = match found.months.len() {
            0 if found.years.len() == 1 => Period::new(Month::new(found.years[0], 1)?, 12),
            1 => Period::month(month(0)?),
            2 => Period::between(month(0)?, month(1)?)?,
            _ => return None,
        };
        if let Some(day) = found.day {
            NaiveDate::from_ymd_opt(period.start.year(), period.start.month(), day)?;
        }
        (period.months <= 12).then_some(period)
    }

    /// The moment a text tells; without a time the beginning of the day, without a day of the month.
    pub fn moment(&self, text: &str) -> Option<NaiveDateTime> {
        let found = self.find(text)?;
        let month = found.months.first().copied().unwrap_or(1);
        let (hour, minute, second) = found.time;
        NaiveDate::from_ymd_opt(*found.years.first()?, month, found.day.unwrap_or(1))?
            .and_hms_opt(hour, minute, second)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn period(pattern: &str, names: &str, text: &str) -> Option<String> {
        let names = MonthNames::Language(names.into());
        Pattern::parse(pattern, Some(&names)).unwrap().period(text).map(|p| p.to_string())
    }

    #[test]
    fn spans_in_words() {
        let court_year = "{month} {year} - {month} {year}";
        assert_eq!(period(court_year, "en", "JULY 2018 -  JUNE 2019").unwrap(), "2018-07..2019-06");
        assert_eq!(period(court_year, "en", "Jul 2016 - Jun 2017").unwrap(), "2016-07..2017-06");
        assert_eq!(period(court_year, "en", "JULY 2019 - JUNE 2018"), None);
        assert_eq!(period(court_year, "en", "JULY 2010 - JUNE 2019"), None);
        assert_eq!(period(court_year, "en", "JLY 2018 - JUNE 2019"), None);
        assert_eq!(period("{month}/{yy}", "pt", "jan/20").unwrap(), "2020-01");
        assert_eq!(period("{month}/{yy}", "pt", "Dez/20").unwrap(), "2020-12");
        assert_eq!(period("{month}/{yy}", "pt", "mar/21").unwrap(), "2021-03");
        assert_eq!(period("{month}/{yy}", "pt", "dec/20"), None);
        assert_eq!(period("{year}-{mm}", "en", "2021-13"), None);
        assert_eq!(period("{year}年{mm}月", "zh", "2021年6月").unwrap(), "2021-06");
        assert_eq!(period("{year}", "en", "2021").unwrap(), "2021");
        assert_eq!(period("{year}-{mm}-{day}{any}", "en", "2021-10-04 23:22:59").unwrap(), "2021-10");
        assert_eq!(period("{year}-{mm}-{day}", "en", "2021-02-30"), None);
    }

    #[test]
    fn the_moment_of_an_export() {
        let pattern =
            Pattern::parse("{any}Atualizado em {year}-{mm}-{day} {hour}-{minute}-{second}.xls", None)
                .unwrap();
        let name = "Taxa de congestionamento - Atualizado em  2021-10-05 09-00-49.xls";
        assert_eq!(pattern.moment(name).unwrap().to_string(), "2021-10-05 09:00:49");
        assert_eq!(pattern.moment("renamed.xls"), None);
    }

    #[test]
    fn a_bad_pattern_says_what_would_be_right() {
        for (pattern, word) in [("{yeer}", "year"), ("{year", "`}`"), ("{month}", "{year}")] {
            assert!(Pattern::parse(pattern, None).unwrap_err().contains(word), "{pattern}");
        }
        let names = MonthNames::Names(vec!["a".into()]);
        assert!(Pattern::parse("{year}", Some(&names)).unwrap_err().contains("twelve"));
    }
}
