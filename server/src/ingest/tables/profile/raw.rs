//! The keys of a profile as they stand in the file.

use super::{Expansion, FileFormat, ProfileError};
use crate::ingest::tables::{numbers::NumberFormat, patterns::MonthNames};
use encoding_rs::Encoding;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest::tables) struct FileEntry {
    pub id: String,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub file: FormatEntry,
    pub province: Named,
    pub unit: Vec<UnitEntry>,
    /// Column → what stands there → what is meant: renamed, merged, cut-off names.
    #[serde(default)]
    pub alias: BTreeMap<String, BTreeMap<String, String>>,
    pub period: PeriodEntry,
    pub as_of: Option<AsOfEntry>,
    #[serde(default)]
    pub numbers: NumberFormat,
    #[serde(default)]
    pub span: Vec<SpanEntry>,
    pub value: Vec<ValueEntry>,
    #[serde(default)]
    pub skip: Vec<SkipEntry>,
    #[serde(default)]
    pub check: Vec<CheckRule>,
    pub quarantine: Option<QuarantineEntry>,
}

/// The province that the units of a profile belong to.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Named {
    /// Code.
    pub code: String,
    /// Name, in Chinese or the country's own language.
    pub zh: String,
    /// Name in English.
    pub en: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::ingest::tables) struct FormatEntry {
    pub encoding: String,
    pub delimiter: String,
    pub sheet: String,
    pub head: Option<u32>,
    pub head_rows: Option<u32>,
}

impl FormatEntry {
    pub fn checked(&self) -> Result<FileFormat, ProfileError> {
        if !self.encoding.is_empty() && Encoding::for_label(self.encoding.as_bytes()).is_none() {
            let reason = format!("`{}` is no encoding; write utf-8, gbk, gb18030 …", self.encoding);
            return Err(ProfileError::new("file.encoding", reason));
        }
        if !matches!(self.delimiter.as_str(), "" | "," | ";" | "\t") {
            return Err(ProfileError::new("file.delimiter", "is `,`, `;` or a tab (\"\\t\")"));
        }
        let (head, head_rows) = (self.head.unwrap_or(1), self.head_rows.unwrap_or(1));
        if !(1..=100).contains(&head) {
            return Err(ProfileError::new("file.head", "is the first row of the head, 1 to 100"));
        }
        if !(1..=5).contains(&head_rows) {
            return Err(ProfileError::new("file.head_rows", "is 1 to 5"));
        }
        let (encoding, delimiter, sheet) =
            (self.encoding.clone(), self.delimiter.clone(), self.sheet.clone());
        Ok(FileFormat { encoding, delimiter, sheet, head, head_rows })
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest::tables) struct UnitEntry {
    pub level: String,
    pub code: String,
    pub name: String,
    pub name_en: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest::tables) struct PeriodEntry {
    pub text: String,
    pub format: String,
    pub month_names: Option<MonthNames>,
    /// Where one month is told: how many months the row speaks of.
    #[serde(default = "one")]
    pub months: u16,
    /// Whether that month is the `first` or the `last` of them.
    #[serde(default = "last")]
    pub month_is: String,
}

fn one() -> u16 {
    1
}

fn last() -> String {
    "last".to_owned()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest::tables) struct AsOfEntry {
    pub from: Option<String>,
    pub text: Option<String>,
    pub format: Option<String>,
}

/// A span that columns speak of: `{span}` in column names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest::tables) struct SpanEntry {
    pub id: String,
    /// Months from the period of the row; −12 for the year before.
    pub shift: i32,
}

/// Each span with what it replaces in column names; without spans the period itself.
pub(in crate::ingest::tables) fn spans_of(spans: &[SpanEntry]) -> Vec<(i32, Expansion)> {
    if spans.is_empty() {
        return vec![(0, vec![])];
    }
    spans.iter().map(|span| (span.shift, vec![("span".to_owned(), span.id.clone())])).collect()
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest::tables) struct ValueEntry {
    pub item: String,
    pub column: Option<String>,
    pub formula: Option<String>,
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(in crate::ingest::tables) struct SkipEntry {
    pub column: String,
    /// A regular expression.
    pub matches: String,
}

/// What a failed check does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::ingest::tables) enum Consequence {
    /// The row is kept back.
    Quarantine,
    /// The row is taken, the problem shown.
    Warn,
}

/// What a blank cell is in a check. It never becomes a zero in a fact.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::ingest::tables) enum BlankIs {
    /// The check cannot be done.
    #[default]
    Unknown,
    /// The source itself counted it as nothing.
    Zero,
}

/// The checks there are.
#[derive(Debug, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", deny_unknown_fields)]
pub(in crate::ingest::tables) enum CheckRule {
    /// `parts` add up to `total`.
    Sum {
        total: String,
        parts: Vec<String>,
        #[serde(default)]
        tolerance: f64,
        #[serde(default)]
        blank: BlankIs,
        #[serde(rename = "for", default)]
        each: BTreeMap<String, Vec<String>>,
        on_failure: Consequence,
    },
    /// `result` is `from` − `minus`.
    Difference {
        result: String,
        from: String,
        minus: String,
        #[serde(default)]
        tolerance: f64,
        #[serde(default)]
        blank: BlankIs,
        #[serde(rename = "for", default)]
        each: BTreeMap<String, Vec<String>>,
        on_failure: Consequence,
    },
    /// `printed` is `formula` over `columns`, rounded to `decimals`.
    Ratio {
        printed: String,
        formula: String,
        columns: BTreeMap<String, String>,
        decimals: u32,
        #[serde(default)]
        blank: BlankIs,
        #[serde(rename = "for", default)]
        each: BTreeMap<String, Vec<String>>,
        on_failure: Consequence,
    },
    /// `column` lies within bounds.
    Range {
        column: String,
        min: Option<f64>,
        max: Option<f64>,
        #[serde(rename = "for", default)]
        each: BTreeMap<String, Vec<String>>,
        on_failure: Consequence,
    },
    /// `column` is at most `limit`.
    AtMost {
        column: String,
        limit: String,
        #[serde(rename = "for", default)]
        each: BTreeMap<String, Vec<String>>,
        on_failure: Consequence,
    },
    /// `column` is at most `factor` times `before`, or the other way round; differences below `least` do not count.
    Change {
        column: String,
        before: String,
        factor: f64,
        least: f64,
        #[serde(rename = "for", default)]
        each: BTreeMap<String, Vec<String>>,
        on_failure: Consequence,
    },
    /// The text of `column` tells the row's period (shifted as its span is), or its last month.
    Period {
        column: String,
        format: String,
        #[serde(rename = "for", default)]
        each: BTreeMap<String, Vec<String>>,
        on_failure: Consequence,
    },
    /// The period is not after the month in which the file is read, or was exported.
    NotAfter { on_failure: Consequence },
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(in crate::ingest::tables) struct QuarantineEntry {
    /// Above this share of rows in quarantine the whole file is distrusted.
    pub distrust_above: f64,
    /// … if there are at least so many of them.
    pub at_least: usize,
    /// What an error cell such as #NUM! in the column of a value does: `quarantine` or `blank`.
    pub error_cells: String,
    /// Of two rows about the same place, whether one with nothing but zeros is kept back alone. Else both are.
    pub zeros_yield: bool,
}

impl Default for QuarantineEntry {
    fn default() -> Self {
        Self { distrust_above: 0.5, at_least: 20, error_cells: "quarantine".to_owned(), zeros_yield: false }
    }
}
