//! "Worth a look": what is wrong, where, and why it is listed.

use super::{
    format::value,
    view::{unit_here, use_view},
};
use crate::{
    api::overview::{Notice, NoticeReason},
    i18n::{Locale, t, use_locale},
};
use leptos::prelude::*;

/// Why the line is there, in words.
fn why(locale: Locale, notice: &Notice) -> String {
    let name = locale.pick(&notice.indicator_name.0, &notice.indicator_name.1);
    let written = |number: Option<f64>| {
        number.map_or_else(|| super::format::NONE.to_owned(), |n| value(&notice.measure, n))
    };
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
#[component]
pub fn Notices() -> impl IntoView {
    let locale = use_locale();
    let view = use_view();
    let notices = view.part(|shown| shown.answer.notices.clone());
    let total = view.part(|shown| shown.answer.notices_total);
    let rows = move || {
        notices
            .get()
            .into_iter()
            .map(|notice| {
                let href = unit_here(&notice.unit);
                let href = if notice.indicator.is_empty() {
                    href
                } else {
                    href.with("indicator", &notice.indicator)
                };
                view! {
                    <li>
                        <span class="notice-sign" aria-hidden="true">{sign(notice.reason)}</span>
                        <a href=href.to_string()>{locale.pick(&notice.name, &notice.name_en).to_owned()}</a>
                        <span>{why(locale, &notice)}</span>
                    </li>
                }
                .into_any()
            })
            .collect_view()
            .into_any()
    };
    view! {
        <section class="panel worth" aria-labelledby="worth-title">
            <header>
                <h2 id="worth-title">{t(locale, "notice.title")}</h2>
                <span class="muted small-text">
                    {move || {
                        let (shown, all) = (notices.with(Vec::len).to_string(), total.get().to_string());
                        let key = if shown == all { t(locale, "notice.count") } else { t(locale, "notice.count_of") };
                        crate::i18n::fill(key, &[("n", &shown), ("all", &all)])
                    }}
                </span>
            </header>
            <ul class="plain">{rows}</ul>
            {move || notices.with(Vec::is_empty).then(|| view! { <p class="muted">{t(locale, "notice.none")}</p> }.into_any())}
        </section>
    }
    .into_any()
}
