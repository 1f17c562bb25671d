//! Who is signed in, and what the deployment says about itself.

use super::Failure;
use crate::domain::permissions::Role;
use serde::{Deserialize, Serialize};

/// A role at a unit, with names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct GrantRow {
    /// Role.
    pub role: Role,
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Its English name.
    pub name_en: String,
}

/// A ready user of the demo, shown on the login page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoUser {
    /// Name to sign in with.
    pub name: String,
    /// Password.
    pub password: String,
    /// Role and unit.
    pub grant: GrantRow,
}

/// The session as the pages need it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SessionInfo {
    /// Name to sign in with; none for guests.
    pub user: Option<String>,
    /// Name to be shown.
    pub display_name: String,
    /// Roles.
    pub grants: Vec<GrantRow>,
    /// Code of the unit where the person's own view starts; none when nothing may be seen.
    pub home: Option<String>,
    /// Whether the administration pages are open to this person.
    pub administrator: bool,
    /// Whether the caseload is simulated: every page says so.
    pub simulated: bool,
    /// Ready users, in the demo only.
    pub demo_users: Vec<DemoUser>,
    /// Whether this person fills in, approves or oversees reports.
    pub reports: bool,
    /// Whether this person works on single cases.
    pub cases: bool,
    /// Whether this person raises, sees or answers objections to figures.
    pub objections: bool,
    /// Whether this person sees the quality of data.
    pub quality: bool,
    /// Whether this person sees problems and how they are put right.
    pub problems: bool,
    /// Whether this person sees contact persons, and what the public says.
    pub contacts: bool,
    /// Whether this person sees and answers alarms.
    pub alarms: bool,
    /// Whether this person sees points and devices.
    pub devices: bool,
    /// Notices that have not been read.
    pub unread: u32,
    /// Title of the deployment, empty for the usual one.
    pub title: String,
    /// IANA time zone in which days and months are reckoned.
    pub time_zone: String,
    /// Last month that is over, `YYYY-MM`; the usual period ends with it.
    pub last_month: String,
}

/// Whose password was right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedIn {
    /// Number of the user.
    pub user: i64,
    /// Language the person chose, if any.
    pub language: Option<String>,
}

/// Signing in and out.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Sessions {
    /// The session as the pages need it.
    async fn session_info(&self, actor: &crate::domain::permissions::Actor) -> Result<SessionInfo, Failure>;
    /// Checks name and password; throttled by name and by `address`; audited either way. Takes the same time for
    /// an unknown name as for a wrong password.
    async fn sign_in(&self, name: &str, password: &str, address: &str) -> Result<SignedIn, Failure>;
    /// The actor of a session; a guest when the user is unknown or no longer active.
    async fn actor_of_user(&self, user: i64) -> Result<crate::domain::permissions::Actor, Failure>;
    /// The actor of a bearer token; refused when unknown, expired or revoked.
    async fn actor_of_token(&self, token: &str) -> Result<crate::domain::permissions::Actor, Failure>;
    /// The actor of somebody who is not signed in: a guest where the deployment is open, else nobody.
    async fn guest(&self) -> Result<crate::domain::permissions::Actor, Failure>;
}

/// The session, for the browser.
#[leptos::server(GetSession, "/api/fn", endpoint = "session_info")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn session_info() -> Result<SessionInfo, Failure> {
    let actor = super::actor().await?;
    super::services()?.session_info(&actor).await
}
