//! The steps of a campaign, made by the people who make them, through the services that pages and REST use.

use super::{document, entry_of, opinions, person, reviewer};
use crate::{platform::Platform, store::reviews::NewEvidence};
use app::{
    api::{
        Failure, ListQuery,
        files::Files as _,
        reviews::{
            Campaigns, CheckOrder, Checks, DecisionOrder, DemandOrder, Entries, EntryAddress, EntryOrder,
            ItemOrder, MarkOrder, Marks, ObjectionOrder, PhaseOrder, PlanOrder, Recognitions, ReviewResults,
            SeenOrder, StandingOrder,
        },
    },
    domain::{
        forms::CHECKLIST,
        permissions::{Actor, Role},
        reviews::{EntryMove, PhaseMove, StandingMove},
        standards::Points,
        tree::Tree,
        units::{Level, Unit},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

/// How many tribunals object.
const OBJECTING: usize = 5;

/// A campaign that is being walked through, as of a day.
pub(super) struct Walk {
    pub(super) platform: Arc<Platform>,
    pub(super) boss: Actor,
    id: i64,
    tree: Arc<Tree>,
    province: Unit,
    seed: u64,
}

/// Moves a campaign.
pub(super) async fn change(
    platform: &Platform,
    who: &Actor,
    id: i64,
    what: PhaseMove,
    reason: &str,
) -> Result<(), Failure> {
    let revision = platform.open_campaign(who, id).await?.order.revision;
    let order = PhaseOrder { what, revision, reason: reason.to_owned() };
    platform.move_campaign(who, id, &order).await.map(drop)
}

impl Walk {
    pub(super) fn new(platform: Arc<Platform>, id: i64, tree: Arc<Tree>, province: Unit, seed: u64) -> Self {
        let boss = person("demo.province", Role::ProvincialSupervisor, &province);
        Self { platform, boss, id, tree, province, seed }
    }

    /// The same campaign, so many days after `from`.
    pub(super) async fn later(self, now: &Platform, from: DateTime<Utc>, days: u64) -> Result<Self, Failure> {
        let at = (from + TimeDelta::days(days as i64)).min(now.now());
        Ok(Self { platform: Arc::new(crate::demo::load::earlier(now, at).await?), ..self })
    }

    pub(super) fn entry(&self, unit: &str) -> EntryAddress {
        entry_of(self.id, unit)
    }

    fn at(&self, code: &str, level: Level) -> Option<&Unit> {
        let unit = self.tree.by_code(code)?;
        let path = self.tree.path(unit.id, self.platform.month());
        path.filter_map(|id| self.tree.get(id)).find(|unit| unit.level == level)
    }

    pub(super) fn head(&self, unit: &Unit) -> Actor {
        person("demo.head", Role::TribunalHead, unit)
    }

    /// Whoever acts at a level above a tribunal.
    fn above(&self, code: &str, level: Level) -> Actor {
        let (name, role) = match level {
            Level::Court => ("demo.court", Role::CourtManager),
            Level::City => ("demo.city", Role::CitySupervisor),
            Level::Tribunal => ("demo.head", Role::TribunalHead),
            Level::Province | Level::Post => ("demo.province", Role::ProvincialSupervisor),
        };
        person(name, role, self.at(code, level).unwrap_or(&self.province))
    }

    async fn act_as(&self, who: &Actor, code: &str, what: EntryMove, reason: &str) -> Result<(), Failure> {
        let entry = self.platform.db.entry(self.id, self.unit(code)).await?;
        let revision = entry.map(|entry| entry.revision).unwrap_or_default();
        let order = EntryOrder { what, revision, reason: reason.to_owned(), items: vec![] };
        self.platform.move_entry(who, &self.entry(code), &order).await
    }

    fn unit(&self, code: &str) -> i64 {
        self.tree.by_code(code).map(|unit| unit.id.0).unwrap_or_default()
    }

    /// Moves an entry, as the province.
    pub(super) async fn act(&self, code: &str, what: EntryMove, reason: &str) -> Result<(), Failure> {
        self.act_as(&self.boss, code, what, reason).await
    }

    pub(super) async fn phase(&self, what: PhaseMove, reason: &str) -> Result<(), Failure> {
        change(&self.platform, &self.boss, self.id, what, reason).await
    }

    /// Somebody else signs, too.
    pub(super) async fn countersign(&self) -> Result<(), Failure> {
        let other = person("demo.president", Role::ProvincialSupervisor, &self.province);
        change(&self.platform, &other, self.id, PhaseMove::Countersign, "").await
    }

    /// Codes of tribunals that meet a veto by their values, and the points that are computed.
    pub(super) async fn vetoed(&self) -> Result<BTreeMap<String, Points>, Failure> {
        let mut vetoed = BTreeMap::new();
        for entry in self.platform.db.entries(self.id).await? {
            let Some(unit) = self.tree.get(app::domain::units::UnitId(entry.unit_id)) else { continue };
            let view = self.platform.open_entry(&self.boss, &self.entry(&unit.code)).await?;
            if !view.vetoes.is_empty() {
                vetoed.insert(unit.code.clone(), view.scored.total);
            }
        }
        Ok(vetoed)
    }

    /// The tribunal fills in what is asked, adds evidence from what it has reported, and hands in.
    pub(super) async fn assess(&self, code: &str) -> Result<(), Failure> {
        let Some(unit) = self.tree.by_code(code) else { return Ok(()) };
        let head = self.head(unit);
        let view = self.platform.open_entry(&head, &self.entry(code)).await?;
        let sources = self.platform.evidence_sources(&head, &self.entry(code)).await?;
        let report =
            sources.reports.iter().find(|(report, _)| report.form == CHECKLIST).or(sources.reports.first());
        let photo = sources.files.first().map(|file| file.id);
        let rules = self.duty_rules(&head, unit).await?;
        let mut source = opinions::source(self.seed, "own", code);
        let quality = opinions::quality(self.seed, code);
        let mut orders = vec![ItemOrder {
            statement: "本庭承诺所报材料真实、准确、完整。".to_owned(),
            ..ItemOrder::default()
        }];
        let stored = self.platform.db.entry(self.id, unit.id.0).await?;
        let entry = stored.map(|entry| entry.id).unwrap_or_default();
        // One transaction for all evidence: the demo is loaded while somebody waits.
        let mut tx = self.platform.begin().await?;
        for item in view.standard.items() {
            let Some(known) = view.items.iter().find(|known| known.id == item.id && known.applies) else {
                continue;
            };
            if item.scoring.by_hand() {
                let report = report
                    .map_or(("monthly", ""), |(report, _)| (report.form.as_str(), report.period.as_str()));
                let wants = |kind: &str| item.evidence.iter().any(|wanted| wanted == kind);
                let by_file = photo.filter(|_| wants("photo")).or(rules.filter(|_| wants("document")));
                let new = NewEvidence {
                    entry,
                    item: &item.id,
                    file: by_file,
                    report: if by_file.is_some() { ("", "") } else { report },
                    note: "",
                    expires: "",
                    demand: None,
                };
                let now = self.platform.now();
                let row = tx.create_evidence(&new, (&head.name, now)).await?;
                let text = serde_json::json!({ "evidence": row.id, "file": by_file, "report": new.report })
                    .to_string();
                tx.add_revision(entry, (&item.id, "added", &text), None, (&head.name, now)).await?;
            }
            if known.computed.is_none() && !item.scoring.is_extra() {
                // Most think a little better of themselves than others do.
                let own = opinions::points(item, quality + 0.04);
                orders.push(ItemOrder {
                    item: item.id.clone(),
                    points: own.as_f64().to_string(),
                    statement: opinions::statement(&mut source).to_owned(),
                    ..ItemOrder::default()
                });
            }
        }
        self.platform.commit(tx).await?;
        self.platform.save_items(&head, &self.entry(code), &orders).await?;
        self.act_as(&head, code, EntryMove::Submit, "").await
    }

    /// Hands in the duty rules; none where this machine has no font to set them in.
    async fn duty_rules(&self, head: &Actor, unit: &Unit) -> Result<Option<i64>, Failure> {
        let Ok(fonts) = self.platform.fonts().await else { return Ok(None) };
        let Ok(bytes) = document::duty_rules(&fonts, &unit.name) else { return Ok(None) };
        Ok(Some(self.platform.add_file(head, &unit.code, "值班与巡查制度.pdf", bytes).await?.id))
    }

    pub(super) async fn endorse(&self, code: &str) -> Result<(), Failure> {
        self.act_as(&self.above(code, Level::Court), code, EntryMove::Approve, "").await
    }

    pub(super) async fn check(&self, code: &str) -> Result<(), Failure> {
        self.act_as(&self.above(code, Level::City), code, EntryMove::Approve, "").await
    }

    pub(super) async fn send_back(&self, code: &str) -> Result<(), Failure> {
        let court = self.above(code, Level::Court);
        self.act_as(&court, code, EntryMove::Return, "佐证材料与指标不对应，请核对后重报").await
    }

    pub(super) async fn withdraw(&self, code: &str) -> Result<(), Failure> {
        let head = self.above(code, Level::Tribunal);
        self.act_as(&head, code, EntryMove::Withdraw, "办公用房正在搬迁，申请明年再评").await
    }

    /// Reviewers mark a share of their items in some tribunals, and hand in where it is all of them.
    pub(super) async fn mark_all(&self, codes: &[String], share: f64) -> Result<(), Failure> {
        let wanted: BTreeSet<&str> = codes.iter().map(String::as_str).collect();
        // Whoever is asked as the third comes into it while the others hand in: once more round for them.
        for _ in 0..2 {
            for number in 0..super::REVIEWERS {
                let who = person(&reviewer(number), Role::Reviewer, &self.province);
                let desk = self.platform.desk(&who, self.id).await?;
                for row in desk.rows.iter().filter(|row| row.ready && row.handed_in.is_none()) {
                    if wanted.contains(row.unit.as_str()) {
                        self.mark(&who, number, &row.unit, share).await?;
                    }
                }
            }
        }
        Ok(())
    }

    async fn mark(&self, who: &Actor, number: usize, code: &str, part: f64) -> Result<(), Failure> {
        let sheet = self.platform.desk_sheet(who, &self.entry(code)).await?;
        let standard = self.platform.open_campaign(&self.boss, self.id).await?.standard;
        let mut source = opinions::source(self.seed, &who.name, code);
        let quality = opinions::quality(self.seed, code);
        let mut marks = Vec::new();
        for wanted in sheet.items.iter().filter(|item| item.wanted && item.mark.is_none()) {
            let Some(item) = standard.item(&wanted.view.id) else { continue };
            let points = opinions::points(item, opinions::share(&mut source, quality, number));
            let below = points < item.points || wanted.view.computed.is_some();
            let reason = if below { opinions::reason(&mut source) } else { "" };
            let points = Some(points.as_f64());
            marks.push(MarkOrder { item: item.id.clone(), points, reason: reason.to_owned() });
        }
        let all = part >= 1.0;
        marks.truncate((marks.len() as f64 * part).round() as usize);
        self.platform.save_marks(who, &self.entry(code), &marks).await?;
        if all {
            self.platform.hand_in_marks(who, &self.entry(code)).await?;
        } else if let Some(item) = sheet.items.first().filter(|_| number % 4 == 1) {
            let due = self.platform.today().checked_add_days(chrono::Days::new(10)).unwrap_or_default();
            let order = DemandOrder {
                item: item.view.id.clone(),
                text: "请补充近一个月的现场照片".to_owned(),
                due: due.to_string(),
            };
            self.platform.demand_evidence(who, &self.entry(code), &order).await?;
        }
        Ok(())
    }

    /// Every check that was drawn is done.
    pub(super) async fn see_all(&self) -> Result<(), Failure> {
        for (n, row) in self.platform.list_checks(&self.boss, self.id).await?.into_iter().enumerate() {
            let plan = PlanOrder { id: row.id, ..PlanOrder::default() };
            let checker = self.send_somebody(&row.unit, plan, n).await?;
            let who = person(&checker, Role::Reviewer, &self.province);
            let sheet = self.platform.open_check(&who, row.id).await?;
            let mut source = opinions::source(self.seed, "site", &row.unit);
            let quality = opinions::quality(self.seed, &row.unit);
            let items = sheet.items.iter().map(|item| {
                let share = opinions::share(&mut source, quality - 0.02, 5);
                let step = item.step.as_hundredths().max(1);
                let steps =
                    (item.full.as_hundredths() as f64 * share.clamp(0.0, 1.0) / step as f64).round() as i64;
                let points = Points::hundredths((steps * step).min(item.full.as_hundredths()));
                SeenOrder {
                    item: item.id.clone(),
                    points: Some(points.as_f64()),
                    note: "现场查看".to_owned(),
                    photos: vec![],
                }
            });
            let order = CheckOrder {
                items: items.collect(),
                note: Some("现场核查".to_owned()),
                place: None,
                done: true,
            };
            self.platform.save_check(&who, row.id, &order).await?;
        }
        Ok(())
    }

    /// A check that waits for the reviewer whose password is known, at the last tribunal that is no conflict for that person.
    pub(super) async fn leave_check(&self, codes: &[String]) -> Result<(), Failure> {
        let plan = PlanOrder {
            kind: "on_site".to_owned(),
            reason: "网上评查中发现材料前后不一，需实地核查".to_owned(),
            checker: reviewer(0),
            ..PlanOrder::default()
        };
        for code in codes.iter().rev() {
            match self.platform.plan_check(&self.boss, &self.entry(code), &plan).await {
                Err(failure) if failure.reason == "checker_conflict" => {}
                planned => return planned.map(drop),
            }
        }
        Ok(())
    }

    /// Plans a check for the first reviewer, from a number on, who may see this tribunal; whoever comes from its city or
    /// has marked it may not. Gives who it is.
    async fn send_somebody(&self, code: &str, plan: PlanOrder, first: usize) -> Result<String, Failure> {
        let mut refused = Failure::not_found("checker", code);
        for n in first..first + super::REVIEWERS {
            let checker = reviewer(n % super::REVIEWERS);
            let order = PlanOrder { checker: checker.clone(), ..plan.clone() };
            match self.platform.plan_check(&self.boss, &self.entry(code), &order).await {
                Ok(_) => return Ok(checker),
                Err(failure) if failure.reason == "checker_conflict" => refused = failure,
                Err(failure) => return Err(failure),
            }
        }
        Err(refused)
    }

    /// Some tribunals object to an item of which they had given themselves more.
    pub(super) async fn object(&self, codes: &[String]) -> Result<(), Failure> {
        for code in codes.iter().rev().take(OBJECTING) {
            let head = self.above(code, Level::Tribunal);
            let view = self.platform.open_entry(&head, &self.entry(code)).await?;
            let less = view.items.iter().find(|item| {
                item.settled.is_some_and(|(said, settled)| said.own.is_some() && settled.points < said.own)
            });
            let Some(less) = less else { continue };
            let order = ObjectionOrder {
                about: less.id.clone(),
                text: "该项材料齐全，申请复核。".to_owned(),
                files: vec![],
            };
            self.platform.object(&head, &self.entry(code), &order).await?;
        }
        Ok(())
    }

    pub(super) async fn decide(&self) -> Result<(), Failure> {
        let rows = self.platform.list_objections(&self.boss, self.id).await?;
        let standard = self.platform.open_campaign(&self.boss, self.id).await?.standard;
        let full: BTreeMap<&str, Points> =
            standard.items().map(|item| (item.id.as_str(), item.points)).collect();
        for (n, row) in rows.iter().filter(|row| row.decision.is_none()).enumerate() {
            let upheld = n % 2 == 0;
            let order = DecisionOrder {
                id: row.id,
                decision: if upheld { "upheld" } else { "rejected" }.to_owned(),
                points: full
                    .get(row.about.as_str())
                    .map(|points| points.as_f64().to_string())
                    .unwrap_or_default(),
                reason: if upheld {
                    "补充材料经核实有效，调整该项得分。"
                } else {
                    "材料不足以支持，维持原分。"
                }
                .to_owned(),
            };
            self.platform.decide_objection(&self.boss, &order).await?;
        }
        Ok(())
    }

    /// After some months: two recognitions in question, one of them heard and kept on condition, one withdrawn.
    pub(super) async fn warn_some(&self) -> Result<(), Failure> {
        let query = ListQuery { limit: 3, ..ListQuery::default() };
        let rows = self.platform.list_recognitions(&self.boss, "", &query).await?.rows;
        for (n, row) in rows.into_iter().enumerate() {
            let head = self.above(&row.unit, Level::Tribunal);
            let steps: &[(StandingMove, &str)] = match n {
                0 => &[(StandingMove::Warn, "年度复核：审判质量指标明显下滑")],
                1 => &[
                    (StandingMove::Warn, "年度复核：安检设备停用"),
                    (StandingMove::Hear, "设备已送修，预计下月恢复。"),
                    (StandingMove::Condition, "限期两个月整改"),
                ],
                _ => &[
                    (StandingMove::Warn, "年度复核：超审限案件较多"),
                    (StandingMove::Hear, "人员调动，正在清理。"),
                    (StandingMove::Withdraw, "整改期满仍未改善"),
                ],
            };
            for (revision, (what, reason)) in (row.revision..).zip(steps) {
                let who = if *what == StandingMove::Hear { &head } else { &self.boss };
                let order = StandingOrder { id: row.id, what: *what, reason: (*reason).to_owned(), revision };
                self.platform.move_recognition(who, &order).await?;
            }
        }
        Ok(())
    }
}
