//! What is there and when it came: the case system's months and the monthly reports of tribunals, by the units right below.

use crate::{platform::Platform, services::values::query::Ask, store::ReportRow as Stored};
use app::{
    api::{
        Failure,
        quality::{MatrixCell, MatrixRow, QualityMatrix},
    },
    domain::{
        periods::{Month, Period},
        permissions::{Action, Actor, may},
        series::Source,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::{collections::HashMap, sync::Arc};

/// Months shown when nothing is said, and at most.
const USUAL: u32 = 12;
const MOST: u32 = 36;
/// What the case system tells of every month.
const TOLD: &str = "received";
/// What tribunals report of every month.
const FORM: &str = "monthly";

/// Three questions, however many tribunals there are.
pub(super) async fn count(
    platform: &Platform,
    actor: &Actor,
    tree: &Arc<Tree>,
    unit: &Unit,
    months: u32,
) -> Result<QualityMatrix, Failure> {
    let now = platform.month();
    let months = if months == 0 { USUAL } else { months.min(MOST) };
    let last = now.plus(-1);
    let span = Period::new(last.plus(1 - months as i32), months as u16);
    let tribunals = tree.below(unit.id, Level::Tribunal, last);
    let ids: Vec<UnitId> = tribunals.iter().map(|tribunal| tribunal.id).collect();
    let cells = cells(platform, tree, &tribunals, &ids, span).await?;
    let mut by_row: HashMap<UnitId, (u32, Vec<MatrixCell>)> = HashMap::new();
    for (tribunal, cells) in tribunals.iter().zip(&cells) {
        for row in [row_of(tree, unit, tribunal, last), unit.id] {
            let (tribunals, sums) =
                by_row.entry(row).or_insert_with(|| (0, vec![MatrixCell::default(); cells.len()]));
            *tribunals += 1;
            for (sum, cell) in sums.iter_mut().zip(cells) {
                add(sum, *cell);
            }
            // A tribunal is its own only row.
            if row == unit.id {
                break;
            }
        }
    }
    let mut rows: Vec<MatrixRow> = by_row
        .into_iter()
        .filter_map(|(id, (tribunals, cells))| {
            let unit = tree.get(id)?;
            Some(MatrixRow {
                unit: unit.code.clone(),
                name: (unit.name.clone(), unit.name_en.clone()),
                level: unit.level,
                tribunals,
                cells,
            })
        })
        .collect();
    // The unit itself comes last: it is the sum of the others.
    rows.sort_by(|a, b| (a.unit == unit.code).cmp(&(b.unit == unit.code)).then_with(|| a.unit.cmp(&b.unit)));
    let mut path: Vec<(String, String, String)> = tree
        .path(unit.id, now)
        .filter_map(|id| tree.get(id))
        .filter(|above| may(actor, Action::ReadQuality, above, tree, now))
        .map(|above| (above.code.clone(), above.name.clone(), above.name_en.clone()))
        .collect();
    path.reverse();
    Ok(QualityMatrix { path, months: span.iter().map(|month| month.to_string()).collect(), rows })
}

/// The unit right below, to which a tribunal belongs; the tribunal itself where there is none between.
fn row_of(tree: &Tree, unit: &Unit, tribunal: &Unit, month: Month) -> UnitId {
    let path: Vec<UnitId> = tree.path(tribunal.id, month).collect();
    let at = path.iter().position(|id| *id == unit.id).unwrap_or(0);
    if at == 0 { tribunal.id } else { path[at - 1] }
}

fn add(sum: &mut MatrixCell, cell: MatrixCell) {
    sum.told += cell.told;
    sum.expected += cell.expected;
    sum.handed_in += cell.handed_in;
    sum.due += cell.due;
    sum.in_time += cell.in_time;
}

/// The cells of each tribunal.
async fn cells(
    platform: &Platform,
    tree: &Arc<Tree>,
    tribunals: &[&Unit],
    ids: &[UnitId],
    span: Period,
) -> Result<Vec<Vec<MatrixCell>>, Failure> {
    let months: Vec<Month> = span.iter().collect();
    let periods: Vec<Period> = span.iter().map(Period::month).collect();
    let told: Vec<_> = platform.catalogue.edition_in(span.last()).indicator(TOLD).into_iter().collect();
    let answer = platform.evaluate(tree, &Ask { indicators: &told, units: ids, periods: &periods }).await?;
    let form = platform.catalogue.form(FORM);
    let reports = match form {
        Some(form) => platform.db.reports(&form.id, ids, span.start, span.end()).await?,
        None => vec![],
    };
    let reports: HashMap<(i64, Period), &Stored> =
        reports.iter().map(|row| ((row.unit_id, row.period()), row)).collect();
    let heard = platform.heard().await?;
    let (today, zone) = (platform.today(), platform.policy.time_zone);
    let cell = |u: usize, unit: &Unit, p: usize, month: Month| {
        let mut cell = MatrixCell::default();
        if !unit.exists_in(month) {
            return cell;
        }
        // A tribunal that the case system never spoke of is not missing, it is not connected.
        if !told.is_empty() && heard.at(unit.id, Source::CaseSystem).is_some() {
            cell.expected = 1;
            cell.told = u32::from(answer.cell(u, p, 0).computed.value.is_some());
        }
        let Some(form) = form.filter(|form| form.is_for(Period::month(month))) else { return cell };
        if let Some(due) = form.due(Period::month(month)).filter(|due| today > *due) {
            let known = reports.get(&(unit.id.0, Period::month(month)));
            let handed_in = known.and_then(|row| row.first_submitted_at);
            cell.due = 1;
            cell.handed_in = u32::from(handed_in.is_some());
            let in_time = handed_in.is_some_and(|at| at.with_timezone(&zone).date_naive() <= due);
            cell.in_time = u32::from(in_time);
        }
        cell
    };
    let cells = tribunals
        .iter()
        .enumerate()
        .map(|(u, unit)| months.iter().enumerate().map(|(p, month)| cell(u, unit, p, *month)).collect());
    Ok(cells.collect())
}
