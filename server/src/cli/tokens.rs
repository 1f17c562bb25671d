//! `jiceng token`: API tokens.

use super::{
    OutputArgs,
    context::{Context, End, Outcome},
    output::{self, Columns},
};
use app::{
    api::{
        ListQuery,
        tokens::{TokenOrder, TokenRow, Tokens},
    },
    domain::permissions::Role,
};
use clap::{Args, Subcommand};
use serde::Serialize;

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Examples:
  jiceng token add 'case system of Donghu' --scope feeder --unit 360102 --days 365
  jiceng token list
  jiceng token revoke 3")]
pub(super) struct TokenArgs {
    #[command(subcommand)]
    command: TokenCommand,
}

#[derive(Subcommand)]
enum TokenCommand {
    /// Create a token; its secret is shown once
    Add {
        /// What it is for
        name: String,
        /// feeder for sending case events, or a role for reading
        #[arg(long, value_name = "ROLE")]
        scope: Role,
        /// Code of the unit whose subtree it reaches
        #[arg(long, value_name = "CODE")]
        unit: String,
        /// Days until it expires, 1 to 3660
        #[arg(long, default_value_t = 365)]
        days: u32,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// List tokens
    List {
        #[command(flatten)]
        output: OutputArgs,
    },
    /// End a token
    Revoke {
        /// Number of the token
        id: i64,
        #[command(flatten)]
        output: OutputArgs,
    },
}

const COLUMNS: [&str; 8] =
    ["id", "name", "scope", "unit", "created_by", "expires_at", "revoked_at", "last_used_at"];

/// A token with its secret beside its fields, in the one answer that has it.
#[derive(Serialize)]
struct Created {
    #[serde(flatten)]
    row: TokenRow,
    secret: String,
}

/// Lists or changes.
pub(super) async fn run(context: &Context, args: &TokenArgs) -> Outcome {
    let (platform, actor) = (&context.platform, &context.actor);
    let columns = Columns { table: &COLUMNS, csv: &[] };
    match &args.command {
        TokenCommand::Add { name, scope, unit, days, output } => {
            let order = TokenOrder { name: name.clone(), scope: *scope, unit: unit.clone(), days: *days };
            let token = platform.create_token(actor, &order).await?;
            output::message("Keep the secret now: it is stored only as a hash and never shown again.");
            let columns =
                Columns { table: &["id", "name", "scope", "unit", "expires_at", "secret"], csv: &[] };
            output::rows(output.output, &columns, &[Created { row: token.row, secret: token.secret }])?;
        }
        TokenCommand::List { output } => {
            let mut query = ListQuery { limit: 1000, ..ListQuery::default() };
            let mut rows = Vec::new();
            loop {
                let page = platform.list_tokens(actor, &query).await?;
                query.offset += query.limit;
                rows.extend(page.rows);
                if query.offset >= page.total {
                    break;
                }
            }
            output::rows(output.output, &columns, &rows)?;
        }
        TokenCommand::Revoke { id, output } => {
            output::rows(output.output, &columns, &[platform.revoke_token(actor, *id).await?])?;
        }
    }
    Ok(End::Done)
}
