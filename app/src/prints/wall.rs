//! The wall: works, honours and circuit trials with their photographs.

use super::{Order, asking, beside, pager};
use crate::{
    address::{Address, encode},
    api::{
        Failure, Page,
        wall::{WallCard, WallQuery},
    },
    components::states::Empty,
    i18n::{Locale, t},
};
use leptos::prelude::*;

/// Cards on a page.
const CARDS: u32 = 24;

/// The wall of a unit.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let page = order.page("wall");
    let query = WallQuery {
        unit: order.unit.clone(),
        search: order.here.get("work").to_owned(),
        offset: (page - 1).saturating_mul(CARDS),
        limit: CARDS,
    };
    let found = order.services.wall(&order.actor, &query).await?;
    let (locale, here, unit) = (order.locale, order.here.clone(), order.unit.clone());
    Ok(order.written(|| panel(locale, &here, &unit, page, found)))
}

fn panel(locale: Locale, here: &Address, unit: &str, page: u32, found: Page<WallCard>) -> AnyView {
    let content = if found.rows.is_empty() {
        view! { <Empty text=t(locale, "wall.none")/> }.into_any()
    } else {
        let cards = found.rows.iter().map(|one| card(locale, here, one)).collect_view();
        let pages = pager(locale, here, "wall", page, CARDS, found.total);
        view! { <ul class="plain wall">{cards}</ul> {pages} }.into_any()
    };
    let export = Address::new("/api/v1/wall").with("unit", unit).with("search", here.get("work"));
    let export = export.with("limit", "1000").with("format", "csv").to_string();
    let find = asking::search("work-q", "work", t(locale, "wall.find"), here);
    view! {
        <section class="panel" id="wall" aria-labelledby="wall-title">
            <header class="row spread">
                <h2 id="wall-title">{t(locale, "wall.title")}</h2>
                <a class="button small" rel="external" download="" href=export>"↓ " {t(locale, "reports.export")}</a>
            </header>
            {asking::toolbar(here, "wall", &["work", "wall"], [find], t(locale, "search.go"))}
            {content}
        </section>
    }
    .into_any()
}

fn card(locale: Locale, here: &Address, card: &WallCard) -> AnyView {
    let at = &card.report;
    let report = format!("/reports/{}/{}/{}", encode(&at.form), encode(&at.unit), encode(&at.period));
    let kind = locale.pick(&card.kind.0, &card.kind.1).to_owned();
    let list = locale.pick(&card.list.0, &card.list.1).to_owned();
    let words = if kind.is_empty() { list } else { format!("{list} · {kind}") };
    let picture = card.photo.map(|photo| {
        view! {
            <a href=format!("/api/v1/files/{photo}") rel="external" target="_blank">
                <img src=format!("/api/v1/files/{photo}/thumbnail") alt=card.title.clone() width="320" height="240" loading="lazy"/>
            </a>
        }
    });
    view! {
        <li class="wall-card" class:bare=card.photo.is_none()>
            {picture}
            <p class="muted"><small>{words} " · " {card.day.clone()}</small></p>
            <h3><a href=report rel="external">{card.title.clone()}</a></h3>
            <p>{card.text.clone()}</p>
            <p><a href=beside(here, &at.unit)>{locale.pick(&card.unit_name.0, &card.unit_name.1).to_owned()}</a></p>
        </li>
    }
    .into_any()
}
