//! The choice on the map: the indicator in focus, regions and tribunals leading down with the same choice. What the map has no
//! place for stands in the table below.

use super::{Seen, charts::focused_table, legend, menu, panel_of};
use crate::{
    api::{
        analysis::{Grid, UnitHead},
        overview::Part,
        values::ValueRow,
    },
    domain::{analysis::Compare, units::Level},
    prints::sheet::map::{Laid, Model, drawn as map_drawn, panel as map_panel},
};
use leptos::prelude::*;
use std::collections::HashMap;

/// What the choice lays on the map.
fn with_laid<T>(seen: &Seen, grid: &Grid, use_it: impl FnOnce(&Laid, &Model) -> T) -> T {
    let parts: Vec<Part> = grid.chosen_units().map(|(n, unit)| part(seen, grid, n, unit)).collect();
    let tribunals: Vec<Part> =
        parts.iter().filter(|part| part.row.level == Level::Tribunal).cloned().collect();
    let units: HashMap<&str, &UnitHead> =
        grid.chosen_units().map(|(_, unit)| (unit.code.as_str(), unit)).collect();
    let link = |code: &str| units.get(code).map_or_else(|| seen.to(|_| ()), |unit| seen.down(unit));
    let period = grid.period();
    let (from, to) = (period.start.to_string(), period.last().to_string());
    let laid = Laid {
        locale: seen.locale,
        indicator: grid.indicator(),
        unit: &seen.frame.unit,
        parts: &parts,
        tribunals: &tribunals,
        from: &from,
        to: &to,
        map: seen.map,
        link: &link,
    };
    let model = Model::of(&laid);
    use_it(&laid, &model)
}

/// The map, and the same as a table.
pub(super) fn panel(seen: &Seen, grid: &Grid) -> AnyView {
    let content = view! { {focused_table(seen, grid)} {legend::legend(seen, grid)} }.into_any();
    // The map listens on its own page, and stands there once.
    let map = (!seen.bare).then(|| with_laid(seen, grid, |laid, model| map_panel(laid, model, true)));
    let controls = || menu(seen).into_any();
    view! { {map} {panel_of(seen, seen.focus(grid), controls, content)} }.into_any()
}

/// The map for papers: its title and the drawing.
pub(super) fn on_paper(seen: &Seen, grid: &Grid) -> Option<(String, String)> {
    let title = seen.focus(grid);
    let svg = with_laid(seen, grid, |laid, model| map_drawn(laid, model, &title))?;
    Some((title, svg))
}

fn part(seen: &Seen, grid: &Grid, n: usize, unit: &UnitHead) -> Part {
    let cell = grid.focused(n);
    let median =
        cell.against.filter(|_| seen.choice.compare == Compare::Peers).and_then(|against| against.value);
    Part {
        parent: seen.frame.unit.code.clone(),
        row: ValueRow {
            unit: unit.code.clone(),
            name: unit.name.clone(),
            name_en: unit.name_en.clone(),
            level: unit.level,
            period: grid.period().to_string(),
            indicator: grid.indicator().id.clone(),
            value: cell.value,
            numerator: cell.numerator,
            denominator: cell.denominator,
            status: cell.status,
            judgement: cell.judgement,
            edition: seen.frame.edition.id.clone(),
        },
        caseload: grid.caseload.get(n).copied().flatten(),
        groups: unit.groups.clone(),
        peer_median: median,
    }
}
