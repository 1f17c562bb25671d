//! Numbers, periods and changes as people read them. The same on server and client: no locale tables of the browser.

mod signs;

pub use signs::{
    JudgementBadge, StatusBadge, badge, judgement_sign, judgement_word, standing_badge, status_sign,
};

use crate::{
    api::indicators::IndicatorRow,
    domain::{
        analysis::{Difference, Way},
        standards::Points,
    },
    i18n::{Locale, t, t_data, t_with},
    zone::use_zone,
};
use leptos::prelude::*;

/// What stands where there is no value.
pub const NONE: &str = "–";

/// A number with so many decimals, thousands separated by commas.
pub fn number(value: f64, decimals: usize) -> String {
    let plain = format!("{:.*}", decimals, value.abs());
    let (whole, fraction) = plain.split_once('.').unwrap_or((&plain, ""));
    let mut out = String::with_capacity(plain.len() + 8);
    // A rounded zero has no sign.
    if value < 0.0 && plain.bytes().any(|b| b.is_ascii_digit() && b != b'0') {
        out.push('−');
    }
    for (n, digit) in whole.chars().enumerate() {
        if n > 0 && (whole.len() - n) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if !fraction.is_empty() {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A component: whole where it is whole, else with up to two decimals.
pub fn amount(value: f64) -> String {
    let decimals = if (value - value.round()).abs() < 1e-9 { 0 } else { 2 };
    number(value, decimals)
}

/// A value without its unit of measure; rates, which are fractions, in per cent.
pub fn value(measure: &str, value: f64) -> String {
    match measure {
        "percent" => format!("{}%", number(value * 100.0, 2)),
        "ratio" => number(value, 2),
        "days" | "points" | "minutes" | "months" => number(value, 1),
        _ if (value - value.round()).abs() < 1e-9 => number(value, 0),
        _ => number(value, 1),
    }
}

/// A value, or the sign for none.
pub fn value_or_none(measure: &str, number: Option<f64>) -> String {
    number.map_or_else(|| NONE.to_owned(), |number| value(measure, number))
}

/// The unit of measure as a word; empty where the value itself already says it.
pub fn measure_word(locale: Locale, measure: &str) -> String {
    match measure {
        "percent" | "ratio" => String::new(),
        _ => t_data(locale, "measure", measure),
    }
}

/// Numerator and denominator as one text, or the numerator alone.
pub fn fraction(numerator: Option<f64>, denominator: Option<f64>) -> Option<String> {
    match (numerator, denominator) {
        (Some(above), Some(below)) => Some(format!("{} ÷ {}", amount(above), amount(below))),
        _ => None,
    }
}

/// From and to as one text.
pub fn span(from: &str, to: &str) -> String {
    if from == to { from.to_owned() } else { format!("{from} – {to}") }
}

/// First and last month of a period as it is written in rows: `2021-06`, `2021-Q2`, `2018-07..2019-06`.
pub fn months_of(period: &str) -> Option<(String, String)> {
    let period: crate::domain::periods::Period = period.parse().ok()?;
    Some((period.start.to_string(), period.last().to_string()))
}

/// How a value moved against the year before.
#[derive(Debug, Clone, PartialEq)]
pub struct Change {
    /// `+1.25 pp`, `−3.4%`.
    pub text: String,
    /// `good`, `bad`, or empty where neither way is better or nothing moved.
    pub class: &'static str,
    /// The same in words, for those who do not see colours: better, worse, unchanged, changed.
    pub word: &'static str,
}

/// The change against another value: rates in percentage points, amounts in per cent. None where either is missing.
pub fn change(
    locale: Locale,
    indicator: &IndicatorRow,
    now: Option<f64>,
    before: Option<f64>,
) -> Option<Change> {
    let difference = Difference::between(Way::of(&indicator.measure), now?, before?)?;
    let side = Side::of(&indicator.direction, difference);
    let word = match side {
        Side::Same => t(locale, "figure.unchanged"),
        Side::Good => t(locale, "figure.better"),
        Side::Bad => t(locale, "figure.worse"),
        Side::More => t(locale, "figure.more"),
        Side::Less => t(locale, "figure.less"),
    };
    Some(Change { text: difference_text(locale, difference), class: side.class(), word })
}

/// Which way a difference goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// What is written as zero has not moved.
    Same,
    /// The good way.
    Good,
    /// The bad way.
    Bad,
    /// More, where neither way is better.
    More,
    /// Less, where neither way is better.
    Less,
}

impl Side {
    /// By the direction of the indicator: up, down or neutral.
    pub fn of(direction: &str, difference: Difference) -> Self {
        match (difference.is_nothing(), direction, difference.amount() > 0.0) {
            (true, ..) => Self::Same,
            (_, "up", true) | (_, "down", false) => Self::Good,
            (_, "up", false) | (_, "down", true) => Self::Bad,
            (.., true) => Self::More,
            _ => Self::Less,
        }
    }

    /// `good`, `bad`, or empty where neither way is better or nothing moved.
    pub const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Bad => "bad",
            _ => "",
        }
    }
}

