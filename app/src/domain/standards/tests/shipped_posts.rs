//! Standards of posts that are shipped, each worked once by hand.

use super::{
    shipped::{
        Given::{Mark, Nothing, Number},
        Row, given, shipped, worked,
    },
    *,
};

fn with_share(rows: &[Row], share: u8) -> Inputs {
    Inputs { shares: BTreeMap::from([("governance".to_owned(), share)]), ..given(rows) }
}

#[test]
fn governance_counts_40_35_and_30_and_the_rest_is_one_one_one_two() {
    for (id, governance, unit, groups) in [
        ("post_judge", 40.0, 12.0, vec![]),
        ("post_assistant", 35.0, 13.0, vec!["assistant"]),
        ("post_clerk", 30.0, 14.0, vec!["clerk"]),
    ] {
        let standard = shipped(id);
        let full: Vec<_> = standard.categories.iter().map(|category| category.full()).collect();
        let wanted = [governance, unit, unit, unit, 2.0 * unit, 0.0].map(points);
        assert_eq!(full, wanted, "{id}");
        assert_eq!((standard.full(), standard.subject), (points(100.0), Subject::Post));
        let shared: Vec<_> = standard.categories.iter().filter(|category| category.shared).collect();
        assert_eq!((shared.len(), shared[0].id.as_str()), (1, "governance"), "{id}");
        assert_eq!(standard.groups, groups, "{id}");
        let own: Vec<String> = groups.iter().map(|group| (*group).to_owned()).collect();
        assert!(standard.measures(&own));
        assert_eq!(standard.measures(&["driver".to_owned()]), groups.is_empty());
    }
}

const JUDGE: [Row; 15] = [
    ("source", Mark(14.0), 14.0),
    ("guidance", Mark(10.0), 10.0),
    ("outreach", Mark(9.5), 9.5),       // the team: 33.5
    ("closed", Number(150.0), 6.0),     // three quarters of 8
    ("clearance", Number(0.95), 3.0),   // three quarters of 4; quantity: 9
    ("reversals", Number(2.0), 4.0),    // one is tolerated, one costs 2
    ("review", Mark(5.0), 5.0),         // quality: 9
    ("in_time", Number(0.96), 2.0),     // over 0.95: half of 4
    ("mean_days", Number(75.0), 3.0),   // 45 of the 60 days to 120: three quarters of 4
    ("long_pending", Number(1.0), 3.0), // one: 1 less; efficiency: 8
    ("acceptance", Number(0.89), 4.8),  // 0.09 of 0.15: 0.6 of 8
    ("mediation", Number(0.55), 8.0),   // all
    ("satisfaction", Mark(8.0), 8.0),   // effect: 20.8
    ("bonus", Number(2.0), 2.0),
    ("grave", Number(0.0), 0.0),
];

#[test]
fn a_judge_worked_by_hand() {
    let standard = shipped("post_judge");
    let inputs = with_share(&JUDGE, 80);
    let scored = worked(&standard, &JUDGE, inputs.clone());
    let governance = &scored.categories[0];
    // 80 % of the team's 33.5.
    assert_eq!(governance.points, points(26.8));
    assert_eq!(governance.team, Some((points(33.5), Some(80))));
    // 26.8 + 9 + 9 + 8 + 20.8 = 73.6, and a bonus of 2.
    assert_eq!((scored.total, scored.full), (points(75.6), points(100.0)));
    assert_eq!((scored.result.as_str(), scored.missing), ("competent", 0));
    // A grave fault takes ten points from everything: 65.6.
    let mut grave = inputs.clone();
    grave.values.insert("grave".to_owned(), number(1.0));
    let scored = score(&standard, &grave);
    assert_eq!((scored.total, scored.result.as_str()), (points(65.6), "basic"));
    // Three take twenty at most: 55.6.
    grave.values.insert("grave".to_owned(), number(3.0));
    let scored = score(&standard, &grave);
    assert_eq!((scored.total, scored.result.as_str()), (points(55.6), "incompetent"));
    // Without the share that somebody has to set, governance is a gap: 48.8.
    let scored = score(&standard, &Inputs { shares: BTreeMap::new(), ..inputs });
    assert_eq!((scored.total, scored.missing), (points(48.8), 1));
    assert_eq!(scored.categories[0].team, Some((points(33.5), None)));
}

