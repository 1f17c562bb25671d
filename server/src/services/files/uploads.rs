//! Uploads in pieces, for lines that break: the server says how far it has come, and it goes on from there.

use super::*;
use crate::store::StoredUpload;
use app::domain::files::PIECE_BYTES;

/// Uploads of one actor under way: more than a telephone queues, and a bound to what one can leave lying about.
const MOST_UPLOADS: usize = 40;

impl Platform {
    pub(super) async fn announce_upload(
        &self,
        actor: &Actor,
        tree: &Tree,
        unit: &Unit,
        order: &UploadOrder,
    ) -> Result<UploadRow, Failure> {
        if order.size < 1 {
            return Err(Failure::invalid("size", "out_of_range", order.size.to_string()));
        }
        if order.size as u64 > MOST_BYTES {
            return Err(too_large());
        }
        let sha256 = order.sha256.to_ascii_lowercase();
        let hexadecimal = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
        if !sha256.is_empty() && !hexadecimal {
            return Err(Failure::invalid("sha256", "malformed", &order.sha256));
        }
        let (store, size) = (self.file_store(), order.size as u64);
        blocking(move || store.check_room(size)).await.map_err(|error| disk_failure(&error))?;

        let mut tx = self.begin().await?;
        let own = tx.uploads_of(&actor.name).await?;
        let same = |known: &&StoredUpload| {
            (known.unit_id, known.size, &known.sha256) == (unit.id.0, order.size, &sha256)
        };
        if let Some(known) = own.iter().find(same).filter(|_| !sha256.is_empty()) {
            drop(tx);
            return self.upload_row(tree, known).await;
        }
        if own.iter().filter(|upload| upload.file_id.is_none()).count() >= MOST_UPLOADS {
            let most = MOST_UPLOADS.to_string();
            return Err(Failure::new(FailureKind::TooMany, "too_many_uploads").with_value(most));
        }
        // How much a picture will take is known only when it is here; that nothing at all fits is known now.
        if tx.bytes_of_unit(unit.id).await? as u64 >= self.policy.files_quota {
            return Err(self.quota_exceeded());
        }
        let upload = StoredUpload {
            id: crate::files::hex(&self.random::<16>()),
            unit_id: unit.id.0,
            actor: actor.name.clone(),
            name: plain_name(&order.name),
            size: order.size,
            sha256,
            received: 0,
            created_at: self.now(),
            file_id: None,
        };
        tx.create_upload(&upload).await?;
        tx.commit().await?;
        Ok(UploadRow { id: upload.id, received: 0, size: upload.size, file: None })
    }

