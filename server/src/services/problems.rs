//! Problems: raised from anywhere with what they were found in, verified, given to somebody, answered with evidence, checked,
//! closed, and looked at again. What may be done when and by whom is the table of `app::domain::problems`.

mod contexts;
mod listing;
mod moving;
mod overdue;
mod viewing;
mod watched;

pub(super) use super::words::words;
use crate::{
    platform::{Platform, refusal},
    store::{
        NewNotice, Tx,
        problems::{NewProblem, ProblemRow as Stored},
    },
};
use app::{
    api::{
        Failure,
        problems::{
            BoardCell, ProblemList, ProblemMoveOrder, ProblemOrder, ProblemView, Problems, ProblemsQuery,
        },
    },
    domain::{
        permissions::{Action, Actor, Role, may},
        problems::{ProblemState, Side},
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{Datelike, NaiveDate};
use std::sync::Arc;

/// Files of a problem.
const MOST_FILES: usize = 40;

/// A problem with where it was found.
pub(super) struct Dealt {
    pub tree: Arc<Tree>,
    pub unit: Unit,
    pub row: Stored,
    pub state: ProblemState,
}

#[async_trait]
impl Problems for Platform {
    async fn list_problems(&self, actor: &Actor, query: &ProblemsQuery) -> Result<ProblemList, Failure> {
        self.problem_list(actor, query).await
    }

    async fn open_problem(&self, actor: &Actor, id: i64) -> Result<ProblemView, Failure> {
        let dealt = self.deal_with_problem(actor, id).await?;
        self.problem_view(actor, dealt).await
    }

    async fn raise_problem(&self, actor: &Actor, order: &ProblemOrder) -> Result<i64, Failure> {
        let (tree, unit) = self.authorise(actor, Action::OverseeProblems, "unit", &order.unit).await?;
        let rules = self.catalogue.problem_rules();
        let category = rules
            .category(&order.category)
            .ok_or_else(|| Failure::invalid("category", "unknown_category", &order.category))?;
        let text = words("text", &order.text, true)?;
        let context = self.context_now(actor, &unit, &order.context).await?;
        let desk = self.desk_of(actor, &tree, &unit);
        let (now, today) = (self.now(), day_number(self.today()));
        let mut tx = self.begin().await?;
        if let Some(file) = context.file
            && !tx.use_file(file, unit.id).await?
        {
            return Err(Failure::invalid("context.file", "file_elsewhere", file.to_string()));
        }
        let new = NewProblem {
            unit: unit.id,
            category: &category.id,
            severity: order.severity,
            text,
            context_kind: context.kind.as_str(),
            context: &serde_json::to_string(&context).unwrap_or_default(),
            desk,
            actor: &actor.name,
            at: now,
            day: today,
        };
        let id = tx.put_problem(&new).await?;
        if let Some(file) = context.file {
            tx.put_problem_file((id, file), Side::Before, (&actor.name, now)).await?;
        }
        let detail = serde_json::json!({
            "problem": id, "category": category.id, "severity": order.severity.as_str(), "text": text,
            "context": context.kind.as_str(),
        });
        tx.append_audit(now, &actor.name, "problems.raise", &unit.code, &detail).await?;
        // The court it belongs to can verify it; the tribunal is told when it is so.
        if let Some(court) = self.up_to(&tree, unit.id, Level::Court) {
            let told = self.problem_about(&unit, id, &category.id);
            self.tell(&mut tx, &told, (court, Role::CourtManager), "problem_raised", (&actor.name, text))
                .await?;
        }
        self.commit(tx).await?;
        Ok(id)
    }

    async fn move_problem(&self, actor: &Actor, id: i64, order: &ProblemMoveOrder) -> Result<(), Failure> {
        let dealt = self.deal_with_problem(actor, id).await?;
        self.move_dealt(actor, dealt, order).await
    }

    async fn show_file(
        &self,
        actor: &Actor,
        id: i64,
        file: i64,
        side: Side,
        there: bool,
    ) -> Result<(), Failure> {
        let dealt = self.deal_with_problem(actor, id).await?;
        if !self.may_add(actor, &dealt) {
            return Err(Failure::forbidden(&dealt.unit.code));
        }
        let before = self.db.problem_files(id).await?;
        if there && before.len() >= MOST_FILES {
            return Err(Failure::invalid("file", "too_many_files", MOST_FILES.to_string()));
        }
        let now = self.now();
        let mut tx = self.begin().await?;
        if tx.problem_state(id).await?.as_deref() != Some(ProblemState::Assigned.as_str()) {
            return Err(conflict("problem_moved"));
        }
        if there {
            if !tx.use_file(file, dealt.unit.id).await? {
                return Err(Failure::invalid("file", "file_elsewhere", file.to_string()));
            }
            tx.put_problem_file((id, file), side, (&actor.name, now)).await?;
        } else {
            // What it was found in is not taken away, and nobody takes away what somebody else has shown.
            let found = before.iter().find(|row| row.file_id == file && row.side() == Some(side));
            if found.is_none_or(|row| row.actor != actor.name) && !actor.operator {
                return Err(Failure::forbidden(&dealt.unit.code));
            }
            tx.drop_problem_file((id, file), side).await?;
        }
        let what = if there { "problems.show" } else { "problems.unshow" };
        let detail = serde_json::json!({ "problem": id, "file": file, "side": side.as_str() });
        tx.append_audit(now, &actor.name, what, &dealt.unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn problem_board(&self, actor: &Actor, unit: &str) -> Result<Vec<BoardCell>, Failure> {
        self.board_of_problems(actor, unit).await
    }
}

/// Who and what a notice is about.
pub(super) struct Told {
    about: UnitId,
    detail: serde_json::Value,
}

impl Platform {
    /// A problem that the reader may see.
    pub(super) async fn deal_with_problem(&self, actor: &Actor, id: i64) -> Result<Dealt, Failure> {
        let tree = self.authorise_somewhere(actor, Action::ReadProblems).await?;
        let unknown = || Failure::not_found("problem", id.to_string());
        let row = self.db.problem(id, self.catalogue.problem_rules().repeat_days).await?;
        let row = row.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(row.unit_id)).cloned().ok_or_else(unknown)?;
        if !may(actor, Action::ReadProblems, &unit, &tree, super::units::last(&unit, self.month())) {
            return Err(refusal(actor, &unit.code));
        }
        let state = row.state()?;
        Ok(Dealt { tree, unit, row, state })
    }

    /// From where whoever raises a problem follows it: the highest unit of which he oversees problems there.
    fn desk_of(&self, actor: &Actor, tree: &Tree, unit: &Unit) -> UnitId {
        let month = self.month();
        let path = tree.path(unit.id, month).filter_map(|id| tree.get(id));
        let over = path.filter(|above| may(actor, Action::OverseeProblems, above, tree, month));
        over.last().map_or(unit.id, |above| above.id)
    }

    /// The unit of a level that a unit is, or belongs to.
    pub(super) fn up_to(&self, tree: &Tree, unit: UnitId, level: Level) -> Option<UnitId> {
        let mut path = tree.path(unit, self.month());
        path.find(|id| tree.get(*id).is_some_and(|unit| unit.level == level))
    }

    /// What notices of a problem say.
    pub(super) fn problem_about(&self, unit: &Unit, id: i64, category: &str) -> Told {
        let name = self.category_name(category);
        Told { about: unit.id, detail: serde_json::json!({ "problem": id, "category": name }) }
    }

    /// Names of a category; its id where the catalogue no longer has it.
    pub(super) fn category_name(&self, id: &str) -> (String, String) {
        let known = self.catalogue.problem_rules().category(id);
        known.map_or_else(|| (id.to_owned(), id.to_owned()), |category| category.name.clone())
    }

    /// Tells those who hold a role at a unit.
    pub(super) async fn tell(
        &self,
        tx: &mut Tx,
        told: &Told,
        (unit, role): (UnitId, Role),
        kind: &str,
        (by, reason): (&str, &str),
    ) -> Result<(), Failure> {
        let mut detail = told.detail.clone();
        detail["by"] = by.into();
        detail["reason"] = reason.into();
        let notice = NewNotice { unit, role, kind, about: told.about, detail: &detail, at: self.now() };
        Ok(tx.put_notice(&notice).await?)
    }
}

/// The role of whoever oversees from a unit of a level.
pub(super) const fn role_of(level: Level) -> Role {
    match level {
        Level::Province => Role::ProvincialSupervisor,
        Level::City => Role::CitySupervisor,
        Level::Court | Level::Tribunal | Level::Post => Role::CourtManager,
    }
}

/// The level at which a role is held.
pub(super) const fn level_of(role: Role) -> Level {
    match role {
        Role::ProvincialSupervisor => Level::Province,
        Role::CitySupervisor => Level::City,
        Role::CourtManager => Level::Court,
        _ => Level::Tribunal,
    }
}

/// A day as it is stored.
pub(super) fn day_number(day: NaiveDate) -> i64 {
    i64::from(day.num_days_from_ce())
}

/// A stored day on the wire.
pub(super) fn day_text(day: i64) -> String {
    let day = i32::try_from(day).ok().and_then(NaiveDate::from_num_days_from_ce_opt);
    day.map(|day| day.to_string()).unwrap_or_default()
}

/// Somebody was faster, or it cannot be done now.
pub(super) fn conflict(reason: &str) -> Failure {
    Failure::new(app::api::FailureKind::Conflict, reason)
}
