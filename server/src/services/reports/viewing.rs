//! A report with all that is needed to fill it in without a line.

use super::{Dealt, listing};
use crate::{
    platform::Platform,
    services::values::instant,
    store::{AnswerRow, FactRow},
};
use app::{
    api::{
        Failure,
        reports::{FieldState, MoveView, ReportView, Reported},
    },
    domain::{
        catalogue::Kind,
        forms::{Field, Form},
        periods::Period,
        permissions::{Action, Actor, may},
        reports::{Context, Move, check},
        series::{FactPoint, Series, Source},
        units::{Level, Unit, UnitId},
    },
};
use std::collections::{BTreeMap, HashMap};

/// Spans shown beside a field.
const SPANS: i32 = 12;
/// Months within which an earlier statement is filled in again.
const STATED_WITHIN: i32 = 240;
/// Fewer peers than this say nothing about what is usual, and too much about each.
const FEWEST_PEERS: usize = 5;

pub(super) async fn view(platform: &Platform, actor: &Actor, dealt: Dealt) -> Result<ReportView, Failure> {
    let answers = match &dealt.row {
        Some(row) => platform.db.answers(row.id).await?,
        None => vec![],
    };
    let moves = match &dealt.row {
        Some(row) => platform.db.report_moves(row.id).await?,
        None => vec![],
    };
    let (context, last_period) = context(platform, &dealt, &answers).await?;
    let numbers = Numbers::read(platform, &dealt).await?;
    let findings = check(&dealt.form, &as_map(&answers), &context);
    let month = platform.month();
    let allowed = |action| may(actor, action, &dealt.unit, &dealt.tree, month);
    let (state, approvals) = (dealt.state(), dealt.approvals());
    let today = platform.today();
    let locked = dealt.is_locked(today);
    let may_fill = state.is_open() && !locked && allowed(Action::FillReports);
    let possible = Move::ALL.into_iter().filter(|what| {
        let open = *what != Move::Submit || !locked;
        open && state.after(*what, &approvals).is_ok() && what.action(state, &approvals).is_some_and(allowed)
    });
    let fields = dealt.form.fields().map(|field| field.id.as_str());
    let fields = fields.chain(dealt.form.lists().map(|list| list.id.as_str()));
    let fields = fields
        .map(|id| {
            let known = answers.iter().find(|answer| answer.field == id);
            let state = known.map(field_state).unwrap_or_default();
            FieldState {
                field: id.to_owned(),
                history: numbers.history(id),
                peers: numbers.peers(id),
                ..state
            }
        })
        .collect();
    Ok(ReportView {
        row: listing::row(platform, &dealt.tree, &dealt.form, &dealt.unit, dealt.period, dealt.row.as_ref()),
        fields,
        context,
        last_period: last_period.map(|period| period.to_string()),
        findings,
        moves: moves
            .into_iter()
            .map(|made| MoveView {
                what: made.what,
                to: made.to_state,
                actor: made.actor,
                reason: made.reason,
                at: instant(made.at),
            })
            .collect(),
        may: possible.collect(),
        may_fill,
        open_until: dealt.open_until().map(|day| day.to_string()),
        locked,
        may_unlock: locked && allowed(Action::OverseeReports),
        may_raise: allowed(Action::OverseeProblems),
        form: dealt.form,
    })
}

/// An answer as it crosses the wire.
pub(super) fn field_state(answer: &AnswerRow) -> FieldState {
    FieldState {
        field: answer.field.clone(),
        answer: answer.answer.clone(),
        remark: answer.remark.clone(),
        question: answer.question.clone(),
        reason: answer.reason.clone(),
        revision: answer.revision,
        actor: answer.actor.clone(),
        at: instant(answer.at),
        history: vec![],
        peers: None,
    }
}

pub(super) fn as_map(answers: &[AnswerRow]) -> BTreeMap<String, String> {
    answers.iter().map(|answer| (answer.field.clone(), answer.answer.clone())).collect()
}

