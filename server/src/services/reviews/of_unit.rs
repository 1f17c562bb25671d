//! What reviews have to say about a unit, for its page.

use super::{Platform, names};
use crate::store::reviews::CampaignRow;
use app::{
    api::{
        Failure,
        reviews::{ResultRow, UnitCampaign, UnitReviews},
    },
    domain::{
        permissions::{Action, Actor, may},
        reviews::{Phase, Standing},
        standards::Veto,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::{
    collections::{BTreeMap, HashSet},
    sync::Arc,
};

impl Platform {
    pub(super) async fn reviews_of_unit(&self, actor: &Actor, unit: &str) -> Result<UnitReviews, Failure> {
        let (tree, unit) = self.authorise(actor, Action::SeeUnit, "unit", unit).await?;
        let tribunals = self.standings(actor, &tree, &unit).await?;
        let mut standings: BTreeMap<Standing, u32> = BTreeMap::new();
        for (.., standing) in &tribunals {
            *standings.entry(*standing).or_default() += 1;
        }
        let standings = standings.into_iter().collect();
        let campaigns = match unit.level {
            Level::Tribunal => self.campaigns_of(actor, &tree, &unit).await?,
            _ => vec![],
        };
        Ok(UnitReviews { level: unit.level, standings, tribunals, campaigns })
    }

    /// How the tribunals of a subtree stand by their last recognition; without those that have none.
    async fn standings(
        &self,
        actor: &Actor,
        tree: &Tree,
        top: &Unit,
    ) -> Result<Vec<(String, (String, String), Standing)>, Failure> {
        let (month, today) = (self.month(), self.today());
        let mut known = HashSet::new();
        let mut found = Vec::new();
        // The newest come first.
        for row in self.db.recognitions().await? {
            let id = UnitId(row.unit_id);
            let Some(unit) = tree.get(id).filter(|_| tree.is_within(id, top.id, month)) else { continue };
            if may(actor, Action::SeeUnit, unit, tree, month) && known.insert(id) {
                let standing = row.standing()?.on(today, row.days()?.1);
                found.push((unit.code.clone(), names(unit), standing));
            }
        }
        Ok(found)
    }

    /// Campaigns that a tribunal has taken part in, the latest first.
    async fn campaigns_of(
        &self,
        actor: &Actor,
        tree: &Arc<Tree>,
        unit: &Unit,
    ) -> Result<Vec<UnitCampaign>, Failure> {
        let reads = may(actor, Action::ReadReviews, unit, tree, self.month());
        let entries = self.db.entries_of_unit(unit.id.0).await?;
        let mut found = Vec::with_capacity(entries.len());
        for row in self.db.campaigns().await? {
            let Some(entry) = entries.iter().find(|entry| entry.campaign_id == row.id) else { continue };
            let phase = row.phase()?;
            let result = match phase {
                Phase::Published => self.published_row(row.id, unit).await?,
                _ => None,
            };
            if result.is_none() && !reads {
                continue;
            }
            let state = if reads { Some(entry.state()?) } else { None };
            let title = (row.title_zh.clone(), row.title_en.clone());
            let vetoes = match &result {
                Some(result) if !result.vetoes.is_empty() => self.veto_names(tree, row, result).await?,
                _ => vec![],
            };
            found.push(UnitCampaign {
                campaign: entry.campaign_id,
                campaign_name: title,
                phase,
                state,
                result,
                vetoes,
            });
        }
        Ok(found)
    }

    async fn published_row(&self, campaign: i64, unit: &Unit) -> Result<Option<ResultRow>, Failure> {
        let mut rows = self.published_rows(campaign).await?;
        rows.retain(|row| row.unit == unit.code);
        Ok(rows.pop().map(|row| ResultRow { unit_name: names(unit), ..row }))
    }

    async fn veto_names(
        &self,
        tree: &Arc<Tree>,
        campaign: CampaignRow,
        result: &ResultRow,
    ) -> Result<Vec<(String, String)>, Failure> {
        let standard = self.campaign_of(tree.clone(), campaign).await?.standard;
        let held = |veto: &&Veto| result.vetoes.contains(&veto.id);
        let named = standard.vetoes.iter().filter(held).map(|veto| (veto.zh.clone(), veto.en.clone()));
        Ok(named.collect())
    }
}