/// A difference with what it is counted in.
pub fn difference_text(locale: Locale, difference: Difference) -> String {
    match difference {
        Difference::Points(points) => t_with(locale, "figure.points", &[("n", &signed(points, 2))]),
        Difference::Percent(percent) => format!("{}%", signed(percent, 1)),
        Difference::Share(share) => format!("{}%", number(share, 1)),
    }
}

fn signed(value: f64, decimals: usize) -> String {
    let text = number(value, decimals);
    let zero = text.bytes().all(|b| !b.is_ascii_digit() || b == b'0');
    if value > 0.0 && !zero { format!("+{text}") } else { text }
}

/// The reference interval in words: `75% – 95%`, `≥ 90%`.
pub fn interval(measure: &str, low: Option<f64>, high: Option<f64>) -> Option<String> {
    match (low, high) {
        (Some(low), Some(high)) => Some(format!("{} – {}", value(measure, low), value(measure, high))),
        (Some(low), None) => Some(format!("≥ {}", value(measure, low))),
        (None, Some(high)) => Some(format!("≤ {}", value(measure, high))),
        (None, None) => None,
    }
}

/// The name in the reader's language.
pub fn pick(locale: Locale, names: &(String, String)) -> String {
    locale.pick(&names.0, &names.1).to_owned()
}

/// Who did something, as people are called: the log of who did what also knows tokens and the command line.
pub fn who(actor: &str) -> String {
    actor.strip_prefix("user:").unwrap_or(actor).to_owned()
}

/// A value of a formula, whose unit of measure nobody knows, without needless digits.
pub fn plain(value: f64) -> String {
    trimmed(&number(value, if value.abs() < 10.0 { 4 } else { 2 }))
}

/// A share in per cent, without needless digits.
pub fn percent(share: f64) -> String {
    format!("{}%", trimmed(&number(share * 100.0, 2)))
}

/// A difference of shares in per cent, with its sign.
pub fn percent_apart(share: f64) -> String {
    let text = percent(share);
    if share > 0.0 && text != "0%" { format!("+{text}") } else { text }
}

fn trimmed(text: &str) -> String {
    let text = if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text };
    text.to_owned()
}

/// Points, exact to the hundredth.
pub fn points(points: f64) -> String {
    Points::from_f64(points).map_or_else(|| number(points, 2), |points| points.to_string())
}

/// Points that say whether they are more or less.
pub fn gap(gap: f64) -> String {
    let text = points(gap);
    if gap > 0.0 { format!("+{text}") } else { text }
}

/// There is none: why is told to those who point at it and to those who listen.
pub fn none(why: &'static str) -> AnyView {
    view! {
        <span class="none" title=why>
            <span aria-hidden="true">{NONE}</span>
            <span class="sr-only">{why}</span>
        </span>
    }
    .into_any()
}

/// So many of so many, or why there are none.
pub fn of(some: u32, all: u32, why: &'static str) -> AnyView {
    match all {
        0 => none(why),
        all => format!("{some}/{all}").into_any(),
    }
}

/// Why a unit is worth a look, in words.
#[cfg(feature = "ssr")]
pub fn notice_words(locale: Locale, notice: &crate::api::overview::Notice) -> String {
    use crate::api::overview::NoticeReason;
    let name = locale.pick(&notice.indicator_name.0, &notice.indicator_name.1);
    let written = |number: Option<f64>| value_or_none(&notice.measure, number);
    let (now, against) = (written(notice.value), written(notice.against));
    let values = [("name", name), ("value", now.as_str()), ("against", against.as_str())];
    let key = match notice.reason {
        NoticeReason::OutsideInterval => t(locale, "notice.outside_interval"),
        NoticeReason::Worsening => t(locale, "notice.worsening"),
        NoticeReason::NoReport => t(locale, "notice.no_report"),
        NoticeReason::Stale => t(locale, "notice.stale"),
        NoticeReason::Suspicious => t(locale, "notice.suspicious"),
        NoticeReason::YearEndBunching => t(locale, "notice.year_end_bunching"),
    };
    crate::i18n::fill(key, &values)
}

/// An instant: in UTC as the server renders it, in the reader's own zone as soon as the client runs.
#[component]
pub fn Instant(
    /// RFC 3339 in UTC.
    at: String,
) -> impl IntoView {
    let text = use_zone().told(&at);
    view! { <time datetime=at>{text}</time> }.into_any()
}

