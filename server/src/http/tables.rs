//! Lists as JSON, CSV or XLSX.

mod rows;

use super::{answers::Answer, params::pairs};
use app::api::Failure;
use axum::{
    Json,
    body::{Body, Bytes},
    response::{IntoResponse, Response},
};
use futures::stream;
use http::{HeaderName, header, request::Parts};
use rust_xlsxwriter::{Format as CellFormat, Workbook, XlsxError};
use serde::Serialize;
use std::convert::Infallible;

/// The format of a list.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    /// The usual one.
    Json,
    /// UTF-8 with a byte order mark, which spreadsheet programs need.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// By the parameter `format`, else by `Accept`.
    pub(super) fn wanted(parts: &Parts) -> Result<Self, Failure> {
        if let Some((_, format)) = pairs(parts).into_iter().find(|(name, _)| name == "format") {
            return match format.as_str() {
                "json" => Ok(Self::Json),
                "csv" => Ok(Self::Csv),
                "xlsx" => Ok(Self::Xlsx),
                _ => Err(Failure::invalid("format", "bad_format", format)),
            };
        }
        let accept = parts.headers.get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or("");
        let wanted = accept.split(',').find_map(|part| match part.split(';').next().map(str::trim) {
            Some("text/csv") => Some(Self::Csv),
            Some(XLSX) => Some(Self::Xlsx),
            Some("application/json" | "*/*") => Some(Self::Json),
            _ => None,
        });
        Ok(wanted.unwrap_or(Self::Json))
    }
}

/// How many rows a table has that comes in pieces, so that whoever waits for it can say how far it is.
const ROWS: &str = "jiceng-rows";
/// Rows of a piece.
const PIECE: usize = 1000;

/// The media type of a workbook.
pub(super) const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Text.
    Text(String),
    /// A number.
    Number(f64),
    /// Nothing: not zero.
    Empty,
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        if text.is_empty() { Self::Empty } else { Self::Text(text.to_owned()) }
    }
}
impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}
impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}
impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Self::Number(number as f64)
    }
}
impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Self::Empty, Into::into)
    }
}

/// A row of a table; the names of the columns are those of the JSON fields.
pub(crate) trait TableRow {
    /// Names of the columns.
    const HEAD: &'static [&'static str];
    /// The cells, as many as the head has.
    fn cells(&self) -> Vec<Cell>;
}

/// A list in the format that is wanted: `json` is answered as it is, else `rows` become a file of that name.
pub(super) async fn list<T: TableRow + Send + 'static>(
    format: Format,
    name: &str,
    json: impl Serialize,
    rows: impl FnOnce() -> Vec<T>,
) -> Answer<Response> {
    let attached = |ending: &str| format!("attachment; filename=\"{name}.{ending}\"");
    match format {
        Format::Json => Ok(Json(json).into_response()),
        Format::Csv => {
            let rows = rows();
            let headers = [
                (header::CONTENT_TYPE, "text/csv; charset=utf-8".to_owned()),
                (header::CONTENT_DISPOSITION, attached("csv")),
                (HeaderName::from_static(ROWS), rows.len().to_string()),
            ];
            // Written while it is sent: of a long table no more than a piece is there as text.
            let pieces = csv(rows).map(Ok::<_, Infallible>);
            Ok((headers, Body::from_stream(stream::iter(pieces))).into_response())
        }
        Format::Xlsx => {
            let rows = rows();
            let made = tokio::task::spawn_blocking(move || xlsx(&rows)).await;
            let made = made.map_err(|_| Failure::internal("xlsx"))?;
            let bytes = made.map_err(|error| {
                tracing::error!(%error, "xlsx");
                Failure::internal("xlsx")
            })?;
            let headers =
                [(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, attached("xlsx"))];
            Ok((headers, bytes).into_response())
        }
    }
}

