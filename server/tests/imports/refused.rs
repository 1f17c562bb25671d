//! Everything that can be wrong with a file, a row, a profile.

use crate::harness::{Bench, operator, span};
use app::api::{
    Failure, FailureKind,
    imports::{ImportDetail, Imports},
};
use rust_xlsxwriter::{ExcelDateTime, Workbook};

const PROFILE: &str = r#"
id = "test"
zh = "测试"
en = "Test"

[province]
code = "P"
zh = "省"
en = "Province"

[[unit]]
level = "tribunal"
code = "P-{法庭}"
name = "{法庭}"

[period]
text = "{月份}"
format = "{year}-{mm}{any}"

[numbers]
thousands = ","
empty = ["—"]

[[value]]
item = "received"
column = "新收"

[[value]]
item = "pending"
formula = "start + received - closed"
columns = { start = "旧存", received = "新收", closed = "已结" }

[[check]]
kind = "range"
column = "新收"
max = 1000
on_failure = "quarantine"

[[check]]
kind = "change"
column = "新收"
before = "旧存"
factor = 10
least = 100
on_failure = "warn"

[[check]]
kind = "not_after"
on_failure = "quarantine"
"#;

async fn import(text: &[u8]) -> (Bench, Result<ImportDetail, Failure>) {
    let bench = Bench::new().await;
    let preview = bench.preview(PROFILE, "t.csv", text).await;
    let done = match preview {
        Ok(_) => Ok(bench.import(PROFILE, "t.csv", text).await),
        Err(failure) => Err(failure),
    };
    (bench, done)
}

/// Codes with their rows, then the counts: read, accepted, quarantined, new.
async fn outcome(text: &str) -> (Vec<(i64, String)>, [i64; 4]) {
    let (_, done) = import(text.as_bytes()).await;
    let done = done.unwrap();
    let c = done.import.counts;
    let codes = done.problems.rows.into_iter().map(|p| (p.row, p.code)).collect();
    (codes, [c.rows_read, c.rows_accepted, c.rows_quarantined, c.facts_new])
}

const HEAD: &str = "法庭;月份;旧存;新收;已结\n";

#[tokio::test]
async fn a_small_table_in_every_spelling() {
    let text = format!("{HEAD}甲;2021-06;10;1,020;30\n乙;2021-06;5;—;2\n").replace("1,020", "920");
    let (gbk, _, _) = encoding_rs::GBK.encode(&text);
    let bom = [b"\xEF\xBB\xBF", text.as_bytes()].concat();
    let tabs = text.replace(';', "\t");
    for bytes in [text.as_bytes(), &gbk, &bom, tabs.as_bytes()] {
        let (bench, done) = import(bytes).await;
        let done = done.unwrap();
        assert_eq!(done.import.counts.rows_accepted, 2);
        // Blank is not zero: the second row says nothing of filings, so nothing of what is pending.
        assert_eq!(done.import.counts.facts_new, 2);
        assert_eq!(bench.value(&bench.code("甲").await, "received", span("2021-06")).await, Some(920.0));
        assert_eq!(bench.value("P", "pending", span("2021-06")).await, Some(900.0));
        let names: Vec<_> = done.units_new.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, ["省", "甲"]);
        assert_eq!(done.head, ["法庭", "月份", "旧存", "新收", "已结"]);
        assert_eq!(done.sample[0], ["甲", "2021-06", "10", "920", "30"]);
    }
}

#[tokio::test]
async fn a_workbook_with_typed_cells() {
    let mut book = Workbook::new();
    book.add_worksheet().set_name("other").unwrap();
    let sheet = book.add_worksheet();
    sheet.set_name("data").unwrap();
    for (column, name) in ["法庭", "月份", "旧存", "新收", "已结"].into_iter().enumerate() {
        sheet.write(2, column as u16, name).unwrap();
    }
    let day = rust_xlsxwriter::Format::new().set_num_format("yyyy-mm-dd");
    let june = ExcelDateTime::from_ymd(2021, 6, 30).unwrap();
    sheet.write(4, 0, "甲").unwrap();
    sheet.write_with_format(4, 1, &june, &day).unwrap();
    for (column, number) in [(2, 10.0), (3, 20.0), (4, 5.0)] {
        sheet.write(4, column, number).unwrap();
    }
    sheet.write(5, 0, "乙").unwrap();
    sheet.write_with_format(5, 1, &june, &day).unwrap();
    sheet.write(5, 3, 20.5).unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let profile = PROFILE.replace("[province]", "[file]\nsheet = \"data\"\nhead = 3\n\n[province]");
    let bench = Bench::new().await;
    let done = bench.import(&profile, "t.xlsx", &bytes).await;
    assert_eq!((done.import.counts.rows_accepted, done.import.counts.rows_quarantined), (1, 1));
    assert_eq!(bench.value(&bench.code("甲").await, "pending", span("2021-06")).await, Some(25.0));
    let problem = &done.problems.rows[0];
    assert_eq!((problem.row, problem.column.as_str(), problem.code.as_str()), (6, "新收", "not_whole"));
    assert_eq!(problem.raw, "乙,2021-06-30 00:00:00,,20.5");

    let missing = profile.replace("sheet = \"data\"", "sheet = \"Dados\"");
    let failure = bench.preview(&missing, "t.xlsx", &bytes).await.unwrap_err();
    assert_eq!(failure.reason, "table_sheet_missing");
    assert!(failure.value.contains("Dados") && failure.value.contains("other, data"));
}

