//! Photos and documents: what is taken, what is refused, and who may.

use crate::common::{
    Stage, operator,
    photos::{contains, document, large_photo, photo, with_place},
    stages,
};
use app::{
    api::{
        Failure, FailureKind, ListQuery,
        audit::Audit,
        files::{FileRow, Files},
    },
    domain::{
        files::{FileKind, MOST_BYTES},
        permissions::{Actor, Role},
    },
};
use std::io::Read;

async fn add(stage: &Stage, name: &str, bytes: &[u8]) -> Result<FileRow, Failure> {
    let head = stage.actor(Role::TribunalHead, "AC1").await;
    stage.platform.add_file(&head, "AC1", name, bytes.to_vec()).await
}

async fn open(stage: &Stage, actor: &Actor, id: i64, thumbnail: bool) -> Result<Vec<u8>, Failure> {
    let content = stage.platform.open_file(actor, id, thumbnail).await?;
    let mut bytes = Vec::new();
    (&content.file).read_to_end(&mut bytes).unwrap();
    assert_eq!(bytes.len() as u64, content.size);
    Ok(bytes)
}

async fn entries(stage: &Stage, action: &str) -> usize {
    let log = stage.platform.list_audit(&operator(), &ListQuery::default()).await.unwrap().rows;
    log.iter().filter(|entry| entry.action == action).count()
}

#[tokio::test]
async fn the_same_content_again_is_the_same_file() {
    for stage in stages().await {
        let first = add(&stage, "gate.jpg", &photo(400, 300, 7)).await.unwrap();
        assert_eq!((first.kind, first.width, first.height), (FileKind::Jpeg, Some(400), Some(300)));
        assert_eq!((first.unit.as_str(), first.name.as_str()), ("AC1", "gate.jpg"));
        let again = add(&stage, "gate-2.jpg", &photo(400, 300, 7)).await.unwrap();
        assert_eq!(again, first, "the name it had first stays");
        let other = add(&stage, "gate.jpg", &photo(400, 300, 8)).await.unwrap();
        assert_ne!(other.id, first.id);
        let elsewhere =
            stage.platform.add_file(&operator(), "BC1", "x.jpg", photo(400, 300, 7)).await.unwrap();
        assert_ne!(elsewhere.id, first.id, "another unit has its own");
        assert_eq!(entries(&stage, "files.add").await, 3);
        assert_eq!(stage.platform.check_files(&operator()).await.unwrap(), []);
    }
}

#[tokio::test]
async fn the_content_decides_and_not_the_name() {
    for stage in stages().await {
        let heic = b"\0\0\0\x24ftypheic\0\0\0\0mif1heic and more";
        let script = document("<< /S /JavaScript /JS (app.alert(1)) >>");
        for (name, bytes, reason) in [
            ("photo.jpg", &b"PK\x03\x04\x14\0\0\0\x08\0 a zip"[..], "not_an_image"),
            ("photo.png", b"<!doctype html><script>alert(1)</script>", "not_an_image"),
            ("photo.jpg", b"\x7FELF\x02\x01\x01", "not_an_image"),
            ("photo.jpg", b"\xFF\xD8\xFF\xE0 and then nothing of a picture", "not_an_image"),
            ("photo.jpg", b"", "not_an_image"),
            ("IMG_0001.HEIC", heic, "heic"),
            ("IMG_0001.jpg", heic, "heic"),
            ("report.pdf", &script, "pdf_active"),
        ] {
            let failure = add(&stage, name, bytes).await.unwrap_err();
            assert_eq!((failure.kind, failure.reason.as_str()), (FailureKind::Invalid, reason), "{name}");
        }
        assert_eq!(entries(&stage, "files.add").await, 0);
        // A photo stays one under any name.
        let file = add(&stage, "../../evil.exe", &photo(40, 30, 1)).await.unwrap();
        assert_eq!(file.name, "evil.exe");
        let content = stage.platform.open_file(&operator(), file.id, false).await.unwrap();
        assert_eq!(content.name, "evil.jpg");
    }
}

