//! Publishing: a frozen snapshot whose hash stands in the audit log, and computing it again.

use super::{
    Campaign, Platform,
    judging::{Judged, Taken, Voices},
};
use crate::{
    files::FileStore,
    services::standards::AsOf,
    store::{Tx, reviews::EntryRow},
};
use app::{
    api::{
        Failure,
        reviews::{ResultRow, Verification},
    },
    domain::{
        permissions::Actor,
        reviews::{EntryState, Phase, Said, Settings, Settled},
        standards::{Inputs, Points, Scored, Standard},
        units::{Unit, UnitId},
    },
};
use chrono::{Months, NaiveDate};
use serde::{Deserialize, Serialize, de::DeserializeOwned};
use std::collections::{BTreeMap, HashSet};

/// What stands in the log about a publication.
const PUBLISHED: &str = "reviews.published";

/// What is published, word for word.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Snapshot {
    /// Number of the campaign.
    pub campaign: i64,
    /// Titles, Chinese and English.
    pub title: (String, String),
    /// What it had decided beforehand.
    pub settings: Settings,
    /// The standard.
    pub standard: Standard,
    /// Who has signed.
    pub signed: (String, String),
    /// The day.
    pub day: NaiveDate,
    /// The tribunals.
    pub entries: Vec<Published>,
}

/// A tribunal in what is published.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Published {
    /// The result in a row.
    pub row: ResultRow,
    /// Everything it follows from.
    pub inputs: Inputs,
    /// What was said about each item, and what counts.
    pub said: BTreeMap<String, (Said, Settled)>,
    /// What follows.
    pub scored: Scored,
}

/// The rows of what is published. The rest, which is a hundred times as much, is passed over.
#[derive(Deserialize)]
struct PublishedRows {
    entries: Vec<PublishedRow>,
}

#[derive(Deserialize)]
struct PublishedRow {
    row: ResultRow,
}

impl Platform {
    /// What was published of a campaign.
    pub(super) async fn snapshot(&self, campaign: i64) -> Result<Snapshot, Failure> {
        self.read_publication(campaign).await
    }

    /// The results that were published, in rows.
    pub(super) async fn published_rows(&self, campaign: i64) -> Result<Vec<ResultRow>, Failure> {
        let published: PublishedRows = self.read_publication(campaign).await?;
        Ok(published.entries.into_iter().map(|entry| entry.row).collect())
    }

    async fn read_publication<T: DeserializeOwned>(&self, campaign: i64) -> Result<T, Failure> {
        let row = self.db.publication(campaign).await?;
        let row = row.ok_or_else(|| Failure::not_found("publication", campaign.to_string()))?;
        serde_json::from_str(&row.text).map_err(|error| {
            tracing::error!(%error, campaign, "a publication cannot be read");
            Failure::internal("publication")
        })
    }

    fn published_entry(&self, campaign: &Campaign, unit: &Unit, judged: &Judged) -> Option<Published> {
        Some(Published {
            row: self.result_row(campaign, unit, Some(judged))?,
            inputs: judged.inputs.clone(),
            said: judged.said.clone(),
            scored: judged.scored.clone(),
        })
    }

    /// Writes down what is published, gives recognitions, and states in the facts who has the best result. The
    /// transaction holds the lock of writers.
    pub(super) async fn publish(
        &self,
        tx: &mut Tx,
        campaign: &Campaign,
        actor: &Actor,
    ) -> Result<(), Failure> {
        let (entries, _, judged) = self.judged_entries(campaign, &[EntryState::Reviewed]).await?;
        let mut published = Vec::with_capacity(entries.len());
        for entry in &entries {
            let unit = campaign.tree.get(UnitId(entry.unit_id));
            let found = unit.zip(judged.get(&entry.id));
            published.extend(found.and_then(|(unit, judged)| self.published_entry(campaign, unit, judged)));
        }
        published.sort_by(|a, b| a.row.unit.cmp(&b.row.unit));
        let (today, now) = (self.today(), self.now());
        let snapshot = Snapshot {
            campaign: campaign.row.id,
            title: (campaign.row.title_zh.clone(), campaign.row.title_en.clone()),
            settings: campaign.settings.clone(),
            standard: campaign.standard.clone(),
            signed: (campaign.row.signed_by.clone(), campaign.row.countersigned_by.clone()),
            day: today,
            entries: published,
        };
        let text = serde_json::to_string(&snapshot).map_err(|_| Failure::internal("snapshot"))?;
        let sha256 = FileStore::name_of(text.as_bytes());
        tx.publish(campaign.row.id, (&text, &sha256), (&actor.name, now)).await?;
        let detail = serde_json::json!({
            "campaign": campaign.row.id, "sha256": sha256, "tribunals": snapshot.entries.len(),
        });
        tx.append_audit(now, &actor.name, PUBLISHED, &campaign.unit.code, &detail).await?;
        let again: HashSet<i64> = entries.iter().map(|entry| entry.unit_id).collect();
        let ended =
            self.supersede(tx, (campaign.row.id, &campaign.row.standard), &again, &actor.name).await?;
        let until = years_later(today, campaign.settings.years);
        let mut stated = Vec::new();
        for entry in &entries {
            let Some(judged) = judged.get(&entry.id) else { continue };
            let result = judged.scored.result.as_str();
            if campaign.standard.recognises(result) {
                let given = (campaign.row.id, entry.unit_id, result);
                tx.create_recognition(given, (today, until), (&actor.name, now)).await?;
            }
            let of_it = campaign.standard.stated_of(result).into_iter();
            stated.extend(of_it.map(|(item, has)| (UnitId(entry.unit_id), item, has)));
        }
        self.state_results(tx, &campaign.tree, &stated, (&ended, &actor.name)).await
    }

