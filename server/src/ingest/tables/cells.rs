//! A cell as text and as what the file says it is.

use calamine::{Data, DataRef, ExcelDateTime};
use chrono::{NaiveDate, NaiveDateTime};

/// What a cell holds beside its text.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum CellValue {
    /// Nothing, or only white space.
    Blank,
    /// Text, still to be understood.
    Text,
    /// A number that the file itself calls one.
    Number(f64),
    /// A day with its time.
    Date(NaiveDateTime),
    /// An error such as `#NUM!`: the source could not compute it.
    Error,
}

/// A cell.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// As a person would read it; dates as `2021-10-04 23:22:59`, errors as `#NUM!`.
    pub text: String,
    /// As the file types it.
    pub value: CellValue,
}

impl Cell {
    /// A cell of a text file.
    pub fn text(text: &str) -> Self {
        let value = match text.trim() {
            "" => CellValue::Blank,
            "#NUM!" | "#DIV/0!" | "#N/A" | "#REF!" | "#VALUE!" | "#NAME?" | "#NULL!" => CellValue::Error,
            _ => CellValue::Text,
        };
        Self { text: text.to_owned(), value }
    }

    /// An empty cell.
    pub fn blank() -> Self {
        Self { text: String::new(), value: CellValue::Blank }
    }

    /// Whether there is nothing in it.
    pub fn is_blank(&self) -> bool {
        self.value == CellValue::Blank
    }

    fn number(number: f64) -> Self {
        // What a spreadsheet shows as #NUM! may be stored as a number that is none.
        if !number.is_finite() {
            return Self { text: "#NUM!".to_owned(), value: CellValue::Error };
        }
        Self { text: number.to_string(), value: CellValue::Number(number) }
    }

    fn date(date: ExcelDateTime) -> Self {
        let (year, month, day, hour, minute, second, _) = date.to_ymd_hms_milli();
        let moment = NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))
            .and_then(|day| day.and_hms_opt(u32::from(hour), u32::from(minute), u32::from(second)));
        match moment {
            Some(moment) if date.is_datetime() => {
                Self { text: moment.format("%Y-%m-%d %H:%M:%S").to_string(), value: CellValue::Date(moment) }
            }
            _ => Self::number(date.as_f64()),
        }
    }
}

impl From<&DataRef<'_>> for Cell {
    fn from(data: &DataRef<'_>) -> Self {
        match data {
            DataRef::Empty => Self::blank(),
            DataRef::String(text) => Self::text(text),
            DataRef::SharedString(text) => Self::text(text),
            DataRef::Int(number) => Self::number(*number as f64),
            DataRef::Float(number) => Self::number(*number),
            DataRef::Bool(yes) => Self::text(if *yes { "TRUE" } else { "FALSE" }),
            DataRef::DateTime(date) => Self::date(*date),
            DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Self::text(text),
            DataRef::Error(error) => Self { text: error.to_string(), value: CellValue::Error },
        }
    }
}

impl From<&Data> for Cell {
    fn from(data: &Data) -> Self {
        match data {
            Data::Empty => Self::blank(),
            Data::String(text) => Self::text(text),
            Data::Int(number) => Self::number(*number as f64),
            Data::Float(number) => Self::number(*number),
            Data::Bool(yes) => Self::text(if *yes { "TRUE" } else { "FALSE" }),
            Data::DateTime(date) => Self::date(*date),
            Data::DateTimeIso(text) | Data::DurationIso(text) => Self::text(text),
            Data::Error(error) => Self { text: error.to_string(), value: CellValue::Error },
            // Rich text is not asked for when a sheet is read.
            #[allow(unreachable_patterns)]
            other => Self::text(&format!("{other}")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_none_are_errors_and_whole_numbers_have_no_point() {
        assert_eq!(
            Cell::from(&Data::Float(f64::NAN)),
            Cell { text: "#NUM!".into(), value: CellValue::Error }
        );
        assert_eq!(Cell::from(&Data::Float(2021.0)).text, "2021");
        assert_eq!(Cell::text("#NUM!").value, CellValue::Error);
        assert!(Cell::text(" \u{a0}").is_blank());
    }
}
