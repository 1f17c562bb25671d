//! `jiceng migrate`: the schema, brought up to date.

use super::{
    OutputArgs,
    context::{End, Outcome, connect},
    output::{self, Columns},
};
use crate::{
    config::{Config, Mask},
    store::Engine,
};
use app::api::Failure;
use clap::Args;
use serde::Serialize;

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
Every other command does the same before it begins; this one is for deployments that want it as a step of its own.

Example:
  jiceng migrate --database-url postgres://jiceng@db/jiceng")]
pub(super) struct MigrateArgs {
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Serialize)]
struct Row {
    database: String,
    engine: &'static str,
    schema_version: i64,
}

/// Connects, which migrates, and reports the version.
pub(super) async fn run(config: &Config, args: &MigrateArgs) -> Outcome {
    let db = connect(config).await?;
    let row = Row {
        database: Mask::Address.apply(&config.database_url),
        engine: match db.engine() {
            Engine::Sqlite => "sqlite",
            Engine::Postgres => "postgres",
        },
        schema_version: db.schema_version().await.map_err(Failure::from)?,
    };
    let columns = Columns { table: &["database", "engine", "schema_version"], csv: &[] };
    output::rows(args.output.output, &columns, &[row])?;
    Ok(End::Done)
}