const ASSISTANT: [Row; 13] = [
    ("source", Mark(11.0), 11.0),
    ("guidance", Mark(9.0), 9.0),
    ("outreach", Mark(10.0), 10.0), // the team: 30
    ("drafts", Mark(6.0), 6.0),
    ("mediations", Mark(5.5), 5.5), // quantity: 11.5
    ("draft_quality", Mark(6.0), 6.0),
    ("file_quality", Mark(5.0), 5.0), // quality: 11
    ("timely_drafts", Mark(6.5), 6.5),
    ("timely_orders", Mark(6.0), 6.0), // efficiency: 12.5
    ("mediation_effect", Mark(11.0), 11.0),
    ("satisfaction", Mark(12.5), 12.5), // effect: 23.5
    ("bonus", Nothing, 0.0),
    ("grave", Nothing, 0.0),
];

#[test]
fn an_assistant_worked_by_hand() {
    let standard = shipped("post_assistant");
    let scored = worked(&standard, &ASSISTANT, with_share(&ASSISTANT, 90));
    // 90 % of 30 is 27; 27 + 11.5 + 11 + 12.5 + 23.5.
    assert_eq!((scored.total, scored.result.as_str(), scored.missing), (points(85.5), "competent", 0));
}

const CLERK: [Row; 13] = [
    ("source", Mark(10.0), 10.0),
    ("guidance", Mark(8.0), 8.0),
    ("outreach", Mark(8.5), 8.5), // the team: 26.5
    ("records", Mark(6.0), 6.0),
    ("served", Mark(6.5), 6.5), // quantity: 12.5
    ("record_quality", Mark(7.0), 7.0),
    ("file_quality", Mark(6.0), 6.0), // quality: 13 of 14
    ("timely_service", Mark(5.5), 5.5),
    ("timely_archive", Mark(7.0), 7.0), // efficiency: 12.5
    ("service_effect", Mark(12.0), 12.0),
    ("satisfaction", Mark(13.0), 13.0), // effect: 25
    ("bonus", Mark(1.5), 1.5),          // given by hand
    ("grave", Nothing, 0.0),
];

#[test]
fn a_clerk_worked_by_hand() {
    let standard = shipped("post_clerk");
    let scored = worked(&standard, &CLERK, with_share(&CLERK, 100));
    // 26.5 + 12.5 + 13 + 12.5 + 25 = 89.5, and a bonus of 1.5.
    assert_eq!((scored.total, scored.result.as_str()), (points(91.0), "excellent"));
}

