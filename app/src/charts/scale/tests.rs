use super::*;
use proptest::prelude::*;

#[test]
fn values_are_written_as_the_courts_print_them() {
    assert_eq!(format_value(0.8004, Quantity::Percent), "80.04%");
    assert_eq!(format_value(1.0513, Quantity::Percent), "105.13%");
    assert_eq!(format_value(-0.524, Quantity::Percent), "-52.40%");
    assert_eq!(format_value(485_000.0, Quantity::Amount), "485,000");
    assert_eq!(format_value(6_963_169.0, Quantity::Amount), "6,963,169");
    assert_eq!(format_value(999.0, Quantity::Amount), "999");
    assert_eq!(format_value(123.46, Quantity::Amount), "123.5");
    assert_eq!(format_value(96.26, Quantity::Time), "96.3");
    assert_eq!(format_value(-0.000_01, Quantity::Percent), "0.00%", "no minus zero");
    assert_eq!(format_value(f64::NAN, Quantity::Ratio), "–");
}

#[test]
fn measures_of_the_catalogue_find_their_kind() {
    assert_eq!(Quantity::of("percent"), Quantity::Percent);
    assert_eq!(Quantity::of("days"), Quantity::Time);
    assert_eq!(Quantity::of("cases"), Quantity::Amount);
    assert!(!Quantity::of("ratio").from_zero());
}

#[test]
fn tick_labels_have_as_many_decimals_as_the_step_needs() {
    let rates = ticks([0.82, 0.97], Quantity::Percent, 4);
    let labels: Vec<_> = rates.values.iter().map(|v| rates.label(*v, Quantity::Percent)).collect();
    assert_eq!(labels, ["80%", "85%", "90%", "95%", "100%"]);
    let narrow = ticks([0.981, 0.984], Quantity::Percent, 4);
    assert_eq!(narrow.label(narrow.low(), Quantity::Percent), "98.0%");
    assert_eq!(ticks([0.0, 0.3], Quantity::Percent, 4).low(), 0.0, "zero stays the foot");
    assert!(ticks([0.9, 0.96], Quantity::Percent, 4).low() < 0.9);
    let fine = ticks([0.9, 0.915], Quantity::Percent, 4);
    assert_eq!(fine.label(0.905, Quantity::Percent), "90.5%");
    let counts = ticks([3.0, 11_800.0], Quantity::Amount, 4);
    assert_eq!(counts.label(counts.high(), Quantity::Amount), "15,000");
    assert_eq!(counts.low(), 0.0);
}

#[test]
fn a_reference_interval_is_never_mixed_with_what_is_outside() {
    let values = [0.80, 0.85, 0.89, 0.90, 0.93, 0.95, 0.96, 0.99];
    let both = bins(values, Some(0.9), Some(0.95));
    assert_eq!(both.edges[..3], [0.85, 0.9, 0.95f64.next_up()]);
    assert!((0.974..=0.976).contains(&both.edges[3]), "the median of what is above");
    assert_eq!(both.inside, 2..3);
    assert_eq!(both.index(0.9), 2);
    assert_eq!(both.index(0.95), 2, "the upper end is inside");
    assert_eq!(both.index(0.96), 3);
    let least = bins(values, Some(0.9), None);
    assert_eq!(least.count(), 5);
    assert_eq!(least.inside, 2..5);
    let most = bins(values, None, Some(0.9));
    assert_eq!(most.index(0.9) + 1, most.inside.end);
}

#[test]
fn quantile_bins_hold_a_fifth_each_and_few_values_few_bins() {
    let fifths = bins((0..100).map(f64::from), None, None);
    let mut counts = [0i32; 5];
    (0..100).for_each(|v| counts[fifths.index(f64::from(v))] += 1);
    assert!(counts.iter().all(|count| (count - 20).abs() <= 1), "edges are rounded: {counts:?}");
    assert_eq!(fifths.inside, 0..0);
    assert_eq!(bins([], None, None).count(), 1);
    assert!(bins([0.5, 0.5, 0.5], None, None).count() <= 2);
}

#[test]
fn a_dot_of_four_times_the_cases_has_twice_the_radius() {
    let ratio = dot_radius(Some(4000.0), 4000.0, 10.0) / dot_radius(Some(1000.0), 4000.0, 10.0);
    assert!((ratio - 2.0).abs() < 1e-12);
    assert_eq!(dot_radius(None, 4000.0, 10.0), 2.0);
    assert_eq!(dot_radius(Some(0.0), 0.0, 10.0), 2.0);
}

#[test]
fn han_characters_take_their_full_width_and_a_cut_text_fits() {
    assert_eq!(text_width("人民法庭", 12.0), 48.0);
    let cut = shorten("南昌铁路运输法院扬子洲人民法庭", 12.0, 100.0);
    assert!(cut.ends_with('…') && text_width(&cut, 12.0) <= 100.0, "{cut}");
    assert_eq!(shorten("短", 12.0, 100.0), "短");
}

proptest! {
    #[test]
    fn ticks_enclose_the_values_and_are_evenly_spaced(
        values in prop::collection::vec(-1e6f64..1e6, 1..20), kind in 0usize..4, wanted in 2u32..9,
    ) {
        let quantity = [Quantity::Percent, Quantity::Ratio, Quantity::Time, Quantity::Amount][kind];
        let ticks = ticks(values.iter().copied(), quantity, wanted);
        for value in &values {
            prop_assert!(ticks.low() <= value + 1e-6 && *value <= ticks.high() + 1e-6);
        }
        prop_assert!(ticks.values.len() >= 2 && ticks.values.len() <= wanted as usize + 4);
        for pair in ticks.values.windows(2) {
            prop_assert!((pair[1] - pair[0] - ticks.step).abs() < ticks.step * 1e-6);
        }
        prop_assert!(!quantity.from_zero() || (ticks.low() <= 0.0 && ticks.high() >= 0.0));
    }

    #[test]
    fn bins_are_ascending_at_most_five_and_agree_with_the_interval(
        values in prop::collection::vec(0f64..2.0, 0..60),
        low in prop::option::of(0.2f64..0.9), width in prop::option::of(0.01f64..0.5),
    ) {
        let high = width.map(|width| low.unwrap_or(0.5) + width);
        let bins = bins(values.iter().copied(), low, high);
        prop_assert!(bins.count() <= 5);
        prop_assert!(bins.edges.windows(2).all(|pair| pair[0] < pair[1]));
        if low.is_some() || high.is_some() {
            for value in values {
                let inside = low.is_none_or(|low| value >= low) && high.is_none_or(|high| value <= high);
                prop_assert_eq!(bins.inside.contains(&bins.index(value)), inside, "{} {:?}", value, &bins);
            }
        }
    }
}
