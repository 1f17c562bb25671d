//! `jiceng config`: every key, what holds, where it was set.

use super::{
    context::{End, Outcome},
    output::{self, Columns, Format},
};
use crate::config::Config;
use serde::Serialize;

#[derive(Serialize)]
struct Row {
    key: &'static str,
    value: String,
    source: String,
    default: &'static str,
    flag: String,
    environment: String,
    meaning: &'static str,
}

/// Shows the configuration; secrets are masked.
pub(super) fn run(config: &Config, format: Format) -> Outcome {
    let rows: Vec<_> = config
        .entries()
        .iter()
        .map(|entry| Row {
            key: entry.key.name,
            value: entry.shown(),
            source: entry.source.to_string(),
            default: entry.key.default,
            flag: entry.key.flag(),
            environment: entry.key.environment(),
            meaning: entry.key.meaning,
        })
        .collect();
    let columns = Columns {
        table: &["key", "value", "source", "meaning"],
        csv: &["key", "value", "source", "default", "flag", "environment", "meaning"],
    };
    output::rows(format, &columns, &rows)?;
    Ok(End::Done)
}
