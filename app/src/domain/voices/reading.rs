//! Reading what the public is asked, and refusing what does not fit.

use super::{BEST, CommonProblem, VoiceModule, VoiceRules};
use crate::domain::catalogue::{
    CatalogueError,
    reading::{check_ids, check_names, parse, refuse},
};
use serde::Deserialize;
use std::collections::HashSet;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    satisfied_from: u32,
    keep_days: i64,
    module: Vec<Module>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Module {
    id: String,
    zh: String,
    en: String,
    problem: Vec<Problem>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Problem {
    id: String,
    zh: String,
    en: String,
}

/// Reads the file.
pub(in crate::domain) fn read_voice_rules(file: &str, text: &str) -> Result<VoiceRules, CatalogueError> {
    let read: File = parse(file, text)?;
    let modules = || read.module.iter();
    let problems = || modules().flat_map(|module| &module.problem);
    check_ids(file, "module", modules().map(|module| module.id.as_str()), &mut HashSet::new())?;
    // One list of ids for all: a voice keeps the problem alone.
    check_ids(file, "problem", problems().map(|problem| problem.id.as_str()), &mut HashSet::new())?;
    for module in modules() {
        check_names(file, "module", &module.id, &module.zh, &module.en)?;
    }
    for problem in problems() {
        check_names(file, "problem", &problem.id, &problem.zh, &problem.en)?;
    }
    if read.module.is_empty() || modules().any(|module| module.problem.is_empty()) {
        return Err(refuse(file, "module", "at least one is wanted, with at least one problem"));
    }
    if !(2..=BEST).contains(&read.satisfied_from) {
        return Err(refuse(file, "satisfied_from", "is a mark from 2 to 5"));
    }
    if !(1..=3_650).contains(&read.keep_days) {
        return Err(refuse(file, "keep_days", "are days from 1 to 3650"));
    }
    let problem = |entry: Problem| CommonProblem { id: entry.id, name: (entry.zh, entry.en) };
    let module = |entry: Module| VoiceModule {
        id: entry.id,
        name: (entry.zh, entry.en),
        problems: entry.problem.into_iter().map(problem).collect(),
    };
    Ok(VoiceRules {
        modules: read.module.into_iter().map(module).collect(),
        satisfied_from: read.satisfied_from,
        keep_days: read.keep_days,
    })
}
