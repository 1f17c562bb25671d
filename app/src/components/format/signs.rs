//! States and judgements as signs and badges: never by colour alone.

use crate::{
    domain::{
        reviews::Standing,
        values::{Judgement, Status},
    },
    i18n::{Locale, t, t_data, use_locale},
};
use leptos::prelude::*;

/// The sign of a state, beside or instead of its word; empty for an ordinary value.
pub const fn status_sign(status: Status) -> &'static str {
    match status {
        Status::Ok => "",
        Status::NoData => "–",
        Status::Partial => "◐",
        Status::Late => "!",
        Status::Stale => "◌",
        Status::SmallNumber => "△",
        Status::NotApplicable => "∅",
    }
}

/// The sign of a judgement.
pub const fn judgement_sign(judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Better => "▲",
        Judgement::Within => "●",
        Judgement::Worse => "▼",
    }
}

/// The word of a judgement.
pub fn judgement_word(locale: Locale, judgement: Judgement) -> &'static str {
    match judgement {
        Judgement::Better => t(locale, "judgement.better"),
        Judgement::Within => t(locale, "judgement.within"),
        Judgement::Worse => t(locale, "judgement.worse"),
    }
}

/// A sign and a word, never colour alone.
pub fn badge(kind: &'static str, sign: &'static str, word: String) -> AnyView {
    view! { <span class=format!("badge {kind}")><span aria-hidden="true">{sign}</span>{word}</span> }
        .into_any()
}

/// Whether a recognition holds.
pub fn standing_badge(locale: Locale, standing: Standing) -> AnyView {
    let (kind, sign) = match standing {
        Standing::Valid => ("good", "✓"),
        Standing::Warned => ("warn", "!"),
        Standing::Conditional => ("warn", "◐"),
        Standing::Withdrawn => ("bad", "✕"),
        Standing::Expired => ("", "◌"),
    };
    badge(kind, sign, t_data(locale, "reviews.standing", standing.as_str()))
}

/// The state of a value as a badge; nothing for an ordinary one.
#[component]
pub fn StatusBadge(
    /// The state.
    status: Status,
) -> impl IntoView {
    let locale = use_locale();
    (status != Status::Ok).then(|| {
        let class = if matches!(status, Status::Late | Status::Stale) { "badge warn" } else { "badge" };
        view! {
            <span class=class>
                <span aria-hidden="true">{status_sign(status)}</span>
                {t_data(locale, "status", status.as_str())}
            </span>
        }
        .into_any()
    })
}

/// A judgement as a badge.
#[component]
pub fn JudgementBadge(
    /// The judgement.
    judgement: Judgement,
) -> impl IntoView {
    let locale = use_locale();
    let class = match judgement {
        Judgement::Better => "badge good",
        Judgement::Within => "badge",
        Judgement::Worse => "badge bad",
    };
    view! {
        <span class=class>
            <span aria-hidden="true">{judgement_sign(judgement)}</span>
            {judgement_word(locale, judgement)}
        </span>
    }
    .into_any()
}
