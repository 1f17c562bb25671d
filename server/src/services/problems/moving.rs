//! The moves of a problem: who may make each, what it needs, and who is told.

use super::{Dealt, conflict, day_number, level_of, role_of, words};
use crate::{
    platform::Platform,
    store::{
        Tx,
        problems::{ProblemChange, ProblemFileRow, ProblemRow as Stored},
    },
};
use app::{
    api::{Failure, problems::ProblemMoveOrder},
    domain::{
        permissions::{Actor, Role, may},
        problems::{By, ContextKind, Need, OWNERS, ProblemMove, ProblemState, Side, Way},
        units::{Level, UnitId},
    },
};
use chrono::{Days, NaiveDate};

/// Days that can be set lie within ten years.
const FARTHEST: u64 = 3_650;

impl Platform {
    /// Whether somebody may make a move, were the problem in a state for it.
    pub(super) fn may_move(&self, actor: &Actor, dealt: &Dealt, what: ProblemMove) -> bool {
        if actor.operator {
            return true;
        }
        let (tree, month) = (&dealt.tree, self.month());
        let action = what.action();
        let at = |unit: UnitId| tree.get(unit).is_some_and(|unit| may(actor, action, unit, tree, month));
        let row = &dealt.row;
        match what.rule().by {
            By::Raiser => row.raised_by == actor.name && at(dealt.unit.id),
            By::Overseer => at(dealt.unit.id),
            By::Desk => at(UnitId(row.desk_id)),
            By::Owner => {
                let role = actor
                    .grants
                    .iter()
                    .any(|grant| grant.role.as_str() == row.owner_role && Some(grant.unit.0) == row.owner_id);
                role && at(dealt.unit.id)
                    && (row.owner_user.is_empty() || actor.name == format!("user:{}", row.owner_user))
            }
        }
    }

    /// What somebody can do to it today.
    pub(super) fn moves_for(&self, actor: &Actor, dealt: &Dealt) -> Vec<ProblemMove> {
        let can = |what: &&ProblemMove| {
            let what = **what;
            dealt.state.after(what).is_some()
                && self.may_move(actor, dealt, what)
                && !(what.needs(Need::SecondPerson) && dealt.row.answered_by == actor.name)
                && (!what.needs(Need::Recheck) || self.recheck_has_come(&dealt.row))
        };
        ProblemMove::ALL.iter().filter(can).copied().collect()
    }

    /// Whether the day of looking again has come.
    pub(super) fn recheck_has_come(&self, row: &Stored) -> bool {
        row.recheck_on.is_some_and(|day| day <= day_number(self.today()))
    }

    /// Whether somebody can put files to it now: whoever has to put it right.
    pub(super) fn may_add(&self, actor: &Actor, dealt: &Dealt) -> bool {
        dealt.state == ProblemState::Assigned && self.may_move(actor, dealt, ProblemMove::Answer)
    }

