//! What happens by itself: alarms that nobody answers go up, and gates at which nobody was seen are told of.

use super::raising::{Trigger, one_of};
use crate::{
    platform::Platform,
    services::{devices::FORGOTTEN, hooks::Happened},
    store::{StoredAlarm, StoredDevice},
};
use app::{
    api::Failure,
    domain::{
        alarms::{
            AlarmKind, due_level,
            rules::{Place, Rule},
        },
        devices::PointKind,
        permissions::Actor,
        units::UnitId,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{collections::HashMap, time::Duration};
use tokio_util::sync::CancellationToken;

/// Alarms lifted in one round.
const ROUND: i64 = 200;
/// How often it is looked.
const EVERY: Duration = Duration::from_secs(5);

impl Platform {
    /// Tells the next level of alarms that nobody has answered; gives how many. Of several servers one does it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn escalate_alarms(&self, actor: &Actor) -> Result<u32, Failure> {
        let (now, minutes) = (self.now(), self.policy.alarm_minutes);
        let mut due: Vec<(StoredAlarm, usize)> = Vec::new();
        for (told, after) in minutes.iter().enumerate() {
            let before = now - TimeDelta::minutes(i64::from(*after));
            for alarm in self.db.unanswered_alarms(told as i64, before, ROUND).await? {
                let level = due_level(alarm.raised_at, now, minutes);
                due.push((alarm, level));
            }
        }
        if due.is_empty() {
            return Ok(0);
        }
        let (tree, hooks) = (self.tree().await?, self.db.alarm_hooks().await?);
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let mut lifted = 0;
        for (alarm, level) in due {
            if !tx.lift_alarm(alarm.id, alarm.level, level as i64).await? {
                continue;
            }
            lifted += 1;
            let about = (alarm.id, alarm.kind()?, alarm.device_name.as_str());
            for step in alarm.level as usize + 1..=level {
                self.call(&mut tx, &tree, step, about, alarm.unit_id).await?;
            }
            let unit = tree.get(UnitId(alarm.unit_id));
            if let Some(unit) = unit {
                let (id, kind, device) = about;
                let happened = Happened { event: "unanswered", alarm: id, kind, device, level };
                self.note_calls(&mut tx, &tree, &hooks, unit, &happened).await?;
            }
            let code = unit.map(|unit| unit.code.as_str()).unwrap_or_default();
            let detail = serde_json::json!({ "alarm": alarm.id, "level": level });
            tx.append_audit(now, &actor.name, "alarms.escalate", code, &detail).await?;
            self.tell_of_change(&mut tx, UnitId(alarm.unit_id)).await?;
        }
        if lifted > 0 {
            self.commit(tx).await?;
        }
        Ok(lifted)
    }

    /// Raises alarms where nobody was seen although somebody should be; gives how many. Of several servers one does it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn watch_unmanned(&self, actor: &Actor) -> Result<u32, Failure> {
        let now = self.now();
        let local = now.with_timezone(&self.policy.time_zone).naive_local();
        let rules = self.alarm_rules().await?;
        let rules: Vec<(&Rule, i64)> = rules
            .iter()
            .filter(|rule| rule.alarm == AlarmKind::Unmanned)
            .filter_map(|rule| Some((rule, rule.running_minutes(local)?)))
            .filter(|(rule, running)| *running >= i64::from(rule.minutes))
            .collect();
        if rules.is_empty() {
            return Ok(0);
        }
        let anywhere = rules.iter().any(|(rule, _)| rule.points.is_empty());
        let wanted = |kind: &PointKind| anywhere || rules.iter().any(|(rule, _)| rule.points.contains(kind));
        let kinds: Vec<&str> =
            PointKind::ALL.iter().filter(|kind| wanted(kind)).map(|kind| kind.as_str()).collect();
        let cameras = self.db.cameras_at(&kinds).await?;
        let ids: Vec<i64> = cameras.iter().map(|camera| camera.id).collect();
        let running = self.db.running_events(&ids, now - FORGOTTEN).await?;
        let (tree, month) = (self.tree().await?, self.month());
        let mut points: HashMap<(i64, &str), Vec<&StoredDevice>> = HashMap::new();
        for camera in &cameras {
            let point = camera.point_code.as_deref().unwrap_or_default();
            points.entry((camera.unit_id, point)).or_default().push(camera);
        }
        let mut triggers = Vec::new();
        for ((unit, _), cameras) in points {
            let path: Vec<String> = tree
                .path(UnitId(unit), month)
                .filter_map(|id| tree.get(id))
                .map(|unit| unit.code.clone())
                .collect();
            let place = Place { point: cameras[0].point_kind(), path: &path };
            // Of several cameras at a point it is enough that one has seen somebody.
            let last = cameras.iter().filter_map(|camera| last_seen(camera)).max();
            let seen = running.iter().any(|event| {
                let people = serde_json::from_str::<Vec<String>>(&event.objects).unwrap_or_default();
                cameras.iter().any(|camera| camera.id == event.device_id)
                    && people.iter().any(|o| o == "person")
            });
            let empty = |rule: &Rule| {
                let since = TimeDelta::minutes(i64::from(rule.minutes));
                rule.is_for(place) && !seen && last.is_some_and(|last| now - last >= since)
            };
            let met: Vec<&Rule> = rules.iter().map(|(rule, _)| *rule).filter(|rule| empty(rule)).collect();
            if !met.is_empty() {
                triggers.push(Trigger {
                    device: cameras[0].id,
                    unit,
                    kind: AlarmKind::Unmanned,
                    first: now,
                    last: now,
                    times: 1,
                    quiet: met.iter().all(|rule| rule.is_quiet(local)),
                });
            }
        }
        if triggers.is_empty() {
            return Ok(0);
        }
        triggers.sort_by_key(|trigger| trigger.device);
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let within = TimeDelta::minutes(i64::from(self.policy.alarm_group_minutes));
        let ids: Vec<i64> = triggers.iter().map(|trigger| trigger.device).collect();
        let there = self.db.alarms_at(&ids, now - within).await?;
        // Looking again is not its happening again.
        let mut new = Vec::new();
        for trigger in triggers {
            if one_of(&there, &trigger, within)?.is_none() {
                new.push(trigger);
            }
        }
        let raised = self.raise(&mut tx, actor, &new).await?;
        if raised.alarms > 0 {
            for unit in &raised.units {
                self.tell_of_change(&mut tx, UnitId(*unit)).await?;
            }
            self.commit(tx).await?;
        }
        Ok(raised.alarms)
    }

    /// Looks after alarms until `stop`.
    pub async fn keep_watch(&self, stop: &CancellationToken) {
        let us = Actor::operator("watch");
        let mut rounds = tokio::time::interval(EVERY);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = rounds.tick() => {}
            }
            // Neither waits for the other.
            for (what, done) in [
                ("escalation", self.escalate_alarms(&us).await),
                ("unmanned", self.watch_unmanned(&us).await),
            ] {
                match done {
                    Ok(0) => {}
                    Ok(count) => tracing::info!(count, what, "alarms"),
                    Err(failure) => tracing::warn!(%failure, what, "alarms"),
                }
            }
        }
    }
}

/// When somebody was last seen, or since when the camera can see at all.
fn last_seen(camera: &StoredDevice) -> Option<DateTime<Utc>> {
    camera.person_at.max(Some(camera.state_at))
}
