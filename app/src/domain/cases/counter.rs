//! Counting cases into the monthly facts that follow from them.

use super::*;

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

pub(super) fn item(name: &str) -> usize {
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