    /// Makes a move.
    pub(super) async fn move_dealt(
        &self,
        actor: &Actor,
        dealt: Dealt,
        order: &ProblemMoveOrder,
    ) -> Result<(), Failure> {
        let what = order.what;
        if !self.may_move(actor, &dealt, what) {
            return Err(Failure::forbidden(&dealt.unit.code));
        }
        let Some(state) = dealt.state.after(what) else {
            return Err(Failure { field: "what".into(), ..conflict("problem_state") }
                .with_value(dealt.state.as_str()));
        };
        if what.needs(Need::SecondPerson) && dealt.row.answered_by == actor.name && !actor.operator {
            return Err(Failure::forbidden(&dealt.unit.code));
        }
        if what.needs(Need::Recheck) && !self.recheck_has_come(&dealt.row) {
            return Err(Failure::invalid(
                "what",
                "recheck_not_due",
                super::day_text(dealt.row.recheck_on.unwrap_or(0)),
            ));
        }
        let wants_note = what.needs(Need::Note) || what.needs(Need::Measures);
        let note = words("note", &order.note, wants_note)?;
        let way = match what.needs(Need::Way) {
            true => {
                Way::from_word(&order.way).ok_or_else(|| Failure::invalid("way", "missing", "way"))?.as_str()
            }
            false => "",
        };
        if what.needs(Need::Evidence) {
            self.must_show(&dealt).await?;
        }
        let day = self.day_of(&dealt, order)?;
        let mut after = dealt.row.clone();
        match what {
            ProblemMove::Confirm | ProblemMove::Dismiss => {
                after.verified_way = way.to_owned();
                after.verified_note = note.to_owned();
                after.verified_by = actor.name.clone();
            }
            ProblemMove::Assign => {
                let (role, unit, user) = self.owner_of(&dealt, order).await?;
                after.owner_role = role.as_str().to_owned();
                after.owner_id = Some(unit.0);
                after.owner_user = user;
                after.demand = note.to_owned();
            }
            ProblemMove::Answer => {
                after.measures = note.to_owned();
                after.answered_by = actor.name.clone();
            }
            ProblemMove::Close => {
                after.closed_on = Some(day_number(self.today()));
                after.recheck_on = day;
            }
            ProblemMove::Check | ProblemMove::SendBack | ProblemMove::Hold => {}
            ProblemMove::Reopen => (after.closed_on, after.recheck_on) = (None, None),
            ProblemMove::Withdraw => {}
        }
        if what.needs(Need::Deadline) {
            (after.deadline, after.escalated) = (day, 0);
        }
        let now = self.now();
        let set = day.map(super::day_text).unwrap_or_default();
        let detail = serde_json::json!({ "way": way, "day": set });
        let change = ProblemChange {
            before: &dealt.row,
            after: &after,
            state,
            what: what.as_str(),
            note,
            detail: &detail,
            actor: &actor.name,
            at: now,
        };
        let mut tx = self.begin().await?;
        if !tx.move_problem(&change).await? {
            return Err(conflict("problem_moved"));
        }
        self.tell_of_problem(&mut tx, &dealt, &after, what, (&actor.name, note)).await?;
        let detail = serde_json::json!({
            "problem": dealt.row.id, "what": what.as_str(), "note": note, "way": way, "day": set,
            "owner": after.owner_role, "user": after.owner_user,
        });
        tx.append_audit(now, &actor.name, "problems.move", &dealt.unit.code, &detail).await?;
        self.commit(tx).await
    }

    /// Where no figure shows it, a file has to.
    async fn must_show(&self, dealt: &Dealt) -> Result<(), Failure> {
        let kind = ContextKind::from_word(&dealt.row.context_kind).unwrap_or_default();
        if !kind.wants_evidence() {
            return Ok(());
        }
        // What was sent back, or was there again, is not shown by what was shown before.
        let back = [ProblemMove::SendBack.as_str(), ProblemMove::Reopen.as_str()];
        let moves = self.db.problem_moves(dealt.row.id).await?;
        let since = moves.iter().rev().find(|done| back.contains(&done.what.as_str())).map(|done| done.at);
        let files = self.db.problem_files(dealt.row.id).await?;
        let shows = |file: &ProblemFileRow| {
            file.side() == Some(Side::After) && since.is_none_or(|since| file.at >= since)
        };
        if files.iter().any(shows) { Ok(()) } else { Err(Failure::invalid("files", "evidence_missing", "")) }
    }

    /// The day that a move sets: what was typed, or the one that is proposed.
    fn day_of(&self, dealt: &Dealt, order: &ProblemMoveOrder) -> Result<Option<i64>, Failure> {
        let what = order.what;
        if !what.needs(Need::Deadline) && what != ProblemMove::Close {
            return Ok(None);
        }
        let today = self.today();
        let (deadline, recheck) = self.proposed_days(&dealt.row)?;
        let day = match (order.day.trim(), what) {
            ("", ProblemMove::Close) => recheck,
            ("", _) => deadline,
            (text, _) => text.parse().map_err(|_| Failure::invalid("day", "bad_day", text))?,
        };
        let last = today.checked_add_days(Days::new(FARTHEST)).unwrap_or(today);
        if day < today || day > last {
            return Err(Failure::invalid("day", "bad_day", day.to_string()));
        }
        Ok(Some(day_number(day)))
    }

