//! What is looked at: indicator, period, edition, group. A plain GET form that sends itself when something is chosen.

use super::Seen;
use crate::{
    components::{format::span, view::LASTING},
    domain::periods::Month,
    i18n::{t, t_data},
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// The first month of the long view.
const LONG_VIEW: &str = "2017-01";

fn option(id: String, name: String, chosen: &str) -> AnyView {
    let selected = id == chosen;
    view! { <option value=id selected=selected>{name}</option> }.into_any()
}

/// The form, and spans that are often wanted.
pub(super) fn chooser(seen: &Seen) -> AnyView {
    let (locale, answer, here) = (seen.locale(), seen.answer, &seen.order.here);
    let hidden = here.pairs().iter().filter(|(key, _)| !LASTING.contains(&key.as_str()) && key != "page");
    let hidden = hidden
        .map(|(key, value)| view! { <input type="hidden" name=key.clone() value=value.clone()/> }.into_any())
        .collect_view();
    let indicators = answer.indicators.iter();
    let indicators = indicators
        .map(|row| option(row.id.clone(), locale.pick(&row.zh, &row.en).to_owned(), &answer.indicator.id))
        .collect_view();
    let editions = answer.editions.iter();
    let editions = editions
        .map(|row| option(row.id.clone(), locale.pick(&row.zh, &row.en).to_owned(), here.get("edition")))
        .collect_view();
    let now = here.get("group").to_owned();
    let parts = answer.tribunals.iter().chain(&answer.parts);
    let mut groups: BTreeSet<String> = parts.flat_map(|part| part.groups.iter().cloned()).collect();
    if !now.is_empty() {
        groups.insert(now.clone());
    }
    let groups = groups
        .into_iter()
        .map(|id| {
            let name = t_data(locale, "group", &id);
            option(id, name, &now)
        })
        .collect_view();
    view! {
        <div class="chooser no-print">
            <form method="get" action=here.path().to_owned() class="toolbar" aria-label=t(locale, "chooser.label") data-noscroll>
                {hidden}
                <div class="field">
                    <label for="indicator">{t(locale, "chooser.indicator")}</label>
                    <select id="indicator" name="indicator" data-send>{indicators}</select>
                </div>
                <div class="field">
                    <label for="from">{t(locale, "chooser.from")}</label>
                    <input id="from" name="from" type="month" pattern="[0-9]{4}-[0-9]{2}" placeholder="YYYY-MM" min="1990-01" value=answer.from.clone()/>
                </div>
                <div class="field">
                    <label for="to">{t(locale, "chooser.to")}</label>
                    <input id="to" name="to" type="month" pattern="[0-9]{4}-[0-9]{2}" placeholder="YYYY-MM" min="1990-01" value=answer.to.clone()/>
                </div>
                <div class="field">
                    <label for="edition">{t(locale, "chooser.edition")}</label>
                    <select id="edition" name="edition" data-send>
                        <option value="">{t(locale, "chooser.edition_usual")}</option>
                        {editions}
                    </select>
                </div>
                <div class="field">
                    <label for="group">{t(locale, "chooser.group")}</label>
                    <select id="group" name="group" data-send>
                        <option value="">{t(locale, "chooser.group_all")}</option>
                        {groups}
                    </select>
                </div>
                <button class="button primary" type="submit">{t(locale, "chooser.show")}</button>
            </form>
            {presets(seen)}
        </div>
        <p class="print-only">{span(&answer.from, &answer.to)}</p>
    }
    .into_any()
}

fn presets(seen: &Seen) -> Option<AnyView> {
    let (locale, answer) = (seen.locale(), seen.answer);
    let last = answer.last_month.parse::<Month>().ok()?;
    let year = |year: i32, month: u32| Month::new(year, month).unwrap_or(last);
    let spans = [
        (t(locale, "chooser.last_12"), last.plus(-11).to_string(), last.to_string()),
        (t(locale, "chooser.this_year"), year(last.year(), 1).to_string(), last.to_string()),
        (
            t(locale, "chooser.last_year"),
            year(last.year() - 1, 1).to_string(),
            year(last.year() - 1, 12).to_string(),
        ),
        (t(locale, "chooser.long"), LONG_VIEW.to_owned(), last.to_string()),
    ];
    let links = spans
        .into_iter()
        .map(|(name, from, to)| {
            let current = (answer.from == from && answer.to == to).then_some("true");
            let href = seen.order.here.clone().with("from", &from).with("to", &to).to_string();
            view! { <a class="button small" data-noscroll href=href aria-current=current>{name}</a> }
                .into_any()
        })
        .collect_view();
    Some(view! { <div class="row presets">{links}</div> }.into_any())
}
