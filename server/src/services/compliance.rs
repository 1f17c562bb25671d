//! How a unit keeps to what safety asks: parts of different kinds, added up before they are divided.

use super::values::instant;
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind,
        compliance::{
            BlindSpan, Compliance, ComplianceMonth, CompliancePart, Compliances, DayEvent, PartKind,
            RiskLevel,
        },
        hearings::{Hearings as _, HearingsQuery},
        standards::{AssessmentQuery, Standards as _},
        values::{Values as _, ValuesQuery},
    },
    domain::{
        alarms::figures::{Answered, Course, answered},
        catalogue::Kind,
        forms::CHECKLIST,
        hearings::time_of,
        periods::Month,
        permissions::{Action, Actor},
        units::{Level, Unit, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{DateTime, Datelike as _, NaiveDate, TimeDelta, TimeZone as _, Utc};
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// Sections of the checklist that are about safety.
const SECTIONS: [&str; 5] = ["infra_security", "infra_gate", "infra_monitoring", "infra_duty", "infra_fire"];
/// Days that alarms are looked at.
const DAYS: u32 = 30;
/// Hearings of a day that are told at most.
const MOST_HEARINGS: u32 = 100;
/// Blind times that are told at most.
const MOST_SPANS: i64 = 100;
/// Months of the trend.
const MONTHS: i32 = 6;
/// The standard for the risk level, and the indicator of security checks.
const RISK: &str = "safety_risk";
const CHECKS: &str = "security_check_rate";
/// The parts, in the order in which they are shown.
const KINDS: [PartKind; 4] = [PartKind::Checklist, PartKind::Devices, PartKind::Alarms, PartKind::Checks];

/// What the checklists of tribunals said at a time.
#[derive(Debug, Clone, Copy, Default)]
struct Checklists {
    /// Tribunals with one.
    tribunals: u32,
    /// Points that were there, and points answered.
    points: (i64, i64),
}

fn part((part, (met, asked)): (PartKind, (i64, i64))) -> CompliancePart {
    CompliancePart { part, met, asked }
}

#[async_trait]
impl Compliances for Platform {
    async fn compliance(&self, actor: &Actor, unit: &str, day: &str) -> Result<Compliance, Failure> {
        let (tree, unit) = self.authorise(actor, Action::ReadAlarms, "unit", unit).await?;
        let day = match day {
            "" => self.today(),
            text => text.parse().map_err(|_| Failure::invalid("day", "bad_date", text))?,
        };
        let ids: Vec<UnitId> = self.tribunals_of(&tree, &unit).iter().map(|tribunal| tribunal.id).collect();
        let (now, month) = (self.now(), self.month());

        let points: Vec<&str> = self.catalogue.form(CHECKLIST).map_or_else(Vec::new, |form| {
            let sections = form.sections.iter().filter(|part| SECTIONS.contains(&part.id.as_str()));
            let fields = sections.flat_map(|part| &part.fields).filter(|field| field.kind == Kind::YesNo);
            fields.map(|field| field.id.as_str()).collect()
        });
        let first = month.plus(1 - MONTHS);
        let months: Vec<Month> = (0..MONTHS).map(|n| first.plus(n)).collect();
        let checklists = self.checklists_by_month(&ids, &points, &months).await?;
        let ticked = checklists.last().map_or(0, |known| known.tribunals);
        let checklist = checklists.last().map_or((0, 0), |known| known.points);

        // At the end of each month; of the running one now.
        let ends: Vec<DateTime<Utc>> =
            months.iter().map(|month| self.midnight(month.plus(1).first_day()).min(now)).collect();
        let working = self.db.devices_at(&ids, &ends).await?;
        let devices = working.last().copied().unwrap_or_default();

        let began = self.midnight(first.first_day()).min(now - TimeDelta::days(i64::from(DAYS)));
        let courses = self.db.alarm_courses(&ids, began).await?;
        let courses: Vec<Course> = courses.into_iter().map(|(_, course)| course).collect();
        let limit = TimeDelta::minutes(i64::from(self.policy.alarm_minutes[0]));
        let within = |from: DateTime<Utc>, to: DateTime<Utc>| -> Answered {
            let those: Vec<Course> = courses
                .iter()
                .filter(|course| from <= course.raised && course.raised < to)
                .copied()
                .collect();
            answered(&those, now, limit)
        };
        let due = |found: Answered| (i64::from(found.in_time), i64::from(found.answered + found.overdue));
        let alarms = due(within(now - TimeDelta::days(i64::from(DAYS)), now + TimeDelta::seconds(1)));

        let span = |from: Month, to: Month, by: &str| ValuesQuery {
            indicator: CHECKS.to_owned(),
            unit: unit.code.clone(),
            from: from.to_string(),
            to: to.to_string(),
            by: Some(by.to_owned()),
            ..ValuesQuery::default()
        };
        // Months that are over: of the running one nothing is due.
        let query = span(month.plus(-12), month.plus(-1), "total");
        let whole = |value: Option<f64>| value.map_or(0, |value| value.round() as i64);
        let checks = self.query_values(actor, &query).await?;
        let checks = checks.first().map_or((0, 0), |row| (whole(row.numerator), whole(row.denominator)));
        let by_month = self.query_values(actor, &span(first, month, "month")).await?;
        let months = months.iter().zip(checklists).zip(working).map(|((month, checklist), devices)| {
            let (met, asked) =
                due(within(self.midnight(month.first_day()), self.midnight(month.plus(1).first_day())));
            let row = by_month.iter().find(|row| row.period == month.to_string());
            let (days, due) = row.map_or((0, 0), |row| (whole(row.numerator), whole(row.denominator)));
            let parts = [checklist.points, devices, (met, asked), (days, due)];
            ComplianceMonth {
                month: month.to_string(),
                met: parts.iter().map(|(met, _)| met).sum(),
                asked: parts.iter().map(|(_, asked)| asked).sum(),
                parts: KINDS.into_iter().zip(parts).map(part).collect(),
            }
        });

        let parts = [checklist, devices, alarms, checks];
        let is_tribunal = unit.level == Level::Tribunal;
        let risk = if is_tribunal { self.risk_of(actor, &unit.code).await? } else { None };
        let events = if is_tribunal { self.happenings(actor, &unit, day).await? } else { vec![] };
        let blind = if is_tribunal { self.blind_of(&unit).await? } else { vec![] };
        Ok(Compliance {
            met: parts.iter().map(|(met, _)| met).sum(),
            asked: parts.iter().map(|(_, asked)| asked).sum(),
            parts: KINDS.into_iter().zip(parts).map(part).collect(),
            tribunals: (ids.len() as u32, ticked),
            days: DAYS,
            checks: query,
            months: months.collect(),
            risk,
            blind,
            day: day.to_string(),
            events,
        })
    }
}

impl Platform {
    /// What the latest accepted checklists said of some points, in each of these months.
    async fn checklists_by_month(
        &self,
        tribunals: &[UnitId],
        points: &[&str],
        months: &[Month],
    ) -> Result<Vec<Checklists>, Failure> {
        let Some(last) = months.last() else { return Ok(vec![]) };
        let mut reports = self.db.accepted_within(CHECKLIST, tribunals, (0, last.index())).await?;
        reports.sort_by_key(|row| row.period().start);
        let latest = |month: &Month| -> BTreeMap<i64, i64> {
            let until = reports.iter().take_while(|row| row.period().start <= *month);
            until.map(|row| (row.unit_id, row.id)).collect()
        };
        let by_month: Vec<BTreeMap<i64, i64>> = months.iter().map(latest).collect();
        let used: BTreeSet<i64> = by_month.iter().flat_map(|latest| latest.values().copied()).collect();
        let used: Vec<i64> = used.into_iter().collect();
        let mut counts: HashMap<i64, (i64, i64)> = HashMap::new();
        for (report, answer, n) in self.db.answer_counts(&used, points).await? {
            let yes = match answer.trim() {
                "yes" => n,
                "no" => 0,
                _ => continue,
            };
            let count = counts.entry(report).or_default();
            *count = (count.0 + yes, count.1 + n);
        }
        let sum = |latest: BTreeMap<i64, i64>| {
            let of = latest.values().filter_map(|report| counts.get(report));
            let points = of.fold((0, 0), |sum, count| (sum.0 + count.0, sum.1 + count.1));
            Checklists { tribunals: latest.len() as u32, points }
        };
        Ok(by_month.into_iter().map(sum).collect())
    }

    /// When the cameras of a tribunal were blind lately.
    async fn blind_of(&self, unit: &Unit) -> Result<Vec<BlindSpan>, Failure> {
        let after = self.now() - TimeDelta::days(i64::from(DAYS));
        let spans = self.db.blind_times(unit.id, after, MOST_SPANS).await?;
        let span = |(device, since, until): (String, DateTime<Utc>, Option<DateTime<Utc>>)| BlindSpan {
            device,
            since: instant(since),
            until: until.map(instant),
        };
        Ok(spans.into_iter().map(span).collect())
    }

    /// What happened at a tribunal on a day: first what has no time, then the rest in order.
    async fn happenings(&self, actor: &Actor, unit: &Unit, day: NaiveDate) -> Result<Vec<DayEvent>, Failure> {
        let visits = self.db.visits_on(unit.id, i64::from(day.num_days_from_ce())).await?;
        let visits = visits.into_iter().map(|visit| DayEvent {
            at: String::new(),
            what: "visit".to_owned(),
            word: visit.kind,
            device: visit.actor,
            alarm: None,
            times: serde_json::from_str::<Vec<serde_json::Value>>(&visit.checks)
                .map_or(0, |list| list.len() as i64),
        });
        let asked = HearingsQuery {
            unit: unit.code.clone(),
            from: day.to_string(),
            to: day.to_string(),
            limit: MOST_HEARINGS,
            ..HearingsQuery::default()
        };
        let hearings = match self.list_hearings(actor, &asked).await {
            Ok(found) => found.page.rows,
            // Whoever may not ask for them, or a catalogue without such a form.
            Err(failure) if matches!(failure.kind, FailureKind::Forbidden | FailureKind::NotFound) => vec![],
            Err(failure) => return Err(failure),
        };
        let hearings = hearings.into_iter().map(|hearing| DayEvent {
            at: self.instant_of(day, &hearing.time),
            what: "hearing".to_owned(),
            word: hearing.state.as_str().to_owned(),
            device: hearing.courtroom,
            alarm: None,
            times: 1,
        });
        let span = (self.midnight(day), self.midnight(day + TimeDelta::days(1)));
        let happened = self.db.happened(unit.id, span).await?.into_iter().map(|event| DayEvent {
            at: instant(event.at),
            what: event.what,
            word: event.word,
            device: event.device,
            alarm: event.alarm,
            times: event.times,
        });
        let mut all: Vec<DayEvent> = visits.chain(hearings).chain(happened).collect();
        all.sort_by(|a, b| a.at.cmp(&b.at));
        Ok(all)
    }

    /// A time of day as it was reported, as an instant; empty where it says none.
    fn instant_of(&self, day: NaiveDate, time: &str) -> String {
        let local = time_of(time).map(|time| day.and_time(time));
        let at = local.and_then(|local| self.policy.time_zone.from_local_datetime(&local).earliest());
        at.map(|at| instant(at.to_utc())).unwrap_or_default()
    }

    /// When a day begins where the deployment is.
    fn midnight(&self, day: NaiveDate) -> DateTime<Utc> {
        let local = day.and_time(chrono::NaiveTime::MIN);
        let zone = self.policy.time_zone;
        zone.from_local_datetime(&local).earliest().map_or_else(|| local.and_utc(), |at| at.to_utc())
    }

    /// The risk level as far as it can be computed; none for those who may not ask, or where no such standard is in use.
    async fn risk_of(&self, actor: &Actor, unit: &str) -> Result<Option<RiskLevel>, Failure> {
        let query =
            AssessmentQuery { unit: unit.to_owned(), standard: RISK.to_owned(), edition: String::new() };
        let found = match self.assess(actor, &query).await {
            Ok(found) => found,
            Err(failure) if matches!(failure.kind, FailureKind::Forbidden | FailureKind::NotFound) => {
                return Ok(None);
            }
            Err(failure) => return Err(failure),
        };
        let level = found.standard.results.iter().find(|result| result.id == found.scored.result);
        Ok(level.map(|level| RiskLevel {
            name: (level.zh.clone(), level.en.clone()),
            follows: level.follows.clone().unwrap_or_default(),
            points: (found.scored.total.to_string(), found.scored.full.to_string()),
            missing: found.scored.missing,
            edition: found.standard.edition.clone(),
        }))
    }
}
