//! What problems are found in.

use crate::domain::{
    alarms::{AlarmKind, AlarmState},
    devices::{Cover, DeviceState},
    problems::ContextKind,
    values::{Judgement, Status},
};
use serde::{Deserialize, Serialize};

/// Where a problem was found: a figure, a file, a field of a report, an item of a review, an alarm.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct ContextAddress {
    /// Of which kind it is; the others of these words belong to one kind each.
    pub kind: ContextKind,
    /// Of a figure: id of the indicator.
    pub indicator: String,
    /// First month.
    pub from: String,
    /// Last month.
    pub to: String,
    /// Edition; empty for the one in force in the last month.
    pub edition: String,
    /// Number of a file of the unit.
    pub file: i64,
    /// Of a report: id of the form.
    pub form: String,
    /// Its span.
    pub period: String,
    /// Id of the field or list.
    pub field: String,
    /// Of a review: number of the campaign.
    pub campaign: i64,
    /// Id of the item.
    pub item: String,
    /// Of an alarm: its number.
    pub alarm: i64,
    /// Of a device: its number.
    pub device: i64,
    /// Of an alarm of another system, without a number: what it is called.
    pub title: String,
    /// What it says.
    pub text: String,
    /// Where it is shown: a path of this site.
    pub link: String,
}

/// A figure as it was, or is.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct FigureShot {
    /// Id of the indicator.
    pub indicator: String,
    /// Unit of measure.
    pub measure: String,
    /// Edition of the catalogue.
    pub edition: String,
    /// The span.
    pub period: String,
    /// First and last month.
    pub months: (String, String),
    /// The value; a rate is a fraction.
    pub value: Option<f64>,
    /// Above the line.
    pub numerator: Option<f64>,
    /// Below the line.
    pub denominator: Option<f64>,
    /// State of the value.
    pub status: Status,
    /// Against the reference interval.
    pub judgement: Option<Judgement>,
    /// Reference interval.
    pub reference: (Option<f64>, Option<f64>),
    /// What it is made of: id, Chinese and English name, amount.
    pub components: Vec<(String, String, String, Option<f64>)>,
    /// When it was looked at, RFC 3339 in UTC.
    pub at: String,
    /// Where it is explained.
    pub href: String,
}

/// A device, and the point that it watches, as they were or are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct SafetyShot {
    /// Number of the device.
    pub device: i64,
    /// Its name.
    pub name: String,
    /// How it is.
    pub state: DeviceState,
    /// Since when, RFC 3339 in UTC.
    pub since: String,
    /// Whether it is out of use.
    pub retired: bool,
    /// Names of the point that it watches, Chinese and English; both empty for none.
    pub point: (String, String),
    /// Whether that is watched.
    pub cover: Option<Cover>,
    /// Of an alarm: number, what it is about, and where it stands.
    pub alarm: Option<(i64, AlarmKind, AlarmState)>,
    /// Alarms of the device in the 30 days before, of that kind where it is about an alarm.
    pub alarms: i64,
    /// When it was looked at, RFC 3339 in UTC.
    pub at: String,
    /// Where it is shown.
    pub href: String,
}

/// What a problem was found in, as it was then.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct KeptContext {
    /// Of which kind.
    pub kind: ContextKind,
    /// What it is called, Chinese and English: indicator, file, field, item, alarm.
    pub title: (String, String),
    /// What it belongs to, Chinese and English: form, campaign.
    pub within: (String, String),
    /// Its span, where it has one.
    pub period: String,
    /// What stood there: an answer, a statement with points, the words of an alarm.
    pub text: String,
    /// Where it was seen.
    pub href: String,
    /// The figure.
    pub figure: Option<FigureShot>,
    /// Number of the file.
    pub file: Option<i64>,
    /// The device, with its alarm.
    pub safety: Option<SafetyShot>,
}
