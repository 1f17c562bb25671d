//! Drawing reviewers and checks: by lots whose seed is recorded.

use super::{Campaign, conflict, pool::Pool};
use crate::{
    platform::Platform,
    store::{
        Tx,
        reviews::{AssignmentRow, Dossiers, EntryRow, NewCheck},
    },
};
use app::{
    api::{Failure, reviews::DrawAnswer},
    domain::{
        permissions::Actor,
        reviews::{EntryState, Phase, assign, sample},
        units::UnitId,
    },
};
use std::collections::HashMap;

/// Characters of a seed.
const LONGEST_SEED: usize = 200;

impl Platform {
    /// A seed by chance, behind the words that were given: numbers drawn in public can stand in it, and yet nobody can try
    /// seeds beforehand until one draws whom he likes.
    fn seed(&self, given: &str) -> Result<String, Failure> {
        let given = given.trim();
        if given.chars().count() > LONGEST_SEED {
            return Err(Failure::invalid("seed", "too_long", LONGEST_SEED.to_string()));
        }
        let bytes: [u8; 16] = self.random();
        let chance = crate::files::hex(&bytes);
        Ok(if given.is_empty() { chance } else { format!("{given} {chance}") })
    }

    /// Draws for the places `wanted` of some entries; those of which one stays free.
    async fn fill(
        &self,
        tx: &mut Tx,
        campaign: &Campaign,
        pool: &mut Pool,
        seed: &str,
        wanted: &[(&EntryRow, i64, Option<Vec<String>>)],
    ) -> Result<Vec<i64>, Failure> {
        // Entries that want the same number of reviewers are drawn together; the order is by lot, not by place.
        let mut by_entry: HashMap<i64, Vec<usize>> = HashMap::new();
        for (n, (entry, ..)) in wanted.iter().enumerate() {
            by_entry.entry(entry.id).or_default().push(n);
        }
        let mut lacking = Vec::new();
        for count in [2, 1] {
            let together: Vec<&Vec<usize>> =
                by_entry.values().filter(|places| places.len() == count).collect();
            let entries: Vec<&EntryRow> = together.iter().map(|places| wanted[places[0]].0).collect();
            let codes: Vec<&str> = entries
                .iter()
                .map(|entry| campaign.tree.get(UnitId(entry.unit_id)).map_or("", |unit| unit.code.as_str()))
                .collect();
            let drawn = assign(seed, &codes, &pool.candidates(), count, |name, place| {
                pool.may_draw(self, campaign, name, entries[place])
            });
            for (at, names) in drawn {
                let places = together[at];
                if names.len() < places.len() {
                    lacking.push(entries[at].unit_id);
                }
                for (name, place) in names.iter().zip(places) {
                    let (entry, place, items) = &wanted[*place];
                    let row =
                        tx.create_assignment(entry.id, name, *place, items.as_deref(), self.now()).await?;
                    pool.drawn.push(row);
                }
            }
        }
        Ok(lacking)
    }

    /// Two reviewers for each tribunal that has none yet, and a third where two differ and none was free before.
    pub(super) async fn draw_reviewers(
        &self,
        actor: &Actor,
        campaign: &mut Campaign,
        seed: &str,
    ) -> Result<DrawAnswer, Failure> {
        let seed = self.seed(seed)?;
        let mut tx = self.begin_on(campaign, &[Phase::Open]).await?;
        let mut entries = tx.entries(campaign.row.id).await?;
        entries.retain(|entry| entry.state().is_ok_and(EntryState::takes_part));
        let mut pool = self.pool(campaign, &entries, &[]).await?;
        if pool.reviewers.is_empty() {
            return Err(conflict("no_reviewers"));
        }
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        let judged = campaign.judge(&self.db.dossiers(&numbers).await?, &entries);
        let mut wanted = Vec::new();
        for entry in &entries {
            let has =
                |place| pool.drawn.iter().any(|drawn| drawn.entry_id == entry.id && drawn.place == place);
            for place in [1, 2] {
                if !has(place) {
                    wanted.push((entry, place, None));
                }
            }
            let disputed = judged.get(&entry.id).map(super::settling::disputed).unwrap_or_default();
            if !disputed.is_empty() && !has(3) {
                wanted.push((entry, 3, Some(disputed)));
            }
        }
        let lacking = self.fill(&mut tx, campaign, &mut pool, &seed, &wanted).await?;
        let mut drawn: Vec<i64> = wanted.iter().map(|(entry, ..)| entry.id).collect();
        drawn.dedup();
        if !drawn.is_empty() {
            self.note_draw(&mut tx, campaign, "draw_reviewers", &actor.name, &seed, drawn.len()).await?;
            self.commit(tx).await?;
        }
        Ok(DrawAnswer { seed, drawn: drawn.len() as u32, lacking: codes(campaign, &lacking) })
    }

