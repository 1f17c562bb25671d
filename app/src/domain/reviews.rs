//! Reviews: a campaign in which tribunals ask to be recognised under a standard. A tribunal assesses itself with
//! evidence, its court and city stand by it, two reviewers mark it without seeing each other, some are looked at on
//! site, the result is announced, objected to, signed by two people and published.

mod agreement;
mod calendar;
#[cfg(feature = "ssr")]
mod draw;
mod entries;
mod marking;
mod phases;
mod recognition;

pub use agreement::{Agreement, Pair, mean_gap};
pub use calendar::{Calendar, CalendarFault, Stage, forecast};
#[cfg(feature = "ssr")]
pub use draw::{Candidate, Drawn, assign, lot, sample};
pub use entries::{EntryFault, EntryMove, EntryState};
pub use marking::{By, MarkFault, Said, Settled, check_mark, check_step, needs_reason, settle};
pub use phases::{Phase, PhaseFault, PhaseMove};
pub use recognition::{Standing, StandingFault, StandingMove};

use super::periods::Month;
use serde::{Deserialize, Serialize};

/// What a campaign has decided beforehand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Settings {
    /// Its days.
    pub calendar: Calendar,
    /// How many tribunals can be admitted; 0 for all.
    pub quota: u32,
    /// Peer groups that may apply; empty for all.
    pub groups: Vec<String>,
    /// How far two marks of an item may differ before a third reviewer is asked, as a share of its points.
    pub tolerance: f64,
    /// Which share of the tribunals is looked at on site.
    pub on_site: f64,
    /// Last month of the values that are computed.
    pub values_to: Month,
    /// Years for which a result holds.
    pub years: u32,
}
