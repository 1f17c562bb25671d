//! The use cases. Each authorises first, applies the rule, writes in one transaction with its audit entry and its
//! change for the live stream. Browser, REST and command line all come in here.

mod alarms;
mod analysis;
mod audit;
mod bulletins;
mod caseload;
mod cases;
mod changes;
mod compliance;
mod contacts;
mod devices;
pub mod facts;
mod files;
mod hearings;
pub mod hooks;
mod imports;
mod indicators;
mod lacks;
pub mod live;
pub mod mail;
pub mod maps;
mod needs;
mod objections;
mod overview;
mod papers;
mod peers;
mod pictures;
mod policy;
mod problems;
mod quality;
mod reports;
mod reviews;
mod safety;
mod saved;
mod session;
mod settings;
mod standards;
pub mod subscriptions;
mod tokens;
mod units;
mod users;
mod values;
mod voices;
mod wall;
mod words;
mod worklist;

use crate::platform::Platform;
use app::api::Services;
pub(crate) use caseload::PeerFigures;
pub(crate) use files::MOST_SNAPSHOT;
pub(crate) use overview::{Answers, Kept, Medians, Shelf};
pub(crate) use quality::Findings;
pub use reviews::Gathered;
pub(crate) use settings::Settings;
pub(crate) use standards::Library;
pub(crate) use values::Reporting;

impl Services for Platform {}
