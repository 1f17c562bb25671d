//! Writing facts, whoever states them: what was said before becomes history, and the sums of everything above follow
//! in the same transaction. Reading them is the business of `values`.

use crate::{
    platform::Platform,
    store::{FactKey, FactRow, HeardRow, Origin, Tx},
};
use app::{
    api::Failure,
    domain::{
        periods::{Month, Period},
        permissions::{Action, Actor},
        series::Source,
        tree::Tree,
        units::{Level, UnitId},
    },
};
use chrono::{DateTime, Utc};
use std::collections::{BTreeSet, HashMap, HashSet};

/// What somebody says about one unit, item and span.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Statement {
    /// Of which unit.
    pub unit: UnitId,
    /// Number of the item, see [`Platform::item`].
    pub item: i64,
    /// Of which span, at most twelve months.
    pub period: Period,
    /// Who says so; never [`Source::Sum`].
    pub source: Source,
    /// The amount.
    pub value: f64,
    /// How many tribunals are in it: 1 for a tribunal's own.
    pub reporting: i64,
}

impl Statement {
    fn key(&self) -> FactKey {
        FactKey { unit: self.unit, item: self.item, period: self.period, source: self.source }
    }
}

/// What became of statements.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FactCounts {
    /// Not known before.
    pub new: i64,
    /// Said something else before; that is history now.
    pub revised: i64,
    /// Known just so.
    pub unchanged: i64,
}

impl std::ops::AddAssign for FactCounts {
    fn add_assign(&mut self, other: Self) {
        self.new += other.new;
        self.revised += other.revised;
        self.unchanged += other.unchanged;
    }
}

/// What is told of a place where something has changed or is no more.
pub(crate) fn place_of(key: &FactKey) -> Statement {
    let FactKey { unit, item, period, source } = *key;
    Statement { unit, item, period, source, value: 0.0, reporting: 0 }
}

/// A unit, item and span whose value has changed.
type Place = (UnitId, i64, Period);

impl Platform {
    /// Keeps statements about units that `actor` may import for, as one origin: self-reports, device counts and
    /// stocks that come neither as cases nor as a table.
    pub async fn state_facts(
        &self,
        actor: &Actor,
        kind: &str,
        name: &str,
        statements: &[Statement],
    ) -> Result<FactCounts, Failure> {
        let tree = self.tree().await?;
        let units: BTreeSet<_> = statements.iter().map(|statement| statement.unit).collect();
        for unit in &units {
            let code = tree.get(*unit).map(|unit| unit.code.clone()).unwrap_or_default();
            self.authorise(actor, Action::ImportTables, "unit", &code).await?;
        }
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let origin = tx.create_origin(&Origin { kind, name, actor: &actor.name, at: now }).await?;
        let counts = write(&mut tx, self, &tree, origin, statements).await?;
        if counts.new + counts.revised > 0 {
            publish(&mut tx, &tree, now, kind, statements).await?;
            let detail = serde_json::json!({ "name": name, "new": counts.new, "revised": counts.revised });
            tx.append_audit(now, &actor.name, "facts.state", "", &detail).await?;
        }
        self.commit(tx).await?;
        Ok(counts)
    }
}

/// Writes statements under an origin and brings every sum above up to date. Saying the same again changes nothing.
/// Of two statements about the same place the later in the list counts.
pub(crate) async fn write(
    tx: &mut Tx,
    platform: &Platform,
    tree: &Tree,
    origin: i64,
    statements: &[Statement],
) -> Result<FactCounts, Failure> {
    let mut counts = FactCounts::default();
    let Some((first, end)) = window(statements.iter().map(|s| s.period)) else { return Ok(counts) };
    let latest: HashMap<FactKey, &Statement> = statements.iter().map(|s| (s.key(), s)).collect();
    let units: Vec<_> = unique(statements.iter().map(|s| s.unit));
    let items: Vec<_> = unique(statements.iter().map(|s| s.item));
    let known: HashMap<FactKey, FactRow> = tx
        .facts_starting(&units, &items, first, end)
        .await?
        .into_iter()
        .map(|fact| (fact.key, fact))
        .collect();
    let mut put = Vec::new();
    let mut replaced = Vec::new();
    for (key, statement) in latest {
        let revision = match known.get(&key) {
            None => {
                counts.new += 1;
                1
            }
            Some(old) if old.value == statement.value && old.reporting == statement.reporting => {
                counts.unchanged += 1;
                continue;
            }
            Some(old) => {
                counts.revised += 1;
                replaced.push(*old);
                old.revision + 1
            }
        };
        let (value, reporting) = (statement.value, statement.reporting);
        put.push(FactRow { key, value, reporting, revision, origin });
    }
    // In the order of the primary key: neighbours on disk are written together.
    put.sort_unstable_by_key(|fact| fact.key);
    tx.put_history(&replaced, origin).await?;
    tx.put_facts(&put).await?;
    let changed = put.iter().map(|fact| (fact.key.unit, fact.key.item, fact.key.period)).collect();
    propagate(tx, platform, tree, origin, changed).await?;
    let heard = unique(statements.iter().map(|s| (s.unit, s.source)));
    for source in unique(heard.iter().map(|(_, source)| *source)) {
        let units = heard.iter().filter(|(_, s)| *s == source).map(|(unit, _)| *unit);
        hear(tx, tree, units, source, platform.now()).await?;
    }
    Ok(counts)
}

