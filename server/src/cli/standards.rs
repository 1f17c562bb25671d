//! `jiceng standards`: list, show, load, compare and retire standards.

use super::{
    OutputArgs,
    context::{Context, End, Outcome, Stop},
    output::{self, Columns, Format},
};
use crate::http::tables::TableRow;
use app::{
    api::{
        ListQuery,
        standards::{StandardRow, StandardView, Standards},
    },
    domain::standards::{Difference, Fate},
};
use clap::{Args, Subcommand};
use serde::Serialize;
use std::{
    io::Read,
    path::{Path, PathBuf},
};

/// Arguments.
#[derive(Args)]
#[command(after_help = "\
An edition never changes: another text is another edition. What is retired can no longer be begun with; what was begun
with it goes on.

Examples:
  jiceng standards list
  jiceng standards show double 2026 --file > our-standard.toml
  jiceng standards load our-standard.toml
  jiceng standards compare our_standard 2026 2027
  jiceng standards retire double 2026 --reason 'our own is in force'")]
pub(super) struct StandardsArgs {
    #[command(subcommand)]
    command: StandardsCommand,
}

#[derive(Subcommand)]
enum StandardsCommand {
    /// List the standards there are, retired ones too
    List {
        /// Looked for in id, edition and names
        #[arg(long, value_name = "TEXT", default_value = "")]
        q: String,
        /// Column to sort by: id, zh, en, edition, effective, items, points, loaded_at, retired_at; `-` before it turns
        /// the order round
        #[arg(long, value_name = "COLUMN", default_value = "", allow_hyphen_values = true)]
        sort: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Show the items of a standard
    Show {
        #[command(flatten)]
        which: Which,
        /// Write the text of its file instead
        #[arg(long)]
        file: bool,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Load a standard from its file, `-` for standard input
    Load {
        /// TOML file
        file: PathBuf,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Compare two editions, field by field
    Compare {
        /// Id
        id: String,
        /// The edition that came before
        before: String,
        /// The edition that came after
        after: String,
        #[command(flatten)]
        output: OutputArgs,
    },
    /// Take a standard out of use
    Retire(Because),
    /// Take a standard back into use
    Restore(Because),
}

#[derive(Args)]
struct Which {
    /// Id
    id: String,
    /// Edition; the latest that may be used where it is left out
    #[arg(default_value = "")]
    edition: String,
}

#[derive(Args)]
struct Because {
    /// Id
    id: String,
    /// Edition
    edition: String,
    /// Why; written into the audit log
    #[arg(long)]
    reason: String,
    #[command(flatten)]
    output: OutputArgs,
}

const COLUMNS: Columns<'_> = Columns {
    table: &["id", "edition", "zh", "subject", "items", "points", "usable", "loaded_by", "retired_at"],
    csv: <StandardRow as TableRow>::HEAD,
};

/// Lists, shows or changes.
pub(super) async fn run(context: &Context, args: &StandardsArgs) -> Outcome {
    let (platform, actor) = (&context.platform, &context.actor);
    let (rows, output) = match &args.command {
        StandardsCommand::List { q, sort, output } => {
            let (search, sort) = (q.clone(), sort.clone());
            let query = ListQuery { search, sort, offset: 0, limit: 1000 };
            (platform.list_standards(&query).await?.rows, output)
        }
        StandardsCommand::Show { which, file, output } => {
            let view = platform.open_standard(&which.id, &which.edition).await?;
            match (file, output.output) {
                (true, _) => output::text(&view.text)?,
                (false, Format::Json) => output::json(&view)?,
                (false, format) => output::rows(format, &ITEMS, &items(&view))?,
            }
            return Ok(End::Done);
        }
        StandardsCommand::Load { file, output } => {
            (vec![platform.load_standard(actor, &text_of(file)?).await?], output)
        }
        StandardsCommand::Compare { id, before, after, output } => {
            let found = platform.compare_standards(id, before, after).await?;
            match output.output {
                Format::Json => output::json(&found)?,
                format => output::rows(format, &CHANGES, &changes(&found.differences))?,
            }
            return Ok(End::Done);
        }
        StandardsCommand::Retire(why) => {
            (vec![platform.retire_standard(actor, &why.id, &why.edition, &why.reason).await?], &why.output)
        }
        StandardsCommand::Restore(why) => {
            (vec![platform.restore_standard(actor, &why.id, &why.edition, &why.reason).await?], &why.output)
        }
    };
    output::rows(output.output, &COLUMNS, &rows)?;
    Ok(End::Done)
}

fn text_of(file: &Path) -> Result<String, Stop> {
    let refused = |error: std::io::Error| Stop::Refused(format!("{}: {error}", file.display()));
    if file == Path::new("-") {
        let mut text = String::new();
        std::io::stdin().read_to_string(&mut text).map_err(refused)?;
        return Ok(text);
    }
    std::fs::read_to_string(file).map_err(refused)
}

/// An item as a row.
#[derive(Serialize)]
struct ItemRow<'a> {
    category: &'a str,
    id: &'a str,
    zh: &'a str,
    en: &'a str,
    points: f64,
    scoring: &'static str,
    formula: &'a str,
    groups: &'a [String],
}

const ITEMS: Columns<'_> = Columns {
    table: &["category", "id", "zh", "points", "scoring", "formula", "groups"],
    csv: &["category", "id", "zh", "en", "points", "scoring", "formula", "groups"],
};

fn items(view: &StandardView) -> Vec<ItemRow<'_>> {
    let pairs = view.standard.categories.iter().flat_map(|c| c.items.iter().map(move |item| (c, item)));
    pairs
        .map(|(category, item)| ItemRow {
            category: &category.id,
            id: &item.id,
            zh: &item.zh,
            en: &item.en,
            points: item.points.as_f64(),
            scoring: item.scoring.as_str(),
            formula: item.scoring.formula().unwrap_or_default(),
            groups: &item.groups,
        })
        .collect()
}

/// A changed field as a row.
#[derive(Serialize)]
struct ChangeRow<'a> {
    piece: &'static str,
    id: &'a str,
    fate: Fate,
    field: &'a str,
    before: &'a str,
    after: &'a str,
}

const CHANGES: Columns<'_> =
    Columns { table: &["piece", "id", "fate", "field", "before", "after"], csv: &[] };

fn changes(differences: &[Difference]) -> Vec<ChangeRow<'_>> {
    let pairs = differences.iter().flat_map(|one| one.fields.iter().map(move |field| (one, field)));
    pairs
        .map(|(one, field)| ChangeRow {
            piece: one.piece.as_str(),
            id: &one.id,
            fate: one.fate,
            field: &field.field,
            before: &field.before,
            after: &field.after,
        })
        .collect()
}
