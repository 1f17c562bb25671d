//! Rows as tables that leave the platform: CSV and XLSX, the same for REST and command line.

use rust_xlsxwriter::{Format, Workbook, XlsxError};
use serde::Serialize;
use serde_json::Value;

/// Columns of a list of units.
pub const UNITS: [&str; 14] = [
    "code",
    "level",
    "name",
    "name_en",
    "parent",
    "opened",
    "closed",
    "lat",
    "lon",
    "area_km2",
    "population",
    "groups",
    "townships",
    "facts",
];

/// Columns of values.
pub const VALUES: [&str; 11] = [
    "unit",
    "name",
    "level",
    "period",
    "indicator",
    "value",
    "numerator",
    "denominator",
    "status",
    "judgement",
    "edition",
];

/// Columns of indicators.
pub const INDICATORS: [&str; 15] = [
    "id",
    "module",
    "zh",
    "en",
    "formula",
    "measure",
    "direction",
    "reference_low",
    "reference_high",
    "small_number",
    "source_zh",
    "source_en",
    "note_zh",
    "note_en",
    "edition",
];

/// Columns of problems of an import.
pub const PROBLEMS: [&str; 7] = ["file", "row", "column", "code", "zh", "en", "raw"];

/// Columns of imports.
pub const IMPORTS: [&str; 13] = [
    "id",
    "profile",
    "file_name",
    "size",
    "state",
    "rows_read",
    "rows_accepted",
    "rows_quarantined",
    "facts_new",
    "facts_revised",
    "facts_unchanged",
    "actor",
    "created_at",
];

/// Columns of people.
pub const USERS: [&str; 5] = ["name", "display_name", "active", "grants", "created_at"];

/// Columns of tokens.
pub const TOKENS: [&str; 9] =
    ["id", "name", "scope", "unit", "created_by", "created_at", "expires_at", "revoked_at", "last_used_at"];

/// Columns of the audit log.
pub const AUDIT: [&str; 7] = ["seq", "at", "actor", "action", "unit", "detail", "hash"];

/// Why a table cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum TableError {
    /// A row is not made of fields.
    #[error("row: {0}")]
    Row(#[from] serde_json::Error),
    /// CSV.
    #[error("csv: {0}")]
    Csv(#[from] csv::Error),
    /// XLSX.
    #[error("xlsx: {0}")]
    Xlsx(#[from] XlsxError),
    /// Memory.
    #[error("writing: {0}")]
    Io(#[from] std::io::Error),
}

/// A field in one cell. Nothing is an empty cell, never a zero.
pub fn cell(value: Option<&Value>) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(list)) => list.iter().map(|value| cell(Some(value))).collect::<Vec<_>>().join(";"),
        // A role at a unit.
        Some(Value::Object(map)) if map.contains_key("role") && map.contains_key("unit") => {
            format!("{}@{}", cell(map.get("role")), cell(map.get("unit")))
        }
        Some(other) => other.to_string(),
    }
}

/// Rows as CSV with a byte order mark, so that spreadsheets read Chinese; no cell can start a formula.
pub fn csv<T: Serialize>(columns: &[&str], rows: &[T]) -> Result<Vec<u8>, TableError> {
    let mut writer = csv::Writer::from_writer(b"\xef\xbb\xbf".to_vec());
    writer.write_record(columns)?;
    for row in rows {
        let fields = serde_json::to_value(row)?;
        writer.write_record(columns.iter().map(|column| harmless(fields.get(*column))))?;
    }
    writer.into_inner().map_err(|error| error.into_error().into())
}

/// A text that a spreadsheet would take for a formula gets an apostrophe before it.
fn harmless(value: Option<&Value>) -> String {
    let text = cell(value);
    let formula = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    if formula && !matches!(value, Some(Value::Number(_))) { format!("'{text}") } else { text }
}

/// Rows as XLSX: numbers are numbers, the head stands still.
pub fn xlsx<T: Serialize>(columns: &[&str], rows: &[T]) -> Result<Vec<u8>, TableError> {
    let mut workbook = Workbook::new();
    let sheet = workbook.add_worksheet();
    let bold = Format::new().set_bold();
    for (column, name) in (0u16..).zip(columns) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
    }
    for (number, row) in (1u32..).zip(rows) {
        let fields = serde_json::to_value(row)?;
        for (column, name) in (0u16..).zip(columns) {
            match fields.get(*name) {
                None | Some(Value::Null) => {}
                Some(Value::Number(value)) if value.as_f64().is_some() => {
                    sheet.write_number(number, column, value.as_f64().unwrap_or_default())?;
                }
                Some(Value::Bool(value)) => {
                    sheet.write_boolean(number, column, *value)?;
                }
                other => {
                    sheet.write_string(number, column, cell(other))?;
                }
            }
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    Ok(workbook.save_to_buffer()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn csv_opens_in_a_spreadsheet_without_running_anything() {
        let rows = [json!({"name": "=1+1", "value": -0.5, "none": null, "list": ["a", "b"], "zero": 0})];
        let text =
            String::from_utf8(csv(&["name", "value", "none", "list", "zero"], &rows).unwrap()).unwrap();
        assert_eq!(text, "\u{feff}name,value,none,list,zero\n'=1+1,-0.5,,a;b,0\n");
    }

    #[test]
    fn xlsx_is_a_workbook() {
        let bytes = xlsx(&["name"], &[json!({"name": "江西"})]).unwrap();
        assert!(bytes.starts_with(b"PK"));
    }
}
