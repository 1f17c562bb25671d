//! The demo province: real places, simulated caseload. Everything is created through the services that browser and
//! REST use; nothing here writes facts or cases by itself.

mod calendar;
mod chance;
mod character;
mod contacts;
mod docket;
pub mod feed;
mod handed_in;
mod load;
mod objections;
mod plan;
mod problems;
mod province;
mod reports;
mod reviews;
mod safety;
mod shown;
mod users;
mod voices;

pub use load::load;

use app::domain::periods::Month;

/// The seed of the demo when none is named.
pub const SEED: u64 = 2021;

/// Settings that the demo keeps; the first two are read by others, too.
pub mod settings {
    /// `true` where the caseload is simulated: every page says so, and figures are open to guests.
    pub const SIMULATED: &str = "simulated";
    /// Ready users as JSON: name, password, role, unit.
    pub const USERS: &str = "demo_users";
    /// `loading` or `complete`.
    pub const STATE: &str = "demo_state";
    /// Seed.
    pub const SEED: &str = "demo_seed";
    /// Last month.
    pub const UNTIL: &str = "demo_until";
    /// Last day, so that a load that was broken off goes on as it began.
    pub const LAST_DAY: &str = "demo_last_day";
    /// Share of the caseload.
    pub const SCALE: &str = "demo_scale";
    /// Requests that are done.
    pub const DONE: &str = "demo_done";
    /// Codes of tribunals that stay silent, as JSON: the feeder leaves them alone.
    pub const QUIET: &str = "demo_quiet";
}

/// What is to be loaded.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// Seed.
    pub seed: u64,
    /// Last month; without it up to today.
    pub until: Option<Month>,
    /// Share of the caseload, 0.01 to 1.
    pub scale: f64,
    /// Leave a database alone that holds units already.
    pub if_empty: bool,
}

/// What is told while loading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event {
    /// What is being done now.
    Step(String),
    /// Cases sent so far.
    Cases {
        /// So many.
        done: u64,
        /// Of so many.
        of: u64,
    },
}

/// How loading ended.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// The database held units, and was to be left alone then.
    Left,
    /// The demo was there already.
    Complete,
    /// It is there now.
    Loaded {
        /// Cases sent.
        cases: u64,
        /// Facts written, sums not counted.
        facts: u64,
        /// How long it took.
        seconds: f64,
    },
    /// A signal came; what was sent is kept.
    Stopped {
        /// Cases sent.
        cases: u64,
    },
}

#[cfg(test)]
mod tests;
