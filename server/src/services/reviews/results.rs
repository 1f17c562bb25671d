//! Results, agreement of the reviewers, and honesty of the tribunals.

use super::{Campaign, Platform, judging::Judged, names};
use crate::{
    platform::refusal,
    services::values::instant,
    store::reviews::{Dossiers, EntryRow},
};
use app::{
    api::{
        Failure, ListQuery,
        reviews::{
            DecisionOrder, EntryAddress, HonestyRow, Issued, Judgement, ObjectionOrder, ObjectionRow,
            RescoreQuery, Rescored, ResultRow, Results, ReviewResults, SeverityRow, Verification, VetoOrder,
        },
    },
    domain::{
        permissions::{Action, Actor, may},
        reviews::{Agreement, EntryState, Pair, Phase, mean_gap},
        standards::{Outcome, Points},
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::collections::{BTreeMap, HashMap};

#[async_trait]
impl ReviewResults for Platform {
    async fn results(&self, actor: &Actor, campaign: i64, query: &ListQuery) -> Result<Results, Failure> {
        let campaign = self.seen_campaign(actor, campaign).await?;
        let published = self.db.published(campaign.row.id).await?;
        let mut rows = match campaign.phase {
            // What was published is read as it was published.
            Phase::Published => self.published_rows(campaign.row.id).await?,
            _ => self.running_results(actor, &campaign).await?,
        };
        let is_out = campaign.phase == Phase::Published;
        let settled = |row: &&ResultRow| is_out || row.missing == 0;
        let unsettled = rows.iter().filter(|row| !settled(row)).count() as u32;
        let counts = campaign.standard.results.iter().map(|outcome| {
            let count = rows.iter().filter(settled).filter(|row| row.result == outcome.id).count() as u32;
            (outcome.id.clone(), (outcome.zh.clone(), outcome.en.clone()), count)
        });
        let counts = counts.collect();
        let needle = query.search.trim().to_lowercase();
        rows.retain(|row| {
            let text = format!(
                "{} {} {} {} {} {} {}",
                row.unit,
                row.unit_name.0,
                row.unit_name.1,
                row.city.0,
                row.city.1,
                row.result_name.0,
                row.result_name.1
            );
            needle.is_empty() || text.to_lowercase().contains(&needle)
        });
        sort(&campaign, &mut rows, &query.sort)?;
        Ok(Results {
            page: query.page(rows),
            counts,
            unsettled,
            categories: campaign.standard.categories.iter().map(|c| (c.zh.clone(), c.en.clone())).collect(),
            phase: campaign.phase,
            published: published.map(|(sha256, at)| (sha256, instant(at))),
        })
    }

    async fn decide_veto(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        order: &VetoOrder,
    ) -> Result<(), Failure> {
        self.change_veto(actor, address, order).await
    }

    async fn object(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        order: &ObjectionOrder,
    ) -> Result<(), Failure> {
        self.keep_objection(actor, address, order).await
    }

    async fn list_objections(&self, actor: &Actor, campaign: i64) -> Result<Vec<ObjectionRow>, Failure> {
        self.objections_of(actor, campaign).await
    }

    async fn decide_objection(&self, actor: &Actor, order: &DecisionOrder) -> Result<(), Failure> {
        self.decide(actor, order).await
    }

    async fn judgement(&self, actor: &Actor, campaign: i64) -> Result<Judgement, Failure> {
        let campaign = self.run_campaign(actor, campaign).await?;
        self.judge_judges(&campaign).await
    }

    async fn verify_campaign(&self, actor: &Actor, campaign: i64) -> Result<Verification, Failure> {
        let campaign = self.run_campaign(actor, campaign).await?;
        self.verify(&campaign).await
    }

    async fn rescore(&self, actor: &Actor, campaign: i64, query: &RescoreQuery) -> Result<Rescored, Failure> {
        self.score_again(actor, campaign, query).await
    }

    async fn issue(&self, actor: &Actor, campaign: i64, format: &str, unit: &str) -> Result<Issued, Failure> {
        let campaign = self.seen_campaign(actor, campaign).await?;
        campaign.in_phase(&[Phase::Published])?;
        self.issue_file(actor, &campaign, format, unit).await
    }
}

fn sort(campaign: &Campaign, rows: &mut [ResultRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let place = |id: &str| campaign.standard.results.iter().position(|outcome| outcome.id == id);
    match column {
        "" | "unit" => rows.sort_by(|a, b| a.unit.cmp(&b.unit)),
        "total" => rows.sort_by(|a, b| a.total.total_cmp(&b.total).then_with(|| a.unit.cmp(&b.unit))),
        "own" => rows.sort_by(|a, b| (a.own - a.total).total_cmp(&(b.own - b.total))),
        "result" => rows.sort_by(|a, b| (place(&a.result), &a.unit).cmp(&(place(&b.result), &b.unit))),
        other => return Err(Failure::invalid("sort", "bad_sort", other)),
    }
    if down {
        rows.reverse();
    }
    Ok(())
}

/// Names of a result.
pub(super) fn outcome_names(campaign: &Campaign, id: &str) -> (String, String) {
    let named = |outcome: &Outcome| (outcome.zh.clone(), outcome.en.clone());
    campaign.standard.outcome(id).map(named).unwrap_or_default()
}

impl Platform {
    /// Entries of which every item is settled, with everything that is stored about them, judged.
    pub(super) async fn judged_entries(
        &self,
        campaign: &Campaign,
        states: &[EntryState],
    ) -> Result<(Vec<EntryRow>, Dossiers, HashMap<i64, Judged>), Failure> {
        let mut entries = self.db.entries(campaign.row.id).await?;
        entries.retain(|entry| entry.state().is_ok_and(|state| states.contains(&state)));
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let dossiers = self.db.dossiers(&numbers).await?;
        let judged = campaign.judge(&dossiers, &entries);
        Ok((entries, dossiers, judged))
    }

    /// Results that are not published: all for those who run the campaign, once it is announced each its own.
    async fn running_results(&self, actor: &Actor, campaign: &Campaign) -> Result<Vec<ResultRow>, Failure> {
        let run = self.runs(actor, campaign);
        if !run && !campaign.phase.is_announced() {
            return Err(refusal(actor, &campaign.unit.code));
        }
        let states =
            if run { &[EntryState::Checked, EntryState::Reviewed][..] } else { &[EntryState::Reviewed] };
        let (entries, _, judged) = self.judged_entries(campaign, states).await?;
        let month = self.month();
        let rows = entries.iter().filter_map(|entry| {
            let unit = campaign.tree.get(UnitId(entry.unit_id))?;
            let seen = run || may(actor, Action::ReadReviews, unit, &campaign.tree, month);
            seen.then(|| self.result_row(campaign, unit, judged.get(&entry.id))).flatten()
        });
        Ok(rows.collect())
    }

    /// The result of a tribunal in a row.
    pub(super) fn result_row(
        &self,
        campaign: &Campaign,
        unit: &Unit,
        judged: Option<&Judged>,
    ) -> Option<ResultRow> {
        let judged = judged?;
        let scored = &judged.scored;
        let categories = scored.categories.iter();
        let other = scored.result != scored.without_vetoes;
        Some(ResultRow {
            unit: unit.code.clone(),
            unit_name: names(unit),
            city: campaign.city_names(self, unit.id),
            total: scored.total.as_f64(),
            full: scored.full.as_f64(),
            categories: categories.map(|c| ((c.points + c.bonus).as_f64(), c.full.as_f64())).collect(),
            result: scored.result.clone(),
            result_name: outcome_names(campaign, &scored.result),
            without_vetoes: other.then(|| outcome_names(campaign, &scored.without_vetoes)),
            vetoes: scored.vetoes.iter().filter(|veto| !veto.lifted).map(|veto| veto.id.clone()).collect(),
            own: judged.own.total.as_f64(),
            missing: scored.missing,
        })
    }

    async fn judge_judges(&self, campaign: &Campaign) -> Result<Judgement, Failure> {
        let (entries, dossiers, judged) =
            self.judged_entries(campaign, &[EntryState::Checked, EntryState::Reviewed]).await?;
        let tolerance = campaign.settings.tolerance;
        let full: HashMap<&str, Points> =
            campaign.standard.items().map(|item| (item.id.as_str(), item.points)).collect();
        let mut by_assignment: HashMap<i64, HashMap<&str, Points>> = HashMap::new();
        for mark in &dossiers.marks {
            let marks = by_assignment.entry(mark.assignment_id).or_default();
            marks.insert(&mark.item, Points::hundredths(mark.points));
        }
        // Of two reviewers of a tribunal: items that both have marked themselves.
        let mut all = Vec::new();
        let mut against_other: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
        let mut against_site: BTreeMap<&str, Vec<Pair>> = BTreeMap::new();
        let mut marked: BTreeMap<&str, u32> = BTreeMap::new();
        for entry in &entries {
            let drawn = dossiers.assignments.iter().filter(|drawn| drawn.entry_id == entry.id);
            let both: Vec<_> =
                drawn.filter(|drawn| drawn.place < 3 && drawn.handed_in_at.is_some()).collect();
            let said = judged.get(&entry.id).map(|judged| &judged.said);
            for one in &both {
                let Some(marks) = by_assignment.get(&one.id) else { continue };
                *marked.entry(&one.user_name).or_default() += marks.len() as u32;
                for (item, points) in marks {
                    let Some(full) = full.get(item).copied() else { continue };
                    let pair = |second| Pair { full, first: *points, second };
                    let site = said.and_then(|said| said.get(*item)).and_then(|(said, _)| said.on_site);
                    if let Some(site) = site {
                        against_site.entry(&one.user_name).or_default().push(pair(site));
                    }
                    let other = both.iter().find(|other| other.id != one.id);
                    let other = other.and_then(|other| by_assignment.get(&other.id)?.get(item).copied());
                    if let Some(other) = other {
                        against_other.entry(&one.user_name).or_default().push(pair(other));
                        if one.place == 1 {
                            all.push(pair(other));
                        }
                    }
                }
            }
        }
        let reviewers = marked.into_iter().map(|(reviewer, items)| {
            let other = against_other.get(reviewer).map(Vec::as_slice).unwrap_or_default();
            let site = against_site.get(reviewer).map(Vec::as_slice).unwrap_or_default();
            SeverityRow {
                reviewer: reviewer.to_owned(),
                items,
                against_other: mean_gap(other),
                against_site: mean_gap(site).map(|gap| (gap, site.len() as u32)),
                agreement: Agreement::of(other, tolerance),
            }
        });
        let mut tribunals: Vec<HonestyRow> = entries
            .iter()
            .filter_map(|entry| {
                let unit = campaign.tree.get(UnitId(entry.unit_id))?;
                honesty(unit, judged.get(&entry.id)?, &full)
            })
            .collect();
        tribunals.sort_by(|a, b| b.gap.total_cmp(&a.gap).then_with(|| a.unit.cmp(&b.unit)));
        Ok(Judgement {
            agreement: Agreement::of(&all, tolerance),
            tolerance,
            reviewers: reviewers.collect(),
            tribunals,
        })
    }
}

/// How far the points a tribunal gave itself are from those that count.
fn honesty(unit: &Unit, judged: &Judged, full: &HashMap<&str, Points>) -> Option<HonestyRow> {
    let (mut settled, mut site) = (Vec::new(), Vec::new());
    for (item, (said, counts)) in &judged.said {
        let (Some(own), Some(full)) = (said.own, full.get(item.as_str()).copied()) else { continue };
        if let Some(points) = counts.points {
            settled.push(Pair { full, first: own, second: points });
        }
        if let Some(points) = said.on_site {
            site.push(Pair { full, first: own, second: points });
        }
    }
    Some(HonestyRow {
        unit: unit.code.clone(),
        unit_name: names(unit),
        items: settled.len() as u32,
        gap: mean_gap(&settled)?,
        on_site: mean_gap(&site),
    })
}
