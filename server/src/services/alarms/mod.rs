//! Alarms: who sees and answers them; maintenance and quiet hours; how well they were answered.

mod counting;
mod escalating;
pub(super) mod raising;

use super::{
    devices::{called, known, order},
    values::instant,
    words::words,
};
use crate::{
    platform::Platform,
    store::{AlarmFilter, Counted, StoredAlarm},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        alarms::{
            AlarmMoveOrder, AlarmRow, AlarmStep, AlarmView, Alarms, AlarmsPage, AlarmsQuery, SafetyFigures,
            StatisticsQuery, StatisticsRow, WindowOrder, WindowRow,
        },
    },
    domain::{
        alarms::{
            AlarmMove, AlarmState, WindowKind,
            figures::{answered, seconds_within},
            rules::hours_fault,
        },
        devices::PointKind,
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// Days looked at when nothing is said, and at most.
const USUAL_DAYS: u32 = 30;
const MOST_DAYS: u32 = 366;
/// Hours of the longest maintenance.
const MOST_HOURS: u32 = 720;

#[async_trait]
impl Alarms for Platform {
    async fn list_alarms(&self, actor: &Actor, query: &AlarmsQuery) -> Result<AlarmsPage, Failure> {
        let (tree, units) = self.safe_tribunals(actor, Action::ReadAlarms, &query.unit).await?;
        known("point", &query.point, PointKind::from_word(&query.point).is_some())?;
        let states = states(&query.state)?;
        let (sort, down) = order(&query.sort, &["state", "raised", "tribunal", "kind"])?;
        let wanted = query.search.trim().to_lowercase();
        let called = called(&tree, &wanted);
        let now = self.now();
        let limit = self.answer_limit();
        let course = match query.course.as_str() {
            "" => Counted::All,
            "in_time" => Counted::InTime(limit.num_seconds()),
            "late" => Counted::Late(limit.num_seconds(), now - limit),
            "false" => Counted::False,
            word => return Err(Failure::invalid("course", "bad_word", word)),
        };
        let after = match query.days {
            0 => DateTime::UNIX_EPOCH,
            days => now - TimeDelta::days(i64::from(days.min(MOST_DAYS))),
        };
        let filter = AlarmFilter {
            after,
            course,
            units: &units,
            states: &states,
            point: &query.point,
            found: (&wanted, &called),
            sort,
            down,
        };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let window = (i64::from(page.offset), page.limit() as i64);
        let (rows, total) = self.db.alarms(&filter, window).await?;
        let rows = rows.into_iter().map(|row| self.alarm_row(actor, &tree, row));
        let rows = rows.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect();
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        // What nobody has answered is told whatever is looked for.
        let (_, all) = self.safe_tribunals(actor, Action::ReadAlarms, "").await?;
        let (open, newest) = self.db.open_alarms(&all).await?;
        let home = self.home_of(actor).await?.unwrap_or_default();
        let month = self.month();
        let below = tree.by_code(&home).into_iter().flat_map(|home| tree.children_in(home.id, month));
        let mut places: Vec<_> = below
            .filter(|unit| may(actor, Action::ReadAlarms, unit, &tree, month))
            .filter(|unit| unit.level != app::domain::units::Level::Post)
            .map(|unit| (unit.code.clone(), unit.name.clone(), unit.name_en.clone()))
            .collect();
        places.sort();
        Ok(AlarmsPage {
            page: Page { rows, total, offset: query.offset },
            open: u32::try_from(open).unwrap_or(u32::MAX),
            newest,
            places,
        })
    }

    async fn open_alarm(&self, actor: &Actor, id: i64) -> Result<AlarmView, Failure> {
        let (tree, unit, stored) = self.alarm_of(actor, Action::ReadAlarms, id).await?;
        let may_raise = may(actor, Action::OverseeProblems, &unit, &tree, self.month());
        let unknown = || Failure::not_found("alarm", id.to_string());
        let row = self.alarm_row(actor, &tree, stored)?.ok_or_else(unknown)?;
        let steps = self.db.alarm_steps(id).await?.into_iter().map(|step| {
            Ok(AlarmStep { what: step.what()?, note: step.note, by: step.actor, at: instant(step.at) })
        });
        Ok(AlarmView { row, steps: steps.collect::<Result<_, Failure>>()?, may_raise })
    }

    async fn move_alarm(&self, actor: &Actor, id: i64, order: &AlarmMoveOrder) -> Result<(), Failure> {
        let (_, unit, stored) = self.alarm_of(actor, Action::AnswerAlarms, id).await?;
        let before = stored.state()?;
        let Some(after) = before.after(order.what) else {
            return Err(Failure {
                kind: FailureKind::Conflict,
                ..Failure::invalid("what", "alarm_state", before.as_str())
            });
        };
        let note = words("note", &order.note, order.what.needs_note())?;
        let now = self.now();
        let mut tx = self.begin().await?;
        let said = (actor.name.as_str(), note);
        if !tx.move_alarm(id, (before, after), order.what, said, now).await? {
            return Err(Failure::new(FailureKind::Conflict, "alarm_moved"));
        }
        let detail = json!({
            "alarm": id, "kind": stored.kind()?.as_str(), "what": order.what.as_str(), "note": note,
        });
        tx.append_audit(now, &actor.name, "alarms.move", &unit.code, &detail).await?;
        self.tell_of_change(&mut tx, unit.id).await?;
        self.commit(tx).await
    }

    async fn safety_figures(&self, actor: &Actor, unit: &str, days: u32) -> Result<SafetyFigures, Failure> {
        let (_, units) = self.safe_tribunals(actor, Action::ReadAlarms, unit).await?;
        let days = if days == 0 { USUAL_DAYS } else { days.min(MOST_DAYS) };
        let now = self.now();
        let from = now - TimeDelta::days(i64::from(days));
        let limit = self.answer_limit();
        let courses = self.db.alarm_courses(&units, from).await?.into_iter().map(|(_, course)| course);
        let found = answered(&courses.collect::<Vec<_>>(), now, limit);
        let spans = self.db.blind_spans(&units, from).await?.into_iter();
        let blind_seconds = seconds_within(spans.map(|(_, since, until)| (since, until)), from, now);
        let cameras = self.db.device_counts(&units).await?.into_iter().map(|counts| counts.3 as u32).sum();
        Ok(SafetyFigures {
            days,
            alarms: found.alarms,
            answered: found.answered,
            in_time: found.in_time,
            overdue: found.overdue,
            limit_seconds: limit.num_seconds(),
            median_seconds: found.median_seconds,
            decided: found.decided,
            false_alarms: found.false_alarms,
            blind_seconds,
            cameras,
        })
    }

    async fn safety_statistics(
        &self,
        actor: &Actor,
        query: &StatisticsQuery,
    ) -> Result<Page<StatisticsRow>, Failure> {
        self.statistics(actor, query).await
    }

    async fn list_windows(&self, actor: &Actor) -> Result<Vec<WindowRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadDevices).await?;
        let month = self.month();
        let mut rows = Vec::new();
        for stored in self.db.alarm_windows(self.now()).await? {
            let Some(unit) = tree.get(UnitId(stored.unit_id)) else { continue };
            if !may(actor, Action::ReadDevices, unit, &tree, month) {
                continue;
            }
            rows.push(WindowRow {
                id: stored.id,
                kind: stored.kind()?,
                unit: unit.code.clone(),
                unit_name: (unit.name.clone(), unit.name_en.clone()),
                device: stored.device_name.unwrap_or_default(),
                begins: instant(stored.begins),
                ends: if stored.ends < forever() { instant(stored.ends) } else { String::new() },
                daily: (stored.daily_from, stored.daily_to),
                reason: stored.reason,
                made_by: stored.made_by,
            });
        }
        Ok(rows)
    }

    async fn add_window(&self, actor: &Actor, order: &WindowOrder) -> Result<i64, Failure> {
        let (_, unit) = self.authorise(actor, Action::ManageDevices, "unit", order.unit.trim()).await?;
        let daily = (order.from.trim(), order.to.trim());
        if let Some(second) = hours_fault(daily.0, daily.1) {
            let (field, text) = if second { ("to", daily.1) } else { ("from", daily.0) };
            return Err(Failure::invalid(field, "bad_time", text));
        }
        let is_daily = !daily.0.is_empty();
        if is_daily && order.kind != WindowKind::Quiet {
            return Err(Failure::invalid("from", "only_quiet_daily", order.kind.as_str()));
        }
        let endless = is_daily && order.hours == 0;
        if !endless && !(1..=MOST_HOURS).contains(&order.hours) {
            return Err(Failure::invalid("hours", "out_of_range", order.hours.to_string()));
        }
        let reason = words("reason", &order.reason, true)?;
        let device = match order.device {
            0 => None,
            id => {
                let found = self.db.device(id).await?.filter(|device| device.unit_id == unit.id.0);
                Some(found.ok_or_else(|| Failure::not_found("device", id.to_string()))?.id)
            }
        };
        let now = self.now();
        let ends = if endless { forever() } else { now + TimeDelta::hours(i64::from(order.hours)) };
        let mut tx = self.begin().await?;
        let said = (actor.name.as_str(), reason);
        let id = tx.put_window((unit.id, device), order.kind, (now, ends), daily, said).await?;
        let detail = json!({
            "window": id, "kind": order.kind.as_str(), "hours": order.hours, "daily": daily, "device": device,
            "reason": reason,
        });
        tx.append_audit(now, &actor.name, "alarms.window", &unit.code, &detail).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    async fn end_window(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageDevices).await?;
        let now = self.now();
        let unknown = || Failure::not_found("window", id.to_string());
        let windows = self.db.alarm_windows(now).await?;
        let stored = windows.into_iter().find(|window| window.id == id).ok_or_else(unknown)?;
        let unit = tree.get(UnitId(stored.unit_id)).ok_or_else(unknown)?;
        self.authorise(actor, Action::ManageDevices, "window", &unit.code).await?;
        let mut tx = self.begin().await?;
        if !tx.end_window(id, now).await? {
            return Err(unknown());
        }
        let detail = json!({ "window": id, "kind": stored.kind()?.as_str() });
        tx.append_audit(now, &actor.name, "alarms.window_end", &unit.code, &detail).await?;
        self.commit(tx).await
    }
}

