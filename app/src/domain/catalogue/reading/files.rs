//! The files of a catalogue, as they are written.

use crate::domain::catalogue::{Direction, Kind, Named, Reference, Supplier};
use chrono::NaiveDate;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StructureFile {
    pub(super) section: Vec<Named>,
    pub(super) part: Vec<Named>,
    pub(super) module: Vec<Named>,
    pub(super) measure: Vec<Named>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemsFile {
    #[serde(default)]
    pub(super) item: Vec<ItemEntry>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "snake_case")]
pub(super) enum OverTime {
    Sum,
    First,
    Last,
    Mean,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "snake_case")]
pub(super) enum OverUnits {
    Sum,
    None,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemEntry {
    pub(super) id: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) kind: Kind,
    pub(super) measure: String,
    pub(super) over_time: OverTime,
    pub(super) over_units: OverUnits,
    pub(super) supplier: Supplier,
    pub(super) frequency: String,
    #[serde(default)]
    pub(super) choices: Vec<Named>,
    pub(super) note_zh: Option<String>,
    pub(super) note_en: Option<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EditionFile {
    pub(super) id: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) effective: NaiveDate,
    pub(super) source_zh: String,
    pub(super) source_en: String,
    pub(super) extends: Option<String>,
    #[serde(default)]
    pub(super) retired: Vec<String>,
    #[serde(default)]
    pub(super) indicator: Vec<IndicatorEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IndicatorEntry {
    pub(super) id: String,
    pub(super) module: String,
    pub(super) zh: String,
    pub(super) en: String,
    pub(super) formula: String,
    pub(super) measure: String,
    pub(super) direction: Direction,
    pub(super) reference: Option<Reference>,
    pub(super) small_number: Option<f64>,
    pub(super) source_zh: String,
    pub(super) source_en: String,
    pub(super) note_zh: Option<String>,
    pub(super) note_en: Option<String>,
    #[serde(default)]
    pub(super) headline: bool,
}
