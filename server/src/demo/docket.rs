//! The single cases of a tribunal: dates are placed into the months of the plan, and every case gets its kind, its
//! judge, its outcome and what came after, as lines for `POST /api/v1/cases`.

mod line;

use super::{
    calendar::Day,
    chance::{Purpose, chance, lognormal},
    character::Part,
    plan::{Plan, Tribunal},
};
use line::Line;
use rand::Rng;
use rand_chacha::ChaCha8Rng;
use std::{cmp::Reverse, collections::BinaryHeap};

/// Lines of one tribunal.
#[derive(Debug, Default)]
pub struct Docket {
    /// Every case, by day of filing, and the months in which nothing happened.
    pub lines: Vec<String>,
    /// Cases that are stated again later, corrected.
    pub corrections: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Procedure {
    Ordinary,
    Simple,
    SmallClaims,
}

impl Procedure {
    const fn word(self) -> &'static str {
        match self {
            Self::Ordinary => "ordinary",
            Self::Simple => "simple",
            Self::SmallClaims => "small_claims",
        }
    }

    /// Statutory limit in days, and the days a usual case takes.
    const fn days(self) -> (i64, f64) {
        match self {
            Self::Ordinary => (180, 78.0),
            Self::Simple => (90, 38.0),
            Self::SmallClaims => (60, 26.0),
        }
    }
}

const CAUSES: [&str; 7] = ["family", "contract", "tort", "property", "labour", "criminal", "other"];

struct Case {
    filed: Day,
    closed: Option<Day>,
    procedure: Procedure,
    lengthy: bool,
    post: Option<usize>,
}

/// Simulates a tribunal.
pub fn simulate(plan: &Plan, tribunal: &Tribunal) -> Docket {
    let mut source = chance(plan.seed, Purpose::Docket, tribunal.number);
    let mut cases = hear(plan, tribunal, &mut source);
    for case in &mut cases {
        assign(plan, tribunal, case, &mut source);
    }
    Writer { plan, tribunal, source, heard: vec![false; plan.calendar.months()] }.write(&cases)
}

/// Files and closes as many cases as planned in each month. Of those pending, the ones that are due first are
/// closed; a case that was due is closed on its day.
fn hear(plan: &Plan, tribunal: &Tribunal, source: &mut ChaCha8Rng) -> Vec<Case> {
    let calendar = &plan.calendar;
    let character = &tribunal.character;
    let mut cases: Vec<Case> = Vec::with_capacity(tribunal.filed.iter().sum::<u32>() as usize);
    let mut pending: BinaryHeap<Reverse<(Day, usize)>> = BinaryHeap::new();
    for month in 0..calendar.months() {
        let days = tribunal.days(calendar, month);
        let mut filed: Vec<Day> = (0..tribunal.filed[month])
            .map(|_| workday(plan, source.random_range(days.clone()), days.start))
            .collect();
        filed.sort_unstable();
        for day in filed {
            let drawn: f64 = source.random();
            let small = character.small_claims * growing(month, 0.5, 96);
            let procedure = if drawn < small {
                Procedure::SmallClaims
            } else if drawn < small + character.simple {
                Procedure::Simple
            } else {
                Procedure::Ordinary
            };
            let lengthy = source.random_bool(character.lengthy.clamp(0.0, 1.0));
            let takes = if lengthy {
                source.random_range(420.0..1500.0)
            } else {
                let usual = procedure.days().1 * character.pace * character.stock / 1.45;
                lognormal(source, usual, 0.55)
            };
            pending.push(Reverse((day + takes as Day, cases.len())));
            cases.push(Case { filed: day, closed: None, procedure, lengthy, post: None });
        }
        for _ in 0..tribunal.closed[month] {
            let Some(Reverse((due, number))) = pending.pop() else { break };
            let case = &mut cases[number];
            let earliest = case.filed.max(days.start);
            let day = if days.contains(&due) {
                due
            } else if tribunal.part == Part::December && calendar.month(month).month() == 12 {
                earliest.max(days.end - source.random_range(1..9).min(days.end - days.start))
            } else {
                source.random_range(earliest..days.end)
            };
            case.closed = Some(workday(plan, day, earliest));
        }
    }
    cases
}

/// The day itself or the last workday before it, but not before `earliest`.
fn workday(plan: &Plan, day: Day, earliest: Day) -> Day {
    (earliest..=day).rev().take(3).find(|day| plan.calendar.is_workday(*day)).unwrap_or(day)
}

/// From `start` in the first month to 1 after `over` months.
fn growing(month: usize, start: f64, over: usize) -> f64 {
    start + (1.0 - start) * (month as f64 / over as f64).min(1.0)
}

