//! One case as the case system describes it, and the monthly facts that follow from a set of cases.

mod counter;
mod kinds;

use super::periods::{Month, Period};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

pub use counter::{Counter, ITEMS, Monthly, POST_ITEMS};
pub use kinds::{AppealOutcome, Cause, Outcome, Procedure};

/// A date, or only the word that it happened. A bare `true` counts in the month of closing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Happened {
    /// When.
    On(NaiveDate),
    /// Whether.
    Flag(bool),
}

const fn yes() -> bool {
    true
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde asks so
const fn is_yes(flag: &bool) -> bool {
    *flag
}

fn usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}

/// The present state of one case: one line of NDJSON. Sending a case again replaces what was known of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CaseState {
    /// 案号, unique in the nation.
    pub number: String,
    /// Code of the tribunal.
    pub tribunal: String,
    /// Code of the judge's post; none while nobody is assigned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub post: Option<String>,
    /// Kind of dispute.
    #[serde(default, skip_serializing_if = "usual")]
    pub cause: Cause,
    /// Procedure.
    #[serde(default, skip_serializing_if = "usual")]
    pub procedure: Procedure,
    /// Day of filing (立案).
    pub filed: NaiveDate,
    /// Day of closing (结案).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<NaiveDate>,
    /// How it ended; wanted once closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outcome: Option<Outcome>,
    /// Whether it was closed within the statutory time limit; wanted once closed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within_limit: Option<bool>,
    /// Days that do not count towards the limit (service by notice, expert opinion …).
    #[serde(default, skip_serializing_if = "usual")]
    pub excluded_days: u32,
    /// Whether the law lets it be mediated.
    #[serde(default = "yes", skip_serializing_if = "is_yes")]
    pub mediable: bool,
    /// Counted as mediated although the outcome says otherwise (mediation confirmed by judgment …).
    #[serde(default, skip_serializing_if = "usual")]
    pub mediated: bool,
    /// Appeal received.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appealed: Option<Happened>,
    /// What came of the appeal.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal_outcome: Option<AppealOutcome>,
    /// Day of the decision on appeal; without it the month of the appeal is taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub appeal_decided: Option<NaiveDate>,
    /// Court hearings held.
    #[serde(default, skip_serializing_if = "usual")]
    pub hearings: u32,
    /// Of these behind closed doors.
    #[serde(default, skip_serializing_if = "usual")]
    pub closed_door_hearings: u32,
    /// Whether the open hearings were broadcast.
    #[serde(default, skip_serializing_if = "usual")]
    pub broadcast: bool,
    /// Whether the judgment is published online.
    #[serde(default, skip_serializing_if = "usual")]
    pub published: bool,
    /// Whether the law exempts it from being published (minors, secrets …).
    #[serde(default, skip_serializing_if = "usual")]
    pub publish_exempt: bool,
    /// Whether the proceedings are suspended.
    #[serde(default, skip_serializing_if = "usual")]
    pub suspended: bool,
}

/// Longest line that is read, in bytes. A case takes some hundred.
pub const LONGEST_LINE: usize = 64 << 10;

/// Why a line cannot be taken: the field it belongs to, and a stable reason whose text the translations hold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CaseFault {
    /// The field of the line.
    pub field: String,
    /// Stable code.
    pub reason: String,
    /// What exactly, with the offending value.
    pub detail: String,
}

impl CaseFault {
    /// A fault of `field`.
    pub fn new(field: &str, reason: &str, detail: impl Into<String>) -> Self {
        Self { field: field.to_owned(), reason: reason.to_owned(), detail: detail.into() }
    }
}

/// The month that open cases carry as the last one they have an effect on.
pub const OPEN: i32 = i32::MAX;

/// One line that is no case: the case system has sent everything of a tribunal for a month. Without it a month in
/// which nothing happened could not be told from one that was not sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MonthComplete {
    /// Code of the tribunal.
    pub tribunal: String,
    /// The month, `YYYY-MM`.
    #[cfg_attr(feature = "ssr", schema(value_type = String))]
    pub complete: Month,
}

/// A line of NDJSON.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaseLine {
    /// The state of a case.
    State(Box<CaseState>),
    /// A month is complete.
    Complete(MonthComplete),
}

/// No case of a people's court is older.
fn earliest() -> NaiveDate {
    NaiveDate::from_ymd_opt(1949, 10, 1).unwrap_or_default()
}

fn read_json<T: serde::de::DeserializeOwned>(line: &str) -> Result<T, CaseFault> {
    let mut json = serde_json::Deserializer::from_str(line);
    let read = serde_path_to_error::deserialize(&mut json).map_err(|error| {
        // A key that is missing or unknown is named by the text alone.
        let (path, text) = (error.path().to_string(), error.inner().to_string());
        let named = || text.split('`').nth(1).unwrap_or("").to_owned();
        let field = if path.starts_with(['.', '?']) { named() } else { path };
        CaseFault { field, reason: "malformed".to_owned(), detail: text }
    })?;
    let beyond = |error: serde_json::Error| CaseFault::new("", "malformed", error.to_string());
    json.end().map_err(beyond)?;
    Ok(read)
}

