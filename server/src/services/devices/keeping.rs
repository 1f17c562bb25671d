//! Keeping points, devices and rules.

use super::RULES;
use crate::{
    platform::Platform,
    store::{StateChange, Tx},
};
use app::{
    api::{
        Failure, FailureKind,
        devices::{Registry, RegistryReceipt},
    },
    domain::{
        devices::{DeviceOrder, MOST_TEXT, PointOrder, is_code},
        permissions::{Action, Actor},
        streams::is_playable,
        units::{Level, Unit, UnitId},
    },
};
use serde_json::json;

impl Platform {
    pub(super) async fn keep_point(&self, actor: &Actor, order: &PointOrder) -> Result<i64, Failure> {
        let unit = self.device_unit(actor, &order.tribunal).await?;
        check_point(order)?;
        let mut tx = self.begin().await?;
        let id = tx.put_point(unit.id, order).await?;
        let detail = json!({ "point": order.code, "kind": order.kind.as_str(), "name": order.name });
        tx.append_audit(self.now(), &actor.name, "devices.point", &unit.code, &detail).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    pub(super) async fn keep_device(&self, actor: &Actor, order: &DeviceOrder) -> Result<i64, Failure> {
        let unit = self.device_unit(actor, &order.tribunal).await?;
        check_device(order, &self.policy.stream_origins)?;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let id = self.put(&mut tx, &unit, order).await?;
        let detail = json!({ "device": order.code, "kind": order.kind.as_str(), "name": order.name });
        tx.append_audit(self.now(), &actor.name, "devices.save", &unit.code, &detail).await?;
        self.tell_of_change(&mut tx, unit.id).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    pub(super) async fn drop_device(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageDevices).await?;
        let unknown = || Failure::not_found("device", id.to_string());
        let device = self.db.device(id).await?.ok_or_else(unknown)?;
        let unit = tree.units().iter().find(|unit| unit.id.0 == device.unit_id).ok_or_else(unknown)?;
        let (_, unit) = self.authorise(actor, Action::ManageDevices, "device", &unit.code).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        if !tx.retire_device(id, now).await? {
            return Err(Failure::new(FailureKind::Conflict, "retired_already"));
        }
        let detail = json!({ "device": device.code, "name": device.name });
        tx.append_audit(now, &actor.name, "devices.retire", &unit.code, &detail).await?;
        self.tell_of_change(&mut tx, unit.id).await?;
        self.commit(tx).await
    }

    pub(super) async fn take_device_back(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageDevices).await?;
        let unknown = || Failure::not_found("device", id.to_string());
        let device = self.db.device(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(device.unit_id)).ok_or_else(unknown)?;
        let (_, unit) = self.authorise(actor, Action::ManageDevices, "device", &unit.code).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        // Another one may be called so by now.
        if !device.source.is_empty()
            && let Some((_, code)) = tx.device_called(&device.source, &device.address).await?
            && device.retired_at.is_some()
        {
            return Err(Failure {
                kind: FailureKind::Conflict,
                ..Failure::invalid("address", "address_taken", code)
            });
        }
        if !tx.restore_device(id, now).await? {
            return Err(Failure::new(FailureKind::Conflict, "not_retired"));
        }
        let detail = json!({ "device": device.code, "name": device.name });
        tx.append_audit(now, &actor.name, "devices.restore", &unit.code, &detail).await?;
        self.tell_of_change(&mut tx, unit.id).await?;
        self.commit(tx).await
    }

