//! Which zone, hour and object make which alarm: data, read from the mapping file of a deployment.

use super::AlarmKind;
use crate::domain::devices::{
    PointKind,
    messages::{Severity, Sight},
};
use chrono::{Datelike, NaiveDateTime, NaiveTime, Timelike};
use serde::{Deserialize, Serialize};

/// A rule.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Rule {
    /// What is raised: presence, crowd, alert or unmanned. What devices say of themselves needs no rule.
    pub alarm: AlarmKind,
    /// At which kinds of points; at all when empty.
    #[serde(default)]
    pub points: Vec<PointKind>,
    /// In which units and below; in all when empty. Codes.
    #[serde(default)]
    pub units: Vec<String>,
    /// What must be seen; anything when empty.
    #[serde(default = "people")]
    pub objects: Vec<String>,
    /// In which zones of the camera; anywhere when empty.
    #[serde(default)]
    pub zones: Vec<String>,
    /// From this time of day on, `HH:MM`; all day where neither is given.
    #[serde(default)]
    pub from: String,
    /// Until this time of day, `HH:MM`; before `from` it is the next day's.
    #[serde(default)]
    pub to: String,
    /// On these days of the week, Monday is 1; on all when empty.
    #[serde(default)]
    pub days: Vec<u8>,
    /// Of a crowd: as many at once.
    #[serde(default)]
    pub at_least: u32,
    /// Of what is unmanned: after so many minutes.
    #[serde(default)]
    pub minutes: u32,
    /// Of a review item: how much attention it must want.
    #[serde(default)]
    pub severity: Option<Severity>,
    /// Every day from this time on nobody is called for it, `HH:MM`; nothing where neither is given. Not for what is severe.
    #[serde(default)]
    pub quiet_from: String,
    /// Until this time of day, `HH:MM`; before `quiet_from` it is the next day's.
    #[serde(default)]
    pub quiet_to: String,
}

fn people() -> Vec<String> {
    vec!["person".to_owned()]
}

/// Where something is seen.
#[derive(Debug, Clone, Copy)]
pub struct Place<'a> {
    /// Kind of the point.
    pub point: Option<PointKind>,
    /// Codes of the tribunal and everything above it.
    pub path: &'a [String],
}

/// The rules that hold until a deployment loads its own.
pub fn usual() -> Vec<Rule> {
    let rule = |alarm, points: &[PointKind]| Rule {
        alarm,
        points: points.to_vec(),
        units: vec![],
        objects: people(),
        zones: vec![],
        from: String::new(),
        to: String::new(),
        days: vec![],
        at_least: 0,
        minutes: 0,
        severity: None,
        quiet_from: String::new(),
        quiet_to: String::new(),
    };
    vec![
        Rule {
            from: "20:00".into(),
            to: "06:30".into(),
            ..rule(AlarmKind::Presence, &[PointKind::Courtroom, PointKind::Archive])
        },
        Rule { at_least: 10, ..rule(AlarmKind::Crowd, &[PointKind::SecurityCheck]) },
        Rule {
            from: "08:30".into(),
            to: "17:30".into(),
            days: vec![1, 2, 3, 4, 5],
            minutes: 15,
            ..rule(AlarmKind::Unmanned, &[PointKind::Gate])
        },
        Rule { severity: Some(Severity::Alert), ..rule(AlarmKind::Alert, &[PointKind::DutyRoom]) },
    ]
}

fn time(text: &str) -> Option<NaiveTime> {
    NaiveTime::parse_from_str(text, "%H:%M").ok()
}

/// What is wrong with two times of day between which something holds: whether it is the second one.
pub fn hours_fault(from: &str, to: &str) -> Option<bool> {
    for (second, text) in [(false, from), (true, to)] {
        if !text.is_empty() && time(text).is_none() {
            return Some(second);
        }
    }
    (from.is_empty() != to.is_empty() || (from == to && !from.is_empty())).then_some(true)
}

