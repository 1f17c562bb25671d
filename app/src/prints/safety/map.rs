//! The tribunals of a unit by how they stand, on a map and as a list of those that somebody has to look at.

use crate::{
    address::Address,
    api::{
        Failure,
        maps::MapAnswer,
        safety::{SafetyMap, SafetyMapQuery, SafetyRow},
    },
    components::{
        states::Empty,
        table::{Table, numbers, words},
    },
    domain::devices::{PointKind, SafetyState},
    i18n::{Locale, t, t_data, t_with},
    prints::{
        Order, asking,
        marked::{Marked, Sign, marked},
        pager,
    },
};
use leptos::prelude::*;

/// Rows of the list.
const ROWS: u32 = 25;

/// Map and list.
pub(in crate::prints) async fn print(order: &Order) -> Result<String, Failure> {
    let word = |name: &str| order.here.get(name).to_owned();
    let query =
        SafetyMapQuery { unit: word("unit"), point: word("point"), search: word("q"), sort: word("sort") };
    let found = order.services.safety_map(&order.actor, &query).await?;
    // A map that cannot be had is no reason to show nothing.
    let map = order.services.map_of(&order.actor, &found.unit).await.ok();
    let (locale, here, page) = (order.locale, order.here.clone(), order.page("page"));
    Ok(order.written(|| shown(locale, &here, page, &found, map)))
}

const fn sign(state: SafetyState) -> Sign {
    match state {
        SafetyState::Alarm => Sign::Bad,
        SafetyState::Handling => Sign::Begun,
        SafetyState::Blind | SafetyState::Unheard => Sign::Warned,
        SafetyState::Well => Sign::Good,
        SafetyState::NoPoint => Sign::Unknown,
    }
}

fn name(locale: Locale, state: SafetyState) -> String {
    t_data(locale, "safety.states", state.as_str())
}

/// What waits at the tribunal, or what watches it.
fn href(row: &SafetyRow) -> String {
    let page = match row.state {
        SafetyState::Alarm | SafetyState::Handling => Address::new("/safety"),
        _ => Address::new("/safety/devices").with("tab", "list"),
    };
    page.with("unit", &row.tribunal).to_string()
}

fn shown(locale: Locale, here: &Address, page: u32, found: &SafetyMap, map: Option<MapAnswer>) -> AnyView {
    let map = map.map(|map| {
        let marks = found.rows.iter().map(|row| {
            let own = locale.pick(&row.name.0, &row.name.1);
            let values = [
                ("name", own),
                ("state", &name(locale, row.state)),
                ("covered", &row.covered.to_string()),
                ("points", &row.points.to_string()),
            ];
            let words = t_with(locale, "safety.mark", &values);
            Marked { code: &row.tribunal, words, href: href(row), sign: sign(row.state) }
        });
        let count = |state| found.rows.iter().filter(|row| row.state == state).count();
        let legend = SafetyState::ALL
            .iter()
            .copied()
            .filter(|state| count(*state) > 0)
            .map(|state| (sign(state), format!("{} {}", name(locale, state), count(state))));
        marked(&map, t(locale, "safety.map").to_owned(), locale, marks.collect(), legend.collect())
    });
    view! {
        {places(locale, here, found)}
        {choose(locale, here)}
        <div class="mark-beside">
            {map}
            {list(locale, here, page, found)}
        </div>
    }
    .into_any()
}

fn places(locale: Locale, here: &Address, found: &SafetyMap) -> Option<AnyView> {
    let chosen = here.get("unit");
    if found.places.is_empty() && chosen.is_empty() {
        return None;
    }
    let to = |code: &str| here.clone().with("unit", code).without("page").to_string();
    let all = (!chosen.is_empty()).then(|| {
        view! { <li><a class="button small" href=to("")>{t(locale, "safety.all_places")}</a></li> }
    });
    let links = found.places.iter().map(|(code, (zh, en))| {
        let name = locale.pick(zh, en).to_owned();
        view! { <li><a class="button small" href=to(code)>{name}</a></li> }
    });
    Some(
        view! {
            <nav aria-label=t(locale, "safety.places")>
                <ul class="plain row">{all} {links.collect_view()}</ul>
            </nav>
        }
        .into_any(),
    )
}

