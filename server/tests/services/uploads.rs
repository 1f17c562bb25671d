//! Uploads in pieces: they go on where the line, the server or the disk gave up.

use crate::common::{
    Stage, at, open, operator,
    photos::{document, photo},
    stages,
};
use app::{
    api::{
        Failure, FailureKind,
        files::{FileRow, Files, UploadOrder, UploadStep},
    },
    domain::{
        files::PIECE_BYTES,
        permissions::{Actor, Role},
    },
};
use server::{
    files::{FileStore, LocalDisk, Medium},
    platform::{Platform, Policy},
};
use std::{
    fs, io,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
};

fn order(bytes: &[u8]) -> UploadOrder {
    UploadOrder {
        unit: "AC1".to_owned(),
        name: "photo.jpg".to_owned(),
        size: bytes.len() as i64,
        sha256: FileStore::name_of(bytes),
    }
}

async fn head(stage: &Stage) -> Actor {
    stage.actor(Role::TribunalHead, "AC1").await
}

/// A photo with so much behind its end that it comes in three pieces.
fn long_photo() -> Vec<u8> {
    let mut bytes = photo(400, 300, 11);
    bytes.resize(2 * PIECE_BYTES + 1_000, 0);
    bytes
}

async fn send(
    platform: &Platform,
    actor: &Actor,
    id: &str,
    bytes: &[u8],
    from: usize,
) -> Result<UploadStep, Failure> {
    let until = bytes.len().min(from + PIECE_BYTES);
    platform.send_piece(actor, id, from as i64, bytes[from..until].to_vec()).await
}

fn done(step: UploadStep) -> FileRow {
    match step {
        UploadStep::Done(file) => file,
        UploadStep::More(more) => panic!("more is wanted: {more:?}"),
    }
}

fn received(step: UploadStep) -> i64 {
    match step {
        UploadStep::More(row) => row.received,
        UploadStep::Done(file) => panic!("done: {file:?}"),
    }
}

