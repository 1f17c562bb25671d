//! People and their roles.

use crate::platform::Platform;
use app::{
    api::{
        Failure, ListQuery, Page,
        users::{UserEdit, UserOrder, UserRow, Users},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Users for Platform {
    async fn list_users(&self, _actor: &Actor, _query: &ListQuery) -> Result<Page<UserRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn create_user(&self, _actor: &Actor, _order: &UserOrder) -> Result<UserRow, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn edit_user(&self, _actor: &Actor, _name: &str, _edit: &UserEdit) -> Result<UserRow, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
