//! `jiceng units`: list, create and change units.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns},
};
use crate::http::tables::TableRow;
use app::api::{
    papers::{PaperQuery, Papers},
    units::{UnitEdit, UnitOrder, UnitRow, Units, UnitsQuery},
};
use clap::{Args, Subcommand};
use std::{io::Write, path::PathBuf};

/// Arguments; the same words as `GET /api/v1/units`.
#[derive(Args)]
#[command(
    args_conflicts_with_subcommands = true,
    after_help = "\
Examples:
  jiceng units --level tribunal --under 3601
  jiceng units --q taohua --output json
  jiceng units report 3601 --from 2026-01 --to 2026-10 --out report.pdf
  jiceng units add 360103T99 --level tribunal --name 新人民法庭 --parent 360103 --opened 2026-12
  jiceng units move 360103T99 --parent 360102 --from 2027-01"
)]
pub(super) struct UnitsArgs {
    #[command(subcommand)]
    command: Option<UnitsCommand>,
    /// Only this level: province, city, court, tribunal or post
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// Only this unit and what is below it
    #[arg(long, value_name = "CODE")]
    under: Option<String>,
    /// Looked for in name, English name, pinyin and code
    #[arg(long, value_name = "TEXT")]
    q: Option<String>,
    /// Only this peer group, such as urban, rural, mountain
    #[arg(long, value_name = "GROUP")]
    group: Option<String>,
    /// Also units that have ended
    #[arg(long)]
    ended: bool,
    /// Column to sort by: code, name, level, opened; `-` before it turns the order round
    #[arg(long, value_name = "COLUMN", allow_hyphen_values = true)]
    sort: Option<String>,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Subcommand)]
enum UnitsCommand {
    /// Write the report of a unit as PDF, in the language of the deployment (`--language en` for English)
    Report(ReportArgs),
    /// Create a unit
    Add(AddArgs),
    /// Give a unit another parent from a month on
    Move {
        /// Code of the unit
        code: String,
        /// Code of the new parent
        #[arg(long, value_name = "CODE")]
        parent: String,
        #[command(flatten)]
        from: From,
    },
    /// Give a unit another name from a month on
    Rename {
        /// Code of the unit
        code: String,
        /// New name
        #[arg(long)]
        name: String,
        /// New English name
        #[arg(long, default_value = "")]
        name_en: String,
        #[command(flatten)]
        from: From,
    },
    /// Let a unit become part of another; what is below it moves there
    Merge {
        /// Code of the unit that ends
        code: String,
        /// Code of the unit that takes over
        #[arg(long, value_name = "CODE")]
        into: String,
        #[command(flatten)]
        from: From,
    },
    /// Let a unit end
    Close {
        /// Code of the unit
        code: String,
        #[command(flatten)]
        from: From,
    },
}

#[derive(Args)]
struct From {
    /// First month in which it is so
    #[arg(long, value_name = "YYYY-MM")]
    from: String,
    #[command(flatten)]
    output: OutputArgs,
}

#[derive(Args)]
struct ReportArgs {
    /// Code of the unit
    code: String,
    /// Where to; must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// First month; usually eleven months before the last
    #[arg(long, default_value = "", value_name = "YYYY-MM")]
    from: String,
    /// Last month; usually the last one that is over
    #[arg(long, default_value = "", value_name = "YYYY-MM")]
    to: String,
    /// Indicator that is looked at most closely
    #[arg(long, default_value = "", value_name = "ID")]
    indicator: String,
    /// Edition of the catalogue; usually the one in force in the last month
    #[arg(long, default_value = "", value_name = "ID")]
    edition: String,
}