#[tokio::test]
async fn twenty_megabytes_are_made_smaller_and_thirty_refused() {
    for stage in stages().await {
        let large = large_photo(stage.folder());
        assert!(large.len() > 20_000_000 && (large.len() as u64) < MOST_BYTES, "{}", large.len());
        let file = add(&stage, "large.jpg", &large).await.unwrap();
        assert_eq!((file.width, file.height), (Some(2048), Some(1434)));
        assert!(file.size < 5_000_000, "{}", file.size);
        let small = open(&stage, &operator(), file.id, true).await.unwrap();
        let small = image::load_from_memory(&small).unwrap();
        assert_eq!((small.width(), small.height()), (320, 224));
        let mut larger = large;
        larger.resize(30 << 20, 0);
        let failure = add(&stage, "larger.jpg", &larger).await.unwrap_err();
        assert_eq!((failure.kind, failure.reason.as_str()), (FailureKind::TooLarge, "file_too_large"));
    }
}

#[tokio::test]
async fn nothing_tells_where_a_photo_was_taken() {
    for stage in stages().await {
        let sent = with_place(&photo(400, 300, 9));
        assert!(contains(&sent, "GPS 28.68N"));
        let file = add(&stage, "home.jpg", &sent).await.unwrap();
        assert_eq!((file.width, file.height), (Some(300), Some(400)), "turned as the telephone was held");
        for thumbnail in [false, true] {
            let kept = open(&stage, &operator(), file.id, thumbnail).await.unwrap();
            assert!(!contains(&kept, "GPS") && !contains(&kept, "Exif"));
        }
    }
}

#[tokio::test]
async fn documents_are_kept_as_they_are() {
    for stage in stages().await {
        let sent = document("plan");
        let file = add(&stage, "规划.pdf", &sent).await.unwrap();
        assert_eq!((file.kind, file.width), (FileKind::Pdf, None));
        assert_eq!(open(&stage, &operator(), file.id, false).await.unwrap(), sent);
        assert_eq!(open(&stage, &operator(), file.id, true).await.unwrap_err().reason, "not_found");
    }
}

#[tokio::test]
async fn files_are_added_within_the_subtree_and_read_from_above() {
    for stage in stages().await {
        let platform = &stage.platform;
        let bytes = photo(40, 30, 3);
        for (role, at, adds) in [
            (Role::TribunalHead, "AC1", true),
            (Role::CourtManager, "AC", true),
            (Role::TribunalHead, "AC2", false),
            (Role::CourtManager, "BC", false),
            (Role::PostJudge, "AC1P1", false),
            (Role::CitySupervisor, "A", false),
            (Role::ProvincialSupervisor, "P", false),
            (Role::Administrator, "P", false),
        ] {
            let actor = stage.actor(role, at).await;
            let added = platform.add_file(&actor, "AC1", "x.jpg", bytes.clone()).await;
            assert_eq!(added.is_ok(), adds, "{role} at {at}: {added:?}");
            assert!(added.is_ok() || added.unwrap_err().kind == FailureKind::Forbidden);
        }
        let id = add(&stage, "x.jpg", &bytes).await.unwrap().id;
        for (role, at, reads) in [
            (Role::TribunalHead, "AC1", true),
            (Role::CourtManager, "AC", true),
            (Role::CitySupervisor, "A", true),
            (Role::ProvincialSupervisor, "P", true),
            (Role::Reviewer, "A", true),
            (Role::TribunalHead, "AC2", false),
            (Role::CitySupervisor, "B", false),
            (Role::Reviewer, "B", false),
            (Role::PostJudge, "AC1P1", false),
            (Role::Administrator, "P", false),
            (Role::Guest, "P", false),
        ] {
            let actor = stage.actor(role, at).await;
            for thumbnail in [false, true] {
                assert_eq!(open(&stage, &actor, id, thumbnail).await.is_ok(), reads, "{role} at {at}");
            }
        }
        let head = stage.actor(Role::TribunalHead, "AC1").await;
        let post = platform.add_file(&head, "AC1P1", "x.jpg", bytes).await.unwrap_err();
        assert_eq!(post.kind, FailureKind::Forbidden, "nothing hangs at a judge's post");
        for refused in
            [platform.check_files(&head).await.map(|_| ()), platform.clear_files(&head).await.map(|_| ())]
        {
            assert_eq!(refused.unwrap_err().kind, FailureKind::Forbidden);
        }
    }
}
