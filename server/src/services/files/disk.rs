//! The files folder as a whole: whether everything is there and as it was, and what may go.

use super::*;
use crate::{files::Found, store::Tx};
use app::api::files::FileFault;
use chrono::{DateTime, TimeDelta, Utc};
use std::collections::{BTreeMap, BTreeSet};

/// How long an upload can be gone on with, and the answer to it heard again.
const UPLOADS_LAST: TimeDelta = TimeDelta::hours(24);
/// How long a file waits for something that refers to it.
const UNUSED_LAST: TimeDelta = TimeDelta::days(7);
/// How long a file on the disk may be without a row: it may just be written.
const ORPHANS_LAST: TimeDelta = TimeDelta::days(1);

/// Everything that should be in the folder: path, what it is, whose it is.
#[derive(Default)]
struct Inventory {
    kept: BTreeMap<String, Kept>,
    uploads: BTreeSet<String>,
}

/// A file that should be there.
struct Kept {
    sha256: String,
    ending: String,
    owners: BTreeSet<String>,
}

impl Inventory {
    async fn read(tx: &mut Tx, tree: &Tree) -> Result<Self, Failure> {
        let mut inventory = Self::default();
        for file in tx.files().await? {
            let owner = tree.get(UnitId(file.unit_id)).map(|unit| unit.code.clone()).unwrap_or_default();
            let kind = kind_of(&file)?;
            if kind.is_image() {
                inventory.add(&file.sha256, THUMBNAIL, owner.clone());
            }
            inventory.add(&file.sha256, &ending(kind), owner);
        }
        for (sha256, unit) in tx.picture_contents().await? {
            let owner = tree.get(UnitId(unit)).map(|unit| unit.code.clone()).unwrap_or_default();
            inventory.add(&sha256, SNAPSHOT_SMALL, owner.clone());
            inventory.add(&sha256, SNAPSHOT, owner);
        }
        for sha256 in tx.import_contents().await? {
            inventory.add(&sha256, "", "imports".to_owned());
        }
        inventory.uploads =
            tx.open_uploads().await?.iter().map(|id| FileStore::relative_upload(id)).collect();
        Ok(inventory)
    }

    fn add(&mut self, sha256: &str, ending: &str, owner: String) {
        let path = FileStore::relative(sha256, ending);
        let new = || Kept { sha256: sha256.to_owned(), ending: ending.to_owned(), owners: BTreeSet::new() };
        self.kept.entry(path).or_insert_with(new).owners.insert(owner);
    }

    fn knows(&self, found: &Found) -> bool {
        self.kept.contains_key(&found.name) || self.uploads.contains(&found.name)
    }
}

impl Platform {
    pub(super) async fn check_disk(&self) -> Result<Vec<FileFinding>, Failure> {
        let store = self.file_store();
        let list = store.clone();
        let found = blocking(move || list.all()).await.map_err(|error| disk_failure(&error))?;
        // The list comes before the rows: whatever is added in between is in both, or in the rows alone.
        let tree = self.tree().await?;
        let mut tx = self.begin().await?;
        let inventory = Inventory::read(&mut tx, &tree).await?;
        drop(tx);
        let fresh = self.now() - ORPHANS_LAST;
        let checked = blocking(move || {
            let mut findings = Vec::new();
            for (path, kept) in &inventory.kept {
                if let Some(fault) = fault_of(&store, kept)? {
                    let owners = kept.owners.iter().cloned().collect();
                    findings.push(FileFinding { fault, path: path.clone(), owners });
                }
            }
            for found in found.iter().filter(|found| !inventory.knows(found)) {
                // Half a file that is being written is nothing to worry about; one that stays is.
                let being_written = found.name.contains("/.") && DateTime::<Utc>::from(found.written) > fresh;
                if !being_written {
                    let (fault, path) = (FileFault::Unknown, found.name.clone());
                    findings.push(FileFinding { fault, path, owners: vec![] });
                }
            }
            Ok(findings)
        });
        let mut findings = checked.await.map_err(|error| disk_failure(&error))?;
        findings.sort_by(|a, b| (a.fault, &a.path).cmp(&(b.fault, &b.path)));
        Ok(findings)
    }

    pub(super) async fn clear_disk(&self, actor: &Actor) -> Result<FilesCleared, Failure> {
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let uploads = tx.forget_old_uploads(now - UPLOADS_LAST).await?;
        let forgotten = tx.forget_unused_files(now - UNUSED_LAST).await?;
        if !forgotten.is_empty() {
            let ids: Vec<_> = forgotten.iter().map(|file| file.id).collect();
            let detail = serde_json::json!({ "files": ids });
            tx.append_audit(now, &actor.name, "files.clear", "", &detail).await?;
        }
        tx.commit().await?;
        let files = forgotten.len() as u64;

        let store = self.file_store();
        let list = store.clone();
        let mut old = blocking(move || list.all()).await.map_err(|error| disk_failure(&error))?;
        old.retain(|found| DateTime::<Utc>::from(found.written) < now - ORPHANS_LAST);
        // Whoever adds a file puts it into its place under the same lock: it is seen here, or written anew after us.
        let tree = self.tree().await?;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let inventory = Inventory::read(&mut tx, &tree).await?;
        let cleared = blocking(move || {
            old.retain(|found| !inventory.knows(found));
            old.iter().try_for_each(|found| store.remove(found))?;
            Ok(old.len() as u64)
        });
        let orphans = cleared.await.map_err(|error| disk_failure(&error))?;
        drop(tx);
        Ok(FilesCleared { uploads, files, orphans })
    }
}

fn fault_of(store: &FileStore, kept: &Kept) -> io::Result<Option<FileFault>> {
    let Some(hash) = store.hash_now(&kept.sha256, &kept.ending)? else {
        return Ok(Some(FileFault::Missing));
    };
    // What a thumbnail should hash to is not known; one that cannot be unpacked is damaged.
    let whole = if [THUMBNAIL, SNAPSHOT_SMALL].contains(&kept.ending.as_str()) {
        images::is_whole(&store.bytes(&kept.sha256, &kept.ending)?)
    } else {
        hash == kept.sha256
    };
    Ok((!whole).then_some(FileFault::Damaged))
}
