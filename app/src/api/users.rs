//! People and their roles.

use super::{Failure, ListQuery, Page, session::GrantRow};
use crate::domain::permissions::Role;
use serde::{Deserialize, Serialize};

/// A person in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct UserRow {
    /// Name to sign in with.
    pub name: String,
    /// Name to be shown.
    pub display_name: String,
    /// Whether signing in is allowed.
    pub active: bool,
    /// Since when, RFC 3339 in UTC.
    pub created_at: String,
    /// Where notices go by mail; empty for nowhere.
    pub email: String,
    /// Roles.
    pub grants: Vec<GrantRow>,
}

/// A role at a unit, as wanted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GrantOrder {
    /// Role.
    pub role: Role,
    /// Code of the unit.
    pub unit: String,
}

/// A person to be created.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UserOrder {
    /// Name to sign in with: 2 to 40 of a–z, 0–9, `.`, `_`, `-`.
    pub name: String,
    /// Name to be shown.
    pub display_name: String,
    /// At least 12 characters, unless the deployment says otherwise.
    pub password: String,
    /// Roles.
    #[serde(default)]
    pub grants: Vec<GrantOrder>,
}

/// A change to a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum UserEdit {
    /// Other roles instead of all that were.
    Roles {
        /// The roles.
        grants: Vec<GrantOrder>,
    },
    /// Another password; every session of the person ends.
    Password {
        /// The new one.
        password: String,
    },
    /// Where notices go by mail; empty for nowhere.
    Email {
        /// An address.
        email: String,
    },
    /// Whether signing in is allowed; when not, every session of the person ends.
    Active {
        /// Allowed.
        active: bool,
    },
}

/// People, managed by the administrator.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Users {
    /// Everybody within the actor's reach.
    async fn list_users(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<UserRow>, Failure>;
    /// Creates a person. The actor must be allowed to manage users at every unit that is given.
    async fn create_user(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &UserOrder,
    ) -> Result<UserRow, Failure>;
    /// Changes a person.
    async fn edit_user(
        &self,
        actor: &crate::domain::permissions::Actor,
        name: &str,
        edit: &UserEdit,
    ) -> Result<UserRow, Failure>;
}

/// Everybody, for the browser.
#[leptos::server(ListUsers, "/api/fn", endpoint = "list_users")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_users(query: ListQuery) -> Result<Page<UserRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_users(&actor, &query).await
}

/// Creates a person, for the browser.
#[leptos::server(CreateUser, "/api/fn", endpoint = "create_user")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn create_user(order: UserOrder) -> Result<UserRow, Failure> {
    let actor = super::actor().await?;
    let order = UserOrder { grants: filled(order.grants), ..order };
    super::services()?.create_user(&actor, &order).await
}

/// Gives a person other roles instead of all that were, for the browser.
#[leptos::server(SetUserRoles, "/api/fn", endpoint = "set_user_roles")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn set_user_roles(
    name: String,
    #[server(default)] grants: Vec<GrantOrder>,
) -> Result<UserRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.edit_user(&actor, &name, &UserEdit::Roles { grants: filled(grants) }).await
}

/// Gives a person another password, for the browser.
#[leptos::server(SetUserPassword, "/api/fn", endpoint = "set_user_password")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn set_user_password(name: String, password: String) -> Result<UserRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.edit_user(&actor, &name, &UserEdit::Password { password }).await
}

/// Says where a person's notices go by mail, for the browser.
#[leptos::server(SetUserEmail, "/api/fn", endpoint = "set_user_email")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn set_user_email(name: String, email: String) -> Result<UserRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.edit_user(&actor, &name, &UserEdit::Email { email }).await
}

/// Allows a person to sign in or not, for the browser.
#[leptos::server(SetUserActive, "/api/fn", endpoint = "set_user_active")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn set_user_active(name: String, active: bool) -> Result<UserRow, Failure> {
    let actor = super::actor().await?;
    super::services()?.edit_user(&actor, &name, &UserEdit::Active { active }).await
}

/// Lines of a form that name a unit; the others were left empty.
#[cfg(feature = "ssr")]
fn filled(grants: Vec<GrantOrder>) -> Vec<GrantOrder> {
    grants
        .into_iter()
        .map(|grant| GrantOrder { unit: grant.unit.trim().to_owned(), ..grant })
        .filter(|grant| !grant.unit.is_empty())
        .collect()
}
