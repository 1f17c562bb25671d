//! What can be chosen: plain forms and links, so that every choice is an address and works without the client.

mod catalogue;

use super::Seen;
use crate::{
    api::analysis::PATH,
    components::format::{Instant, number},
    domain::{
        analysis::{Axis, Compare, Dimension, Layout, Units, View, peers_word},
        periods::{By, Month},
    },
    i18n::{Locale, t, t_data, t_with},
};
use catalogue::catalogue;
use leptos::prelude::*;

fn option(value: impl Into<String>, name: impl Into<String>, selected: bool) -> AnyView {
    let (value, name): (String, String) = (value.into(), name.into());
    view! { <option value=value selected=selected>{name}</option> }.into_any()
}

/// A select that sends its form when something is chosen.
fn select(id: &'static str, label: &'static str, options: Vec<AnyView>) -> AnyView {
    view! {
        <div class="field">
            <label for=format!("a-{id}")>{label}</label>
            <select id=format!("a-{id}") name=id data-send>{options}</select>
        </div>
    }
    .into_any()
}

/// Place, views, and the form.
pub(super) fn print(seen: &Seen) -> AnyView {
    let locale = seen.locale;
    view! {
        {place(seen)}
        <form method="get" action=PATH class="analysis-form no-print" aria-label=t(locale, "analysis.form") data-noscroll>
            {hidden(seen)}
            <div class="toolbar">
                {units(seen)} {groups(seen)} {find(seen)} {periods(seen)} {edition(seen)}
            </div>
            <div class="toolbar">
                {compare(seen)} {peers(seen)} {layout(seen)} {focus(seen)}
                <button class="button primary" type="submit">{t(locale, "chooser.show")}</button>
                <a class="button" href=PATH data-noscroll>{t(locale, "analysis.reset")}</a>
            </div>
            {catalogue(seen)}
        </form>
        {views(seen)}
    }
    .into_any()
}

/// The path down the tree, each step the same choice there; above what may be read names only.
fn place(seen: &Seen) -> AnyView {
    let (locale, frame) = (seen.locale, seen.frame);
    let last = frame.path.len().saturating_sub(1);
    let crumbs = frame
        .path
        .iter()
        .enumerate()
        .map(|(n, crumb)| {
            let name = locale.pick(&crumb.name, &crumb.name_en).to_owned();
            if !frame.readable[n] {
                return view! { <li><span class="muted">{name}</span></li> }.into_any();
            }
            let href = seen.to(|choice| {
                choice.unit.clone_from(&crumb.code);
                choice.units = Units::Next;
                choice.codes.clear();
            });
            let current = (n == last).then_some("page");
            view! { <li><a href=href aria-current=current data-noscroll>{name}</a></li> }.into_any()
        })
        .collect_view();
    let time = frame.data_time.clone();
    let time = time.map(|at| view! { <span>{t(locale, "place.data_time")} " " <Instant at/></span> });
    view! {
        <div class="place">
            <nav aria-label=t(locale, "nav.place")><ol class="plain crumbs">{crumbs}</ol></nav>
            <div class="place-head"><h1>{t(locale, "analysis.title")}</h1></div>
            <div class="place-time small-text muted">{time}</div>
        </div>
    }
    .into_any()
}

/// The ways of showing, each the same choice.
fn views(seen: &Seen) -> AnyView {
    let links = View::ALL
        .into_iter()
        .map(|view| {
            let href = seen.to(|choice| choice.view = view);
            let current = (view == seen.choice.view).then_some("page");
            view! { <a href=href data-noscroll aria-current=current>{view_name(seen.locale, view)}</a> }
                .into_any()
        })
        .collect_view();
    view! { <nav class="tabs no-print" aria-label=t(seen.locale, "analysis.view")>{links}</nav> }.into_any()
}

fn view_name(locale: Locale, view: View) -> &'static str {
    match view {
        View::Table => t(locale, "analysis.views.table"),
        View::List => t(locale, "analysis.views.list"),
        View::Line => t(locale, "analysis.views.line"),
        View::Bars => t(locale, "analysis.views.bars"),
        View::Multiples => t(locale, "analysis.views.multiples"),
        View::Scatter => t(locale, "analysis.views.scatter"),
        View::Box => t(locale, "analysis.views.box"),
        View::Map => t(locale, "analysis.views.map"),
    }
}

/// What the form does not ask, and goes along.
fn hidden(seen: &Seen) -> AnyView {
    let words = seen.choice.words();
    // Where units are picked their level is not asked, and comes back when all are wanted again.
    let picked = !seen.choice.codes.is_empty();
    let goes_along =
        |key: &str| matches!(key, "unit" | "codes" | "view" | "sort") || (picked && key == "units");
    let kept = words.into_iter().filter(|(key, _)| goes_along(key));
    kept.map(|(key, value)| view! { <input type="hidden" name=key value=value/> }).collect_view().into_any()
}