fn choose(locale: Locale, here: &Address) -> AnyView {
    let all = std::iter::once(("", t(locale, "safety.all_points").to_owned()));
    let points =
        PointKind::ALL.iter().map(|kind| (kind.as_str(), t_data(locale, "devices.points", kind.as_str())));
    let orders = [
        ("", t(locale, "safety.by_state")),
        ("alarms", t(locale, "safety.by_alarms")),
        ("points", t(locale, "safety.by_points")),
        ("tribunal", t(locale, "safety.by_tribunal")),
    ];
    let orders = orders.map(|(word, name)| (word, name.to_owned()));
    let fields = [
        asking::search("map-q", "q", t(locale, "safety.find"), here),
        asking::choice("map-point", "point", t(locale, "safety.point"), here, all.chain(points)),
        asking::choice("map-sort", "sort", t(locale, "safety.order"), here, orders),
    ];
    asking::toolbar(here, "", &["point", "page", "q", "sort"], fields, t(locale, "safety.show"))
}

/// Those that are not well, or all that were looked for.
fn list(locale: Locale, here: &Address, page: u32, found: &SafetyMap) -> AnyView {
    let export = Address::new("/api/v1/safety/map")
        .with("unit", &found.unit)
        .with("point", here.get("point"))
        .with("search", here.get("q"))
        .with("sort", here.get("sort"))
        .with("format", "csv")
        .to_string();
    let looked_for = !here.get("q").is_empty();
    let calm =
        |row: &&SafetyRow| looked_for || !matches!(row.state, SafetyState::Well | SafetyState::NoPoint);
    let waiting: Vec<&SafetyRow> = found.rows.iter().filter(calm).collect();
    let content = if waiting.is_empty() {
        let text = if looked_for { "safety.none_found" } else { "safety.none_waits" };
        view! { <Empty text=t(locale, text)/> }.into_any()
    } else {
        let first = (page - 1).saturating_mul(ROWS) as usize;
        let rows = waiting.iter().skip(first).take(ROWS as usize).map(|row| line(locale, row)).collect_view();
        let heads = vec![
            words(t(locale, "safety.tribunal")),
            words(t(locale, "safety.state")),
            numbers(t(locale, "safety.alarms_open")),
            numbers(t(locale, "safety.alarms_begun")),
            words(t(locale, "safety.points_covered")),
        ];
        let pages = pager(locale, here, "page", page, ROWS, waiting.len() as u32);
        view! { <Table label=t(locale, "safety.waits") heads rows=rows.into_any()/> {pages} }.into_any()
    };
    view! {
        <div>
            {content}
            <p><a class="button small" rel="external" download="" href=export>"↓ " {t(locale, "safety.export")}</a></p>
        </div>
    }
    .into_any()
}

fn line(locale: Locale, row: &SafetyRow) -> AnyView {
    let (own, court) = (locale.pick(&row.name.0, &row.name.1), locale.pick(&row.court.0, &row.court.1));
    let covered = [("n", row.covered.to_string()), ("all", row.points.to_string())];
    let covered = t_with(locale, "safety.of", &[("n", &covered[0].1), ("all", &covered[1].1)]);
    view! {
        <tr data-testid="safety-state">
            <th scope="row">
                <a href=href(row)>{own.to_owned()}</a>
                " "
                <small class="muted">{court.to_owned()}</small>
            </th>
            <td>
                <i class=format!("mark-sign {}", row.state.as_str()) aria-hidden="true">{sign(row.state).glyph()}</i>
                " "
                {name(locale, row.state)}
            </td>
            <td class="num">{row.open}</td>
            <td class="num">{row.handling}</td>
            <td>{covered}</td>
        </tr>
    }
    .into_any()
}
