//! Counting, sorting, comparing: what can be chosen in the explorer, how two values differ, how many of them spread, and
//! how a grid of units × periods × indicators is laid out as rows and columns.

mod choice;
mod difference;
mod peers;
mod pivot;
mod spread;
mod words;

pub use choice::{Axis, Choice, Column, Compare, Layout, Sort, Units, View};
pub use difference::{Difference, Way};
pub use peers::Dimension;
pub use pivot::{At, Pivot};
pub use spread::{Band, Spread, quantile, ranks};
pub use words::{Slip, peers_word};
