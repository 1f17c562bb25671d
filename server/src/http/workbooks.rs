//! A report as a workbook, for courts that work that way: downloaded with the unit's values, filled in, and sent back
//! through the same checks as the form. The first sheet holds the fields, a sheet each the lists.

use crate::ingest::tables::{Cell, CellValue, rows};
use app::{
    api::{
        Failure,
        reports::{AnswerOrder, ReportView},
    },
    domain::{
        catalogue::Kind,
        forms::{Field, Section},
    },
    i18n::{Locale, t, t_with},
};
use rust_xlsxwriter::{DataValidation, Format, Workbook, Worksheet, XlsxError};
use std::collections::BTreeMap;

/// Columns of the first sheet: field, name, unit of measure, last time, answer, comment, revision.
const ANSWER: u16 = 4;
/// See [`ANSWER`].
const REMARK: u16 = 5;
/// See [`ANSWER`].
const REVISION: u16 = 6;
/// Rows above the fields: whose report it is, what is to be done, the head.
const HEAD: u32 = 3;

/// Writes a report.
pub(super) fn write(report: &ReportView, locale: Locale) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let (bold, open) =
        (Format::new().set_bold(), Format::new().set_background_color("#FFF8DC").set_text_wrap());
    let sheet = book.add_worksheet();
    sheet.set_name(t(locale, "reports.workbook.form"))?;
    let at = &report.row.address;
    sheet.write_string(0, 0, format!("{} {} {}", at.form, at.unit, at.period))?;
    let title = format!(
        "{} · {} · {}",
        locale.pick(&report.form.zh, &report.form.en),
        locale.pick(&report.row.unit_name.0, &report.row.unit_name.1),
        at.period
    );
    sheet.write_string_with_format(0, 1, title, &bold)?;
    sheet.write_string(1, 1, t(locale, "reports.workbook.how"))?;
    for (column, name) in (0u16..).zip(heads(locale)) {
        sheet.write_string_with_format(HEAD - 1, column, name, &bold)?;
    }
    let fields = report.form.fields().filter(|field| field.kind != Kind::Photo);
    for (line, field) in (HEAD..).zip(fields) {
        write_field(sheet, line, field, report, locale, &open)?;
    }
    sheet.set_column_width(1, 40)?.set_column_width(ANSWER, 24)?.set_column_width(REMARK, 40)?;
    sheet.set_column_hidden(REVISION)?;
    sheet.set_freeze_panes(HEAD, 2)?;
    for list in report.form.lists() {
        write_list(book.add_worksheet(), list, report, locale, (&bold, &open))?;
    }
    book.save_to_buffer()
}

fn heads(locale: Locale) -> [&'static str; 7] {
    [
        t(locale, "reports.workbook.field"),
        t(locale, "reports.workbook.name"),
        t(locale, "reports.workbook.measure"),
        t(locale, "reports.workbook.last"),
        t(locale, "reports.workbook.answer"),
        t(locale, "reports.remark_label"),
        t(locale, "reports.workbook.revision"),
    ]
}

fn write_field(
    sheet: &mut Worksheet,
    line: u32,
    field: &Field,
    report: &ReportView,
    locale: Locale,
    open: &Format,
) -> Result<(), XlsxError> {
    let state = report.fields.iter().find(|state| state.field == field.id);
    sheet.write_string(line, 0, &field.id)?;
    sheet.write_string(line, 1, locale.pick(&field.zh, &field.en))?;
    sheet.write_string(line, 2, &field.measure)?;
    if let Some(last) = report.context.last.get(&field.id) {
        sheet.write_string(line, 3, in_words(field, last, locale))?;
    }
    if field.given {
        // Known already: nothing to fill in.
        return match report.context.given.get(&field.id) {
            Some(value) => sheet.write_number(line, ANSWER, *value).map(|_| ()),
            None => Ok(()),
        };
    }
    let answer = state.map(|state| state.answer.as_str()).unwrap_or_default();
    match answer.parse::<f64>() {
        Ok(number) if field.is_number() => sheet.write_number_with_format(line, ANSWER, number, open)?,
        _ => sheet.write_string_with_format(line, ANSWER, in_words(field, answer, locale), open)?,
    };
    let remark = state.map(|state| state.remark.as_str()).unwrap_or_default();
    sheet.write_string_with_format(line, REMARK, remark, open)?;
    sheet.write_number(line, REVISION, state.map_or(0, |state| state.revision) as f64)?;
    if let Some(choice) = choices(field, locale)? {
        sheet.add_data_validation(line, ANSWER, line, ANSWER, &choice)?;
    }
    Ok(())
}

