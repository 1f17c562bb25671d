//! What crosses the wire, one file per noun: the data, the service trait (a use case per method, server only), and
//! the server functions that call it. Nothing here decides anything.

mod errors;
pub use errors::{Failure, FailureKind};

pub mod alarms;
#[cfg(feature = "ssr")]
pub mod analysis;
pub mod audit;
pub mod bulletins;
#[cfg(feature = "ssr")]
pub mod caseload;
pub mod cases;
#[cfg(feature = "ssr")]
pub mod compliance;
pub mod contacts;
pub mod devices;
pub mod differences;
pub mod files;
pub mod hearings;
pub mod hooks;
pub mod imports;
pub mod indicators;
#[cfg(feature = "ssr")]
pub mod lacks;
pub mod live;
#[cfg(feature = "ssr")]
pub mod maps;
#[cfg(feature = "ssr")]
pub mod needs;
pub mod objections;
#[cfg(feature = "ssr")]
pub mod overview;
#[cfg(feature = "ssr")]
pub mod papers;
pub mod pictures;
pub mod policy;
pub mod prints;
pub mod problems;
pub mod quality;
pub mod reports;
pub mod reviews;
#[cfg(feature = "ssr")]
pub mod safety;
pub mod saved;
pub mod session;
pub mod sheet;
pub mod standards;
pub mod subscriptions;
pub mod tokens;
pub mod units;
pub mod users;
pub mod values;
pub mod voices;
#[cfg(feature = "ssr")]
pub mod wall;
pub mod wire;
pub mod worklist;

use serde::{Deserialize, Serialize};

/// A piece of a list, with what is needed to page through it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Page<T> {
    /// The rows of this page.
    pub rows: Vec<T>,
    /// Rows in all.
    pub total: u32,
    /// Rows before this page.
    pub offset: u32,
}

/// What every list can be asked.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct ListQuery {
    /// Looked for in names and codes.
    #[serde(default)]
    pub search: String,
    /// Column to sort by; `-` before it turns the order round.
    #[serde(default)]
    pub sort: String,
    /// Rows to skip.
    #[serde(default)]
    pub offset: u32,
    /// Rows wanted; 0 for the usual number.
    #[serde(default)]
    pub limit: u32,
}

impl ListQuery {
    /// Rows on a page when nothing else is said.
    pub const USUAL: u32 = 25;

    /// Rows wanted, within bounds.
    pub fn limit(&self) -> usize {
        match self.limit {
            0 => Self::USUAL as usize,
            n => n.min(1000) as usize,
        }
    }

    /// Cuts the page out of all rows.
    pub fn page<T>(&self, rows: Vec<T>) -> Page<T> {
        let total = rows.len() as u32;
        let rows = rows.into_iter().skip(self.offset as usize).take(self.limit()).collect();
        Page { rows, total, offset: self.offset }
    }
}

#[cfg(feature = "ssr")]
mod server {
    use super::*;
    use crate::domain::permissions::Actor;
    use std::sync::Arc;

    /// All services: what browser, REST and command line call alike.
    pub trait Services:
        units::Units
        + values::Values
        + indicators::Indicators
        + overview::Overview
        + analysis::Analyses
        + policy::Policies
        + maps::Maps
        + cases::Cases
        + caseload::Caseloads
        + worklist::Worklists
        + objections::Objections
        + problems::Problems
        + bulletins::Bulletins
        + contacts::Contacts
        + voices::Voices
        + quality::Quality
        + devices::Devices
        + alarms::Alarms
        + pictures::Pictures
        + compliance::Compliances
        + safety::Safety
        + hearings::Hearings
        + hooks::Hooks
        + imports::Imports
        + files::Files
        + users::Users
        + tokens::Tokens
        + audit::Audit
        + reports::Reports
        + differences::Differences
        + lacks::Checklists
        + needs::NeedsOf
        + wall::Walls
        + standards::Standards
        + reviews::Campaigns
        + reviews::Entries
        + reviews::Marks
        + reviews::Checks
        + reviews::ReviewResults
        + reviews::Recognitions
        + saved::Saved
        + subscriptions::Subscriptions
        + session::Sessions
        + Send
        + Sync
    {
    }

    /// The services of this request.
    pub fn services() -> Result<Arc<dyn Services>, Failure> {
        leptos::prelude::use_context::<Arc<dyn Services>>().ok_or_else(|| Failure::internal("no services"))
    }

    /// Who asks, as the session layer found out.
    pub async fn actor() -> Result<Actor, Failure> {
        let axum::Extension(actor): axum::Extension<Actor> =
            leptos_axum::extract().await.map_err(|_| Failure::internal("no actor"))?;
        Ok(actor)
    }
}
#[cfg(feature = "ssr")]
pub use server::{Services, actor, services};
