use super::*;

/// SplitMix64: a fixed seed, and the same numbers everywhere.
struct Chance(u64);

impl Chance {
    fn next(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1u64 << 53) as f64
    }

    /// Knuth's way, in pieces so that large means do not vanish.
    fn poisson(&mut self, mean: f64) -> f64 {
        let (mut left, mut count) = (mean, 0.0);
        while left > 0.0 {
            let piece = left.min(20.0);
            left -= piece;
            let (end, mut product) = ((-piece).exp(), self.next());
            while product > end {
                count += 1.0;
                product *= self.next();
            }
        }
        count
    }

    fn series(&mut self, mean: f64, months: usize) -> Vec<Option<f64>> {
        (0..months).map(|_| Some(self.poisson(mean))).collect()
    }
}

const MEANS: [f64; 7] = [0.3, 1.0, 2.0, 5.0, 20.0, 60.0, 200.0];
const SERIES: usize = 1_500;
const MONTHS: usize = 24;

/// The modified z-score as it is in the books: of the plain counts, without a rule for small ones.
fn plain_alarms(counts: &[Option<f64>]) -> usize {
    let median = |mut values: Vec<f64>| {
        values.sort_by(f64::total_cmp);
        f64::midpoint(values[(values.len() - 1) / 2], values[values.len() / 2])
    };
    let known: Vec<f64> = counts.iter().flatten().copied().collect();
    let center = median(known.clone());
    let mad = median(known.iter().map(|value| (value - center).abs()).collect());
    let score = |value: &f64| 0.6745 * (value - center).abs() / mad;
    known.iter().filter(|value| score(value) > 3.5).count()
}

#[test]
fn chance_alone_raises_hardly_an_alarm_however_small_the_counts_are() {
    let mut chance = Chance(20_261_126);
    for mean in MEANS {
        let (mut found, mut steps, mut plain) = (0, 0, 0);
        for _ in 0..SERIES {
            let counts = chance.series(mean, MONTHS);
            let watched = Watched::of(&counts, &[]).unwrap();
            found += outliers(&watched).len();
            steps += jumps(&watched).len();
            plain += plain_alarms(&counts);
        }
        let share = |alarms: usize| alarms as f64 / (SERIES * MONTHS) as f64;
        assert!(share(found) < 0.001, "outliers at mean {mean}: {}", share(found));
        assert!(share(steps) < 0.001, "jumps at mean {mean}: {}", share(steps));
        if mean < 1.0 {
            assert!(share(plain) > 0.1, "the plain score would raise {} at mean {mean}", share(plain));
        }
    }
}

#[test]
fn chance_alone_rarely_looks_like_filings_held_back() {
    let mut chance = Chance(7);
    for mean in MEANS {
        let mut found = 0;
        for _ in 0..SERIES {
            let counts = chance.series(mean, MONTHS);
            let watched = Watched::of(&counts, &[]).unwrap();
            found += usize::from(held_back(&watched, 11).is_some());
        }
        let share = found as f64 / SERIES as f64;
        assert!(share < 0.003, "at mean {mean}: {share}");
    }
}

#[test]
fn what_is_out_of_line_is_found_with_the_numbers_behind_it() {
    let mut chance = Chance(99);
    for (mean, put) in [(20.0, 60.0), (60.0, 120.0), (30.0, 5.0), (2.0, 18.0), (200.0, 110.0)] {
        let mut found = 0;
        for _ in 0..200 {
            let mut counts = chance.series(mean, MONTHS);
            counts[13] = Some(put);
            let watched = Watched::of(&counts, &[]).unwrap();
            let outlier = outliers(&watched).into_iter().find(|outlier| outlier.month == 13);
            found += usize::from(outlier.is_some_and(|outlier| {
                assert_eq!(outlier.count, put);
                assert!((outlier.usual - mean).abs() < 0.4 * mean + 1.0, "{outlier:?}");
                (outlier.score > 0.0) == (put > mean)
            }));
        }
        assert!(found >= 190, "{put} among {mean}: {found} of 200");
    }
    // A level that changes is a jump, told once: neither side is out of line with the unit's other months.
    let counts: Vec<_> = [[20.0; 12], [60.0; 12]].concat().into_iter().map(Some).collect();
    let watched = Watched::of(&counts, &[]).unwrap();
    assert_eq!(outliers(&watched), []);
    let found = jumps(&watched);
    assert_eq!(found.len(), 1);
    assert_eq!((found[0].month, found[0].before, found[0].count), (12, 20.0, 60.0));
}

