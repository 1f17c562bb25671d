//! The services on both engines.

#[path = "../common/mod.rs"]
mod common;

mod cases;
mod units;
mod values;
