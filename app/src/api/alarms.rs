//! Alarms: who answers them, how fast, and when they are not to be raised.

use super::{Failure, Page};
use crate::domain::{
    alarms::{AlarmKind, AlarmMove, AlarmState, WindowKind},
    devices::{DeviceState, PointKind},
};
use serde::{Deserialize, Serialize};

/// An alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AlarmRow {
    /// Number.
    pub id: i64,
    /// Code of the tribunal.
    pub tribunal: String,
    /// Its names, Chinese and English.
    pub tribunal_name: (String, String),
    /// Name of the device.
    pub device: String,
    /// How the device is now.
    pub device_state: DeviceState,
    /// Kind of the point that it watches.
    pub point_kind: Option<PointKind>,
    /// Names of that point, Chinese and English.
    pub point_name: (String, String),
    /// What it is about.
    pub kind: AlarmKind,
    /// Where it stands.
    pub state: AlarmState,
    /// When it was raised, RFC 3339 in UTC.
    pub raised_at: String,
    /// When it happened last.
    pub last_at: String,
    /// How often.
    pub times: i64,
    /// When the device worked again.
    pub recovered_at: Option<String>,
    /// How far up it was told: 0 tribunal, 1 court, 2 city.
    pub level: i64,
    /// Whether nobody was called because of quiet hours.
    pub quiet: bool,
    /// Who answered.
    pub acknowledged_by: String,
    /// After how many seconds.
    pub acknowledged_after: Option<i64>,
    /// Whether it was found to be none.
    pub was_false: bool,
    /// What the reader can do.
    pub may: Vec<AlarmMove>,
}

/// What was done to an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AlarmStep {
    /// What.
    pub what: AlarmMove,
    /// In which words.
    pub note: String,
    /// By whom.
    pub by: String,
    /// When, RFC 3339 in UTC.
    pub at: String,
}

/// An alarm with what was done.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AlarmView {
    /// The alarm.
    pub row: AlarmRow,
    /// What was done, in order.
    pub steps: Vec<AlarmStep>,
    /// Whether the reader may raise a problem of it.
    pub may_raise: bool,
}

/// Which alarms are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct AlarmsQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// Kind of the point; empty for all.
    pub point: String,
    /// open, acknowledged, verified, false, handled, closed, or all; empty for those that somebody has to do something about.
    pub state: String,
    /// in_time, late, or false: those that the statistics count so; empty for all.
    pub course: String,
    /// Raised within so many days; 0 for ever.
    pub days: u32,
    /// Looked for in names and codes of tribunals and devices.
    pub search: String,
    /// state, raised, tribunal, kind; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// Alarms and what is to be said above them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AlarmsPage {
    /// The page.
    pub page: Page<AlarmRow>,
    /// Alarms that nobody has answered, of all that the reader may see.
    pub open: u32,
    /// Number of the newest of them for which somebody is called; 0 for none.
    pub newest: i64,
    /// Units to choose from: code and names of those right below where the reader's view begins.
    pub places: Vec<(String, String, String)>,
}

/// What is done to an alarm.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AlarmMoveOrder {
    /// What.
    pub what: AlarmMove,
    /// What was found or done; wanted for all but acknowledging and closing.
    #[serde(default)]
    pub note: String,
}

/// How safe it was.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SafetyFigures {
    /// Days looked at, today the last one.
    pub days: u32,
    /// Alarms raised in them.
    pub alarms: u32,
    /// Answered.
    pub answered: u32,
    /// Answered within `limit_seconds`.
    pub in_time: u32,
    /// Not answered, and the limit is over.
    pub overdue: u32,
    /// Time in which somebody should answer.
    pub limit_seconds: i64,
    /// Half of the answers took no longer.
    pub median_seconds: Option<i64>,
    /// Of which it was decided whether they are true.
    pub decided: u32,
    /// Of these false.
    pub false_alarms: u32,
    /// Seconds in which cameras gave no picture, added up over cameras.
    pub blind_seconds: i64,
    /// Cameras.
    pub cameras: u32,
}

/// How safe a tribunal was.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct StatisticsRow {
    /// Code of the tribunal.
    pub tribunal: String,
    /// Its names, Chinese and English.
    pub tribunal_name: (String, String),
    /// Alarms raised.
    pub alarms: u32,
    /// Answered.
    pub answered: u32,
    /// Of these within the limit.
    pub in_time: u32,
    /// Not answered, and the limit is over.
    pub overdue: u32,
    /// Half of the answers took no longer; none where nothing was answered.
    pub median_seconds: Option<i64>,
    /// Of which it was decided whether they are true.
    pub decided: u32,
    /// Of these false.
    pub false_alarms: u32,
    /// Seconds in which cameras gave no picture, added up over cameras.
    pub blind_seconds: i64,
    /// Cameras.
    pub cameras: u32,
}