/// What can be chosen, as a list in the cell, where it is short enough for one.
fn choices(field: &Field, locale: Locale) -> Result<Option<DataValidation>, XlsxError> {
    let words: Vec<&str> = match field.kind {
        Kind::YesNo => vec![t(locale, "reports.yes"), t(locale, "reports.no")],
        Kind::Choice => field.choices.iter().map(|choice| locale.pick(&choice.zh, &choice.en)).collect(),
        _ => return Ok(None),
    };
    // The format allows 255 characters.
    if words.iter().map(|word| word.chars().count() + 1).sum::<usize>() > 250 {
        return Ok(None);
    }
    Ok(Some(DataValidation::new().allow_list_strings(&words)?))
}

fn write_list(
    sheet: &mut Worksheet,
    list: &Section,
    report: &ReportView,
    locale: Locale,
    (bold, open): (&Format, &Format),
) -> Result<(), XlsxError> {
    sheet.set_name(&list.id)?;
    let text = report.fields.iter().find(|state| state.field == list.id);
    let revision = text.map_or(0, |state| state.revision);
    let text = text.map(|state| state.answer.as_str()).unwrap_or_default();
    let known: Vec<BTreeMap<String, String>> = serde_json::from_str(text).unwrap_or_default();
    let columns: Vec<&Field> = list.fields.iter().filter(|field| field.kind != Kind::Photo).collect();
    sheet.write_number(0, columns.len() as u16, revision as f64)?;
    for (column, field) in (0u16..).zip(&columns) {
        sheet.write_string(0, column, &field.id)?;
        sheet.write_string_with_format(1, column, locale.pick(&field.zh, &field.en), bold)?;
        sheet.set_column_width(column, 20)?;
        let last = 1 + list.repeats.unwrap_or(1);
        if let Some(choice) = choices(field, locale)? {
            sheet.add_data_validation(2, column, last, column, &choice)?;
        }
        for (line, row) in (2u32..).zip(&known) {
            let answer = row.get(&field.id).map(String::as_str).unwrap_or_default();
            sheet.write_string_with_format(line, column, in_words(field, answer, locale), open)?;
        }
    }
    sheet.set_freeze_panes(2, 0)?;
    Ok(())
}

/// An answer as a person reads it.
fn in_words(field: &Field, answer: &str, locale: Locale) -> String {
    match (field.kind, answer) {
        (Kind::YesNo, "yes") => t(locale, "reports.yes").to_owned(),
        (Kind::YesNo, "no") => t(locale, "reports.no").to_owned(),
        (Kind::Choice, id) => {
            let choice = field.choices.iter().find(|choice| choice.id == id);
            choice.map_or_else(|| id.to_owned(), |choice| locale.pick(&choice.zh, &choice.en).to_owned())
        }
        (_, text) => text.to_owned(),
    }
}

