//! The map.

use crate::platform::Platform;
use app::{
    api::{
        Failure,
        maps::{MapAnswer, Maps},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Maps for Platform {
    async fn map_of(&self, _actor: &Actor, _unit: &str) -> Result<MapAnswer, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
