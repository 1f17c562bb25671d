//! API tokens: 256 random bits after `jc_`, of which only a hash is kept.

use super::{Listed, arrange, instant};
use crate::{
    platform::Platform,
    store::{NewToken as NewStoredToken, TokenRow as StoredToken},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        tokens::{NewToken, TokenOrder, TokenRow, Tokens},
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        tree::Tree,
        units::UnitId,
    },
};
use async_trait::async_trait;
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use sha2::{Digest, Sha256};

/// What every token begins with, so that people and scanners recognise one that has leaked.
const PREFIX: &str = "jc_";

#[async_trait]
impl Tokens for Platform {
    async fn list_tokens(&self, actor: &Actor, query: &ListQuery) -> Result<Page<TokenRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ManageTokens).await?;
        let month = self.month();
        let rows = self.db.tokens().await?.into_iter().filter(|row| {
            let unit = tree.get(UnitId(row.unit_id));
            unit.is_some_and(|unit| may(actor, Action::ManageTokens, unit, &tree, month))
        });
        let rows = rows.map(|row| token_row(&tree, row)).collect::<Result<Vec<_>, _>>()?;
        Ok(query.page(arrange(rows, query)?))
    }

    async fn create_token(&self, actor: &Actor, order: &TokenOrder) -> Result<NewToken, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ManageTokens, "unit", &order.unit).await?;
        let name = order.name.trim();
        if name.is_empty() || name.chars().count() > 120 {
            return Err(Failure::invalid("name", "bad_name", &order.name));
        }
        if order.scope == Role::Guest {
            return Err(Failure::invalid("scope", "bad_role", order.scope.as_str()));
        }
        if !(1..=3_660).contains(&order.days) {
            return Err(Failure::invalid("days", "out_of_range", order.days.to_string()));
        }
        let secret = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(self.random::<32>()?));
        let hash = fingerprint(&secret).ok_or_else(|| Failure::internal("token"))?;
        let now = self.now();
        let expires_at = Some(now + chrono::TimeDelta::days(order.days.into()));
        let token = NewStoredToken {
            name,
            hash: &hash,
            scope: order.scope.as_str(),
            unit: unit.id,
            created_by: &actor.name,
            created_at: now,
            expires_at,
        };
        let mut tx = self.begin().await?;
        let id = tx.create_token(&token).await?;
        let detail = serde_json::json!({ "id": id, "name": name, "scope": order.scope, "days": order.days });
        tx.append_audit(now, &actor.name, "tokens.create", &unit.code, &detail).await?;
        self.commit(tx).await?;
        let row = StoredToken {
            id,
            name: name.to_owned(),
            hash: String::new(),
            scope: order.scope.as_str().to_owned(),
            unit_id: unit.id.0,
            created_by: actor.name.clone(),
            created_at: now,
            expires_at,
            revoked_at: None,
            last_used_at: None,
        };
        Ok(NewToken { row: token_row(&tree, row)?, secret })
    }

    async fn revoke_token(&self, actor: &Actor, id: i64) -> Result<TokenRow, Failure> {
        self.authorise_somewhere(actor, Action::ManageTokens).await?;
        let found = self.db.tokens().await?.into_iter().find(|row| row.id == id);
        let mut row = found.ok_or_else(|| Failure::not_found("id", id.to_string()))?;
        let code = super::unit_names(&*self.tree().await?, UnitId(row.unit_id)).0;
        let (tree, _) = self.authorise(actor, Action::ManageTokens, "id", &code).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        if tx.revoke_token(id, now).await? {
            let detail = serde_json::json!({ "id": id, "name": row.name });
            tx.append_audit(now, &actor.name, "tokens.revoke", &code, &detail).await?;
            row.revoked_at = Some(now);
        }
        self.commit(tx).await?;
        token_row(&tree, row)
    }
}

/// What is kept of a token instead of itself; none when it cannot be one.
pub(super) fn fingerprint(token: &str) -> Option<String> {
    let bits = token.strip_prefix(PREFIX)?;
    (bits.len() == 43).then(|| Sha256::digest(token).iter().map(|byte| format!("{byte:02x}")).collect())
}

fn token_row(tree: &Tree, row: StoredToken) -> Result<TokenRow, Failure> {
    Ok(TokenRow {
        id: row.id,
        scope: row.scope.parse().map_err(|_| Failure::internal("scope of a token"))?,
        unit: super::unit_names(tree, UnitId(row.unit_id)).0,
        name: row.name,
        created_by: row.created_by,
        created_at: instant(row.created_at),
        expires_at: row.expires_at.map(instant),
        revoked_at: row.revoked_at.map(instant),
        last_used_at: row.last_used_at.map(instant),
    })
}

impl Listed for TokenRow {
    const COLUMNS: &'static [&'static str] =
        &["id", "name", "scope", "unit", "created_by", "created_at", "expires_at", "last_used_at"];

    fn matches(&self, needle: &str) -> bool {
        let texts = [&self.name, &self.unit, &self.created_by];
        texts.iter().any(|text| text.to_lowercase().contains(needle)) || self.scope.as_str().contains(needle)
    }

    fn key(&self, column: &str) -> Option<String> {
        match column {
            "id" => Some(format!("{:020}", self.id)),
            "name" => Some(self.name.clone()),
            "scope" => Some(self.scope.to_string()),
            "unit" => Some(self.unit.clone()),
            "created_by" => Some(self.created_by.clone()),
            "created_at" => Some(self.created_at.clone()),
            "expires_at" => self.expires_at.clone(),
            "last_used_at" => self.last_used_at.clone(),
            _ => None,
        }
    }
}
