//! Reading the safety inspection of contact persons, and refusing what does not fit.

use super::{CheckItem, ContactRules};
use crate::domain::catalogue::{
    CatalogueError,
    reading::{check_ids, check_names, parse, refuse},
};
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    answer_days: i64,
    remind_days: i64,
    missed_days: i64,
    check: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    id: String,
    zh: String,
    en: String,
}

/// Reads the file.
pub(in crate::domain) fn read_contact_rules(file: &str, text: &str) -> Result<ContactRules, CatalogueError> {
    let read: File = parse(file, text)?;
    check_ids(file, "check", read.check.iter().map(|entry| entry.id.as_str()), &mut HashSet::new())?;
    for entry in &read.check {
        check_names(file, "check", &entry.id, &entry.zh, &entry.en)?;
    }
    if read.check.is_empty() {
        return Err(refuse(file, "check", "at least one is wanted"));
    }
    if !(1..=365).contains(&read.answer_days) {
        return Err(refuse(file, "answer_days", "are days from 1 to 365"));
    }
    // The next guidance day may be four weeks away: what is said of one is over before the next.
    if [read.remind_days, read.missed_days].iter().any(|days| !(0..=13).contains(days)) {
        return Err(refuse(file, "remind_days, missed_days", "are days from 0 to 13"));
    }
    let check = |entry: Entry| CheckItem { id: entry.id, name: (entry.zh, entry.en) };
    Ok(ContactRules {
        checks: read.check.into_iter().map(check).collect(),
        answer_days: read.answer_days,
        remind_days: read.remind_days,
        missed_days: read.missed_days,
    })
}
