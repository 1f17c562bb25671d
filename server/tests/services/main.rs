//! The services on both engines.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;

mod alarms;
mod analysis;
mod audit;
mod bulletins;
mod caseload;
mod cases;
mod compliance;
mod contacts;
mod device_messages;
mod devices;
mod differences;
mod file_keeping;
mod files;
mod hearings;
mod hooks;
mod mail;
mod mqtt;
mod objections;
mod overview;
mod papers;
mod pictures;
mod problems;
mod quality;
mod reported;
mod reports;
mod reviews;
mod safety;
mod saved;
mod session;
mod standards;
mod subscriptions;
mod tokens;
mod units;
mod uploads;
mod users;
mod values;
mod voices;
mod worklist;
