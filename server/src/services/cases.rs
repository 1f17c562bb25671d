//! Case events: lines are checked, cases replaced by number, and the facts that follow are brought up to date in the
//! same transaction. A request is worked off in pieces of bounded size, each a transaction; because sending a case
//! again changes nothing, a request that broke off is simply sent again.

use super::facts::{self, Statement};
use crate::{
    platform::Platform,
    store::{Origin, StoredCase, Tx},
};
use app::{
    api::{
        Failure,
        cases::{CaseLines, Cases, CasesReceipt, RefusedLine},
    },
    domain::{
        cases::{CaseFault, CaseLine, CaseState, Counter, ITEMS, MonthComplete, POST_ITEMS},
        periods::{Month, Period},
        permissions::{Action, Actor, may},
        series::Source,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::NaiveDate;
use futures::StreamExt;
use std::{
    collections::{BTreeMap, HashMap, HashSet},
    sync::Arc,
};

/// Lines worked off in one transaction.
const PIECE: usize = 20_000;
/// Characters of lines held at once, whatever their number.
const PIECE_BYTES: usize = 16 << 20;
/// Refused lines named in the answer.
const NAMED: usize = 1_000;

#[async_trait]
impl Cases for Platform {
    async fn send_cases(
        &self,
        actor: &Actor,
        origin: &str,
        mut lines: CaseLines<'_>,
    ) -> Result<CasesReceipt, Failure> {
        self.authorise_somewhere(actor, Action::SendCases).await?;
        let mut request = Request { actor, name: origin, origin: None, receipt: CasesReceipt::default() };
        let (mut piece, mut bytes, mut number) = (Vec::new(), 0, 0);
        while let Some(line) = lines.next().await {
            let line = line?;
            number += 1;
            if line.trim().is_empty() {
                continue;
            }
            bytes += line.len();
            piece.push((number, line));
            if piece.len() == PIECE || bytes >= PIECE_BYTES {
                bytes = 0;
                request.take(self, std::mem::take(&mut piece)).await?;
            }
        }
        request.take(self, piece).await?;
        Ok(request.receipt)
    }
}

/// A request under way.
struct Request<'a> {
    actor: &'a Actor,
    name: &'a str,
    origin: Option<i64>,
    receipt: CasesReceipt,
}

/// A line that may be taken as far as can be said without the database.
struct Accepted {
    line: u64,
    state: CaseState,
    unit: UnitId,
    post: Option<UnitId>,
}

/// From which month on the facts of a unit, and of which posts, have to be counted anew.
#[derive(Default)]
struct Recount {
    from: Option<Month>,
    posts: HashSet<UnitId>,
}

impl Recount {
    fn since(&mut self, month: Month, posts: impl Iterator<Item = UnitId>) {
        self.from = Some(self.from.map_or(month, |from| from.min(month)));
        self.posts.extend(posts);
    }
}

impl Request<'_> {
    fn refuse(&mut self, line: u64, fault: CaseFault) {
        self.receipt.lines_refused += 1;
        if self.receipt.refused.len() < NAMED {
            self.receipt.refused.push(RefusedLine { line, fault });
        }
    }

    async fn take(&mut self, platform: &Platform, piece: Vec<(u64, String)>) -> Result<(), Failure> {
        if piece.is_empty() {
            return Ok(());
        }
        self.receipt.lines_read += piece.len() as u64;
        let tree = platform.tree().await?;
        let (accepted, complete, faults) = self.check(platform, &tree, piece).await?;
        for (line, fault) in faults {
            self.refuse(line, fault);
        }
        self.write(platform, &tree, accepted, complete).await?;
        self.receipt.refused.sort_by_key(|refused| refused.line);
        Ok(())
    }

    /// Reads the lines off the async threads, then finds their units and asks whether they may be sent.
    async fn check(
        &self,
        platform: &Platform,
        tree: &Arc<Tree>,
        piece: Vec<(u64, String)>,
    ) -> Result<Checked, Failure> {
        let (today, month) = (platform.today(), platform.month());
        let parsed = tokio::task::spawn_blocking(move || {
            let parse = |(number, line): (u64, String)| (number, CaseLine::parse(&line, today));
            piece.into_iter().map(parse).collect::<Vec<_>>()
        })
        .await
        .map_err(|_| Failure::internal("parsing was ended"))?;
        let mut places = Places { actor: self.actor, tree, month, known: HashMap::new() };
        let (mut accepted, mut complete, mut faults) = (Vec::new(), Vec::new(), Vec::new());
        for (line, parsed) in parsed {
            let taken = parsed.and_then(|parsed| match parsed {
                CaseLine::State(state) => {
                    let (unit, post) = places.of(&state)?;
                    accepted.push(Accepted { line, state: *state, unit, post });
                    Ok(())
                }
                CaseLine::Complete(MonthComplete { tribunal, complete: month }) => {
                    complete.push((places.tribunal(&tribunal)?, month));
                    Ok(())
                }
            });
            if let Err(fault) = taken {
                faults.push((line, fault));
            }
        }
        Ok((accepted, complete, faults))
    }

    async fn write(
        &mut self,
        platform: &Platform,
        tree: &Tree,
        accepted: Vec<Accepted>,
        complete: Vec<(UnitId, Month)>,
    ) -> Result<(), Failure> {
        let now = platform.now();
        let mut tx = platform.begin().await?;
        tx.lock_writers().await?;
        let heard: Vec<_> =
            accepted.iter().map(|a| a.unit).chain(complete.iter().map(|(unit, _)| *unit)).collect();
        let (mut changed, mut recounts) = self.compare(&mut tx, platform, tree, accepted).await?;
        let mut months: Vec<_> = changed
            .iter()
            .flat_map(|case| case.state.event_months().map(move |month| (case.unit, month)))
            .chain(complete.iter().copied())
            .collect();
        months.sort_unstable();
        months.dedup();
        for (unit, month) in tx.new_case_months(&months).await? {
            let posts = tree.children_in(unit, month).map(|post| post.id);
            recounts.entry(unit).or_default().since(month, posts);
        }
        if recounts.is_empty() {
            // Nothing that an audit or a browser needs to know, only that the source was heard of.
            facts::hear(&mut tx, tree, heard.into_iter(), Source::CaseSystem, now).await?;
            return Ok(tx.commit().await?);
        }
        let origin = match self.origin {
            Some(origin) => origin,
            None => {
                let origin = Origin { kind: "cases", name: self.name, actor: &self.actor.name, at: now };
                tx.create_origin(&origin).await?
            }
        };
        self.origin = Some(origin);
        changed.iter_mut().for_each(|case| case.origin = origin);
        let fresh = fresh_units(&mut tx, &recounts).await?;
        tx.put_cases(&changed).await?;
        tx.put_case_months(&months).await?;
        let mut statements = Vec::new();
        for (unit, recount) in &recounts {
            let Some(from) = recount.from else { continue };
            let cases = if fresh.contains(unit) {
                changed.iter().filter(|case| case.unit == *unit).cloned().collect()
            } else {
                tx.cases_touching(*unit, from).await?
            };
            let months = tx.case_months(*unit, from).await?;
            statements.extend(count(platform, tree, *unit, recount, from, &months, &cases));
        }
        let counts = facts::write(&mut tx, platform, tree, origin, &statements).await?;
        self.receipt.facts_new += counts.new as u64;
        self.receipt.facts_revised += counts.revised as u64;
        facts::hear(&mut tx, tree, heard.into_iter(), Source::CaseSystem, now).await?;
        let tribunals: Vec<_> =
            statements.iter().filter(|s| recounts.contains_key(&s.unit)).copied().collect();
        facts::publish(&mut tx, tree, now, "cases", &tribunals).await?;
        let detail = serde_json::json!({
            "origin": origin,
            "request": self.name,
            "cases": changed.len(),
            "facts_new": counts.new,
            "facts_revised": counts.revised,
        });
        tx.append_audit(now, &self.actor.name, "cases.send", "", &detail).await?;
        platform.commit(tx).await
    }

    /// What differs from the cases that are kept (their origin is filled in later), and what has to be counted anew.
    async fn compare(
        &mut self,
        tx: &mut Tx,
        platform: &Platform,
        tree: &Tree,
        accepted: Vec<Accepted>,
    ) -> Result<(Vec<StoredCase>, BTreeMap<UnitId, Recount>), Failure> {
        let numbers: Vec<_> = accepted.iter().map(|a| a.state.number.as_str()).collect();
        let stored = tx.cases(&numbers).await?;
        let mut known: HashMap<String, StoredCase> =
            stored.into_iter().map(|case| (case.state.number.clone(), case)).collect();
        let mut changed: HashMap<String, StoredCase> = HashMap::new();
        let mut recounts: BTreeMap<UnitId, Recount> = BTreeMap::new();
        for Accepted { line, state, unit, post } in accepted {
            let old = known.get(&state.number);
            if let Some(old) = old.filter(|old| old.unit != unit)
                && !tree
                    .get(old.unit)
                    .is_some_and(|there| may(self.actor, Action::SendCases, there, tree, platform.month()))
            {
                self.refuse(line, CaseFault::new("number", "of_another_unit", state.number.clone()));
                continue;
            }
            let Some(from) = CaseState::first_difference(old.map(|old| &old.state), &state) else {
                self.receipt.cases_unchanged += 1;
                continue;
            };
            match old {
                None => self.receipt.cases_new += 1,
                Some(_) => self.receipt.cases_changed += 1,
            }
            recounts.entry(unit).or_default().since(from, post.into_iter());
            if let Some(old) = old {
                recounts.entry(old.unit).or_default().since(from, old.post.into_iter());
            }
            let revision = old.map_or(1, |old| old.revision + 1);
            let case = StoredCase { state, unit, post, revision, origin: 0 };
            known.insert(case.state.number.clone(), case.clone());
            changed.insert(case.state.number.clone(), case);
        }
        let mut changed: Vec<_> = changed.into_values().collect();
        changed.sort_unstable_by(|a, b| a.state.number.cmp(&b.state.number));
        Ok((changed, recounts))
    }
}

