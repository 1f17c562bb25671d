//! What tribunals report themselves and what their devices count: staff, equipment, mediation, circuit trials,
//! security checks, budgets. Things that seldom change are stated when they change; what is stated monthly is
//! missing here and there, as it is in life.

use super::{
    chance::{Purpose, chance},
    character::Part,
    plan::{Plan, Tribunal},
};
use crate::services::facts::Statement;
use app::domain::{
    periods::{Month, Period},
    series::Source,
    units::UnitId,
};
use rand::Rng;
use rand_chacha::ChaCha8Rng;

/// First month of the reports about staff.
const STAFF_SINCE: Month = Month::from_index(2017 * 12);
/// First month of the reports about mediation, circuit trials and filing online.
const WORK_SINCE: Month = Month::from_index(2020 * 12);
/// First month of the reports in detail, and of the devices.
const DETAIL_SINCE: Month = Month::from_index(2025 * 12);

/// Yes or no, with the share of tribunals that had it in 2017 and that have it now.
const EQUIPMENT: [(&str, f64, f64); 57] = [
    ("site_independent", 0.82, 0.95),
    ("site_title", 0.7, 0.86),
    ("site_emblem", 0.97, 1.0),
    ("site_signboard", 0.98, 1.0),
    ("site_flag", 0.9, 0.99),
    ("site_guide", 0.6, 0.93),
    ("site_wall", 0.75, 0.9),
    ("site_parking", 0.6, 0.8),
    ("hall_service", 0.55, 0.96),
    ("hall_filing_window", 0.7, 0.97),
    ("hall_selfservice", 0.1, 0.62),
    ("hall_waiting", 0.6, 0.93),
    ("hall_notice", 0.85, 0.98),
    ("hall_accessible", 0.35, 0.84),
    ("hall_nursing", 0.2, 0.66),
    ("court_standard", 0.75, 0.97),
    ("court_digital", 0.4, 0.94),
    ("court_recording", 0.6, 0.98),
    ("court_video", 0.1, 0.85),
    ("court_speech", 0.05, 0.7),
    ("court_evidence_display", 0.3, 0.82),
    ("room_mediation", 0.85, 0.99),
    ("room_family", 0.3, 0.72),
    ("room_lawyer", 0.2, 0.6),
    ("room_archive", 0.7, 0.9),
    ("room_meeting", 0.6, 0.84),
    ("room_duty", 0.65, 0.92),
    ("room_waiting_custody", 0.2, 0.3),
    ("sec_point", 0.7, 0.98),
    ("sec_gate", 0.5, 0.93),
    ("sec_xray", 0.2, 0.76),
    ("sec_handheld", 0.85, 0.99),
    ("sec_lockers", 0.5, 0.88),
    ("sec_register", 0.4, 0.86),
    ("sec_blockade", 0.3, 0.7),
    ("sec_explosion", 0.25, 0.74),
    ("sec_gear", 0.7, 0.95),
    ("sec_alarm", 0.5, 0.93),
    ("sec_police_link", 0.3, 0.84),
    ("mon_cameras", 0.6, 0.97),
    ("mon_courtroom", 0.65, 0.98),
    ("mon_online", 0.3, 0.93),
    ("mon_storage_90", 0.4, 0.9),
    ("mon_night_guard", 0.5, 0.74),
    ("fire_equipment", 0.85, 0.98),
    ("fire_electric", 0.75, 0.95),
    ("net_dedicated", 0.85, 1.0),
    ("net_backup", 0.15, 0.55),
    ("net_internet", 0.9, 0.99),
    ("net_paperless", 0.05, 0.78),
    ("net_scanning", 0.2, 0.88),
    ("life_kitchen", 0.6, 0.85),
    ("life_dormitory", 0.6, 0.8),
    ("life_heating", 0.8, 0.97),
    ("life_water", 0.9, 0.99),
    ("life_toilet", 0.75, 0.95),
    ("life_reading", 0.25, 0.6),
];

