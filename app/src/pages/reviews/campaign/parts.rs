//! What the pages of campaigns are made of: badges and names of what there is in reviews.

use crate::{
    components::format::badge,
    domain::reviews::{Phase, PhaseMove},
    i18n::{Locale, t, t_data},
};
use leptos::prelude::*;

/// Where a campaign stands.
pub fn phase_badge(locale: Locale, phase: Phase) -> AnyView {
    let (kind, sign) = match phase {
        Phase::Draft => ("", "✎"),
        Phase::Open => ("", "→"),
        Phase::Objections => ("warn", "◐"),
        Phase::Signed => ("", "¹"),
        Phase::Countersigned => ("", "²"),
        Phase::Published => ("good", "✓"),
        Phase::Cancelled => ("bad", "✕"),
    };
    badge(kind, sign, t_data(locale, "reviews.phase", phase.as_str()))
}

/// Says that the wording of a standard is made up.
pub fn illustrative(locale: Locale, made_up: bool) -> Option<AnyView> {
    made_up.then(|| badge("warn", "◇", t(locale, "reviews.illustrative").to_owned()))
}

/// What a move of a campaign is called.
pub fn move_label(locale: Locale, what: PhaseMove) -> &'static str {
    match what {
        PhaseMove::Open => t(locale, "reviews.move.open"),
        PhaseMove::Announce => t(locale, "reviews.move.announce"),
        PhaseMove::Resume => t(locale, "reviews.move.resume"),
        PhaseMove::Sign => t(locale, "reviews.move.sign"),
        PhaseMove::Countersign => t(locale, "reviews.move.countersign"),
        PhaseMove::Unsign => t(locale, "reviews.move.unsign"),
        PhaseMove::Publish => t(locale, "reviews.move.publish"),
        PhaseMove::Cancel => t(locale, "reviews.move.cancel"),
    }
}

/// A hidden field of a form.
pub fn hidden(name: &'static str, value: impl ToString) -> AnyView {
    view! { <input type="hidden" name=name value=value.to_string()/> }.into_any()
}
