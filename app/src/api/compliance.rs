//! How a unit keeps to what safety asks of it, how risky a tribunal is, and what happened there on a day. Shown by a print.

use super::{Failure, values::ValuesQuery};
use serde::Serialize;

/// A part of the compliance: what is met, of what is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct CompliancePart {
    /// Points of the safety checklist that are there, of those answered; devices online, of all; alarms answered in time, of
    /// those whose time is over; days with security checks, of those due.
    pub part: PartKind,
    /// Met.
    pub met: i64,
    /// Asked.
    pub asked: i64,
}

/// What a part is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum PartKind {
    /// 安全清单
    Checklist,
    /// 设备在线
    Devices,
    /// 报警应答
    Alarms,
    /// 安检巡查
    Checks,
}

impl PartKind {
    /// The word on the wire.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Checklist => "checklist",
            Self::Devices => "devices",
            Self::Alarms => "alarms",
            Self::Checks => "checks",
        }
    }
}

/// A month: alarms and security checks of it, checklists and devices as they were at its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct ComplianceMonth {
    /// Month, `YYYY-MM`.
    pub month: String,
    /// Met.
    pub met: i64,
    /// Asked.
    pub asked: i64,
    /// The parts.
    pub parts: Vec<CompliancePart>,
}

/// The risk level of a tribunal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct RiskLevel {
    /// Chinese and English.
    pub name: (String, String),
    /// What follows from it, such as how often is inspected.
    pub follows: (String, String),
    /// Points as far as they can be computed, and those that can be had.
    pub points: (String, String),
    /// Items that nobody has given points for.
    pub missing: u32,
    /// Edition of the standard.
    pub edition: String,
}

/// Something that happened at a tribunal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct DayEvent {
    /// When, RFC 3339 in UTC; empty for what has no time of day.
    pub at: String,
    /// alarm, move, state, picture, visit or hearing.
    pub what: String,
    /// Word of what it was: kind of the alarm, the move, the state, the kind of visit, the state of the hearing; empty of pictures.
    pub word: String,
    /// Name of the device; who visited; the courtroom.
    pub device: String,
    /// Number of the alarm; none where it is not about one.
    pub alarm: Option<i64>,
    /// How many pictures, or points inspected at the visit.
    pub times: i64,
}

/// A time in which a camera was not online.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, utoipa::ToSchema)]
pub struct BlindSpan {
    /// Name of the camera.
    pub device: String,
    /// Since when, RFC 3339 in UTC.
    pub since: String,
    /// Until when; none where it still is.
    pub until: Option<String>,
}

/// Compliance of a unit.
#[derive(Debug, Clone, PartialEq, Serialize, utoipa::ToSchema)]
pub struct Compliance {
    /// The parts; what nothing is asked of has zero of zero.
    pub parts: Vec<CompliancePart>,
    /// The sum of all parts.
    pub met: i64,
    /// The sum of what is asked.
    pub asked: i64,
    /// Tribunals of the unit, and how many of them have an accepted checklist.
    pub tribunals: (u32, u32),
    /// Days that alarms are looked at.
    pub days: u32,
    /// The rate of security checks, as every figure is explained.
    #[serde(skip)]
    pub checks: ValuesQuery,
    /// The last six months, the oldest first.
    pub months: Vec<ComplianceMonth>,
    /// Of a tribunal.
    pub risk: Option<RiskLevel>,
    /// Of a tribunal: when its cameras were blind in those days, the latest first, at most a hundred.
    pub blind: Vec<BlindSpan>,
    /// The day, `YYYY-MM-DD`.
    pub day: String,
    /// What happened on it, of a tribunal, in order.
    pub events: Vec<DayEvent>,
}

/// Compliance.
#[async_trait::async_trait]
pub trait Compliances {
    /// How a unit complies; `day` empty for today.
    async fn compliance(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        day: &str,
    ) -> Result<Compliance, Failure>;
}
