//! Preparing campaigns, their reviewers and conflicts of interest.

use super::{Campaign, conflict, names, user_of, words};
use crate::{
    platform::{Platform, refusal},
    services::values::instant,
    store::reviews::{CampaignRow as Stored, ConflictRow as StoredConflict, ReviewerRow as StoredReviewer},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        reviews::{
            Board, BoardQuery, CampaignEvent, CampaignMay, CampaignOrder, CampaignRow, CampaignView,
            Campaigns, ConflictOrder, ConflictRow, DrawAnswer, DrawOrder, PhaseOrder, ReviewerOrder,
            ReviewerRow,
        },
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        reviews::{Calendar, EntryState, Phase, PhaseMove, Settings, Stage},
        standards::Subject,
        tree::Tree,
        units::{Level, UnitId},
    },
};
use async_trait::async_trait;
use chrono::NaiveDate;
use std::{
    collections::{BTreeMap, HashMap},
    sync::Arc,
};

/// Characters of a title.
const LONGEST_TITLE: usize = 200;

#[async_trait]
impl Campaigns for Platform {
    async fn list_campaigns(&self, actor: &Actor, query: &ListQuery) -> Result<Page<CampaignRow>, Failure> {
        let tree = self.tree().await?;
        let reviewed = self.db.campaigns_reviewed_by(user_of(actor)).await?;
        let counts: HashMap<i64, (i64, i64)> = self
            .db
            .entry_counts()
            .await?
            .into_iter()
            .map(|(id, entries, settled)| (id, (entries, settled)))
            .collect();
        let mut rows = Vec::new();
        for stored in self.db.campaigns().await? {
            let Ok(campaign) = self.campaign_of(tree.clone(), stored).await else { continue };
            if self.sees(actor, &campaign, reviewed.contains(&campaign.row.id)) {
                rows.push(self.campaign_row(&campaign, &counts));
            }
        }
        let needle = query.search.trim().to_lowercase();
        rows.retain(|row| {
            let title = format!("{} {} {}", row.title.0, row.title.1, row.standard).to_lowercase();
            title.contains(&needle)
        });
        let (sort, down) =
            query.sort.strip_prefix('-').map_or((query.sort.as_str(), false), |sort| (sort, true));
        match sort {
            "" => {}
            "title" => rows.sort_by(|a, b| a.title.cmp(&b.title)),
            "phase" => rows.sort_by_key(|row| row.phase),
            "from" => rows.sort_by(|a, b| a.from.cmp(&b.from)),
            "entries" => rows.sort_by_key(|row| row.entries),
            other => return Err(Failure::invalid("sort", "bad_sort", other)),
        }
        if down {
            rows.reverse();
        }
        Ok(query.page(rows))
    }

    async fn open_campaign(&self, actor: &Actor, id: i64) -> Result<CampaignView, Failure> {
        let campaign = self.seen_campaign(actor, id).await?;
        self.campaign_view(actor, campaign).await
    }

