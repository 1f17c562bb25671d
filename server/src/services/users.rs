//! People and their roles.

use super::{settings::grant_row, units::last};
use crate::{
    passwords::LONGEST,
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
        units::UnitId,
    },
};
use async_trait::async_trait;
use chrono::SecondsFormat;
use serde_json::json;
use std::cmp::Ordering;

#[async_trait]
impl Users for Platform {
    async fn list_users(&self, actor: &Actor, query: &ListQuery) -> Result<Page<UserRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageUsers).await?;
        let wanted = query.search.trim().to_lowercase();
        let reach = Reach { platform: self, actor, tree: &tree };
        let mut users = self.db.users().await?;
        users.retain(|known| {
            let fits = |text: &str| text.to_lowercase().contains(&wanted);
            // Only by roles that are shown: else a search would tell where somebody works elsewhere.
            let of_unit = || {
                let mut shown = known.grants.iter().filter(|grant| reach.covers(grant.unit));
                shown.any(|grant| tree.get(grant.unit).is_some_and(|unit| unit.is_called(&wanted)))
            };
            let is_wanted = fits(&known.user.name) || fits(&known.user.display_name) || of_unit();
            is_wanted && reach.sees(known)
        });
        sort(&mut users, &query.sort)?;
        let page = query.page(users);
        let rows = page.rows.into_iter().map(|known| reach.row(known)).collect();
        Ok(Page { rows, total: page.total, offset: page.offset })
    }

    async fn create_user(&self, actor: &Actor, order: &UserOrder) -> Result<UserRow, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageUsers).await?;
        let grants = self.ordered(actor, &order.grants).await?;
        let reach = Reach { platform: self, actor, tree: &tree };
        // Whoever has no role is seen by nobody but those who see everybody.
        if grants.is_empty() && !reach.everywhere() {
            return Err(Failure::invalid("grants", "missing", "grants"));
        }
        if !is_user_name(&order.name) {
            return Err(Failure::invalid("name", "bad_user_name", &order.name));
        }
        let display_name = order.display_name.trim();
        if !(1..=80).contains(&display_name.chars().count()) || display_name.chars().any(char::is_control) {
            return Err(Failure::invalid("display_name", "bad_display_name", display_name));
        }
        let hash = self.hash_new(&order.name, &order.password).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let Some(id) = tx.create_user(&order.name, display_name, &hash, now).await? else {
            let taken = Failure::invalid("name", "taken", &order.name);
            return Err(Failure { kind: FailureKind::Conflict, ..taken });
        };
        tx.set_roles(id, &grants).await?;
        let detail = json!({ "name": order.name, "grants": order.grants });
        tx.append_audit(now, &actor.name, "users.create", unit_of(&order.grants), &detail).await?;
        let known = known_in(&mut tx, &order.name).await?;
        tx.commit().await?;
        Ok(reach.row(known))
    }

    async fn edit_user(&self, actor: &Actor, name: &str, edit: &UserEdit) -> Result<UserRow, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageUsers).await?;
        let reach = Reach { platform: self, actor, tree: &tree };
        let known = self.db.user_by_name(name).await?;
        reach.check(&known.ok_or_else(|| Failure::not_found("name", name))?)?;
        // What takes long comes before the transaction, which is the only writer.
        let change = match edit {
            UserEdit::Roles { grants } => Change::Roles(self.ordered(actor, grants).await?),
            UserEdit::Password { password } => Change::Password(self.hash_new(name, password).await?),
            UserEdit::Email { email } => Change::Email(checked_email(email)?),
            UserEdit::Active { active } => Change::Active(*active),
        };
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let known = known_in(&mut tx, name).await?;
        reach.check(&known)?;
        self.keep_an_administrator(&mut tx, &tree, &known, &change).await?;
        let id = known.user.id;
        let (action, detail, ends) = match &change {
            Change::Roles(grants) => {
                tx.set_roles(id, grants).await?;
                let before: Vec<_> =
                    known.grants.iter().filter_map(|grant| ordered_as(&tree, *grant)).collect();
                let after: Vec<_> = grants.iter().filter_map(|grant| ordered_as(&tree, *grant)).collect();
                ("users.roles", json!({ "name": name, "before": before, "grants": after }), false)
            }
            Change::Password(hash) => {
                tx.set_password(id, hash).await?;
                ("users.password", json!({ "name": name }), true)
            }
            Change::Email(email) => {
                tx.set_email(id, email).await?;
                ("users.email", json!({ "name": name }), false)
            }
            Change::Active(active) => {
                tx.set_active(id, *active).await?;
                let action = if *active { "users.activate" } else { "users.deactivate" };
                (action, json!({ "name": name }), !active)
            }
        };
        if ends {
            tx.end_sessions_of(id).await?;
        }
        let place = known.grants.first().and_then(|grant| ordered_as(&tree, *grant));
        let place = place.map(|grant| grant.unit).unwrap_or_default();
        tx.append_audit(self.now(), &actor.name, action, &place, &detail).await?;
        let known = known_in(&mut tx, name).await?;
        tx.commit().await?;
        Ok(reach.row(known))
    }
}

/// A change, checked and computed.
enum Change {
    Roles(Vec<Grant>),
    Password(String),
    Email(String),
    Active(bool),
}

/// Whom an actor may manage: those whose every role is at a unit where the actor may manage users. Whoever may do so
/// in the whole tree also manages those without a role.
struct Reach<'a> {
    platform: &'a Platform,
    actor: &'a Actor,
    tree: &'a Tree,
}

