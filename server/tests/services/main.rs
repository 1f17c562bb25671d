//! The services on both engines.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;

mod audit;
mod cases;
mod differences;
mod file_keeping;
mod files;
mod mail;
mod overview;
mod papers;
mod reported;
mod reports;
mod reviews;
mod session;
mod standards;
mod tokens;
mod units;
mod uploads;
mod users;
mod values;
