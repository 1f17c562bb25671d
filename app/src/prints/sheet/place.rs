//! The bar under the frame: where one is.

use super::Seen;
use crate::{
    address::Address,
    components::format::{Instant, number},
    domain::units::Level,
    i18n::{t, t_data, t_with},
};
use leptos::prelude::*;

/// The path down the tree, and the name.
pub(super) fn head(seen: &Seen) -> AnyView {
    let (locale, answer) = (seen.locale(), seen.answer);
    let last = answer.path.len().saturating_sub(1);
    let crumbs = answer
        .path
        .iter()
        .enumerate()
        .map(|(n, crumb)| {
            let name = locale.pick(&crumb.name, &crumb.name_en).to_owned();
            let current = (n == last).then_some("page");
            view! { <li><a href=seen.link(&crumb.code) aria-current=current>{name}</a></li> }.into_any()
        })
        .collect_view();
    let below: Vec<String> = answer
        .counts
        .iter()
        .filter(|(_, n)| *n > 0)
        .map(|(level, n)| {
            let (n, level) = (number(f64::from(*n), 0), t_data(locale, "level", level.as_str()));
            t_with(locale, "place.count", &[("n", &n), ("level", &level)])
        })
        .collect();
    let name = answer.unit.name_in(locale.is_english()).to_owned();
    let level = t_data(locale, "level", answer.unit.level.as_str());
    // The same view, on paper.
    let report = Address::new(format!("/api/v1/units/{}/report", answer.unit.code))
        .with("from", &answer.from)
        .with("to", &answer.to)
        .with("indicator", &answer.indicator.id)
        .with("edition", &answer.edition.id)
        .to_string();
    let raise = (seen.order.oversees() && answer.unit.level != Level::Post).then(|| {
        let problems = Address::new("/problems").with("unit", &answer.unit.code);
        let raise = problems.clone().with("tab", "raise").to_string();
        let contact = (answer.unit.level == Level::Tribunal).then(|| {
            let href = format!("/contacts/{}", answer.unit.code);
            view! { " " <a class="button small" rel="external" href=href>{t(locale, "place.contacts")}</a> }.into_any()
        });
        view! {
            <span class="small-text no-print">
                <a class="button small" rel="external" href=problems.to_string()>{t(locale, "place.problems")}</a> " "
                <a class="button small" rel="external" href=raise>{t(locale, "place.raise")}</a>
                {contact}
            </span>
        }
        .into_any()
    });
    view! {
        <nav aria-label=t(locale, "nav.place")>
            <ol class="plain crumbs">{crumbs}</ol>
        </nav>
        <div class="place-head">
            <h1>{name}<small>{level}</small></h1>
            <p class="muted small-text">{below.join(" · ")}</p>
            <a class="small-text no-print" href=report rel="external" download>{t(locale, "unit_paper.link")}</a>
            {raise}
        </div>
    }
    .into_any()
}

/// How old the newest figures are.
pub(super) fn time(seen: &Seen) -> AnyView {
    let at = seen.answer.data_time.clone();
    at.map(|at| view! { <span>{t(seen.locale(), "place.data_time")} " " <Instant at/></span> }).into_any()
}