/// Reads what was filled in. A field that is not in the workbook keeps its answer.
///
/// # Errors
/// When the file is no workbook of this report.
pub(super) fn read(bytes: &[u8], report: &ReportView) -> Result<Vec<AnswerOrder>, Failure> {
    let unreadable =
        |error: crate::ingest::tables::TableError| Failure::invalid("file", error.reason, error.value);
    let first = rows(bytes, "").map_err(unreadable)?;
    let at = &report.row.address;
    let own = format!("{} {} {}", at.form, at.unit, at.period);
    let stated = first.first().filter(|(number, _)| *number == 1).map(|(_, row)| text_of(row, 0));
    if stated.as_deref() != Some(&*own) {
        let stated = stated.unwrap_or_default();
        return Err(Failure::invalid("A1", "workbook_of_another_report", stated));
    }
    let mut orders = Vec::new();
    for (number, row) in first.iter().filter(|(number, _)| *number > u64::from(HEAD)) {
        let id = text_of(row, 0);
        let Some(field) = report.form.field(&id) else {
            return Err(Failure::invalid(&format!("A{number}"), "not_asked", id));
        };
        if field.given {
            continue;
        }
        let state = report.fields.iter().find(|state| state.field == id);
        orders.push(AnswerOrder {
            answer: typed(field, row.get(usize::from(ANSWER))),
            remark: text_of(row, REMARK),
            question: state.map(|state| state.question.clone()).unwrap_or_default(),
            base: text_of(row, REVISION).parse().unwrap_or(0),
            force: false,
            field: id,
        });
    }
    for list in report.form.lists() {
        match rows(bytes, &list.id) {
            Ok(found) => orders.push(read_list(list, &found, report)),
            // Somebody has taken the sheet away: nothing is said of the list.
            Err(error) if error.reason == "table_sheet_missing" => {}
            Err(error) => return Err(unreadable(error)),
        }
    }
    Ok(orders)
}

fn read_list(list: &Section, found: &[(u64, Vec<Cell>)], report: &ReportView) -> AnswerOrder {
    let state = report.fields.iter().find(|state| state.field == list.id);
    let before: Vec<BTreeMap<String, String>> =
        state.and_then(|state| serde_json::from_str(&state.answer).ok()).unwrap_or_default();
    let columns: Vec<&Field> = list.fields.iter().filter(|field| field.kind != Kind::Photo).collect();
    let rows = found.iter().filter(|(number, _)| *number > 2).map(|(number, row)| {
        let cells = columns.iter().enumerate().map(|(n, field)| (field.id.clone(), typed(field, row.get(n))));
        let mut cells: BTreeMap<String, String> = cells.filter(|(_, text)| !text.is_empty()).collect();
        // Photographs are not in the workbook: they stay with the row at whose place they were.
        let old = before.get((*number - 3) as usize);
        for photo in list.fields.iter().filter(|field| field.kind == Kind::Photo) {
            if let Some(kept) = old.and_then(|row| row.get(&photo.id)) {
                cells.insert(photo.id.clone(), kept.clone());
            }
        }
        cells
    });
    let rows: Vec<_> = rows.collect();
    let answer =
        if rows.is_empty() { String::new() } else { serde_json::to_string(&rows).unwrap_or_default() };
    let revision = found.first().map(|(_, row)| text_of(row, columns.len() as u16)).unwrap_or_default();
    AnswerOrder {
        field: list.id.clone(),
        answer,
        remark: state.map(|state| state.remark.clone()).unwrap_or_default(),
        question: state.map(|state| state.question.clone()).unwrap_or_default(),
        base: revision.parse().unwrap_or(0),
        force: false,
    }
}

fn text_of(row: &[Cell], column: u16) -> String {
    row.get(usize::from(column)).map(|cell| cell.text.trim().to_owned()).unwrap_or_default()
}

/// A cell as it would have been typed into the form: words of either language become what they stand for.
fn typed(field: &Field, cell: Option<&Cell>) -> String {
    let Some(cell) = cell else { return String::new() };
    let text = cell.text.trim();
    match (field.kind, cell.value) {
        (Kind::Date, CellValue::Date(at)) => at.date().to_string(),
        (Kind::YesNo, _) => {
            let is = |key| Locale::ALL.into_iter().any(|locale| t(locale, key).eq_ignore_ascii_case(text));
            if is("reports.yes") {
                "yes".to_owned()
            } else if is("reports.no") {
                "no".to_owned()
            } else {
                text.to_owned()
            }
        }
        (Kind::Choice, _) => {
            let choice = field.choices.iter().find(|choice| choice.zh == text || choice.en == text);
            choice.map_or_else(|| text.to_owned(), |choice| choice.id.clone())
        }
        _ => text.to_owned(),
    }
}

/// What the file is called.
pub(super) fn file_name(report: &ReportView, locale: Locale) -> String {
    let at = &report.row.address;
    let name = [("form", &*at.form), ("unit", &*at.unit), ("period", &*at.period)];
    t_with(locale, "reports.workbook.file", &name)
}
