//! Pictures of cameras: taken from whoever speaks for a camera, shown to whoever may see its alarms, deleted when their time
//! is over. Every look is written into the audit log.

mod forgetting;

use super::{
    devices::{called, known, order},
    files::{Snapshot, blocking, disk_failure, file_content},
    values::instant,
};
use crate::{
    files::Staged,
    ingest::devices::door::is_name,
    platform::{Platform, refusal},
    store::{CameraFilter, HeardOf, NewPicture, StoredCamera, StoredPicture, Stranger},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        files::FileContent,
        pictures::{
            AlarmPictures, CameraRow, CamerasPage, CamerasQuery, PictureOrder, PictureRow, Pictures,
            PicturesForgotten,
        },
    },
    domain::{
        devices::{DeviceKind, DeviceState, PointKind, messages::AHEAD},
        permissions::{Action, Actor, may},
        streams::is_playable,
        tree::Tree,
        units::{Level, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{DateTime, TimeDelta, Utc};
use serde_json::json;

/// An older picture says nothing about now.
const OLD: TimeDelta = TimeDelta::hours(1);
/// What was taken so long before an alarm was raised, or after it last happened, belongs to it.
const AROUND: TimeDelta = TimeDelta::minutes(2);
/// Pictures of an alarm.
const MOST_OF_ALARM: i64 = 24;
/// The days of which pictures are counted.
const DAY: TimeDelta = TimeDelta::days(1);

#[async_trait]
impl Pictures for Platform {
    async fn list_cameras(&self, actor: &Actor, query: &CamerasQuery) -> Result<CamerasPage, Failure> {
        let (tree, units) = self.safe_tribunals(actor, Action::ReadAlarms, &query.unit).await?;
        known("point", &query.point, PointKind::from_word(&query.point).is_some())?;
        known("state", &query.state, DeviceState::from_word(&query.state).is_some())?;
        let (sort, down) = order(&query.sort, &["tribunal", "taken"])?;
        let wanted = query.search.trim().to_lowercase();
        let called = called(&tree, &wanted);
        let filter = CameraFilter {
            units: &units,
            found: (&wanted, &called),
            point: &query.point,
            state: &query.state,
            sort,
            down,
        };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let window = (i64::from(page.offset), page.limit() as i64);
        let (rows, total) = self.db.cameras(&filter, window).await?;
        let rows = rows.into_iter().map(|row| self.camera_row(&tree, row));
        let rows = rows.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect();
        let total = u32::try_from(total).unwrap_or(u32::MAX);
        Ok(CamerasPage {
            page: Page { rows, total, offset: query.offset },
            places: self.places_below(actor, &tree).await?,
            days: self.policy.pictures_days,
        })
    }

    async fn alarm_pictures(&self, actor: &Actor, alarm: i64) -> Result<AlarmPictures, Failure> {
        let (_, _, stored) = self.alarm_of(actor, Action::ReadAlarms, alarm).await?;
        let span = (stored.raised_at - AROUND, stored.last_at + AROUND);
        let rows = self.db.pictures_within(stored.device_id, span, MOST_OF_ALARM).await?;
        let stream = self.db.device_stream(stored.device_id).await?;
        Ok(AlarmPictures {
            pictures: rows.into_iter().map(picture_row).collect(),
            device: stored.device_id,
            plays: is_playable(&stream, &self.policy.stream_origins),
        })
    }

    async fn open_picture(&self, actor: &Actor, id: i64, small: bool) -> Result<FileContent, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadAlarms).await?;
        let unknown = || Failure::not_found("picture", id.to_string());
        let stored = self.db.picture(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(stored.unit_id)).ok_or_else(unknown)?;
        if !may(actor, Action::ReadAlarms, unit, &tree, self.month()) {
            return Err(refusal(actor, &unit.code));
        }
        if let Some(at) = stored.deleted_at {
            let gone = Failure::new(FailureKind::NotFound, "picture_deleted");
            return Err(gone.with_value(instant(at)));
        }
        // On a wall that refreshes itself a camera is one look; a picture that somebody opens is one each.
        let looked = if small { -stored.device_id } else { stored.id };
        if self.picture_looks.is_new(&actor.name, looked, self.now()) {
            let detail = json!({
                "picture": stored.id, "device": stored.device_id, "sha256": stored.sha256,
                "taken_at": instant(stored.taken_at), "small": small,
            });
            self.write_look(actor, "pictures.look", &unit.code, &detail).await?;
        }
        let opened = file_content(self.file_store(), stored.sha256.clone(), small).await;
        opened.map_err(|error| {
            tracing::error!(picture = id, %error, "a kept picture is missing or damaged");
            unknown()
        })
    }

    async fn open_stream(&self, actor: &Actor, device: i64) -> Result<String, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadAlarms).await?;
        let unknown = || Failure::not_found("device", device.to_string());
        let found = self.db.device(device).await?.filter(|device| device.retired_at.is_none());
        let found = found.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(found.unit_id)).ok_or_else(unknown)?;
        if !may(actor, Action::ReadAlarms, unit, &tree, self.month()) {
            return Err(refusal(actor, &unit.code));
        }
        let stream = self.db.device_stream(device).await?;
        if !is_playable(&stream, &self.policy.stream_origins) {
            return Err(Failure::not_found("stream", found.code));
        }
        let detail = json!({ "device": device, "code": found.code });
        self.write_look(actor, "pictures.stream", &unit.code, &detail).await?;
        Ok(stream)
    }

    async fn take_picture(
        &self,
        actor: &Actor,
        order: &PictureOrder,
        bytes: Vec<u8>,
    ) -> Result<PictureRow, Failure> {
        let tree = self.authorise_somewhere(actor, Action::SendDeviceMessages).await?;
        for (field, text) in [("source", &order.source), ("address", &order.address), ("event", &order.event)]
        {
            if !is_name(text) || (text.is_empty() && field == "source") {
                return Err(Failure::invalid(field, "malformed_message", field));
            }
        }
        let now = self.now();
        let taken = order.at.filter(|at| *at <= now + AHEAD).unwrap_or(now);
        // In milliseconds, which both engines keep: the same picture again is known by its time.
        let taken = DateTime::<Utc>::from_timestamp_millis(taken.timestamp_millis()).unwrap_or(taken);
        if taken < now - TimeDelta::days(i64::from(self.policy.pictures_days)) {
            return Err(Failure::invalid("at", "out_of_range", instant(taken)));
        }
        let devices = self.db.devices_of_sources(&[&order.source]).await?;
        let Some(device) = devices.into_iter().find(|device| device.address == order.address) else {
            self.meet_stranger(order, taken).await?;
            return Err(Failure::not_found("address", order.address.clone()));
        };
        let unknown = || Failure::not_found("address", order.address.clone());
        let unit = tree.get(UnitId(device.unit_id)).ok_or_else(unknown)?;
        if !may(actor, Action::SendDeviceMessages, unit, &tree, self.month()) {
            return Err(refusal(actor, &unit.code));
        }
        if device.kind()? != DeviceKind::Camera {
            return Err(Failure::invalid("address", "not_a_camera", order.address.clone()));
        }
        self.refuse_flood(device.id, now).await?;
        let Snapshot { sha256, size, pixels, staged } = self.make_snapshot(bytes).await?;
        let new = NewPicture {
            device: device.id,
            unit: device.unit_id,
            event: &order.event,
            sha256: &sha256,
            size,
            pixels,
            at: (taken, now),
        };
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        if let Some(before) = tx.picture_again(&new).await? {
            return Ok(picture_row(before));
        }
        let stored = tx.put_picture(&new).await?;
        tx.heard_of(&[HeardOf { device: device.id, at: taken, person_at: None }]).await?;
        self.tell_of_change(&mut tx, unit.id).await?;
        // Under the lock of writers, so that nobody clears the file away in between.
        blocking(move || staged.into_iter().try_for_each(Staged::keep))
            .await
            .map_err(|error| disk_failure(&error))?;
        if order.event.is_empty() {
            // Nothing that is kept elsewhere is out of date; whoever follows is told within seconds.
            tx.commit().await?;
        } else {
            self.commit(tx).await?;
        }
        Ok(picture_row(stored))
    }

    async fn forget_pictures(&self, actor: &Actor) -> Result<PicturesForgotten, Failure> {
        if !actor.operator {
            return Err(refusal(actor, ""));
        }
        self.forget_old_pictures(actor).await
    }
}

