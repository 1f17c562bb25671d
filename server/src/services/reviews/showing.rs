//! A campaign as somebody may see it.

use super::{Campaign, names, user_of};
use crate::{files::FileStore, platform::Platform, services::values::instant};
use app::{
    api::{
        Failure,
        reviews::{
            CampaignEvent, CampaignMay, CampaignOrder, CampaignRow, CampaignView, ConflictRow, ReviewerRow,
        },
    },
    domain::{
        permissions::{Action, Actor, may},
        reviews::{EntryMove, EntryState, Phase, PhaseMove, Stage},
        units::{Level, UnitId},
    },
};
use std::collections::{BTreeMap, HashMap};

impl Platform {
    pub(super) fn campaign_row(&self, campaign: &Campaign, counts: &HashMap<i64, (i64, i64)>) -> CampaignRow {
        let (row, standard) = (&campaign.row, &campaign.standard);
        let calendar = &campaign.settings.calendar;
        let (entries, settled) = counts.get(&row.id).copied().unwrap_or_default();
        let running = !matches!(campaign.phase, Phase::Draft | Phase::Published | Phase::Cancelled);
        CampaignRow {
            id: row.id,
            title: (row.title_zh.clone(), row.title_en.clone()),
            standard: standard.id.clone(),
            edition: standard.edition.clone(),
            standard_name: (standard.zh.clone(), standard.en.clone()),
            illustrative: standard.illustrative,
            unit: campaign.unit.code.clone(),
            unit_name: names(&campaign.unit),
            phase: campaign.phase,
            stage: running.then(|| calendar.at(self.today())).flatten(),
            from: calendar.from.to_string(),
            until: calendar.last(Stage::Publication).to_string(),
            entries: entries as u32,
            settled: settled as u32,
            waits: 0,
            days_late: None,
        }
    }

    /// What waits for the reader in a campaign, and by how many days the latest of it is late.
    pub(super) async fn waiting_for(
        &self,
        actor: &Actor,
        campaign: &Campaign,
    ) -> Result<(u32, Option<u32>), Failure> {
        if campaign.phase != Phase::Open {
            return Ok((0, None));
        }
        let (today, month) = (self.today(), self.month());
        let entries = self.db.entries(campaign.row.id).await?;
        let levels: Vec<Level> =
            actor.grants.iter().filter_map(|grant| Some(campaign.tree.get(grant.unit)?.level)).collect();
        let late = |stage: Stage| campaign.settings.calendar.days_late(stage, today);
        // Going on is what waits; taking back or excluding is not.
        let forward = [EntryMove::Admit, EntryMove::Submit, EntryMove::Approve];
        let mut found = (0, None);
        for entry in &entries {
            let (state, unit) = (entry.state()?, campaign.tree.get(UnitId(entry.unit_id)));
            let (Some(level), Some(unit)) = (state.waits_for(), unit) else { continue };
            // A court may do what its tribunal does, but it is not the court's turn.
            if !levels.contains(&level) {
                continue;
            }
            let mine = forward.into_iter().filter(|what| state.after(*what).is_ok()).any(|what| {
                what.action(state).is_some_and(|action| may(actor, action, unit, &campaign.tree, month))
            });
            if mine {
                found = (found.0 + 1, found.1.max(state.stage().and_then(late)));
            }
        }
        let Some(user) = user_of(actor) else { return Ok(found) };
        let ready: Vec<i64> = entries
            .iter()
            .filter(|entry| entry.state().is_ok_and(|state| state == EntryState::Checked))
            .map(|entry| entry.id)
            .collect();
        let marks = self.db.assignments_of(campaign.row.id, user).await?;
        let marks = marks.iter().filter(|row| row.handed_in_at.is_none() && ready.contains(&row.entry_id));
        let marks = marks.count() as u32;
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let checks = self.db.checks(&numbers).await?;
        let checks = checks.iter().filter(|row| row.checker == user && row.done_at.is_none()).count() as u32;
        for (n, stage) in [(marks, Stage::Review), (checks, Stage::OnSite)] {
            if n > 0 {
                found = (found.0 + n, found.1.max(late(stage)));
            }
        }
        Ok(found)
    }