impl CaseLine {
    /// Reads and checks one line of either kind.
    pub fn parse(line: &str, today: NaiveDate) -> Result<Self, CaseFault> {
        if line.len() > LONGEST_LINE {
            return Err(CaseFault::new("", "too_long", format!("{LONGEST_LINE} bytes")));
        }
        if line.contains("\"complete\"") && !line.contains("\"number\"") {
            let complete: MonthComplete = read_json(line)?;
            if !(Month::of(earliest())..=Month::of(today)).contains(&complete.complete) {
                let month = complete.complete.to_string();
                return Err(CaseFault::new("complete", "out_of_range", month));
            }
            return Ok(Self::Complete(complete));
        }
        CaseState::parse(line, today).map(|case| Self::State(Box::new(case)))
    }
}

impl CaseState {
    /// Reads and checks one line. `today` bounds the dates: a case of tomorrow is a mistake.
    pub fn parse(line: &str, today: NaiveDate) -> Result<Self, CaseFault> {
        let case: Self = read_json(line)?;
        case.check(today)?;
        Ok(case)
    }

    fn check(&self, today: NaiveDate) -> Result<(), CaseFault> {
        let fault = |field, reason, detail: String| Err(CaseFault::new(field, reason, detail));
        if self.number.trim().is_empty() || self.number.chars().count() > 100 {
            return fault("number", "length", "1 to 100 characters".to_owned());
        }
        // They would be read as something else than they are, and no database takes all of them.
        let unreadable =
            |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if self.number.contains(unreadable) {
            return fault("number", "characters", "without control characters".to_owned());
        }
        if !(earliest()..=today).contains(&self.filed) {
            return fault("filed", "out_of_range", self.filed.to_string());
        }
        if self.excluded_days > 36_500 {
            return fault("excluded_days", "out_of_range", self.excluded_days.to_string());
        }
        if self.hearings > 1_000 {
            return fault("hearings", "out_of_range", self.hearings.to_string());
        }
        if self.closed_door_hearings > self.hearings {
            return fault(
                "closed_door_hearings",
                "more_than_hearings",
                self.closed_door_hearings.to_string(),
            );
        }
        let Some(closed) = self.closed else {
            return if self.outcome.is_some() {
                fault("closed", "missing", "an outcome without a day of closing".to_owned())
            } else if self.appealed.is_some_and(|a| a != Happened::Flag(false)) {
                fault("closed", "missing", "an appeal without a day of closing".to_owned())
            } else {
                Ok(())
            };
        };
        if closed < self.filed {
            return fault("closed", "before_filed", format!("{closed} < {}", self.filed));
        }
        if closed > today {
            return fault("closed", "out_of_range", closed.to_string());
        }
        if self.outcome.is_none() {
            return fault("outcome", "missing", String::new());
        }
        if self.within_limit.is_none() {
            return fault("within_limit", "missing", String::new());
        }
        if i64::from(self.excluded_days) > (closed - self.filed).num_days() {
            return fault("excluded_days", "more_than_duration", self.excluded_days.to_string());
        }
        match self.appealed {
            Some(Happened::On(day)) if day < closed => fault("appealed", "before_closed", day.to_string()),
            Some(Happened::On(day)) if day > today => fault("appealed", "out_of_range", day.to_string()),
            None | Some(Happened::Flag(false)) if self.appeal_outcome.is_some() => {
                fault("appealed", "missing", "an outcome of an appeal without the appeal".to_owned())
            }
            _ => match self.appeal_decided {
                Some(day) if day < closed || day > today => {
                    fault("appeal_decided", "out_of_range", day.to_string())
                }
                _ => Ok(()),
            },
        }
    }

    fn closed_month(&self) -> Option<Month> {
        self.closed.map(Month::of)
    }

    fn appealed_month(&self) -> Option<Month> {
        match self.appealed? {
            Happened::On(day) => Some(Month::of(day)),
            Happened::Flag(true) => self.closed_month(),
            Happened::Flag(false) => None,
        }
    }

    fn appeal_decided_month(&self) -> Option<Month> {
        self.appeal_outcome?;
        self.appeal_decided.map(Month::of).or_else(|| self.appealed_month())
    }

    /// The day of filing put off by the days that do not count: what the limit is counted from, as the number of days since
    /// the beginning of our era, so that a database can add to it.
    pub fn runs_from(&self) -> i32 {
        use chrono::Datelike;
        self.filed.num_days_from_ce().saturating_add(i32::try_from(self.excluded_days).unwrap_or(i32::MAX))
    }

    /// Months in which something happened in this case.
    pub fn event_months(&self) -> impl Iterator<Item = Month> {
        [Some(Month::of(self.filed)), self.closed_month(), self.appealed_month(), self.appeal_decided_month()]
            .into_iter()
            .flatten()
    }

    /// Number of the last month on which the case has any effect; [`OPEN`] while it is pending.
    pub fn last_month(&self) -> i32 {
        match self.closed {
            None => OPEN,
            Some(_) => self.event_months().map(Month::index).max().unwrap_or(OPEN),
        }
    }

    /// The first month whose facts differ between two states of the same case; `None` when none does.
    pub fn first_difference(old: Option<&Self>, new: &Self) -> Option<Month> {
        let filed = Month::of(new.filed);
        let Some(old) = old else { return Some(filed) };
        if old == new {
            return None;
        }
        let filing_differs = (old.filed, old.cause, old.suspended, &old.tribunal, &old.post)
            != (new.filed, new.cause, new.suspended, &new.tribunal, &new.post);
        if filing_differs {
            return Some(filed.min(Month::of(old.filed)));
        }
        // Everything else shows from the closing on at the earliest.
        [old.closed_month(), new.closed_month()].into_iter().flatten().min()
    }
}

#[cfg(test)]
mod tests;