type Checked = (Vec<Accepted>, Vec<(UnitId, Month)>, Vec<(u64, CaseFault)>);

/// Finds units by code, each asked for permission once.
struct Places<'a> {
    actor: &'a Actor,
    tree: &'a Tree,
    month: Month,
    known: HashMap<String, Result<UnitId, CaseFault>>,
}

impl Places<'_> {
    fn tribunal(&mut self, code: &str) -> Result<UnitId, CaseFault> {
        if let Some(known) = self.known.get(code) {
            return known.clone();
        }
        let found = self.find(code);
        self.known.insert(code.to_owned(), found.clone());
        found
    }

    fn find(&self, code: &str) -> Result<UnitId, CaseFault> {
        let unit = self.tree.by_code(code);
        let Some(unit) = unit.filter(|unit| unit.level == Level::Tribunal) else {
            return Err(CaseFault::new("tribunal", "unknown_unit", code));
        };
        if !may(self.actor, Action::SendCases, unit, self.tree, self.month) {
            return Err(CaseFault::new("tribunal", "forbidden", code));
        }
        Ok(unit.id)
    }

    fn of(&mut self, state: &CaseState) -> Result<(UnitId, Option<UnitId>), CaseFault> {
        let unit = self.tribunal(&state.tribunal)?;
        let exists = |unit: &Unit, day: NaiveDate| unit.exists_in(Month::of(day));
        if let Some(tribunal) = self.tree.get(unit)
            && !exists(tribunal, state.filed)
        {
            return Err(CaseFault::new("filed", "unit_not_open", state.filed.to_string()));
        }
        let Some(code) = &state.post else { return Ok((unit, None)) };
        let post = self.tree.by_code(code).filter(|post| {
            post.level == Level::Post && self.tree.links_of(post.id).iter().any(|link| link.parent == unit)
        });
        match post {
            Some(post) => Ok((unit, Some(post.id))),
            None => Err(CaseFault::new("post", "unknown_unit", code.as_str())),
        }
    }
}

