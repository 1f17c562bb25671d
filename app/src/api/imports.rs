//! Imported tables: choose, preview, commit, quarantine, undo.

use super::{Failure, ListQuery, Page};
use serde::{Deserialize, Serialize};

/// A profile that can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ProfileRow {
    /// Stable id: `nj-municipal`.
    pub id: String,
    /// Chinese name.
    pub zh: String,
    /// English name.
    pub en: String,
    /// The profile as TOML.
    pub text: String,
}

/// The counts of an import; the answer of `jiceng import --output json`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ImportCounts {
    /// Data rows in the file.
    pub rows_read: i64,
    /// Rows that gave facts.
    pub rows_accepted: i64,
    /// Rows kept back, each with a reason.
    pub rows_quarantined: i64,
    /// Facts not known before.
    pub facts_new: i64,
    /// Facts that changed one; the old one is history.
    pub facts_revised: i64,
    /// Facts already known just so.
    pub facts_unchanged: i64,
}

/// State of an import.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum ImportState {
    /// Read and checked; nothing has been taken over.
    Previewed,
    /// Taken over.
    Committed,
    /// Taken back.
    Undone,
}

/// An import in the history.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ImportRow {
    /// Number.
    pub id: i64,
    /// Profile.
    pub profile: String,
    /// Name of the file.
    pub file_name: String,
    /// Bytes.
    pub size: i64,
    /// State.
    pub state: ImportState,
    /// Counts.
    #[serde(flatten)]
    pub counts: ImportCounts,
    /// Who.
    pub actor: String,
    /// When it was read, RFC 3339 in UTC.
    pub created_at: String,
    /// When it was taken over.
    pub committed_at: Option<String>,
    /// When it was taken back.
    pub undone_at: Option<String>,
}

/// Why a row is in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Problem {
    /// Name of the file.
    pub file: String,
    /// Row of the file, from 1, the head being row 1.
    pub row: i64,
    /// Column, by its name in the head.
    pub column: String,
    /// Stable code of the reason.
    pub code: String,
    /// Reason and remedy in Chinese.
    pub zh: String,
    /// Reason and remedy in English.
    pub en: String,
    /// The row as it was.
    pub raw: String,
}

/// An import, opened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ImportDetail {
    /// The import.
    pub import: ImportRow,
    /// Names of the columns.
    pub head: Vec<String>,
    /// The first rows of the file, as read.
    pub sample: Vec<Vec<String>>,
    /// The first problems; the rest is paged and downloadable.
    pub problems: Page<Problem>,
    /// Units that taking it over would create or has created: code and name.
    pub units_new: Vec<(String, String)>,
}

/// A file that came in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Name as sent.
    pub file_name: String,
    /// Id of a shipped profile, or a profile's own TOML text.
    pub profile: String,
    /// The bytes.
    pub bytes: Vec<u8>,
}

/// Imports.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Imports {
    /// Profiles that can be chosen.
    async fn list_profiles(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<Vec<ProfileRow>, Failure>;
    /// Reads and checks a file and keeps it for [`Imports::commit_import`]; no fact changes.
    async fn preview_import(
        &self,
        actor: &crate::domain::permissions::Actor,
        upload: Upload,
    ) -> Result<ImportDetail, Failure>;
    /// Reads and checks a file and keeps nothing at all.
    async fn dry_run_import(
        &self,
        actor: &crate::domain::permissions::Actor,
        upload: Upload,
    ) -> Result<ImportDetail, Failure>;
    /// Takes over what was previewed, all in one transaction. A second time changes nothing.
    async fn commit_import(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<ImportDetail, Failure>;
    /// Takes an import back: what it revised says again what it said before.
    async fn undo_import(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<ImportDetail, Failure>;
    /// Reads the kept file again, by the same profile as it is now or by `profile`; what was in quarantine may pass.
    async fn retry_import(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        profile: Option<String>,
    ) -> Result<ImportDetail, Failure>;
    /// The history, newest first.
    async fn list_imports(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<ImportRow>, Failure>;
    /// One import with a page of its problems.
    async fn open_import(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        query: &ListQuery,
    ) -> Result<ImportDetail, Failure>;
}

/// Profiles, for the browser.
#[leptos::server(ListProfiles, "/api/fn", endpoint = "list_profiles")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_profiles() -> Result<Vec<ProfileRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_profiles(&actor).await
}

/// The history, for the browser.
#[leptos::server(ListImports, "/api/fn", endpoint = "list_imports")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_imports(query: ListQuery) -> Result<Page<ImportRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_imports(&actor, &query).await
}

/// One import, for the browser.
#[leptos::server(OpenImport, "/api/fn", endpoint = "open_import")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_import(id: i64, query: ListQuery) -> Result<ImportDetail, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_import(&actor, id, &query).await
}

/// Takes over, for the browser.
#[leptos::server(CommitImport, "/api/fn", endpoint = "commit_import")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn commit_import(id: i64) -> Result<ImportDetail, Failure> {
    let actor = super::actor().await?;
    super::services()?.commit_import(&actor, id).await
}

/// Takes back, for the browser.
#[leptos::server(UndoImport, "/api/fn", endpoint = "undo_import")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn undo_import(id: i64) -> Result<ImportDetail, Failure> {
    let actor = super::actor().await?;
    super::services()?.undo_import(&actor, id).await
}

/// Tries again, for the browser.
#[leptos::server(RetryImport, "/api/fn", endpoint = "retry_import")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn retry_import(id: i64) -> Result<ImportDetail, Failure> {
    let actor = super::actor().await?;
    let read = super::services()?.retry_import(&actor, id, None).await?;
    // Whoever has no JavaScript is taken there as well.
    leptos_axum::redirect(&format!("/admin/imports/{}", read.import.id));
    Ok(read)
}