/// Every item that is reported here besides [`EQUIPMENT`].
#[cfg(test)]
const OTHERS: [&str; 42] = [
    "tribunals",
    "floor_area",
    "courtrooms",
    "digital_courtrooms",
    "gates",
    "instruments",
    "cameras",
    "posts_approved",
    "judge_posts_approved",
    "population_served",
    "safety_budget",
    "safety_budget_spent",
    "operating_budget",
    "operating_spent",
    "post_judges",
    "judge_assistants",
    "clerks",
    "posts_filled",
    "judicial_police",
    "security_staff",
    "mediators",
    "judges_under_35",
    "judges_35_to_50",
    "judges_over_50",
    "head_in_post",
    "mediations_concluded",
    "mediations_successful",
    "circuit_hearings",
    "online_filings",
    "security_check_days",
    "security_due_days",
    "camera_online_days",
    "camera_due_days",
    "alarms_raised",
    "alarms_answered_3min",
    "difficulties_raised",
    "difficulties_solved",
    "suggestions_sent",
    "suggestions_answered",
    "satisfaction_answers",
    "satisfaction_satisfied",
    "vehicle_hearings",
];

/// What one tribunal and its devices state. `item` finds the number of an item; items that a deployment's own
/// catalogue lacks are left out.
pub fn statements(
    plan: &Plan,
    tribunal: &Tribunal,
    unit: UnitId,
    item: impl Fn(&str) -> Option<i64>,
) -> Vec<Statement> {
    if tribunal.part == Part::Silent {
        return vec![];
    }
    let source = chance(plan.seed, Purpose::Reports, tribunal.number);
    let mut report = Report { plan, tribunal, unit, item, source, statements: vec![] };
    report.equipment();
    report.yearly();
    report.monthly();
    report.statements
}

struct Report<'a, F> {
    plan: &'a Plan,
    tribunal: &'a Tribunal,
    unit: UnitId,
    item: F,
    source: ChaCha8Rng,
    statements: Vec<Statement>,
}

