//! Devices and alarms in which a problem was found: as they are when it is raised, and when it is looked at again.

use crate::{
    platform::Platform,
    services::values::instant,
    store::{StoredAlarm, StoredDevice},
};
use app::{
    api::{
        Failure,
        problems::{ContextAddress, KeptContext, SafetyShot},
    },
    domain::{
        alarms::AlarmKind,
        devices::Cover,
        permissions::{Action, Actor},
        units::{Unit, UnitId},
    },
    i18n::{Locale, t_data},
};
use chrono::TimeDelta;

/// Alarms are counted over so long.
const BEFORE: TimeDelta = TimeDelta::days(30);

impl Platform {
    /// An alarm by its number, with its device.
    pub(super) async fn alarm_now(
        &self,
        actor: &Actor,
        unit: &Unit,
        named: &ContextAddress,
    ) -> Result<KeptContext, Failure> {
        self.authorise(actor, Action::ReadAlarms, "context.alarm", &unit.code).await?;
        let elsewhere = || Failure::invalid("context.alarm", "alarm_elsewhere", named.alarm.to_string());
        let alarm = self.db.alarm(named.alarm).await?;
        let alarm = alarm.filter(|alarm| UnitId(alarm.unit_id) == unit.id).ok_or_else(elsewhere)?;
        let device = self.db.device(alarm.device_id).await?.ok_or_else(elsewhere)?;
        let kind = alarm.kind()?;
        let title = |locale| {
            let kind = t_data(locale, "alarms.kinds", kind.as_str());
            format!("{kind} · {}", device.name)
        };
        Ok(KeptContext {
            title: (title(Locale::Zh), title(Locale::En)),
            href: format!("/safety/alarms/{}", alarm.id),
            safety: Some(self.safety_shot(unit, &device, Some(&alarm)).await?),
            ..KeptContext::default()
        })
    }

    /// A device by its number.
    pub(super) async fn device_now(
        &self,
        actor: &Actor,
        unit: &Unit,
        named: &ContextAddress,
    ) -> Result<KeptContext, Failure> {
        self.authorise(actor, Action::ReadDevices, "context.device", &unit.code).await?;
        let elsewhere = || Failure::invalid("context.device", "device_elsewhere", named.device.to_string());
        let device = self.db.device(named.device).await?;
        let device = device.filter(|device| UnitId(device.unit_id) == unit.id).ok_or_else(elsewhere)?;
        let shot = self.safety_shot(unit, &device, None).await?;
        Ok(KeptContext {
            title: (device.name.clone(), device.name),
            href: shot.href.clone(),
            safety: Some(shot),
            ..KeptContext::default()
        })
    }

    /// The same device now; none where it is no more.
    pub(super) async fn safety_again(
        &self,
        unit: &Unit,
        then: &SafetyShot,
    ) -> Result<Option<SafetyShot>, Failure> {
        let Some(device) = self.db.device(then.device).await? else { return Ok(None) };
        let alarm = match then.alarm {
            Some((id, ..)) => self.db.alarm(id).await?,
            None => None,
        };
        Ok(Some(self.safety_shot(unit, &device, alarm.as_ref()).await?))
    }

    async fn safety_shot(
        &self,
        unit: &Unit,
        device: &StoredDevice,
        alarm: Option<&StoredAlarm>,
    ) -> Result<SafetyShot, Failure> {
        let now = self.now();
        let cover = match device.point_id {
            None => None,
            Some(point) => {
                let points = self.db.watched_points(&[unit.id]).await?;
                let states: Vec<_> = points.iter().filter(|row| row.id == point).collect();
                (!states.is_empty()).then(|| Cover::of_point(states.iter().filter_map(|row| row.state())))
            }
        };
        let told: Option<(i64, AlarmKind, _)> = match alarm {
            Some(alarm) => Some((alarm.id, alarm.kind()?, alarm.state()?)),
            None => None,
        };
        let alarms = self.db.alarms_since(device.id, told.map(|told| told.1), now - BEFORE).await?;
        let href = app::address::Address::new("/safety/devices").with("tab", "list");
        let href = href.with("unit", &unit.code).with("q", &device.code);
        Ok(SafetyShot {
            device: device.id,
            name: device.name.clone(),
            state: device.state()?,
            since: instant(device.state_at),
            retired: device.retired_at.is_some(),
            point: (
                device.point_name.clone().unwrap_or_default(),
                device.point_name_en.clone().unwrap_or_default(),
            ),
            cover,
            alarm: told,
            alarms,
            at: instant(now),
            href: href.to_string(),
        })
    }
}
