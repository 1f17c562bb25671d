//! Devices and alarms as tables.

use super::word;
use crate::http::tables::{Cell, TableRow};
use app::api::{
    alarms::{AlarmRow, StatisticsRow},
    devices::{CoverRow, DeviceRow, PointRow, StrangerRow},
    pictures::CameraRow,
    safety::SafetyRow,
};

impl TableRow for DeviceRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "tribunal",
        "tribunal_name",
        "code",
        "kind",
        "name",
        "point",
        "point_kind",
        "point_name",
        "state",
        "state_at",
        "heard_at",
        "maker",
        "model",
        "installed",
        "serviced",
        "service_due",
        "source",
        "address",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.tribunal).into(),
            (&self.tribunal_name.0).into(),
            (&self.code).into(),
            word(&self.kind),
            (&self.name).into(),
            (&self.point).into(),
            word(&self.point_kind),
            (&self.point_name.0).into(),
            word(&self.state),
            (&self.state_at).into(),
            self.heard_at.as_ref().into(),
            (&self.maker).into(),
            (&self.model).into(),
            self.installed.as_ref().into(),
            self.serviced.as_ref().into(),
            self.service_due.as_ref().into(),
            (&self.source).into(),
            (&self.address).into(),
        ]
    }
}

impl TableRow for StatisticsRow {
    const HEAD: &'static [&'static str] = &[
        "tribunal",
        "name",
        "alarms",
        "answered",
        "in_time",
        "overdue",
        "median_seconds",
        "decided",
        "false_alarms",
        "blind_seconds",
        "cameras",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.tribunal).into(),
            (&self.tribunal_name.0).into(),
            i64::from(self.alarms).into(),
            i64::from(self.answered).into(),
            i64::from(self.in_time).into(),
            i64::from(self.overdue).into(),
            self.median_seconds.into(),
            i64::from(self.decided).into(),
            i64::from(self.false_alarms).into(),
            self.blind_seconds.into(),
            i64::from(self.cameras).into(),
        ]
    }
}

impl TableRow for PointRow {
    const HEAD: &'static [&'static str] =
        &["id", "tribunal", "tribunal_name", "code", "kind", "name", "name_en", "online", "devices"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.tribunal).into(),
            (&self.tribunal_name.0).into(),
            (&self.code).into(),
            word(&self.kind),
            (&self.name.0).into(),
            (&self.name.1).into(),
            self.devices.0.into(),
            self.devices.1.into(),
        ]
    }
}

impl TableRow for CoverRow {
    const HEAD: &'static [&'static str] = &[
        "tribunal",
        "name",
        "courtroom",
        "security_check",
        "gate",
        "hall",
        "duty_room",
        "archive",
        "mediation_room",
        "online",
        "devices",
    ];

    fn cells(&self) -> Vec<Cell> {
        let mut cells = vec![(&self.tribunal).into(), (&self.name.0).into()];
        cells.extend(self.cells.iter().map(|cell| word(&cell.cover)));
        cells.extend([i64::from(self.online).into(), i64::from(self.devices).into()]);
        cells
    }
}

impl TableRow for SafetyRow {
    const HEAD: &'static [&'static str] =
        &["tribunal", "name", "court", "state", "open", "handling", "covered", "points"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.tribunal).into(),
            (&self.name.0).into(),
            (&self.court.0).into(),
            word(&self.state),
            self.open.into(),
            self.handling.into(),
            i64::from(self.covered).into(),
            i64::from(self.points).into(),
        ]
    }
}

impl TableRow for StrangerRow {
    const HEAD: &'static [&'static str] = &["source", "address", "messages", "first_at", "last_at"];

    fn cells(&self) -> Vec<Cell> {
        vec![
            (&self.source).into(),
            (&self.address).into(),
            self.messages.into(),
            (&self.first_at).into(),
            (&self.last_at).into(),
        ]
    }
}

impl TableRow for CameraRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "tribunal",
        "tribunal_name",
        "code",
        "name",
        "point_kind",
        "point_name",
        "state",
        "picture",
        "taken_at",
        "event",
        "old",
        "plays",
    ];

    fn cells(&self) -> Vec<Cell> {
        let picture = self.picture.as_ref();
        vec![
            self.id.into(),
            (&self.tribunal).into(),
            (&self.tribunal_name.0).into(),
            (&self.code).into(),
            (&self.name).into(),
            word(&self.point_kind),
            (&self.point_name.0).into(),
            word(&self.state),
            picture.map(|picture| picture.id).into(),
            picture.map(|picture| &picture.at).into(),
            picture.map(|picture| &picture.event).into(),
            if self.old { "yes" } else { "no" }.into(),
            if self.plays { "yes" } else { "no" }.into(),
        ]
    }
}

impl TableRow for AlarmRow {
    const HEAD: &'static [&'static str] = &[
        "id",
        "tribunal",
        "tribunal_name",
        "device",
        "point_kind",
        "point_name",
        "kind",
        "state",
        "raised_at",
        "last_at",
        "times",
        "recovered_at",
        "level",
        "acknowledged_by",
        "acknowledged_after",
        "was_false",
    ];

    fn cells(&self) -> Vec<Cell> {
        vec![
            self.id.into(),
            (&self.tribunal).into(),
            (&self.tribunal_name.0).into(),
            (&self.device).into(),
            word(&self.point_kind),
            (&self.point_name.0).into(),
            word(&self.kind),
            word(&self.state),
            (&self.raised_at).into(),
            (&self.last_at).into(),
            self.times.into(),
            self.recovered_at.as_ref().into(),
            self.level.into(),
            (&self.acknowledged_by).into(),
            self.acknowledged_after.into(),
            if self.was_false { "yes" } else { "no" }.into(),
        ]
    }
}