/// Notes that a source was heard of at `now` for units and everything above them.
pub(crate) async fn hear(
    tx: &mut Tx,
    tree: &Tree,
    units: impl Iterator<Item = UnitId>,
    source: Source,
    now: DateTime<Utc>,
) -> Result<(), Failure> {
    let month = Month::of(now.date_naive());
    let all: BTreeSet<_> = units.flat_map(|unit| tree.path(unit, month)).collect();
    let rows: Vec<_> =
        all.into_iter().map(|unit| HeardRow { unit_id: unit.0, source: source as i32, at: now }).collect();
    Ok(tx.put_heard(&rows).await?)
}

/// Tells the live stream about units whose figures changed: the lowest unit concerned, with the span.
pub(crate) async fn publish(
    tx: &mut Tx,
    tree: &Tree,
    now: DateTime<Utc>,
    kind: &str,
    statements: &[Statement],
) -> Result<(), Failure> {
    let mut spans: HashMap<UnitId, (Month, Month)> = HashMap::new();
    for Statement { unit, period, .. } in statements {
        let span = spans.entry(*unit).or_insert((period.start, period.last()));
        *span = (span.0.min(period.start), span.1.max(period.last()));
    }
    let mut spans: Vec<_> = spans.into_iter().collect();
    spans.sort_unstable_by_key(|(unit, _)| *unit);
    for (unit, (from, to)) in spans {
        let code = tree.get(unit).map(|unit| unit.code.as_str()).unwrap_or_default();
        let change = serde_json::json!({
            "unit": unit.0, "code": code, "from": from.index(), "to": to.index(), "kind": kind,
        });
        tx.append_outbox(now, &change.to_string()).await?;
    }
    Ok(())
}

/// Takes back what an origin said: what it revised says again what it said before, what it said first is gone. What
/// was revised again since stays as it is. All of it stays in the history. Gives how many facts changed.
pub(crate) async fn undo(
    tx: &mut Tx,
    platform: &Platform,
    tree: &Tree,
    undone: i64,
    origin: i64,
) -> Result<Vec<FactKey>, Failure> {
    let standing = tx.facts_of_origin(undone).await?;
    let before: HashMap<FactKey, (f64, i64)> = tx
        .replaced_by(undone)
        .await?
        .into_iter()
        .filter_map(|row| Some((row.key()?, (row.value, row.revision))))
        .collect();
    let mut put = Vec::new();
    let mut delete = Vec::new();
    for fact in &standing {
        match before.get(&fact.key) {
            Some((value, _)) => {
                put.push(FactRow { value: *value, revision: fact.revision + 1, origin, ..*fact });
            }
            None => delete.push(fact.key),
        }
    }
    tx.put_history(&standing, origin).await?;
    tx.put_facts(&put).await?;
    tx.delete_facts(&delete).await?;
    let changed = standing.iter().map(|fact| (fact.key.unit, fact.key.item, fact.key.period)).collect();
    propagate(tx, platform, tree, origin, changed).await?;
    Ok(standing.iter().map(|fact| fact.key).collect())
}

/// Adds up anew everything above `parents` and themselves from a month on: a unit below has moved.
pub(crate) async fn resum(
    tx: &mut Tx,
    platform: &Platform,
    tree: &Tree,
    origin: i64,
    parents: &[UnitId],
    from: Month,
) -> Result<(), Failure> {
    let items: Vec<_> = platform.summed_items().into_iter().collect();
    let far = Month::from_index(i32::MAX);
    let children: Vec<_> =
        unique(parents.iter().flat_map(|parent| tree.children_between(*parent, from, far)));
    // Sums that stand may have lost all their parts, so the parents' own facts say where to look, too.
    let units = unique(children.iter().chain(parents).copied());
    let facts = tx.facts_starting(&units, &items, from, far).await?;
    let mut wanted: HashSet<Place> = HashSet::new();
    for FactRow { key, .. } in &facts {
        for parent in parents {
            wanted.insert((*parent, key.item, key.period));
        }
    }
    let changed = sum_up(tx, tree, origin, wanted).await?;
    propagate(tx, platform, tree, origin, changed).await
}

