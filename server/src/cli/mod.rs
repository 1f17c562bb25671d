//! The command line: one file per command. Every command reaches the same services as browser and REST, as the
//! operator of the machine, so that a rule or an audit entry cannot be forgotten here.

mod audit;
mod config;
mod context;
mod demo;
mod devices;
mod files;
mod import;
mod migrate;
mod output;
mod reviews;
mod serve;
mod standards;
mod tokens;
mod units;
mod users;
mod values;

use crate::config::{KEYS, Sources};
use clap::{Arg, Args, CommandFactory, FromArgMatches, Parser, Subcommand};
use context::{Context, End, Outcome, Stop};
use output::Format;
use std::{collections::HashMap, path::PathBuf, process::ExitCode, time::Duration};

const EXIT_CODES: &str = "\
Exit codes:
  0    done
  1    a fault of the program or its surroundings, such as a database that does not answer
  2    refused: wrong input, not allowed, not found
  3    done, but some rows are in quarantine or were refused
  130  stopped by a signal

Configuration comes from flags, then environment (JICENG_…), then a TOML file (--config, JICENG_CONFIG or
./jiceng.toml), then defaults; `jiceng config` shows every key, what holds and where it was set.

Examples:
  jiceng demo --if-empty && jiceng serve --feed-demo
  jiceng values --indicator received,closing_rate --unit 36 --level city --from 2026-01 --to 2026-10
  jiceng import --profile nj-municipal 'Municipal 2019.xlsx'";

/// Jiceng: visual management of a province's courts and people's tribunals.
#[derive(Parser)]
#[command(name = "jiceng", version, about, after_help = EXIT_CODES, max_term_width = 110)]
struct Cli {
    /// TOML file with the configuration
    #[arg(long, global = true, value_name = "FILE", help_heading = "Configuration")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the pages and the REST interface
    Serve(serve::ServeArgs),
    /// Bring the schema of the database up to date
    Migrate(migrate::MigrateArgs),
    /// Load the demo province: real places, simulated caseload
    Demo(demo::DemoArgs),
    /// Import tables or case events from files
    Import(import::ImportArgs),
    /// Query values of indicators, or open one number
    Values(values::ValuesArgs),
    /// List, create and change units
    Units(Box<units::UnitsArgs>),
    /// List, load, compare and retire standards
    Standards(standards::StandardsArgs),
    /// List devices and load which camera is which point
    Devices(devices::DevicesArgs),
    /// Manage users
    User(users::UserArgs),
    /// Manage API tokens
    Token(tokens::TokenArgs),
    /// List review campaigns and verify what was published
    Review(reviews::ReviewArgs),
    /// Check and clear the kept files
    Files(files::FilesArgs),
    /// Read and verify the audit log
    Audit(audit::AuditArgs),
    /// Show every key of the configuration, what holds and where it was set
    Config(OutputArgs),
}

/// How data is written to standard output.
#[derive(Args, Clone, Copy)]
struct OutputArgs {
    /// table, json ({"rows":[…]} with the field names of the REST answers) or csv
    #[arg(long, value_enum, default_value_t = Format::Table, hide_possible_values = true, value_name = "FORMAT")]
    output: Format,
}

/// Flags of the keys: the table of `config` is the only list.
fn with_keys(command: clap::Command) -> clap::Command {
    command.args(KEYS.iter().map(|key| {
        let default =
            if key.default.is_empty() { String::new() } else { format!(" [default: {}]", key.default) };
        Arg::new(key_id(key.name))
            .long(key.flag().trim_start_matches('-').to_owned())
            .value_name("VALUE")
            .global(true)
            .hide_short_help(true)
            .help_heading("Configuration")
            .help(format!("{}{default} [env: {}]", key.meaning, key.environment()))
    }))
}

fn key_id(name: &str) -> String {
    format!("key:{name}")
}

