//! Photos and documents: known by their content, made anew, kept once, handed out to whoever may read the unit's.

mod disk;
mod images;
mod pdf;
mod uploads;

use super::units::last;
use crate::{
    files::{FileStore, Staged},
    platform::{Platform, refusal},
    store::{NewFile, StoreError, StoredFile},
};
use app::{
    api::{
        Failure, FailureKind,
        files::{FileContent, FileFinding, FileRow, Files, FilesCleared, UploadOrder, UploadRow, UploadStep},
    },
    domain::{
        files::{FileKind, MOST_BYTES, name_as, plain_name, recognise},
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::SecondsFormat;
use std::{io, sync::Arc};

/// What the name of a thumbnail ends in.
const THUMBNAIL: &str = ".thumb.jpg";
/// What the names of a camera's picture and of a small one of it end in: apart from what people hand in, so that neither goes
/// with the other.
pub(super) const SNAPSHOT: &str = ".cam.jpg";
pub(super) const SNAPSHOT_SMALL: &str = ".cam.thumb.jpg";
/// Most bytes of a camera's picture.
pub(crate) const MOST_SNAPSHOT: usize = 4 << 20;

#[async_trait]
impl Files for Platform {
    async fn add_file(
        &self,
        actor: &Actor,
        unit: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<FileRow, Failure> {
        let (_, unit) = self.authorise_adding(actor, unit).await?;
        self.take_file(actor, &unit, name, bytes, None).await
    }

    async fn start_upload(&self, actor: &Actor, order: &UploadOrder) -> Result<UploadRow, Failure> {
        let (tree, unit) = self.authorise_adding(actor, &order.unit).await?;
        self.announce_upload(actor, &tree, &unit, order).await
    }

    async fn see_upload(&self, actor: &Actor, id: &str) -> Result<UploadRow, Failure> {
        let tree = self.tree().await?;
        let (upload, _) = self.own_upload(actor, &tree, id).await?;
        self.upload_row(&tree, &upload).await
    }

    async fn send_piece(
        &self,
        actor: &Actor,
        id: &str,
        offset: i64,
        bytes: Vec<u8>,
    ) -> Result<UploadStep, Failure> {
        let tree = self.tree().await?;
        let (upload, unit) = self.own_upload(actor, &tree, id).await?;
        self.take_piece(actor, &tree, &unit, upload, offset, bytes).await
    }

    async fn open_file(&self, actor: &Actor, id: i64, thumbnail: bool) -> Result<FileContent, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadFiles).await?;
        let unknown = || Failure::not_found("id", id.to_string());
        let stored = self.db.file(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(stored.unit_id)).ok_or_else(unknown)?;
        // The files of a unit that has ended belong to whoever had its subtree in its last month.
        if !may(actor, Action::ReadFiles, unit, &tree, last(unit, self.month())) {
            return Err(refusal(actor, &unit.code));
        }
        let kind = kind_of(&stored)?;
        if thumbnail && !kind.is_image() {
            return Err(Failure::not_found("thumbnail", id.to_string()));
        }
        let (store, sha256) = (self.file_store(), stored.sha256.clone());
        let ending = if thumbnail { THUMBNAIL.to_owned() } else { ending(kind) };
        let opened = blocking(move || {
            let file = store.open(&sha256, &ending)?;
            let size = file.metadata()?.len();
            Ok((file, size))
        });
        match opened.await {
            Ok((file, size)) if thumbnail || size == stored.size as u64 => Ok(FileContent {
                kind: if thumbnail { FileKind::Jpeg } else { kind },
                name: name_as(&stored.name, kind),
                tag: if thumbnail { format!("{}-t", stored.sha256) } else { stored.sha256 },
                size,
                file,
            }),
            other => {
                tracing::error!(file = id, error = ?other.err(), "a kept file is missing or damaged");
                Err(Failure::not_found("file", stored.name))
            }
        }
    }

    async fn check_files(&self, actor: &Actor) -> Result<Vec<FileFinding>, Failure> {
        operator_only(actor)?;
        self.check_disk().await
    }

    async fn clear_files(&self, actor: &Actor) -> Result<FilesCleared, Failure> {
        operator_only(actor)?;
        self.clear_disk(actor).await
    }
}

/// A file as it will be kept.
struct Ready {
    kind: FileKind,
    sha256: String,
    size: i64,
    pixels: Option<(u32, u32)>,
    staged: Vec<Staged>,
}

/// A picture of a camera as it will be kept.
pub(super) struct Snapshot {
    /// SHA-256 of its bytes.
    pub(super) sha256: String,
    /// Bytes.
    pub(super) size: i64,
    /// Pixels across and down.
    pub(super) pixels: (u32, u32),
    /// What is to be put into its place.
    pub(super) staged: Vec<Staged>,
}

impl Platform {
    /// Makes a camera's picture anew, without anything beside its pixels, and writes it beside its place.
    pub(super) async fn make_snapshot(&self, bytes: Vec<u8>) -> Result<Snapshot, Failure> {
        if bytes.len() > MOST_SNAPSHOT {
            let failure = Failure::new(FailureKind::TooLarge, "file_too_large");
            return Err(failure.with_value((MOST_SNAPSHOT >> 20).to_string()));
        }
        if recognise(&bytes) != Ok(FileKind::Jpeg) {
            return Err(Failure::invalid("file", "not_a_jpeg", ""));
        }
        let (turn, store) = (self.turn().await?, self.file_store());
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let picture = images::remake(&bytes, FileKind::Jpeg).map_err(refuse)?;
            let sha256 = FileStore::name_of(&picture.bytes);
            let write = || -> io::Result<Vec<Staged>> {
                Ok(vec![
                    store.stage(&sha256, SNAPSHOT, &picture.bytes)?,
                    store.stage(&sha256, SNAPSHOT_SMALL, &picture.thumbnail)?,
                ])
            };
            let staged = write().map_err(|error| disk_failure(&error))?;
            let size = picture.bytes.len() as i64;
            Ok(Snapshot { sha256, size, pixels: (picture.width, picture.height), staged })
        });
        made.await.map_err(|_| refuse("not_an_image"))?
    }

    /// Those whose the files are add them; and whoever was named for a check there, until it is done.
    async fn authorise_adding(&self, actor: &Actor, unit: &str) -> Result<(Arc<Tree>, Unit), Failure> {
        match self.authorise(actor, Action::AddFiles, "unit", unit).await {
            Ok(found) => Ok(found),
            Err(refused) => {
                let tree = self.tree().await?;
                let Some(unit) = tree.by_code(unit).cloned() else { return Err(refused) };
                if self.is_checking(actor, unit.id).await? { Ok((tree, unit)) } else { Err(refused) }
            }
        }
    }

    /// Takes a file for a unit, perhaps as the end of an upload.
    async fn take_file(
        &self,
        actor: &Actor,
        unit: &Unit,
        name: &str,
        bytes: Vec<u8>,
        upload: Option<&str>,
    ) -> Result<FileRow, Failure> {
        let ready = self.make_ready(bytes).await?;
        let (now, name) = (self.now(), plain_name(name));
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let stored = match tx.file_again(unit.id, &ready.sha256, now).await? {
            Some(known) => known,
            None => {
                let taken = tx.bytes_of_unit(unit.id).await?;
                if taken.saturating_add(ready.size) as u64 > self.policy.files_quota {
                    return Err(self.quota_exceeded());
                }
                let file = NewFile {
                    sha256: &ready.sha256,
                    size: ready.size,
                    kind: ready.kind.as_str(),
                    pixels: ready.pixels,
                    name: &name,
                    unit: unit.id,
                    actor: &actor.name,
                    at: now,
                };
                let stored = tx.create_file(&file).await?;
                let detail = serde_json::json!({
                    "id": stored.id, "name": name, "kind": ready.kind, "size": ready.size, "sha256": ready.sha256,
                });
                tx.append_audit(now, &actor.name, "files.add", &unit.code, &detail).await?;
                stored
            }
        };
        if let Some(upload) = upload {
            tx.finish_upload(upload, stored.id).await?;
        }
        // Before the commit, so that no row is without its file; under the lock of writers, so that nobody clears the
        // file away in between. Where the commit fails, an orphan is left, which is cleared away in time.
        blocking(move || ready.staged.into_iter().try_for_each(Staged::keep))
            .await
            .map_err(|error| disk_failure(&error))?;
        self.commit(tx).await?;
        file_row(unit, stored)
    }

    /// Finds out what it is, makes a picture anew, and writes the result beside its place.
    async fn make_ready(&self, bytes: Vec<u8>) -> Result<Ready, Failure> {
        if bytes.len() as u64 > MOST_BYTES {
            return Err(too_large());
        }
        let kind = recognise(&bytes).map_err(refuse)?;
        let turn = if kind.is_image() { Some(self.turn().await?) } else { None };
        let store = self.file_store();
        let made = tokio::task::spawn_blocking(move || {
            // Held by the work and not by the request: who goes away does not make room for more of it.
            let _turn = turn;
            if kind == FileKind::Pdf {
                pdf::check(&bytes).map_err(refuse)?;
                return stage(&store, kind, &bytes, None, None);
            }
            let picture = images::remake(&bytes, kind).map_err(refuse)?;
            drop(bytes);
            let pixels = Some((picture.width, picture.height));
            stage(&store, picture.kind, &picture.bytes, pixels, Some(&picture.thumbnail))
        });
        // A reader that gives up on a malformed picture in its own way is no fault of ours.
        made.await.map_err(|_| refuse("not_an_image"))?
    }

    fn quota_exceeded(&self) -> Failure {
        let most = (self.policy.files_quota >> 20).to_string();
        Failure::new(FailureKind::TooLarge, "quota_exceeded").with_value(most)
    }
}

