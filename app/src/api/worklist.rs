//! Pending cases one by one: what is long pending, what is nearly overdue.

use super::Failure;
use crate::domain::cases::{Cause, Procedure};
use serde::{Deserialize, Serialize};

/// Which pending cases.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub enum Due {
    /// All of them.
    #[default]
    All,
    /// Filed long ago.
    Long,
    /// Few days are left.
    Soon,
    /// No days are left.
    Overdue,
    /// The proceedings rest.
    Suspended,
}

impl Due {
    /// Every sort, in the order in which they are shown.
    pub const ALL: [Self; 5] = [Self::All, Self::Overdue, Self::Soon, Self::Long, Self::Suspended];

    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Long => "long",
            Self::Soon => "soon",
            Self::Overdue => "overdue",
            Self::Suspended => "suspended",
        }
    }
}

/// Which cases are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct WorklistQuery {
    /// Code of a post, tribunal or court; empty for all that may be seen.
    pub unit: String,
    /// all, long, soon, overdue, suspended; empty for all.
    pub what: String,
    /// With `long`: from how many months on, one of the thresholds; 0 for the first.
    pub months: u32,
    /// Looked for in the number.
    pub search: String,
    /// due, filed, number, post; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A pending case.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct WorklistRow {
    /// 案号
    pub number: String,
    /// Code of the tribunal.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Code of the judge's post; empty while nobody is assigned.
    pub post: String,
    /// Its names, Chinese and English.
    pub post_name: (String, String),
    /// Kind of dispute.
    pub cause: Cause,
    /// Procedure.
    pub procedure: Procedure,
    /// Day of filing.
    pub filed: String,
    /// Months since the month of filing, as the figures of long-pending cases count them.
    pub months: i32,
    /// The last day in time, by limits of the edition.
    pub due: String,
    /// Days left until then; less than none when it is past. None while the proceedings rest.
    pub days_left: Option<i64>,
    /// Whether the proceedings rest.
    pub suspended: bool,
}

/// How many there are of each sort, before anything is searched for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct WorklistCounts {
    /// In all.
    pub all: u32,
    /// Long pending, from the first threshold on.
    pub long: u32,
    /// Nearly overdue.
    pub soon: u32,
    /// Overdue.
    pub overdue: u32,
    /// Suspended.
    pub suspended: u32,
}

impl WorklistCounts {
    /// Of one sort.
    pub const fn of(&self, what: Due) -> u32 {
        match what {
            Due::All => self.all,
            Due::Long => self.long,
            Due::Soon => self.soon,
            Due::Overdue => self.overdue,
            Due::Suspended => self.suspended,
        }
    }
}

/// A page of the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Worklist {
    /// The rows of this page.
    pub rows: Vec<WorklistRow>,
    /// Rows in all.
    pub total: u32,
    /// Rows before this page.
    pub offset: u32,
    /// How many there are of each sort.
    pub counts: WorklistCounts,
    /// Months from which on a case is long pending.
    pub thresholds: Vec<u32>,
    /// Days left with which a case is nearly overdue.
    pub soon_days: i64,
    /// Edition of the limits, and its names, Chinese and English.
    pub edition: (String, String, String),
    /// The day it is reckoned from.
    pub today: String,
}

/// Work lists.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Worklists {
    /// Pending cases for those who work on them: the judge's own, the head's tribunal, the manager's court. Whoever looks at
    /// a judge's cases is noted.
    async fn worklist(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &WorklistQuery,
    ) -> Result<Worklist, Failure>;
}

/// The work list, for the browser.
#[leptos::server(ListWork, "/api/fn", endpoint = "list_work")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_work(query: WorklistQuery) -> Result<Worklist, Failure> {
    let actor = super::actor().await?;
    super::services()?.worklist(&actor, &query).await
}
