//! People and their roles. An administrator manages whoever has roles within the administrator's own reach, and
//! nobody else; the last administrator over a unit stays.

use super::{
    Listed, arrange, instant,
    session::{LONGEST_PASSWORD, grant_row},
};
use crate::{
    platform::{Platform, refusal},
    store::{Tx, UserWithRoles},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        users::{GrantOrder, UserEdit, UserOrder, UserRow, Users},
    },
    domain::{
        permissions::{Action, Actor, Grant, Role, may},
        tree::Tree,
    },
};
use async_trait::async_trait;

#[async_trait]
impl Users for Platform {
    async fn list_users(&self, actor: &Actor, query: &ListQuery) -> Result<Page<UserRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageUsers).await?;
        let everywhere = self.manages_everything(actor, &tree);
        let within = |user: &UserWithRoles| {
            everywhere || user.grants.iter().any(|grant| self.manages(actor, &tree, *grant))
        };
        let rows = self.db.users().await?.into_iter().filter(within);
        let rows = rows.map(|user| user_row(&tree, user)).collect();
        Ok(query.page(arrange(rows, query)?))
    }

    async fn create_user(&self, actor: &Actor, order: &UserOrder) -> Result<UserRow, Failure> {
        self.authorise_somewhere(actor, Action::ManageUsers).await?;
        check_name(&order.name)?;
        let display_name = check_display_name(&order.display_name)?;
        let grants = self.check_grants(actor, &order.grants).await?;
        self.check_password(&order.password, &order.name)?;
        let hash = self.passwords.hash(&order.password, self.random()?).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        let Some(id) = tx.create_user(&order.name, display_name, &hash, now).await? else {
            return Err(Failure {
                kind: FailureKind::Conflict,
                ..Failure::invalid("name", "taken", &order.name)
            });
        };
        tx.set_roles(id, &grants).await?;
        let detail = serde_json::json!({ "user": order.name, "grants": order.grants });
        tx.append_audit(now, &actor.name, "users.create", &order.grants[0].unit, &detail).await?;
        self.commit(tx).await?;
        self.user_named(&order.name).await
    }

    async fn edit_user(&self, actor: &Actor, name: &str, edit: &UserEdit) -> Result<UserRow, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageUsers).await?;
        let found = self.db.user_by_name(name).await?;
        let UserWithRoles { user, grants: before } = found.ok_or_else(|| Failure::not_found("name", name))?;
        let outside = before.iter().any(|grant| !self.manages(actor, &tree, *grant));
        if outside || (before.is_empty() && !self.manages_everything(actor, &tree)) {
            return Err(refusal(actor, name));
        }
        // Whatever takes time or can fail for its content is done before the writers have to wait.
        let (grants, hash) = match edit {
            UserEdit::Roles { grants } => (self.check_grants(actor, grants).await?, String::new()),
            UserEdit::Password { password } => {
                self.check_password(password, name)?;
                (vec![], self.passwords.hash(password, self.random()?).await?)
            }
            UserEdit::Active { .. } => (vec![], String::new()),
        };
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let detail = match edit {
            UserEdit::Roles { grants: orders } => {
                self.keep_an_administrator(&mut tx, &tree, user.id, &grants).await?;
                tx.set_roles(user.id, &grants).await?;
                serde_json::json!({ "user": name, "change": "roles", "grants": orders })
            }
            UserEdit::Password { .. } => {
                tx.set_password(user.id, &hash).await?;
                tx.end_sessions_of(user.id).await?;
                serde_json::json!({ "user": name, "change": "password" })
            }
            UserEdit::Active { active } => {
                if !active {
                    self.keep_an_administrator(&mut tx, &tree, user.id, &[]).await?;
                    tx.end_sessions_of(user.id).await?;
                }
                tx.set_active(user.id, *active).await?;
                serde_json::json!({ "user": name, "change": "active", "active": active })
            }
        };
        let place = before.first().or(grants.first()).and_then(|grant| tree.get(grant.unit));
        let code = place.map(|unit| unit.code.as_str()).unwrap_or_default();
        tx.append_audit(self.now(), &actor.name, "users.edit", code, &detail).await?;
        self.commit(tx).await?;
        self.user_named(name).await
    }
}

impl Platform {
    async fn user_named(&self, name: &str) -> Result<UserRow, Failure> {
        let found = self.db.user_by_name(name).await?;
        let tree = self.tree().await?;
        found.map(|user| user_row(&tree, user)).ok_or_else(|| Failure::not_found("name", name))
    }

    fn manages(&self, actor: &Actor, tree: &Tree, grant: Grant) -> bool {
        let unit = tree.get(grant.unit);
        actor.operator || unit.is_some_and(|unit| may(actor, Action::ManageUsers, unit, tree, self.month()))
    }

