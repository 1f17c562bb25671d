//! Standards of tribunals that are shipped beside the double standards, each worked once by hand.

use super::{
    shipped::{
        Given::{Mark, Number, Parts},
        Row, given, shipped, worked,
    },
    *,
};

/// Safety risk: what each point has.
const SAFETY: [Row; 48] = [
    ("responsibility", Mark(2.0), 2.0),
    ("leadership", Mark(0.5), 0.5),
    ("emergency_plan", Mark(1.5), 1.5),
    ("drills", Number(1.0), 1.0),           // one of two: half of 2
    ("inspections", Number(9.0), 1.5),      // 9 of 12 of 2
    ("hazards", Number(1.0), 1.5),          // one left: 0.5 less
    ("access_rules", Mark(1.0), 1.0),       // so far 9
    ("security_checks", Number(0.96), 1.6), // over 0.95, not 0.99: 0.8 of 2
    ("duty_roster", Number(1.0), 1.0),      // yes
    ("police_link", Number(1.0), 2.0),      // yes
    ("case_risk", Mark(1.5), 1.5),
    ("funds", Number(0.8), 0.75), // 0.3 of the 0.4 from 0.5 to 0.9; system: 15.85
    ("security_staff", Number(1.0), 1.5), // one of two: half of 3
    ("judicial_police", Number(0.0), 0.0),
    ("certified", Mark(2.0), 2.0),
    ("night_guard", Number(1.0), 2.0),
    ("training", Mark(1.5), 1.5),
    ("response", Mark(1.5), 1.5),
    ("watch", Mark(2.0), 2.0),
    ("protection", Mark(1.0), 1.0),
    ("awareness", Mark(1.5), 1.5), // personnel: 13
    ("wall", Number(1.0), 2.0),
    ("zones", Number(1.0), 3.0),
    ("passage", Number(0.0), 0.0),
    ("evacuation", Number(1.0), 3.0),
    ("check_point", Number(1.0), 3.0),
    ("lockers", Number(1.0), 1.0),
    ("custody", Number(0.0), 0.0),
    ("duty_room", Number(1.0), 2.0),
    ("courtroom", Mark(1.5), 1.5),
    ("electricity", Number(1.0), 2.0),
    ("surroundings", Mark(2.0), 2.0), // settings: 19.5
    ("gate", Number(1.0), 3.0),
    ("xray", Number(1.0), 3.0),
    ("handheld", Number(1.0), 2.0),
    ("tested", Number(0.0), 0.0),
    ("register", Number(1.0), 1.0),
    ("alarm", Number(1.0), 3.0),
    ("cameras", Number(1.0), 3.0),
    ("storage", Number(0.0), 0.0),
    ("cameras_online", Number(0.89), 1.5), // half way from 0.8 to 0.98
    ("fire_equipment", Number(1.0), 2.0),  // equipment: 18.5
    ("explosion_gear", Number(1.0), 4.0),
    ("blockade", Number(0.0), 0.0),
    ("police_gear", Number(1.0), 3.0),
    ("placing", Mark(1.5), 1.5),
    ("upkeep", Mark(0.5), 0.5),
    ("handling", Mark(1.0), 1.0), // explosion-proof gear: 10
];

#[test]
fn the_safety_risk_level_has_48_points_in_five_aspects_and_says_how_often_is_inspected() {
    let standard = shipped("safety_risk");
    let sizes: Vec<_> = standard.categories.iter().map(|category| category.items.len()).collect();
    assert_eq!(sizes, [12, 9, 11, 10, 6]);
    let ids: Vec<_> = standard.categories.iter().map(|category| category.id.as_str()).collect();
    assert_eq!(ids, ["system", "personnel", "settings", "equipment", "explosion"]);
    let levels: Vec<_> = standard.results.iter().map(|level| level.id.as_str()).collect();
    assert_eq!(levels, ["low", "general", "higher", "high"]);
    let often: BTreeSet<_> = standard.results.iter().map(|level| level.follows.clone().unwrap()).collect();
    assert_eq!(often.len(), 4, "each level is inspected another way");
    // The levels are those the tribunals report.
    let catalogue = Catalogue::built_in().unwrap();
    let choices = &catalogue.item("safety_risk_level").unwrap().choices;
    assert!(levels.iter().zip(choices).all(|(level, choice)| *level == choice.id));
}

