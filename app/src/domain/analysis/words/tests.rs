use super::*;
use proptest::{prelude::*, sample::select};

fn read(text: &str) -> (Choice, Vec<Slip>) {
    Choice::read(text.split('&').filter_map(|pair| pair.split_once('=')))
}

#[test]
fn an_empty_address_is_the_usual_choice_and_it_writes_nothing() {
    assert_eq!(read(""), (Choice::default(), vec![]));
    assert_eq!(Choice::default().words(), []);
}

#[test]
fn what_cannot_be_is_replaced_and_named() {
    let text = "units=village&by=week&from=2026-13&last=0&view=pie&rows=unit,time&compare=all&peers=age&sort=x&page=0";
    let (choice, slips) = read(text);
    let usual = Choice { peers: vec![], ..Choice::default() };
    assert_eq!(choice, usual);
    let named: Vec<_> = slips.iter().map(|slip| (slip.field, slip.value.as_str())).collect();
    let expected = [
        ("units", "village"),
        ("by", "week"),
        ("from", "2026-13"),
        ("last", "0"),
        ("view", "pie"),
        ("rows", "time"),
        ("compare", "all"),
        ("sort", "x"),
        ("page", "0"),
        ("peers", "age"),
    ];
    assert_eq!(named, expected);
}

#[test]
fn ticked_boxes_are_as_good_as_a_list() {
    let (choice, slips) = read("indicator=received&i.closed=1&i.received=1&c.36=on&other=1");
    assert_eq!(
        (choice.indicators, choice.codes),
        (vec!["received".into(), "closed".into()], vec!["36".into()])
    );
    assert_eq!(slips, []);
}

#[test]
fn the_first_month_counts_before_the_number_of_periods() {
    assert_eq!(read("from=2026-01&last=3").0.last, None);
    let (choice, slips) = read("by=to_date&compare=period_before");
    assert_eq!((choice.compare, slips[0].reason), (Compare::YearBefore, "before_is_year"));
}

#[test]
fn too_much_is_cut_and_said() {
    let many: Vec<_> = (0..30).map(|n| format!("i{n}")).collect();
    let (choice, slips) = read(&format!("indicator={}&find={}", many.join(","), "长".repeat(90)));
    assert_eq!((choice.indicators.len(), choice.find.chars().count()), (MOST_INDICATORS, FIND));
    assert_eq!(slips.iter().map(|slip| slip.field).collect::<Vec<_>>(), ["indicator", "find"]);
}

fn months() -> impl Strategy<Value = Option<Month>> {
    prop::option::of((24000i32..24500).prop_map(Month::from_index))
}

prop_compose! {
    fn places()(
        indicators in prop::collection::hash_set("[a-z_]{1,12}", 0..4),
        unit in "[0-9A-Z]{0,6}",
        units in select(vec![Units::Next, Units::Own, Units::Level(Level::City), Units::Level(Level::Post)]),
        codes in prop::collection::hash_set("[0-9A-Z]{1,6}", 0..4),
        group in "[a-z]{0,6}",
        find in "([^ \t]([^\t]{0,8}[^ \t])?)?",
    ) -> Choice {
        Choice {
            indicators: indicators.into_iter().collect(),
            unit, units,
            codes: codes.into_iter().collect(),
            group,
            find: find.trim().to_owned(),
            ..Choice::default()
        }
    }
}

proptest! {
    #[test]
    fn writing_and_reading_are_inverse(
        base in places(),
        by in select(By::ALL.to_vec()),
        from in months(),
        to in months(),
        last in prop::option::of(1u16..240),
        view in select(View::ALL.to_vec()),
        layout in select(Layout::all()),
        at in prop::option::of((24000i32..24500, 1u16..30)),
        compare in select(Compare::ALL.to_vec()),
        peers in prop::sample::subsequence(Dimension::ALL.to_vec(), 0..=3),
        column in select(Column::ALL.to_vec()),
        down in any::<bool>(),
        page in 1u32..100,
    ) {
        let choice = Choice {
            by, from, to, view, layout, peers, page,
            last: last.filter(|_| from.is_none()),
            at: at.map(|(start, months)| Period::new(Month::from_index(start), months)),
            compare: if by == By::ToDate && compare == Compare::PeriodBefore { Compare::None } else { compare },
            sort: Sort { column, down },
            ..base
        };
        let words = choice.words();
        let (read, slips) = Choice::read(words.iter().map(|(key, value)| (*key, value.as_str())));
        prop_assert_eq!(read, choice);
        prop_assert_eq!(slips, []);
    }

    #[test]
    fn any_words_are_read(pairs in prop::collection::vec(("[a-z.]{0,9}", ".{0,20}"), 0..12)) {
        let (choice, _) = Choice::read(pairs.iter().map(|(key, value)| (key.as_str(), value.as_str())));
        let words = choice.words();
        let again = Choice::read(words.iter().map(|(key, value)| (*key, value.as_str())));
        prop_assert_eq!(again, (choice, vec![]));
    }
}
