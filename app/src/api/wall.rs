//! The wall: works, honours and circuit trials as tribunals have reported them, with their photographs, the newest first.

use super::{Failure, Page, reports::ReportAddress};
use serde::{Deserialize, Serialize};

/// A card on the wall.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct WallCard {
    /// The report it comes from.
    pub report: ReportAddress,
    /// Names of the tribunal, Chinese and English.
    pub unit_name: (String, String),
    /// Names of the list it stands in, Chinese and English.
    pub list: (String, String),
    /// What it is.
    pub title: String,
    /// Kind or grade, Chinese and English; empty where there is none.
    pub kind: (String, String),
    /// More words.
    pub text: String,
    /// When it was, YYYY-MM-DD; the month of the report where no day is known.
    pub day: String,
    /// Number of its first photograph, for those who may see it.
    pub photo: Option<i64>,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct WallQuery {
    /// Code of the unit whose subtree is meant.
    pub unit: String,
    /// Looked for in titles, words and names.
    pub search: String,
    /// Cards to skip.
    pub offset: u32,
    /// Cards wanted.
    pub limit: u32,
}

/// The wall.
#[async_trait::async_trait]
pub trait Walls {
    /// What the tribunals below a unit have to show.
    async fn wall(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &WallQuery,
    ) -> Result<Page<WallCard>, Failure>;
}
