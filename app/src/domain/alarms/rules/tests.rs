use super::*;
use crate::domain::devices::messages::Stage;

fn local(text: &str) -> NaiveDateTime {
    NaiveDateTime::parse_from_str(text, "%Y-%m-%d %H:%M").unwrap()
}

fn person(zones: &[&str]) -> Sight {
    Sight {
        stage: Stage::New,
        objects: vec!["person".to_owned()],
        zones: zones.iter().map(|zone| (*zone).to_owned()).collect(),
        severity: None,
    }
}

fn rule(alarm: AlarmKind) -> Rule {
    usual().into_iter().find(|rule| rule.alarm == alarm).unwrap()
}

fn at(point: PointKind) -> Place<'static> {
    Place { point: Some(point), path: &[] }
}

#[test]
fn the_usual_rules_are_right_and_cover_what_needs_one() {
    for rule in usual() {
        assert_eq!(rule.fault(), None, "{rule:?}");
    }
    let kinds: Vec<_> = usual().iter().map(|rule| rule.alarm).collect();
    assert_eq!(kinds, [AlarmKind::Presence, AlarmKind::Crowd, AlarmKind::Unmanned, AlarmKind::Alert]);
}

#[test]
fn the_night_goes_over_midnight_and_belongs_to_the_day_before() {
    let mut night = rule(AlarmKind::Presence);
    // 2026-11-27 is a Friday.
    night.days = vec![5];
    for (time, minutes) in [
        ("2026-11-27 19:59", None),
        ("2026-11-27 20:00", Some(0)),
        ("2026-11-28 06:29", Some(629)),
        ("2026-11-28 06:30", None),
        ("2026-11-28 21:00", None),
        ("2026-11-27 03:00", None),
    ] {
        assert_eq!(night.running_minutes(local(time)), minutes, "{time}");
    }
}

#[test]
fn somebody_in_the_courtroom_is_an_alarm_at_night_only_and_there_only() {
    let night = rule(AlarmKind::Presence);
    let (late, day) = (local("2026-11-27 22:00"), local("2026-11-27 10:00"));
    assert!(night.is_raised(at(PointKind::Courtroom), &person(&[]), late, 1));
    assert!(!night.is_raised(at(PointKind::Courtroom), &person(&[]), day, 1));
    assert!(!night.is_raised(at(PointKind::Hall), &person(&[]), late, 1));
    assert!(!night.is_raised(Place { point: None, path: &[] }, &person(&[]), late, 1));
    let cat = Sight { objects: vec!["cat".to_owned()], ..person(&[]) };
    assert!(!night.is_raised(at(PointKind::Courtroom), &cat, late, 1));
}

#[test]
fn a_crowd_is_as_many_as_the_rule_says_in_its_zone() {
    let crowd = Rule { zones: vec!["queue".to_owned()], at_least: 3, ..rule(AlarmKind::Crowd) };
    let noon = local("2026-11-27 12:00");
    let check = at(PointKind::SecurityCheck);
    assert!(crowd.is_raised(check, &person(&["door", "queue"]), noon, 3));
    assert!(!crowd.is_raised(check, &person(&["queue"]), noon, 2));
    assert!(!crowd.is_raised(check, &person(&["door"]), noon, 9));
}

#[test]
fn a_rule_for_a_unit_holds_below_it() {
    let path = ["T".to_owned(), "C".to_owned()];
    let place = Place { point: Some(PointKind::Gate), path: &path };
    let gate = Rule { units: vec!["C".to_owned()], ..rule(AlarmKind::Unmanned) };
    assert!(gate.is_for(place));
    assert!(!Rule { units: vec!["D".to_owned()], ..gate }.is_for(place));
}

#[test]
fn alerts_come_from_review_items_and_not_from_every_sight() {
    let alert = rule(AlarmKind::Alert);
    let review = |severity| Sight { severity: Some(severity), ..person(&[]) };
    assert!(alert.is_about(&review(Severity::Alert)));
    assert!(!alert.is_about(&review(Severity::Detection)));
    assert!(!alert.is_about(&person(&[])));
    assert!(!rule(AlarmKind::Presence).is_about(&review(Severity::Alert)));
    let any = Rule { severity: Some(Severity::Detection), ..alert };
    assert!(any.is_about(&review(Severity::Alert)) && any.is_about(&review(Severity::Detection)));
}

#[test]
fn quiet_hours_come_every_day_and_go_over_midnight() {
    let crowd = Rule { quiet_from: "22:00".into(), quiet_to: "06:00".into(), ..rule(AlarmKind::Crowd) };
    let is = |time: &str| crowd.is_quiet(local(&format!("2026-11-27 {time}")));
    assert_eq!(["21:59", "22:00", "00:00", "05:59", "06:00"].map(is), [false, true, true, true, false]);
    assert!(!rule(AlarmKind::Crowd).is_quiet(local("2026-11-27 00:00")));
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let night = rule(AlarmKind::Presence);
    let crowd = rule(AlarmKind::Crowd);
    for (rule, fault) in [
        (Rule { from: "25:00".into(), ..night.clone() }, ("from", "bad_time")),
        (Rule { to: String::new(), ..night.clone() }, ("to", "bad_time")),
        (Rule { to: night.from.clone(), ..night.clone() }, ("to", "bad_time")),
        (Rule { days: vec![8], ..night.clone() }, ("days", "bad_weekday")),
        (Rule { alarm: AlarmKind::Dark, ..night }, ("alarm", "alarm_without_rule")),
        (
            Rule { quiet_from: "22:00".into(), quiet_to: "06:00".into(), ..rule(AlarmKind::Presence) },
            ("quiet_from", "severe_is_never_quiet"),
        ),
        (Rule { quiet_from: "22:00".into(), ..crowd.clone() }, ("quiet_to", "bad_time")),
        (Rule { at_least: 1, ..crowd.clone() }, ("at_least", "out_of_range")),
        (Rule { alarm: AlarmKind::Unmanned, ..crowd.clone() }, ("minutes", "out_of_range")),
        (Rule { alarm: AlarmKind::Alert, ..crowd }, ("severity", "missing")),
    ] {
        assert_eq!(rule.fault(), Some(fault), "{rule:?}");
    }
}
