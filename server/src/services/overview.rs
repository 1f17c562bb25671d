//! Everything on the page of a unit.

use crate::platform::Platform;
use app::{
    api::{
        Failure,
        overview::{Overview, OverviewAnswer, OverviewQuery},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Overview for Platform {
    async fn overview(&self, _actor: &Actor, _query: &OverviewQuery) -> Result<OverviewAnswer, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
