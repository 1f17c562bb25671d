mod comparing;
mod extras;
mod shipped;
mod shipped_posts;
mod shipped_tribunals;

use super::*;
use crate::domain::catalogue::{BUILT_IN, Catalogue};
use proptest::prelude::*;
use std::{collections::BTreeSet, sync::LazyLock};

/// A small standard with every way of scoring.
const SMALL: &str = r#"
id = "small"
zh = "小标准"
en = "Small standard"
note_zh = "测试"
note_en = "For tests"
edition = "1"
effective = "2026-01-01"
subject = "tribunal"
months = 12
[[category]]
id = "house"
zh = "场所"
en = "House"
[[category.item]]
id = "courtroom"
zh = "审判庭"
en = "Courtroom"
points = 4.0
guidance_zh = "看"
guidance_en = "Look"
evidence = ["photo"]
scale = { step = 0.5 }
[[category.item]]
id = "site"
zh = "院落"
en = "Site"
points = 6.0
guidance_zh = "看"
guidance_en = "Look"
checklist = { section = "infra_site" }
[[category.item]]
id = "pier"
zh = "码头"
en = "Pier"
points = 2.0
guidance_zh = "看"
guidance_en = "Look"
groups = ["island"]
scale = { step = 1.0 }
[[category]]
id = "work"
zh = "办案"
en = "Work"
[[category.item]]
id = "rate"
zh = "结案率"
en = "Closing rate"
points = 10.0
guidance_zh = "看"
guidance_en = "Look"
line = { formula = "closed / (pending_start + received)", at = [[0.6, 0.0], [0.8, 0.5], [0.9, 1.0]] }
[[category.item]]
id = "time"
zh = "审限内"
en = "In time"
points = 5.0
guidance_zh = "看"
guidance_en = "Look"
steps = { formula = "closed_in_time / closed", at = [[0.9, 0.4], [0.98, 1.0]] }
[[category.item]]
id = "safety"
zh = "安全"
en = "Safety"
points = 5.0
guidance_zh = "看"
guidance_en = "Look"
deduct = { formula = "safety_incidents", each = 1.5 }
[[category.item]]
id = "honour"
zh = "荣誉"
en = "Honours"
points = 2.0
guidance_zh = "看"
guidance_en = "Look"
bonus = { formula = "honours_provincial", each = 1.0 }
[[veto]]
id = "quality"
zh = "质量"
en = "Quality"
formula = "(reversed + remanded) / first_instance_closed"
worst_peers = 0.1
result = "conditional"
lifted_by = "provincial_supervisor"
until = "publication"
[[veto]]
id = "integrity"
zh = "廉政"
en = "Integrity"
result = "fails"
lifted_by = "provincial_supervisor"
until = "publication"
[[result]]
id = "model"
zh = "示范"
en = "Model"
total = 0.9
categories = { house = 0.85, work = 0.85 }
[[result]]
id = "meets"
zh = "达标"
en = "Meets"
total = 0.8
[[result]]
id = "conditional"
zh = "有条件"
en = "Conditional"
total = 0.6
[[result]]
id = "fails"
zh = "不达标"
en = "Does not meet"
"#;

fn read(text: &str) -> Result<Standard, String> {
    let files = BUILT_IN.iter().copied().filter(|(name, _)| !name.starts_with("standards/"));
    let catalogue = Catalogue::read(files.chain([("standards/small.toml", text)]));
    catalogue.map(|catalogue| catalogue.standards()[0].clone()).map_err(|error| error.to_string())
}

/// Read once: a property is tried many times.
fn small() -> Standard {
    static READ: LazyLock<Standard> = LazyLock::new(|| read(SMALL).unwrap());
    READ.clone()
}

fn points(text: f64) -> Points {
    Points::from_f64(text).unwrap()
}

fn number(value: f64) -> Value {
    Value::Number(value)
}

/// What a good tribunal on land would have.
fn good() -> Inputs {
    Inputs {
        groups: BTreeSet::from(["rural".to_owned()]),
        marks: BTreeMap::from([("courtroom".to_owned(), points(3.5))]),
        values: BTreeMap::from([
            ("site".to_owned(), Value::Checklist(7, 8)),
            ("rate".to_owned(), number(0.86)),
            ("time".to_owned(), number(0.985)),
            ("safety".to_owned(), number(1.0)),
            ("honour".to_owned(), number(3.0)),
        ]),
        ..Inputs::default()
    }
}