/// How many minutes ago hours have begun that come every day, and on which day back; none outside of them, and where there
/// are none.
fn since(from: &str, to: &str, now: NaiveDateTime) -> Option<(i64, i64)> {
    let [from, to] = [time(from)?, time(to)?].map(|time| i64::from(time.hour() * 60 + time.minute()));
    let minute = i64::from(now.hour() * 60 + now.minute());
    if from < to {
        return (from..to).contains(&minute).then_some((minute - from, 0));
    }
    // Over midnight: the day is the one on which it began.
    if minute >= from {
        Some((minute - from, 0))
    } else {
        (minute < to).then_some((minute + 24 * 60 - from, 1))
    }
}

/// Whether it is within hours that come every day; never where there are none.
pub fn within(from: &str, to: &str, now: NaiveDateTime) -> bool {
    since(from, to, now).is_some()
}

impl Rule {
    /// What is wrong with it: the field and a code.
    pub fn fault(&self) -> Option<(&'static str, &'static str)> {
        if let Some(second) = hours_fault(&self.from, &self.to) {
            return Some((if second { "to" } else { "from" }, "bad_time"));
        }
        if let Some(second) = hours_fault(&self.quiet_from, &self.quiet_to) {
            return Some((if second { "quiet_to" } else { "quiet_from" }, "bad_time"));
        }
        if self.alarm.is_severe() && !self.quiet_from.is_empty() {
            return Some(("quiet_from", "severe_is_never_quiet"));
        }
        if self.days.iter().any(|day| !(1..=7).contains(day)) {
            return Some(("days", "bad_weekday"));
        }
        match self.alarm {
            AlarmKind::Presence => None,
            AlarmKind::Alert if self.severity.is_none() => Some(("severity", "missing")),
            AlarmKind::Alert => None,
            AlarmKind::Crowd if self.at_least < 2 => Some(("at_least", "out_of_range")),
            AlarmKind::Crowd => None,
            AlarmKind::Unmanned if !(1..=600).contains(&self.minutes) => Some(("minutes", "out_of_range")),
            AlarmKind::Unmanned => None,
            _ => Some(("alarm", "alarm_without_rule")),
        }
    }

    /// Whether it holds at a place.
    pub fn is_for(&self, place: Place<'_>) -> bool {
        let point = self.points.is_empty() || place.point.is_some_and(|point| self.points.contains(&point));
        point && (self.units.is_empty() || self.units.iter().any(|unit| place.path.contains(unit)))
    }

    /// How many minutes its hours have lasted by now, on the clocks of the deployment; none outside of them.
    pub fn running_minutes(&self, now: NaiveDateTime) -> Option<i64> {
        let (minutes, back) = if self.from.is_empty() {
            (i64::from(now.hour() * 60 + now.minute()), 0)
        } else {
            since(&self.from, &self.to, now)?
        };
        self.is_day(now, back).then_some(minutes)
    }

    /// Whether nobody is called for it at this time of day.
    pub fn is_quiet(&self, now: NaiveDateTime) -> bool {
        within(&self.quiet_from, &self.quiet_to, now)
    }

    fn is_day(&self, now: NaiveDateTime, back: i64) -> bool {
        let day = (now.date() - chrono::TimeDelta::days(back)).weekday().number_from_monday();
        self.days.is_empty() || self.days.iter().any(|wanted| u32::from(*wanted) == day)
    }

    /// Whether what is seen is what it is about, wherever and whenever.
    pub fn is_about(&self, sight: &Sight) -> bool {
        let meets = |wanted: &[String], found: &[String]| {
            wanted.is_empty() || wanted.iter().any(|word| found.contains(word))
        };
        let severity = match (self.severity, sight.severity) {
            (None, None) => true,
            // Whoever wants to hear of detections hears of alerts as well.
            (Some(Severity::Detection), Some(_)) => true,
            (wanted, found) => wanted == found,
        };
        severity && meets(&self.objects, &sight.objects) && meets(&self.zones, &sight.zones)
    }

    /// Whether a sight raises it; `together` is how many of the same are seen there at once, itself among them.
    pub fn is_raised(&self, place: Place<'_>, sight: &Sight, local: NaiveDateTime, together: u32) -> bool {
        let enough = match self.alarm {
            AlarmKind::Presence | AlarmKind::Alert => true,
            AlarmKind::Crowd => together >= self.at_least,
            _ => false,
        };
        enough && self.is_for(place) && self.is_about(sight) && self.running_minutes(local).is_some()
    }
}

#[cfg(test)]
mod tests;