#[tokio::test]
async fn bad_rows_are_told_by_place_and_reason() {
    let rows = [
        "甲;2021-06;10;20;5",       // 2: good
        "乙;2021-06;10;2O;5",       // 3: a letter
        "丙;2021-13;10;20;5",       // 4: no month
        ";2021-06;10;20;5",         // 5: no name
        "丁;;10;20;5",              // 6: no month at all
        "戊;2021-06;10;-1;5",       // 7: negative
        "己;2021-06;10;1.5;5",      // 8: half a case
        "庚;2021-06;10;1001;5",     // 9: out of range
        "辛;2031-06;10;20;5",       // 10: in the future
        "壬;2021-06;10;20",         // 11: torn
        "癸;2021-06;10;20;5;7",     // 12: too long
        "甲;2021-06;10;20;5",       // 13: the same again
        "子;2021-06;1;500;5",       // 14: odd, but taken
        "丑;2021-06;10;#NUM!;5",    // 15: the source could not
        "法庭;月份;旧存;新收;已结", // 16: the head again
    ];
    let (codes, counts) = outcome(&format!("{HEAD}{}\n", rows.join("\n"))).await;
    let wanted = [
        (3, "bad_number"),
        (4, "bad_period"),
        (5, "unit_missing"),
        (6, "period_missing"),
        (7, "negative"),
        (8, "not_whole"),
        (9, "out_of_range"),
        (9, "warning_implausible_change"),
        (10, "period_in_future"),
        (11, "cells_differ"),
        (12, "cells_differ"),
        (13, "repeated"),
        (14, "warning_implausible_change"),
        (15, "error_cell"),
    ];
    let wanted: Vec<_> = wanted.map(|(row, code)| (row, code.to_owned())).to_vec();
    assert_eq!(codes, wanted);
    assert_eq!(counts, [14, 2, 12, 4]);
}

#[tokio::test]
async fn two_rows_for_one_place_that_disagree_are_both_kept_back() {
    let (codes, counts) =
        outcome(&format!("{HEAD}甲;2021-06;1;2;1\n乙;2021-06;1;2;1\n甲;2021-06;1;3;1\n")).await;
    assert_eq!(codes, [(2, "contradicts".to_owned()), (4, "contradicts".to_owned())]);
    assert_eq!(counts, [3, 1, 2, 2]);
}

#[tokio::test]
async fn no_profile_lets_months_to_come_or_from_before_the_statistics_in() {
    let check = "[[check]]\nkind = \"not_after\"\non_failure = \"quarantine\"\n";
    assert!(PROFILE.contains(check));
    let profile = PROFILE.replace(check, "");
    let rows = "甲;2021-06;1;2;1\n甲;0001-01;1;2;1\n甲;9999-12;1;2;1\n";
    let bench = Bench::new().await;
    let done = bench.import(&profile, "t.csv", format!("{HEAD}{rows}").as_bytes()).await;
    let codes: Vec<_> = done.problems.rows.iter().map(|p| (p.row, p.code.as_str())).collect();
    assert_eq!(codes, [(3, "period_implausible"), (4, "period_in_future")]);
    assert_eq!(done.import.counts.rows_accepted, 1);
}

#[tokio::test]
async fn undo_puts_back_when_a_unit_was_opened() {
    let bench = Bench::new().await;
    let first = format!("{HEAD}甲;2021-06;1;2;1\n");
    bench.import(PROFILE, "first.csv", first.as_bytes()).await;
    let code = bench.code("甲").await;
    let opened = async || bench.platform.tree().await.unwrap().by_code(&code).unwrap().opened.to_string();
    assert_eq!(opened().await, "2021-06");
    let earlier = format!("{HEAD}甲;2019-03;1;2;1\n");
    let done = bench.import(PROFILE, "earlier.csv", earlier.as_bytes()).await;
    assert_eq!(opened().await, "2019-03");
    bench.platform.undo_import(&operator(), done.import.id).await.unwrap();
    assert_eq!(opened().await, "2021-06");
}

