//! The places: province, cities, courts and tribunals of `demo/units.csv`, whose sources are in `demo/SOURCES.md`.

use app::{api::units::UnitOrder, domain::periods::Month};
use serde::Deserialize;

const UNITS: &str = include_str!("../../demo/units.csv");

/// The code of the province.
pub const PROVINCE: &str = "36";

/// A line of the file.
#[derive(Debug, Clone, Deserialize)]
pub struct Place {
    /// Code.
    pub code: String,
    /// Level.
    pub level: String,
    name_zh: String,
    name_en: String,
    pinyin: String,
    parent: String,
    lat: Option<f64>,
    lon: Option<f64>,
    area_km2: Option<f64>,
    /// Inhabitants, where a source says so.
    pub population: Option<i64>,
    groups: String,
    townships: String,
    opened: String,
    /// Facts with their source; only real tribunals have them.
    pub facts: String,
}

fn list(text: &str) -> Vec<String> {
    text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

impl Place {
    /// Whether it is in this peer group.
    pub fn is_in(&self, group: &str) -> bool {
        self.groups.split(';').any(|name| name == group)
    }

    /// How many townships are served.
    pub fn townships(&self) -> usize {
        list(&self.townships).len()
    }

    /// First month of existence.
    pub fn opened(&self) -> Option<Month> {
        self.opened.get(..7)?.parse().ok()
    }

    /// As it is created. The province alone has no parent.
    pub fn order(&self) -> UnitOrder {
        UnitOrder {
            code: self.code.clone(),
            level: self.level.clone(),
            name: self.name_zh.clone(),
            name_en: self.name_en.clone(),
            pinyin: self.pinyin.clone(),
            parent: self.parent.clone(),
            opened: self.opened.get(..7).unwrap_or_default().to_owned(),
            lat: self.lat,
            lon: self.lon,
            area_km2: self.area_km2,
            population: self.population,
            groups: list(&self.groups),
            townships: list(&self.townships),
            facts: self.facts.clone(),
            ..UnitOrder::default()
        }
    }
}

/// Every place, parents before children.
///
/// # Errors
/// What is wrong in the file; it is built in, so this is a mistake of the build.
pub fn places() -> Result<Vec<Place>, csv::Error> {
    csv::Reader::from_reader(UNITS.as_bytes()).deserialize().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn the_file_holds_the_province_with_parents_first() {
        let places = places().unwrap();
        let count = |level| places.iter().filter(|place| place.level == level).count();
        assert_eq!([count("province"), count("city"), count("court"), count("tribunal")], [1, 11, 105, 325]);
        let mut seen = HashSet::new();
        for place in &places {
            assert!(place.parent.is_empty() || seen.contains(place.parent.as_str()), "{}", place.code);
            assert!(place.opened().is_some(), "{}", place.code);
            seen.insert(place.code.as_str());
        }
    }
}
