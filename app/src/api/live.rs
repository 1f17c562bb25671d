//! What the live stream carries.

use serde::{Deserialize, Serialize};

/// A batch of changes, as one server-sent event named `change`; its id is the number to resume from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct LiveBatch {
    /// Number of the newest change in it.
    pub seq: i64,
    /// When the newest change was made, RFC 3339 in UTC with milliseconds.
    pub at: String,
    /// What changed, one entry per unit; a unit's earlier changes are merged into it.
    pub changes: Vec<LiveChange>,
    /// Whether changes were lost (too old to be replayed): load everything again.
    #[serde(default)]
    pub reset: bool,
}

/// What changed of one unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct LiveChange {
    /// Code of the unit.
    pub unit: String,
    /// First month whose figures changed, `YYYY-MM`.
    pub from: String,
    /// Last month whose figures changed.
    pub to: String,
    /// Kind of change: `cases`, `table`, `units` …
    pub kind: String,
}