    /// People without any role belong to nobody's subtree: whoever manages all of it manages them too.
    fn manages_everything(&self, actor: &Actor, tree: &Tree) -> bool {
        let month = self.month();
        actor.operator || tree.roots(month).all(|root| may(actor, Action::ManageUsers, root, tree, month))
    }

    async fn check_grants(&self, actor: &Actor, orders: &[GrantOrder]) -> Result<Vec<Grant>, Failure> {
        if orders.is_empty() {
            return Err(Failure::invalid("grants", "missing", "grants"));
        }
        let mut grants = Vec::with_capacity(orders.len());
        for GrantOrder { role, unit } in orders {
            if !Role::PEOPLE.contains(role) {
                return Err(Failure::invalid("role", "bad_role", role.as_str()));
            }
            let (_, unit) = self.authorise(actor, Action::ManageUsers, "unit", unit).await?;
            let grant = Grant { role: *role, unit: unit.id };
            if grants.contains(&grant) {
                return Err(Failure::invalid("grants", "twice", format!("{role} {}", unit.code)));
            }
            grants.push(grant);
        }
        Ok(grants)
    }

    fn check_password(&self, password: &str, name: &str) -> Result<(), Failure> {
        let length = password.chars().count();
        if length < self.policy.password_length as usize {
            let least = self.policy.password_length.to_string();
            return Err(Failure::invalid("password", "password_too_short", least));
        }
        if length > LONGEST_PASSWORD {
            return Err(Failure::invalid("password", "password_too_long", LONGEST_PASSWORD.to_string()));
        }
        if password.to_lowercase().contains(name) && length < 2 * name.len() + 8 {
            return Err(Failure::invalid("password", "password_is_name", name));
        }
        Ok(())
    }

    /// Refuses when a unit that `user` administers would be left without anybody who does, there or above.
    /// `after` are the roles that `user` would have.
    async fn keep_an_administrator(
        &self,
        tx: &mut Tx,
        tree: &Tree,
        user: i64,
        after: &[Grant],
    ) -> Result<(), Failure> {
        let month = self.month();
        let (own, others): (Vec<_>, Vec<_>) =
            tx.administrators().await?.into_iter().partition(|(id, _)| *id == user);
        let kept = after.iter().filter(|grant| grant.role == Role::Administrator).map(|grant| grant.unit);
        let left: Vec<_> = others.into_iter().map(|(_, unit)| unit).chain(kept).collect();
        let bereft =
            own.iter().find(|(_, unit)| !left.iter().any(|above| tree.is_within(*unit, *above, month)));
        match bereft {
            None => Ok(()),
            Some((_, unit)) => {
                let code = super::unit_names(tree, *unit).0;
                Err(Failure::new(FailureKind::Conflict, "last_administrator").with_value(code))
            }
        }
    }
}

fn check_name(name: &str) -> Result<(), Failure> {
    let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || "._-".contains(c);
    if (2..=40).contains(&name.len()) && name.chars().all(allowed) {
        Ok(())
    } else {
        Err(Failure::invalid("name", "bad_user_name", name))
    }
}

fn check_display_name(name: &str) -> Result<&str, Failure> {
    let trimmed = name.trim();
    if trimmed.is_empty() || trimmed.chars().count() > 120 || trimmed.chars().any(char::is_control) {
        return Err(Failure::invalid("display_name", "bad_name", name));
    }
    Ok(trimmed)
}

fn user_row(tree: &Tree, UserWithRoles { user, grants }: UserWithRoles) -> UserRow {
    UserRow {
        name: user.name,
        display_name: user.display_name,
        active: user.active,
        created_at: instant(user.created_at),
        grants: grants.into_iter().map(|grant| grant_row(tree, grant)).collect(),
    }
}

impl Listed for UserRow {
    const COLUMNS: &'static [&'static str] =
        &["name", "display_name", "active", "created_at", "role", "unit"];

    fn matches(&self, needle: &str) -> bool {
        let own = [&self.name, &self.display_name];
        let granted = self.grants.iter().flat_map(|grant| [&grant.unit, &grant.name, &grant.name_en]);
        own.into_iter().chain(granted).any(|text| text.to_lowercase().contains(needle))
            || self.grants.iter().any(|grant| grant.role.as_str().contains(needle))
    }

    fn key(&self, column: &str) -> Option<String> {
        match column {
            "name" => Some(self.name.clone()),
            "display_name" => Some(self.display_name.clone()),
            "active" => Some(u8::from(!self.active).to_string()),
            "created_at" => Some(self.created_at.clone()),
            "role" => self.grants.first().map(|grant| grant.role.to_string()),
            "unit" => self.grants.first().map(|grant| grant.unit.clone()),
            _ => None,
        }
    }
}
