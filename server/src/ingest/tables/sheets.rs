//! Files as rows of cells: text in several encodings and delimiters, XLSX and legacy XLS. Text and XLSX are read row
//! by row; legacy XLS is read as a whole, which its format bounds to 65,536 rows.

use super::{TableError, cells::Cell, profile::FileFormat};
use calamine::{Reader, Xls, XlsOptions, Xlsx};
use encoding_rs::{Encoding, GB18030, UTF_8};
use std::{borrow::Cow, io::Cursor, ops::ControlFlow};

/// What is too much.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the file.
    pub bytes: usize,
    /// Bytes that a packed file may unpack to.
    pub unpacked: u64,
    /// Rows with the head.
    pub rows: u64,
    /// Cells in a row.
    pub columns: usize,
    /// Bytes in a cell.
    pub cell: usize,
}

/// The limits of every import.
pub const LIMITS: Limits =
    Limits { bytes: 64 << 20, unpacked: 512 << 20, rows: 500_000, columns: 2_000, cell: 32_768 };

/// Number of the code page of UTF-16.
const UTF_16: u16 = 1200;

/// What takes the rows: the row's number as a spreadsheet shows it, from 1, and its cells.
pub(super) type Sink<'a> = dyn FnMut(u64, &[Cell]) -> Result<ControlFlow<()>, TableError> + 'a;

/// What kind of file it is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum FileKind {
    Text,
    Xlsx,
    Xls,
}

/// Reads the rows of a file. Rows that are wholly blank are not handed over, but counted.
pub(super) fn each_row(
    bytes: &[u8],
    format: &FileFormat,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    if bytes.is_empty() {
        return Err(TableError::new("table_empty", ""));
    }
    if bytes.len() > limits.bytes {
        return Err(TableError::new("table_too_large", format!("{} > {} bytes", bytes.len(), limits.bytes)));
    }
    let mut guarded = |number: u64, cells: &[Cell]| {
        if number > limits.rows {
            return Err(TableError::new("table_too_many_rows", format!("> {}", limits.rows)));
        }
        if cells.len() > limits.columns {
            let value = format!("{} > {}", cells.len(), limits.columns);
            return Err(TableError::new("table_too_many_columns", value));
        }
        if cells.iter().any(|cell| cell.text.len() > limits.cell) {
            return Err(TableError::new("table_cell_too_long", number.to_string()));
        }
        if cells.iter().all(Cell::is_blank) { Ok(ControlFlow::Continue(())) } else { sink(number, cells) }
    };
    match kind_of(bytes) {
        FileKind::Text => text_rows(bytes, format, &mut guarded),
        FileKind::Xlsx => xlsx_rows(bytes, format, limits, &mut guarded),
        FileKind::Xls => xls_rows(bytes, format, &mut guarded),
    }
}

/// Keeps a row above or in the head at its place.
pub(super) fn keep_above(above: &mut Vec<Vec<Cell>>, number: u64, cells: &[Cell]) {
    above.resize_with((number - 1) as usize, Vec::new);
    above.push(cells.to_vec());
}

/// The names of the columns. Of a head of several rows, each row's name is joined to the one above, which reaches
/// to the right over the cells that are merged with it.
pub(super) fn head_names(above: &[Vec<Cell>], format: &FileFormat) -> Vec<String> {
    let rows = above.iter().skip(format.head as usize - 1).take(format.head_rows as usize);
    let rows: Vec<_> = rows.collect();
    let width = rows.iter().map(|row| row.len()).max().unwrap_or(0);
    let mut names = vec![String::new(); width];
    for (depth, row) in rows.iter().enumerate() {
        let mut reaching = "";
        for (column, name) in names.iter_mut().enumerate() {
            let own = row.get(column).map_or("", |cell| cell.text.trim());
            let merges = depth + 1 < rows.len();
            if !own.is_empty() || !merges {
                reaching = own;
            }
            if !reaching.is_empty() {
                if !name.is_empty() {
                    name.push(' ');
                }
                name.push_str(reaching);
            }
        }
    }
    names.iter().map(|name| super::templates::column_name(name)).collect()
}

