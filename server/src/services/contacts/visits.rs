//! Visits: what was seen, and the safety inspection as it was walked.

use crate::{
    platform::{Platform, refusal},
    services::{
        problems::{conflict, day_number, day_text, words},
        values::instant,
    },
    store::contacts::{NewVisit, StoredVisit},
};
use app::{
    api::{
        Failure,
        contacts::{CheckOrder, CheckView, VisitOrder, VisitView},
    },
    domain::{
        contacts::{CheckResult, VisitKind},
        permissions::{Action, Actor, Role, may},
        units::{Unit, UnitId},
    },
};
use chrono::{Days, NaiveDate};

/// A visit can be written down for so many days.
const OLDEST: u64 = 366;

impl Platform {
    pub(super) async fn keep_visit(
        &self,
        actor: &Actor,
        unit: &Unit,
        order: &VisitOrder,
    ) -> Result<i64, Failure> {
        let day: NaiveDate =
            order.day.trim().parse().map_err(|_| Failure::invalid("day", "bad_day", &order.day))?;
        let today = self.today();
        let oldest = today.checked_sub_days(Days::new(OLDEST)).unwrap_or(today);
        if day > today || day < oldest {
            return Err(Failure::invalid("day", "bad_visit_day", day.to_string()));
        }
        let seen = words("seen", &order.seen, true)?;
        let checks = self.walked(&order.checks)?;
        let text = serde_json::to_string(&checks).map_err(|_| Failure::internal("checks"))?;
        let now = self.now();
        let mut tx = self.begin().await?;
        let new = NewVisit {
            unit: unit.id,
            day: day_number(day),
            kind: order.kind.as_str(),
            seen,
            checks: &text,
            actor: &actor.name,
            at: now,
        };
        let id = tx.put_visit(&new).await?;
        let not_ok = checks.iter().filter(|check| check.result == CheckResult::NotOk).count();
        let detail = serde_json::json!({
            "visit": id, "day": day.to_string(), "kind": order.kind.as_str(), "not_ok": not_ok,
        });
        tx.append_audit(now, &actor.name, "contacts.visit", &unit.code, &detail).await?;
        let whom = (unit.id, Role::TribunalHead);
        self.tell_of_contact(&mut tx, unit, whom, "contact_visit", (&actor.name, seen)).await?;
        self.commit(tx).await?;
        Ok(id)
    }

    /// All items of the inspection in their order, with what was found.
    fn walked(&self, orders: &[CheckOrder]) -> Result<Vec<CheckView>, Failure> {
        let rules = self.catalogue.contact_rules();
        if let Some(unknown) = orders.iter().find(|order| rules.check(&order.item).is_none()) {
            return Err(Failure::invalid("checks", "unknown_check", &unknown.item));
        }
        let walk = |item: &app::domain::contacts::CheckItem| {
            let mut found = orders.iter().filter(|order| order.item == item.id);
            let (result, remark) = match (found.next(), found.next()) {
                (_, Some(_)) => return Err(Failure::invalid("checks", "twice", &item.id)),
                (None, None) => (CheckResult::NotLooked, ""),
                (Some(order), None) => (order.result, words("checks", &order.remark, false)?),
            };
            if result == CheckResult::NotOk && remark.is_empty() {
                return Err(Failure::invalid("checks", "remark_missing", &item.name.0));
            }
            let (item, name) = (item.id.clone(), item.name.clone());
            Ok(CheckView { item, name, result, remark: remark.to_owned() })
        };
        rules.checks.iter().map(walk).collect()
    }

    pub(super) async fn take_back_visit(&self, actor: &Actor, id: i64) -> Result<(), Failure> {
        let tree = self.authorise_somewhere(actor, Action::OverseeContacts).await?;
        let unknown = || Failure::not_found("visit", id.to_string());
        let visit = self.db.visit(id).await?.ok_or_else(unknown)?;
        let unit = tree.get(UnitId(visit.unit_id)).cloned().ok_or_else(unknown)?;
        let may_here = may(actor, Action::OverseeContacts, &unit, &tree, self.month());
        if !may_here || !(visit.actor == actor.name || actor.operator) {
            return Err(refusal(actor, &unit.code));
        }
        let mut tx = self.begin().await?;
        if !tx.withdraw_visit(id, &actor.name).await? {
            return Err(conflict("visit_withdrawn"));
        }
        let detail = serde_json::json!({ "visit": id, "day": day_text(visit.day) });
        tx.append_audit(self.now(), &actor.name, "contacts.withdraw_visit", &unit.code, &detail).await?;
        self.commit(tx).await
    }
}

/// A visit on the wire.
pub(super) fn view(actor: &Actor, visit: StoredVisit) -> Option<VisitView> {
    let stands = visit.withdrawn_by.is_empty();
    Some(VisitView {
        id: visit.id,
        day: day_text(visit.day),
        kind: VisitKind::from_word(&visit.kind)?,
        seen: visit.seen,
        checks: serde_json::from_str(&visit.checks).unwrap_or_default(),
        may_withdraw: stands && visit.actor == actor.name,
        by: visit.actor,
        at: instant(visit.at),
        withdrawn_by: visit.withdrawn_by,
    })
}
