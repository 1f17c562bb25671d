//! The page of a unit and what paper has room for beside it: the trends of all figures, and all of them for every unit
//! one step below.

use super::{
    Page,
    drawing::{compare, locale},
};
use crate::{
    platform::Platform,
    services::{
        units::last,
        values::{query::Ask, value_row},
    },
};
use app::{
    api::{
        Failure,
        overview::{OverviewAnswer, OverviewQuery, Trend},
        values::ValueRow,
    },
    charts::{captioned, trend::TrendSpec},
    components::format::span,
    domain::{permissions::Actor, units::Unit},
    i18n::{t, t_with},
};

/// Size of a trend of which two stand beside each other.
const HALF: (u32, u32) = (400, 210);
/// Most units that are drawn beside each other: more fit no page.
const COMPARED: usize = 28;

/// What a paper is made of.
pub(in crate::services) struct Study {
    /// The page.
    pub(in crate::services) answer: OverviewAnswer,
    /// The trend of each figure of the page.
    pub(in crate::services) trends: Vec<Trend>,
    /// For each unit of the page's parts the values of the page's figures.
    pub(in crate::services) table: Vec<Vec<ValueRow>>,
    /// The parts beside each other, where there are as many as one can compare.
    pub(in crate::services) compared: Option<String>,
}

impl Platform {
    /// Everything for a paper about a unit; asked and allowed as its page is.
    pub(in crate::services) async fn study(
        &self,
        actor: &Actor,
        query: &OverviewQuery,
    ) -> Result<Study, Failure> {
        let asked = self.asked(actor, query).await?;
        let page = asked.page(self, actor);
        let answer = page.answer(query).await?;
        let headline = page.headline();
        let mut trends = Vec::with_capacity(headline.len());
        for indicator in &headline {
            trends.push(Page { indicator, ..page }.trend(query.english, HALF).await?);
        }
        let parts = answer.parts.iter().filter_map(|part| page.tree.by_code(&part.row.unit));
        let parts: Vec<&Unit> = parts.collect();
        let ids: Vec<_> = parts.iter().map(|unit| unit.id).collect();
        let mut table = Vec::with_capacity(parts.len());
        if !parts.is_empty() {
            let ask = Ask { indicators: &headline, units: &ids, periods: &[page.period] };
            let values = page.evaluate(&ask, false).await?;
            for (u, unit) in parts.iter().enumerate() {
                let row = headline.iter().enumerate().map(|(i, indicator)| {
                    value_row(unit, page.period, indicator, page.edition, values.cell(u, 0, i))
                });
                table.push(row.collect());
            }
        }
        let compared = (2..=COMPARED).contains(&answer.parts.len());
        let compared = compared.then(|| compare(&page, &answer.parts, query.english));
        Ok(Study { answer, trends, table, compared })
    }

    /// A single chart of the page, `trend` or `parts`, with what it shows written above it.
    pub(in crate::services) async fn charted(
        &self,
        actor: &Actor,
        query: &OverviewQuery,
        chart: &str,
    ) -> Result<String, Failure> {
        let asked = self.asked(actor, query).await?;
        let page = asked.page(self, actor);
        let locale = locale(query.english);
        let (name, unit) =
            (locale.pick(&page.indicator.zh, &page.indicator.en), page.unit.name_in(query.english));
        let (svg, title, beneath) = match chart {
            "trend" => {
                self.log_look(actor, page.tree, &[page.unit.id]).await?;
                let trend = page.trend(query.english, TrendSpec::USUAL_SIZE).await?;
                let title =
                    if trend.rolling { t(locale, "trend.title_rolling") } else { t(locale, "trend.title") };
                (trend.svg, title.replace("{name}", name), unit.to_owned())
            }
            "parts" => {
                let shown = last(page.unit, page.period.last().min(self.month()));
                let below: Vec<&Unit> = page.tree.children_in(page.unit.id, shown).collect();
                let parts = page.parts(&below, "").await?;
                if parts.is_empty() {
                    return Err(Failure::invalid("chart", "no_parts", &page.unit.code));
                }
                let looks = parts.iter().filter_map(|part| page.tree.by_code(&part.row.unit));
                let looks: Vec<_> = looks.map(|unit| unit.id).collect();
                self.log_look(actor, page.tree, &looks).await?;
                let title = t_with(locale, "unit_paper.compared", &[("name", name)]);
                let months = span(&page.period.start.to_string(), &page.period.last().to_string());
                (compare(&page, &parts, query.english), title, format!("{unit} · {months}"))
            }
            other => return Err(Failure::invalid("chart", "unknown_chart", other)),
        };
        let note = if self.settings().await?.simulated { t(locale, "app.simulated") } else { "" };
        Ok(captioned(&svg, &title, &beneath, note))
    }
}
