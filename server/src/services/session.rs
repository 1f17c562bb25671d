//! Signing in and out.

use crate::platform::Platform;
use app::{
    api::{
        Failure,
        session::{SessionInfo, Sessions, SignedIn},
    },
    domain::permissions::Actor,
};
use async_trait::async_trait;

#[async_trait]
impl Sessions for Platform {
    async fn session_info(&self, _actor: &Actor) -> Result<SessionInfo, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn sign_in(&self, _name: &str, _password: &str, _address: &str) -> Result<SignedIn, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn actor_of_user(&self, _user: i64) -> Result<Actor, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn actor_of_token(&self, _token: &str) -> Result<Actor, Failure> {
        Err(Failure::internal("not built yet"))
    }
    async fn guest(&self) -> Result<Actor, Failure> {
        Err(Failure::internal("not built yet"))
    }
}
