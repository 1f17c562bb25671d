//! `jiceng files`: whether every kept file is there and as it was, and clearing away what nobody needs.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns},
};
use app::api::files::Files;
use clap::{Args, Subcommand};

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  jiceng files check
  jiceng files check --output json
  jiceng files clean")]
pub(super) struct FilesArgs {
    #[command(subcommand)]
    command: FilesCommand,
}

#[derive(Subcommand)]
enum FilesCommand {
    /// Read every file and list what is missing, damaged or unknown; a fault (1) when there is any
    Check {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Clear away uploads of yesterday, files that nothing refers to for a week, and bytes without a file
    Clean {
        #[command(flatten)]
        output: OutputArgs,
    },
}

/// Checks or clears.
pub(super) async fn run(context: &Context, args: &FilesArgs) -> Outcome {
    match &args.command {
        FilesCommand::Check { output } => {
            let findings = context.platform.check_files(&context.actor).await?;
            let columns = Columns { table: &["fault", "path", "owners"], csv: &[] };
            output::rows(output.output, &columns, &findings)?;
            match findings.len() {
                0 => Ok(End::Done),
                count => Err(Stop::Internal(format!("{count} files are missing, damaged or unknown"))),
            }
        }
        FilesCommand::Clean { output } => {
            let cleared = context.platform.clear_files(&context.actor).await?;
            let columns = Columns { table: &["uploads", "files", "orphans"], csv: &[] };
            output::rows(output.output, &columns, std::slice::from_ref(&cleared))?;
            Ok(End::Done)
        }
    }
}