/// Whether it is a text file, whose rows all have as many cells as the head.
pub(super) fn is_text(bytes: &[u8]) -> bool {
    kind_of(bytes) == FileKind::Text
}

fn kind_of(bytes: &[u8]) -> FileKind {
    if bytes.starts_with(b"PK\x03\x04") {
        FileKind::Xlsx
    } else if bytes.starts_with(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        FileKind::Xls
    } else {
        FileKind::Text
    }
}

/// Decodes text: a byte order mark says what it is, else the profile, else UTF-8 where it fits and GB18030 (which
/// contains GBK) where it does not.
fn decode<'a>(bytes: &'a [u8], format: &FileFormat) -> Result<Cow<'a, str>, TableError> {
    let unreadable = || TableError::new("table_unreadable", "");
    let (encoding, bytes) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (Some(encoding), &bytes[length..]),
        None => (format.encoding()?, bytes),
    };
    let wide = encoding.is_some_and(|encoding| !encoding.is_ascii_compatible());
    let odd = |b: &u8| *b < 0x20 && !matches!(b, b'\t' | b'\r' | b'\n' | 0x0B | 0x0C | 0x1A);
    if !wide && bytes.iter().take(1 << 16).any(odd) {
        return Err(unreadable());
    }
    let wrong = |encoding: &'static Encoding| TableError::new("table_encoding", encoding.name());
    if let Some(encoding) = encoding {
        return encoding
            .decode_without_bom_handling_and_without_replacement(bytes)
            .ok_or_else(|| wrong(encoding));
    }
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Ok(Cow::Borrowed(text));
    }
    GB18030.decode_without_bom_handling_and_without_replacement(bytes).ok_or_else(|| wrong(UTF_8))
}

/// The delimiter that the first line with text has most of, outside quotes.
fn delimiter_of(text: &str) -> u8 {
    let line = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let (mut quoted, mut counts) = (false, [0usize; 3]);
    const CANDIDATES: [u8; 3] = [b',', b';', b'\t'];
    for byte in line.bytes() {
        if byte == b'"' {
            quoted = !quoted;
        } else if !quoted && let Some(i) = CANDIDATES.iter().position(|c| *c == byte) {
            counts[i] += 1;
        }
    }
    let best = (0..3).rev().max_by_key(|&i| counts[i]).unwrap_or(0);
    CANDIDATES[best]
}

fn text_rows(bytes: &[u8], format: &FileFormat, sink: &mut Sink<'_>) -> Result<(), TableError> {
    let text = decode(bytes, format)?;
    if text.trim().is_empty() {
        return Err(TableError::new("table_empty", ""));
    }
    let delimiter = format.delimiter_byte().unwrap_or_else(|| delimiter_of(&text));
    let mut reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .delimiter(delimiter)
        .from_reader(text.as_bytes());
    let mut record = csv::StringRecord::new();
    let mut cells = Vec::new();
    // Lines broken inside quotes are one row for a spreadsheet.
    let mut broken = 0;
    loop {
        let at = reader.position().clone();
        let read = reader.read_record(&mut record);
        if !read.map_err(|_| TableError::new("table_unreadable", at.line().to_string()))? {
            return Ok(());
        }
        // The reader passes over empty lines before a record; a spreadsheet counts them.
        let start = &text.as_bytes()[at.byte() as usize..];
        let empty = start.iter().take_while(|b| matches!(b, b'\r' | b'\n')).filter(|b| **b == b'\n').count();
        let number = at.line() + empty as u64 - broken;
        broken += record.iter().map(|cell| cell.matches('\n').count() as u64).sum::<u64>();
        cells.clear();
        cells.extend(record.iter().map(Cell::text));
        if sink(number, &cells)?.is_break() {
            return Ok(());
        }
    }
}

/// The sheet that is wanted among those that there are.
fn sheet_of(names: &[String], format: &FileFormat) -> Result<String, TableError> {
    let wanted = format.sheet.trim();
    let found =
        if wanted.is_empty() { names.first() } else { names.iter().find(|name| name.trim() == wanted) };
    found
        .cloned()
        .ok_or_else(|| TableError::new("table_sheet_missing", format!("{wanted} ({})", names.join(", "))))
}