#[test]
fn a_worked_example_to_the_last_hundredth() {
    let scored = score(&small(), &good());
    let had = |id: &str| scored.items.iter().find(|item| item.id == id).unwrap().points;
    assert_eq!(had("courtroom"), Some(points(3.5)));
    assert_eq!(had("site"), Some(points(5.25)), "7 of 8 of 6 points");
    assert_eq!(had("pier"), None);
    assert_eq!(had("rate"), Some(points(8.0)), "0.86 lies six tenths of the way from 0.8 to 0.9");
    assert_eq!(had("time"), Some(points(5.0)));
    assert_eq!(had("safety"), Some(points(3.5)));
    assert_eq!(had("honour"), Some(points(2.0)), "a cap of two");
    // House: 8.75 of the 10 points that apply, on 12: 10.5.
    assert_eq!(scored.categories[0].points, points(10.5));
    assert_eq!(scored.categories[1].points, points(16.5));
    assert_eq!((scored.total, scored.full), (points(29.0), points(32.0)));
    // 29 of 32 is 90.6 %, but work without its bonus is 16.5 of 20: no model.
    assert_eq!(scored.result, "meets");
    assert_eq!(scored.missing, 0);
}

#[test]
fn a_veto_takes_the_result_away_and_says_what_it_would_have_been() {
    let mut inputs = good();
    inputs.values.insert("quality".to_owned(), Value::AmongPeers(0.2, 0.05));
    let scored = score(&small(), &inputs);
    assert_eq!((scored.result.as_str(), scored.without_vetoes.as_str()), ("conditional", "meets"));
    assert_eq!(scored.vetoes[0].value, Some(Value::AmongPeers(0.2, 0.05)));
    inputs.lifted.insert("quality".to_owned());
    let lifted = score(&small(), &inputs);
    assert_eq!((lifted.result.as_str(), lifted.vetoes[0].lifted), ("meets", true));
    inputs.values.insert("quality".to_owned(), Value::AmongPeers(0.2, 0.1));
    assert!(score(&small(), &inputs).vetoes.is_empty(), "a tenth is worse: not among the worst tenth");
    inputs.raised.insert("integrity".to_owned());
    assert_eq!(score(&small(), &inputs).result, "fails");
}

#[test]
fn what_is_missing_counts_as_none_and_is_not_called_so() {
    let inputs = Inputs { groups: BTreeSet::from(["island".to_owned()]), ..Inputs::default() };
    let scored = score(&small(), &inputs);
    assert_eq!((scored.total, scored.full), (Points::ZERO, points(32.0)));
    assert_eq!(scored.missing, 6, "all but the bonus");
    assert_eq!(scored.result, "fails");
    assert!(scored.items.iter().filter(|item| item.how == How::Missing).all(|item| item.points.is_none()));
}

#[test]
fn whoever_departs_from_what_is_computed_leaves_both_to_be_seen() {
    let mut inputs = good();
    inputs.marks.insert("rate".to_owned(), points(6.0));
    let scored = score(&small(), &inputs);
    let rate = scored.items.iter().find(|item| item.id == "rate").unwrap();
    assert_eq!((rate.points, rate.computed, rate.how), (Some(points(6.0)), Some(points(8.0)), How::Hand));
}

#[test]
fn a_file_that_does_not_fit_is_refused_by_its_place() {
    let wrong = [
        ("formula = \"safety_incidents\"", "formula = \"safty\"", "item safety: there is no item `safty`"),
        ("section = \"infra_site\"", "section = \"x\"", "item site: the checklist has no section `x`"),
        ("[0.8, 0.5], [0.9, 1.0]", "[0.5, 0.5]", "item rate: `at` are pairs"),
        ("evidence = [\"photo\"]", "evidence = [\"smell\"]", "item courtroom: `smell` is none of"),
        (
            "scale = { step = 1.0 }",
            "scale = { step = 1.0 }\nchecklist = { section = \"infra_site\" }",
            "exactly one of",
        ),
        ("house = 0.85", "garden = 0.85", "result model: thresholds"),
        ("until = \"publication\"", "until = \"never\"", "veto quality: `until` is one of"),
        ("result = \"conditional\"", "result = \"model\"", "veto quality: `result`"),
        ("worst_peers = 0.1\n", "", "veto quality: has a formula with one of"),
        ("points = 4.0", "points = 4.001", "whole hundredths"),
    ];
    for (right, with, said) in wrong {
        let error = read(&SMALL.replacen(right, with, 1)).unwrap_err();
        assert!(error.contains(said), "{with}: {error}");
    }
}

