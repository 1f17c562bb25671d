//! A file whose columns are known: all rows of one sheet, with the limits of every import.

use super::{
    TableError,
    cells::Cell,
    profile::FileFormat,
    sheets::{LIMITS, Limits, each_row},
};
use std::ops::ControlFlow;

/// Rows of a workbook that is filled in by hand.
const ROWS: u64 = 2_000;

/// The rows of a sheet with their numbers from 1; of the first sheet where none is named.
///
/// # Errors
/// When the file is no table, or too large.
pub fn rows(bytes: &[u8], sheet: &str) -> Result<Vec<(u64, Vec<Cell>)>, TableError> {
    let format = FileFormat { sheet: sheet.to_owned(), ..FileFormat::default() };
    let limits = Limits { bytes: 8 << 20, unpacked: 64 << 20, rows: ROWS, ..LIMITS };
    let mut found = Vec::new();
    each_row(bytes, &format, &limits, &mut |number, cells| {
        found.push((number, cells.to_vec()));
        Ok(ControlFlow::Continue(()))
    })?;
    Ok(found)
}