/// The pieces of a table as text, the first with the head.
fn csv<T: TableRow>(rows: Vec<T>) -> impl Iterator<Item = Bytes> {
    let mut rows = rows.into_iter();
    let mut head = Some(T::HEAD);
    std::iter::from_fn(move || {
        let mut text = Vec::new();
        let first = head.take();
        if first.is_some() {
            text.extend_from_slice("\u{feff}".as_bytes());
        }
        let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(text);
        let head = first.into_iter().map(|head| head.iter().map(|name| (*name).to_owned()).collect());
        let records = head.chain(rows.by_ref().take(PIECE).map(|row| record(&row)));
        for record in records {
            // Memory takes what is written, and every row has as many cells as the head.
            let record: Vec<String> = record;
            let written = writer.write_record(record);
            debug_assert!(written.is_ok(), "{written:?}");
        }
        let text = writer.into_inner().unwrap_or_default();
        (!text.is_empty()).then(|| Bytes::from(text))
    })
}

fn record(row: &impl TableRow) -> Vec<String> {
    let cells = row.cells().into_iter().map(|cell| match cell {
        Cell::Text(text) => harmless(text),
        Cell::Number(number) => number.to_string(),
        Cell::Empty => String::new(),
    });
    cells.collect()
}

/// A text that a spreadsheet program would take for a formula is kept from running.
fn harmless(text: String) -> String {
    if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text }
}

fn xlsx<T: TableRow>(rows: &[T]) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let bold = CellFormat::new().set_bold();
    for (column, name) in (0u16..).zip(T::HEAD) {
        sheet.write_string_with_format(0, column, *name, &bold)?;
    }
    for (line, row) in (1u32..).zip(rows) {
        for (column, cell) in (0u16..).zip(row.cells()) {
            match cell {
                // Written as a string, never read as a formula.
                Cell::Text(text) => sheet.write_string(line, column, text)?,
                Cell::Number(number) => sheet.write_number(line, column, number)?,
                Cell::Empty => continue,
            };
        }
    }
    sheet.set_freeze_panes(1, 0)?;
    book.save_to_buffer()
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Two(&'static str, Option<f64>);
    impl TableRow for Two {
        const HEAD: &'static [&'static str] = &["text", "number"];
        fn cells(&self) -> Vec<Cell> {
            vec![self.0.into(), self.1.into()]
        }
    }

    fn text_of(rows: Vec<Two>) -> String {
        let pieces: Vec<Bytes> = csv(rows).collect();
        String::from_utf8(pieces.concat()).unwrap()
    }

    #[test]
    fn a_long_table_comes_in_pieces_and_whole() {
        let rows = |count: usize| (0..count).map(|n| Two("row", Some(n as f64))).collect::<Vec<_>>();
        for (count, pieces) in
            [(0, 1), (1, 1), (PIECE - 1, 1), (PIECE, 1), (PIECE + 1, 2), (3 * PIECE + 7, 4)]
        {
            assert_eq!(csv(rows(count)).count(), pieces, "{count}");
            let text = text_of(rows(count));
            let last = text.lines().last().unwrap().to_owned();
            assert_eq!(text.lines().count(), count + 1, "{count}");
            assert_eq!(
                last,
                count.checked_sub(1).map_or("\u{feff}text,number".to_owned(), |n| format!("row,{n}"))
            );
        }
    }

    #[test]
    fn csv_is_readable_by_spreadsheets_and_harmless() {
        let rows = [Two("=1+1", Some(-2.5)), Two("南昌, \"x\"", None), Two("@a", Some(0.0))];
        let text = text_of(rows.into());
        assert_eq!(text, "\u{feff}text,number\r\n'=1+1,-2.5\r\n\"南昌, \"\"x\"\"\",\r\n'@a,0\r\n");
    }

    #[test]
    fn xlsx_can_be_read_back_with_formulas_as_text() {
        use calamine::{Data, Reader, Xlsx};
        let bytes = xlsx(&[Two("=1+1", Some(2.5)), Two("b", None)]).unwrap();
        let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        assert_eq!(sheet.get_value((1, 0)), Some(&Data::String("=1+1".into())));
        assert_eq!(sheet.get_value((1, 1)), Some(&Data::Float(2.5)));
        assert!(matches!(sheet.get_value((2, 1)), None | Some(Data::Empty)));
    }
}
