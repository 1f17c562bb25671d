//! Points and devices of tribunals, which point is watched, and what devices say.

mod coverage;
mod registry;

pub use coverage::{CoverCell, CoverRow, Coverage};
#[cfg(feature = "ssr")]
pub use registry::Registry;
pub use registry::{MessagesReceipt, RegistryReceipt, StrangerRow};

use super::{Failure, ListQuery, Page};
use crate::domain::devices::{DeviceKind, DeviceState, PointKind, PointOrder};
#[cfg(feature = "ssr")]
use crate::domain::devices::{DeviceOrder, messages::Message};
use serde::{Deserialize, Serialize};

/// A device.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct DeviceRow {
    /// Number.
    pub id: i64,
    /// Code of the tribunal.
    pub tribunal: String,
    /// Its names, Chinese and English.
    pub tribunal_name: (String, String),
    /// Code of the device.
    pub code: String,
    /// What it is.
    pub kind: DeviceKind,
    /// Name.
    pub name: String,
    /// Code of the point that it watches; empty for none.
    pub point: String,
    /// Kind of that point.
    pub point_kind: Option<PointKind>,
    /// Names of that point, Chinese and English.
    pub point_name: (String, String),
    /// How it is.
    pub state: DeviceState,
    /// Since when, RFC 3339 in UTC.
    pub state_at: String,
    /// When it was last heard of; none for never.
    pub heard_at: Option<String>,
    /// Maker.
    pub maker: String,
    /// Model.
    pub model: String,
    /// When it was set up.
    pub installed: Option<String>,
    /// When it was last serviced.
    pub serviced: Option<String>,
    /// When it is to be serviced next.
    pub service_due: Option<String>,
    /// Whether that is over.
    pub service_late: bool,
    /// Who speaks for it.
    pub source: String,
    /// What it is called there.
    pub address: String,
    /// Whether it is out of use.
    pub retired: bool,
    /// Whether the reader may change and retire it.
    pub may_manage: bool,
    /// Whether the reader may raise a problem of it.
    pub may_raise: bool,
}

/// Which devices are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct DevicesQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// camera, x_ray, gate, hand_detector, alarm_button, network, recorder; empty for all.
    pub kind: String,
    /// Kind of the point; empty for all.
    pub point: String,
    /// online, offline, disabled, unknown, or retired for those out of use; empty for all in use.
    pub state: String,
    /// Looked for in names and codes of devices and tribunals, and makers.
    pub search: String,
    /// tribunal, code, kind, state, heard, due; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A point.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PointRow {
    /// Number.
    pub id: i64,
    /// Code of the tribunal.
    pub tribunal: String,
    /// Its names, Chinese and English.
    pub tribunal_name: (String, String),
    /// Code of the point.
    pub code: String,
    /// What it is.
    pub kind: PointKind,
    /// Names, Chinese and English.
    pub name: (String, String),
    /// Devices that work, and devices, that watch it.
    pub devices: (i64, i64),
    /// Whether it is out of use.
    pub retired: bool,
    /// Whether the reader may change and retire it.
    pub may_manage: bool,
}

/// Which points are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct PointsQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// Kind of the point; empty for all.
    pub point: String,
    /// retired for those that are out of use; empty for those in use.
    pub state: String,
    /// Looked for in names and codes of points and tribunals.
    pub search: String,
    /// tribunal, code, kind; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// A device as a form sends it: days and state as text, empty for none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct DeviceForm {
    /// Code of the tribunal.
    pub tribunal: String,
    /// Code of the device.
    pub code: String,
    /// Word of its kind.
    pub kind: String,
    /// Name.
    pub name: String,
    /// Code of the point that it watches.
    pub point: String,
    /// Maker.
    pub maker: String,
    /// Model.
    pub model: String,
    /// When it was set up, YYYY-MM-DD.
    pub installed: String,
    /// When it was last serviced.
    pub serviced: String,
    /// When it is to be serviced next.
    pub service_due: String,
    /// Who speaks for it.
    pub source: String,
    /// What it is called there.
    pub address: String,
    /// Word of how it is, where it is not connected.
    pub state: String,
}

#[cfg(feature = "ssr")]
impl DeviceForm {
    fn order(self) -> Result<DeviceOrder, Failure> {
        let day = |field: &str, text: &str| match text.trim() {
            "" => Ok(None),
            text => text.parse().map(Some).map_err(|_| Failure::invalid(field, "bad_day", text)),
        };
        let (kind, state) = (DeviceKind::from_word(&self.kind), DeviceState::from_word(&self.state));
        if state.is_none() && !self.state.is_empty() {
            return Err(Failure::invalid("state", "bad_word", self.state));
        }
        Ok(DeviceOrder {
            kind: kind.ok_or_else(|| Failure::invalid("kind", "bad_word", &self.kind))?,
            installed: day("installed", &self.installed)?,
            serviced: day("serviced", &self.serviced)?,
            service_due: day("service_due", &self.service_due)?,
            tribunal: self.tribunal.trim().to_owned(),
            code: self.code.trim().to_owned(),
            name: self.name,
            point: self.point.trim().to_owned(),
            maker: self.maker,
            model: self.model,
            source: self.source,
            address: self.address,
            state,
            // A mapping file says it; whoever changes the rest by hand leaves it.
            stream: None,
        })
    }
}

