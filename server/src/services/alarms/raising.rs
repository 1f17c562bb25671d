//! Raising: what belongs together is one alarm; nothing during maintenance; who is told first.

use super::{holds, is_any};
use crate::{
    platform::Platform,
    services::hooks::Happened,
    store::{NewAlarm, NewNotice, StoredAlarm, StoredDevice, Tx},
};
use app::{
    api::Failure,
    domain::{
        alarms::{AlarmKind, LADDER, WindowKind, belongs},
        permissions::Actor,
        tree::Tree,
        units::UnitId,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;
use std::collections::HashMap;

/// Something that makes an alarm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::services) struct Trigger {
    /// Number of the device.
    pub(in crate::services) device: i64,
    /// Its tribunal.
    pub(in crate::services) unit: i64,
    /// What it is about.
    pub(in crate::services) kind: AlarmKind,
    /// When it happened first and last.
    pub(in crate::services) first: DateTime<Utc>,
    pub(in crate::services) last: DateTime<Utc>,
    /// How often.
    pub(in crate::services) times: i64,
    /// Whether the rules that raise it call nobody at this hour.
    pub(in crate::services) quiet: bool,
}

/// What became of triggers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::services) struct Raised {
    /// Alarms that are new.
    pub(in crate::services) alarms: u32,
    /// Triggers kept back by maintenance.
    pub(in crate::services) suppressed: u32,
    /// Tribunals of which something is to be told.
    pub(in crate::services) units: Vec<i64>,
}

impl Platform {
    /// Raises what is new and counts what belongs to an alarm that is there. Whoever calls holds the lock of writers.
    pub(in crate::services) async fn raise(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        triggers: &[Trigger],
    ) -> Result<Raised, Failure> {
        let mut raised = Raised::default();
        let Some(first) = triggers.iter().map(|trigger| trigger.first).min() else { return Ok(raised) };
        let within = TimeDelta::minutes(i64::from(self.policy.alarm_group_minutes));
        let devices: Vec<i64> = triggers.iter().map(|trigger| trigger.device).collect();
        let there = self.db.alarms_at(&devices, first - within).await?;
        let windows = self.db.alarm_windows(first).await?;
        let (tree, month, now) = (self.tree().await?, self.month(), self.now());
        let names = self.device_names(&devices).await?;
        let hooks = self.db.alarm_hooks().await?;
        let local = |at: DateTime<Utc>| at.with_timezone(&self.policy.time_zone).naive_local();
        for trigger in triggers {
            let holding: Vec<_> = windows
                .iter()
                .filter(|window| window.begins <= trigger.last && trigger.last < window.ends)
                .filter(|window| window.is_hour(local(trigger.last)))
                .filter(|window| holds(window, &tree, month, (trigger.device, trigger.unit)))
                .collect();
            if is_any(&holding, WindowKind::Maintenance)? {
                raised.suppressed += 1;
                continue;
            }
            raised.units.push(trigger.unit);
            if let Some(alarm) = one_of(&there, trigger, within)? {
                tx.repeat_alarm(alarm.id, trigger.times, trigger.last).await?;
                continue;
            }
            let quiet = trigger.quiet || is_any(&holding, WindowKind::Quiet)?;
            let quiet = quiet && !trigger.kind.is_severe();
            let new = NewAlarm {
                unit: trigger.unit,
                device: trigger.device,
                kind: trigger.kind,
                // Nobody could answer before it was known.
                span: (now, trigger.last.max(now)),
                times: trigger.times,
                quiet,
            };
            let id = tx.raise_alarm(&new).await?;
            raised.alarms += 1;
            let name = names.get(&trigger.device).map(String::as_str).unwrap_or_default();
            let unit = tree.get(UnitId(trigger.unit));
            let code = unit.map(|unit| unit.code.as_str()).unwrap_or_default();
            let detail = json!({
                "alarm": id, "kind": trigger.kind.as_str(), "device": name, "happened": trigger.first.to_rfc3339(),
            });
            tx.append_audit(now, &actor.name, "alarms.raise", code, &detail).await?;
            if !quiet {
                self.call(tx, &tree, 0, (id, trigger.kind, name), trigger.unit).await?;
                let happened =
                    Happened { event: "raised", alarm: id, kind: trigger.kind, device: name, level: 0 };
                if let Some(unit) = unit {
                    self.note_calls(tx, &tree, &hooks, unit, &happened).await?;
                }
            }
        }
        Ok(raised)
    }

    /// Tells whoever stands on a step of the ladder.
    pub(super) async fn call(
        &self,
        tx: &mut Tx,
        tree: &Tree,
        step: usize,
        (alarm, kind, device): (i64, AlarmKind, &str),
        unit: i64,
    ) -> Result<(), Failure> {
        let Some((level, role)) = LADDER.get(step).copied() else { return Ok(()) };
        let mut path = tree.path(UnitId(unit), self.month());
        let Some(told) = path.find(|id| tree.get(*id).is_some_and(|unit| unit.level == level)) else {
            return Ok(());
        };
        let detail = json!({ "alarm": alarm, "what": kind.as_str(), "reason": device });
        let notice = NewNotice {
            unit: told,
            role,
            kind: if step == 0 { "alarm_raised" } else { "alarm_unanswered" },
            about: UnitId(unit),
            detail: &detail,
            at: self.now(),
        };
        Ok(tx.put_notice(&notice).await?)
    }

    /// A unit's safety is another than before: whoever looks at it is told.
    pub(in crate::services) async fn tell_of_change(&self, tx: &mut Tx, unit: UnitId) -> Result<(), Failure> {
        let month = self.month().index();
        let change = json!({ "unit": unit.0, "from": month, "to": month, "kind": "alarms" });
        tx.append_outbox(self.now(), &change.to_string()).await?;
        Ok(())
    }

    async fn device_names(&self, devices: &[i64]) -> Result<HashMap<i64, String>, Failure> {
        let rows: Vec<StoredDevice> = self.db.devices_by_id(devices).await?;
        Ok(rows.into_iter().map(|device| (device.id, device.name)).collect())
    }
}

/// The alarm that a trigger belongs to: the newest one there is.
pub(super) fn one_of<'a>(
    there: &'a [StoredAlarm],
    trigger: &Trigger,
    within: TimeDelta,
) -> Result<Option<&'a StoredAlarm>, Failure> {
    for alarm in there.iter().rev().filter(|alarm| alarm.device_id == trigger.device) {
        if alarm.kind()? == trigger.kind
            && belongs(trigger.kind, alarm.state()?, alarm.last_at, trigger.last, within)
        {
            return Ok(Some(alarm));
        }
    }
    Ok(None)
}
