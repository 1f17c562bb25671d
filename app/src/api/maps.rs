//! The map: boundaries as SVG paths, projected and simplified once, and the places of tribunals.

use super::Failure;
use crate::domain::units::Level;
use serde::{Deserialize, Serialize};

/// An area.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Shape {
    /// Code of the unit.
    pub code: String,
    /// Level of the unit.
    pub level: Level,
    /// Name.
    pub name: String,
    /// English name.
    pub name_en: String,
    /// SVG path in map units.
    pub path: String,
    /// Where the name goes.
    pub label: (f64, f64),
}

/// A place.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// Code of the unit.
    pub code: String,
    /// Map units.
    pub x: f64,
    /// Map units.
    pub y: f64,
}

/// The map of a unit. All maps of one province share the same coordinates, so that one can glide into another.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct MapAnswer {
    /// Code of the unit.
    pub unit: String,
    /// x, y, width, height of the unit in map units.
    pub view: (f64, f64, f64, f64),
    /// The unit's own outline as SVG path; empty when there is none.
    pub outline: String,
    /// The areas of the next level; empty when there are none.
    pub shapes: Vec<Shape>,
    /// Areas around, for orientation, of the level of the unit.
    pub around: Vec<Shape>,
    /// Tribunals with known coordinates.
    pub places: Vec<Place>,
    /// How many tribunals have none.
    pub unplaced: u32,
    /// Where the boundaries come from.
    pub source: String,
    /// The map approval number (审图号); empty when there is none.
    pub approval: String,
    /// Map units in one kilometre, for the scale bar.
    pub per_km: f64,
}

/// The map.
#[async_trait::async_trait]
pub trait Maps {
    /// The map of a unit that the actor may see; without boundaries only places.
    async fn map_of(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
    ) -> Result<MapAnswer, Failure>;
}
