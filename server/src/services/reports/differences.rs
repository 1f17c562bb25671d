//! Where a report and another system do not agree. A difference is never stored: it follows from the answers and the
//! facts as they are now, and goes away by itself when either is put right.

use super::{Dealt, approvals, listing, moving::reason, notices, viewing};
use crate::{
    platform::Platform,
    services::values::instant,
    store::{AnswerTo, DifferenceNote, FactRow, ReportRow as Stored},
};
use app::{
    api::{
        Failure, FailureKind, ListQuery, Page,
        differences::{
            DecideOrder, Decision, DifferenceRow, Differences, DifferencesQuery, ExplainOrder, Stage,
        },
        reports::ReportAddress,
    },
    domain::{
        forms::{Compare, Field, Form},
        periods::Period,
        permissions::{Action, Actor, may},
        reports::{Move, State, Value, read},
        tree::Tree,
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use std::{cmp::Ordering, collections::HashMap};

/// Months that are looked at.
const MONTHS: i32 = 12;

#[async_trait]
impl Differences for Platform {
    async fn list_differences(
        &self,
        actor: &Actor,
        query: &DifferencesQuery,
    ) -> Result<Page<DifferenceRow>, Failure> {
        let tree = match query.unit.as_str() {
            "" => self.authorise_somewhere(actor, Action::ReadReports).await?,
            code => self.authorise(actor, Action::ReadReports, "unit", code).await?.0,
        };
        let stage = match query.stage.as_str() {
            "" => None,
            word => {
                let stage = Stage::ALL.into_iter().find(|stage| stage.as_str() == word);
                Some(stage.ok_or_else(|| Failure::invalid("stage", "bad_stage", word))?)
            }
        };
        let units = listing::reporting(self, actor, &tree, &query.unit);
        let mut rows = Vec::new();
        for form in self.catalogue.forms().iter().filter(|form| form.compared().next().is_some()) {
            rows.extend(of_form(self, actor, &tree, form, &units).await?);
        }
        let wanted = query.search.trim().to_lowercase();
        rows.retain(|row| {
            let staged = stage.map_or(row.stage != Stage::Decided, |stage| row.stage == stage);
            let texts = [
                &row.unit_name.0,
                &row.unit_name.1,
                &row.address.unit,
                &row.address.period,
                &row.field_name.0,
                &row.field_name.1,
            ];
            staged && (wanted.is_empty() || texts.iter().any(|text| text.to_lowercase().contains(&wanted)))
        });
        sort(&mut rows, &query.sort)?;
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        Ok(page.page(rows))
    }

    async fn explain_difference(
        &self,
        actor: &Actor,
        address: &ReportAddress,
        order: &ExplainOrder,
    ) -> Result<(), Failure> {
        self.authorise(actor, Action::FillReports, "unit", &address.unit).await?;
        let dealt = self.deal_with(actor, address).await?;
        let text = reason("explanation", &order.explanation, true)?;
        let (report, row) = present(self, actor, &dealt, &order.field).await?;
        if row.explanation == text {
            return Ok(());
        }
        let now = self.now();
        let mut tx = self.begin().await?;
        tx.explain_difference(report, &order.field, (text, &actor.name, now)).await?;
        notices::of_explanation(&mut tx, self, &dealt, (&actor.name, text)).await?;
        let detail = serde_json::json!({
            "form": dealt.form.id, "period": dealt.period.to_string(), "field": order.field, "text": text,
        });
        tx.append_audit(now, &actor.name, "reports.explain", &dealt.unit.code, &detail).await?;
        self.commit(tx).await
    }

    async fn decide_difference(
        &self,
        actor: &Actor,
        address: &ReportAddress,
        order: &DecideOrder,
    ) -> Result<(), Failure> {
        let tree = self.tree().await?;
        let form = self.form(&address.form)?;
        let reporting = tree.by_code(&address.unit).filter(|unit| unit.level == form.level);
        let decides = reporting.and_then(|unit| {
            let approvals = approvals(form, &tree, unit.id, Period::month(self.month()));
            Move::Approve.action(State::Submitted, &approvals)
        });
        self.authorise(actor, decides.unwrap_or(Action::EndorseReports), "unit", &address.unit).await?;
        let dealt = self.deal_with(actor, address).await?;
        let (report, row) = present(self, actor, &dealt, &order.field).await?;
        if (row.said, row.known) != (order.said, order.known) {
            return Err(Failure::new(FailureKind::Conflict, "difference_moved"));
        }
        // What nobody has explained is not decided without a word.
        let why = reason("reason", &order.reason, row.explanation.is_empty())?;
        if row.stage == Stage::Decided && row.decision == Some(order.decision) && row.reason == why {
            return Ok(());
        }
        let now = self.now();
        let decision = order.decision.as_str();
        let mut tx = self.begin().await?;
        let numbers = (row.said, row.known);
        tx.decide_difference(report, &order.field, (decision, why), numbers, (&actor.name, now)).await?;
        notices::of_decision(&mut tx, self, &dealt, (&actor.name, why)).await?;
        let detail = serde_json::json!({
            "form": dealt.form.id, "period": dealt.period.to_string(), "field": order.field,
            "decision": decision, "said": row.said, "known": row.known, "reason": why,
        });
        tx.append_audit(now, &actor.name, "reports.decide", &dealt.unit.code, &detail).await?;
        self.commit(tx).await
    }
}

/// The difference of a field as it is now, with the number of its report.
async fn present(
    platform: &Platform,
    actor: &Actor,
    dealt: &Dealt,
    field: &str,
) -> Result<(i64, DifferenceRow), Failure> {
    let found = match &dealt.row {
        Some(row) => of_reports(platform, actor, &dealt.tree, &dealt.form, std::slice::from_ref(row)).await?,
        None => vec![],
    };
    let row = found.into_iter().find(|row| row.field == field);
    let report = dealt.row.as_ref().map(|row| row.id);
    report.zip(row).ok_or_else(|| Failure::invalid("field", "no_difference", field))
}

async fn of_form(
    platform: &Platform,
    actor: &Actor,
    tree: &Tree,
    form: &Form,
    units: &[&Unit],
) -> Result<Vec<DifferenceRow>, Failure> {
    let ids: Vec<UnitId> = units.iter().map(|unit| unit.id).collect();
    let month = platform.month();
    let stored = platform.db.reports(&form.id, &ids, month.plus(1 - MONTHS), month.plus(1)).await?;
    of_reports(platform, actor, tree, form, &stored).await
}

/// The differences of reports by one form: three queries, however many reports there are.
async fn of_reports(
    platform: &Platform,
    actor: &Actor,
    tree: &Tree,
    form: &Form,
    stored: &[Stored],
) -> Result<Vec<DifferenceRow>, Failure> {
    let stored: HashMap<i64, &Stored> =
        stored.iter().filter(|row| !row.state().is_open()).map(|row| (row.id, row)).collect();
    let fields: Vec<(&Field, Compare)> = form.compared().collect();
    let names: Vec<&str> = fields.iter().map(|(field, _)| field.id.as_str()).collect();
    let reports: Vec<i64> = stored.keys().copied().collect();
    let answers = platform.db.answers_to(&reports, &names).await?;
    let touched = || answers.iter().filter_map(|answer| stored.get(&answer.report_id));
    let mut units: Vec<UnitId> = touched().map(|row| UnitId(row.unit_id)).collect();
    units.sort();
    units.dedup();
    let first = touched().map(|row| row.period().start).min();
    let end = touched().map(|row| row.period().end()).max();
    let (Some(first), Some(end)) = (first, end) else { return Ok(vec![]) };
    let items: Vec<i64> = names.iter().filter_map(|name| platform.item(name)).collect();
    let mut facts: HashMap<(UnitId, i64), Vec<FactRow>> = HashMap::new();
    for fact in platform.db.facts(&units, &items, first, end).await? {
        facts.entry((fact.key.unit, fact.key.item)).or_default().push(fact);
    }
    let notes = platform.db.difference_notes(&reports).await?;
    let notes: HashMap<(i64, &str), &DifferenceNote> =
        notes.iter().map(|note| ((note.report_id, note.field.as_str()), note)).collect();
    let found = answers.iter().filter_map(|answer| {
        let row = stored.get(&answer.report_id)?;
        let unit = tree.get(UnitId(row.unit_id))?;
        let (field, compare) = fields.iter().find(|(field, _)| field.id == answer.field)?;
        let Ok(Value::Number(said)) = read(field, &answer.answer) else { return None };
        let theirs = facts.get(&(unit.id, platform.item(&field.id)?))?;
        let known = viewing::known_elsewhere(platform, theirs, unit.id, &field.id, row.period())?;
        if !compare.differ(said, known.0) {
            return None;
        }
        let note = notes.get(&(row.id, field.id.as_str())).copied();
        let whose = (platform, actor, tree, form, unit);
        Some(difference(whose, row, (field, *compare), answer, (said, known), note))
    });
    Ok(found.collect())
}

type Whose<'a> = (&'a Platform, &'a Actor, &'a Tree, &'a Form, &'a Unit);

fn difference(
    (platform, actor, tree, form, unit): Whose<'_>,
    row: &Stored,
    (field, compare): (&Field, Compare),
    answer: &AnswerTo,
    (said, (known, source)): (f64, (f64, app::domain::series::Source)),
    note: Option<&DifferenceNote>,
) -> DifferenceRow {
    let month = platform.month();
    let allowed = |action| may(actor, action, unit, tree, month);
    let decides = Move::Approve.action(State::Submitted, &approvals(form, tree, unit.id, row.period()));
    let later = note.filter(|note| !note.explanation.is_empty());
    // The comment that it was handed in with explains it as well.
    let (explanation, explained_by, explained_at) = match later {
        Some(note) => (note.explanation.clone(), note.explained_by.clone(), note.explained_at),
        None if answer.remark.trim().is_empty() => (String::new(), String::new(), None),
        None => (answer.remark.trim().to_owned(), answer.actor.clone(), Some(answer.at)),
    };
    let decision = note.and_then(|note| Decision::from_word(note.decision.as_deref()?));
    let unmoved = note.is_some_and(|note| (note.said, note.known) == (Some(said), Some(known)));
    let stage = match decision {
        Some(_) if unmoved => Stage::Decided,
        _ if explanation.is_empty() => Stage::Open,
        _ => Stage::Explained,
    };
    DifferenceRow {
        address: ReportAddress {
            form: form.id.clone(),
            unit: unit.code.clone(),
            period: row.period().to_string(),
        },
        form_name: (form.zh.clone(), form.en.clone()),
        unit_name: (unit.name.clone(), unit.name_en.clone()),
        field: field.id.clone(),
        field_name: (field.zh.clone(), field.en.clone()),
        measure: field.measure.clone(),
        said,
        known,
        source: source.as_str().to_owned(),
        allowed: compare.allowed(known),
        stage,
        explanation,
        explained_by,
        explained_at: explained_at.map(instant),
        decision,
        reason: note.map(|note| note.reason.clone()).unwrap_or_default(),
        decided_by: note.map(|note| note.decided_by.clone()).unwrap_or_default(),
        decided_at: note.and_then(|note| note.decided_at).map(instant),
        may_explain: allowed(Action::FillReports),
        may_decide: decides.is_some_and(allowed),
    }
}

/// What is open comes first, then the largest difference.
fn sort(rows: &mut [DifferenceRow], by: &str) -> Result<(), Failure> {
    let (column, down) = by.strip_prefix('-').map_or((by, false), |column| (column, true));
    if !matches!(column, "" | "stage" | "unit" | "period" | "size") {
        return Err(Failure::invalid("sort", "bad_sort", by));
    }
    let size = |row: &DifferenceRow| (row.said - row.known).abs();
    let place =
        |row: &DifferenceRow| (row.address.unit.clone(), row.address.period.clone(), row.field.clone());
    rows.sort_by(|a, b| {
        let larger = size(b).total_cmp(&size(a));
        let order: Ordering = match column {
            "unit" => a.address.unit.cmp(&b.address.unit),
            "period" => a.address.period.cmp(&b.address.period),
            "size" => larger.reverse(),
            _ => (a.stage as u8).cmp(&(b.stage as u8)).then(larger),
        };
        let order = if down { order.reverse() } else { order };
        order.then_with(|| place(a).cmp(&place(b)))
    });
    Ok(())
}
