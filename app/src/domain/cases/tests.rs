use super::{counter::item, *};
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
