//! Checks on site and by telephone.

use super::{Campaign, Dealt, Platform, conflict, names, user_of, words};
use crate::{
    platform::refusal,
    services::{files::file_row, values::instant},
    store::reviews::{CheckItemRow, CheckRow as Stored, EntryRow, NewCheck},
};
use app::{
    api::{
        Failure, FailureKind,
        files::FileRow,
        reviews::{CheckItem, CheckOrder, CheckRow, CheckSheet, Checks, EntryAddress, PlanOrder, SeenOrder},
    },
    domain::{
        permissions::{Action, Actor, may},
        reviews::{EntryState, Phase, check_mark},
        standards::{Item, Points, Scoring},
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::collections::HashMap;

/// Items sent at once.
const MOST_ITEMS: usize = 200;
/// Photos of one item.
const MOST_PHOTOS: usize = 20;

#[async_trait]
impl Checks for Platform {
    async fn list_checks(&self, actor: &Actor, campaign: i64) -> Result<Vec<CheckRow>, Failure> {
        let campaign = self.seen_campaign(actor, campaign).await?;
        let entries = self.db.entries(campaign.row.id).await?;
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let mut checks = self.db.checks(&numbers).await?;
        let by_id: HashMap<i64, &EntryRow> = entries.iter().map(|entry| (entry.id, entry)).collect();
        checks.retain(|check| {
            by_id.get(&check.entry_id).is_some_and(|entry| self.may_see_check(actor, &campaign, entry, check))
        });
        let shown = self.runs(actor, &campaign) || campaign.phase.is_announced();
        let sums = if shown { self.sums(&campaign, &entries, &checks).await? } else { HashMap::new() };
        let row = |check: &Stored| {
            let unit = campaign.tree.get(UnitId(by_id.get(&check.entry_id)?.unit_id))?;
            Some(check_row(&campaign, unit, check, sums.get(&check.id).copied()))
        };
        Ok(checks.iter().filter_map(row).collect())
    }

    async fn plan_check(
        &self,
        actor: &Actor,
        address: &EntryAddress,
        order: &PlanOrder,
    ) -> Result<i64, Failure> {
        let campaign = self.run_campaign(actor, address.campaign).await?;
        self.authorise(actor, Action::RunCampaigns, "unit", &address.unit).await?;
        campaign.in_phase(&[Phase::Open])?;
        let mut dealt = self.dealt(address).await?;
        let checker = order.checker.trim();
        if !checker.is_empty() && self.db.user_by_name(checker).await?.is_none() {
            return Err(Failure::not_found("checker", checker));
        }
        let mut tx = self.begin_with(&mut dealt).await?;
        if !dealt.entry.state()?.takes_part() {
            return Err(conflict("entry_state").with_value(dealt.entry.state()?.as_str()));
        }
        if !checker.is_empty() {
            // Seen on site stands above all marks: not by somebody of the own city, and not by who has marked.
            let pool = self.pool(&dealt.campaign, &tx.entries(address.campaign).await?, &[checker]).await?;
            let free = pool.is_free(self, &dealt.campaign, checker, &dealt.entry);
            if !free || pool.reviews(checker, &dealt.entry) {
                return Err(conflict("checker_conflict").with_value(checker));
            }
        }
        let planned = self.db.checks(&[dealt.entry.id]).await?;
        let same = planned.iter().find(|check| {
            check.done_at.is_none()
                && (check.kind.as_str(), check.reason.as_str()) == (order.kind.as_str(), order.reason.trim())
        });
        if let Some(same) = same.filter(|check| order.id == 0 && check.checker == checker) {
            return Ok(same.id);
        }
        let id = if order.id == 0 {
            let reason = words("reason", &order.reason, true)?;
            if !matches!(order.kind.as_str(), "on_site" | "telephone") {
                return Err(Failure::invalid("kind", "unknown_kind", &order.kind));
            }
            let new = NewCheck { entry: dealt.entry.id, kind: &order.kind, reason, checker };
            tx.create_check(&new, self.now()).await?
        } else {
            let known = self.db.check(order.id).await?.filter(|check| check.entry_id == dealt.entry.id);
            let known = known.ok_or_else(|| Failure::not_found("check", order.id.to_string()))?;
            if known.done_at.is_some() {
                return Err(conflict("check_done"));
            }
            tx.set_checker(order.id, checker).await?;
            order.id
        };
        let detail = serde_json::json!({ "check": id, "kind": order.kind, "checker": checker, "reason": order.reason });
        dealt.audit(&mut tx, self, actor, "plan_check", detail).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    async fn open_check(&self, actor: &Actor, id: i64) -> Result<CheckSheet, Failure> {
        let (dealt, check) = self.seen_check(actor, id).await?;
        self.check_sheet(actor, &dealt, &check).await
    }

    async fn save_check(&self, actor: &Actor, id: i64, order: &CheckOrder) -> Result<(), Failure> {
        let (dealt, check) = self.seen_check(actor, id).await?;
        if !is_checker(actor, &check) {
            return Err(refusal(actor, &dealt.unit.code));
        }
        if order.items.len() > MOST_ITEMS {
            return Err(
                Failure::new(FailureKind::TooLarge, "too_many_rows").with_value(MOST_ITEMS.to_string())
            );
        }
        self.keep_check(actor, dealt, id, order).await
    }
}

/// Whether somebody is the one who does a check.
fn is_checker(actor: &Actor, check: &Stored) -> bool {
    user_of(actor).is_some_and(|user| check.checker == user)
}

/// Items that somebody can look at: what is given by hand, and what is ticked.
fn visible(campaign: &Campaign) -> impl Iterator<Item = &Item> {
    let seen = |item: &&Item| matches!(item.scoring, Scoring::Scale { .. } | Scoring::Checklist { .. });
    campaign.standard.items().filter(seen)
}

fn check_row(campaign: &Campaign, unit: &Unit, check: &Stored, sums: Option<(f64, f64, f64)>) -> CheckRow {
    CheckRow {
        id: check.id,
        campaign: campaign.row.id,
        unit: unit.code.clone(),
        unit_name: names(unit),
        kind: check.kind.clone(),
        reason: check.reason.clone(),
        checker: check.checker.clone(),
        done_at: check.done_at.map(instant),
        sums,
    }
}

impl Platform {
    /// Whether somebody is the one who does a check at a tribunal that is not done yet; he may add photos there.
    pub(in crate::services) async fn is_checking(
        &self,
        actor: &Actor,
        unit: UnitId,
    ) -> Result<bool, Failure> {
        match user_of(actor) {
            Some(user) => Ok(self.db.open_checks(user, unit.0).await? > 0),
            None => Ok(false),
        }
    }

    fn may_see_check(&self, actor: &Actor, campaign: &Campaign, entry: &EntryRow, check: &Stored) -> bool {
        let named = is_checker(actor, check);
        let reads = || {
            campaign.tree.get(UnitId(entry.unit_id)).is_some_and(|unit| {
                campaign.phase.is_announced()
                    && may(actor, Action::ReadReviews, unit, &campaign.tree, self.month())
            })
        };
        named || self.runs(actor, campaign) || reads()
    }

    async fn seen_check(&self, actor: &Actor, id: i64) -> Result<(Dealt, Stored), Failure> {
        let unknown = || {
            if actor.is_known() { Failure::not_found("check", id.to_string()) } else { refusal(actor, "") }
        };
        let check = self.db.check(id).await?.ok_or_else(unknown)?;
        let entry = self.db.entry_by_id(check.entry_id).await?.ok_or_else(unknown)?;
        let campaign = self.campaign(entry.campaign_id).await?;
        let unit = campaign.tree.get(UnitId(entry.unit_id)).cloned().ok_or_else(unknown)?;
        if !self.may_see_check(actor, &campaign, &entry, &check) {
            return Err(refusal(actor, &unit.code));
        }
        Ok((Dealt { campaign, unit, entry }, check))
    }

    /// Points of the items checked: the tribunal's own, those given online, those given on site; by check.
    async fn sums(
        &self,
        campaign: &Campaign,
        entries: &[EntryRow],
        checks: &[Stored],
    ) -> Result<HashMap<i64, (f64, f64, f64)>, Failure> {
        let numbers: Vec<i64> = checks.iter().map(|check| check.entry_id).collect();
        let dossiers = self.db.dossiers(&numbers).await?;
        // Online means without what was seen on site.
        let online =
            crate::store::reviews::Dossiers { checks: vec![], objections: vec![], ..dossiers.clone() };
        let judged = campaign.judge(&online, entries);
        let mut sums = HashMap::new();
        for check in checks.iter().filter(|check| check.done_at.is_some()) {
            let Some(judged) = judged.get(&check.entry_id) else { continue };
            let mut sum = (Points::ZERO, Points::ZERO, Points::ZERO);
            for seen in dossiers.check_items.iter().filter(|seen| seen.check_id == check.id) {
                let (Some(points), Some((said, settled))) = (seen.points, judged.said.get(&seen.item)) else {
                    continue;
                };
                let own = said.own.or(said.computed).unwrap_or(Points::ZERO);
                let given = settled.points.or(said.computed).unwrap_or(Points::ZERO);
                sum = (sum.0 + own, sum.1 + given, sum.2 + Points::hundredths(points));
            }
            sums.insert(check.id, (sum.0.as_f64(), sum.1.as_f64(), sum.2.as_f64()));
        }
        Ok(sums)
    }

    async fn check_sheet(&self, actor: &Actor, dealt: &Dealt, check: &Stored) -> Result<CheckSheet, Failure> {
        let campaign = &dealt.campaign;
        let seen = self.db.check_items(&[check.id]).await?;
        let photos: Vec<i64> = seen.iter().flat_map(|seen| photos(&seen.photos)).collect();
        let files: HashMap<i64, FileRow> = self
            .db
            .files_by_id(&photos)
            .await?
            .into_iter()
            .map(|file| Ok((file.id, file_row(&dealt.unit, file)?)))
            .collect::<Result<_, Failure>>()?;
        let dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
        let judged = dealt.judge(&dossiers);
        let items = visible(campaign).filter_map(|item| {
            let (said, _) = judged.said.get(&item.id)?;
            let seen = seen.iter().find(|seen| seen.item == item.id);
            let step = match item.scoring {
                Scoring::Scale { step } => step,
                _ => Points::hundredths(50).min(item.points),
            };
            Some(CheckItem {
                id: item.id.clone(),
                name: (item.zh.clone(), item.en.clone()),
                guidance: item.guidance.clone(),
                full: item.points,
                step,
                own: said.own.or(said.computed),
                mark: seen.and_then(|seen| seen.points).map(Points::hundredths),
                note: seen.map(|seen| seen.note.clone()).unwrap_or_default(),
                photos: seen.map(|seen| photos_of(&seen.photos, &files)).unwrap_or_default(),
            })
        });
        let shown = self.runs(actor, campaign) || campaign.phase.is_announced();
        let sums = if shown {
            let (entries, checks) = ([dealt.entry.clone()], [check.clone()]);
            self.sums(campaign, &entries, &checks).await?.remove(&check.id)
        } else {
            None
        };
        Ok(CheckSheet {
            row: check_row(campaign, &dealt.unit, check, sums),
            campaign: (campaign.row.title_zh.clone(), campaign.row.title_en.clone()),
            items: items.collect(),
            note: check.note.clone(),
            place: check.latitude.zip(check.longitude),
            may_fill: is_checker(actor, check) && check.done_at.is_none() && campaign.phase == Phase::Open,
        })
    }

    async fn keep_check(
        &self,
        actor: &Actor,
        mut dealt: Dealt,
        id: i64,
        order: &CheckOrder,
    ) -> Result<(), Failure> {
        let note = order.note.as_deref().map(|note| words("note", note, false)).transpose()?;
        let sound = |(latitude, longitude): (f64, f64)| {
            (-90.0..=90.0).contains(&latitude) && (-180.0..=180.0).contains(&longitude)
        };
        if order.place.is_some_and(|place| !sound(place)) {
            return Err(Failure::invalid("place", "not_within", "±90, ±180"));
        }
        let mut tx = self.begin_with(&mut dealt).await?;
        let mut dossiers = self.db.dossiers(&[dealt.entry.id]).await?;
        let Some(place) = dossiers.checks.iter().position(|check| check.id == id) else {
            return Err(Failure::not_found("check", id.to_string()));
        };
        let known = dossiers.checks[place].clone();
        if !is_checker(actor, &known) {
            return Err(refusal(actor, &dealt.unit.code));
        }
        if known.done_at.is_some() {
            // The same once more, because the answer was lost on the way; anything else comes too late.
            let mut same = order.done;
            for seen in &order.items {
                let row = self.seen_row(&mut tx, &dealt, id, seen).await?;
                same &= dossiers.check_items.iter().any(|known| {
                    (known.check_id, &known.item, known.points, &known.note, &known.photos)
                        == (id, &row.item, row.points, &row.note, &row.photos)
                });
            }
            return if same { Ok(()) } else { Err(conflict("check_done")) };
        }
        dealt.campaign.in_phase(&[Phase::Open])?;
        if !matches!(dealt.entry.state()?, state if EntryState::takes_part(state)) {
            return Err(conflict("entry_state").with_value(dealt.entry.state()?.as_str()));
        }
        let now = self.now();
        for seen in &order.items {
            let row = self.seen_row(&mut tx, &dealt, id, seen).await?;
            tx.put_check_item(&row).await?;
            dossiers.check_items.retain(|known| (known.check_id, &known.item) != (id, &row.item));
            dossiers.check_items.push(row);
        }
        let done = order.done.then_some(now);
        if order.done {
            let judged = dealt.judge(&dossiers);
            let bare =
                visible(&dealt.campaign).filter(|item| judged.said.contains_key(&item.id)).find(|item| {
                    let seen = dossiers
                        .check_items
                        .iter()
                        .find(|seen| (seen.check_id, &seen.item) == (id, &item.id));
                    seen.is_none_or(|seen| seen.points.is_none() && seen.note.is_empty())
                });
            if let Some(bare) = bare {
                return Err(Failure::invalid(&bare.id, "check_incomplete", &bare.id));
            }
        }
        // What is not said again stays.
        let note = note.unwrap_or(&known.note);
        let place_of = order.place.or(known.latitude.zip(known.longitude));
        tx.put_check(id, note, place_of, done).await?;
        dossiers.checks[place].done_at = done;
        if order.done {
            dealt.settle(&mut tx, self, &dossiers, &actor.name).await?;
        }
        let items: Vec<&str> = order.items.iter().map(|seen| seen.item.as_str()).collect();
        let detail = serde_json::json!({ "check": id, "items": items, "done": order.done });
        dealt.audit(&mut tx, self, actor, "check", detail).await?;
        self.commit(tx).await
    }

    async fn seen_row(
        &self,
        tx: &mut crate::store::Tx,
        dealt: &Dealt,
        check: i64,
        seen: &SeenOrder,
    ) -> Result<CheckItemRow, Failure> {
        let item = visible(&dealt.campaign).find(|item| item.id == seen.item);
        let item = item.ok_or_else(|| Failure::not_found("item", &seen.item))?;
        let wrong = || Failure::invalid(&item.id, "bad_points", item.points.to_string());
        let points = match seen.points {
            None => None,
            Some(points) => {
                let points = Points::from_f64(points).ok_or_else(wrong)?;
                check_mark(item, points).map_err(|_| wrong())?;
                Some(points.as_hundredths())
            }
        };
        if seen.photos.len() > MOST_PHOTOS {
            return Err(Failure::invalid(&item.id, "too_many_photos", MOST_PHOTOS.to_string()));
        }
        for photo in &seen.photos {
            if !tx.use_file(*photo, dealt.unit.id).await? {
                return Err(Failure::not_found("file", photo.to_string()));
            }
        }
        Ok(CheckItemRow {
            check_id: check,
            item: item.id.clone(),
            points,
            note: words(&item.id, &seen.note, false)?.to_owned(),
            photos: serde_json::to_string(&seen.photos).unwrap_or_default(),
            at: self.now(),
        })
    }
}

fn photos(text: &str) -> Vec<i64> {
    serde_json::from_str(text).unwrap_or_default()
}

fn photos_of(text: &str, files: &HashMap<i64, FileRow>) -> Vec<FileRow> {
    photos(text).iter().filter_map(|id| files.get(id).cloned()).collect()
}