#[tokio::test]
async fn an_upload_goes_on_after_the_server_was_killed() {
    for stage in stages().await {
        let (head, bytes) = (head(&stage).await, long_photo());
        let upload = stage.platform.start_upload(&head, &order(&bytes)).await.unwrap();
        assert_eq!(received(send(&stage.platform, &head, &upload.id, &bytes, 0).await.unwrap()), 1 << 20);
        // Half a piece was written when it was killed, and nobody noted it.
        let part = stage.folder().join("files/uploads").join(&upload.id);
        let mut half = fs::read(&part).unwrap();
        half.extend(b"rubbish that was never confirmed");
        fs::write(&part, half).unwrap();

        let again = open(&stage.url, stage.folder(), stage.clock.clone(), Policy::default()).await;
        let seen = again.see_upload(&head, &upload.id).await.unwrap();
        assert_eq!((seen.received, seen.size, seen.file), (1 << 20, bytes.len() as i64, None));
        send(&again, &head, &upload.id, &bytes, 1 << 20).await.unwrap();
        let file = done(send(&again, &head, &upload.id, &bytes, 2 << 20).await.unwrap());
        assert_eq!((file.unit.as_str(), file.width), ("AC1", Some(400)));
        let direct = again.add_file(&head, "AC1", "x.jpg", bytes.clone()).await.unwrap();
        assert_eq!(direct.id, file.id, "in pieces or at once is the same");
        assert!(!part.exists());
        assert_eq!(again.check_files(&operator()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn bytes_that_were_lost_with_the_power_are_asked_for_again() {
    for stage in stages().await {
        let (head, bytes) = (head(&stage).await, long_photo());
        let upload = stage.platform.start_upload(&head, &order(&bytes)).await.unwrap();
        send(&stage.platform, &head, &upload.id, &bytes, 0).await.unwrap();
        let part = stage.folder().join("files/uploads").join(&upload.id);
        fs::File::options().write(true).open(&part).unwrap().set_len(5_000).unwrap();
        assert_eq!(stage.platform.see_upload(&head, &upload.id).await.unwrap().received, 5_000);
        let next = send(&stage.platform, &head, &upload.id, &bytes, 5_000).await.unwrap();
        assert_eq!(received(next), 5_000 + (1 << 20));
    }
}

#[tokio::test]
async fn a_piece_from_elsewhere_is_told_where_to_go_on() {
    for stage in stages().await {
        let (head, bytes) = (head(&stage).await, long_photo());
        let upload = stage.platform.start_upload(&head, &order(&bytes)).await.unwrap();
        send(&stage.platform, &head, &upload.id, &bytes, 0).await.unwrap();
        for wrong in [0, 5, 2 << 20] {
            let failure = send(&stage.platform, &head, &upload.id, &bytes, wrong).await.unwrap_err();
            assert_eq!((failure.kind, failure.reason.as_str()), (FailureKind::Conflict, "upload_offset"));
            assert_eq!(failure.value, (1 << 20).to_string());
        }
        let longer = [bytes.as_slice(), &[0; PIECE_BYTES]].concat();
        send(&stage.platform, &head, &upload.id, &bytes, 1 << 20).await.unwrap();
        let failure = send(&stage.platform, &head, &upload.id, &longer, 2 << 20).await.unwrap_err();
        assert_eq!(failure.reason, "upload_too_long");
        let too_much = vec![0; PIECE_BYTES + 1];
        let failure = stage.platform.send_piece(&head, &upload.id, 2 << 20, too_much).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::TooLarge);
    }
}

#[tokio::test]
async fn the_same_piece_twice_at_once_is_one() {
    for stage in stages().await {
        let (head, bytes) = (head(&stage).await, photo(200, 100, 12));
        let upload = stage.platform.start_upload(&head, &order(&bytes)).await.unwrap();
        let both = tokio::join!(
            send(&stage.platform, &head, &upload.id, &bytes, 0),
            send(&stage.platform, &head, &upload.id, &bytes, 0),
        );
        let last = stage.platform.see_upload(&head, &upload.id).await.unwrap();
        let file = last.file.expect("it came to its end");
        for step in [both.0, both.1] {
            match step {
                Ok(step) => assert_eq!(done(step).id, file.id),
                Err(failure) => assert_eq!(failure.reason, "upload_offset"),
            }
        }
        assert_eq!(stage.platform.check_files(&operator()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn an_answer_that_was_lost_can_be_heard_again() {
    for stage in stages().await {
        let (head, bytes) = (head(&stage).await, photo(200, 100, 13));
        let upload = stage.platform.start_upload(&head, &order(&bytes)).await.unwrap();
        // Announced again: the answer with its number had been lost.
        let same = stage.platform.start_upload(&head, &order(&bytes)).await.unwrap();
        assert_eq!(same.id, upload.id);
        let file = done(send(&stage.platform, &head, &upload.id, &bytes, 0).await.unwrap());
        let seen = stage.platform.see_upload(&head, &upload.id).await.unwrap();
        assert_eq!((seen.received, seen.file.as_ref()), (seen.size, Some(&file)));
        assert_eq!(done(send(&stage.platform, &head, &upload.id, &bytes, 0).await.unwrap()), file);
        assert_eq!(stage.platform.start_upload(&head, &order(&bytes)).await.unwrap().file, Some(file));
    }
}

#[tokio::test]
async fn others_uploads_are_not_there_and_foreign_units_are_refused() {
    for stage in stages().await {
        let (head, bytes) = (head(&stage).await, photo(200, 100, 14));
        let upload = stage.platform.start_upload(&head, &order(&bytes)).await.unwrap();
        let manager = stage.actor(Role::CourtManager, "AC").await;
        let other = Actor { name: "user:other".to_owned(), ..head.clone() };
        for stranger in [&manager, &other, &operator()] {
            let seen = stage.platform.see_upload(stranger, &upload.id).await.unwrap_err();
            assert_eq!(seen.kind, FailureKind::NotFound);
            let sent = send(&stage.platform, stranger, &upload.id, &bytes, 0).await.unwrap_err();
            assert_eq!(sent.kind, FailureKind::NotFound);
        }
        let foreign = UploadOrder { unit: "BC1".to_owned(), ..order(&bytes) };
        let failure = stage.platform.start_upload(&head, &foreign).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Forbidden);
        // Whoever was moved to another tribunal meanwhile does not go on for the old one.
        let moved = stage.actor(Role::TribunalHead, "AC2").await;
        assert_eq!(moved.name, head.name);
        let failure = send(&stage.platform, &moved, &upload.id, &bytes, 0).await.unwrap_err();
        assert_eq!(failure.kind, FailureKind::Forbidden);
    }
}

#[tokio::test]
async fn what_is_no_photo_or_was_damaged_is_forgotten_at_once() {
    for stage in stages().await {
        let head = head(&stage).await;
        let zip = b"PK\x03\x04 a zip named .jpg".to_vec();
        let flipped = UploadOrder { sha256: "0".repeat(64), ..order(&photo(200, 100, 15)) };
        for (order, bytes, reason) in
            [(order(&zip), zip, "not_an_image"), (flipped, photo(200, 100, 15), "upload_damaged")]
        {
            let upload = stage.platform.start_upload(&head, &order).await.unwrap();
            let failure = send(&stage.platform, &head, &upload.id, &bytes, 0).await.unwrap_err();
            assert_eq!(failure.reason, reason);
            let seen = stage.platform.see_upload(&head, &upload.id).await.unwrap_err();
            assert_eq!(seen.kind, FailureKind::NotFound);
        }
        assert_eq!(stage.platform.check_files(&operator()).await.unwrap(), []);
        for (size, kind) in [(0, FailureKind::Invalid), (26 << 20, FailureKind::TooLarge)] {
            let order = UploadOrder { size, ..order(b"x") };
            assert_eq!(stage.platform.start_upload(&head, &order).await.unwrap_err().kind, kind);
        }
        let order = UploadOrder { sha256: "../..".to_owned(), ..order(b"x") };
        assert_eq!(stage.platform.start_upload(&head, &order).await.unwrap_err().field, "sha256");
    }
}

#[tokio::test]
async fn nobody_leaves_too_many_uploads_lying_about() {
    for stage in stages().await {
        let head = head(&stage).await;
        let order = UploadOrder { sha256: String::new(), ..order(b"x") };
        for _ in 0..40 {
            stage.platform.start_upload(&head, &order).await.unwrap();
        }
        let failure = stage.platform.start_upload(&head, &order).await.unwrap_err();
        assert_eq!((failure.kind, failure.reason.as_str()), (FailureKind::TooMany, "too_many_uploads"));
        stage.clock.set(at("2026-11-25T05:00:00Z"));
        assert_eq!(stage.platform.clear_files(&operator()).await.unwrap().uploads, 40);
        stage.platform.start_upload(&head, &order).await.unwrap();
    }
}

/// A disk with so many bytes left, which are really written.
#[derive(Debug)]
struct SmallDisk(AtomicU64);

impl Medium for SmallDisk {
    fn write(&self, file: &fs::File, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let left = self.0.load(Ordering::SeqCst);
        let fits = left.min(bytes.len() as u64);
        self.0.store(left - fits, Ordering::SeqCst);
        LocalDisk.write(file, offset, &bytes[..fits as usize])?;
        if fits < bytes.len() as u64 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }

    fn free(&self, folder: &Path) -> io::Result<u64> {
        LocalDisk.free(folder)
    }
}

#[tokio::test]
async fn a_full_disk_is_said_and_leaves_nothing_behind() {
    for stage in stages().await {
        let (head, bytes) = (head(&stage).await, photo(400, 300, 16));
        let files = stage.folder().join("files");
        let count = || FileStore::new(&files, Arc::new(LocalDisk)).all().unwrap().len();
        let disk = Arc::new(SmallDisk(AtomicU64::new(0)));
        let full = open(&stage.url, stage.folder(), stage.clock.clone(), Policy::default()).await;
        let full = full.with_medium(disk.clone());
        // Room for nothing; for half the picture; for the picture but not for its thumbnail.
        let kept = stage.platform.add_file(&operator(), "BC1", "x.jpg", bytes.clone()).await.unwrap();
        let before = count();
        for room in [0, kept.size as u64 / 2, kept.size as u64 + 10] {
            disk.0.store(room, Ordering::SeqCst);
            let failure = full.add_file(&head, "AC1", "x.jpg", bytes.clone()).await.unwrap_err();
            assert_eq!((failure.kind, failure.reason.as_str()), (FailureKind::Internal, "disk_full"));
            assert_eq!(count(), before, "{room}");
        }
        assert_eq!(full.check_files(&operator()).await.unwrap(), []);

        // The pieces fit, the picture does not: nothing has to be sent again when there is room.
        disk.0.store(bytes.len() as u64, Ordering::SeqCst);
        let upload = full.start_upload(&head, &order(&bytes)).await.unwrap();
        let failure = send(&full, &head, &upload.id, &bytes, 0).await.unwrap_err();
        assert_eq!(failure.reason, "disk_full");
        let seen = full.see_upload(&head, &upload.id).await.unwrap();
        assert_eq!((seen.received, seen.file), (seen.size, None));
        disk.0.store(u64::MAX, Ordering::SeqCst);
        let file = full.send_piece(&head, &upload.id, seen.size, vec![]).await.unwrap();
        assert_eq!(done(file).width, Some(400));
        assert_eq!(full.check_files(&operator()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn a_unit_has_so_much_room_and_no_more() {
    for stage in stages().await {
        let policy = Policy { files_quota: 1 << 20, ..Policy::default() };
        let small = open(&stage.url, stage.folder(), stage.clock.clone(), policy).await;
        let (head, large) = (head(&stage).await, document(&"a".repeat(700_000)));
        small.add_file(&head, "AC1", "a.pdf", large.clone()).await.unwrap();
        let second = document(&"b".repeat(700_000));
        let failure = small.add_file(&head, "AC1", "b.pdf", second.clone()).await.unwrap_err();
        assert_eq!((failure.kind, failure.reason.as_str()), (FailureKind::TooLarge, "quota_exceeded"));
        assert_eq!(failure.value, "1");
        small.add_file(&head, "AC1", "a.pdf", large).await.expect("what is here already takes no room");
        small.add_file(&operator(), "AC2", "b.pdf", second).await.expect("others have their own");
        assert_eq!(small.check_files(&operator()).await.unwrap(), []);
    }
}