impl Platform {
    /// The units right below where the reader's view begins.
    async fn places_below(
        &self,
        actor: &Actor,
        tree: &Tree,
    ) -> Result<Vec<(String, String, String)>, Failure> {
        let (home, month) = (self.home_of(actor).await?.unwrap_or_default(), self.month());
        let below = tree.by_code(&home).into_iter().flat_map(|home| tree.children_in(home.id, month));
        let mut places: Vec<_> = below
            .filter(|unit| unit.level != Level::Post && may(actor, Action::ReadAlarms, unit, tree, month))
            .map(|unit| (unit.code.clone(), unit.name.clone(), unit.name_en.clone()))
            .collect();
        places.sort();
        Ok(places)
    }

    /// A camera on the wire; none of a unit that is no more.
    fn camera_row(&self, tree: &Tree, row: StoredCamera) -> Result<Option<CameraRow>, Failure> {
        let Some(unit) = tree.get(UnitId(row.unit_id)) else { return Ok(None) };
        let picture = match (row.picture_id, row.taken_at) {
            (Some(id), Some(at)) => Some(PictureRow {
                id,
                at: instant(at),
                width: row.width.unwrap_or_default(),
                height: row.height.unwrap_or_default(),
                event: row.event.clone().unwrap_or_default(),
                deleted_at: row.deleted_at.map(instant),
            }),
            _ => None,
        };
        Ok(Some(CameraRow {
            id: row.id,
            tribunal: unit.code.clone(),
            tribunal_name: (unit.name.clone(), unit.name_en.clone()),
            point_kind: row.point_kind(),
            state: row.state()?,
            plays: is_playable(&row.stream, &self.policy.stream_origins),
            code: row.code,
            name: row.name,
            point_name: (row.point_name.unwrap_or_default(), row.point_name_en.unwrap_or_default()),
            old: row.taken_at.is_some_and(|at| self.now() - at > OLD),
            picture,
        }))
    }

