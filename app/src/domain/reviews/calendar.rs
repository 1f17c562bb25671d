//! The days of a campaign.

use chrono::{Days, NaiveDate};
use serde::{Deserialize, Serialize};

/// A stage of a campaign. Tribunals go through the middle ones each at its own pace; the days tell who is late.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Stage {
    /// Tribunals apply.
    Application,
    /// They assess themselves.
    SelfAssessment,
    /// Their courts endorse it.
    Endorsement,
    /// Their cities look at it.
    CityCheck,
    /// Reviewers mark.
    Review,
    /// Some are looked at where they are.
    OnSite,
    /// Draft results are objected to.
    Objections,
    /// The result is signed and published.
    Publication,
}

impl Stage {
    /// Every stage, in order.
    pub const ALL: [Self; 8] = [
        Self::Application,
        Self::SelfAssessment,
        Self::Endorsement,
        Self::CityCheck,
        Self::Review,
        Self::OnSite,
        Self::Objections,
        Self::Publication,
    ];

    /// The word in the database and on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Application => "application",
            Self::SelfAssessment => "self_assessment",
            Self::Endorsement => "endorsement",
            Self::CityCheck => "city_check",
            Self::Review => "review",
            Self::OnSite => "on_site",
            Self::Objections => "objections",
            Self::Publication => "publication",
        }
    }
}

/// The first day of a campaign and the last day of each of its stages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// First day.
    pub from: NaiveDate,
    /// Last day of each stage, in the order of [`Stage::ALL`].
    pub last: [NaiveDate; 8],
}

/// What is wrong with a calendar: the stage that ends before the one in front of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} ends before it can begin", .0.as_str())]
pub struct CalendarFault(pub Stage);

impl Calendar {
    /// Whether no stage ends before the one in front of it. On-site checks may run beside the review.
    pub fn check(&self) -> Result<(), CalendarFault> {
        let mut before = self.from;
        for (stage, last) in Stage::ALL.into_iter().zip(self.last) {
            if last < before {
                return Err(CalendarFault(stage));
            }
            before = last;
        }
        Ok(())
    }

    /// Last day of a stage.
    pub fn last(&self, stage: Stage) -> NaiveDate {
        Stage::ALL.iter().position(|s| *s == stage).map_or(self.from, |place| self.last[place])
    }

    /// The stage that a day falls into; none before the first day and after the last.
    pub fn at(&self, day: NaiveDate) -> Option<Stage> {
        let within = |stage: &Stage| day <= self.last(*stage);
        (day >= self.from).then(|| Stage::ALL.into_iter().find(within)).flatten()
    }

    /// By how many days something that belongs into a stage is late.
    pub fn days_late(&self, stage: Stage, day: NaiveDate) -> Option<u32> {
        let late = (day - self.last(stage)).num_days();
        u32::try_from(late).ok().filter(|late| *late > 0)
    }
}

/// When everything will be done if it goes on as in the last `days` days, in which `done` were done. None where nothing
/// was: there is no pace to go by.
pub fn forecast(today: NaiveDate, remaining: u32, done: u32, days: u32) -> Option<NaiveDate> {
    if remaining == 0 {
        return Some(today);
    }
    let needed = (u64::from(remaining) * u64::from(days)).div_ceil(u64::from(done.max(1)));
    (done > 0).then(|| today.checked_add_days(Days::new(needed))).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn calendar() -> Calendar {
        let last = ["03-10", "03-31", "04-10", "04-20", "05-31", "06-15", "06-30", "07-15"];
        Calendar { from: day("2026-03-01"), last: last.map(|d| day(&format!("2026-{d}"))) }
    }

    #[test]
    fn a_day_falls_into_one_stage() {
        let calendar = calendar();
        calendar.check().unwrap();
        assert_eq!(calendar.at(day("2026-02-28")), None);
        assert_eq!(calendar.at(day("2026-03-10")), Some(Stage::Application));
        assert_eq!(calendar.at(day("2026-03-11")), Some(Stage::SelfAssessment));
        assert_eq!(calendar.at(day("2026-07-15")), Some(Stage::Publication));
        assert_eq!(calendar.at(day("2026-07-16")), None);
    }

    #[test]
    fn lateness_counts_from_the_day_after_the_last() {
        let calendar = calendar();
        assert_eq!(calendar.days_late(Stage::Endorsement, day("2026-04-10")), None);
        assert_eq!(calendar.days_late(Stage::Endorsement, day("2026-04-13")), Some(3));
    }

    #[test]
    fn a_stage_that_ends_before_the_one_in_front_is_named() {
        let mut calendar = calendar();
        calendar.last[3] = day("2026-04-01");
        assert_eq!(calendar.check(), Err(CalendarFault(Stage::CityCheck)));
    }

    #[test]
    fn the_end_is_forecast_from_the_pace_of_the_last_days() {
        let today = day("2026-05-01");
        assert_eq!(forecast(today, 100, 50, 10), Some(day("2026-05-21")));
        assert_eq!(forecast(today, 1, 3, 10), Some(day("2026-05-05")), "a day begun counts");
        assert_eq!(forecast(today, 5, 0, 10), None);
        assert_eq!(forecast(today, 0, 0, 10), Some(today));
    }
}