#[derive(Args)]
struct AddArgs {
    /// Code: 1 to 40 of letters, digits, `-`, `_`, `.`
    code: String,
    /// province, city, court, tribunal or post
    #[arg(long)]
    level: String,
    /// Name
    #[arg(long)]
    name: String,
    /// English name
    #[arg(long, default_value = "")]
    name_en: String,
    /// Latin spelling for the search
    #[arg(long, default_value = "")]
    pinyin: String,
    /// Code of the parent; none for a province
    #[arg(long, default_value = "", value_name = "CODE")]
    parent: String,
    /// First month of existence
    #[arg(long, value_name = "YYYY-MM")]
    opened: String,
    /// Degrees north
    #[arg(long, allow_hyphen_values = true)]
    lat: Option<f64>,
    /// Degrees east
    #[arg(long, allow_hyphen_values = true)]
    lon: Option<f64>,
    /// Square kilometres
    #[arg(long)]
    area_km2: Option<f64>,
    /// Inhabitants
    #[arg(long)]
    population: Option<i64>,
    /// Peer groups, separated by commas
    #[arg(long, value_delimiter = ',')]
    groups: Vec<String>,
    /// Townships served, separated by commas
    #[arg(long, value_delimiter = ',')]
    townships: Vec<String>,
    #[command(flatten)]
    output: OutputArgs,
}

const COLUMNS: Columns<'_> = Columns {
    table: &["code", "level", "name", "name_en", "parent", "opened", "closed", "population", "groups"],
    csv: <UnitRow as TableRow>::HEAD,
};

/// Lists or changes.
pub(super) async fn run(context: &Context, args: &UnitsArgs) -> Outcome {
    let (rows, format): (Vec<UnitRow>, _) = match &args.command {
        None => {
            let query = UnitsQuery {
                level: args.level.clone(),
                under: args.under.clone(),
                q: args.q.clone(),
                group: args.group.clone(),
                ended: Some(args.ended),
                sort: args.sort.clone(),
                ..UnitsQuery::default()
            };
            (context.platform.list_units(&context.actor, &query).await?.rows, args.output.output)
        }
        Some(UnitsCommand::Report(order)) => return report(context, order).await,
        Some(UnitsCommand::Add(add)) => {
            let order = UnitOrder {
                code: add.code.clone(),
                level: add.level.clone(),
                name: add.name.clone(),
                name_en: add.name_en.clone(),
                pinyin: add.pinyin.clone(),
                parent: add.parent.clone(),
                opened: add.opened.clone(),
                lat: add.lat,
                lon: add.lon,
                area_km2: add.area_km2,
                population: add.population,
                groups: add.groups.clone(),
                townships: add.townships.clone(),
                ..UnitOrder::default()
            };
            (context.platform.create_units(&context.actor, &[order]).await?, add.output.output)
        }
        Some(UnitsCommand::Move { code, parent, from }) => {
            edit(context, code, from, |month| UnitEdit::Move { parent: parent.clone(), from: month }).await?
        }
        Some(UnitsCommand::Rename { code, name, name_en, from }) => {
            let (name, name_en) = (name.clone(), name_en.clone());
            edit(context, code, from, |month| UnitEdit::Rename { name, name_en, from: month }).await?
        }
        Some(UnitsCommand::Merge { code, into, from }) => {
            edit(context, code, from, |month| UnitEdit::Merge { into: into.clone(), from: month }).await?
        }
        Some(UnitsCommand::Close { code, from }) => {
            edit(context, code, from, |month| UnitEdit::Close { from: month }).await?
        }
    };
    output::rows(format, &COLUMNS, &rows)?;
    Ok(End::Done)
}

async fn report(context: &Context, order: &ReportArgs) -> Outcome {
    let platform = &context.platform;
    // That of the deployment, which `--language` sets for this command too.
    let locale = platform.policy.language.parse().unwrap_or_default();
    let query = PaperQuery {
        from: order.from.clone(),
        to: order.to.clone(),
        indicator: order.indicator.clone(),
        edition: order.edition.clone(),
        ..PaperQuery::default()
    };
    let made = platform.unit_paper(&context.actor, &order.code, &query, locale).await?;
    let path = order.out.display();
    let mut file =
        std::fs::File::create_new(&order.out).map_err(|error| Stop::Refused(format!("{path}: {error}")))?;
    file.write_all(&made.bytes).map_err(|error| Stop::Internal(format!("{path}: {error}")))?;
    Ok(End::Done)
}

async fn edit(
    context: &Context,
    code: &str,
    from: &From,
    edit: impl FnOnce(String) -> UnitEdit,
) -> Result<(Vec<UnitRow>, output::Format), Stop> {
    let edit = edit(from.from.clone());
    Ok((vec![context.platform.edit_unit(&context.actor, code, &edit).await?], from.output.output))
}
