//! How alarms were answered and how long cameras were blind, tribunal by tribunal.

use super::{MOST_DAYS, USUAL_DAYS, order};
use crate::platform::Platform;
use app::{
    api::{
        Failure, ListQuery, Page,
        alarms::{StatisticsQuery, StatisticsRow},
    },
    domain::{
        alarms::figures::{answered, seconds_within},
        permissions::{Action, Actor},
    },
};
use chrono::TimeDelta;
use std::collections::HashMap;

impl Platform {
    /// Within what time somebody should answer.
    pub(super) fn answer_limit(&self) -> TimeDelta {
        TimeDelta::minutes(i64::from(self.policy.alarm_minutes[0]))
    }

    /// In three questions, whatever the number of tribunals.
    pub(super) async fn statistics(
        &self,
        actor: &Actor,
        query: &StatisticsQuery,
    ) -> Result<Page<StatisticsRow>, Failure> {
        let (tree, mut units) = self.safe_tribunals(actor, Action::ReadAlarms, &query.unit).await?;
        let columns = ["tribunal", "alarms", "in_time", "late", "median", "false", "blind"];
        let (sort, down) = order(&query.sort, &columns)?;
        let wanted = query.search.trim().to_lowercase();
        units.retain(|id| wanted.is_empty() || tree.get(*id).is_some_and(|unit| unit.is_called(&wanted)));
        let now = self.now();
        let days = if query.days == 0 { USUAL_DAYS } else { query.days.min(MOST_DAYS) };
        let from = now - TimeDelta::days(i64::from(days));
        let mut courses: HashMap<i64, Vec<_>> = HashMap::new();
        for (unit, course) in self.db.alarm_courses(&units, from).await? {
            courses.entry(unit).or_default().push(course);
        }
        let mut spans: HashMap<i64, Vec<_>> = HashMap::new();
        for (unit, since, until) in self.db.blind_spans(&units, from).await? {
            spans.entry(unit).or_default().push((since, until));
        }
        let counts = self.db.device_counts(&units).await?;
        let cameras: HashMap<i64, u32> = counts.into_iter().map(|row| (row.0, row.3 as u32)).collect();
        let limit = self.answer_limit();
        let rows = units.iter().filter_map(|id| tree.get(*id)).map(|unit| {
            let id = unit.id.0;
            let found = answered(courses.get(&id).map(Vec::as_slice).unwrap_or_default(), now, limit);
            StatisticsRow {
                tribunal: unit.code.clone(),
                tribunal_name: (unit.name.clone(), unit.name_en.clone()),
                alarms: found.alarms,
                answered: found.answered,
                in_time: found.in_time,
                overdue: found.overdue,
                median_seconds: found.median_seconds,
                decided: found.decided,
                false_alarms: found.false_alarms,
                blind_seconds: seconds_within(spans.remove(&id).unwrap_or_default(), from, now),
                cameras: cameras.get(&id).copied().unwrap_or_default(),
            }
        });
        let mut rows: Vec<_> = rows.collect();
        let late = |row: &StatisticsRow| row.answered - row.in_time + row.overdue;
        rows.sort_by(|a, b| a.tribunal.cmp(&b.tribunal));
        rows.sort_by_key(|row| match sort {
            "alarms" => i64::from(row.alarms),
            "in_time" => i64::from(row.in_time),
            "late" => i64::from(late(row)),
            "median" => row.median_seconds.unwrap_or(-1),
            "false" => i64::from(row.false_alarms),
            "blind" => row.blind_seconds / i64::from(row.cameras.max(1)),
            _ => 0,
        });
        if down {
            rows.reverse();
        }
        let page = ListQuery { offset: query.offset, limit: query.limit, ..ListQuery::default() };
        Ok(page.page(rows))
    }
}
