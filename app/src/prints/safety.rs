//! Safety beside the figures of a unit: which kinds of points are watched, and alarms that somebody has to do something about. Only
//! for those who may ask; others see the page without it.

pub(super) mod map;

use super::Order;
use crate::{
    address::Address,
    api::{
        Failure, FailureKind, ListQuery,
        alarms::AlarmsQuery,
        devices::{CoverRow, Coverage},
    },
    components::{
        format::NONE,
        table::{Table, words},
    },
    domain::devices::{Cover, PointKind},
    i18n::{Locale, t, t_data, t_with},
};
use leptos::prelude::*;

/// Tribunals taken together in the small table.
const MOST: u32 = 1_000;

/// Coverage and alarms; nothing for those who may not ask.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let query = ListQuery { limit: MOST, ..ListQuery::default() };
    let found = match order.services.coverage(&order.actor, &order.unit, &query).await {
        Ok(found) => found,
        // Whoever may read the figures at all is not refused for it.
        Err(failure) if matches!(failure.kind, FailureKind::Forbidden | FailureKind::Unauthenticated) => {
            order.services.unit_facts(&order.actor, &order.unit).await?;
            return Ok(String::new());
        }
        Err(failure) => return Err(failure),
    };
    let query = AlarmsQuery { unit: order.unit.clone(), limit: 1, ..AlarmsQuery::default() };
    // Administrators keep the list of devices, and see no alarms.
    let alarms = order.services.list_alarms(&order.actor, &query).await.ok().map(|alarms| alarms.page.total);
    let (locale, unit) = (order.locale, order.unit.clone());
    Ok(order.written(|| panel(locale, &unit, &found, alarms)))
}

fn panel(locale: Locale, unit: &str, found: &Coverage, alarms: Option<u32>) -> AnyView {
    let devices = Address::new("/safety/devices").with("unit", unit).to_string();
    let waiting = alarms.map(|count| {
        let href = Address::new("/safety").with("unit", unit).to_string();
        let text = t_with(locale, "safety.print_alarms", &[("n", &count.to_string())]);
        view! { <a href=href rel="external">{text}</a> " · " }.into_any()
    });
    let of = |n: u32, all: u32| match all {
        0 => NONE.to_owned(),
        _ => t_with(locale, "safety.of", &[("n", &n.to_string()), ("all", &all.to_string())]),
    };
    let rows = PointKind::ALL
        .iter()
        .enumerate()
        .map(|(kind, point)| {
            let (covered, points, unknown) = sums(&found.rows, kind);
            // No known point is not the same as covered.
            let unknown = (unknown > 0).then(|| match found.rows.len() {
                1 => t_data(locale, "devices.covers", Cover::NoPoint.as_str()),
                _ => t_with(locale, "safety.no_point_sum", &[("n", &unknown.to_string())]),
            });
            let unknown = unknown.unwrap_or_default();
            view! {
                <tr>
                    <th scope="row">{t_data(locale, "devices.points", point.as_str())}</th>
                    <td>{of(covered, points)}</td>
                    <td class="muted">{unknown}</td>
                </tr>
            }
        })
        .collect_view()
        .into_any();
    let heads = vec![
        words(t(locale, "safety.point")),
        words(t_data(locale, "devices.covers", Cover::Covered.as_str())),
        words(t_data(locale, "devices.covers", Cover::NoPoint.as_str())),
    ];
    view! {
        <section class="panel stack" aria-labelledby="safety-title">
            <header><h2 id="safety-title">{t(locale, "safety.print_title")}</h2></header>
            <Table label=t(locale, "safety.coverage") heads rows/>
            <p>{t(locale, "safety.online")} " " {of(found.online, found.devices)}</p>
            <p>{waiting} <a href=devices rel="external">{t(locale, "safety.print_all")}</a></p>
        </section>
    }
    .into_any()
}

/// Points with a working device, points, and tribunals of which no such point is known.
fn sums(rows: &[CoverRow], kind: usize) -> (u32, u32, u32) {
    rows.iter().fold((0, 0, 0), |(covered, points, unknown), row| {
        let cell = row.cells[kind];
        let no_point = u32::from(cell.cover == Cover::NoPoint);
        (covered + cell.covered, points + cell.points, unknown + no_point)
    })
}
