//! Photos and documents.

use crate::domain::files::FileKind;
use serde::{Deserialize, Serialize};

/// A kept file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FileRow {
    /// Number.
    pub id: i64,
    /// What it was called.
    pub name: String,
    /// What it is; pictures are kept as JPEG or PNG, whatever they came as.
    pub kind: FileKind,
    /// Bytes as kept.
    pub size: i64,
    /// Pixels across, of a picture.
    pub width: Option<u32>,
    /// Pixels down, of a picture.
    pub height: Option<u32>,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Code of the unit whose it is.
    pub unit: String,
}

/// An upload to be announced.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct UploadOrder {
    /// Code of the unit whose the file will be.
    pub unit: String,
    /// What it is called.
    pub name: String,
    /// Bytes that will come.
    pub size: i64,
    /// What they hash to (SHA-256 in hexadecimal). Whoever says it can announce the same again and go on where the line
    /// was lost, even without knowing the number of the upload.
    #[serde(default)]
    pub sha256: String,
}

/// An upload under way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct UploadRow {
    /// Number: random.
    pub id: String,
    /// Bytes that have come; the next piece begins here.
    pub received: i64,
    /// Bytes that will have come.
    pub size: i64,
    /// What has become of it, for a day: the answer to the last piece may have been lost with the line.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<FileRow>,
}

/// The answer to a piece.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum UploadStep {
    /// All is here.
    Done(FileRow),
    /// More is to come.
    More(UploadRow),
}

/// What is wrong with a file on the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFault {
    /// It is not there.
    Missing,
    /// It is no longer what it was.
    Damaged,
    /// Nothing is known of it.
    Unknown,
}

/// A file on the disk with which something is wrong.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFinding {
    /// What.
    pub fault: FileFault,
    /// Its path in the files folder.
    pub path: String,
    /// Whose it is: codes of units, or `imports`.
    pub owners: Vec<String>,
}

/// What was cleared away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FilesCleared {
    /// Uploads that nobody has gone on with.
    pub uploads: u64,
    /// Files that nothing refers to.
    pub files: u64,
    /// Files on the disk that nothing is known of any more.
    pub orphans: u64,
}

/// The bytes of a file, ready to be sent.
#[cfg(feature = "ssr")]
#[derive(Debug)]
pub struct FileContent {
    /// What is sent.
    pub kind: FileKind,
    /// The name under which it is handed out.
    pub name: String,
    /// What the content hashes to, with a mark of the thumbnail.
    pub tag: String,
    /// Bytes.
    pub size: u64,
    /// The open file.
    pub file: std::fs::File,
}

/// Photos and documents.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Files {
    /// Takes a file in one go. The same content for the same unit again is the same file.
    async fn add_file(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        name: &str,
        bytes: Vec<u8>,
    ) -> Result<FileRow, super::Failure>;
    /// Announces an upload, or finds again the one that was announced in the same words.
    async fn start_upload(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &UploadOrder,
    ) -> Result<UploadRow, super::Failure>;
    /// How far an upload has come.
    async fn see_upload(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: &str,
    ) -> Result<UploadRow, super::Failure>;
    /// Takes a piece. `upload_offset`: it begins elsewhere than where the upload has come to, which is the value.
    async fn send_piece(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: &str,
        offset: i64,
        bytes: Vec<u8>,
    ) -> Result<UploadStep, super::Failure>;
    /// Opens a file, or its thumbnail; a document has none.
    async fn open_file(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        thumbnail: bool,
    ) -> Result<FileContent, super::Failure>;
    /// Reads every file on the disk and tells what is wrong; for the operator.
    async fn check_files(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<Vec<FileFinding>, super::Failure>;
    /// Clears away what nobody needs any more; for the operator and for the hourly round.
    async fn clear_files(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<FilesCleared, super::Failure>;
}
