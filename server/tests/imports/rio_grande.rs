//! The state court of Rio Grande do Norte, against its own rates.

use crate::harness::{Bench, operator, report, shared, span};
use app::{
    api::imports::Imports,
    domain::{periods::Period, units::Level},
};
use calamine::{Data, Range, Reader, Xls, XlsOptions};
use rust_xlsxwriter::Workbook;
use std::{collections::BTreeMap, io::Cursor};

const FILES: [(&str, &str); 5] = [
    ("tjrn-indicadores", "Indicadores - Atualizado em 2020-12-29 11-14-26.xls"),
    ("tjrn-indicadores", "Indicadores - Atualizado em 2021-10-05 09-29-09.xls"),
    ("tjrn-acervo", "Acervo - Atualizado em 2021-10-05 09-00-49.xls"),
    ("tjrn-acervo", "Acervo - Atualizado em 2021-11-04 11-10-19.xls"),
    ("tjrn-taxa", "Taxa de congestionamento - Atualizado em  2021-10-05 09-00-49.xls"),
];

fn file(i: usize) -> Option<(&'static str, &'static str, Vec<u8>)> {
    let (profile, name) = FILES[i];
    Some((profile, name, shared(&format!("tjrn/{name}"))?))
}

/// The first sheet. The files claim code page 1252 and are UTF-16.
fn sheet(bytes: &[u8]) -> Range<Data> {
    let mut options = XlsOptions::default();
    options.force_codepage = Some(1200);
    let mut book: Xls<_> = Xls::new_with_options(Cursor::new(bytes), options).unwrap();
    book.worksheet_range_at(0).unwrap().unwrap()
}

/// The rows of the first sheet below its head, by the names of the columns; blanks left out.
fn rows(bytes: &[u8]) -> Vec<BTreeMap<String, Data>> {
    let range = sheet(bytes);
    let mut rows = range.rows();
    let head: Vec<_> = rows.next().unwrap().iter().map(ToString::to_string).collect();
    let named = rows.map(|row| {
        let cells = head.iter().cloned().zip(row.iter().cloned());
        cells.filter(|(_, cell)| !cell.to_string().is_empty()).collect()
    });
    named.collect()
}

fn number(row: &BTreeMap<String, Data>, column: &str) -> Option<f64> {
    match row.get(column) {
        Some(Data::Float(number)) => Some(*number),
        Some(Data::Int(number)) => Some(*number as f64),
        _ => None,
    }
}

/// The sheet as XLSX, with numbers changed by `change(row from 0 with the head, column, number)`.
fn as_xlsx(bytes: &[u8], change: impl Fn(usize, &str, f64) -> f64) -> Vec<u8> {
    let range = sheet(bytes);
    let head: Vec<_> = range.rows().next().unwrap().iter().map(ToString::to_string).collect();
    let mut copy = Workbook::new();
    let sheet = copy.add_worksheet();
    sheet.set_name("Dados").unwrap();
    for (i, row) in range.rows().enumerate() {
        for (j, cell) in row.iter().enumerate() {
            match cell {
                Data::Float(number) if number.is_finite() => {
                    sheet.write(i as u32, j as u16, change(i, &head[j], *number)).unwrap();
                }
                Data::Int(number) => {
                    sheet.write(i as u32, j as u16, change(i, &head[j], *number as f64)).unwrap();
                }
                Data::Float(_) | Data::Empty => {}
                other => {
                    sheet.write(i as u32, j as u16, other.to_string()).unwrap();
                }
            }
        }
    }
    copy.save_to_buffer().unwrap()
}

#[tokio::test]
async fn a_later_export_revises_and_the_earlier_figures_stay_in_history() {
    let Some((profile, name, bytes)) = file(1) else { return };
    // The exports at hand do not overlap: the later one is the same with every seventh row's closings raised.
    let revised = |row: usize| row > 0 && row.is_multiple_of(7);
    let later = as_xlsx(
        &bytes,
        |row, column, number| {
            if revised(row) && column == "BAIXADOS" { number + 3.0 } else { number }
        },
    );
    let later_name = "Indicadores - Atualizado em 2021-12-01 08-00-00.xlsx";
    let rows = rows(&bytes);
    let with_figure =
        rows.iter().enumerate().filter(|(i, row)| revised(i + 1) && number(row, "BAIXADOS").is_some());
    let cells = with_figure.count() as i64;
    assert!(cells > 100);

    let bench = Bench::new().await;
    let first = bench.import(profile, name, &bytes).await.import.counts;
    let done = bench.import(profile, later_name, &later).await;
    report(&done);
    let counts = done.import.counts;
    assert_eq!((counts.facts_new, counts.facts_revised), (0, cells));
    assert_eq!(counts.facts_unchanged, first.facts_new - cells);
    let mut in_history = 0;
    let tree = bench.platform.tree().await.unwrap();
    for unit in tree.units().iter().filter(|unit| unit.level == Level::Tribunal) {
        in_history += bench.history(&unit.code, "closed").await.len() as i64;
    }
    assert_eq!(in_history, cells);

    // The earlier export, imported once more or only afterwards, changes nothing that the later one says.
    let standing = bench.everything().await;
    let again = bench.import(profile, name, &bytes).await.import.counts;
    assert_eq!((again.facts_new, again.facts_revised), (0, 0));
    assert_eq!(bench.everything().await, standing);
    let turned = Bench::new().await;
    turned.import(profile, later_name, &later).await;
    let late = turned.import(profile, name, &bytes).await;
    assert_eq!(late.problems.rows.iter().filter(|p| p.code == "warning_older").count() as i64, cells.min(25));
    assert_eq!(turned.everything().await, standing);

    // Taking the later one back restores what was said before.
    let undone = bench.platform.undo_import(&operator(), done.import.id).await.unwrap();
    assert!(undone.import.undone_at.is_some());
    let fresh = Bench::new().await;
    fresh.import(profile, name, &bytes).await;
    assert_eq!(bench.everything().await, fresh.everything().await);
}