#[test]
fn what_moves_all_units_alike_is_no_sign() {
    let mut chance = Chance(3);
    // February is half, December half as much again, everywhere.
    let season = [1.0, 0.5, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.5];
    let units: Vec<Vec<Option<f64>>> = (0..60)
        .map(|unit| {
            let mean = 40.0 + f64::from(unit);
            (0..MONTHS).map(|month| Some(chance.poisson(mean * season[month % 12]))).collect()
        })
        .collect();
    let alike = seasons(&units);
    let alarms = |seasons: &[f64]| {
        let found = units.iter().map(|counts| outliers(&Watched::of(counts, seasons).unwrap()).len());
        found.sum::<usize>()
    };
    assert!(alarms(&[]) > 20, "without it, seasons are told: {}", alarms(&[]));
    assert!(alarms(&alike) <= 2, "with it they are not: {}", alarms(&alike));
    assert_eq!(seasons(&units[..4]), vec![1.0; MONTHS], "too few to tell what moves all");
}

#[test]
fn few_months_and_unknown_ones_say_nothing() {
    let few = vec![Some(5.0); 7];
    assert!(Watched::of(&few, &[]).is_none());
    let mut counts = vec![Some(20.0); 12];
    counts[5] = None;
    counts[8] = Some(90.0);
    let watched = Watched::of(&counts, &[]).unwrap();
    assert_eq!(watched.score(5), None, "not known is not zero");
    assert_eq!(outliers(&watched).iter().map(|outlier| outlier.month).collect::<Vec<_>>(), [8]);
    assert_eq!(jumps(&watched), [], "the outlier is not told again, nor the gap");
}

#[test]
fn closings_bunch_only_with_enough_of_them() {
    let year = |december: f64, other: f64| [vec![other; 11], vec![december]].concat();
    assert_eq!(bunched(&year(60.0, 20.0)), Some(Bunched { december: 60.0, mean: 20.0 }));
    assert_eq!(bunched(&year(40.0, 20.0)), None);
    assert_eq!(bunched(&year(9.0, 2.0)), None);
    assert_eq!(bunched(&[20.0; 11]), None, "a whole year is wanted");
}

#[test]
fn filings_are_held_back_when_december_is_low_and_january_high() {
    let mut counts = vec![Some(40.0); 24];
    counts[11] = Some(15.0);
    counts[12] = Some(66.0);
    let watched = Watched::of(&counts, &[]).unwrap();
    let held = held_back(&watched, 11).unwrap();
    assert_eq!((held.december, held.january), (15.0, 66.0));
    assert!((held.usual_december - 40.0).abs() < 1e-9);
    counts[12] = Some(41.0);
    assert_eq!(held_back(&Watched::of(&counts, &[]).unwrap(), 11), None, "a low December alone is none");
    assert_eq!(held_back(&Watched::of(&counts, &[]).unwrap(), 23), None, "there is no January yet");
}

#[test]
fn all_of_many_is_suspicious_and_all_of_few_is_not() {
    assert!(is_suspicious("percent", Some(1.0), Some(200.0)));
    assert!(!is_suspicious("percent", Some(1.0), Some(199.0)));
    assert!(!is_suspicious("percent", Some(0.999), Some(900.0)));
    assert!(!is_suspicious("cases", Some(1.0), Some(900.0)));
    assert!(!is_suspicious("percent", None, None));
}