fn units(seen: &Seen) -> AnyView {
    let (locale, choice, frame) = (seen.locale, seen.choice, seen.frame);
    if !choice.codes.is_empty() {
        let count = choice.codes.len().to_string();
        let all = seen.to(|choice| choice.codes.clear());
        return view! {
            <div class="field">
                <span class="label">{t(locale, "analysis.units")}</span>
                <span class="row">
                    {t_with(locale, "analysis.picked", &[("n", &count)])}
                    <a class="button small" href=all data-noscroll>{t(locale, "analysis.all_units")}</a>
                </span>
            </div>
        }
        .into_any();
    }
    let mut options = vec![
        option("next", t(locale, "parts.next_level"), choice.units == Units::Next),
        option("self", t(locale, "analysis.only_itself"), choice.units == Units::Own),
    ];
    for (level, count) in &frame.levels {
        let (count, name) = (number(f64::from(*count), 0), t_data(locale, "level", level.as_str()));
        let name = t_with(locale, "place.count", &[("n", &count), ("level", &name)]);
        options.push(option(level.as_str(), name, choice.units == Units::Level(*level)));
    }
    select("units", t(locale, "analysis.units"), options)
}

fn groups(seen: &Seen) -> Option<AnyView> {
    let (locale, chosen) = (seen.locale, &seen.choice.group);
    if seen.frame.groups.is_empty() && chosen.is_empty() {
        return None;
    }
    let mut options = vec![option("", t(locale, "chooser.group_all"), chosen.is_empty())];
    let mut groups: Vec<&String> = seen.frame.groups.iter().collect();
    if !chosen.is_empty() && !groups.contains(&chosen) {
        groups.push(chosen);
    }
    groups.sort_by_key(|group| (Dimension::of(group), *group));
    options.extend(
        groups
            .into_iter()
            .map(|group| option(group.clone(), t_data(locale, "group", group), group == chosen)),
    );
    Some(select("group", t(locale, "chooser.group"), options))
}

fn find(seen: &Seen) -> AnyView {
    view! {
        <div class="field">
            <label for="a-find">{t(seen.locale, "analysis.find")}</label>
            <input id="a-find" name="find" type="search" maxlength="80" size="12" value=seen.choice.find.clone()/>
        </div>
    }
    .into_any()
}

fn by_name(locale: Locale, by: By) -> &'static str {
    match by {
        By::Total => t(locale, "analysis.kinds.total"),
        By::Month => t(locale, "analysis.kinds.month"),
        By::Quarter => t(locale, "analysis.kinds.quarter"),
        By::Half => t(locale, "analysis.kinds.half"),
        By::Year => t(locale, "analysis.kinds.year"),
        By::CourtYear => t(locale, "analysis.kinds.court_year"),
        By::Rolling => t(locale, "analysis.kinds.rolling"),
        By::ToDate => t(locale, "analysis.kinds.to_date"),
    }
}

fn periods(seen: &Seen) -> AnyView {
    let (locale, choice) = (seen.locale, seen.choice);
    let kinds =
        By::ALL.into_iter().map(|by| option(by.as_str(), by_name(locale, by), by == choice.by)).collect();
    let month = |month: Option<Month>| month.map(|month| month.to_string());
    view! {
        {select("by", t(locale, "analysis.by"), kinds)}
        <div class="field">
            <label for="a-last">{t(locale, "analysis.last")}</label>
            <input id="a-last" name="last" type="number" min="1" max="240" inputmode="numeric" value=choice.last.map(|last| last.to_string())/>
        </div>
        <div class="field">
            <label for="a-from">{t(locale, "chooser.from")}</label>
            <input id="a-from" name="from" type="month" pattern="[0-9]{4}-[0-9]{2}" placeholder="YYYY-MM" min="1990-01" value=month(choice.from)/>
        </div>
        <div class="field">
            <label for="a-to">{t(locale, "chooser.to")}</label>
            <input id="a-to" name="to" type="month" pattern="[0-9]{4}-[0-9]{2}" placeholder="YYYY-MM" min="1990-01" value=month(choice.to)/>
        </div>
    }
    .into_any()
}

fn edition(seen: &Seen) -> AnyView {
    let (locale, chosen) = (seen.locale, &seen.choice.edition);
    let mut options = vec![option("", t(locale, "chooser.edition_usual"), chosen.is_empty())];
    options.extend(
        seen.frame
            .editions
            .iter()
            .map(|row| option(row.id.clone(), locale.pick(&row.zh, &row.en), row.id == *chosen)),
    );
    select("edition", t(locale, "chooser.edition"), options)
}

