//! Reports that come by themselves: subscribed to by their reader, made with his own permissions, delivered whole or not at all.

mod delivering;
mod making;

use super::{saved::person, values::instant};
use crate::{
    platform::{Platform, refusal},
    store::{DeliveryRow as Stored, NewSubscription, SubscriptionRow as StoredSubscription},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        saved::Saved as _,
        subscriptions::{
            Delivered, DeliveryRow, SubscriptionKind, SubscriptionOrder, SubscriptionRow, Subscriptions,
            SubscriptionsView, TemplateRow,
        },
    },
    domain::{
        permissions::{Action, Actor},
        saved::Rhythm,
    },
};
use async_trait::async_trait;
use std::collections::HashMap;

/// Subscriptions of one person.
const MOST: usize = 20;

/// Chinese and English.
type Names = (String, String);

#[async_trait]
impl Subscriptions for Platform {
    async fn list_subscriptions(&self, actor: &Actor) -> Result<SubscriptionsView, Failure> {
        self.authorise_somewhere(actor, Action::ReadValues).await?;
        let user = person(actor)?;
        let mut rows = Vec::new();
        for stored in self.db.subscriptions(user).await? {
            rows.push(self.subscription_row(actor, stored).await?);
        }
        let templates = self.catalogue.templates().iter().map(|template| TemplateRow {
            id: template.id.clone(),
            name: template.name.clone(),
            note: template.note.clone(),
            rhythm: template.rhythm,
        });
        let known = self.db.user_by_name(user).await?;
        Ok(SubscriptionsView {
            rows,
            templates: templates.collect(),
            by_mail: known.is_some_and(|known| !known.user.email.is_empty()),
        })
    }

    async fn subscribe(&self, actor: &Actor, order: &SubscriptionOrder) -> Result<SubscriptionRow, Failure> {
        self.authorise_somewhere(actor, Action::ReadValues).await?;
        let user = person(actor)?;
        if !(order.pdf || order.xlsx) {
            return Err(Failure::invalid("pdf", "no_format", ""));
        }
        let usual = self.subject(actor, order).await?;
        // Reports are made with the roles that their reader has on that day.
        if self.db.user_by_name(user).await?.is_none() {
            return Err(Failure::new(FailureKind::Conflict, "not_a_person"));
        }
        let rhythm = match order.rhythm.trim() {
            "" => usual.unwrap_or(Rhythm::Monthly),
            word => Rhythm::from_word(word).ok_or_else(|| Failure::invalid("rhythm", "bad_rhythm", word))?,
        };
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let known = self.db.subscriptions(user).await?;
        let (kind, template) = (order.kind.as_str(), order.template.trim());
        let target = if order.kind == SubscriptionKind::Template { 0 } else { order.target };
        let same = |row: &&StoredSubscription| {
            (row.kind.as_str(), row.target, row.template.as_str()) == (kind, target, template)
                && row.rhythm().is_ok_and(|known| known == rhythm)
                && (row.pdf, row.xlsx) == (order.pdf, order.xlsx)
        };
        if let Some(same) = known.iter().find(same) {
            return self.subscription_row(actor, same.clone()).await;
        }
        if known.len() >= MOST {
            return Err(Failure::invalid("kind", "too_many_saved", MOST.to_string()));
        }
        let now = self.now();
        let id = tx
            .create_subscription(&NewSubscription {
                owner: user,
                what: (kind, target, template),
                rhythm,
                formats: (order.pdf, order.xlsx),
                next_due: rhythm.next_after(self.today()),
                at: now,
            })
            .await?;
        let detail = serde_json::json!({
            "subscription": id, "kind": kind, "target": target, "template": template, "rhythm": rhythm,
        });
        tx.append_audit(now, &actor.name, "subscriptions.create", "", &detail).await?;
        self.commit(tx).await?;
        self.subscription_row(actor, self.own_subscription(actor, id).await?).await
    }

    async fn unsubscribe(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        self.own_subscription(actor, id).await?;
        let now = self.now();
        let mut tx = self.begin().await?;
        if tx.end_subscription(id, now).await? {
            let detail = serde_json::json!({ "subscription": id });
            tx.append_audit(now, &actor.name, "subscriptions.end", "", &detail).await?;
            self.commit(tx).await?;
        }
        Ok(())
    }

    async fn deliver_now(&self, actor: &Actor, id: i64) -> Result<DeliveryRow, Failure> {
        let row = self.own_subscription(actor, id).await?;
        if row.ended_at.is_some() {
            return Err(Failure::not_found("subscription", id.to_string()));
        }
        // Days are those of the deployment; the instant tells several of a day apart, and a second click within it makes
        // none.
        let due = format!("{} {}", self.today(), instant(self.now()));
        let made = self.deliver(&row, &due).await?;
        let found = self.db.delivery(&row.owner, made).await?;
        let found = found.ok_or_else(|| Failure::not_found("delivery", made.to_string()))?;
        let names = self.db.delivery_names(&row.owner, &[made]).await?;
        Ok(delivery_row(found, names.into_iter().map(|(_, place, name)| (place, name)).collect()))
    }

