//! The services on both engines.

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod overview;
mod units;
mod values;
