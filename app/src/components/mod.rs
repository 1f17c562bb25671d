//! The parts pages are made of.

pub mod browser;
pub mod frame;
pub mod search;
pub mod states;
