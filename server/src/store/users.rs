//! People and their roles.

use super::db::{Db, StoreError, Tx, by_engine, execute, list, read, write};
use app::domain::{
    permissions::{Grant, Role},
    units::UnitId,
};
use chrono::{DateTime, Utc};
use sqlx::FromRow;
use std::collections::HashMap;

/// A person.
#[derive(Debug, Clone, PartialEq, FromRow)]
pub struct UserRow {
    /// Number.
    pub id: i64,
    /// Name to sign in with.
    pub name: String,
    /// Name to be shown.
    pub display_name: String,
    /// argon2id, in the PHC format.
    pub password_hash: String,
    /// Language, if one was chosen.
    pub language: Option<String>,
    /// Whether signing in is allowed.
    pub active: bool,
    /// Since when.
    pub created_at: DateTime<Utc>,
    /// Where notices go by mail; empty for nowhere.
    pub email: String,
}

/// A person with roles.
#[derive(Debug, Clone, PartialEq)]
pub struct UserWithRoles {
    /// The person.
    pub user: UserRow,
    /// The roles.
    pub grants: Vec<Grant>,
}

const ROLES: &str = "select role, unit_id from user_roles where user_id = $1 order by role, unit_id";

fn grant(role: &str, unit: i64) -> Result<Grant, StoreError> {
    Ok(Grant {
        role: role.parse().map_err(|_| StoreError::Corrupt {
            table: "user_roles",
            column: "role",
            value: role.to_owned(),
        })?,
        unit: UnitId(unit),
    })
}

impl Db {
    /// By the name to sign in with.
    pub async fn user_by_name(&self, name: &str) -> Result<Option<UserWithRoles>, StoreError> {
        let sql = "select * from users where name = $1";
        let user: Option<UserRow> = read!(self, pool => sqlx::query_as(sql).bind(name).fetch_optional(pool))?;
        self.with_roles(user).await
    }

    /// By number.
    pub async fn user(&self, id: i64) -> Result<Option<UserWithRoles>, StoreError> {
        let sql = "select * from users where id = $1";
        let user: Option<UserRow> = read!(self, pool => sqlx::query_as(sql).bind(id).fetch_optional(pool))?;
        self.with_roles(user).await
    }

    async fn with_roles(&self, user: Option<UserRow>) -> Result<Option<UserWithRoles>, StoreError> {
        let Some(user) = user else { return Ok(None) };
        let rows: Vec<(String, i64)> =
            read!(self, pool => sqlx::query_as(ROLES).bind(user.id).fetch_all(pool))?;
        let grants = rows.iter().map(|(role, unit)| grant(role, *unit)).collect::<Result<_, _>>()?;
        Ok(Some(UserWithRoles { user, grants }))
    }

    /// Everybody, by name.
    pub async fn users(&self) -> Result<Vec<UserWithRoles>, StoreError> {
        let users: Vec<UserRow> =
            read!(self, pool => sqlx::query_as("select * from users order by name").fetch_all(pool))?;
        let sql = "select user_id, role, unit_id from user_roles order by user_id, role, unit_id";
        let rows: Vec<(i64, String, i64)> = read!(self, pool => sqlx::query_as(sql).fetch_all(pool))?;
        let mut grants: HashMap<i64, Vec<Grant>> = HashMap::new();
        for (user, role, unit) in rows {
            grants.entry(user).or_default().push(grant(&role, unit)?);
        }
        Ok(users
            .into_iter()
            .map(|user| UserWithRoles { grants: grants.remove(&user.id).unwrap_or_default(), user })
            .collect())
    }

    /// Name and unit of every role that some people have, but for that of a reviewer.
    pub async fn offices_of(&self, names: &[&str]) -> Result<Vec<(String, UnitId)>, StoreError> {
        let sqlite = "select u.name, r.unit_id from users u join user_roles r on r.user_id = u.id
            where r.role <> $2 and u.name in (select value from json_each($1))";
        let postgres = "select u.name, r.unit_id from users u join user_roles r on r.user_id = u.id
            where r.role <> $2 and u.name = any(array(select jsonb_array_elements_text($1::jsonb)))";
        let sql = by_engine!(self.engine(), sqlite, postgres);
        let rows: Vec<(String, i64)> = read!(self, pool => sqlx::query_as(sql)
            .bind(list(names)).bind(Role::Reviewer.as_str()).fetch_all(pool))?;
        Ok(rows.into_iter().map(|(name, unit)| (name, UnitId(unit))).collect())
    }
}

impl Tx {
    /// By the name to sign in with, as this transaction sees it.
    pub async fn user_by_name(&mut self, name: &str) -> Result<Option<UserWithRoles>, StoreError> {
        let sql = "select * from users where name = $1";
        let user: Option<UserRow> =
            write!(self, conn => sqlx::query_as(sql).bind(name).fetch_optional(conn))?;
        let Some(user) = user else { return Ok(None) };
        let rows: Vec<(String, i64)> =
            write!(self, conn => sqlx::query_as(ROLES).bind(user.id).fetch_all(conn))?;
        let grants = rows.iter().map(|(role, unit)| grant(role, *unit)).collect::<Result<_, _>>()?;
        Ok(Some(UserWithRoles { user, grants }))
    }

    /// How many others than `user` may sign in and have exactly this role.
    pub async fn others_with(&mut self, grant: Grant, user: i64) -> Result<i64, StoreError> {
        let sql = "select count(*) from user_roles join users on users.id = user_roles.user_id
            where users.active and user_roles.role = $1 and user_roles.unit_id = $2 and users.id <> $3";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(grant.role.as_str()).bind(grant.unit.0).bind(user).fetch_one(conn))?)
    }

    /// Creates a person without roles; `None` when the name is taken.
    pub async fn create_user(
        &mut self,
        name: &str,
        display_name: &str,
        password_hash: &str,
        at: DateTime<Utc>,
    ) -> Result<Option<i64>, StoreError> {
        let sql = "insert into users (name, display_name, password_hash, created_at) values ($1, $2, $3, $4)
            on conflict (name) do nothing returning id";
        Ok(write!(self, conn => sqlx::query_scalar(sql)
            .bind(name).bind(display_name).bind(password_hash).bind(at).fetch_optional(conn))?)
    }

    /// Replaces all roles of a person.
    pub async fn set_roles(&mut self, user: i64, grants: &[Grant]) -> Result<(), StoreError> {
        let sql = "delete from user_roles where user_id = $1";
        execute!(self, sqlx::query(sql).bind(user))?;
        for grant in grants {
            let sql =
                "insert into user_roles (user_id, role, unit_id) values ($1, $2, $3) on conflict do nothing";
            execute!(self, sqlx::query(sql).bind(user).bind(grant.role.as_str()).bind(grant.unit.0))?;
        }
        Ok(())
    }

    /// Sets a new password.
    pub async fn set_password(&mut self, user: i64, password_hash: &str) -> Result<(), StoreError> {
        let sql = "update users set password_hash = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(user).bind(password_hash))?;
        Ok(())
    }

    /// Sets where notices go by mail; empty for nowhere.
    pub async fn set_email(&mut self, user: i64, email: &str) -> Result<(), StoreError> {
        let sql = "update users set email = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(user).bind(email))?;
        Ok(())
    }

    /// Lets a person sign in, or not.
    pub async fn set_active(&mut self, user: i64, active: bool) -> Result<(), StoreError> {
        let sql = "update users set active = $2 where id = $1";
        execute!(self, sqlx::query(sql).bind(user).bind(active))?;
        Ok(())
    }
}