/// Five classes: what each sub-class has.
const CLASSES: [Row; 52] = [
    ("closed", Number(180.0), 3.0),         // three quarters of 4
    ("received", Number(120.0), 1.0),       // half of 2
    ("first_instance", Number(150.0), 1.5), // three quarters of 2
    ("mediated", Number(60.0), 1.5),        // three quarters of 2
    ("settled", Number(40.0), 1.0),         // all
    ("carried_over", Number(0.8), 1.4),     // 0.7 of the way from 1.5 to 0.5, of 2
    ("hearings", Mark(1.5), 1.5),
    ("complex", Mark(1.0), 1.0),
    ("circuit", Mark(0.5), 0.5),
    ("other_work", Mark(2.0), 2.0),   // quantity: 14.4
    ("appeals", Number(0.08), 2.4),   // 0.12 of 0.15: 0.8 of 3
    ("reversed", Number(0.01), 2.25), // three quarters of 3
    ("remanded", Number(0.0), 3.0),   // none
    ("retrials", Mark(2.0), 2.0),     // so far 9.65
    ("defects", Mark(2.5), 2.5),
    ("supervised", Mark(2.0), 2.0),
    ("reasoning", Mark(1.5), 1.5),
    ("similar_cases", Mark(1.0), 1.0),
    ("facts", Mark(1.0), 1.0),
    ("hearing_quality", Mark(1.5), 1.5),
    ("slips", Mark(0.5), 0.5),
    ("model_cases", Mark(0.0), 0.0),      // quality: 19.65
    ("closing_rate", Number(0.91), 2.52), // 0.6 of the way from 0.85 (0.6) to 0.95 (1): 0.84 of 3
    ("clearance_rate", Number(0.9), 1.0), // half of 2
    ("in_time", Number(0.99), 3.0),       // all
    ("mean_days", Number(40.0), 2.0),     // between 20 and 60: all
    ("long_pending", Number(0.02), 1.6),  // 0.8 of 2
    ("suspended", Number(0.05), 0.75),    // three quarters of 1; so far 10.87
    ("first_hearing", Mark(1.0), 1.0),
    ("extensions", Mark(0.5), 0.5),
    ("service", Mark(1.5), 1.5),
    ("balance", Mark(2.0), 2.0),
    ("split", Mark(1.0), 1.0),              // efficiency: 16.87
    ("acceptance", Number(0.92), 2.4),      // 0.12 of 0.15: 0.8 of 3
    ("mediation_rate", Number(0.15), 1.5),  // half way from 0.05 to 0.25
    ("withdrawal_rate", Number(0.2), 2.0),  // all
    ("settlement_rate", Number(0.05), 0.5), // half of 1
    ("performance", Mark(1.5), 1.5),
    ("satisfaction", Mark(3.0), 3.0),
    ("petitions", Mark(2.0), 2.0),
    ("suggestions", Mark(0.0), 0.0),
    ("pretrial", Mark(1.5), 1.5),
    ("publicity", Mark(1.0), 1.0), // effect: 15.4
    ("broadcast", Mark(2.0), 2.0),
    ("published", Mark(1.5), 1.5),
    ("archiving", Mark(2.0), 2.0),
    ("electronic_files", Mark(1.0), 1.0),
    ("discipline", Mark(1.5), 1.5),
    ("deadlines", Mark(2.0), 2.0),
    ("information", Mark(1.0), 1.0),
    ("clean", Mark(2.0), 2.0),
    ("learning", Mark(1.0), 1.0), // conduct: 14
];

#[test]
fn the_five_classes_have_52_sub_classes_and_compute_only_what_posts_have() {
    let standard = shipped("judge_classes");
    assert_eq!((standard.categories.len(), standard.items().count()), (5, 52));
    assert_eq!(standard.subject, Subject::Post);
    for id in ["judge_classes", "post_judge"] {
        let of_posts = &crate::domain::cases::ITEMS[..crate::domain::cases::POST_ITEMS];
        for item in shipped(id).items().filter(|item| !item.scoring.is_extra()) {
            let Some(formula) = item.scoring.formula() else { continue };
            let formula = crate::domain::expressions::Expression::parse(formula).unwrap();
            for named in formula.items() {
                assert!(of_posts.contains(&named.item.as_str()), "{id}: {}: {}", item.id, named.item);
            }
        }
    }
}

#[test]
fn the_five_classes_worked_by_hand() {
    let standard = shipped("judge_classes");
    let scored = worked(&standard, &CLASSES, given(&CLASSES));
    let had: Vec<_> = scored.categories.iter().map(|category| category.points.as_f64()).collect();
    assert_eq!(had, [14.4, 19.65, 16.87, 15.4, 14.0]);
    // Together 80.32: over 75, not 90.
    assert_eq!((scored.total, scored.full), (points(80.32), points(100.0)));
    assert_eq!((scored.result.as_str(), scored.missing), ("good", 0));
}
