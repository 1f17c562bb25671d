//! Nothing due is forgotten: guidance days that come, guidance days that were missed, difficulties that nobody has answered in
//! time. Each is told once, whichever server is first.

use crate::{
    platform::Platform,
    services::problems::{day_number, role_of},
    store::contacts::StoredContact,
};
use app::{
    api::Failure,
    domain::{
        contacts::Guidance,
        permissions::{Actor, Role},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::collections::HashSet;

/// Difficulties looked at in one round; the others come with the next.
const MOST: i64 = 5_000;

impl Platform {
    /// Tells of everything that is due; how many notices there were. Repeating it tells nothing twice.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn chase_contacts(&self, actor: &Actor) -> Result<usize, Failure> {
        let (tree, month) = (self.tree().await?, self.month());
        let tribunals: Vec<UnitId> = tree
            .units()
            .iter()
            .filter(|unit| unit.level == Level::Tribunal && unit.exists_in(month))
            .map(|unit| unit.id)
            .collect();
        let persons = self.db.contacts(&tribunals).await?;
        let coming = self.tell_of_coming(actor, &tree, &persons).await?;
        let missed = self.tell_of_missed(actor, &tree, &persons).await?;
        Ok(coming + missed + self.tell_of_overdue(actor, &tree).await?)
    }

    async fn tell_of_coming(
        &self,
        actor: &Actor,
        tree: &Tree,
        persons: &[StoredContact],
    ) -> Result<usize, Failure> {
        let next = self.guidance_day().await?.next(self.today());
        let days = (next - self.today()).num_days();
        let day = day_number(next);
        if days > self.catalogue.contact_rules().remind_days {
            return Ok(0);
        }
        let due: Vec<&StoredContact> = persons.iter().filter(|person| person.coming_told < day).collect();
        if due.is_empty() {
            return Ok(0);
        }
        let ids: Vec<i64> = due.iter().map(|person| person.id).collect();
        let mut tx = self.begin().await?;
        let claimed: HashSet<i64> = tx.claim_coming(&ids, day).await?.into_iter().collect();
        let mut count = 0;
        for person in due.into_iter().filter(|person| claimed.contains(&person.id)) {
            let Some(unit) = tree.get(UnitId(person.unit_id)) else { continue };
            let said = format!("{} · {next}", person.name);
            for whom in [(UnitId(person.office_id), person.role()?), (unit.id, Role::TribunalHead)] {
                self.tell_of_contact(&mut tx, unit, whom, "guidance_coming", (&actor.name, &said)).await?;
                count += 1;
            }
        }
        self.commit(tx).await?;
        Ok(count)
    }

    async fn tell_of_missed(
        &self,
        actor: &Actor,
        tree: &Tree,
        persons: &[StoredContact],
    ) -> Result<usize, Failure> {
        let guidance = self.guidance_day().await?;
        let latest = guidance.latest(self.today());
        let day = day_number(latest);
        let units: Vec<UnitId> = persons.iter().map(|person| UnitId(person.unit_id)).collect();
        let visits = self.db.last_visits(&units).await?;
        let missed = |person: &&StoredContact| {
            let visit = visits.iter().find(|visit| visit.unit_id == person.unit_id);
            let visited = visit.and_then(|visit| visit.guidance);
            person.missed_told < day
                && self.guidance_of(guidance, person.from_day, visited) == Guidance::Missed
        };
        let due: Vec<&StoredContact> = persons.iter().filter(missed).collect();
        if due.is_empty() {
            return Ok(0);
        }
        let ids: Vec<i64> = due.iter().map(|person| person.id).collect();
        let mut tx = self.begin().await?;
        let claimed: HashSet<i64> = tx.claim_missed(&ids, day).await?.into_iter().collect();
        let mut count = 0;
        for person in due.into_iter().filter(|person| claimed.contains(&person.id)) {
            let Some(unit) = tree.get(UnitId(person.unit_id)) else { continue };
            let office = UnitId(person.office_id);
            let said = format!("{} · {latest}", person.name);
            // The court of the person, and the one above it.
            let above = self.court_above(tree, office).map(|court| (court.id, role_of(court.level)));
            for whom in [Some((office, person.role()?)), above].into_iter().flatten() {
                self.tell_of_contact(&mut tx, unit, whom, "guidance_missed", (&actor.name, &said)).await?;
                count += 1;
            }
        }
        self.commit(tx).await?;
        Ok(count)
    }

    async fn tell_of_overdue(&self, actor: &Actor, tree: &Tree) -> Result<usize, Failure> {
        let today = day_number(self.today());
        let due = self.db.difficulties_overdue(today, MOST).await?;
        if due.is_empty() {
            return Ok(0);
        }
        let ids: Vec<i64> = due.iter().map(|row| row.id).collect();
        let mut tx = self.begin().await?;
        let claimed: HashSet<i64> = tx.claim_overdue(&ids, today).await?.into_iter().collect();
        let mut count = 0;
        for row in due.into_iter().filter(|row| claimed.contains(&row.id)) {
            let (Some(unit), Some(court)) =
                (tree.get(UnitId(row.unit_id)), tree.get(UnitId(row.addressee_id)))
            else {
                continue;
            };
            // The court that has to answer, and the one above it.
            for court in [Some(court), self.court_above(tree, court.id)].into_iter().flatten() {
                let whom = (court.id, role_of(court.level));
                let said = (actor.name.as_str(), row.text.as_str());
                self.tell_of_contact(&mut tx, unit, whom, "difficulty_overdue", said).await?;
                count += 1;
            }
        }
        self.commit(tx).await?;
        Ok(count)
    }

    fn court_above<'a>(&self, tree: &'a Tree, court: UnitId) -> Option<&'a Unit> {
        tree.get(tree.parent_in(court, self.month())?)
    }
}
