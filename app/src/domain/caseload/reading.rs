//! Reading the files of weights and limits, and refusing what does not fit.

use super::CaseRules;
use crate::domain::{
    cases::{Cause, Procedure},
    catalogue::{
        BUILT_IN, CatalogueError,
        reading::{check_ids, parse, refuse},
    },
    periods::Month,
};
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    edition: String,
    zh: String,
    en: String,
    effective: NaiveDate,
    #[serde(default)]
    illustrative: bool,
    source_zh: String,
    source_en: String,
    long_pending: Vec<u32>,
    soon_days: i64,
    limits: ByProcedure,
    weight: Vec<WeightEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ByProcedure {
    ordinary: i64,
    simple: i64,
    small_claims: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct WeightEntry {
    cause: Cause,
    ordinary: f64,
    simple: f64,
    small_claims: f64,
}

/// Weights are read in hundredths, up to a hundred usual cases.
fn hundredths(file: &str, cause: Cause, weight: f64) -> Result<i64, CatalogueError> {
    let read = (weight * 100.0).round();
    if !(1.0..=10_000.0).contains(&read) || (weight * 100.0 - read).abs() > 1e-6 {
        let reason = format!("`{weight}` is no weight: 0.01 to 100, with two decimals at most");
        return Err(refuse(file, format!("weight {}", cause.as_str()), reason));
    }
    Ok(read as i64)
}

/// Reads the files. A deployment may do without its own: then those that are built in hold.
pub(in crate::domain) fn read_case_rules(
    files: &[(String, String)],
) -> Result<Vec<CaseRules>, CatalogueError> {
    if files.is_empty() {
        let built_in = BUILT_IN.iter().filter(|(name, _)| name.starts_with("caseload/"));
        let built_in: Vec<_> =
            built_in.map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
        return read_all(&built_in);
    }
    read_all(files)
}

fn read_all(files: &[(String, String)]) -> Result<Vec<CaseRules>, CatalogueError> {
    let mut editions: Vec<CaseRules> = Vec::new();
    let mut seen = HashSet::new();
    for (name, text) in files {
        let file: File = parse(name, text)?;
        check_ids(name, "edition", std::iter::once(file.edition.as_str()), &mut seen)?;
        editions.push(read(name, file)?);
    }
    editions.sort_by_key(|rules| rules.effective);
    Ok(editions)
}

fn read(name: &str, file: File) -> Result<CaseRules, CatalogueError> {
    let refused = |entry: &str, reason: &str| Err(refuse(name, entry, reason));
    let climbs = file.long_pending.windows(2).all(|pair| pair[0] < pair[1]);
    if file.long_pending.is_empty() || !climbs || file.long_pending.iter().any(|n| !(1..=600).contains(n)) {
        return refused("long_pending", "are months from 1 to 600, each more than the one before");
    }
    if !(0..=365).contains(&file.soon_days) {
        return refused("soon_days", "are days from 0 to 365");
    }
    let limits = [file.limits.ordinary, file.limits.simple, file.limits.small_claims];
    if limits.iter().any(|days| !(1..=3_650).contains(days)) {
        return refused("limits", "are days from 1 to 3650");
    }
    let mut weights = [[0; Procedure::ALL.len()]; Cause::ALL.len()];
    for (row, cause) in weights.iter_mut().zip(Cause::ALL) {
        let mut entries = file.weight.iter().filter(|entry| entry.cause == cause);
        let (Some(entry), None) = (entries.next(), entries.next()) else {
            return refused(&format!("weight {}", cause.as_str()), "is wanted exactly once");
        };
        *row = [
            hundredths(name, cause, entry.ordinary)?,
            hundredths(name, cause, entry.simple)?,
            hundredths(name, cause, entry.small_claims)?,
        ];
    }
    Ok(CaseRules {
        edition: file.edition,
        zh: file.zh,
        en: file.en,
        effective: Month::of(file.effective),
        source: (file.source_zh, file.source_en),
        illustrative: file.illustrative,
        long_pending: file.long_pending,
        soon_days: file.soon_days,
        limits,
        weights,
    })
}
