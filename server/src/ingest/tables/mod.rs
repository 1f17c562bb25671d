//! Tables: files read with an import profile into units, facts and a quarantine. Pure: no database, no clock.
//!
//! ```text
//! bytes ──sheets──▶ rows of cells ──extract (profile, checks)──▶ Reading: units, facts, problems
//! ```

mod cells;
mod checks;
mod extract;
mod numbers;
mod patterns;
mod plain;
pub mod problems;
pub mod profile;
mod sheets;
mod templates;

pub use cells::{Cell, CellValue};
pub use extract::{Context, Reading, TableFact, UnitSeen, read};
pub use plain::rows;
pub use problems::RowProblem;
pub use profile::{Profile, ProfileError};
pub use sheets::{LIMITS, Limits};
pub use templates::spelling;

/// Why a file as a whole cannot be read. The reason is a key below `reason.` in the translations.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{reason}: {value}")]
pub struct TableError {
    /// `table_empty`, `table_unreadable`, `table_column_missing` …
    pub reason: &'static str,
    /// The offending column, sheet, size …
    pub value: String,
}

impl TableError {
    pub(crate) fn new(reason: &'static str, value: impl Into<String>) -> Self {
        Self { reason, value: value.into() }
    }
}

/// Runs of white space become one space, ends are trimmed: what names are compared and shown as.
pub(crate) fn collapse(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}
