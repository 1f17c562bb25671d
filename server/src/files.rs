//! The folder of kept files, content-addressed: `<root>/<first two digits>/<sha256><ending>`. The same bytes are kept
//! once; a file is there as a whole or not at all. Parts of uploads lie in `<root>/uploads` until they are whole.

mod medium;

pub use medium::{LocalDisk, Medium};

use sha2::{Digest, Sha256};
use std::{
    fmt::Write as _,
    fs, io,
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::SystemTime,
};

/// What the database on the same disk still needs when people's files are refused.
const RESERVE: u64 = 64 << 20;
/// The folder with parts of uploads; it cannot be the beginning of a hash.
const UPLOADS: &str = "uploads";

/// A folder of files. Its methods block: call them where blocking is allowed.
#[derive(Debug, Clone)]
pub struct FileStore {
    root: PathBuf,
    medium: Arc<dyn Medium>,
}

/// Bytes that are on the disk, but not yet under their name. Dropped without [`Staged::keep`] they are gone.
#[derive(Debug)]
#[must_use]
pub struct Staged {
    beside: PathBuf,
    place: PathBuf,
}

/// A file that was found in the folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its path below the root.
    pub name: String,
    /// When it was last written.
    pub written: SystemTime,
}

/// Tells apart files that this process writes at the same time.
static TURN: AtomicU64 = AtomicU64::new(0);

impl FileStore {
    /// A store below `root`, which is created when something is put in.
    pub fn new(root: &Path, medium: Arc<dyn Medium>) -> Self {
        Self { root: root.to_owned(), medium }
    }

    /// The name of some bytes: SHA-256 in hexadecimal.
    pub fn name_of(bytes: &[u8]) -> String {
        hex(&Sha256::digest(bytes))
    }

    /// Keeps bytes and gives their name. What lay there is replaced by the same: it may have been damaged, and it may
    /// be so old that somebody is just about to clear it away.
    pub fn put(&self, bytes: &[u8]) -> io::Result<String> {
        let name = Self::name_of(bytes);
        self.stage(&name, "", bytes)?.keep()?;
        Ok(name)
    }

    /// Writes bytes beside their place and flushes them.
    ///
    /// # Errors
    /// `StorageFull` also where there is room, but so little that the database may soon need it.
    pub fn stage(&self, name: &str, ending: &str, bytes: &[u8]) -> io::Result<Staged> {
        let place = self.place(name, ending)?;
        let folder = place.parent().unwrap_or(&self.root);
        fs::create_dir_all(folder)?;
        self.check_room(bytes.len() as u64)?;
        // A number that is taken belongs to a process of the same number, on another machine or before a crash.
        loop {
            let turn = TURN.fetch_add(1, Ordering::Relaxed);
            let beside = folder.join(format!(".{name}{ending}.{}.{turn}", std::process::id()));
            let file = match fs::OpenOptions::new().write(true).create_new(true).open(&beside) {
                Ok(file) => file,
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => continue,
                Err(error) => return Err(error),
            };
            let staged = Staged { beside, place };
            self.medium.write(&file, 0, bytes)?;
            return Ok(staged);
        }
    }

