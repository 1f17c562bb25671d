//! Rows of an imported table, from bytes to facts.

use crate::stage::Stage;
use app::api::imports::{Imports, Upload};
use std::time::Instant;

const ROWS: usize = 20_000;
const PROFILE: &str = r#"
id = "bench"
zh = "测量"
en = "Measurement"

[province]
code = "BENCH"
zh = "测量省"
en = "Measured province"

[[unit]]
level = "tribunal"
code = "BENCH-{unit}"
name = "{unit}"

[period]
text = "{month}"
format = "{year}-{mm}"

[[value]]
item = "received"
column = "received"

[[value]]
item = "closed"
column = "closed"
"#;

pub async fn measure(stage: &Stage) {
    let mut text = String::from("unit,month,received,closed\n");
    for row in 0..ROWS {
        let (unit, month) = (row / 100, row % 100);
        text += &format!("T{unit},{}-{:02},{},{}\n", 2015 + month / 12, month % 12 + 1, row % 97, row % 89);
    }
    let upload = Upload { file_name: "bench.csv".into(), profile: PROFILE.into(), bytes: text.into_bytes() };
    let began = Instant::now();
    let read = stage.platform.preview_import(&Stage::operator(), upload).await.expect("a preview");
    let previewed = began.elapsed().as_secs_f64();
    let done = stage.platform.commit_import(&Stage::operator(), read.import.id).await.expect("an import");
    let seconds = began.elapsed().as_secs_f64();
    println!(
        "{:<44} {seconds:.1} s ({previewed:.1} s of it to preview): {ROWS} rows, {} facts, {:.0} rows/s",
        "import a table",
        done.import.counts.facts_new,
        ROWS as f64 / seconds
    );
}
