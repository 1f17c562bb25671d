use super::*;
use crate::domain::catalogue::{BUILT_IN, Catalogue, CatalogueError};
use proptest::prelude::*;

fn rules() -> CaseRules {
    Catalogue::built_in().unwrap().case_rules()[0].clone()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The built-in catalogue with one text of the weights replaced, and a second edition beside it.
fn with(old: &str, new: &str, second: Option<&str>) -> Result<Catalogue, CatalogueError> {
    let text = BUILT_IN.iter().find(|(name, _)| *name == "caseload/2024.toml").unwrap().1;
    assert!(text.contains(old), "{old}");
    let files = BUILT_IN.iter().map(|(name, file)| match *name {
        "caseload/2024.toml" => ((*name).to_owned(), text.replacen(old, new, 1)),
        name => (name.to_owned(), (*file).to_owned()),
    });
    Catalogue::read(files.chain(second.map(|text| ("caseload/own.toml".to_owned(), text.to_owned()))))
}

#[test]
fn weights_are_added_up_exactly_and_two_editions_live_side_by_side() {
    let rules = rules();
    assert!(rules.illustrative);
    let cases = [
        (Cause::Contract, Procedure::Simple, 10),
        (Cause::Family, Procedure::SmallClaims, 3),
        (Cause::Property, Procedure::Ordinary, 1),
    ];
    // 10 × 1.0 + 3 × 0.6 + 1 × 2.2
    assert_eq!(rules.weighted(cases), 14.0);
    assert_eq!(rules.weight(Cause::Property, Procedure::Ordinary), 2.2);
    let text = BUILT_IN.iter().find(|(name, _)| *name == "caseload/2024.toml").unwrap().1;
    let later = text
        .replacen("edition = \"2024\"", "edition = \"2026\"", 1)
        .replacen("effective = \"2024-01-01\"", "effective = \"2026-01-01\"", 1)
        .replacen("ordinary = 2.2", "ordinary = 3.2", 1);
    let both = with("soon_days = 15", "soon_days = 10", Some(&later)).unwrap();
    let of = |month: &str| both.case_rules_in(month.parse().unwrap());
    assert_eq!((of("2025-12").edition.as_str(), of("2026-01").edition.as_str()), ("2024", "2026"));
    assert_eq!(of("2019-01").edition, "2024", "before the first one, the first");
    assert_eq!((of("2025-12").weighted(cases), of("2026-01").weighted(cases)), (14.0, 15.0));
}

#[test]
fn what_does_not_fit_is_refused_with_its_entry() {
    for (old, new, entry) in [
        ("[12, 18, 36]", "[12, 12, 36]", "long_pending"),
        ("[12, 18, 36]", "[]", "long_pending"),
        ("ordinary = 180", "ordinary = 0", "limits"),
        ("soon_days = 15", "soon_days = -1", "soon_days"),
        ("ordinary = 2.2", "ordinary = 2.225", "weight property"),
        ("ordinary = 2.2", "ordinary = -1.0", "weight property"),
        ("cause = \"labour\"", "cause = \"tort\"", "weight tort"),
    ] {
        assert_eq!(with(old, new, None).unwrap_err().entry, entry, "{new}");
    }
    assert!(with("cause = \"labour\"", "cause = \"space\"", None).is_err());
    let twice = BUILT_IN.iter().find(|(name, _)| *name == "caseload/2024.toml").unwrap().1;
    assert_eq!(
        with("soon_days = 15", "soon_days = 10", Some(twice)).unwrap_err().reason,
        "this id occurs twice"
    );
}

#[test]
fn the_limit_is_put_off_by_days_that_do_not_count() {
    let rules = rules();
    assert_eq!(rules.due(Procedure::SmallClaims, day("2026-01-01"), 0), day("2026-03-02"));
    assert_eq!(rules.due(Procedure::SmallClaims, day("2026-01-01"), 10), day("2026-03-12"));
    let due = i64::from(day("2026-03-02").num_days_from_ce());
    assert_eq!(days_left(due, day("2026-03-02")), 0, "the last day is in time");
    assert_eq!(days_left(due, day("2026-03-05")), -3);
}

#[test]
fn pending_cases_are_sorted_into_bands_that_leave_nothing_out() {
    let bands = rules().age_bands();
    assert_eq!(bands, [(0, Some(6)), (6, Some(12)), (12, Some(18)), (18, Some(36)), (36, None)]);
    let at: Month = "2026-10".parse().unwrap();
    // As `long_pending_12` counts: by months, whatever the day.
    assert_eq!(age_in_months(day("2025-10-31"), at), 12);
    assert_eq!(age_in_months(day("2025-11-01"), at), 11);
}

#[test]
fn a_figure_on_the_border_is_in_the_middle_and_few_are_no_group() {
    assert_eq!(Quartiles::of(vec![1.0, 2.0, 3.0, 4.0]), None);
    let five = Quartiles::of(vec![5.0, 1.0, 3.0, 2.0, 4.0]).unwrap();
    assert_eq!((five.lower, five.median, five.upper, five.count), (2.0, 3.0, 4.0, 5));
    assert_eq!(
        [1.9, 2.0, 4.0, 4.1].map(|x| five.band(x)),
        [Band::Low, Band::Middle, Band::Middle, Band::High]
    );
    let six = Quartiles::of(vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0]).unwrap();
    assert_eq!((six.lower, six.median, six.upper), (2.25, 3.5, 4.75));
}

proptest! {
    #[test]
    fn the_order_of_cases_and_figures_makes_no_difference(
        counts in prop::collection::vec((0usize..7, 0usize..3, 0i64..5_000), 1..40),
        figures in prop::collection::vec(-1e6f64..1e6, 5..60),
    ) {
        let rules = rules();
        let cases: Vec<_> = counts.iter().map(|(c, p, n)| (Cause::ALL[*c], Procedure::ALL[*p], *n)).collect();
        prop_assert_eq!(rules.weighted(cases.clone()), rules.weighted(cases.into_iter().rev()));
        let quartiles = Quartiles::of(figures.clone()).unwrap();
        prop_assert_eq!(Some(quartiles), Quartiles::of(figures.iter().rev().copied().collect()));
        prop_assert!(quartiles.lower <= quartiles.median && quartiles.median <= quartiles.upper);
        let low = figures.iter().filter(|figure| quartiles.band(**figure) == Band::Low).count();
        prop_assert!(low * 4 <= figures.len() + 3, "about a quarter is low: {low} of {}", figures.len());
    }
}