    async fn list_deliveries(&self, actor: &Actor, query: &ListQuery) -> Result<Page<DeliveryRow>, Failure> {
        self.authorise_somewhere(actor, Action::ReadValues).await?;
        let user = person(actor)?;
        let needle = query.search.trim().to_lowercase();
        let mut rows = self.db.deliveries(user).await?;
        rows.retain(|row| needle.is_empty() || row.title.to_lowercase().contains(&needle));
        let (column, down) =
            query.sort.strip_prefix('-').map_or((query.sort.as_str(), false), |column| (column, true));
        match column {
            "" | "made_at" => {}
            "title" => rows.sort_by(|a, b| a.title.cmp(&b.title)),
            "state" => rows.sort_by(|a, b| a.state.cmp(&b.state)),
            other => return Err(Failure::invalid("sort", "bad_sort", other)),
        }
        if down {
            rows.reverse();
        }
        let page = query.page(rows);
        let shown: Vec<i64> = page.rows.iter().map(|row| row.id).collect();
        let mut names: HashMap<i64, Vec<(i64, String)>> = HashMap::new();
        for (delivery, place, name) in self.db.delivery_names(user, &shown).await? {
            names.entry(delivery).or_default().push((place, name));
        }
        let row = |stored: Stored| {
            let files = names.remove(&stored.id).unwrap_or_default();
            delivery_row(stored, files)
        };
        Ok(Page { rows: page.rows.into_iter().map(row).collect(), total: page.total, offset: page.offset })
    }

    async fn open_delivery(&self, actor: &Actor, id: i64, file: i64) -> Result<Delivered, Failure> {
        self.authorise_somewhere(actor, Action::ReadValues).await?;
        let unknown = || Failure::not_found("delivery", id.to_string());
        let row = self.db.delivery(person(actor)?, id).await?.ok_or_else(unknown)?;
        let found = self.db.delivery_file(row.id, file).await?;
        let found = found.ok_or_else(|| Failure::not_found("file", file.to_string()))?;
        if row.seen_at.is_none() {
            let mut tx = self.begin().await?;
            tx.see_delivery(id, self.now()).await?;
            self.commit(tx).await?;
        }
        Ok(Delivered { name: found.name, media: found.media, bytes: found.bytes })
    }
}

fn delivery_row(stored: Stored, files: Vec<(i64, String)>) -> DeliveryRow {
    DeliveryRow {
        id: stored.id,
        title: stored.title,
        due: stored.due.chars().take(10).collect(),
        reason: serde_json::from_str(&stored.reason).ok(),
        state: stored.state,
        made_at: stored.made_at.map(instant),
        seen: stored.seen_at.is_some(),
        mailed: stored.mailed_at.is_some(),
        files,
    }
}

impl Platform {
    /// A subscription of the actor's own.
    async fn own_subscription(&self, actor: &Actor, id: i64) -> Result<StoredSubscription, Failure> {
        self.authorise_somewhere(actor, Action::ReadValues).await?;
        let unknown = || Failure::not_found("subscription", id.to_string());
        let row = self.db.subscription(id).await?.ok_or_else(unknown)?;
        if row.owner == person(actor)? { Ok(row) } else { Err(refusal(actor, "")) }
    }

    /// Looks whether there is what is to be subscribed to; how often it usually comes.
    async fn subject(&self, actor: &Actor, order: &SubscriptionOrder) -> Result<Option<Rhythm>, Failure> {
        match order.kind {
            SubscriptionKind::View => self.seen_view(actor, order.target).await.map(|_| None),
            SubscriptionKind::Board => self.open_board(actor, order.target).await.map(|_| None),
            SubscriptionKind::Template => {
                let id = order.template.trim();
                let found = self.catalogue.templates().iter().find(|template| template.id == id);
                let found = found.ok_or_else(|| Failure::not_found("template", id))?;
                Ok(Some(found.rhythm))
            }
        }
    }

    /// Titles of what was subscribed to; none where it is no more or no longer for the reader.
    async fn subject_names(&self, actor: &Actor, row: &StoredSubscription) -> Option<Names> {
        match SubscriptionKind::from_word(&row.kind)? {
            SubscriptionKind::View => {
                let view = self.seen_view(actor, row.target).await.ok()?;
                Some((view.title.clone(), view.title))
            }
            SubscriptionKind::Board => {
                let board = self.open_board(actor, row.target).await.ok()?.row;
                Some((board.title.clone(), board.title)).filter(|_| !board.deleted)
            }
            SubscriptionKind::Template => {
                let template = self.catalogue.templates().iter().find(|known| known.id == row.template)?;
                Some(template.name.clone())
            }
        }
    }

    async fn subscription_row(
        &self,
        actor: &Actor,
        stored: StoredSubscription,
    ) -> Result<SubscriptionRow, Failure> {
        Ok(SubscriptionRow {
            id: stored.id,
            kind: SubscriptionKind::from_word(&stored.kind).unwrap_or_default(),
            target: stored.target,
            template: stored.template.clone(),
            title: self.subject_names(actor, &stored).await.unwrap_or_default(),
            rhythm: stored.rhythm()?,
            pdf: stored.pdf,
            xlsx: stored.xlsx,
            next_due: stored.next_due()?.to_string(),
        })
    }
}
