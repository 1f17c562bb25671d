//! "Worth a look": what is wrong, where, and why it is listed.

use super::Seen;
use crate::{
    api::overview::{Notice, NoticeReason},
    components::{format::value_or_none, view::unit_from},
    i18n::{Locale, fill, t},
};
use leptos::prelude::*;

/// Why the line is there, in words.
fn why(locale: Locale, notice: &Notice) -> String {
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
    fill(key, &values)
}

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
                    <span>{why(locale, notice)}</span>
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
