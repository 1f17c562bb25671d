//! Who lacks what: checklists by unit and section, and for one point the tribunals on the map.

use super::{
    Order, beside, kept,
    marked::{Marked, Sign, marked},
};
use crate::{
    address::Address,
    api::{
        Failure,
        lacks::{LackRow, LackUnit, Lacks, LacksQuery},
        maps::MapAnswer,
    },
    components::{
        states::Empty,
        table::{Table, numbers, words},
    },
    i18n::{Locale, t, t_with},
};
use leptos::prelude::*;

/// The matrix of a unit that has tribunals below it.
pub(super) async fn print(order: &Order) -> Result<String, Failure> {
    let query = LacksQuery { unit: order.unit.clone(), point: order.here.get("point").to_owned() };
    let found = order.services.lacks(&order.actor, &query).await?;
    // Places are for one point; a map that cannot be had is no reason to show nothing.
    let map = if found.point.is_empty() {
        None
    } else {
        order.services.map_of(&order.actor, &order.unit).await.ok()
    };
    let (locale, here) = (order.locale, order.here.clone());
    Ok(order.written(|| panel(locale, &here, found, map)))
}

fn panel(locale: Locale, here: &Address, found: Lacks, map: Option<MapAnswer>) -> AnyView {
    let content = if found.rows.iter().all(|row| row.reporting == 0) {
        view! { <Empty text=t(locale, "lacks.none")/> }.into_any()
    } else {
        let chosen = (!found.point.is_empty()).then(|| chosen(locale, here, &found, map));
        view! { {matrix(locale, here, &found)} {choose(locale, here, &found)} {chosen} }.into_any()
    };
    view! {
        <section class="panel" id="lacks" aria-labelledby="lacks-title">
            <header><h2 id="lacks-title">{t(locale, "lacks.title")}</h2></header>
            <p class="muted">{t(locale, "lacks.note")}</p>
            {content}
        </section>
    }
    .into_any()
}

/// How much there is, in five steps, as a class of the style sheet; the number stands beside it.
fn step(there: u32, asked: u32) -> &'static str {
    match (f64::from(there) / f64::from(asked.max(1)) * 100.0) as u32 {
        100 => "full",
        90..=99 => "most",
        75..=89 => "much",
        50..=74 => "half",
        _ => "little",
    }
}

fn matrix(locale: Locale, here: &Address, found: &Lacks) -> AnyView {
    let sections = found.sections.iter().map(|part| numbers(locale.pick(&part.name.0, &part.name.1)));
    let last = found.rows.len().saturating_sub(1);
    let whole = found.rows.len() > 1;
    let rows = found
        .rows
        .iter()
        .enumerate()
        .map(|(n, row)| line(locale, here, row, whole && n == last))
        .collect_view()
        .into_any();
    let fixed = [words(t(locale, "column.name")), numbers(t(locale, "lacks.reporting"))];
    let heads = fixed.into_iter().chain(sections).collect();
    view! {
        <Table label=t(locale, "lacks.title") class="lacks" heads rows/>
    }
    .into_any()
}

fn line(locale: Locale, here: &Address, row: &LackRow, whole: bool) -> AnyView {
    let name = locale.pick(&row.name.0, &row.name.1).to_owned();
    let name = if whole {
        view! { <b>{name}</b> }.into_any()
    } else {
        view! { <a href=beside(here, &row.unit)>{name}</a> }.into_any()
    };
    let cells = row
        .cells
        .iter()
        .map(|(there, asked)| {
            if *asked == 0 {
                return view! { <td class="num muted">"–"</td> }.into_any();
            }
            let share = format!("{:.0}%", f64::from(*there) / f64::from(*asked) * 100.0);
            let sums = format!("{there}/{asked}");
            view! { <td class=format!("num share {}", step(*there, *asked))>{share} " " <small>{sums}</small></td> }.into_any()
        })
        .collect_view();
    let reporting = format!("{}/{}", row.reporting, row.tribunals);
    view! { <tr class:whole=whole><th scope="row">{name}</th><td class="num">{reporting}</td>{cells}</tr> }
        .into_any()
}

