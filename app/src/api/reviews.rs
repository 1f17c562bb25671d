//! Reviews: campaigns, the entries of tribunals, marks, checks, results, and what becomes of a recognition.

mod board;
mod campaigns;
mod checks;
mod entries;
mod evidence;
mod marks;
mod recognitions;
mod rescored;
mod results;

pub use board::*;
pub use campaigns::*;
pub use checks::*;
pub use entries::*;
pub use evidence::*;
pub use marks::*;
pub use recognitions::*;
pub use rescored::*;
pub use results::*;

use serde::{Deserialize, Serialize};

/// Which entry: a campaign and a tribunal.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams, utoipa::ToSchema), into_params(parameter_in = Query))]
pub struct EntryAddress {
    /// Number of the campaign.
    pub campaign: i64,
    /// Code of the tribunal.
    pub unit: String,
}
