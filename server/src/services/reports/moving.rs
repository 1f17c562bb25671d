//! Handing in, taking back, approving, sending back, reopening, and opening what has locked.

use super::{Dealt, accepting, answers::locked, notices, viewing};
use crate::{
    platform::{Platform, refusal},
    store::{AnswerRow, Tx},
};
use app::{
    api::{
        Failure, FailureKind,
        reports::{ExceptionOrder, MoveOrder},
    },
    domain::{
        forms::Severity,
        permissions::{Actor, may},
        reports::{Move, State, check},
    },
};
use chrono::{Days, NaiveDate};

/// Characters of a reason.
const LONGEST_REASON: usize = 2_000;
/// Days for which an exception can be given.
const LONGEST_EXCEPTION: u64 = 92;

pub(super) async fn carry_out(
    platform: &Platform,
    actor: &Actor,
    mut dealt: Dealt,
    order: &MoveOrder,
) -> Result<(), Failure> {
    let approvals = dealt.approvals();
    let (tree, unit) = (dealt.tree.clone(), dealt.unit.clone());
    let allowed = |state: State| {
        let action = order.what.action(state, &approvals);
        action.is_some_and(|action| may(actor, action, &unit, &tree, platform.month()))
    };
    let reason = reason("reason", &order.reason, order.what.needs_reason())?;
    let now = platform.now();
    let mut tx = platform.begin().await?;
    tx.lock_writers().await?;
    let row = tx.report_or_new(&dealt.key(), now).await?;
    dealt.row = Some(row.clone());
    let state = row.state();
    let Ok(after) = state.after(order.what, &approvals) else {
        // The same again, because the answer was lost on the way: it is done already.
        let moves = platform.db.report_moves(row.id).await?;
        let again = moves.last().is_some_and(|last| {
            last.what == order.what.as_str() && last.actor == actor.name && order.revision < row.revision
        });
        if again {
            return Ok(());
        }
        let wrong = Failure::new(FailureKind::Conflict, "report_state");
        return Err(wrong.with_value(state.as_str()));
    };
    if !allowed(state) {
        return Err(refusal(actor, &dealt.unit.code));
    }
    if row.revision != order.revision {
        return Err(Failure::new(FailureKind::Conflict, "report_changed"));
    }
    let answers = tx.answers(row.id).await?;
    let warnings = if order.what == Move::Submit {
        if dealt.is_locked(platform.today()) {
            return Err(locked(&dealt));
        }
        Some(submit(platform, &dealt, &answers).await?)
    } else {
        None
    };
    note_reasons(&mut tx, row.id, answers.clone(), order).await?;
    tx.move_report(&row, order.what, after, warnings, (&actor.name, reason, now)).await?;
    if after == State::Accepted {
        accepting::state_facts(&mut tx, platform, &dealt, &answers, actor).await?;
    }
    notices::of_move(&mut tx, platform, &dealt, order.what, after, (&actor.name, reason)).await?;
    let detail = serde_json::json!({
        "form": dealt.form.id, "period": dealt.period.to_string(), "from": state, "to": after,
        "reason": reason,
    });
    let action = format!("reports.{}", order.what.as_str());
    tx.append_audit(now, &actor.name, &action, &dealt.unit.code, &detail).await?;
    platform.commit(tx).await
}

/// Checks what is to be handed in; gives the number of its warnings.
async fn submit(platform: &Platform, dealt: &Dealt, answers: &[AnswerRow]) -> Result<i64, Failure> {
    let (context, _) = viewing::context(platform, dealt, answers).await?;
    let map = viewing::as_map(answers);
    let findings = check(&dealt.form, &map, &context);
    let first = |severity| findings.iter().find(|finding| finding.severity == severity);
    if let Some(error) = first(Severity::Error) {
        return Err(Failure::invalid(&error.field, "report_has_errors", findings.len().to_string()));
    }
    if let Some(warning) = first(Severity::Warning) {
        return Err(Failure::invalid(&warning.field, "report_unexplained", findings.len().to_string()));
    }
    Ok(viewing::warnings(&dealt.form, &map, &context))
}

/// Words that say why, as `field` of an order.
pub(super) fn reason<'a>(field: &str, text: &'a str, needed: bool) -> Result<&'a str, Failure> {
    let text = text.trim();
    if needed && text.is_empty() {
        return Err(Failure::invalid(field, "missing", field));
    }
    if text.chars().count() > LONGEST_REASON {
        return Err(Failure::invalid(field, "too_long", LONGEST_REASON.to_string()));
    }
    Ok(text)
}

/// What is sent back carries a reason at each field; what is handed in again carries none.
async fn note_reasons(
    tx: &mut Tx,
    report: i64,
    answers: Vec<AnswerRow>,
    order: &MoveOrder,
) -> Result<(), Failure> {
    for mut answer in answers {
        let why = match order.what {
            Move::Return | Move::Reopen => {
                let named = order.fields.iter().find(|(field, _)| *field == answer.field);
                named.map(|(_, why)| why.trim()).unwrap_or_default()
            }
            Move::Submit => "",
            Move::Withdraw | Move::Approve => continue,
        };
        if why.chars().count() > LONGEST_REASON {
            return Err(Failure::invalid(&answer.field, "too_long", LONGEST_REASON.to_string()));
        }
        if answer.reason != why {
            answer.reason = why.to_owned();
            tx.put_answer(report, &answer).await?;
        }
    }
    Ok(())
}

/// Opens a locked report until the end of a day.
pub(super) async fn unlock(
    platform: &Platform,
    actor: &Actor,
    dealt: Dealt,
    order: &ExceptionOrder,
) -> Result<(), Failure> {
    let why = reason("reason", &order.reason, true)?;
    let today = platform.today();
    let latest = today.checked_add_days(Days::new(LONGEST_EXCEPTION)).unwrap_or(today);
    let until: NaiveDate =
        order.until.parse().map_err(|_| Failure::invalid("until", "bad_date", &order.until))?;
    if until < today || until > latest {
        return Err(Failure::invalid("until", "out_of_range", format!("{today} – {latest}")));
    }
    if dealt.form.open_until(dealt.period).is_none() {
        return Err(Failure::invalid("form", "never_locks", &dealt.form.id));
    }
    let now = platform.now();
    let mut tx = platform.begin().await?;
    tx.put_exception(&dealt.key(), &until.to_string(), (&actor.name, why, now)).await?;
    notices::of_unlocking(&mut tx, platform, &dealt, until, (&actor.name, why)).await?;
    let detail = serde_json::json!({
        "form": dealt.form.id, "period": dealt.period.to_string(), "until": until, "reason": why,
    });
    tx.append_audit(now, &actor.name, "reports.unlock", &dealt.unit.code, &detail).await?;
    Ok(tx.commit().await?)
}
