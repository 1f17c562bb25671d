//! Hearings: the schedule that tribunals report, and where a public hearing can be watched.

use super::{Failure, Page};
use crate::domain::{hearings::HearingState, values::Status};
use serde::{Deserialize, Serialize};

/// A hearing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct HearingRow {
    /// Code of the tribunal.
    pub tribunal: String,
    /// Its names, Chinese and English.
    pub tribunal_name: (String, String),
    /// Day, `YYYY-MM-DD`.
    pub day: String,
    /// Time of day as it was reported.
    pub time: String,
    /// Where it is held.
    pub courtroom: String,
    /// Case number; of a hearing behind closed doors without the digits that tell which case it is.
    pub number: String,
    /// Cause of action; empty of a hearing behind closed doors.
    pub cause: String,
    /// Presiding or sole judge.
    pub judge: String,
    /// In the courtroom, online or on circuit: Chinese and English.
    pub mode: (String, String),
    /// broadcast, open, closed.
    pub access: String,
    /// The same in words, Chinese and English.
    pub access_name: (String, String),
    /// Where it stands.
    pub state: HearingState,
    /// Where it can be watched; empty for nowhere.
    pub stream: String,
    /// Whether it can be watched here.
    pub plays: bool,
    /// Month of the report, `YYYY-MM`.
    pub report: String,
}

/// How much of what could be is broadcast, over the twelve months that are over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BroadcastRow {
    /// Code of the tribunal.
    pub tribunal: String,
    /// Hearings broadcast.
    pub broadcast: Option<f64>,
    /// Open hearings.
    pub open: Option<f64>,
    /// State of the rate.
    pub status: Status,
}

/// Which hearings are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct HearingsQuery {
    /// Code of the unit whose subtree is meant; empty for the reader's own.
    pub unit: String,
    /// planned, live, unsaid, ended, postponed, cancelled; empty for all.
    pub state: String,
    /// broadcast, open, closed; empty for all.
    pub access: String,
    /// From this day on, `YYYY-MM-DD`; empty for today.
    pub from: String,
    /// Until this day; empty for 31 days later. At most 366 days.
    pub to: String,
    /// Looked for in tribunals, courtrooms, case numbers, causes and judges.
    pub search: String,
    /// day or tribunal; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// Hearings and what is to be said beside them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct HearingsPage {
    /// The page.
    pub page: Page<HearingRow>,
    /// Broadcast rates of the tribunals on it.
    pub rates: Vec<BroadcastRow>,
    /// The twelve months of the rates, first and last.
    pub months: (String, String),
    /// Code of the unit that was meant.
    pub unit: String,
    /// Its names.
    pub unit_name: (String, String),
    /// From which day and until which it was looked.
    pub days: (String, String),
    /// Tribunals of the unit, and how many of them have an accepted schedule for these days.
    pub tribunals: (u32, u32),
}

/// Hearings.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Hearings {
    /// Hearings of a subtree, from accepted reports.
    async fn list_hearings(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &HearingsQuery,
    ) -> Result<HearingsPage, Failure>;
}

/// Hearings, for the browser.
#[leptos::server(ListHearings, "/api/fn", endpoint = "list_hearings")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_hearings(query: HearingsQuery) -> Result<HearingsPage, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_hearings(&actor, &query).await
}
