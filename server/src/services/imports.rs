//! Imported tables.

use crate::platform::Platform;
use app::{
    api::{
        Failure, ListQuery, Page,
        imports::{ImportDetail, ImportRow, Imports, ProfileRow, Upload},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Imports for Platform {
    async fn list_profiles(&self, _actor: &Actor) -> Result<Vec<ProfileRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn preview_import(&self, _actor: &Actor, _upload: Upload) -> Result<ImportDetail, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn dry_run_import(&self, _actor: &Actor, _upload: Upload) -> Result<ImportDetail, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn commit_import(&self, _actor: &Actor, _id: i64) -> Result<ImportDetail, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn undo_import(&self, _actor: &Actor, _id: i64) -> Result<ImportDetail, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn retry_import(
        &self,
        _actor: &Actor,
        _id: i64,
        _profile: Option<String>,
    ) -> Result<ImportDetail, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn list_imports(&self, _actor: &Actor, _query: &ListQuery) -> Result<Page<ImportRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn open_import(
        &self,
        _actor: &Actor,
        _id: i64,
        _query: &ListQuery,
    ) -> Result<ImportDetail, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