/// Of which tribunals, and how far back.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct StatisticsQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// Days, 1 to 366; 0 for 30.
    pub days: u32,
    /// Looked for in names and codes of tribunals.
    pub search: String,
    /// tribunal, alarms, in_time, late, median, false, blind; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A time in which alarms are treated otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct WindowRow {
    /// Number.
    pub id: i64,
    /// Maintenance or quiet.
    pub kind: WindowKind,
    /// Code of the unit.
    pub unit: String,
    /// Its names, Chinese and English.
    pub unit_name: (String, String),
    /// Name of the device; empty for all of the unit.
    pub device: String,
    /// Since when, RFC 3339 in UTC.
    pub begins: String,
    /// Until when; empty where only somebody ends it.
    pub ends: String,
    /// Between which times of day, HH:MM; both empty where it holds throughout.
    pub daily: (String, String),
    /// Why.
    pub reason: String,
    /// By whom.
    pub made_by: String,
}

/// A time in which alarms are to be treated otherwise.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct WindowOrder {
    /// Maintenance or quiet.
    pub kind: WindowKind,
    /// Code of the unit.
    pub unit: String,
    /// Number of a device of it; 0 for all.
    #[serde(default)]
    pub device: i64,
    /// Hours from now on, 1 to 720; of quiet hours that come every day 0 until somebody ends them.
    pub hours: u32,
    /// Of quiet hours that come every day: from this time of day on, HH:MM.
    #[serde(default)]
    pub from: String,
    /// Until this one; before `from` it is the next day's.
    #[serde(default)]
    pub to: String,
    /// Why.
    pub reason: String,
}

/// Alarms.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Alarms {
    /// Those of the units that the reader may see.
    async fn list_alarms(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &AlarmsQuery,
    ) -> Result<AlarmsPage, Failure>;
    /// One with what was done.
    async fn open_alarm(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
    ) -> Result<AlarmView, Failure>;
    /// Acknowledges, verifies, dismisses, handles or closes.
    async fn move_alarm(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        order: &AlarmMoveOrder,
    ) -> Result<(), Failure>;
    /// How alarms were answered and how long cameras were blind; `unit` empty for all that may be seen, `days` 0 for 30.
    async fn safety_figures(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        days: u32,
    ) -> Result<SafetyFigures, Failure>;
    /// The same tribunal by tribunal.
    async fn safety_statistics(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &StatisticsQuery,
    ) -> Result<Page<StatisticsRow>, Failure>;
    /// Maintenance and quiet hours that are not over.
    async fn list_windows(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<Vec<WindowRow>, Failure>;
    /// Announces maintenance or quiet hours; gives their number.
    async fn add_window(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &WindowOrder,
    ) -> Result<i64, Failure>;
    /// Ends them now.
    async fn end_window(&self, actor: &crate::domain::permissions::Actor, id: i64) -> Result<(), Failure>;
}

/// Alarms, for the browser.
#[leptos::server(ListAlarms, "/api/fn", endpoint = "list_alarms")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_alarms(query: AlarmsQuery) -> Result<AlarmsPage, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_alarms(&actor, &query).await
}

/// An alarm, for the browser.
#[leptos::server(OpenAlarm, "/api/fn", endpoint = "open_alarm")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_alarm(id: i64) -> Result<AlarmView, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_alarm(&actor, id).await
}

/// Moves an alarm, for the browser.
#[leptos::server(MoveAlarm, "/api/fn", endpoint = "move_alarm")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn move_alarm(id: i64, order: AlarmMoveOrder) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.move_alarm(&actor, id, &order).await
}

/// How safe it was, for the browser.
#[leptos::server(GetSafetyFigures, "/api/fn", endpoint = "safety_figures")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn safety_figures(unit: String) -> Result<SafetyFigures, Failure> {
    let actor = super::actor().await?;
    super::services()?.safety_figures(&actor, &unit, 0).await
}

/// The same tribunal by tribunal, for the browser.
#[leptos::server(GetSafetyStatistics, "/api/fn", endpoint = "safety_statistics")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn safety_statistics(query: StatisticsQuery) -> Result<Page<StatisticsRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.safety_statistics(&actor, &query).await
}

/// Maintenance and quiet hours, for the browser.
#[leptos::server(ListWindows, "/api/fn", endpoint = "list_alarm_windows")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_windows() -> Result<Vec<WindowRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_windows(&actor).await
}

/// Announces maintenance or quiet hours, for the browser.
#[leptos::server(AddWindow, "/api/fn", endpoint = "add_alarm_window")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn add_window(order: WindowOrder) -> Result<i64, Failure> {
    let actor = super::actor().await?;
    super::services()?.add_window(&actor, &order).await
}

/// Ends them, for the browser.
#[leptos::server(EndWindow, "/api/fn", endpoint = "end_alarm_window")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn end_window(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.end_window(&actor, id).await
}
