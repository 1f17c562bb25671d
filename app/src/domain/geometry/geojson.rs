//! Boundaries from GeoJSON (RFC 7946): features with a Polygon or MultiPolygon and the properties `code`, `level`
//! and `name`. The file is refused as a whole when anything in it is wrong.

use serde_json::Value;
use std::collections::HashSet;

/// Longitude and latitude in degrees; the last point is not the first again.
pub type Ring = Vec<(f64, f64)>;

/// The outer ring counter-clockwise, then the holes clockwise.
pub type Polygon = Vec<Ring>;

/// An area of the file.
#[derive(Debug, Clone, PartialEq)]
pub struct Area {
    /// Code of the unit: of a county, the code of its court.
    pub code: String,
    /// What the file says it is: province, city, county.
    pub level: String,
    /// Name.
    pub name: String,
    /// English name, from the optional property `name_en`; else empty.
    pub name_en: String,
    /// One or more polygons.
    pub polygons: Vec<Polygon>,
}

/// Why boundaries are refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{feature}: {reason}")]
pub struct GeometryError {
    /// Which feature: `feature 3 (code 360102)`; `file` when it is about the whole.
    pub feature: String,
    /// What is wrong, and what would be right.
    pub reason: String,
}

/// Levels that a feature can have; a county is where a basic court is.
const LEVELS: [&str; 4] = ["province", "city", "county", "court"];

/// Reads every feature.
pub fn read_areas(text: &str) -> Result<Vec<Area>, GeometryError> {
    let whole = |reason: String| GeometryError { feature: "file".to_owned(), reason };
    let file: Value = serde_json::from_str(text.trim_start_matches('\u{feff}'))
        .map_err(|error| whole(format!("is not JSON: {error}")))?;
    if file["type"] != "FeatureCollection" {
        return Err(whole(format!("`type` is {}, not \"FeatureCollection\"", file["type"])));
    }
    let features = file["features"].as_array().ok_or_else(|| whole("has no list `features`".to_owned()))?;
    if features.is_empty() {
        return Err(whole("has no feature".to_owned()));
    }
    let mut codes = HashSet::new();
    let mut areas = Vec::with_capacity(features.len());
    for (index, feature) in features.iter().enumerate() {
        let refuse = |reason| {
            let code = feature["properties"]["code"].as_str().map(|code| format!(" (code {code})"));
            let feature = format!("feature {}{}", index + 1, code.unwrap_or_default());
            GeometryError { feature, reason }
        };
        let area = read_area(feature).map_err(refuse)?;
        if !codes.insert(area.code.clone()) {
            return Err(refuse("is there twice: a code names one area".to_owned()));
        }
        areas.push(area);
    }
    Ok(areas)
}

fn read_area(feature: &Value) -> Result<Area, String> {
    let property = |name: &str| match &feature["properties"][name] {
        Value::String(text) if !text.trim().is_empty() => Ok(text.trim().to_owned()),
        Value::Number(number) if name == "code" => Ok(number.to_string()),
        Value::Null => Err(format!("has no property `{name}`")),
        other => Err(format!("property `{name}` is {other}, not a text")),
    };
    let level = property("level")?;
    if !LEVELS.contains(&level.as_str()) {
        return Err(format!("level `{level}` is none of {}", LEVELS.join(", ")));
    }
    let geometry = &feature["geometry"];
    let coordinates = &geometry["coordinates"];
    let polygons = match geometry["type"].as_str() {
        Some("Polygon") => vec![read_polygon(coordinates)?],
        Some("MultiPolygon") => {
            list(coordinates, "polygons")?.iter().map(read_polygon).collect::<Result<_, _>>()?
        }
        _ => return Err(format!("geometry is {}, not Polygon or MultiPolygon", geometry["type"])),
    };
    if polygons.is_empty() {
        return Err("has no polygon".to_owned());
    }
    let name_en = feature["properties"]["name_en"].as_str().unwrap_or_default().trim().to_owned();
    Ok(Area { code: property("code")?, level, name: property("name")?, name_en, polygons })
}

fn list<'a>(value: &'a Value, of: &str) -> Result<&'a [Value], String> {
    value.as_array().map(Vec::as_slice).ok_or_else(|| format!("`coordinates` is no list of {of}"))
}

fn read_polygon(value: &Value) -> Result<Polygon, String> {
    let rings = list(value, "rings")?;
    if rings.is_empty() {
        return Err("a polygon has no ring".to_owned());
    }
    let mut polygon = Vec::with_capacity(rings.len());
    for (index, ring) in rings.iter().enumerate() {
        let mut ring = read_ring(ring).map_err(|reason| format!("ring {}: {reason}", index + 1))?;
        // Some files turn the other way; drawing and area rely on one.
        let counter_clockwise = doubled_area(&ring) > 0.0;
        if counter_clockwise != (index == 0) {
            ring.reverse();
        }
        polygon.push(ring);
    }
    Ok(polygon)
}

fn read_ring(value: &Value) -> Result<Ring, String> {
    let mut ring = Ring::new();
    for (index, position) in list(value, "positions")?.iter().enumerate() {
        let refuse = |reason: String| format!("position {}: {reason}", index + 1);
        let (Some(lon), Some(lat)) = (position[0].as_f64(), position[1].as_f64()) else {
            return Err(refuse(format!("{position} is not [longitude, latitude]")));
        };
        if lon.abs() > 180.0 {
            return Err(refuse(format!(
                "longitude {lon} is beyond ±180; only degrees (WGS 84, CGCS2000) are read"
            )));
        }
        if lat.abs() > 90.0 {
            return Err(refuse(format!("latitude {lat} is beyond ±90; a position is [longitude, latitude]")));
        }
        if ring.last() != Some(&(lon, lat)) {
            ring.push((lon, lat));
        }
    }
    match (ring.first(), ring.last()) {
        (Some(first), Some(last)) if ring.len() > 3 && first == last => ring.pop(),
        (Some(first), Some(last)) if first != last => return Err("is not closed".to_owned()),
        _ => return Err("has fewer than three different positions".to_owned()),
    };
    if doubled_area(&ring).abs() < 1e-12 {
        return Err("encloses nothing".to_owned());
    }
    Ok(ring)
}

/// Twice the signed area in the plane of degrees (shoelace); positive when counter-clockwise.
fn doubled_area(ring: &[(f64, f64)]) -> f64 {
    let next = ring.iter().cycle().skip(1);
    // Relative to the first point, which keeps small areas far from zero exact.
    let (x0, y0) = ring.first().copied().unwrap_or_default();
    ring.iter().zip(next).map(|(a, b)| (a.0 - x0) * (b.1 - y0) - (b.0 - x0) * (a.1 - y0)).sum()
}
