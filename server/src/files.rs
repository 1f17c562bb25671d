//! Uploaded files, content-addressed: `<root>/<first two digits>/<sha256>`. The same bytes are kept once; a file is
//! there as a whole or not at all.

use sha2::{Digest, Sha256};
use std::{
    fs, io,
    io::Write,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// A folder of files. Its methods block: call them where blocking is allowed.
#[derive(Debug, Clone)]
pub struct FileStore {
    root: PathBuf,
}

/// Tells apart files that this process writes at the same time.
static TURN: AtomicU64 = AtomicU64::new(0);

impl FileStore {
    /// A store below `root`, which is created when something is put in.
    pub fn new(root: &Path) -> Self {
        Self { root: root.to_owned() }
    }

    /// The name of some bytes: SHA-256 in hexadecimal.
    pub fn name_of(bytes: &[u8]) -> String {
        Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// Keeps bytes and gives their name. They are written beside their place, flushed, and then moved there.
    pub fn put(&self, bytes: &[u8]) -> io::Result<String> {
        let name = Self::name_of(bytes);
        let place = self.place(&name)?;
        if place.metadata().is_ok_and(|found| found.len() == bytes.len() as u64) {
            return Ok(name);
        }
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        let turn = TURN.fetch_add(1, Ordering::Relaxed);
        let beside = folder.join(format!(".{name}.{}.{turn}", std::process::id()));
        let written = fs::File::create(&beside).and_then(|mut file| {
            file.write_all(bytes)?;
            file.sync_all()
        });
        if let Err(error) = written.and_then(|()| fs::rename(&beside, &place)) {
            let _ = fs::remove_file(&beside);
            return Err(error);
        }
        Ok(name)
    }

    /// The bytes of a name; an error when they are gone or are no longer what they were.
    pub fn get(&self, name: &str) -> io::Result<Vec<u8>> {
        let bytes = fs::read(self.place(name)?)?;
        if Self::name_of(&bytes) == name {
            Ok(bytes)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the file has been changed"))
        }
    }

    fn place(&self, name: &str) -> io::Result<PathBuf> {
        if name.len() == 64 && name.bytes().all(|b| b.is_ascii_hexdigit()) {
            Ok(self.root.join(&name[..2]).join(name))
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "not the name of a kept file"))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_once_and_unchanged() {
        let folder = tempfile::tempdir().unwrap();
        let store = FileStore::new(folder.path());
        let name = store.put(b"abc").unwrap();
        assert_eq!(name, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(store.put(b"abc").unwrap(), name);
        assert_eq!(store.get(&name).unwrap(), b"abc");
        let kept = folder.path().join("ba").join(&name);
        assert_eq!(fs::read_dir(kept.parent().unwrap()).unwrap().count(), 1);
        fs::write(&kept, b"abd").unwrap();
        assert_eq!(store.get(&name).unwrap_err().kind(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn a_name_never_leads_out_of_the_folder() {
        let store = FileStore::new(Path::new("/nowhere"));
        for name in ["", "../../etc/passwd", &"/".repeat(64)] {
            assert_eq!(store.get(name).unwrap_err().kind(), io::ErrorKind::InvalidInput);
        }
    }
}
