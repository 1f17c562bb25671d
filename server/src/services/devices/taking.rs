//! What devices say becomes states, sights and alarms: read at once, decided in memory, written at once. Whoever takes
//! messages holds the lock of writers, so that the same message taken twice is one.

mod draft;

use crate::{
    platform::Platform,
    store::{EventRow, StateChange},
};
use app::{
    api::{Failure, devices::MessagesReceipt},
    domain::{
        alarms::AlarmKind,
        devices::messages::{AHEAD, Message},
        permissions::{Action, Actor, may},
        units::UnitId,
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use draft::{Draft, number};
use std::collections::{HashMap, HashSet};

/// What was not heard of for so long is not seen any more, although nobody has said so.
pub(in crate::services) const FORGOTTEN: TimeDelta = TimeDelta::minutes(15);

impl Platform {
    pub(super) async fn take_messages(
        &self,
        actor: &Actor,
        messages: &[Message],
    ) -> Result<MessagesReceipt, Failure> {
        let tree = self.authorise_somewhere(actor, Action::SendDeviceMessages).await?;
        if messages.is_empty() {
            return Ok(MessagesReceipt::default());
        }
        let now = self.now();
        let mut timed: Vec<(DateTime<Utc>, &Message)> = messages
            .iter()
            .map(|message| (message.at.filter(|at| *at <= now + AHEAD).unwrap_or(now), message))
            .collect();
        timed.sort_by_key(|(at, _)| *at);
        let rules = self.alarm_rules().await?;
        let sources: HashSet<&str> = messages.iter().map(|message| message.source.as_str()).collect();
        let sources: Vec<&str> = sources.into_iter().collect();
        let keys: HashSet<(&str, String)> =
            messages.iter().filter_map(|message| Some((message.source.as_str(), number(message)?))).collect();
        let keys: Vec<(&str, &str)> = keys.iter().map(|(source, event)| (*source, event.as_str())).collect();

        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let devices = self.db.devices_of_sources(&sources).await?;
        let events = self.db.device_events(&keys).await?;
        let named: HashSet<&str> = messages.iter().map(|message| message.address.as_str()).collect();
        let crowds = rules.iter().any(|rule| rule.alarm == AlarmKind::Crowd);
        let watched: Vec<i64> = devices
            .iter()
            .filter(|device| crowds && named.contains(device.address.as_str()))
            .map(|device| device.id)
            .collect();
        let running = if watched.is_empty() {
            vec![]
        } else {
            self.db.running_events(&watched, now - FORGOTTEN).await?
        };
        let zone = self.policy.time_zone;
        let local = Box::new(move |at: DateTime<Utc>| at.with_timezone(&zone).naive_local());
        let mut draft = Draft::new(now, local, &rules, &devices, running);
        draft.events = events.into_iter().map(|row| ((row.source.clone(), row.event.clone()), row)).collect();
        let month = self.month();
        for device in &devices {
            let Some(unit) = tree.get(UnitId(device.unit_id)) else { continue };
            let path = tree.path(unit.id, month).filter_map(|id| tree.get(id)).map(|unit| unit.code.clone());
            draft.paths.entry(device.unit_id).or_insert_with(|| path.collect());
            if !may(actor, Action::SendDeviceMessages, unit, &tree, month) {
                draft.refused.insert(device.id);
            }
        }
        for (at, message) in timed {
            draft.take(at, message)?;
        }
        let Draft { states, events, fresh, heard, strangers, triggers, recovered, mut receipt, .. } = draft;
        let states: Vec<StateChange> = states.into_values().collect();
        let fresh: Vec<EventRow> =
            events.into_iter().filter(|(key, _)| fresh.contains(key)).map(|(_, row)| row).collect();
        tx.change_states(&states).await?;
        tx.put_events(&fresh).await?;
        tx.heard_of(&heard.into_values().collect::<Vec<_>>()).await?;
        tx.count_strangers(&strangers.into_values().collect::<Vec<_>>()).await?;
        tx.recover_alarms(&recovered, now).await?;
        let raised = self.raise(&mut tx, actor, &triggers.into_values().collect::<Vec<_>>()).await?;
        receipt.alarms = raised.alarms;
        receipt.suppressed = raised.suppressed;
        let by_id: HashMap<i64, i64> = devices.iter().map(|device| (device.id, device.unit_id)).collect();
        let mut changed: Vec<i64> = states
            .iter()
            .map(|change| change.device)
            .chain(recovered.iter().copied())
            .filter_map(|device| by_id.get(&device).copied())
            .chain(raised.units)
            .collect();
        changed.sort_unstable();
        changed.dedup();
        for unit in &changed {
            self.tell_of_change(&mut tx, UnitId(*unit)).await?;
        }
        if changed.is_empty() {
            // Nobody has anything to be told: whatever is kept elsewhere is not out of date either.
            tx.commit().await?;
        } else {
            self.commit(tx).await?;
        }
        note(&receipt);
        Ok(receipt)
    }
}

fn note(receipt: &MessagesReceipt) {
    for (result, count) in [
        ("taken", receipt.taken),
        ("repeated", receipt.repeated),
        ("unknown", receipt.unknown),
        ("refused", receipt.refused),
        ("late", receipt.late),
    ] {
        metrics::counter!("jiceng_device_messages_total", "result" => result).increment(u64::from(count));
    }
}
