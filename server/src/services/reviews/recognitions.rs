//! What becomes of recognitions: checked every year, warned, heard, withdrawn.

use super::{
    Campaign, Platform, conflict,
    judging::{Taken, Voices},
    names,
    results::outcome_names,
    standing::unstated,
    words,
};
use crate::{
    platform::refusal,
    services::{standards::AsOf, values::instant},
    store::{NewNotice, Tx, reviews::RecognitionRow as Stored},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        reviews::{Recheck, RecognitionEvent, RecognitionRow, Recognitions, StandingOrder, UnitReviews},
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        reviews::{Standing, StandingFault, StandingMove},
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{DateTime, Days, Utc};
use std::collections::{HashMap, hash_map::Entry};

#[async_trait]
impl Recognitions for Platform {
    async fn list_recognitions(
        &self,
        actor: &Actor,
        unit: &str,
        query: &ListQuery,
    ) -> Result<Page<RecognitionRow>, Failure> {
        let (tree, top) = if unit.is_empty() {
            (self.authorise_somewhere(actor, Action::SeeUnit).await?, None)
        } else {
            let (tree, unit) = self.authorise(actor, Action::SeeUnit, "unit", unit).await?;
            (tree, Some(unit))
        };
        let month = self.month();
        let mut stored = self.db.recognitions().await?;
        stored.retain(|row| {
            let unit = UnitId(row.unit_id);
            let within = top.as_ref().is_none_or(|top| tree.is_within(unit, top.id, month));
            within && tree.get(unit).is_some_and(|unit| may(actor, Action::SeeUnit, unit, &tree, month))
        });
        let rows = self.recognition_rows(actor, stored).await?;
        list(rows, query)
    }

    async fn unit_reviews(&self, actor: &Actor, unit: &str) -> Result<UnitReviews, Failure> {
        self.reviews_of_unit(actor, unit).await
    }

    async fn move_recognition(&self, actor: &Actor, order: &StandingOrder) -> Result<(), Failure> {
        self.authorise_somewhere(actor, Action::ReadReviews).await?;
        let unknown = || Failure::not_found("recognition", order.id.to_string());
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let row = tx.recognition(order.id).await?.ok_or_else(unknown)?;
        let tree = self.tree().await?;
        let unit = tree.get(UnitId(row.unit_id)).ok_or_else(unknown)?;
        if !may(actor, action(order.what), unit, &tree, self.month()) {
            return Err(refusal(actor, &unit.code));
        }
        let reason = words("reason", &order.reason, true)?;
        let now = self.now();
        let moves = tx.recognition_moves(order.id).await?;
        let standing = row.standing()?.on(self.today(), row.days()?.1);
        let after = match standing.after(order.what, heard(&moves, now)) {
            Ok(after) => after,
            Err(_)
                if moves.last().is_some_and(|(last, _)| last == order.what.as_str())
                    && order.revision < row.revision =>
            {
                return Ok(());
            }
            Err(StandingFault::Unheard) => {
                return Err(conflict("not_heard").with_value(Standing::HEARING_DAYS.to_string()));
            }
            Err(StandingFault::State(standing)) => {
                return Err(conflict("recognition_state").with_value(standing.as_str()));
            }
        };
        if row.revision != order.revision {
            return Err(conflict("recognition_changed"));
        }
        tx.move_recognition(row.id, order.what, after, (&actor.name, reason, now)).await?;
        self.tell_of_recognition(&mut tx, unit, order.what, (&actor.name, reason)).await?;
        if after == Standing::Withdrawn {
            let campaign = self.campaign(row.campaign_id).await?;
            let stated: Vec<_> = unstated(&campaign.standard, &row).into_iter().collect();
            self.state_results(&mut tx, &tree, &stated, (&[row.id], &actor.name)).await?;
        }
        let detail = serde_json::json!({
            "recognition": row.id, "from": standing, "to": after, "reason": reason,
        });
        let action = format!("recognitions.{}", order.what.as_str());
        tx.append_audit(now, &actor.name, &action, &unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn recheck_recognitions(&self, actor: &Actor) -> Result<Recheck, Failure> {
        let tree = self.authorise_somewhere(actor, Action::RunCampaigns).await?;
        self.lapse_recognitions(actor).await?;
        let (month, today) = (self.month(), self.today());
        let mut by_campaign: HashMap<i64, Vec<Stored>> = HashMap::new();
        for row in self.db.recognitions().await? {
            let unit = tree.get(UnitId(row.unit_id));
            let runs = unit.is_some_and(|unit| may(actor, Action::RunCampaigns, unit, &tree, month));
            let holds = row.standing()?.on(today, row.days()?.1) == Standing::Valid;
            if runs && holds {
                by_campaign.entry(row.campaign_id).or_default().push(row);
            }
        }
        let mut found = Recheck::default();
        for (campaign, rows) in by_campaign {
            self.recheck_campaign(actor, &self.campaign(campaign).await?, &rows, &mut found).await?;
        }
        found.warned.sort();
        Ok(found)
    }
}

/// What one must be allowed to.
const fn action(what: StandingMove) -> Action {
    match what {
        StandingMove::Hear => Action::AssessSelf,
        StandingMove::Warn | StandingMove::Condition | StandingMove::Withdraw | StandingMove::Restore => {
            Action::RunCampaigns
        }
    }
}

/// Whether the tribunal has said something since it was last warned, or has let the time pass.
fn heard(moves: &[(String, DateTime<Utc>)], now: DateTime<Utc>) -> bool {
    let warned = moves.iter().rposition(|(what, _)| what == StandingMove::Warn.as_str());
    warned.is_some_and(|place| {
        let said = moves[place..].iter().any(|(what, _)| what == StandingMove::Hear.as_str());
        let over = moves[place].1.checked_add_days(Days::new(Standing::HEARING_DAYS));
        said || over.is_some_and(|over| now > over)
    })
}

fn list(mut rows: Vec<RecognitionRow>, query: &ListQuery) -> Result<Page<RecognitionRow>, Failure> {
    let needle = query.search.trim().to_lowercase();
    rows.retain(|row| {
        let text = format!(
            "{} {} {} {} {} {}",
            row.unit,
            row.unit_name.0,
            row.unit_name.1,
            row.city.0,
            row.city.1,
            row.standing.as_str()
        );
        text.to_lowercase().contains(&needle)
    });
    let (column, down) =
        query.sort.strip_prefix('-').map_or((query.sort.as_str(), false), |column| (column, true));
    match column {
        "" => {}
        "unit" => rows.sort_by(|a, b| a.unit.cmp(&b.unit)),
        "standing" => rows.sort_by(|a, b| (a.standing, &a.unit).cmp(&(b.standing, &b.unit))),
        "result" => rows.sort_by(|a, b| (&a.result, &a.unit).cmp(&(&b.result, &b.unit))),
        "until" => rows.sort_by(|a, b| (&a.until, &a.unit).cmp(&(&b.until, &b.unit))),
        other => return Err(Failure::invalid("sort", "bad_sort", other)),
    }
    if down {
        rows.reverse();
    }
    Ok(query.page(rows))
}

impl Platform {
    async fn recognition_rows(
        &self,
        actor: &Actor,
        stored: Vec<Stored>,
    ) -> Result<Vec<RecognitionRow>, Failure> {
        let numbers: Vec<i64> = stored.iter().map(|row| row.id).collect();
        let mut events: HashMap<i64, Vec<RecognitionEvent>> = HashMap::new();
        let mut moves: HashMap<i64, Vec<(String, DateTime<Utc>)>> = HashMap::new();
        for (id, what, by, reason, at) in self.db.recognition_events(&numbers).await? {
            moves.entry(id).or_default().push((what.clone(), at));
            events.entry(id).or_default().push(RecognitionEvent { what, by, reason, at: instant(at) });
        }
        let mut campaigns: HashMap<i64, Campaign> = HashMap::new();
        for row in &stored {
            if let Entry::Vacant(free) = campaigns.entry(row.campaign_id) {
                free.insert(self.campaign(row.campaign_id).await?);
            }
        }
        let (today, month, now) = (self.today(), self.month(), self.now());
        let mut rows = Vec::with_capacity(stored.len());
        for row in stored {
            let Some(campaign) = campaigns.get(&row.campaign_id) else { continue };
            let Some(unit) = campaign.tree.get(UnitId(row.unit_id)) else { continue };
            let (from, until) = row.days()?;
            let standing = row.standing()?.on(today, until);
            let heard = heard(moves.get(&row.id).map(Vec::as_slice).unwrap_or_default(), now);
            let may = StandingMove::ALL.into_iter().filter(|what| {
                standing.after(*what, heard).is_ok() && may(actor, action(*what), unit, &campaign.tree, month)
            });
            // What was said on the way is for those concerned; that and when something was done is for all.
            let reads = self::may(actor, Action::ReadReviews, unit, &campaign.tree, month);
            let events = events.remove(&row.id).unwrap_or_default().into_iter().map(|event| {
                if reads {
                    event
                } else {
                    RecognitionEvent { by: String::new(), reason: String::new(), ..event }
                }
            });
            rows.push(RecognitionRow {
                id: row.id,
                campaign: row.campaign_id,
                campaign_name: (campaign.row.title_zh.clone(), campaign.row.title_en.clone()),
                unit: unit.code.clone(),
                unit_name: names(unit),
                city: campaign.city_names(self, unit.id),
                result_name: outcome_names(campaign, &row.result),
                result: row.result,
                from: from.to_string(),
                until: until.to_string(),
                standing,
                events: events.collect(),
                may: may.collect(),
                revision: row.revision,
            });
        }
        Ok(rows)
    }

    async fn tell_of_recognition(
        &self,
        tx: &mut Tx,
        unit: &Unit,
        what: StandingMove,
        (by, reason): (&str, &str),
    ) -> Result<(), Failure> {
        let tree = self.tree().await?;
        let kind = format!("recognition_{}", what.as_str());
        let (to, role) = match what {
            StandingMove::Hear => {
                (tree.path(unit.id, self.month()).last().unwrap_or(unit.id), Role::ProvincialSupervisor)
            }
            _ => (unit.id, Role::TribunalHead),
        };
        let detail = serde_json::json!({ "recognition": unit.code, "by": by, "reason": reason });
        let at = self.now();
        let notice = NewNotice { unit: to, role, kind: &kind, about: unit.id, detail: &detail, at };
        Ok(tx.put_notice(&notice).await?)
    }

    /// Computes the recognitions of a campaign with the marks of then and the values of today.
    async fn recheck_campaign(
        &self,
        actor: &Actor,
        campaign: &Campaign,
        rows: &[Stored],
        found: &mut Recheck,
    ) -> Result<(), Failure> {
        let entries = self.db.entries(campaign.row.id).await?;
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let voices = Voices::of(&self.db.dossiers(&numbers).await?);
        let units: Vec<&Unit> =
            rows.iter().filter_map(|row| campaign.tree.get(UnitId(row.unit_id))).collect();
        let last = self.month().plus(-1);
        let as_of = AsOf::within(self.month());
        let mut bases = self.bases_among(&campaign.tree, &campaign.standard, &units, as_of).await?;
        let place = |id: &str| campaign.standard.results.iter().position(|outcome| outcome.id == id);
        let now = self.now();
        for row in rows {
            let Some(unit) = campaign.tree.get(UnitId(row.unit_id)) else { continue };
            let Some(entry) = entries.iter().find(|entry| entry.unit_id == row.unit_id) else { continue };
            found.checked += 1;
            let then = Taken::of(entry);
            // What nobody knows any more counts as it did then.
            let mut taken = then.clone();
            taken.bases.extend(bases.remove(&unit.id).unwrap_or_default());
            let judged = voices.judge(&campaign.standard, &campaign.settings, entry.id, &taken);
            let computed = judged.scored;
            let (worse, had) = (place(&computed.result), place(&row.result));
            let mut tx = self.begin().await?;
            tx.lock_writers().await?;
            // Somebody may have moved it while it was computed.
            if tx.recognition(row.id).await?.as_ref() != Some(row) {
                continue;
            }
            if worse > had {
                let vetoes: Vec<&str> =
                    computed.vetoes.iter().filter(|veto| !veto.lifted).map(|veto| veto.id.as_str()).collect();
                let reason = format!(
                    "{last} · {} / {} · {} → {} · {}",
                    computed.total,
                    computed.full,
                    row.result,
                    computed.result,
                    vetoes.join(", ")
                );
                let words = (actor.name.as_str(), reason.as_str(), now);
                tx.move_recognition(row.id, StandingMove::Warn, Standing::Warned, words).await?;
                self.tell_of_recognition(&mut tx, unit, StandingMove::Warn, (&actor.name, &reason)).await?;
                found.warned.push(unit.code.clone());
            } else {
                let reason = format!("{last} · {} / {}", computed.total, computed.full);
                tx.add_recognition_event(row.id, "checked", (&actor.name, &reason, now)).await?;
            }
            let detail = serde_json::json!({
                "recognition": row.id, "result": computed.result, "total": computed.total,
            });
            tx.append_audit(now, &actor.name, "recognitions.recheck", &unit.code, &detail).await?;
            self.commit(tx).await?;
        }
        Ok(())
    }
}