fn xlsx_rows(
    bytes: &[u8],
    format: &FileFormat,
    limits: &Limits,
    sink: &mut Sink<'_>,
) -> Result<(), TableError> {
    let unreadable = |error: &dyn std::fmt::Display| {
        tracing::debug!(%error, "xlsx");
        TableError::new("table_unreadable", "XLSX")
    };
    let unpacked = unpacked_size(bytes).ok_or_else(|| TableError::new("table_unreadable", "XLSX"))?;
    if unpacked > limits.unpacked {
        return Err(TableError::new("table_too_large", format!("> {} bytes unpacked", limits.unpacked)));
    }
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|e| unreadable(&e))?;
    let sheet = sheet_of(&book.sheet_names(), format)?;
    let mut reader = book.worksheet_cells_reader(&sheet).map_err(|e| unreadable(&e))?;
    let mut row: Vec<Cell> = Vec::new();
    let mut current = None;
    while let Some(cell) = reader.next_cell().map_err(|e| unreadable(&e))? {
        let (at, column) = (cell.get_position().0, cell.get_position().1 as usize);
        if current.is_some_and(|current| current != at) {
            let number = u64::from(current.unwrap_or_default()) + 1;
            if sink(number, &row)?.is_break() {
                return Ok(());
            }
            row.clear();
        }
        current = Some(at);
        if column >= limits.columns {
            let value = format!("{} > {}", column + 1, limits.columns);
            return Err(TableError::new("table_too_many_columns", value));
        }
        row.resize_with(row.len().max(column + 1), Cell::blank);
        row[column] = Cell::from(cell.get_value());
    }
    match current {
        None => Err(TableError::new("table_empty", "")),
        Some(last) => sink(u64::from(last) + 1, &row).map(|_| ()),
    }
}

/// The size of all parts of a packed file, as its table of contents states it; `None` without such a table.
fn unpacked_size(bytes: &[u8]) -> Option<u64> {
    let end = bytes.len().checked_sub(22)?;
    let from = end.saturating_sub(usize::from(u16::MAX));
    let tail = (from..=end).rev().find(|&at| bytes[at..].starts_with(b"PK\x05\x06"))?;
    let number = |at: usize, length: usize| -> Option<usize> {
        let part = bytes.get(at..at + length)?;
        Some(part.iter().rev().fold(0, |number, b| number << 8 | usize::from(*b)))
    };
    let entries = number(tail + 10, 2)?;
    let mut at = number(tail + 16, 4)?;
    let mut size = 0u64;
    for _ in 0..entries {
        if !bytes.get(at..)?.starts_with(b"PK\x01\x02") {
            return None;
        }
        size = size.checked_add(number(at + 24, 4)? as u64)?;
        at += 46 + number(at + 28, 2)? + number(at + 30, 2)? + number(at + 32, 2)?;
    }
    Some(size)
}

