//! The files folder: what is wrong is found, and only what nobody needs is cleared away.

use crate::common::{
    Stage, at, operator,
    photos::{document, photo},
    small_table, stages,
};
use app::api::{
    ListQuery,
    audit::Audit,
    files::{FileFault, FileRow, Files, FilesCleared, UploadOrder},
    imports::Imports,
};
use chrono::{DateTime, Utc};
use server::files::FileStore;
use std::{fs, path::PathBuf, sync::Arc, time::SystemTime};

async fn add(stage: &Stage, unit: &str, colour: u8) -> FileRow {
    stage.platform.add_file(&operator(), unit, "x.jpg", photo(40, 30, colour)).await.unwrap()
}

fn folder(stage: &Stage) -> PathBuf {
    stage.folder().join("files")
}

/// Paths below the folder.
fn all(stage: &Stage) -> Vec<String> {
    let store = FileStore::new(&folder(stage), Arc::new(server::files::LocalDisk));
    store.all().unwrap().into_iter().map(|found| found.name).collect()
}

/// Gives every file on the disk the time that the clock of the stage shows.
fn written_at(stage: &Stage, time: DateTime<Utc>) {
    for path in all(stage) {
        let file = fs::File::options().write(true).open(folder(stage).join(path)).unwrap();
        file.set_modified(SystemTime::from(time)).unwrap();
    }
}

async fn path_of(stage: &Stage, file: &FileRow) -> PathBuf {
    let tag = stage.platform.open_file(&operator(), file.id, false).await.unwrap().tag;
    folder(stage).join(&tag[..2]).join(format!("{tag}.{}", file.kind.extension()))
}

async fn import(stage: &Stage) {
    stage.platform.preview_import(&operator(), small_table()).await.unwrap();
}

#[tokio::test]
async fn a_flipped_byte_is_found_and_so_is_what_is_missing_or_unknown() {
    for stage in stages().await {
        let (flipped, gone, whole) =
            (add(&stage, "AC1", 1).await, add(&stage, "AC1", 2).await, add(&stage, "AC1", 3).await);
        add(&stage, "BC1", 1).await;
        import(&stage).await;
        assert_eq!(stage.platform.check_files(&operator()).await.unwrap(), []);

        let path = path_of(&stage, &flipped).await;
        let mut bytes = fs::read(&path).unwrap();
        let middle = bytes.len() / 2;
        bytes[middle] ^= 1;
        fs::write(&path, bytes).unwrap();
        fs::remove_file(path_of(&stage, &gone).await).unwrap();
        let thumbnail = path_of(&stage, &whole).await.with_extension("thumb.jpg");
        fs::write(&thumbnail, b"nothing of a picture").unwrap();
        for place in ["ab", "lost+found"] {
            fs::create_dir_all(folder(&stage).join(place)).unwrap();
            fs::write(folder(&stage).join(place).join("stranger"), b"?").unwrap();
        }

        let found = stage.platform.check_files(&operator()).await.unwrap();
        let faults: Vec<_> = found.iter().map(|finding| (finding.fault, finding.owners.join(","))).collect();
        assert_eq!(
            faults,
            [
                (FileFault::Missing, "AC1".to_owned()),
                (FileFault::Damaged, found[1].owners.join(",")),
                (FileFault::Damaged, found[2].owners.join(",")),
                (FileFault::Unknown, String::new()),
            ]
        );
        let owners: Vec<_> = found[1..3].iter().map(|finding| finding.owners.join(",")).collect();
        assert!(owners.contains(&"AC1,BC1".to_owned()) && owners.contains(&"AC1".to_owned()), "{owners:?}");
        assert_eq!(found[3].path, "ab/stranger");
        // Handed in again, it is whole again.
        add(&stage, "AC1", 1).await;
        assert_eq!(stage.platform.check_files(&operator()).await.unwrap().len(), 3);
    }
}

