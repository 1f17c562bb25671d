//! Pictures whose time is over are deleted, and what was deleted is written into the chain of the audit log: which picture,
//! what it hashed to, when it was taken. Written only once the file is gone.

use crate::{
    platform::Platform,
    services::{
        files::{SNAPSHOT, SNAPSHOT_SMALL, blocking, disk_failure},
        values::instant,
    },
    store::StoredPicture,
};
use app::{
    api::{Failure, pictures::PicturesForgotten},
    domain::{permissions::Actor, units::UnitId},
};
use chrono::TimeDelta;
use serde_json::json;
use std::collections::{BTreeMap, HashSet};

/// Pictures of a transaction: others wait meanwhile.
const BATCH: i64 = 200;

impl Platform {
    pub(super) async fn forget_old_pictures(&self, actor: &Actor) -> Result<PicturesForgotten, Failure> {
        let mut sum = PicturesForgotten::default();
        loop {
            let done = self.forget_batch(actor).await?;
            sum.pictures += done.pictures;
            sum.bytes += done.bytes;
            if done.pictures < BATCH as u64 {
                return Ok(sum);
            }
        }
    }

    async fn forget_batch(&self, actor: &Actor) -> Result<PicturesForgotten, Failure> {
        let (now, days) = (self.now(), self.policy.pictures_days);
        let mut tx = self.begin().await?;
        // Whoever takes a picture puts its file into its place under the same lock.
        tx.lock_writers().await?;
        let old = tx.old_pictures(now - TimeDelta::days(i64::from(days)), BATCH).await?;
        if old.is_empty() {
            return Ok(PicturesForgotten::default());
        }
        let ids: Vec<i64> = old.iter().map(|picture| picture.id).collect();
        let contents: Vec<&str> = old.iter().map(|picture| picture.sha256.as_str()).collect();
        // A camera that sees nothing sends the same bytes again and again: they go with the last picture that has them.
        let needed: HashSet<String> = tx.contents_needed(&contents, &ids).await?.into_iter().collect();
        let store = self.file_store();
        let gone: Vec<String> =
            contents.iter().filter(|name| !needed.contains(**name)).map(|name| (*name).to_owned()).collect();
        blocking(move || {
            gone.iter().try_for_each(|name| {
                store.erase(name, SNAPSHOT_SMALL)?;
                store.erase(name, SNAPSHOT)
            })
        })
        .await
        .map_err(|error| disk_failure(&error))?;
        tx.pictures_gone(&ids, now).await?;
        let tree = self.tree().await?;
        let mut by_unit: BTreeMap<i64, Vec<&StoredPicture>> = BTreeMap::new();
        for picture in &old {
            by_unit.entry(picture.unit_id).or_default().push(picture);
        }
        for (unit, pictures) in by_unit {
            let code = tree.get(UnitId(unit)).map(|unit| unit.code.clone()).unwrap_or_default();
            let pictures: Vec<_> = pictures
                .into_iter()
                .map(|picture| {
                    json!({
                        "picture": picture.id, "device": picture.device_id, "sha256": picture.sha256,
                        "taken_at": instant(picture.taken_at), "bytes": picture.size,
                        // Another picture that is to be kept has the same content.
                        "shared": needed.contains(&picture.sha256),
                    })
                })
                .collect();
            let detail = json!({ "days": days, "deleted_at": instant(now), "pictures": pictures });
            tx.append_audit(now, &actor.name, "pictures.delete", &code, &detail).await?;
        }
        tx.commit().await?;
        let bytes = old.iter().map(|picture| picture.size.unsigned_abs()).sum();
        Ok(PicturesForgotten { pictures: old.len() as u64, bytes })
    }
}
