//! The ways in by HTTP, driven through the router, on both engines.
#![allow(clippy::unwrap_used, clippy::print_stderr)]

#[path = "../common/mod.rs"]
mod common;
mod site;

mod analysis;
mod audit;
mod cases;
mod devices;
mod files;
mod forms;
mod health;
mod imports;
mod live;
mod pages;
mod papers;
mod permissions;
mod pictures;
mod prints;
mod problems;
mod published;
mod reports;
mod sheets;
mod tokens;
mod users;
mod values;
mod voices;