    /// Takes a point out of use, or back.
    pub(super) async fn use_point(&self, actor: &Actor, id: i64, used: bool) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageDevices).await?;
        let unknown = || Failure::not_found("point", id.to_string());
        let point = self.db.point_by_id(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(point.unit_id)).ok_or_else(unknown)?;
        let (_, unit) = self.authorise(actor, Action::ManageDevices, "point", &unit.code).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let watching = if used { 0 } else { tx.watching(id).await? };
        if watching > 0 {
            return Err(Failure {
                kind: FailureKind::Conflict,
                ..Failure::invalid("point", "point_watched", watching.to_string())
            });
        }
        if !tx.use_point(id, (!used).then_some(now)).await? {
            let reason = if used { "not_retired" } else { "retired_already" };
            return Err(Failure::new(FailureKind::Conflict, reason));
        }
        let detail = json!({ "point": point.code, "name": point.name });
        let what = if used { "devices.point_restore" } else { "devices.point_retire" };
        tx.append_audit(now, &actor.name, what, &unit.code, &detail).await?;
        self.tell_of_change(&mut tx, unit.id).await?;
        self.commit(tx).await
    }

    /// All of it or nothing: what is wrong is said with the place in the file.
    pub(super) async fn keep_registry(
        &self,
        actor: &Actor,
        registry: &Registry,
    ) -> Result<RegistryReceipt, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageDevices).await?;
        let placed = |what: &str, n: usize, failure: Failure| Failure {
            field: format!("{what}[{}].{}", n + 1, failure.field),
            ..failure
        };
        let mut points = Vec::new();
        for (n, point) in registry.points.iter().enumerate() {
            let unit = self.device_unit(actor, &point.tribunal).await.map_err(|f| placed("point", n, f))?;
            check_point(point).map_err(|f| placed("point", n, f))?;
            points.push((unit, point));
        }
        let mut devices = Vec::new();
        for (n, device) in registry.devices.iter().enumerate() {
            let unit = self.device_unit(actor, &device.tribunal).await.map_err(|f| placed("device", n, f))?;
            check_device(device, &self.policy.stream_origins).map_err(|f| placed("device", n, f))?;
            devices.push((unit, device));
        }
        for (n, rule) in registry.rules.iter().enumerate() {
            if let Some((field, reason)) = rule.fault() {
                return Err(placed("rule", n, Failure::invalid(field, reason, rule.alarm.as_str())));
            }
            if let Some(unit) = rule.units.iter().find(|unit| tree.by_code(unit).is_none()) {
                return Err(placed("rule", n, Failure::not_found("units", unit)));
            }
        }
        // Rules hold for everybody.
        if !registry.rules.is_empty() && !self.may_everywhere(actor, Action::ManageDevices, &tree) {
            return Err(Failure::forbidden("rule"));
        }
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let mut changed = Vec::new();
        for (unit, point) in &points {
            tx.put_point(unit.id, point).await?;
            changed.push((unit.id, unit.code.clone()));
        }
        for (n, (unit, device)) in devices.iter().enumerate() {
            self.put(&mut tx, unit, device).await.map_err(|f| placed("device", n, f))?;
            changed.push((unit.id, unit.code.clone()));
        }
        if !registry.rules.is_empty() {
            let text = serde_json::to_string(&registry.rules).map_err(|_| Failure::internal("rules"))?;
            tx.set_setting(RULES, &text).await?;
        }
        changed.sort();
        changed.dedup();
        let receipt = RegistryReceipt {
            points: points.len() as u32,
            devices: devices.len() as u32,
            rules: registry.rules.len() as u32,
        };
        let detail = json!({ "receipt": receipt, "tribunals": changed.len() });
        tx.append_audit(now, &actor.name, "devices.load", "", &detail).await?;
        for (unit, _) in changed {
            self.tell_of_change(&mut tx, unit).await?;
        }
        self.commit(tx).await?;
        Ok(receipt)
    }

    async fn put(&self, tx: &mut Tx, unit: &Unit, order: &DeviceOrder) -> Result<i64, Failure> {
        let point = match order.point.as_str() {
            "" => None,
            code => {
                let found = tx.point(unit.id, code).await?;
                Some(found.ok_or_else(|| Failure::not_found("point", code))?)
            }
        };
        let (source, address) = (order.source.trim(), order.address.trim());
        if !source.is_empty() {
            if let Some((other, code)) = tx.device_called(source, address).await?
                && (other, code.as_str()) != (unit.id.0, order.code.as_str())
            {
                return Err(Failure {
                    kind: FailureKind::Conflict,
                    ..Failure::invalid("address", "address_taken", code)
                });
            }
            tx.forget_stranger(source, address).await?;
        }
        let before = tx.device_of_code(unit.id, &order.code).await?;
        let now = self.now();
        let id = tx.put_device(unit.id, point, order, now).await?;
        // What is connected elsewhere now has not been heard of there.
        let moved = before.as_ref().is_some_and(|(_, s, a, _)| (s.as_str(), a.as_str()) != (source, address));
        let known = if moved { Some(app::domain::devices::DeviceState::Unknown) } else { None };
        let state = if source.is_empty() { order.state.or(known) } else { known };
        if let Some(stream) = &order.stream {
            tx.put_stream(id, stream.trim()).await?;
        }
        let is = before.as_ref().map_or("unknown", |(_, _, _, state)| state.as_str());
        if let Some(state) = state.filter(|state| state.as_str() != is) {
            tx.change_states(&[StateChange { device: id, state, at: now }]).await?;
        }
        Ok(id)
    }

    async fn device_unit(&self, actor: &Actor, code: &str) -> Result<Unit, Failure> {
        let (_, unit) = self.authorise(actor, Action::ManageDevices, "tribunal", code).await?;
        if unit.level == Level::Tribunal {
            Ok(unit)
        } else {
            Err(Failure::invalid("tribunal", "no_tribunal", code))
        }
    }
}

fn check_point(order: &PointOrder) -> Result<(), Failure> {
    code(&order.code)?;
    text("name", &order.name, true)?;
    text("name_en", &order.name_en, false)
}

fn check_device(order: &DeviceOrder, origins: &[String]) -> Result<(), Failure> {
    code(&order.code)?;
    text("name", &order.name, true)?;
    for (field, words) in [
        ("maker", &order.maker),
        ("model", &order.model),
        ("source", &order.source),
        ("address", &order.address),
    ] {
        text(field, words, false)?;
    }
    if order.source.trim().is_empty() && !order.address.trim().is_empty() {
        return Err(Failure::invalid("source", "missing", "source"));
    }
    if let Some(stream) = order.stream.as_deref().map(str::trim).filter(|stream| !stream.is_empty())
        && !is_playable(stream, origins)
    {
        return Err(Failure::invalid("stream", "bad_stream", stream));
    }
    if order.state.is_some() && !order.source.trim().is_empty() {
        // What speaks for itself is not spoken for.
        return Err(Failure::invalid("state", "state_of_connected", &order.code));
    }
    Ok(())
}

fn code(code: &str) -> Result<(), Failure> {
    if is_code(code) { Ok(()) } else { Err(Failure::invalid("code", "bad_code", code)) }
}

fn text(field: &str, text: &str, needed: bool) -> Result<(), Failure> {
    if needed && text.trim().is_empty() {
        return Err(Failure::invalid(field, "missing", field));
    }
    if text.trim().chars().count() > MOST_TEXT {
        return Err(Failure::invalid(field, "too_long", MOST_TEXT.to_string()));
    }
    Ok(())
}
