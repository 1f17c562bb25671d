//! Pending cases one by one, for those who work on them.

use crate::{
    platform::Platform,
    store::{PendingCase, PendingFilter, PendingScope, PendingSort},
};
use app::{
    api::{
        Failure, ListQuery,
        worklist::{Due, Worklist, WorklistCounts, WorklistQuery, WorklistRow, Worklists},
    },
    domain::{
        caseload::{CaseRules, age_in_months, days_left},
        cases::Procedure,
        periods::Month,
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{Datelike, NaiveDate};

/// No case is filed later. Not the last day there is, which would not be ordered as text.
const FAR: NaiveDate = NaiveDate::from_ymd_opt(9999, 12, 31).unwrap();

#[async_trait]
impl Worklists for Platform {
    async fn worklist(&self, actor: &Actor, query: &WorklistQuery) -> Result<Worklist, Failure> {
        let tree = match query.unit.as_str() {
            "" => self.authorise_somewhere(actor, Action::ReadCases).await?,
            code => self.authorise(actor, Action::ReadCases, "unit", code).await?.0,
        };
        let (today, month) = (self.today(), self.month());
        let rules = self.catalogue.case_rules_in(month);
        let what = what(&query.what)?;
        let threshold = threshold(rules, query.months)?;
        let scope = self.pending_scope(actor, &tree, &query.unit, rules);
        let day = i64::from(today.num_days_from_ce());
        let soon = day + rules.soon_days;
        // As the figures count them: by the month of filing, whatever the day.
        let filed_until = |months: u32| month.plus(1 - months as i32).first_day();
        let filter = PendingFilter {
            search: query.search.trim(),
            filed_before: if what == Due::Long { filed_until(threshold) } else { FAR },
            due: match what {
                Due::Soon => (day, soon),
                Due::Overdue => (0, day - 1),
                Due::All | Due::Long | Due::Suspended => (0, i64::MAX),
            },
            suspended: match what {
                Due::Soon | Due::Overdue => Some(false),
                Due::Suspended => Some(true),
                Due::All | Due::Long => None,
            },
        };
        let limit = ListQuery { limit: query.limit, ..ListQuery::default() }.limit() as i64;
        let order = order(&query.sort)?;
        let (found, total) =
            self.db.pending_cases(&scope, &filter, order, (query.offset.into(), limit)).await?;
        let first = rules.long_pending.first().copied().unwrap_or(12);
        let counts = self.db.pending_counts(&scope, filed_until(first), (day, soon)).await?;
        let posts: Vec<UnitId> = found.iter().filter_map(|case| case.post).collect();
        self.log_look(actor, &tree, &posts).await?;
        let count = |n: i64| u32::try_from(n).unwrap_or(u32::MAX);
        Ok(Worklist {
            rows: found.into_iter().map(|case| row(&tree, case, today)).collect(),
            total: count(total),
            offset: query.offset,
            counts: WorklistCounts {
                all: count(counts.total),
                long: count(counts.long),
                soon: count(counts.soon),
                overdue: count(counts.overdue),
                suspended: count(counts.suspended),
            },
            thresholds: rules.long_pending.clone(),
            soon_days: rules.soon_days,
            edition: (rules.edition.clone(), rules.zh.clone(), rules.en.clone()),
            today: today.to_string(),
        })
    }
}

impl Platform {
    /// Whose cases are meant: of the unit that is named, or of all units at which the reader works on cases.
    fn pending_scope(&self, actor: &Actor, tree: &Tree, code: &str, rules: &CaseRules) -> PendingScope {
        let month = self.month();
        let places: Vec<&Unit> = if let Some(unit) = tree.by_code(code) {
            vec![unit]
        } else if actor.operator {
            tree.roots(month).collect()
        } else {
            let places = actor.grants.iter().filter_map(|grant| tree.get(grant.unit));
            places.filter(|unit| may(actor, Action::ReadCases, unit, tree, month)).collect()
        };
        let mut scope = PendingScope {
            tribunals: vec![],
            posts: vec![],
            limits: Procedure::ALL.map(|procedure| rules.limit(procedure)),
        };
        for place in places {
            match place.level {
                Level::Post => scope.posts.push(place.id),
                _ => scope
                    .tribunals
                    .extend(tree.below(place.id, Level::Tribunal, month).iter().map(|unit| unit.id)),
            }
        }
        scope
    }
}

fn what(word: &str) -> Result<Due, Failure> {
    if word.is_empty() {
        return Ok(Due::All);
    }
    let known = Due::ALL.into_iter().find(|what| what.as_str() == word);
    known.ok_or_else(|| Failure::invalid("what", "bad_what", word))
}

/// From how many months on a case is long pending.
fn threshold(rules: &CaseRules, months: u32) -> Result<u32, Failure> {
    let known = |months: &u32| rules.long_pending.contains(months);
    match months {
        0 => Ok(rules.long_pending.first().copied().unwrap_or(12)),
        months => Some(months)
            .filter(known)
            .ok_or_else(|| Failure::invalid("months", "bad_threshold", months.to_string())),
    }
}

fn order(by: &str) -> Result<(PendingSort, bool), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let sort = match column {
        "" | "due" => PendingSort::Due,
        "filed" => PendingSort::Filed,
        "number" => PendingSort::Number,
        "post" => PendingSort::Post,
        _ => return Err(Failure::invalid("sort", "bad_sort", by)),
    };
    Ok((sort, down))
}

fn row(tree: &Tree, case: PendingCase, today: NaiveDate) -> WorklistRow {
    let names = |id: Option<UnitId>| {
        let unit = id.and_then(|id| tree.get(id));
        unit.map(|unit| (unit.code.clone(), (unit.name.clone(), unit.name_en.clone()))).unwrap_or_default()
    };
    let ((unit, unit_name), (post, post_name)) = (names(Some(case.unit)), names(case.post));
    let due = i32::try_from(case.due).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    WorklistRow {
        number: case.number,
        unit,
        unit_name,
        post,
        post_name,
        cause: case.cause,
        procedure: case.procedure,
        filed: case.filed.to_string(),
        months: age_in_months(case.filed, Month::of(today)),
        due: due.unwrap_or(FAR).to_string(),
        days_left: (!case.suspended).then(|| days_left(case.due, today)),
        suspended: case.suspended,
    }
}
