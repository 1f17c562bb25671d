//! From figures to drawings, with the texts of the reader's language.

use super::Page;
use app::{
    api::overview::{Part, PlotFrame, TrendPoint},
    charts::{
        Interval,
        bars::{BarRow, BarsSpec, bars},
        scale::{Quantity, format_value},
        spark::spark,
        trend::{TrendSpec, TrendValue, trend},
    },
    domain::{catalogue::Indicator, periods::Period, values::Status},
    i18n::{Locale, t_data, t_with},
};

/// States that a point of a trend can have beside `ok`.
const SIGNS: [Status; 6] = [
    Status::Partial,
    Status::Late,
    Status::Stale,
    Status::SmallNumber,
    Status::NotApplicable,
    Status::NoData,
];

pub(super) const fn locale(english: bool) -> Locale {
    if english { Locale::En } else { Locale::Zh }
}

impl Page<'_> {
    /// A sparkline; the figure beside it says the same in words, so readers need no title.
    pub(super) fn draw_spark(&self, values: &[Option<f64>]) -> String {
        spark(values, "")
    }

    pub(super) fn draw_trend(
        &self,
        periods: &[Period],
        points: &[TrendPoint],
        broken_at: Option<usize>,
        english: bool,
        size: (u32, u32),
    ) -> (String, PlotFrame) {
        let locale = locale(english);
        let indicator = self.indicator;
        let months = periods.iter().map(|period| period.last());
        let (first, last) = (months.clone().min(), months.max());
        let month =
            |month: Option<_>| month.map(|m: app::domain::periods::Month| m.to_string()).unwrap_or_default();
        let rolling = periods.first().is_some_and(|period| period.months > 1);
        let title = t_with(
            locale,
            if rolling { "chart.trend_rolling" } else { "chart.trend" },
            &[
                ("indicator", locale.pick(&indicator.zh, &indicator.en)),
                ("unit", self.unit.name_in(english)),
                ("from", &month(first)),
                ("to", &month(last)),
            ],
        );
        let edition = |p: usize| {
            let edition = self.platform.catalogue.edition_in(periods[p].last());
            (p, locale.pick(&edition.zh, &edition.en).to_owned())
        };
        trend(&TrendSpec {
            title,
            description: String::new(),
            first: first.unwrap_or(self.period.start),
            values: points.iter().map(|p| TrendValue { value: p.value, status: p.status }).collect(),
            quantity: Quantity::of(&indicator.measure),
            reference: interval(indicator, locale),
            edition_break: broken_at.map(edition),
            status_words: SIGNS.map(|s| (s, t_data(locale, "status", s.as_str()))).to_vec(),
            size,
        })
    }
}

/// The chosen indicator of the units one step below, beside each other and with the reference interval.
pub(super) fn compare(page: &Page<'_>, parts: &[Part], english: bool) -> String {
    let locale = locale(english);
    let indicator = page.indicator;
    let name = locale.pick(&indicator.zh, &indicator.en);
    let rows = parts.iter().map(|part| BarRow {
        label: locale.pick(&part.row.name, &part.row.name_en).to_owned(),
        value: part.row.value,
        status: part.row.status,
        judgement: part.row.judgement,
        own: false,
    });
    let spec = BarsSpec {
        title: t_with(locale, "chart.compare", &[("indicator", name), ("unit", page.unit.name_in(english))]),
        description: String::new(),
        rows: rows.collect(),
        quantity: Quantity::of(&indicator.measure),
        reference: interval(indicator, locale),
        status_words: SIGNS.map(|s| (s, t_data(locale, "status", s.as_str()))).to_vec(),
        width: BarsSpec::USUAL_WIDTH,
    };
    bars(&spec).0
}

/// The reference interval with its name.
fn interval(indicator: &Indicator, locale: Locale) -> Option<Interval> {
    let reference = indicator.reference?;
    let quantity = Quantity::of(&indicator.measure);
    let end = |end: Option<f64>| end.map(|end| format_value(end, quantity)).unwrap_or_default();
    let label =
        t_with(locale, "chart.reference", &[("low", &end(reference.low)), ("high", &end(reference.high))]);
    Some(Interval { low: reference.low, high: reference.high, label })
}
