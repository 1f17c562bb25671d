//! The reports that the tribunals have handed in: most in time, some late, some sent back, a few not at all, so that
//! there is something to look at on every desk. What was accepted says what the facts of the month say.

use super::{
    chance::{Purpose, chance},
    plan::Plan,
};
use crate::{
    platform::Platform,
    store::{AnswerRow, ReportKey, Tx},
};
use app::{
    api::Failure,
    domain::{
        catalogue::Kind,
        forms::{CHECKLIST, Form},
        periods::{Month, Period},
        reports::{Move, State},
        series::Source,
        tree::Tree,
        units::{Unit, UnitId},
    },
};
use chrono::{DateTime, TimeDelta, Utc};
use rand::Rng;
use std::collections::HashMap;

/// Months whose reports there are.
const MONTHS: i32 = 6;
/// A checklist was confirmed so many months ago and up to half a year earlier, as long as the form is in force: one that
/// stands, and one that stood by the day of values of the present campaign.
const CHECKLISTS: [i32; 2] = [6, 0];
/// Who is said to have moved them.
const HEAD: &str = "demo";
/// The form.
const FORM: &str = "monthly";

/// Fills in and hands in the reports of the last months. What is there already stays as it is; `except` is the tribunal
/// whose present report visitors fill in themselves.
pub(super) async fn hand_in(
    platform: &Platform,
    tree: &Tree,
    plan: &Plan,
    except: &str,
) -> Result<(), Failure> {
    let Some(form) = platform.catalogue.form(FORM) else { return Ok(()) };
    let present = form.current(platform.month()).start;
    let units: Vec<(usize, &Unit)> = plan
        .tribunals
        .iter()
        .enumerate()
        .filter_map(|(number, tribunal)| Some((number, tree.by_code(&tribunal.place.code)?)))
        .collect();
    for (number, unit) in units {
        let mut source = chance(plan.seed, Purpose::HandedIn, number);
        let said = said(platform, form, unit.id, present).await?;
        let mut tx = platform.begin().await?;
        for back in (0..MONTHS).rev() {
            let month = present.plus(-back);
            let fate = Fate::draw(&mut source, back == 0);
            let own = back == 0 && unit.code == except;
            if own || fate == Fate::Missing || !unit.exists_in(month) || month < form.from {
                continue;
            }
            let (key, at) = (key(unit.id, month), handed_in_at(form, month, &mut source));
            let row = tx.report_or_new(&key, at).await?;
            if row.revision > 0 {
                continue;
            }
            for (field, answer) in said.get(&month).into_iter().flatten() {
                tx.put_answer(row.id, &answered(field, answer, at)).await?;
            }
            fate.carry_out(platform, &mut tx, &key, at).await?;
        }
        for back in CHECKLISTS {
            let month = present.plus(-back - number as i32 % MONTHS);
            checklist(platform, &mut tx, (plan, number), unit, month).await?;
        }
        tx.commit().await?;
    }
    Ok(())
}

/// The checklist as it was confirmed for a month, and accepted.
async fn checklist(
    platform: &Platform,
    tx: &mut Tx,
    (plan, number): (&Plan, usize),
    unit: &Unit,
    month: Month,
) -> Result<(), Failure> {
    let Some(form) = platform.catalogue.form(CHECKLIST) else { return Ok(()) };
    if !unit.exists_in(month) || month < form.from {
        return Ok(());
    }
    let fields: Vec<_> =
        form.fields().filter(|field| field.kind == Kind::YesNo || field.is_number()).collect();
    let items: Vec<i64> = fields.iter().filter_map(|field| platform.item(&field.id)).collect();
    let facts = platform.db.facts(&[unit.id], &items, form.from.plus(-240), month.plus(1)).await?;
    let mut latest: HashMap<i64, (Month, f64)> = HashMap::new();
    for fact in facts.iter().filter(|fact| fact.key.source == Source::SelfReport) {
        let known = latest.get(&fact.key.item).is_some_and(|(at, _)| *at > fact.key.period.last());
        if !known {
            latest.insert(fact.key.item, (fact.key.period.last(), fact.value));
        }
    }
    let mut source = chance(plan.seed, Purpose::Checklist, number);
    let key = ReportKey { form: CHECKLIST.to_owned(), unit: unit.id, period: Period::month(month) };
    let at = handed_in_at(form, month, &mut source).min(platform.now());
    let row = tx.report_or_new(&key, at).await?;
    if row.revision > 0 || latest.is_empty() {
        return Ok(());
    }
    for field in fields {
        let value = platform.item(&field.id).and_then(|item| latest.get(&item));
        let Some((_, value)) = value else { continue };
        let answer = match field.kind {
            Kind::YesNo if *value > 0.0 => "yes".to_owned(),
            Kind::YesNo => "no".to_owned(),
            _ => value.to_string(),
        };
        tx.put_answer(row.id, &answered(&field.id, &answer, at)).await?;
    }
    Fate::Accepted.carry_out(platform, tx, &key, at).await
}