/// Gives a case to a post that takes cases when it is filed and still exists when it is closed.
fn assign(plan: &Plan, tribunal: &Tribunal, case: &mut Case, source: &mut ChaCha8Rng) {
    let filed = plan.calendar.month_of(case.filed);
    let ends = case.closed.map_or(plan.calendar.months() - 1, |day| plan.calendar.month_of(day));
    let can = |post: &super::plan::Post| {
        post.takes(filed) && post.exists(ends) && !(post.newcomer && case.closed.is_some())
    };
    let count = tribunal.posts.iter().filter(|post| can(post)).count();
    if count > 0 {
        let chosen = source.random_range(0..count);
        let posts = tribunal.posts.iter().enumerate().filter(|(_, post)| can(post));
        case.post = posts.map(|(i, _)| i).nth(chosen);
    }
}

struct Writer<'a> {
    plan: &'a Plan,
    tribunal: &'a Tribunal,
    source: ChaCha8Rng,
    /// Months about which a line says something.
    heard: Vec<bool>,
}

impl Writer<'_> {
    fn write(mut self, cases: &[Case]) -> Docket {
        let calendar = &self.plan.calendar;
        let code = &self.tribunal.place.code;
        let mut docket = Docket { lines: Vec::with_capacity(cases.len()), corrections: vec![] };
        let (mut year, mut number) = (0, 0);
        for case in cases {
            let filed_in = calendar.month(calendar.month_of(case.filed)).year();
            number = if filed_in == year { number + 1 } else { 1 };
            year = filed_in;
            // 演 for 演示: nobody may take it for the number of a real case.
            let mut line = Line::new();
            line.word("number", &format!("（{year}）演{code}民初{number}号"));
            line.word("tribunal", code);
            if let Some(post) = case.post {
                line.word("post", &self.tribunal.posts[post].code);
            }
            self.case(case, line, &mut docket);
        }
        // Also the month of opening, in which nothing was filed yet.
        let told =
            |month: usize| month < self.tribunal.start || !self.tribunal.days(calendar, month).is_empty();
        let quiet = (self.tribunal.opened..calendar.completed())
            .filter(|month| self.tribunal.part != Part::Silent && !self.heard[*month] && told(*month));
        let complete =
            |month| format!("{{\"tribunal\":\"{code}\",\"complete\":\"{}\"}}", calendar.month(month));
        docket.lines.extend(quiet.map(complete));
        docket
    }

    fn chance(&mut self, probability: f64) -> bool {
        self.source.random::<f64>() < probability
    }

    /// 0 to 1 over the last months for a tribunal that is getting worse.
    fn decline(&self, month: usize) -> f64 {
        let recent = (month + 9).saturating_sub(self.plan.calendar.months()) as f64;
        if self.tribunal.part == Part::Worsening { (recent / 8.0).min(1.0) } else { 0.0 }
    }

    fn case(&mut self, case: &Case, mut line: Line, docket: &mut Docket) {
        let calendar = &self.plan.calendar;
        let causes = self.tribunal.character.causes;
        let mut drawn: f64 = self.source.random();
        let cause = causes.iter().position(|share| {
            drawn -= share;
            drawn < 0.0
        });
        let cause = cause.unwrap_or(causes.len());
        self.heard[calendar.month_of(case.filed)] = true;
        line.word("cause", CAUSES[cause]);
        if case.procedure != Procedure::Ordinary {
            line.word("procedure", case.procedure.word());
        }
        line.word("filed", calendar.text(case.filed));
        let mediable = CAUSES[cause] != "criminal" && !self.chance(0.03);
        if !mediable {
            line.flag("mediable", false);
        }
        match case.closed {
            Some(closed) => self.closing(case, closed, cause, mediable, line, docket),
            None => {
                if case.lengthy && self.chance(0.45) {
                    line.flag("suspended", true);
                }
                if self.chance(0.3) {
                    line.number("hearings", 1);
                }
                docket.lines.push(line.finish());
            }
        }
    }

    fn closing(
        &mut self,
        case: &Case,
        closed: Day,
        cause: usize,
        mediable: bool,
        mut line: Line,
        docket: &mut Docket,
    ) {
        let calendar = &self.plan.calendar;
        let character = self.tribunal.character.clone();
        let month = calendar.month_of(closed);
        let decline = self.decline(month);
        self.heard[month] = true;
        line.word("closed", calendar.text(closed));
        let outcome = self.outcome(mediable, decline);
        line.word("outcome", outcome);
        let (excluded, within) = self.limit(case, closed, decline);
        if excluded > 0 {
            line.number("excluded_days", excluded);
        }
        self.hearings(case, outcome, cause, month, &mut line);
        let mediated = outcome == "mediated";
        let judged = matches!(outcome, "judgment" | "dismissed");
        if outcome == "judgment" && mediable && self.chance(0.012) {
            line.flag("mediated", true);
        } else if !mediated {
            if self.chance(0.03) {
                line.flag("publish_exempt", true);
            } else if self.chance((character.published * growing(month, 0.86, 48)).min(1.0))
                || character.published >= 1.0
            {
                line.flag("published", true);
            }
        }
        if judged && self.chance(character.appealed * (1.0 + decline)) {
            self.appeal(closed, &character, &mut line);
        }
        let recent = month + 10 >= calendar.completed() && month < calendar.completed();
        if self.tribunal.part == Part::Correcting && recent && within && self.chance(0.04) {
            // First it was said to be in time; an audit found otherwise.
            let mut corrected = line.clone();
            corrected.flag("within_limit", false);
            docket.corrections.push(corrected.finish());
        }
        line.flag("within_limit", within);
        docket.lines.push(line.finish());
    }

    fn outcome(&mut self, mediable: bool, decline: f64) -> &'static str {
        let character = &self.tribunal.character;
        let ways = [
            ("mediated", if mediable { character.mediated * (1.0 - 0.5 * decline) } else { 0.0 }),
            ("withdrawn", character.withdrawn),
            ("settled", if mediable { character.settled } else { 0.0 }),
            ("dismissed", 0.025),
            ("transferred", 0.012),
            ("other", 0.004),
        ];
        let mut drawn: f64 = self.source.random();
        let way = ways.iter().find(|(_, share)| {
            drawn -= share;
            drawn < 0.0
        });
        way.map_or("judgment", |(word, _)| word)
    }

    /// Days that do not count, and whether the case was closed in time or its limit extended.
    fn limit(&mut self, case: &Case, closed: Day, decline: f64) -> (u32, bool) {
        let lasted = closed - case.filed;
        let excluded = if self.chance(0.07) { self.source.random_range(15..75).min(lasted) } else { 0 };
        let in_time = i64::from(lasted - excluded) <= case.procedure.days().0;
        let extended = self.tribunal.character.extended;
        let lapse = self.chance(0.09 * decline);
        let within = (in_time && !lapse) || extended >= 1.0 || self.chance(extended * (1.0 - 0.8 * decline));
        (excluded, within)
    }

    fn hearings(&mut self, case: &Case, outcome: &str, cause: usize, month: usize, line: &mut Line) {
        let hearings: u32 = match outcome {
            "judgment" if case.procedure == Procedure::Ordinary => self.source.random_range(1..4),
            "judgment" => 1 + u32::from(self.chance(0.15)),
            "mediated" => u32::from(self.chance(0.55)),
            _ => u32::from(self.chance(0.2)),
        };
        if hearings == 0 {
            return;
        }
        line.number("hearings", hearings);
        let closed_door = CAUSES[cause] == "family" && self.chance(0.12);
        if closed_door {
            line.number("closed_door_hearings", hearings);
        } else if self.chance(self.tribunal.character.broadcast * growing(month, 0.15, 42)) {
            line.flag("broadcast", true);
        }
    }

    /// An appeal, and what came of it, as far as it has happened and was sent.
    fn appeal(&mut self, closed: Day, character: &super::character::Character, line: &mut Line) {
        let calendar = &self.plan.calendar;
        let day = closed + self.source.random_range(6..24);
        let decided = day + lognormal(&mut self.source, 58.0, 0.4) as Day;
        let drawn: f64 = self.source.random();
        let told = |day: Day| day < calendar.end() && self.tribunal.tells(calendar, day);
        if !told(day) {
            return;
        }
        line.word("appealed", calendar.text(day));
        self.heard[calendar.month_of(day)] = true;
        let told = |day: Day| day < calendar.end() && self.tribunal.tells(calendar, day);
        if !told(decided) {
            return;
        }
        let outcome = if drawn < character.overturned * 0.8 {
            "reversed"
        } else if drawn < character.overturned {
            "remanded"
        } else if drawn < character.overturned + 0.1 {
            "withdrawn"
        } else {
            "upheld"
        };
        line.word("appeal_outcome", outcome);
        line.word("appeal_decided", calendar.text(decided));
        self.heard[calendar.month_of(decided)] = true;
    }
}

#[cfg(test)]
mod tests;
