//! Hearings as tribunals have scheduled them: where each stands now, by what was said and by the clock.

use super::devices::words;
use chrono::{NaiveDate, NaiveDateTime, NaiveTime, TimeDelta};
use serde::{Deserialize, Serialize};

words! {
    /// Where a hearing stands.
    HearingState {
        /// It is to come.
        Planned = "planned",
        /// Its time has come, and nobody has said that it is over.
        Live = "live",
        /// Its time is over, and nobody has said whether it was held.
        Unsaid = "unsaid",
        /// It was held.
        Ended = "ended",
        /// It was postponed.
        Postponed = "postponed",
        /// It was called off.
        Cancelled = "cancelled",
    }
}

/// How long a hearing is taken to go on when nobody has said that it is over.
pub const LASTS: TimeDelta = TimeDelta::hours(4);

impl HearingState {
    /// Where a hearing stands, by the word of the report, its day and its time of day if that can be read.
    pub fn of(said: &str, day: NaiveDate, time: Option<NaiveTime>, now: NaiveDateTime) -> Self {
        match (said, time) {
            ("held", _) => Self::Ended,
            ("postponed", _) => Self::Postponed,
            ("cancelled", _) => Self::Cancelled,
            (_, Some(time)) => {
                let begins = day.and_time(time);
                if now < begins {
                    Self::Planned
                } else if now < begins + LASTS {
                    Self::Live
                } else {
                    Self::Unsaid
                }
            }
            (_, None) if day >= now.date() => Self::Planned,
            (_, None) => Self::Unsaid,
        }
    }
}

/// The time of day at the beginning of a text, such as `09:30` or `9：30—11：00`.
pub fn time_of(text: &str) -> Option<NaiveTime> {
    let text = text.trim().replace('：', ":");
    let (hour, rest) = text.split_once(':')?;
    let minute: String = rest.chars().take_while(char::is_ascii_digit).collect();
    NaiveTime::from_hms_opt(hour.trim().parse().ok()?, minute.parse().ok()?, 0)
}

/// A case number without the digits that tell which case it is: `(2026)赣0103民初1234号` is `(2026)赣0103民初****号`.
pub fn masked(number: &str) -> String {
    let Some(last) = number.rfind(|c: char| c.is_ascii_digit()) else { return number.to_owned() };
    let first = number[..=last]
        .rfind(|c: char| !c.is_ascii_digit())
        .map_or(0, |at| at + number[at..].chars().next().map_or(1, char::len_utf8));
    format!("{}****{}", &number[..first], &number[last + 1..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn where_a_hearing_stands_follows_from_what_was_said_and_from_the_clock() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        let at = |hour, minute| day.and_hms_opt(hour, minute, 0).unwrap();
        let state = |said: &str, time: &str, now| HearingState::of(said, day, time_of(time), now);
        assert_eq!(state("scheduled", "09:30", at(9, 29)), HearingState::Planned);
        assert_eq!(state("scheduled", "09:30", at(9, 30)), HearingState::Live);
        assert_eq!(state("scheduled", "09:30", at(13, 30)), HearingState::Unsaid);
        assert_eq!(state("held", "09:30", at(9, 45)), HearingState::Ended);
        assert_eq!(state("postponed", "09:30", at(9, 45)), HearingState::Postponed);
        assert_eq!(state("cancelled", "09:30", at(9, 45)), HearingState::Cancelled);
        // A time that cannot be read is that of the day: nothing is called live for it.
        assert_eq!(state("scheduled", "上午", at(9, 45)), HearingState::Planned);
        assert_eq!(state("scheduled", "上午", at(9, 45) + TimeDelta::days(1)), HearingState::Unsaid);
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let time = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        assert_eq!(time_of("9：30—11：00"), time(9, 30));
        assert_eq!(time_of(" 14:05 "), time(14, 5));
        for bad in ["", "上午", "25:00", "9:", "9:xx"] {
            assert_eq!(time_of(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_masked_number_tells_the_court_and_not_the_case() {
        assert_eq!(masked("(2026)赣0103民初1234号"), "(2026)赣0103民初****号");
        assert_eq!(masked("1234"), "****");
        assert_eq!(masked("无"), "无");
    }
}
