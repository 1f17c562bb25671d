//! The choice as charts. Over each drawing lie links: what is pointed at says its name, its number and what stands behind
//! it, and leads on. A table that says the same stands below, for the keyboard and for those who do not see charts.

mod frame;

use super::{Seen, cells, legend, period_name, table};
use crate::{
    api::{
        analysis::{Grid, UnitHead},
        indicators::IndicatorRow,
    },
    charts::{
        Drawing, Interval, Spot,
        bars::{BarRow, BarsSpec, bars as draw_bars},
        boxes::{BoxPoint, BoxRow, BoxesSpec, boxes as draw_boxes},
        lines::{Line, LinesSpec, lines as draw_lines},
        multiples::{SIZE, multiples as draw_multiples},
        scale::{Quantity, format_value},
        scatter::{ScatterAxis, ScatterPoint, ScatterSpec, scatter as draw_scatter},
        trend::TrendValue,
    },
    domain::{
        analysis::{At, Axis, Spread},
        periods::By,
        values::Status,
    },
    i18n::{Locale, t, t_data, t_with},
};
use frame::{Charted, Hit, Lack, Place};
pub(super) use frame::{Charting, print};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// The words of all states, for legends.
fn status_words(locale: Locale) -> Vec<(Status, String)> {
    const SIGNS: [Status; 6] = [
        Status::Partial,
        Status::Late,
        Status::Stale,
        Status::SmallNumber,
        Status::NotApplicable,
        Status::NoData,
    ];
    SIGNS.map(|status| (status, t_data(locale, "status", status.as_str()))).to_vec()
}

/// The reference interval, where it means something for what is shown.
fn reference(seen: &Seen, grid: &Grid, indicator: usize) -> Option<Interval> {
    let row = &grid.indicators[indicator];
    let units = 0..grid.units.len();
    let judged = units.flat_map(|u| (0..grid.periods.len()).map(move |p| (u, p)));
    let judged = judged.into_iter().any(|(u, p)| grid.cell(u, p, indicator).judgement.is_some());
    let (low, high) = (row.reference_low, row.reference_high);
    if !judged || low.or(high).is_none() {
        return None;
    }
    let quantity = Quantity::of(&row.measure);
    let end = |end: Option<f64>| end.map(|end| format_value(end, quantity)).unwrap_or_default();
    let label = t_with(seen.locale, "chart.reference", &[("low", &end(low)), ("high", &end(high))]);
    Some(Interval { low, high, label })
}

fn trend_value(grid: &Grid, (u, p, i): Place) -> TrendValue {
    let cell = grid.cell(u, p, i);
    TrendValue { value: cell.value, status: cell.status }
}

fn needs_periods(seen: &Seen) -> Lack {
    let remedy = seen.to(|choice| choice.by = By::Month);
    let label = t(seen.locale, "analysis.kinds.month");
    Lack { text: t(seen.locale, "analysis.needs_periods"), remedy: Some((label, remedy)) }
}

fn at_unit(n: usize) -> At {
    At { unit: Some(n), ..At::default() }
}

/// The places on the chosen units, for the table below a chart.
fn unit_places(grid: &Grid) -> Vec<At> {
    grid.chosen_units().map(|(n, _)| at_unit(n)).collect()
}

/// What the lines of a chart are: units; of a single unit, indicators of the same measure.
fn line_places(grid: &Grid) -> (Axis, Vec<(usize, usize)>) {
    let units: Vec<usize> = grid.chosen_units().map(|(n, _)| n).collect();
    if units.len() > 1 {
        return (Axis::Unit, units.into_iter().map(|n| (n, grid.focus)).collect());
    }
    let measure = &grid.indicator().measure;
    let like = grid.indicators.iter().enumerate().filter(|(_, row)| row.measure == *measure);
    let mut like: Vec<usize> = like.map(|(i, _)| i).collect();
    // The one in focus is always among them.
    like.sort_by_key(|i| *i != grid.focus);
    like.truncate(7);
    (Axis::Indicator, like.into_iter().map(|i| (0, i)).collect())
}