proptest! {
    /// Whatever comes in, points stay within what can be had.
    #[test]
    fn points_stay_within_bounds(
        marks in prop::collection::vec(-1e4f64..1e4, 3),
        values in prop::collection::vec(prop_oneof![Just(f64::NAN), Just(f64::INFINITY), -1e6f64..1e6], 5),
        checklist in (0u32..50, 0u32..50),
        island: bool,
    ) {
        let standard = small();
        let mut inputs = Inputs::default();
        if island {
            inputs.groups.insert("island".to_owned());
        }
        for (item, mark) in ["courtroom", "pier", "rate"].iter().zip(&marks) {
            inputs.marks.insert((*item).to_owned(), Points::hundredths((mark * 100.0) as i64));
        }
        for (item, value) in ["rate", "time", "safety", "honour", "quality"].iter().zip(&values) {
            inputs.values.insert((*item).to_owned(), Value::Number(*value));
        }
        inputs.values.insert("site".to_owned(), Value::Checklist(checklist.0, checklist.1));
        let scored = score(&standard, &inputs);
        for item in &scored.items {
            prop_assert!(item.points.is_none_or(|had| had >= Points::ZERO && had <= item.full), "{item:?}");
        }
        for category in &scored.categories {
            prop_assert!(category.points >= Points::ZERO && category.points <= category.full, "{category:?}");
        }
        prop_assert!(scored.total <= scored.full + points(2.0));
        prop_assert!(standard.outcome(&scored.result).is_some());
    }

    /// A better value never costs points, and never a result.
    #[test]
    fn better_is_never_worse(a in 0.0f64..1.0, b in 0.0f64..1.0, mark in 0i64..=400, more in 0i64..=400) {
        let standard = small();
        let with = |rate: f64, mark: i64| {
            let mut inputs = good();
            inputs.values.insert("rate".to_owned(), Value::Number(rate));
            inputs.marks.insert("courtroom".to_owned(), Points::hundredths(mark));
            score(&standard, &inputs)
        };
        let place = |scored: &Scored| standard.results.iter().position(|outcome| outcome.id == scored.result);
        let (low, high) = (with(a.min(b), mark.min(more)), with(a.max(b), mark.max(more)));
        prop_assert!(low.total <= high.total);
        prop_assert!(place(&high) <= place(&low));
    }

    /// Redistribution keeps the share: whoever has the same part of what applies has the same part of the category.
    #[test]
    fn redistribution_keeps_the_share(tenths in 0i64..=20) {
        let standard = small();
        let with = |island: bool| {
            let mut inputs = Inputs::default();
            if island {
                inputs.groups.insert("island".to_owned());
            }
            // The same part of courtroom (4), site (6) and pier (2).
            inputs.marks.insert("courtroom".to_owned(), Points::hundredths(tenths * 20));
            inputs.marks.insert("site".to_owned(), Points::hundredths(tenths * 30));
            inputs.marks.insert("pier".to_owned(), Points::hundredths(tenths * 10));
            score(&standard, &inputs).categories[0].points
        };
        prop_assert_eq!(with(true), with(false));
    }

    /// Points that are added in another order are the same points.
    #[test]
    fn the_order_makes_no_difference(order in Just(vec!["courtroom", "site", "rate", "time", "safety"]).prop_shuffle(), seed in 0i64..500) {
        let mut inputs = Inputs::default();
        for name in &order {
            inputs.marks.insert((*name).to_owned(), Points::hundredths(seed + name.len() as i64));
        }
        let mut again = Inputs::default();
        for name in ["courtroom", "site", "rate", "time", "safety"] {
            again.marks.insert(name.to_owned(), Points::hundredths(seed + name.len() as i64));
        }
        prop_assert_eq!(score(&small(), &inputs), score(&small(), &again));
    }
}
