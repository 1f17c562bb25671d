//! One case as the case system describes it, and the monthly facts that follow from a set of cases.

use super::periods::{Month, Period};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

/// What a case ended with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Outcome {
    /// 判决
    Judgment,
    /// 调解
    Mediated,
    /// 和解
    Settled,
    /// 撤诉
    Withdrawn,
    /// 驳回起诉
    Dismissed,
    /// 移送
    Transferred,
    /// Any other way.
    Other,
}

/// The kind of dispute, as coarse as the catalogue counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Cause {
    /// 婚姻家庭、继承
    Family,
    /// 合同
    Contract,
    /// 侵权
    Tort,
    /// 物权
    Property,
    /// 劳动争议
    Labour,
    /// 刑事
    Criminal,
    /// 其他
    #[default]
    Other,
}

/// The procedure the case is heard by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Procedure {
    /// 普通程序
    #[default]
    Ordinary,
    /// 简易程序
    Simple,
    /// 小额诉讼程序
    SmallClaims,
}

/// What the court above decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum AppealOutcome {
    /// 维持
    Upheld,
    /// 改判
    Reversed,
    /// 发回重审
    Remanded,
    /// 撤回上诉
    Withdrawn,
}

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

fn read_json<T: serde::de::DeserializeOwned>(line: &str) -> Result<T, CaseFault> {
    serde_json::from_str(line).map_err(|error| {
        let text = error.to_string();
        let field = text.split('`').nth(1).unwrap_or("").to_owned();
        CaseFault { field, reason: "malformed".to_owned(), detail: text }
    })
}