    async fn write_look(
        &self,
        actor: &Actor,
        action: &str,
        unit: &str,
        detail: &serde_json::Value,
    ) -> Result<(), Failure> {
        let mut tx = self.begin().await?;
        tx.append_audit(self.now(), &actor.name, action, unit, detail).await?;
        Ok(tx.commit().await?)
    }

    /// Whoever sends without end fills the disk for all.
    async fn refuse_flood(&self, device: i64, now: DateTime<Utc>) -> Result<(), Failure> {
        let most = i64::from(self.policy.pictures_per_day);
        if self.db.pictures_since(device, now - DAY).await? >= most {
            let failure = Failure::new(FailureKind::TooMany, "too_many_pictures");
            return Err(failure.with_value(most.to_string()));
        }
        Ok(())
    }

    async fn meet_stranger(&self, order: &PictureOrder, at: DateTime<Utc>) -> Result<(), Failure> {
        let (source, address) = (order.source.clone(), order.address.clone());
        let stranger = Stranger { source, address, messages: 1, first_at: at, last_at: at };
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        tx.count_strangers(&[stranger]).await?;
        Ok(tx.commit().await?)
    }
}

fn picture_row(stored: StoredPicture) -> PictureRow {
    PictureRow {
        id: stored.id,
        at: instant(stored.taken_at),
        width: stored.width,
        height: stored.height,
        event: stored.event,
        deleted_at: stored.deleted_at.map(instant),
    }
}
