//! Proposing, publishing, sending back, giving up. Nobody publishes what he has drafted himself.

use super::{Dealt, words};
use crate::{
    platform::Platform,
    services::problems::{conflict, day_number, role_of},
    store::{NewNotice, Tx},
};
use app::{
    api::{Failure, bulletins::BulletinMoveOrder},
    domain::{
        bulletins::{BulletinMove, number_of},
        permissions::{Actor, Role},
        units::{Level, UnitId},
    },
};
use chrono::Datelike;

/// Whether somebody may make a move, were it in a state for it.
pub(super) fn may_move(actor: &Actor, dealt: &Dealt, what: BulletinMove) -> bool {
    let own = dealt.row.drafted_by == actor.name;
    // Even the operator at the command line publishes nothing that he has drafted.
    dealt.issues && own != what.by_second_person()
}

impl Platform {
    /// Makes a move.
    pub(super) async fn move_one(
        &self,
        actor: &Actor,
        dealt: Dealt,
        order: &BulletinMoveOrder,
    ) -> Result<(), Failure> {
        let what = order.what;
        if !may_move(actor, &dealt, what) {
            return Err(Failure::forbidden(&dealt.issuer.code));
        }
        let Some(state) = dealt.state.after(what) else {
            return Err(Failure { field: "what".into(), ..conflict("bulletin_state") }
                .with_value(dealt.state.as_str()));
        };
        if matches!(what, BulletinMove::Propose | BulletinMove::Publish) && dealt.addressees.is_empty() {
            return Err(Failure::invalid("addressees", "how_many_addressees", "1"));
        }
        let reason = words("reason", &order.reason, what == BulletinMove::Return)?;
        let (now, today) = (self.now(), self.today());
        let mut tx = self.begin().await?;
        tx.lock_writers().await?;
        if !tx.move_bulletin(&dealt.row, state, reason, now).await? {
            return Err(conflict("bulletin_moved"));
        }
        let mut number = String::new();
        if what == BulletinMove::Publish {
            let year = i64::from(today.year());
            let n = tx.number_bulletin(&dealt.row, (year, day_number(today)), (&actor.name, now)).await?;
            number = number_of(year, n);
        }
        self.tell_of_bulletin(&mut tx, &dealt, what, (&actor.name, reason)).await?;
        let detail = serde_json::json!({
            "bulletin": dealt.row.id, "what": what.as_str(), "reason": reason, "number": number,
        });
        tx.append_audit(now, &actor.name, "bulletins.move", &dealt.issuer.code, &detail).await?;
        self.commit(tx).await
    }

    async fn tell_of_bulletin(
        &self,
        tx: &mut Tx,
        dealt: &Dealt,
        what: BulletinMove,
        (by, reason): (&str, &str),
    ) -> Result<(), Failure> {
        let issuer = (dealt.issuer.id, role_of(dealt.issuer.level));
        let (kind, whom): (&str, Vec<(UnitId, Role)>) = match what {
            BulletinMove::Propose => {
                // Somebody else of the house, or of the one above.
                let above = dealt.tree.parent_in(dealt.issuer.id, self.month());
                let above = above.and_then(|unit| Some((unit, role_of(dealt.tree.get(unit)?.level))));
                ("bulletin_proposed", above.into_iter().chain([issuer]).collect())
            }
            BulletinMove::Return => ("bulletin_returned", vec![issuer]),
            BulletinMove::Publish => {
                let role = |unit: &UnitId| {
                    let level = dealt.tree.get(*unit)?.level;
                    let role = if level == Level::Tribunal { Role::TribunalHead } else { role_of(level) };
                    Some((*unit, role))
                };
                ("bulletin_published", dealt.addressees.iter().filter_map(role).collect())
            }
            BulletinMove::Discard => return Ok(()),
        };
        let detail = serde_json::json!({
            "bulletin": dealt.row.id, "title": dealt.row.title, "by": by, "reason": reason,
        });
        for (unit, role) in whom {
            let about = if what == BulletinMove::Publish { unit } else { dealt.issuer.id };
            let notice = NewNotice { unit, role, kind, about, detail: &detail, at: self.now() };
            tx.put_notice(&notice).await?;
        }
        Ok(())
    }
}
