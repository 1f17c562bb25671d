//! Measures the demo province on SQLite and, where `JICENG_TEST_POSTGRES_URL` names a server, on PostgreSQL: loading
//! beside the bare engine's own bulk load, the values queries beside a bare query for the same facts, the explorer beside the same figures by hand, the rendered
//! overview, table rows, review campaigns, the live stream with 1,000 subscribers, messages of 1,000 cameras and the delay of alarms, how time grows, and a generated nation. It prints figures and asserts nothing about them.
//!
//! `JICENG_BENCH_SCALE` (0.01 to 1) loads a share of the caseload, for a quick look. Words are names of groups, to be measured
//! alone: `cargo bench -p server --bench performance -- pages explorer`.
#![allow(clippy::print_stdout, missing_docs)]

mod bare;
mod devices;
mod explorer;
mod growth;
mod live;
mod nation;
mod pages;
mod queries;
mod reviews;
mod stage;
mod tables;

use stage::Stage;

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let scale: f64 =
            std::env::var("JICENG_BENCH_SCALE").ok().and_then(|text| text.parse().ok()).unwrap_or(1.0);
        println!(
            "# Jiceng, demo province at scale {scale}, {} cores",
            std::thread::available_parallelism().map_or(0, usize::from)
        );
        let named: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
        let wanted = |group: &str| named.is_empty() || named.iter().any(|name| name == group);
        for stage in Stage::all().await {
            if named.iter().all(|name| name == "nation") && !named.is_empty() {
                break;
            }
            println!("\n## {}", stage.engine);
            let few = match stage.engine {
                "SQLite" if wanted("growth") => {
                    let tenth = Stage::sqlite().await;
                    tenth.load(scale / 10.0).await;
                    Some(growth::with_cases(&tenth, None).await)
                }
                _ => None,
            };
            stage.load(scale).await;
            if let Some(few) = few {
                growth::with_cases(&stage, Some(&few)).await;
            }
            if wanted("growth") {
                growth::with_units(&stage).await;
            }
            if wanted("load") {
                bare::load(&stage).await;
            }
            if wanted("queries") {
                queries::measure(&stage).await;
            }
            if wanted("explorer") {
                explorer::measure(&stage).await;
            }
            if wanted("pages") {
                pages::measure(&stage).await;
            }
            if wanted("tables") {
                tables::measure(&stage).await;
            }
            if wanted("reviews") {
                reviews::measure(&stage).await;
            }
            if wanted("live") {
                live::measure(&stage).await;
            }
            if wanted("devices") {
                devices::measure(&stage).await;
            }
        }
        if let Ok(server) = std::env::var(stage::SERVER)
            && wanted("nation")
        {
            nation::measure(&server).await;
        }
    });
}

/// Prints the 50th, 95th and 99th percentile in milliseconds, and the median as a multiple of another's.
pub fn report(name: &str, mut times: Vec<f64>, beside: Option<(&str, f64)>) -> f64 {
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share).round() as usize] * 1e3;
    let ratio = beside.map_or(String::new(), |(name, median)| format!("  {:.1} × {name}", at(0.5) / median));
    println!("{name:<44} p50 {:>8.2} ms  p95 {:>8.2} ms  p99 {:>8.2} ms{ratio}", at(0.5), at(0.95), at(0.99));
    at(0.5)
}
