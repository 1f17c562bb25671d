//! API tokens.

use super::units::{check_name, last};
use crate::{
    ingest::devices::door::Signature,
    platform::{Platform, refusal},
    store::{self, StoreError},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        tokens::{NewToken, TokenOrder, TokenRow, Tokens},
    },
    domain::{
        permissions::{Action, Actor, Grant, Role, may},
        tree::Tree,
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use base64::{Engine as _, prelude::BASE64_URL_SAFE_NO_PAD};
use chrono::{DurationRound, SecondsFormat, TimeDelta};
use sha2::{Digest, Sha256};
use std::cmp::Ordering;

/// What every token begins with, so that one that has leaked into a file is found.
const PREFIX: &str = "jc_";
/// Random bytes of a token.
const BYTES: usize = 32;
/// Days of the longest validity.
const MOST_DAYS: u32 = 3_660;

#[async_trait]
impl Tokens for Platform {
    async fn list_tokens(&self, actor: &Actor, query: &ListQuery) -> Result<Page<TokenRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageTokens).await?;
        let wanted = query.search.trim().to_lowercase();
        let mut rows = Vec::new();
        for token in self.db.tokens().await? {
            let Some(unit) = tree.get(UnitId(token.unit_id)) else { continue };
            if self.may_manage_tokens(actor, &tree, unit) {
                rows.push(token_row(unit, token)?);
            }
        }
        rows.retain(|row| {
            let texts = [&row.name, &row.created_by, &row.unit];
            wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted))
        });
        sort(&mut rows, &query.sort)?;
        Ok(query.page(rows))
    }

    async fn create_token(&self, actor: &Actor, order: &TokenOrder) -> Result<NewToken, Failure> {
        let (_, unit) = self.authorise(actor, Action::ManageTokens, "unit", &order.unit).await?;
        check_name("name", &order.name)?;
        if order.scope == Role::Guest {
            return Err(Failure::invalid("scope", "bad_role", order.scope.as_str()));
        }
        if !(1..=MOST_DAYS).contains(&order.days) {
            return Err(Failure::invalid("days", "out_of_range", order.days.to_string()));
        }
        let mut bytes = [0; BYTES];
        self.chance().fill_bytes(&mut bytes);
        let secret = format!("{PREFIX}{}", BASE64_URL_SAFE_NO_PAD.encode(bytes));
        let now = self.now();
        let token = store::NewToken {
            name: order.name.trim(),
            hash: &hash_of(&secret),
            scope: order.scope.as_str(),
            unit: unit.id,
            created_by: &actor.name,
            created_at: now,
            expires_at: Some(now + TimeDelta::days(order.days.into())),
        };
        let mut tx = self.begin().await?;
        let id = tx.create_token(&token).await?;
        let detail = serde_json::json!({
            "id": id,
            "name": token.name,
            "scope": order.scope,
            "days": order.days,
        });
        tx.append_audit(now, &actor.name, "tokens.create", &unit.code, &detail).await?;
        tx.commit().await?;
        Ok(NewToken { row: self.token_row_of(&unit, id).await?, secret })
    }

    async fn revoke_token(&self, actor: &Actor, id: i64) -> Result<TokenRow, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageTokens).await?;
        let unknown = || Failure::not_found("id", id.to_string());
        let token = self.db.token(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(token.unit_id)).ok_or_else(unknown)?;
        if !self.may_manage_tokens(actor, &tree, unit) {
            return Err(refusal(actor, &unit.code));
        }
        let mut tx = self.begin().await?;
        // Ending what has ended already is no mistake, and nothing to write down.
        if tx.revoke_token(id, self.now()).await? {
            let detail = serde_json::json!({ "id": id, "name": token.name });
            tx.append_audit(self.now(), &actor.name, "tokens.revoke", &unit.code, &detail).await?;
            tx.commit().await?;
        }
        self.token_row_of(unit, id).await
    }
}