    /// An upload of the actor's own, at a unit where it may still be made: somebody may have been moved meanwhile.
    pub(super) async fn own_upload(
        &self,
        actor: &Actor,
        tree: &Tree,
        id: &str,
    ) -> Result<(StoredUpload, Unit), Failure> {
        let unknown = || Failure::not_found("id", id);
        if !actor.is_known() {
            return Err(refusal(actor, ""));
        }
        let upload = self.db.upload(id, &actor.name).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(upload.unit_id)).ok_or_else(unknown)?;
        if !may(actor, Action::AddFiles, unit, tree, self.month()) && !self.is_checking(actor, unit.id).await? {
            return Err(refusal(actor, &unit.code));
        }
        Ok((upload, unit.clone()))
    }

    pub(super) async fn upload_row(&self, tree: &Tree, upload: &StoredUpload) -> Result<UploadRow, Failure> {
        let file = self.file_of(tree, upload).await?;
        let received = if file.is_some() { upload.size } else { self.received(upload).await? };
        Ok(UploadRow { id: upload.id.clone(), received, size: upload.size, file })
    }

    pub(super) async fn take_piece(
        &self,
        actor: &Actor,
        tree: &Tree,
        unit: &Unit,
        upload: StoredUpload,
        offset: i64,
        bytes: Vec<u8>,
    ) -> Result<UploadStep, Failure> {
        if let Some(file) = self.file_of(tree, &upload).await? {
            return Ok(UploadStep::Done(file));
        }
        if bytes.len() > PIECE_BYTES {
            return Err(Failure::new(FailureKind::TooLarge, "too_large"));
        }
        let received = self.received(&upload).await?;
        if offset != received {
            return Err(other_offset(received));
        }
        let until = offset.saturating_add(bytes.len() as i64);
        if until > upload.size {
            return Err(Failure::invalid("size", "upload_too_long", upload.size.to_string()));
        }
        if !bytes.is_empty() {
            let (store, id) = (self.file_store(), upload.id.clone());
            blocking(move || store.write_piece(&id, offset as u64, &bytes))
                .await
                .map_err(|error| disk_failure(&error))?;
            let mut tx = self.begin().await?;
            let advanced = tx.advance_upload(&upload.id, upload.received, until).await?;
            tx.commit().await?;
            if !advanced {
                // The same piece was sent twice at the same time, and the other one was faster.
                let (upload, _) = self.own_upload(actor, tree, &upload.id).await?;
                return match self.file_of(tree, &upload).await? {
                    Some(file) => Ok(UploadStep::Done(file)),
                    None => Err(other_offset(self.received(&upload).await?)),
                };
            }
        }
        if until < upload.size {
            let UploadRow { id, size, .. } = self.upload_row(tree, &upload).await?;
            return Ok(UploadStep::More(UploadRow { id, received: until, size, file: None }));
        }
        self.complete(actor, tree, unit, &upload).await.map(UploadStep::Done)
    }

    /// All bytes are here. What is refused is forgotten at once; where the fault is ours, an empty piece tries again.
    async fn complete(
        &self,
        actor: &Actor,
        tree: &Tree,
        unit: &Unit,
        upload: &StoredUpload,
    ) -> Result<FileRow, Failure> {
        let (store, id) = (self.file_store(), upload.id.clone());
        let bytes = match blocking(move || store.upload_bytes(&id)).await {
            Ok(bytes) => bytes,
            Err(error) => {
                // Whoever sent the last piece at the same time may have brought it to its end.
                let (upload, _) = self.own_upload(actor, tree, &upload.id).await?;
                return self.file_of(tree, &upload).await?.ok_or_else(|| disk_failure(&error));
            }
        };
        let whole = bytes.len() as i64 == upload.size
            && (upload.sha256.is_empty() || FileStore::name_of(&bytes) == upload.sha256);
        let taken = if whole {
            self.take_file(actor, unit, &upload.name, bytes, Some(&upload.id)).await
        } else {
            Err(Failure::invalid("sha256", "upload_damaged", &upload.name))
        };
        if let Err(failure) = &taken {
            if failure.kind == FailureKind::Internal {
                return taken;
            }
            let mut tx = self.begin().await?;
            tx.forget_upload(&upload.id).await?;
            tx.commit().await?;
        }
        let (store, id) = (self.file_store(), upload.id.clone());
        if let Err(error) = blocking(move || store.forget_upload(&id)).await {
            tracing::warn!(%error, "the parts of an upload stay for a day");
        }
        taken
    }

    async fn file_of(&self, tree: &Tree, upload: &StoredUpload) -> Result<Option<FileRow>, Failure> {
        let Some(id) = upload.file_id else { return Ok(None) };
        let Some(stored) = self.db.file(id).await? else { return Ok(None) };
        tree.get(UnitId(stored.unit_id)).map(|unit| file_row(unit, stored)).transpose()
    }

    /// How far an upload has come: what was noted, as far as it is really here.
    async fn received(&self, upload: &StoredUpload) -> Result<i64, Failure> {
        let (store, id) = (self.file_store(), upload.id.clone());
        let size = blocking(move || store.upload_size(&id)).await.map_err(|error| disk_failure(&error))?;
        Ok(upload.received.min(size as i64))
    }
}

fn other_offset(received: i64) -> Failure {
    let value = received.to_string();
    Failure { field: "offset".to_owned(), ..Failure::new(FailureKind::Conflict, "upload_offset") }
        .with_value(value)
}
