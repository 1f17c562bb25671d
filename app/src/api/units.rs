//! Units of the tree.

use super::{Failure, Page};
use crate::domain::units::Level;
use serde::{Deserialize, Serialize};

mod forms;
pub use forms::*;

/// A unit in a list or on a page.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct UnitRow {
    /// Stable code.
    pub code: String,
    /// Level.
    pub level: Level,
    /// Name.
    pub name: String,
    /// English name, or empty.
    pub name_en: String,
    /// Code of the parent today; none for a province.
    pub parent: Option<String>,
    /// First month of existence, `YYYY-MM`.
    pub opened: String,
    /// First month without it.
    pub closed: Option<String>,
    /// Degrees north.
    pub lat: Option<f64>,
    /// Degrees east.
    pub lon: Option<f64>,
    /// Square kilometres.
    pub area_km2: Option<f64>,
    /// Inhabitants.
    pub population: Option<i64>,
    /// Peer groups.
    pub groups: Vec<String>,
    /// Townships served.
    pub townships: Vec<String>,
    /// Facts in words, with source.
    pub facts: String,
}

impl UnitRow {
    /// The name in the language.
    pub fn name_in(&self, english: bool) -> &str {
        if english && !self.name_en.is_empty() { &self.name_en } else { &self.name }
    }
}

/// Which units.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
#[serde(default)]
pub struct UnitsQuery {
    /// Only this level: province, city, court, tribunal or post.
    pub level: Option<String>,
    /// Only this unit and what is below it.
    pub under: Option<String>,
    /// Looked for in name, English name, pinyin and code.
    pub q: Option<String>,
    /// Only this peer group.
    pub group: Option<String>,
    /// Also units that no longer exist, or not yet.
    pub ended: Option<bool>,
    /// Column to sort by: code, name, level, opened; `-` before it turns the order round.
    pub sort: Option<String>,
    /// Rows to skip.
    pub offset: Option<u32>,
    /// Rows wanted, at most 20,000; all when not given.
    pub limit: Option<u32>,
}

/// A change to the tree that keeps what was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "change")]
pub enum UnitEdit {
    /// Another parent from a month on.
    Move {
        /// Code of the new parent.
        parent: String,
        /// `YYYY-MM`.
        from: String,
    },
    /// Another name from a month on.
    Rename {
        /// New name.
        name: String,
        /// New English name.
        name_en: String,
        /// `YYYY-MM`.
        from: String,
    },
    /// The unit becomes part of another: what is below moves there, and the unit ends.
    Merge {
        /// Code of the unit that takes over.
        into: String,
        /// `YYYY-MM`: first month without the merged unit.
        from: String,
    },
    /// The unit ends: first month without it.
    Close {
        /// `YYYY-MM`.
        from: String,
    },
}

/// A unit to be created.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct UnitOrder {
    /// Code: 1 to 40 of letters, digits, `-`, `_`, `.`.
    pub code: String,
    /// Level.
    pub level: String,
    /// Name.
    pub name: String,
    /// English name, or empty.
    #[serde(default)]
    pub name_en: String,
    /// Latin spelling for the search, or empty.
    #[serde(default)]
    pub pinyin: String,
    /// Code of the parent; empty for a province.
    #[serde(default)]
    pub parent: String,
    /// First month of existence, `YYYY-MM`.
    pub opened: String,
    /// First month without it, where that is known already; `YYYY-MM`.
    #[serde(default)]
    pub closed: Option<String>,
    /// Degrees north.
    #[serde(default)]
    pub lat: Option<f64>,
    /// Degrees east.
    #[serde(default)]
    pub lon: Option<f64>,
    /// Square kilometres.
    #[serde(default)]
    pub area_km2: Option<f64>,
    /// Inhabitants.
    #[serde(default)]
    pub population: Option<i64>,
    /// Peer groups.
    #[serde(default)]
    pub groups: Vec<String>,
    /// Townships served.
    #[serde(default)]
    pub townships: Vec<String>,
    /// Facts in words, with source.
    #[serde(default)]
    pub facts: String,
}

/// A name or a parent that a unit has, had or will have.
#[derive(Debug, Clone, PartialEq)]
pub struct PastRow {
    /// First month, `YYYY-MM`.
    pub from: String,
    /// First month in which it no longer holds.
    pub until: Option<String>,
    /// Code of the parent; none for a name of the unit itself.
    pub parent: Option<String>,
    /// Name.
    pub name: String,
    /// English name, or empty.
    pub name_en: String,
}

/// What is known of a unit besides figures.
#[derive(Debug, Clone, PartialEq)]
pub struct UnitFacts {
    /// The unit.
    pub unit: UnitRow,
    /// The unit above it at present.
    pub parent: Option<UnitRow>,
    /// Its names and its parents, the oldest first; each only where there was more than one.
    pub past: Vec<PastRow>,
}

/// Units: find, list, create, change.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Units {
    /// Units that the actor may see, in the order of their codes.
    async fn list_units(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &UnitsQuery,
    ) -> Result<Page<UnitRow>, Failure>;
    /// What is known of a unit whose figures the actor may read.
    async fn unit_facts(
        &self,
        actor: &crate::domain::permissions::Actor,
        code: &str,
    ) -> Result<UnitFacts, Failure>;
    /// Creates units, all or none; those that exist already just so are left alone.
    async fn create_units(
        &self,
        actor: &crate::domain::permissions::Actor,
        orders: &[UnitOrder],
    ) -> Result<Vec<UnitRow>, Failure>;
    /// Changes a unit; history stays with it and the sums follow in the same transaction.
    async fn edit_unit(
        &self,
        actor: &crate::domain::permissions::Actor,
        code: &str,
        edit: &UnitEdit,
    ) -> Result<UnitRow, Failure>;
}

/// Units, for the browser.
#[leptos::server(ListUnits, "/api/fn", endpoint = "list_units")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_units(query: UnitsQuery) -> Result<Page<UnitRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_units(&actor, &query).await
}
