//! Contact persons: who of an upper court looks after which tribunal, visits, difficulties with answers and deadlines, and that
//! nothing due is forgotten.

mod chasing;
mod difficulties;
mod listing;
mod visits;

use super::problems::{conflict, day_number, words};
use crate::{
    platform::Platform,
    store::{NewNotice, Tx, UserWithRoles, contacts::NewContact},
};
use app::{
    api::{
        Failure, Page,
        contacts::{
            Candidate, ContactList, ContactView, Contacts, ContactsQuery, DifficultiesQuery,
            DifficultyMoveOrder, DifficultyOrder, DifficultyRow, PersonOrder, VisitOrder,
        },
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::sync::Arc;

/// Roles of upper courts, the nearest first.
const UPPER: [Role; 3] = [Role::CourtManager, Role::CitySupervisor, Role::ProvincialSupervisor];
/// Characters of a telephone number, with whatever people write around it.
const LONGEST_NUMBER: usize = 40;

#[async_trait]
impl Contacts for Platform {
    async fn list_contacts(&self, actor: &Actor, query: &ContactsQuery) -> Result<ContactList, Failure> {
        self.contact_list(actor, query).await
    }

    async fn open_contact(&self, actor: &Actor, unit: &str) -> Result<ContactView, Failure> {
        let (tree, unit) = self.authorise_tribunal(actor, Action::ReadContacts, unit).await?;
        self.contact_view(actor, &tree, &unit).await
    }

    async fn assign_contact(&self, actor: &Actor, unit: &str, order: &PersonOrder) -> Result<(), Failure> {
        let (tree, unit) = self.authorise_tribunal(actor, Action::OverseeContacts, unit).await?;
        let user = order.user.trim();
        let telephone = words("telephone", &order.telephone, false)?;
        if telephone.chars().count() > LONGEST_NUMBER {
            return Err(Failure::invalid("telephone", "too_long", LONGEST_NUMBER.to_string()));
        }
        if user.is_empty() {
            return Err(Failure::invalid("user", "missing", "user"));
        }
        let known = self.db.user_by_name(user).await?.filter(|known| known.user.active);
        let office = known.as_ref().and_then(|known| self.office_of(actor, &tree, &unit, known));
        let (Some(known), Some((office, role))) = (known, office) else {
            return Err(Failure::invalid("user", "not_of_upper_court", user));
        };
        let (now, today) = (self.now(), day_number(self.today()));
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let before = tx.end_contact(unit.id, today, &actor.name).await?;
        if before.as_deref() == Some(user) {
            return Err(conflict("already_contact"));
        }
        let new = NewContact {
            unit: unit.id,
            user,
            name: &known.user.display_name,
            office,
            role: role.as_str(),
            telephone,
            from: today,
            actor: &actor.name,
            at: now,
        };
        tx.put_contact(&new).await?;
        let detail = serde_json::json!({ "person": user, "before": before });
        tx.append_audit(now, &actor.name, "contacts.assign", &unit.code, &detail).await?;
        let said = (actor.name.as_str(), known.user.display_name.as_str());
        for whom in [(unit.id, Role::TribunalHead), (office, role)] {
            self.tell_of_contact(&mut tx, &unit, whom, "contact_assigned", said).await?;
        }
        self.commit(tx).await
    }

    async fn end_contact(&self, actor: &Actor, unit: &str) -> Result<(), Failure> {
        let (_, unit) = self.authorise_tribunal(actor, Action::OverseeContacts, unit).await?;
        let (now, today) = (self.now(), day_number(self.today()));
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        let Some(before) = tx.end_contact(unit.id, today, &actor.name).await? else {
            return Err(conflict("no_contact"));
        };
        let detail = serde_json::json!({ "person": before });
        tx.append_audit(now, &actor.name, "contacts.end", &unit.code, &detail).await?;
        let whom = (unit.id, Role::TribunalHead);
        self.tell_of_contact(&mut tx, &unit, whom, "contact_ended", (&actor.name, "")).await?;
        self.commit(tx).await
    }

    async fn record_visit(&self, actor: &Actor, unit: &str, order: &VisitOrder) -> Result<i64, Failure> {
        let (_, unit) = self.authorise_tribunal(actor, Action::OverseeContacts, unit).await?;
        self.keep_visit(actor, &unit, order).await
    }

    async fn withdraw_visit(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        self.take_back_visit(actor, id).await
    }

    async fn list_difficulties(
        &self,
        actor: &Actor,
        query: &DifficultiesQuery,
    ) -> Result<Page<DifficultyRow>, Failure> {
        self.difficulty_list(actor, query).await
    }

    async fn raise_difficulty(
        &self,
        actor: &Actor,
        unit: &str,
        order: &DifficultyOrder,
    ) -> Result<i64, Failure> {
        let (tree, unit) = self.authorise_tribunal(actor, Action::RaiseDifficulties, unit).await?;
        self.keep_difficulty(actor, (&tree, &unit), order).await
    }

    async fn move_difficulty(
        &self,
        actor: &Actor,
        id: i64,
        order: &DifficultyMoveOrder,
    ) -> Result<(), Failure> {
        self.move_on(actor, id, order).await
    }
}

impl Platform {
    /// A tribunal at which somebody may do something. Other units are no tribunals.
    pub(super) async fn authorise_tribunal(
        &self,
        actor: &Actor,
        action: Action,
        code: &str,
    ) -> Result<(Arc<Tree>, Unit), Failure> {
        let (tree, unit) = self.authorise(actor, action, "unit", code).await?;
        if unit.level == Level::Tribunal {
            Ok((tree, unit))
        } else {
            Err(Failure::invalid("unit", "no_tribunal", code))
        }
    }

    /// The tribunals at which somebody may do something: those of the unit that is named, or of all.
    pub(super) async fn tribunals_for(
        &self,
        actor: &Actor,
        action: Action,
        code: &str,
    ) -> Result<(Arc<Tree>, Vec<Unit>), Failure> {
        let (tree, top) = match code {
            "" => (self.authorise_somewhere(actor, action).await?, None),
            code => {
                let (tree, unit) = self.authorise(actor, action, "unit", code).await?;
                (tree, Some(unit.id))
            }
        };
        let month = self.month();
        let found = tree
            .units()
            .iter()
            .filter(|unit| unit.level == Level::Tribunal && unit.exists_in(month))
            .filter(|unit| top.is_none_or(|top| tree.is_within(unit.id, top, month)))
            .filter(|unit| may(actor, action, unit, &tree, month))
            .cloned()
            .collect();
        Ok((tree, found))
    }

    /// Cities at which somebody may do something: code, Chinese and English name.
    pub(super) fn cities_for(
        &self,
        actor: &Actor,
        action: Action,
        tree: &Tree,
    ) -> Vec<(String, String, String)> {
        let month = self.month();
        let cities = tree.units().iter().filter(|unit| {
            unit.level == Level::City && unit.exists_in(month) && may(actor, action, unit, tree, month)
        });
        cities.map(|unit| (unit.code.clone(), unit.name.clone(), unit.name_en.clone())).collect()
    }

    /// Names of the unit of a level above a unit; empty where there is none.
    pub(super) fn names_above(&self, tree: &Tree, unit: UnitId, level: Level) -> (String, String) {
        let above = self.up_to(tree, unit, level).and_then(|id| tree.get(id));
        above.map(|unit| (unit.name.clone(), unit.name_en.clone())).unwrap_or_default()
    }

    /// Where somebody belongs to a court above a tribunal, and as what. Only within the units of whoever names: no court
    /// appoints somebody of a higher one.
    fn office_of(
        &self,
        actor: &Actor,
        tree: &Tree,
        unit: &Unit,
        person: &UserWithRoles,
    ) -> Option<(UnitId, Role)> {
        let month = self.month();
        let fits = |grant: &&app::domain::permissions::Grant| {
            let above = grant.unit != unit.id && tree.is_within(unit.id, grant.unit, month);
            let office = tree.get(grant.unit);
            above && office.is_some_and(|office| may(actor, Action::OverseeContacts, office, tree, month))
        };
        UPPER.into_iter().find_map(|role| {
            let mut grants = person.grants.iter().filter(|grant| grant.role == role);
            grants.find(fits).map(|grant| (grant.unit, role))
        })
    }

    /// Whom somebody can name for a tribunal.
    async fn candidates(&self, actor: &Actor, tree: &Tree, unit: &Unit) -> Result<Vec<Candidate>, Failure> {
        let users = self.db.users().await?;
        let candidate = |person: &UserWithRoles| {
            let (office, _) = self.office_of(actor, tree, unit, person)?;
            let office = tree.get(office)?;
            Some(Candidate {
                user: person.user.name.clone(),
                name: person.user.display_name.clone(),
                office: (office.name.clone(), office.name_en.clone()),
            })
        };
        Ok(users.iter().filter(|person| person.user.active).filter_map(candidate).collect())
    }

    /// Tells those who hold a role at a unit something about a tribunal, its contact person or its difficulties.
    async fn tell_of_contact(
        &self,
        tx: &mut Tx,
        about: &Unit,
        (unit, role): (UnitId, Role),
        kind: &str,
        (by, reason): (&str, &str),
    ) -> Result<(), Failure> {
        let detail = serde_json::json!({ "contact": about.code, "by": by, "reason": reason });
        let notice = NewNotice { unit, role, kind, about: about.id, detail: &detail, at: self.now() };
        Ok(tx.put_notice(&notice).await?)
    }
}