/// A point is chosen by a plain form, which works without the client too.
fn choose(locale: Locale, here: &Address, found: &Lacks) -> AnyView {
    let groups = found
        .sections
        .iter()
        .map(|part| {
            let points = part
                .points
                .iter()
                .map(|(id, zh, en)| {
                    let chosen = *id == found.point;
                    view! { <option value=id.clone() selected=chosen>{locale.pick(zh, en).to_owned()}</option> }
                })
                .collect_view();
            view! { <optgroup label=locale.pick(&part.name.0, &part.name.1).to_owned()>{points}</optgroup> }
        })
        .collect_view();
    view! {
        <form class="toolbar" method="get" action=format!("{}#lacks", here.path())>
            {kept(here, &["point"])}
            <div class="field">
                <label for="lack-point">{t(locale, "lacks.point")}</label>
                <select id="lack-point" name="point">{groups}</select>
            </div>
            <button class="button" type="submit">{t(locale, "lacks.show")}</button>
        </form>
    }
    .into_any()
}

/// The tribunals without the point, as a list and on the map.
fn chosen(locale: Locale, here: &Address, found: &Lacks, map: Option<MapAnswer>) -> AnyView {
    let points = found.sections.iter().flat_map(|part| &part.points);
    let name = points.into_iter().find(|(id, ..)| *id == found.point);
    let name = name.map(|(_, zh, en)| locale.pick(zh, en).to_owned()).unwrap_or_default();
    let count = |has: Option<bool>| found.units.iter().filter(|unit| unit.has == has).count().to_string();
    let title = t_with(
        locale,
        "lacks.of_point",
        &[
            ("name", &name),
            ("lacking", &count(Some(false))),
            ("there", &count(Some(true))),
            ("unknown", &count(None)),
        ],
    );
    let lacking = found
        .units
        .iter()
        .filter(|unit| unit.has == Some(false))
        .map(|unit| {
            let href = beside(here, &unit.unit);
            let court = locale.pick(&unit.court.0, &unit.court.1).to_owned();
            view! {
                <li><a href=href>{locale.pick(&unit.name.0, &unit.name.1).to_owned()}</a> " " <small class="muted">{court}</small></li>
            }
        })
        .collect_view();
    let export = Address::new("/api/v1/lacks")
        .with("unit", &found.rows.last().map(|row| row.unit.clone()).unwrap_or_default())
        .with("point", &found.point)
        .with("format", "csv")
        .to_string();
    view! {
        <div class="lack-point" data-testid="lack-point">
            <div>
                <h3>{title}</h3>
                <ul class="plain columns">{lacking}</ul>
                <p><a class="button small" rel="external" download="" href=export>"↓ " {t(locale, "lacks.export")}</a></p>
            </div>
            {map.map(|map| drawn(locale, here, &map, &found.units, &name))}
        </div>
    }
    .into_any()
}

/// The tribunals on the map: who has it, who lacks it, who has not said.
fn drawn(locale: Locale, here: &Address, map: &MapAnswer, units: &[LackUnit], name: &str) -> AnyView {
    let sign = |has: Option<bool>| match has {
        Some(true) => Sign::Good,
        Some(false) => Sign::Bad,
        None => Sign::Unknown,
    };
    let marks = units.iter().map(|unit| Marked {
        code: &unit.unit,
        words: locale.pick(&unit.name.0, &unit.name.1).to_owned(),
        href: beside(here, &unit.unit),
        sign: sign(unit.has),
    });
    let legend = [(Some(false), "lacks.lacking"), (Some(true), "lacks.there"), (None, "lacks.unknown")];
    let legend = legend.map(|(has, key)| (sign(has), t(locale, key).to_owned())).to_vec();
    marked(map, t_with(locale, "lacks.map", &[("name", name)]), locale, marks.collect(), legend)
}
