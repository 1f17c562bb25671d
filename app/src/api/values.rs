//! Values: the one query "indicators × units × periods", and the explanation of a single number.

#[cfg(feature = "ssr")]
use super::Failure;
use crate::domain::{
    units::Level,
    values::{Judgement, Status},
};
use serde::{Deserialize, Serialize};

/// Which values.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(default)]
pub struct ValuesQuery {
    /// Ids of indicators, separated by commas.
    pub indicator: String,
    /// Code of a unit.
    pub unit: String,
    /// Without it the unit itself; with it a row for each unit of that level under it.
    pub level: Option<String>,
    /// First month, `YYYY-MM`.
    pub from: String,
    /// Last month, `YYYY-MM`.
    pub to: String,
    /// month, quarter, half, year or total (the default).
    pub by: Option<String>,
    /// Edition of the catalogue; without it the one in force in the last month.
    pub edition: Option<String>,
    /// With a level: of tribunals only those of this peer group.
    pub group: Option<String>,
    /// With a level: only units with this in their name, English name or code.
    pub q: Option<String>,
}

/// One value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ValueRow {
    /// Code of the unit.
    pub unit: String,
    /// Its name.
    pub name: String,
    /// Its English name, or empty.
    pub name_en: String,
    /// Its level.
    pub level: Level,
    /// The period: `2021-06`, `2021-Q2`, `2021-H1`, `2021`, `2018-07..2019-06`.
    pub period: String,
    /// Id of the indicator.
    pub indicator: String,
    /// The value; a rate is a fraction.
    pub value: Option<f64>,
    /// Above the line; the value itself where there is no line.
    pub numerator: Option<f64>,
    /// Below the line.
    pub denominator: Option<f64>,
    /// State of the value.
    pub status: Status,
    /// Against the reference interval; none without interval or value, or with a small number.
    pub judgement: Option<Judgement>,
    /// Edition of the catalogue that was used.
    pub edition: String,
}

/// A component of a number.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Component {
    /// Id of the item.
    pub item: String,
    /// Its Chinese name.
    pub zh: String,
    /// Its English name.
    pub en: String,
    /// Unit of measure, Chinese and English.
    pub measure: (String, String),
    /// Months it is shifted by; -12 for the year before.
    pub shift: i32,
    /// Whether the mean over the months is taken.
    pub mean: bool,
    /// The period it was read over.
    pub period: String,
    /// The amount.
    pub value: Option<f64>,
    /// Whether all units and months are in it.
    pub complete: bool,
    /// How many single facts of this unit went into it.
    pub facts: u32,
}

/// Where a number comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SourceRow {
    /// `case_system`, `table`, `self_report`, `device`, or `sum` for sums of children.
    pub source: String,
    /// Kind of origin.
    pub kind: String,
    /// File, request …
    pub name: String,
    /// Who sent it.
    pub actor: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// How many of the facts come from it.
    pub facts: u32,
}

/// A statement that was replaced.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct RevisionRow {
    /// Id of the item.
    pub item: String,
    /// Period of the fact.
    pub period: String,
    /// Number of the statement, from 1.
    pub revision: i64,
    /// What it said.
    pub value: f64,
    /// What is said now.
    pub now: Option<f64>,
    /// Source.
    pub source: String,
    /// Where the old statement came from.
    pub from: String,
    /// When it was made.
    pub at: String,
    /// What replaced it.
    pub replaced_by: String,
    /// When it was replaced.
    pub replaced_at: String,
}

/// One number, opened.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Explanation {
    /// The value.
    pub row: ValueRow,
    /// Chinese name of the indicator.
    pub zh: String,
    /// English name.
    pub en: String,
    /// Unit of measure: `percent`, `cases`, `days` …
    pub measure: String,
    /// The formula as in the catalogue.
    pub formula: String,
    /// Where the formula comes from, Chinese and English.
    pub source: (String, String),
    /// A remark, Chinese and English.
    pub note: Option<(String, String)>,
    /// Reference interval.
    pub reference: (Option<f64>, Option<f64>),
    /// Threshold below which a denominator is small.
    pub small_number: Option<f64>,
    /// The components.
    pub components: Vec<Component>,
    /// Tribunals in the value, and tribunals expected, in the last month.
    pub reporting: Option<(i64, i64)>,
    /// Where the facts come from.
    pub sources: Vec<SourceRow>,
    /// What was said before.
    pub revisions: Vec<RevisionRow>,
    /// Newest time of the data.
    pub data_time: Option<String>,
}

/// Values and explanations.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Values {
    /// The values, units outermost, then periods, then indicators in the order in which they were named.
    async fn query_values(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ValuesQuery,
    ) -> Result<Vec<ValueRow>, Failure>;
    /// Opens one number: the query must name one indicator and one unit; the period is `from..to` as a whole.
    async fn explain_value(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ValuesQuery,
    ) -> Result<Explanation, Failure>;
}
