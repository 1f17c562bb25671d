//! How safe tribunals are, by their alarms and by what watches their points, for a map. Shown by a print.

use super::Failure;
use crate::domain::devices::SafetyState;
use serde::{Deserialize, Serialize};

/// A tribunal on the map.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SafetyRow {
    /// Code of the tribunal.
    pub tribunal: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// Names of its court.
    pub court: (String, String),
    /// How it stands.
    pub state: SafetyState,
    /// Alarms that nobody has answered.
    pub open: i64,
    /// Alarms that somebody looks into.
    pub handling: i64,
    /// Points that have a working device.
    pub covered: u32,
    /// Points.
    pub points: u32,
}

/// The tribunals of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct SafetyMap {
    /// Code of the unit.
    pub unit: String,
    /// The tribunals, the worst first.
    pub rows: Vec<SafetyRow>,
    /// Units right below that have tribunals themselves: code and names.
    pub places: Vec<(String, (String, String))>,
}

/// Which tribunals are asked for, and by which points.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize, utoipa::IntoParams)]
#[into_params(parameter_in = Query)]
#[serde(default)]
pub struct SafetyMapQuery {
    /// Code of the unit; empty for where the reader's view begins.
    pub unit: String,
    /// Kind of the points that count; empty for all.
    pub point: String,
    /// Looked for in codes and names of tribunals and their courts; empty for all.
    pub search: String,
    /// state (the worst first), tribunal, alarms, points; `-` before it turns the order round.
    pub sort: String,
}

/// Safety at a glance.
#[async_trait::async_trait]
pub trait Safety {
    /// How the tribunals of a unit stand.
    async fn safety_map(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &SafetyMapQuery,
    ) -> Result<SafetyMap, Failure>;
}
