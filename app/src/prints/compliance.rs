//! How a unit complies with what safety asks, its risk level, and the day of a tribunal.

use super::{Order, explain_address};
use crate::{
    address::Address,
    api::{
        Failure,
        compliance::{Compliance, CompliancePart, DayEvent, PartKind},
    },
    components::{
        format::{Instant, NONE},
        table::{Table, numbers, words},
    },
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// The sum with its parts, the months, the level, the day.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let found = order.services.compliance(&order.actor, &order.unit, order.here.get("day")).await?;
    Ok(order.written(|| shown(order.locale, &order.unit, &order.here, &found)))
}

/// Per cent with one place; nothing where nothing is asked.
fn rate(met: i64, asked: i64) -> String {
    if asked == 0 {
        return NONE.to_owned();
    }
    let tenths = (met * 2000 + asked) / (asked * 2);
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// Where a part comes from.
fn source(unit: &str, found: &Compliance, part: &CompliancePart) -> String {
    match part.part {
        PartKind::Checklist => Address::unit(unit).with("tab", "infrastructure").to_string(),
        PartKind::Devices => {
            Address::new("/safety/devices").with("tab", "list").with("unit", unit).to_string()
        }
        PartKind::Alarms => Address::new("/safety").with("unit", unit).with("state", "all").to_string(),
        PartKind::Checks => explain_address(&found.checks),
    }
}

fn shown(locale: Locale, unit: &str, here: &Address, found: &Compliance) -> AnyView {
    let rows = found
        .parts
        .iter()
        .map(|part| {
            let href = source(unit, found, part);
            let class = (part.part == PartKind::Checks).then_some("explain");
            let name = t_data(locale, "compliance.parts", part.part.as_str());
            view! {
                <tr>
                    <th scope="row"><a rel="external" class=class href=href>{name}</a></th>
                    <td class="num">{part.met}</td>
                    <td class="num">{part.asked}</td>
                    <td class="num">{rate(part.met, part.asked)}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let heads = || {
        vec![
            numbers(t(locale, "compliance.met")),
            numbers(t(locale, "compliance.asked")),
            numbers(t(locale, "compliance.rate")),
        ]
    };
    let mut part_heads = vec![words(t(locale, "compliance.part"))];
    part_heads.extend(heads());
    let mut month_heads = vec![words(t(locale, "compliance.month"))];
    let kinds =
        found.parts.iter().map(|part| numbers(t_data(locale, "compliance.parts", part.part.as_str())));
    month_heads.extend(kinds);
    month_heads.extend(heads());
    let months = found
        .months
        .iter()
        .map(|month| {
            view! {
                <tr>
                    <th scope="row">{month.month.clone()}</th>
                    {month.parts.iter().map(|part| view! { <td class="num">{rate(part.met, part.asked)}</td> }).collect_view()}
                    <td class="num">{month.met}</td>
                    <td class="num">{month.asked}</td>
                    <td class="num">{rate(month.met, month.asked)}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let sum = t_with(
        locale,
        "compliance.sum",
        &[
            ("rate", &rate(found.met, found.asked)),
            ("met", &found.met.to_string()),
            ("asked", &found.asked.to_string()),
        ],
    );
    let note = t_with(
        locale,
        "compliance.note",
        &[
            ("n", &found.tribunals.1.to_string()),
            ("all", &found.tribunals.0.to_string()),
            ("days", &found.days.to_string()),
        ],
    );
    view! {
        <section class="panel stack" aria-labelledby="compliance-title">
            <header><h2 id="compliance-title">{t(locale, "compliance.title")}</h2></header>
            <p data-testid="compliance">{sum}</p>
            <Table label=t(locale, "compliance.title") heads=part_heads rows/>
            <p class="muted">{note}</p>
            <Table label=t(locale, "compliance.trend") heads=month_heads rows=months/>
            <p class="muted">{t(locale, "compliance.trend_note")}</p>
        </section>
        {risk(locale, found)}
        {blind(locale, found)}
        {day(locale, here, found)}
    }
    .into_any()
}

fn risk(locale: Locale, found: &Compliance) -> Option<AnyView> {
    let risk = found.risk.as_ref()?;
    let values = [
        ("points", risk.points.0.as_str()),
        ("full", risk.points.1.as_str()),
        ("n", &risk.missing.to_string()),
        ("edition", risk.edition.as_str()),
    ];
    let about = t_with(locale, "compliance.risk_about", &values);
    Some(
        view! {
            <section class="panel stack" aria-labelledby="risk-title">
                <header><h2 id="risk-title">{t(locale, "compliance.risk")}</h2></header>
                <p data-testid="risk">
                    <b>{locale.pick(&risk.name.0, &risk.name.1).to_owned()}</b>
                    " · "
                    {locale.pick(&risk.follows.0, &risk.follows.1).to_owned()}
                </p>
                <p class="muted">{about}</p>
            </section>
        }
        .into_any(),
    )
}

/// When cameras were blind; of a tribunal that has had such times.
fn blind(locale: Locale, found: &Compliance) -> Option<AnyView> {
    if found.blind.is_empty() {
        return None;
    }
    let rows = found
        .blind
        .iter()
        .map(|span| {
            let until = match &span.until {
                Some(at) => view! { <Instant at=at.clone()/> }.into_any(),
                None => t(locale, "compliance.blind_still").into_any(),
            };
            view! {
                <tr>
                    <th scope="row">{span.device.clone()}</th>
                    <td><Instant at=span.since.clone()/></td>
                    <td>{until}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let heads = ["compliance.blind_device", "compliance.blind_since", "compliance.blind_until"];
    let heads = heads.map(|key| words(t(locale, key))).to_vec();
    let title = t_with(locale, "compliance.blind", &[("days", &found.days.to_string())]);
    Some(
        view! {
            <section class="panel stack" id="blind" aria-labelledby="blind-title">
                <header><h2 id="blind-title">{title}</h2></header>
                <Table label=t(locale, "compliance.blind_label") heads rows/>
            </section>
        }
        .into_any(),
    )
}

/// What happened on a day; a tribunal alone has one.
fn day(locale: Locale, here: &Address, found: &Compliance) -> Option<AnyView> {
    let step = |days: i64| {
        let day: chrono::NaiveDate = found.day.parse().ok()?;
        let day = day.checked_add_signed(chrono::TimeDelta::days(days))?;
        Some(here.clone().with("day", &day.to_string()).to_string())
    };
    if found.tribunals.0 != 1 {
        return None;
    }
    let events = if found.events.is_empty() {
        view! { <p class="muted">{t(locale, "compliance.day_none")}</p> }.into_any()
    } else {
        let items = found.events.iter().map(|one| event(locale, one)).collect_view().into_any();
        view! { <ol class="plain stack" data-testid="day">{items}</ol> }.into_any()
    };
    Some(
        view! {
            <section class="panel stack" aria-labelledby="day-title">
                <header><h2 id="day-title">{t_with(locale, "compliance.day", &[("day", &found.day)])}</h2></header>
                <p class="row">
                    <a class="button small" href=step(-1)>{t(locale, "compliance.day_before")}</a>
                    <a class="button small" href=step(1)>{t(locale, "compliance.day_after")}</a>
                </p>
                {events}
            </section>
        }
        .into_any(),
    )
}

fn event(locale: Locale, event: &DayEvent) -> AnyView {
    let text = match event.what.as_str() {
        "alarm" => t_data(locale, "alarms.kinds", &event.word),
        "move" => t_data(locale, "alarms.moves", &event.word),
        "state" => t_data(locale, "devices.states", &event.word),
        "hearing" => t_with(
            locale,
            "compliance.hearing",
            &[("state", &t_data(locale, "hearings.states", &event.word))],
        ),
        "visit" => {
            let kind = t_data(locale, "contacts.kind", &event.word);
            t_with(locale, "compliance.visit", &[("kind", &kind), ("n", &event.times.to_string())])
        }
        _ => t_with(locale, "compliance.pictures", &[("n", &event.times.to_string())]),
    };
    let text = match event.alarm {
        Some(id) => {
            let href = format!("/safety/alarms/{id}");
            view! { <a rel="external" href=href>{text}</a> }.into_any()
        }
        None => text.into_any(),
    };
    let at = match event.at.as_str() {
        "" => t(locale, "compliance.no_time").into_any(),
        at => view! { <Instant at=at.to_owned()/> }.into_any(),
    };
    view! {
        <li>
            {at}
            " · "
            {event.device.clone()}
            " · "
            {text}
        </li>
    }
    .into_any()
}
