//! Values and explanations.

use crate::platform::Platform;
use app::{
    api::{
        Failure,
        values::{Explanation, ValueRow, Values, ValuesQuery},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Values for Platform {
    async fn query_values(&self, _actor: &Actor, _query: &ValuesQuery) -> Result<Vec<ValueRow>, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn explain_value(&self, _actor: &Actor, _query: &ValuesQuery) -> Result<Explanation, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
