//! What leaves the house: reports on paper and charts as files, made of what the pages show, with the permissions of
//! whoever they are made for.

mod choices;
mod letter;
mod unit;

pub(super) use choices::Chosen;
pub(in crate::services) use letter::Letter;

use super::overview::Study;
use crate::platform::Platform;
use app::{
    api::{
        Failure,
        indicators::IndicatorRow,
        overview::OverviewQuery,
        papers::{Made, PaperQuery, Papers},
    },
    charts::standalone,
    domain::{
        catalogue::Catalogue,
        permissions::{Action, Actor},
    },
    i18n::{Locale, t},
};
use async_trait::async_trait;
use tokio::sync::OwnedSemaphorePermit;

/// What a paper says beside the figures.
struct About {
    locale: Locale,
    /// Of the deployment.
    house: String,
    /// When it was made, on the deployment's clocks.
    made: String,
    /// Of when the newest figures are.
    data_time: Option<String>,
    simulated: bool,
    /// The formulas of the figures, with the items by their names.
    formulas: Vec<String>,
}

fn page_of(unit: &str, query: &PaperQuery, locale: Locale) -> OverviewQuery {
    OverviewQuery {
        unit: unit.to_owned(),
        from: query.from.clone(),
        to: query.to.clone(),
        indicator: query.indicator.clone(),
        edition: query.edition.clone(),
        group: String::new(),
        english: locale.is_english(),
    }
}

#[async_trait]
impl Papers for Platform {
    async fn unit_paper(
        &self,
        actor: &Actor,
        unit: &str,
        query: &PaperQuery,
        locale: Locale,
    ) -> Result<Made, Failure> {
        self.authorise(actor, Action::ReadValues, "unit", unit).await?;
        if !matches!(query.format.as_str(), "" | "pdf") {
            return Err(Failure::invalid("format", "unknown_report_format", &query.format));
        }
        let study = self.study(actor, &page_of(unit, query, locale)).await?;
        let about = self.about(&study, locale).await?;
        let fonts = self.fonts().await?;
        let turn = self.turn().await?;
        let answer = &study.answer;
        let name = format!("report-{}-{}-{}.pdf", answer.unit.code, answer.from, answer.to);
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            unit::set(&fonts, &study, &about)
        });
        let bytes = made.await.map_err(|_| Failure::internal("paper"))??;
        Ok(Made { name, media: "application/pdf", bytes })
    }

    async fn unit_chart(
        &self,
        actor: &Actor,
        unit: &str,
        query: &PaperQuery,
        locale: Locale,
    ) -> Result<Made, Failure> {
        self.authorise(actor, Action::ReadValues, "unit", unit).await?;
        let png = match query.format.as_str() {
            "" | "svg" => false,
            "png" => true,
            other => return Err(Failure::invalid("format", "unknown_chart_format", other)),
        };
        let chart = if query.chart.is_empty() { "trend" } else { query.chart.as_str() };
        let svg = self.charted(actor, &page_of(unit, query, locale), chart).await?;
        let name = |ending| format!("{chart}-{unit}.{ending}");
        if png {
            let bytes = self.picture(svg, query.width).await?;
            return Ok(Made { name: name("png"), media: "image/png", bytes });
        }
        Ok(Made { name: name("svg"), media: "image/svg+xml", bytes: standalone(&svg).into_bytes() })
    }
}

impl Platform {
    /// A turn at what takes memory: few at once.
    pub(crate) async fn turn(&self) -> Result<OwnedSemaphorePermit, Failure> {
        self.unpackers.clone().acquire_owned().await.map_err(|_| Failure::internal("unpackers"))
    }

    /// Choices of the explorer that were answered, on paper. A paper that cannot be made whole is not made.
    pub(super) async fn choices_paper(
        &self,
        title: &str,
        shown: Vec<Chosen>,
        locale: Locale,
    ) -> Result<Vec<u8>, Failure> {
        let mut formulas: Vec<(IndicatorRow, String)> = Vec::new();
        for indicator in
            shown.iter().filter_map(|one| one.analysis.grid.as_ref().ok()).flat_map(|g| &g.indicators)
        {
            if formulas
                .iter()
                .all(|(known, _)| (&known.id, &known.edition) != (&indicator.id, &indicator.edition))
            {
                formulas.push((indicator.clone(), spelled(&indicator.formula, &self.catalogue, locale)));
            }
        }
        let house = self.policy.title.as_str();
        let about = choices::About {
            locale,
            title: title.to_owned(),
            house: if house.is_empty() { t(locale, "app.title").to_owned() } else { house.to_owned() },
            made: self.zone().told(&self.now().to_rfc3339()),
            simulated: self.settings().await?.simulated,
            formulas,
        };
        let fonts = self.fonts().await?;
        let turn = self.turn().await?;
        let made = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            choices::set(&fonts, &shown, &about)
        })
        .await;
        Ok(made.map_err(|_| Failure::internal("paper"))??)
    }

    async fn about(&self, study: &Study, locale: Locale) -> Result<About, Failure> {
        let zone = self.zone();
        let title = self.policy.title.as_str();
        let figures = study.answer.figures.iter();
        Ok(About {
            locale,
            house: if title.is_empty() { t(locale, "app.title").to_owned() } else { title.to_owned() },
            made: zone.told(&self.now().to_rfc3339()),
            data_time: study.answer.data_time.as_deref().map(|at| zone.told(at)),
            simulated: self.settings().await?.simulated,
            formulas: figures.map(|f| spelled(&f.indicator.formula, &self.catalogue, locale)).collect(),
        })
    }
}

/// A formula with its items by their names instead of their ids.
fn spelled(formula: &str, catalogue: &Catalogue, locale: Locale) -> String {
    let is_word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut out = String::new();
    let mut rest = formula;
    while let Some(first) = rest.chars().next() {
        let end = match first {
            c if is_word(c) => rest.find(|c| !is_word(c)).unwrap_or(rest.len()),
            c => c.len_utf8(),
        };
        let (piece, after) = rest.split_at(end);
        match piece {
            "/" => out.push('÷'),
            "*" => out.push('×'),
            "-" => out.push('−'),
            "mean" => out.push_str(t(locale, "unit_paper.mean")),
            "days" => out.push_str(t(locale, "unit_paper.days")),
            id => match catalogue.item(id) {
                Some(item) => out.push_str(locale.pick(&item.zh, &item.en)),
                None => out.push_str(id),
            },
        }
        rest = after;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_name_their_items() {
        let catalogue = Catalogue::built_in().unwrap();
        let name = |id: &str| catalogue.item(id).unwrap().zh.clone();
        let formula = "closed / (pending_start + received)";
        let expected = format!("{} ÷ ({} + {})", name("closed"), name("pending_start"), name("received"));
        assert_eq!(spelled(formula, &catalogue, Locale::Zh), expected);
        // Every formula there is can be spelled: no id is left.
        for edition in catalogue.editions() {
            for indicator in edition.indicators() {
                let text = spelled(&indicator.formula.to_string(), &catalogue, Locale::Zh);
                assert!(!text.contains(|c: char| c.is_ascii_lowercase() || c == '_'), "{text}");
            }
        }
    }
}
