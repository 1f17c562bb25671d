//! What comes of itself: an overdue problem is told one level higher every few days, and the desk is told when the day of looking
//! again has come. Both once, whichever server is first.

use super::{day_number, level_of, role_of};
use crate::{platform::Platform, store::problems::ProblemRow as Stored};
use app::{
    api::Failure,
    domain::{
        permissions::{Actor, Role},
        problems::{ProblemState, above, escalation},
        tree::Tree,
        units::UnitId,
    },
};

/// Problems looked at in one round; the others come with the next.
const MOST: i64 = 5_000;

impl Platform {
    /// Tells of all problems that are overdue or to be looked at again; how many notices there were. Repeating it tells nothing
    /// twice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chase_problems(&self, actor: &Actor) -> Result<usize, Failure> {
        let tree = self.tree().await?;
        let today = day_number(self.today());
        let mut count = 0;
        for row in self.db.problems_due(today, above(Role::TribunalHead).len() as i64, MOST).await? {
            count += match row.state()? {
                ProblemState::Assigned => self.escalate(actor, &tree, &row, today).await?,
                _ => self.remind_of_recheck(actor, &tree, &row).await?,
            };
        }
        Ok(count)
    }

    async fn escalate(&self, actor: &Actor, tree: &Tree, row: &Stored, today: i64) -> Result<usize, Failure> {
        let rules = self.catalogue.problem_rules();
        let over = today - row.deadline.unwrap_or(today);
        let owner = if row.owner_role == Role::TribunalHead.as_str() {
            Role::TribunalHead
        } else {
            Role::CourtManager
        };
        let levels = above(owner);
        let wanted = escalation(over, rules.escalate_days).min(levels.len() as i64);
        let Some(unit) = tree.get(UnitId(row.unit_id)).filter(|_| wanted > row.escalated) else {
            return Ok(0);
        };
        let mut tx = self.begin().await?;
        if !tx.escalate_problem(row.id, row.escalated, wanted).await? {
            return Ok(0);
        }
        let told = self.problem_about(unit, row.id, &row.category);
        let new = levels.iter().take(wanted as usize).skip(row.escalated as usize);
        let mut count = 0;
        for role in new {
            // A level that the tree does not have there is passed over.
            let Some(place) = self.up_to(tree, unit.id, level_of(*role)) else { continue };
            let said = (actor.name.as_str(), row.text.as_str());
            self.tell(&mut tx, &told, (place, *role), "problem_overdue", said).await?;
            count += 1;
        }
        let detail = serde_json::json!({ "problem": row.id, "days_over": over, "levels": wanted });
        tx.append_audit(self.now(), &actor.name, "problems.escalate", &unit.code, &detail).await?;
        self.commit(tx).await?;
        Ok(count)
    }

    async fn remind_of_recheck(&self, actor: &Actor, tree: &Tree, row: &Stored) -> Result<usize, Failure> {
        let (Some(day), Some(unit), Some(desk)) =
            (row.recheck_on, tree.get(UnitId(row.unit_id)), tree.get(UnitId(row.desk_id)))
        else {
            return Ok(0);
        };
        let mut tx = self.begin().await?;
        if !tx.tell_recheck(row.id, day).await? {
            return Ok(0);
        }
        let told = self.problem_about(unit, row.id, &row.category);
        let said = (actor.name.as_str(), row.text.as_str());
        self.tell(&mut tx, &told, (desk.id, role_of(desk.level)), "problem_recheck", said).await?;
        self.commit(tx).await?;
        Ok(1)
    }
}
