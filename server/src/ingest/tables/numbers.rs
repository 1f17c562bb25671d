//! Numbers as statistics print them. Strict on purpose: `1,02268` is two figures run together, not 102268.

use super::cells::{Cell, CellValue};
use serde::Deserialize;

/// How numbers are written.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct NumberFormat {
    /// Between groups of three digits; empty for none.
    pub thousands: String,
    /// Before decimals.
    pub decimal: String,
    /// Whether a percent sign may follow; the number is taken as printed (`105%` is 105).
    pub percent: bool,
    /// Whether `(12)` is −12.
    pub parentheses: bool,
    /// What stands for nothing: no fact, never zero.
    pub empty: Vec<String>,
    /// What stands for zero.
    pub zero: Vec<String>,
}

impl Default for NumberFormat {
    fn default() -> Self {
        Self {
            thousands: String::new(),
            decimal: ".".to_owned(),
            percent: false,
            parentheses: false,
            empty: vec![],
            zero: vec![],
        }
    }
}

/// A cell read as a number.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Figure {
    /// Nothing is said.
    Blank,
    /// A number.
    Number(f64),
    /// The source could not compute it.
    Error,
    /// Something else.
    Bad,
}

impl Figure {
    /// The number, if it is one.
    pub fn number(self) -> Option<f64> {
        if let Self::Number(number) = self { Some(number) } else { None }
    }
}

/// More digits than this are not a count; and beyond them a number is no longer exact.
const MOST_DIGITS: usize = 15;

impl NumberFormat {
    /// Reads a cell.
    pub fn read(&self, cell: &Cell) -> Figure {
        match cell.value {
            CellValue::Blank => Figure::Blank,
            CellValue::Number(number) => Figure::Number(number),
            CellValue::Error => Figure::Error,
            CellValue::Date(_) => Figure::Bad,
            CellValue::Text => self.parse(&cell.text),
        }
    }

    fn parse(&self, text: &str) -> Figure {
        let text = text.trim();
        if text.is_empty() || self.empty.iter().any(|empty| empty.trim() == text) {
            return Figure::Blank;
        }
        if self.zero.iter().any(|zero| zero.trim() == text) {
            return Figure::Number(0.0);
        }
        self.number(text).map_or(Figure::Bad, Figure::Number)
    }

    fn number(&self, text: &str) -> Option<f64> {
        let (text, bracketed) = match text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
            Some(inside) if self.parentheses => (inside.trim(), true),
            _ => (text, false),
        };
        let text = if self.percent { text.strip_suffix('%').map_or(text, str::trim_end) } else { text };
        let (text, minus) = match text.strip_prefix(['-', '\u{2212}']) {
            Some(rest) if !bracketed => (rest, true),
            _ => (text, false),
        };
        let (whole, decimals) = match text.split_once(self.decimal.as_str()) {
            Some((whole, decimals)) if !self.decimal.is_empty() => (whole, Some(decimals)),
            _ => (text, None),
        };
        let digits = self.whole(whole)?;
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if digits.len() > MOST_DIGITS || decimals.is_some_and(|d| !is_digits(d)) {
            return None;
        }
        let number: f64 = format!("{digits}.{}", decimals.unwrap_or("0")).parse().ok()?;
        Some(if minus || bracketed { -number } else { number })
    }

    /// The digits before the decimals; groups, where there are any, have three.
    fn whole(&self, text: &str) -> Option<String> {
        let is_digits = |text: &str| !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit());
        if self.thousands.is_empty() || !text.contains(self.thousands.as_str()) {
            return is_digits(text).then(|| text.to_owned());
        }
        let groups: Vec<_> = text.split(self.thousands.as_str()).collect();
        let fits = groups
            .iter()
            .enumerate()
            .all(|(i, group)| is_digits(group) && if i == 0 { group.len() <= 3 } else { group.len() == 3 });
        fits.then(|| groups.concat())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn american() -> NumberFormat {
        NumberFormat {
            thousands: ",".into(),
            percent: true,
            parentheses: true,
            empty: vec!["- -".into(), "—".into()],
            zero: vec!["nil".into()],
            ..NumberFormat::default()
        }
    }

    #[test]
    fn printed_figures() {
        for (text, wanted) in [
            ("1,022", Figure::Number(1022.0)),
            (" 4325 ", Figure::Number(4325.0)),
            ("-2,151", Figure::Number(-2151.0)),
            ("\u{2212}3", Figure::Number(-3.0)),
            ("(1,022.5)", Figure::Number(-1022.5)),
            ("105%", Figure::Number(105.0)),
            ("- -", Figure::Blank),
            ("—", Figure::Blank),
            ("", Figure::Blank),
            ("nil", Figure::Number(0.0)),
            ("1,02268", Figure::Bad),
            ("1,022683,013", Figure::Bad),
            ("1022,683", Figure::Bad),
            ("12 34", Figure::Bad),
            ("-", Figure::Bad),
            ("1.", Figure::Bad),
            ("12a", Figure::Bad),
            ("1e5", Figure::Bad),
            ("1234567890123456", Figure::Bad),
        ] {
            assert_eq!(american().read(&Cell::text(text)), wanted, "{text}");
        }
        let german = NumberFormat { thousands: ".".into(), decimal: ",".into(), ..NumberFormat::default() };
        assert_eq!(german.read(&Cell::text("1.022,5")), Figure::Number(1022.5));
        assert_eq!(german.read(&Cell::text("1.5")), Figure::Bad);
    }

    proptest! {
        #[test]
        fn what_is_printed_is_read_back(number in -999_999_999i64..999_999_999) {
            let plain = number.abs().to_string();
            let mut grouped = String::new();
            for (i, digit) in plain.chars().enumerate() {
                if i > 0 && (plain.len() - i) % 3 == 0 { grouped.push(','); }
                grouped.push(digit);
            }
            let text = if number < 0 { format!("-{grouped}") } else { grouped };
            prop_assert_eq!(american().read(&Cell::text(&text)), Figure::Number(number as f64));
        }

        #[test]
        fn no_text_makes_it_panic(text in ".{0,20}") {
            let _ = american().read(&Cell::text(&text));
        }
    }
}
