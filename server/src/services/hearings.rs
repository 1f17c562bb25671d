//! Hearings, as the accepted reports of tribunals schedule them. What is behind closed doors is told without what it is about,
//! but to those who may see the cases of the tribunal.

use super::devices::{known, order};
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind, ListQuery,
        hearings::{BroadcastRow, HearingRow, Hearings, HearingsPage, HearingsQuery},
        values::{Values as _, ValuesQuery},
    },
    domain::{
        forms::Section,
        hearings::{HearingState, masked, time_of},
        periods::Month,
        permissions::{Action, Actor, may},
        reports::read_rows,
        streams::{is_address, is_playable},
        units::{Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use std::collections::{BTreeMap, HashMap, HashSet};

/// The form, its list, and the indicator of broadcasts.
const FORM: &str = "hearings";
const LIST: &str = "hearing_list";
const RATE: &str = "broadcast_rate";
/// Days looked at when nothing is said, and at most.
const USUAL_DAYS: i64 = 31;
const MOST_DAYS: i64 = 366;

#[async_trait]
impl Hearings for Platform {
    async fn list_hearings(&self, actor: &Actor, query: &HearingsQuery) -> Result<HearingsPage, Failure> {
        let code = self.named_or_home(actor, &query.unit).await?;
        let (tree, unit) = self.authorise(actor, Action::ReadValues, "unit", &code).await?;
        known("state", &query.state, HearingState::from_word(&query.state).is_some())?;
        let (sort, down) = order(&query.sort, &["day", "tribunal"])?;
        let (from, to) = self.days(query)?;
        let list = self.catalogue.form(FORM).and_then(|form| form.lists().find(|list| list.id == LIST));
        let Some(list) = list else {
            // A catalogue of one's own may know no such report.
            return Err(Failure::new(FailureKind::NotFound, "no_hearings_form"));
        };
        let is_access =
            |word: &str| list.fields.iter().any(|field| field.choices.iter().any(|c| c.id == word));
        known("access", &query.access, is_access(&query.access))?;

        let tribunals = self.tribunals_of(&tree, &unit);
        let ids: Vec<UnitId> = tribunals.iter().map(|tribunal| tribunal.id).collect();
        let months = (Month::of(from).index(), Month::of(to).index());
        let reports = self.db.accepted_within(FORM, &ids, months).await?;
        let stored: HashMap<i64, _> = reports.iter().map(|row| (row.id, row)).collect();
        let speaking: HashSet<i64> = reports.iter().map(|row| row.unit_id).collect();
        let numbers: Vec<i64> = stored.keys().copied().collect();
        let (month, now) = (self.month(), self.now().with_timezone(&self.policy.time_zone).naive_local());
        let wanted = query.search.trim().to_lowercase();
        let mut rows = Vec::new();
        for answer in self.db.answers_to(&numbers, &[LIST]).await? {
            let Some(report) = stored.get(&answer.report_id) else { continue };
            let Some(tribunal) = tree.get(UnitId(report.unit_id)) else { continue };
            let open = may(actor, Action::ReadCases, tribunal, &tree, month);
            let period = report.period().to_string();
            for record in read_rows(list, &answer.answer).unwrap_or_default() {
                let told = Told { list, record: &record };
                let Some((day, row)) = told.row(tribunal, &period, open, now, &self.policy.stream_origins)
                else {
                    continue;
                };
                let texts = [&row.courtroom, &row.number, &row.cause, &row.judge];
                let found = wanted.is_empty()
                    || tribunal.is_called(&wanted)
                    || texts.iter().any(|text| text.to_lowercase().contains(&wanted));
                let state = query.state.is_empty() || row.state.as_str() == query.state;
                let access = query.access.is_empty() || row.access == query.access;
                if found && state && access && (from..=to).contains(&day) {
                    rows.push(row);
                }
            }
        }
        // The time as it was written sorts as it is read, with a zero before a single digit.
        let time = |row: &HearingRow| time_of(&row.time).map_or_else(|| row.time.clone(), |t| t.to_string());
        rows.sort_by(|a, b| {
            let by_day = (&a.day, time(a), &a.tribunal).cmp(&(&b.day, time(b), &b.tribunal));
            if sort == "tribunal" { a.tribunal.cmp(&b.tribunal).then(by_day) } else { by_day }
        });
        if down {
            rows.reverse();
        }
        let list = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        let page = list.page(rows);
        let (first, last) = (month.plus(-12), month.plus(-1));
        let shown: HashSet<&str> = page.rows.iter().map(|row| row.tribunal.as_str()).collect();
        let rates = self.broadcasts(actor, &unit, (first, last), &shown).await?;
        let counts = (tribunals.len() as u32, speaking.len() as u32);
        Ok(HearingsPage {
            page,
            rates,
            months: (first.to_string(), last.to_string()),
            unit_name: (unit.name.clone(), unit.name_en.clone()),
            unit: unit.code,
            days: (from.to_string(), to.to_string()),
            tribunals: counts,
        })
    }
}

impl Platform {
    fn days(&self, query: &HearingsQuery) -> Result<(NaiveDate, NaiveDate), Failure> {
        let day = |field: &str, text: &str| {
            text.parse::<NaiveDate>().map_err(|_| Failure::invalid(field, "bad_date", text))
        };
        let from = if query.from.is_empty() { self.today() } else { day("from", &query.from)? };
        let to = match query.to.as_str() {
            "" => from + TimeDelta::days(USUAL_DAYS),
            text => day("to", text)?,
        };
        if to < from {
            return Err(Failure::invalid("to", "before_from", &query.to));
        }
        if (to - from).num_days() > MOST_DAYS {
            return Err(Failure::invalid("to", "span_too_long", &query.to));
        }
        Ok((from, to))
    }

    /// The broadcast rate of tribunals, by the one query for all figures.
    async fn broadcasts(
        &self,
        actor: &Actor,
        unit: &Unit,
        (first, last): (Month, Month),
        shown: &HashSet<&str>,
    ) -> Result<Vec<BroadcastRow>, Failure> {
        if shown.is_empty() {
            return Ok(vec![]);
        }
        let level = (unit.level != app::domain::units::Level::Tribunal).then(|| "tribunal".to_owned());
        let query = ValuesQuery {
            indicator: RATE.to_owned(),
            unit: unit.code.clone(),
            level,
            from: first.to_string(),
            to: last.to_string(),
            ..ValuesQuery::default()
        };
        let rows = self.query_values(actor, &query).await?;
        let rows = rows.into_iter().filter(|row| shown.contains(row.unit.as_str()));
        Ok(rows
            .map(|row| BroadcastRow {
                tribunal: row.unit,
                broadcast: row.numerator,
                open: row.denominator,
                status: row.status,
            })
            .collect())
    }
}

/// A row of a report.
struct Told<'a> {
    list: &'a Section,
    record: &'a BTreeMap<String, String>,
}

impl Told<'_> {
    fn text(&self, field: &str) -> String {
        self.record.get(field).map(|text| text.trim().to_owned()).unwrap_or_default()
    }

    fn choice(&self, field: &str) -> (String, String) {
        let chosen = self.text(field);
        let field = self.list.fields.iter().find(|known| known.id == field);
        let choice = field.and_then(|field| field.choices.iter().find(|choice| choice.id == chosen));
        choice.map(|choice| (choice.zh.clone(), choice.en.clone())).unwrap_or_default()
    }

    /// The hearing; none of a row without a day.
    fn row(
        &self,
        tribunal: &Unit,
        period: &str,
        open: bool,
        now: NaiveDateTime,
        origins: &[String],
    ) -> Option<(NaiveDate, HearingRow)> {
        let day: NaiveDate = self.text("hearing_date").parse().ok()?;
        let (time, access) = (self.text("hearing_time"), self.text("hearing_access"));
        let hidden = access == "closed" && !open;
        let number = self.text("hearing_case_number");
        // What is not broadcast has no address, whatever was typed.
        let stream = self.text("hearing_stream");
        let stream = if access == "broadcast" && is_address(&stream) { stream } else { String::new() };
        let row = HearingRow {
            tribunal: tribunal.code.clone(),
            tribunal_name: (tribunal.name.clone(), tribunal.name_en.clone()),
            day: day.to_string(),
            courtroom: self.text("hearing_courtroom"),
            number: if hidden { masked(&number) } else { number },
            cause: if hidden { String::new() } else { self.text("hearing_cause") },
            judge: self.text("hearing_judge"),
            mode: self.choice("hearing_mode"),
            access_name: self.choice("hearing_access"),
            access,
            state: HearingState::of(&self.text("hearing_state"), day, time_of(&time), now),
            time,
            plays: is_playable(&stream, origins),
            stream,
            report: period.to_owned(),
        };
        Some((day, row))
    }
}
