//! What recognitions state in the facts, and how they end: with their term, or by a later review.

use super::Platform;
use crate::{
    services::facts::{self, Statement},
    store::{Origin, Tx, reviews::RecognitionRow},
};
use app::{
    api::Failure,
    domain::{
        periods::Period, permissions::Actor, reviews::Standing, series::Source, standards::Standard,
        tree::Tree, units::UnitId,
    },
};
use std::collections::{BTreeMap, HashSet, btree_map::Entry};

/// A tribunal, an item, and whether its result states it.
pub(super) type Stated<'a> = (UnitId, &'a str, bool);

/// What follows from a recognition that no longer holds.
pub(super) fn unstated<'a>(standard: &'a Standard, row: &RecognitionRow) -> Option<Stated<'a>> {
    let item = standard.outcome(&row.result)?.states.as_deref()?;
    Some((UnitId(row.unit_id), item, false))
}

impl Platform {
    /// States in the facts which tribunals have a result and which have not, as of this month: so recognition is an
    /// indicator like any other, on the map too. Items that this catalogue does not know are left out. `ended` are the
    /// recognitions that this transaction has ended.
    pub(super) async fn state_results(
        &self,
        tx: &mut Tx,
        tree: &Tree,
        stated: &[Stated<'_>],
        (ended, by): (&[i64], &str),
    ) -> Result<(), Failure> {
        let stated = self.without_standing(stated, ended).await?;
        let (now, period) = (self.now(), Period::month(self.month()));
        let state = |(unit, item, has): &Stated<'_>| {
            Some(Statement {
                unit: *unit,
                item: self.item(item)?,
                period,
                source: Source::Table,
                value: f64::from(u8::from(*has)),
                reporting: 1,
            })
        };
        let statements: Vec<Statement> = stated.iter().filter_map(state).collect();
        if statements.is_empty() {
            return Ok(());
        }
        let origin = Origin { kind: "review", name: "recognition", actor: by, at: now };
        let origin = tx.create_origin(&origin).await?;
        facts::write(tx, self, tree, origin, &statements).await?;
        facts::publish(tx, tree, now, "review", &statements).await
    }

    /// Leaves out what another recognition that holds still states: a tribunal may have one by two standards, and the end of
    /// one does not take away the other.
    async fn without_standing<'a>(
        &self,
        stated: &[Stated<'a>],
        ended: &[i64],
    ) -> Result<Vec<Stated<'a>>, Failure> {
        let taken = |(_, _, has): &Stated<'_>| !has;
        if !stated.iter().any(taken) {
            return Ok(stated.to_vec());
        }
        let today = self.today();
        let units: HashSet<i64> = stated.iter().filter(|one| taken(one)).map(|(unit, ..)| unit.0).collect();
        let mut standards: BTreeMap<i64, Standard> = BTreeMap::new();
        let mut held: HashSet<(i64, String)> = HashSet::new();
        for row in self.db.recognitions().await? {
            if ended.contains(&row.id)
                || !units.contains(&row.unit_id)
                || !row.standing()?.on(today, row.days()?.1).holds()
            {
                continue;
            }
            if let Entry::Vacant(free) = standards.entry(row.campaign_id) {
                free.insert(self.campaign(row.campaign_id).await?.standard);
            }
            let outcome = standards.get(&row.campaign_id).and_then(|standard| standard.outcome(&row.result));
            held.extend(outcome.and_then(|outcome| outcome.states.clone()).map(|item| (row.unit_id, item)));
        }
        let left = |(unit, item, has): &&Stated<'_>| *has || !held.contains(&(unit.0, (*item).to_owned()));
        Ok(stated.iter().filter(left).copied().collect())
    }

    /// Ends what was given by the same standard before: whoever was reviewed again has the result of now, and no other. The
    /// numbers of what was ended.
    pub(super) async fn supersede(
        &self,
        tx: &mut Tx,
        (campaign, standard): (i64, &str),
        units: &HashSet<i64>,
        by: &str,
    ) -> Result<Vec<i64>, Failure> {
        let (today, now) = (self.today(), self.now());
        let mut ended = Vec::new();
        let of_it: HashSet<i64> = self
            .db
            .campaigns()
            .await?
            .into_iter()
            .filter(|row| row.standard == standard && row.id != campaign)
            .map(|row| row.id)
            .collect();
        let last = today.pred_opt().unwrap_or(today);
        for row in self.db.recognitions().await? {
            let holds = row.standing()?.on(today, row.days()?.1).holds();
            if holds && of_it.contains(&row.campaign_id) && units.contains(&row.unit_id) {
                tx.end_recognition(row.id, last, ("superseded", by, now)).await?;
                ended.push(row.id);
            }
        }
        Ok(ended)
    }

    /// Notes which recognitions have come to the end of their term, and states it in the facts. Repeating it changes
    /// nothing; the server does it every hour.
    ///
    /// # Errors
    /// When the store does not answer.
    pub async fn lapse_recognitions(&self, actor: &Actor) -> Result<usize, Failure> {
        let today = self.today();
        if self.db.lapsed_recognitions(today).await?.is_empty() {
            return Ok(0);
        }
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let lapsed = self.db.lapsed_recognitions(today).await?;
        let tree = self.tree().await?;
        let now = self.now();
        let mut standards: BTreeMap<i64, Standard> = BTreeMap::new();
        for row in &lapsed {
            if let Entry::Vacant(free) = standards.entry(row.campaign_id) {
                free.insert(self.campaign(row.campaign_id).await?.standard);
            }
            tx.add_recognition_event(row.id, Standing::Expired.as_str(), (&actor.name, "", now)).await?;
            let code = tree.get(UnitId(row.unit_id)).map_or_else(String::new, |unit| unit.code.clone());
            let detail = serde_json::json!({ "recognition": row.id, "result": row.result });
            tx.append_audit(now, &actor.name, "recognitions.expired", &code, &detail).await?;
        }
        let stated: Vec<Stated<'_>> =
            lapsed.iter().filter_map(|row| unstated(standards.get(&row.campaign_id)?, row)).collect();
        self.state_results(&mut tx, &tree, &stated, (&[], &actor.name)).await?;
        self.commit(tx).await?;
        Ok(lapsed.len())
    }
}
