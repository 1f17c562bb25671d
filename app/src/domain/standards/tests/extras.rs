//! Shares in what a team has, penalties, tolerated faults, what follows from a result.

use super::*;

/// A team's category, a deduction that tolerates, and a category of a bonus and a penalty alone.
const EXTRAS: &str = r#"
id = "extras"
zh = "附加"
en = "Extras"
note_zh = "测试"
note_en = "For tests"
edition = "1"
effective = "2026-01-01"
subject = "post"
groups = ["clerk"]
months = 12
[[category]]
id = "team"
zh = "团队"
en = "Team"
shared = true
[[category.item]]
id = "common"
zh = "共同"
en = "Common"
points = 10.0
guidance_zh = "看"
guidance_en = "Look"
scale = { step = 0.5 }
[[category]]
id = "own"
zh = "个人"
en = "Own"
[[category.item]]
id = "faults"
zh = "差错"
en = "Faults"
points = 4.0
guidance_zh = "看"
guidance_en = "Look"
deduct = { formula = "reversed", each = 1.5, tolerated = 2 }
[[category]]
id = "extra"
zh = "加减"
en = "Extra"
[[category.item]]
id = "honour"
zh = "荣誉"
en = "Honours"
points = 2.0
guidance_zh = "看"
guidance_en = "Look"
bonus = { formula = "honours_personal", each = 1.0 }
[[category.item]]
id = "grave"
zh = "严重"
en = "Grave"
points = 15.0
guidance_zh = "看"
guidance_en = "Look"
penalty = { formula = "sanctions", each = 5.0, tolerated = 1 }
[[result]]
id = "good"
zh = "好"
en = "Good"
total = 0.5
follows_zh = "每年一看"
follows_en = "Looked at every year"
[[result]]
id = "bad"
zh = "差"
en = "Bad"
"#;

fn extras() -> Standard {
    static READ: LazyLock<Standard> = LazyLock::new(|| read(EXTRAS).unwrap());
    READ.clone()
}

fn of(common: i64, share: Option<u8>, faults: f64, honour: f64, grave: f64) -> Inputs {
    Inputs {
        marks: BTreeMap::from([("common".to_owned(), Points::hundredths(common))]),
        shares: share.map(|share| ("team".to_owned(), share)).into_iter().collect(),
        values: [("faults", faults), ("honour", honour), ("grave", grave)]
            .map(|(id, value)| (id.to_owned(), number(value)))
            .into(),
        ..Inputs::default()
    }
}

#[test]
fn what_follows_and_whom_it_measures_are_read() {
    let standard = extras();
    assert_eq!(standard.outcome("good").unwrap().follows.as_ref().unwrap().1, "Looked at every year");
    assert!(standard.measures(&["clerk".to_owned()]) && !standard.measures(&[]));
    let error = read(&EXTRAS.replace("follows_en = \"Looked at every year\"\n", "")).unwrap_err();
    assert!(error.contains("result good: `follows_zh` and `follows_en` stand together"), "{error}");
}

#[test]
fn shares_penalties_and_tolerated_faults_by_hand() {
    // 75 % of 8.5 is 6.375, rounded half up; three faults, two tolerated: 2.5; bonus 1; two grave, one tolerated: 5 less.
    let scored = score(&extras(), &of(850, Some(75), 3.0, 1.0, 2.0));
    assert_eq!(scored.categories[0].points, points(6.38));
    assert_eq!(scored.categories[1].points, points(2.5));
    assert_eq!((scored.categories[2].bonus, scored.categories[2].penalty), (points(1.0), points(5.0)));
    assert_eq!((scored.total, scored.full), (points(4.88), points(14.0)));
    // What is taken is never more than what was had.
    assert_eq!(score(&extras(), &of(100, Some(100), 9.0, 0.0, 9.0)).total, Points::ZERO);
    // More than all of the team is all of it.
    assert_eq!(score(&extras(), &of(850, Some(200), 0.0, 0.0, 0.0)).categories[0].points, points(8.5));
    // Nobody has set the share: a gap, not none.
    let scored = score(&extras(), &of(850, None, 0.0, 0.0, 0.0));
    assert_eq!((scored.total, scored.missing), (points(4.0), 1));
}

proptest! {
    /// Whatever comes in, there are never fewer points than none nor more than can be had.
    #[test]
    fn totals_stay_within_bounds(
        common in -2_000i64..2_000, share in prop::option::of(any::<u8>()),
        faults in -1e6f64..1e6, honour in -1e6f64..1e6, grave in prop_oneof![Just(f64::NAN), -1e6f64..1e6],
    ) {
        let scored = score(&extras(), &of(common, share, faults, honour, grave));
        prop_assert!(scored.total >= Points::ZERO && scored.total <= scored.full + points(2.0));
        for category in &scored.categories {
            prop_assert!(category.points >= Points::ZERO && category.points <= category.full, "{category:?}");
        }
    }

    /// A greater share and fewer faults never cost points.
    #[test]
    fn more_share_and_fewer_faults_are_never_worse(
        common in 0i64..=1_000, a in 0u8..=100, b in 0u8..=100, few in 0u8..6, more in 0u8..6,
    ) {
        let with = |share: u8, faults: u8| {
            score(&extras(), &of(common, Some(share), faults.into(), 0.0, faults.into())).total
        };
        prop_assert!(with(a.max(b), few.min(more)) >= with(a.min(b), few.max(more)));
    }

    /// All of the team's points are the team's points: a share of a hundred changes nothing.
    #[test]
    fn a_whole_share_is_the_team(common in 0i64..=1_000) {
        let scored = score(&extras(), &of(common, Some(100), 0.0, 0.0, 0.0));
        prop_assert_eq!(scored.categories[0].points, Points::hundredths(common));
    }
}