/// What is known beside the answers: from other systems, and from last time.
pub(super) async fn context(
    platform: &Platform,
    dealt: &Dealt,
    answers: &[AnswerRow],
) -> Result<(Context, Option<Period>), Failure> {
    let elsewhere = dealt.form.fields().filter(|field| field.given || field.compare.is_some());
    let items: Vec<i64> = elsewhere.filter_map(|field| platform.item(&field.id)).collect();
    let facts = platform.db.facts(&[dealt.unit.id], &items, dealt.period.start, dealt.period.end()).await?;
    let given = dealt.form.fields().filter(|field| field.given).filter_map(|field| {
        let value = over(platform, &facts, dealt.unit.id, &field.id, dealt.period)?;
        Some((field.id.clone(), value))
    });
    let given = given.collect();
    let known = dealt.form.compared().filter_map(|(field, _)| {
        let (value, _) = known_elsewhere(platform, &facts, dealt.unit.id, &field.id, dealt.period)?;
        Some((field.id.clone(), value))
    });
    let known = known.collect();
    let last = platform.db.last_report(&dealt.form.id, dealt.unit.id, dealt.period.start).await?;
    let mut said = match &last {
        Some(row) => as_map(&platform.db.answers(row.id).await?),
        None => BTreeMap::new(),
    };
    for (field, answer) in stated_before(platform, dealt).await? {
        said.entry(field).or_insert(answer);
    }
    let commented =
        answers.iter().filter(|answer| !answer.remark.trim().is_empty()).map(|answer| answer.field.clone());
    let context = Context { given, known, last: said, commented: commented.collect() };
    Ok((context, last.map(|row| row.period())))
}

/// What the unit said before there were reports, or in a table: its last statement of each item.
async fn stated_before(platform: &Platform, dealt: &Dealt) -> Result<Vec<(String, String)>, Failure> {
    let kinds = |field: &&Field| {
        !field.given && (field.is_number() || matches!(field.kind, Kind::YesNo | Kind::Choice))
    };
    let fields: Vec<&Field> = dealt.form.fields().filter(kinds).collect();
    let items: Vec<i64> = fields.iter().filter_map(|field| platform.item(&field.id)).collect();
    let since = dealt.period.start.plus(-STATED_WITHIN);
    let facts = platform.db.facts(&[dealt.unit.id], &items, since, dealt.period.start).await?;
    let mut latest: HashMap<i64, &FactRow> = HashMap::new();
    for fact in &facts {
        let before =
            latest.get(&fact.key.item).is_some_and(|known| known.key.period.end() >= fact.key.period.end());
        if !before && fact.key.source != Source::Sum && fact.key.period.end() <= dealt.period.start {
            latest.insert(fact.key.item, fact);
        }
    }
    let text = |field: &Field, value: f64| match field.kind {
        Kind::YesNo => Some(if value > 0.0 { "yes" } else { "no" }.to_owned()),
        Kind::Choice => field.choices.get(value as usize).map(|choice| choice.id.clone()),
        _ => Some(value.to_string()),
    };
    let said = fields.into_iter().filter_map(|field| {
        let fact = latest.get(&platform.item(&field.id)?)?;
        Some((field.id.clone(), text(field, fact.value)?))
    });
    Ok(said.collect())
}

/// What other systems than the unit itself know of an item over a span, and which one: the best of them.
pub(super) fn known_elsewhere(
    platform: &Platform,
    facts: &[FactRow],
    unit: UnitId,
    item: &str,
    period: Period,
) -> Option<(f64, Source)> {
    let number = platform.item(item)?;
    let theirs = facts.iter().filter(|fact| {
        fact.key.unit == unit
            && fact.key.item == number
            && !matches!(fact.key.source, Source::SelfReport | Source::Sum)
    });
    let source = theirs.clone().map(|fact| fact.key.source).min()?;
    Some((added_up(platform, theirs, item, period)?, source))
}

/// An item of one unit over a span, added up as the item adds up.
fn over(platform: &Platform, facts: &[FactRow], unit: UnitId, item: &str, period: Period) -> Option<f64> {
    let number = platform.item(item)?;
    let facts = facts.iter().filter(|fact| fact.key.unit == unit && fact.key.item == number);
    added_up(platform, facts, item, period)
}

fn added_up<'a>(
    platform: &Platform,
    facts: impl Iterator<Item = &'a FactRow>,
    item: &str,
    period: Period,
) -> Option<f64> {
    let points = facts.map(|fact| FactPoint {
        period: fact.key.period,
        source: fact.key.source,
        value: fact.value,
        reporting: fact.reporting,
    });
    let aggregation = platform.catalogue.item(item)?.over_time;
    Some(Series::new(points.collect()).over(period, aggregation, &|_| 0)?.value)
}

/// Figures beside the fields: what the unit said before, and what is usual among its peers.
struct Numbers {
    history: HashMap<String, Vec<Option<f64>>>,
    peers: HashMap<String, (f64, f64, f64)>,
}