#[tokio::test]
async fn a_unit_under_a_parent_that_is_not_its_own_is_refused() {
    let levels =
        "[[unit]]\nlevel = \"court\"\ncode = \"P-{院}\"\nname = \"{院}\"\n\n[[unit]]\nlevel = \"tribunal\"";
    let profile = PROFILE.replace("[[unit]]\nlevel = \"tribunal\"", levels);
    let head = HEAD.replace("法庭;", "院;法庭;");
    let bench = Bench::new().await;
    bench
        .import(&profile, "t.csv", format!("{head}A;甲;2021-06;1;2;1\nB;乙;2021-06;1;2;1\n").as_bytes())
        .await;
    let before = bench.everything().await;
    let wrong = format!("{head}B;甲;2021-07;1;2;1\n");
    let failure = bench.preview(&profile, "wrong.csv", wrong.as_bytes()).await.unwrap_err();
    assert_eq!(failure.reason, "unit_parent_differs");
    assert!(failure.value.contains("≠ P-A") && failure.value.contains("P-B"), "{failure:?}");
    assert_eq!(bench.everything().await, before);
}

#[tokio::test]
async fn zeros_give_way_to_figures_where_the_profile_says_so() {
    let profile = format!("{PROFILE}\n[quarantine]\nzeros_yield = true\n");
    // 乙 and 丙 are told twice, the zeros first or last; 甲 once, with zeros.
    let rows = "甲;2021-06;0;0;0\n乙;2021-06;0;0;0\n丙;2021-06;1;2;1\n乙;2021-06;1;2;1\n丙;2021-06;0;0;0\n";
    let bench = Bench::new().await;
    let done = bench.import(&profile, "t.csv", format!("{HEAD}{rows}").as_bytes()).await;
    let problems = done.problems.rows.iter();
    let problems: Vec<_> = problems.map(|p| (p.row, p.code.as_str())).collect();
    assert_eq!(problems, [(3, "zeros_yield"), (6, "zeros_yield")]);
    let zero = bench.value(&bench.code("甲").await, "received", span("2021-06")).await;
    assert_eq!(zero, Some(0.0), "zeros alone are an answer");
    assert_eq!(bench.value("P", "received", span("2021-06")).await, Some(4.0));
}

#[tokio::test]
async fn files_that_are_no_table_for_the_profile_are_refused_as_a_whole() {
    for (bytes, reason) in [
        (&b""[..], "table_empty"),
        (b"\n\n \n", "table_empty"),
        (HEAD.as_bytes(), "table_no_rows"),
        (b"\x7fELF\x02\x01\x01\0\0\0\0", "table_unreadable"),
        (b"PK\x03\x04\x14\0\x06\0", "table_unreadable"),
        (&[0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0, 0], "table_unreadable"),
        ("法庭;月份;旧存;新收\n甲;2021-06;1;2\n".as_bytes(), "table_column_missing"),
        ("法庭;月份;旧存;新收;已结;新收\n甲;2021-06;1;2;1;2\n".as_bytes(), "table_column_twice"),
    ] {
        let (bench, done) = import(bytes).await;
        let failure = done.unwrap_err();
        assert_eq!(failure.reason, reason, "{failure:?}");
        assert!(bench.everything().await.is_empty());
    }
    let (_, done) = import("法庭;月份;旧存;新收\n甲;2021-06;1;2\n".as_bytes()).await;
    assert!(done.unwrap_err().value.starts_with("已结"), "the missing column is named");
    let (_, done) = import(&vec![b'a'; (64 << 20) + 1]).await;
    assert_eq!(done.unwrap_err().kind, FailureKind::TooLarge);
}

#[tokio::test]
async fn unknown_profiles_and_bad_ones_are_refused_with_the_key() {
    let bench = Bench::new().await;
    let failure = bench.preview("no-such", "t.csv", b"a\n1\n").await.unwrap_err();
    assert_eq!((failure.kind, failure.field.as_str()), (FailureKind::NotFound, "profile"));
    let bad = PROFILE.replace("item = \"received\"", "item = \"recieved\"");
    let failure = bench.preview(&bad, "t.csv", b"a\n1\n").await.unwrap_err();
    assert_eq!(failure.reason, "profile_invalid");
    assert!(failure.value.contains("value[0].item") && failure.value.contains("recieved"));
}

#[tokio::test]
async fn thirty_thousand_rows_go_through() {
    let mut text = HEAD.to_owned();
    for i in 0..30_000 {
        text.push_str(&format!(
            "法庭{};{}-{:02};10;{};5\n",
            i % 250,
            2010 + i / 3000,
            i / 250 % 12 + 1,
            i % 900
        ));
    }
    let (_, counts) = outcome(&text).await;
    assert_eq!(counts, [30_000, 30_000, 0, 60_000]);
}
