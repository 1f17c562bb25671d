//! The explorer: what can be chosen, and the values of the choice in the way that was chosen. Every link is the present
//! choice with something changed.

mod cells;
mod charts;
mod chooser;
mod heads;
mod laid;
mod legend;
mod list;
mod table;

use super::{Order, pager, sheet::mark_of};
use crate::{
    address::Address,
    api::{
        Failure,
        analysis::{Analysis, Frame, Grid, PATH, REST, Stands, UnitHead, address},
        indicators::IndicatorRow,
        maps::MapAnswer,
        sheet::{Piece, Sheet, Shown},
    },
    components::{downloads::TableMenu, format::span, states::Empty, view::unit_from},
    domain::{
        analysis::{Choice, Slip, Units, View},
        periods::Period,
    },
    i18n::{Locale, failure_text, t, t_with},
};
use leptos::prelude::*;

/// What is printed, and for whom.
struct Seen<'a> {
    locale: Locale,
    here: &'a Address,
    choice: &'a Choice,
    frame: &'a Frame,
    /// The map, where it is looked at and there is one.
    map: Option<&'a MapAnswer>,
    /// Whether it is one of several on a page: without controls, and without ids, which occur once.
    bare: bool,
}

impl Seen<'_> {
    /// The same choice with something changed, from its first page on.
    fn to(&self, change: impl FnOnce(&mut Choice)) -> String {
        let mut choice = Choice { page: 1, ..self.choice.clone() };
        change(&mut choice);
        address(PATH, &choice).to_string()
    }

    /// The same choice one step down; the unit's own page where there is nothing below it.
    fn down(&self, unit: &UnitHead) -> String {
        if unit.leads_down {
            return self.to(|choice| {
                choice.unit.clone_from(&unit.code);
                choice.units = Units::Next;
                choice.codes.clear();
                choice.find.clear();
            });
        }
        let here = Address::new(PATH)
            .with("from", &self.frame.span.start.to_string())
            .with("to", &self.frame.span.last().to_string())
            .with("indicator", self.choice.indicators.first().map_or("", String::as_str))
            .with("edition", &self.choice.edition);
        unit_from(here, &unit.code).to_string()
    }

    /// Where a number comes from.
    fn explain(&self, unit: &str, indicator: &str, period: Period) -> String {
        Address::new("/explain")
            .with("indicator", indicator)
            .with("unit", unit)
            .with("from", &period.start.to_string())
            .with("to", &period.last().to_string())
            .with("edition", &self.frame.edition.id)
            .to_string()
    }

    /// The name of a place of the unit axis.
    fn unit_name(&self, unit: &UnitHead, grid: &Grid) -> String {
        match unit.stands {
            Stands::Total => t_with(self.locale, "analysis.total", &[("n", &grid.chosen.to_string())]),
            Stands::Unit | Stands::Whole => self.locale.pick(&unit.name, &unit.name_en).to_owned(),
        }
    }

    fn indicator_name<'b>(&self, indicator: &'b IndicatorRow) -> &'b str {
        self.locale.pick(&indicator.zh, &indicator.en)
    }

    /// What is shown, in words: indicator and period in focus.
    fn focus(&self, grid: &Grid) -> String {
        format!("{} · {}", self.indicator_name(grid.indicator()), period_name(grid.period()))
    }
}

/// A period as people write it.
fn period_name(period: Period) -> String {
    let text = period.to_string();
    match text.split_once("..") {
        Some((from, to)) => span(from, to),
        None => text,
    }
}

/// What an address asks for, and what there is.
struct Found {
    slips: Vec<Slip>,
    analysis: Analysis,
    map: Option<MapAnswer>,
}

impl Found {
    async fn of(order: &Order) -> Result<Self, Failure> {
        let words = order.here.pairs().iter().map(|(key, value)| (key.as_str(), value.as_str()));
        let (choice, slips) = Choice::read(words);
        let analysis = order.services.analyse(&order.actor, &choice, false).await?;
        // Figures do not wait for a map that is missing.
        let map = match analysis.choice.view {
            View::Map => order.services.map_of(&order.actor, &analysis.choice.unit).await.ok(),
            _ => None,
        };
        Ok(Self { slips, analysis, map })
    }

    fn seen<'a>(&'a self, order: &'a Order, bare: bool) -> Seen<'a> {
        let Analysis { choice, frame, .. } = &self.analysis;
        Seen { locale: order.locale, here: &order.here, choice, frame, map: self.map.as_ref(), bare }
    }
}

/// The page at the address of the order.
pub(super) async fn print(order: &Order, known: &str) -> Result<Sheet, Failure> {
    let found = Found::of(order).await?;
    let seen = found.seen(order, false);
    let (slips, frame, grid) = (&found.slips, &found.analysis.frame, &found.analysis.grid);
    let known: Vec<(&str, &str)> = known.split(',').filter_map(|pair| pair.split_once('=')).collect();
    let piece = |place: &str, html: String| {
        let mark = mark_of(&html);
        let has = known.contains(&(place, mark.as_str()));
        Piece { place: place.to_owned(), mark, html: (!has).then_some(html) }
    };
    let pieces = vec![
        piece("analysis-chooser", order.written(|| chooser::print(&seen))),
        piece("analysis", order.written(|| result(&seen, slips, grid))),
    ];
    let shown = Shown {
        unit: frame.unit.code.clone(),
        name: frame.unit.name_in(order.locale.is_english()).to_owned(),
        level: frame.unit.level,
        from: frame.span.start.to_string(),
        to: frame.span.last().to_string(),
        edition: frame.edition.id.clone(),
        seq: frame.seq,
    };
    Ok(Sheet { shown, pieces })
}

