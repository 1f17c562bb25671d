//! The catalogue, as it is shown.

use crate::platform::Platform;
use app::{
    api::{
        Failure,
        indicators::{EditionRow, IndicatorRow, Indicators, IndicatorsAnswer, ModuleRow},
    },
    domain::catalogue::{Edition, Indicator},
};
use async_trait::async_trait;

#[async_trait]
impl Indicators for Platform {
    async fn list_indicators(&self, edition: Option<&str>) -> Result<IndicatorsAnswer, Failure> {
        let edition = match edition.filter(|id| !id.is_empty()) {
            None => self.catalogue.edition_in(self.month()),
            Some(id) => self.catalogue.edition(id).ok_or_else(|| Failure::not_found("edition", id))?,
        };
        let items_in = |module: &str| self.catalogue.items().iter().filter(|i| i.module == module).count();
        let modules = self.catalogue.modules.iter().map(|module| ModuleRow {
            id: module.id.clone(),
            zh: module.zh.clone(),
            en: module.en.clone(),
            items: items_in(&module.id) as u32,
        });
        Ok(IndicatorsAnswer {
            edition: edition_row(edition),
            editions: self.catalogue.editions().iter().map(edition_row).collect(),
            modules: modules.collect(),
            rows: edition.indicators().iter().map(|indicator| indicator_row(indicator, edition)).collect(),
        })
    }
}

/// An edition on the wire.
pub(super) fn edition_row(edition: &Edition) -> EditionRow {
    EditionRow {
        id: edition.id.clone(),
        zh: edition.zh.clone(),
        en: edition.en.clone(),
        effective: edition.effective.to_string(),
    }
}

/// An indicator on the wire.
pub(super) fn indicator_row(indicator: &Indicator, edition: &Edition) -> IndicatorRow {
    let (note_zh, note_en) = indicator.note.clone().unwrap_or_default();
    IndicatorRow {
        id: indicator.id.clone(),
        module: indicator.module.clone(),
        zh: indicator.zh.clone(),
        en: indicator.en.clone(),
        formula: indicator.formula.to_string(),
        measure: indicator.measure.clone(),
        direction: indicator.direction.as_str().to_owned(),
        reference_low: indicator.reference.and_then(|r| r.low),
        reference_high: indicator.reference.and_then(|r| r.high),
        small_number: indicator.formula.is_ratio().then_some(indicator.small_number),
        source_zh: indicator.source.0.clone(),
        source_en: indicator.source.1.clone(),
        note_zh,
        note_en,
        headline: indicator.headline,
        edition: edition.id.clone(),
    }
}
