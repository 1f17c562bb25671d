//! What is asked of contacts, and told to them.

use crate::domain::contacts::{CheckResult, DifficultyMove, VisitKind};
use serde::{Deserialize, Serialize};

/// Which tribunals are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ContactsQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// unassigned, missed, waiting, upcoming, kept; `open` for those with difficulties, `overdue` for those with overdue ones.
    pub standing: String,
    /// Looked for in names and codes of tribunals, and in names of contact persons.
    pub search: String,
    /// unit, person, visit, open; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// Which difficulties are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DifficultiesQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// open, answered, settled, overdue or all; empty for those that are not settled.
    pub state: String,
    /// Looked for in texts.
    pub search: String,
    /// raised, deadline; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// Who is to be a contact person.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PersonOrder {
    /// Name to sign in with, of a person of an upper court.
    pub user: String,
    /// How to be reached.
    #[serde(default)]
    pub telephone: String,
}

/// What was found at an item.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CheckOrder {
    /// Id of the item.
    pub item: String,
    /// What was found.
    #[serde(default)]
    pub result: CheckResult,
    /// Remark; wanted where something is not in order.
    #[serde(default)]
    pub remark: String,
}

/// A visit to be written down.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct VisitOrder {
    /// Day, YYYY-MM-DD; not after today.
    pub day: String,
    /// What for.
    #[serde(default)]
    pub kind: VisitKind,
    /// What was seen.
    pub seen: String,
    /// The safety inspection; what is left out was not looked at.
    #[serde(default)]
    pub checks: Vec<CheckOrder>,
}

/// A difficulty to be raised.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DifficultyOrder {
    /// What is difficult.
    pub text: String,
    /// Who has to answer: court, city or province.
    pub addressee: String,
    /// Last day for the answer, YYYY-MM-DD; empty for the one that is proposed.
    #[serde(default)]
    pub day: String,
    /// Number of a visit of the tribunal at which it was raised; empty for none.
    #[serde(default)]
    pub visit: String,
}

/// What is done to a difficulty.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DifficultyMoveOrder {
    /// What.
    pub what: DifficultyMove,
    /// What is said: the answer, or why.
    #[serde(default)]
    pub note: String,
    /// Another deadline, YYYY-MM-DD; empty for the one that is proposed.
    #[serde(default)]
    pub day: String,
}