#[tokio::test]
async fn only_what_nobody_needs_is_cleared_away() {
    for stage in stages().await {
        let (used, unused, again) =
            (add(&stage, "AC1", 1).await, add(&stage, "AC1", 2).await, add(&stage, "AC1", 3).await);
        add(&stage, "BC1", 1).await;
        import(&stage).await;
        let begun =
            UploadOrder { unit: "AC1".to_owned(), name: "x".to_owned(), size: 9, sha256: String::new() };
        let upload = stage.platform.start_upload(&operator(), &begun).await.unwrap();
        stage.platform.send_piece(&operator(), &upload.id, 0, b"12345".to_vec()).await.unwrap();
        fs::create_dir_all(folder(&stage).join("ab")).unwrap();
        fs::write(folder(&stage).join("ab/.half.1.1"), b"half").unwrap();
        let tree = stage.platform.tree().await.unwrap();
        let (unit, other) = (tree.by_code("AC1").unwrap().id, tree.by_code("BC1").unwrap().id);
        let mut tx = stage.platform.begin().await.unwrap();
        assert!(!tx.use_file(used.id, other).await.unwrap(), "a file of another unit");
        assert!(tx.use_file(used.id, unit).await.unwrap());
        assert!(!tx.use_file(9_999, unit).await.unwrap());
        tx.commit().await.unwrap();
        written_at(&stage, at("2026-11-24T04:00:00Z"));
        let before = all(&stage);
        assert_eq!(before.len(), 3 * 2 + 3);

        stage.clock.set(at("2026-11-25T03:00:00Z"));
        assert_eq!(stage.platform.clear_files(&operator()).await.unwrap(), FilesCleared::default());
        assert_eq!(all(&stage), before, "for a day nothing goes");

        stage.clock.set(at("2026-11-25T05:00:00Z"));
        let cleared = stage.platform.clear_files(&operator()).await.unwrap();
        assert_eq!(cleared, FilesCleared { uploads: 1, files: 0, orphans: 2 });
        assert_eq!(all(&stage).len(), 3 * 2 + 1);

        // Handed in again after six days: the week begins anew.
        stage.clock.set(at("2026-11-30T05:00:00Z"));
        assert_eq!(add(&stage, "AC1", 3).await.id, again.id);
        written_at(&stage, at("2026-11-24T04:00:00Z"));
        stage.clock.set(at("2026-12-02T05:00:00Z"));
        let cleared = stage.platform.clear_files(&operator()).await.unwrap();
        // The other unit's row of a picture that is used goes; its bytes stay.
        assert_eq!(cleared, FilesCleared { uploads: 0, files: 2, orphans: 2 });
        assert!(stage.platform.open_file(&operator(), used.id, true).await.is_ok());
        assert!(stage.platform.open_file(&operator(), again.id, false).await.is_ok());
        assert!(stage.platform.open_file(&operator(), unused.id, false).await.is_err());
        assert_eq!(stage.platform.check_files(&operator()).await.unwrap(), []);
        let log = stage.platform.list_audit(&operator(), &ListQuery::default()).await.unwrap().rows;
        assert_eq!(log.iter().filter(|entry| entry.action == "files.clear").count(), 1);
        assert_eq!(all(&stage).len(), 2 * 2 + 1, "two pictures and the imported table");
    }
}

#[tokio::test]
async fn documents_have_one_file_on_the_disk() {
    for stage in stages().await {
        let file = stage.platform.add_file(&operator(), "AC1", "a.pdf", document("a")).await.unwrap();
        assert_eq!(all(&stage).len(), 1);
        assert!(path_of(&stage, &file).await.is_file());
    }
}

#[tokio::test]
async fn the_command_says_by_its_exit_code_whether_all_is_well() {
    for stage in stages().await {
        let file = add(&stage, "AC1", 1).await;
        let run = |command: &str| {
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_jiceng"))
                .args(["files", command, "--output", "json", "--database-url", &stage.url, "--data-dir"])
                .arg(stage.folder())
                .output()
                .unwrap();
            (output.status.code().unwrap(), String::from_utf8(output.stdout).unwrap())
        };
        assert_eq!(run("check"), (0, "{\"rows\":[]}\n".to_owned()));
        fs::write(path_of(&stage, &file).await, b"damaged").unwrap();
        let (code, found) = run("check");
        assert_eq!(code, 1, "{found}");
        assert!(found.contains("\"fault\":\"damaged\"") && found.contains("AC1"), "{found}");
        assert_eq!(run("clean").0, 0);
    }
}
