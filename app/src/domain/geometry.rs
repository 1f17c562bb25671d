//! Boundaries and places on a flat map. Pure: text in, coordinates and SVG paths out.
//!
//! [`read_areas`] takes GeoJSON apart, [`Frame`] projects degrees to map units, [`Borders`] drops points without
//! tearing neighbours apart, [`Outline`] becomes an SVG path with its box and a place for the name.

mod borders;
mod geojson;
mod outline;
mod projection;

pub use borders::Borders;
pub use geojson::{Area, GeometryError, Polygon, Ring, read_areas};
pub use outline::{Bounds, Outline};
pub use projection::{Albers, Ellipsoid, Frame};

#[cfg(test)]
mod tests;
