//! Reading the audit log.

use super::instant;
use crate::{
    platform::{Platform, refusal},
    store::{AuditEntry, AuditFilter},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        audit::{Audit, AuditRow, ChainReport},
    },
    domain::{
        permissions::{Action, Actor, Grant, Role, may},
        tree::Tree,
        units::Level,
    },
};
use async_trait::async_trait;

/// Entries verified at a time.
const PIECE: i64 = 5_000;

#[async_trait]
impl Audit for Platform {
    async fn list_audit(&self, actor: &Actor, query: &ListQuery) -> Result<Page<AuditRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadAudit).await?;
        let units = self.readable(actor, &tree);
        self.audit_rows(query, AuditFilter { units: units.as_deref(), ..AuditFilter::default() }).await
    }

    async fn list_looks(
        &self,
        actor: &Actor,
        post: &str,
        query: &ListQuery,
    ) -> Result<Page<AuditRow>, Failure> {
        let tree = self.tree().await?;
        let month = self.month();
        let Some(unit) = tree.by_code(post).filter(|unit| unit.level == Level::Post) else {
            return Err(if actor.is_known() {
                Failure::not_found("post", post)
            } else {
                refusal(actor, post)
            });
        };
        let own = |grant: &Grant| grant.role == Role::PostJudge && tree.is_within(unit.id, grant.unit, month);
        if !(actor.grants.iter().any(own) || may(actor, Action::ReadAudit, unit, &tree, month)) {
            return Err(refusal(actor, post));
        }
        let units = [post.to_owned()];
        let filter = AuditFilter { action: "posts.look", units: Some(&units), ..AuditFilter::default() };
        self.audit_rows(query, filter).await
    }

    async fn verify_audit(&self, actor: &Actor) -> Result<ChainReport, Failure> {
        self.authorise_somewhere(actor, Action::ReadAudit).await?;
        let (mut report, mut previous) = (ChainReport { entries: 0, broken_at: None }, String::new());
        loop {
            let piece = self.db.audit_after(report.entries, PIECE).await?;
            if piece.is_empty() {
                return Ok(report);
            }
            for entry in piece {
                // Numbers go up without gaps, so a missing entry is seen even when the hashes around it were redone.
                if entry.seq != report.entries + 1 || entry.hash != entry.hash_after(&previous) {
                    report.broken_at = Some(entry.seq);
                    return Ok(report);
                }
                report.entries += 1;
                previous = entry.hash;
            }
        }
    }
}

impl Platform {
    /// Codes of the units whose entries the actor may read; none when that is all of them, and those about no unit.
    fn readable(&self, actor: &Actor, tree: &Tree) -> Option<Vec<String>> {
        let month = self.month();
        if tree.roots(month).all(|root| may(actor, Action::ReadAudit, root, tree, month)) {
            return None;
        }
        let readable = tree.units().iter().filter(|unit| may(actor, Action::ReadAudit, unit, tree, month));
        Some(readable.map(|unit| unit.code.clone()).collect())
    }

    async fn audit_rows(
        &self,
        query: &ListQuery,
        filter: AuditFilter<'_>,
    ) -> Result<Page<AuditRow>, Failure> {
        let oldest_first = match query.sort.as_str() {
            "" | "-seq" | "-at" => false,
            "seq" | "at" => true,
            other => return Err(Failure::invalid("sort", "bad_sort", other)),
        };
        let filter = AuditFilter { search: &query.search, oldest_first, ..filter };
        let (rows, total) = self.db.audit_page(filter, query.offset.into(), query.limit() as i64).await?;
        let rows = rows.into_iter().map(audit_row).collect();
        Ok(Page { rows, total: total.try_into().unwrap_or(u32::MAX), offset: query.offset })
    }
}

fn audit_row(entry: AuditEntry) -> AuditRow {
    AuditRow {
        seq: entry.seq,
        at: instant(entry.at),
        actor: entry.actor,
        action: entry.action,
        unit: entry.unit_code,
        detail: entry.detail,
        hash: entry.hash,
    }
}