fn stage(
    store: &FileStore,
    kind: FileKind,
    bytes: &[u8],
    pixels: Option<(u32, u32)>,
    thumbnail: Option<&[u8]>,
) -> Result<Ready, Failure> {
    let sha256 = FileStore::name_of(bytes);
    let write = || -> io::Result<Vec<Staged>> {
        let mut staged = vec![store.stage(&sha256, &ending(kind), bytes)?];
        if let Some(thumbnail) = thumbnail {
            staged.push(store.stage(&sha256, THUMBNAIL, thumbnail)?);
        }
        Ok(staged)
    };
    let staged = write().map_err(|error| disk_failure(&error))?;
    Ok(Ready { kind, sha256, size: bytes.len() as i64, pixels, staged })
}

/// The ways in for the operator are none of a role: they see and clear the files of everybody.
fn operator_only(actor: &Actor) -> Result<(), Failure> {
    if actor.operator { Ok(()) } else { Err(refusal(actor, "")) }
}

/// A camera's picture as it is kept, or a small one of it.
pub(super) async fn file_content(store: FileStore, sha256: String, small: bool) -> io::Result<FileContent> {
    let ending = if small { SNAPSHOT_SMALL } else { SNAPSHOT };
    blocking(move || {
        let file = store.open(&sha256, ending)?;
        let size = file.metadata()?.len();
        Ok(FileContent { kind: FileKind::Jpeg, name: "camera.jpg".to_owned(), tag: sha256, size, file })
    })
    .await
}

