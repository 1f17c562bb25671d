//! How alarms were answered, and how long cameras were blind.

use crate::{
    api::{
        alarms::{SafetyFigures, safety_figures},
        wire::ask,
    },
    components::{
        format::NONE,
        states::{FailureView, Loading, answered},
    },
    i18n::{Locale, t, t_with, use_locale},
};
use leptos::prelude::*;

/// The figures of the last days.
#[component]
pub(super) fn Figures(
    /// Code of the unit; empty for all that may be seen.
    unit: Memo<String>,
    /// Another one when they are to be asked for anew.
    version: Signal<usize>,
) -> impl IntoView {
    let locale = use_locale();
    let found = ask(move || (unit.get(), version.get()), |(unit, _)| safety_figures(unit));
    view! {
        <Transition fallback=Loading>
            {answered(found, move |answer| match answer {
                Err(failure) => view! { <FailureView failure/> }.into_any(),
                Ok(figures) => shown(locale, &figures),
            })}
        </Transition>
    }
    .into_any()
}

fn shown(locale: Locale, found: &SafetyFigures) -> AnyView {
    let share = |part: u32, all: u32| {
        if all == 0 {
            return NONE.to_owned();
        }
        t_with(locale, "safety.of", &[("n", &part.to_string()), ("all", &all.to_string())])
    };
    let seconds = |n: i64| t_with(locale, "safety.seconds", &[("n", &n.to_string())]);
    // Whatever is still open and overdue was not answered in time either.
    let due = found.answered + found.overdue;
    let blind = (found.cameras > 0).then(|| {
        let tenths = found.blind_seconds * 10 / 3600 / i64::from(found.cameras);
        t_with(locale, "safety.hours", &[("n", &format!("{}.{}", tenths / 10, tenths % 10))])
    });
    let limit = found.limit_seconds.to_string();
    let rows = [
        (t(locale, "safety.fig_alarms").to_owned(), found.alarms.to_string()),
        (t_with(locale, "safety.fig_in_time", &[("n", &limit)]), share(found.in_time, due)),
        (
            t(locale, "safety.fig_median").to_owned(),
            found.median_seconds.map_or_else(|| NONE.to_owned(), seconds),
        ),
        (t(locale, "safety.fig_false").to_owned(), share(found.false_alarms, found.decided)),
        (t(locale, "safety.fig_blind").to_owned(), blind.unwrap_or_else(|| NONE.to_owned())),
    ];
    let rows = rows
        .into_iter()
        .map(|(name, value)| view! { <div><dt>{name}</dt> <dd>{value}</dd></div> }.into_any())
        .collect_view()
        .into_any();
    view! {
        <section class="panel" aria-labelledby="safety-figures">
            <h2 id="safety-figures">{t_with(locale, "safety.figures", &[("n", &found.days.to_string())])}</h2>
            <dl class="safety-figures">{rows}</dl>
        </section>
    }
    .into_any()
}
