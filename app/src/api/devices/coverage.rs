//! Which points of tribunals are watched.

use crate::domain::devices::Cover;
use serde::{Deserialize, Serialize};

/// How the points of a kind are watched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CoverCell {
    /// The word for it.
    pub cover: Cover,
    /// Points with a working device.
    pub covered: u32,
    /// Points.
    pub points: u32,
}

/// How a tribunal is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct CoverRow {
    /// Code of the tribunal.
    pub tribunal: String,
    /// Its names, Chinese and English.
    pub name: (String, String),
    /// One cell for each kind of points, in their order.
    pub cells: Vec<CoverCell>,
    /// Devices that work.
    pub online: u32,
    /// Devices.
    pub devices: u32,
}

/// Coverage, page by page, with the sums of all that was asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "ssr", derive(utoipa::ToSchema))]
pub struct Coverage {
    /// Tribunals.
    pub rows: Vec<CoverRow>,
    /// Tribunals in all.
    pub total: u32,
    /// Tribunals before this page.
    pub offset: u32,
    /// Points of all of them without a working device, by kind.
    pub blind: Vec<u32>,
    /// Tribunals of which no such point is known, by kind.
    pub no_point: Vec<u32>,
    /// Devices that work, of all.
    pub online: u32,
    /// Devices of all.
    pub devices: u32,
    /// Whether the line to the cameras is up, and since when; none where no line is configured or was ever up.
    pub line: Option<(bool, String)>,
}
