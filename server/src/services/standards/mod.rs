//! Standards: list, open, compare, load, retire, and apply to a unit.

mod computing;
mod library;

pub(super) use computing::{AsOf, values};
pub(crate) use library::{Edition, Library};

use crate::{
    platform::{Platform, refusal},
    store::NewStandard,
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        standards::{Assessment, AssessmentQuery, Comparison, StandardRow, StandardView, Standards},
    },
    domain::{
        permissions::{Action, Actor},
        standards::{Standard, compare},
    },
};
use async_trait::async_trait;
use chrono::{DateTime, SecondsFormat, Utc};
use library::named;
use sha2::{Digest, Sha256};
use std::cmp::Ordering;

/// Most bytes of the text of a standard: a hundred items need fifty thousand.
const MOST_BYTES: usize = 512 << 10;
/// Most characters of a reason.
const MOST_REASON: usize = 500;

#[async_trait]
impl Standards for Platform {
    async fn list_standards(&self, query: &ListQuery) -> Result<Page<StandardRow>, Failure> {
        let wanted = query.search.trim().to_lowercase();
        let library = self.library().await?;
        let mut rows: Vec<_> = library.editions().iter().map(|one| self.standard_row(one)).collect();
        rows.retain(|row| {
            let texts = [&row.id, &row.edition, &row.zh, &row.en];
            wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted))
        });
        sort(&mut rows, &query.sort)?;
        Ok(query.page(rows))
    }

    async fn open_standard(&self, id: &str, edition: &str) -> Result<StandardView, Failure> {
        let standard = self.standard(id, edition).await?;
        let row = self.row_of(id, &standard.edition).await?;
        let text = match self.db.standard_text(id, &standard.edition).await? {
            Some(text) => text,
            None => self.catalogue.standard_text(id, &standard.edition).unwrap_or_default().to_owned(),
        };
        Ok(StandardView { row, standard: (*standard).clone(), text })
    }

    async fn compare_standards(&self, id: &str, before: &str, after: &str) -> Result<Comparison, Failure> {
        let (old, new) = (self.standard(id, before).await?, self.standard(id, after).await?);
        Ok(Comparison {
            before: self.row_of(id, &old.edition).await?,
            after: self.row_of(id, &new.edition).await?,
            differences: compare(&old, &new),
        })
    }

    async fn load_standard(&self, actor: &Actor, text: &str) -> Result<StandardRow, Failure> {
        self.authorise_standards(actor).await?;
        if text.trim().is_empty() {
            return Err(Failure::invalid("text", "missing", "text"));
        }
        if text.len() > MOST_BYTES {
            return Err(Failure::invalid("text", "too_long", MOST_BYTES.to_string()));
        }
        let text = plain(text);
        let read = self.catalogue.read_standard(&text);
        let standard = read.map_err(|error| {
            Failure::invalid("text", "standard_invalid", format!("{}: {}", error.entry, error.reason))
        })?;
        let (id, edition) = (standard.id.as_str(), standard.edition.as_str());
        // One and the same text may come twice; an edition with another text never.
        let settled = async || match self.open_standard(id, edition).await {
            Ok(known) if plain(&known.text) == text => Ok(Some(known.row)),
            Ok(_) => Err(taken(&standard)),
            Err(failure) if failure.kind == FailureKind::NotFound => Ok(None),
            Err(failure) => Err(failure),
        };
        if let Some(row) = settled().await? {
            return Ok(row);
        }
        let (now, sha256) = (self.now(), hash_of(&text));
        let new = NewStandard { id, edition, text: &text, sha256: &sha256, by: &actor.name, at: now };
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        if !tx.load_standard(&new).await? {
            // Somebody was faster.
            drop(tx);
            self.ring();
            return settled().await?.ok_or_else(|| taken(&standard));
        }
        let detail = serde_json::json!({
            "id": id,
            "edition": edition,
            "sha256": sha256,
            "items": standard.items().count(),
            "points": standard.full(),
        });
        self.announce_standards(tx, actor, "standards.load", &detail).await?;
        self.row_of(id, edition).await
    }

    async fn retire_standard(
        &self,
        actor: &Actor,
        id: &str,
        edition: &str,
        reason: &str,
    ) -> Result<StandardRow, Failure> {
        self.authorise_standards(actor).await?;
        let reason = checked(reason)?;
        self.row_of(id, edition).await?;
        let mut tx = self.begin().await?;
        // Retiring what is retired already is no mistake, and nothing to write down.
        if tx.retire_standard((id, edition), reason, (&actor.name, self.now())).await? {
            let detail = serde_json::json!({ "id": id, "edition": edition, "reason": reason });
            self.announce_standards(tx, actor, "standards.retire", &detail).await?;
        }
        self.row_of(id, edition).await
    }

    async fn restore_standard(
        &self,
        actor: &Actor,
        id: &str,
        edition: &str,
        reason: &str,
    ) -> Result<StandardRow, Failure> {
        self.authorise_standards(actor).await?;
        let reason = checked(reason)?;
        self.row_of(id, edition).await?;
        let mut tx = self.begin().await?;
        if tx.restore_standard(id, edition).await? {
            let detail = serde_json::json!({ "id": id, "edition": edition, "reason": reason });
            self.announce_standards(tx, actor, "standards.restore", &detail).await?;
        }
        self.row_of(id, edition).await
    }

    async fn assess(&self, actor: &Actor, query: &AssessmentQuery) -> Result<Assessment, Failure> {
        self.apply_standard(actor, query).await
    }
}

