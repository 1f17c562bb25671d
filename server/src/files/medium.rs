//! What files are written on, as a parameter: a disk that is full cannot be made otherwise.

use std::{fmt, fs, io, os::unix::fs::FileExt, path::Path};

/// Writes, and knows how much room is left.
pub trait Medium: Send + Sync + fmt::Debug {
    /// Writes all bytes from `offset` on, and returns when they are safe from a loss of power.
    fn write(&self, file: &fs::File, offset: u64, bytes: &[u8]) -> io::Result<()>;

    /// Bytes that may still be written below a folder.
    fn free(&self, folder: &Path) -> io::Result<u64>;
}

/// The disk of the machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct LocalDisk;

impl Medium for LocalDisk {
    fn write(&self, file: &fs::File, offset: u64, bytes: &[u8]) -> io::Result<()> {
        file.write_all_at(bytes, offset)?;
        file.sync_all()
    }

    fn free(&self, folder: &Path) -> io::Result<u64> {
        let about = rustix::fs::statvfs(folder)?;
        Ok(about.f_bavail.saturating_mul(about.f_frsize))
    }
}