fn line_name(seen: &Seen, grid: &Grid, axis: Axis, (u, i): (usize, usize)) -> String {
    match axis {
        Axis::Indicator => seen.indicator_name(&grid.indicators[i]).to_owned(),
        _ => seen.unit_name(&grid.units[u], grid),
    }
}

/// Values over time.
pub(super) fn line<'a>(seen: &'a Seen<'a>, grid: &'a Grid) -> Charting<'a> {
    if grid.periods.len() < 2 {
        return Err(needs_periods(seen));
    }
    let (axis, places) = line_places(grid);
    let title = match axis {
        Axis::Indicator => seen.unit_name(&grid.units[0], grid),
        _ => seen.indicator_name(grid.indicator()).to_owned(),
    };
    let lines = places.iter().map(|(u, i)| Line {
        name: line_name(seen, grid, axis, (*u, *i)),
        values: (0..grid.periods.len()).map(|p| trend_value(grid, (*u, p, *i))).collect(),
    });
    let one = places.len() == 1 || axis == Axis::Unit;
    let spec = LinesSpec {
        title: title.clone(),
        periods: grid.periods.iter().map(|head| period_name(head.period)).collect(),
        lines: lines.collect(),
        quantity: Quantity::of(&grid.indicator().measure),
        reference: if one { reference(seen, grid, grid.focus) } else { None },
        also: vec![],
        status_words: status_words(seen.locale),
        named: true,
        size: (960, 400),
    };
    let drawing = draw_lines(&spec);
    let all = places.iter().flat_map(|(u, i)| (0..grid.periods.len()).map(move |p| (*u, p, *i)));
    let hits = all.zip(&drawing.spots).filter_map(|(place, spot)| {
        let (u, p, i) = place;
        let period = grid.periods[p].period;
        let name = format!("{} · {}", line_name(seen, grid, axis, (u, i)), period_name(period));
        let href = seen.explain(&grid.units[u].code, &grid.indicators[i].id, period);
        Some(Hit { spot: (*spot)?, place, href, explains: true, name })
    });
    let hits = hits.collect();
    let rows: Vec<At> = (0..grid.periods.len()).map(|p| At { period: Some(p), ..At::default() }).collect();
    let columns: Vec<At> =
        places.iter().map(|(u, i)| At { unit: Some(*u), indicator: Some(*i), ..At::default() }).collect();
    let below = move || table::plain(seen, grid, (Axis::Period, &rows), (axis, &columns));
    Ok(Charted { title, drawing, hits, below: Box::new(below) })
}

/// A small chart for each unit, all with the same axis.
pub(super) fn multiples<'a>(seen: &'a Seen<'a>, grid: &'a Grid) -> Charting<'a> {
    if grid.periods.len() < 2 {
        return Err(needs_periods(seen));
    }
    let (i, title) = (grid.focus, seen.indicator_name(grid.indicator()).to_owned());
    let units: Vec<(usize, &UnitHead)> = grid.chosen_units().collect();
    let places = || units.iter().flat_map(|(u, _)| (0..grid.periods.len()).map(move |p| (*u, p, i)));
    let also: Vec<f64> = places().filter_map(|(u, p, i)| grid.cell(u, p, i).value).collect();
    let charts: Vec<LinesSpec> = units
        .iter()
        .map(|(u, unit)| LinesSpec {
            title: seen.unit_name(unit, grid),
            periods: grid.periods.iter().map(|head| period_name(head.period)).collect(),
            lines: vec![Line {
                name: String::new(),
                values: (0..grid.periods.len()).map(|p| trend_value(grid, (*u, p, i))).collect(),
            }],
            quantity: Quantity::of(&grid.indicator().measure),
            reference: reference(seen, grid, i).map(|interval| Interval { label: String::new(), ..interval }),
            also: also.clone(),
            status_words: vec![],
            named: false,
            size: SIZE,
        })
        .collect();
    let drawing = draw_multiples(&title, &charts);
    let last = grid.periods.len() - 1;
    let names =
        units.iter().map(|(u, unit)| ((*u, last, i), seen.down(unit), false, seen.unit_name(unit, grid)));
    let values = places().map(|(u, p, i)| {
        let period = grid.periods[p].period;
        let name = format!("{} · {}", seen.unit_name(&grid.units[u], grid), period_name(period));
        ((u, p, i), seen.explain(&grid.units[u].code, &grid.indicators[i].id, period), true, name)
    });
    let hits = names.chain(values).zip(&drawing.spots).filter_map(|((place, href, explains, name), spot)| {
        Some(Hit { spot: (*spot)?, place, href, explains, name })
    });
    let hits = hits.collect();
    let columns: Vec<At> = (0..grid.periods.len())
        .map(|p| At { period: Some(p), indicator: Some(i), ..At::default() })
        .collect();
    let below = move || table::plain(seen, grid, (Axis::Unit, &unit_places(grid)), (Axis::Period, &columns));
    Ok(Charted { title, drawing, hits, below: Box::new(below) })
}

