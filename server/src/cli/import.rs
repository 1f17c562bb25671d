//! `jiceng import`: tables by profile, case events as NDJSON. Both go the way that browser and REST go.

mod lines;

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns, Format, message},
};
use app::{
    api::{
        ListQuery,
        cases::{Cases, CasesReceipt, RefusedLine},
        imports::{ImportCounts, ImportDetail, Imports, Problem, Upload},
    },
    domain::{
        cases::{CaseFault, CaseLine},
        units::Level,
    },
};
use clap::Args;
use futures::StreamExt;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// The profile whose files are lines of case states instead of tables.
const CASES: &str = "cases";
/// Problems shown on the terminal for each file.
const SHOWN: usize = 20;

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Rows that cannot be taken go to quarantine with file, row, column and reason; the rest is taken (exit code 3).
Importing the same file again changes nothing. With --profile cases each line is one case state as for
POST /api/v1/cases, plain or gzip, `-` for standard input; a refused line counts as quarantined.

Examples:
  jiceng import --profile nj-municipal 'Municipal 2019.xlsx' --dry-run
  jiceng import --profile our-court.toml --problems problems.csv *.csv
  jiceng import --profile cases 2026-10.ndjson.gz --output json")]
pub(super) struct ImportArgs {
    /// Id of a profile, or a TOML file with one, or `cases`
    #[arg(long, value_name = "NAME|FILE.toml")]
    profile: String,
    /// Read and check, and keep nothing
    #[arg(long)]
    dry_run: bool,
    /// Write every problem to this file as CSV
    #[arg(long, value_name = "FILE")]
    problems: Option<PathBuf>,
    /// Files
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    output: OutputArgs,
}

/// What became of one file.
#[derive(Debug, Serialize)]
struct FileRow {
    file: String,
    #[serde(flatten)]
    counts: ImportCounts,
}

/// Reads one file after the other; a signal ends it after the batch under way.
pub(super) async fn run(context: &Context, args: &ImportArgs) -> Outcome {
    let mut done: Vec<FileRow> = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    let profile = if args.profile == CASES { None } else { Some(read_profile(&args.profile)?) };
    let mut failure = None;
    for path in &args.files {
        if context.stop.is_cancelled() {
            break;
        }
        let result = match &profile {
            Some(profile) => table(context, args, profile, path).await,
            None if args.dry_run => check_cases(context, path).await,
            None => cases(context, path).await,
        };
        match result {
            Ok((counts, found)) => {
                report(path, &found, counts.rows_quarantined, args.problems.as_deref());
                if args.problems.is_some() {
                    problems.extend(found);
                }
                done.push(FileRow { file: path.display().to_string(), counts });
            }
            Err(stop) => {
                failure = Some((path, stop));
                break;
            }
        }
    }
    if let Some(path) = &args.problems {
        let columns = ["file", "row", "column", "code", "zh", "en", "raw"];
        std::fs::write(path, output::csv_bytes(&columns, &problems)?)
            .map_err(|error| Stop::Refused(format!("{} cannot be written: {error}", path.display())))?;
    }
    let sum = total(&done);
    if failure.is_none() || !done.is_empty() {
        show(args.output.output, done, sum)?;
    }
    if let Some((path, stop)) = failure {
        let say = |text: String| format!("{}: {text}", path.display());
        return Err(match stop {
            Stop::Internal(text) => Stop::Internal(say(text)),
            Stop::Refused(text) => Stop::Refused(say(text)),
            Stop::Interrupted(text) => Stop::Interrupted(say(text)),
        });
    }
    if context.stop.is_cancelled() {
        return Err(Stop::Interrupted(
            "stopped by a signal; what is counted above is kept, and importing the same files again goes on from there"
                .to_owned(),
        ));
    }
    Ok(if sum.rows_quarantined > 0 { End::Quarantine } else { End::Done })
}

fn total(rows: &[FileRow]) -> ImportCounts {
    rows.iter().fold(ImportCounts::default(), |sum, FileRow { counts, .. }| ImportCounts {
        rows_read: sum.rows_read + counts.rows_read,
        rows_accepted: sum.rows_accepted + counts.rows_accepted,
        rows_quarantined: sum.rows_quarantined + counts.rows_quarantined,
        facts_new: sum.facts_new + counts.facts_new,
        facts_revised: sum.facts_revised + counts.facts_revised,
        facts_unchanged: sum.facts_unchanged + counts.facts_unchanged,
    })
}

/// JSON is one object, the sum of all files; a table or CSV has a row for each file.
fn show(format: Format, mut rows: Vec<FileRow>, sum: ImportCounts) -> Result<(), Stop> {
    if format == Format::Json {
        return output::json(&sum);
    }
    if format == Format::Table && rows.len() > 1 {
        rows.push(FileRow { file: "sum".to_owned(), counts: sum });
    }
    let columns = Columns {
        table: &[
            "file",
            "rows_read",
            "rows_accepted",
            "rows_quarantined",
            "facts_new",
            "facts_revised",
            "facts_unchanged",
        ],
        csv: &[],
    };
    output::rows(format, &columns, &rows)
}

