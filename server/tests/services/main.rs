//! The services on both engines.
#![allow(clippy::unwrap_used, clippy::print_stderr, dead_code, missing_docs, unused_imports)]

#[path = "../common/mod.rs"]
mod common;

mod audit;
mod cases;
mod overview;
mod session;
mod tokens;
mod units;
mod users;
mod values;