impl CaseLine {
    /// Reads and checks one line of either kind.
    pub fn parse(line: &str, today: NaiveDate) -> Result<Self, CaseFault> {
        if line.len() > LONGEST_LINE {
            return Err(CaseFault::new("", "too_long", format!("{LONGEST_LINE} bytes")));
        }
        if line.contains("\"complete\"") && !line.contains("\"number\"") {
            let complete: MonthComplete = read_json(line)?;
            if complete.complete > Month::of(today) {
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
        let earliest = NaiveDate::from_ymd_opt(1949, 10, 1).unwrap_or_default();
        if self.filed > today || self.filed < earliest {
            return fault("filed", "out_of_range", self.filed.to_string());
        }
        if self.excluded_days > 36_500 || self.hearings > 1_000 {
            return fault("excluded_days", "out_of_range", self.excluded_days.to_string());
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

/// Items that case events keep up to date, by the ids of the catalogue, in the order of [`Monthly::values`].
pub const ITEMS: [&str; 32] = [
    "pending_start",
    "received",
    "closed",
    "pending",
    "suspended",
    "closed_in_time",
    "days_to_close",
    "first_instance_closed",
    "appeals_received",
    "reversed",
    "remanded",
    "mediable_closed",
    "mediated",
    "settled",
    "withdrawn",
    "long_pending_12",
    // From here on for tribunals only.
    "long_pending_18",
    "long_pending_36",
    "simple_closed",
    "small_claims_closed",
    "hearings",
    "closed_door_hearings",
    "broadcast_hearings",
    "judgments_published",
    "judgments_exempt",
    "received_family",
    "received_contract",
    "received_tort",
    "received_property",
    "received_labour",
    "received_criminal",
    "received_other",
];

/// How many of [`ITEMS`] are kept for each judge's post: the judge's own figures, not the tribunal's organisation.
pub const POST_ITEMS: usize = 16;

fn item(name: &str) -> usize {
    ITEMS.iter().position(|&id| id == name).unwrap_or(0)
}

/// Monthly facts of one unit over a span of months, for each month the values of [`ITEMS`].
#[derive(Debug, Clone, PartialEq)]
pub struct Monthly {
    /// The first month.
    pub from: Month,
    /// One row per month, values in the order of [`ITEMS`].
    pub values: Vec<[f64; ITEMS.len()]>,
}

/// Counts cases into months. A pure function of the present states: the order of the cases, and how often or in
/// which pieces they were sent, make no difference.
#[derive(Debug)]
pub struct Counter {
    from: Month,
    months: i32,
    flows: Vec<[f64; ITEMS.len()]>,
    /// Changes of stocks from one month to the next; the stocks are their running sums.
    steps: Vec<[f64; ITEMS.len()]>,
}

impl Counter {
    /// Counts for every month of `span`. Only cases with an effect on it need to be given.
    pub fn new(span: Period) -> Self {
        let months = usize::from(span.months);
        Self {
            from: span.start,
            months: i32::from(span.months),
            flows: vec![[0.0; ITEMS.len()]; months],
            steps: vec![[0.0; ITEMS.len()]; months],
        }
    }

    fn flow(&mut self, month: Month, name: &str, amount: f64) {
        let index = month.index() - self.from.index();
        if (0..self.months).contains(&index) {
            self.flows[index as usize][item(name)] += amount;
        }
    }

    /// The stock holds at the months `first..end`.
    fn stock(&mut self, first: i32, end: i32, name: &str) {
        let (first, end) = ((first - self.from.index()).max(0), end.saturating_sub(self.from.index()));
        if first >= end || first >= self.months {
            return;
        }
        self.steps[first as usize][item(name)] += 1.0;
        if end < self.months {
            self.steps[end as usize][item(name)] -= 1.0;
        }
    }

    /// Adds one case.
    pub fn add(&mut self, case: &CaseState) {
        let filed = Month::of(case.filed);
        let end = case.closed_month().map_or(OPEN, Month::index);
        self.flow(filed, "received", 1.0);
        self.flow(filed, cause_item(case.cause), 1.0);
        self.stock(filed.index(), end, "pending");
        // Pending when the month began: filed before it, and not closed before it.
        self.stock(filed.index() + 1, end.saturating_add(1), "pending_start");
        for (age, name) in [(12, "long_pending_12"), (18, "long_pending_18"), (36, "long_pending_36")] {
            self.stock(filed.index() + age, end, name);
        }
        if case.suspended {
            self.stock(filed.index(), end, "suspended");
        }
        if let Some(closed) = case.closed {
            self.add_closing(case, closed);
        }
        if let Some(month) = case.appealed_month() {
            self.flow(month, "appeals_received", 1.0);
        }
        if let Some(month) = case.appeal_decided_month() {
            match case.appeal_outcome {
                Some(AppealOutcome::Reversed) => self.flow(month, "reversed", 1.0),
                Some(AppealOutcome::Remanded) => self.flow(month, "remanded", 1.0),
                _ => {}
            }
        }
    }

    fn add_closing(&mut self, case: &CaseState, closed: NaiveDate) {
        let month = Month::of(closed);
        let days = (closed - case.filed).num_days() - i64::from(case.excluded_days);
        let mediated = case.mediated || case.outcome == Some(Outcome::Mediated);
        let open_hearings = case.hearings - case.closed_door_hearings.min(case.hearings);
        let counted = [
            ("closed", true),
            // A people's tribunal hears at first instance only.
            ("first_instance_closed", true),
            ("closed_in_time", case.within_limit == Some(true)),
            ("mediable_closed", case.mediable),
            ("mediated", mediated),
            ("settled", case.outcome == Some(Outcome::Settled)),
            ("withdrawn", case.outcome == Some(Outcome::Withdrawn)),
            ("simple_closed", case.procedure == Procedure::Simple),
            ("small_claims_closed", case.procedure == Procedure::SmallClaims),
            ("judgments_published", case.published),
            ("judgments_exempt", case.publish_exempt && !mediated),
        ];
        for (name, _) in counted.iter().filter(|(_, holds)| *holds) {
            self.flow(month, name, 1.0);
        }
        self.flow(month, "days_to_close", days as f64);
        self.flow(month, "hearings", f64::from(case.hearings));
        self.flow(month, "closed_door_hearings", f64::from(case.closed_door_hearings));
        self.flow(month, "broadcast_hearings", if case.broadcast { f64::from(open_hearings) } else { 0.0 });
    }

    /// The counts.
    pub fn finish(self) -> Monthly {
        let mut running = [0.0; ITEMS.len()];
        let values = self
            .flows
            .into_iter()
            .zip(self.steps)
            .map(|(mut row, step)| {
                for i in 0..ITEMS.len() {
                    running[i] += step[i];
                    row[i] += running[i];
                }
                row
            })
            .collect();
        Monthly { from: self.from, values }
    }
}

const fn cause_item(cause: Cause) -> &'static str {
    match cause {
        Cause::Family => "received_family",
        Cause::Contract => "received_contract",
        Cause::Tort => "received_tort",
        Cause::Property => "received_property",
        Cause::Labour => "received_labour",
        Cause::Criminal => "received_criminal",
        Cause::Other => "received_other",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn case(filed: &str, closed: Option<&str>) -> CaseState {
        let mut line = format!(r#"{{"number":"1","tribunal":"T","filed":"{filed}""#);
        if let Some(closed) = closed {
            line += &format!(r#","closed":"{closed}","outcome":"judgment","within_limit":true"#);
        }
        CaseState::parse(&(line + "}"), day("2026-11-24")).unwrap()
    }

    fn count(cases: &[CaseState], span: &str) -> Monthly {
        let mut counter = Counter::new(span.parse().unwrap());
        cases.iter().for_each(|case| counter.add(case));
        counter.finish()
    }

    fn at(monthly: &Monthly, month: usize, name: &str) -> f64 {
        monthly.values[month][item(name)]
    }

    #[test]
    fn every_counted_name_is_listed() {
        assert_eq!(item("pending_start"), 0);
        for name in ["received", "long_pending_36", "broadcast_hearings", "received_other"] {
            assert!(item(name) > 0, "{name}");
        }
    }

    #[test]
    fn a_line_is_refused_with_field_and_reason() {
        let today = day("2026-11-24");
        let refused = |line: &str| CaseState::parse(line, today).unwrap_err();
        assert_eq!(refused("{}").field, "number");
        assert_eq!(refused("not json").reason, "malformed");
        let base = r#"{"number":"1","tribunal":"T","filed":"2026-01-05""#;
        let with = |rest: &str| refused(&format!("{base},{rest}}}"));
        assert_eq!(
            with(r#""closed":"2026-01-01","outcome":"judgment","within_limit":true"#).reason,
            "before_filed"
        );
        assert_eq!(
            with(r#""closed":"2026-12-01","outcome":"judgment","within_limit":true"#).reason,
            "out_of_range"
        );
        assert_eq!(with(r#""closed":"2026-02-01","within_limit":true"#).field, "outcome");
        assert_eq!(with(r#""closed":"2026-02-01","outcome":"judgment""#).field, "within_limit");
        assert_eq!(with(r#""colour":"red""#).field, "colour");
        assert_eq!(with(r#""appealed":"2026-02-01""#).field, "closed");
        assert_eq!(with(r#""hearings":1,"closed_door_hearings":2"#).reason, "more_than_hearings");
    }

    #[test]
    fn a_month_can_be_declared_complete() {
        let today = day("2026-11-24");
        let line = CaseLine::parse(r#"{"tribunal":"T","complete":"2021-05"}"#, today).unwrap();
        assert!(
            matches!(line, CaseLine::Complete(MonthComplete { complete, .. }) if complete.to_string() == "2021-05")
        );
        assert_eq!(
            CaseLine::parse(r#"{"tribunal":"T","complete":"2026-12"}"#, today).unwrap_err().field,
            "complete"
        );
    }

    #[test]
    fn what_is_written_reads_back_the_same() {
        let case = case("2021-01-10", Some("2021-02-01"));
        let text = serde_json::to_string(&case).unwrap();
        assert!(!text.contains("suspended"), "usual values are left out: {text}");
        assert_eq!(serde_json::from_str::<CaseState>(&text).unwrap(), case);
    }

    #[test]
    fn stocks_and_flows_of_a_small_docket() {
        let cases = [
            case("2021-01-10", None),
            case("2021-01-20", Some("2021-03-01")),
            case("2021-02-01", Some("2021-02-20")),
        ];
        let monthly = count(&cases, "2021-Q1");
        let row = |name| (0..3).map(|m| at(&monthly, m, name)).collect::<Vec<_>>();
        assert_eq!(row("received"), [2.0, 1.0, 0.0]);
        assert_eq!(row("closed"), [0.0, 1.0, 1.0]);
        assert_eq!(row("pending"), [2.0, 2.0, 1.0]);
        assert_eq!(row("pending_start"), [0.0, 2.0, 2.0]);
        let later = count(&cases, "2022-01");
        assert_eq!(at(&later, 0, "long_pending_12"), 1.0);
        assert_eq!(at(&later, 0, "long_pending_18"), 0.0);
    }

    fn any_case() -> impl Strategy<Value = CaseState> {
        (0i64..900, prop::option::of(0i64..700), any::<bool>(), 0u8..4).prop_map(
            |(filed, lasts, in_time, kind)| {
                let filed = day("2019-01-01") + chrono::Days::new(filed as u64);
                let closed = lasts.map(|days| filed + chrono::Days::new(days as u64));
                CaseState {
                    closed,
                    outcome: closed.map(|_| {
                        [Outcome::Judgment, Outcome::Mediated, Outcome::Settled, Outcome::Withdrawn]
                            [usize::from(kind)]
                    }),
                    within_limit: closed.map(|_| in_time),
                    appealed: closed.filter(|_| kind == 0).map(Happened::On),
                    filed,
                    ..case("2019-01-01", None)
                }
            },
        )
    }

    proptest! {
        #[test]
        fn the_stock_moves_by_the_flows(cases in prop::collection::vec(any_case(), 0..60)) {
            let monthly = count(&cases, "2019-01..2023-12");
            for month in 0..60 {
                let get = |name| at(&monthly, month, name);
                prop_assert_eq!(get("pending_start") + get("received") - get("closed"), get("pending"));
                prop_assert!(get("long_pending_12") <= get("pending"));
                if month > 0 { prop_assert_eq!(at(&monthly, month - 1, "pending"), get("pending_start")); }
            }
        }

        #[test]
        fn a_later_window_gives_the_same_months(cases in prop::collection::vec(any_case(), 0..60), skip in 1i32..50) {
            let whole = count(&cases, "2019-01..2023-12");
            let from = Month::new(2019, 1).unwrap().plus(skip);
            let mut counter = Counter::new(Period::between(from, Month::new(2023, 12).unwrap()).unwrap());
            cases.iter().filter(|c| c.last_month() >= from.index()).for_each(|c| counter.add(c));
            prop_assert_eq!(&whole.values[skip as usize..], &counter.finish().values[..]);
        }

        #[test]
        fn nothing_differs_before_the_first_difference(old in any_case(), new in any_case()) {
            let (before, after) = (count(std::slice::from_ref(&old), "2019-01..2023-12"), count(std::slice::from_ref(&new), "2019-01..2023-12"));
            let first = CaseState::first_difference(Some(&old), &new);
            let same = first.map_or(60, |m| (m.index() - Month::new(2019, 1).unwrap().index()) as usize).min(60);
            prop_assert_eq!(&before.values[..same], &after.values[..same]);
        }
    }
}
