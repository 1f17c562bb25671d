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
pub(super) fn framed(seen: &Seen, grid: &Grid, title: &str, drawing: Drawing, hits: Vec<Hit>) -> AnyView {
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

/// The panel around a chart.
pub(super) fn panel(seen: &Seen, grid: &Grid, title: &str, chart: AnyView, below: AnyView) -> AnyView {
    let content = view! { {chart} {pages(seen, grid)} {below} {legend::legend(seen, grid)} }.into_any();
    let controls =
        || view! { {menu(seen)} <ChartMenu drawing=".analysis-chart > svg" name="analysis"/> }.into_any();
    panel_of(seen, title.to_owned(), controls, content)
}

/// In place of a chart that this choice cannot give: what is lacking, and the choice that has it.
pub(super) fn lacking(seen: &Seen, text: &'static str, remedy: Option<(&'static str, String)>) -> AnyView {
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
