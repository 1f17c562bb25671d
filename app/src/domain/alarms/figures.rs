//! How well alarms were answered, and how long cameras were blind.

use super::AlarmState;
use chrono::{DateTime, TimeDelta, Utc};

/// What is known of an alarm's course.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Course {
    /// Where it stands.
    pub state: AlarmState,
    /// Whether it was found to be none.
    pub was_false: bool,
    /// When it was raised.
    pub raised: DateTime<Utc>,
    /// When somebody answered.
    pub acknowledged: Option<DateTime<Utc>>,
}

/// How alarms were answered.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Answered {
    /// Alarms.
    pub alarms: u32,
    /// Answered.
    pub answered: u32,
    /// Of these within the time limit.
    pub in_time: u32,
    /// Not answered, and the limit is over.
    pub overdue: u32,
    /// Half of the answers took no more seconds than this.
    pub median_seconds: Option<i64>,
    /// Of which it was decided whether they are true.
    pub decided: u32,
    /// Of these false.
    pub false_alarms: u32,
}

/// Counts courses; `limit` is the time in which somebody should answer.
pub fn answered(courses: &[Course], now: DateTime<Utc>, limit: TimeDelta) -> Answered {
    let mut found = Answered { alarms: courses.len() as u32, ..Answered::default() };
    let mut seconds = Vec::new();
    for course in courses {
        match course.acknowledged {
            Some(at) => {
                let took = (at - course.raised).max(TimeDelta::zero());
                seconds.push(took.num_seconds());
                found.in_time += u32::from(took <= limit);
            }
            None => found.overdue += u32::from(now - course.raised > limit),
        }
        if !matches!(course.state, AlarmState::Open | AlarmState::Acknowledged) {
            found.decided += 1;
            found.false_alarms += u32::from(course.was_false);
        }
    }
    found.answered = seconds.len() as u32;
    seconds.sort_unstable();
    // Of an even number the lower one: a time that was really taken.
    found.median_seconds = seconds.get(seconds.len().saturating_sub(1) / 2).copied();
    found
}

/// Seconds of the span from `from` to `to` that lie in the spans given; one without an end goes on.
pub fn seconds_within(
    spans: impl IntoIterator<Item = (DateTime<Utc>, Option<DateTime<Utc>>)>,
    from: DateTime<Utc>,
    to: DateTime<Utc>,
) -> i64 {
    spans
        .into_iter()
        .map(|(began, ended)| {
            let (began, ended) = (began.max(from), ended.unwrap_or(to).min(to));
            (ended - began).num_seconds().max(0)
        })
        .sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> DateTime<Utc> {
        DateTime::from_timestamp(1_800_000_000 + second, 0).unwrap()
    }

    #[test]
    fn answers_are_counted_by_what_they_took() {
        let course = |state, was_false, raised, acknowledged: Option<i64>| Course {
            state,
            was_false,
            raised: at(raised),
            acknowledged: acknowledged.map(at),
        };
        let courses = [
            course(AlarmState::Open, false, 0, None),
            course(AlarmState::Open, false, 990, None),
            course(AlarmState::Acknowledged, false, 0, Some(10)),
            course(AlarmState::Closed, true, 0, Some(30)),
            course(AlarmState::Verified, false, 0, Some(181)),
            course(AlarmState::Handled, false, 0, Some(500)),
        ];
        let found = answered(&courses, at(1000), TimeDelta::minutes(3));
        let wanted = Answered {
            alarms: 6,
            answered: 4,
            in_time: 2,
            overdue: 1,
            median_seconds: Some(30),
            decided: 3,
            false_alarms: 1,
        };
        assert_eq!(found, wanted);
        assert_eq!(answered(&[], at(0), TimeDelta::minutes(3)), Answered::default());
    }

    #[test]
    fn only_what_lies_in_the_span_is_blind() {
        let spans = [(at(-50), Some(at(10))), (at(20), None), (at(200), Some(at(300)))];
        assert_eq!(seconds_within(spans, at(0), at(100)), 10 + 80);
    }
}