    /// The bytes of a name; an error when they are gone or are no longer what they were.
    pub fn get(&self, name: &str) -> io::Result<Vec<u8>> {
        let bytes = self.bytes(name, "")?;
        if Self::name_of(&bytes) == name {
            Ok(bytes)
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidData, "the file has been changed"))
        }
    }

    /// Opens what lies under a name, as it is.
    pub fn open(&self, name: &str, ending: &str) -> io::Result<fs::File> {
        fs::File::open(self.place(name, ending)?)
    }

    /// What lies under a name, as it is.
    pub fn bytes(&self, name: &str, ending: &str) -> io::Result<Vec<u8>> {
        fs::read(self.place(name, ending)?)
    }

    /// What the content of a file hashes to now; none when it is gone.
    pub fn hash_now(&self, name: &str, ending: &str) -> io::Result<Option<String>> {
        let mut file = match self.open(name, ending) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut hash = Sha256::new();
        io::copy(&mut file, &mut hash)?;
        Ok(Some(hex(&hash.finalize())))
    }

    /// Fails as a full disk does when so many bytes would leave less than the reserve.
    pub fn check_room(&self, bytes: u64) -> io::Result<()> {
        fs::create_dir_all(&self.root)?;
        if self.medium.free(&self.root)? < bytes.saturating_add(RESERVE) {
            return Err(io::Error::new(io::ErrorKind::StorageFull, "the reserve would be touched"));
        }
        Ok(())
    }

    /// Writes a piece of an upload to where it belongs. What stood there is written over, so that a piece that is sent
    /// again, even at the same time, changes nothing.
    pub fn write_piece(&self, upload: &str, offset: u64, bytes: &[u8]) -> io::Result<()> {
        let place = self.upload_place(upload)?;
        fs::create_dir_all(place.parent().unwrap_or(&self.root))?;
        self.check_room(bytes.len() as u64)?;
        let file = fs::OpenOptions::new().write(true).create(true).truncate(false).open(place)?;
        self.medium.write(&file, offset, bytes)
    }

    /// How many bytes of an upload are here.
    pub fn upload_size(&self, upload: &str) -> io::Result<u64> {
        match fs::metadata(self.upload_place(upload)?) {
            Ok(found) => Ok(found.len()),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(0),
            Err(error) => Err(error),
        }
    }

    /// The bytes of an upload.
    pub fn upload_bytes(&self, upload: &str) -> io::Result<Vec<u8>> {
        fs::read(self.upload_place(upload)?)
    }

    /// Forgets an upload; it need not be there.
    pub fn forget_upload(&self, upload: &str) -> io::Result<()> {
        absent_is_fine(fs::remove_file(self.upload_place(upload)?))
    }

    /// Every file of ours, half ones and parts of uploads included. What others have put beside our folders, such as
    /// `lost+found`, is none of our business.
    pub fn all(&self) -> io::Result<Vec<Found>> {
        let mut found = Vec::new();
        for folder in read_dir(&self.root)? {
            let folder_name = folder.file_name().to_string_lossy().into_owned();
            let ours = folder_name == UPLOADS || (folder_name.len() == 2 && is_hexadecimal(&folder_name));
            if !ours || !folder.file_type()?.is_dir() {
                continue;
            }
            for file in read_dir(&folder.path())? {
                // Whatever is removed meanwhile is no longer of interest.
                let Ok(about) = file.metadata() else { continue };
                if about.is_file() {
                    let name = format!("{folder_name}/{}", file.file_name().to_string_lossy());
                    found.push(Found { name, written: about.modified()? });
                }
            }
        }
        found.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(found)
    }

    /// Removes a file that [`FileStore::all`] has found, unless it was written anew meanwhile.
    pub fn remove(&self, found: &Found) -> io::Result<()> {
        let place = self.root.join(&found.name);
        match fs::metadata(&place) {
            Ok(about) if about.modified()? != found.written => Ok(()),
            _ => absent_is_fine(fs::remove_file(place)),
        }
    }

    /// Deletes what lies under a name, and makes sure that it is gone and stays so; it need not be there.
    pub fn erase(&self, name: &str, ending: &str) -> io::Result<()> {
        let place = self.place(name, ending)?;
        absent_is_fine(fs::remove_file(&place))?;
        if place.try_exists()? {
            return Err(io::Error::other("a deleted file is still there"));
        }
        match place.parent().map(fs::File::open) {
            // The deletion lasts even when the power fails now.
            Some(Ok(folder)) => folder.sync_all(),
            Some(Err(error)) => absent_is_fine(Err(error)),
            None => Ok(()),
        }
    }

    /// Where [`FileStore::all`] shows what is kept under a name.
    pub fn relative(name: &str, ending: &str) -> String {
        format!("{}/{name}{ending}", name.get(..2).unwrap_or_default())
    }

    /// Where it shows an upload.
    pub fn relative_upload(upload: &str) -> String {
        format!("{UPLOADS}/{upload}")
    }

    fn place(&self, name: &str, ending: &str) -> io::Result<PathBuf> {
        if name.len() == 64 && is_hexadecimal(name) && !ending.contains('/') {
            Ok(self.root.join(Self::relative(name, ending)))
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "not the name of a kept file"))
        }
    }

    fn upload_place(&self, upload: &str) -> io::Result<PathBuf> {
        if !upload.is_empty() && is_hexadecimal(upload) {
            Ok(self.root.join(Self::relative_upload(upload)))
        } else {
            Err(io::Error::new(io::ErrorKind::InvalidInput, "not the name of an upload"))
        }
    }
}

impl Staged {
    /// Moves the bytes under their name, where the same bytes may lie already. The name lasts as the bytes do.
    pub fn keep(self) -> io::Result<()> {
        fs::rename(&self.beside, &self.place)?;
        match self.place.parent() {
            Some(folder) => fs::File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        // Gone already where it was kept.
        let _ = fs::remove_file(&self.beside);
    }
}

fn read_dir(folder: &Path) -> io::Result<Vec<fs::DirEntry>> {
    match fs::read_dir(folder) {
        Ok(entries) => entries.collect(),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(vec![]),
        Err(error) => Err(error),
    }
}

fn absent_is_fine(done: io::Result<()>) -> io::Result<()> {
    match done {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

fn is_hexadecimal(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests;
