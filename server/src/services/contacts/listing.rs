//! The list of tribunals with their contact persons, and the page of one.

use crate::{
    platform::Platform,
    services::{
        problems::{day_number, day_text},
        values::instant,
    },
    store::contacts::{DifficultyCount, LastVisit, StoredContact},
};
use app::{
    api::{
        Failure, ListQuery,
        contacts::{
            Addressee, ContactList, ContactPerson, ContactRow, ContactView, ContactsQuery, DifficultyStep,
        },
    },
    domain::{
        contacts::{DifficultyMove, Guidance, GuidanceDay},
        permissions::{Action, Actor, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use chrono::{Days, NaiveDate};
use std::{cmp::Ordering, collections::HashMap};

/// Visits, and difficulties, that the page of a tribunal shows.
const MOST: i64 = 60;

/// What is known of tribunals, by their number: one question for all of each.
struct Known {
    persons: HashMap<i64, StoredContact>,
    visits: HashMap<i64, LastVisit>,
    counts: HashMap<i64, DifficultyCount>,
    day: GuidanceDay,
}

impl Platform {
    /// Which day the guidance day is.
    pub(crate) async fn guidance_day(&self) -> Result<GuidanceDay, Failure> {
        Ok(self.settings().await?.guidance.unwrap_or_default())
    }

    pub(super) async fn contact_list(
        &self,
        actor: &Actor,
        query: &ContactsQuery,
    ) -> Result<ContactList, Failure> {
        let (tree, units) = self.tribunals_for(actor, Action::ReadContacts, &query.unit).await?;
        let wanted = wanted(&query.standing)?;
        let order = order(&query.sort)?;
        let known = self.known(&units).await?;
        let search = query.search.trim().to_lowercase();
        let mut rows = vec![];
        for unit in &units {
            let row = self.contact_row(&tree, unit, &known)?;
            let person = row.person.as_ref();
            let called = person.is_some_and(|person| {
                [&person.name, &person.user].iter().any(|name| name.to_lowercase().contains(&search))
            });
            if wanted(&row) && (search.is_empty() || unit.is_called(&search) || called) {
                rows.push(row);
            }
        }
        order(&mut rows);
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        Ok(ContactList {
            page: page.page(rows),
            cities: self.cities_for(actor, Action::ReadContacts, &tree),
            day: known.day,
            next_day: known.day.next(self.today()).to_string(),
        })
    }

    async fn known(&self, units: &[Unit]) -> Result<Known, Failure> {
        let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
        let persons = self.db.contacts(&ids).await?;
        let visits = self.db.last_visits(&ids).await?;
        let counts = self.db.difficulty_counts(&ids, day_number(self.today())).await?;
        Ok(Known {
            persons: persons.into_iter().map(|person| (person.unit_id, person)).collect(),
            visits: visits.into_iter().map(|visit| (visit.unit_id, visit)).collect(),
            counts: counts.into_iter().map(|count| (count.unit_id, count)).collect(),
            day: self.guidance_day().await?,
        })
    }

    fn contact_row(&self, tree: &Tree, unit: &Unit, known: &Known) -> Result<ContactRow, Failure> {
        let person = known.persons.get(&unit.id.0);
        let visit = known.visits.get(&unit.id.0);
        let count = known.counts.get(&unit.id.0);
        let guidance = match person {
            None => Guidance::Unassigned,
            Some(person) => {
                self.guidance_of(known.day, person.from_day, visit.and_then(|visit| visit.guidance))
            }
        };
        Ok(ContactRow {
            unit: unit.code.clone(),
            unit_name: (unit.name.clone(), unit.name_en.clone()),
            court_name: self.names_above(tree, unit.id, Level::Court),
            city_name: self.names_above(tree, unit.id, Level::City),
            person: person.map(|person| contact_person(tree, person)).transpose()?,
            guidance,
            last_visit: visit.map(|visit| day_text(visit.day)),
            next_day: known.day.next(self.today()).to_string(),
            open: count.map_or(0, |count| count.open),
            overdue: count.map_or(0, |count| count.overdue),
        })
    }

    /// How a tribunal stands whose contact person is one since a day.
    pub(super) fn guidance_of(&self, day: GuidanceDay, from: i64, visited: Option<i64>) -> Guidance {
        let today = self.today();
        let from = date(from).unwrap_or(today);
        let missed_days = self.catalogue.contact_rules().missed_days;
        Guidance::of((from, day.latest(today)), visited.and_then(date), today, missed_days)
    }

    pub(super) async fn contact_view(
        &self,
        actor: &Actor,
        tree: &Tree,
        unit: &Unit,
    ) -> Result<ContactView, Failure> {
        let month = self.month();
        let known = self.known(std::slice::from_ref(unit)).await?;
        let row = self.contact_row(tree, unit, &known)?;
        let before = self.db.contacts_of(unit.id).await?;
        let before = before.iter().filter(|person| person.until_day.is_some());
        let before = before.map(|person| contact_person(tree, person)).collect::<Result<Vec<_>, _>>()?;
        let visits = self.db.visits_of(unit.id, MOST).await?;
        let visits = visits.into_iter().filter_map(|visit| super::visits::view(actor, visit)).collect();
        let difficulties = self.difficulties_of(actor, tree, unit, &known.persons, MOST).await?;
        let ids: Vec<i64> = difficulties.iter().map(|row| row.id).collect();
        let steps = self.db.difficulty_steps(&ids).await?;
        let may_here = |action| may(actor, action, unit, tree, month);
        let may_oversee = may_here(Action::OverseeContacts);
        let candidates = match may_oversee {
            true => self.candidates(actor, tree, unit).await?,
            false => vec![],
        };
        let addressee = |level: Level| {
            let court = tree.get(self.up_to(tree, unit.id, level)?)?;
            Some(Addressee { level, name: (court.name.clone(), court.name_en.clone()) })
        };
        let rules = self.catalogue.contact_rules();
        Ok(ContactView {
            row,
            before,
            visits,
            difficulties,
            steps: steps
                .into_iter()
                .filter_map(|step| {
                    Some(DifficultyStep {
                        difficulty: step.difficulty_id,
                        what: DifficultyMove::from_word(&step.what)?,
                        by: step.actor,
                        at: instant(step.at),
                        note: step.note,
                    })
                })
                .collect(),
            checks: rules.checks.clone(),
            candidates,
            addressees: [Level::Court, Level::City, Level::Province]
                .into_iter()
                .filter_map(addressee)
                .collect(),
            may_oversee,
            may_raise: may_here(Action::RaiseDifficulties),
            days: (self.today().to_string(), self.answer_day().to_string()),
        })
    }

    /// The day that is proposed for answers.
    pub(super) fn answer_day(&self) -> NaiveDate {
        let days = self.catalogue.contact_rules().answer_days;
        let today = self.today();
        today.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(today)
    }
}

/// A contact person on the wire.
fn contact_person(tree: &Tree, person: &StoredContact) -> Result<ContactPerson, Failure> {
    let office = tree.get(UnitId(person.office_id));
    Ok(ContactPerson {
        user: person.user_name.clone(),
        name: person.name.clone(),
        role: person.role()?,
        office: office.map(|unit| (unit.name.clone(), unit.name_en.clone())).unwrap_or_default(),
        telephone: person.telephone.clone(),
        from: day_text(person.from_day),
        until: person.until_day.map(day_text),
        by: person.assigned_by.clone(),
    })
}

/// A stored day.
fn date(day: i64) -> Option<NaiveDate> {
    i32::try_from(day).ok().and_then(NaiveDate::from_num_days_from_ce_opt)
}

type Wanted = Box<dyn Fn(&ContactRow) -> bool + Send>;

/// Which rows a word of the address asks for.
fn wanted(word: &str) -> Result<Wanted, Failure> {
    Ok(match word {
        "" => Box::new(|_| true),
        "open" => Box::new(|row| row.open > 0),
        "overdue" => Box::new(|row| row.overdue > 0),
        word => {
            let Some(guidance) = Guidance::from_word(word) else {
                return Err(Failure::invalid("standing", "malformed", word));
            };
            Box::new(move |row| row.guidance == guidance)
        }
    })
}

type Order = Box<dyn Fn(&mut [ContactRow]) + Send>;

/// The order that a word of the address asks for. By unit means by its code; whatever is the same stays in that order.
fn order(by: &str) -> Result<Order, Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    let compare: fn(&ContactRow, &ContactRow) -> Ordering = match column {
        "" | "unit" => |a, b| a.unit.cmp(&b.unit),
        "person" => |a, b| {
            let name = |row: &ContactRow| row.person.as_ref().map(|person| person.name.clone());
            name(a).cmp(&name(b))
        },
        "visit" => |a, b| a.last_visit.cmp(&b.last_visit),
        "guidance" => |a, b| a.guidance.cmp(&b.guidance),
        "open" => |a, b| (b.open, b.overdue).cmp(&(a.open, a.overdue)),
        _ => return Err(Failure::invalid("sort", "bad_sort", by)),
    };
    Ok(Box::new(move |rows: &mut [ContactRow]| {
        rows.sort_by(|a, b| {
            let order = compare(a, b);
            (if down { order.reverse() } else { order }).then_with(|| a.unit.cmp(&b.unit))
        });
    }))
}
