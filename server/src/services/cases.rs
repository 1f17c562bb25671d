//! Case events.

use crate::platform::Platform;
use app::{
    api::{
        Failure,
        cases::{CaseLines, Cases, CasesReceipt},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Cases for Platform {
    async fn send_cases(
        &self,
        _actor: &Actor,
        _origin: &str,
        _lines: CaseLines<'_>,
    ) -> Result<CasesReceipt, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
