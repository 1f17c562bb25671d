//! The municipal courts of New Jersey, against what their reports print.

use crate::harness::{Bench, operator, report, shared, span};
use app::{
    api::{ListQuery, imports::Imports},
    domain::{periods::Period, units::Level, values::Status},
};
use std::collections::BTreeMap;

const PROFILE: &str = "nj-municipal";
const COURT_YEAR: &str = "2018-07..2019-06";

fn file(month: &str) -> Option<(String, Vec<u8>)> {
    let name = format!("municipal-courts-{month}.csv");
    Some((name.clone(), shared(&format!("nj/{name}"))?))
}

type Row = BTreeMap<String, String>;

fn rows(bytes: &[u8]) -> Vec<Row> {
    csv::Reader::from_reader(bytes).deserialize().map(Result::unwrap).collect()
}

fn number(text: &str) -> f64 {
    text.replace([',', '%'], "").parse().unwrap()
}

/// The file with some cells changed: row from 0, column, text.
fn changed(bytes: &[u8], cells: &[(usize, &str, &str)]) -> Vec<u8> {
    let mut reader = csv::Reader::from_reader(bytes);
    let head = reader.headers().unwrap().clone();
    let mut records: Vec<Vec<String>> =
        reader.records().map(|r| r.unwrap().iter().map(str::to_owned).collect()).collect();
    for (row, column, text) in cells {
        let at = head.iter().position(|name| name == *column).unwrap();
        records[*row][at] = (*text).to_owned();
    }
    let mut writer = csv::Writer::from_writer(vec![]);
    writer.write_record(&head).unwrap();
    records.iter().for_each(|record| writer.write_record(record).unwrap());
    writer.into_inner().unwrap()
}

/// The code of a row's court, by its name in capitals.
async fn codes(bench: &Bench) -> BTreeMap<(String, String), String> {
    let tree = bench.platform.tree().await.unwrap();
    let month = bench.platform.month();
    let courts = tree.units().iter().filter(|unit| unit.level == Level::Tribunal);
    let named = courts.map(|court| {
        let county = tree.get(tree.parent_in(court.id, month).unwrap()).unwrap();
        ((county.name.clone(), court.name.clone()), court.code.clone())
    });
    named.collect()
}

#[tokio::test]
async fn the_court_year_2019_adds_up_to_what_is_published() {
    let Some((name, bytes)) = file("2019-06") else { return };
    let bench = Bench::new().await;
    let done = bench.import(PROFILE, &name, &bytes).await;
    report(&done);
    let counts = done.import.counts;
    assert_eq!((counts.rows_read, counts.rows_accepted, counts.rows_quarantined), (557, 557, 0));
    assert_eq!(counts.facts_new, 557 * 4 * 2);
    assert_eq!((bench.count(Level::City).await, bench.count(Level::Tribunal).await), (21, 557));

    let year = span(COURT_YEAR);
    let (received, closed) = (bench.values("received", year).await, bench.values("closed", year).await);
    assert_eq!((received["NJ"], closed["NJ"]), (6_623_361.0, 6_963_169.0));
    assert_eq!(format!("{:.2}", 100.0 * closed["NJ"] / received["NJ"]), "105.13");
    let june = span("2019-06");
    assert_eq!(bench.value("NJ", "pending", june).await, Some(821_190.0));
    assert_eq!(bench.value("NJ", "backlog", june).await, Some(302_263.0));

    let state = bench.seen("NJ", "clearance_rate", year).await;
    assert_eq!((state.numerator, state.denominator), (Some(6_963_169.0), Some(6_623_361.0)));
    assert_eq!(format!("{:.2}", 100.0 * state.value.unwrap()), "105.13");
    assert_eq!(state.status, Status::Ok);
    let below = bench.seen_below("NJ", "tribunal", "clearance_rate", year).await;
    assert_eq!(below.len(), 557);
    let seen: BTreeMap<_, _> = below.iter().map(|row| (row.unit.as_str(), row.value)).collect();
    assert_eq!(bench.seen_below("NJ", "city", "clearance_rate", year).await.len(), 21);

    let codes = codes(&bench).await;
    let mut counties: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for row in rows(&bytes) {
        let court = row["Municipality"].replace("MUNICIPALC", "MUNICIPAL C");
        let code = &codes[&(row["County"].clone(), court)];
        let (filed, resolved) = (received[code], closed[code]);
        assert_eq!(filed, number(&row["Filings_Current_GrandTotal"]), "{code}");
        assert_eq!(resolved, number(&row["Resolutions_Current_GrandTotal"]), "{code}");
        if filed > 0.0 {
            let printed = number(&row["ClearancePct_Current_GrandTotal"]);
            let rate = 100.0 * seen[code.as_str()].unwrap();
            assert!((rate - printed).abs() <= 0.5 + 1e-9, "{code}: {rate} {printed}");
        }
        let county = counties.entry(row["County"].clone()).or_default();
        *county = (county.0 + filed, county.1 + resolved);
    }
    assert_eq!(counties.len(), 21);
    for (county, (filed, resolved)) in counties {
        let code = format!("NJ-{}", county.replace(' ', "-"));
        assert_eq!((received[&code], closed[&code]), (filed, resolved), "{county}");
        let row = bench.seen(&code, "clearance_rate", year).await;
        assert_eq!((row.value, row.status), (Some(resolved / filed), Status::Ok), "{county}");
    }
}