    async fn note_draw(
        &self,
        tx: &mut Tx,
        campaign: &Campaign,
        kind: &str,
        by: &str,
        seed: &str,
        drawn: usize,
    ) -> Result<(), Failure> {
        let (id, now) = (campaign.row.id, self.now());
        tx.add_campaign_event(id, kind, (by, seed, now)).await?;
        let detail = serde_json::json!({ "campaign": id, "seed": seed, "drawn": drawn });
        let action = format!("reviews.{kind}");
        Ok(tx.append_audit(now, by, &action, &campaign.unit.code, &detail).await?)
    }

    /// A third reviewer for items on which two differ; whether there was one without a conflict.
    pub(super) async fn draw_third(
        &self,
        tx: &mut Tx,
        campaign: &Campaign,
        entry: &EntryRow,
        items: Vec<String>,
        by: &str,
    ) -> Result<bool, Failure> {
        let mut pool = self.pool(campaign, &tx.entries(campaign.row.id).await?, &[]).await?;
        let seed = self.seed("")?;
        let lacking = self.fill(tx, campaign, &mut pool, &seed, &[(entry, 3, Some(items))]).await?;
        self.note_draw(tx, campaign, "draw_third", by, &seed, usize::from(lacking.is_empty())).await?;
        Ok(lacking.is_empty())
    }

    /// Takes from a reviewer the tribunals that he may no longer review once `change` has been made, also what was handed
    /// in, and draws others.
    pub(super) async fn replace_reviewer(
        &self,
        tx: &mut Tx,
        campaign: &Campaign,
        (user, by): (&str, &str),
        change: impl FnOnce(&mut Pool),
    ) -> Result<(), Failure> {
        let now = self.now();
        let entries = tx.entries(campaign.row.id).await?;
        let mut pool = self.pool(campaign, &entries, &[user]).await?;
        change(&mut pool);
        let mut wanted = Vec::new();
        let own: Vec<AssignmentRow> =
            pool.drawn.iter().filter(|drawn| drawn.user_name == user).cloned().collect();
        for drawn in own {
            let Some(entry) = entries.iter().find(|entry| entry.id == drawn.entry_id) else { continue };
            if pool.is_free(self, campaign, user, entry) {
                continue;
            }
            tx.end_assignment(drawn.id, now).await?;
            pool.drawn.retain(|other| other.id != drawn.id);
            wanted.push((entry, drawn.place, drawn.items()));
        }
        if !wanted.is_empty() {
            let seed = self.seed("")?;
            self.fill(tx, campaign, &mut pool, &seed, &wanted).await?;
            self.note_draw(tx, campaign, "draw_replacement", by, &seed, wanted.len()).await?;
        }
        // What the one before had handed in counts no more.
        let touched: Vec<EntryRow> = wanted.into_iter().map(|(entry, ..)| entry.clone()).collect();
        let numbers: Vec<i64> = touched.iter().map(|entry| entry.id).collect();
        let dossiers = Dossiers { assignments: pool.drawn, ..self.db.dossiers(&numbers).await? };
        self.settle_all(tx, campaign, &touched, &dossiers, by).await
    }

    /// Brings entries that are being reviewed up to date after something else than a mark has changed.
    pub(super) async fn settle_all(
        &self,
        tx: &mut Tx,
        campaign: &Campaign,
        entries: &[EntryRow],
        dossiers: &Dossiers,
        by: &str,
    ) -> Result<(), Failure> {
        for entry in entries {
            if matches!(entry.state()?, EntryState::Checked | EntryState::Reviewed) {
                campaign.settle(tx, self, (entry, dossiers), by).await?;
            }
        }
        Ok(())
    }

    /// Draws who is looked at on site, once.
    pub(super) async fn draw_checks(
        &self,
        actor: &Actor,
        campaign: &mut Campaign,
        seed: &str,
    ) -> Result<DrawAnswer, Failure> {
        let seed = self.seed(seed)?;
        let mut tx = self.begin_on(campaign, &[Phase::Open]).await?;
        let mut entries = tx.entries(campaign.row.id).await?;
        entries.retain(|entry| entry.state().is_ok_and(EntryState::takes_part));
        let numbers: Vec<i64> = entries.iter().map(|entry| entry.id).collect();
        if self.db.checks(&numbers).await?.iter().any(|check| check.reason.is_empty()) {
            return Err(conflict("checks_drawn"));
        }
        let units: Vec<i64> = entries.iter().map(|entry| entry.unit_id).collect();
        let codes = codes(campaign, &units);
        let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
        let drawn = sample(&seed, &codes, campaign.settings.on_site);
        for place in &drawn {
            let new = NewCheck { entry: entries[*place].id, kind: "on_site", reason: "", checker: "" };
            tx.create_check(&new, self.now()).await?;
        }
        self.note_draw(&mut tx, campaign, "draw_checks", &actor.name, &seed, drawn.len()).await?;
        self.commit(tx).await?;
        Ok(DrawAnswer { seed, drawn: drawn.len() as u32, lacking: vec![] })
    }
}

/// Codes of units.
fn codes(campaign: &Campaign, units: &[i64]) -> Vec<String> {
    let code = |id: &i64| campaign.tree.get(UnitId(*id)).map(|unit| unit.code.clone()).unwrap_or_default();
    units.iter().map(code).collect()
}