fn xls_rows(bytes: &[u8], format: &FileFormat, sink: &mut Sink<'_>) -> Result<(), TableError> {
    let unreadable = |error: calamine::XlsError| {
        tracing::debug!(%error, "xls");
        TableError::new("table_unreadable", "XLS")
    };
    let mut options = XlsOptions::default();
    // Since Excel 97 the stream is called `Workbook` and its texts are Unicode, whatever code page a writer claims:
    // exports made by Java libraries claim 1252.
    let name: Vec<u8> = "Workbook".encode_utf16().flat_map(u16::to_le_bytes).collect();
    if bytes.windows(name.len()).any(|window| window == name) {
        options.force_codepage = Some(UTF_16);
    }
    let mut book: Xls<_> = Xls::new_with_options(Cursor::new(bytes), options).map_err(unreadable)?;
    let sheet = sheet_of(&book.sheet_names(), format)?;
    let range = book.worksheet_range(&sheet).map_err(unreadable)?;
    let Some((first_row, first_column)) = range.start() else {
        return Err(TableError::new("table_empty", ""));
    };
    for (row, number) in range.rows().zip(u64::from(first_row) + 1..) {
        let left = (0..first_column).map(|_| Cell::blank());
        let cells: Vec<_> = left.chain(row.iter().map(Cell::from)).collect();
        if sink(number, &cells)?.is_break() {
            return Ok(());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(bytes: &[u8], format: &FileFormat) -> Result<Vec<(u64, Vec<String>)>, TableError> {
        let mut rows = Vec::new();
        each_row(bytes, format, &LIMITS, &mut |number, cells| {
            rows.push((number, cells.iter().map(|cell| cell.text.clone()).collect()));
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(rows)
    }

    #[test]
    fn encodings_and_delimiters_are_found_out() {
        let wanted =
            vec![(1, vec!["法院".to_owned(), "新收".to_owned()]), (2, vec!["甲".into(), "1".into()])];
        let text = "法院;新收\n甲;1\n";
        let (gbk, _, _) = encoding_rs::GBK.encode(text);
        let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
        let wide: Vec<u8> =
            [0xFF, 0xFE].into_iter().chain(text.encode_utf16().flat_map(u16::to_le_bytes)).collect();
        for bytes in [text.as_bytes(), &gbk, &bom, &wide, text.replace(';', "\t").as_bytes()] {
            assert_eq!(rows(bytes, &FileFormat::default()).unwrap(), wanted);
        }
        let latin = FileFormat { encoding: "windows-1252".into(), ..FileFormat::default() };
        assert_eq!(rows(b"M\xCAS;A\n", &latin).unwrap()[0].1[0], "MÊS");
        let utf8 = FileFormat { encoding: "utf-8".into(), ..FileFormat::default() };
        assert_eq!(rows(&gbk, &utf8).unwrap_err().reason, "table_encoding");
    }

    #[test]
    fn rows_have_the_numbers_that_a_spreadsheet_shows() {
        let text = "a,b\r\n\r\n\"two\nlines\",1\r\n\n\nx,2\n  ,\ny,3";
        let numbers: Vec<_> =
            rows(text.as_bytes(), &FileFormat::default()).unwrap().into_iter().map(|(n, _)| n).collect();
        // Head, empty line, broken line, two empty lines, x, blank row, y.
        assert_eq!(numbers, [1, 3, 6, 8]);
    }

    #[test]
    fn heads_of_several_rows() {
        let format = FileFormat { head: 2, head_rows: 2, ..FileFormat::default() };
        let text = "Report,,\n,Criminal,,Traffic\nCourt,Filed,Closed,Filed\nX,1,2,3\n";
        let mut above = Vec::new();
        each_row(text.as_bytes(), &format, &LIMITS, &mut |number, cells| {
            if number <= format.last_head_row() {
                keep_above(&mut above, number, cells);
            }
            Ok(ControlFlow::Continue(()))
        })
        .unwrap();
        let head = head_names(&above, &format);
        assert_eq!(head, ["Court", "Criminal Filed", "Criminal Closed", "Traffic Filed"]);
    }

    #[test]
    fn what_is_no_table_is_refused() {
        let reason = |bytes: &[u8]| rows(bytes, &FileFormat::default()).unwrap_err().reason;
        assert_eq!(reason(b""), "table_empty");
        assert_eq!(reason(b" \n \n"), "table_empty");
        assert_eq!(reason(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"), "table_unreadable");
        assert_eq!(reason(b"PK\x03\x04 torn"), "table_unreadable");
        assert_eq!(reason(&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 1, 2, 3]), "table_unreadable");
    }

    #[test]
    fn limits_are_kept() {
        let format = FileFormat::default();
        let limits = Limits { rows: 2, columns: 2, cell: 3, ..LIMITS };
        let reason = |text: &str| {
            each_row(text.as_bytes(), &format, &limits, &mut |_, _| Ok(ControlFlow::Continue(())))
                .unwrap_err()
                .reason
        };
        assert_eq!(reason("a\nb\nc\n"), "table_too_many_rows");
        assert_eq!(reason("a,b,c\n"), "table_too_many_columns");
        assert_eq!(reason("abcd\n"), "table_cell_too_long");
    }
}