impl Platform {
    /// Items whose sums over units are kept. Items stated only on change are added up when they are asked for,
    /// because each unit's last statement holds on.
    fn summed_items(&self) -> HashSet<i64> {
        let summed =
            self.catalogue.items().iter().filter(|i| i.adds_over_units && i.frequency != "on_change");
        summed.filter_map(|item| self.item(&item.id)).collect()
    }
}

/// Brings the sums above changed places up to date, level by level.
async fn propagate(
    tx: &mut Tx,
    platform: &Platform,
    tree: &Tree,
    origin: i64,
    mut changed: Vec<Place>,
) -> Result<(), Failure> {
    let summed = platform.summed_items();
    while !changed.is_empty() {
        let mut wanted = HashSet::new();
        for (unit, item, period) in changed {
            // A tribunal's figures are its own statement; its posts' are a part of them, not the whole.
            let counts = summed.contains(&item) && tree.get(unit).is_some_and(|u| u.level != Level::Post);
            if counts && let Some(parent) = tree.parent_in(unit, period.last()) {
                wanted.insert((parent, item, period));
            }
        }
        changed = sum_up(tx, tree, origin, wanted).await?;
    }
    Ok(())
}

/// Adds up the children of each place wanted and gives the places whose sum changed. One read for all of them.
async fn sum_up(
    tx: &mut Tx,
    tree: &Tree,
    origin: i64,
    wanted: HashSet<Place>,
) -> Result<Vec<Place>, Failure> {
    let Some((first, end)) = window(wanted.iter().map(|place| place.2)) else { return Ok(vec![]) };
    let parents = unique(wanted.iter().map(|place| place.0));
    let items = unique(wanted.iter().map(|place| place.1));
    let mut units: Vec<_> =
        parents.iter().flat_map(|p| tree.children_between(*p, first, end.plus(12))).collect();
    units.extend(&parents);
    let facts = tx.facts_starting(&unique(units.into_iter()), &items, first, end).await?;
    let mut best: HashMap<Place, FactRow> = HashMap::with_capacity(facts.len());
    let mut sums: HashMap<Place, FactRow> = HashMap::new();
    for fact in facts {
        let place = (fact.key.unit, fact.key.item, fact.key.period);
        if fact.key.source == Source::Sum {
            sums.insert(place, fact);
        }
        best.entry(place)
            .and_modify(|old| {
                if fact.key.source < old.key.source {
                    *old = fact;
                }
            })
            .or_insert(fact);
    }
    let mut children: HashMap<(UnitId, Month), Vec<UnitId>> = HashMap::new();
    let (mut put, mut delete, mut changed) = (Vec::new(), Vec::new(), Vec::new());
    for (parent, item, period) in wanted {
        let below = children.entry((parent, period.last())).or_insert_with(|| {
            let below = tree.children_in(parent, period.last()).filter(|child| child.level != Level::Post);
            below.map(|child| child.id).collect()
        });
        let parts = below.iter().filter_map(|child| best.get(&(*child, item, period)));
        let (value, reporting, found) =
            parts.fold((0.0, 0, false), |(value, n, _), part| (value + part.value, n + part.reporting, true));
        let key = FactKey { unit: parent, item, period, source: Source::Sum };
        match sums.get(&(parent, item, period)) {
            Some(old) if found && old.value == value && old.reporting == reporting => continue,
            Some(_) if !found => delete.push(key),
            None if !found => continue,
            old => {
                let revision = old.map_or(1, |old| old.revision + 1);
                put.push(FactRow { key, value, reporting, revision, origin });
            }
        }
        changed.push((parent, item, period));
    }
    put.sort_unstable_by_key(|fact| fact.key);
    tx.put_facts(&put).await?;
    tx.delete_facts(&delete).await?;
    Ok(changed)
}

/// First start and the month after the last start.
fn window(periods: impl Iterator<Item = Period>) -> Option<(Month, Month)> {
    let starts = periods.map(|period| period.start);
    starts.fold(None, |span, start| match span {
        None => Some((start, start.plus(1))),
        Some((first, end)) => Some((first.min(start), end.max(start.plus(1)))),
    })
}

fn unique<T: Ord + Copy>(all: impl Iterator<Item = T>) -> Vec<T> {
    let mut all: Vec<_> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}
