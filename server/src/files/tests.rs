use super::*;

/// Runs out after `left` bytes, which are really written.
#[derive(Debug)]
struct Nearly {
    left: u64,
    free: u64,
}

impl Medium for Nearly {
    fn write(&self, file: &fs::File, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let fits = bytes.len().min(self.left as usize);
        LocalDisk.write(file, offset, &bytes[..fits])?;
        if fits < bytes.len() { Err(io::ErrorKind::StorageFull.into()) } else { Ok(()) }
    }
    fn free(&self, _: &Path) -> io::Result<u64> {
        Ok(self.free)
    }
}

fn store(folder: &tempfile::TempDir) -> FileStore {
    FileStore::new(folder.path(), Arc::new(LocalDisk))
}

fn names(store: &FileStore) -> Vec<String> {
    store.all().unwrap().into_iter().map(|found| found.name).collect()
}

#[test]
fn bytes_come_back_once_and_unchanged() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let name = store.put(b"abc").unwrap();
    assert_eq!(name, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_eq!(store.put(b"abc").unwrap(), name);
    assert_eq!(store.get(&name).unwrap(), b"abc");
    assert_eq!(names(&store), [format!("ba/{name}")]);
    assert_eq!(store.hash_now(&name, "").unwrap(), Some(name.clone()));
    fs::write(folder.path().join("ba").join(&name), b"abd").unwrap();
    assert_eq!(store.get(&name).unwrap_err().kind(), io::ErrorKind::InvalidData);
    assert_ne!(store.hash_now(&name, "").unwrap(), Some(name.clone()));
    store.put(b"abc").unwrap();
    assert_eq!(store.get(&name).unwrap(), b"abc", "what was damaged is whole again");
}

#[test]
fn a_name_never_leads_out_of_the_folder() {
    let store = FileStore::new(Path::new("/nowhere"), Arc::new(LocalDisk));
    for name in ["", "../../etc/passwd", &"/".repeat(64)] {
        assert_eq!(store.get(name).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        assert_eq!(store.upload_bytes(name).unwrap_err().kind(), io::ErrorKind::InvalidInput);
    }
}

#[test]
fn what_was_not_kept_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    let name = FileStore::name_of(b"abc");
    let staged = store.stage(&name, ".jpg", b"abc").unwrap();
    assert_eq!(names(&store).len(), 1, "it lies beside its place");
    assert!(store.open(&name, ".jpg").is_err());
    drop(staged);
    assert_eq!(names(&store), [""; 0]);
}

#[test]
fn a_full_disk_leaves_nothing_and_a_nearly_full_one_is_not_filled() {
    let folder = tempfile::tempdir().unwrap();
    for medium in [Nearly { left: 2, free: u64::MAX }, Nearly { left: 100, free: RESERVE + 2 }] {
        let store = FileStore::new(folder.path(), Arc::new(medium));
        assert_eq!(store.put(b"abc").unwrap_err().kind(), io::ErrorKind::StorageFull);
        assert_eq!(names(&store), [""; 0]);
    }
}

#[test]
fn the_disk_of_the_machine_says_that_it_is_full() {
    // The one device that every Linux has and that is always full.
    let full = fs::File::options().write(true).open("/dev/full").unwrap();
    assert_eq!(LocalDisk.write(&full, 0, b"abc").unwrap_err().kind(), io::ErrorKind::StorageFull);
    assert!(LocalDisk.free(Path::new("/")).unwrap() > 0);
}

#[test]
fn pieces_stand_where_they_belong() {
    let folder = tempfile::tempdir().unwrap();
    let store = store(&folder);
    assert_eq!(store.upload_size("0a").unwrap(), 0);
    store.write_piece("0a", 0, b"abc").unwrap();
    store.write_piece("0a", 3, b"def").unwrap();
    store.write_piece("0a", 0, b"abc").unwrap();
    assert_eq!(store.upload_bytes("0a").unwrap(), b"abcdef");
    assert_eq!((store.upload_size("0a").unwrap(), names(&store)), (6, vec!["uploads/0a".to_owned()]));
    store.forget_upload("0a").unwrap();
    store.forget_upload("0a").unwrap();
    assert_eq!(names(&store), [""; 0]);
}
