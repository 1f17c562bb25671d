//! Reading categories and days, and refusing what does not fit.

use super::{Category, ProblemRules};
use crate::domain::catalogue::{
    CatalogueError,
    reading::{check_ids, check_names, parse, refuse},
};
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    recheck_days: i64,
    escalate_days: i64,
    repeat_days: i64,
    days: Days,
    category: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Days {
    minor: i64,
    serious: i64,
    grave: i64,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    zh: String,
    en: String,
}

/// Reads the file.
pub(in crate::domain) fn read_problem_rules(file: &str, text: &str) -> Result<ProblemRules, CatalogueError> {
    let read: File = parse(file, text)?;
    check_ids(file, "category", read.category.iter().map(|entry| entry.id.as_str()), &mut HashSet::new())?;
    for entry in &read.category {
        check_names(file, "category", &entry.id, &entry.zh, &entry.en)?;
    }
    if read.category.is_empty() {
        return Err(refuse(file, "category", "at least one is wanted"));
    }
    let days = [read.days.minor, read.days.serious, read.days.grave];
    let all = [days.as_slice(), &[read.recheck_days, read.escalate_days, read.repeat_days]].concat();
    if all.iter().any(|days| !(1..=3_650).contains(days)) {
        return Err(refuse(file, "days", "are days from 1 to 3650"));
    }
    let category = |entry: Entry| Category { id: entry.id, name: (entry.zh, entry.en) };
    Ok(ProblemRules {
        categories: read.category.into_iter().map(category).collect(),
        days,
        recheck_days: read.recheck_days,
        escalate_days: read.escalate_days,
        repeat_days: read.repeat_days,
    })
}
