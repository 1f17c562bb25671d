//! Making what is due, once, by whichever server comes first; and sending it.

use crate::{
    mail::{Attachment, Mailer},
    platform::Platform,
    services::mail::MailRound,
    store::{DeliveryFile, DeliveryRow, DueDelivery, SubscriptionRow},
};
use app::{
    api::Failure,
    domain::permissions::Actor,
    i18n::{Locale, failure_text, t, t_with},
};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

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

/// Whether the same may be made later: a database that did not answer, not a font that is missing.
fn passes(failure: &Failure) -> bool {
    !failure.is_final() && !matches!(failure.reason.as_str(), "no_pdf" | "no_paper")
}

impl Platform {
    /// Makes everything that is due; how many were made or failed. Repeating it makes nothing twice.
    ///
    /// # Errors
    /// When the database fails; what cannot be made is kept as failed, with the reason.
    pub async fn deliver_due(&self) -> Result<usize, Failure> {
        let mut count = 0;
        for row in self.db.due_subscriptions(self.today()).await? {
            match self.deliver_next(&row).await {
                Ok(()) => count += 1,
                Err(failure) => tracing::warn!(%failure, subscription = row.id, "not delivered"),
            }
        }
        for stuck in self.db.stuck_deliveries(self.now() - PATIENCE).await? {
            match self.resume_delivery(&stuck).await {
                Ok(mine) => count += usize::from(mine),
                Err(failure) => tracing::warn!(%failure, delivery = stuck.id, "not delivered"),
            }
        }
        let mut tx = self.begin().await?;
        tx.trim_deliveries(self.now() - KEPT).await?;
        self.commit(tx).await?;
        Ok(count)
    }

    /// Makes what is due of a subscription. Of several that were missed while no server ran it is the last: the others are
    /// about what is past.
    async fn deliver_next(&self, row: &SubscriptionRow) -> Result<(), Failure> {
        let (rhythm, today) = (row.rhythm()?, self.today());
        let mut due = row.next_due()?;
        while rhythm.next_after(due) <= today {
            due = rhythm.next_after(due);
        }
        self.deliver(row, &due.to_string()).await?;
        let mut tx = self.begin().await?;
        tx.put_next_due(row.id, rhythm.next_after(today.max(due))).await?;
        self.commit(tx).await
    }

    /// Goes on with what a server began that is no more; whether nobody else does.
    async fn resume_delivery(&self, stuck: &DeliveryRow) -> Result<bool, Failure> {
        let Some(row) = self.db.subscription(stuck.subscription_id).await? else { return Ok(false) };
        let now = self.now();
        let mut tx = self.begin().await?;
        let mine = tx.reclaim_delivery(stuck.id, (now - PATIENCE, now)).await?;
        self.commit(tx).await?;
        if mine {
            self.make_and_keep(&row, (stuck.id, now), &stuck.due).await?;
        }
        Ok(mine)
    }

    /// Makes one delivery of a subscription; its number.
    pub(super) async fn deliver(&self, row: &SubscriptionRow, due: &str) -> Result<i64, Failure> {
        let now = self.now();
        let mut tx = self.begin().await?;
        let claimed = tx.claim_delivery(row.id, due, now).await?;
        self.commit(tx).await?;
        match claimed {
            Some(id) => self.make_and_keep(row, (id, now), due).await.map(|()| id),
            // Another server, or another click, has it.
            None => {
                let known = self.db.delivery_for(row.id, due).await?;
                known.ok_or_else(|| Failure::not_found("delivery", due))
            }
        }
    }

    /// Makes it whole, with the roles that its reader has now, or keeps the reason why not.
    async fn make_and_keep(
        &self,
        row: &SubscriptionRow,
        (id, claimed): (i64, DateTime<Utc>),
        due: &str,
    ) -> Result<(), Failure> {
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
            // What passes is tried again with what is stuck, as long as it is worth it.
            Err(failure) if passes(&failure) && self.today() - day < WITHIN => {
                tracing::warn!(%failure, subscription = row.id, "a report has to wait");
                return Ok(());
            }
            Err(failure) => {
                tracing::warn!(%failure, subscription = row.id, "a report could not be made");
                (vec![], serde_json::to_string(&failure).unwrap_or_else(|_| "{}".to_owned()))
            }
        };
        let now = self.now();
        let mut tx = self.begin().await?;
        if !tx.end_delivery((id, claimed), (&title, &reason), &files, now).await? {
            // Somebody else has taken it over meanwhile, and ends it.
            return Ok(());
        }
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
            let mine = tx.try_delivery(due.id, (now - AGAIN, now)).await?;
            self.commit(tx).await?;
            if !mine {
                continue;
            }
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
