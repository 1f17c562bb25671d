//! Which camera is which point, and what became of messages.

#[cfg(feature = "ssr")]
use crate::domain::{
    alarms::rules::Rule,
    devices::{DeviceOrder, PointOrder},
};
use serde::{Deserialize, Serialize};

/// A device that speaks and that nobody has listed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct StrangerRow {
    /// Who says it.
    pub source: String,
    /// Which device.
    pub address: String,
    /// Messages.
    pub messages: i64,
    /// First one, RFC 3339 in UTC.
    pub first_at: String,
    /// Last one, RFC 3339 in UTC.
    pub last_at: String,
}

/// Points, devices and rules as a mapping file holds them.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Registry {
    /// Points.
    #[serde(rename = "point")]
    pub points: Vec<PointOrder>,
    /// Devices.
    #[serde(rename = "device")]
    pub devices: Vec<DeviceOrder>,
    /// Rules; without any those that hold stay.
    #[serde(rename = "rule")]
    pub rules: Vec<Rule>,
}

/// What a mapping file has changed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct RegistryReceipt {
    /// Points kept.
    pub points: u32,
    /// Devices kept.
    pub devices: u32,
    /// Rules kept.
    pub rules: u32,
}

/// What became of messages.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct MessagesReceipt {
    /// Messages that said something new.
    pub taken: u32,
    /// Messages that were said before, or after something newer.
    pub repeated: u32,
    /// Messages of devices that nobody has listed.
    pub unknown: u32,
    /// Messages of devices that the sender does not speak for.
    pub refused: u32,
    /// Messages that were too old to raise an alarm.
    pub late: u32,
    /// Alarms kept back by maintenance.
    pub suppressed: u32,
    /// Alarms raised.
    pub alarms: u32,
}
