//! `jiceng values`: indicators × units × periods, and one number opened.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns, Format},
};
use crate::http::tables::TableRow;
use app::api::values::{Explanation, ValueRow, Values, ValuesQuery};
use clap::Args;
use std::fmt::Write;

/// Arguments; the same words as `GET /api/v1/values`.
#[derive(Args)]
#[command(after_help = "\
Examples:
  jiceng values --indicator received,closed --unit 36 --from 2017-01 --to 2021-11
  jiceng values --indicator closing_rate --unit 3601 --level tribunal --from 2026-01 --to 2026-10 --by month --output csv
  jiceng values --indicator clearance_rate --unit NJ --from 2018-07 --to 2019-06 --explain")]
pub(super) struct ValuesArgs {
    /// Ids of indicators, separated by commas
    #[arg(long, value_name = "IDS")]
    indicator: String,
    /// Code of the unit
    #[arg(long, value_name = "CODE")]
    unit: String,
    /// A row for each unit of this level under it: province, city, court, tribunal or post
    #[arg(long, value_name = "LEVEL")]
    level: Option<String>,
    /// With --level tribunal: only those of this peer group
    #[arg(long, value_name = "GROUP", requires = "level")]
    group: Option<String>,
    /// With --level: only units with this in their name or code
    #[arg(long, value_name = "TEXT", requires = "level")]
    q: Option<String>,
    /// First month
    #[arg(long, value_name = "YYYY-MM")]
    from: String,
    /// Last month
    #[arg(long, value_name = "YYYY-MM")]
    to: String,
    /// How the span is cut: month, quarter, half, year or total
    #[arg(long, value_name = "PIECE")]
    by: Option<String>,
    /// Edition of the catalogue; without it the one in force in the last month
    #[arg(long, value_name = "ID")]
    edition: Option<String>,
    /// Open one number: formula, components, sources, revisions
    #[arg(long, conflicts_with_all = ["level", "by"])]
    explain: bool,
    #[command(flatten)]
    output: OutputArgs,
}

const COLUMNS: Columns<'_> = Columns {
    table: &[
        "unit",
        "name",
        "period",
        "indicator",
        "value",
        "numerator",
        "denominator",
        "status",
        "judgement",
    ],
    csv: <ValueRow as TableRow>::HEAD,
};

/// Answers the query.
pub(super) async fn run(context: &Context, args: &ValuesArgs) -> Outcome {
    let query = ValuesQuery {
        indicator: args.indicator.clone(),
        unit: args.unit.clone(),
        level: args.level.clone(),
        from: args.from.clone(),
        to: args.to.clone(),
        by: args.by.clone(),
        edition: args.edition.clone(),
        group: args.group.clone(),
        q: args.q.clone(),
    };
    let format = args.output.output;
    if !args.explain {
        let rows = context.platform.query_values(&context.actor, &query).await?;
        output::rows(format, &COLUMNS, &rows)?;
        return Ok(End::Done);
    }
    let explanation = context.platform.explain_value(&context.actor, &query).await?;
    match format {
        Format::Json => output::rows(format, &COLUMNS, &[explanation])?,
        Format::Csv => output::rows(
            format,
            &Columns {
                table: &["item", "zh", "en", "period", "shift", "mean", "value", "complete", "facts"],
                csv: &[],
            },
            &explanation.components,
        )?,
        Format::Table => explain(&explanation)?,
    }
    Ok(End::Done)
}

fn explain(explanation: &Explanation) -> Result<(), Stop> {
    let Explanation { row, zh, en, formula, source, note, reference, .. } = explanation;
    output::rows(Format::Table, &COLUMNS, std::slice::from_ref(row))?;
    let mut text = String::new();
    let mut line = |name: &str, value: String| {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:<10} {value}");
    };
    line("indicator", format!("{zh} · {en} ({}), edition {}", explanation.measure, row.edition));
    line("formula", formula.clone());
    line("source", format!("{} · {}", source.0, source.1));
    if let Some((zh, en)) = note {
        line("note", format!("{zh} · {en}"));
    }
    if let (Some(low), Some(high)) = reference {
        line("reference", format!("{low} to {high}"));
    }
    if let Some((reporting, expected)) = explanation.reporting {
        line("reporting", format!("{reporting} of {expected} tribunals"));
    }
    if let Some(time) = &explanation.data_time {
        line("data of", time.clone());
    }
    output::text(&text)?;
    let components = Columns { table: &["item", "en", "period", "value", "complete", "facts"], csv: &[] };
    output::rows(Format::Table, &components, &explanation.components)?;
    let sources = Columns { table: &["source", "kind", "name", "actor", "at", "facts"], csv: &[] };
    output::rows(Format::Table, &sources, &explanation.sources)?;
    if !explanation.revisions.is_empty() {
        let revisions = Columns {
            table: &[
                "item",
                "period",
                "revision",
                "value",
                "now",
                "from",
                "at",
                "replaced_by",
                "replaced_at",
            ],
            csv: &[],
        };
        output::rows(Format::Table, &revisions, &explanation.revisions)?;
    }
    Ok(())
}
