//! `jiceng review`: campaigns, and the proof that a published result follows from what is stored.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns},
};
use app::api::{
    ListQuery,
    reviews::{Campaigns, Recognitions, RescoreQuery, RescoredRow, ReviewResults},
};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::path::PathBuf;

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  jiceng review list
  jiceng review results 1 --output csv
  jiceng review verify 1 && echo 'as published'
  jiceng review issue 1 pdf --to notice.pdf
  jiceng review rescore 1 2027 --output csv
  jiceng review recheck")]
pub(super) struct ReviewArgs {
    #[command(subcommand)]
    command: ReviewCommand,
}

#[derive(Subcommand)]
enum ReviewCommand {
    /// Campaigns, the newest first
    List {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Results of a campaign
    Results {
        /// Number of the campaign
        campaign: i64,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Compute a published campaign again from what is stored; refused (2) when anything differs
    Verify {
        /// Number of the campaign
        campaign: i64,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Write what was published as a file
    Issue {
        /// Number of the campaign
        campaign: i64,
        /// pdf, xlsx or json
        format: String,
        /// Code of a tribunal: its certificate
        #[arg(long, default_value = "", value_name = "CODE")]
        unit: String,
        /// Where to; must not exist
        #[arg(long, value_name = "FILE")]
        to: PathBuf,
    },
    /// Score a campaign again by another edition of its standard, for comparison; nothing is stored
    Rescore {
        /// Number of the campaign
        campaign: i64,
        /// Edition of its standard
        edition: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Compute every recognition that holds with today's values; those that would be lost are warned
    Recheck {
        #[command(flatten)]
        output: OutputArgs,
    },
}

/// A tribunal that was scored again, in one line.
#[derive(Serialize)]
struct RescoredLine<'a> {
    unit: &'a str,
    unit_name: &'a str,
    total_then: f64,
    full_then: f64,
    result_then: &'a str,
    total_now: f64,
    full_now: f64,
    result_now: &'a str,
    missing_now: u32,
    /// Ids of items that differ.
    items: Vec<&'a str>,
}

impl<'a> RescoredLine<'a> {
    fn of(row: &'a RescoredRow) -> Self {
        Self {
            unit: &row.unit,
            unit_name: &row.unit_name.0,
            total_then: row.then.total,
            full_then: row.then.full,
            result_then: &row.then.result,
            total_now: row.now.total,
            full_now: row.now.full,
            result_now: &row.now.result,
            missing_now: row.now.missing,
            items: row.items.iter().map(|item| item.item.as_str()).collect(),
        }
    }
}

/// Lists, verifies, issues, checks again.
pub(super) async fn run(context: &Context, args: &ReviewArgs) -> Outcome {
    let (platform, actor) = (&context.platform, &context.actor);
    match &args.command {
        ReviewCommand::List { output } => {
            let query = ListQuery { limit: 1000, ..ListQuery::default() };
            let page = platform.list_campaigns(actor, &query).await?;
            let columns = Columns {
                table: &[
                    "id", "title", "standard", "edition", "phase", "from", "until", "entries", "settled",
                ],
                csv: &[
                    "id", "title", "standard", "edition", "unit", "phase", "from", "until", "entries",
                    "settled",
                ],
            };
            output::rows(output.output, &columns, &page.rows)?;
            Ok(End::Done)
        }
        ReviewCommand::Results { campaign, output } => {
            let query = ListQuery { limit: 1000, ..ListQuery::default() };
            let results = platform.results(actor, *campaign, &query).await?;
            let columns = Columns {
                table: &["unit", "unit_name", "total", "full", "result", "vetoes", "missing"],
                csv: &["unit", "unit_name", "city", "total", "full", "result", "vetoes", "own", "missing"],
            };
            output::rows(output.output, &columns, &results.page.rows)?;
            Ok(End::Done)
        }
        ReviewCommand::Verify { campaign, output } => {
            let found = platform.verify_campaign(actor, *campaign).await?;
            let columns =
                Columns { table: &["tribunals", "different", "intact", "audited", "sha256"], csv: &[] };
            output::rows(output.output, &columns, std::slice::from_ref(&found))?;
            if found.holds() {
                Ok(End::Done)
            } else {
                let different = found.different.join(", ");
                let text = format!(
                    "campaign {campaign} is not as it was published: different: {different}; text as it was: {}; hash in \
                     the audit log: {}",
                    found.intact, found.audited
                );
                Err(Stop::Refused(text))
            }
        }
        ReviewCommand::Issue { campaign, format, unit, to } => {
            let issued = platform.issue(actor, *campaign, format, unit).await?;
            let mut file = std::fs::File::create_new(to)
                .map_err(|error| Stop::Refused(format!("{}: {error}", to.display())))?;
            std::io::Write::write_all(&mut file, &issued.bytes)
                .map_err(|error| Stop::Internal(format!("{}: {error}", to.display())))?;
            Ok(End::Done)
        }
        ReviewCommand::Rescore { campaign, edition, output } => {
            let query = RescoreQuery { edition: edition.clone(), limit: 1000, ..RescoreQuery::default() };
            let found = platform.rescore(actor, *campaign, &query).await?;
            let columns = Columns {
                table: &[
                    "unit",
                    "unit_name",
                    "total_then",
                    "result_then",
                    "total_now",
                    "result_now",
                    "items",
                ],
                csv: &[
                    "unit",
                    "unit_name",
                    "total_then",
                    "full_then",
                    "result_then",
                    "total_now",
                    "full_now",
                    "result_now",
                    "missing_now",
                    "items",
                ],
            };
            let lines: Vec<RescoredLine<'_>> = found.page.rows.iter().map(RescoredLine::of).collect();
            output::rows(output.output, &columns, &lines)?;
            Ok(End::Done)
        }
        ReviewCommand::Recheck { output } => {
            let found = platform.recheck_recognitions(actor).await?;
            let columns = Columns { table: &["checked", "warned"], csv: &[] };
            output::rows(output.output, &columns, std::slice::from_ref(&found))?;
            Ok(End::Done)
        }
    }
}
