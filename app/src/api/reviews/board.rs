//! The board of a campaign: where every tribunal stands.

use crate::{
    api::{Failure, Page},
    domain::{reviews::EntryState, units::Level},
};
use serde::{Deserialize, Serialize};

/// What is asked of the board.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct BoardQuery {
    /// Number of the campaign.
    pub campaign: i64,
    /// Only those in this state: a word of [`EntryState`]; empty for all.
    pub state: String,
    /// Only those that are late.
    pub late: bool,
    /// Looked for in names and codes.
    pub search: String,
    /// unit, state, late, progress; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A tribunal on the board.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct BoardRow {
    /// Code.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Names of its city, Chinese and English.
    pub city: (String, String),
    /// Where it stands.
    pub state: EntryState,
    /// Since when, RFC 3339 in UTC.
    pub since: String,
    /// Counts its changes.
    pub revision: i64,
    /// Whose turn it is; none for reviewers and for those that are through.
    pub waits_for: Option<Level>,
    /// By how many days it is late.
    pub days_late: Option<u32>,
    /// Items of the self-assessment that are complete.
    pub answered: u32,
    /// Items that apply.
    pub items: u32,
    /// Items settled by marks.
    pub settled: u32,
    /// Reviewers drawn, and how many of them have handed in.
    pub reviewers: (u32, u32),
    /// Items for which a third reviewer is wanted or at work.
    pub disputed: u32,
    /// Requests for evidence that wait for an answer.
    pub demands: u32,
    /// Whether it is looked at on site: `planned`, `done`.
    pub check: Option<String>,
}

/// Where every tribunal stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Board {
    /// Rows.
    pub page: Page<BoardRow>,
    /// How many stand where, all in all.
    pub counts: Vec<(EntryState, u32)>,
    /// How many are late.
    pub late: u32,
    /// Items settled and items that apply, over all that take part.
    pub progress: (u32, u32),
    /// When reviewing will be done at the pace of the last 14 days, YYYY-MM-DD; none without a pace.
    pub forecast: Option<String>,
    /// Last day of the review by the calendar, YYYY-MM-DD.
    pub due: String,
}

/// The board, for the browser.
#[leptos::server(GetBoard, "/api/fn", endpoint = "get_board")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_board(query: BoardQuery) -> Result<Board, Failure> {
    let actor = crate::api::actor().await?;
    crate::api::services()?.board(&actor, &query).await
}