impl Reach<'_> {
    fn everywhere(&self) -> bool {
        self.platform.may_everywhere(self.actor, Action::ManageUsers, self.tree)
    }

    /// A unit that has ended is judged as of its last month.
    fn covers(&self, unit: UnitId) -> bool {
        self.actor.operator
            || self.tree.get(unit).is_some_and(|unit| {
                may(self.actor, Action::ManageUsers, unit, self.tree, last(unit, self.platform.month()))
            })
    }

    fn sees(&self, known: &UserWithRoles) -> bool {
        known.grants.iter().any(|grant| self.covers(grant.unit)) || self.everywhere()
    }

    fn check(&self, known: &UserWithRoles) -> Result<(), Failure> {
        let foreign = known.grants.iter().find(|grant| !self.covers(grant.unit));
        if foreign.is_some() || (known.grants.is_empty() && !self.everywhere()) {
            return Err(refusal(self.actor, &known.user.name));
        }
        Ok(())
    }

    /// A person on the wire; roles beyond reach are nobody's business here.
    fn row(&self, known: UserWithRoles) -> UserRow {
        let grants = known.grants.iter().filter(|grant| self.covers(grant.unit));
        UserRow {
            grants: grants.filter_map(|grant| grant_row(self.tree, *grant)).collect(),
            name: known.user.name,
            display_name: known.user.display_name,
            active: known.user.active,
            email: known.user.email,
            created_at: known.user.created_at.to_rfc3339_opts(SecondsFormat::Secs, true),
        }
    }
}

impl Platform {
    /// Roles as wanted, each at a unit where the actor may manage users.
    async fn ordered(&self, actor: &Actor, orders: &[GrantOrder]) -> Result<Vec<Grant>, Failure> {
        let mut grants = Vec::new();
        for order in orders {
            let (_, unit) = self.authorise(actor, Action::ManageUsers, "grants", &order.unit).await?;
            if !Role::PEOPLE.contains(&order.role) {
                return Err(Failure::invalid("grants", "bad_role", order.role.as_str()));
            }
            let grant = Grant { role: order.role, unit: unit.id };
            if !grants.contains(&grant) {
                grants.push(grant);
            }
        }
        Ok(grants)
    }

    async fn hash_new(&self, name: &str, password: &str) -> Result<String, Failure> {
        let (length, shortest) = (password.chars().count(), self.policy.password_length as usize);
        if length < shortest {
            return Err(Failure::invalid("password", "too_short", shortest.to_string()));
        }
        if length > LONGEST {
            return Err(Failure::invalid("password", "too_long", LONGEST.to_string()));
        }
        // The first guess of anybody. A very short name may stand in a good password by chance.
        if name.len() >= 4 && password.to_lowercase().contains(name) {
            return Err(Failure::invalid("password", "password_is_name", ""));
        }
        self.passwords.hash(password, self.chance()).await
    }

    /// Refuses what would leave a root without anybody who can sign in and administer it.
    async fn keep_an_administrator(
        &self,
        tx: &mut Tx,
        tree: &Tree,
        known: &UserWithRoles,
        change: &Change,
    ) -> Result<(), Failure> {
        let keeps = |grant: &Grant| match change {
            Change::Roles(grants) => grants.contains(grant),
            Change::Active(active) => *active,
            Change::Password(_) | Change::Email(_) => true,
        };
        if !known.user.active {
            return Ok(());
        }
        for root in tree.roots(self.month()) {
            let grant = Grant { role: Role::Administrator, unit: root.id };
            if known.grants.contains(&grant)
                && !keeps(&grant)
                && tx.others_with(grant, known.user.id).await? == 0
            {
                let last = Failure::new(FailureKind::Conflict, "last_administrator");
                return Err(last.with_value(&known.user.name));
            }
        }
        Ok(())
    }
}

/// Whether this can be a name to sign in with: 2 to 40 of a–z, 0–9, `.`, `_`, `-`.
pub(super) fn is_user_name(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '_' | '-');
    (2..=40).contains(&name.len()) && name.chars().all(plain)
}

/// An address for mail, or nothing.
fn checked_email(text: &str) -> Result<String, Failure> {
    let text = text.trim();
    let bad = |_| Failure::invalid("email", "bad_email", text);
    if !text.is_empty() {
        text.parse::<lettre::Address>().map_err(bad)?;
    }
    Ok(text.to_owned())
}

async fn known_in(tx: &mut Tx, name: &str) -> Result<UserWithRoles, Failure> {
    tx.user_by_name(name).await?.ok_or_else(|| Failure::not_found("name", name))
}

fn unit_of(grants: &[GrantOrder]) -> &str {
    grants.first().map_or("", |grant| &grant.unit)
}

fn ordered_as(tree: &Tree, grant: Grant) -> Option<GrantOrder> {
    Some(GrantOrder { role: grant.role, unit: tree.get(grant.unit)?.code.clone() })
}

fn sort(users: &mut [UserWithRoles], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let order: fn(&UserWithRoles, &UserWithRoles) -> Ordering = match column {
        "" | "name" => |a, b| a.user.name.cmp(&b.user.name),
        "display_name" => |a, b| a.user.display_name.cmp(&b.user.display_name),
        "created_at" => |a, b| a.user.created_at.cmp(&b.user.created_at),
        _ => return Err(Failure::invalid("sort", "bad_sort", by)),
    };
    users.sort_by(|a, b| {
        let order = order(a, b).then_with(|| a.user.name.cmp(&b.user.name));
        if down { order.reverse() } else { order }
    });
    Ok(())
}
