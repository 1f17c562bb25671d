//! Signing in, and who a session or a token stands for.

use super::{Attempt, tokens, unit_names};
use crate::{platform::Platform, store::UserWithRoles};
use app::{
    api::{
        Failure, FailureKind,
        session::{DemoUser, GrantRow, SessionInfo, Sessions, SignedIn},
    },
    domain::{
        periods::Month,
        permissions::{Actor, Grant, Role},
        tree::Tree,
    },
};
use async_trait::async_trait;
use serde::Deserialize;

/// Longest password that is looked at: hashing more is work for nothing.
pub(super) const LONGEST_PASSWORD: usize = 200;
/// Tokens are marked as used at most this often.
const TOUCHED_EVERY: chrono::TimeDelta = chrono::TimeDelta::hours(1);

#[async_trait]
impl Sessions for Platform {
    async fn session_info(&self, actor: &Actor) -> Result<SessionInfo, Failure> {
        let tree = self.tree().await?;
        let user = actor.name.strip_prefix("user:").map(str::to_owned);
        let display_name = match &user {
            Some(name) => self.db.user_by_name(name).await?.map(|found| found.user.display_name),
            None => None,
        };
        let root = || tree.roots(self.month()).next().map(|unit| unit.code.clone());
        let home = match actor.grants.iter().find_map(|grant| tree.get(grant.unit)) {
            Some(unit) => Some(unit.code.clone()),
            None if actor.operator => root(),
            None => None,
        };
        let named = actor.is_known() && user.is_none();
        Ok(SessionInfo {
            display_name: display_name.or_else(|| named.then(|| actor.name.clone())).unwrap_or_default(),
            user,
            grants: actor.grants.iter().map(|grant| grant_row(&tree, *grant)).collect(),
            home,
            administrator: actor.has(Role::Administrator),
            simulated: self.db.setting("simulated").await?.as_deref() == Some("true"),
            demo_users: self.demo_users(&tree).await?,
            title: self.policy.title.clone(),
            time_zone: self.policy.time_zone.name().to_owned(),
            last_month: Month::from_index(self.month().index() - 1).to_string(),
        })
    }

    async fn sign_in(&self, name: &str, password: &str, address: &str) -> Result<SignedIn, Failure> {
        let name = name.trim().to_lowercase();
        let now = self.now();
        let too_many = || {
            tracing::warn!(%name, %address, "too many sign-ins");
            Failure::new(FailureKind::TooMany, "too_many_attempts")
        };
        let by_address = self.throttles.addresses.attempt(address, now).ok_or_else(too_many)?;
        // An attempt that the name's limit refuses is still one of the address.
        let by_name = self.throttles.names.attempt(&name, now).ok_or_else(too_many)?;
        let found = self.db.user_by_name(&name).await?;
        let hash = found.as_ref().map(|found| found.user.password_hash.clone());
        let short = password.chars().count() <= LONGEST_PASSWORD;
        let fits = self.passwords.fits(if short { password } else { "" }, hash).await? && short;
        let found = found.filter(|found| fits && found.user.active);
        self.audit_sign_in(found.as_ref(), &name, address).await?;
        let Some(UserWithRoles { user, .. }) = found else {
            return Err(Failure { field: "password".to_owned(), ..wrong_password() });
        };
        [by_address, by_name].into_iter().for_each(Attempt::give_back);
        Ok(SignedIn { user: user.id, language: user.language })
    }

    async fn actor_of_user(&self, user: i64) -> Result<Actor, Failure> {
        match self.db.user(user).await? {
            Some(UserWithRoles { user, grants }) if user.active => {
                Ok(Actor { name: format!("user:{}", user.name), grants, operator: false })
            }
            _ => self.guest().await,
        }
    }

    async fn actor_of_token(&self, token: &str) -> Result<Actor, Failure> {
        let now = self.now();
        let found = match tokens::fingerprint(token) {
            Some(hash) => self.db.token_by_hash(&hash).await?,
            None => None,
        };
        let valid = found
            .filter(|row| row.revoked_at.is_none() && row.expires_at.is_none_or(|expires| now < expires));
        let Some(row) = valid else {
            return Err(Failure::new(FailureKind::Unauthenticated, "bad_token"));
        };
        let role = row.scope.parse().map_err(|_| Failure::internal("scope of a token"))?;
        if row.last_used_at.is_none_or(|used| now - used >= TOUCHED_EVERY) {
            let mut tx = self.db.begin().await?;
            tx.touch_token(row.id, now).await?;
            tx.commit().await?;
        }
        let unit = app::domain::units::UnitId(row.unit_id);
        Ok(Actor { name: format!("token:{}", row.id), grants: vec![Grant { role, unit }], operator: false })
    }

    async fn guest(&self) -> Result<Actor, Failure> {
        let mut guest = Actor::nobody();
        if self.policy.open_to_guests {
            let tree = self.tree().await?;
            let roots = tree.roots(self.month());
            guest.grants = roots.map(|unit| Grant { role: Role::Guest, unit: unit.id }).collect();
        }
        Ok(guest)
    }
}

fn wrong_password() -> Failure {
    Failure::new(FailureKind::Unauthenticated, "wrong_password")
}

impl Platform {
    /// Notes that a person has signed out.
    pub async fn note_sign_out(&self, actor: &Actor) -> Result<(), Failure> {
        let mut tx = self.db.begin().await?;
        tx.append_audit(self.now(), &actor.name, "session.sign_out", "", &serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }

    async fn audit_sign_in(
        &self,
        found: Option<&UserWithRoles>,
        name: &str,
        address: &str,
    ) -> Result<(), Failure> {
        let name: String = name.chars().take(40).collect();
        let detail = serde_json::json!({ "name": name, "address": address });
        let (actor, action) = match found {
            Some(found) => (format!("user:{}", found.user.name), "session.sign_in"),
            None => ("guest".to_owned(), "session.refused"),
        };
        let mut tx = self.db.begin().await?;
        tx.append_audit(self.now(), &actor, action, "", &detail).await?;
        Ok(tx.commit().await?)
    }

    /// The ready users that `jiceng demo` has left, for the login page.
    async fn demo_users(&self, tree: &Tree) -> Result<Vec<DemoUser>, Failure> {
        #[derive(Deserialize)]
        struct Left {
            name: String,
            password: String,
            role: Role,
            unit: String,
        }
        let Some(text) = self.db.setting("demo_users").await? else { return Ok(vec![]) };
        let left: Vec<Left> = serde_json::from_str(&text).map_err(|error| {
            tracing::error!(%error, "setting demo_users");
            Failure::internal("demo_users")
        })?;
        let shown = left.into_iter().filter_map(|left| {
            let unit = tree.by_code(&left.unit)?;
            let grant = grant_row(tree, Grant { role: left.role, unit: unit.id });
            Some(DemoUser { name: left.name, password: left.password, grant })
        });
        Ok(shown.collect())
    }
}

/// A role at a unit, on the wire.
pub(super) fn grant_row(tree: &Tree, grant: Grant) -> GrantRow {
    let (unit, name, name_en) = unit_names(tree, grant.unit);
    GrantRow { role: grant.role, unit, name, name_en }
}