impl Platform {
    /// An alarm that somebody may do something with. Of foreign tribunals it is refused.
    pub(in crate::services) async fn alarm_of(
        &self,
        actor: &Actor,
        action: Action,
        id: i64,
    ) -> Result<(std::sync::Arc<Tree>, Unit, StoredAlarm), Failure> {
        let tree = self.authorise_somewhere(actor, action).await?;
        let unknown = || Failure::not_found("alarm", id.to_string());
        let stored = self.db.alarm(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(stored.unit_id)).ok_or_else(unknown)?;
        let (tree, unit) = self.authorise(actor, action, "alarm", &unit.code).await?;
        Ok((tree, unit, stored))
    }

    /// An alarm on the wire; none of a unit that is no more.
    fn alarm_row(&self, actor: &Actor, tree: &Tree, row: StoredAlarm) -> Result<Option<AlarmRow>, Failure> {
        let Some(unit) = tree.get(UnitId(row.unit_id)) else { return Ok(None) };
        let state = row.state()?;
        let answers = may(actor, Action::AnswerAlarms, unit, tree, self.month());
        let moves = AlarmMove::ALL.iter().copied().filter(|what| answers && state.after(*what).is_some());
        let took = |at: DateTime<Utc>| (at - row.raised_at).num_seconds().max(0);
        Ok(Some(AlarmRow {
            id: row.id,
            tribunal: unit.code.clone(),
            tribunal_name: (unit.name.clone(), unit.name_en.clone()),
            device_state: row.device_state(),
            point_kind: row.point_kind(),
            kind: row.kind()?,
            state,
            may: moves.collect(),
            acknowledged_after: row.acknowledged_at.map(took),
            device: row.device_name,
            point_name: (row.point_name.unwrap_or_default(), row.point_name_en.unwrap_or_default()),
            raised_at: instant(row.raised_at),
            last_at: instant(row.last_at),
            times: row.times,
            recovered_at: row.recovered_at.map(instant),
            level: row.level,
            quiet: row.quiet,
            acknowledged_by: row.acknowledged_by,
            was_false: row.was_false,
        }))
    }
}

