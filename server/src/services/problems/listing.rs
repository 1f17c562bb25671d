//! Lists of problems, and the board: what waits, by city, state and age.

use super::{day_number, day_text};
use crate::{
    platform::Platform,
    store::problems::{ProblemFilter, ProblemRow as Stored},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        problems::{BoardCell, ProblemList, ProblemRow, ProblemsQuery},
    },
    domain::{
        permissions::{Action, Actor, may},
        problems::{Age, ContextKind, OWNERS, ProblemState},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use std::collections::BTreeMap;

/// A place on the board: city, state, age.
type Place = (String, ProblemState, Age);

/// What a word of the address asks for.
struct Wanted {
    states: Vec<ProblemState>,
    overdue: bool,
}

impl Wanted {
    fn read(word: &str) -> Result<Self, Failure> {
        let all = |wanted: fn(&ProblemState) -> bool| {
            ProblemState::ALL.iter().copied().filter(wanted).collect::<Vec<_>>()
        };
        let (states, overdue) = match word {
            // Somebody has to do something about these; what is closed waits for the day of looking again.
            "" => (all(|state| state.waits() || *state == ProblemState::Closed), false),
            "all" => (vec![], false),
            "overdue" => (vec![ProblemState::Assigned], true),
            word => match ProblemState::from_word(word) {
                Some(state) => (vec![state], false),
                None => return Err(Failure::invalid("state", "bad_problem_state", word)),
            },
        };
        Ok(Self { states, overdue })
    }
}

impl Platform {
    /// The problems that are asked for.
    pub(super) async fn problem_list(
        &self,
        actor: &Actor,
        query: &ProblemsQuery,
    ) -> Result<ProblemList, Failure> {
        let tree = match query.unit.as_str() {
            "" => self.authorise_somewhere(actor, Action::ReadProblems).await?,
            code => self.authorise(actor, Action::ReadProblems, "unit", code).await?.0,
        };
        let wanted = Wanted::read(&query.state)?;
        let (sort, down) = order(&query.sort)?;
        if !matches!(query.mine.as_str(), "" | "yes") {
            return Err(Failure::invalid("mine", "malformed", &query.mine));
        }
        let units = self.problem_units(actor, &tree, &query.unit);
        let search = query.search.trim().to_lowercase();
        let named: Vec<UnitId> = if search.is_empty() {
            vec![]
        } else {
            let called =
                tree.units().iter().filter(|unit| unit.level != Level::Post && unit.is_called(&search));
            called.map(|unit| unit.id).collect()
        };
        let roles: Vec<String> =
            actor.grants.iter().map(|grant| format!("{}:{}", grant.role, grant.unit.0)).collect();
        let rules = self.catalogue.problem_rules();
        let filter = ProblemFilter {
            units: units.as_deref(),
            search: &search,
            named: &named,
            states: &wanted.states,
            category: &query.category,
            mine: (query.mine == "yes").then_some((actor.name.as_str(), roles.as_slice())),
            overdue: wanted.overdue.then(|| day_number(self.today())),
            sort,
            down,
            repeat_days: rules.repeat_days,
        };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let window = (i64::from(page.offset), page.limit() as i64);
        let (stored, total) = self.db.problems(&filter, window).await?;
        let rows = stored.iter().map(|row| self.problem_row(&tree, row));
        let rows: Vec<ProblemRow> =
            rows.collect::<Result<Vec<_>, Failure>>()?.into_iter().flatten().collect();
        let month = self.month();
        let city = |unit: &&Unit| {
            unit.level == Level::City
                && unit.exists_in(month)
                && may(actor, Action::ReadProblems, unit, &tree, month)
        };
        let cities = tree.units().iter().filter(city);
        Ok(ProblemList {
            page: Page { rows, total: u32::try_from(total).unwrap_or(u32::MAX), offset: query.offset },
            categories: rules.categories.clone(),
            cities: cities.map(|unit| (unit.code.clone(), unit.name.clone(), unit.name_en.clone())).collect(),
            may_raise: self.authorise_somewhere(actor, Action::OverseeProblems).await.is_ok(),
            may_issue: self.authorise_somewhere(actor, Action::IssueBulletins).await.is_ok(),
        })
    }

    /// Units whose problems the reader sees: of the one that is named, or wherever a role is held; none where it is all.
    pub(crate) fn problem_units(&self, actor: &Actor, tree: &Tree, code: &str) -> Option<Vec<UnitId>> {
        if code.is_empty() && self.may_everywhere(actor, Action::ReadProblems, tree) {
            return None;
        }
        let month = self.month();
        let tops: Vec<UnitId> = match tree.by_code(code) {
            Some(unit) => vec![unit.id],
            None => actor.grants.iter().map(|grant| grant.unit).collect(),
        };
        let levels = [Level::City, Level::Court, Level::Tribunal];
        let below = tops.iter().flat_map(|top| levels.map(|level| tree.below(*top, level, month)));
        let mut units: Vec<_> = below
            .flatten()
            .chain(tops.iter().filter_map(|top| tree.get(*top)))
            .filter(|unit| may(actor, Action::ReadProblems, unit, tree, month))
            .map(|unit| unit.id)
            .collect();
        units.sort_unstable();
        units.dedup();
        Some(units)
    }

    /// A problem on the wire; none of a unit that is no more.
    pub(super) fn problem_row(&self, tree: &Tree, row: &Stored) -> Result<Option<ProblemRow>, Failure> {
        let Some(unit) = tree.get(UnitId(row.unit_id)) else { return Ok(None) };
        let names = |unit: &Unit| (unit.name.clone(), unit.name_en.clone());
        let named = |id: Option<UnitId>| id.and_then(|id| tree.get(id)).map(names).unwrap_or_default();
        let (state, today) = (row.state()?, day_number(self.today()));
        let over = row.deadline.map(|deadline| today - deadline).filter(|days| *days > 0);
        Ok(Some(ProblemRow {
            id: row.id,
            unit: unit.code.clone(),
            unit_name: names(unit),
            city_name: named(self.up_to(tree, unit.id, Level::City)),
            category_name: self.category_name(&row.category),
            category: row.category.clone(),
            severity: row.severity()?,
            state,
            text: row.text.clone(),
            context: ContextKind::from_word(&row.context_kind).unwrap_or_default(),
            raised_by: row.raised_by.clone(),
            raised_on: day_text(row.raised_on),
            days: today - row.raised_on,
            owner_role: OWNERS.into_iter().find(|role| role.as_str() == row.owner_role),
            owner_unit: named(row.owner_id.map(UnitId)),
            owner_user: row.owner_user.clone(),
            deadline: row.deadline.map(day_text),
            days_over: over.filter(|_| state == ProblemState::Assigned),
            recheck_on: row.recheck_on.map(day_text),
            recheck_due: state == ProblemState::Closed && row.recheck_on.is_some_and(|day| day <= today),
            repeats: row.repeats,
        }))
    }

    /// What waits, by city, state and age.
    pub(super) async fn board_of_problems(
        &self,
        actor: &Actor,
        unit: &str,
    ) -> Result<Vec<BoardCell>, Failure> {
        let tree = match unit {
            "" => self.authorise_somewhere(actor, Action::ReadProblems).await?,
            code => self.authorise(actor, Action::ReadProblems, "unit", code).await?.0,
        };
        let units = self.problem_units(actor, &tree, unit);
        let today = day_number(self.today());
        let on_board = |state: &ProblemState| state.waits() || *state == ProblemState::Closed;
        let states: Vec<_> = ProblemState::ALL.iter().copied().filter(on_board).collect();
        let counts = self.db.problem_counts(units.as_deref(), &states, (0, today), 0).await?;
        let mut cells: BTreeMap<Place, ((String, String), i64)> = BTreeMap::new();
        for count in counts {
            let Some(state) = ProblemState::from_word(&count.state) else { continue };
            let id = UnitId(count.unit_id);
            let place = self.up_to(&tree, id, Level::City).unwrap_or(id);
            let Some(place) = tree.get(place) else { continue };
            let age = Age::of(today - count.raised_on);
            let cell = cells.entry((place.code.clone(), state, age));
            cell.or_insert_with(|| ((place.name.clone(), place.name_en.clone()), 0)).1 += count.n;
        }
        let cell = |((city, state, age), (city_name, n))| BoardCell { city, city_name, state, age, n };
        Ok(cells.into_iter().map(cell).collect())
    }
}

fn order(by: &str) -> Result<(&str, bool), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    if matches!(column, "" | "state" | "unit" | "category" | "severity" | "deadline" | "raised") {
        Ok((column, down))
    } else {
        Err(Failure::invalid("sort", "bad_sort", by))
    }
}
