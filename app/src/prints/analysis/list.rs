//! One indicator in one period: the units in the order that was chosen, with what stands behind each number. Where units may
//! be ranked there is a rank; else the interval and the quarter of the peers say where a unit stands.

use super::{
    Seen, cells, heads, legend, menu, pages, panel_of,
    table::{pick, pick_button},
};
use crate::{
    api::analysis::{Grid, Stands},
    components::{
        format::{JudgementBadge, NONE, StatusBadge, amount, measure_word, value},
        states::TableScroll,
    },
    domain::analysis::{Axis, Column, Compare, Spread},
    i18n::{Locale, t, t_with},
};
use leptos::prelude::*;

/// The list.
pub(super) fn panel(seen: &Seen, grid: &Grid) -> AnyView {
    let (locale, indicator) = (seen.locale, grid.indicator());
    let compared = seen.choice.compare != Compare::None;
    let ranked = seen.frame.ranking;
    let rows = (0..grid.units.len()).map(|n| line(seen, grid, n)).collect_view();
    let word = measure_word(locale, &indicator.measure);
    let name = seen.indicator_name(indicator);
    let value = if word.is_empty() { name.to_owned() } else { format!("{name} ({word})") };
    let head = |column: Column, label: String, class: &'static str| {
        let (state, sort) = heads::sorted(seen.choice.sort, column, true);
        let link = heads::sort_link(seen, state, label.into_any(), |choice| choice.sort = sort);
        view! { <th scope="col" class=class aria-sort=state>{link}</th> }.into_any()
    };
    let own = |key: &'static str| key.to_owned();
    let rank = ranked.then(|| view! { <th scope="col" class="num">{t(locale, "column.rank")}</th> });
    let difference = compared.then(|| {
        let against = cells::compared_word(locale, seen.choice.compare);
        view! {
            <th scope="col" class="num">{against}</th>
            {head(Column::Difference, own(t(locale, "analysis.difference")), "num")}
        }
    });
    let title = seen.focus(grid);
    let table = view! {
        <table>
            <thead>
                <tr>
                    {rank}
                    {head(Column::Name, own(t(locale, "column.name")), "")}
                    {head(Column::Value, value, "num")}
                    {head(Column::Numerator, own(t(locale, "column.numerator")), "num")}
                    {head(Column::Denominator, own(t(locale, "column.denominator")), "num")}
                    {difference}
                    <th scope="col">{t(locale, "analysis.band.title")}</th>
                    {head(Column::Status, own(t(locale, "column.status")), "")}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any();
    let content = view! {
        <TableScroll label=t(locale, "analysis.list")>{table}</TableScroll>
        {pages(seen, grid)}
        {groups(seen, grid)}
        {legend::legend(seen, grid)}
    }
    .into_any();
    let controls = || view! { {pick_button(seen)} {menu(seen)} }.into_any();
    panel_of(seen, title, controls, content)
}

fn line(seen: &Seen, grid: &Grid, n: usize) -> AnyView {
    let (locale, unit, indicator, cell) = (seen.locale, &grid.units[n], grid.indicator(), grid.focused(n));
    let amounts = |number: Option<f64>| number.map_or_else(|| NONE.to_owned(), amount);
    let rank = seen.frame.ranking.then(|| {
        let rank = cell.rank.map_or_else(|| NONE.to_owned(), |rank| rank.to_string());
        view! { <td class="num">{rank}</td> }
    });
    let against = (seen.choice.compare != Compare::None).then(|| {
        let against = cells::against(locale, indicator, cell).unwrap_or_else(|| NONE.to_owned());
        let difference = cells::difference(seen, indicator, cell).unwrap_or_else(|| NONE.into_any());
        view! {
            <td class="num">{against}</td>
            <td class="num">{difference}</td>
        }
    });
    let class = if unit.stands == Stands::Unit { "" } else { "total" };
    view! {
        <tr class=class>
            {rank}
            <th scope="row">{pick(seen, grid, n)} {heads::label(seen, grid, Axis::Unit, n)}</th>
            <td class=cells::class(cell)>{cells::number(seen, grid, (n, grid.at, grid.focus))}</td>
            <td class="num">{amounts(cell.numerator)}</td>
            <td class="num">{amounts(cell.denominator)}</td>
            {against}
            <td>{cells::band(locale, cell.band, &indicator.direction)}</td>
            <td>
                <span class="row">
                    {cell.judgement.map(|judgement| view! { <JudgementBadge judgement/> }.into_any())}
                    <StatusBadge status=cell.status/>
                </span>
            </td>
        </tr>
    }
    .into_any()
}

/// How the groups of peers spread.
pub(super) fn groups(seen: &Seen, grid: &Grid) -> Option<AnyView> {
    let (locale, measure) = (seen.locale, &grid.indicator().measure);
    let lines = grid
        .spreads
        .iter()
        .map(|group| {
            let name = legend::group_name(locale, group.level, &group.groups);
            view! { <li>{spread_line(locale, &name, &group.spread, measure)}</li> }
        })
        .collect_view();
    (!grid.spreads.is_empty()).then(|| {
        view! {
            <details class="as-table">
                <summary>{t(locale, "analysis.peers")}</summary>
                <ul class="plain small-text">{lines}</ul>
            </details>
        }
        .into_any()
    })
}

/// How a group spreads, in words.
pub(super) fn spread_line(locale: Locale, name: &str, spread: &Spread, measure: &str) -> String {
    let values = [
        ("name", name.to_owned()),
        ("n", spread.count.to_string()),
        ("median", value(measure, spread.median)),
        ("low", value(measure, spread.low)),
        ("high", value(measure, spread.high)),
    ];
    let values: Vec<_> = values.iter().map(|(key, value)| (*key, value.as_str())).collect();
    t_with(locale, "analysis.group_spread", &values)
}
