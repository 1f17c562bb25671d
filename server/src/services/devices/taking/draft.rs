//! What a batch of messages makes of what is known: decided in memory, nothing is written here.

use crate::{
    services::alarms::raising::Trigger,
    store::{EventRow, HeardOf, RunningEvent, StateChange, StoredDevice, Stranger},
};
use app::{
    api::{Failure, devices::MessagesReceipt},
    domain::{
        alarms::{
            AlarmKind,
            rules::{Place, Rule},
        },
        devices::{
            DeviceKind, DeviceState,
            messages::{Addition, Message, Report, Seen, Sight, Stage},
        },
    },
};
use chrono::{DateTime, NaiveDateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, HashMap, HashSet};

/// Messages about what is longer ago raise no alarm: nobody could do anything about it.
const TOO_LATE: TimeDelta = TimeDelta::hours(1);
/// What Frigate calls people.
const PERSON: &str = "person";

/// What is known, and what becomes of it.
pub(super) struct Draft<'a> {
    pub(super) now: DateTime<Utc>,
    pub(super) local: Box<dyn Fn(DateTime<Utc>) -> NaiveDateTime + Send + Sync + 'a>,
    pub(super) rules: &'a [Rule],
    pub(super) devices: HashMap<(&'a str, &'a str), &'a StoredDevice>,
    pub(super) of_source: HashMap<&'a str, Vec<&'a StoredDevice>>,
    pub(super) paths: HashMap<i64, Vec<String>>,
    pub(super) refused: HashSet<i64>,
    pub(super) running: HashMap<i64, HashMap<(String, String), Sight>>,
    pub(super) states: BTreeMap<i64, StateChange>,
    pub(super) events: HashMap<(String, String), EventRow>,
    pub(super) fresh: HashSet<(String, String)>,
    pub(super) heard: BTreeMap<i64, HeardOf>,
    pub(super) strangers: BTreeMap<(String, String), Stranger>,
    pub(super) triggers: BTreeMap<(i64, AlarmKind), Trigger>,
    pub(super) recovered: Vec<i64>,
    pub(super) receipt: MessagesReceipt,
}

/// By which number a message is known when it comes again. An alarm of a device that gives none is known by device, kind and
/// time; one without a time, too, is always another one.
pub(super) fn number(message: &Message) -> Option<String> {
    match (&message.what, message.id.as_str(), message.at) {
        (Report::Alarm(kind), "", Some(at)) => {
            Some(format!("{}@{}@{}", message.address, kind.as_str(), at.timestamp_millis()))
        }
        (_, "", _) => None,
        (_, id, _) => Some(id.to_owned()),
    }
}

fn words(text: &str) -> Vec<String> {
    serde_json::from_str(text).unwrap_or_default()
}

fn json<T: serde::Serialize>(words: &T) -> String {
    serde_json::to_string(words).unwrap_or_default()
}

impl<'a> Draft<'a> {
    pub(super) fn new(
        now: DateTime<Utc>,
        local: Box<dyn Fn(DateTime<Utc>) -> NaiveDateTime + Send + Sync + 'a>,
        rules: &'a [Rule],
        devices: &'a [StoredDevice],
        running: Vec<RunningEvent>,
    ) -> Self {
        let mut of_source: HashMap<&str, Vec<&StoredDevice>> = HashMap::new();
        for device in devices {
            of_source.entry(&device.source).or_default().push(device);
        }
        let mut seen: HashMap<i64, HashMap<(String, String), Sight>> = HashMap::new();
        for event in running {
            let sight = Sight {
                stage: Stage::Update,
                objects: words(&event.objects),
                zones: words(&event.zones),
                severity: None,
            };
            seen.entry(event.device_id).or_default().insert((event.source, event.event), sight);
        }
        Self {
            now,
            local,
            rules,
            devices: devices.iter().map(|d| ((d.source.as_str(), d.address.as_str()), d)).collect(),
            of_source,
            paths: HashMap::new(),
            refused: HashSet::new(),
            running: seen,
            states: BTreeMap::new(),
            events: HashMap::new(),
            fresh: HashSet::new(),
            heard: BTreeMap::new(),
            strangers: BTreeMap::new(),
            triggers: BTreeMap::new(),
            recovered: vec![],
            receipt: MessagesReceipt::default(),
        }
    }

