//! Lists of reports: what is mine to fill in, and what waits for me.

use super::approvals;
use crate::{platform::Platform, services::values::instant, store::ReportRow as Stored};
use app::{
    api::{
        Failure, ListQuery, Page,
        reports::{ReportAddress, ReportRow, ReportsQuery},
    },
    domain::{
        forms::Form,
        periods::Period,
        permissions::{Action, Actor, may},
        reports::{Move, Standing},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::{cmp::Ordering, collections::HashMap};

/// Earlier spans that are still listed when nothing was handed in for them.
const SPANS_BACK: i32 = 2;

pub(super) async fn list(
    platform: &Platform,
    actor: &Actor,
    query: &ReportsQuery,
) -> Result<Page<ReportRow>, Failure> {
    let tree = match query.unit.as_str() {
        "" => platform.authorise_somewhere(actor, Action::ReadReports).await?,
        code => platform.authorise(actor, Action::ReadReports, "unit", code).await?.0,
    };
    if !query.form.is_empty() {
        platform.form(&query.form)?;
    }
    let units = reporting(platform, actor, &tree, &query.unit);
    let mut rows = if query.waiting {
        waiting(platform, actor, &tree, &units).await?
    } else {
        awaited(platform, &tree, &units).await?
    };
    let wanted = query.search.trim().to_lowercase();
    rows.retain(|row| {
        let form = query.form.is_empty() || row.address.form == query.form;
        let texts =
            [&row.unit_name, &row.address.unit, &row.form_name.0, &row.form_name.1, &row.address.period];
        form && (wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted)))
    });
    sort(&mut rows, &query.sort)?;
    let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
    Ok(page.page(rows))
}

/// The units whose reports somebody may read.
fn reporting<'a>(platform: &Platform, actor: &Actor, tree: &'a Tree, below: &str) -> Vec<&'a Unit> {
    let month = platform.month();
    let top = tree.by_code(below).map(|unit| unit.id);
    let fits = |unit: &&Unit| {
        unit.level == Level::Tribunal
            && unit.exists_in(month)
            && top.is_none_or(|top| tree.is_within(unit.id, top, month))
            && may(actor, Action::ReadReports, unit, tree, month)
    };
    tree.units().iter().filter(fits).collect()
}

/// Reports that wait for the reader's approval.
async fn waiting(
    platform: &Platform,
    actor: &Actor,
    tree: &Tree,
    units: &[&Unit],
) -> Result<Vec<ReportRow>, Failure> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let month = platform.month();
    let stored = platform.db.waiting_reports(&ids).await?;
    let rows = stored.iter().filter_map(|stored| {
        let unit = tree.get(UnitId(stored.unit_id))?;
        let form = platform.catalogue.form(&stored.form)?;
        let approvals = approvals(form, tree, unit.id, stored.period());
        let action = Move::Approve.action(stored.state(), &approvals)?;
        may(actor, action, unit, tree, month)
            .then(|| row(platform, tree, form, unit, stored.period(), Some(stored)))
    });
    Ok(rows.collect())
}

/// Reports of the present span, and earlier ones that are not settled.
async fn awaited(platform: &Platform, tree: &Tree, units: &[&Unit]) -> Result<Vec<ReportRow>, Failure> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let month = platform.month();
    let mut rows = Vec::new();
    for form in platform.catalogue.forms() {
        let present = form.current(month);
        let first = present.shifted(-SPANS_BACK * i32::from(present.months));
        let stored = platform.db.reports(&form.id, &ids, first.start, month.plus(1)).await?;
        let stored: HashMap<(i64, Period), &Stored> =
            stored.iter().map(|row| ((row.unit_id, row.period()), row)).collect();
        for unit in units {
            let mut period = first;
            while period <= present {
                let known = stored.get(&(unit.id.0, period)).copied();
                let shown = row(platform, tree, form, unit, period, known);
                let settled = matches!(shown.standing, Standing::Accepted | Standing::NotDue);
                let fits = form.is_for(period) && unit.exists_in(period.last());
                if fits && (period == present || !settled) {
                    rows.push(shown);
                }
                period = period.shifted(i32::from(period.months));
            }
        }
    }
    Ok(rows)
}

/// A report in a list.
pub(super) fn row(
    platform: &Platform,
    tree: &Tree,
    form: &Form,
    unit: &Unit,
    period: Period,
    stored: Option<&Stored>,
) -> ReportRow {
    let due = form.due(period);
    let state = stored.map(Stored::state);
    let waits_for = state.and_then(|state| state.waits_for(&approvals(form, tree, unit.id, period)));
    ReportRow {
        address: ReportAddress { form: form.id.clone(), unit: unit.code.clone(), period: period.to_string() },
        form_name: (form.zh.clone(), form.en.clone()),
        unit_name: unit.name.clone(),
        standing: Standing::of(state, platform.today(), period.end().first_day(), due),
        state,
        waits_for,
        due: due.map(|day| day.to_string()),
        submitted_at: stored.and_then(|row| row.submitted_at).map(instant),
        warnings: stored.map_or(0, |row| row.warnings as u32),
        revision: stored.map_or(0, |row| row.revision),
        asked: form.asked() as u32,
        minutes: form.minutes,
    }
}

/// What is late or sent back comes first, then by due day.
fn sort(rows: &mut [ReportRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let urgency = |row: &ReportRow| match row.standing {
        Standing::Returned => 0,
        Standing::Late => 1,
        Standing::Due => 2,
        Standing::Submitted => 3,
        Standing::NotDue => 4,
        Standing::Accepted => 5,
    };
    let place =
        |row: &ReportRow| (row.address.unit.clone(), row.address.form.clone(), row.address.period.clone());
    rows.sort_by(|a, b| {
        let order: Ordering = match column {
            "" | "standing" => {
                let warned = b.warnings.cmp(&a.warnings);
                urgency(a).cmp(&urgency(b)).then(warned).then_with(|| a.due.cmp(&b.due))
            }
            "unit" => a.unit_name.cmp(&b.unit_name),
            "form" => a.address.form.cmp(&b.address.form),
            "due" => a.due.cmp(&b.due),
            "submitted" => a.submitted_at.cmp(&b.submitted_at),
            _ => Ordering::Equal,
        };
        let order = if down { order.reverse() } else { order };
        order.then_with(|| place(a).cmp(&place(b)))
    });
    match column {
        "" | "standing" | "unit" | "form" | "due" | "submitted" => Ok(()),
        _ => Err(Failure::invalid("sort", "bad_sort", by)),
    }
}
