//! Who is told of an objection, and of what became of it.

use crate::{
    platform::Platform,
    store::{NewNotice, Tx},
};
use app::{
    api::Failure,
    domain::{
        periods::Period,
        permissions::Role,
        tree::Tree,
        units::{Level, Unit, UnitId},
    },
};

/// What a notice is about.
pub(super) struct Told<'a> {
    pub tree: &'a Tree,
    pub unit: &'a Unit,
    pub indicator: &'a str,
    pub edition: &'a str,
    pub period: Period,
}

impl Platform {
    /// Tells the manager of the court that the unit belongs to.
    pub(super) async fn tell_court(
        &self,
        tx: &mut Tx,
        about: &Told<'_>,
        kind: &str,
        id: i64,
        said: (&str, &str),
    ) -> Result<(), Failure> {
        let mut path = about.tree.path(about.unit.id, self.month());
        let court = path.find(|id| about.tree.get(*id).is_some_and(|unit| unit.level == Level::Court));
        match court {
            Some(court) => self.tell_of(tx, about, (court, Role::CourtManager), kind, id, said).await,
            None => Ok(()),
        }
    }

    /// Tells whoever objected.
    pub(super) async fn tell_objector(
        &self,
        tx: &mut Tx,
        about: &Told<'_>,
        kind: &str,
        id: i64,
        said: (&str, &str),
    ) -> Result<(), Failure> {
        let role = if about.unit.level == Level::Post { Role::PostJudge } else { Role::TribunalHead };
        self.tell_of(tx, about, (about.unit.id, role), kind, id, said).await
    }

    async fn tell_of(
        &self,
        tx: &mut Tx,
        about: &Told<'_>,
        (unit, role): (UnitId, Role),
        kind: &str,
        id: i64,
        (by, reason): (&str, &str),
    ) -> Result<(), Failure> {
        let (name, _) = self.figure_name(about.indicator, about.edition);
        let detail = serde_json::json!({
            "objection": id, "figure": name, "period": about.period.to_string(), "by": by, "reason": reason,
        });
        let notice = NewNotice { unit, role, kind, about: about.unit.id, detail: &detail, at: self.now() };
        Ok(tx.put_notice(&notice).await?)
    }
}