/// Units side by side.
pub(super) fn bars<'a>(seen: &'a Seen<'a>, grid: &'a Grid) -> Charting<'a> {
    let (title, i) = (seen.focus(grid), grid.focus);
    let units: Vec<(usize, &UnitHead)> = grid.chosen_units().collect();
    let rows = units.iter().map(|(u, unit)| {
        let cell = grid.focused(*u);
        BarRow {
            label: seen.unit_name(unit, grid),
            value: cell.value,
            status: cell.status,
            judgement: cell.judgement,
            own: false,
        }
    });
    let (svg, frame) = draw_bars(&BarsSpec {
        title: title.clone(),
        description: String::new(),
        rows: rows.collect(),
        quantity: Quantity::of(&grid.indicator().measure),
        reference: reference(seen, grid, i),
        status_words: status_words(seen.locale),
        width: 960,
    });
    let height = (frame.bottom - frame.top) / units.len().max(1) as f64;
    let hits = units.iter().enumerate().map(|(n, (u, unit))| Hit {
        spot: Spot { x: 0.0, y: frame.top + height * n as f64, width: frame.width, height },
        place: (*u, grid.at, i),
        href: seen.down(unit),
        explains: false,
        name: seen.unit_name(unit, grid),
    });
    let hits = hits.collect();
    let drawing = Drawing { svg, size: (frame.width, frame.height), spots: vec![] };
    Ok(Charted { title, drawing, hits, below: Box::new(move || focused_table(seen, grid)) })
}

/// All indicators of the units in the period in focus.
pub(super) fn focused_table(seen: &Seen, grid: &Grid) -> AnyView {
    let columns: Vec<At> = (0..grid.indicators.len())
        .map(|i| At { period: Some(grid.at), indicator: Some(i), ..At::default() })
        .collect();
    table::plain(seen, grid, (Axis::Unit, &unit_places(grid)), (Axis::Indicator, &columns))
}