    pub(super) fn take(&mut self, at: DateTime<Utc>, message: &'a Message) -> Result<(), Failure> {
        if let (Report::State(state), "") = (&message.what, message.address.as_str()) {
            return self.take_source(at, &message.source, *state);
        }
        let Some(device) = self.devices.get(&(message.source.as_str(), message.address.as_str())).copied()
        else {
            self.meet(at, message);
            return Ok(());
        };
        if self.refused.contains(&device.id) {
            self.receipt.refused += 1;
            return Ok(());
        }
        let heard = self.heard.entry(device.id).or_insert(HeardOf { device: device.id, at, person_at: None });
        heard.at = heard.at.max(at);
        match &message.what {
            Report::State(state) => {
                let timed = message.at.is_some();
                let changed = self.change(at, device, *state, timed)?;
                if changed {
                    self.receipt.taken += 1;
                    if *state == DeviceState::Offline {
                        let kind = match device.kind()? {
                            DeviceKind::Camera => AlarmKind::Dark,
                            _ => AlarmKind::Offline,
                        };
                        self.trigger(at, device, kind);
                    }
                } else {
                    self.receipt.repeated += 1;
                }
            }
            Report::Sight(sight) => self.see(at, device, message, sight)?,
            Report::Alarm(kind) => {
                if let Some(event) = number(message) {
                    let key = (message.source.clone(), event);
                    if self.events.contains_key(&key) {
                        self.receipt.repeated += 1;
                        return Ok(());
                    }
                    let row = EventRow {
                        source: key.0.clone(),
                        event: key.1.clone(),
                        device_id: device.id,
                        objects: "[]".to_owned(),
                        zones: "[]".to_owned(),
                        began_at: at,
                        heard_at: at,
                        ended: true,
                        raised: json(&[kind]),
                    };
                    self.fresh.insert(key.clone());
                    self.events.insert(key, row);
                }
                self.receipt.taken += 1;
                self.trigger(at, device, *kind);
            }
        }
        Ok(())
    }

    /// Whoever speaks for devices comes or goes. When it is gone nobody knows how they are; that is one alarm for each
    /// tribunal, not one for each camera.
    fn take_source(&mut self, at: DateTime<Utc>, source: &'a str, state: DeviceState) -> Result<(), Failure> {
        let devices = self.of_source.get(source).cloned().unwrap_or_default();
        let (own, refused): (Vec<_>, Vec<_>) =
            devices.into_iter().partition(|device| !self.refused.contains(&device.id));
        if own.is_empty() {
            if refused.is_empty() {
                self.stranger(at, source, "");
                self.receipt.unknown += 1;
            } else {
                self.receipt.refused += 1;
            }
            return Ok(());
        }
        let mut changed = false;
        let mut told = HashSet::new();
        // The recorder itself first, where one is listed.
        let (itself, others): (Vec<_>, Vec<_>) =
            own.into_iter().partition(|device| device.address.is_empty());
        for device in itself {
            if self.change(at, device, state, false)? {
                changed = true;
                if state == DeviceState::Offline {
                    self.trigger(at, device, AlarmKind::Offline);
                    told.insert(device.unit_id);
                }
            }
        }
        if state == DeviceState::Offline {
            for device in others {
                let now = self.state_of(device)?;
                if now == DeviceState::Disabled || !self.change(at, device, DeviceState::Unknown, false)? {
                    continue;
                }
                changed = true;
                if told.insert(device.unit_id) {
                    self.trigger(at, device, AlarmKind::Offline);
                }
            }
        }
        if changed {
            self.receipt.taken += 1;
        } else {
            self.receipt.repeated += 1;
        }
        Ok(())
    }

    fn state_of(&self, device: &StoredDevice) -> Result<DeviceState, Failure> {
        Ok(match self.states.get(&device.id) {
            Some(change) => change.state,
            None => device.state()?,
        })
    }

    /// Notes how a device is; false when that is known, or something newer is.
    fn change(
        &mut self,
        at: DateTime<Utc>,
        device: &StoredDevice,
        state: DeviceState,
        timed: bool,
    ) -> Result<bool, Failure> {
        let since = self.states.get(&device.id).map_or(device.state_at, |change| change.at);
        let before = self.state_of(device)?;
        if before == state || (timed && at < since && before != DeviceState::Unknown) {
            return Ok(false);
        }
        // Time never goes back, whatever clock a device has.
        let at = at.max(since);
        self.states.insert(device.id, StateChange { device: device.id, state, at });
        if state == DeviceState::Online {
            self.recovered.push(device.id);
        }
        Ok(true)
    }

