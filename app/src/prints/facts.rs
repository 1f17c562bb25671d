//! What is known of a unit besides figures: area, people, townships, groups, words with their source.

use super::Order;
use crate::{
    api::{
        Failure,
        units::{PastRow, UnitFacts},
    },
    components::format::{NONE, number},
    i18n::{t, t_data},
};
use leptos::prelude::*;

/// The text with the addresses in it made links.
fn linked(text: &str) -> AnyView {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find("https://").or_else(|| rest.find("http://")) {
        let end = rest[at..]
            .find(|c: char| {
                c.is_whitespace() || matches!(c, ')' | '）' | '，' | '。' | '；' | '"' | '<' | '>')
            })
            .map_or(rest.len(), |n| at + n);
        let address = rest[at..end].to_owned();
        parts.push(rest[..at].to_owned().into_any());
        parts.push(
            view! { <a href=address.clone() rel="external noopener noreferrer" target="_blank">{host(&address)}</a> }.into_any(),
        );
        rest = &rest[end..];
    }
    parts.push(rest.to_owned().into_any());
    parts.collect_view().into_any()
}

/// The name of the site an address is on.
fn host(address: &str) -> String {
    let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
    rest.split('/').next().unwrap_or(rest).to_owned()
}

/// The facts of the unit.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let facts = order.services.unit_facts(&order.actor, &order.unit).await?;
    let locale = order.locale;
    Ok(order.written(|| {
        let rows = rows(order, facts);
        view! {
            <section class="panel" aria-labelledby="facts-title">
                <header><h2 id="facts-title">{t(locale, "facts.title")}</h2></header>
                <dl class="facts">{rows}</dl>
            </section>
        }
    }))
}

fn rows(order: &Order, facts: UnitFacts) -> Vec<AnyView> {
    let locale = order.locale;
    let UnitFacts { unit, parent, past } = facts;
    let fact = |label: &'static str, text: AnyView| view! { <dt>{label}</dt><dd>{text}</dd> }.into_any();
    let mut rows = vec![fact(t(locale, "facts.code"), view! { <code>{unit.code.clone()}</code> }.into_any())];
    if let Some(parent) = parent {
        let name = locale.pick(&parent.name, &parent.name_en).to_owned();
        let link = view! { <a href=order.link(&parent.code)>{name}</a> };
        rows.push(fact(t(locale, "facts.parent"), link.into_any()));
    }
    let span = |row: &PastRow| {
        let until = row.until.as_deref().map_or_else(String::new, |month| format!(" – {month}"));
        format!("{}{until}", row.from)
    };
    let (parents, names): (Vec<_>, Vec<_>) = past.into_iter().partition(|row| row.parent.is_some());
    for (label, rows_past) in [(t(locale, "facts.names"), names), (t(locale, "facts.parents"), parents)] {
        if !rows_past.is_empty() {
            let lines = rows_past
                .iter()
                .map(|row| {
                    let name = locale.pick(&row.name, &row.name_en).to_owned();
                    view! { <li>{span(row)} " " {name}</li> }
                })
                .collect_view();
            rows.push(fact(label, view! { <ul class="plain">{lines}</ul> }.into_any()));
        }
    }
    if let Some(area) = unit.area_km2 {
        rows.push(fact(t(locale, "facts.area"), format!("{} km²", number(area, 0)).into_any()));
    }
    if let Some(people) = unit.population {
        rows.push(fact(t(locale, "facts.population"), number(people as f64, 0).into_any()));
    }
    if let (Some(lat), Some(lon)) = (unit.lat, unit.lon) {
        rows.push(fact(t(locale, "facts.position"), format!("{lat:.4}° N, {lon:.4}° E").into_any()));
    }
    if !unit.groups.is_empty() {
        let names: Vec<_> = unit.groups.iter().map(|id| t_data(locale, "group", id)).collect();
        rows.push(fact(t(locale, "facts.groups"), names.join(" · ").into_any()));
    }
    if !unit.townships.is_empty() {
        rows.push(fact(t(locale, "facts.townships"), unit.townships.join("、").into_any()));
    }
    let until = unit.closed.clone().unwrap_or_else(|| NONE.to_owned());
    rows.push(fact(t(locale, "facts.opened"), unit.opened.clone().into_any()));
    if unit.closed.is_some() {
        rows.push(fact(t(locale, "facts.closed"), until.into_any()));
    }
    if !unit.facts.is_empty() {
        rows.push(fact(t(locale, "facts.words"), linked(&unit.facts)));
    }
    rows
}