fn compare(seen: &Seen) -> AnyView {
    let (locale, chosen) = (seen.locale, seen.choice.compare);
    let name = |compare| super::cells::compared_word(locale, compare);
    let options = Compare::ALL.into_iter();
    let options = options.map(|compare| option(compare.as_str(), name(compare), compare == chosen)).collect();
    select("compare", t(locale, "analysis.compare"), options)
}

fn dimension_name(locale: Locale, dimension: Dimension) -> &'static str {
    match dimension {
        Dimension::Kind => t(locale, "analysis.dimensions.kind"),
        Dimension::Terrain => t(locale, "analysis.dimensions.terrain"),
        Dimension::Caseload => t(locale, "analysis.dimensions.caseload"),
    }
}

/// Every way of making peers: no dimension, or some of the three.
fn peers(seen: &Seen) -> AnyView {
    let (locale, chosen) = (seen.locale, &seen.choice.peers);
    let ways = (0..8u8).map(|bits| {
        let has = |n: usize| bits & (1 << n) != 0;
        let dimensions = Dimension::ALL.into_iter().enumerate();
        dimensions.filter(|(n, _)| has(*n)).map(|(_, dimension)| dimension).collect::<Vec<_>>()
    });
    let options = ways
        .map(|way| {
            let name = match way.as_slice() {
                [] => t(locale, "analysis.dimensions.level").to_owned(),
                some => some.iter().map(|one| dimension_name(locale, *one)).collect::<Vec<_>>().join(" × "),
            };
            option(peers_word(&way), name, way == *chosen)
        })
        .collect();
    select("peers", t(locale, "analysis.peers"), options)
}

fn axis_name(locale: Locale, axis: Axis) -> &'static str {
    match axis {
        Axis::Unit => t(locale, "analysis.unit"),
        Axis::Period => t(locale, "explain.period"),
        Axis::Indicator => t(locale, "column.indicator"),
    }
}

/// Rows and columns; only the table has them, elsewhere they go along.
fn layout(seen: &Seen) -> AnyView {
    let (locale, layout) = (seen.locale, &seen.choice.layout);
    let word = |axes: &[Axis]| axes.iter().map(|axis| axis.as_str()).collect::<Vec<_>>().join(",");
    let name =
        |axes: &[Axis]| axes.iter().map(|axis| axis_name(locale, *axis)).collect::<Vec<_>>().join(" › ");
    if seen.choice.view != View::Table {
        let (rows, columns) = (word(layout.rows()), word(layout.columns()));
        return view! {
            <input type="hidden" name="rows" value=rows/>
            <input type="hidden" name="columns" value=columns/>
        }
        .into_any();
    }
    let all = Layout::all();
    let mut rows: Vec<&[Axis]> = vec![];
    for other in &all {
        if !rows.contains(&other.rows()) {
            rows.push(other.rows());
        }
    }
    rows.sort_by_key(|axes| axes.len());
    let rows = rows.into_iter().map(|axes| option(word(axes), name(axes), axes == layout.rows())).collect();
    let columns = all.iter().filter(|other| other.rows() == layout.rows()).map(Layout::columns);
    let columns: Vec<AnyView> =
        columns.map(|axes| option(word(axes), name(axes), axes == layout.columns())).collect();
    view! {
        {select("rows", t(locale, "analysis.rows"), rows)}
        {select("columns", t(locale, "analysis.columns"), columns)}
    }
    .into_any()
}

/// What is in focus where there is room for one: indicator and period.
fn focus(seen: &Seen) -> Option<AnyView> {
    let (locale, choice) = (seen.locale, seen.choice);
    let period = (choice.at, matches!(choice.view, View::Table | View::Line | View::Multiples));
    let at = choice.at.map(|at| at.to_string()).unwrap_or_default();
    let indicator = match choice.view {
        View::Table => view! { <input type="hidden" name="focus" value=choice.focus.clone()/> }.into_any(),
        _ => {
            let known = |id: &String| seen.frame.indicators.iter().find(|row| row.id == *id);
            let first = choice.indicators.first().cloned().unwrap_or_default();
            let chosen = if choice.focus.is_empty() { first } else { choice.focus.clone() };
            let options = choice.indicators.iter().filter_map(known);
            let options = options
                .map(|row| option(row.id.clone(), locale.pick(&row.zh, &row.en), row.id == chosen))
                .collect();
            select("focus", t(locale, "analysis.focus"), options)
        }
    };
    let at = match period {
        (_, true) => view! { <input type="hidden" name="at" value=at/> }.into_any(),
        (chosen, false) => {
            let last = seen.frame.last_month.parse().ok()?;
            let periods = choice.periods(last).unwrap_or_default();
            let shown = chosen.filter(|at| periods.contains(at)).or(periods.last().copied());
            let options = periods.iter().rev().map(|period| {
                option(period.to_string(), super::period_name(*period), Some(*period) == shown)
            });
            select("at", t(locale, "analysis.at"), options.collect())
        }
    };
    Some(view! { {indicator} {at} }.into_any())
}