    /// Computes a published campaign again, from what is stored about every tribunal.
    pub(super) async fn verify(&self, campaign: &Campaign) -> Result<Verification, Failure> {
        campaign.in_phase(&[Phase::Published])?;
        let row = self.db.publication(campaign.row.id).await?;
        let row = row.ok_or_else(|| Failure::not_found("publication", campaign.row.id.to_string()))?;
        let snapshot = self.snapshot(campaign.row.id).await?;
        let (entries, dossiers, _) = self.judged_entries(campaign, &[EntryState::Reviewed]).await?;
        let voices = Voices::of(&dossiers);
        let again = |entry: &EntryRow| {
            let judged = voices.judge(&snapshot.standard, &snapshot.settings, entry.id, &Taken::of(entry));
            let unit = campaign.tree.get(UnitId(entry.unit_id))?;
            Some((unit.code.clone(), judged))
        };
        let again: BTreeMap<String, Judged> = entries.iter().filter_map(again).collect();
        let mut different: Vec<String> = snapshot
            .entries
            .iter()
            .filter(|published| {
                again.get(&published.row.unit).is_none_or(|judged| {
                    (&judged.said, &judged.inputs, &judged.scored)
                        != (&published.said, &published.inputs, &published.scored)
                })
            })
            .map(|published| published.row.unit.clone())
            .collect();
        let known = |code: &String| snapshot.entries.iter().any(|published| published.row.unit == *code);
        different.extend(again.keys().filter(|code| !known(code)).cloned());
        let audited = self.db.audit_holds(PUBLISHED, &campaign.unit.code, &row.sha256).await?;
        Ok(Verification {
            tribunals: again.len() as u32,
            different,
            intact: FileStore::name_of(row.text.as_bytes()) == row.sha256,
            audited,
            sha256: row.sha256,
        })
    }

    /// Points of a tribunal by item in the last campaign that was published before this one, and its titles.
    pub(super) async fn last_points(
        &self,
        campaign: &Campaign,
        unit: &Unit,
    ) -> Result<Option<(BTreeMap<String, Points>, (String, String))>, Failure> {
        for row in self.db.campaigns().await? {
            // Points of another standard say nothing about this one's items.
            let other = row.id >= campaign.row.id || row.standard != campaign.row.standard;
            if other || row.phase()? != Phase::Published {
                continue;
            }
            let Some(entry) = self.db.entry(row.id, unit.id.0).await? else { continue };
            if entry.state()? != EntryState::Reviewed {
                continue;
            }
            let title = (row.title_zh.clone(), row.title_en.clone());
            let before = self.campaign_of(campaign.tree.clone(), row).await?;
            let dossiers = self.db.dossiers(&[entry.id]).await?;
            let judged = before.judge(&dossiers, std::slice::from_ref(&entry)).remove(&entry.id);
            let points = judged.map(|judged| judged.said).unwrap_or_default();
            let points = points.into_iter().filter_map(|(item, (_, settled))| Some((item, settled.points?)));
            return Ok(Some((points.collect(), title)));
        }
        Ok(None)
    }

    /// Items and vetoes whose value is another one now than the one that was frozen: id and value.
    pub(super) async fn changed_since(
        &self,
        campaign: &Campaign,
        unit: &Unit,
        taken: &Taken,
    ) -> Result<BTreeMap<String, f64>, Failure> {
        let as_of = AsOf::end_of(campaign.settings.values_to);
        let mut now = self.bases_among(&campaign.tree, &campaign.standard, &[unit], as_of).await?;
        let changed = now.remove(&unit.id).unwrap_or_default().into_iter().filter(|(id, basis)| {
            taken.bases.get(id).is_none_or(|then| (then.value - basis.value).abs() > 1e-9)
        });
        Ok(changed.map(|(id, basis)| (id, basis.value)).collect())
    }
}

/// The day before the same day so many years later.
fn years_later(day: NaiveDate, years: u32) -> NaiveDate {
    day.checked_add_months(Months::new(years * 12)).and_then(|day| day.pred_opt()).unwrap_or(day)
}