/// Points and devices.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Devices {
    /// Devices of the units that the reader may see.
    async fn list_devices(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &DevicesQuery,
    ) -> Result<Page<DeviceRow>, Failure>;
    /// Which points are watched, by tribunal; `unit` empty for all that may be seen, `sort` tribunal or cover.
    async fn coverage(
        &self,
        actor: &crate::domain::permissions::Actor,
        unit: &str,
        query: &ListQuery,
    ) -> Result<Coverage, Failure>;
    /// Keeps a point; gives its number.
    async fn save_point(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &PointOrder,
    ) -> Result<i64, Failure>;
    /// Keeps a device, takes a retired one back into use; gives its number.
    async fn save_device(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &DeviceOrder,
    ) -> Result<i64, Failure>;
    /// Takes a device out of use.
    async fn retire_device(&self, actor: &crate::domain::permissions::Actor, id: i64) -> Result<(), Failure>;
    /// Takes a device back into use, as it was.
    async fn restore_device(&self, actor: &crate::domain::permissions::Actor, id: i64)
    -> Result<(), Failure>;
    /// Points of the units that the reader may see.
    async fn list_points(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &PointsQuery,
    ) -> Result<Page<PointRow>, Failure>;
    /// Takes a point out of use that no device watches.
    async fn retire_point(&self, actor: &crate::domain::permissions::Actor, id: i64) -> Result<(), Failure>;
    /// Takes a point back into use.
    async fn restore_point(&self, actor: &crate::domain::permissions::Actor, id: i64) -> Result<(), Failure>;
    /// Keeps what a mapping file holds, all of it or nothing.
    async fn load_devices(
        &self,
        actor: &crate::domain::permissions::Actor,
        registry: &Registry,
    ) -> Result<RegistryReceipt, Failure>;
    /// Devices that speak and that nobody has listed, the loudest first; for those who keep the list of all.
    async fn unknown_devices(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &ListQuery,
    ) -> Result<Page<StrangerRow>, Failure>;
    /// Takes what devices say, all of it or nothing.
    async fn take_device_messages(
        &self,
        actor: &crate::domain::permissions::Actor,
        messages: &[Message],
    ) -> Result<MessagesReceipt, Failure>;
}

/// Devices, for the browser.
#[leptos::server(ListDevices, "/api/fn", endpoint = "list_devices")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_devices(query: DevicesQuery) -> Result<Page<DeviceRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_devices(&actor, &query).await
}

/// Coverage, for the browser.
#[leptos::server(DeviceCoverage, "/api/fn", endpoint = "device_coverage")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn device_coverage(unit: String, query: ListQuery) -> Result<Coverage, Failure> {
    let actor = super::actor().await?;
    super::services()?.coverage(&actor, &unit, &query).await
}

/// Takes a device out of use, for the browser.
#[leptos::server(RetireDevice, "/api/fn", endpoint = "retire_device")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn retire_device(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.retire_device(&actor, id).await
}

/// Devices that nobody has listed, for the browser.
#[leptos::server(UnknownDevices, "/api/fn", endpoint = "unknown_devices")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn unknown_devices(query: ListQuery) -> Result<Page<StrangerRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.unknown_devices(&actor, &query).await
}

/// Takes a device back into use, for the browser.
#[leptos::server(RestoreDevice, "/api/fn", endpoint = "restore_device")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn restore_device(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.restore_device(&actor, id).await
}

/// Keeps a device, for the browser.
#[leptos::server(SaveDevice, "/api/fn", endpoint = "save_device")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_device(order: DeviceForm) -> Result<i64, Failure> {
    let actor = super::actor().await?;
    super::services()?.save_device(&actor, &order.order()?).await
}

/// Points, for the browser.
#[leptos::server(ListPoints, "/api/fn", endpoint = "list_points")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_points(query: PointsQuery) -> Result<Page<PointRow>, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_points(&actor, &query).await
}

/// Keeps a point, for the browser.
#[leptos::server(SavePoint, "/api/fn", endpoint = "save_point")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn save_point(order: PointOrder) -> Result<i64, Failure> {
    let actor = super::actor().await?;
    super::services()?.save_point(&actor, &order).await
}

/// Takes a point out of use, for the browser.
#[leptos::server(RetirePoint, "/api/fn", endpoint = "retire_point")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn retire_point(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.retire_point(&actor, id).await
}

/// Takes a point back into use, for the browser.
#[leptos::server(RestorePoint, "/api/fn", endpoint = "restore_point")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn restore_point(id: i64) -> Result<(), Failure> {
    let actor = super::actor().await?;
    super::services()?.restore_point(&actor, id).await
}