/// What stands in a `textarea`. Leptos writes it as it is, so that on the server it has to be escaped here; the browser makes
/// a text of it.
pub fn textarea_text(text: String) -> String {
    #[cfg(feature = "ssr")]
    return crate::markup::escaped(&text);
    #[cfg(not(feature = "ssr"))]
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn indicator(measure: &str, direction: &str) -> IndicatorRow {
        IndicatorRow {
            id: "x".into(),
            module: "m".into(),
            zh: "甲".into(),
            en: "A".into(),
            formula: "a / b".into(),
            measure: measure.into(),
            direction: direction.into(),
            reference_low: None,
            reference_high: None,
            small_number: None,
            source_zh: String::new(),
            source_en: String::new(),
            note_zh: String::new(),
            note_en: String::new(),
            headline: true,
            edition: "2024".into(),
        }
    }

    #[test]
    fn numbers_are_grouped_and_zero_has_no_sign() {
        assert_eq!(number(1_234_567.891, 2), "1,234,567.89");
        assert_eq!(number(-1234.5, 1), "−1,234.5");
        assert_eq!(number(-0.001, 2), "0.00");
        assert_eq!(amount(126_927.0), "126,927");
        assert_eq!(value("percent", 0.866_5), "86.65%");
        assert_eq!(value("cases", 31_644.0), "31,644");
    }

    #[test]
    fn a_change_is_worded_by_the_direction_of_the_indicator() {
        let up = change(Locale::En, &indicator("percent", "up"), Some(0.81), Some(0.80)).unwrap();
        assert_eq!((up.text.as_str(), up.class), ("+1.00 pp", "good"));
        let down = change(Locale::En, &indicator("days", "down"), Some(66.0), Some(60.0)).unwrap();
        assert_eq!((down.text.as_str(), down.class), ("+10.0%", "bad"));
        let neutral = change(Locale::En, &indicator("cases", "neutral"), Some(90.0), Some(100.0)).unwrap();
        assert_eq!((neutral.text.as_str(), neutral.class), ("−10.0%", ""));
        assert_eq!(change(Locale::En, &indicator("cases", "up"), Some(1.0), None), None);
        assert_eq!(change(Locale::En, &indicator("cases", "up"), Some(1.0), Some(0.0)), None);
    }

    #[test]
    fn values_are_written_without_needless_digits() {
        assert_eq!([plain(1000.0), plain(0.8665), plain(12.5)], ["1,000", "0.8665", "12.5"]);
        assert_eq!([percent(0.6), percent(1.0 / 3.0), percent(0.0)], ["60%", "33.33%", "0%"]);
    }

    #[test]
    fn differences_say_which_way_they_go_and_none_has_no_sign() {
        assert_eq!([gap(1.5), gap(-2.0), gap(0.0)], ["+1.5", "−2", "0"]);
        let shares = [percent_apart(0.012), percent_apart(-0.05), percent_apart(0.000_01)];
        assert_eq!(shares, ["+1.2%", "−5%", "0%"]);
        assert_eq!(points(87.25), "87.25");
    }

    #[test]
    fn half_open_intervals_are_written_with_a_sign() {
        assert_eq!(interval("percent", Some(0.9), None).unwrap(), "≥ 90.00%");
        assert_eq!(interval("days", None, Some(90.0)).unwrap(), "≤ 90.0");
        assert_eq!(interval("days", None, None), None);
    }

    /// Reads the sources: whoever writes words of people into a `textarea` must not let them out of it.
    #[cfg(feature = "ssr")]
    #[test]
    fn what_stands_in_a_textarea_is_escaped_everywhere() {
        fn sources(folder: &std::path::Path, found: &mut Vec<std::path::PathBuf>) {
            for entry in std::fs::read_dir(folder).unwrap().flatten() {
                match entry.path() {
                    path if path.is_dir() => sources(&path, found),
                    path => found.push(path),
                }
            }
        }
        let mut files = vec![];
        sources(&std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut files);
        let mut seen = 0;
        for file in files {
            let text = std::fs::read_to_string(&file).unwrap();
            for (end, _) in text.match_indices(concat!("</", "textarea>")) {
                let before = text[..end].trim_end();
                let child = before.ends_with('}').then(|| before[before.rfind('{').unwrap()..].to_owned());
                seen += 1;
                assert!(child.is_none_or(|child| child.contains("textarea_text")), "{}", file.display());
            }
        }
        assert!(seen > 10, "{seen}");
        use leptos::prelude::*;
        let bad = "</textarea><b>&".to_owned();
        let html = view! { <textarea>{textarea_text(bad)}</textarea> }.to_html();
        assert!(html.contains("&lt;/textarea&gt;&lt;b&gt;&amp;"), "{html}");
        assert_eq!(html.matches("</textarea>").count(), 1, "{html}");
    }
}
