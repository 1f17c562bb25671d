//! The audit log.

use super::units::last;
use crate::{
    platform::{Platform, refusal},
    store::AuditEntry,
};
use app::{
    api::{
        Failure, ListQuery, Page,
        audit::{Audit, AuditRow, ChainReport},
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        tree::Tree,
        units::{Level, Unit},
    },
};
use async_trait::async_trait;
use chrono::SecondsFormat;

/// Entries read at once when the chain is walked.
const PIECE: i64 = 1_000;

#[async_trait]
impl Audit for Platform {
    async fn list_audit(&self, actor: &Actor, query: &ListQuery) -> Result<Page<AuditRow>, Failure> {
        self.authorise_audit(actor).await?;
        let (offset, limit) = window(query)?;
        Ok(page(query, self.db.audit_page(&query.search, offset, limit).await?))
    }

    async fn list_looks(
        &self,
        actor: &Actor,
        post: &str,
        query: &ListQuery,
    ) -> Result<Page<AuditRow>, Failure> {
        let tree = self.tree().await?;
        let own = tree.by_code(post).filter(|unit| is_own_post(actor, unit));
        let unit = match own {
            Some(unit) => unit.clone(),
            None => self.authorise(actor, Action::ReadAudit, "post", post).await?.1,
        };
        if unit.level != Level::Post {
            return Err(Failure::not_found("post", post));
        }
        let (offset, limit) = window(query)?;
        let found = self.db.audit_at("posts.look", &unit.code, &query.search, offset, limit).await?;
        Ok(page(query, found))
    }

    async fn verify_audit(&self, actor: &Actor) -> Result<ChainReport, Failure> {
        self.authorise_audit(actor).await?;
        let (mut entries, mut previous) = (0, String::new());
        loop {
            let piece = self.db.audit_after(entries, PIECE).await?;
            let walked = piece.len() as i64;
            for entry in piece {
                let fits = entry.seq == entries + 1 && entry.hash == entry.hash_after(&previous);
                entries += 1;
                if !fits {
                    return Ok(ChainReport { entries, broken_at: Some(entry.seq) });
                }
                previous = entry.hash;
            }
            if walked < PIECE {
                return Ok(ChainReport { entries, broken_at: None });
            }
        }
    }
}

/// A judge keeps the right to read who looked for a post that has ended.
fn is_own_post(actor: &Actor, unit: &Unit) -> bool {
    actor.grants.iter().any(|grant| grant.role == Role::PostJudge && grant.unit == unit.id)
}

impl Platform {
    /// Whether a unit is a post and the actor may read who looked at it.
    pub(super) fn may_read_looks(&self, actor: &Actor, tree: &Tree, unit: &Unit) -> bool {
        let may_audit = || may(actor, Action::ReadAudit, unit, tree, last(unit, self.month()));
        unit.level == Level::Post && (is_own_post(actor, unit) || may_audit())
    }

    /// The log tells of every unit, so it is for those to whom every unit is entrusted.
    async fn authorise_audit(&self, actor: &Actor) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadAudit).await?;
        if self.may_everywhere(actor, Action::ReadAudit, &tree) { Ok(()) } else { Err(refusal(actor, "")) }
    }
}

/// Rows to skip and rows wanted. The log is in the order of its chain, newest first, and in no other.
fn window(query: &ListQuery) -> Result<(i64, i64), Failure> {
    match query.sort.as_str() {
        "" | "-seq" | "-at" => Ok((query.offset.into(), query.limit() as i64)),
        other => Err(Failure::invalid("sort", "bad_sort", other)),
    }
}

fn page(query: &ListQuery, (entries, total): (Vec<AuditEntry>, i64)) -> Page<AuditRow> {
    let rows = entries.into_iter().map(|entry| AuditRow {
        seq: entry.seq,
        at: entry.at.to_rfc3339_opts(SecondsFormat::Millis, true),
        actor: entry.actor,
        action: entry.action,
        unit: entry.unit_code,
        detail: entry.detail,
        hash: entry.hash,
    });
    Page { rows: rows.collect(), total: u32::try_from(total).unwrap_or(u32::MAX), offset: query.offset }
}
