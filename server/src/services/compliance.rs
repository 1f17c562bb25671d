//! How a unit keeps to what safety asks: parts of different kinds, added up before they are divided.

use super::values::instant;
use crate::platform::Platform;
use app::{
    api::{
        Failure, FailureKind,
        compliance::{
            Compliance, ComplianceMonth, CompliancePart, Compliances, DayEvent, PartKind, RiskLevel,
        },
        standards::{AssessmentQuery, Standards as _},
        values::{Values as _, ValuesQuery},
    },
    domain::{
        alarms::figures::{Answered, Course, answered},
        catalogue::Kind,
        forms::CHECKLIST,
        periods::Month,
        permissions::{Action, Actor},
        units::{Level, UnitId},
    },
};
use async_trait::async_trait;
use chrono::{DateTime, NaiveDate, TimeDelta, TimeZone as _, Utc};

/// Sections of the checklist that are about safety.
const SECTIONS: [&str; 5] = ["infra_security", "infra_gate", "infra_monitoring", "infra_duty", "infra_fire"];
/// Days that alarms are looked at.
const DAYS: u32 = 30;
/// Months of the trend.
const MONTHS: i32 = 6;
/// The standard for the risk level, and the indicator of security checks.
const RISK: &str = "safety_risk";
const CHECKS: &str = "security_check_rate";

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
        let ticked = self.ticked(&ids, &points).await?;
        let answers = || ticked.values().flat_map(|ticked| ticked.points.values());
        let checklist = (answers().filter(|yes| **yes).count() as i64, answers().count() as i64);

        let counts = self.db.device_counts(&ids).await?;
        let devices = counts.iter().fold((0, 0), |sum, row| (sum.0 + row.1, sum.1 + row.2));

        let first = month.plus(1 - MONTHS);
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
        let months = (0..MONTHS).map(|n| {
            let month = first.plus(n);
            let (met, asked) =
                due(within(self.midnight(month.first_day()), self.midnight(month.plus(1).first_day())));
            let row = by_month.iter().find(|row| row.period == month.to_string());
            let (days, due) = row.map_or((0, 0), |row| (whole(row.numerator), whole(row.denominator)));
            ComplianceMonth { month: month.to_string(), met: met + days, asked: asked + due }
        });

        let parts = [
            (PartKind::Checklist, checklist),
            (PartKind::Devices, devices),
            (PartKind::Alarms, alarms),
            (PartKind::Checks, checks),
        ];
        let is_tribunal = unit.level == Level::Tribunal;
        let risk = if is_tribunal { self.risk_of(actor, &unit.code).await? } else { None };
        let events = if is_tribunal {
            let span = (self.midnight(day), self.midnight(day + TimeDelta::days(1)));
            self.db.happened(unit.id, span).await?
        } else {
            vec![]
        };
        Ok(Compliance {
            met: parts.iter().map(|(_, (met, _))| met).sum(),
            asked: parts.iter().map(|(_, (_, asked))| asked).sum(),
            parts: parts.map(|(part, (met, asked))| CompliancePart { part, met, asked }).to_vec(),
            tribunals: (ids.len() as u32, ticked.len() as u32),
            days: DAYS,
            checks: query,
            months: months.collect(),
            risk,
            day: day.to_string(),
            events: events
                .into_iter()
                .map(|event| DayEvent {
                    at: instant(event.at),
                    what: event.what,
                    word: event.word,
                    device: event.device,
                    alarm: event.alarm,
                    times: event.times,
                })
                .collect(),
        })
    }
}

impl Platform {
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
