//! From values to the classes that colour the map: by the reference interval where there is one, else by fifths.

use crate::{
    api::{indicators::IndicatorRow, values::ValueRow},
    domain::values::Status,
};

/// A class of values: `low` inside, `high` outside; a missing end is open.
#[derive(Debug, Clone, PartialEq)]
pub struct Bin {
    /// The style class.
    pub class: &'static str,
    /// Lower end.
    pub low: Option<f64>,
    /// Upper end.
    pub high: Option<f64>,
    /// Whether it is the reference interval.
    pub reference: bool,
}

/// The classes, from the lowest values to the highest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Scale {
    /// The classes that occur, and the reference interval.
    pub bins: Vec<Bin>,
    judged: bool,
}

impl Scale {
    /// The scale of an indicator for the values that are to be coloured. `judged_at_all`: whether the reference interval is
    /// meant for the span shown; else it must not colour anything.
    pub fn of(indicator: &IndicatorRow, values: &[f64], judged_at_all: bool) -> Self {
        let (low, high) = (indicator.reference_low, indicator.reference_high);
        if judged_at_all && (low.is_some() || high.is_some()) {
            Self { bins: judged(low, high, &indicator.direction, values), judged: true }
        } else {
            Self { bins: fifths(values), judged: false }
        }
    }

    /// The class of a row: a state without value has its own, which never looks like a good or a bad value.
    pub fn class(&self, row: &ValueRow) -> &'static str {
        match (row.status, row.value) {
            (Status::Late, _) => "late",
            (Status::NoData | Status::NotApplicable, _) | (_, None) => "nodata",
            (Status::SmallNumber, _) if self.judged => "unjudged",
            (_, Some(value)) => self.bin(value).map_or("unjudged", |bin| bin.class),
        }
    }

    fn bin(&self, value: f64) -> Option<&Bin> {
        // The reference interval holds both its ends; the classes around it share theirs with it.
        let above = |bin: &Bin| bin.low.is_none_or(|low| low <= value);
        let reference = |bin: &&Bin| bin.reference && above(bin) && bin.high.is_none_or(|high| value <= high);
        let ordinary = |bin: &&Bin| above(bin) && bin.high.is_none_or(|high| value < high);
        self.bins.iter().find(reference).or_else(|| self.bins.iter().find(ordinary))
    }
}

fn judged(low: Option<f64>, high: Option<f64>, direction: &str, values: &[f64]) -> Vec<Bin> {
    // How far beyond an end "far" begins: half the width, or a tenth of the only end.
    let step = match (low, high) {
        (Some(low), Some(high)) if high > low => (high - low) / 2.0,
        (Some(end), _) | (None, Some(end)) => end.abs() / 10.0,
        _ => 0.0,
    };
    let (under, over) = match direction {
        "up" => (["worse-2", "worse-1"], ["better-1", "better-2"]),
        "down" => (["better-2", "better-1"], ["worse-1", "worse-2"]),
        _ => (["worse-2", "worse-1"], ["worse-1", "worse-2"]),
    };
    let mut bins = Vec::with_capacity(5);
    let mut add = |class, low: Option<f64>, high: Option<f64>, reference| {
        let occurs = values
            .iter()
            .any(|value| low.is_none_or(|low| low <= *value) && high.is_none_or(|high| *value < high));
        bins.push((Bin { class, low, high, reference }, occurs));
    };
    if let Some(low) = low {
        add(under[0], None, Some(low - step), false);
        add(under[1], Some(low - step), Some(low), false);
    }
    add("within", low, high, true);
    if let Some(high) = high {
        add(over[0], Some(high), Some(high + step), false);
        add(over[1], Some(high + step), None, false);
    }
    // A far class that nobody is in would only take room in the legend; the near one takes its place.
    let far = |bin: &Bin| !bin.reference && (bin.low.is_none() || bin.high.is_none());
    let mut kept: Vec<Bin> =
        bins.into_iter().filter(|(bin, occurs)| *occurs || !far(bin)).map(|(bin, _)| bin).collect();
    if let Some(first) = kept.first_mut() {
        first.low = None;
    }
    if let Some(last) = kept.last_mut() {
        last.high = None;
    }
    kept
}

