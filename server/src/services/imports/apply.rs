//! Taking a file over inside a transaction: units, facts, and what is older than what is known.

use super::Job;
use crate::{
    ingest::tables::{RowProblem, UnitSeen, problems::WARNING, spelling},
    platform::Platform,
    services::facts::{self, FactCounts, Statement},
    store::{FactKey, FactRow, NewUnit, Origin, Tx, UserWithRoles},
};
use app::{
    api::Failure,
    domain::{
        periods::Month,
        permissions::{Actor, Grant, Role},
        series::Source,
        tree::Tree,
        units::{Level, UnitId},
    },
};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, HashMap, HashSet};

/// What taking over did.
pub(super) struct Applied {
    pub counts: FactCounts,
    /// Code and name of the units created.
    pub units_new: Vec<(String, String)>,
    /// Units that are older than was known.
    pub opened: Vec<Opening>,
    /// Whether any unit was created or opened earlier.
    pub units_changed: bool,
    pub statements: Vec<Statement>,
    /// The tree with the new units.
    pub tree: Tree,
    pub origin: i64,
    /// Figures that are older than those known, which stay.
    pub older: Vec<RowProblem>,
}

/// A unit to be created, with nothing known but its name and place.
fn bare_unit(
    code: &str,
    level: Level,
    names: (&str, &str),
    parent: Option<UnitId>,
    opened: Month,
) -> NewUnit {
    NewUnit {
        code: code.to_owned(),
        level,
        name: names.0.to_owned(),
        name_en: names.1.to_owned(),
        pinyin: spelling(if names.1.is_empty() { names.0 } else { names.1 }),
        parent,
        opened,
        closed: None,
        position: None,
        area_km2: None,
        population: None,
        groups: vec![],
        townships: vec![],
        facts: String::new(),
    }
}

/// Units as they are found or made.
struct Founding<'a> {
    tree: &'a Tree,
    month: Month,
    new: Vec<(String, String)>,
    opened: Vec<Opening>,
    changed: bool,
}

/// A unit that a file showed to be older than was known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Opening {
    /// Its number.
    pub unit: i64,
    /// The month of opening before the import, counted from year 0.
    pub before: i32,
    /// The month of opening since.
    pub after: i32,
}

impl Founding<'_> {
    /// The province; whoever brings it into being administers it.
    async fn province(
        &mut self,
        tx: &mut Tx,
        job: &Job,
        first: Month,
        person: Option<UserWithRoles>,
    ) -> Result<UnitId, Failure> {
        let province = &job.profile.province;
        if let Some(known) = self.tree.by_code(&province.code) {
            if known.level != Level::Province {
                return Err(Failure::invalid("profile", "unit_level_differs", &province.code));
            }
            self.open(tx, known.id, known.opened, first).await?;
            return Ok(known.id);
        }
        let names = (province.zh.as_str(), province.en.as_str());
        let unit = bare_unit(&province.code, Level::Province, names, None, first);
        let id = tx.create_unit(&unit).await?;
        self.new.push((unit.code, unit.name));
        self.changed = true;
        if let Some(person) = person {
            let mut grants = person.grants;
            grants.push(Grant { role: Role::Administrator, unit: id });
            tx.set_roles(person.user.id, &grants).await?;
        }
        Ok(id)
    }

    /// A unit below; one that is known must be of the same level and belong to the same province.
    async fn unit(
        &mut self,
        tx: &mut Tx,
        seen: &UnitSeen,
        parent: UnitId,
        seen_parent: Option<&str>,
        province: UnitId,
    ) -> Result<UnitId, Failure> {
        if let Some(known) = self.tree.by_code(&seen.code) {
            if known.level != seen.level {
                return Err(Failure::invalid("profile", "unit_level_differs", &seen.code));
            }
            let within =
                [self.month, known.opened].into_iter().any(|m| self.tree.is_within(known.id, province, m));
            if !within {
                return Err(Failure::forbidden(&seen.code));
            }
            let links = self.tree.links_of(known.id).iter().map(|link| link.from);
            let mut months = links.chain([self.month, known.opened]);
            if !months.any(|month| self.tree.is_within(known.id, parent, month)) {
                let now = self.tree.parent_in(known.id, self.month).and_then(|id| self.tree.get(id));
                let below = seen_parent.unwrap_or_default();
                let differs = format!("{}: {below} ≠ {}", seen.code, now.map_or("–", |unit| &unit.code));
                return Err(Failure::invalid("file", "unit_parent_differs", differs));
            }
            self.open(tx, known.id, known.opened, seen.first).await?;
            return Ok(known.id);
        }
        let names = (seen.name.as_str(), seen.name_en.as_str());
        let unit = bare_unit(&seen.code, seen.level, names, Some(parent), seen.first);
        let id = tx.create_unit(&unit).await?;
        self.new.push((unit.code, unit.name));
        self.changed = true;
        Ok(id)
    }

    async fn open(&mut self, tx: &mut Tx, unit: UnitId, opened: Month, first: Month) -> Result<(), Failure> {
        if first < opened {
            tx.move_opening(unit, opened, first).await?;
            self.opened.push(Opening { unit: unit.0, before: opened.index(), after: first.index() });
            self.changed = true;
        }
        Ok(())
    }
}

