//! The parts pages are made of.

pub mod answers;
pub mod browser;
pub mod confirm;
pub mod downloads;
pub mod explain;
pub mod fields;
pub mod figures;
pub mod format;
pub mod frame;
pub mod lists;
pub mod live;
pub mod map;
pub mod notices;
pub mod parts;
pub mod place;
pub mod print;
pub mod scale;
pub mod search;
pub mod sending;
pub mod states;
pub mod table;
pub mod trend;
pub mod uploads;
pub mod view;
pub mod waiting;
