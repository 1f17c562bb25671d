//! A figure as it was, and the same looked at again: then and now, side by side. Photographs likewise.

use super::super::fact;
use crate::{
    api::problems::{FigureShot, ProblemView, SafetyShot},
    components::{
        format::{JudgementBadge, NONE, StatusBadge, amount, interval, measure_word, span, value_or_none},
        lists::Instant,
        states::TableScroll,
    },
    domain::problems::{ProblemState, Side},
    i18n::{Locale, t, t_data},
};
use leptos::prelude::*;

/// A figure with what it was made of.
pub fn figure(locale: Locale, shot: &FigureShot) -> AnyView {
    let parts = shot
        .components
        .iter()
        .map(|(_, zh, en, value)| {
            let value = value.map_or_else(|| NONE.to_owned(), amount);
            view! { <li>{locale.pick(zh, en).to_owned()} ": " {value}</li> }.into_any()
        })
        .collect_view();
    let reference = interval(&shot.measure, shot.reference.0, shot.reference.1);
    view! {
        <p class="explanation-value">
            {value_or_none(&shot.measure, shot.value)} " " <small>{measure_word(locale, &shot.measure)}</small>
        </p>
        <p class="row"><StatusBadge status=shot.status/> {shot.judgement.map(|judgement| view! { <JudgementBadge judgement/> })}</p>
        <dl class="facts">
            {fact(t(locale, "explain.period"), span(&shot.months.0, &shot.months.1).into_any())}
            {fact(t(locale, "explain.components"), view! { <ul class="plain">{parts}</ul> }.into_any())}
            {reference.map(|reference| fact(t(locale, "explain.reference"), reference.into_any()))}
            {fact(t(locale, "explain.edition"), shot.edition.clone().into_any())}
            {fact(t(locale, "problems.looked_at"), view! { <Instant at=shot.at.clone()/> }.into_any())}
        </dl>
    }
    .into_any()
}

/// Then and now, once it was closed.
pub fn again(locale: Locale, view: &ProblemView) -> Option<AnyView> {
    if !matches!(view.row.state, ProblemState::Closed | ProblemState::Held) {
        return None;
    }
    let figures = view.context.figure.as_ref().zip(view.again.as_ref()).map(|(then, again)| {
        let mut shots =
            vec![(t(locale, "problems.then"), then), (t(locale, "problems.same_months_now"), &again.same)];
        if let Some(latest) = &again.latest {
            shots.push((t(locale, "problems.latest_months"), latest));
        }
        let rows = shots.into_iter().map(|(label, shot)| line(locale, label, shot)).collect_view();
        view! {
            <TableScroll label=t(locale, "problems.then_and_now")>
                <table>
                    <thead><tr>
                        <th scope="col">{t(locale, "problems.looked_at")}</th>
                        <th scope="col">{t(locale, "explain.period")}</th>
                        <th scope="col" class="num">{t(locale, "column.value")}</th>
                        <th scope="col">{t(locale, "explain.calculation")}</th>
                        <th scope="col">{t(locale, "problems.standing")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </TableScroll>
        }
        .into_any()
    });
    let has = |side: Side| view.files.iter().any(|file| file.side == side && file.kind.is_image());
    let pictures = (has(Side::Before) || has(Side::After)).then(|| {
        let side = |side: Side, label: &'static str| {
            let pictures = view
                .files
                .iter()
                .filter(|file| file.side == side && file.kind.is_image())
                .map(super::evidence::picture)
                .collect_view();
            view! { <div><h3>{label}</h3><ul class="plain photos">{pictures}</ul></div> }.into_any()
        };
        view! {
            <div class="cards">
                {side(Side::Before, t(locale, "problems.then"))} {side(Side::After, t(locale, "problems.now"))}
            </div>
        }
        .into_any()
    });
    let watched = view.context.safety.as_ref().zip(view.safety_again.as_ref()).map(|(then, now)| {
        safety(locale, &[(t(locale, "problems.then"), then), (t(locale, "problems.now"), now)])
    });
    let nothing = (figures.is_none() && pictures.is_none() && watched.is_none())
        .then(|| view! { <p class="muted">{t(locale, "problems.nothing_to_compare")}</p> }.into_any());
    let shown = view! {
        <section class="panel stack" aria-labelledby="again-title" data-testid="then-and-now">
            <header><h2 id="again-title">{t(locale, "problems.then_and_now")}</h2></header>
            {figures}
            {watched}
            {pictures}
            {nothing}
        </section>
    };
    Some(shown.into_any())
}

fn line(locale: Locale, label: &'static str, shot: &FigureShot) -> AnyView {
    let parts = shot.denominator.map(|_| {
        let part = |number: Option<f64>| number.map_or_else(|| NONE.to_owned(), amount);
        format!("{} ÷ {}", part(shot.numerator), part(shot.denominator))
    });
    let word = measure_word(locale, &shot.measure);
    view! {
        <tr>
            <th scope="row">{label} <br/> <small class="muted"><Instant at=shot.at.clone()/></small></th>
            <td>{span(&shot.months.0, &shot.months.1)}</td>
            <td class="num"><a rel="external" href=shot.href.clone()>{value_or_none(&shot.measure, shot.value)}</a> " " <small>{word}</small></td>
            <td>{parts}</td>
            <td>
                <StatusBadge status=shot.status/> " "
                {shot.judgement.map(|judgement| view! { <JudgementBadge judgement/> })}
            </td>
        </tr>
    }
    .into_any()
}

/// A device as it was, and as it is.
pub fn safety(locale: Locale, shots: &[(&'static str, &SafetyShot)]) -> AnyView {
    let rows = shots.iter().map(|(label, shot)| watched(locale, label, shot)).collect_view();
    view! {
        <TableScroll label=t(locale, "problems.device")>
            <table>
                <thead><tr>
                    <th scope="col">{t(locale, "problems.looked_at")}</th>
                    <th scope="col">{t(locale, "problems.device")}</th>
                    <th scope="col">{t(locale, "problems.point")}</th>
                    <th scope="col">{t(locale, "problems.alarm")}</th>
                    <th scope="col" class="num">{t(locale, "problems.alarms_before")}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </TableScroll>
    }
    .into_any()
}

fn watched(locale: Locale, label: &'static str, shot: &SafetyShot) -> AnyView {
    let state = if shot.retired {
        t(locale, "problems.device_retired").to_owned()
    } else {
        t_data(locale, "devices.states", shot.state.as_str())
    };
    let cover = shot.cover.map(|cover| t_data(locale, "devices.covers", cover.as_str()));
    let point = locale.pick(&shot.point.0, &shot.point.1).to_owned();
    let point: Vec<String> =
        [Some(point), cover].into_iter().flatten().filter(|word| !word.is_empty()).collect();
    let alarm = shot.alarm.map(|(_, kind, state)| {
        let words = [("alarms.kinds", kind.as_str()), ("alarms.states", state.as_str())];
        words.map(|(key, word)| t_data(locale, key, word)).join(" · ")
    });
    let or_none = |text: String| if text.is_empty() { NONE.to_owned() } else { text };
    view! {
        <tr>
            <th scope="row">{label} <br/> <small class="muted"><Instant at=shot.at.clone()/></small></th>
            <td>
                <a rel="external" href=shot.href.clone()>{shot.name.clone()}</a> " · " {state}
                <br/>
                <small class="muted"><Instant at=shot.since.clone()/></small>
            </td>
            <td>{or_none(point.join(" · "))}</td>
            <td>{or_none(alarm.unwrap_or_default())}</td>
            <td class="num">{shot.alarms}</td>
        </tr>
    }
    .into_any()
}