/// Units that had no case before: what has come now is all there is, and need not be read back.
async fn fresh_units(tx: &mut Tx, recounts: &BTreeMap<UnitId, Recount>) -> Result<HashSet<UnitId>, Failure> {
    let mut fresh = HashSet::new();
    for unit in recounts.keys() {
        if !tx.has_cases(*unit).await? {
            fresh.insert(*unit);
        }
    }
    Ok(fresh)
}

/// The facts of a tribunal and some of its posts in the months about which the case system has spoken.
fn count(
    platform: &Platform,
    tree: &Tree,
    unit: UnitId,
    recount: &Recount,
    from: Month,
    months: &[Month],
    cases: &[StoredCase],
) -> Vec<Statement> {
    let Some(span) = months.last().and_then(|last| Period::between(from, *last)) else { return vec![] };
    let items: Vec<_> = ITEMS.iter().filter_map(|id| platform.item(id)).collect();
    debug_assert_eq!(items.len(), ITEMS.len(), "the catalogue lacks an item of case events");
    let mut whole = Counter::new(span);
    let mut posts: BTreeMap<UnitId, Counter> =
        recount.posts.iter().map(|post| (*post, Counter::new(span))).collect();
    for case in cases.iter().filter(|case| case.unit == unit) {
        whole.add(&case.state);
        if let Some(counter) = case.post.and_then(|post| posts.get_mut(&post)) {
            counter.add(&case.state);
        }
    }
    let counted = std::iter::once((unit, whole, ITEMS.len()))
        .chain(posts.into_iter().map(|(post, counter)| (post, counter, POST_ITEMS)));
    let mut statements = Vec::new();
    for (unit, counter, kept) in counted {
        let monthly = counter.finish();
        let exists = |month: &&Month| tree.get(unit).is_some_and(|unit| unit.exists_in(**month));
        for month in months.iter().filter(exists) {
            let row = &monthly.values[(month.index() - from.index()) as usize];
            for (item, value) in items.iter().zip(row).take(kept) {
                statements.push(Statement {
                    unit,
                    item: *item,
                    period: Period::month(*month),
                    source: Source::CaseSystem,
                    value: *value,
                    reporting: 1,
                });
            }
        }
    }
    statements
}
