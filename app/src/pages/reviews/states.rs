//! Where a tribunal stands in a campaign, in signs and words.

use crate::{
    components::format::badge,
    domain::reviews::EntryState,
    i18n::{Locale, t_data},
};
use leptos::prelude::*;

/// A sign and a word.
pub fn state_badge(locale: Locale, state: EntryState) -> AnyView {
    let (kind, sign) = match state {
        EntryState::Applied => ("warn", "○"),
        EntryState::Declined => ("bad", "✕"),
        EntryState::Assessing => ("", "✎"),
        EntryState::Returned => ("bad", "↩"),
        EntryState::Submitted | EntryState::Endorsed => ("", "→"),
        EntryState::Checked => ("", "◐"),
        EntryState::Reviewed => ("good", "✓"),
        EntryState::Withdrawn => ("", "∅"),
    };
    badge(kind, sign, state_word(locale, state))
}

/// The word.
pub fn state_word(locale: Locale, state: EntryState) -> String {
    t_data(locale, "reviews.state", state.as_str())
}
