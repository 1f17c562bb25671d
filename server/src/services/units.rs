//! The tree: find, list, create, change.

use crate::platform::Platform;
use app::{
    api::{
        Failure, Page,
        units::{UnitEdit, UnitOrder, UnitRow, Units, UnitsQuery},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Units for Platform {
    async fn list_units(&self, _actor: &Actor, _query: &UnitsQuery) -> Result<Page<UnitRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn create_units(&self, _actor: &Actor, _orders: &[UnitOrder]) -> Result<Vec<UnitRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn edit_unit(&self, _actor: &Actor, _code: &str, _edit: &UnitEdit) -> Result<UnitRow, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
