//! `jiceng audit`: the log of who did what, and the proof that nobody changed it.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns},
};
use app::api::{ListQuery, audit::Audit};
use clap::{Args, Subcommand};

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  jiceng audit verify
  jiceng audit list --search users.create --limit 100 --output csv")]
pub(super) struct AuditArgs {
    #[command(subcommand)]
    command: AuditCommand,
}

#[derive(Subcommand)]
enum AuditCommand {
    /// Walk the chain of hashes; refused (2) when an entry does not fit to the one before
    Verify {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Newest entries first
    List {
        /// Looked for in who, what and where
        #[arg(long, default_value = "", value_name = "TEXT")]
        search: String,
        /// How many, at most 1000
        #[arg(long, default_value_t = 50)]
        limit: u32,
        #[command(flatten)]
        output: OutputArgs,
    },
}

/// Lists or verifies.
pub(super) async fn run(context: &Context, args: &AuditArgs) -> Outcome {
    match &args.command {
        AuditCommand::Verify { output } => {
            let report = context.platform.verify_audit(&context.actor).await?;
            let columns = Columns { table: &["entries", "broken_at"], csv: &[] };
            output::rows(output.output, &columns, std::slice::from_ref(&report))?;
            match report.broken_at {
                None => Ok(End::Done),
                Some(seq) => {
                    Err(Stop::Refused(format!("the audit log was changed: entry {seq} does not fit")))
                }
            }
        }
        AuditCommand::List { search, limit, output } => {
            let query = ListQuery { search: search.clone(), limit: *limit, ..ListQuery::default() };
            let page = context.platform.list_audit(&context.actor, &query).await?;
            let columns = Columns {
                table: &["seq", "at", "actor", "action", "unit", "detail"],
                csv: &["seq", "at", "actor", "action", "unit", "detail", "hash"],
            };
            output::rows(output.output, &columns, &page.rows)?;
            Ok(End::Done)
        }
    }
}
