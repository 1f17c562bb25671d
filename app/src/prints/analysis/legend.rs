//! What the signs mean that occur, and what must be known to read the values.

use super::Seen;
use crate::{
    api::analysis::Grid,
    components::format::status_sign,
    domain::{
        analysis::{Compare, View},
        units::Level,
        values::Status,
    },
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;
use std::collections::BTreeSet;

/// A group of peers in words.
pub(super) fn group_name(locale: Locale, level: Level, groups: &[String]) -> String {
    let level = t_data(locale, "level", level.as_str());
    if groups.is_empty() {
        return t_with(locale, "analysis.all_of_level", &[("level", &level)]);
    }
    let named = groups.iter().filter(|group| !group.is_empty());
    named.map(|group| t_data(locale, "group", group)).collect::<Vec<_>>().join(" · ")
}

/// States that occur, each with its sign, and remarks.
pub(super) fn legend(seen: &Seen, grid: &Grid) -> AnyView {
    let locale = seen.locale;
    let states: BTreeSet<Status> =
        grid.cells().iter().map(|cell| cell.status).filter(|status| *status != Status::Ok).collect();
    let states = states
        .into_iter()
        .map(|status| {
            let (sign, word) = (status_sign(status), t_data(locale, "status", status.as_str()));
            let meaning = t_data(locale, "analysis.meaning", status.as_str());
            view! { <li><b aria-hidden="true">{sign}</b> " " {word} ": " {meaning}</li> }
        })
        .collect_view();
    let judged = grid.cells().iter().any(|cell| cell.judgement.is_some());
    let compared = seen.choice.compare;
    let hint = match compared {
        Compare::None => None,
        Compare::YearBefore | Compare::PeriodBefore => Some(t(locale, "analysis.hint.before")),
        Compare::Parent => Some(t(locale, "analysis.hint.parent")),
        Compare::Peers => Some(t(locale, "analysis.hint.peers")),
        Compare::Reference => Some(t(locale, "analysis.hint.reference")),
    };
    let ranks = (seen.choice.view == View::List).then(|| match seen.frame.ranking {
        true => t(locale, "analysis.hint.ranked"),
        false => t(locale, "analysis.hint.unranked"),
    });
    let remarks = [
        judged.then(|| t(locale, "analysis.hint.judged")),
        hint,
        grid.parent_hidden.then(|| t(locale, "analysis.hint.parent_hidden")),
        grid.overlapping.then(|| t(locale, "analysis.hint.overlapping")),
        grid.untotalled.then(|| t(locale, "analysis.hint.untotalled")),
        ranks,
    ];
    let remarks = remarks.into_iter().flatten().map(|text| view! { <li>{text}</li> }).collect_view();
    view! { <ul class="plain legend notes" aria-label=t(locale, "map.legend")>{states} {remarks}</ul> }
        .into_any()
}
