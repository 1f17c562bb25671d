//! What is around a chart: the links over it, the panel, and what stands in its place where there is none.

use super::super::{Seen, cells, legend, menu, pages, panel_of};
use crate::{
    api::analysis::Grid,
    charts::{Drawing, Spot},
    components::{downloads::ChartMenu, states::Empty},
    i18n::t,
};
use leptos::prelude::*;

/// Number of unit, of period, of indicator.
pub(super) type Place = (usize, usize, usize);

/// What can be pointed at.
pub(super) struct Hit {
    pub spot: Spot,
    pub place: Place,
    /// Where it leads.
    pub href: String,
    /// Whether that is the explanation of the number.
    pub explains: bool,
    /// What it is called.
    pub name: String,
}

fn hit(seen: &Seen, grid: &Grid, one: Hit) -> AnyView {
    let told = cells::told(seen, grid, one.place);
    let label = format!("{}: {}", one.name, told.join(", "));
    let mut told = told.into_iter();
    let value = told.next().unwrap_or_default();
    let rest = told.map(|text| view! { <span>{text}</span> }).collect_view();
    let tip = view! { <b>{one.name}</b> <span class="tip-value">{value}</span> {rest} }.into_any().to_html();
    let (u, p, i) = one.place;
    let Spot { x, y, width, height } = one.spot;
    let tenth = |units: f64| format!("{units:.1}");
    // Links stand within groups: alone, the macro takes a link for one of HTML, which would not be drawn.
    view! {
        <g><a
            href=one.href
            class=one.explains.then_some("explain")
            tabindex="-1"
            data-code=format!("{u}-{p}-{i}")
            aria-label=label
            data-tip=tip
        >
            <rect class="hit" x=tenth(x) y=tenth(y) width=tenth(width) height=tenth(height) rx="3"/>
        </a></g>
    }
    .into_any()
}

/// A drawing with its links.
fn framed(seen: &Seen, grid: &Grid, title: &str, drawing: Drawing, hits: Vec<Hit>) -> AnyView {
    let hits = hits.into_iter().map(|one| hit(seen, grid, one)).collect_view();
    let (width, height) = drawing.size;
    view! {
        <div class="chart-scroll">
            <div class="chart-frame">
                <div class="analysis-chart" aria-hidden="true" inner_html=drawing.svg></div>
                <svg class="chart-hits" viewBox=format!("0 0 {width} {height}") role="group" aria-label=title.to_owned()>
                    {hits}
                </svg>
                <div class="tip hidden"></div>
            </div>
        </div>
    }
    .into_any()
}

/// A chart of a choice.
pub(in super::super) struct Charted<'a> {
    pub title: String,
    pub drawing: Drawing,
    pub(super) hits: Vec<Hit>,
    /// What stands below it on a page.
    pub(super) below: Box<dyn FnOnce() -> AnyView + 'a>,
}

/// Why a choice gives no chart of its kind: what is lacking, and the choice that has it.
pub(in super::super) struct Lack {
    pub(super) text: &'static str,
    pub(super) remedy: Option<(&'static str, String)>,
}

/// A chart, or why there is none.
pub(in super::super) type Charting<'a> = Result<Charted<'a>, Lack>;

/// The panel with a chart, or what stands in its place.
pub(in super::super) fn print(seen: &Seen, grid: &Grid, chart: Charting) -> AnyView {
    let Charted { title, drawing, hits, below } = match chart {
        Ok(chart) => chart,
        Err(lack) => return lacking(seen, lack),
    };
    let chart = framed(seen, grid, &title, drawing, hits);
    let content = view! { {chart} {pages(seen, grid)} {below()} {legend::legend(seen, grid)} }.into_any();
    let controls =
        || view! { {menu(seen)} <ChartMenu drawing=".analysis-chart > svg" name="analysis"/> }.into_any();
    panel_of(seen, title, controls, content)
}

fn lacking(seen: &Seen, lack: Lack) -> AnyView {
    let Lack { text, remedy } = lack;
    let remedy = remedy.map(|(label, href)| view! { <a class="button" href=href data-noscroll>{label}</a> });
    let title = t(seen.locale, "analysis.view");
    view! {
        <section class="panel" aria-label=title>
            <Empty text/>
            {remedy}
        </section>
    }
    .into_any()
}