#[tokio::test]
async fn neighbouring_reports_meet_and_a_court_cut_off_differently_stays_one() {
    let (Some(older), Some(newer)) = (file("2018-06"), file("2019-06")) else { return };
    let bench = Bench::new().await;
    report(&bench.import(PROFILE, &older.0, &older.1).await);
    let done = bench.import(PROFILE, &newer.0, &newer.1).await;
    report(&done);
    // `Prior` of the second is `Current` of the first, to the last case.
    assert_eq!(done.import.counts.facts_unchanged, 557 * 4);
    assert_eq!(done.import.counts.facts_new, 557 * 4);
    assert_eq!(done.import.counts.facts_revised, 0);
    assert_eq!(done.units_new, []);
    assert_eq!(bench.count(Level::Tribunal).await, 557);
    assert_eq!(bench.value("NJ", "received", span("2016-07..2017-06")).await, Some(6_017_063.0));
    assert_eq!(bench.value("NJ", "received", span("2017-07..2018-06")).await, Some(6_128_687.0));

    // The other way round gives the same.
    let turned = Bench::new().await;
    turned.import(PROFILE, &newer.0, &newer.1).await;
    turned.import(PROFILE, &older.0, &older.1).await;
    assert_eq!(turned.everything().await, bench.everything().await);
}

/// Row 0 is Absecon, whose filings to June 2018 are 4,467: one parking case more, consistent in all sums.
const ONE_MORE: [(usize, &str, &str); 8] = [
    (0, "Filings_Prior_Parking", "167"),
    (0, "Filings_Prior_TrafficTotal", "3,362"),
    (0, "Filings_Prior_GrandTotal", "4,468"),
    (0, "Clearance_Prior_Parking", "15"),
    (0, "Clearance_Prior_TrafficTotal", "204"),
    (0, "Clearance_Prior_GrandTotal", "549"),
    (0, "ClearancePct_Prior_Parking", "109%"),
    (0, "Filings_PctChange_Parking", "-37%"),
];

#[tokio::test]
async fn what_a_later_report_says_of_the_year_before_is_a_revision_in_either_order() {
    let (Some(older), Some(newer)) = (file("2018-06"), file("2019-06")) else { return };
    let revising = changed(&newer.1, &ONE_MORE);
    let year = span("2017-07..2018-06");
    let absecon = "NJ-ATLANTIC-ABSECON";

    let bench = Bench::new().await;
    bench.import(PROFILE, &older.0, &older.1).await;
    assert_eq!(bench.value(absecon, "received", year).await, Some(4_467.0));
    let done = bench.import(PROFILE, &newer.0, &revising).await;
    assert_eq!((done.import.counts.rows_quarantined, done.import.counts.facts_revised), (0, 1));
    assert_eq!(bench.value(absecon, "received", year).await, Some(4_468.0));
    assert_eq!(bench.value("NJ-ATLANTIC", "received", year).await, {
        let rows = rows(&older.1);
        let atlantic = rows.iter().filter(|row| row["County"] == "ATLANTIC");
        Some(atlantic.map(|row| number(&row["Filings_Current_GrandTotal"])).sum::<f64>() + 1.0)
    });
    let history = bench.history(absecon, "received").await;
    assert_eq!(history.iter().map(|h| h.value).collect::<Vec<_>>(), [4_467.0]);

    // The older report, imported after the newer one, does not win.
    let turned = Bench::new().await;
    turned.import(PROFILE, &newer.0, &revising).await;
    let late = turned.import(PROFILE, &older.0, &older.1).await;
    assert_eq!(late.import.counts.facts_revised, 0);
    assert_eq!(turned.value(absecon, "received", year).await, Some(4_468.0));
    let history = turned.history(absecon, "received").await;
    assert_eq!(history.iter().map(|h| h.value).collect::<Vec<_>>(), [4_467.0]);
    assert_eq!(turned.everything().await, bench.everything().await);
    let older_ones: Vec<_> = late.problems.rows.iter().filter(|p| p.code == "warning_older").collect();
    assert_eq!(older_ones.len(), 1);
    assert!(older_ones[0].raw.is_empty() || older_ones[0].raw.contains("ABSECON"));
    // Taking the newer one back brings the older value forward.
    turned.platform.undo_import(&operator(), 1).await.unwrap();
    assert_eq!(turned.value(absecon, "received", year).await, Some(4_467.0));
}