/// Runs what reads or writes the disk where blocking is allowed.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> io::Result<T> + Send + 'static,
) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|error| Err(io::Error::other(error)))
}

/// A fault of the files folder, logged here. That the disk is full is said: waiting or somebody else's help is the remedy.
pub(super) fn disk_failure(error: &io::Error) -> Failure {
    tracing::error!(%error, "the files folder");
    match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
            Failure::new(FailureKind::Internal, "disk_full")
        }
        _ => Failure::internal("files folder"),
    }
}

fn refuse(reason: &'static str) -> Failure {
    match reason {
        "image_too_large" => {
            Failure { field: "file".to_owned(), ..Failure::new(FailureKind::TooLarge, reason) }
        }
        _ => Failure::invalid("file", reason, ""),
    }
}

fn too_large() -> Failure {
    let most = (MOST_BYTES >> 20).to_string();
    let failure = Failure::new(FailureKind::TooLarge, "file_too_large").with_value(most);
    Failure { field: "file".to_owned(), ..failure }
}

fn ending(kind: FileKind) -> String {
    format!(".{}", kind.extension())
}

fn kind_of(stored: &StoredFile) -> Result<FileKind, StoreError> {
    let value = &stored.kind;
    value.parse().map_err(|_| StoreError::Corrupt { table: "files", column: "kind", value: value.clone() })
}

pub(super) fn file_row(unit: &Unit, stored: StoredFile) -> Result<FileRow, Failure> {
    let pixels = |count: Option<i64>| count.and_then(|count| u32::try_from(count).ok());
    Ok(FileRow {
        id: stored.id,
        kind: kind_of(&stored)?,
        name: stored.name,
        size: stored.size,
        width: pixels(stored.width),
        height: pixels(stored.height),
        at: stored.created_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        unit: unit.code.clone(),
    })
}
