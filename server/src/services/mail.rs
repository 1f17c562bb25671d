//! Notices by mail: what people with an address have not read is gathered into one mail each, and sent once.

use crate::{mail::Mailer, platform::Platform, store::DueMail};
use app::{
    api::{Failure, reports::ReportAddress},
    domain::units::UnitId,
    i18n::{Locale, t, t_data, t_with},
};
use chrono::TimeDelta;
use tokio_util::sync::CancellationToken;

/// How long a notice is worth a mail.
const WITHIN: TimeDelta = TimeDelta::days(3);
/// How long after a vain attempt the next one is made.
const AGAIN: TimeDelta = TimeDelta::minutes(5);
/// Attempts.
const TRIES: i64 = 5;
/// Notices named in one mail; more are only counted.
const MOST: usize = 50;

/// What became of a round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct MailRound {
    /// Mails that the server took.
    pub sent: u32,
    /// Mails that it did not take; they are tried again.
    pub failed: u32,
}

impl Platform {
    /// Sends what is due, one mail a person. `public_url` begins the links.
    ///
    /// # Errors
    /// When the database fails; a mail server that fails is counted and tried again.
    pub async fn send_mail(&self, mailer: &Mailer, public_url: Option<&str>) -> Result<MailRound, Failure> {
        let now = self.now();
        let due = self.db.due_mails(now - WITHIN, now - AGAIN, TRIES).await?;
        let mut round = MailRound::default();
        for mails in due.chunk_by(|a, b| a.user_id == b.user_id) {
            let (notices, user) =
                (mails.iter().map(|mail| mail.notice_id).collect::<Vec<_>>(), mails[0].user_id);
            let mut tx = self.begin().await?;
            tx.try_mails(&notices, user, now).await?;
            tx.commit().await?;
            let (subject, text) = self.letter(mails, public_url).await?;
            let sent = mailer.send(&mails[0].email, &subject, text).await;
            let (at, error) = match &sent {
                Ok(()) => (Some(now), String::new()),
                Err(fault) => {
                    tracing::warn!(%fault, "a mail could not be sent");
                    (None, fault.to_string())
                }
            };
            let mut tx = self.begin().await?;
            tx.end_mails(&notices, user, at, &error).await?;
            tx.commit().await?;
            if sent.is_ok() {
                round.sent += 1;
            } else {
                round.failed += 1;
            }
        }
        Ok(round)
    }

    /// What people are told, and the reports they have subscribed to.
    async fn send_all(&self, mailer: &Mailer, public_url: Option<&str>) -> Result<MailRound, Failure> {
        // Neither waits for the other.
        let (told, reports) =
            (self.send_mail(mailer, public_url).await, self.send_deliveries(mailer, public_url).await);
        let (told, reports) = (told?, reports?);
        Ok(MailRound { sent: told.sent + reports.sent, failed: told.failed + reports.failed })
    }

    /// Rounds until `stop`.
    pub async fn keep_mailing(
        &self,
        mailer: &Mailer,
        public_url: Option<&str>,
        every: std::time::Duration,
        stop: &CancellationToken,
    ) {
        let mut rounds = tokio::time::interval(every);
        rounds.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = stop.cancelled() => return,
                _ = rounds.tick() => {}
            }
            match self.send_all(mailer, public_url).await {
                Ok(MailRound { sent: 0, failed: 0 }) => {}
                Ok(round) => tracing::info!(sent = round.sent, failed = round.failed, "mail"),
                Err(failure) => tracing::warn!(%failure, "no mail could be sent"),
            }
        }
    }

    /// Subject and text for one person, in the language of that person.
    async fn letter(&self, mails: &[DueMail], public_url: Option<&str>) -> Result<(String, String), Failure> {
        let language = mails[0].language.as_deref().unwrap_or(&self.policy.language);
        let locale: Locale = language.parse().unwrap_or_default();
        let app = if self.policy.title.is_empty() { t(locale, "app.title") } else { &self.policy.title };
        let tree = self.tree().await?;
        let count = mails.len().to_string();
        let subject = t_with(locale, "mail.subject", &[("app", app), ("n", &count)]);
        let mut text = t_with(locale, "mail.hello", &[("app", app)]) + "\n";
        for mail in mails.iter().take(MOST) {
            let detail: serde_json::Value = serde_json::from_str(&mail.detail).unwrap_or_default();
            let report: Option<ReportAddress> = serde_json::from_value(detail["report"].clone()).ok();
            let unit = tree.get(UnitId(mail.about_unit));
            let unit = unit.map(|unit| locale.pick(&unit.name, &unit.name_en)).unwrap_or_default();
            text += &format!("\n- {} · {unit}", t_data(locale, "notice", &mail.kind));
            if detail["objection"].is_number() {
                let figure: (String, String) =
                    serde_json::from_value(detail["figure"].clone()).unwrap_or_default();
                let period = detail["period"].as_str().unwrap_or_default();
                text += &format!(" · {} · {period}", locale.pick(&figure.0, &figure.1));
                // What is said of a single judge's figures is read on the page, where it is logged who does.
                if let Some(url) = public_url {
                    text += &format!("\n  {url}/judges?tab=objections");
                }
            }
            for (key, pages) in [("problem", "problems"), ("bulletin", "bulletins")] {
                let Some(id) = detail[key].as_i64() else { continue };
                let category: (String, String) =
                    serde_json::from_value(detail["category"].clone()).unwrap_or_default();
                let title = detail["title"].as_str().unwrap_or_default();
                let about = if key == "problem" { locale.pick(&category.0, &category.1) } else { title };
                text += &format!(" · {about}");
                if let Some(url) = public_url {
                    text += &format!("\n  {url}/{pages}/{id}");
                }
            }
            for (key, page) in [("contact", "contacts/"), ("voice", "voices?unit=")] {
                if let (Some(code), Some(url)) = (detail[key].as_str(), public_url) {
                    text += &format!("\n  {url}/{page}{code}");
                }
            }
            if let Some(alarm) = detail["alarm"].as_i64() {
                let what = detail["what"].as_str().unwrap_or_default();
                text += &format!(" · {}", t_data(locale, "alarms.kinds", what));
                if let Some(url) = public_url {
                    text += &format!("\n  {url}/safety/alarms/{alarm}");
                }
            }
            if detail["hook"].is_number() {
                text += &format!(" · {}", detail["url"].as_str().unwrap_or_default());
                if let Some(url) = public_url {
                    text += &format!("\n  {url}/safety/devices?tab=hooks");
                }
            }
            if let Some(report) = report {
                let form = self.catalogue.form(&report.form);
                let form = form.map(|form| locale.pick(&form.zh, &form.en)).unwrap_or_default();
                text += &format!(" · {form} · {}", report.period);
                if let Some(reason) = detail["reason"].as_str().filter(|reason| !reason.is_empty()) {
                    text += &format!("\n  {reason}");
                }
                if let Some(url) = public_url {
                    text += &format!("\n  {url}/reports/{}/{}/{}", report.form, report.unit, report.period);
                }
            }
        }
        if mails.len() > MOST {
            text += &format!("\n\n… +{}", mails.len() - MOST);
        }
        text += &format!("\n\n{}\n", t(locale, "mail.foot"));
        Ok((subject, text))
    }
}
