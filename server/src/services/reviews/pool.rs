//! Who may be drawn for what, and who may look at what.

use super::{Campaign, Platform};
use crate::store::reviews::{AssignmentRow, CheckRow, ConflictRow, EntryRow, ReviewerRow};
use app::{
    api::Failure,
    domain::{
        permissions::{Action, Actor, may},
        reviews::Candidate,
        units::{Level, UnitId},
    },
};
use std::collections::HashMap;

/// Everybody who may be drawn, with what they have already.
pub(super) struct Pool {
    pub reviewers: Vec<ReviewerRow>,
    pub conflicts: Vec<ConflictRow>,
    pub drawn: Vec<AssignmentRow>,
    checks: Vec<CheckRow>,
    /// Where people hold other roles than that of a reviewer, by name.
    offices: HashMap<String, Vec<UnitId>>,
}

impl Pool {
    /// Reviewers with what they have already.
    pub fn candidates(&self) -> Vec<Candidate> {
        let load = |name: &str| self.drawn.iter().filter(|drawn| drawn.user_name == name).count() as u32;
        let of = |row: &ReviewerRow| Candidate { name: row.user_name.clone(), load: load(&row.user_name) };
        self.reviewers.iter().map(of).collect()
    }

    /// Whether somebody has nothing to do with a tribunal: does not come from its city, holds no office there, and has
    /// declared no conflict. Somebody of the high court is at home in no city.
    pub fn is_free(&self, platform: &Platform, campaign: &Campaign, name: &str, entry: &EntryRow) -> bool {
        let (tree, month, unit) = (&campaign.tree, platform.month(), UnitId(entry.unit_id));
        let home = self.reviewers.iter().find(|row| row.user_name == name).and_then(|row| row.home_id);
        let offices = self.offices.get(name).into_iter().flatten().copied();
        let from_there = home.map(UnitId).into_iter().chain(offices).any(|home| {
            let city = campaign.city(platform, home).map_or(home, |city| city.id);
            tree.get(home).is_some_and(|home| home.level != Level::Province)
                && tree.is_within(unit, city, month)
        });
        let declared = self
            .conflicts
            .iter()
            .any(|found| found.user_name == name && tree.is_within(unit, UnitId(found.unit_id), month));
        !from_there && !declared
    }

    /// Whether somebody reviews a tribunal already.
    pub fn reviews(&self, name: &str, entry: &EntryRow) -> bool {
        self.drawn.iter().any(|drawn| drawn.entry_id == entry.id && drawn.user_name == name)
    }

    /// Whether somebody may be drawn for a tribunal: nobody twice.
    pub fn may_draw(&self, platform: &Platform, campaign: &Campaign, name: &str, entry: &EntryRow) -> bool {
        let named = self.reviewers.iter().any(|row| row.user_name == name);
        // Whoever looks on site stands above the marks, and does not mark.
        let checks = self.checks.iter().any(|check| check.entry_id == entry.id && check.checker == name);
        named && !checks && self.is_free(platform, campaign, name, entry) && !self.reviews(name, entry)
    }
}

impl Platform {
    /// Who may be drawn, as it stands; `entries` are all of the campaign, or loads are not what they are. `others` are people
    /// of whom it will be asked, too, whether they are free. Read under the lock of writers.
    pub(super) async fn pool(
        &self,
        campaign: &Campaign,
        entries: &[EntryRow],
        others: &[&str],
    ) -> Result<Pool, Failure> {
        let id = campaign.row.id;
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let reviewers = self.db.campaign_reviewers(id).await?;
        let names = reviewers.iter().map(|reviewer| reviewer.user_name.as_str());
        let names: Vec<&str> = names.chain(others.iter().copied()).collect();
        let mut offices: HashMap<String, Vec<UnitId>> = HashMap::new();
        for (name, unit) in self.db.offices_of(&names).await? {
            offices.entry(name).or_default().push(unit);
        }
        Ok(Pool {
            reviewers,
            conflicts: self.db.campaign_conflicts(id).await?,
            drawn: self.db.assignments(&numbers).await?,
            checks: self.db.checks(&numbers).await?,
            offices,
        })
    }

    /// Whether somebody runs a campaign and so sees all marks: no reviewer then.
    pub(super) fn would_run(&self, campaign: &Campaign, actor: &Actor) -> bool {
        may(actor, Action::RunCampaigns, &campaign.unit, &campaign.tree, self.month())
    }
}