impl Platform {
    /// Whoever has signed a body with what is kept of a token.
    ///
    /// # Errors
    /// `bad_signature` for one that is not of this time, not of this body, or of a token that does not work.
    pub async fn actor_of_signature(&self, signature: &Signature, body: &[u8]) -> Result<Actor, Failure> {
        let (now, bad) = (self.now(), || Failure::new(FailureKind::Unauthenticated, "bad_signature"));
        if !signature.is_timely(now) {
            return Err(Failure::new(FailureKind::Unauthenticated, "signature_late"));
        }
        let token = self.db.token(signature.token).await?.ok_or_else(bad)?;
        let works = token.revoked_at.is_none() && token.expires_at.is_none_or(|until| now < until);
        if !works || !signature.is_of(&token.hash, body) {
            return Err(bad());
        }
        self.note_use(&token).await?;
        let grant = Grant { role: scope_of(&token)?, unit: UnitId(token.unit_id) };
        Ok(Actor { name: format!("token:{}", token.id), grants: vec![grant], operator: false })
    }

    /// Notes the hour in which a token was last used.
    pub(super) async fn note_use(&self, token: &store::TokenRow) -> Result<(), Failure> {
        let now = self.now();
        let hour = now.duration_trunc(TimeDelta::hours(1)).unwrap_or(now);
        if token.last_used_at.is_none_or(|used| used < hour) {
            let mut tx = self.begin().await?;
            tx.touch_token(token.id, hour).await?;
            tx.commit().await?;
        }
        Ok(())
    }

    /// Tokens of a unit that has ended belong to whoever had its subtree in its last month.
    fn may_manage_tokens(&self, actor: &Actor, tree: &Tree, unit: &Unit) -> bool {
        may(actor, Action::ManageTokens, unit, tree, last(unit, self.month()))
    }

    async fn token_row_of(&self, unit: &Unit, id: i64) -> Result<TokenRow, Failure> {
        let token = self.db.token(id).await?;
        token_row(unit, token.ok_or_else(|| Failure::not_found("id", id.to_string()))?)
    }
}

/// What is kept of a token.
pub(super) fn hash_of(secret: &str) -> String {
    Sha256::digest(secret).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The role a stored token stands for.
pub(super) fn scope_of(token: &store::TokenRow) -> Result<Role, StoreError> {
    token.scope.parse().map_err(|_| StoreError::Corrupt {
        table: "tokens",
        column: "scope",
        value: token.scope.clone(),
    })
}

fn token_row(unit: &Unit, token: store::TokenRow) -> Result<TokenRow, Failure> {
    let instant = |at: chrono::DateTime<chrono::Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
    Ok(TokenRow {
        id: token.id,
        scope: scope_of(&token)?,
        name: token.name,
        unit: unit.code.clone(),
        created_by: token.created_by,
        created_at: instant(token.created_at),
        expires_at: token.expires_at.map(instant),
        revoked_at: token.revoked_at.map(instant),
        last_used_at: token.last_used_at.map(instant),
    })
}

/// They come newest first.
fn sort(rows: &mut [TokenRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let order: fn(&TokenRow, &TokenRow) -> Ordering = match column {
        "" => return Ok(()),
        "id" => |a, b| a.id.cmp(&b.id),
        "name" => |a, b| a.name.cmp(&b.name),
        "unit" => |a, b| a.unit.cmp(&b.unit),
        "created_by" => |a, b| a.created_by.cmp(&b.created_by),
        "created_at" => |a, b| a.created_at.cmp(&b.created_at),
        "expires_at" => |a, b| a.expires_at.cmp(&b.expires_at),
        "last_used_at" => |a, b| a.last_used_at.cmp(&b.last_used_at),
        _ => return Err(Failure::invalid("sort", "bad_sort", by)),
    };
    rows.sort_by(|a, b| {
        let order = order(a, b).then_with(|| a.id.cmp(&b.id));
        if down { order.reverse() } else { order }
    });
    Ok(())
}
