//! Who lacks what: the checklists that tribunals have last reported, added up by section and unit.

use super::Failure;
use crate::domain::units::Level;
use serde::{Deserialize, Serialize};

/// A part of the checklist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LackSection {
    /// Id of the section.
    pub id: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// Its points: id, Chinese and English name.
    pub points: Vec<(String, String, String)>,
}

/// A unit and how much of the checklist its tribunals have.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LackRow {
    /// Code of the unit.
    pub unit: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// Its level.
    pub level: Level,
    /// Tribunals in it.
    pub tribunals: u32,
    /// Of them, those with an accepted checklist.
    pub reporting: u32,
    /// Per section: points there are, and points answered.
    pub cells: Vec<(u32, u32)>,
}

/// A tribunal and whether it has the point that was chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct LackUnit {
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// Names of its court, Chinese and English.
    pub court: (String, String),
    /// Whether it has it; none where nothing was reported.
    pub has: Option<bool>,
}

/// The matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
pub struct Lacks {
    /// The sections, as in the form.
    pub sections: Vec<LackSection>,
    /// The units right below, and the whole at the end.
    pub rows: Vec<LackRow>,
    /// The point that was chosen; empty when none was.
    pub point: String,
    /// Every tribunal below, with regard to that point.
    pub units: Vec<LackUnit>,
}

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[derive(utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
pub struct LacksQuery {
    /// Code of the unit whose subtree is meant.
    pub unit: String,
    /// Id of a point, to see which tribunals lack it.
    pub point: String,
}

/// Checklists added up.
#[async_trait::async_trait]
pub trait Checklists {
    /// Who lacks what below a unit.
    async fn lacks(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &LacksQuery,
    ) -> Result<Lacks, Failure>;
}