impl Platform {
    /// Standards are the same for all units: whoever changes them administers all of them.
    async fn authorise_standards(&self, actor: &Actor) -> Result<(), Failure> {
        let tree = self.tree().await?;
        let allowed = self.may_everywhere(actor, Action::ManageStandards, &tree);
        if allowed { Ok(()) } else { Err(refusal(actor, "")) }
    }

    /// Writes down what was done, tells every server, and makes it durable.
    async fn announce_standards(
        &self,
        mut tx: crate::store::Tx,
        actor: &Actor,
        action: &str,
        detail: &serde_json::Value,
    ) -> Result<(), Failure> {
        let (now, month) = (self.now(), self.month().index());
        tx.append_audit(now, &actor.name, action, "", detail).await?;
        let change =
            serde_json::json!({ "unit": 0, "code": "", "from": month, "to": month, "kind": "standards" });
        tx.append_outbox(now, &change.to_string()).await?;
        self.commit(tx).await
    }

    async fn row_of(&self, id: &str, edition: &str) -> Result<StandardRow, Failure> {
        let library = self.library().await?;
        let found = library.find(id, edition);
        let found = found.ok_or_else(|| Failure::not_found("standard", named(id, edition)))?;
        Ok(self.standard_row(found))
    }

    fn standard_row(&self, edition: &Edition) -> StandardRow {
        let Edition { standard, row } = edition;
        let instant = |at: DateTime<Utc>| at.to_rfc3339_opts(SecondsFormat::Secs, true);
        let row = row.as_ref();
        StandardRow {
            id: standard.id.clone(),
            edition: standard.edition.clone(),
            zh: standard.zh.clone(),
            en: standard.en.clone(),
            note: standard.note.clone(),
            effective: standard.from.to_string(),
            illustrative: standard.illustrative,
            subject: standard.subject.as_str().to_owned(),
            items: standard.items().count() as u32,
            computed: standard.items().filter(|item| !item.scoring.by_hand()).count() as u32,
            points: standard.full().as_f64(),
            usable: self.is_usable(edition),
            loaded_by: row.and_then(|row| row.loaded_by.clone()),
            loaded_at: row.and_then(|row| row.loaded_at).map(instant),
            retired_by: row.and_then(|row| row.retired_by.clone()),
            retired_at: row.and_then(|row| row.retired_at).map(instant),
            retire_reason: row.map(|row| row.retire_reason.clone()).unwrap_or_default(),
        }
    }
}

/// The text without what browsers and editors put into it: a byte order mark, carriage returns, an end that is not one.
fn plain(text: &str) -> String {
    let text = text.trim_start_matches('\u{feff}').replace("\r\n", "\n");
    format!("{}\n", text.trim_end())
}

fn hash_of(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn taken(standard: &Standard) -> Failure {
    let named = named(&standard.id, &standard.edition);
    Failure { kind: FailureKind::Conflict, ..Failure::invalid("text", "edition_taken", named) }
}

fn checked(reason: &str) -> Result<&str, Failure> {
    let reason = reason.trim();
    if reason.is_empty() {
        return Err(Failure::invalid("reason", "missing", "reason"));
    }
    if reason.chars().count() > MOST_REASON {
        return Err(Failure::invalid("reason", "too_long", MOST_REASON.to_string()));
    }
    Ok(reason)
}

/// They come by id, the oldest edition first.
fn sort(rows: &mut [StandardRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let order: fn(&StandardRow, &StandardRow) -> Ordering = match column {
        "" => return Ok(()),
        "id" => |a, b| a.id.cmp(&b.id),
        "zh" => |a, b| a.zh.cmp(&b.zh),
        "en" => |a, b| a.en.to_lowercase().cmp(&b.en.to_lowercase()),
        "edition" => |a, b| a.edition.cmp(&b.edition),
        "effective" => |a, b| a.effective.cmp(&b.effective),
        "items" => |a, b| a.items.cmp(&b.items),
        "points" => |a, b| a.points.total_cmp(&b.points),
        "loaded_at" => |a, b| a.loaded_at.cmp(&b.loaded_at),
        "retired_at" => |a, b| a.retired_at.cmp(&b.retired_at),
        _ => return Err(Failure::invalid("sort", "bad_sort", by)),
    };
    rows.sort_by(|a, b| if down { order(b, a) } else { order(a, b) });
    Ok(())
}
