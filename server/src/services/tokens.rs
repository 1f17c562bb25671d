//! API tokens.

use crate::platform::Platform;
use app::{
    api::{
        Failure, ListQuery, Page,
        tokens::{NewToken, TokenOrder, TokenRow, Tokens},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Tokens for Platform {
    async fn list_tokens(&self, _actor: &Actor, _query: &ListQuery) -> Result<Page<TokenRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn create_token(&self, _actor: &Actor, _order: &TokenOrder) -> Result<NewToken, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn revoke_token(&self, _actor: &Actor, _id: i64) -> Result<TokenRow, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