#[test]
fn a_safety_risk_worked_by_hand() {
    let standard = shipped("safety_risk");
    let scored = worked(&standard, &SAFETY, given(&SAFETY));
    let had: Vec<_> = scored.categories.iter().map(|category| category.points.as_f64()).collect();
    assert_eq!(had, [15.85, 13.0, 19.5, 18.5, 10.0]);
    // 15.85 + 13 + 19.5 + 18.5 + 10: over 60, not 80.
    assert_eq!((scored.total, scored.full), (points(76.85), points(100.0)));
    assert_eq!(scored.result, "higher");
    let follows = standard.outcome("higher").unwrap().follows.as_ref().unwrap();
    assert!(follows.0.contains("每月") && follows.1.contains("every month"));
}

#[test]
fn an_accident_is_a_risk_whatever_stands_at_the_entrance() {
    let standard = shipped("safety_risk");
    let marks = standard.items().map(|item| (item.id.clone(), item.points)).collect();
    let mut inputs = Inputs { marks, ..Inputs::default() };
    assert_eq!(score(&standard, &inputs).result, "low");
    inputs.values.insert("accident".to_owned(), number(1.0));
    let scored = score(&standard, &inputs);
    assert_eq!((scored.result.as_str(), scored.without_vetoes.as_str()), ("higher", "low"));
}

/// Comprehensive assessment: what each indicator has.
const COMPREHENSIVE: [Row; 36] = [
    ("closing_rate", Number(0.9), 3.2), // half way from 0.85 (0.6) to 0.95 (1): 0.8 of 4
    ("clearance_rate", Number(0.95), 2.25), // 0.15 of 0.2: 0.75 of 3
    ("closed_in_time", Number(0.96), 1.8), // over 0.95: 0.6 of 3
    ("mean_days", Number(75.0), 2.25),  // 45 of the 60 days to 120: 0.75 of 3
    ("acceptance", Number(0.925), 2.4), // half way from 0.9 (0.6) to 0.95 (1): 0.8 of 3
    ("reversals", Number(0.01), 3.2),   // half way from 0 (1) to 0.02 (0.6): 0.8 of 4
    ("retrials", Number(1.0), 1.0),     // one: 1 less; so far 16.1
    ("mediation", Number(0.55), 3.0),   // between 0.4 and 0.7: all
    ("simple_procedure", Number(0.7), 2.25), // 0.3 of 0.4: 0.75 of 3
    ("small_claims", Number(0.15), 1.0), // half of 2
    ("long_pending", Number(0.025), 2.25), // half way from 0 (1) to 0.05 (0.5): 0.75 of 3
    ("published", Number(0.89), 1.0),   // half way from 0.8 to 0.98: half of 2
    ("broadcast", Number(0.3), 1.4),    // from 0.3 on: 0.7 of 2
    ("defects", Number(0.02), 2.4),     // 0.8 of 3; trial: 29.4
    ("filings", Number(0.05), 1.6),     // half way from 0 (0.8) to 0.1 (0): 0.4 of 4
    ("diverted", Number(0.25), 2.0),    // half way from 0.1 to 0.4
    ("mediation_success", Number(0.54), 3.2), // 0.24 of 0.3: 0.8 of 4
    ("confirmation", Number(0.15), 1.5), // half of 3
    ("suggestions", Number(0.65), 1.5), // half way from 0.4 to 0.9
    ("no_litigation", Number(0.2), 3.0), // all
    ("local_governance", Mark(3.5), 3.5), // source governance: 16.3
    ("posts_filled", Number(0.81), 1.8), // 0.21 of 0.35: 0.6 of 3
    ("judges", Number(0.8), 1.0),       // half way from 0.6 to 1
    ("assistants", Number(0.5), 1.0),   // half of 2
    ("clerks", Number(1.2), 2.0),       // over one: all
    ("training", Number(6.0), 1.2),     // 6 of 10 days of 2
    ("head_in_post", Number(1.0), 2.0), // yes
    ("sanctions", Number(0.0), 3.0),    // none
    ("party_building", Mark(1.5), 1.5),
    ("research", Number(3.0), 1.0), // 3 of 6 of 2; staff: 14.5
    ("courtrooms", Parts(2, 3), 2.0),
    ("service_hall", Parts(5, 5), 3.0),
    ("security", Parts(8, 9), 2.67), // 2.667
    ("digital", Parts(3, 4), 2.25),
    ("security_checks", Number(0.995), 3.0), // construction: 12.92
    ("recognition", Number(3.0), 3.0),       // one of the province, one of the nation: 1 + 2
];

