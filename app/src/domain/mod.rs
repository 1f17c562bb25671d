//! The rules of the field: units, periods, items, formulas, permissions. Pure and deterministic; nothing here
//! reads a clock, a file or a database.

pub mod alarms;
pub mod analysis;
pub mod bulletins;
pub mod caseload;
pub mod cases;
pub mod catalogue;
pub mod contacts;
pub mod devices;
pub mod expressions;
pub mod files;
pub mod forms;
pub mod geometry;
pub mod hearings;
pub mod objections;
pub mod periods;
pub mod permissions;
pub mod problems;
pub mod quality;
pub mod reports;
pub mod reviews;
pub mod saved;
pub mod series;
pub mod standards;
pub mod streams;
pub mod tree;
pub mod units;
pub mod values;
pub mod voices;
