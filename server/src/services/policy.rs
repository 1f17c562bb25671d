//! Decisions for the whole deployment, kept in the database; until there is one, the configuration holds.

use crate::platform::{Platform, refusal};
use app::{
    api::{
        Failure,
        policy::{Policies, PolicyView},
    },
    domain::{
        contacts::GuidanceDay,
        permissions::{Action, Actor},
    },
};
use async_trait::async_trait;

#[async_trait]
impl Policies for Platform {
    async fn policy(&self) -> Result<PolicyView, Failure> {
        Ok(PolicyView {
            ranking: self.ranking().await?,
            configured: self.policy.ranking,
            guidance: self.guidance_day().await?,
        })
    }

    async fn set_ranking(&self, actor: &Actor, ranking: bool) -> Result<PolicyView, Failure> {
        let tree = self.tree().await?;
        if !self.may_everywhere(actor, Action::DecidePolicy, &tree) {
            return Err(refusal(actor, ""));
        }
        let before = self.ranking().await?;
        let (now, month) = (self.now(), self.month().index());
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        tx.set_setting("ranking", if ranking { "true" } else { "false" }).await?;
        let detail = serde_json::json!({ "ranking": ranking, "before": before });
        tx.append_audit(now, &actor.name, "policy.ranking", "", &detail).await?;
        let change =
            serde_json::json!({ "unit": 0, "code": "", "from": month, "to": month, "kind": "policy" });
        tx.append_outbox(now, &change.to_string()).await?;
        self.commit(tx).await?;
        self.policy().await
    }

    async fn set_guidance(&self, actor: &Actor, day: GuidanceDay) -> Result<PolicyView, Failure> {
        let tree = self.tree().await?;
        if !self.may_everywhere(actor, Action::DecidePolicy, &tree) {
            return Err(refusal(actor, ""));
        }
        let wrong = || Failure::invalid("day", "bad_guidance_day", day.stored());
        let day = GuidanceDay::new(day.week, day.weekday).ok_or_else(wrong)?;
        let before = self.guidance_day().await?;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        tx.set_setting("guidance_day", &day.stored()).await?;
        let detail = serde_json::json!({ "day": day.stored(), "before": before.stored() });
        tx.append_audit(self.now(), &actor.name, "policy.guidance", "", &detail).await?;
        self.commit(tx).await?;
        self.policy().await
    }
}

impl Platform {
    /// Whether units may be ranked.
    pub(crate) async fn ranking(&self) -> Result<bool, Failure> {
        Ok(self.settings().await?.ranking.unwrap_or(self.policy.ranking))
    }
}
