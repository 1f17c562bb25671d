//! Who has handed in what: units × spans.

use crate::{platform::Platform, store::ReportRow as Stored};
use app::{
    api::{
        Failure,
        reports::{Completeness, CompletenessRow},
    },
    domain::{
        forms::{Form, Frequency},
        periods::Period,
        permissions::{Action, Actor, may},
        reports::Standing,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::collections::HashMap;

/// Spans shown at most.
const MOST_SPANS: u32 = 24;

pub(super) async fn count(
    platform: &Platform,
    actor: &Actor,
    tree: &Tree,
    form: &Form,
    unit: &Unit,
    spans: u32,
) -> Result<Completeness, Failure> {
    let month = platform.month();
    let mut path: Vec<(String, String, String)> = tree
        .path(unit.id, month)
        .filter_map(|id| tree.get(id))
        .filter(|unit| may(actor, Action::OverseeReports, unit, tree, month))
        .map(|unit| (unit.code.clone(), unit.name.clone(), unit.name_en.clone()))
        .collect();
    path.reverse();
    let nothing = Completeness {
        form: form.id.clone(),
        forms: platform
            .catalogue
            .forms()
            .iter()
            .map(|form| (form.id.clone(), form.zh.clone(), form.en.clone()))
            .collect(),
        path,
        periods: vec![],
        rows: vec![],
        in_time: vec![],
        asked: form.asked() as u32,
        minutes: form.minutes,
    };
    let present = match form.frequency {
        Frequency::OnChange => form.current(month),
        // The running span too: what is handed in early is seen.
        _ => form.frequency.period(month),
    };
    let length = i32::from(present.months);
    let spans = spans.clamp(1, MOST_SPANS) as i32;
    let periods: Vec<Period> = (0..spans)
        .rev()
        .map(|n| present.shifted(-n * length))
        .filter(|period| form.is_for(*period))
        .collect();
    let Some(first) = periods.first() else { return Ok(nothing) };
    let tribunals: Vec<&Unit> =
        if unit.level == Level::Tribunal { vec![unit] } else { tree.below(unit.id, Level::Tribunal, month) };
    let ids: Vec<UnitId> = tribunals.iter().map(|unit| unit.id).collect();
    let stored = platform.db.reports(&form.id, &ids, first.start, present.end()).await?;
    let stored: HashMap<(i64, Period), &Stored> =
        stored.iter().map(|row| ((row.unit_id, row.period()), row)).collect();
    let today = platform.today();
    let zone = platform.policy.time_zone;
    let mut in_time = vec![(0, 0); periods.len()];
    let mut by_row: HashMap<UnitId, Vec<[u32; 6]>> = HashMap::new();
    let mut sizes: HashMap<UnitId, u32> = HashMap::new();
    for tribunal in &tribunals {
        // The child of the unit that the tribunal belongs to; the tribunal itself right below it.
        let path: Vec<UnitId> = tree.path(tribunal.id, month).collect();
        let at = path.iter().position(|id| *id == unit.id).unwrap_or(0);
        let row = if at == 0 { tribunal.id } else { path[at - 1] };
        *sizes.entry(row).or_default() += 1;
        let cells = by_row.entry(row).or_insert_with(|| vec![[0; 6]; periods.len()]);
        for (n, period) in periods.iter().enumerate() {
            if !tribunal.exists_in(period.last().min(month)) {
                continue;
            }
            let known = stored.get(&(tribunal.id.0, *period)).copied();
            let due = form.due(*period);
            let standing = Standing::of(known.map(Stored::state), today, period.end().first_day(), due);
            cells[n][standing as usize] += 1;
            if let Some(due) = due.filter(|due| today > *due) {
                in_time[n].1 += 1;
                let handed_in = known.and_then(|row| row.first_submitted_at);
                if handed_in.is_some_and(|at| at.with_timezone(&zone).date_naive() <= due) {
                    in_time[n].0 += 1;
                }
            }
        }
    }
    let mut rows: Vec<CompletenessRow> = by_row
        .into_iter()
        .filter_map(|(id, cells)| {
            let unit = tree.get(id)?;
            Some(CompletenessRow {
                unit: unit.code.clone(),
                name: (unit.name.clone(), unit.name_en.clone()),
                level: unit.level,
                tribunals: sizes.get(&id).copied().unwrap_or_default(),
                cells,
            })
        })
        .collect();
    rows.sort_by(|a, b| a.unit.cmp(&b.unit));
    let periods = periods.iter().map(ToString::to_string).collect();
    Ok(Completeness { periods, rows, in_time, ..nothing })
}

/// The highest unit that somebody oversees.
pub(super) fn own(platform: &Platform, actor: &Actor, tree: &Tree) -> Option<Unit> {
    let month = platform.month();
    if actor.operator {
        return tree.roots(month).next().cloned();
    }
    let units = actor.grants.iter().filter_map(|grant| tree.get(grant.unit));
    let overseen = units.filter(|unit| may(actor, Action::OverseeReports, unit, tree, month));
    overseen.min_by_key(|unit| (unit.level, unit.code.clone())).cloned()
}