/// Two indicators against each other.
pub(super) fn scatter<'a>(seen: &'a Seen<'a>, grid: &'a Grid) -> Charting<'a> {
    let other = (0..grid.indicators.len()).find(|i| *i != grid.focus);
    let Some(up) = other else {
        return Err(Lack { text: t(seen.locale, "analysis.needs_two"), remedy: None });
    };
    let (across, p) = (grid.focus, grid.at);
    let axis = |row: &IndicatorRow| ScatterAxis {
        name: seen.indicator_name(row).to_owned(),
        quantity: Quantity::of(&row.measure),
    };
    let (x, y) = (axis(&grid.indicators[across]), axis(&grid.indicators[up]));
    let title = format!("{} × {} · {}", x.name, y.name, period_name(grid.period()));
    let units: Vec<(usize, &UnitHead)> = grid.chosen_units().collect();
    let points = units.iter().map(|(u, unit)| {
        let (a, b) = (grid.cell(*u, p, across), grid.cell(*u, p, up));
        let status = if a.status == Status::Ok { b.status } else { a.status };
        ScatterPoint { label: seen.unit_name(unit, grid), x: a.value, y: b.value, status }
    });
    let drawing = draw_scatter(&ScatterSpec {
        title: title.clone(),
        points: points.collect(),
        x,
        y,
        status_words: status_words(seen.locale),
        size: (960, 560),
    });
    let out = drawing.spots.iter().filter(|spot| spot.is_none()).count();
    let hits = units.iter().zip(&drawing.spots).filter_map(|((u, unit), spot)| {
        let second = cells::told(seen, grid, (*u, p, up)).join(", ");
        let name = format!(
            "{} ({}: {second})",
            seen.unit_name(unit, grid),
            seen.indicator_name(&grid.indicators[up])
        );
        Some(Hit { spot: (*spot)?, place: (*u, p, across), href: seen.down(unit), explains: false, name })
    });
    let hits = hits.collect();
    let below = move || {
        let left_out = (out > 0).then(|| {
            view! { <p class="muted small-text">{t_with(seen.locale, "analysis.left_out", &[("n", &out.to_string())])}</p> }
        });
        view! { {left_out} {focused_table(seen, grid)} }.into_any()
    };
    Ok(Charted { title, drawing, hits, below: Box::new(below) })
}

/// How groups of peers spread.
pub(super) fn boxes<'a>(seen: &'a Seen<'a>, grid: &'a Grid) -> Charting<'a> {
    let (title, i) = (seen.focus(grid), grid.focus);
    let mut groups: BTreeMap<String, Vec<(usize, &UnitHead)>> = BTreeMap::new();
    for (u, unit) in grid.chosen_units() {
        let name = legend::group_name(seen.locale, unit.level, &unit.groups);
        groups.entry(name).or_default().push((u, unit));
    }
    let sure = move |u: usize| {
        let cell = grid.focused(u);
        cell.value.filter(|_| matches!(cell.status, Status::Ok | Status::Partial))
    };
    let rows = groups.iter().map(|(name, units)| BoxRow {
        label: format!("{name} ({})", units.len()),
        spread: Spread::of(units.iter().filter_map(|(u, _)| sure(*u)).collect())
            .filter(|spread| spread.count >= Spread::FEWEST),
        points: units
            .iter()
            .map(|(u, unit)| BoxPoint {
                label: seen.unit_name(unit, grid),
                value: grid.focused(*u).value,
                status: grid.focused(*u).status,
            })
            .collect(),
    });
    let drawing = draw_boxes(&BoxesSpec {
        title: title.clone(),
        rows: rows.collect(),
        quantity: Quantity::of(&grid.indicator().measure),
        reference: reference(seen, grid, i),
        status_words: status_words(seen.locale),
        width: 960,
    });
    let hits = groups.values().flatten().zip(&drawing.spots).filter_map(|((u, unit), spot)| {
        let name = seen.unit_name(unit, grid);
        Some(Hit { spot: (*spot)?, place: (*u, grid.at, i), href: seen.down(unit), explains: false, name })
    });
    let hits = hits.collect();
    let below =
        move || view! { {spreads(seen, grid, &groups, &sure)} {focused_table(seen, grid)} }.into_any();
    Ok(Charted { title, drawing, hits, below: Box::new(below) })
}

/// The numbers of the boxes.
fn spreads(
    seen: &Seen,
    grid: &Grid,
    groups: &BTreeMap<String, Vec<(usize, &UnitHead)>>,
    sure: &dyn Fn(usize) -> Option<f64>,
) -> AnyView {
    let measure = &grid.indicator().measure;
    let lines = groups
        .iter()
        .filter_map(|(name, units)| {
            let spread = Spread::of(units.iter().filter_map(|(u, _)| sure(*u)).collect())?;
            Some(view! { <li>{super::list::spread_line(seen.locale, name, &spread, measure)}</li> })
        })
        .collect_view();
    view! { <ul class="plain small-text">{lines}</ul> }.into_any()
}