/// Runs the command that the arguments of the process name.
pub fn main() -> ExitCode {
    let matches = with_keys(Cli::command()).get_matches();
    let cli = match Cli::from_arg_matches(&matches) {
        Ok(cli) => cli,
        Err(error) => error.exit(),
    };
    let flags: HashMap<_, _> = KEYS
        .iter()
        .filter_map(|key| Some((key.name.to_owned(), matches.get_one::<String>(&key_id(key.name))?.clone())))
        .collect();
    let config = Sources::of_process(flags, cli.config.clone()).and_then(|sources| sources.read());
    let config = match config {
        Ok(config) => config,
        Err(error) => return exit(Err(Stop::Refused(error.to_string()))),
    };
    let quiet = !matches!(cli.command, Command::Serve(_)) && !config.is_set("log");
    crate::telemetry::start(if quiet { "warn,sqlx::query=error" } else { &config.log }, config.log_format);
    let runtime = match tokio::runtime::Builder::new_multi_thread().enable_all().build() {
        Ok(runtime) => runtime,
        Err(error) => return exit(Err(Stop::Internal(format!("the runtime does not start: {error}")))),
    };
    let outcome = runtime.block_on(run(cli.command, config));
    // A thread may still wait for standard input.
    runtime.shutdown_timeout(Duration::from_secs(1));
    exit(outcome)
}

async fn run(command: Command, config: crate::config::Config) -> Outcome {
    let stop = context::stop_on_signal()?;
    let open = || Context::open(&config, &stop);
    let short = async {
        match &command {
            Command::Migrate(args) => migrate::run(&config, args).await,
            Command::Values(args) => values::run(&open().await?, args).await,
            Command::Units(args) => units::run(&open().await?, args).await,
            Command::Devices(args) => devices::run(&open().await?, args).await,
            Command::Standards(args) => standards::run(&open().await?, args).await,
            Command::User(args) => users::run(&open().await?, args).await,
            Command::Token(args) => tokens::run(&open().await?, args).await,
            Command::Review(args) => reviews::run(&open().await?, args).await,
            Command::Files(args) => files::run(&open().await?, args).await,
            Command::Audit(args) => audit::run(&open().await?, args).await,
            Command::Config(args) => config::run(&config, args.output),
            // These end by themselves when they are told to stop, and say what was kept.
            Command::Serve(args) => serve::run(&open().await?, args).await,
            Command::Demo(args) => demo::run(&open().await?, args).await,
            Command::Import(args) => import::run(&open().await?, args).await,
        }
    };
    if matches!(command, Command::Serve(_) | Command::Demo(_) | Command::Import(_)) {
        return short.await;
    }
    tokio::select! {
        outcome = short => outcome,
        () = stop.cancelled() => Err(Stop::Interrupted(String::new())),
    }
}

fn exit(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(End::Done) => ExitCode::SUCCESS,
        Ok(End::Quarantine) => ExitCode::from(3),
        Err(stop) => {
            let (code, text) = match stop {
                Stop::Internal(text) => (1, text),
                Stop::Refused(text) => (2, text),
                Stop::Interrupted(text) => (130, text),
            };
            if !text.is_empty() {
                output::message(&format!("jiceng: {text}"));
            }
            ExitCode::from(code)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_fits_together() {
        with_keys(Cli::command()).debug_assert();
    }

    #[test]
    fn a_flag_of_a_key_is_taken_before_and_after_the_command() {
        for line in [["jiceng", "--due-day", "5", "config"], ["jiceng", "config", "--due-day", "5"]] {
            let matches = with_keys(Cli::command()).try_get_matches_from(line).unwrap();
            assert_eq!(matches.get_one::<String>("key:due_day").unwrap(), "5", "{line:?}");
        }
    }

    #[test]
    fn every_command_has_an_example() {
        for command in Cli::command().get_subcommands().filter(|c| c.get_name() != "config") {
            let after = command.get_after_help().map(ToString::to_string).unwrap_or_default();
            assert!(after.contains("jiceng "), "{}", command.get_name());
        }
    }
}
