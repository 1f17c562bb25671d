//! Pictures of cameras: the latest of each, those of an alarm, and where a camera can be looked at live.

use super::{Failure, Page};
use crate::domain::devices::{DeviceState, PointKind};
use serde::{Deserialize, Serialize};

/// A picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct PictureRow {
    /// Number.
    pub id: i64,
    /// When it was taken, RFC 3339 in UTC.
    pub at: String,
    /// Pixels across.
    pub width: i64,
    /// Pixels down.
    pub height: i64,
    /// Number of the event it belongs to, by its sender; empty for none.
    pub event: String,
    /// When it was deleted because its time was over; none while it can be looked at.
    pub deleted_at: Option<String>,
}

/// A camera with its latest picture.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CameraRow {
    /// Number of the device.
    pub id: i64,
    /// Code of the tribunal.
    pub tribunal: String,
    /// Its names, Chinese and English.
    pub tribunal_name: (String, String),
    /// Code of the device.
    pub code: String,
    /// Name.
    pub name: String,
    /// Kind of the point that it watches.
    pub point_kind: Option<PointKind>,
    /// Names of that point, Chinese and English.
    pub point_name: (String, String),
    /// How it is.
    pub state: DeviceState,
    /// Its latest picture; none where none has ever come.
    pub picture: Option<PictureRow>,
    /// Whether that picture is so old that it says nothing about now.
    pub old: bool,
    /// Whether it can be looked at live.
    pub plays: bool,
}

/// Which cameras are asked for.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
#[cfg_attr(feature = "ssr", derive(utoipa::IntoParams), into_params(parameter_in = Query))]
pub struct CamerasQuery {
    /// Code of the unit whose subtree is meant; empty for all that may be seen.
    pub unit: String,
    /// Kind of the point; empty for all.
    pub point: String,
    /// online, offline, disabled, unknown; empty for all.
    pub state: String,
    /// Looked for in names and codes of cameras and tribunals.
    pub search: String,
    /// tribunal or taken; `-` before it turns the order round.
    pub sort: String,
    /// Rows to skip.
    pub offset: u32,
    /// Rows wanted.
    pub limit: u32,
}

/// Cameras and what is to be said beside them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CamerasPage {
    /// The page.
    pub page: Page<CameraRow>,
    /// Units to choose from: code and names of those right below where the reader's view begins.
    pub places: Vec<(String, String, String)>,
    /// How many days pictures are kept.
    pub days: u32,
}

/// What was seen when an alarm was raised and while it went on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct AlarmPictures {
    /// Pictures, in order.
    pub pictures: Vec<PictureRow>,
    /// Number of the camera.
    pub device: i64,
    /// Whether it can be looked at live.
    pub plays: bool,
}

/// What comes with a picture.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PictureOrder {
    /// Who sends it, as the list of devices has it.
    pub source: String,
    /// Which camera.
    pub address: String,
    /// Number of the event it belongs to; empty for none.
    pub event: String,
    /// When it was taken, RFC 3339; none for now.
    pub at: Option<chrono::DateTime<chrono::Utc>>,
}

/// What was deleted because its time was over.
#[cfg(feature = "ssr")]
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PicturesForgotten {
    /// Pictures.
    pub pictures: u64,
    /// Bytes of them.
    pub bytes: u64,
}

/// Pictures of cameras.
#[cfg(feature = "ssr")]
#[async_trait::async_trait]
pub trait Pictures {
    /// Cameras of the units that the reader may see, each with its latest picture.
    async fn list_cameras(
        &self,
        actor: &crate::domain::permissions::Actor,
        query: &CamerasQuery,
    ) -> Result<CamerasPage, Failure>;
    /// What was seen around an alarm.
    async fn alarm_pictures(
        &self,
        actor: &crate::domain::permissions::Actor,
        alarm: i64,
    ) -> Result<AlarmPictures, Failure>;
    /// Opens a picture, or a small one of it. Whoever looks is written down.
    async fn open_picture(
        &self,
        actor: &crate::domain::permissions::Actor,
        id: i64,
        small: bool,
    ) -> Result<super::files::FileContent, Failure>;
    /// Where a camera can be looked at live. Whoever asks is written down.
    async fn open_stream(
        &self,
        actor: &crate::domain::permissions::Actor,
        device: i64,
    ) -> Result<String, Failure>;
    /// Keeps a JPEG of a camera.
    async fn take_picture(
        &self,
        actor: &crate::domain::permissions::Actor,
        order: &PictureOrder,
        bytes: Vec<u8>,
    ) -> Result<PictureRow, Failure>;
    /// Deletes what has been kept long enough, and writes down what it was; for the operator.
    async fn forget_pictures(
        &self,
        actor: &crate::domain::permissions::Actor,
    ) -> Result<PicturesForgotten, Failure>;
}

/// Cameras with their pictures, for the browser.
#[leptos::server(ListCameras, "/api/fn", endpoint = "list_cameras")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn list_cameras(query: CamerasQuery) -> Result<CamerasPage, Failure> {
    let actor = super::actor().await?;
    super::services()?.list_cameras(&actor, &query).await
}

/// Pictures of an alarm, for the browser.
#[leptos::server(GetAlarmPictures, "/api/fn", endpoint = "alarm_pictures")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn alarm_pictures(alarm: i64) -> Result<AlarmPictures, Failure> {
    let actor = super::actor().await?;
    super::services()?.alarm_pictures(&actor, alarm).await
}

/// Where a camera can be looked at live, for the browser.
#[leptos::server(OpenStream, "/api/fn", endpoint = "open_stream")]
#[allow(missing_docs)] // the fields of the generated type are the arguments
pub async fn open_stream(device: i64) -> Result<String, Failure> {
    let actor = super::actor().await?;
    super::services()?.open_stream(&actor, device).await
}