fn report(path: &Path, problems: &[Problem], total: i64, file: Option<&Path>) {
    for problem in problems.iter().take(SHOWN) {
        let Problem { row, column, code, en, .. } = problem;
        message(&format!("{}:{row}: {column}: {en} ({code})", path.display()));
    }
    let (named, shown) = (problems.len() as i64, problems.len().min(SHOWN) as i64);
    match file {
        Some(file) if named < total => {
            message(&format!("{}: the first {named} of {total} are in {}", path.display(), file.display()));
        }
        None if shown < total => {
            message(&format!(
                "{}: {} more; --problems FILE writes them as CSV",
                path.display(),
                total - shown
            ));
        }
        _ => {}
    }
}

/// A profile's own text where a file of that name is given, else its id.
fn read_profile(profile: &str) -> Result<String, Stop> {
    if !profile.ends_with(".toml") {
        return Ok(profile.to_owned());
    }
    std::fs::read_to_string(profile)
        .map_err(|error| Stop::Refused(format!("the profile {profile} cannot be read: {error}")))
}

async fn table(
    context: &Context,
    args: &ImportArgs,
    profile: &str,
    path: &Path,
) -> Result<(ImportCounts, Vec<Problem>), Stop> {
    let bytes = tokio::fs::read(path).await.map_err(|error| Stop::Refused(error.to_string()))?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let upload = Upload { file_name: name, profile: profile.to_owned(), bytes };
    let (platform, actor) = (&context.platform, &context.actor);
    if args.dry_run {
        let detail = platform.dry_run_import(actor, upload).await?;
        return Ok((detail.import.counts, detail.problems.rows));
    }
    let preview = platform.preview_import(actor, upload).await?;
    let detail = platform.commit_import(actor, preview.import.id).await?;
    let problems =
        if args.problems.is_some() { all_problems(context, &detail).await? } else { detail.problems.rows };
    Ok((detail.import.counts, problems))
}

async fn all_problems(context: &Context, detail: &ImportDetail) -> Result<Vec<Problem>, Stop> {
    let mut query = ListQuery { limit: 1000, ..ListQuery::default() };
    let mut problems = Vec::new();
    loop {
        let page = context.platform.open_import(&context.actor, detail.import.id, &query).await?.problems;
        query.offset += query.limit;
        problems.extend(page.rows);
        if query.offset >= page.total {
            return Ok(problems);
        }
    }
}

async fn cases(context: &Context, path: &Path) -> Result<(ImportCounts, Vec<Problem>), Stop> {
    let lines = lines::read(path, context.stop.clone()).await?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let receipt = context.platform.send_cases(&context.actor, &name, lines).await?;
    let CasesReceipt { lines_read, lines_refused, facts_new, facts_revised, refused, .. } = receipt;
    let counts = ImportCounts {
        rows_read: lines_read as i64,
        rows_accepted: (lines_read - lines_refused) as i64,
        rows_quarantined: lines_refused as i64,
        facts_new: facts_new as i64,
        facts_revised: facts_revised as i64,
        facts_unchanged: 0,
    };
    Ok((counts, refused.into_iter().map(|line| problem(path, line)).collect()))
}

/// The same checks without the database being changed.
async fn check_cases(context: &Context, path: &Path) -> Result<(ImportCounts, Vec<Problem>), Stop> {
    let tree = context.platform.tree().await?;
    let today = context.platform.today();
    let mut lines = lines::read(path, context.stop.clone()).await?;
    let (mut counts, mut problems, mut number) = (ImportCounts::default(), Vec::new(), 0);
    while let Some(line) = lines.next().await {
        let line = line?;
        number += 1;
        if line.trim().is_empty() {
            continue;
        }
        counts.rows_read += 1;
        let checked = CaseLine::parse(&line, today).and_then(|parsed| {
            let code = match &parsed {
                CaseLine::State(state) => &state.tribunal,
                CaseLine::Complete(month) => &month.tribunal,
            };
            let known = tree.by_code(code).is_some_and(|unit| unit.level == Level::Tribunal);
            if known { Ok(()) } else { Err(CaseFault::new("tribunal", "unknown_unit", code)) }
        });
        match checked {
            Ok(()) => counts.rows_accepted += 1,
            Err(fault) => {
                counts.rows_quarantined += 1;
                problems.push(problem(path, RefusedLine { line: number, fault }));
            }
        }
    }
    Ok((counts, problems))
}

fn problem(path: &Path, refused: RefusedLine) -> Problem {
    let RefusedLine { line, fault } = refused;
    Problem {
        file: path.display().to_string(),
        row: line as i64,
        column: fault.field,
        code: fault.reason,
        zh: fault.detail.clone(),
        en: fault.detail,
        raw: String::new(),
    }
}
