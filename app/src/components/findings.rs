//! What a finding about data says, for pages and prints alike.

use super::format::{amount, number};
use crate::{
    api::quality::FindingRow,
    domain::quality::Sign,
    i18n::{Locale, t_with},
};

/// What a finding says, in words, with its numbers.
pub fn sentence(locale: Locale, row: &FindingRow) -> String {
    let (then, usual_then) = row.then.unwrap_or_default();
    let name = locale.pick(&row.indicator_name.0, &row.indicator_name.1);
    let values = [
        ("name", name.to_owned()),
        ("value", amount(row.value)),
        ("against", number(row.against, 1)),
        ("whole", amount(row.against)),
        ("then", amount(then)),
        ("usual", number(usual_then, 1)),
    ];
    let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    let key = match row.address.sign {
        Sign::HeldBack => "quality.says_held_back",
        Sign::YearEnd => "quality.says_year_end",
        Sign::Perfect => "quality.says_perfect",
        Sign::Outlier => "quality.says_outlier",
        Sign::Jump => "quality.says_jump",
    };
    t_with(locale, key, &values)
}
