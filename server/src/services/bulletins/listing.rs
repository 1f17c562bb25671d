//! Lists of bulletins, one of them with its receipts, and the statistics of a year.

use super::{Dealt, moving::may_move, own_addressees, writing::may_edit};
use crate::{
    platform::Platform,
    services::{
        problems::{day_number, day_text},
        values::instant,
    },
    store::bulletins::{BulletinFilter, BulletinRow as Stored, Sight},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        bulletins::{
            Addressee, BulletinProblem, BulletinRow, BulletinView, BulletinsQuery, Statistics, StatisticsRow,
        },
    },
    domain::{
        bulletins::{BulletinKind, BulletinMove, BulletinState, number_of},
        permissions::{Action, Actor, may},
        problems::ProblemState,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use chrono::{Datelike, NaiveDate};
use std::collections::BTreeMap;

fn names(unit: &Unit) -> (String, String) {
    (unit.name.clone(), unit.name_en.clone())
}

impl Platform {
    /// The bulletins that are asked for.
    pub(super) async fn bulletin_list(
        &self,
        actor: &Actor,
        query: &BulletinsQuery,
    ) -> Result<Page<BulletinRow>, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadProblems).await?;
        if !query.kind.is_empty() && BulletinKind::from_word(&query.kind).is_none() {
            return Err(Failure::invalid("kind", "bad_bulletin_kind", &query.kind));
        }
        let states = match query.state.as_str() {
            "" => vec![BulletinState::Draft, BulletinState::Proposed, BulletinState::Published],
            word => match BulletinState::from_word(word) {
                Some(state) => vec![state],
                None => return Err(Failure::invalid("state", "bad_bulletin_state", word)),
            },
        };
        let year = match query.year.as_str() {
            "" => 0,
            text => i64::from(year_of(text)?),
        };
        let (column, down) =
            query.sort.strip_prefix('-').map_or((query.sort.as_str(), false), |by| (by, true));
        if !matches!(column, "" | "date" | "number" | "title" | "state") {
            return Err(Failure::invalid("sort", "bad_sort", &query.sort));
        }
        let issuers: Vec<UnitId> = self.issuers(actor, &tree).iter().map(|unit| unit.id).collect();
        let units = self.problem_units(actor, &tree, "");
        let search = query.search.trim().to_lowercase();
        let filter = BulletinFilter {
            sight: Sight { issuers: &issuers, addressees: units.as_deref() },
            kind: &query.kind,
            states: &states,
            year,
            search: &search,
            sort: column,
            down,
        };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let (stored, total) =
            self.db.bulletins(&filter, (i64::from(page.offset), page.limit() as i64)).await?;
        let own: Vec<UnitId> = actor.grants.iter().map(|grant| grant.unit).collect();
        let ids: Vec<i64> = stored.iter().map(|row| row.id).collect();
        let waiting = self.db.not_received(&ids, &own).await?;
        let rows = stored.iter().map(|row| bulletin_row(&tree, row, waiting.contains(&row.id)));
        Ok(Page {
            rows: rows.collect::<Result<_, Failure>>()?,
            total: u32::try_from(total).unwrap_or(u32::MAX),
            offset: query.offset,
        })
    }

    /// A bulletin as its page shows it.
    pub(super) async fn bulletin_view(&self, actor: &Actor, dealt: Dealt) -> Result<BulletinView, Failure> {
        let (tree, month, id) = (&dealt.tree, self.month(), dealt.row.id);
        let stored = self.db.bulletin_problems(id).await?;
        let suggested = if may_edit(actor, &dealt) { self.concerned(tree, &stored) } else { vec![] };
        let problem = |row: &crate::store::problems::ProblemRow| {
            let unit = tree.get(UnitId(row.unit_id))?;
            may(actor, Action::ReadProblems, unit, tree, month).then(|| {
                Ok::<_, Failure>(BulletinProblem {
                    id: row.id,
                    unit_name: names(unit),
                    category_name: self.category_name(&row.category),
                    state: row.state()?,
                })
            })
        };
        let problems: Vec<BulletinProblem> = stored.iter().filter_map(problem).collect::<Result<_, _>>()?;
        let own = own_addressees(actor, &dealt.addressees);
        let receipts = self.db.bulletin_receipts(id).await?;
        let addressee = |unit: &Unit| {
            let seen = dealt.issues || own.contains(&unit.id);
            let here = receipts.iter().filter(|(of, ..)| seen && *of == unit.id.0);
            let receipts = here.map(|(_, who, at)| (who.clone(), instant(*at)));
            Addressee { unit: unit.code.clone(), name: names(unit), receipts: receipts.collect() }
        };
        let told = |unit: &UnitId| receipts.iter().any(|(of, ..)| *of == unit.0);
        let waits = dealt.state == BulletinState::Published && own.iter().any(|unit| !told(unit));
        let can =
            |what: &&BulletinMove| dealt.state.after(**what).is_some() && may_move(actor, &dealt, **what);
        let code = |unit: &Unit| (unit.code.clone(), unit.name.clone(), unit.name_en.clone());
        Ok(BulletinView {
            row: bulletin_row(tree, &dealt.row, waits)?,
            body: dealt.row.body.clone(),
            reason: dealt.row.reason.clone(),
            published_by: dealt.row.published_by.clone(),
            problems,
            addressees: dealt.addressees.iter().filter_map(|unit| tree.get(*unit)).map(addressee).collect(),
            suggested: suggested.into_iter().filter_map(|unit| tree.get(unit)).map(code).collect(),
            may: BulletinMove::ALL.iter().filter(can).copied().collect(),
            may_edit: may_edit(actor, &dealt),
        })
    }

    /// Problems of a year by category and city, and what was published.
    pub(super) async fn statistics_of(&self, actor: &Actor, year: &str) -> Result<Statistics, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadProblems).await?;
        let year = if year.is_empty() { self.today().year() } else { year_of(year)? };
        let day = |month, day| NaiveDate::from_ymd_opt(year, month, day).map(day_number).unwrap_or_default();
        let units = self.problem_units(actor, &tree, "");
        let repeat_days = self.catalogue.problem_rules().repeat_days;
        let states: Vec<_> = ProblemState::ALL.iter().copied().filter(|state| state.is_verified()).collect();
        let year_days = (day(1, 1), day(12, 31));
        let counts = self.db.problem_counts(units.as_deref(), &states, year_days, repeat_days).await?;
        let mut cells: BTreeMap<(usize, String), StatisticsRow> = BTreeMap::new();
        let categories = &self.catalogue.problem_rules().categories;
        for count in counts {
            let Some(state) = ProblemState::from_word(&count.state) else { continue };
            let id = UnitId(count.unit_id);
            let Some(city) = tree.get(self.up_to(&tree, id, Level::City).unwrap_or(id)) else { continue };
            // In the order of the catalogue; those that it no longer has come last.
            let at =
                categories.iter().position(|known| known.id == count.category).unwrap_or(categories.len());
            let row = cells.entry((at, format!("{} {}", city.code, count.category))).or_insert_with(|| {
                StatisticsRow {
                    category: count.category.clone(),
                    category_name: self.category_name(&count.category),
                    city: city.code.clone(),
                    city_name: names(city),
                    verified: 0,
                    repeated: 0,
                    put_right: 0,
                }
            });
            row.verified += count.n;
            row.repeated += if count.repeated == 1 { count.n } else { 0 };
            row.put_right +=
                if matches!(state, ProblemState::Closed | ProblemState::Held) { count.n } else { 0 };
        }
        let published = async |kind: BulletinKind| {
            let query = BulletinsQuery {
                kind: kind.as_str().to_owned(),
                state: BulletinState::Published.as_str().to_owned(),
                year: year.to_string(),
                limit: 1,
                ..BulletinsQuery::default()
            };
            self.bulletin_list(actor, &query).await.map(|page| i64::from(page.total))
        };
        Ok(Statistics {
            year,
            rows: cells.into_values().collect(),
            bulletins: published(BulletinKind::Bulletin).await?,
            reminders: published(BulletinKind::Reminder).await?,
        })
    }
}

/// A year that can be written with four digits.
fn year_of(text: &str) -> Result<i32, Failure> {
    let year = text.parse().ok().filter(|year| (1_900..=9_999).contains(year));
    year.ok_or_else(|| Failure::invalid("year", "bad_year", text))
}

/// A bulletin on the wire.
fn bulletin_row(tree: &Tree, row: &Stored, to_receive: bool) -> Result<BulletinRow, Failure> {
    let issuer = tree.get(UnitId(row.issuer_id));
    let state = row.state()?;
    Ok(BulletinRow {
        id: row.id,
        kind: row.kind()?,
        state,
        number: number_of(row.year, row.number),
        title: row.title.clone(),
        issuer: issuer.map(|unit| unit.code.clone()).unwrap_or_default(),
        issuer_name: issuer.map(names).unwrap_or_default(),
        drafted_by: row.drafted_by.clone(),
        published_on: row.published_on.map(day_text),
        problems: row.problems,
        addressees: row.addressees,
        received: row.received,
        to_receive: to_receive && state == BulletinState::Published,
    })
}