    fn see(
        &mut self,
        at: DateTime<Utc>,
        device: &StoredDevice,
        message: &Message,
        sight: &Sight,
    ) -> Result<(), Failure> {
        let key = (message.source.clone(), message.id.clone());
        let known = self.events.get(&key);
        let seen = known.map(|row| Seen { at: row.heard_at, over: row.ended });
        if Seen::adds(seen.as_ref(), sight.stage, at) == Addition::Nothing {
            self.receipt.repeated += 1;
            return Ok(());
        }
        let after = Seen::after(seen.as_ref(), sight.stage, at);
        let mut raised: Vec<AlarmKind> =
            known.map(|row| serde_json::from_str(&row.raised).unwrap_or_default()).unwrap_or_default();
        let began_at = known.map_or(at, |row| row.began_at.min(at));
        // Where somebody has been counts as long as it goes on.
        let mut zones = known.map(|row| words(&row.zones)).unwrap_or_default();
        zones.extend(sight.zones.iter().filter(|zone| !zones.contains(zone)).cloned().collect::<Vec<_>>());
        if sight.objects.iter().any(|object| object == PERSON)
            && let Some(heard) = self.heard.get_mut(&device.id)
        {
            heard.person_at = heard.person_at.max(Some(at));
        }
        // Who sees works, whatever was heard of it before.
        if self.state_of(device)? == DeviceState::Unknown {
            self.change(at, device, DeviceState::Online, false)?;
        }
        let seen_here = self.running.entry(device.id).or_default();
        if after.over || sight.severity.is_some() {
            seen_here.remove(&key);
        } else {
            seen_here.insert(key.clone(), sight.clone());
        }
        if self.now - at > TOO_LATE {
            self.receipt.late += 1;
        } else {
            for (kind, quiet) in self.rules_met(at, device, sight) {
                if !raised.contains(&kind) {
                    raised.push(kind);
                    self.trigger_by_rule(at, device, kind, quiet);
                }
            }
        }
        self.receipt.taken += 1;
        let row = EventRow {
            source: key.0.clone(),
            event: key.1.clone(),
            device_id: device.id,
            objects: json(&sight.objects),
            zones: json(&zones),
            began_at,
            heard_at: after.at,
            ended: after.over,
            raised: json(&raised),
        };
        self.fresh.insert(key.clone());
        self.events.insert(key, row);
        Ok(())
    }

    /// What is raised, each kind once, and whether all the rules that raise it call nobody at this hour.
    fn rules_met(
        &self,
        at: DateTime<Utc>,
        device: &StoredDevice,
        sight: &Sight,
    ) -> BTreeMap<AlarmKind, bool> {
        let path = self.paths.get(&device.unit_id).map(Vec::as_slice).unwrap_or_default();
        let place = Place { point: device.point_kind(), path };
        let local = (self.local)(at);
        let together = |rule: &Rule| {
            let seen = self.running.get(&device.id).into_iter().flat_map(HashMap::values);
            seen.filter(|seen| rule.is_about(seen)).count() as u32
        };
        let met = self.rules.iter().filter(|rule| rule.is_raised(place, sight, local, together(rule)));
        met.fold(BTreeMap::new(), |mut kinds, rule| {
            *kinds.entry(rule.alarm).or_insert(true) &= rule.is_quiet(local);
            kinds
        })
    }

    fn trigger(&mut self, at: DateTime<Utc>, device: &StoredDevice, kind: AlarmKind) {
        self.trigger_by_rule(at, device, kind, false);
    }

    fn trigger_by_rule(&mut self, at: DateTime<Utc>, device: &StoredDevice, kind: AlarmKind, quiet: bool) {
        let new =
            Trigger { device: device.id, unit: device.unit_id, kind, first: at, last: at, times: 0, quiet };
        let trigger = self.triggers.entry((device.id, kind)).or_insert(new);
        trigger.quiet &= quiet;
        trigger.first = trigger.first.min(at);
        trigger.last = trigger.last.max(at);
        trigger.times += 1;
    }

    fn meet(&mut self, at: DateTime<Utc>, message: &'a Message) {
        // `camera/record`: another part of a camera that is listed is no stranger.
        let camera = message.address.rsplit_once('/').map(|(camera, _)| camera);
        if camera.is_some_and(|camera| self.devices.contains_key(&(message.source.as_str(), camera))) {
            self.receipt.repeated += 1;
            return;
        }
        self.stranger(at, &message.source, &message.address);
        self.receipt.unknown += 1;
    }

    fn stranger(&mut self, at: DateTime<Utc>, source: &str, address: &str) {
        let key = (source.to_owned(), address.to_owned());
        let stranger = self.strangers.entry(key.clone()).or_insert(Stranger {
            source: key.0,
            address: key.1,
            messages: 0,
            first_at: at,
            last_at: at,
        });
        stranger.messages += 1;
        stranger.last_at = stranger.last_at.max(at);
    }
}