impl Platform {
    /// Takes over what a file says: creates units, writes facts. The transaction is the caller's to keep or give up.
    pub(super) async fn take_over(
        &self,
        tx: &mut Tx,
        actor: &Actor,
        person: Option<UserWithRoles>,
        job: &Job,
    ) -> Result<Applied, Failure> {
        tx.lock_writers().await?;
        let (now, month) = (self.now(), self.month());
        let mut tree = tx.tree(month).await?;
        let mut founding = Founding { tree: &tree, month, new: vec![], opened: vec![], changed: false };
        let mut units = Vec::new();
        if let Some(first) = job.reading.units.iter().map(|unit| unit.first).min() {
            let province = founding.province(tx, job, first, person).await?;
            for seen in &job.reading.units {
                let parent = seen.parent.map_or(province, |parent| units[parent]);
                let above = seen.parent.map(|parent| job.reading.units[parent].code.as_str());
                units.push(founding.unit(tx, seen, parent, above, province).await?);
            }
        }
        let (units_new, opened, units_changed) = (founding.new, founding.opened, founding.changed);
        if units_changed {
            tree = tx.tree(month).await?;
        }
        // The time of a table's facts is that of its export, so that of two exports the newer one wins.
        let at = job.reading.as_of.map_or(now, |as_of| as_of.and_utc().min(now));
        let origin = Origin { kind: "table", name: &job.file_name, actor: &actor.name, at };
        let origin_id = tx.create_origin(&origin).await?;
        let mut statements = Vec::with_capacity(job.reading.facts.len());
        for fact in &job.reading.facts {
            let (unit, period, value) = (units[fact.unit], fact.period, fact.value);
            let item = self.item(&fact.item).ok_or_else(|| Failure::internal("item without a number"))?;
            let reporting = tree.expected_reports(unit, period.last());
            statements.push(Statement { unit, item, period, source: Source::Table, value, reporting });
        }
        let older = self.keep_older(tx, job, &statements, origin_id, at).await?;
        let problems = older.iter().map(|(_, problem)| problem.clone()).collect();
        let older: HashSet<usize> = older.into_iter().map(|(i, _)| i).collect();
        let told = statements.iter().enumerate().filter(|(i, _)| !older.contains(i)).map(|(_, s)| *s);
        let statements: Vec<_> = told.collect();
        let mut counts = facts::write(tx, self, &tree, origin_id, &statements).await?;
        counts.unchanged += older.len() as i64;
        let origin = origin_id;
        Ok(Applied { counts, units_new, opened, units_changed, statements, tree, origin, older: problems })
    }

    /// Finds statements that contradict a newer export and puts them where they belong: into the history, as what
    /// the newer one replaced. Gives their places in the list.
    async fn keep_older(
        &self,
        tx: &mut Tx,
        job: &Job,
        statements: &[Statement],
        origin: i64,
        at: chrono::DateTime<chrono::Utc>,
    ) -> Result<Vec<(usize, RowProblem)>, Failure> {
        let starts = statements.iter().map(|statement| statement.period.start);
        let Some((first, last)) = starts.clone().min().zip(starts.max()) else { return Ok(vec![]) };
        let units: HashSet<_> = statements.iter().map(|statement| statement.unit).collect();
        let items: HashSet<_> = statements.iter().map(|statement| statement.item).collect();
        let (units, items): (Vec<_>, Vec<_>) = (units.into_iter().collect(), items.into_iter().collect());
        let standing: HashMap<FactKey, FactRow> = tx
            .facts_starting(&units, &items, first, last.plus(1))
            .await?
            .into_iter()
            .filter(|fact| fact.key.source == Source::Table)
            .map(|fact| (fact.key, fact))
            .collect();
        let origins: HashSet<_> = standing.values().map(|fact| fact.origin).collect();
        let told_at = tx.table_origins(&origins.into_iter().collect::<Vec<_>>()).await?;
        let mut older = Vec::new();
        let mut history: BTreeMap<i64, Vec<FactRow>> = BTreeMap::new();
        for (i, (statement, fact)) in statements.iter().zip(&job.reading.facts).enumerate() {
            let Statement { unit, item, period, source, value, reporting } = *statement;
            let key = FactKey { unit, item, period, source };
            let newer = standing.get(&key).filter(|standing| {
                standing.value != value && told_at.get(&standing.origin).is_some_and(|told| *told > at)
            });
            let Some(newer) = newer else { continue };
            let said = FactRow { key, value, reporting, revision: newer.revision, origin };
            history.entry(newer.origin).or_default().push(said);
            older.push((
                i,
                RowProblem {
                    row: fact.row,
                    column: String::new(),
                    code: format!("{WARNING}older"),
                    value: value.to_string(),
                    detail: format!("{} {} {}", fact.item, period, newer.value),
                    raw: String::new(),
                },
            ));
        }
        for (replaced_by, said) in history {
            tx.put_history(&said, replaced_by).await?;
        }
        Ok(older)
    }
}
