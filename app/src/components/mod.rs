//! The parts pages are made of.

pub mod answers;
pub mod board;
pub mod browser;
pub mod camera;
pub mod confirm;
pub mod downloads;
pub mod explain;
pub mod fields;
pub mod findings;
pub mod format;
pub mod forms;
pub mod frame;
pub mod hands;
pub mod lists;
pub mod live;
pub mod notices;
pub mod print;
pub mod saving;
pub mod scoring;
pub mod search;
pub mod sending;
pub mod states;
pub mod table;
pub mod uploads;
pub mod view;
pub mod waiting;
