//! Keeping answers, each by itself: a line that breaks in the middle loses nothing, and nobody overwrites what
//! somebody else has written meanwhile without having seen it.

use super::{Dealt, viewing};
use crate::{
    platform::Platform,
    store::{AnswerRow, Tx},
};
use app::{
    api::{
        Failure, FailureKind,
        reports::{AnswerOrder, Saved, SavedAnswers},
    },
    domain::{
        catalogue::Kind,
        forms::{Field, Form},
        permissions::Actor,
        reports::{State, Value, read, read_rows},
    },
};
use chrono::{DateTime, Utc};

/// Answers sent at once.
const MOST: usize = 500;
/// Bytes of one answer: a list of a thousand rows fits.
const LONGEST: usize = 500_000;
/// Characters of a comment or a question.
const LONGEST_REMARK: usize = 2_000;

pub(super) async fn save(
    platform: &Platform,
    actor: &Actor,
    dealt: Dealt,
    orders: &[AnswerOrder],
) -> Result<SavedAnswers, Failure> {
    if orders.len() > MOST {
        return Err(Failure {
            value: MOST.to_string(),
            ..Failure::new(FailureKind::TooLarge, "too_many_rows")
        });
    }
    let now = platform.now();
    let mut tx = platform.begin().await?;
    tx.lock_writers().await?;
    let row = tx.report_or_new(&dealt.key(), now).await?;
    let dealt = Dealt { row: Some(row.clone()), ..dealt };
    if !row.state().is_open() {
        return Err(closed(row.state()));
    }
    if dealt.is_locked(platform.today()) {
        return Err(locked(&dealt));
    }
    let mut known = tx.answers(row.id).await?;
    let mut saved = Vec::with_capacity(orders.len());
    let mut changed = Vec::new();
    for order in orders {
        let what = keep(&mut tx, &dealt, row.id, &mut known, order, (&actor.name, now)).await?;
        if what.1 {
            changed.push(order.field.as_str());
        }
        saved.push((order.field.clone(), what.0));
    }
    if !changed.is_empty() {
        tx.touch_report(row.id, now).await?;
        let detail = serde_json::json!({
            "form": dealt.form.id, "period": dealt.period.to_string(), "fields": changed,
        });
        tx.append_audit(now, &actor.name, "reports.fill", &dealt.unit.code, &detail).await?;
    }
    let revision = row.revision + i64::from(!changed.is_empty());
    // A report that was only asked for is not kept.
    if row.revision > 0 || !changed.is_empty() {
        tx.commit().await?;
    }
    // What is to be mended the browser knows by itself; whoever else wants to know opens the report.
    Ok(SavedAnswers { saved, revision })
}

/// Why answers cannot be changed in a state.
fn closed(state: State) -> Failure {
    let value = state.as_str();
    Failure { value: value.to_owned(), ..Failure::new(FailureKind::Conflict, "report_not_open") }
}

/// Why nothing can be done after the lock.
pub(super) fn locked(dealt: &Dealt) -> Failure {
    let day = dealt.open_until().map(|day| day.to_string()).unwrap_or_default();
    Failure { value: day, ..Failure::new(FailureKind::Conflict, "report_locked") }
}

/// The files that an answer refers to, in a field or in the rows of a list.
fn files_in(form: &Form, order: &AnswerOrder) -> Vec<i64> {
    let of = |field: &Field, text: &str| match (field.kind, read(field, text)) {
        (Kind::Photo, Ok(Value::Photos(photos))) => photos.into_iter().map(|photo| photo.file).collect(),
        _ => vec![],
    };
    if let Some(field) = form.field(&order.field) {
        return of(field, &order.answer);
    }
    let Some(list) = form.lists().find(|list| list.id == order.field) else { return vec![] };
    let rows = read_rows(list, &order.answer).unwrap_or_default();
    let cells = rows
        .iter()
        .flat_map(|row| list.fields.iter().filter_map(|field| Some(of(field, row.get(&field.id)?))));
    cells.flatten().collect()
}

/// Keeps one answer; whether it changed anything.
async fn keep(
    tx: &mut Tx,
    dealt: &Dealt,
    report: i64,
    known: &mut Vec<AnswerRow>,
    order: &AnswerOrder,
    (actor, now): (&str, DateTime<Utc>),
) -> Result<(Saved, bool), Failure> {
    let refused = |reason: &str| Ok((Saved::Refused { reason: reason.to_owned() }, false));
    let form = &dealt.form;
    let asked = form.field(&order.field).is_some_and(Field::takes_answer)
        || form.lists().any(|list| list.id == order.field);
    if !asked {
        return refused("not_asked");
    }
    let too_long = |text: &str| text.chars().count() > LONGEST_REMARK;
    if order.answer.len() > LONGEST || too_long(&order.remark) || too_long(&order.question) {
        return refused("too_long");
    }
    let place = known.iter().position(|answer| answer.field == order.field);
    let before = place.map(|at| known[at].clone());
    let revision = before.as_ref().map_or(0, |answer| answer.revision);
    let same = match &before {
        Some(b) => b.answer == order.answer && b.remark == order.remark && b.question == order.question,
        None => order.answer.is_empty() && order.remark.is_empty() && order.question.is_empty(),
    };
    if same {
        return Ok((Saved::Kept { revision }, false));
    }
    if let Some(theirs) = &before
        && revision != order.base
        && !order.force
    {
        return Ok((Saved::Conflict { theirs: Box::new(viewing::field_state(theirs)) }, false));
    }
    for file in files_in(form, order) {
        if !tx.use_file(file, dealt.unit.id).await? {
            return refused("unknown_file");
        }
    }
    let answer = AnswerRow {
        field: order.field.clone(),
        answer: order.answer.clone(),
        remark: order.remark.clone(),
        question: order.question.clone(),
        reason: before.map(|answer| answer.reason).unwrap_or_default(),
        revision: revision + 1,
        actor: actor.to_owned(),
        at: now,
    };
    tx.put_answer(report, &answer).await?;
    match place {
        Some(at) => known[at] = answer,
        None => known.push(answer),
    }
    Ok((Saved::Kept { revision: revision + 1 }, true))
}
