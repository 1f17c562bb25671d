//! `jiceng review`: campaigns, and the proof that a published result follows from what is stored.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns},
};
use app::api::{
    ListQuery,
    reviews::{Campaigns, Recognitions, ReviewResults},
};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  jiceng review list
  jiceng review results 1 --output csv
  jiceng review verify 1 && echo 'as published'
  jiceng review issue 1 pdf --to notice.pdf
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
    /// Compute every recognition that holds with today's values; those that would be lost are warned
    Recheck {
        #[command(flatten)]
        output: OutputArgs,
    },
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
        ReviewCommand::Recheck { output } => {
            let found = platform.recheck_recognitions(actor).await?;
            let columns = Columns { table: &["checked", "warned"], csv: &[] };
            output::rows(output.output, &columns, std::slice::from_ref(&found))?;
            Ok(End::Done)
        }
    }
}