/// The values of the choice at the address of the order, without the chooser and whatever else works on its own page only.
pub(super) async fn tile(order: &Order) -> Result<String, Failure> {
    let found = Found::of(order).await?;
    let seen = found.seen(order, true);
    Ok(order.written(|| result(&seen, &found.slips, &found.analysis.grid)))
}

/// What was not understood, and the values.
fn result(seen: &Seen, slips: &[Slip], grid: &Result<Grid, Failure>) -> AnyView {
    let locale = seen.locale;
    let slips = slips
        .iter()
        .map(|slip| {
            let failure = Failure::from(slip.clone());
            let text = failure_text(locale, &failure);
            let field = field_name(locale, slip.field);
            view! { <li>{t_with(locale, "analysis.slip", &[("field", field), ("text", &text)])}</li> }
        })
        .collect_view();
    let notes = (!slips.is_empty())
        .then(|| view! { <ul class="plain notice warn" role="status" data-testid="slips">{slips}</ul> });
    let content = match grid {
        Err(failure) => {
            let field = field_name(locale, &failure.field);
            let text = failure_text(locale, failure);
            let text = t_with(locale, "analysis.wrong", &[("field", field), ("text", &text)]);
            view! { <p class="notice bad" role="alert">{text}</p> }.into_any()
        }
        Ok(grid) if grid.chosen == 0 => {
            view! { <section class="panel"><Empty text=t(locale, "analysis.no_units")/></section> }.into_any()
        }
        Ok(grid) => shown(seen, grid),
    };
    view! { {notes} {content} }.into_any()
}

/// What a word of the address is called on the page.
fn field_name(locale: Locale, field: &str) -> &'static str {
    match field {
        "indicator" | "focus" => t(locale, "chooser.indicator"),
        "units" => t(locale, "analysis.units"),
        "codes" | "unit" => t(locale, "analysis.unit"),
        "group" => t(locale, "chooser.group"),
        "find" => t(locale, "analysis.find"),
        "by" | "at" => t(locale, "analysis.by"),
        "from" => t(locale, "chooser.from"),
        "to" => t(locale, "chooser.to"),
        "last" => t(locale, "analysis.last"),
        "edition" => t(locale, "chooser.edition"),
        "view" => t(locale, "analysis.view"),
        "rows" | "columns" => t(locale, "analysis.layout"),
        "compare" => t(locale, "analysis.compare"),
        "peers" => t(locale, "analysis.peers"),
        "sort" => t(locale, "analysis.sort"),
        _ => t(locale, "analysis.page"),
    }
}

fn shown(seen: &Seen, grid: &Grid) -> AnyView {
    match seen.choice.view {
        View::Table => table::panel(seen, grid),
        View::Map => laid::panel(seen, grid),
        View::List => list::panel(seen, grid),
        _ => chart(seen, grid).map(|chart| charts::print(seen, grid, chart)).into_any(),
    }
}

/// The chart of a choice that is seen as one.
fn chart<'a>(seen: &'a Seen<'a>, grid: &'a Grid) -> Option<charts::Charting<'a>> {
    Some(match seen.choice.view {
        View::Table | View::Map | View::List => return None,
        View::Line => charts::line(seen, grid),
        View::Bars => charts::bars(seen, grid),
        View::Multiples => charts::multiples(seen, grid),
        View::Scatter => charts::scatter(seen, grid),
        View::Box => charts::boxes(seen, grid),
    })
}

/// The chart of an analysis, for papers: its title and the drawing. None of a choice that is seen as a table or a list, or
/// that lacks what the chart needs; a map needs `map`.
pub fn drawing(analysis: &Analysis, map: Option<&MapAnswer>, locale: Locale) -> Option<(String, String)> {
    let grid = analysis.grid.as_ref().ok().filter(|grid| grid.chosen > 0)?;
    let here = address(PATH, &analysis.choice);
    let seen =
        Seen { locale, here: &here, choice: &analysis.choice, frame: &analysis.frame, map, bare: true };
    if analysis.choice.view == View::Map {
        return laid::on_paper(&seen, grid);
    }
    let chart = chart(&seen, grid)?.ok()?;
    Some((chart.title, chart.drawing.svg))
}

/// A panel with its heading and its controls; one of several is named by what it stands in.
fn panel_of(seen: &Seen, title: String, controls: impl FnOnce() -> AnyView, content: AnyView) -> AnyView {
    if seen.bare {
        return view! { <div class="bare">{content}</div> }.into_any();
    }
    view! {
        <section class="panel" aria-labelledby="analysis-title">
            <header><h2 id="analysis-title">{title}</h2> <div class="row">{controls()}</div></header>
            {content}
        </section>
    }
    .into_any()
}

/// The download of the same values.
fn menu(seen: &Seen) -> Option<AnyView> {
    if seen.bare {
        return None;
    }
    let values = address(REST, &Choice { page: 1, ..seen.choice.clone() });
    let here = address(PATH, &Choice { page: 1, ..seen.choice.clone() }).to_string();
    let query = here.split_once('?').map_or("", |(_, query)| query);
    let save = Address::new("/views").with("save", query).to_string();
    let label = t(seen.locale, "saved.new_view");
    Some(
        view! { <a class="button small" rel="external" href=save>{label}</a> <TableMenu values/> }.into_any(),
    )
}

/// The way to the other units.
fn pages(seen: &Seen, grid: &Grid) -> Option<AnyView> {
    let here = address(PATH, seen.choice);
    pager(seen.locale, &here, "page", grid.page, grid.per_page, grid.chosen)
}
