//! What is accepted becomes facts, with the source "self-report".

use super::Dealt;
use crate::{
    platform::Platform,
    services::facts::{self, Statement},
    store::{AnswerRow, Origin, Tx},
};
use app::{
    api::Failure,
    domain::{
        forms::Field,
        periods::Period,
        permissions::Actor,
        reports::{Value, read, read_rows},
        series::{Aggregation, Source},
    },
};
use std::collections::BTreeSet;

/// Writes the facts of a report under an origin of its own. What an earlier version said and this one leaves empty is
/// taken back.
pub(super) async fn state_facts(
    tx: &mut Tx,
    platform: &Platform,
    dealt: &Dealt,
    answers: &[AnswerRow],
    actor: &Actor,
) -> Result<(), Failure> {
    let Some(row) = &dealt.row else { return Ok(()) };
    let statements = statements(platform, dealt, answers);
    let now = platform.now();
    let name = format!("{} {} {}", dealt.form.id, dealt.unit.code, dealt.period);
    let origin = Origin { kind: "report", name: &name, actor: &actor.name, at: now };
    let origin = tx.create_origin(&origin).await?;
    let mut told = statements.clone();
    if let Some(earlier) = row.origin_id {
        let stated: BTreeSet<i64> = statements.iter().map(|statement| statement.item).collect();
        let before = tx.facts_of_origin(earlier).await?;
        if before.iter().any(|fact| fact.key.source != Source::Sum && !stated.contains(&fact.key.item)) {
            let undone = facts::undo(tx, platform, &dealt.tree, earlier, origin).await?;
            told.extend(undone.iter().filter(|key| key.source != Source::Sum).map(facts::place_of));
        }
    }
    facts::write(tx, platform, &dealt.tree, origin, &statements).await?;
    facts::publish(tx, &dealt.tree, now, "report", &told).await?;
    Ok(tx.set_report_origin(row.id, origin).await?)
}

fn statements(platform: &Platform, dealt: &Dealt, answers: &[AnswerRow]) -> Vec<Statement> {
    let answer = |id: &str| {
        answers
            .iter()
            .find(|answer| answer.field == id)
            .map(|answer| answer.answer.trim())
            .filter(|a| !a.is_empty())
    };
    let state = |item: &str, value: f64| {
        let flow = platform.catalogue.item(item)?.over_time == Aggregation::Sum;
        // A stock is what there was at the end of the span.
        let period = if flow { dealt.period } else { Period::month(dealt.period.last()) };
        let (unit, source) = (dealt.unit.id, Source::SelfReport);
        Some(Statement { unit, item: platform.item(item)?, period, source, value, reporting: 1 })
    };
    let of_field = |field: &Field| match read(field, answer(&field.id)?).ok()? {
        Value::Number(number) => state(&field.id, number),
        Value::Choice(place) => state(&field.id, place as f64),
        Value::Text(_) | Value::Date(_) | Value::Photos(_) | Value::Rows(_) => None,
    };
    let fields = dealt.form.fields().filter(|field| !field.given).filter_map(of_field);
    let counts = dealt.form.lists().filter_map(|list| {
        let rows = read_rows(list, answer(&list.id)?).ok()?;
        state(list.counts.as_deref()?, rows.len() as f64)
    });
    fields.chain(counts).collect()
}