impl<F: Fn(&str) -> Option<i64>> Report<'_, F> {
    fn state(&mut self, source: Source, item: &str, period: Period, value: f64) {
        if let Some(item) = (self.item)(item) {
            let statement = Statement { unit: self.unit, item, period, source, value, reporting: 1 };
            self.statements.push(statement);
        }
    }

    fn own(&mut self, item: &str, month: usize, value: f64) {
        let month = self.plan.calendar.month(month);
        self.state(Source::SelfReport, item, Period::month(month), value);
    }

    fn within(&mut self, low: u32, high: u32) -> f64 {
        f64::from(self.source.random_range(low..=high))
    }

    /// Months in which the whole inventory is stated: at first, then every third January. A statement on change
    /// does not hold for ever.
    fn inventories(&self) -> Vec<usize> {
        let calendar = &self.plan.calendar;
        let due = |month: &usize| {
            let month = calendar.month(*month);
            month.month() == 1 && month.year() % 3 == 0
        };
        let later = (self.tribunal.opened + 1..calendar.completed()).filter(due);
        std::iter::once(self.tribunal.opened).chain(later).collect()
    }

    /// States what holds at each inventory.
    fn inventory(&mut self, item: &str, inventories: &[usize], value: impl Fn(usize) -> f64) {
        for month in inventories {
            self.own(item, *month, value(*month));
        }
    }

    /// Stated with every inventory, and in between when it changes.
    fn equipment(&mut self) {
        let (start, completed) = (self.tribunal.start, self.plan.calendar.completed());
        let inventories = self.inventories();
        self.inventory("tribunals", &inventories, |_| 1.0);
        for (item, then, now) in EQUIPMENT {
            let luck: f64 = self.source.random();
            // The more common it has become, the earlier it came.
            let years = (luck - then).max(0.0) / (now - then);
            let came = start + 1 + (years * (completed - start).saturating_sub(8) as f64) as usize;
            let came = if luck < then { 0 } else { came.min(completed - 1) };
            let there = |month| f64::from(u8::from(luck < now && came <= month));
            self.inventory(item, &inventories, there);
            if luck < now && came > 0 && !inventories.contains(&came) {
                self.own(item, came, 1.0);
            }
        }
        let judges = self.judges(completed - 1);
        let courtrooms = (judges / 2.0).ceil();
        let digital = self.within(0, courtrooms as u32);
        let area = self.within(450, 1_250) + 90.0 * judges;
        let cameras = self.within(8, 30);
        let (gates, instruments) = (self.within(0, 9).min(1.0), self.within(0, 3).min(1.0));
        let stocks = [
            ("floor_area", area),
            ("courtrooms", courtrooms),
            ("digital_courtrooms", digital.max(1.0).min(courtrooms)),
            ("gates", gates),
            ("instruments", instruments),
            ("cameras", cameras),
            ("posts_approved", 2.0 * judges + 3.0),
            ("judge_posts_approved", judges + f64::from(u8::from(gates == 0.0))),
        ];
        for (item, value) in stocks {
            self.inventory(item, &inventories, |_| value);
        }
    }

    fn yearly(&mut self) {
        let calendar = &self.plan.calendar;
        let people = match self.tribunal.place.population {
            Some(people) => people as f64,
            None => self.within(9_000, 16_000) * self.tribunal.place.townships().max(1) as f64,
        };
        let budget = self.within(18, 60);
        let last = calendar.month(calendar.completed() - 1);
        for year in STAFF_SINCE.year()..=last.year() {
            let Some(first) = Month::new(year, 1) else { continue };
            let (year, start) = (Period::new(first, 12), calendar.index(first));
            if start < self.tribunal.start || year.last() > last {
                continue;
            }
            self.state(Source::SelfReport, "population_served", year, people.round());
            for (budgeted, spent, times) in
                [("safety_budget", "safety_budget_spent", 0.2), ("operating_budget", "operating_spent", 1.0)]
            {
                let amount = (budget * times * 100.0).round() / 100.0;
                let share = self.source.random_range(0.78..1.0);
                self.state(Source::SelfReport, budgeted, year, amount);
                self.state(Source::SelfReport, spent, year, (amount * share * 100.0).round() / 100.0);
            }
        }
    }

    fn judges(&self, month: usize) -> f64 {
        self.tribunal.posts.iter().filter(|post| post.takes(month)).count() as f64
    }

    fn monthly(&mut self) {
        let calendar = &self.plan.calendar;
        let (extra, mediators) = (self.within(0, 1), self.within(1, 5));
        let late = if self.tribunal.part == Part::Late { 2 } else { 0 };
        // Some have not handed in the last month yet, and some forget a month now and then.
        let behind = usize::from(self.source.random_bool(0.01));
        let careless = if self.source.random_bool(0.02) { 0.03 } else { 0.0 };
        let first = calendar.index(STAFF_SINCE).max(self.tribunal.opened);
        for month in first..calendar.completed().saturating_sub(late.max(behind)) {
            let now = calendar.month(month);
            let forgotten = now >= DETAIL_SINCE && self.source.random_bool(careless);
            if forgotten || self.tribunal.gap.contains(&month) {
                continue;
            }
            let judges = self.judges(month);
            let assistants = (judges * 0.9 + extra).round();
            self.own("post_judges", month, judges);
            self.own("judge_assistants", month, assistants);
            self.own("clerks", month, judges + extra);
            if now >= WORK_SINCE {
                self.work(month, mediators);
            }
            if now >= DETAIL_SINCE {
                self.detail(month, judges, assistants, mediators);
            }
        }
    }

    fn work(&mut self, month: usize, mediators: f64) {
        let filed = f64::from(self.tribunal.filed[month]);
        let concluded = (filed * self.source.random_range(0.3..0.9) + mediators).round();
        let successful = (concluded * self.source.random_range(0.42..0.72)).round();
        let circuit = (filed * self.source.random_range(0.02..0.14)).round();
        let online = (filed * self.source.random_range(0.2..0.6)).round();
        self.own("mediations_concluded", month, concluded);
        self.own("mediations_successful", month, successful);
        self.own("circuit_hearings", month, circuit);
        self.own("online_filings", month, online.min(filed));
    }

    fn detail(&mut self, month: usize, judges: f64, assistants: f64, mediators: f64) {
        let vacant = self.within(0, 2);
        let young = (judges * self.source.random_range(0.1..0.4)).round();
        let old = ((judges - young) * self.source.random_range(0.1..0.5)).round();
        let head = f64::from(u8::from(self.source.random_bool(0.97)));
        let police = self.within(0, 1);
        let guards = self.within(1, 2);
        let raised = self.within(0, 3);
        let sent = self.within(0, 2);
        let answers = self.within(5, 40);
        let satisfied = (answers * self.source.random_range(0.84..1.0)).round();
        let solved = (raised - self.within(0, 1)).max(0.0);
        let answered = (sent - self.within(0, 1)).max(0.0);
        let vehicle = self.within(0, 2);
        let own = [
            ("posts_filled", 2.0 * judges + 3.0 - vacant),
            ("judicial_police", police),
            ("security_staff", guards),
            ("mediators", mediators),
            ("judges_under_35", young),
            ("judges_over_50", old),
            ("judges_35_to_50", judges - young - old),
            ("head_in_post", head),
            ("difficulties_raised", raised),
            ("difficulties_solved", solved),
            ("suggestions_sent", sent),
            ("suggestions_answered", answered),
            ("satisfaction_answers", answers),
            ("satisfaction_satisfied", satisfied),
            ("vehicle_hearings", vehicle),
        ];
        debug_assert!(assistants >= 0.0);
        for (item, value) in own {
            self.own(item, month, value);
        }
        let calendar = &self.plan.calendar;
        let due = calendar.days(month).filter(|day| calendar.is_workday(*day)).count() as f64;
        let all = calendar.days(month).len() as f64;
        let checked = due - self.within(0, 2);
        let online = all - self.within(0, 3);
        let alarms = self.within(0, 3);
        let quick = (alarms - f64::from(u8::from(self.source.random_bool(0.1)))).max(0.0);
        let period = Period::month(calendar.month(month));
        for (item, value) in [
            ("security_due_days", due),
            ("security_check_days", checked),
            ("camera_due_days", all),
            ("camera_online_days", online),
            ("alarms_raised", alarms),
            ("alarms_answered_3min", quick),
        ] {
            self.state(Source::Device, item, period, value);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{super::province::places, *};
    use app::domain::catalogue::Catalogue;
    use std::collections::{BTreeSet, HashMap};

    #[test]
    fn every_item_is_in_the_catalogue_and_is_stated() {
        let catalogue = Catalogue::built_in().unwrap();
        let names: Vec<&str> = EQUIPMENT.iter().map(|(item, _, _)| *item).chain(OTHERS).collect();
        for name in &names {
            assert!(catalogue.item(name).is_some(), "{name}");
        }
        let plan = Plan::new(1, &places().unwrap(), "2026-11-24".parse().unwrap(), 1.0);
        let numbers: HashMap<&str, i64> = names.iter().zip(1..).map(|(name, i)| (*name, i)).collect();
        let stated: BTreeSet<i64> = plan.tribunals[..40]
            .iter()
            .flat_map(|t| statements(&plan, t, UnitId(1), |name| numbers.get(name).copied()))
            .map(|s| s.item)
            .collect();
        let missing: Vec<_> = names.iter().filter(|name| !stated.contains(&numbers[*name])).collect();
        assert!(missing.is_empty(), "{missing:?}");
    }

    #[test]
    fn judges_by_age_add_up_and_parts_never_exceed_the_whole() {
        let plan = Plan::new(1, &places().unwrap(), "2026-11-24".parse().unwrap(), 1.0);
        let names = [
            "post_judges",
            "judges_under_35",
            "judges_35_to_50",
            "judges_over_50",
            "alarms_raised",
            "alarms_answered_3min",
        ];
        let number = |name: &str| names.iter().position(|n| *n == name).map(|i| i as i64);
        for tribunal in &plan.tribunals {
            let mut months: HashMap<Period, [f64; 6]> = HashMap::new();
            for s in statements(&plan, tribunal, UnitId(1), number) {
                months.entry(s.period).or_default()[s.item as usize] = s.value;
            }
            for values in months.values().filter(|v| v[1..4].iter().any(|n| *n > 0.0)) {
                assert_eq!(values[0], values[1] + values[2] + values[3]);
            }
            assert!(months.values().all(|v| v[5] <= v[4] && v.iter().all(|n| *n >= 0.0)));
        }
    }
}
