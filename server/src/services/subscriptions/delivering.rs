//! Making what is due, once, by whichever server comes first; and sending it.

use crate::{
    mail::{Attachment, Mailer},
    platform::Platform,
    services::mail::MailRound,
    store::{DeliveryFile, DueDelivery, SubscriptionRow},
};
use app::{
    api::Failure,
    domain::permissions::Actor,
    i18n::{Locale, failure_text, t, t_with},
};
use chrono::{NaiveDate, TimeDelta};

/// How long making one may take before another server tries.
const PATIENCE: TimeDelta = TimeDelta::minutes(10);
/// How long what was delivered is kept.
const KEPT: TimeDelta = TimeDelta::days(400);
/// How long a delivery is worth a mail.
const WITHIN: TimeDelta = TimeDelta::days(3);
/// How long after a vain attempt the next one is made.
const AGAIN: TimeDelta = TimeDelta::minutes(5);
/// Attempts.
const TRIES: i64 = 5;

impl Platform {
    /// Makes everything that is due; how many were made or failed. Repeating it makes nothing twice.
    ///
    /// # Errors
    /// When the database fails; what cannot be made is kept as failed, with the reason.
    pub async fn deliver_due(&self) -> Result<usize, Failure> {
        let (now, today) = (self.now(), self.today());
        let mut count = 0;
        for row in self.db.due_subscriptions(today).await? {
            let due = row.next_due()?;
            self.deliver(&row, &due.to_string()).await?;
            // Of several that were missed while no server ran only one is made: they would all say the same.
            let mut tx = self.begin().await?;
            tx.put_next_due(row.id, row.rhythm()?.next_after(today.max(due))).await?;
            self.commit(tx).await?;
            count += 1;
        }
        for stuck in self.db.stuck_deliveries(now - PATIENCE).await? {
            let Some(row) = self.db.subscription(stuck.subscription_id).await? else { continue };
            let mut tx = self.begin().await?;
            let mine = tx.reclaim_delivery(stuck.id, (now - PATIENCE, now)).await?;
            self.commit(tx).await?;
            if mine {
                self.make_and_keep(&row, stuck.id, &stuck.due).await?;
                count += 1;
            }
        }
        let mut tx = self.begin().await?;
        tx.trim_deliveries(now - KEPT).await?;
        self.commit(tx).await?;
        Ok(count)
    }

    /// Makes one delivery of a subscription; its number.
    pub(super) async fn deliver(&self, row: &SubscriptionRow, due: &str) -> Result<i64, Failure> {
        let mut tx = self.begin().await?;
        let claimed = tx.claim_delivery(row.id, due, self.now()).await?;
        self.commit(tx).await?;
        match claimed {
            Some(id) => self.make_and_keep(row, id, due).await.map(|()| id),
            // Another server, or another click, has it.
            None => {
                let known = self.db.deliveries(&row.owner).await?.into_iter();
                let same = known.filter(|known| known.subscription_id == row.id && known.due == due);
                let mut ids = same.map(|known| known.id);
                ids.next().ok_or_else(|| Failure::not_found("delivery", due))
            }
        }
    }

    /// Makes it whole, with the roles that its reader has now, or keeps the reason why not.
    async fn make_and_keep(&self, row: &SubscriptionRow, id: i64, due: &str) -> Result<(), Failure> {
        let known = self.db.user_by_name(&row.owner).await?;
        let language = known.as_ref().and_then(|known| known.user.language.clone());
        let locale: Locale = language.as_deref().unwrap_or(&self.policy.language).parse().unwrap_or_default();
        let day: NaiveDate = due.get(..10).and_then(|day| day.parse().ok()).unwrap_or_else(|| self.today());
        let made = match known.filter(|known| known.user.active) {
            Some(known) => {
                let actor =
                    Actor { name: format!("user:{}", row.owner), grants: known.grants, operator: false };
                let title = self.subject_names(&actor, row).await.unwrap_or_default();
                let title = locale.pick(&title.0, &title.1).to_owned();
                (title, self.make(&actor, row, day, locale).await)
            }
            None => (String::new(), Err(Failure::not_found("user", &row.owner))),
        };
        let (title, made) = made;
        let (files, reason): (Vec<DeliveryFile>, String) = match made {
            Ok(files) => (files, String::new()),
            Err(failure) => {
                tracing::warn!(%failure, subscription = row.id, "a report could not be made");
                (vec![], serde_json::to_string(&failure).unwrap_or_else(|_| "{}".to_owned()))
            }
        };
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.end_delivery(id, (&title, &reason), &files, now).await?;
        let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
        let detail =
            serde_json::json!({ "delivery": id, "subscription": row.id, "files": names, "failed": reason });
        tx.append_audit(now, &format!("user:{}", row.owner), "subscriptions.deliver", "", &detail).await?;
        self.commit(tx).await
    }

    /// Sends what was made, one mail each; and says of what could not be made why.
    ///
    /// # Errors
    /// When the database fails; a mail server that fails is counted and tried again.
    pub async fn send_deliveries(
        &self,
        mailer: &Mailer,
        public_url: Option<&str>,
    ) -> Result<MailRound, Failure> {
        let now = self.now();
        let mut round = MailRound::default();
        for due in self.db.due_deliveries(now - WITHIN, now - AGAIN, TRIES).await? {
            let mut tx = self.begin().await?;
            tx.try_delivery(due.id, now).await?;
            self.commit(tx).await?;
            let (subject, text) = self.cover(&due, public_url);
            let files = self.db.delivery_files(due.id).await?.into_iter();
            let files: Vec<Attachment> = files
                .map(|file| Attachment { name: file.name, media: file.media, bytes: file.bytes })
                .collect();
            match mailer.send_with(&due.email, &subject, text, files).await {
                Ok(()) => {
                    let mut tx = self.begin().await?;
                    tx.end_delivery_mail(due.id, now).await?;
                    self.commit(tx).await?;
                    round.sent += 1;
                }
                Err(fault) => {
                    tracing::warn!(%fault, "a report could not be sent");
                    round.failed += 1;
                }
            }
        }
        Ok(round)
    }

    /// Subject and text of the mail around a delivery, in the language of its reader.
    fn cover(&self, due: &DueDelivery, public_url: Option<&str>) -> (String, String) {
        let language = due.language.as_deref().unwrap_or(&self.policy.language);
        let locale: Locale = language.parse().unwrap_or_default();
        let app = if self.policy.title.is_empty() { t(locale, "app.title") } else { &self.policy.title };
        let words = [("app", app), ("title", due.title.as_str())];
        let failure: Option<Failure> = serde_json::from_str(&due.reason).ok();
        let (subject, mut text) = match &failure {
            None => (t_with(locale, "delivery.subject", &words), t_with(locale, "delivery.text", &words)),
            Some(failure) => {
                let why = failure_text(locale, failure);
                let words = [("app", app), ("title", due.title.as_str()), ("why", why.as_str())];
                (
                    t_with(locale, "delivery.failed_subject", &words),
                    t_with(locale, "delivery.failed_text", &words),
                )
            }
        };
        if let Some(url) = public_url {
            text += &format!("\n\n{url}/subscriptions");
        }
        text += &format!("\n\n{}\n", t(locale, "mail.foot"));
        (subject, text)
    }
}
