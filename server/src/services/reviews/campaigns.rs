//! Preparing campaigns, their reviewers and conflicts of interest.

use super::{Campaign, conflict, user_of, words};
use crate::{
    platform::{Platform, refusal},
    store::reviews::{CampaignRow as Stored, ConflictRow as StoredConflict, ReviewerRow as StoredReviewer},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        reviews::{
            Board, BoardQuery, CampaignChoices, CampaignOrder, CampaignRow, CampaignView, Campaigns,
            ConflictOrder, DrawAnswer, DrawOrder, PhaseOrder, ReviewerOrder,
        },
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        reviews::{Calendar, Phase, Settings, Stage},
        standards::Subject,
        tree::Tree,
        units::{Level, UnitId},
    },
};
use async_trait::async_trait;
use chrono::NaiveDate;
use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

/// Characters of a title.
const LONGEST_TITLE: usize = 200;

#[async_trait]
impl Campaigns for Platform {
    async fn list_campaigns(&self, actor: &Actor, query: &ListQuery) -> Result<Page<CampaignRow>, Failure> {
        let tree = self.tree().await?;
        let reviewed = self.reviewed_by(actor).await?;
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
                let (waits, days_late) = self.waiting_for(actor, &campaign).await?;
                rows.push(CampaignRow { waits, days_late, ..self.campaign_row(&campaign, &counts) });
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

    async fn campaign_choices(&self, actor: &Actor) -> Result<CampaignChoices, Failure> {
        self.authorise_somewhere(actor, Action::RunCampaigns).await?;
        let (tree, month) = (self.tree().await?, self.month());
        let usable = self.usable_standards().await?;
        let usable = usable.iter().filter(|one| one.subject == Subject::Tribunal);
        let mut standards: Vec<_> = usable
            .map(|one| (one.id.clone(), one.edition.clone(), (one.zh.clone(), one.en.clone())))
            .collect();
        standards.sort_by(|a, b| a.0.cmp(&b.0).then_with(|| b.1.cmp(&a.1)));
        let tribunals =
            tree.units().iter().filter(|unit| unit.level == Level::Tribunal && unit.exists_in(month));
        let groups: BTreeSet<String> = tribunals.flat_map(|unit| unit.groups.iter().cloned()).collect();
        Ok(CampaignChoices { standards, groups: groups.into_iter().collect() })
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
        let mut campaign = self.run_campaign(actor, id).await?;
        let user = order.user.trim();
        let unknown = || Failure::not_found("user", user);
        let known = self.db.user_by_name(user).await?.ok_or_else(unknown)?;
        let reviews = known.grants.iter().any(|grant| grant.role == Role::Reviewer);
        let person = Actor { name: format!("user:{user}"), grants: known.grants, operator: false };
        // Whoever runs the campaign sees all marks before they are handed in.
        if !order.remove && (!reviews || self.would_run(&campaign, &person)) {
            return Err(Failure::invalid("user", "not_a_reviewer", user));
        }
        let home = match order.home.trim() {
            "" => None,
            code => {
                let unit = campaign.tree.by_code(code);
                Some(unit.ok_or_else(|| Failure::not_found("home", code))?.id.0)
            }
        };
        let mut tx = self.begin_on(&mut campaign, &[Phase::Draft, Phase::Open]).await?;
        if order.remove {
            let pool = self.pool(&campaign, &tx.entries(id).await?, &[]).await?;
            if pool.drawn.iter().any(|drawn| drawn.user_name == user) {
                return Err(conflict("reviewer_drawn").with_value(user));
            }
            tx.remove_reviewer(id, user).await?;
        } else {
            let row = StoredReviewer { user_name: user.to_owned(), home_id: home };
            tx.put_reviewer(id, &row).await?;
            self.replace_reviewer(&mut tx, &campaign, (user, &actor.name), |pool| {
                pool.reviewers.retain(|known| known.user_name != row.user_name);
                pool.reviewers.push(row);
            })
            .await?;
        }
        let detail = serde_json::json!({
            "campaign": id, "reviewer": user, "home": order.home.trim(), "remove": order.remove,
        });
        tx.append_audit(self.now(), &actor.name, "reviews.reviewer", &campaign.unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn declare_conflict(&self, actor: &Actor, id: i64, order: &ConflictOrder) -> Result<(), Failure> {
        let mut campaign = self.campaign(id).await?;
        let own = order.user.trim().is_empty() || Some(order.user.trim()) == user_of(actor);
        let user = if own { user_of(actor).unwrap_or_default() } else { order.user.trim() };
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
        let reason = words("reason", &order.reason, true)?;
        let unit = campaign.tree.by_code(order.unit.trim()).cloned();
        let unit = unit.ok_or_else(|| Failure::not_found("unit", order.unit.trim()))?;
        let now = self.now();
        let mut tx = self.begin_on(&mut campaign, &[Phase::Draft, Phase::Open]).await?;
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
        let who = (user, actor.name.as_str());
        self.replace_reviewer(&mut tx, &campaign, who, |pool| pool.conflicts.push(row)).await?;
        self.commit(tx).await
    }

    async fn draw(&self, actor: &Actor, order: &DrawOrder) -> Result<DrawAnswer, Failure> {
        let mut campaign = self.run_campaign(actor, order.campaign).await?;
        match order.what.as_str() {
            "reviewers" => self.draw_reviewers(actor, &mut campaign, &order.seed).await,
            "checks" => self.draw_checks(actor, &mut campaign, &order.seed).await,
            other => Err(Failure::invalid("what", "unknown_draw", other)),
        }
    }

    async fn take_values(&self, actor: &Actor, id: i64, reason: &str) -> Result<(), Failure> {
        let mut campaign = self.run_campaign(actor, id).await?;
        let reason = words("reason", reason, true)?;
        let mut tx = self.begin_on(&mut campaign, &[Phase::Open]).await?;
        let entries = tx.entries(id).await?;
        self.take_for(&mut tx, &campaign, &entries).await?;
        // Other values may settle what was open, and open what was settled.
        let entries = tx.entries(id).await?;
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let dossiers = self.db.dossiers(&numbers).await?;
        self.settle_all(&mut tx, &campaign, &entries, &dossiers, &actor.name).await?;
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
    number.ok_or_else(|| Failure::invalid(field, "not_within", format!("{least}–{most}")))
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
        let usable = self.usable_standards().await?;
        if !usable.iter().any(|one| (&one.id, &one.edition) == (&standard.id, &standard.edition)) {
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

    /// Campaigns in which somebody is a reviewer.
    async fn reviewed_by(&self, actor: &Actor) -> Result<Vec<i64>, Failure> {
        match user_of(actor) {
            Some(user) => Ok(self.db.campaigns_reviewed_by(user).await?),
            None => Ok(vec![]),
        }
    }

    /// A campaign for somebody who may see it.
    pub(super) async fn seen_campaign(&self, actor: &Actor, id: i64) -> Result<Campaign, Failure> {
        let campaign = self.campaign(id).await?;
        let reviews = self.reviewed_by(actor).await?.contains(&id);
        if self.sees(actor, &campaign, reviews) {
            Ok(campaign)
        } else {
            Err(refusal(actor, &campaign.unit.code))
        }
    }
}
