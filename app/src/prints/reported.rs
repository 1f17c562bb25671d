//! What a tribunal has last reported about itself, as it was accepted: on the page of the unit.

use super::Order;
use crate::{
    api::{Failure, reports::Reported},
    components::{
        answers::{Pictures, Records, shown},
        format::{Instant, measure_word},
    },
    domain::{catalogue::Kind, forms::Section},
    i18n::{Locale, t, t_with},
};
use leptos::prelude::*;

/// The reports that a tab shows.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let forms = order.services.reported(&order.actor, &order.unit, order.here.get("tab")).await?;
    let locale = order.locale;
    let raise = if order.oversees() { order.unit.as_str() } else { "" };
    Ok(order.written(|| forms.into_iter().map(|form| report(locale, form, raise)).collect_view()))
}

fn report(locale: Locale, reported: Reported, raise: &str) -> AnyView {
    let name = locale.pick(&reported.form.zh, &reported.form.en).to_owned();
    let title = format!("{name} · {}", reported.period);
    let label = title.clone();
    let sections = reported
        .form
        .sections
        .iter()
        .filter_map(|part| section(locale, part, &reported, raise))
        .collect_view();
    view! {
        <section class="panel" aria-label=label>
            <h2>{title}</h2>
            <p class="muted">{t(locale, "reports.as_accepted")} " " <Instant at=reported.at/></p>
            <div class="reported">{sections}</div>
        </section>
    }
    .into_any()
}

/// A section with its answers; nothing where none was given. Of a checklist it is counted how much there is.
fn section(locale: Locale, part: &Section, reported: &Reported, raise: &str) -> Option<AnyView> {
    let name = locale.pick(&part.zh, &part.en).to_owned();
    if part.repeats.is_some() {
        let answer = reported.answers.get(&part.id)?.clone();
        return Some(
            view! {
                <div class="reported-wide">
                    <h3>{name}</h3>
                    <Records section=part.clone() answer/>
                </div>
            }
            .into_any(),
        );
    }
    let answers: Vec<_> =
        part.fields.iter().filter_map(|field| Some((field, reported.answers.get(&field.id)?))).collect();
    if answers.is_empty() {
        return None;
    }
    let points: Vec<_> = answers.iter().filter(|(field, _)| field.kind == Kind::YesNo).collect();
    let there = points.iter().filter(|(_, answer)| *answer == "yes").count();
    let rate = (!points.is_empty()).then(|| {
        let (there, all) = (there.to_string(), points.len().to_string());
        let text = t_with(locale, "reports.points", &[("there", &there), ("all", &all)]);
        view! { " " <span class="badge">{text}</span> }
    });
    let lines = answers
        .into_iter()
        .map(|(field, answer)| {
            let name = locale.pick(&field.zh, &field.en).to_owned();
            let said = match (field.kind, answer.as_str()) {
                (Kind::Photo, answer) => pictures(locale, reported, &field.id, answer, raise),
                (Kind::YesNo, "yes") => {
                    view! { <span class="good">"✓ " {t(locale, "reports.yes")}</span> }.into_any()
                }
                (Kind::YesNo, _) => {
                    view! { <span class="bad">"✕ " {t(locale, "reports.no")}</span> }.into_any()
                }
                (_, answer) => {
                    let measure = field.is_number().then(|| measure_word(locale, &field.measure));
                    view! { {shown(locale, field, answer)} " " <small class="muted">{measure}</small> }
                        .into_any()
                }
            };
            view! { <dt>{name}</dt> <dd>{said}</dd> }
        })
        .collect_view();
    Some(
        view! {
            <div>
                <h3>{name} {rate}</h3>
                <dl class="pairs">{lines}</dl>
            </div>
        }
        .into_any(),
    )
}

/// The pictures; where others were handed in the time before, those beside them.
fn pictures(locale: Locale, reported: &Reported, field: &str, answer: &str, raise: &str) -> AnyView {
    let now = view! { <Pictures answer=answer.to_owned() raise=raise.to_owned()/> };
    let before = reported.before.as_ref();
    let Some((period, earlier)) = before.and_then(|(period, photos)| Some((period, photos.get(field)?)))
    else {
        return now.into_any();
    };
    if earlier == answer {
        return now.into_any();
    }
    view! {
        <div class="before-after">
            <div><small class="muted">{t(locale, "reports.pictures_before")} " " {period.clone()}</small> <Pictures answer=earlier.clone()/></div>
            <div><small class="muted">{t(locale, "reports.pictures_now")} " " {reported.period.clone()}</small> {now}</div>
        </div>
    }
    .into_any()
}