    async fn save_campaign(&self, actor: &Actor, order: &CampaignOrder) -> Result<i64, Failure> {
        let (tree, unit) = self.authorise(actor, Action::RunCampaigns, "unit", &order.unit).await?;
        let mut row = Stored::draft(unit.id, self.now());
        if order.id != 0 {
            row = self.run_campaign(actor, order.id).await?.row;
        }
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        if order.id != 0 {
            let known = tx.campaign(order.id).await?;
            row = known.ok_or_else(|| Failure::not_found("campaign", order.id.to_string()))?;
            if row.revision != order.revision {
                return Err(conflict("campaign_changed"));
            }
        }
        let what = match row.phase()? {
            Phase::Draft => {
                self.fill_draft(&tree, unit.id, &mut row, order).await?;
                "saved"
            }
            // The standard and the rules stay; the days can move, with a reason that everybody sees.
            Phase::Open | Phase::Objections => {
                let mut settings = row.settings()?;
                words("reason", &order.reason, true)?;
                settings.calendar = calendar(order)?;
                row.set_settings(&settings);
                "rescheduled"
            }
            phase => return Err(conflict("campaign_phase").with_value(phase.as_str())),
        };
        let now = self.now();
        let id = tx.put_campaign(&row, now).await?;
        tx.add_campaign_event(id, what, (&actor.name, order.reason.trim(), now)).await?;
        let detail = serde_json::json!({
            "campaign": id, "title": row.title_zh, "standard": row.standard, "edition": row.edition,
            "reason": order.reason.trim(),
        });
        tx.append_audit(now, &actor.name, &format!("reviews.{what}"), &unit.code, &detail).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    async fn move_campaign(
        &self,
        actor: &Actor,
        id: i64,
        order: &PhaseOrder,
    ) -> Result<CampaignView, Failure> {
        let campaign = self.run_campaign(actor, id).await?;
        self.change_phase(actor, campaign, order).await?;
        let campaign = self.campaign(id).await?;
        self.campaign_view(actor, campaign).await
    }

    async fn name_reviewer(&self, actor: &Actor, id: i64, order: &ReviewerOrder) -> Result<(), Failure> {
        let campaign = self.run_campaign(actor, id).await?;
        campaign.in_phase(&[Phase::Draft, Phase::Open])?;
        let user = order.user.trim();
        let unknown = || Failure::not_found("user", user);
        let known = self.db.user_by_name(user).await?.ok_or_else(unknown)?;
        let reviews = known.grants.iter().any(|grant| grant.role == Role::Reviewer);
        if !reviews && !order.remove {
            return Err(Failure::invalid("user", "not_a_reviewer", user));
        }
        let home = match order.home.trim() {
            "" => None,
            code => {
                let unit = campaign.tree.by_code(code);
                Some(unit.ok_or_else(|| Failure::not_found("home", code))?.id.0)
            }
        };
        let entries: Vec<i64> = self.db.entries(id).await?.iter().map(|entry| entry.id).collect();
        let drawn = self.db.assignments(&entries).await?.iter().any(|drawn| drawn.user_name == user);
        if order.remove && drawn {
            return Err(conflict("reviewer_drawn").with_value(user));
        }
        let mut tx = self.begin().await?;
        if order.remove {
            tx.remove_reviewer(id, user).await?;
        } else {
            tx.put_reviewer(id, &StoredReviewer { user_name: user.to_owned(), home_id: home }).await?;
        }
        let detail = serde_json::json!({
            "campaign": id, "reviewer": user, "home": order.home.trim(), "remove": order.remove,
        });
        tx.append_audit(self.now(), &actor.name, "reviews.reviewer", &campaign.unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn declare_conflict(&self, actor: &Actor, id: i64, order: &ConflictOrder) -> Result<(), Failure> {
        let campaign = self.campaign(id).await?;
        let own = order.user.trim().is_empty() || order.user.trim() == user_of(actor);
        let user = if own { user_of(actor) } else { order.user.trim() };
        if !own && !self.runs(actor, &campaign) {
            return Err(refusal(actor, &campaign.unit.code));
        }
        let reviewers = self.db.campaign_reviewers(id).await?;
        if !reviewers.iter().any(|reviewer| reviewer.user_name == user) {
            return Err(if own {
                refusal(actor, &campaign.unit.code)
            } else {
                Failure::not_found("user", user)
            });
        }
        campaign.in_phase(&[Phase::Draft, Phase::Open])?;
        let reason = words("reason", &order.reason, true)?;
        let unit = campaign.tree.by_code(order.unit.trim());
        let unit = unit.ok_or_else(|| Failure::not_found("unit", order.unit.trim()))?;
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let row = StoredConflict {
            user_name: user.to_owned(),
            unit_id: unit.id.0,
            reason: reason.to_owned(),
            actor: actor.name.clone(),
            at: now,
        };
        tx.put_conflict(id, &row).await?;
        let detail = serde_json::json!({ "campaign": id, "reviewer": user, "reason": reason });
        tx.append_audit(now, &actor.name, "reviews.conflict", &unit.code, &detail).await?;
        self.replace_conflicting(&mut tx, &campaign, &row).await?;
        self.commit(tx).await
    }

    async fn draw(&self, actor: &Actor, order: &DrawOrder) -> Result<DrawAnswer, Failure> {
        let campaign = self.run_campaign(actor, order.campaign).await?;
        campaign.in_phase(&[Phase::Open])?;
        match order.what.as_str() {
            "reviewers" => self.draw_reviewers(actor, &campaign, &order.seed).await,
            "checks" => self.draw_checks(actor, &campaign, &order.seed).await,
            other => Err(Failure::invalid("what", "unknown_draw", other)),
        }
    }

    async fn take_values(&self, actor: &Actor, id: i64, reason: &str) -> Result<(), Failure> {
        let campaign = self.run_campaign(actor, id).await?;
        campaign.in_phase(&[Phase::Open])?;
        let reason = words("reason", reason, true)?;
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let entries = tx.entries(id).await?;
        self.take_for(&mut tx, &campaign, &entries).await?;
        let now = self.now();
        tx.add_campaign_event(id, "values_taken", (&actor.name, reason, now)).await?;
        let detail = serde_json::json!({ "campaign": id, "entries": entries.len(), "reason": reason });
        tx.append_audit(now, &actor.name, "reviews.take_values", &campaign.unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn board(&self, actor: &Actor, query: &BoardQuery) -> Result<Board, Failure> {
        self.show_board(actor, query).await
    }
}

/// The days as they were typed.
fn calendar(order: &CampaignOrder) -> Result<Calendar, Failure> {
    let day = |field: &str, text: &str| -> Result<NaiveDate, Failure> {
        text.trim().parse().map_err(|_| Failure::invalid(field, "bad_day", text))
    };
    let from = day("from", &order.from)?;
    let mut last = [from; 8];
    for (n, stage) in Stage::ALL.iter().enumerate() {
        let text = order.last.get(n).map(String::as_str).unwrap_or_default();
        last[n] = day(stage.as_str(), text)?;
    }
    let calendar = Calendar { from, last };
    calendar.check().map_err(|fault| {
        Failure::invalid(fault.0.as_str(), "stage_order", calendar.last(fault.0).to_string())
    })?;
    Ok(calendar)
}

/// A number as it was typed, between bounds; `usual` where nothing was.
fn number(field: &str, text: &str, usual: f64, (least, most): (f64, f64)) -> Result<f64, Failure> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(usual);
    }
    let number = text.parse::<f64>().ok().filter(|number| (least..=most).contains(number));
    number.ok_or_else(|| Failure::invalid(field, "out_of_range", format!("{least}–{most}")))
}

impl Platform {
    async fn fill_draft(
        &self,
        tree: &Arc<Tree>,
        unit: UnitId,
        row: &mut Stored,
        order: &CampaignOrder,
    ) -> Result<(), Failure> {
        for (field, title) in [("title_zh", &order.title_zh), ("title_en", &order.title_en)] {
            if words(field, title, true)?.chars().count() > LONGEST_TITLE {
                return Err(Failure::invalid(field, "too_long", LONGEST_TITLE.to_string()));
            }
        }
        let standard = self.standard(order.standard.trim(), order.edition.trim()).await?;
        // A retired one is there for old campaigns; nothing new begins with it.
        if !self.usable_standards().await?.contains(&standard) {
            return Err(Failure::invalid("standard", "standard_not_usable", &standard.id));
        }
        if standard.subject != Subject::Tribunal {
            return Err(Failure::invalid("standard", "not_for_tribunals", &standard.id));
        }
        let groups: Vec<String> =
            order.groups.split([',', '，']).map(|group| group.trim().to_owned()).collect();
        let groups: Vec<String> = groups.into_iter().filter(|group| !group.is_empty()).collect();
        let known = |group: &str| {
            tree.units()
                .iter()
                .any(|unit| unit.level == Level::Tribunal && unit.groups.iter().any(|g| g == group))
        };
        if let Some(group) = groups.iter().find(|group| !known(group)) {
            return Err(Failure::not_found("groups", group));
        }
        let values_to = order.values_to.trim().parse();
        let values_to =
            values_to.map_err(|_| Failure::invalid("values_to", "bad_period", &order.values_to))?;
        let settings = Settings {
            calendar: calendar(order)?,
            quota: number("quota", &order.quota, 0.0, (0.0, 10_000.0))?.round() as u32,
            groups,
            tolerance: number("tolerance", &order.tolerance, 25.0, (0.0, 100.0))? / 100.0,
            on_site: number("on_site", &order.on_site, 10.0, (0.0, 100.0))? / 100.0,
            values_to,
            years: number("years", &order.years, 3.0, (1.0, 10.0))?.round() as u32,
        };
        order.title_zh.trim().clone_into(&mut row.title_zh);
        order.title_en.trim().clone_into(&mut row.title_en);
        row.unit_id = unit.0;
        row.standard.clone_from(&standard.id);
        row.edition.clone_from(&standard.edition);
        row.set_settings(&settings);
        Ok(())
    }

    /// Whether somebody may see that there is a campaign.
    fn sees(&self, actor: &Actor, campaign: &Campaign, reviews: bool) -> bool {
        let month = self.month();
        if self.runs(actor, campaign) {
            return true;
        }
        let within = |unit: UnitId| {
            campaign.tree.is_within(unit, campaign.unit.id, month)
                || campaign.tree.is_within(campaign.unit.id, unit, month)
        };
        match campaign.phase {
            Phase::Draft => reviews,
            Phase::Published => reviews || may(actor, Action::SeeUnit, &campaign.unit, &campaign.tree, month),
            _ => {
                let concerned = |unit: UnitId| {
                    campaign
                        .tree
                        .get(unit)
                        .is_some_and(|unit| may(actor, Action::ReadReviews, unit, &campaign.tree, month))
                };
                reviews || actor.grants.iter().any(|grant| within(grant.unit) && concerned(grant.unit))
            }
        }
    }

    /// A campaign for somebody who may see it.
    pub(super) async fn seen_campaign(&self, actor: &Actor, id: i64) -> Result<Campaign, Failure> {
        let campaign = self.campaign(id).await?;
        let reviews = self.db.campaigns_reviewed_by(user_of(actor)).await?.contains(&id);
        if self.sees(actor, &campaign, reviews) {
            Ok(campaign)
        } else {
            Err(refusal(actor, &campaign.unit.code))
        }
    }

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
        }
    }

    async fn campaign_view(&self, actor: &Actor, campaign: Campaign) -> Result<CampaignView, Failure> {
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
        let events = self.db.campaign_events(id).await?.into_iter().map(|event| CampaignEvent {
            kind: event.kind,
            actor: event.actor,
            reason: event.reason,
            at: instant(event.at),
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
            review: reviewers.iter().any(|reviewer| reviewer.user == user_of(actor)),
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
        let shown: Vec<_> = stored.into_iter().filter(|row| run || row.user_name == user_of(actor)).collect();
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
