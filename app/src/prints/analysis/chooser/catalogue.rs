//! The indicators that can be chosen.

use super::super::Seen;
use crate::{
    api::indicators::IndicatorRow,
    i18n::{Locale, t, t_with},
};
use leptos::prelude::*;

/// The catalogue by module, with a search that works by the address, too.
pub(super) fn catalogue(seen: &Seen) -> AnyView {
    let (locale, chosen) = (seen.locale, &seen.choice.indicators);
    let seek = seen.here.get("seek").trim().to_lowercase();
    let fits = |row: &IndicatorRow| {
        seek.is_empty()
            || [&row.zh, &row.en, &row.id].into_iter().any(|text| text.to_lowercase().contains(&seek))
    };
    let names: Vec<String> = chosen
        .iter()
        .filter_map(|id| seen.frame.indicators.iter().find(|row| row.id == *id))
        .map(|row| locale.pick(&row.zh, &row.en).to_owned())
        .collect();
    let modules = seen
        .frame
        .modules
        .iter()
        .map(|module| {
            let own = |row: &&IndicatorRow| row.module == module.id;
            let shown = |row: &&IndicatorRow| fits(row) || chosen.contains(&row.id);
            let boxes = seen.frame.indicators.iter().filter(own).filter(shown);
            let boxes = boxes.map(|row| tick(locale, row, chosen.contains(&row.id))).collect::<Vec<_>>();
            (!boxes.is_empty()).then(|| {
                view! {
                    <fieldset>
                        <legend>{locale.pick(&module.zh, &module.en).to_owned()}</legend>
                        {boxes}
                    </fieldset>
                }
                .into_any()
            })
        })
        .collect_view();
    let none = !seen.frame.indicators.iter().any(fits);
    let none = none.then(|| view! { <p class="muted">{t(locale, "analysis.no_indicator")}</p> });
    let summary = t_with(locale, "analysis.chosen", &[("names", &names.join(t(locale, "analysis.comma")))]);
    let open = !seek.is_empty();
    view! {
        <details class="catalogue" open=open>
            <summary>{summary}</summary>
            <div class="toolbar">
                <div class="field">
                    <label for="a-seek">{t(locale, "analysis.seek")}</label>
                    <input id="a-seek" name="seek" type="search" maxlength="40" value=seen.here.get("seek").to_owned()/>
                </div>
                <button class="button" type="submit">{t(locale, "analysis.apply")}</button>
            </div>
            {none}
            <div class="modules">{modules}</div>
        </details>
    }
    .into_any()
}

fn tick(locale: Locale, row: &IndicatorRow, chosen: bool) -> AnyView {
    let name = locale.pick(&row.zh, &row.en).to_owned();
    view! {
        <label class="tick">
            <input type="checkbox" name=format!("i.{}", row.id) value="1" checked=chosen/>
            <span>{name}</span>
        </label>
    }
    .into_any()
}
