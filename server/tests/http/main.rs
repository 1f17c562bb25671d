//! The ways in by HTTP, driven through the router, on both engines.
#![allow(clippy::unwrap_used, clippy::print_stderr)] // a test that cannot go on should stop

#[path = "../common/mod.rs"]
mod common;
mod site;

mod audit;
mod cases;
mod forms;
mod health;
mod imports;
mod live;
mod pages;
mod permissions;
mod tokens;
mod users;
mod values;