    pub(super) async fn campaign_view(
        &self,
        actor: &Actor,
        campaign: Campaign,
    ) -> Result<CampaignView, Failure> {
        let id = campaign.row.id;
        let entries = self.db.entries(id).await?;
        let month = self.month();
        let seen = |unit: UnitId| {
            campaign
                .tree
                .get(unit)
                .is_some_and(|unit| may(actor, Action::ReadReviews, unit, &campaign.tree, month))
        };
        let mut counts: BTreeMap<EntryState, u32> = BTreeMap::new();
        let mut all = (0, 0);
        for entry in &entries {
            let state = entry.state()?;
            if state.takes_part() {
                all = (all.0 + 1, all.1 + i64::from(state == EntryState::Reviewed));
            }
            if seen(UnitId(entry.unit_id)) {
                *counts.entry(state).or_default() += 1;
            }
        }
        let run = self.runs(actor, &campaign);
        let reviewers = self.reviewer_rows(actor, &campaign, run).await?;
        let published = campaign.phase == Phase::Published;
        let events = self.db.campaign_events(id).await?.into_iter().map(|event| {
            // Who handed in before a third was drawn, and the seed from which the others follow, would tell a tribunal
            // who reviews it. What the seed will be is bound by its hash.
            let hidden = event.kind.starts_with("draw_") && !run && !published;
            CampaignEvent {
                actor: if hidden { String::new() } else { event.actor },
                reason: if hidden {
                    format!("SHA-256 {}", FileStore::name_of(event.reason.as_bytes()))
                } else {
                    event.reason
                },
                kind: event.kind,
                at: instant(event.at),
            }
        });
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let objections = if run { self.db.objections(&numbers).await? } else { vec![] };
        let moves: Vec<PhaseMove> =
            PhaseMove::ALL.into_iter().filter(|what| run && campaign.phase.after(*what).is_ok()).collect();
        let board = actor.grants.iter().any(|grant| seen(grant.unit)) || actor.operator;
        let applying = campaign.phase == Phase::Open
            && self.today() <= campaign.settings.calendar.last(Stage::Application);
        let mut apply = Vec::new();
        if applying {
            for grant in &actor.grants {
                let Some(unit) = campaign.tree.get(grant.unit) else { continue };
                for tribunal in self.tribunals_of(&campaign.tree, unit) {
                    let entered = entries.iter().any(|entry| entry.unit_id == tribunal.id.0);
                    if !entered
                        && self.may_take_part(&campaign, tribunal)
                        && may(actor, Action::AssessSelf, tribunal, &campaign.tree, month)
                    {
                        apply.push((tribunal.code.clone(), tribunal.name.clone(), tribunal.name_en.clone()));
                    }
                }
            }
            apply.sort();
            apply.dedup();
        }
        let published = self.db.published(id).await?.map(|(sha256, _)| sha256);
        let may = CampaignMay {
            run,
            moves,
            board,
            apply,
            review: reviewers.iter().any(|reviewer| Some(reviewer.user.as_str()) == user_of(actor)),
            results: run || campaign.phase == Phase::Published || (campaign.phase.is_announced() && board),
        };
        Ok(CampaignView {
            row: self.campaign_row(&campaign, &HashMap::from([(id, all)])),
            order: order_of(&campaign),
            reviewers,
            events: events.filter(|_| run || board).collect(),
            counts: counts.into_iter().collect(),
            objections: objections.iter().filter(|objection| objection.decision.is_none()).count() as u32,
            published,
            may,
            standard: campaign.standard,
        })
    }

    async fn reviewer_rows(
        &self,
        actor: &Actor,
        campaign: &Campaign,
        run: bool,
    ) -> Result<Vec<ReviewerRow>, Failure> {
        let id = campaign.row.id;
        let stored = self.db.campaign_reviewers(id).await?;
        let shown: Vec<_> =
            stored.into_iter().filter(|row| run || Some(row.user_name.as_str()) == user_of(actor)).collect();
        if shown.is_empty() {
            return Ok(vec![]);
        }
        let conflicts = self.db.campaign_conflicts(id).await?;
        let entries: Vec<i64> = self.db.entries(id).await?.iter().map(|entry| entry.id).collect();
        let drawn = self.db.assignments(&entries).await?;
        let unit = |id: i64| campaign.tree.get(UnitId(id));
        let rows = shown.into_iter().map(|row| {
            let own = || drawn.iter().filter(|drawn| drawn.user_name == row.user_name);
            let home = row.home_id.and_then(unit);
            let conflicts = conflicts.iter().filter(|found| found.user_name == row.user_name);
            let conflicts = conflicts.filter_map(|found| {
                let unit = unit(found.unit_id)?;
                Some(ConflictRow {
                    unit: unit.code.clone(),
                    unit_name: names(unit),
                    reason: found.reason.clone(),
                    by: found.actor.clone(),
                    at: instant(found.at),
                })
            });
            ReviewerRow {
                home: home.map(|unit| unit.code.clone()).unwrap_or_default(),
                home_name: home.map(names).unwrap_or_default(),
                conflicts: conflicts.collect(),
                drawn: own().count() as u32,
                handed_in: own().filter(|drawn| drawn.handed_in_at.is_some()).count() as u32,
                user: row.user_name,
            }
        });
        Ok(rows.collect())
    }
}

/// What was ordered, as it would be typed again.
fn order_of(campaign: &Campaign) -> CampaignOrder {
    let (row, settings) = (&campaign.row, &campaign.settings);
    CampaignOrder {
        id: row.id,
        title_zh: row.title_zh.clone(),
        title_en: row.title_en.clone(),
        standard: row.standard.clone(),
        edition: row.edition.clone(),
        unit: campaign.unit.code.clone(),
        groups: settings.groups.join(", "),
        from: settings.calendar.from.to_string(),
        last: settings.calendar.last.iter().map(ToString::to_string).collect(),
        quota: settings.quota.to_string(),
        tolerance: percent(settings.tolerance),
        on_site: percent(settings.on_site),
        values_to: settings.values_to.to_string(),
        years: settings.years.to_string(),
        revision: row.revision,
        reason: String::new(),
    }
}

/// A share as per cent, without the noise of binary fractions.
fn percent(share: f64) -> String {
    format!("{}", (share * 1e6).round() / 1e4)
}
