use super::{super::province::places, *};

fn plan(seed: u64) -> Plan {
    Plan::new(seed, &places().unwrap(), "2026-11-24".parse().unwrap(), 1.0)
}

fn sum(plan: &Plan, months: &Range<usize>, of: impl Fn(&Tribunal) -> &[u32]) -> u64 {
    plan.tribunals.iter().flat_map(|t| &of(t)[months.clone()]).map(|n| u64::from(*n)).sum()
}

#[test]
fn the_published_totals_are_met_exactly_for_any_seed() {
    for seed in [1, 2, 77] {
        let plan = plan(seed);
        let span = published(&plan.calendar);
        assert_eq!(sum(&plan, &span, |t| &t.filed), RECEIVED, "seed {seed}");
        assert_eq!(sum(&plan, &span, |t| &t.closed), CLOSED, "seed {seed}");
        assert!((900_000..1_040_000).contains(&plan.cases()), "{}", plan.cases());
    }
}

#[test]
fn a_scaled_plan_has_scaled_totals() {
    let plan = Plan::new(3, &places().unwrap(), "2026-10-31".parse().unwrap(), 0.1);
    let span = published(&plan.calendar);
    assert_eq!(sum(&plan, &span, |t| &t.filed), 48_500);
    assert_eq!(sum(&plan, &span, |t| &t.closed), 48_300);
}

#[test]
fn nothing_is_closed_that_was_not_filed_and_nothing_happens_where_nothing_is_sent() {
    let plan = plan(1);
    for tribunal in &plan.tribunals {
        let mut pending = 0i64;
        for month in 0..plan.calendar.months() {
            pending += i64::from(tribunal.filed[month]) - i64::from(tribunal.closed[month]);
            assert!(pending >= 0, "{} {month}", tribunal.place.code);
            if tribunal.days(&plan.calendar, month).is_empty() {
                assert_eq!(
                    (tribunal.filed[month], tribunal.closed[month]),
                    (0, 0),
                    "{}",
                    tribunal.place.code
                );
            }
        }
    }
    let of = |part| plan.tribunals.iter().find(|t| t.part == part).unwrap();
    assert_eq!(of(Part::Silent).filed.iter().sum::<u32>(), 0);
    let completed = plan.calendar.completed();
    assert_eq!(of(Part::Late).filed[completed - 2..], [0, 0, 0]);
    assert!(of(Part::Late).filed[completed - 3] > 0);
    let opened_later = plan.tribunals.iter().find(|t| t.place.code == "360881T01").unwrap();
    assert_eq!(plan.calendar.month(opened_later.start).to_string(), "2017-10");
}

#[test]
fn the_figures_of_taohua_are_those_published() {
    let plan = plan(1);
    let taohua = plan.tribunals.iter().find(|t| t.place.code == "360103T01").unwrap();
    let span = |from: &str, to: &str| {
        plan.calendar.index(from.parse().unwrap())..plan.calendar.index(to.parse().unwrap()) + 1
    };
    assert_eq!(taohua.filed[span("2018-01", "2018-12")].iter().sum::<u32>(), 6_290);
    assert_eq!(taohua.filed[span("2019-01", "2019-10")].iter().sum::<u32>(), 10_076);
    assert_eq!(taohua.closed[span("2019-01", "2019-10")].iter().sum::<u32>(), 7_833);
    assert_eq!(taohua.posts.iter().filter(|post| post.takes(30)).count(), 7);
}

#[test]
fn february_dips_and_closings_bunch_in_december() {
    let plan = plan(1);
    let of = |text: &str, closed: bool| {
        let month = plan.calendar.index(text.parse().unwrap());
        sum(&plan, &(month..month + 1), |t| if closed { &t.closed } else { &t.filed })
    };
    for year in [2018, 2019, 2024] {
        assert!(of(&format!("{year}-02"), false) * 10 < of(&format!("{year}-03"), false) * 7);
        assert!(of(&format!("{year}-12"), true) > of(&format!("{year}-10"), true));
    }
}

#[test]
fn posts_follow_one_another_without_gaps() {
    let plan = plan(1);
    for tribunal in &plan.tribunals {
        assert!(tribunal.posts.len() >= 2, "{}", tribunal.place.code);
        let judges = |month| tribunal.posts.iter().filter(|post| post.takes(month)).count();
        let (first, last) = (judges(tribunal.start), judges(plan.calendar.months() - 1));
        assert!((2..=9).contains(&first), "{}: {first}", tribunal.place.code);
        assert_eq!(last, first + usize::from(tribunal.part == Part::Newcomer), "{}", tribunal.place.code);
        for post in &tribunal.posts {
            assert!(post.opened >= tribunal.start);
            assert!(post.closed.is_none_or(|closed| closed > post.opened));
        }
    }
    let posts: usize = plan.tribunals.iter().map(|t| t.posts.len()).sum();
    assert!((1_500..4_500).contains(&posts), "{posts}");
}
