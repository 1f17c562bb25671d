//! What leaves the house on paper or as a picture: the report of a unit, the charts of its page.

use super::Failure;
use crate::{domain::permissions::Actor, i18n::Locale};
use serde::{Deserialize, Serialize};

/// What a paper or a picture is about; every word has a usual value, the same as on the page of the unit.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct PaperQuery {
    /// First month, `YYYY-MM`; eleven months before the last when not given.
    pub from: String,
    /// Last month; the last one that is over when not given.
    pub to: String,
    /// Id of the indicator that is looked at most closely; `closing_rate` when not given.
    pub indicator: String,
    /// Edition of the catalogue; the one in force in the last month when not given.
    pub edition: String,
    /// Of a report `pdf`, which is the usual one; of a chart `svg`, which is the usual one, or `png`.
    pub format: String,
    /// Of a chart: `trend`, which is the usual one, or `parts`, the units one step below beside each other.
    pub chart: String,
    /// Of a chart as `png`: pixels across, 64 to 4096; 1280 when not given.
    pub width: Option<u32>,
}

/// A file that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// What it is called.
    pub name: String,
    /// Its media type.
    pub media: &'static str,
    /// What is in it.
    pub bytes: Vec<u8>,
}

/// Papers and pictures.
#[async_trait::async_trait]
pub trait Papers {
    /// The report of a unit as PDF, made of what `actor` may read. It is whole, or it is a failure.
    async fn unit_paper(
        &self,
        actor: &Actor,
        unit: &str,
        query: &PaperQuery,
        locale: Locale,
    ) -> Result<Made, Failure>;
    /// A chart of the page of a unit, as a file that stands alone.
    async fn unit_chart(
        &self,
        actor: &Actor,
        unit: &str,
        query: &PaperQuery,
        locale: Locale,
    ) -> Result<Made, Failure>;
}