/// The end of what only somebody ends.
fn forever() -> DateTime<Utc> {
    DateTime::from_timestamp(253_370_764_800, 0).unwrap_or(DateTime::<Utc>::MAX_UTC)
}

fn states(word: &str) -> Result<Vec<AlarmState>, Failure> {
    match word {
        "" => Ok(AlarmState::ALL.iter().copied().filter(|state| state.waits()).collect()),
        "all" => Ok(AlarmState::ALL.to_vec()),
        word => match AlarmState::from_word(word) {
            Some(state) => Ok(vec![state]),
            None => Err(Failure::invalid("state", "bad_word", word)),
        },
    }
}

/// Whether a window of a unit or device holds for a device of a tribunal.
fn holds(
    window: &crate::store::StoredWindow,
    tree: &Tree,
    month: app::domain::periods::Month,
    (device, unit): (i64, i64),
) -> bool {
    match window.device_id {
        Some(of) => of == device,
        None => tree.is_within(UnitId(unit), UnitId(window.unit_id), month),
    }
}

/// Whether one of the kind is among them.
fn is_any(windows: &[&crate::store::StoredWindow], kind: WindowKind) -> Result<bool, Failure> {
    for window in windows {
        if window.kind()? == kind {
            return Ok(true);
        }
    }
    Ok(false)
}
