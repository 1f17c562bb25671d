//! What the file of a standard looks like.

use super::super::{Points, Subject};
use crate::domain::permissions::Role;
use chrono::NaiveDate;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct StandardFile {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub note_zh: String,
    pub note_en: String,
    pub edition: String,
    pub effective: NaiveDate,
    #[serde(default)]
    pub illustrative: bool,
    pub subject: Subject,
    #[serde(default)]
    pub groups: Vec<String>,
    pub months: u16,
    pub category: Vec<CategoryEntry>,
    #[serde(default)]
    pub veto: Vec<VetoEntry>,
    pub result: Vec<OutcomeEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CategoryEntry {
    pub id: String,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub shared: bool,
    pub item: Vec<ItemEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ItemEntry {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub points: Points,
    pub guidance_zh: String,
    pub guidance_en: String,
    #[serde(default)]
    pub evidence: Vec<String>,
    #[serde(default)]
    pub groups: Vec<String>,
    pub months: Option<u16>,
    pub scale: Option<ScaleEntry>,
    pub line: Option<LineEntry>,
    pub steps: Option<LineEntry>,
    pub interval: Option<IntervalEntry>,
    pub checklist: Option<ChecklistEntry>,
    pub deduct: Option<EventEntry>,
    pub bonus: Option<RewardEntry>,
    pub penalty: Option<EventEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ScaleEntry {
    pub step: Points,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct LineEntry {
    pub formula: String,
    pub at: Vec<(f64, f64)>,
}

/// Full points from `low` to `high`, none at `none` and beyond, straight lines between.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct IntervalEntry {
    pub formula: String,
    pub low: f64,
    pub high: f64,
    pub none: (f64, f64),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ChecklistEntry {
    pub section: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EventEntry {
    pub formula: String,
    pub each: Points,
    #[serde(default)]
    pub tolerated: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RewardEntry {
    pub formula: String,
    pub each: Points,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct VetoEntry {
    pub id: String,
    pub zh: String,
    pub en: String,
    pub formula: Option<String>,
    pub months: Option<u16>,
    pub below: Option<f64>,
    pub above: Option<f64>,
    pub worst_peers: Option<f64>,
    #[serde(default)]
    pub high_is_good: bool,
    pub result: String,
    pub lifted_by: Role,
    pub until: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct OutcomeEntry {
    pub id: String,
    pub zh: String,
    pub en: String,
    #[serde(default)]
    pub total: f64,
    #[serde(default)]
    pub categories: BTreeMap<String, f64>,
    pub follows_zh: Option<String>,
    pub follows_en: Option<String>,
    #[serde(default)]
    pub recognised: bool,
    pub states: Option<String>,
}
