//! Difficulties: raised at a tribunal, answered by a court above it, settled or reopened by the tribunal's side.

use crate::{
    platform::{Platform, refusal},
    services::problems::{conflict, day_number, day_text, role_of, words},
    store::contacts::{DifficultyFilter, NewDifficulty, StoredContact, StoredDifficulty},
};
use app::{
    api::{
        Failure, ListQuery, Page,
        contacts::{DifficultiesQuery, DifficultyMoveOrder, DifficultyOrder, DifficultyRow},
    },
    domain::{
        contacts::{DifficultyMove, DifficultyState},
        permissions::{Action, Actor, Role, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use chrono::Days;
use std::collections::HashMap;

/// Days that can be set lie within a year.
const FARTHEST: u64 = 366;

impl Platform {
    pub(super) async fn keep_difficulty(
        &self,
        actor: &Actor,
        (tree, unit): (&Tree, &Unit),
        order: &DifficultyOrder,
    ) -> Result<i64, Failure> {
        let text = words("text", &order.text, true)?;
        let level = order.addressee.parse::<Level>().ok().filter(|level| *level < Level::Tribunal);
        let addressee = level.and_then(|level| self.up_to(tree, unit.id, level)).and_then(|id| tree.get(id));
        let addressee =
            addressee.ok_or_else(|| Failure::invalid("addressee", "bad_addressee", &order.addressee))?;
        let deadline = self.difficulty_day(&order.day)?;
        let visit = match order.visit.trim() {
            "" => None,
            number => {
                let elsewhere = || Failure::invalid("visit", "visit_elsewhere", number);
                let visit = self.db.visit(number.parse().map_err(|_| elsewhere())?).await?;
                let own = visit.filter(|visit| visit.unit_id == unit.id.0 && visit.withdrawn_by.is_empty());
                Some(own.ok_or_else(elsewhere)?.id)
            }
        };
        let (now, today) = (self.now(), day_number(self.today()));
        let mut tx = self.begin().await?;
        let new = NewDifficulty {
            unit: unit.id,
            visit,
            text,
            addressee: addressee.id,
            deadline,
            actor: &actor.name,
            at: now,
            day: today,
        };
        let id = tx.put_difficulty(&new).await?;
        let detail = serde_json::json!({
            "difficulty": id, "addressee": addressee.code, "deadline": day_text(deadline), "text": text,
        });
        tx.append_audit(now, &actor.name, "contacts.raise", &unit.code, &detail).await?;
        let whom = (addressee.id, role_of(addressee.level));
        self.tell_of_contact(&mut tx, unit, whom, "difficulty_raised", (&actor.name, text)).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    /// What was typed, or the day that is proposed.
    fn difficulty_day(&self, text: &str) -> Result<i64, Failure> {
        let today = self.today();
        let day = match text.trim() {
            "" => self.answer_day(),
            text => text.parse().map_err(|_| Failure::invalid("day", "bad_day", text))?,
        };
        let last = today.checked_add_days(Days::new(FARTHEST)).unwrap_or(today);
        if day < today || day > last {
            return Err(Failure::invalid("day", "bad_day", day.to_string()));
        }
        Ok(day_number(day))
    }

    pub(super) async fn move_on(
        &self,
        actor: &Actor,
        id: i64,
        order: &DifficultyMoveOrder,
    ) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadContacts).await?;
        let unknown = || Failure::not_found("difficulty", id.to_string());
        let row = self.db.difficulty(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(row.unit_id)).cloned().ok_or_else(unknown)?;
        if !may(actor, Action::ReadContacts, &unit, &tree, self.month()) {
            return Err(refusal(actor, &unit.code));
        }
        let what = order.what;
        let person = self.db.contacts(&[unit.id]).await?;
        if !self.may_move_difficulty(actor, (&tree, &unit), &row, person.first(), what) {
            return Err(Failure::forbidden(&unit.code));
        }
        let before = row.state()?;
        let Some(state) = before.after(what) else {
            return Err(
                Failure { field: "what".into(), ..conflict("difficulty_state") }.with_value(before.as_str())
            );
        };
        let note = words("note", &order.note, what.needs_note())?;
        let (now, today) = (self.now(), day_number(self.today()));
        let mut after = row.clone();
        match what {
            DifficultyMove::Answer => {
                after.answer = note.to_owned();
                after.answered_by = actor.name.clone();
                after.answered_on = Some(today);
            }
            DifficultyMove::Settle => {}
            DifficultyMove::Reopen => after.deadline = self.difficulty_day(&order.day)?,
        }
        let mut tx = self.begin().await?;
        let (by, moved) = ((actor.name.as_str(), now), (state, what.as_str()));
        if !tx.move_difficulty((&row, &after), moved, by, note).await? {
            return Err(conflict("difficulty_moved"));
        }
        let detail = serde_json::json!({
            "difficulty": id, "what": what.as_str(), "note": note, "deadline": day_text(after.deadline),
        });
        tx.append_audit(now, &actor.name, "contacts.move", &unit.code, &detail).await?;
        let addressee = tree.get(UnitId(row.addressee_id)).map(|court| (court.id, role_of(court.level)));
        let head = Some((unit.id, Role::TribunalHead));
        let office = match person.first() {
            Some(person) => Some((UnitId(person.office_id), person.role()?)),
            None => None,
        };
        let (kind, mut whom) = match what {
            DifficultyMove::Answer => ("difficulty_answered", vec![head, office]),
            DifficultyMove::Settle => ("difficulty_settled", vec![addressee]),
            DifficultyMove::Reopen => ("difficulty_reopened", vec![addressee]),
        };
        // Who has answered need not be told so.
        whom.retain(|whom| kind != "difficulty_answered" || *whom != addressee);
        for whom in whom.into_iter().flatten() {
            self.tell_of_contact(&mut tx, &unit, whom, kind, (&actor.name, note)).await?;
        }
        self.commit(tx).await
    }

    /// Whether somebody may make a move: the addressee, or whoever is above it, answers; the tribunal's side says what becomes
    /// of it, which is never who has answered.
    fn may_move_difficulty(
        &self,
        actor: &Actor,
        (tree, unit): (&Tree, &Unit),
        row: &StoredDifficulty,
        person: Option<&StoredContact>,
        what: DifficultyMove,
    ) -> bool {
        let month = self.month();
        if actor.operator {
            return true;
        }
        match what {
            DifficultyMove::Answer => tree
                .get(UnitId(row.addressee_id))
                .is_some_and(|court| may(actor, Action::OverseeContacts, court, tree, month)),
            DifficultyMove::Settle | DifficultyMove::Reopen => {
                let head = actor.grants.iter().any(|grant| {
                    grant.role == Role::TribunalHead && tree.is_within(unit.id, grant.unit, month)
                });
                let looks_after =
                    person.is_some_and(|person| actor.name == format!("user:{}", person.user_name));
                may(actor, Action::RaiseDifficulties, unit, tree, month)
                    && (head || looks_after || row.raised_by == actor.name)
                    && row.answered_by != actor.name
            }
        }
    }

    pub(super) async fn difficulty_list(
        &self,
        actor: &Actor,
        query: &DifficultiesQuery,
    ) -> Result<Page<DifficultyRow>, Failure> {
        let (tree, units) = self.tribunals_for(actor, Action::ReadContacts, &query.unit).await?;
        let (states, overdue) = match query.state.as_str() {
            "" => (vec![DifficultyState::Open, DifficultyState::Answered], None),
            "all" => (DifficultyState::ALL.to_vec(), None),
            "overdue" => (vec![DifficultyState::Open], Some(day_number(self.today()))),
            word => match DifficultyState::from_word(word) {
                Some(state) => (vec![state], None),
                None => return Err(Failure::invalid("state", "malformed", word)),
            },
        };
        let (column, down) = query.sort.strip_prefix('-').map_or((query.sort.as_str(), false), |c| (c, true));
        if !matches!(column, "" | "raised" | "deadline") {
            return Err(Failure::invalid("sort", "bad_sort", &query.sort));
        }
        let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
        let search = query.search.trim().to_lowercase();
        let by_deadline = column == "deadline";
        let filter =
            DifficultyFilter { units: &ids, search: &search, states: &states, overdue, by_deadline, down };
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let window = (i64::from(page.offset), page.limit() as i64);
        let (stored, total) = self.db.difficulties(&filter, window).await?;
        let persons = self.db.contacts(&ids).await?;
        let persons = persons.into_iter().map(|person| (person.unit_id, person)).collect();
        let rows = self.difficulty_rows(actor, &tree, &stored, &persons)?;
        Ok(Page { rows, total: u32::try_from(total).unwrap_or(u32::MAX), offset: query.offset })
    }

    /// The difficulties of a tribunal, open ones first.
    pub(super) async fn difficulties_of(
        &self,
        actor: &Actor,
        tree: &Tree,
        unit: &Unit,
        persons: &HashMap<i64, StoredContact>,
        most: i64,
    ) -> Result<Vec<DifficultyRow>, Failure> {
        let filter = DifficultyFilter {
            units: &[unit.id],
            states: DifficultyState::ALL,
            by_deadline: true,
            ..DifficultyFilter::default()
        };
        let (stored, _) = self.db.difficulties(&filter, (0, most)).await?;
        self.difficulty_rows(actor, tree, &stored, persons)
    }

    fn difficulty_rows(
        &self,
        actor: &Actor,
        tree: &Tree,
        stored: &[StoredDifficulty],
        persons: &HashMap<i64, StoredContact>,
    ) -> Result<Vec<DifficultyRow>, Failure> {
        let today = day_number(self.today());
        let names = |id: i64| {
            let unit = tree.get(UnitId(id));
            unit.map(|unit| (unit.name.clone(), unit.name_en.clone())).unwrap_or_default()
        };
        let row = |row: &StoredDifficulty| -> Result<Option<DifficultyRow>, Failure> {
            let state = row.state()?;
            let Some(unit) = tree.get(UnitId(row.unit_id)) else { return Ok(None) };
            let can = |what: &&DifficultyMove| {
                let person = persons.get(&row.unit_id);
                state.after(**what).is_some()
                    && self.may_move_difficulty(actor, (tree, unit), row, person, **what)
            };
            let over = (state == DifficultyState::Open && row.deadline < today).then(|| today - row.deadline);
            Ok(Some(DifficultyRow {
                id: row.id,
                unit: unit.code.clone(),
                unit_name: (unit.name.clone(), unit.name_en.clone()),
                text: row.text.clone(),
                addressee: names(row.addressee_id),
                state,
                raised_by: row.raised_by.clone(),
                raised_on: day_text(row.raised_on),
                visit: row.visit_id,
                deadline: day_text(row.deadline),
                days_over: over,
                answer: row.answer.clone(),
                answered_by: row.answered_by.clone(),
                answered_on: row.answered_on.map(day_text),
                may: DifficultyMove::ALL.iter().filter(can).copied().collect(),
            }))
        };
        let rows: Vec<Option<DifficultyRow>> = stored.iter().map(row).collect::<Result<_, _>>()?;
        Ok(rows.into_iter().flatten().collect())
    }
}