fn key(unit: UnitId, month: Month) -> ReportKey {
    ReportKey { form: FORM.to_owned(), unit, period: Period::month(month) }
}

pub(super) fn answered(field: &str, answer: &str, at: DateTime<Utc>) -> AnswerRow {
    AnswerRow {
        field: field.to_owned(),
        answer: answer.to_owned(),
        remark: String::new(),
        question: String::new(),
        reason: String::new(),
        revision: 1,
        actor: HEAD.to_owned(),
        at,
    }
}

/// What became of a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Missing,
    Submitted,
    Endorsed,
    Returned,
    Accepted,
}

impl Fate {
    fn draw(source: &mut impl Rng, present: bool) -> Self {
        let n: u32 = source.random_range(0..100);
        match (present, n) {
            (true, 0..=29) => Self::Missing,
            (true, 30..=44) => Self::Submitted,
            (true, 45..=57) => Self::Endorsed,
            (true, 58..=62) => Self::Returned,
            (false, 0..=3) => Self::Missing,
            (false, 4) => Self::Returned,
            _ => Self::Accepted,
        }
    }

    /// Moves the report as it is said.
    pub(super) async fn carry_out(
        self,
        platform: &Platform,
        tx: &mut Tx,
        key: &ReportKey,
        at: DateTime<Utc>,
    ) -> Result<(), Failure> {
        for (what, to, after) in self.moves() {
            let row = tx.report_or_new(key, at).await?;
            let when = (at + TimeDelta::hours(*after)).min(platform.now());
            let reason = if *what == Move::Return { "请核对巡回审判次数" } else { "" };
            tx.move_report(&row, *what, *to, Some(0), (HEAD, reason, when)).await?;
        }
        Ok(())
    }

    /// The moves, with the state after each and the hours after it was handed in.
    fn moves(self) -> &'static [(Move, State, i64)] {
        match self {
            Self::Missing => &[],
            Self::Submitted => &[(Move::Submit, State::Submitted, 0)],
            Self::Endorsed => &[(Move::Submit, State::Submitted, 0), (Move::Approve, State::Endorsed, 20)],
            Self::Returned => &[(Move::Submit, State::Submitted, 0), (Move::Return, State::Returned, 26)],
            Self::Accepted => &[
                (Move::Submit, State::Submitted, 0),
                (Move::Approve, State::Endorsed, 20),
                (Move::Approve, State::Accepted, 50),
            ],
        }
    }
}

/// Nine of ten by the due day, in the hours of an office.
pub(super) fn handed_in_at(form: &Form, month: Month, source: &mut impl Rng) -> DateTime<Utc> {
    let due = form.due(Period::month(month)).unwrap_or_else(|| month.plus(1).first_day());
    let days = if source.random_bool(0.9) { -source.random_range(0..4) } else { source.random_range(1..=4) };
    let noon = due.and_hms_opt(4, 0, 0).unwrap_or_default().and_utc();
    noon + TimeDelta::days(days) + TimeDelta::minutes(source.random_range(-180..240))
}

/// What the unit has stated in each month, as it would be typed.
async fn said(
    platform: &Platform,
    form: &Form,
    unit: UnitId,
    present: Month,
) -> Result<HashMap<Month, Vec<(String, String)>>, Failure> {
    let fields: Vec<_> = form.fields().filter(|field| !field.given && field.is_number()).collect();
    let items: Vec<i64> = fields.iter().filter_map(|field| platform.item(&field.id)).collect();
    let first = present.plus(1 - MONTHS);
    let facts = platform.db.facts(&[unit], &items, first, present.plus(1)).await?;
    let mut said: HashMap<Month, Vec<(String, String)>> = HashMap::new();
    for fact in
        facts.iter().filter(|fact| fact.key.source == Source::SelfReport && fact.key.period.months == 1)
    {
        if let Some(item) = platform.item_id(fact.key.item) {
            let answers = said.entry(fact.key.period.start).or_default();
            answers.push((item.to_owned(), fact.value.to_string()));
        }
    }
    Ok(said)
}