#[test]
fn the_comprehensive_assessment_has_35_indicators_and_one_bonus() {
    let standard = shipped("comprehensive");
    let sizes: Vec<_> = standard.categories.iter().map(|category| category.items.len()).collect();
    assert_eq!(sizes, [14, 7, 9, 5, 1]);
    assert_eq!(standard.items().filter(|item| !item.scoring.is_extra()).count(), 35);
    assert!(standard.items().last().unwrap().scoring.is_bonus());
}

#[test]
fn a_comprehensive_assessment_worked_by_hand() {
    let standard = shipped("comprehensive");
    let scored = worked(&standard, &COMPREHENSIVE, given(&COMPREHENSIVE));
    let had: Vec<_> = scored.categories.iter().map(|category| category.points.as_f64()).collect();
    assert_eq!(had, [29.4, 16.3, 14.5, 12.92, 0.0]);
    // 29.4 + 16.3 + 14.5 + 12.92 = 73.12, and the bonus of 3: over 60, not 80.
    assert_eq!((scored.total, scored.full), (points(76.12), points(100.0)));
    assert_eq!((scored.result.as_str(), scored.missing), ("qualified", 0));
    // Nine honours are still five points: 78.12.
    let mut inputs = given(&COMPREHENSIVE);
    inputs.values.insert("recognition".to_owned(), number(9.0));
    assert_eq!(score(&standard, &inputs).total, points(78.12));
    // Nothing known to be rewarded is nothing, and no gap.
    inputs.values.remove("recognition");
    let scored = score(&standard, &inputs);
    assert_eq!((scored.total, scored.missing), (points(73.12), 0));
}

/// Reverse assessment: what each has.
const REVERSE: [Row; 4] = [
    ("falling", Number(-0.05), 24.0), // half way from −0.1 (1) to 0 (0.6): 0.8 of 30
    ("slow_growth", Number(0.02), 8.0), // 0.08 of the 0.1 to nothing, of a half: 0.4 of 20
    ("delegated", Number(0.4), 20.0), // 0.8 of 25
    ("confirmation", Number(0.24), 15.0), // 0.6 of 25
];

#[test]
fn a_reverse_assessment_worked_by_hand() {
    let standard = shipped("reverse");
    let scored = worked(&standard, &REVERSE, given(&REVERSE));
    // 32 of 50 and 35 of 50: 67.
    assert_eq!((scored.total, scored.full), (points(67.0), points(100.0)));
    assert_eq!(scored.result, "some");
    // −12 % and growth that has slowed by ten points of per cent: 50 + 35, with 100 % and 70 %.
    let mut inputs = given(&REVERSE);
    inputs.values.insert("falling".to_owned(), number(-0.12));
    inputs.values.insert("slow_growth".to_owned(), number(-0.1));
    let scored = score(&standard, &inputs);
    assert_eq!((scored.total, scored.result.as_str()), (points(85.0), "strong"));
    // Filings that fall because they are refused are no success.
    inputs.raised.insert("refused_filings".to_owned());
    assert_eq!(score(&standard, &inputs).result, "weak");
}

proptest! {
    /// In the reverse assessment fewer filings are never worse.
    #[test]
    fn falling_is_never_worse(a in -1.0f64..2.0, b in -1.0f64..2.0) {
        let standard = shipped("reverse");
        let with = |change: f64| {
            let mut inputs = given(&REVERSE);
            inputs.values.insert("falling".to_owned(), number(change));
            score(&standard, &inputs).total
        };
        prop_assert!(with(a.min(b)) >= with(a.max(b)));
    }
}
