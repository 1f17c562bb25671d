//! Reading the audit log.

use crate::platform::Platform;
use app::{
    api::{
        Failure, ListQuery, Page,
        audit::{Audit, AuditRow, ChainReport},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Audit for Platform {
    async fn list_audit(&self, _actor: &Actor, _query: &ListQuery) -> Result<Page<AuditRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn list_looks(
        &self,
        _actor: &Actor,
        _post: &str,
        _query: &ListQuery,
    ) -> Result<Page<AuditRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn verify_audit(&self, _actor: &Actor) -> Result<ChainReport, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
