//! What comes in: tables with import profiles, case events, device messages.

pub mod devices;
pub mod tables;
