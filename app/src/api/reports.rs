//! Reports of units about themselves: filling in, handing in, approving, and what is missing.

mod orders;

pub use orders::{AnswerOrder, ExceptionOrder, MoveOrder, ReportsQuery, Saved, SavedAnswers};

use super::{Failure, Page};
use crate::domain::{
    forms::Form,
    reports::{Context, Finding, Move, Standing, State},
    units::Level,
};
use serde::{Deserialize, Serialize};

/// Which report: a form, a unit and a span.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams, utoipa::ToSchema), into_params(parameter_in = Query))]
pub struct ReportAddress {
    /// Id of the form.
    pub form: String,
    /// Code of the unit.
    pub unit: String,
    /// `2026-10`, `2026-Q3`, `2026`; empty for the span that is reported at present.
    #[serde(default)]
    pub period: String,
}

/// A report in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ReportRow {
    /// Which.
    pub address: ReportAddress,
    /// Names of the form, Chinese and English.
    pub form_name: (String, String),
    /// Names of the unit, Chinese and English.
    pub unit_name: (String, String),
    /// Whether it is awaited, and where it stands.
    pub standing: Standing,
    /// The state itself, where it was begun.
    pub state: Option<State>,
    /// Whom it waits for.
    pub waits_for: Option<Level>,
    /// Last day in time, YYYY-MM-DD.
    pub due: Option<String>,
    /// When it was handed in, RFC 3339 in UTC.
    pub submitted_at: Option<String>,
    /// Warnings that it was handed in with.
    pub warnings: u32,
    /// Counts its changes.
    pub revision: i64,
    /// Fields that are asked.
    pub asked: u32,
    /// Minutes it should take.
    pub minutes: u32,
}

/// What is known of a field of a report.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FieldState {
    /// Id of the field or list.
    pub field: String,
    /// As it was typed.
    pub answer: String,
    /// The unit's comment.
    pub remark: String,
    /// What the unit asks back.
    pub question: String,
    /// Why it was sent back.
    pub reason: String,
    /// Counts its changes; 0 before the first.
    pub revision: i64,
    /// Who changed it last.
    pub actor: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// The values of the twelve spans before, the oldest first.
    pub history: Vec<Option<f64>>,
    /// Low, median and high of nine of ten peers in the span before.
    pub peers: Option<(f64, f64, f64)>,
}

/// A move that was made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MoveView {
    /// What: submit, withdraw, approve, return, reopen.
    pub what: String,
    /// Where it stands since.
    pub to: String,
    /// By whom.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// A report, with all that is needed to fill it in without a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReportView {
    /// Which, and where it stands.
    pub row: ReportRow,
    /// The form.
    pub form: Form,
    /// What has been filled in, by field and list; those untouched are there too.
    pub fields: Vec<FieldState>,
    /// What is known beside it.
    pub context: Context,
    /// The span of `context.last`.
    pub last_period: Option<String>,
    /// What is to be mended or explained.
    pub findings: Vec<Finding>,
    /// What was done with it, in order.
    pub moves: Vec<MoveView>,
    /// What may be done with it now.
    pub may: Vec<Move>,
    /// Whether answers may be changed now.
    pub may_fill: bool,
    /// Last day before it locks, YYYY-MM-DD.
    pub open_until: Option<String>,
    /// Whether it has locked.
    pub locked: bool,
    /// Whether the reader may open it again.
    pub may_unlock: bool,
    /// Whether the reader may raise problems of what stands in it.
    pub may_raise: bool,
}

/// The last accepted report of a unit by a form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reported {
    /// The form.
    pub form: Form,
    /// The span.
    pub period: String,
    /// When it was accepted, RFC 3339 in UTC.
    pub at: String,
    /// Answers by field and list; those left empty are absent.
    pub answers: std::collections::BTreeMap<String, String>,
    /// The span of the report accepted before it, and the photographs that it had, by field.
    pub before: Option<(String, std::collections::BTreeMap<String, String>)>,
}

/// A cell of the completeness matrix.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CompletenessRow {
    /// Code of the unit.
    pub unit: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// Its level.
    pub level: Level,
    /// Tribunals in it.
    pub tribunals: u32,
    /// Per span, how many stand where: in the order of [`Standing`].
    pub cells: Vec<[u32; 6]>,
}

/// Who has handed in what: units × spans.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Completeness {
    /// Id of the form.
    pub form: String,
    /// All forms: id, Chinese, English.
    pub forms: Vec<(String, String, String)>,
    /// The unit and those above it that the reader oversees, from the top down: code, Chinese and English name.
    pub path: Vec<(String, String, String)>,
    /// The spans, the oldest first.
    pub periods: Vec<String>,
    /// The units.
    pub rows: Vec<CompletenessRow>,
    /// Handed in by the due day, of those that were due, per span.
    pub in_time: Vec<(u32, u32)>,
    /// Fields asked of a tribunal by the form.
    pub asked: u32,
    /// Minutes it should take.
    pub minutes: u32,
}

