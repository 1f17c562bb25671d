//! The state court of Rio Grande do Norte, against its own rates.

use crate::harness::{Bench, operator, report, shared, span};
use app::{
    api::imports::Imports,
    domain::{periods::Period, units::Level},
};
use calamine::{Data, Range, Reader, Xls, XlsOptions};
use rust_xlsxwriter::Workbook;
use std::{
    collections::{BTreeMap, BTreeSet, btree_map::Entry},
    io::Cursor,
};

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

#[tokio::test]
async fn every_export_is_taken_over_whole() {
    let bench = Bench::new().await;
    // Rows read, and of these kept back: the court lists one unit twice, once with zeros alone, in twelve months.
    let expected = [(2700, 0), (2400, 0), (222, 0), (222, 0), (2916, 12)];
    for (i, (rows_read, kept_back)) in expected.into_iter().enumerate() {
        let Some((profile, name, bytes)) = file(i) else { return };
        let done = bench.import(profile, name, &bytes).await;
        report(&done);
        let columns: &[&str] = match i {
            0 | 1 => &["DISTRIBUÍDOS", "BAIXADOS", "DECISÕES", "DESPACHOS", "SENTENÇAS", "AUDIÊNCIAS"],
            2 | 3 => &["ACERVO"],
            _ => &["BAIXADOS", "PENDENTES", "SUSPENSOS"],
        };
        let problems = &done.problems.rows;
        assert!(problems.iter().all(|problem| problem.code == "zeros_yield"), "{problems:?}");
        // Cells with a figure, blanks left out; the sheet counts its rows from 1 and has a head.
        let taken = rows(&bytes)
            .into_iter()
            .zip(2..)
            .filter(|(_, number)| !problems.iter().any(|problem| problem.row == *number));
        let cells = taken
            .flat_map(|(row, _)| columns.iter().filter_map(|column| number(&row, column)).collect::<Vec<_>>())
            .count();
        let counts = done.import.counts;
        assert_eq!((counts.rows_read, counts.rows_quarantined), (rows_read, kept_back), "{problems:?}");
        assert_eq!(counts.rows_accepted, rows_read - kept_back);
        assert_eq!((counts.facts_new, counts.facts_revised), (cells as i64, 0), "{name}");
        let again = bench.import(profile, name, &bytes).await.import.counts;
        assert_eq!((again.facts_new, again.facts_revised, again.facts_unchanged), (0, 0, cells as i64));
    }
    assert_eq!(bench.count(Level::Province).await, 1);
    // The state's own sum, computed from the file's cells.
    let Some((_, _, bytes)) = file(1) else { return };
    let march = rows(&bytes);
    let march = march.iter().filter(|row| row["MÊS DE REFERÊNCIA"] == Data::String("mar/21".to_owned()));
    let received: f64 = march.filter_map(|row| number(row, "DISTRIBUÍDOS")).sum();
    assert_eq!(bench.value("RN", "received", span("2021-03")).await, Some(received));
    // Accents stay, double spaces go.
    let tree = bench.platform.tree().await.unwrap();
    let named = |name: &str| tree.units().iter().any(|unit| unit.name == name);
    assert!(named("MOSSORÓ - 1ª VARA CÍVEL") && named("NATAL - 1ª (INATIVO) TURMA RECURSAL"));
    assert_eq!(tree.by_code("RN-MOSSORO-1A-VARA-CIVEL").unwrap().pinyin, "mossoro1avaracivel");
}

#[tokio::test]
async fn net_and_gross_rates_agree_with_the_courts_own_on_every_checkable_row() {
    let Some((profile, name, bytes)) = file(4) else { return };
    let bench = Bench::new().await;
    bench.import(profile, name, &bytes).await;
    let tree = bench.platform.tree().await.unwrap();
    let codes: BTreeMap<_, _> =
        tree.units().iter().map(|unit| (unit.name.clone(), unit.code.clone())).collect();
    let mut known: BTreeMap<(&str, Period), BTreeMap<String, f64>> = BTreeMap::new();
    let (mut net, mut gross, mut not_computed) = (0, 0, 0);
    for row in rows(&bytes) {
        let (year, month) = (number(&row, "ANO").unwrap(), number(&row, "MÊS").unwrap());
        let stock = span(&format!("{year:04}-{month:02}"));
        let year = Period::new(stock.start.plus(-11), 12);
        if number(&row, "TAXA BRUTA").is_some_and(f64::is_nan) {
            not_computed += 1;
        }
        let name = row["UNIDADE"].to_string().split_whitespace().collect::<Vec<_>>().join(" ");
        let mut value = async |item: &'static str, period: Period| {
            let known = match known.entry((item, period)) {
                Entry::Occupied(known) => known.into_mut(),
                Entry::Vacant(place) => place.insert(bench.values(item, period).await),
            };
            codes.get(&name).and_then(|code| known.get(code)).copied()
        };
        let told = [number(&row, "BAIXADOS"), number(&row, "PENDENTES")];
        // Without closed or pending cases there is no rate to check.
        if told.contains(&None) || told.iter().flatten().sum::<f64>() == 0.0 {
            continue;
        }
        let (closed, pending) =
            (value("closed", year).await.unwrap(), value("pending", stock).await.unwrap());
        assert_eq!(Some(closed), number(&row, "BAIXADOS"));
        let printed = number(&row, "TAXA BRUTA").unwrap();
        assert!((100.0 * pending / (pending + closed) - printed).abs() < 1e-6, "{name}");
        gross += 1;
        let suspended = value("suspended", stock).await;
        assert_eq!(suspended, number(&row, "SUSPENSOS"), "a blank is not a zero");
        if let Some(suspended) = suspended {
            let (printed, left) = (number(&row, "TAXA LÍQUIDA").unwrap(), pending - suspended);
            assert!((100.0 * left / (left + closed) - printed).abs() < 1e-6, "{name}");
            net += 1;
        }
    }
    assert_eq!((gross, net), (2584, 2507));
    // The same through the query that every page asks: a unit with the rates printed for September 2021.
    let seen = async |indicator| {
        let year = span("2020-10..2021-09");
        bench.seen("RN-ACARI-VARA-UNICA", indicator, year).await.value.unwrap() * 100.0
    };
    assert!((seen("congestion_net").await - 69.768_477_292_965_27).abs() < 1e-9);
    assert!((seen("congestion_gross").await - 71.743_653_766_125_68).abs() < 1e-9);
    assert!(not_computed > 0, "the source has cells that it could not compute");
}

#[tokio::test]
async fn a_rate_that_contradicts_its_figures_is_kept_back() {
    let Some((profile, name, bytes)) = file(4) else { return };
    let copy = as_xlsx(&bytes, |row, column, number| match (row, column) {
        (3, "TAXA BRUTA") => number + 0.5,
        (5, "PENDENTES DE CONHECIMENTO") => number + 1.0,
        _ => number,
    });
    let bench = Bench::new().await;
    let done = bench.import(profile, name, &copy).await;
    report(&done);
    let rows = done.problems.rows.iter().filter(|problem| problem.code != "zeros_yield");
    let codes: Vec<_> = rows.map(|problem| (problem.row, problem.code.as_str())).collect();
    assert_eq!(codes.iter().map(|(row, _)| row).collect::<BTreeSet<_>>().len(), 2, "{codes:?}");
    assert!(codes.contains(&(4, "ratio_differs")) && codes.contains(&(6, "sum_differs")), "{codes:?}");
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