impl Numbers {
    async fn read(platform: &Platform, dealt: &Dealt) -> Result<Self, Failure> {
        let fields: Vec<&Field> = dealt.form.fields().filter(|field| field.is_number()).collect();
        let items: Vec<i64> = fields.iter().filter_map(|field| platform.item(&field.id)).collect();
        let length = i32::from(dealt.period.months);
        let spans: Vec<Period> = (1..=SPANS).rev().map(|n| dealt.period.shifted(-n * length)).collect();
        let first = spans.first().map_or(dealt.period.start, |span| span.start);
        let own = platform.db.facts(&[dealt.unit.id], &items, first, dealt.period.start).await?;
        let history = fields.iter().map(|field| {
            let value = |span: &Period| over(platform, &own, dealt.unit.id, &field.id, *span);
            (field.id.clone(), spans.iter().map(value).collect())
        });
        Ok(Self { history: history.collect(), peers: peers(platform, dealt, &fields, &items).await? })
    }

    fn history(&self, field: &str) -> Vec<Option<f64>> {
        self.history.get(field).cloned().unwrap_or_default()
    }

    fn peers(&self, field: &str) -> Option<(f64, f64, f64)> {
        self.peers.get(field).copied()
    }
}

/// Low, median and high of nine of ten peers in the span before.
async fn peers(
    platform: &Platform,
    dealt: &Dealt,
    fields: &[&Field],
    items: &[i64],
) -> Result<HashMap<String, (f64, f64, f64)>, Failure> {
    let before = dealt.period.shifted(-i32::from(dealt.period.months));
    let root = dealt.tree.path(dealt.unit.id, before.last()).last().unwrap_or(dealt.unit.id);
    let alike = |other: &&Unit| {
        other.id != dealt.unit.id && other.groups.iter().any(|g| dealt.unit.groups.contains(g))
    };
    let units: Vec<UnitId> = dealt
        .tree
        .below(root, Level::Tribunal, before.last())
        .into_iter()
        .filter(alike)
        .map(|unit| unit.id)
        .collect();
    let facts = platform.db.facts(&units, items, before.start, before.end()).await?;
    let mut by_unit: HashMap<UnitId, Vec<FactRow>> = HashMap::new();
    for fact in facts.into_iter().filter(|fact| fact.key.source != Source::Sum) {
        by_unit.entry(fact.key.unit).or_default().push(fact);
    }
    let found = fields.iter().filter_map(|field| {
        let values =
            by_unit.iter().filter_map(|(unit, facts)| over(platform, facts, *unit, &field.id, before));
        let mut values: Vec<f64> = values.collect();
        if values.len() < FEWEST_PEERS {
            return None;
        }
        values.sort_by(f64::total_cmp);
        let at = |share: f64| values[((values.len() - 1) as f64 * share).round() as usize];
        Some((field.id.clone(), (at(0.05), at(0.5), at(0.95))))
    });
    Ok(found.collect())
}

/// Findings of what is stored, without regard to comments: what it is handed in with.
pub(super) fn warnings(form: &Form, answers: &BTreeMap<String, String>, context: &Context) -> i64 {
    let bare = Context { commented: vec![], ..context.clone() };
    let found = check(form, answers, &bare);
    found.iter().filter(|finding| finding.severity == app::domain::forms::Severity::Warning).count() as i64
}

/// What a unit has last reported, as it was accepted.
pub(super) async fn reported(platform: &Platform, unit: &Unit, tab: &str) -> Result<Vec<Reported>, Failure> {
    let mut found = Vec::new();
    for form in platform.catalogue.forms().iter().filter(|form| form.shown == tab && form.level == unit.level)
    {
        let rows = platform.db.accepted_reports(&form.id, unit.id).await?;
        let Some(row) = rows.first() else { continue };
        let mut answers = as_map(&platform.db.answers(row.id).await?);
        answers.retain(|_, answer| !answer.trim().is_empty());
        let at = row.accepted_at.map(instant).unwrap_or_default();
        let mut before = None;
        if let Some(row) = rows.get(1) {
            let photos: Vec<&str> = form.fields().filter(|f| f.kind == Kind::Photo).map(|f| &*f.id).collect();
            let earlier = platform.db.answers_to(&[row.id], &photos).await?;
            let earlier = earlier.into_iter().map(|answer| (answer.field, answer.answer)).collect();
            before = Some((row.period().to_string(), earlier));
        }
        found.push(Reported { form: form.clone(), period: row.period().to_string(), at, answers, before });
    }
    Ok(found)
}