fn fifths(values: &[f64]) -> Vec<Bin> {
    const CLASSES: [&str; 5] = ["seq-1", "seq-2", "seq-3", "seq-4", "seq-5"];
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (sorted.first(), sorted.last()) else { return vec![] };
    let mut breaks: Vec<f64> = (1..5)
        .map(|n| two_digits(sorted[(n * sorted.len() / 5).min(sorted.len() - 1)]))
        .filter(|at| first < at && at <= last)
        .collect();
    breaks.dedup();
    let ends = || breaks.iter().copied().map(Some);
    let lows = std::iter::once(None).chain(ends());
    let highs = ends().chain(std::iter::once(None));
    // Few classes are spread over the whole range of colours.
    let classes = breaks.len() + 1;
    lows.zip(highs)
        .enumerate()
        .map(|(n, (low, high))| {
            let class = CLASSES[if classes == 1 { 2 } else { n * 4 / (classes - 1) }];
            Bin { class, low, high, reference: false }
        })
        .collect()
}

/// Rounded to two significant digits, so that the legend can be read.
fn two_digits(value: f64) -> f64 {
    if value == 0.0 {
        return 0.0;
    }
    let unit = 10f64.powi(value.abs().log10().floor() as i32 - 1);
    (value / unit).round() * unit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::units::Level;

    fn row(value: Option<f64>, status: Status) -> ValueRow {
        ValueRow {
            unit: "1".into(),
            name: "甲".into(),
            name_en: String::new(),
            level: Level::City,
            period: "2021".into(),
            indicator: "x".into(),
            value,
            numerator: None,
            denominator: None,
            status,
            judgement: None,
            edition: "2021".into(),
        }
    }

    fn scale(direction: &str, values: &[f64]) -> Scale {
        Scale { bins: judged(Some(0.8), Some(0.9), direction, values), judged: true }
    }

    #[test]
    fn both_ends_of_the_interval_lie_within() {
        let scale = scale("up", &[0.5, 0.99]);
        let class = |value| scale.class(&row(Some(value), Status::Ok));
        assert_eq!(
            [0.5, 0.76, 0.8, 0.9, 0.91, 0.99].map(class),
            ["worse-2", "worse-1", "within", "within", "better-1", "better-2"]
        );
    }

    #[test]
    fn less_is_better_turns_the_scale_round() {
        let scale = scale("down", &[0.5, 0.99]);
        assert_eq!(scale.class(&row(Some(0.5), Status::Ok)), "better-2");
        assert_eq!(scale.class(&row(Some(0.99), Status::Ok)), "worse-2");
    }

    #[test]
    fn a_state_never_looks_like_a_value() {
        let scale = scale("up", &[0.5]);
        assert_eq!(scale.class(&row(Some(0.5), Status::SmallNumber)), "unjudged");
        assert_eq!(scale.class(&row(None, Status::Late)), "late");
        assert_eq!(scale.class(&row(None, Status::NoData)), "nodata");
        assert_eq!(scale.class(&row(Some(0.5), Status::Partial)), "worse-2");
    }

    #[test]
    fn far_classes_without_members_are_left_out_and_nothing_is_lost() {
        let scale = scale("up", &[0.85]);
        assert_eq!(
            scale.bins.iter().map(|bin| bin.class).collect::<Vec<_>>(),
            ["worse-1", "within", "better-1"]
        );
        assert_eq!(scale.class(&row(Some(0.1), Status::Ok)), "worse-1");
    }

    #[test]
    fn without_an_interval_fifths_cover_everything() {
        let values: Vec<f64> = (1..=50).map(f64::from).collect();
        let scale = Scale { bins: fifths(&values), judged: false };
        assert_eq!(scale.bins.len(), 5);
        assert!(values.iter().all(|value| scale.bin(*value).is_some()));
        assert_eq!(fifths(&[3.0, 3.0]).len(), 1);
        assert!(fifths(&[]).is_empty());
    }
}