    /// The days that are proposed today: the deadline, by how bad it is, and that of looking again.
    pub(super) fn proposed_days(&self, row: &Stored) -> Result<(NaiveDate, NaiveDate), Failure> {
        let rules = self.catalogue.problem_rules();
        let today = self.today();
        let after = |days: i64| today.checked_add_days(Days::new(days.unsigned_abs())).unwrap_or(today);
        Ok((after(rules.days_of(row.severity()?)), after(rules.recheck_days)))
    }

    /// Who will have to put it right.
    async fn owner_of(
        &self,
        dealt: &Dealt,
        order: &ProblemMoveOrder,
    ) -> Result<(Role, UnitId, String), Failure> {
        let usual = if dealt.unit.level == Level::Tribunal { Role::TribunalHead } else { Role::CourtManager };
        let role = match order.role.as_str() {
            "" => usual,
            word => word
                .parse()
                .ok()
                .filter(|role| OWNERS.contains(role))
                .ok_or_else(|| Failure::invalid("role", "bad_role", word))?,
        };
        let unit = self
            .up_to(&dealt.tree, dealt.unit.id, level_of(role))
            .ok_or_else(|| Failure::invalid("role", "bad_role", role.as_str()))?;
        let user = order.user.trim();
        if !user.is_empty() {
            let known = self.db.user_by_name(user).await?.filter(|known| known.user.active);
            let holds = known.is_some_and(|known| {
                known.grants.iter().any(|grant| grant.role == role && grant.unit == unit)
            });
            if !holds {
                return Err(Failure::invalid("user", "not_of_that_role", user));
            }
        }
        Ok((role, unit, user.to_owned()))
    }

    async fn tell_of_problem(
        &self,
        tx: &mut Tx,
        dealt: &Dealt,
        after: &Stored,
        what: ProblemMove,
        said: (&str, &str),
    ) -> Result<(), Failure> {
        let told = self.problem_about(&dealt.unit, dealt.row.id, &dealt.row.category);
        let desk = UnitId(dealt.row.desk_id);
        let desk_role = dealt.tree.get(desk).map_or(Role::CourtManager, |unit| role_of(unit.level));
        let owner = OWNERS
            .into_iter()
            .find(|role| role.as_str() == after.owner_role)
            .zip(after.owner_id.map(UnitId))
            .map(|(role, unit)| (unit, role));
        let (head, court) = (
            (dealt.unit.level == Level::Tribunal).then_some((dealt.unit.id, Role::TribunalHead)),
            self.up_to(&dealt.tree, dealt.unit.id, Level::Court).map(|unit| (unit, Role::CourtManager)),
        );
        let desk = Some((desk, desk_role));
        let (kind, mut whom) = match what {
            ProblemMove::Confirm => ("problem_confirmed", vec![head, court, desk]),
            ProblemMove::Dismiss => ("problem_dismissed", vec![desk]),
            ProblemMove::Withdraw => ("problem_withdrawn", vec![court]),
            ProblemMove::Assign => ("problem_assigned", vec![owner]),
            ProblemMove::Answer => ("problem_answered", vec![court, desk]),
            ProblemMove::Check => ("problem_checked", vec![desk]),
            ProblemMove::SendBack => ("problem_sent_back", vec![owner]),
            ProblemMove::Close => ("problem_closed", vec![owner]),
            ProblemMove::Hold => ("problem_held", vec![owner]),
            ProblemMove::Reopen => ("problem_reopened", vec![owner]),
        };
        whom.dedup();
        for whom in whom.into_iter().flatten() {
            self.tell(tx, &told, whom, kind, said).await?;
        }
        Ok(())
    }
}
