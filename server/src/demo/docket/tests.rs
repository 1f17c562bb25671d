use super::{
    super::{plan::PUBLISHED, province::places},
    *,
};
use app::domain::{
    cases::{CaseLine, CaseState},
    periods::Month,
};
use chrono::NaiveDate;
use sha2::{Digest, Sha256};
use std::collections::HashSet;

fn today() -> NaiveDate {
    "2026-11-24".parse().unwrap()
}

fn plan(seed: u64, scale: f64) -> Plan {
    Plan::new(seed, &places().unwrap(), today(), scale)
}

fn states(lines: &[String]) -> Vec<CaseState> {
    let parse = |line: &String| match CaseLine::parse(line, today()) {
        Ok(CaseLine::State(state)) => Some(*state),
        Ok(CaseLine::Complete(_)) => None,
        Err(fault) => panic!("{fault:?} in {line}"),
    };
    lines.iter().filter_map(parse).collect()
}

#[test]
fn every_line_is_taken_and_the_published_totals_are_in_them() {
    let plan = plan(1, 1.0);
    let (mut received, mut closed, mut numbers) = (0u64, 0u64, 0u64);
    let span = PUBLISHED.0..=PUBLISHED.1;
    let month_of = |line: &str, name: &str| -> Option<Month> {
        let start = line.find(&format!("\"{name}\":\""))? + name.len() + 4;
        line[start..start + 7].parse().ok()
    };
    for tribunal in &plan.tribunals {
        let docket = simulate(&plan, tribunal);
        // All are counted as text; to read a million lines takes a while without optimisation, so only a
        // few tribunals are read in full, the odd ones among them.
        for line in docket.lines.iter().filter(|line| line.contains("\"filed\"")) {
            numbers += 1;
            received += u64::from(month_of(line, "filed").is_some_and(|month| span.contains(&month)));
            closed += u64::from(month_of(line, "closed").is_some_and(|month| span.contains(&month)));
        }
        let usual = [Part::Ordinary, Part::Good, Part::Worsening, Part::Correcting].contains(&tribunal.part);
        if usual && tribunal.number % 30 != 0 {
            continue;
        }
        let mut seen = HashSet::new();
        for state in states(&docket.lines) {
            let filed = Month::of(state.filed);
            assert!(filed >= tribunal.place.opened().unwrap(), "{}: {}", state.number, state.filed);
            assert_eq!(state.tribunal, tribunal.place.code);
            assert!(seen.insert(state.number.clone()), "{} occurs twice", state.number);
        }
    }
    assert_eq!((received, closed), (485_000, 483_000));
    assert_eq!(numbers, plan.cases());
}

fn hash(seed: u64) -> Vec<u8> {
    let plan = plan(seed, 0.05);
    let mut hash = Sha256::new();
    for tribunal in &plan.tribunals {
        let docket = simulate(&plan, tribunal);
        for line in docket.lines.iter().chain(&docket.corrections) {
            hash.update(line);
        }
    }
    hash.finalize().to_vec()
}

#[test]
fn the_same_seed_gives_the_same_lines_and_another_one_others() {
    assert_eq!(hash(5), hash(5));
    assert_ne!(hash(5), hash(6));
}

#[test]
fn a_post_has_only_cases_of_its_time_and_almost_every_case_has_a_post() {
    let plan = plan(1, 0.2);
    let (mut with, mut without) = (0, 0);
    for tribunal in plan.tribunals.iter().step_by(7) {
        for state in states(&simulate(&plan, tribunal).lines) {
            let Some(code) = &state.post else {
                without += 1;
                continue;
            };
            with += 1;
            let post = tribunal.posts.iter().find(|post| post.code == *code).unwrap();
            let index = |day| plan.calendar.index(Month::of(day));
            assert!(post.takes(index(state.filed)), "{}", state.number);
            assert!(state.closed.is_none_or(|day| post.exists(index(day))), "{}", state.number);
        }
    }
    assert!(without * 50 < with, "{without} of {with} without a post");
}

#[test]
fn odd_tribunals_are_odd() {
    let plan = plan(1, 1.0);
    let of = |part: Part| {
        let tribunal = plan.tribunals.iter().find(|t| t.part == part).unwrap();
        (tribunal, simulate(&plan, tribunal))
    };
    assert!(of(Part::Silent).1.lines.is_empty());

    let (late, docket) = of(Part::Late);
    let last = states(&docket.lines).iter().flat_map(|s| s.event_months().collect::<Vec<_>>()).max().unwrap();
    assert_eq!(last.to_string(), "2026-08", "{}", late.place.code);

    let (_, docket) = of(Part::Stale);
    let newest =
        states(&docket.lines).iter().map(|s| s.filed.max(s.closed.unwrap_or(s.filed))).max().unwrap();
    assert!((today() - newest).num_days() >= 4, "{newest}");

    let (gap, docket) = of(Part::Gap);
    let months: HashSet<Month> =
        states(&docket.lines).iter().flat_map(|s| s.event_months().collect::<Vec<_>>()).collect();
    for month in gap.gap.clone() {
        assert!(!months.contains(&plan.calendar.month(month)));
    }

    let (_, docket) = of(Part::Perfect);
    assert!(states(&docket.lines).iter().all(|s| s.within_limit != Some(false)));

    let (_, docket) = of(Part::December);
    let closed: Vec<_> = states(&docket.lines).iter().filter_map(|s| s.closed).collect();
    let december = closed.iter().filter(|day| Month::of(**day).month() == 12).count();
    assert!(december * 6 > closed.len(), "{december} of {}", closed.len());

    let (newcomer, docket) = of(Part::Newcomer);
    let post = &newcomer.posts.iter().find(|post| post.newcomer).unwrap().code;
    let own: Vec<_> = states(&docket.lines).into_iter().filter(|s| s.post.as_ref() == Some(post)).collect();
    assert!(!own.is_empty() && own.iter().all(|s| s.closed.is_none()));

    let (_, docket) = of(Part::Correcting);
    let first = states(&docket.lines);
    let corrections = states(&docket.corrections);
    assert!(!corrections.is_empty());
    for corrected in corrections {
        let before = first.iter().find(|s| s.number == corrected.number).unwrap();
        assert_eq!((before.within_limit, corrected.within_limit), (Some(true), Some(false)));
    }
}

#[test]
fn rates_are_plausible() {
    let plan = plan(1, 1.0);
    let cases: Vec<_> =
        plan.tribunals.iter().step_by(9).flat_map(|t| states(&simulate(&plan, t).lines)).collect();
    let closed: Vec<_> = cases.iter().filter(|s| s.closed.is_some()).collect();
    let share = |of: &dyn Fn(&CaseState) -> bool| {
        closed.iter().filter(|s| of(s)).count() as f64 / closed.len() as f64
    };
    let within = share(&|s| s.within_limit == Some(true));
    assert!((0.95..0.999).contains(&within), "closed in time: {within}");
    let appealed = share(&|s| s.appealed.is_some());
    assert!((0.04..0.14).contains(&appealed), "appealed: {appealed}");
    let days = closed.iter().map(|s| (s.closed.unwrap() - s.filed).num_days()).sum::<i64>() as f64
        / closed.len() as f64;
    assert!((28.0..75.0).contains(&days), "days: {days}");
    let broadcast = share(&|s| s.broadcast);
    assert!((0.1..0.6).contains(&broadcast), "broadcast: {broadcast}");
}
