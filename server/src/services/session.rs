//! Signing in and out.

use super::{settings::grant_row, users::is_user_name};
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind,
        session::{SessionInfo, Sessions, SignedIn},
    },
    domain::{
        permissions::{Action, Actor, Grant, Role, may},
        units::UnitId,
    },
};
use async_trait::async_trait;
use serde_json::json;

impl Platform {
    /// Notes that a person has signed out.
    pub async fn note_sign_out(&self, actor: &Actor) -> Result<(), Failure> {
        let mut tx = self.begin().await?;
        tx.append_audit(self.now(), &actor.name, "session.sign_out", "", &serde_json::json!({})).await?;
        Ok(tx.commit().await?)
    }
}

#[async_trait]
impl Sessions for Platform {
    async fn session_info(&self, actor: &Actor) -> Result<SessionInfo, Failure> {
        let (tree, settings) = (self.tree().await?, self.settings().await?);
        let user = actor.name.strip_prefix("user:");
        let known = match user {
            Some(name) => self.db.user_by_name(name).await?,
            None => None,
        };
        let display_name = match known {
            Some(known) => known.user.display_name,
            None if actor.is_known() => actor.name.clone(),
            None => String::new(),
        };
        let signed_in = user.is_some() || actor.is_known();
        let months = self.month();
        let nothing_to_read = |code: &String| {
            tree.by_code(code).is_none_or(|unit| {
                let month = super::units::last(unit, months);
                !may(actor, Action::ReadValues, unit, &tree, month)
            })
        };
        Ok(SessionInfo {
            user: user.map(str::to_owned),
            display_name,
            grants: actor.grants.iter().filter_map(|grant| grant_row(&tree, *grant)).collect(),
            home: self.home_of(actor).await?.filter(|code| !nothing_to_read(code)),
            administrator: actor.has(Role::Administrator),
            reports: self.authorise_somewhere(actor, Action::ReadReports).await.is_ok(),
            cases: self.authorise_somewhere(actor, Action::ReadCases).await.is_ok(),
            objections: self.authorise_somewhere(actor, Action::ReadObjections).await.is_ok(),
            quality: self.authorise_somewhere(actor, Action::ReadQuality).await.is_ok(),
            problems: self.authorise_somewhere(actor, Action::ReadProblems).await.is_ok(),
            contacts: self.authorise_somewhere(actor, Action::ReadContacts).await.is_ok(),
            alarms: self.authorise_somewhere(actor, Action::ReadAlarms).await.is_ok(),
            devices: self.authorise_somewhere(actor, Action::ReadDevices).await.is_ok(),
            unread: self.unread_notices(actor).await?,
            simulated: settings.simulated,
            demo_users: if signed_in { vec![] } else { settings.demo_users(&tree) },
            title: self.policy.title.clone(),
            time_zone: self.policy.time_zone.name().to_owned(),
            last_month: months.plus(-1).to_string(),
        })
    }

    async fn sign_in(&self, name: &str, password: &str, address: &str) -> Result<SignedIn, Failure> {
        let name = name.trim();
        // What cannot be a name is not written down: it may well be a password in the wrong field.
        let name = is_user_name(name).then_some(name);
        if let Err(refused) = self.attempts.attempt(name, address, self.now()) {
            if refused.first {
                self.log_refusal(name, address, "too_many_attempts").await?;
            }
            return Err(Failure::new(FailureKind::TooMany, "too_many_attempts"));
        }
        let known = match name {
            Some(name) => self.db.user_by_name(name).await?.filter(|known| known.user.active),
            None => None,
        };
        let hash = known.as_ref().map(|known| known.user.password_hash.clone());
        let right = self.passwords.verify(password, hash).await?;
        let Some(known) = known.filter(|_| right) else {
            self.log_refusal(name, address, "wrong_password").await?;
            return Err(Failure::new(FailureKind::Unauthenticated, "wrong_password"));
        };
        self.attempts.succeeded(&known.user.name, address);
        let actor = format!("user:{}", known.user.name);
        let mut tx = self.begin().await?;
        let detail = json!({ "address": address });
        tx.append_audit(self.now(), &actor, "session.sign_in", "", &detail).await?;
        tx.commit().await?;
        Ok(SignedIn { user: known.user.id, language: known.user.language })
    }

    async fn actor_of_user(&self, user: i64) -> Result<Actor, Failure> {
        match self.db.user(user).await?.filter(|known| known.user.active) {
            Some(known) => {
                Ok(Actor { name: format!("user:{}", known.user.name), grants: known.grants, operator: false })
            }
            None => self.guest().await,
        }
    }

    async fn actor_of_token(&self, token: &str) -> Result<Actor, Failure> {
        let now = self.now();
        let works = |token: &crate::store::TokenRow| {
            token.revoked_at.is_none() && token.expires_at.is_none_or(|until| now < until)
        };
        let found = self.db.token_by_hash(&super::tokens::hash_of(token)).await?;
        let Some(token) = found.filter(works) else {
            return Err(Failure::new(FailureKind::Unauthenticated, "bad_token"));
        };
        self.note_use(&token).await?;
        let grant = Grant { role: super::tokens::scope_of(&token)?, unit: UnitId(token.unit_id) };
        Ok(Actor { name: format!("token:{}", token.id), grants: vec![grant], operator: false })
    }

    async fn guest(&self) -> Result<Actor, Failure> {
        let mut guest = Actor::nobody();
        if self.settings().await?.open_to_guests(self) {
            let tree = self.tree().await?;
            let roots = tree.roots(self.month());
            guest.grants = roots.map(|root| Grant { role: Role::Guest, unit: root.id }).collect();
        }
        Ok(guest)
    }
}

impl Platform {
    /// A refused sign-in leaves its trace in a transaction of its own; the live stream has nothing to tell of it.
    async fn log_refusal(&self, name: Option<&str>, address: &str, reason: &str) -> Result<(), Failure> {
        let detail = json!({ "name": name, "address": address, "reason": reason });
        let mut tx = self.begin().await?;
        tx.append_audit(self.now(), "guest", "session.refused", "", &detail).await?;
        Ok(tx.commit().await?)
    }
}
