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
use chrono::NaiveDate;
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
    let mut found = if query.waiting {
        waiting(platform, actor, &tree, &units).await?
    } else {
        awaited(platform, &units).await?
    };
    let wanted = query.search.trim().to_lowercase();
    found.retain(|one| {
        let form = query.form.is_empty() || one.form.id == query.form;
        form && (wanted.is_empty() || one.holds(&wanted))
    });
    sort(&mut found, &query.sort)?;
    let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
    let Page { rows, total, offset } = page.page(found);
    let rows =
        rows.iter().map(|one| row(platform, &tree, one.form, one.unit, one.period, one.stored.as_ref()));
    Ok(Page { rows: rows.collect(), total, offset })
}

/// A report in a list, before it is known which page is shown.
struct Found<'a> {
    form: &'a Form,
    unit: &'a Unit,
    period: Period,
    stored: Option<Stored>,
    standing: Standing,
    due: Option<NaiveDate>,
}

impl<'a> Found<'a> {
    fn new(today: NaiveDate, form: &'a Form, unit: &'a Unit, period: Period, stored: Option<Stored>) -> Self {
        let due = form.due(period);
        let state = stored.as_ref().map(Stored::state);
        let standing = Standing::of(state, today, period.end().first_day(), due);
        Self { form, unit, period, stored, standing, due }
    }

    fn holds(&self, wanted: &str) -> bool {
        let texts = [&self.unit.name, &self.unit.name_en, &self.unit.code, &self.form.zh, &self.form.en];
        texts.iter().any(|text| text.to_lowercase().contains(wanted))
            || self.period.to_string().to_lowercase().contains(wanted)
    }
}

/// The units whose reports somebody may read.
pub(super) fn reporting<'a>(
    platform: &Platform,
    actor: &Actor,
    tree: &'a Tree,
    below: &str,
) -> Vec<&'a Unit> {
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
async fn waiting<'a>(
    platform: &'a Platform,
    actor: &Actor,
    tree: &'a Tree,
    units: &[&Unit],
) -> Result<Vec<Found<'a>>, Failure> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let (month, today) = (platform.month(), platform.today());
    let stored = platform.db.waiting_reports(&ids).await?;
    let found = stored.into_iter().filter_map(|stored| {
        let unit = tree.get(UnitId(stored.unit_id))?;
        let form = platform.catalogue.form(&stored.form)?;
        let approvals = approvals(form, tree, unit.id, stored.period());
        let action = Move::Approve.action(stored.state(), &approvals)?;
        may(actor, action, unit, tree, month)
            .then(|| Found::new(today, form, unit, stored.period(), Some(stored)))
    });
    Ok(found.collect())
}

/// Reports of the present span, and earlier ones that are not settled.
async fn awaited<'a>(platform: &'a Platform, units: &[&'a Unit]) -> Result<Vec<Found<'a>>, Failure> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let (month, today) = (platform.month(), platform.today());
    let mut found = Vec::new();
    for form in platform.catalogue.forms() {
        let present = form.current(month);
        let first = present.shifted(-SPANS_BACK * i32::from(present.months));
        let stored = platform.db.reports(&form.id, &ids, first.start, month.plus(1)).await?;
        let mut stored: HashMap<(i64, Period), Stored> =
            stored.into_iter().map(|row| ((row.unit_id, row.period()), row)).collect();
        for unit in units {
            let mut period = first;
            while period <= present {
                if form.is_for(period) && unit.exists_in(period.last()) {
                    let known = stored.remove(&(unit.id.0, period));
                    let one = Found::new(today, form, unit, period, known);
                    let settled = matches!(one.standing, Standing::Accepted | Standing::NotDue);
                    if period == present || !settled {
                        found.push(one);
                    }
                }
                period = period.shifted(i32::from(period.months));
            }
        }
    }
    Ok(found)
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
        unit_name: (unit.name.clone(), unit.name_en.clone()),
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
fn sort(found: &mut [Found<'_>], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    if !matches!(column, "" | "standing" | "unit" | "form" | "due" | "submitted") {
        return Err(Failure::invalid("sort", "bad_sort", by));
    }
    let urgency = |one: &Found<'_>| match one.standing {
        Standing::Returned => 0,
        Standing::Late => 1,
        Standing::Due => 2,
        Standing::Submitted => 3,
        Standing::NotDue => 4,
        Standing::Accepted => 5,
    };
    let warnings = |one: &Found<'_>| one.stored.as_ref().map_or(0, |row| row.warnings);
    let submitted = |one: &Found<'_>| one.stored.as_ref().and_then(|row| row.submitted_at);
    found.sort_by(|a, b| {
        let order: Ordering = match column {
            "unit" => a.unit.name.cmp(&b.unit.name),
            "form" => a.form.id.cmp(&b.form.id),
            "due" => a.due.cmp(&b.due),
            "submitted" => submitted(a).cmp(&submitted(b)),
            _ => {
                let warned = warnings(b).cmp(&warnings(a));
                urgency(a).cmp(&urgency(b)).then(warned).then_with(|| a.due.cmp(&b.due))
            }
        };
        let order = if down { order.reverse() } else { order };
        order.then_with(|| (&a.unit.code, &a.form.id, a.period).cmp(&(&b.unit.code, &b.form.id, b.period)))
    });
    Ok(())
}
