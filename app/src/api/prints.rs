//! Parts of pages as the server prints them: HTML that is shown as it is, so that the client carries no code for it.

use super::Failure;
use serde::{Deserialize, Serialize};

/// What can be had printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// How the unit complies with what safety asks, its risk level, and the day that the address names.
    Compliance,
    /// What the cases of the post come to, and how it compares with its like.
    Caseload,
    /// Where the number comes from that the words of the address name.
    Explanation,
    /// What is known of the unit besides figures.
    Facts,
    /// Units that the address searches for.
    Found,
    /// All indicators that belong on the tab that the address names.
    Indicators,
    /// Who looked at the post that the unit is.
    Looks,
    /// The posts below the unit.
    Posts,
    /// What is there of the unit's data, and what is out of line in it.
    Quality,
    /// What a unit has last reported about itself, for the tab that the address names.
    Reported,
    /// Recognitions, and of a tribunal its review campaigns.
    Reviews,
    /// Which points are watched, and alarms.
    Safety,
    /// How tribunals stand by alarms and points, on a map.
    SafetyMap,
    /// Who lacks what of the checklists.
    Lacks,
    /// Needs and their fulfilment.
    Needs,
    /// The choice of the explorer that the address names, without its chooser.
    Tile,
    /// Works, honours and circuit trials with their photographs.
    Wall,
    /// The standard that the address names.
    Standard,
    /// What the edition of a standard has changed that the address names.
    StandardDifferences,
    /// Judges, assistants, clerks, ages and vacancies against the caseload.
    Staffing,
    /// The first units that the address searches for, to choose from while typing.
    Suggested,
}

#[leptos::server(GetPrint, "/api/fn", endpoint = "get_print")]
/// A part of the page `here` (path and query) for a unit: links are made from that address, and what is chosen is read
/// from its words.
///
/// # Errors
/// Those of the service that is asked; `malformed` for an address that is none of this site.
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_print(part: Part, unit: String, here: String) -> Result<String, Failure> {
    crate::prints::print(part, unit, here).await
}
