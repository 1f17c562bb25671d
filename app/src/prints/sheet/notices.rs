//! "Worth a look": what is wrong, where, and why it is listed.

use super::Seen;
use crate::{
    api::overview::NoticeReason,
    components::{format::notice_words, view::unit_from},
    i18n::{fill, t},
};
use leptos::prelude::*;

const fn sign(reason: NoticeReason) -> &'static str {
    match reason {
        NoticeReason::OutsideInterval => "▼",
        NoticeReason::Worsening => "↘",
        NoticeReason::NoReport => "!",
        NoticeReason::Stale => "◌",
        NoticeReason::Suspicious => "?",
        NoticeReason::YearEndBunching => "∧",
    }
}

/// The list.
pub(super) fn panel(seen: &Seen) -> AnyView {
    let (locale, notices) = (seen.locale(), &seen.answer.notices);
    let rows = notices
        .iter()
        .map(|notice| {
            let href = unit_from(seen.order.here.clone(), &notice.unit);
            let href =
                if notice.indicator.is_empty() { href } else { href.with("indicator", &notice.indicator) };
            view! {
                <li>
                    <span class="notice-sign" aria-hidden="true">{sign(notice.reason)}</span>
                    <a href=href.to_string()>{locale.pick(&notice.name, &notice.name_en).to_owned()}</a>
                    <span>{notice_words(locale, notice)}</span>
                </li>
            }
            .into_any()
        })
        .collect_view();
    let (shown, all) = (notices.len().to_string(), seen.answer.notices_total.to_string());
    let count = if shown == all { t(locale, "notice.count") } else { t(locale, "notice.count_of") };
    let none = notices.is_empty().then(|| view! { <p class="muted">{t(locale, "notice.none")}</p> });
    view! {
        <section class="panel worth" aria-labelledby="worth-title">
            <header>
                <h2 id="worth-title">{t(locale, "notice.title")}</h2>
                <span class="muted small-text">{fill(count, &[("n", &shown), ("all", &all)])}</span>
            </header>
            <ul class="plain">{rows}</ul>
            {none}
        </section>
    }
    .into_any()
}
