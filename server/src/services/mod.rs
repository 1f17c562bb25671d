//! The use cases. Each authorises first, applies the rule, writes in one transaction with its audit entry and its
//! change for the live stream. Browser, REST and command line all come in here.

mod audit;
mod cases;
pub mod facts;
mod imports;
mod indicators;
pub mod live;
mod maps;
mod overview;
mod passwords;
mod session;
mod throttle;
mod tokens;
mod units;
mod users;
mod values;

use crate::platform::Platform;
use app::{
    api::{Failure, ListQuery, Services},
    domain::tree::Tree,
};
pub(crate) use overview::{Kept, Medians, Shelf};
pub(crate) use passwords::Passwords;
pub(crate) use throttle::{Attempt, Throttles};

impl Services for Platform {}

/// A row that can be listed: what is searched, and what can be sorted by.
trait Listed {
    /// Whether `needle`, in lower case, occurs.
    fn matches(&self, needle: &str) -> bool;
    /// What to sort by for a column; none when there is no such column.
    fn key(&self, column: &str) -> Option<String>;
    /// The columns that [`Listed::key`] knows.
    const COLUMNS: &'static [&'static str];
}

/// Searches and sorts as the query wants; without a wish the order stays.
fn arrange<T: Listed>(mut rows: Vec<T>, query: &ListQuery) -> Result<Vec<T>, Failure> {
    let needle = query.search.trim().to_lowercase();
    if !needle.is_empty() {
        rows.retain(|row| row.matches(&needle));
    }
    if !query.sort.is_empty() {
        let (column, down) = match query.sort.strip_prefix('-') {
            Some(column) => (column, true),
            None => (query.sort.as_str(), false),
        };
        if !T::COLUMNS.contains(&column) {
            return Err(Failure::invalid("sort", "bad_sort", &query.sort));
        }
        rows.sort_by_cached_key(|row| row.key(column));
        if down {
            rows.reverse();
        }
    }
    Ok(rows)
}

/// Code, name and English name of a unit, empty for one that is not in the tree.
fn unit_names(tree: &Tree, unit: app::domain::units::UnitId) -> (String, String, String) {
    tree.get(unit)
        .map(|unit| (unit.code.clone(), unit.name.clone(), unit.name_en.clone()))
        .unwrap_or_default()
}

/// An instant on the wire.
fn instant(at: chrono::DateTime<chrono::Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Secs, true)
}