/// A notice to the reader.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct NoticeRow {
    /// Number.
    pub id: i64,
    /// What it is: a key of the translations below `notice.`.
    pub kind: String,
    /// Code of the unit it is about.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Where it leads.
    pub href: String,
    /// What it is about: names of the form or titles of the campaign, Chinese and English.
    pub about: (String, String),
    /// The span of a report; empty otherwise.
    pub period: String,
    /// Who caused it.
    pub by: String,
    /// Why.
    pub reason: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
    /// Whether it has been read.
    pub read: bool,
}

/// Reports.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Reports {
    /// Reports that are awaited of the units the reader fills in for or oversees, and those begun.
    async fn list_reports(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ReportsQuery,
    ) -> Result<Page<ReportRow>, Failure>;
    /// A report with its form; nothing is created by looking.
    async fn open_report(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &ReportAddress,
    ) -> Result<ReportView, Failure>;
    /// What a unit has last reported, as it was accepted, by the forms that a tab of its page shows.
    async fn reported(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        tab: &str,
    ) -> Result<Vec<Reported>, Failure>;
    /// Keeps answers, each by itself; the same again changes nothing.
    async fn save_answers(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &ReportAddress,
        answers: &[AnswerOrder],
    ) -> Result<SavedAnswers, Failure>;
    /// Hands in, takes back, approves, sends back, reopens.
    async fn move_report(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &ReportAddress,
        order: &MoveOrder,
    ) -> Result<ReportView, Failure>;
    /// Opens a locked report until the end of a day.
    async fn unlock_report(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &ReportAddress,
        order: &ExceptionOrder,
    ) -> Result<ReportView, Failure>;
    /// Reminds the heads of all tribunals of a subtree whose report is missing; gives how many were reminded.
    async fn remind(
        &self,
        actor: &crate::domain::permissions::Actor,
        address: &ReportAddress,
    ) -> Result<u32, Failure>;
    /// Who has handed in what, for the last `spans` spans. Without a form the first, without a unit the reader's own.
    async fn completeness(
        &self,
        actor: &crate::domain::permissions::Actor,
        form: &str,
        unit: &str,
        spans: u32,
    ) -> Result<Completeness, Failure>;
    /// What the reader is told, unread first.
    async fn list_notices(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<Vec<NoticeRow>, Failure>;
    /// Notes that notices were read.
    async fn read_notices(
        &self,
        actor: &crate::domain::permissions::Actor,
        ids: &[i64],
    ) -> Result<(), Failure>;
}

/// Reports, for the browser.
#[leptos::server(ListReports, "/api/fn", endpoint = "list_reports")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_reports(query: ReportsQuery) -> Result<Page<ReportRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_reports(&actor, &query).await
}

/// A report, for the browser.
#[leptos::server(OpenReport, "/api/fn", endpoint = "open_report")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_report(address: ReportAddress) -> Result<ReportView, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_report(&actor, &address).await
}

/// Keeps answers, for the browser.
#[leptos::server(SaveAnswers, "/api/fn", endpoint = "save_answers")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_answers(
    address: ReportAddress,
    answers: Vec<AnswerOrder>,
) -> Result<SavedAnswers, Failure> {
    let actor = super::actor().await?;
    super::services()?.save_answers(&actor, &address, &answers).await
}

/// Moves a report, for the browser.
#[leptos::server(MoveReport, "/api/fn", endpoint = "move_report")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_report(address: ReportAddress, order: MoveOrder) -> Result<ReportView, Failure> {
    let actor = super::actor().await?;
    super::services()?.move_report(&actor, &address, &order).await
}

/// Opens a locked report, for the browser.
#[leptos::server(UnlockReport, "/api/fn", endpoint = "unlock_report")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn unlock_report(address: ReportAddress, order: ExceptionOrder) -> Result<ReportView, Failure> {
    let actor = super::actor().await?;
    super::services()?.unlock_report(&actor, &address, &order).await
}

/// Reminds, for the browser.
#[leptos::server(RemindOfReports, "/api/fn", endpoint = "remind_of_reports")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn remind_of_reports(address: ReportAddress) -> Result<u32, Failure> {
    let actor = super::actor().await?;
    super::services()?.remind(&actor, &address).await
}

/// The completeness matrix, for the browser.
#[leptos::server(GetCompleteness, "/api/fn", endpoint = "get_completeness")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn get_completeness(form: String, unit: String, spans: u32) -> Result<Completeness, Failure> {
    let actor = super::actor().await?;
    super::services()?.completeness(&actor, &form, &unit, spans).await
}

/// Notices, for the browser.
#[leptos::server(ListNotices, "/api/fn", endpoint = "list_notices")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_notices() -> Result<Vec<NoticeRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_notices(&actor).await
}

/// Notes that notices were read, for the browser.
#[leptos::server(ReadNotices, "/api/fn", endpoint = "read_notices")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn read_notices(ids: Vec<i64>) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.read_notices(&actor, &ids).await
}