#[tokio::test]
async fn the_court_year_2023_is_consistent_throughout() {
    let Some((name, bytes)) = file("2023-06") else { return };
    let bench = Bench::new().await;
    let done = bench.import(PROFILE, &name, &bytes).await;
    report(&done);
    let counts = done.import.counts;
    assert_eq!((counts.rows_read, counts.rows_accepted, counts.rows_quarantined), (563, 563, 0));
    let year = span("2022-07..2023-06");
    assert_eq!(bench.value("NJ", "received", year).await, Some(5_629_284.0));
    assert_eq!(bench.value("NJ", "closed", year).await, Some(5_182_085.0));
}

/// Everything that a bad parser does to a row of figures.
#[tokio::test]
async fn rows_that_contradict_themselves_are_kept_back_and_change_nothing() {
    let Some((name, bytes)) = file("2023-06") else { return };
    for (column, text, code) in [
        ("Filings_Current_GrandTotal", "4,4683,303", "bad_number"),
        ("Filings_Current_GrandTotal", "44683303", "sum_differs"),
        ("Filings_Current_DWI", "99999", "sum_differs"),
        ("Resolutions_Prior_CriminalTotal", "9,999,999", "sum_differs"),
        ("Clearance_Current_GrandTotal", "- -", ""),
        ("ClearancePct_Current_GrandTotal", "7%", "ratio_differs"),
        ("BacklogPct_Prior_GrandTotal", "101%", "ratio_differs"),
        ("Filings_Current_Label", "% Change", "period_differs"),
        ("ActivePending_Current_GrandTotal", "June 2023", "bad_number"),
        ("DateRange", "JULY 2022 - JUNE", "bad_period"),
        ("DateRange", "JULY 2021 - JUNE 2022", "period_differs"),
        ("DateRange", "JULY 2032 - JUNE 2033", "period_in_future"),
        ("Municipality", "", "unit_missing"),
        ("ActivePending_PctChange_GrandTotal", "-1", "warning_ratio_differs"),
    ] {
        let bench = Bench::new().await;
        bench.import(PROFILE, &name, &bytes).await;
        let before = bench.everything().await;
        let done = bench.import(PROFILE, &name, &changed(&bytes, &[(40, column, text)])).await;
        let kept_back = i64::from(!code.is_empty() && !code.starts_with("warning"));
        assert_eq!(done.import.counts.rows_quarantined, kept_back, "{column} {text}");
        assert_eq!(done.import.counts.facts_new + done.import.counts.facts_revised, 0, "{column} {text}");
        assert_eq!(bench.everything().await, before, "{column} {text}");
        if !code.is_empty() {
            let query = ListQuery { limit: 1000, ..ListQuery::default() };
            let open = bench.platform.open_import(&operator(), done.import.id, &query).await.unwrap();
            let problem = open.problems.rows.iter().find(|p| p.code == code && p.row == 42);
            let problem = problem.unwrap_or_else(|| panic!("{column} {text}: {:?}", open.problems.rows));
            assert!(problem.raw.contains(text) || text.is_empty(), "{problem:?}");
            assert!(problem.zh.contains(&name) && problem.en.contains(&name));
        }
    }
}

#[tokio::test]
async fn a_file_that_is_mostly_nonsense_is_not_trusted_at_all() {
    let Some((name, bytes)) = file("2019-06") else { return };
    let bench = Bench::new().await;
    let last = rows(&bytes).len() - 1;
    // Every second figure slips by a digit; what still adds up does so by chance.
    let cells: Vec<_> =
        (0..=last).filter(|i| i % 5 != 0).map(|i| (i, "Filings_Current_GrandTotal", "12345678")).collect();
    let done = bench.import(PROFILE, &name, &changed(&bytes, &cells)).await;
    report(&done);
    assert_eq!((done.import.counts.rows_accepted, done.import.counts.rows_quarantined), (0, 557));
    assert!(bench.everything().await.is_empty());
    assert_eq!((bench.count(Level::Province).await, done.units_new.len()), (0, 0));
}

#[tokio::test]
async fn the_same_file_twice_says_nothing_new() {
    let Some((name, bytes)) = file("2018-06") else { return };
    let bench = Bench::new().await;
    let first = bench.import(PROFILE, &name, &bytes).await.import.counts;
    let before = bench.everything().await;
    let again = bench.import(PROFILE, &name, &bytes).await.import.counts;
    assert_eq!((again.facts_new, again.facts_revised, again.facts_unchanged), (0, 0, first.facts_new));
    assert_eq!(bench.everything().await, before);
    let sums: Period = span("2017-07..2018-06");
    assert_eq!(bench.value("NJ", "closed", sums).await, Some(6_071_621.0));
}
