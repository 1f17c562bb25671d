//! `jiceng devices`: list devices, and load mapping files.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns, message},
};
use crate::{http::tables::TableRow, ingest::devices::mapping};
use app::api::devices::{DeviceRow, Devices, DevicesQuery};
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
A mapping file says which device watches which point of which tribunal. As TOML it has [[point]], [[device]] and [[rule]];
as CSV a device a line: tribunal,device,kind,name,point,point_kind,point_name,maker,model,installed,serviced,service_due,
source,address. What is loaded again is changed; nothing is taken away.

Examples:
  jiceng devices load devices.toml
  jiceng devices list --unit 3601 --state offline --output csv")]
pub(super) struct DevicesArgs {
    #[command(subcommand)]
    command: DevicesCommand,
}

#[derive(Subcommand)]
enum DevicesCommand {
    /// List devices
    List {
        /// Only below this unit
        #[arg(long, value_name = "CODE", default_value = "")]
        unit: String,
        /// Only in this state: online, offline, disabled, unknown
        #[arg(long, value_name = "STATE", default_value = "")]
        state: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Load points, devices and rules from a mapping file, all of it or nothing
    Load {
        /// TOML or CSV
        file: PathBuf,
    },
}

const COLUMNS: Columns<'_> = Columns {
    table: &["tribunal", "code", "kind", "name", "point", "state", "state_at", "source", "address"],
    csv: <DeviceRow as TableRow>::HEAD,
};

/// Lists or loads.
pub(super) async fn run(context: &Context, args: &DevicesArgs) -> Outcome {
    let (platform, actor) = (&context.platform, &context.actor);
    match &args.command {
        DevicesCommand::List { unit, state, output } => {
            let mut rows = Vec::new();
            loop {
                let query = DevicesQuery {
                    unit: unit.clone(),
                    state: state.clone(),
                    offset: rows.len() as u32,
                    limit: 1000,
                    ..DevicesQuery::default()
                };
                let page = platform.list_devices(actor, &query).await?;
                let end = page.rows.is_empty();
                rows.extend(page.rows);
                if end || rows.len() >= page.total as usize {
                    break;
                }
            }
            output::rows(output.output, &COLUMNS, &rows)?;
        }
        DevicesCommand::Load { file } => {
            let name = file.display().to_string();
            let text =
                std::fs::read_to_string(file).map_err(|error| Stop::Refused(format!("{name}: {error}")))?;
            let registry =
                mapping::read(&name, &text).map_err(|error| Stop::Refused(format!("{name}: {error}")))?;
            let done = platform.load_devices(actor, &registry).await?;
            message(&format!("{} points, {} devices, {} rules.", done.points, done.devices, done.rules));
        }
    }
    Ok(End::Done)
}
