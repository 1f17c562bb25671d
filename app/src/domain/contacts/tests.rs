use super::*;
use crate::domain::catalogue::{BUILT_IN, Catalogue};

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn month(text: &str) -> Month {
    text.parse().unwrap()
}

#[test]
fn the_guidance_day_is_there_in_every_month() {
    let first_saturday = GuidanceDay::default();
    for (of, expected) in [("2026-11", "2026-11-07"), ("2026-12", "2026-12-05"), ("2026-08", "2026-08-01")] {
        assert_eq!(first_saturday.in_month(month(of)), day(expected));
    }
    let last_monday = GuidanceDay::new(GuidanceDay::LAST, 1).unwrap();
    for (of, expected) in [("2026-11", "2026-11-30"), ("2026-12", "2026-12-28"), ("2027-02", "2027-02-22")] {
        assert_eq!(last_monday.in_month(month(of)), day(expected));
    }
    for week in 1..=5 {
        for weekday in 1..=7 {
            let guidance = GuidanceDay::new(week, weekday).unwrap();
            assert_eq!(GuidanceDay::read(&guidance.stored()), Some(guidance));
            for n in 0..60 {
                let month = month("2024-01").plus(n);
                let found = guidance.in_month(month);
                assert_eq!((Month::of(found), found.weekday().number_from_monday()), (month, weekday));
                assert!(week == 5 || (found.day() - 1) / 7 + 1 == week, "{found}");
                assert!(week != 5 || Month::of(found + Days::new(7)) != month, "{found}");
            }
        }
    }
    for wrong in ["", "0-6", "6-6", "1-0", "1-8", "1", "1-6-2", "a-b"] {
        assert_eq!(GuidanceDay::read(wrong), None, "{wrong}");
    }
}

#[test]
fn the_next_and_the_last_one_may_be_today() {
    let guidance = GuidanceDay::default();
    assert_eq!(guidance.next(day("2026-11-07")), day("2026-11-07"));
    assert_eq!(guidance.next(day("2026-11-08")), day("2026-12-05"));
    assert_eq!(guidance.latest(day("2026-12-05")), day("2026-12-05"));
    assert_eq!(guidance.latest(day("2026-12-04")), day("2026-11-07"));
    assert_eq!(guidance.next(day("2026-12-31")), day("2027-01-02"));
}

#[test]
fn missed_is_what_was_due_and_is_not_written_down_in_time() {
    let latest = day("2026-11-07");
    let of = |from: &str, visited: Option<&str>, today: &str| {
        Guidance::of((day(from), latest), visited.map(day), day(today), 5)
    };
    assert_eq!(of("2026-11-08", None, "2026-11-30"), Guidance::Upcoming);
    assert_eq!(of("2026-11-07", None, "2026-11-12"), Guidance::Waiting);
    assert_eq!(of("2026-11-07", None, "2026-11-13"), Guidance::Missed);
    assert_eq!(of("2026-01-01", Some("2026-10-31"), "2026-11-13"), Guidance::Missed);
    assert_eq!(of("2026-01-01", Some("2026-11-02"), "2026-11-30"), Guidance::Kept, "any day of the month");
}

#[test]
fn a_difficulty_goes_up_and_down_again() {
    use DifficultyMove::{Answer, Reopen, Settle};
    use DifficultyState::{Answered, Open, Settled};
    let expected = [
        (Open, [Some(Answered), Some(Settled), None]),
        (Answered, [None, Some(Settled), Some(Open)]),
        (Settled, [None, None, Some(Open)]),
    ];
    for (state, after) in expected {
        assert_eq!([Answer, Settle, Reopen].map(|what| state.after(what)), after, "{state:?}");
    }
}

#[test]
fn the_inspection_is_short_and_a_wrong_file_is_refused() {
    let rules = Catalogue::built_in().unwrap().contact_rules().clone();
    assert!((5..=15).contains(&rules.checks.len()) && rules.check("fire").is_some());
    let text = BUILT_IN.iter().find(|(name, _)| *name == "contacts.toml").unwrap().1;
    for (old, new, reason) in [
        ("id = \"fire\"", "id = \"exits\"", "twice"),
        ("remind_days = 3", "remind_days = 30", "0 to 13"),
        ("answer_days = 15", "answer_days = 0", "1 to 365"),
    ] {
        assert!(text.contains(old), "{old}");
        let error = reading::read_contact_rules("contacts.toml", &text.replacen(old, new, 1)).unwrap_err();
        assert!(error.reason.contains(reason), "{error}");
    }
}
