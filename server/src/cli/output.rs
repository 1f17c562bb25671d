//! The one place that writes to standard output, and to standard error for people. Data goes to the one, progress
//! and messages to the other.

#![allow(clippy::print_stderr)]

use super::context::Stop;
use clap::ValueEnum;
use comfy_table::{ContentArrangement, Table, presets};
use serde::Serialize;
use serde_json::Value;
use std::io::{ErrorKind, Write};

/// How data is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Which fields of a row are shown: all in CSV, those that fit on a screen in a table. Serde's names.
pub(super) struct Columns<'a> {
    /// In a table.
    pub table: &'a [&'a str],
    /// In CSV; those of the table where empty.
    pub csv: &'a [&'a str],
}

/// Writes rows; as JSON `{"rows":[…]}`.
pub(super) fn rows<T: Serialize>(format: Format, columns: &Columns<'_>, rows: &[T]) -> Result<(), Stop> {
    #[derive(Serialize)]
    struct Rows<'a, T> {
        rows: &'a [T],
    }
    match format {
        Format::Json => json(&Rows { rows }),
        Format::Table => table(columns.table, rows),
        Format::Csv => csv(if columns.csv.is_empty() { columns.table } else { columns.csv }, rows),
    }
}

/// Writes one value as a line of JSON.
pub(super) fn json<T: Serialize>(value: &T) -> Result<(), Stop> {
    let mut text = serde_json::to_vec(value).map_err(|error| Stop::Internal(error.to_string()))?;
    text.push(b'\n');
    put(&text)
}

fn table<T: Serialize>(columns: &[&str], rows: &[T]) -> Result<(), Stop> {
    let mut table = Table::new();
    table.load_style(presets::UTF8_FULL_CONDENSED).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(columns.to_vec());
    for row in rows {
        let fields = fields(row)?;
        table.add_row(columns.iter().map(|column| cell(fields.get(*column), true)));
    }
    put(format!("{table}\n").as_bytes())
}

fn csv<T: Serialize>(columns: &[&str], rows: &[T]) -> Result<(), Stop> {
    put(&csv_bytes(columns, rows)?)
}

/// Rows as CSV, for standard output or a file.
pub(super) fn csv_bytes<T: Serialize>(columns: &[&str], rows: &[T]) -> Result<Vec<u8>, Stop> {
    let internal = |error: csv::Error| Stop::Internal(error.to_string());
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(columns).map_err(internal)?;
    for row in rows {
        let fields = fields(row)?;
        let record = columns.iter().map(|column| cell(fields.get(*column), false));
        writer.write_record(record).map_err(internal)?;
    }
    writer.into_inner().map_err(|error| Stop::Internal(error.to_string()))
}

fn fields<T: Serialize>(row: &T) -> Result<Value, Stop> {
    serde_json::to_value(row).map_err(|error| Stop::Internal(error.to_string()))
}

/// A field in one cell. Nothing is an empty cell, never a zero.
fn cell(value: Option<&Value>, rounded: bool) -> String {
    match value {
        None | Some(Value::Null) => String::new(),
        Some(Value::String(text)) => text.clone(),
        Some(Value::Number(number)) if rounded && number.is_f64() => {
            let text = format!("{:.4}", number.as_f64().unwrap_or_default());
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        Some(Value::Array(list)) => {
            let list: Vec<_> = list.iter().map(|value| cell(Some(value), rounded)).collect();
            list.join(";")
        }
        // A role at a unit.
        Some(Value::Object(map)) if map.contains_key("role") && map.contains_key("unit") => {
            format!("{}@{}", cell(map.get("role"), rounded), cell(map.get("unit"), rounded))
        }
        Some(other) => other.to_string(),
    }
}

/// Writes text.
pub(super) fn text(text: &str) -> Result<(), Stop> {
    put(text.as_bytes())
}

fn put(bytes: &[u8]) -> Result<(), Stop> {
    let mut out = std::io::stdout().lock();
    match out.write_all(bytes).and_then(|()| out.flush()) {
        // Whoever reads has enough, such as `head`.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        Err(error) => Err(Stop::Internal(format!("standard output: {error}"))),
        Ok(()) => Ok(()),
    }
}

/// Says something to the person at the terminal.
pub(super) fn message(text: &str) {
    eprintln!("{text}");
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn nothing_is_empty_and_zero_is_zero() {
        let row = json!({"a": null, "b": 0.0, "c": 0.80041234, "d": ["x", "y"], "e": "1,2", "f": 7});
        let columns = ["a", "b", "c", "d", "e", "f", "absent"];
        let text = String::from_utf8(csv_bytes(&columns, std::slice::from_ref(&row)).unwrap()).unwrap();
        assert_eq!(text, "a,b,c,d,e,f,absent\n,0.0,0.80041234,x;y,\"1,2\",7,\n");
        let shown: Vec<_> = columns.iter().map(|c| cell(row.get(*c), true)).collect();
        assert_eq!(shown, ["", "0", "0.8004", "x;y", "1,2", "7", ""]);
    }

    #[test]
    fn a_role_is_written_with_its_unit() {
        let grants = json!([{"role": "reviewer", "unit": "36", "name": "x"}]);
        assert_eq!(cell(Some(&grants), true), "reviewer@36");
    }
}
